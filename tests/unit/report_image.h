/* Small images for the tests of the reports, and reports caught as strings. */
#ifndef UNIT_REPORT_IMAGE_H
#define UNIT_REPORT_IMAGE_H

#include <jansson.h>
#include <stdint.h>

#include "tdxplore/firmware.h"
#include "tdxplore/report.h"

enum {
    SMALL_SIZE = 0x4000,       /* of the whole image, in bytes */
    SMALL_DESCRIPTOR = 0x1010, /* where its descriptor begins, behind the TDX metadata GUID */
};

/* A section entry as it is to stand in the file. */
struct small_section {
    uint32_t data_offset, raw_data_size;
    uint64_t memory_address, memory_data_size;
    uint32_t type, attributes;
};

/* Bytes to write over the finished image. */
struct small_patch {
    uint64_t offset;
    uint32_t value;
};

struct small {
    struct tdxp_image *image;
    struct tdxp_firmware *firmware;
};

/* An image with a descriptor of these sections, found by the legacy offset alone. */
struct small small_new(const char *name, const struct small_section *sections, uint32_t count,
                       const struct small_patch *patches, size_t patch_count);
void small_free(struct small *small);

/* The reports as strings that the caller frees. */
char *info_text(const struct small *small, bool utf8);
char *tree_text(const struct small *small, const struct tdxp_report_style *style);

/* Parse a report and free its text. */
json_t *parse_json(char *text);

/* The reports parsed by the JSON library, which the caller lets go of. */
json_t *info_json(const struct small *small);
json_t *tree_json(const struct small *small, const struct tdxp_report_style *style);

/* Text of a member, by the names on the way to it; fails the test where it is not there or no string. */
const char *member(const json_t *object, const char *outer, const char *inner);

#endif
