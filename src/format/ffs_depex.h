/* Dependency expressions: when a PEI module or a driver is run. */
#ifndef FORMAT_FFS_DEPEX_H
#define FORMAT_FFS_DEPEX_H

#include "format/ffs.h"

enum depex_opcode {
    DEPEX_BEFORE = 0x00,
    DEPEX_AFTER = 0x01,
    DEPEX_PUSH = 0x02,
    DEPEX_AND = 0x03,
    DEPEX_OR = 0x04,
    DEPEX_NOT = 0x05,
    DEPEX_TRUE = 0x06,
    DEPEX_FALSE = 0x07,
    DEPEX_END = 0x08,
    DEPEX_SOR = 0x09,
};

/* The tables (src/format/ffs_depex_table.c). */
extern const struct tdxp_format depex_format_opcode;
extern const struct tdxp_format depex_format_operand; /* what follows some opcodes; offsets are from the opcode */
extern const struct tdxp_doc depex_doc_opcode;
extern const struct tdxp_doc depex_doc_rest;

/* The row of an opcode, or NULL. */
const struct tdxp_choice *depex_opcode_find(uint8_t opcode);

/*
 * Decode the expression that fills the data of a section, opcode by opcode, as children of its node, and say in its note
 * what the expression means.
 */
void ffs_add_depex(const struct ffs_walk *w, struct tdxp_node *node, const struct ffs_section *s);

#endif
