/* Firmware volumes made in memory, and what is decoded from them. See volumes.h. */
#include "volumes.h"

#include <stdlib.h>
#include <string.h>

#include "support.h"

const uint8_t volumes_ffs2[16] = {0x78, 0xe5, 0x8c, 0x8c, 0x3d, 0x8a, 0x1c, 0x4f,
                                  0x99, 0x35, 0x89, 0x61, 0x85, 0xc3, 0x2d, 0xd3};
const uint8_t volumes_ffs3[16] = {0x7a, 0xc0, 0x73, 0x54, 0xcb, 0x3d, 0xca, 0x4d,
                                  0xbd, 0x6f, 0x1e, 0x96, 0x89, 0xe7, 0x34, 0x9a};
const uint8_t volumes_variables[16] = {0x8d, 0x2b, 0xf1, 0xff, 0x96, 0x76, 0x8b, 0x4c,
                                       0xa9, 0x85, 0x27, 0x47, 0x07, 0x5b, 0x4f, 0x50};
const uint8_t volumes_top_file[16] = {0x2e, 0x06, 0xa0, 0x1b, 0x79, 0xc7, 0x82, 0x45,
                                      0x85, 0x66, 0x33, 0x6a, 0xe8, 0xf7, 0x8f, 0x09};
const uint8_t volumes_sec_volume[16] = {0x0d, 0xed, 0x3b, 0x76, 0x9f, 0xde, 0xf5, 0x48,
                                        0x81, 0xf1, 0x3e, 0x90, 0xe1, 0xb1, 0xa0, 0x15};
const uint8_t volumes_lzma[16] = {0x98, 0x58, 0x4e, 0xee, 0x14, 0x39, 0x59, 0x42,
                                  0x9d, 0x6e, 0xdc, 0x7b, 0xd7, 0x94, 0x03, 0xcf};
const uint8_t volumes_nobody[16] = {0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08,
                                    0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x0e, 0x0f, 0x10};

/* ---- building ---- */

static uint16_t words(const uint8_t *at, size_t length)
{
    uint16_t sum = 0;

    for (size_t i = 0; i < length; i += 2) {
        sum = (uint16_t)(sum + at[i] + (at[i + 1] << 8));
    }
    return sum;
}

static uint8_t octets(const uint8_t *at, size_t length)
{
    uint8_t sum = 0;

    for (size_t i = 0; i < length; i++) {
        sum = (uint8_t)(sum + at[i]);
    }
    return sum;
}

void volumes_seal(uint8_t *at, size_t header_length)
{
    put_uint(at + 0x32, 2, 0);
    put_uint(at + 0x32, 2, (uint16_t)-words(at, header_length));
}

void volumes_put(uint8_t *at, uint64_t length, const uint8_t *guid, uint32_t attributes)
{
    memset(at, attributes & 0x800 ? 0xff : 0, (size_t)length);
    memset(at, 0, 0x48);
    memcpy(at + 0x10, guid, 16);
    put_uint(at + 0x20, 8, length);
    memcpy(at + 0x28, "_FVH", 4);
    put_uint(at + 0x2c, 4, attributes);
    put_uint(at + 0x30, 2, 0x48);
    at[0x37] = 2;
    put_uint(at + 0x38, 4, length / 0x10);
    put_uint(at + 0x3c, 4, 0x10);
    volumes_seal(at, 0x48);
}

void volumes_seal_file(uint8_t *at, size_t header, uint64_t size)
{
    uint8_t state = at[0x17];

    at[0x10] = at[0x11] = at[0x17] = 0;
    at[0x10] = (uint8_t)-octets(at, header);
    at[0x11] = at[0x13] & 0x40 ? (uint8_t)-octets(at + header, (size_t)(size - header)) : 0xaa;
    at[0x17] = state;
}

void volumes_put_file(uint8_t *at, const uint8_t *name, uint8_t type, uint8_t attributes, uint32_t size, uint8_t state)
{
    memcpy(at, name, 16);
    at[0x12] = type;
    at[0x13] = attributes;
    put_uint(at + 0x14, 3, size);
    at[0x17] = state;
    volumes_seal_file(at, 24, size);
}

void volumes_put_section(uint8_t *at, uint8_t type, uint32_t size)
{
    put_uint(at, 3, size);
    at[3] = type;
}

