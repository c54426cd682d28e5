/* Firmware volumes: well-formed ones become nodes, malformed ones become nodes with remarks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "format/fv.h"
#include "tdxplore/tree.h"
#include "tdxplore/volume.h"

enum {
    VOLUME = 0x400, /* size of the plain volume */
    EXT = 0x60,     /* its extended header, in the pad file at 0x48 */
    PAD = 0x48,
    PROGRAM = 0x78, /* its first file, and the sections of that */
    CODE = 0x90,
    VERSION_SECTION = 0xa8,
    UI = 0xb8,
    RAW = 0xd0, /* its second file */
    FREE = 0x100,
    LOADER_SIZE = 0x55,
};

static const uint8_t ffs2[16] = {0x78, 0xe5, 0x8c, 0x8c, 0x3d, 0x8a, 0x1c, 0x4f,
                                 0x99, 0x35, 0x89, 0x61, 0x85, 0xc3, 0x2d, 0xd3};
static const uint8_t ffs3[16] = {0x7a, 0xc0, 0x73, 0x54, 0xcb, 0x3d, 0xca, 0x4d,
                                 0xbd, 0x6f, 0x1e, 0x96, 0x89, 0xe7, 0x34, 0x9a};
static const uint8_t variables[16] = {0x8d, 0x2b, 0xf1, 0xff, 0x96, 0x76, 0x8b, 0x4c,
                                      0xa9, 0x85, 0x27, 0x47, 0x07, 0x5b, 0x4f, 0x50};
static const uint8_t top_file[16] = {0x2e, 0x06, 0xa0, 0x1b, 0x79, 0xc7, 0x82, 0x45,
                                     0x85, 0x66, 0x33, 0x6a, 0xe8, 0xf7, 0x8f, 0x09};
static const uint8_t sec_volume[16] = {0x0d, 0xed, 0x3b, 0x76, 0x9f, 0xde, 0xf5, 0x48,
                                       0x81, 0xf1, 0x3e, 0x90, 0xe1, 0xb1, 0xa0, 0x15};
static const uint8_t lzma[16] = {0x98, 0x58, 0x4e, 0xee, 0x14, 0x39, 0x59, 0x42,
                                 0x9d, 0x6e, 0xdc, 0x7b, 0xd7, 0x94, 0x03, 0xcf};
static const uint8_t nobody[16] = {0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08,
                                   0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x0e, 0x0f, 0x10};

static const struct tdxp_doc doc = {.summary = "a test"};

/* ---- building ---- */

static void put(uint8_t *at, unsigned width, uint64_t value)
{
    for (unsigned i = 0; i < width; i++) {
        at[i] = (uint8_t)(value >> (8 * i));
    }
}

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

/* Make the checksum right for header_length bytes. */
static void seal_volume(uint8_t *at, size_t header_length)
{
    put(at + 0x32, 2, 0);
    put(at + 0x32, 2, (uint16_t)-words(at, header_length));
}

/* A header of 0x48 bytes in front of length bytes, which are erased to ones where attributes bit 11 says so. */
static void put_volume(uint8_t *at, uint64_t length, const uint8_t *guid, uint32_t attributes)
{
    memset(at, attributes & 0x800 ? 0xff : 0, (size_t)length);
    memset(at, 0, 0x48);
    memcpy(at + 0x10, guid, 16);
    put(at + 0x20, 8, length);
    memcpy(at + 0x28, "_FVH", 4);
    put(at + 0x2c, 4, attributes);
    put(at + 0x30, 2, 0x48);
    at[0x37] = 2;
    put(at + 0x38, 4, length / 0x10);
    put(at + 0x3c, 4, 0x10);
    seal_volume(at, 0x48);
}

/* Make the checksums of a file right; state is as it is stored. */
static void seal_file(uint8_t *at, size_t header, uint64_t size)
{
    uint8_t state = at[0x17];

    at[0x10] = at[0x11] = at[0x17] = 0;
    at[0x10] = (uint8_t)-octets(at, header);
    at[0x11] = at[0x13] & 0x40 ? (uint8_t)-octets(at + header, (size_t)(size - header)) : 0xaa;
    at[0x17] = state;
}

static void put_file(uint8_t *at, const uint8_t *name, uint8_t type, uint8_t attributes, uint32_t size, uint8_t state)
{
    memcpy(at, name, 16);
    at[0x12] = type;
    at[0x13] = attributes;
    put(at + 0x14, 3, size);
    at[0x17] = state;
    seal_file(at, 24, size);
}

static void put_section(uint8_t *at, uint8_t type, uint32_t size)
{
    put(at, 3, size);
    at[3] = type;
}

static void put_wide(uint8_t *at, const char *text)
{
    size_t i = 0;

    do {
        put(at + 2 * i, 2, (uint8_t)text[i]);
    } while (text[i++]);
}

/*
 * A volume of VOLUME bytes with erase polarity 1: pad file with the extended header, a program with PE32, version and
 * user interface section, a raw file with a checksum of its data, free space.
 */
static void plain_volume(uint8_t *at)
{
    put_volume(at, VOLUME, ffs2, 0x4feff);
    put(at + 0x34, 2, EXT);
    seal_volume(at, 0x48);
    memcpy(at + EXT, sec_volume, 16);
    put(at + EXT + 16, 4, 0x14);
    put_file(at + PAD, nobody, 0xf0, 0, 0x2c, 0xf8);
    put_section(at + CODE, 0x10, 0x18);
    put_section(at + VERSION_SECTION, 0x14, 0xe);
    put(at + VERSION_SECTION + 4, 2, 7);
    put_wide(at + VERSION_SECTION + 6, "1.0");
    put_section(at + UI, 0x15, LOADER_SIZE + PROGRAM - UI);
    put_wide(at + UI + 4, "Hello");
    put_file(at + PROGRAM, nobody, 0x07, 0, LOADER_SIZE, 0xf8);
    memset(at + RAW + 24, 0x21, 0x10);
    put_file(at + RAW, nobody, 0x01, 0x40, 24 + 0x10, 0xf8);
    memset(at + RAW + 24 + 0x10, 0xff, 8);
}

/* ---- decoding ---- */

/* Bytes in memory of their exact size, so that a read past the end is noticed, and what was decoded from them. */
struct decoded {
    uint8_t *bytes;
    struct tdxp_tree *tree;
    struct volume_list volumes;
};

static struct decoded decode(const uint8_t *bytes, size_t size)
{
    struct decoded d = {.bytes = malloc(size + 1)};
    uint8_t *end;

