/* Programs: ELF, PE and TE images and Linux kernels, wherever they lie. */
#ifndef FORMAT_PROGRAM_H
#define FORMAT_PROGRAM_H

#include "format/fv.h"
#include "tdxplore/format.h"
#include "tdxplore/range.h"
#include "tdxplore/tree.h"

#define PROGRAM_SECTION_LIMIT 128u /* headers of one kind that are decoded of one program */

/* A program while it is being decoded. Offsets are from its first byte unless said otherwise. */
struct program {
    struct tdxp_tree *tree;
    struct tdxp_node *node;   /* covers what is known to belong to it; all of its bytes while it is being decoded */
    uint64_t base;            /* of its first byte in the space */
    struct tdxp_bytes bytes;  /* from its first byte to the end of what holds it */
    uint64_t reach;           /* behind the last byte that is known to belong to it */
    enum tdxp_code_bits bits; /* of its instructions */
};

/* How sure a caller is of what the bytes are. */
enum program_hint {
    PROGRAM_NO_HINT, /* anything: only what proves itself is taken for a program */
    PROGRAM_PE32,    /* a PE32 section: the first characters suffice */
    PROGRAM_TE,      /* a TE section */
};

/*
 * Decode the programs that begin at start of parent's space, and end within length bytes, as children of parent. One
 * file may be two: a Linux kernel is a PE image as well. Their nodes count as those of *volumes, whose limit of nodes
 * holds; from it on parent is marked. True where there is a program.
 */
bool program_decode(struct tdxp_tree *tree, struct tdxp_node *parent, uint64_t start, uint64_t length,
                    enum program_hint hint, struct volume_list *volumes);

/* ---- one decoder each: what it decodes, and whether bytes are that ---- */

bool elf_is(const struct tdxp_bytes *bytes);
void elf_decode(struct program *p);

/* trusting: the first two characters suffice, whatever follows. */
bool pe_is(const struct tdxp_bytes *bytes, bool trusting);
void pe_decode(struct program *p);

bool te_is(const struct tdxp_bytes *bytes, bool trusting);
void te_decode(struct program *p);

bool bzimage_is(const struct tdxp_bytes *bytes);
void bzimage_decode(struct program *p);

/* ---- what the decoders share ---- */

/*
 * Add a structure at an offset of the program as the last child of parent, with those of its fields that lie wholly in
 * the program. Where it is cut, it is marked. NULL where none of it lies in the program.
 */
struct tdxp_node *program_struct(struct program *p, struct tdxp_node *parent, const struct tdxp_format *format,
                                 const char *key, const char *name, uint64_t offset);

/* Add the fields of a further part of a structure, as far as they lie before offset end of the program. */
void program_fields(struct program *p, struct tdxp_node *node, const struct tdxp_format *format, uint64_t offset,
                    uint64_t end);

/*
 * Add bytes of the program that have no fields, as the last child of parent. What lies outside of the program is cut
 * off, and the node marked. NULL where length is 0 or all of it lies outside.
 */
struct tdxp_node *program_bytes(struct program *p, struct tdxp_node *parent, enum tdxp_kind kind, const char *key,
                                const char *name, struct tdxp_range range, const struct tdxp_doc *doc);

/* Make following a node, which may be NULL, go to bytes of the program; not where length is 0. */
void program_point(const struct program *p, struct tdxp_node *node, struct tdxp_range range);

/*
 * Make following the field of an entry point go to its byte, and note the guest-physical address of that where a section
 * of the descriptor copies it somewhere.
 */
void program_entry(const struct program *p, struct tdxp_node *field, uint64_t offset);

/* A value of an enumeration that is not in the table but not reserved either: note what it is in place of the mark. */
void program_unlisted(struct tdxp_node *field, const char *note);

/* The text of an integer field's choice, or fallback. */
const char *program_choice(const struct tdxp_node *field, const char *fallback);

/* Text of at most length bytes of the program up to a NUL, escaped, in the tree's memory; "" where there is none. */
const char *program_text(const struct program *p, uint64_t offset, uint64_t length);

/* ---- PE and TE have these in common ---- */

/* A section as a header describes it. */
struct pe_section {
    uint32_t virtual_size, virtual_address, raw_size;
    uint64_t raw; /* offset in the program: of TE less what was stripped, and far outside where that is impossible */
};

/* The section table of a PE or TE image. */
struct pe_sections {
    struct pe_section items[PROGRAM_SECTION_LIMIT];
    uint32_t count;
    uint64_t headers;  /* bytes at the start of the image that are loaded as they are: the headers */
    uint64_t stripped; /* to subtract from an RVA or file pointer of a TE image; 0 for PE */
};

/*
 * Decode count section headers at offset as children of p's node, and the bytes that they describe. counter is the field
 * that gives their number, marked where there are fewer. size_of_image is 0 where the format does not say.
 */
void pe_sections_decode(struct program *p, struct tdxp_node *counter, uint64_t offset, uint32_t count,
                        uint64_t size_of_image, struct pe_sections *sections);

/* The offset in the program of a relative virtual address. False where no byte of the program is loaded there. */
bool pe_offset_of_rva(const struct program *p, const struct pe_sections *sections, uint64_t rva, uint64_t *offset);

/* The instructions of a Machine. */
enum tdxp_code_bits pe_machine_bits(uint16_t machine);

/* Decode a data directory at offset, of index index of those that PE has; sections say where it leads. */
void pe_directory_decode(struct program *p, struct tdxp_node *parent, uint64_t offset, uint32_t index, const char *key,
                         const struct pe_sections *sections);

/* How many data directories have a name. */
enum { PE_DIRECTORIES = 16, PE_DIRECTORY_CERTIFICATE = 4, PE_DIRECTORY_RELOCATION = 5, PE_DIRECTORY_DEBUG = 6 };

/* The tables of all of them (*_table.c). */
extern const struct tdxp_format elf_format_header32, elf_format_header64;
extern const struct tdxp_format elf_format_ident;
extern const struct tdxp_format elf_format_segment32, elf_format_segment64;
extern const struct tdxp_format elf_format_section32, elf_format_section64;
extern const struct tdxp_doc elf_doc_file, elf_doc_segment, elf_doc_section;
extern const struct tdxp_format pe_format_dos, pe_format_file, pe_format_directory, pe_format_section;
extern const struct tdxp_format pe_format_optional32, pe_format_optional64;
extern const struct tdxp_doc pe_doc_file, pe_doc_dos_stub, pe_doc_section, pe_doc_certificates;
extern const struct tdxp_doc pe_doc_rest_of_optional;
extern const struct tdxp_format te_format_header;
extern const struct tdxp_doc te_doc_file;
extern const struct tdxp_format bzimage_format_setup;
extern const struct tdxp_doc bzimage_doc_file, bzimage_doc_setup_code, bzimage_doc_kernel, bzimage_doc_version;
extern const struct tdxp_doc bzimage_doc_payload;

/* Name and explanation of a data directory. */
struct pe_directory {
    const char *name;
    struct tdxp_doc doc;
};
extern const struct pe_directory pe_directories[PE_DIRECTORIES];

#endif
