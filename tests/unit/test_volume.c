/* Firmware volumes that are well-formed become nodes. */
#include "support.h"
#include "volumes.h"

#include <stdlib.h>
#include <string.h>

/* ---- well-formed volumes ---- */

static void a_volume_is_named_by_its_extended_header(void **state)
{
    uint8_t bytes[VOLUME];
    struct volumes d;

    (void)state;
    volumes_put_plain(bytes);
    d = volumes_decode(bytes, sizeof bytes);
    volumes_assert_no_marks(&d);
    volumes_assert_sound(&d);
    volumes_assert_range(&d, "volume[0]", 0, VOLUME);
    assert_string_equal(volumes_at(&d, "volume[0]")->name, "SEC volume");
    assert_string_equal(volumes_at(&d, "volume[0]")->note, "763bed0d-de9f-48f5-81f1-3e90e1b1a015, 1.0 KiB");
    volumes_assert_range(&d, "volume[0]/ext-header", EXT, 0x14);
    assert_int_equal(volumes_at(&d, "volume[0]/header/ExtHeaderOffset")->target.start, EXT);
    volumes_free(&d);
}

static void header_fields_come_from_the_table(void **state)
{
    uint8_t bytes[VOLUME];
    struct volumes d;

    (void)state;
    volumes_put_plain(bytes);
    d = volumes_decode(bytes, sizeof bytes);
    volumes_assert_range(&d, "volume[0]/header", 0, 0x48);
    volumes_assert_value(&d, "volume[0]/header/FileSystemGuid", "8c8ce578-8a3d-4f1c-9935-896185c32dd3 (FFS2)");
    volumes_assert_value(&d, "volume[0]/header/FvLength", "0x400");
    volumes_assert_value(&d, "volume[0]/header/Signature", "\"_FVH\"");
    volumes_assert_value(&d, "volume[0]/header/Attributes/ERASE_POLARITY", "set");
    assert_string_equal(volumes_at(&d, "volume[0]/header/Attributes/ALIGNMENT")->note, "16 B");
    volumes_assert_value(&d, "volume[0]/header/BlockMap[0]/NumBlocks", "64");
    assert_string_equal(volumes_at(&d, "volume[0]/header/BlockMap[1]")->note, "end of the map");
    volumes_free(&d);
}

static void the_list_says_what_the_checks_ask_for(void **state)
{
    uint8_t bytes[VOLUME + 0x20];
    const struct tdxp_volume *v;
    struct volumes d;

    (void)state;
    memset(bytes, 0, sizeof bytes);
    volumes_put_plain(bytes);
    d = volumes_decode(bytes, sizeof bytes);
    assert_int_equal(d.list.count, 1);
    v = &d.list.items[0];
    assert_ptr_equal(v->node, volumes_at(&d, "volume[0]"));
    assert_ptr_equal(v->header, volumes_at(&d, "volume[0]/header"));
    assert_int_equal(v->space->id, 0);
    assert_int_equal(v->available, VOLUME + 0x20);
    assert_int_equal(v->fv_length, VOLUME);
    assert_int_equal(v->header_length, 0x48);
    assert_int_equal(v->revision, 2);
    assert_true(v->header_whole);
    assert_int_equal(v->sum, 0);
    assert_memory_equal(v->file_system.bytes, volumes_ffs2, 16);
    assert_int_equal(v->quirk, TDXP_VOLUME_NO_QUIRK);
    volumes_free(&d);
}