    assert_non_null(d.bytes);
    end = d.bytes + 1;
    memcpy(end, bytes, size);
    d.tree = tdxp_tree_new("test", &(struct tdxp_bytes){end, size}, &doc);
    assert_non_null(d.tree);
    assert_true(fv_decode_all(d.tree, tdxp_tree_top(d.tree), 0, size, &d.volumes));
    assert_true(tdxp_tree_seal(d.tree));
    return d;
}

static void discard(struct decoded *d)
{
    tdxp_tree_free(d->tree);
    free(d->bytes);
}

static const struct tdxp_node *at(const struct decoded *d, const char *path)
{
    const struct tdxp_node *node = tdxp_tree_find(d->tree, path);

    if (!node) {
        fail_msg("no node %s", path);
    }
    return node;
}

static void assert_range(const struct decoded *d, const char *path, uint64_t offset, uint64_t length)
{
    assert_int_equal(at(d, path)->offset, offset);
    assert_int_equal(at(d, path)->length, length);
}

static void assert_has(const char *text, const char *part)
{
    if (!text || !strstr(text, part)) {
        fail_msg("\"%s\" is not in \"%s\"", part, text ? text : "(nothing)");
    }
}

static void assert_marked(const struct decoded *d, const char *path, uint32_t mark, const char *remark)
{
    assert_true(at(d, path)->marks & mark);
    assert_has(at(d, path)->remark, remark);
}

static void assert_value(const struct decoded *d, const char *path, const char *value)
{
    char text[256];

    tdxp_node_value(at(d, path), text, sizeof text);
    assert_string_equal(text, value);
}

/* Every child lies in its parent, keys of siblings differ, and everything has an explanation. */
static void assert_sound(const struct decoded *d)
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

static void assert_no_marks(const struct decoded *d)
{
    for (uint32_t i = 0; i < tdxp_tree_count(d->tree); i++) {
        const struct tdxp_node *n = tdxp_tree_node(d->tree, i);

        if (n->marks || n->remark) {
            fail_msg("%s is marked: %s", n->key, n->remark ? n->remark : "(no remark)");
        }
    }
}

/* ---- well-formed volumes ---- */

static void a_volume_is_named_by_its_extended_header(void **state)
{
    uint8_t bytes[VOLUME];
    struct decoded d;

    (void)state;
    plain_volume(bytes);
    d = decode(bytes, sizeof bytes);
    assert_no_marks(&d);
    assert_sound(&d);
    assert_range(&d, "volume[0]", 0, VOLUME);
    assert_string_equal(at(&d, "volume[0]")->name, "SEC volume");
    assert_string_equal(at(&d, "volume[0]")->note, "763bed0d-de9f-48f5-81f1-3e90e1b1a015, 1.0 KiB");
    assert_range(&d, "volume[0]/ext-header", EXT, 0x14);
    assert_int_equal(at(&d, "volume[0]/header/ExtHeaderOffset")->target.start, EXT);
    discard(&d);
}

static void header_fields_come_from_the_table(void **state)
{
    uint8_t bytes[VOLUME];
    struct decoded d;

    (void)state;
    plain_volume(bytes);
    d = decode(bytes, sizeof bytes);
    assert_range(&d, "volume[0]/header", 0, 0x48);
    assert_value(&d, "volume[0]/header/FileSystemGuid", "8c8ce578-8a3d-4f1c-9935-896185c32dd3 (FFS2)");
    assert_value(&d, "volume[0]/header/FvLength", "0x400");
    assert_value(&d, "volume[0]/header/Signature", "\"_FVH\"");
    assert_value(&d, "volume[0]/header/Attributes/ERASE_POLARITY", "set");
    assert_string_equal(at(&d, "volume[0]/header/Attributes/ALIGNMENT")->note, "16 B");
    assert_value(&d, "volume[0]/header/BlockMap[0]/NumBlocks", "64");
    assert_string_equal(at(&d, "volume[0]/header/BlockMap[1]")->note, "end of the map");
    discard(&d);
}

static void the_list_says_what_the_checks_ask_for(void **state)
{
    uint8_t bytes[VOLUME + 0x20];
    const struct tdxp_volume *v;
    struct decoded d;

    (void)state;
    memset(bytes, 0, sizeof bytes);
    plain_volume(bytes);
    d = decode(bytes, sizeof bytes);
    assert_int_equal(d.volumes.count, 1);
    v = &d.volumes.items[0];
    assert_ptr_equal(v->node, at(&d, "volume[0]"));
    assert_ptr_equal(v->header, at(&d, "volume[0]/header"));
    assert_int_equal(v->space->id, 0);
    assert_int_equal(v->available, VOLUME + 0x20);
    assert_int_equal(v->fv_length, VOLUME);
    assert_int_equal(v->header_length, 0x48);
    assert_int_equal(v->revision, 2);
    assert_true(v->header_whole);
    assert_int_equal(v->sum, 0);
    assert_memory_equal(v->file_system.bytes, ffs2, 16);
    assert_int_equal(v->quirk, TDXP_VOLUME_NO_QUIRK);
    discard(&d);
}

static void a_file_bears_the_name_of_its_user_interface_section(void **state)
{
    uint8_t bytes[VOLUME];
    struct decoded d;

    (void)state;
    plain_volume(bytes);
    d = decode(bytes, sizeof bytes);
    assert_string_equal(at(&d, "volume[0]/file[0]")->name, "Pad file");
    assert_range(&d, "volume[0]/file[0]/data", EXT, 0x14);
    assert_range(&d, "volume[0]/file[1]", PROGRAM, LOADER_SIZE);
    assert_string_equal(at(&d, "volume[0]/file[1]")->name, "Hello");
    assert_string_equal(at(&d, "volume[0]/file[1]")->note, "DRIVER, 85 B, version 1.0");
    assert_string_equal(at(&d, "volume[0]/file[1]/section[0]")->name, "PE32 section");
    assert_range(&d, "volume[0]/file[1]/section[0]/data", CODE + 4, 0x14);
    assert_value(&d, "volume[0]/file[1]/section[1]/header/BuildNumber", "7");
    assert_string_equal(at(&d, "volume[0]/file[1]/section[1]")->note, "\"1.0\"");
    assert_string_equal(at(&d, "volume[0]/file[1]/section[2]")->note, "\"Hello\"");
    discard(&d);
}

static void a_file_without_a_name_is_called_by_its_guid(void **state)
{
    uint8_t bytes[VOLUME];
    struct decoded d;

    (void)state;
    plain_volume(bytes);
    d = decode(bytes, sizeof bytes);
    assert_string_equal(at(&d, "volume[0]/file[2]")->name, "04030201-0605-0807-090a-0b0c0d0e0f10");
    assert_range(&d, "volume[0]/file[2]/data", RAW + 24, 0x10);
    assert_string_equal(at(&d, "volume[0]/file[2]/header/Attributes/DATA_ALIGNMENT")->note, "1 B");
    assert_range(&d, "volume[0]/free-space", RAW + 24 + 0x10, VOLUME - RAW - 24 - 0x10);
    discard(&d);
}

