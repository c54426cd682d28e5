/* Firmware volumes: finding and decoding them. */
#ifndef FORMAT_FV_H
#define FORMAT_FV_H

#include "tdxplore/image.h"
#include "tdxplore/opened.h"
#include "tdxplore/tree.h"
#include "tdxplore/volume.h"

#define VOLUME_LIMIT 1024u        /* volumes of one image */
#define VOLUME_NODE_LIMIT 100000u /* nodes for volumes and all that lies in them */
#define VOLUME_DEPTH_LIMIT 8u     /* volumes inside of each other */
#define SECTION_DEPTH_LIMIT 16u   /* sections inside of each other */

/* How deep bytes lie in what holds them: the limits keep hostile nesting from going on for ever. */
struct nesting {
    unsigned volumes;  /* volumes inside of each other */
    unsigned sections; /* sections that hold sections, inside of each other */
    unsigned spaces;   /* spaces inside of each other: 0 in the file */
};

/*
 * Volumes in the order in which they were met; items lie in the tree's memory. Begins zeroed but for image
 * and opened.
 */
struct volume_list {
    struct tdxp_volume *items;
    uint32_t count, capacity;
    uint32_t nodes;                 /* made so far for volumes and what lies in them */
    struct tdxp_opened *opened;     /* what of it is decompressed; NULL: nothing */
    const struct tdxp_image *image; /* the file, whose holes are passed over; NULL: none are known */
};

/* The tables of the volume header and of what belongs to it (src/format/fv_table.c). */
extern const struct tdxp_format fv_format_header;
extern const struct tdxp_format fv_format_block;
extern const struct tdxp_format fv_format_ext_header;
extern const struct tdxp_format fv_format_ext_entry;
extern const struct tdxp_format fv_format_ext_oem_type;
extern const struct tdxp_format fv_format_ext_guid_type;
extern const struct tdxp_format fv_format_ext_used_size;
extern const struct tdxp_doc fv_doc_volume;
extern const struct tdxp_doc fv_doc_data;
extern const struct tdxp_doc fv_doc_ext_data;

/*
 * Decode the volumes that lie in [start, start + length) of parent's space as children of parent, and append them to
 * *volumes. False where memory ran out.
 */
bool fv_decode_all(struct tdxp_tree *tree, struct tdxp_node *parent, uint64_t start, uint64_t length,
                   struct volume_list *volumes);

/*
 * As fv_decode_all, for bytes that lie inside of other things. From VOLUME_DEPTH_LIMIT volumes on nothing is decoded and
 * parent is marked.
 */
bool fv_decode_nested(struct tdxp_tree *tree, struct tdxp_node *parent, uint64_t start, uint64_t length,
                      struct nesting nest, struct volume_list *volumes);

/* Count a node that was just made, with all that is below it. */
void volume_nodes_add(struct volume_list *volumes, const struct tdxp_node *node);

/* True while more nodes may be made; where not, node is marked with what was left out. */
bool volume_nodes_left(struct tdxp_tree *tree, struct tdxp_node *node, const struct volume_list *volumes);

/* The field of a structure, or the structure itself where it has none of that name: something to mark. */
struct tdxp_node *volume_field(struct tdxp_node *node, const char *name);

#endif
