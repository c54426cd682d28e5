/* Signature lists: the form of db, dbx, KEK and PK. */
#ifndef FORMAT_SIGLIST_H
#define FORMAT_SIGLIST_H

#include "format/ffs.h"

/* The tables of signature lists (src/format/siglist_table.c). */
extern const struct tdxp_format siglist_format_list;
extern const struct tdxp_format siglist_format_signature;
extern const struct tdxp_format siglist_format_revoked;
extern const struct tdxp_doc siglist_doc_list;
extern const struct tdxp_doc siglist_doc_header;
extern const struct tdxp_doc siglist_doc_signature;
extern const struct tdxp_doc siglist_doc_certificate;
extern const struct tdxp_doc siglist_doc_hash;
extern const struct tdxp_doc siglist_doc_data;
extern const struct tdxp_doc siglist_doc_rest;

/*
 * Decode the signature lists that the data of a variable is made of, as children of its node. False where memory ran
 * out.
 */
bool siglist_decode(const struct ffs_walk *w, struct tdxp_node *data);

#endif