static void state_is_shown_by_the_erase_polarity(void **state)
{
    uint8_t bytes[VOLUME];
    struct decoded d;

    (void)state;
    plain_volume(bytes);
    bytes[RAW + 0x17] = 0xe8; /* 0x17 inverted: deleted */
    d = decode(bytes, sizeof bytes);
    assert_value(&d, "volume[0]/file[1]/header/State", "0x7 (HEADER_CONSTRUCTION | HEADER_VALID | DATA_VALID)");
    assert_value(&d, "volume[0]/file[1]/header/State/DELETED", "clear");
    assert_has(at(&d, "volume[0]/file[1]/header/State")->note, "stored inverted as 0xf8");
    assert_value(&d, "volume[0]/file[2]/header/State/DELETED", "set");
    assert_has(at(&d, "volume[0]/file[2]")->note, "deleted");
    discard(&d);

    put_volume(bytes, VOLUME, ffs2, 0x4f6ff);
    put_file(bytes + 0x48, nobody, 0x01, 0, 0x20, 0x07);
    d = decode(bytes, sizeof bytes);
    assert_no_marks(&d);
    assert_value(&d, "volume[0]/file[0]/header/State/DATA_VALID", "set");
    assert_string_equal(at(&d, "volume[0]/file[0]/header/State")->note, "complete");
    assert_range(&d, "volume[0]/free-space", 0x68, VOLUME - 0x68);
    discard(&d);
}

static void volumes_follow_each_other_or_padding(void **state)
{
    uint8_t bytes[3 * VOLUME + 0x18];
    struct decoded d;

    (void)state;
    memset(bytes, 0xff, sizeof bytes);
    plain_volume(bytes);
    plain_volume(bytes + VOLUME);
    put_volume(bytes + 2 * VOLUME + 0x18, VOLUME, variables, 0x4feff);
    d = decode(bytes, sizeof bytes);
    assert_no_marks(&d);
    assert_sound(&d);
    assert_int_equal(d.volumes.count, 3);
    assert_range(&d, "volume[1]", VOLUME, VOLUME);
    assert_range(&d, "volume[2]", 2 * VOLUME + 0x18, VOLUME);
    assert_string_equal(at(&d, "volume[2]")->name, "NV variables volume");
    assert_range(&d, "volume[2]/data", 2 * VOLUME + 0x18 + 0x48, VOLUME - 0x48);
    discard(&d);
}

static void a_second_search_below_the_same_node_counts_on(void **state)
{
    uint8_t bytes[2 * VOLUME];
    struct tdxp_bytes view = {bytes, sizeof bytes};
    struct volume_list volumes = {.items = NULL};
    struct tdxp_tree *tree;

    (void)state;
    plain_volume(bytes);
    plain_volume(bytes + VOLUME);
    tree = tdxp_tree_new("test", &view, &doc);
    assert_true(fv_decode_all(tree, tdxp_tree_top(tree), 0, VOLUME, &volumes));
    assert_true(fv_decode_all(tree, tdxp_tree_top(tree), VOLUME, VOLUME, &volumes));
    assert_true(tdxp_tree_seal(tree));
    assert_int_equal(volumes.count, 2);
    assert_int_equal(volumes.items[0].available, VOLUME);
    assert_non_null(tdxp_tree_find(tree, "volume[1]/header"));
    tdxp_tree_free(tree);
}

static void a_volume_that_is_not_aligned_is_not_found(void **state)
{
    uint8_t bytes[VOLUME + 4];
    struct decoded d;

    (void)state;
    memset(bytes, 0, sizeof bytes);
    plain_volume(bytes + 4);
    d = decode(bytes, sizeof bytes);
    assert_int_equal(d.volumes.count, 0);
    discard(&d);
}

static void a_signature_alone_makes_no_volume(void **state)
{
    uint8_t bytes[VOLUME];
    struct decoded d;

    (void)state;
    for (unsigned fill = 0; fill < 256; fill += 0x33) {
        memset(bytes, (int)fill, sizeof bytes);
        memcpy(bytes + 0x28, "_FVH", 4);
        d = decode(bytes, sizeof bytes);
        assert_int_equal(d.volumes.count, 0);
        discard(&d);
    }
}

static void volume_images_are_followed_to_the_limit_of_depth(void **state)
{
    enum { LEVELS = VOLUME_DEPTH_LIMIT + 1, SIZE = LEVELS * 0x80 + 0x80 };
    uint8_t bytes[SIZE];
    char path[512] = "";
    struct decoded d;

    (void)state;
    memset(bytes, 0, sizeof bytes);
    for (unsigned i = 0; i < LEVELS; i++) {
        uint8_t *v = bytes + (size_t)i * 0x68;
        uint32_t size = SIZE - i * 0x68;

        put_volume(v, size, ffs2, 0);
        put_section(v + 0x60, 0x19, 4); /* brings the next volume to a multiple of 8 bytes */
        put_section(v + 0x64, 0x17, size - 0x64);
        put_file(v + 0x48, nobody, 0x0b, 0, size - 0x48, 0x07);
    }
    d = decode(bytes, sizeof bytes);
    assert_sound(&d);
    assert_int_equal(d.volumes.count, VOLUME_DEPTH_LIMIT);
    for (unsigned i = 0; i < VOLUME_DEPTH_LIMIT; i++) {
        strcat(path, i ? "/volume[0]/file[0]/section[1]" : "volume[0]/file[0]/section[1]");
    }
    assert_marked(&d, path, TDXP_MARK_LIMIT, "inside of 8 volumes");
    strcat(path, "/data");
    assert_non_null(at(&d, path));
    discard(&d);
}

static void a_guid_defined_section_has_its_data_where_its_header_says(void **state)
{
    uint8_t bytes[VOLUME];
    struct decoded d;

    (void)state;
    put_volume(bytes, VOLUME, ffs2, 0);
    put_section(bytes + 0x60, 0x02, 0x40);
    memcpy(bytes + 0x64, lzma, 16);
    put(bytes + 0x74, 2, 0x1c);
    put(bytes + 0x76, 2, 1);
    put_file(bytes + 0x48, nobody, 0x0b, 0, 24 + 0x40, 0x07);
    d = decode(bytes, sizeof bytes);
    assert_no_marks(&d);
    assert_string_equal(at(&d, "volume[0]/file[0]/section[0]")->note, "LZMA");
    assert_range(&d, "volume[0]/file[0]/section[0]/header", 0x60, 0x18);
    assert_range(&d, "volume[0]/file[0]/section[0]/data", 0x7c, 0x24);
    assert_value(&d, "volume[0]/file[0]/section[0]/header/Attributes", "0x1 (PROCESSING_REQUIRED)");
    discard(&d);

    put(bytes + 0x74, 2, 0x10);
    d = decode(bytes, sizeof bytes);
    assert_marked(&d, "volume[0]/file[0]/section[0]/header/DataOffset", TDXP_MARK_INVALID,
                  "into the section's own header");
    discard(&d);

    put(bytes + 0x74, 2, 0x41);
    d = decode(bytes, sizeof bytes);
    assert_marked(&d, "volume[0]/file[0]/section[0]/header/DataOffset", TDXP_MARK_INVALID, "outside of the section");
    discard(&d);
}