void volumes_put_wide(uint8_t *at, const char *text)
{
    size_t i = 0;

    do {
        put_uint(at + 2 * i, 2, (uint8_t)text[i]);
    } while (text[i++]);
}

void volumes_put_plain(uint8_t *at)
{
    volumes_put(at, VOLUME, volumes_ffs2, 0x4feff);
    put_uint(at + 0x34, 2, EXT);
    volumes_seal(at, 0x48);
    memcpy(at + EXT, volumes_sec_volume, 16);
    put_uint(at + EXT + 16, 4, 0x14);
    volumes_put_file(at + PAD, volumes_nobody, 0xf0, 0, 0x2c, 0xf8);
    volumes_put_section(at + CODE, 0x10, 0x18);
    volumes_put_section(at + VERSION_SECTION, 0x14, 0xe);
    put_uint(at + VERSION_SECTION + 4, 2, 7);
    volumes_put_wide(at + VERSION_SECTION + 6, "1.0");
    volumes_put_section(at + UI, 0x15, LOADER_SIZE + PROGRAM - UI);
    volumes_put_wide(at + UI + 4, "Hello");
    volumes_put_file(at + PROGRAM, volumes_nobody, 0x07, 0, LOADER_SIZE, 0xf8);
    memset(at + RAW + 24, 0x21, 0x10);
    volumes_put_file(at + RAW, volumes_nobody, 0x01, 0x40, 24 + 0x10, 0xf8);
    memset(at + RAW + 24 + 0x10, 0xff, 8);
}

/* ---- decoding ---- */

static const struct tdxp_doc doc = {.summary = "a test"};

struct volumes volumes_decode(const uint8_t *bytes, size_t size)
{
    struct volumes d = {.bytes = malloc(size + 1)};
    uint8_t *end;

    assert_non_null(d.bytes);
    end = d.bytes + 1;
    memcpy(end, bytes, size);
    d.tree = tdxp_tree_new("test", &(struct tdxp_bytes){end, size}, &doc);
    assert_non_null(d.tree);
    assert_true(fv_decode_all(d.tree, tdxp_tree_top(d.tree), 0, size, &d.list));
    assert_true(tdxp_tree_seal(d.tree));
    return d;
}

void volumes_free(struct volumes *d)
{
    tdxp_tree_free(d->tree);
    free(d->bytes);
}

const struct tdxp_node *volumes_at(const struct volumes *d, const char *path)
{
    const struct tdxp_node *node = tdxp_tree_find(d->tree, path);

    if (!node) {
        fail_msg("no node %s", path);
    }
    return node;
}

void volumes_assert_range(const struct volumes *d, const char *path, uint64_t offset, uint64_t length)
{
    assert_int_equal(volumes_at(d, path)->offset, offset);
    assert_int_equal(volumes_at(d, path)->length, length);
}

void volumes_assert_text(const char *text, const char *part)
{
    if (!text || !strstr(text, part)) {
        fail_msg("\"%s\" is not in \"%s\"", part, text ? text : "(nothing)");
    }
}

void volumes_assert_marked(const struct volumes *d, const char *path, uint32_t mark, const char *remark)
{
    assert_true(volumes_at(d, path)->marks & mark);
    volumes_assert_text(volumes_at(d, path)->remark, remark);
}

void volumes_assert_value(const struct volumes *d, const char *path, const char *value)
{
    char text[256];

    tdxp_node_value(volumes_at(d, path), text, sizeof text);
    assert_string_equal(text, value);
}

void volumes_assert_sound(const struct volumes *d)
{
    for (uint32_t i = 1; i < tdxp_tree_count(d->tree); i++) {
        const struct tdxp_node *n = tdxp_tree_node(d->tree, i);

        assert_true(n->doc && n->doc->summary && n->doc->summary[0]);
        assert_true(n->offset >= n->parent->offset);
        assert_true(n->offset + n->length <= n->parent->offset + n->parent->length);
        for (const struct tdxp_node *s = n->prev; s; s = s->prev) {
            assert_string_not_equal(s->key, n->key);
        }
    }
}

void volumes_assert_no_marks(const struct volumes *d)
{
    for (uint32_t i = 0; i < tdxp_tree_count(d->tree); i++) {
        const struct tdxp_node *n = tdxp_tree_node(d->tree, i);

        if (n->marks || n->remark) {
            fail_msg("%s is marked: %s", n->key, n->remark ? n->remark : "(no remark)");
        }
    }
}