static void a_file_bears_the_name_of_its_user_interface_section(void **state)
{
    uint8_t bytes[VOLUME];
    struct volumes d;

    (void)state;
    volumes_put_plain(bytes);
    d = volumes_decode(bytes, sizeof bytes);
    assert_string_equal(volumes_at(&d, "volume[0]/file[0]")->name, "Pad file");
    volumes_assert_range(&d, "volume[0]/file[0]/data", EXT, 0x14);
    volumes_assert_range(&d, "volume[0]/file[1]", PROGRAM, LOADER_SIZE);
    assert_string_equal(volumes_at(&d, "volume[0]/file[1]")->name, "Hello");
    assert_string_equal(volumes_at(&d, "volume[0]/file[1]")->note, "DRIVER, 85 B, version 1.0");
    assert_string_equal(volumes_at(&d, "volume[0]/file[1]/section[0]")->name, "PE32 section");
    volumes_assert_range(&d, "volume[0]/file[1]/section[0]/data", CODE + 4, 0x14);
    volumes_assert_value(&d, "volume[0]/file[1]/section[1]/header/BuildNumber", "7");
    assert_string_equal(volumes_at(&d, "volume[0]/file[1]/section[1]")->note, "\"1.0\"");
    assert_string_equal(volumes_at(&d, "volume[0]/file[1]/section[2]")->note, "\"Hello\"");
    volumes_free(&d);
}

static void a_file_without_a_name_is_called_by_its_guid(void **state)
{
    uint8_t bytes[VOLUME];
    struct volumes d;

    (void)state;
    volumes_put_plain(bytes);
    d = volumes_decode(bytes, sizeof bytes);
    assert_string_equal(volumes_at(&d, "volume[0]/file[2]")->name, "04030201-0605-0807-090a-0b0c0d0e0f10");
    volumes_assert_range(&d, "volume[0]/file[2]/data", RAW + 24, 0x10);
    assert_string_equal(volumes_at(&d, "volume[0]/file[2]/header/Attributes/DATA_ALIGNMENT")->note, "1 B");
    volumes_assert_range(&d, "volume[0]/free-space", RAW + 24 + 0x10, VOLUME - RAW - 24 - 0x10);
    volumes_free(&d);
}

static void state_is_shown_by_the_erase_polarity(void **state)
{
    uint8_t bytes[VOLUME];
    struct volumes d;

    (void)state;
    volumes_put_plain(bytes);
    bytes[RAW + 0x17] = 0xe8; /* 0x17 inverted: deleted */
    d = volumes_decode(bytes, sizeof bytes);
    volumes_assert_value(&d, "volume[0]/file[1]/header/State", "0x7 (HEADER_CONSTRUCTION | HEADER_VALID | DATA_VALID)");
    volumes_assert_value(&d, "volume[0]/file[1]/header/State/DELETED", "clear");
    volumes_assert_text(volumes_at(&d, "volume[0]/file[1]/header/State")->note, "stored inverted as 0xf8");
    volumes_assert_value(&d, "volume[0]/file[2]/header/State/DELETED", "set");
    volumes_assert_text(volumes_at(&d, "volume[0]/file[2]")->note, "deleted");
    volumes_free(&d);

    volumes_put(bytes, VOLUME, volumes_ffs2, 0x4f6ff);
    volumes_put_file(bytes + 0x48, volumes_nobody, 0x01, 0, 0x20, 0x07);
    d = volumes_decode(bytes, sizeof bytes);
    volumes_assert_no_marks(&d);
    volumes_assert_value(&d, "volume[0]/file[0]/header/State/DATA_VALID", "set");
    assert_string_equal(volumes_at(&d, "volume[0]/file[0]/header/State")->note, "complete");
    volumes_assert_range(&d, "volume[0]/free-space", 0x68, VOLUME - 0x68);
    volumes_free(&d);
}

static void volumes_follow_each_other_or_padding(void **state)
{
    uint8_t bytes[3 * VOLUME + 0x18];
    struct volumes d;

    (void)state;
    memset(bytes, 0xff, sizeof bytes);
    volumes_put_plain(bytes);
    volumes_put_plain(bytes + VOLUME);
    volumes_put(bytes + 2 * VOLUME + 0x18, VOLUME, volumes_variables, 0x4feff);
    d = volumes_decode(bytes, sizeof bytes);
    volumes_assert_no_marks(&d);
    volumes_assert_sound(&d);
    assert_int_equal(d.list.count, 3);
    volumes_assert_range(&d, "volume[1]", VOLUME, VOLUME);
    volumes_assert_range(&d, "volume[2]", 2 * VOLUME + 0x18, VOLUME);
    assert_string_equal(volumes_at(&d, "volume[2]")->name, "NV variables volume");
    volumes_assert_range(&d, "volume[2]/data", 2 * VOLUME + 0x18 + 0x48, VOLUME - 0x48);
    volumes_free(&d);
}