static void a_large_file_and_a_large_section_have_extended_sizes(void **state)
{
    uint8_t bytes[VOLUME];
    struct decoded d;

    (void)state;
    put_volume(bytes, VOLUME, ffs3, 0);
    put_section(bytes + 0x68, 0x19, 0xffffff);
    put(bytes + 0x6c, 4, 0x20);
    put_file(bytes + 0x48, nobody, 0x02, 0x01, 0, 0x07);
    put(bytes + 0x60, 8, 0x40);
    seal_file(bytes + 0x48, 32, 0x40);
    d = decode(bytes, sizeof bytes);
    assert_no_marks(&d);
    assert_range(&d, "volume[0]/file[0]", 0x48, 0x40);
    assert_value(&d, "volume[0]/file[0]/header/ExtendedSize", "0x40");
    assert_value(&d, "volume[0]/file[0]/section[0]/header/ExtendedSize", "0x20");
    assert_range(&d, "volume[0]/file[0]/section[0]/data", 0x70, 0x18);
    discard(&d);

    put(bytes + 0x60, 8, UINT64_MAX);
    seal_file(bytes + 0x48, 32, 32);
    d = decode(bytes, sizeof bytes);
    assert_marked(&d, "volume[0]/file[0]/header/ExtendedSize", TDXP_MARK_INVALID, "end of the volume");
    assert_range(&d, "volume[0]/file[0]", 0x48, VOLUME - 0x48);
    discard(&d);
}

static void only_ffs3_has_large_files(void **state)
{
    uint8_t bytes[VOLUME];
    struct decoded d;

    (void)state;
    put_volume(bytes, VOLUME, ffs2, 0);
    put_file(bytes + 0x48, nobody, 0x01, 0x01, 0xffffff, 0x07);
    d = decode(bytes, sizeof bytes);
    assert_marked(&d, "volume[0]/file[0]/header/Attributes/LARGE_FILE", TDXP_MARK_INVALID, "only FFS3");
    assert_marked(&d, "volume[0]/file[0]/header/Size", TDXP_MARK_INVALID, "only 0x3b8 bytes");
    assert_range(&d, "volume[0]/file[0]", 0x48, VOLUME - 0x48);
    discard(&d);
}

static void entries_of_the_extended_header_are_shown(void **state)
{
    uint8_t bytes[VOLUME];
    struct decoded d;

    (void)state;
    put_volume(bytes, VOLUME, ffs2, 0);
    put(bytes + 0x34, 2, EXT);
    seal_volume(bytes, 0x48);
    memcpy(bytes + EXT, nobody, 16);
    put(bytes + EXT + 16, 4, 0x14 + 8 + 6);
    put(bytes + EXT + 20, 4, 0x00030008); /* USED_SIZE_TYPE */
    put(bytes + EXT + 24, 4, 0x100);
    put(bytes + EXT + 28, 4, 0x00010006); /* too short for its mask */
    put_file(bytes + PAD, nobody, 0xf0, 0, 24 + 0x14 + 8 + 6, 0x07);
    d = decode(bytes, sizeof bytes);
    assert_no_marks(&d);
    assert_string_equal(at(&d, "volume[0]")->name, "FFS2 volume");
    assert_has(at(&d, "volume[0]")->note, "04030201-0605-");
    assert_value(&d, "volume[0]/ext-header/ExtEntry[0]/UsedSize", "0x100");
    assert_range(&d, "volume[0]/ext-header/ExtEntry[1]/data", EXT + 32, 2);
    discard(&d);

    put(bytes + EXT + 20, 2, 3);
    d = decode(bytes, sizeof bytes);
    assert_marked(&d, "volume[0]/ext-header", TDXP_MARK_INVALID, "impossible size 0x3");
    discard(&d);

    put(bytes + EXT + 16, 4, 0xfffffff0);
    d = decode(bytes, sizeof bytes);
    assert_marked(&d, "volume[0]/ext-header/ExtHeaderSize", TDXP_MARK_INVALID, "outside of the volume");
    assert_range(&d, "volume[0]/ext-header", EXT, 0x14);
    discard(&d);
}

static void an_extended_header_shows_no_more_than_64_entries(void **state)
{
    enum { ENTRIES = 65, EXT_SIZE = 0x14 + 4 * ENTRIES };
    uint8_t bytes[VOLUME];
    struct decoded d;

    (void)state;
    put_volume(bytes, VOLUME, ffs2, 0);
    put(bytes + 0x34, 2, EXT);
    seal_volume(bytes, 0x48);
    memcpy(bytes + EXT, nobody, 16);
    put(bytes + EXT + 16, 4, EXT_SIZE);
    for (unsigned i = 0; i < ENTRIES; i++) {
        put(bytes + EXT + 20 + 4 * i, 4, 0x7fff0004);
    }
    d = decode(bytes, sizeof bytes);
    assert_marked(&d, "volume[0]/ext-header", TDXP_MARK_LIMIT, "only the first 64 entries are shown");
    assert_non_null(at(&d, "volume[0]/ext-header/ExtEntry[63]"));
    assert_null(tdxp_tree_find(d.tree, "volume[0]/ext-header/ExtEntry[64]"));
    discard(&d);
}

static void an_extended_header_without_a_pad_file_is_stepped_over(void **state)
{
    uint8_t bytes[VOLUME];
    struct decoded d;

    (void)state;
    put_volume(bytes, VOLUME, ffs2, 0);
    put(bytes + 0x34, 2, 0x48);
    seal_volume(bytes, 0x48);
    memcpy(bytes + 0x48, sec_volume, 16);
    put(bytes + 0x58, 4, 0x14);
    put_file(bytes + 0x60, nobody, 0x01, 0, 0x20, 0x07);
    d = decode(bytes, sizeof bytes);
    assert_no_marks(&d);
    assert_range(&d, "volume[0]/file[0]", 0x60, 0x20);
    discard(&d);
}

