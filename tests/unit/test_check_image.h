/* Small images to judge: one that every consumer accepts, and means to break it. */
#ifndef TEST_CHECK_IMAGE_H
#define TEST_CHECK_IMAGE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tdxplore/check.h"

enum {
    IMAGE_SIZE = 0x10000, /* the least that QEMU loads */
    DESCRIPTOR = 0xf000,
    TABLE_END = IMAGE_SIZE - 0x20,
    TDX_ENTRY = TABLE_END - 18 - 22, /* its data; the footer follows */
};

#define IMAGE_GPA UINT64_C(0xffff0000)

struct entry {
    uint32_t data_offset, raw;
    uint64_t address, memory;
    uint32_t type, attributes;
};

/* What an image is made of; start from plain_image() and change it. */
struct recipe {
    uint64_t size;
    uint64_t descriptor; /* file offset */
    uint32_t count;      /* of entries */
    struct entry entries[16];
    bool without_table, without_legacy, without_guid;
    bool volume; /* a firmware volume in the CFV */
};

static struct recipe plain_image(void)
{
    return (struct recipe){
        .size = IMAGE_SIZE,
        .descriptor = DESCRIPTOR,
        .count = 4,
        .entries =
            {
                {0x4000, 0xc000, IMAGE_GPA + 0x4000, 0xc000, TDXP_SECTION_BFV, 1},
                {0x0000, 0x3000, IMAGE_GPA, 0x3000, TDXP_SECTION_CFV, 0},
                {0, 0, 0x810000, 0x10000, TDXP_SECTION_TEMP_MEM, 0},
                {0, 0, 0x809000, 0x2000, TDXP_SECTION_TD_HOB, 0},
            },
    };
}

static void put_uint(uint8_t *at, unsigned width, uint64_t value)
{
    for (unsigned i = 0; i < width; i++) {
        at[i] = (uint8_t)(value >> (8 * i));
    }
}

static void put_entry(uint8_t *at, const struct entry *e)
{
    put_uint(at, 4, e->data_offset);
    put_uint(at + 4, 4, e->raw);
    put_uint(at + 8, 8, e->address);
    put_uint(at + 16, 8, e->memory);
    put_uint(at + 24, 4, e->type);
    put_uint(at + 28, 4, e->attributes);
}

static void put_table(uint8_t *bytes, uint64_t size, uint64_t descriptor)
{
    uint8_t *end = bytes + size - 0x20;

    memcpy(end - 16, tdxp_guid_table_footer.bytes, 16);
    put_uint(end - 18, 2, 18 + 22);
    memcpy(end - 34, tdxp_guid_tdx_metadata_offset.bytes, 16);
    put_uint(end - 36, 2, 22);
    put_uint(end - 40, 4, size - descriptor);
}

/* A volume of variables: 0x48 bytes of header, FvLength as far as the CFV goes, a Checksum that fits. */
static void put_volume(uint8_t *at, uint64_t length)
{
    static const uint8_t variables[16] = {0x8d, 0x2b, 0xf1, 0xff, 0x96, 0x76, 0x8b, 0x4c,
                                          0xa9, 0x85, 0x27, 0x47, 0x07, 0x5b, 0x4f, 0x50};
    uint16_t sum = 0;

    memcpy(at + 0x10, variables, 16);
    put_uint(at + 0x20, 8, length);
    memcpy(at + 0x28, "_FVH", 4);
    put_uint(at + 0x2c, 4, 0x4feff);
    put_uint(at + 0x30, 2, 0x48);
    at[0x37] = 2;
    put_uint(at + 0x38, 4, length / 0x1000);
    put_uint(at + 0x3c, 4, 0x1000);
    for (unsigned i = 0; i < 0x48; i += 2) {
        sum = (uint16_t)(sum + at[i] + (at[i + 1] << 8));
    }
    put_uint(at + 0x32, 2, (uint16_t)-sum);
}

/* The bytes, from malloc. */
static uint8_t *bake(const struct recipe *r)
{
    uint8_t *bytes = calloc(1, r->size);
    uint8_t *header;

    assert_non_null(bytes);
    header = bytes + r->descriptor;
    memcpy(header, "TDVF", 4);
    put_uint(header + 4, 4, 16 + 32 * r->count);
    put_uint(header + 8, 4, 1);
    put_uint(header + 12, 4, r->count);
    for (uint32_t i = 0; i < r->count && i < 16; i++) {
        put_entry(header + 16 + 32 * (size_t)i, &r->entries[i]);
    }
    if (!r->without_guid) {
        memcpy(header - 16, tdxp_guid_tdx_metadata.bytes, 16);
    }
    if (!r->without_table) {
        put_table(bytes, r->size, r->descriptor);
    }
    if (!r->without_legacy) {
        put_uint(bytes + r->size - 0x20, 4, r->descriptor);
    }
    if (r->volume) {
        put_volume(bytes, 0x3000);
    }
    return bytes;
}

