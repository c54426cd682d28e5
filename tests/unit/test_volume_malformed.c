/* Firmware volumes that are malformed become nodes with marks and remarks. */
#include "support.h"
#include "volumes.h"

#include <stdlib.h>
#include <string.h>

/* ---- one fault ---- */

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
        struct volumes d;

        volumes_put_plain(bytes);
        put_uint(bytes + f->offset, f->width, f->value);
        if (f->sealed) {
            volumes_seal(bytes, 0x48);
            volumes_seal_file(bytes + PROGRAM, 24, LOADER_SIZE);
        }
        d = volumes_decode(bytes, sizeof bytes);
        if (!tdxp_tree_find(d.tree, f->path)) {
            fail_msg("%s: no node %s", f->name, f->path);
        }
        if (!(volumes_at(&d, f->path)->marks & f->mark)) {
            fail_msg("%s: %s is not marked", f->name, f->path);
        }
        volumes_assert_text(volumes_at(&d, f->path)->remark, f->remark);
        volumes_assert_sound(&d);
        volumes_free(&d);
    }
}

static void the_expected_checksums_are_named(void **state)
{
    uint8_t bytes[VOLUME];
    char expected[64];
    struct volumes d;

    (void)state;
    volumes_put_plain(bytes);
    snprintf(expected, sizeof expected, "0x%x would", (unsigned)(bytes[0x32] | bytes[0x33] << 8));
    bytes[0x32] ^= 0x40;
    d = volumes_decode(bytes, sizeof bytes);
    volumes_assert_text(volumes_at(&d, "volume[0]/header/Checksum")->remark, expected);
    volumes_free(&d);

    volumes_put_plain(bytes);
    snprintf(expected, sizeof expected, "0x%02x would", bytes[RAW + 0x11]);
    bytes[RAW + 0x11] ^= 0x40;
    d = volumes_decode(bytes, sizeof bytes);
    volumes_assert_text(volumes_at(&d, "volume[0]/file[2]/header/IntegrityCheck.File")->remark, expected);
    volumes_free(&d);

    volumes_put_plain(bytes);
    snprintf(expected, sizeof expected, "0x%02x would", bytes[RAW + 0x10]);
    bytes[RAW + 0x10] ^= 0x40;
    d = volumes_decode(bytes, sizeof bytes);
    volumes_assert_text(volumes_at(&d, "volume[0]/file[2]/header/IntegrityCheck.Header")->remark, expected);
    volumes_free(&d);
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
        struct volumes d;

        volumes_put_plain(bytes);
        bytes[RAW + 0x12] = rows[i].type;
        volumes_seal_file(bytes + RAW, 24, 24 + 0x10);
        d = volumes_decode(bytes, sizeof bytes);
        volumes_assert_no_marks(&d);
        volumes_assert_text(volumes_at(&d, "volume[0]/file[2]")->note, rows[i].text);
        volumes_free(&d);
    }
}

static void bytes_after_the_last_file_that_are_no_file_are_said_to_be_none(void **state)
{
    uint8_t bytes[VOLUME];
    struct volumes d;

    (void)state;
    volumes_put_plain(bytes);
    memset(bytes + 0x200, 0x5a, 0x10);
    d = volumes_decode(bytes, sizeof bytes);
    volumes_assert_text(volumes_at(&d, "volume[0]/free-space")->remark, "first byte in use is at 0x200");
    volumes_free(&d);

    memset(bytes + RAW + 0x28, 0x5a, 0x40);
    d = volumes_decode(bytes, sizeof bytes);
    volumes_assert_range(&d, "volume[0]/rest", RAW + 0x28, VOLUME - RAW - 0x28);
    assert_null(tdxp_tree_find(d.tree, "volume[0]/free-space"));
    volumes_free(&d);
}

static void a_volume_that_lies_about_its_length_ends_where_the_next_begins(void **state)
{
    uint8_t bytes[2 * VOLUME];
    struct volumes d;

    (void)state;
    volumes_put_plain(bytes);
    volumes_put_plain(bytes + VOLUME);
    put_uint(bytes + 0x20, 8, 0x100000);
    d = volumes_decode(bytes, sizeof bytes);
    assert_int_equal(d.list.count, 2);
    volumes_assert_range(&d, "volume[0]", 0, VOLUME);
    volumes_assert_range(&d, "volume[1]", VOLUME, VOLUME);
    assert_string_equal(volumes_at(&d, "volume[0]/file[1]")->name, "Hello");
    assert_int_equal(d.list.items[0].available, 2 * VOLUME);
    volumes_assert_sound(&d);
    volumes_free(&d);
}

static void a_long_block_map_is_shown_up_to_a_limit(void **state)
{
    uint8_t bytes[2 * VOLUME];
    struct volumes d;

    (void)state;
    volumes_put(bytes, sizeof bytes, volumes_variables, 0);
    put_uint(bytes + 0x30, 2, 0x400);
    for (unsigned i = 0x38; i < 0x400; i += 4) {
        put_uint(bytes + i, 4, 1);
    }
    volumes_seal(bytes, 0x400);
    d = volumes_decode(bytes, sizeof bytes);
    volumes_assert_marked(&d, "volume[0]/header", TDXP_MARK_LIMIT, "first 64 entries");
    assert_non_null(tdxp_tree_find(d.tree, "volume[0]/header/BlockMap[63]"));
    assert_null(tdxp_tree_find(d.tree, "volume[0]/header/BlockMap[64]"));
    volumes_assert_range(&d, "volume[0]/data", 0x400, sizeof bytes - 0x400);
    volumes_free(&d);
}