static void only_a_pad_file_may_hold_the_extended_header(void **state)
{
    uint8_t bytes[VOLUME];
    struct decoded d;

    (void)state;
    plain_volume(bytes);
    put_file(bytes + PAD, nobody, 0x01, 0, 0x2c, 0xf8);
    d = decode(bytes, sizeof bytes);
    assert_range(&d, "volume[0]/file[0]", PROGRAM, LOADER_SIZE);
    discard(&d);
}

static void strings_are_made_harmless(void **state)
{
    static const uint16_t units[] = {'A', 0x1b, '\\', 0xe9, 0x20ac, 0xd83d, 0xde00, 0xd800, 'Z', 0};
    uint8_t bytes[VOLUME];
    struct decoded d;

    (void)state;
    put_volume(bytes, VOLUME, ffs2, 0);
    put_section(bytes + 0x60, 0x15, 4 + sizeof units);
    for (unsigned i = 0; i < sizeof units / 2; i++) {
        put(bytes + 0x64 + 2 * (size_t)i, 2, units[i]);
    }
    put_file(bytes + 0x48, nobody, 0x02, 0, 24 + 4 + sizeof units, 0x07);
    d = decode(bytes, sizeof bytes);
    assert_string_equal(at(&d, "volume[0]/file[0]")->name,
                        "A\\x1b\\\\\\xc3\\xa9\\xe2\\x82\\xac\\xf0\\x9f\\x98\\x80\\xed\\xa0\\x80Z");
    discard(&d);
}

static void a_string_without_an_end_is_cut(void **state)
{
    uint8_t bytes[VOLUME];
    struct decoded d;
    size_t length;

    (void)state;
    put_volume(bytes, VOLUME, ffs2, 0);
    put_section(bytes + 0x60, 0x15, VOLUME - 0x60);
    for (unsigned i = 0x64; i < VOLUME; i += 2) {
        put(bytes + i, 2, 'x');
    }
    put_file(bytes + 0x48, nobody, 0x02, 0, VOLUME - 0x48, 0x07);
    d = decode(bytes, sizeof bytes);
    length = strlen(at(&d, "volume[0]/file[0]")->name);
    assert_int_equal(length, 128 + 3);
    assert_string_equal(at(&d, "volume[0]/file[0]")->name + 128, "...");
    discard(&d);
}

/* ---- td-shim ---- */

static void the_constant_checksum_of_td_shims_loader_volume_is_no_mistake(void **state)
{
    uint8_t bytes[VOLUME];
    uint16_t right;
    char expected[32];
    struct decoded d;

    (void)state;
    plain_volume(bytes);
    right = (uint16_t)(bytes[0x32] | bytes[0x33] << 8);
    put(bytes + 0x32, 2, 0x3d21);
    d = decode(bytes, sizeof bytes);
    assert_int_equal(d.volumes.items[0].quirk, TDXP_VOLUME_TD_SHIM_IPL);
    assert_int_equal(d.volumes.items[0].sum, (uint16_t)(0x3d21 - right));
    assert_int_equal(at(&d, "volume[0]/header/Checksum")->marks, 0);
    assert_has(at(&d, "volume[0]/header/Checksum")->remark, "td-shim's linker");
    snprintf(expected, sizeof expected, "0x%x", right);
    assert_has(at(&d, "volume[0]/header/Checksum")->remark, expected);
    discard(&d);
}

static void the_short_sum_of_td_shims_payload_volume_is_no_mistake(void **state)
{
    uint8_t bytes[VOLUME];
    struct decoded d;

    (void)state;
    plain_volume(bytes);
    put(bytes + 0x30, 2, 0x78);
    seal_volume(bytes, 0x38);
    d = decode(bytes, sizeof bytes);
    assert_int_equal(d.volumes.items[0].quirk, TDXP_VOLUME_TD_SHIM_PAYLOAD);
    assert_int_equal(at(&d, "volume[0]/header/Checksum")->marks, 0);
    assert_has(at(&d, "volume[0]/header/Checksum")->remark, "first 0x38 bytes");
    assert_range(&d, "volume[0]/header", 0, 0x78);
    assert_range(&d, "volume[0]/file[0]", PAD, 0x2c);
    assert_string_equal(at(&d, "volume[0]/file[1]")->name, "Hello");
    discard(&d);
}

static void a_long_header_with_another_checksum_is_a_mistake(void **state)
{
    uint8_t bytes[VOLUME];
    struct decoded d;

    (void)state;
    plain_volume(bytes);
    put(bytes + 0x30, 2, 0x78);
    seal_volume(bytes, 0x38);
    bytes[0x32] ^= 1;
    d = decode(bytes, sizeof bytes);
    assert_int_equal(d.volumes.items[0].quirk, TDXP_VOLUME_NO_QUIRK);
    assert_marked(&d, "volume[0]/header/Checksum", TDXP_MARK_INVALID, "would make the sum");
    discard(&d);
}

static void a_top_file_inside_of_the_file_before_it_is_found(void **state)
{
    uint8_t bytes[VOLUME];
    struct decoded d;

    (void)state;
    put_volume(bytes, VOLUME, ffs2, 0);
    put_section(bytes + 0x60, 0x10, 0x300 - 0x60);
    put_file(bytes + 0x48, nobody, 0x03, 0, 0x300 - 0x48, 0x07);
    memset(bytes + 0x2d8, 0xcc, VOLUME - 0x2d8);
    put_file(bytes + 0x2d8, top_file, 0x01, 0x08, VOLUME - 0x2d8, 0x07);
    d = decode(bytes, sizeof bytes);
    assert_range(&d, "volume[0]/file[0]", 0x48, 0x300 - 0x48);
    assert_range(&d, "volume[0]/file[1]", 0x2d8, VOLUME - 0x2d8);
    assert_string_equal(at(&d, "volume[0]/file[1]")->name, "volume top file");
    assert_has(at(&d, "volume[0]/file[1]")->remark, "first 0x28 bytes, too");
    assert_null(tdxp_tree_find(d.tree, "volume[0]/rest"));
    discard(&d);
}

static void free_space_before_a_top_file_is_shown(void **state)
{
    uint8_t bytes[VOLUME];
    struct decoded d;

    (void)state;
    plain_volume(bytes);
    put_file(bytes + 0x3c0, top_file, 0x01, 0x08, 0x40, 0xf8);
    d = decode(bytes, sizeof bytes);
    assert_no_marks(&d);
    assert_range(&d, "volume[0]/free-space", RAW + 0x28, 0x3c0 - RAW - 0x28);
    assert_range(&d, "volume[0]/file[3]", 0x3c0, 0x40);
    discard(&d);
}

/* ---- malformed volumes ---- */

/* A change to the plain volume, and the mark that it must leave. */
struct fault {
    const char *name;
    uint64_t offset;
    unsigned width;
    uint64_t value;
    bool sealed; /* checksums of volume and files are made right again */
    const char *path;
    uint32_t mark;
    const char *remark;
};

