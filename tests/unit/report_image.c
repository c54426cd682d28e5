/* Small images for the tests of the reports, and reports caught as strings. */
#include "report_image.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void put(uint8_t *bytes, uint64_t value, unsigned width)
{
    for (unsigned i = 0; i < width; i++) {
        bytes[i] = (uint8_t)(value >> (8 * i));
    }
}

static void put_section(uint8_t *bytes, const struct small_section *section)
{
    put(bytes, section->data_offset, 4);
    put(bytes + 4, section->raw_data_size, 4);
    put(bytes + 8, section->memory_address, 8);
    put(bytes + 16, section->memory_data_size, 8);
    put(bytes + 24, section->type, 4);
    put(bytes + 28, section->attributes, 4);
}

struct small small_new(const char *name, const struct small_section *sections, uint32_t count,
                       const struct small_patch *patches, size_t patch_count)
{
    uint8_t *bytes = calloc(1, SMALL_SIZE);
    uint8_t *descriptor = bytes + SMALL_DESCRIPTOR;
    struct tdxp_error err = {""};
    struct small small;

    assert_non_null(bytes);
    memcpy(descriptor - 16, tdxp_guid_tdx_metadata.bytes, 16);
    memcpy(descriptor, "TDVF", 4);
    put(descriptor + 4, 16 + 32 * count, 4);
    put(descriptor + 8, 1, 4);
    put(descriptor + 12, count, 4);
    for (uint32_t i = 0; i < count; i++) {
        put_section(descriptor + 16 + 32 * (size_t)i, &sections[i]);
    }
    put(bytes + SMALL_SIZE - 0x20, SMALL_DESCRIPTOR, 4);
    for (size_t i = 0; i < patch_count; i++) {
        put(bytes + patches[i].offset, patches[i].value, 4);
    }
    small.image = tdxp_image_from_memory(name, bytes, SMALL_SIZE, &err);
    assert_non_null(small.image);
    small.firmware = tdxp_firmware_decode(small.image, &err);
    assert_non_null(small.firmware);
    return small;
}

void small_free(struct small *small)
{
    tdxp_firmware_free(small->firmware);
    tdxp_image_close(small->image);
}

char *info_text(const struct small *small, bool utf8)
{
    const struct tdxp_report_style style = {.utf8 = utf8};
    char *text;
    size_t size;
    FILE *out = open_memstream(&text, &size);

    assert_non_null(out);
    assert_true(tdxp_report_info(small->firmware, &style, out));
    assert_int_equal(fclose(out), 0);
    return text;
}

char *tree_text(const struct small *small, const struct tdxp_report_style *style)
{
    char *text;
    size_t size;
    FILE *out = open_memstream(&text, &size);

    assert_non_null(out);
    assert_true(tdxp_report_tree(small->firmware, style, out));
    assert_int_equal(fclose(out), 0);
    return text;
}

json_t *parse_json(char *text)
{
    json_error_t error;
    json_t *value = json_loads(text, JSON_REJECT_DUPLICATES, &error);

    if (!value) {
        print_error("%s at line %d\n", error.text, error.line);
    }
    assert_non_null(value);
    free(text);
    return value;
}

json_t *info_json(const struct small *small)
{
    char *text;
    size_t size;
    FILE *out = open_memstream(&text, &size);

    assert_non_null(out);
    assert_true(tdxp_report_info_json(small->firmware, out));
    assert_int_equal(fclose(out), 0);
    return parse_json(text);
}

json_t *tree_json(const struct small *small, const struct tdxp_report_style *style)
{
    char *text;
    size_t size;
    FILE *out = open_memstream(&text, &size);

    assert_non_null(out);
    assert_true(tdxp_report_tree_json(small->firmware, style, out));
    assert_int_equal(fclose(out), 0);
    return parse_json(text);
}

const char *member(const json_t *object, const char *outer, const char *inner)
{
    const json_t *value = json_object_get(outer ? json_object_get(object, outer) : object, inner);

    assert_true(json_is_string(value));
    return json_string_value(value);
}
