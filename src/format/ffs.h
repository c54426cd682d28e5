/* The firmware file system: files in volumes, and the sections that files are made of. */
#ifndef FORMAT_FFS_H
#define FORMAT_FFS_H

#include "format/fv.h"

#define FFS_FILE_TYPE_RAW 0x01u
#define FFS_FILE_TYPE_FIRST 0x02u /* first and last type whose files are made of sections */
#define FFS_FILE_TYPE_LAST 0x0fu
#define FFS_FILE_TYPE_PAD 0xf0u

#define FFS_SECTION_COMPRESSION 0x01u
#define FFS_SECTION_GUID_DEFINED 0x02u
#define FFS_SECTION_DISPOSABLE 0x03u
#define FFS_SECTION_PE32 0x10u
#define FFS_SECTION_TE 0x12u
#define FFS_SECTION_DXE_DEPEX 0x13u
#define FFS_SECTION_VERSION 0x14u
#define FFS_SECTION_USER_INTERFACE 0x15u
#define FFS_SECTION_VOLUME_IMAGE 0x17u
#define FFS_SECTION_FREEFORM_SUBTYPE_GUID 0x18u
#define FFS_SECTION_RAW 0x19u
#define FFS_SECTION_PEI_DEPEX 0x1bu
#define FFS_SECTION_MM_DEPEX 0x1cu

/* Where the files of a volume lie, and how the volume is formatted. All offsets are those of the volume's space. */
struct ffs_area {
    uint64_t base;       /* first byte of the volume: files begin at multiples of 8 bytes from here */
    uint64_t start;      /* where the first file is looked for */
    uint64_t end;        /* behind the last byte of the volume */
    uint8_t erased;      /* what an erased byte reads as, 0x00 or 0xff */
    bool large_files;    /* FFS3: a file may have an extended size */
    struct nesting nest; /* of the files; this volume is counted */
};

/* What every step of decoding files and sections needs. */
struct ffs_walk {
    struct tdxp_tree *tree;
    struct volume_list *volumes;
    const struct tdxp_bytes *bytes; /* of the space that is walked */
    struct nesting nest;            /* of the bytes */
};

/* A section while it is being decoded. Offsets are those of its space. */
struct ffs_section {
    uint64_t offset, size; /* size is cut to what holds the section */
    uint64_t header_size;  /* of the common header */
    uint64_t data;         /* where what follows the type's own fields begins */
    uint8_t type;
};

/*
 * What a file and its sections have to say to each other, whichever sections these are in. Begins with the name alone.
 * Strings are escaped and live as long as the tree, or are NULL.
 */
struct ffs_labels {
    const struct tdxp_guid *name; /* of the file */
    const char *ui;               /* of the first user interface section */
    const char *version;          /* of the first version section */
    struct tdxp_node *apriori;    /* the section whose data was decoded as an apriori list */
};

/* The tables of files and sections (src/format/ffs_table.c). */
extern const struct tdxp_format ffs_format_file;
extern const struct tdxp_format ffs_format_file_extended;
extern const struct tdxp_format ffs_format_section;
extern const struct tdxp_format ffs_format_section_extended;
extern const struct tdxp_format ffs_format_compression; /* what follows the common header, from 0 */
extern const struct tdxp_format ffs_format_guid_defined;
extern const struct tdxp_format ffs_format_freeform;
extern const struct tdxp_format ffs_format_version;
extern const struct tdxp_format ffs_format_crc32; /* what follows the GUID-defined header */
extern const struct tdxp_doc ffs_doc_file;
extern const struct tdxp_doc ffs_doc_file_data;
extern const struct tdxp_doc ffs_doc_pad_data;
extern const struct tdxp_doc ffs_doc_free_space;
extern const struct tdxp_doc ffs_doc_not_files;
extern const struct tdxp_doc ffs_doc_section;
extern const struct tdxp_doc ffs_doc_section_data;
extern const struct tdxp_doc ffs_doc_encoded_data;
extern const struct tdxp_doc ffs_doc_guid_fields;
extern const struct tdxp_doc ffs_doc_decompressed;
extern const struct tdxp_doc ffs_doc_string;
extern const struct tdxp_doc ffs_doc_not_sections;

/* The rows of a file type and of a section type, or NULL. */
const struct tdxp_choice *ffs_file_type_find(uint8_t type);
const struct tdxp_choice *ffs_section_type_find(uint8_t type);

/*
 * Decode the files of a volume as children of its node; what lies between and behind them becomes nodes, too. Volumes
 * inside of files are appended to *volumes. False where memory ran out.
 */
bool ffs_decode_files(struct tdxp_tree *tree, struct tdxp_node *volume, const struct ffs_area *area,
                      struct volume_list *volumes);

/*
 * Decode the sections that fill [start, start + length) of parent's space as children of parent. Sections that hold
 * sections are followed. *labels must begin zeroed but for the file's name. False where memory ran out.
 */
bool ffs_decode_sections(struct tdxp_tree *tree, struct tdxp_node *parent, uint64_t start, uint64_t length,
                         struct nesting nest, struct volume_list *volumes, struct ffs_labels *labels);

/*
 * Decode what is inside of a section that holds sections (src/format/ffs_wrapped.c). header has the fields of its type.
 * False where memory ran out.
 */
bool ffs_add_wrapped(const struct ffs_walk *w, struct tdxp_node *node, struct tdxp_node *header, struct ffs_section *s,
                     struct ffs_labels *labels);

/* Add bytes that are not decoded further, and count their node. */
struct tdxp_node *ffs_content(const struct ffs_walk *w, struct tdxp_node *parent, const char *key, const char *name,
                              uint64_t start, uint64_t length, const struct tdxp_doc *doc);

/* The well-known name of a GUID, or its canonical text. */
const char *ffs_guid_text(const struct ffs_walk *w, const struct tdxp_guid *guid);

/*
 * What a type of a file or section that the tables do not list is: vendors, debugging and the file system have types for
 * themselves, which are no mistakes: the mark on the field in the header is taken back.
 */
const char *ffs_type_range(struct tdxp_node *header, uint8_t type);

/* The first byte of [start, end) that does not read as erased; end where all do. */
uint64_t ffs_first_used(const struct tdxp_bytes *bytes, uint64_t start, uint64_t end, uint8_t erased);

/*
 * Show what a field of single bits means that is written by changing erased bits: stored is its byte as it stands,
 * state the same with erased bits taken as 0. text says it in words and must outlive the tree.
 */
void ffs_show_state(const struct ffs_walk *w, struct tdxp_node *field, uint8_t stored, uint8_t state, const char *text);

/* start, moved up to the next multiple of alignment (a power of two) from base, which is not above it. */
uint64_t ffs_align(uint64_t base, uint64_t start, uint64_t alignment);

/* True where a pad file begins at offset whose data covers [inner, inner + length). */
bool ffs_pad_covers(const struct tdxp_bytes *bytes, uint64_t offset, uint64_t inner, uint64_t length);

#endif