static void a_second_search_below_the_same_node_counts_on(void **state)
{
    static const struct tdxp_doc doc = {.summary = "a test"};
    uint8_t bytes[2 * VOLUME];
    struct tdxp_bytes view = {bytes, sizeof bytes};
    struct volume_list volumes = {.items = NULL};
    struct tdxp_tree *tree;

    (void)state;
    volumes_put_plain(bytes);
    volumes_put_plain(bytes + VOLUME);
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
    struct volumes d;

    (void)state;
    memset(bytes, 0, sizeof bytes);
    volumes_put_plain(bytes + 4);
    d = volumes_decode(bytes, sizeof bytes);
    assert_int_equal(d.list.count, 0);
    volumes_free(&d);
}

static void a_signature_alone_makes_no_volume(void **state)
{
    uint8_t bytes[VOLUME];
    struct volumes d;

    (void)state;
    for (unsigned fill = 0; fill < 256; fill += 0x33) {
        memset(bytes, (int)fill, sizeof bytes);
        memcpy(bytes + 0x28, "_FVH", 4);
        d = volumes_decode(bytes, sizeof bytes);
        assert_int_equal(d.list.count, 0);
        volumes_free(&d);
    }
}

static void volume_images_are_followed_to_the_limit_of_depth(void **state)
{
    enum { LEVELS = VOLUME_DEPTH_LIMIT + 1, SIZE = LEVELS * 0x80 + 0x80 };
    uint8_t bytes[SIZE];
    char path[512] = "";
    struct volumes d;

    (void)state;
    memset(bytes, 0, sizeof bytes);
    for (unsigned i = 0; i < LEVELS; i++) {
        uint8_t *v = bytes + (size_t)i * 0x68;
        uint32_t size = SIZE - i * 0x68;

        volumes_put(v, size, volumes_ffs2, 0);
        volumes_put_section(v + 0x60, 0x19, 4); /* brings the next volume to a multiple of 8 bytes */
        volumes_put_section(v + 0x64, 0x17, size - 0x64);
        volumes_put_file(v + 0x48, volumes_nobody, 0x0b, 0, size - 0x48, 0x07);
    }
    d = volumes_decode(bytes, sizeof bytes);
    volumes_assert_sound(&d);
    assert_int_equal(d.list.count, VOLUME_DEPTH_LIMIT);
    for (unsigned i = 0; i < VOLUME_DEPTH_LIMIT; i++) {
        strcat(path, i ? "/volume[0]/file[0]/section[1]" : "volume[0]/file[0]/section[1]");
    }
    volumes_assert_marked(&d, path, TDXP_MARK_LIMIT, "inside of 8 volumes");
    strcat(path, "/data");
    assert_non_null(volumes_at(&d, path));
    volumes_free(&d);
}

static void a_guid_defined_section_has_its_data_where_its_header_says(void **state)
{
    uint8_t bytes[VOLUME];
    struct volumes d;

    (void)state;
    volumes_put(bytes, VOLUME, volumes_ffs2, 0);
    volumes_put_section(bytes + 0x60, 0x02, 0x40);
    memcpy(bytes + 0x64, volumes_lzma, 16);
    put_uint(bytes + 0x74, 2, 0x1c);
    put_uint(bytes + 0x76, 2, 1);
    volumes_put_file(bytes + 0x48, volumes_nobody, 0x0b, 0, 24 + 0x40, 0x07);
    d = volumes_decode(bytes, sizeof bytes);
    volumes_assert_no_marks(&d);
    assert_string_equal(volumes_at(&d, "volume[0]/file[0]/section[0]")->note, "LZMA");
    volumes_assert_range(&d, "volume[0]/file[0]/section[0]/header", 0x60, 0x18);
    volumes_assert_range(&d, "volume[0]/file[0]/section[0]/data", 0x7c, 0x24);
    volumes_assert_value(&d, "volume[0]/file[0]/section[0]/header/Attributes", "0x1 (PROCESSING_REQUIRED)");
    volumes_free(&d);

    put_uint(bytes + 0x74, 2, 0x10);
    d = volumes_decode(bytes, sizeof bytes);
    volumes_assert_marked(&d, "volume[0]/file[0]/section[0]/header/DataOffset", TDXP_MARK_INVALID,
                          "into the section's own header");
    volumes_free(&d);

    put_uint(bytes + 0x74, 2, 0x41);
    d = volumes_decode(bytes, sizeof bytes);
    volumes_assert_marked(&d, "volume[0]/file[0]/section[0]/header/DataOffset", TDXP_MARK_INVALID,
                          "outside of the section");
    volumes_free(&d);
}