static const struct fault faults[] = {
    {"FvLength past the end", 0x20, 8, VOLUME + 1, true, "volume[0]/header/FvLength", TDXP_MARK_INVALID,
     "only 0x400 bytes"},
    {"FvLength wild", 0x20, 8, UINT64_MAX, true, "volume[0]", TDXP_MARK_TRUNCATED, "0xffffffffffffffff"},
    {"FvLength 0", 0x20, 8, 0, true, "volume[0]/header/FvLength", TDXP_MARK_INVALID, "less than"},
    {"FvLength other than the blocks", 0x20, 8, VOLUME - 8, true, "volume[0]/header/BlockMap[0]", TDXP_MARK_INVALID,
     "the blocks make 0x400 bytes, but FvLength is 0x3f8"},
    {"HeaderLength 0", 0x30, 2, 0, false, "volume[0]/header/HeaderLength", TDXP_MARK_INVALID, "below 0x48"},
    {"HeaderLength odd", 0x30, 2, 0x49, false, "volume[0]/header/HeaderLength", TDXP_MARK_INVALID, "odd"},
    {"HeaderLength past the end", 0x30, 2, 0xfffe, false, "volume[0]/header/HeaderLength", TDXP_MARK_INVALID,
     "past the end"},
    {"Checksum", 0x32, 2, 0, false, "volume[0]/header/Checksum", TDXP_MARK_INVALID,
     "would make the sum of the header 0"},
    {"ExtHeaderOffset outside", 0x34, 2, 0xffff, true, "volume[0]/header/ExtHeaderOffset", TDXP_MARK_INVALID,
     "outside of the volume"},
    {"ExtHeaderOffset at the end", 0x34, 2, VOLUME - 0x13, true, "volume[0]/header/ExtHeaderOffset", TDXP_MARK_INVALID,
     "outside of the volume"},
    {"ExtHeaderOffset in the header", 0x34, 2, 0x10, true, "volume[0]/header/ExtHeaderOffset", TDXP_MARK_INVALID,
     "into the header"},
    {"ExtHeaderSize 0", EXT + 16, 4, 0, true, "volume[0]/ext-header/ExtHeaderSize", TDXP_MARK_INVALID,
     "less than 0x14"},
    {"Reserved", 0x36, 1, 1, true, "volume[0]/header/Reserved", TDXP_MARK_RESERVED, "not 0"},
    {"Revision", 0x37, 1, 1, true, "volume[0]/header/Revision", TDXP_MARK_INVALID, "is 2"},
    {"reserved attribute", 0x2d, 1, 0xff, true, "volume[0]/header/Attributes/reserved[8]", TDXP_MARK_RESERVED,
     "reserved bits"},
    {"block map without end", 0x40, 4, 1, true, "volume[0]/header", TDXP_MARK_INVALID, "no entry of zeros"},
    {"file header checksum", PROGRAM + 0x10, 1, 0, false, "volume[0]/file[1]/header/IntegrityCheck.Header",
     TDXP_MARK_INVALID, "would make the sum of the header 0"},
    {"file constant", PROGRAM + 0x11, 1, 0xab, false, "volume[0]/file[1]/header/IntegrityCheck.File", TDXP_MARK_INVALID,
     "0xaa"},
    {"file data checksum", RAW + 24, 1, 0, false, "volume[0]/file[2]/header/IntegrityCheck.File", TDXP_MARK_INVALID,
     "would make the sum of the data 0"},
    {"file size 0", PROGRAM + 0x14, 3, 0, true, "volume[0]/file[1]/header/Size", TDXP_MARK_INVALID,
     "less than the header's 0x18 bytes"},
    {"file size of half a header", PROGRAM + 0x14, 3, 12, false, "volume[0]/file[1]/header/Size", TDXP_MARK_INVALID,
     "less than the header's"},
    {"file past the end", PROGRAM + 0x14, 3, VOLUME, true, "volume[0]/file[1]/header/Size", TDXP_MARK_INVALID,
     "end of the volume"},
    {"file of ffffff bytes", PROGRAM + 0x14, 3, 0xffffff, true, "volume[0]/file[1]/header/Size", TDXP_MARK_INVALID,
     "end of the volume"},
    {"reserved file type", PROGRAM + 0x12, 1, 0x20, true, "volume[0]/file[1]/header/Type", TDXP_MARK_RESERVED,
     "reserves"},
    {"reserved state", PROGRAM + 0x17, 1, 0x78, true, "volume[0]/file[1]/header/State", TDXP_MARK_RESERVED,
     "reserved bits"},
    {"section size 0", CODE, 3, 0, false, "volume[0]/file[1]/rest", TDXP_MARK_INVALID, "0x0 bytes"},
    {"section size 3", CODE, 3, 3, false, "volume[0]/file[1]/rest", TDXP_MARK_INVALID, "0x3 bytes"},
    {"section past the file", CODE, 3, 0x1000, false, "volume[0]/file[1]/section[0]", TDXP_MARK_TRUNCATED,
     "exceeds the 0x3d bytes"},
    {"section of ffffffff bytes", CODE, 3, 0xffffff, false, "volume[0]/file[1]/section[0]", TDXP_MARK_TRUNCATED,
     "0xffffffff exceeds the 0x3d bytes"},
    {"reserved section type", CODE + 3, 1, 0x1a, false, "volume[0]/file[1]/section[0]/header/Type", TDXP_MARK_RESERVED,
     "reserves"},
    {"volume image without a volume", CODE + 3, 1, 0x17, false, "volume[0]/file[1]/section[0]", TDXP_MARK_INVALID,
     "holds no firmware volume"},
    {"section too short for its type", UI + 3, 1, 0x02, false, "volume[0]/file[1]/section[2]/header", TDXP_MARK_INVALID,
     "too short"},
};

static void each_fault_is_marked_where_it_is(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
        const struct fault *f = &faults[i];
        uint8_t bytes[VOLUME];
        struct decoded d;

        plain_volume(bytes);
        put(bytes + f->offset, f->width, f->value);
        if (f->sealed) {
            seal_volume(bytes, 0x48);
            seal_file(bytes + PROGRAM, 24, LOADER_SIZE);
        }
        d = decode(bytes, sizeof bytes);
        if (!tdxp_tree_find(d.tree, f->path)) {
            fail_msg("%s: no node %s", f->name, f->path);
        }
        if (!(at(&d, f->path)->marks & f->mark)) {
            fail_msg("%s: %s is not marked", f->name, f->path);
        }
        assert_has(at(&d, f->path)->remark, f->remark);
        assert_sound(&d);
        discard(&d);
    }
}

