/* Device paths: where a device or a file is, as UEFI says it. */
#ifndef FORMAT_DEVICE_PATH_H
#define FORMAT_DEVICE_PATH_H

#include "format/ffs.h"

/* A kind of node. */
struct device_path_kind {
    uint8_t type, sub_type;
    const char *name;                 /* as the specification calls it */
    const char *text;                 /* begins its text form */
    const struct tdxp_format *format; /* the fields behind the common header, from 0; NULL: not taken apart */
};

/* The tables (src/format/device_path_table.c). The last kind has name NULL. */
extern const struct device_path_kind device_path_kinds[];
extern const struct tdxp_format device_path_format_header;
extern const struct tdxp_doc device_path_doc;
extern const struct tdxp_doc device_path_doc_node;
extern const struct tdxp_doc device_path_doc_data;
extern const struct tdxp_doc device_path_doc_rest;

#define DEVICE_PATH_ACPI 0x02u
#define DEVICE_PATH_MESSAGING 0x03u
#define DEVICE_PATH_MEDIA 0x04u
#define DEVICE_PATH_END 0x7fu

/*
 * Decode the device paths that fill [start, start + length) of parent's space as children of parent. Returns them as
 * text, which lives as long as the tree.
 */
const char *device_path_decode(const struct ffs_walk *w, struct tdxp_node *parent, uint64_t start, uint64_t length);

/* The same for the data of a variable: for struct varstore_known. */
bool device_path_decode_data(const struct ffs_walk *w, struct tdxp_node *data);

#endif