static void a_large_file_and_a_large_section_have_extended_sizes(void **state)
{
    uint8_t bytes[VOLUME];
    struct volumes d;

    (void)state;
    volumes_put(bytes, VOLUME, volumes_ffs3, 0);
    volumes_put_section(bytes + 0x68, 0x19, 0xffffff);
    put_uint(bytes + 0x6c, 4, 0x20);
    volumes_put_file(bytes + 0x48, volumes_nobody, 0x02, 0x01, 0, 0x07);
    put_uint(bytes + 0x60, 8, 0x40);
    volumes_seal_file(bytes + 0x48, 32, 0x40);
    d = volumes_decode(bytes, sizeof bytes);
    volumes_assert_no_marks(&d);
    volumes_assert_range(&d, "volume[0]/file[0]", 0x48, 0x40);
    volumes_assert_value(&d, "volume[0]/file[0]/header/ExtendedSize", "0x40");
    volumes_assert_value(&d, "volume[0]/file[0]/section[0]/header/ExtendedSize", "0x20");
    volumes_assert_range(&d, "volume[0]/file[0]/section[0]/data", 0x70, 0x18);
    volumes_free(&d);

    put_uint(bytes + 0x60, 8, UINT64_MAX);
    volumes_seal_file(bytes + 0x48, 32, 32);
    d = volumes_decode(bytes, sizeof bytes);
    volumes_assert_marked(&d, "volume[0]/file[0]/header/ExtendedSize", TDXP_MARK_INVALID, "end of the volume");
    volumes_assert_range(&d, "volume[0]/file[0]", 0x48, VOLUME - 0x48);
    volumes_free(&d);
}

static void only_ffs3_has_large_files(void **state)
{
    uint8_t bytes[VOLUME];
    struct volumes d;

    (void)state;
    volumes_put(bytes, VOLUME, volumes_ffs2, 0);
    volumes_put_file(bytes + 0x48, volumes_nobody, 0x01, 0x01, 0xffffff, 0x07);
    d = volumes_decode(bytes, sizeof bytes);
    volumes_assert_marked(&d, "volume[0]/file[0]/header/Attributes/LARGE_FILE", TDXP_MARK_INVALID, "only FFS3");
    volumes_assert_marked(&d, "volume[0]/file[0]/header/Size", TDXP_MARK_INVALID, "only 0x3b8 bytes");
    volumes_assert_range(&d, "volume[0]/file[0]", 0x48, VOLUME - 0x48);
    volumes_free(&d);
}

