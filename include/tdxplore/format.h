/*
 * How a format is described: a table of fields that one can read, with the text that explains each.
 * The field pane, the explanations, the reports and the manual all come from these tables.
 */
#ifndef TDXPLORE_FORMAT_H
#define TDXPLORE_FORMAT_H

#include <stddef.h>
#include <stdint.h>

/* An explanation at three depths. Members may be NULL where a node has no need of them, summary never. */
struct tdxp_doc {
    const char *summary;   /* one line, no full stop needed, always in sight */
    const char *detail;    /* a paragraph or more for a reader who sees the format for the first time;
                              paragraphs are separated by '\n' */
    const char *reference; /* where the fact comes from: specification and clause, or repository:file */
};

enum tdxp_type {
    TDXP_TYPE_NONE,  /* not a field: a structure or a run of bytes */
    TDXP_TYPE_UINT,  /* little-endian unsigned integer of the field's size, 1 to 8 bytes */
    TDXP_TYPE_CHAR8, /* characters, not terminated */
    TDXP_TYPE_GUID,
    TDXP_TYPE_BYTES, /* nothing to say but the bytes themselves */
};

/* What the number means; decides how it is written and whether Enter follows it. */
enum tdxp_role {
    TDXP_ROLE_NUMBER,   /* an identifier or raw value: hexadecimal */
    TDXP_ROLE_COUNT,    /* how many: decimal */
    TDXP_ROLE_SIZE,     /* bytes: hexadecimal; a rounded size may be shown beside it */
    TDXP_ROLE_OFFSET,   /* bytes from the start of the file */
    TDXP_ROLE_FROM_END, /* bytes back from the end of the file */
    TDXP_ROLE_GPA,      /* guest-physical address */
    TDXP_ROLE_FLAGS,    /* bits, each with a name */
    TDXP_ROLE_ENUM,     /* one of a list of values */
};

/* One value of an enumeration. A table of them ends with name NULL. */
struct tdxp_choice {
    uint64_t value;
    const char *name; /* as the specification spells it */
    struct tdxp_doc doc;
};

/* One flag, or a run of bits. A table of them ends with name NULL. */
struct tdxp_flag {
    unsigned low, high; /* first and last bit, inclusive */
    const char *name;
    struct tdxp_doc doc;
    uint8_t reserved; /* must be zero: a bit that is set is marked */
};

/* One field of a structure. A table of them ends with name NULL. */
struct tdxp_field {
    const char *name;      /* as the specification spells it */
    const char *type_name; /* "UINT32", "CHAR8[4]" */
    uint32_t offset;       /* bytes from the start of the structure */
    uint32_t size;         /* in bytes */
    enum tdxp_type type;
    enum tdxp_role role;
    const struct tdxp_choice *choices; /* for TDXP_ROLE_ENUM, else NULL */
    const struct tdxp_flag *flags;     /* for TDXP_ROLE_FLAGS, else NULL */
    struct tdxp_doc doc;
};

/* A structure: fixed-size fields in the order of their offsets. */
struct tdxp_format {
    const char *name;
    uint32_t size; /* of the fields together, in bytes */
    const struct tdxp_field *fields;
    struct tdxp_doc doc;
};

/* The row of a value, or NULL where the table (which may be NULL) does not list it. */
const struct tdxp_choice *tdxp_choice_find(const struct tdxp_choice *choices, uint64_t value);

/* The field of that name, or NULL. */
const struct tdxp_field *tdxp_field_find(const struct tdxp_format *format, const char *name);

#endif