static void the_expected_checksums_are_named(void **state)
{
    uint8_t bytes[VOLUME];
    char expected[64];
    struct decoded d;

    (void)state;
    plain_volume(bytes);
    snprintf(expected, sizeof expected, "0x%x would", (unsigned)(bytes[0x32] | bytes[0x33] << 8));
    bytes[0x32] ^= 0x40;
    d = decode(bytes, sizeof bytes);
    assert_has(at(&d, "volume[0]/header/Checksum")->remark, expected);
    discard(&d);

    plain_volume(bytes);
    snprintf(expected, sizeof expected, "0x%02x would", bytes[RAW + 0x11]);
    bytes[RAW + 0x11] ^= 0x40;
    d = decode(bytes, sizeof bytes);
    assert_has(at(&d, "volume[0]/file[2]/header/IntegrityCheck.File")->remark, expected);
    discard(&d);

    plain_volume(bytes);
    snprintf(expected, sizeof expected, "0x%02x would", bytes[RAW + 0x10]);
    bytes[RAW + 0x10] ^= 0x40;
    d = decode(bytes, sizeof bytes);
    assert_has(at(&d, "volume[0]/file[2]/header/IntegrityCheck.Header")->remark, expected);
    discard(&d);
}

static void types_of_vendors_are_not_marked(void **state)
{
    static const struct {
        uint8_t type;
        const char *text;
    } rows[] = {{0xc0, "OEM type 0xc0"},
                {0xdf, "OEM type 0xdf"},
                {0xe0, "debug type 0xe0"},
                {0xef, "debug type 0xef"},
                {0xf1, "file system's own type 0xf1"}};

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint8_t bytes[VOLUME];
        struct decoded d;

        plain_volume(bytes);
        bytes[RAW + 0x12] = rows[i].type;
        seal_file(bytes + RAW, 24, 24 + 0x10);
        d = decode(bytes, sizeof bytes);
        assert_no_marks(&d);
        assert_has(at(&d, "volume[0]/file[2]")->note, rows[i].text);
        discard(&d);
    }
}

static void bytes_after_the_last_file_that_are_no_file_are_said_to_be_none(void **state)
{
    uint8_t bytes[VOLUME];
    struct decoded d;

    (void)state;
    plain_volume(bytes);
    memset(bytes + 0x200, 0x5a, 0x10);
    d = decode(bytes, sizeof bytes);
    assert_has(at(&d, "volume[0]/free-space")->remark, "first byte in use is at 0x200");
    discard(&d);

    memset(bytes + RAW + 0x28, 0x5a, 0x40);
    d = decode(bytes, sizeof bytes);
    assert_range(&d, "volume[0]/rest", RAW + 0x28, VOLUME - RAW - 0x28);
    assert_null(tdxp_tree_find(d.tree, "volume[0]/free-space"));
    discard(&d);
}

static void a_volume_that_lies_about_its_length_ends_where_the_next_begins(void **state)
{
    uint8_t bytes[2 * VOLUME];
    struct decoded d;

    (void)state;
    plain_volume(bytes);
    plain_volume(bytes + VOLUME);
    put(bytes + 0x20, 8, 0x100000);
    d = decode(bytes, sizeof bytes);
    assert_int_equal(d.volumes.count, 2);
    assert_range(&d, "volume[0]", 0, VOLUME);
    assert_range(&d, "volume[1]", VOLUME, VOLUME);
    assert_string_equal(at(&d, "volume[0]/file[1]")->name, "Hello");
    assert_int_equal(d.volumes.items[0].available, 2 * VOLUME);
    assert_sound(&d);
    discard(&d);
}

static void a_long_block_map_is_shown_up_to_a_limit(void **state)
{
    uint8_t bytes[2 * VOLUME];
    struct decoded d;

    (void)state;
    put_volume(bytes, sizeof bytes, variables, 0);
    put(bytes + 0x30, 2, 0x400);
    for (unsigned i = 0x38; i < 0x400; i += 4) {
        put(bytes + i, 4, 1);
    }
    seal_volume(bytes, 0x400);
    d = decode(bytes, sizeof bytes);
    assert_marked(&d, "volume[0]/header", TDXP_MARK_LIMIT, "first 64 entries");
    assert_non_null(tdxp_tree_find(d.tree, "volume[0]/header/BlockMap[63]"));
    assert_null(tdxp_tree_find(d.tree, "volume[0]/header/BlockMap[64]"));
    assert_range(&d, "volume[0]/data", 0x400, sizeof bytes - 0x400);
    discard(&d);
}

static void a_volume_cut_short_anywhere_is_decoded_as_far_as_it_goes(void **state)
{
    uint8_t bytes[VOLUME];

    (void)state;
    plain_volume(bytes);
    for (size_t size = 1; size < VOLUME; size++) {
        struct decoded d = decode(bytes, size);

        assert_int_equal(d.volumes.count, size >= 0x2c);
        if (d.volumes.count > 0) {
            assert_range(&d, "volume[0]", 0, size);
            assert_true(at(&d, "volume[0]")->marks & TDXP_MARK_TRUNCATED || size < 0x28);
        }
        assert_sound(&d);
        discard(&d);
    }
}

static void the_number_of_volumes_is_limited(void **state)
{
    size_t count = VOLUME_LIMIT + 3;
    uint8_t *bytes = malloc(count * 0x48);
    struct decoded d;

    (void)state;
    assert_non_null(bytes);
    for (size_t i = 0; i < count; i++) {
        put_volume(bytes + i * 0x48, 0x48, variables, 0);
    }
    d = decode(bytes, count * 0x48);
    assert_int_equal(d.volumes.count, VOLUME_LIMIT);
    assert_marked(&d, "/", TDXP_MARK_LIMIT, "first 1024 volumes");
    discard(&d);
    free(bytes);
}

static void the_number_of_nodes_is_limited(void **state)
{
    enum { FILES = 20000 };
    size_t size = 0x48 + (size_t)FILES * 24;
    uint8_t *bytes = malloc(size);
    struct decoded d;

    (void)state;
    assert_non_null(bytes);
    put_volume(bytes, size, ffs2, 0);
    for (size_t i = 0; i < FILES; i++) {
        put_file(bytes + 0x48 + i * 24, nobody, 0x01, 0, 24, 0x07);
    }
    d = decode(bytes, size);
    assert_in_range(tdxp_tree_count(d.tree), VOLUME_NODE_LIMIT, VOLUME_NODE_LIMIT + 200);
    assert_in_range(d.volumes.nodes, VOLUME_NODE_LIMIT, VOLUME_NODE_LIMIT + 200);
    assert_marked(&d, "volume[0]", TDXP_MARK_LIMIT, "limit of 100000 nodes");
    discard(&d);
    free(bytes);
}