static void entries_of_the_extended_header_are_shown(void **state)
{
    uint8_t bytes[VOLUME];
    struct volumes d;

    (void)state;
    volumes_put(bytes, VOLUME, volumes_ffs2, 0);
    put_uint(bytes + 0x34, 2, EXT);
    volumes_seal(bytes, 0x48);
    memcpy(bytes + EXT, volumes_nobody, 16);
    put_uint(bytes + EXT + 16, 4, 0x14 + 8 + 6);
    put_uint(bytes + EXT + 20, 4, 0x00030008); /* USED_SIZE_TYPE */
    put_uint(bytes + EXT + 24, 4, 0x100);
    put_uint(bytes + EXT + 28, 4, 0x00010006); /* too short for its mask */
    volumes_put_file(bytes + PAD, volumes_nobody, 0xf0, 0, 24 + 0x14 + 8 + 6, 0x07);
    d = volumes_decode(bytes, sizeof bytes);
    volumes_assert_no_marks(&d);
    assert_string_equal(volumes_at(&d, "volume[0]")->name, "FFS2 volume");
    volumes_assert_text(volumes_at(&d, "volume[0]")->note, "04030201-0605-");
    volumes_assert_value(&d, "volume[0]/ext-header/ExtEntry[0]/UsedSize", "0x100");
    volumes_assert_range(&d, "volume[0]/ext-header/ExtEntry[1]/data", EXT + 32, 2);
    volumes_free(&d);

    put_uint(bytes + EXT + 20, 2, 3);
    d = volumes_decode(bytes, sizeof bytes);
    volumes_assert_marked(&d, "volume[0]/ext-header", TDXP_MARK_INVALID, "impossible size 0x3");
    volumes_free(&d);

    put_uint(bytes + EXT + 16, 4, 0xfffffff0);
    d = volumes_decode(bytes, sizeof bytes);
    volumes_assert_marked(&d, "volume[0]/ext-header/ExtHeaderSize", TDXP_MARK_INVALID, "outside of the volume");
    volumes_assert_range(&d, "volume[0]/ext-header", EXT, 0x14);
    volumes_free(&d);
}

static void an_extended_header_shows_no_more_than_64_entries(void **state)
{
    enum { ENTRIES = 65, EXT_SIZE = 0x14 + 4 * ENTRIES };
    uint8_t bytes[VOLUME];
    struct volumes d;

    (void)state;
    volumes_put(bytes, VOLUME, volumes_ffs2, 0);
    put_uint(bytes + 0x34, 2, EXT);
    volumes_seal(bytes, 0x48);
    memcpy(bytes + EXT, volumes_nobody, 16);
    put_uint(bytes + EXT + 16, 4, EXT_SIZE);
    for (unsigned i = 0; i < ENTRIES; i++) {
        put_uint(bytes + EXT + 20 + 4 * i, 4, 0x7fff0004);
    }
    d = volumes_decode(bytes, sizeof bytes);
    volumes_assert_marked(&d, "volume[0]/ext-header", TDXP_MARK_LIMIT, "only the first 64 entries are shown");
    assert_non_null(volumes_at(&d, "volume[0]/ext-header/ExtEntry[63]"));
    assert_null(tdxp_tree_find(d.tree, "volume[0]/ext-header/ExtEntry[64]"));
    volumes_free(&d);
}

static void an_extended_header_without_a_pad_file_is_stepped_over(void **state)
{
    uint8_t bytes[VOLUME];
    struct volumes d;

    (void)state;
    volumes_put(bytes, VOLUME, volumes_ffs2, 0);
    put_uint(bytes + 0x34, 2, 0x48);
    volumes_seal(bytes, 0x48);
    memcpy(bytes + 0x48, volumes_sec_volume, 16);
    put_uint(bytes + 0x58, 4, 0x14);
    volumes_put_file(bytes + 0x60, volumes_nobody, 0x01, 0, 0x20, 0x07);
    d = volumes_decode(bytes, sizeof bytes);
    volumes_assert_no_marks(&d);
    volumes_assert_range(&d, "volume[0]/file[0]", 0x60, 0x20);
    volumes_free(&d);
}

static void only_a_pad_file_may_hold_the_extended_header(void **state)
{
    uint8_t bytes[VOLUME];
    struct volumes d;

    (void)state;
    volumes_put_plain(bytes);
    volumes_put_file(bytes + PAD, volumes_nobody, 0x01, 0, 0x2c, 0xf8);
    d = volumes_decode(bytes, sizeof bytes);
    volumes_assert_range(&d, "volume[0]/file[0]", PROGRAM, LOADER_SIZE);
    volumes_free(&d);
}

