/* What several unit tests share: images made in memory, real ones from disk, and what holds of every decoded image. */
#ifndef UNIT_SUPPORT_H
#define UNIT_SUPPORT_H

/* cmocka's own header wants these five before it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "tdxplore/firmware.h"

/* ---- bytes ---- */

/* Write value little-endian; width is 1 to 8. */
void put_uint(uint8_t *at, unsigned width, uint64_t value);

/* A buffer of exactly size bytes (at least 1), so that a sanitizer sees any read past its end. Freed by the caller. */
uint8_t *exact_copy(const uint8_t *bytes, size_t size);

/* The same as text: with a zero behind it, for those that read up to one. */
char *exact_text(const uint8_t *bytes, size_t size);

/* The whole file in an exact buffer, or NULL where it cannot be read. Freed by the caller. */
uint8_t *file_bytes(const char *path, size_t *size);

/* The sample in a buffer that the caller frees. */
uint8_t *sample_bytes(void);

enum { VOLUME_HEADER = 0x48 };

/* Write the header of an empty FFS2 volume of length bytes: VOLUME_HEADER bytes, with zeros as erased bytes. */
void put_volume_header(uint8_t *at, uint64_t length);

/* A pseudo-random generator: the same seed gives the same numbers. */
uint64_t random_next(uint64_t *state);
uint64_t random_below(uint64_t *state, uint64_t limit);

/* ---- images made in memory ---- */

struct plan_section {
    uint32_t data_offset, raw_data_size;
    uint64_t memory_address, memory_data_size;
    uint32_t type, attributes;
};

/* An entry of the GUIDed table. */
struct plan_entry {
    struct tdxp_guid guid;
    const uint8_t *data;
    uint16_t data_length; /* in bytes */
};

/* What an image is made of. Start from plan_default() and change it. */
struct plan {
    uint64_t size;       /* of the image, in bytes */
    uint64_t descriptor; /* file offset of the signature */
    const struct plan_section *sections;
    uint32_t section_count;
    const struct plan_entry *entries; /* further ones, in the order of the walk: behind the one for TDX */
    uint32_t entry_count;
    bool no_descriptor, no_guid;            /* not written: the descriptor; the GUID before it */
    bool no_table, no_tdx_entry, no_legacy; /* not written: the table; its entry for TDX; the legacy offset */
};

/* 64 KiB: BFV over the upper half, CFV below it, TempMem and TD_HOB without bytes; all three ways lead to 0xf000. */
struct plan plan_default(void);

enum {
    PLAN_SIZE = 0x10000,
    PLAN_DESCRIPTOR = 0xf000,
    PLAN_SECTION_0 = PLAN_DESCRIPTOR + 16, /* file offset of the first entry */
};

#define PLAN_GPA UINT64_C(0xffff0000) /* of the image's first byte, mapped to end at 4 GiB */

/* The image's bytes in an exact buffer that the caller frees. */
uint8_t *plan_bytes(const struct plan *plan);

/* ---- decoding ---- */

struct decoded {
    struct tdxp_image *image;
    struct tdxp_firmware *fw;
};

/* Takes over bytes, which come from malloc. Fails the test where decoding fails. */
struct decoded decode_taken(uint8_t *bytes, size_t size);

/* Of an exact copy. */
struct decoded decode_copy(const uint8_t *bytes, size_t size);
struct decoded decode_plan(const struct plan *plan);

/* The default plan's image with one number in it changed: width bytes at a file offset. */
struct decoded decode_changed(uint64_t offset, unsigned width, uint64_t value);

/* Opens a file; skips the test, with a message, where there is none. */
struct decoded decode_file_or_skip(const char *path);

/* As decode_file_or_skip, the file of that name in the directory that $TDXPLORE_TEST_DATA names. */
struct decoded decode_data_or_skip(const char *name);

void decoded_free(struct decoded *d);

/* The node with that path; fails the test where there is none. */
const struct tdxp_node *node_at(const struct decoded *d, const char *path);

/* The value of the node as text equals expected. */
void assert_value(const struct decoded *d, const char *path, const char *expected);

/* The number that a field or a run of bits holds equals expected. */
void assert_number(const struct decoded *d, const char *path, uint64_t expected);

/* The node bears exactly these marks. */
void assert_marks(const struct decoded *d, const char *path, uint32_t expected);

/* The node lies at these bytes of its space. */
void assert_range(const struct decoded *d, const char *path, uint64_t offset, uint64_t length);

/* Following the node leads to these bytes of the file, to these addresses of guest memory, or nowhere. */
void assert_leads_to_bytes(const struct decoded *d, const char *path, uint64_t start, uint64_t length);
void assert_leads_to_gpa(const struct decoded *d, const char *path, uint64_t start, uint64_t length);
void assert_leads_nowhere(const struct decoded *d, const char *path);

/* There is no node with that path. */
void assert_no_node(const struct decoded *d, const char *path);

/*
 * NULL where everything holds that must hold of any decoded image, else what does not: ids and links of the tree,
 * ranges inside of their space, texts and paths that can be written, the byte index at the edges of every node, GPAs
 * and back. Work is bounded for images with many nodes.
 */
const char *decoded_fault(const struct decoded *d);

/* As decoded_fault, failing the test. */
void assert_sound(const struct decoded *d);

#endif