static void a_volume_cut_short_anywhere_is_decoded_as_far_as_it_goes(void **state)
{
    uint8_t bytes[VOLUME];

    (void)state;
    volumes_put_plain(bytes);
    for (size_t size = 1; size < VOLUME; size++) {
        struct volumes d = volumes_decode(bytes, size);

        assert_int_equal(d.list.count, size >= 0x2c);
        if (d.list.count > 0) {
            volumes_assert_range(&d, "volume[0]", 0, size);
            assert_true(volumes_at(&d, "volume[0]")->marks & TDXP_MARK_TRUNCATED || size < 0x28);
        }
        volumes_assert_sound(&d);
        volumes_free(&d);
    }
}

static void the_number_of_volumes_is_limited(void **state)
{
    size_t count = VOLUME_LIMIT + 3;
    uint8_t *bytes = malloc(count * 0x48);
    struct volumes d;

    (void)state;
    assert_non_null(bytes);
    for (size_t i = 0; i < count; i++) {
        volumes_put(bytes + i * 0x48, 0x48, volumes_variables, 0);
    }
    d = volumes_decode(bytes, count * 0x48);
    assert_int_equal(d.list.count, VOLUME_LIMIT);
    volumes_assert_marked(&d, "/", TDXP_MARK_LIMIT, "first 1024 volumes");
    volumes_free(&d);
    free(bytes);
}

static void the_number_of_nodes_is_limited(void **state)
{
    enum { FILES = 20000 };
    size_t size = 0x48 + (size_t)FILES * 24;
    uint8_t *bytes = malloc(size);
    struct volumes d;

    (void)state;
    assert_non_null(bytes);
    volumes_put(bytes, size, volumes_ffs2, 0);
    for (size_t i = 0; i < FILES; i++) {
        volumes_put_file(bytes + 0x48 + i * 24, volumes_nobody, 0x01, 0, 24, 0x07);
    }
    d = volumes_decode(bytes, size);
    assert_in_range(tdxp_tree_count(d.tree), VOLUME_NODE_LIMIT, VOLUME_NODE_LIMIT + 200);
    assert_in_range(d.list.nodes, VOLUME_NODE_LIMIT, VOLUME_NODE_LIMIT + 200);
    volumes_assert_marked(&d, "volume[0]", TDXP_MARK_LIMIT, "limit of 100000 nodes");
    volumes_free(&d);
    free(bytes);
}

static void a_flood_of_signatures_ends_the_search(void **state)
{
    size_t size = 0x100000;
    uint8_t *bytes = malloc(size);
    struct volumes d;

    (void)state;
    assert_non_null(bytes);
    for (size_t i = 0; i < size; i += 4) {
        memcpy(bytes + i, "_FVH", 4);
    }
    d = volumes_decode(bytes, size);
    assert_int_equal(d.list.count, 0);
    volumes_assert_marked(&d, "/", TDXP_MARK_LIMIT, "without a header");
    volumes_free(&d);
    free(bytes);
}

/* Nothing to compare with: what is asked for is that all of it stays inside of the bytes and of its parents. */
static void every_change_of_one_byte_is_decoded(void **state)
{
    enum { INNER = 0x200 };
    uint8_t bytes[INNER + VOLUME];

    (void)state;
    /* The plain volume as the volume image of a file, so that all decoders have their part. */
    volumes_put(bytes, sizeof bytes, volumes_ffs3, 0);
    volumes_put_section(bytes + 0x60, 0x02, 0x40);
    memcpy(bytes + 0x64, volumes_lzma, 16);
    put_uint(bytes + 0x74, 2, 0x18);
    volumes_put_section(bytes + 0xa0, 0x01, 0x20);
    volumes_put_section(bytes + 0xc0, 0x18, 0x20);
    volumes_put_section(bytes + 0xe0, 0x19, INNER - 4 - 0xe0);
    volumes_put_section(bytes + INNER - 4, 0x17, VOLUME + 4);
    volumes_put_plain(bytes + INNER);
    volumes_put_file(bytes + 0x48, volumes_nobody, 0x0b, 0, sizeof bytes - 0x48, 0x07);
    for (size_t i = 0; i < INNER + FREE; i++) {
        static const uint8_t changes[] = {0x01, 0x02, 0x04, 0x08, 0x10, 0x20, 0x40, 0x80, 0xff};
        uint8_t kept = bytes[i];

        for (size_t c = 0; c < sizeof changes + 2; c++) {
            struct volumes d;

            bytes[i] = c < sizeof changes ? kept ^ changes[c] : c == sizeof changes ? 0x00 : 0xff;
            d = volumes_decode(bytes, sizeof bytes);
            volumes_assert_sound(&d);
            volumes_free(&d);
        }
        bytes[i] = kept;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
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
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