static void strings_are_made_harmless(void **state)
{
    static const uint16_t units[] = {'A', 0x1b, '\\', 0xe9, 0x20ac, 0xd83d, 0xde00, 0xd800, 'Z', 0};
    uint8_t bytes[VOLUME];
    struct volumes d;

    (void)state;
    volumes_put(bytes, VOLUME, volumes_ffs2, 0);
    volumes_put_section(bytes + 0x60, 0x15, 4 + sizeof units);
    for (unsigned i = 0; i < sizeof units / 2; i++) {
        put_uint(bytes + 0x64 + 2 * (size_t)i, 2, units[i]);
    }
    volumes_put_file(bytes + 0x48, volumes_nobody, 0x02, 0, 24 + 4 + sizeof units, 0x07);
    d = volumes_decode(bytes, sizeof bytes);
    assert_string_equal(volumes_at(&d, "volume[0]/file[0]")->name,
                        "A\\x1b\\\\\\xc3\\xa9\\xe2\\x82\\xac\\xf0\\x9f\\x98\\x80\\xed\\xa0\\x80Z");
    volumes_free(&d);
}

static void a_string_without_an_end_is_cut(void **state)
{
    uint8_t bytes[VOLUME];
    struct volumes d;
    size_t length;

    (void)state;
    volumes_put(bytes, VOLUME, volumes_ffs2, 0);
    volumes_put_section(bytes + 0x60, 0x15, VOLUME - 0x60);
    for (unsigned i = 0x64; i < VOLUME; i += 2) {
        put_uint(bytes + i, 2, 'x');
    }
    volumes_put_file(bytes + 0x48, volumes_nobody, 0x02, 0, VOLUME - 0x48, 0x07);
    d = volumes_decode(bytes, sizeof bytes);
    length = strlen(volumes_at(&d, "volume[0]/file[0]")->name);
    assert_int_equal(length, 128 + 3);
    assert_string_equal(volumes_at(&d, "volume[0]/file[0]")->name + 128, "...");
    volumes_free(&d);
}

/* ---- td-shim ---- */

static void the_constant_checksum_of_td_shims_loader_volume_is_no_mistake(void **state)
{
    uint8_t bytes[VOLUME];
    uint16_t right;
    char expected[32];
    struct volumes d;

    (void)state;
    volumes_put_plain(bytes);
    right = (uint16_t)(bytes[0x32] | bytes[0x33] << 8);
    put_uint(bytes + 0x32, 2, 0x3d21);
    d = volumes_decode(bytes, sizeof bytes);
    assert_int_equal(d.list.items[0].quirk, TDXP_VOLUME_TD_SHIM_IPL);
    assert_int_equal(d.list.items[0].sum, (uint16_t)(0x3d21 - right));
    assert_int_equal(volumes_at(&d, "volume[0]/header/Checksum")->marks, 0);
    volumes_assert_text(volumes_at(&d, "volume[0]/header/Checksum")->remark, "td-shim's linker");
    snprintf(expected, sizeof expected, "0x%x", right);
    volumes_assert_text(volumes_at(&d, "volume[0]/header/Checksum")->remark, expected);
    volumes_free(&d);
}

static void the_short_sum_of_td_shims_payload_volume_is_no_mistake(void **state)
{
    uint8_t bytes[VOLUME];
    struct volumes d;

    (void)state;
    volumes_put_plain(bytes);
    put_uint(bytes + 0x30, 2, 0x78);
    volumes_seal(bytes, 0x38);
    d = volumes_decode(bytes, sizeof bytes);
    assert_int_equal(d.list.items[0].quirk, TDXP_VOLUME_TD_SHIM_PAYLOAD);
    assert_int_equal(volumes_at(&d, "volume[0]/header/Checksum")->marks, 0);
    volumes_assert_text(volumes_at(&d, "volume[0]/header/Checksum")->remark, "first 0x38 bytes");
    volumes_assert_range(&d, "volume[0]/header", 0, 0x78);
    volumes_assert_range(&d, "volume[0]/file[0]", PAD, 0x2c);
    assert_string_equal(volumes_at(&d, "volume[0]/file[1]")->name, "Hello");
    volumes_free(&d);
}

static void a_long_header_with_another_checksum_is_a_mistake(void **state)
{
    uint8_t bytes[VOLUME];
    struct volumes d;

    (void)state;
    volumes_put_plain(bytes);
    put_uint(bytes + 0x30, 2, 0x78);
    volumes_seal(bytes, 0x38);
    bytes[0x32] ^= 1;
    d = volumes_decode(bytes, sizeof bytes);
    assert_int_equal(d.list.items[0].quirk, TDXP_VOLUME_NO_QUIRK);
    volumes_assert_marked(&d, "volume[0]/header/Checksum", TDXP_MARK_INVALID, "would make the sum");
    volumes_free(&d);
}