static void a_flood_of_signatures_ends_the_search(void **state)
{
    size_t size = 0x100000;
    uint8_t *bytes = malloc(size);
    struct decoded d;

    (void)state;
    assert_non_null(bytes);
    for (size_t i = 0; i < size; i += 4) {
        memcpy(bytes + i, "_FVH", 4);
    }
    d = decode(bytes, size);
    assert_int_equal(d.volumes.count, 0);
    assert_marked(&d, "/", TDXP_MARK_LIMIT, "without a header");
    discard(&d);
    free(bytes);
}

/* Nothing to compare with: what is asked for is that all of it stays inside of the bytes and of its parents. */
static void every_change_of_one_byte_is_decoded(void **state)
{
    enum { INNER = 0x200 };
    uint8_t bytes[INNER + VOLUME];

    (void)state;
    /* The plain volume as the volume image of a file, so that all decoders have their part. */
    put_volume(bytes, sizeof bytes, ffs3, 0);
    put_section(bytes + 0x60, 0x02, 0x40);
    memcpy(bytes + 0x64, lzma, 16);
    put(bytes + 0x74, 2, 0x18);
    put_section(bytes + 0xa0, 0x01, 0x20);
    put_section(bytes + 0xc0, 0x18, 0x20);
    put_section(bytes + 0xe0, 0x19, INNER - 4 - 0xe0);
    put_section(bytes + INNER - 4, 0x17, VOLUME + 4);
    plain_volume(bytes + INNER);
    put_file(bytes + 0x48, nobody, 0x0b, 0, sizeof bytes - 0x48, 0x07);
    for (size_t i = 0; i < INNER + FREE; i++) {
        static const uint8_t changes[] = {0x01, 0x02, 0x04, 0x08, 0x10, 0x20, 0x40, 0x80, 0xff};
        uint8_t kept = bytes[i];

        for (size_t c = 0; c < sizeof changes + 2; c++) {
            struct decoded d;

            bytes[i] = c < sizeof changes ? kept ^ changes[c] : c == sizeof changes ? 0x00 : 0xff;
            d = decode(bytes, sizeof bytes);
            assert_sound(&d);
            discard(&d);
        }
        bytes[i] = kept;
    }
}

/* ---- a real image ---- */

static void ovmf_of_the_system_is_decoded_without_a_mark(void **state)
{
    static const char path[] = "/usr/share/ovmf/OVMF.fd";
    static uint8_t bytes[0x200000];
    FILE *file = fopen(path, "rb");
    size_t size;
    struct decoded d;

    (void)state;
    if (!file) {
        skip();
    }
    size = fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    assert_int_equal(size, sizeof bytes);
    d = decode(bytes, size);
    assert_no_marks(&d);
    assert_sound(&d);
    assert_int_equal(d.volumes.count, 3);
    assert_range(&d, "volume[0]", 0, 0x20000);
    assert_string_equal(at(&d, "volume[0]")->name, "NV variables volume");
    assert_range(&d, "volume[1]", 0x20000, 0x1ac000);
    assert_string_equal(at(&d, "volume[1]")->name, "OVMF main volume");
    assert_string_equal(at(&d, "volume[1]/file[1]")->name, "OVMF main file");
    assert_string_equal(at(&d, "volume[1]/file[1]/section[0]")->note, "LZMA");
    assert_null(tdxp_tree_find(d.tree, "volume[1]/file[2]"));
    assert_range(&d, "volume[2]", 0x1cc000, 0x34000);
    assert_string_equal(at(&d, "volume[2]")->name, "SEC volume");
    assert_string_equal(at(&d, "volume[2]/file[1]")->name, "SecMain");
    assert_string_equal(at(&d, "volume[2]/file[3]")->name, "volume top file");
    assert_int_equal(at(&d, "volume[2]/file[3]")->offset + at(&d, "volume[2]/file[3]")->length, sizeof bytes);
    discard(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_volume_is_named_by_its_extended_header),
        cmocka_unit_test(header_fields_come_from_the_table),
        cmocka_unit_test(the_list_says_what_the_checks_ask_for),
        cmocka_unit_test(a_file_bears_the_name_of_its_user_interface_section),
        cmocka_unit_test(a_file_without_a_name_is_called_by_its_guid),
        cmocka_unit_test(state_is_shown_by_the_erase_polarity),
        cmocka_unit_test(volumes_follow_each_other_or_padding),
        cmocka_unit_test(a_second_search_below_the_same_node_counts_on),
        cmocka_unit_test(a_volume_that_is_not_aligned_is_not_found),
        cmocka_unit_test(a_signature_alone_makes_no_volume),
        cmocka_unit_test(volume_images_are_followed_to_the_limit_of_depth),
        cmocka_unit_test(a_guid_defined_section_has_its_data_where_its_header_says),
        cmocka_unit_test(a_large_file_and_a_large_section_have_extended_sizes),
        cmocka_unit_test(only_ffs3_has_large_files),
        cmocka_unit_test(entries_of_the_extended_header_are_shown),
        cmocka_unit_test(an_extended_header_shows_no_more_than_64_entries),
        cmocka_unit_test(an_extended_header_without_a_pad_file_is_stepped_over),
        cmocka_unit_test(only_a_pad_file_may_hold_the_extended_header),
        cmocka_unit_test(strings_are_made_harmless),
        cmocka_unit_test(a_string_without_an_end_is_cut),
        cmocka_unit_test(the_constant_checksum_of_td_shims_loader_volume_is_no_mistake),
        cmocka_unit_test(the_short_sum_of_td_shims_payload_volume_is_no_mistake),
        cmocka_unit_test(a_long_header_with_another_checksum_is_a_mistake),
        cmocka_unit_test(a_top_file_inside_of_the_file_before_it_is_found),
        cmocka_unit_test(free_space_before_a_top_file_is_shown),
        cmocka_unit_test(each_fault_is_marked_where_it_is),
        cmocka_unit_test(the_expected_checksums_are_named),
        cmocka_unit_test(types_of_vendors_are_not_marked),
        cmocka_unit_test(bytes_after_the_last_file_that_are_no_file_are_said_to_be_none),
        cmocka_unit_test(a_volume_that_lies_about_its_length_ends_where_the_next_begins),
        cmocka_unit_test(a_long_block_map_is_shown_up_to_a_limit),
        cmocka_unit_test(a_volume_cut_short_anywhere_is_decoded_as_far_as_it_goes),
        cmocka_unit_test(the_number_of_volumes_is_limited),
        cmocka_unit_test(the_number_of_nodes_is_limited),
        cmocka_unit_test(a_flood_of_signatures_ends_the_search),
        cmocka_unit_test(every_change_of_one_byte_is_decoded),
        cmocka_unit_test(ovmf_of_the_system_is_decoded_without_a_mark),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
