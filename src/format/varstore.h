/* The volume of non-volatile data: the store of UEFI variables, and the area for writing to it safely. */
#ifndef FORMAT_VARSTORE_H
#define FORMAT_VARSTORE_H

#include "format/ffs.h"

/* The tables of the store and of variables (src/format/varstore_table.c). */
extern const struct tdxp_format varstore_format_header;
extern const struct tdxp_format varstore_format_variable;
extern const struct tdxp_format varstore_format_authenticated;
extern const struct tdxp_doc varstore_doc_data;
extern const struct tdxp_doc varstore_doc_store;
extern const struct tdxp_doc varstore_doc_variable;
extern const struct tdxp_doc varstore_doc_name;
extern const struct tdxp_doc varstore_doc_value;
extern const struct tdxp_doc varstore_doc_free_space;
extern const struct tdxp_doc varstore_doc_rest;

/* The tables of the area for fault-tolerant writes (src/format/ftw_table.c). */
extern const struct tdxp_format ftw_format_header;
extern const struct tdxp_format ftw_format_write;
extern const struct tdxp_format ftw_format_record;
extern const struct tdxp_doc ftw_doc_block;
extern const struct tdxp_doc ftw_doc_queue_free;
extern const struct tdxp_doc ftw_doc_private;
extern const struct tdxp_doc ftw_doc_spare;

/* A variable whose data is known. */
struct varstore_known {
    const char *name; /* '#' stands for a hexadecimal digit */
    const struct tdxp_guid *vendor;
    struct tdxp_doc doc;
    const struct tdxp_format *format; /* the fields that its data is made of; NULL: no such fields */
    bool repeated;                    /* the data is a row of them */
    /*
     * Decodes data that no table of fields describes, into children of its node; NULL: none does. False where memory
     * ran out.
     */
    bool (*decode)(const struct ffs_walk *w, struct tdxp_node *data);
};

/* The variables that are known (src/format/varstore_known.c). */
extern const struct varstore_known varstore_known[];
extern const size_t varstore_known_count;

/* The row of a variable by its name, which is escaped, and its vendor; NULL where it is not known. */
const struct varstore_known *varstore_known_find(const char *name, const struct tdxp_guid *vendor);

/* The formats of load options and key options, which varstore_known has functions for (src/format/load_option.c). */
extern const struct tdxp_format load_option_format;
extern const struct tdxp_format key_option_format;
extern const struct tdxp_format key_option_format_key;
extern const struct tdxp_doc load_option_doc_description;
extern const struct tdxp_doc load_option_doc_path;
extern const struct tdxp_doc load_option_doc_optional;

/* EFI_LOAD_OPTION, EFI_KEY_OPTION, and characters of 8 bits: for struct varstore_known. */
bool load_option_decode(const struct ffs_walk *w, struct tdxp_node *data);
bool key_option_decode(const struct ffs_walk *w, struct tdxp_node *data);
bool varstore_text_decode(const struct ffs_walk *w, struct tdxp_node *data);

/*
 * Decode the data of a variable as its row says. False where memory ran out.
 */
bool varstore_value_decode(const struct ffs_walk *w, struct tdxp_node *data, const struct varstore_known *known);

/* States of a variable with erased bits taken as 0 (VariableFormat.h, for flash memory whose erased bits are 1). */
#define VARSTORE_DELETED 0x02u
#define VARSTORE_LIVE 0xc0u /* header valid, and added */

/*
 * Lead from each number of a load option to its variable in the store, which has been decoded, and say what it is; mark the
 * numbers that the store has no variable for. Deleted variables do not count.
 */
void varstore_link_options(struct tdxp_tree *tree, const struct tdxp_node *store);

/* Where the working block for fault-tolerant writes begins in [start, end); end where there is none. */
uint64_t ftw_find(const struct tdxp_bytes *bytes, uint64_t base, uint64_t start, uint64_t end);

/*
 * Decode the working block that begins at at as a child of parent, and the spare area behind it as another. Both end at
 * end or before it.
 */
void ftw_decode(const struct ffs_walk *w, struct tdxp_node *parent, uint64_t at, uint64_t end);

/*
 * Decode the store in [area->start, area->end) and what lies behind it as children of data, which covers these bytes.
 * False where memory ran out.
 */
bool varstore_decode(const struct ffs_walk *w, struct tdxp_node *data, const struct ffs_area *area);

#endif