/* An image with its judgement. */
struct judged {
    struct tdxp_image *image;
    struct tdxp_firmware *firmware;
    struct tdxp_check_result *result;
};

static struct judged judge_image(struct tdxp_image *image)
{
    struct judged j = {.image = image};
    struct tdxp_error err;

    j.firmware = tdxp_firmware_decode(image, &err);
    assert_non_null(j.firmware);
    j.result = tdxp_check(j.firmware, &err);
    assert_non_null(j.result);
    return j;
}

/* Takes over bytes, which come from malloc. */
static struct judged judge_bytes(uint8_t *bytes, uint64_t size)
{
    struct tdxp_error err;
    struct tdxp_image *image = tdxp_image_from_memory("test", bytes, size, &err);

    assert_non_null(image);
    return judge_image(image);
}

static void release(struct judged *j)
{
    tdxp_check_free(j->result);
    tdxp_firmware_free(j->firmware);
    tdxp_image_close(j->image);
}

/* The rules that have findings, in the order of the findings and each once in a row: "TDVF-S-009 TDVF-M-011". */
static const char *rules_of(const struct tdxp_check_result *result, char *text, size_t size)
{
    const struct tdxp_rule *last = NULL;

    text[0] = '\0';
    for (size_t i = 0; i < result->count; i++) {
        if (result->findings[i].rule != last) {
            size_t used = strlen(text);

            last = result->findings[i].rule;
            snprintf(text + used, size - used, "%s%s", used ? " " : "", last->id);
        }
    }
    return text;
}

/* The keys of the consumers whose bit is set: "td-shim kvm"; "" for none. */
static const char *keys_of(uint32_t bits, char *text, size_t size)
{
    size_t count;
    const struct tdxp_consumer *const *consumers = tdxp_consumers(&count);

    text[0] = '\0';
    for (size_t i = 0; i < count; i++) {
        if (bits & (UINT32_C(1) << i)) {
            size_t used = strlen(text);

            snprintf(text + used, size - used, "%s%s", used ? " " : "", consumers[i]->key);
        }
    }
    return text;
}

static uint32_t refusers(const struct tdxp_check_result *result)
{
    uint32_t bits = 0;

    for (size_t i = 0; i < result->verdict_count; i++) {
        bits |= result->verdicts[i].accepts ? 0 : UINT32_C(1) << i;
    }
    return bits;
}

static const struct tdxp_verdict *verdict_of(const struct tdxp_check_result *result, const char *key)
{
    int number = tdxp_consumer_find(key);

    assert_true(number >= 0);
    return &result->verdicts[number];
}

/* What holds of every result, whatever the image: asserted by hand, to be quick. */
static const char *contradiction(const struct judged *j)
{
    const struct tdxp_check_result *r = j->result;
    uint64_t size = tdxp_image_bytes(j->image)->size;
    uint32_t named = 0;

    for (size_t i = 0; i < r->count; i++) {
        const struct tdxp_finding *f = &r->findings[i];

        named |= f->refused_by;
        if (f->length == 0 || f->offset >= size || f->length > size - f->offset) {
            return "a finding does not lie in the file";
        }
        if (!f->node || !f->message || !f->message[0]) {
            return "a finding has no node or no message";
        }
        if (i > 0 && r->findings[i - 1].offset > f->offset) {
            return "findings are not in the order of their bytes";
        }
        if (strcmp(f->rule->id, "TDVF-C-001") == 0) {
            return "a consumer's condition has no rule of its own";
        }
    }
    for (size_t i = 0; i < r->verdict_count; i++) {
        const struct tdxp_verdict *v = &r->verdicts[i];
        uint32_t bit = UINT32_C(1) << i;

        if (v->accepts && ((named & bit) || v->reason || v->rule)) {
            return "a consumer accepts, and a finding says that it refuses";
        }
        if (!v->accepts && (!(named & bit) || !v->reason || !v->rule || !v->finding || !v->node)) {
            return "a consumer refuses, and no finding says so";
        }
        if (!v->accepts && !(v->finding->refused_by & bit)) {
            return "the finding of a verdict does not name its consumer";
        }
    }
    return NULL;
}

static inline void assert_no_contradiction(const struct judged *j)
{
    const char *what = contradiction(j);

    if (what) {
        fail_msg("%s", what);
    }
}

#endif