static void a_top_file_inside_of_the_file_before_it_is_found(void **state)
{
    uint8_t bytes[VOLUME];
    struct volumes d;

    (void)state;
    volumes_put(bytes, VOLUME, volumes_ffs2, 0);
    volumes_put_section(bytes + 0x60, 0x10, 0x300 - 0x60);
    volumes_put_file(bytes + 0x48, volumes_nobody, 0x03, 0, 0x300 - 0x48, 0x07);
    memset(bytes + 0x2d8, 0xcc, VOLUME - 0x2d8);
    volumes_put_file(bytes + 0x2d8, volumes_top_file, 0x01, 0x08, VOLUME - 0x2d8, 0x07);
    d = volumes_decode(bytes, sizeof bytes);
    volumes_assert_range(&d, "volume[0]/file[0]", 0x48, 0x300 - 0x48);
    volumes_assert_range(&d, "volume[0]/file[1]", 0x2d8, VOLUME - 0x2d8);
    assert_string_equal(volumes_at(&d, "volume[0]/file[1]")->name, "volume top file");
    volumes_assert_text(volumes_at(&d, "volume[0]/file[1]")->remark, "first 0x28 bytes, too");
    assert_null(tdxp_tree_find(d.tree, "volume[0]/rest"));
    volumes_free(&d);
}

static void free_space_before_a_top_file_is_shown(void **state)
{
    uint8_t bytes[VOLUME];
    struct volumes d;

    (void)state;
    volumes_put_plain(bytes);
    volumes_put_file(bytes + 0x3c0, volumes_top_file, 0x01, 0x08, 0x40, 0xf8);
    d = volumes_decode(bytes, sizeof bytes);
    volumes_assert_no_marks(&d);
    volumes_assert_range(&d, "volume[0]/free-space", RAW + 0x28, 0x3c0 - RAW - 0x28);
    volumes_assert_range(&d, "volume[0]/file[3]", 0x3c0, 0x40);
    volumes_free(&d);
}

/* ---- a real image ---- */

static void ovmf_of_the_system_is_decoded_without_a_mark(void **state)
{
    static const char path[] = "/usr/share/ovmf/OVMF.fd";
    static uint8_t bytes[0x200000];
    FILE *file = fopen(path, "rb");
    size_t size;
    struct volumes d;

    (void)state;
    if (!file) {
        skip();
    }
    size = fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    assert_int_equal(size, sizeof bytes);
    d = volumes_decode(bytes, size);
    volumes_assert_no_marks(&d);
    volumes_assert_sound(&d);
    assert_int_equal(d.list.count, 3);
    volumes_assert_range(&d, "volume[0]", 0, 0x20000);
    assert_string_equal(volumes_at(&d, "volume[0]")->name, "NV variables volume");
    volumes_assert_range(&d, "volume[1]", 0x20000, 0x1ac000);
    assert_string_equal(volumes_at(&d, "volume[1]")->name, "OVMF main volume");
    assert_string_equal(volumes_at(&d, "volume[1]/file[1]")->name, "OVMF main file");
    assert_string_equal(volumes_at(&d, "volume[1]/file[1]/section[0]")->note, "LZMA");
    assert_null(tdxp_tree_find(d.tree, "volume[1]/file[2]"));
    volumes_assert_range(&d, "volume[2]", 0x1cc000, 0x34000);
    assert_string_equal(volumes_at(&d, "volume[2]")->name, "SEC volume");
    assert_string_equal(volumes_at(&d, "volume[2]/file[1]")->name, "SecMain");
    assert_string_equal(volumes_at(&d, "volume[2]/file[3]")->name, "volume top file");
    assert_int_equal(volumes_at(&d, "volume[2]/file[3]")->offset + volumes_at(&d, "volume[2]/file[3]")->length,
                     sizeof bytes);
    volumes_free(&d);
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
        cmocka_unit_test(ovmf_of_the_system_is_decoded_without_a_mark),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
