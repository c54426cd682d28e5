/* Small images to judge: one that every consumer accepts, and named ways of breaking it. */
#ifndef UNIT_CHECK_IMAGE_H
#define UNIT_CHECK_IMAGE_H

#include "support.h"
#include "tdxplore/check.h"

/* ---- the plain image: four sections, found by the table and by the legacy offset, nothing to find fault with ---- */

enum {
    IMAGE_SIZE = 0x10000, /* the least that QEMU loads */
    DESCRIPTOR = 0xf000,  /* file offset of its signature */
    TABLE_END = IMAGE_SIZE - 0x20,
    TDX_ENTRY = TABLE_END - 18 - 22, /* file offset of the pointer in its GUIDed table; the footer follows */
};

#define IMAGE_GPA UINT64_C(0xffff0000)

/* Offset of a field in a section entry, in bytes. */
enum field {
    DATA_OFFSET = 0,
    RAW_DATA_SIZE = 4,
    MEMORY_ADDRESS = 8,
    MEMORY_DATA_SIZE = 16,
    TYPE = 24,
    ATTRIBUTES = 28,
};

/* File offset of a field of a section entry in the plain image. */
#define FIELD_AT(section, field) (DESCRIPTOR + 16u + 32u * (section) + (field))

/* ---- ways of breaking it ---- */

/* An integer to write over the finished image. */
struct poke {
    uint64_t offset;
    unsigned width; /* in bytes; 0: no poke */
    uint64_t value;
};

/* A minimal change of the plain image. */
struct image_change {
    const char *name;
    struct plan_section add;      /* one more section where add_section is true */
    struct poke pokes[8];         /* written last; the first of width 0 ends them */
    void (*edit)(uint8_t *bytes); /* for what pokes cannot say; before them. NULL: nothing */
    uint64_t descriptor;          /* file offset of the signature; 0: as it is */
    uint32_t front, behind;       /* zeros put before and behind the image, in bytes */
    uint32_t last;                /* only this many bytes from the end are left; 0: all */
    bool add_section;
    bool no_table, no_legacy, no_guid; /* not written */
    bool volume;                       /* a firmware volume fills the CFV */
};

/* All changes; *count of them. */
const struct image_change *changes(size_t *count);

/* The change of that name; fails the test where there is none. */
const struct image_change *change_find(const char *name);

/*
 * The bytes of the plain image with the changes of these names, or none for NULL; where both set a byte, the first one
 * does. In an exact buffer that the caller frees, *size of them.
 */
uint8_t *changed_bytes(const char *first, const char *second, uint64_t *size);

/* So many zeros were put before the plain image at bytes: make the offsets in it lead there again. */
void move_back(uint8_t *bytes, uint64_t front);

/* ---- judging ---- */

/* An image with its judgement. */
struct judged {
    struct tdxp_image *image;
    struct tdxp_firmware *firmware;
    struct tdxp_check_result *result;
};

/* Takes over the image. */
struct judged judge_image(struct tdxp_image *image);

/* The judgement of changed_bytes. */
struct judged judge_changed(const char *first, const char *second);

void judged_free(struct judged *j);

/* The rules that have findings, in the order of the findings and each once in a row: "TDVF-S-009 TDVF-M-011". */
const char *rules_of(const struct tdxp_check_result *result, char *text, size_t size);

/* The keys of the consumers that refuse: "td-shim kvm"; "" for none. */
const char *refusers_of(const struct tdxp_check_result *result, char *text, size_t size);

/* The verdict of the consumer with that key. */
const struct tdxp_verdict *verdict_of(const struct tdxp_check_result *result, const char *key);

/* ---- what holds of every judgement, whatever the image ---- */

/* NULL, or what does not hold. Does not use cmocka's assertions, to be quick. */
const char *contradiction(const struct judged *j);

void assert_no_contradiction(const struct judged *j);

#endif
