/* Compressed parts of an image: closed at first, opened on request as spaces of their own, within limits. */
#include "opening.h"

#include <stdlib.h>
#include <string.h>

#include "tdxplore/check.h"

#define MIB ((size_t)1 << 20)

static struct part two_sections(void)
{
    return part_join(part_section(0x19, part_random(5000)), part_ui("Inside"));
}

/* ---- opening ---- */

static void a_compressed_section_is_closed_until_it_is_opened(void **state)
{
    struct image image = image_of(volume_of(&part_guid_lzma, part_lzma(two_sections())), NULL, false);
    const struct tdxp_node *node = node_at(&image.d, SECTION);

    (void)state;
    assert_string_equal(node->packed->method, "LZMA");
    assert_int_equal(node->packed->state, TDXP_PACKED_CLOSED);
    assert_ptr_equal(node->packed->bytes.data, tdxp_image_bytes(image.d.image)->data + 0x78);
    assert_no_node(&image.d, INSIDE);
    assert_leads_nowhere(&image.d, SECTION);
    assert_null(tdxp_tree_space(image.d.fw->tree, 1));
    assert_null(tdxp_opened_path(image.opened, 0));
    image_free(&image);
}

static void what_comes_out_is_a_space_of_its_own(void **state)
{
    struct image image = image_of(volume_of(&part_guid_lzma, part_lzma(two_sections())), NULL, false);
    const struct tdxp_space *space;
    struct part wanted = two_sections();

    (void)state;
    open_node(&image, SECTION);
    space = tdxp_tree_space(image.d.fw->tree, 1);
    assert_non_null(space);
    assert_int_equal(space->id, 1);
    assert_int_equal(space->bytes.size, wanted.size);
    assert_memory_equal(space->bytes.data, wanted.data, wanted.size);
    assert_ptr_equal(space->origin, node_at(&image.d, SECTION));
    assert_ptr_equal(space->top, node_at(&image.d, INSIDE));
    assert_int_equal(node_at(&image.d, SECTION)->packed->state, TDXP_PACKED_OPEN);
    assert_ptr_equal(node_at(&image.d, SECTION)->packed->content, space->top);
    assert_range(&image.d, INSIDE, 0, wanted.size);
    assert_range(&image.d, INSIDE "/section[1]", 5004, 18);
    assert_ptr_equal(node_at(&image.d, INSIDE "/section[1]/FileNameString")->space, space);
    assert_int_equal(tdxp_opened_bytes(image.opened), wanted.size);
    assert_string_equal(tdxp_opened_path(image.opened, 0), SECTION);
    assert_null(tdxp_opened_path(image.opened, 1));
    assert_sound(&image.d);
    image_free(&image);
    free(wanted.data);
}

static void bytes_of_a_space_belong_to_its_own_nodes(void **state)
{
    struct image image = opened_image(&part_guid_lzma, part_lzma(two_sections()), NULL);
    const struct tdxp_tree *tree = image.d.fw->tree;
    const struct tdxp_space *space = tdxp_tree_space(tree, 1);
    const struct tdxp_target *target = &node_at(&image.d, SECTION)->target;
    uint64_t start;
    uint64_t length;

    (void)state;
    assert_ptr_equal(tdxp_tree_at(tree, space, 4), node_at(&image.d, INSIDE "/section[0]/data"));
    assert_true(tdxp_tree_run(tree, space, 100, &start, &length));
    assert_int_equal(start, 4);
    assert_int_equal(length, 5000);
    assert_ptr_equal(tdxp_tree_at(tree, tdxp_tree_space(tree, 0), 0x5a), node_at(&image.d, FILE_PATH "/header/Type"));
    assert_int_equal(target->kind, TDXP_TARGET_BYTES);
    assert_ptr_equal(target->space, space);
    assert_int_equal(target->length, space->bytes.size);
    image_free(&image);
}

static void opening_leaves_all_other_paths_as_they_were(void **state)
{
    struct image image = image_of(volume_of(&part_guid_lzma, part_lzma(two_sections())), NULL, false);
    uint32_t count = tdxp_tree_count(image.d.fw->tree);
    char(*paths)[256] = calloc(count, sizeof *paths);

    (void)state;
    assert_non_null(paths);
    for (uint32_t i = 0; i < count; i++) {
        tdxp_node_path(tdxp_tree_node(image.d.fw->tree, i), paths[i], sizeof paths[i]);
    }
    open_node(&image, SECTION);
    for (uint32_t i = 0; i < count; i++) {
        node_at(&image.d, paths[i]);
    }
    assert_true(tdxp_tree_count(image.d.fw->tree) > count);
    assert_string_equal(node_at(&image.d, FILE_PATH)->name, "Inside");
    free(paths);
    image_free(&image);
}

static void a_step_gives_no_more_than_it_was_asked_for(void **state)
{
    struct image image = image_of(volume_of(&part_guid_lzma, part_lzma(part_random(300000))), NULL, false);
    struct tdxp_opening *opening = tdxp_opening_start(image.opened, node_at(&image.d, SECTION), NULL);
    double progress = tdxp_opening_progress(opening);
    uint64_t bytes = 0;
    unsigned steps = 0;

    (void)state;
    assert_true(progress == 0);
    while (tdxp_opening_step(opening, 1000)) {
        assert_in_range(tdxp_opening_bytes(opening), bytes + 1, bytes + 1000);
        assert_true(tdxp_opening_progress(opening) > progress && tdxp_opening_progress(opening) < 1);
        progress = tdxp_opening_progress(opening);
        bytes = tdxp_opening_bytes(opening);
        steps++;
    }
    assert_true(steps >= 299);
    assert_true(tdxp_opening_progress(opening) == 1);
    assert_int_equal(tdxp_opening_bytes(opening), 300000);
    assert_true(tdxp_opening_finish(opening, NULL));
    tdxp_opening_free(opening);
    image_free(&image);
}

static void an_opening_that_is_stopped_leaves_nothing(void **state)
{
    struct image image = image_of(volume_of(&part_guid_lzma, part_lzma(part_random(300000))), NULL, false);
    struct tdxp_opening *opening = tdxp_opening_start(image.opened, node_at(&image.d, SECTION), NULL);

    (void)state;
    assert_true(tdxp_opening_step(opening, 100000));
    tdxp_opening_free(opening);
    assert_int_equal(tdxp_opened_bytes(image.opened), 0);
    assert_null(tdxp_opened_path(image.opened, 0));
    decode_again(&image);
    assert_int_equal(node_at(&image.d, SECTION)->packed->state, TDXP_PACKED_CLOSED);
    open_node(&image, SECTION);
    assert_int_equal(node_at(&image.d, INSIDE)->length, 300000);
    image_free(&image);
}

static void a_tree_may_be_gone_while_a_part_of_it_is_opened(void **state)
{
    struct image image = image_of(volume_of(&part_guid_lzma, part_lzma(part_random(300000))), NULL, false);
    struct tdxp_opening *opening = tdxp_opening_start(image.opened, node_at(&image.d, SECTION), NULL);

    (void)state;
    decode_again(&image);
    while (tdxp_opening_step(opening, 65536)) {
    }
    assert_true(tdxp_opening_finish(opening, NULL));
    tdxp_opening_free(opening);
    decode_again(&image);
    assert_int_equal(node_at(&image.d, INSIDE)->length, 300000);
    image_free(&image);
}

static void what_was_opened_of_one_image_is_not_taken_for_another(void **state)
{
    struct image image = opened_image(&part_guid_lzma, part_lzma(two_sections()), NULL);
    struct part other = volume_of(&part_guid_lzma, part_lzma(two_sections()));
    struct tdxp_image *second = tdxp_image_from_memory("second", other.data, other.size, NULL);
    struct tdxp_opened *closed = tdxp_opened_new(NULL, false);
    struct decoded d = {.image = second};

    (void)state;
    assert_non_null(closed);
    d.fw = tdxp_firmware_decode_opened(second, closed, NULL);
    assert_int_equal(node_at(&d, SECTION)->packed->state, TDXP_PACKED_CLOSED);
    tdxp_firmware_free(d.fw);
    d.fw = tdxp_firmware_decode_opened(second, image.opened, NULL);
    assert_int_equal(node_at(&d, SECTION)->packed->state, TDXP_PACKED_OPEN);
    assert_string_equal(tdxp_opened_path(image.opened, 1), SECTION); /* once for each of the images */
    decoded_free(&d);
    tdxp_opened_free(closed);
    image_free(&image);
}

static void another_version_of_an_image_is_opened_where_the_first_was(void **state)
{
    struct image image = image_of(volume_of(&part_guid_lzma, part_lzma(two_sections())), NULL, false);
    struct part other = volume_of(&part_guid_lzma, part_lzma(part_ui("Other")));
    struct decoded d = {.image = tdxp_image_from_memory("second", other.data, other.size, NULL)};
    struct tdxp_opened *again;

    (void)state;
    again = tdxp_opened_again(image.opened);
    assert_non_null(again);
    d.fw = tdxp_firmware_decode_opened(d.image, again, NULL);
    assert_int_equal(node_at(&d, SECTION)->packed->state, TDXP_PACKED_CLOSED);
    tdxp_firmware_free(d.fw);
    tdxp_opened_free(again);

    open_node(&image, SECTION);
    again = tdxp_opened_again(image.opened);
    assert_null(tdxp_opened_path(again, 0));
    d.fw = tdxp_firmware_decode_opened(d.image, again, NULL);
    assert_string_equal(node_at(&d, FILE_PATH)->name, "Other");
    assert_string_equal(tdxp_opened_path(again, 0), SECTION);
    decoded_free(&d);
    tdxp_opened_free(again);
    image_free(&image);
}

/* ---- methods ---- */

/* Calls whose targets are relative, as a compiler makes them: the filter changes them. */
static struct part code(void)
{
    struct part part = part_filled(0x90, 4096);

    for (size_t i = 16; i + 5 < part.size; i += 23) {
        part.data[i] = 0xe8;
        put_uint(part.data + i + 1, 4, (uint32_t)(0x100 - i));
    }
    return part;
}

static void each_method_gives_back_what_was_put_in(void **state)
{
    static const struct {
        const struct tdxp_guid *guid;
        struct part (*pack)(struct part data);
        const char *name;
    } methods[] = {
        {&part_guid_lzma, part_lzma, "LZMA"},
        {&part_guid_lzma, part_lzma_endless, "LZMA"},
        {&part_guid_lzma_x86, part_lzma_x86, "LZMA with x86 filter"},
        {&part_guid_gzip, part_gzip, "gzip"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++) {
        for (size_t size = 1; size < 200000; size = size * 3 + 1) {
            struct part wanted = part_random(size);
            struct image image = opened_image(methods[i].guid, methods[i].pack(part_random(size)), NULL);

            assert_string_equal(node_at(&image.d, SECTION)->packed->method, methods[i].name);
            assert_content(&image, &wanted);
            assert_sound(&image.d);
            image_free(&image);
            free(wanted.data);
        }
    }
}

static void the_filter_for_x86_code_is_undone(void **state)
{
    struct part wanted = code();
    struct image filtered = opened_image(&part_guid_lzma_x86, part_lzma_x86(code()), NULL);
    struct image wrong = opened_image(&part_guid_lzma, part_lzma_x86(code()), NULL);

    (void)state;
    assert_content(&filtered, &wanted);
    assert_memory_not_equal(tdxp_tree_space(wrong.d.fw->tree, 1)->bytes.data, wanted.data, wanted.size);
    image_free(&filtered);
    image_free(&wrong);
    free(wanted.data);
}

static void bytes_behind_the_stream_are_of_no_concern(void **state)
{
    struct part wanted = two_sections();
    struct image image =
        opened_image(&part_guid_lzma, part_join(part_lzma(two_sections()), part_filled(0xff, 40)), NULL);

    (void)state;
    assert_content(&image, &wanted);
    image_free(&image);
    image = opened_image(&part_guid_gzip, part_join(part_gzip(two_sections()), part_filled(0xff, 40)), NULL);
    assert_content(&image, &wanted);
    image_free(&image);
    free(wanted.data);
}

/* ---- damage ---- */

static void a_stream_that_ends_too_early_is_shown_as_far_as_it_goes(void **state)
{
    static const struct {
        const struct tdxp_guid *guid;
        struct part (*pack)(struct part data);
        const char *remark;
    } rows[] = {
        {&part_guid_lzma, part_lzma, "end too early: 0x"},
        {&part_guid_lzma_x86, part_lzma_x86, "of 0xc350 bytes came out"},
        {&part_guid_lzma, part_lzma_endless, "end too early: 0x"},
        {&part_guid_gzip, part_gzip, "end too early: 0x"},
    };
    struct part whole = part_random(50000);

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct part packed = rows[i].pack(part_random(50000));
        struct image image;

        packed.size /= 2;
        image = opened_image(rows[i].guid, packed, NULL);
        assert_remark(&image, INSIDE, TDXP_MARK_INVALID | TDXP_MARK_TRUNCATED, rows[i].remark);
        assert_in_range(node_at(&image.d, INSIDE)->length, 10000, 30000);
        assert_memory_equal(tdxp_tree_space(image.d.fw->tree, 1)->bytes.data, whole.data,
                            (size_t)node_at(&image.d, INSIDE)->length);
        assert_sound(&image.d);
        image_free(&image);
    }
    free(whole.data);
}

static void damage_is_told_where_it_shows(void **state)
{
    struct part packed = part_gzip(part_random(50000));
    struct image image;

    (void)state;
    packed.data[packed.size / 2] ^= 0x55;
    packed.data[packed.size - 8] ^= 0x55; /* of the checksum, where the change was not seen before */
    image = opened_image(&part_guid_gzip, packed, NULL);
    assert_remark(&image, INSIDE, TDXP_MARK_INVALID | TDXP_MARK_TRUNCATED, "damaged");
    image_free(&image);

    /* A first byte of LZMA that is not 0 cannot be. */
    packed = part_lzma(part_random(5000));
    packed.data[13] = 1;
    image = opened_image(&part_guid_lzma, packed, NULL);
    assert_not_opened(&image, TDXP_MARK_INVALID, "damaged: 0x0 of 0x1388 bytes came out");
    image_free(&image);
}

static void what_does_not_begin_as_its_method_does_is_not_begun(void **state)
{
    struct part packed = part_lzma(part_random(500));
    struct image image;

    (void)state;
    packed.data[0] = 225;
    image = opened_image(&part_guid_lzma, packed, NULL);
    assert_not_opened(&image, TDXP_MARK_INVALID, "does not begin as LZMA does");
    image_free(&image);

    packed = part_lzma(part_random(500));
    packed.size = 12;
    image = opened_image(&part_guid_lzma, packed, NULL);
    assert_not_opened(&image, TDXP_MARK_INVALID, "does not begin as LZMA does");
    image_free(&image);

    image = opened_image(&part_guid_gzip, part_filled(0x1f, 40), NULL);
    assert_not_opened(&image, TDXP_MARK_INVALID, "does not begin as gzip does");
    image_free(&image);

    /* The method allows it, the library does not. */
    packed = part_lzma(part_random(500));
    packed.data[0] = (2 * 5 + 4) * 9 + 8;
    image = opened_image(&part_guid_lzma, packed, NULL);
    assert_not_opened(&image, TDXP_MARK_INVALID, "the library for it cannot do");
    image_free(&image);

    packed = part_lzma(part_random(500));
    put_uint(packed.data + 5, 8, 0);
    image = opened_image(&part_guid_lzma, packed, NULL);
    assert_not_opened(&image, TDXP_MARK_INVALID, "claims that nothing comes out");
    image_free(&image);

    image = opened_image(&part_guid_lzma, part_lzma_endless(part_of(NULL, 0)), NULL);
    assert_not_opened(&image, TDXP_MARK_INVALID, "nothing comes out");
    image_free(&image);
}

static void a_claim_that_is_not_kept_is_told(void **state)
{
    struct part packed = part_lzma_endless(part_random(5000));
    struct image image;

    (void)state;
    put_uint(packed.data + 5, 8, 6000);
    image = opened_image(&part_guid_lzma, packed, NULL);
    assert_remark(&image, INSIDE, TDXP_MARK_INVALID | TDXP_MARK_TRUNCATED, "damaged: 0x1388 of 0x1770 bytes came out");
    assert_int_equal(node_at(&image.d, INSIDE)->length, 5000);
    image_free(&image);
}

static void a_dictionary_that_is_claimed_is_not_allocated(void **state)
{
    struct part wanted = part_random(5000);
    struct part packed = part_lzma(part_random(5000));
    struct image image;

    (void)state;
    put_uint(packed.data + 1, 4, UINT32_MAX);
    image = opened_image(&part_guid_lzma, packed, NULL);
    assert_content(&image, &wanted);
    image_free(&image);
    free(wanted.data);
}

static void any_change_of_one_byte_ends_in_a_sound_tree(void **state)
{
    struct part volume =
        volume_of(&part_guid_lzma, part_lzma(part_join(two_sections(), part_packed_volume(part_ui("Deep")))));
    struct tdxp_image *image = tdxp_image_from_memory("test", volume.data, volume.size, NULL);

    (void)state;
    assert_non_null(image);
    for (size_t i = 0x48; i < volume.size; i += i < 0x100 ? 1 : 23) {
        uint8_t kept = volume.data[i];

        for (unsigned bit = 0; bit < 8; bit++) {
            struct tdxp_opened *opened = tdxp_opened_new(NULL, true);
            struct decoded d = {.image = image};

            volume.data[i] = kept ^ (uint8_t)(1u << bit);
            d.fw = tdxp_firmware_decode_opened(image, opened, NULL);
            assert_non_null(d.fw);
            assert_sound(&d);
            tdxp_firmware_free(d.fw);
            tdxp_opened_free(opened);
        }
        volume.data[i] = kept;
    }
    tdxp_image_close(image);
}

/* ---- limits ---- */

static struct tdxp_open_limits limits_of(uint64_t one, uint64_t all)
{
    struct tdxp_open_limits limits = tdxp_open_limits_default();

    limits.one = one;
    limits.all = all;
    return limits;
}

static void a_claim_above_the_limit_is_not_even_begun(void **state)
{
    struct tdxp_open_limits limits = tdxp_open_limits_default();
    struct part packed = part_lzma(part_random(5000));
    struct image image;

    (void)state;
    limits.ratio = 0;
    put_uint(packed.data + 5, 8, UINT64_C(4) << 30);
    image = opened_image(&part_guid_lzma, packed, &limits);
    assert_not_opened(&image, TDXP_MARK_LIMIT,
                      "it claims 4.0 GiB, and the limit of 128.0 MiB for one compressed part is in the way");
    image_free(&image);
}

static void a_bomb_without_a_claim_ends_at_the_limit(void **state)
{
    struct tdxp_open_limits limits = limits_of(3 * MIB, 1000 * MIB);
    struct image image = opened_image(&part_guid_lzma, part_lzma_endless(part_filled(0, 40 * MIB)), &limits);

    (void)state;
    assert_remark(&image, INSIDE, TDXP_MARK_LIMIT | TDXP_MARK_TRUNCATED,
                  "only the first 0x300000 bytes were decompressed: the limit of 3.0 MiB for one compressed part");
    assert_int_equal(node_at(&image.d, INSIDE)->length, 3 * MIB);
    assert_sound(&image.d);
    image_free(&image);

    /* What ends right at the limit is whole. */
    limits = limits_of(3 * MIB, 3 * MIB);
    image = opened_image(&part_guid_gzip, part_gzip(part_filled(0, 3 * MIB)), &limits);
    assert_null(node_at(&image.d, INSIDE)->remark);
    assert_int_equal(node_at(&image.d, INSIDE)->length, 3 * MIB);
    image_free(&image);
}

static void a_bomb_is_known_by_its_ratio(void **state)
{
    struct image image = opened_image(&part_guid_lzma, part_lzma(part_filled(0, 64 * MIB)), NULL);
    struct tdxp_open_limits limits;

    (void)state;
    assert_not_opened(&image, TDXP_MARK_LIMIT, "the limit of 1000 bytes for each compressed one is in the way");
    image_free(&image);

    image = opened_image(&part_guid_lzma, part_lzma_endless(part_filled(0, 64 * MIB)), NULL);
    assert_remark(&image, INSIDE, TDXP_MARK_LIMIT | TDXP_MARK_TRUNCATED, "1000 bytes for each compressed one");
    assert_in_range(node_at(&image.d, INSIDE)->length, TDXP_OPEN_RATIO_FROM, 63 * MIB);
    image_free(&image);

    /* The user may know better; and small things may be as empty as they like. */
    limits = tdxp_open_limits_of_size(64 * MIB);
    image = opened_image(&part_guid_lzma, part_lzma(part_filled(0, 64 * MIB)), &limits);
    assert_int_equal(node_at(&image.d, INSIDE)->length, 64 * MIB);
    image_free(&image);
    image = opened_image(&part_guid_lzma, part_lzma(part_filled(0, 15 * MIB)), NULL);
    assert_int_equal(node_at(&image.d, INSIDE)->length, 15 * MIB);
    image_free(&image);
}

/* Two files, each with a section of BLOCK bytes. */
enum { BLOCK = 200 << 10 };

static struct part two_packed(void)
{
    struct part files[2];

    for (int i = 0; i < 2; i++) {
        files[i] = part_file(&part_guid_nobody, 0x07,
                             part_guided(&part_guid_lzma, 1, part_of(NULL, 0), part_lzma(part_random(BLOCK))));
    }
    return part_volume(files, 2);
}

static void all_parts_together_have_a_limit(void **state)
{
    struct tdxp_open_limits limits = limits_of(100 * MIB, 300 << 10);
    struct image image = image_of(two_packed(), &limits, true);

    (void)state;
    assert_int_equal(node_at(&image.d, INSIDE)->length, BLOCK);
    assert_remark(&image, "volumes/volume[0]/file[1]/section[0]", TDXP_MARK_LIMIT,
                  "the limit of 300.0 KiB for all compressed parts together");
    assert_int_equal(tdxp_opened_bytes(image.opened), BLOCK);
    image_free(&image);
}

static void the_number_of_parts_has_a_limit(void **state)
{
    struct tdxp_open_limits limits = tdxp_open_limits_default();
    struct image image;

    (void)state;
    limits.count = 1;
    image = image_of(two_packed(), &limits, true);
    assert_int_equal(node_at(&image.d, INSIDE)->length, BLOCK);
    assert_remark(&image, "volumes/volume[0]/file[1]/section[0]", TDXP_MARK_LIMIT,
                  "1 parts are, and that is the limit");
    image_free(&image);
}

static void a_refusal_is_kept_where_it_was_asked_for(void **state)
{
    struct tdxp_open_limits limits = limits_of(1000, 1000);
    struct image image = image_of(two_packed(), &limits, false);

    (void)state;
    open_node(&image, SECTION);
    assert_not_opened(&image, TDXP_MARK_LIMIT, "1000 B for one compressed part");
    assert_string_equal(tdxp_opened_path(image.opened, 0), SECTION);
    assert_int_equal(node_at(&image.d, "volumes/volume[0]/file[1]/section[0]")->packed->state, TDXP_PACKED_CLOSED);
    image_free(&image);
}

/* ---- inside of each other ---- */

/* depth compressed sections inside of each other, around a name. */
static struct part nested(unsigned depth)
{
    struct part row = part_ui("Deep");

    for (unsigned i = 0; i < depth; i++) {
        row = part_guided(&part_guid_lzma, 1, part_of(NULL, 0), part_lzma(row));
    }
    return row;
}

static struct image nested_image(unsigned depth, bool all)
{
    struct part file = part_file(&part_guid_nobody, 0x07, nested(depth));

    return image_of(part_volume(&file, 1), NULL, all);
}

static void spaces_lie_inside_of_spaces(void **state)
{
    struct image image = nested_image(3, true);
    const struct tdxp_node *node =
        node_at(&image.d, INSIDE "/section[0]/decompressed/section[0]/decompressed/section[0]");

    (void)state;
    assert_int_equal(node->space->id, 3);
    assert_int_equal(node->space->origin->space->id, 2);
    assert_ptr_equal(node->space->origin->parent, tdxp_tree_space(image.d.fw->tree, 2)->top);
    assert_string_equal(node_at(&image.d, FILE_PATH)->name, "Deep");
    assert_sound(&image.d);
    image_free(&image);
}

static void a_space_inside_of_a_space_is_opened_by_itself(void **state)
{
    struct image image = nested_image(2, false);

    (void)state;
    open_node(&image, SECTION);
    assert_int_equal(node_at(&image.d, INSIDE "/section[0]")->packed->state, TDXP_PACKED_CLOSED);
    open_node(&image, INSIDE "/section[0]");
    assert_string_equal(node_at(&image.d, FILE_PATH)->name, "Deep");
    assert_string_equal(tdxp_opened_path(image.opened, 1), INSIDE "/section[0]");
    assert_sound(&image.d);
    image_free(&image);
}

/* A volume in a compressed part in a volume, decoded with what the path leads through opened. */
static struct image image_on_way(const char *path)
{
    struct image image =
        image_of(part_packed_volume(part_section(0x17, part_packed_volume(part_ui("Inner")))), NULL, false);

    assert_true(tdxp_opened_lead(image.opened, path));
    decode_again(&image);
    return image;
}

static void a_path_opens_what_it_leads_through_and_nothing_else(void **state)
{
#define OUTER "volumes/volume[0]/file[1]/section[0]"
#define INNER OUTER "/decompressed/section[0]/volume[0]/file[1]/section[0]"
    static const struct {
        const char *path;
        bool outer, inner;
    } rows[] = {
        {"volumes/volume[0]", false, false},      {OUTER, false, false}, {OUTER "/", true, false},
        {"/" OUTER "/decompressed", true, false}, {INNER, true, false},  {INNER "/decompressed/section[0]", true, true},
        {OUTER "0/decompressed", false, false},   {"", false, false},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct image image = image_on_way(rows[i].path);

        assert_int_equal(tdxp_tree_find(image.d.fw->tree, OUTER "/decompressed") != NULL, rows[i].outer);
        assert_int_equal(tdxp_tree_find(image.d.fw->tree, INNER "/decompressed") != NULL, rows[i].inner);
        image_free(&image);
    }
#undef OUTER
#undef INNER
}

static void the_depth_of_spaces_has_a_limit(void **state)
{
    struct image image = nested_image(6, true);
    char path[512] = SECTION;

    (void)state;
    for (unsigned i = 0; i < 4; i++) {
        strcat(path, "/decompressed/section[0]");
    }
    assert_remark(&image, path, TDXP_MARK_LIMIT, "inside of 4 parts that are, and that is the limit");
    assert_null(tdxp_tree_space(image.d.fw->tree, 5));
    assert_sound(&image.d);
    image_free(&image);

    /* The same where they are opened one by one. */
    image = nested_image(5, false);
    strcpy(path, SECTION);
    for (unsigned i = 0; i < 4; i++) {
        open_node(&image, path);
        strcat(path, "/decompressed/section[0]");
    }
    open_node(&image, path);
    assert_remark(&image, path, TDXP_MARK_LIMIT, "inside of 4 parts that are, and that is the limit");
    image_free(&image);
}

static void volumes_in_a_space_are_among_the_volumes_of_the_image(void **state)
{
    struct part inner = part_volume(NULL, 0);
    struct image image = opened_image(&part_guid_lzma, part_lzma(part_section(0x17, inner)), NULL);
    const struct tdxp_volume *volume;

    (void)state;
    assert_int_equal(image.d.fw->volume_count, 2);
    volume = &image.d.fw->volumes[1];
    assert_ptr_equal(volume->node, node_at(&image.d, INSIDE "/section[0]/volume[0]"));
    assert_ptr_equal(volume->space, tdxp_tree_space(image.d.fw->tree, 1));
    assert_int_equal(volume->offset, 4);
    image_free(&image);
}

static void a_finding_in_a_space_says_of_which_it_is(void **state)
{
    struct part inner = part_volume(NULL, 0);
    struct tdxp_check_result *check;
    struct tdxp_error err;
    struct image image;
    bool told = false;

    (void)state;
    inner.data[0x37] = 0x77; /* Revision */
    image = opened_image(&part_guid_lzma, part_lzma(part_section(0x17, inner)), NULL);
    check = tdxp_check(image.d.fw, &err);
    assert_non_null(check);
    for (uint32_t i = 0; i < check->count; i++) {
        told = told || strncmp(check->findings[i].message, "volume at 0x4 of ", 17) == 0;
    }
    assert_true(told);
    tdxp_check_free(check);
    image_free(&image);
}

/* ---- real images ---- */

static void all_of_ovmf_is_opened_without_a_mark(void **state)
{
    static const char *const paths[] = {
        "/usr/share/ovmf/OVMF.fd",
        "/usr/share/OVMF/OVMF_CODE_4M.fd",
        "/usr/share/OVMF/OVMF_CODE_4M.secboot.fd",
    };
    unsigned opened = 0;

    (void)state;
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        struct image image = {.opened = tdxp_opened_new(NULL, true)};
        const struct tdxp_space *space;

        image.d.image = tdxp_image_open(paths[i], NULL, NULL);
        if (!image.d.image) {
            tdxp_opened_free(image.opened);
            continue;
        }
        opened++;
        image.d.fw = tdxp_firmware_decode_opened(image.d.image, image.opened, NULL);
        assert_non_null(image.d.fw);
        space = tdxp_tree_space(image.d.fw->tree, 1);
        assert_non_null(space);
        assert_true(space->bytes.size > 5 * MIB);
        for (uint32_t n = 0; n < tdxp_tree_count(image.d.fw->tree); n++) {
            const struct tdxp_node *node = tdxp_tree_node(image.d.fw->tree, n);

            if (node->space == space && node->marks & (TDXP_MARKS_TROUBLE | TDXP_MARK_LIMIT)) {
                fail_msg("%s: %s is marked: %s", paths[i], node->name, node->remark ? node->remark : "");
            }
        }
        assert_sound(&image.d);
        image_free(&image);
    }
    if (opened == 0) {
        print_message("skipped: no OVMF image\n");
        skip();
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_compressed_section_is_closed_until_it_is_opened),
        cmocka_unit_test(what_comes_out_is_a_space_of_its_own),
        cmocka_unit_test(bytes_of_a_space_belong_to_its_own_nodes),
        cmocka_unit_test(opening_leaves_all_other_paths_as_they_were),
        cmocka_unit_test(a_step_gives_no_more_than_it_was_asked_for),
        cmocka_unit_test(an_opening_that_is_stopped_leaves_nothing),
        cmocka_unit_test(a_tree_may_be_gone_while_a_part_of_it_is_opened),
        cmocka_unit_test(what_was_opened_of_one_image_is_not_taken_for_another),
        cmocka_unit_test(another_version_of_an_image_is_opened_where_the_first_was),
        cmocka_unit_test(each_method_gives_back_what_was_put_in),
        cmocka_unit_test(the_filter_for_x86_code_is_undone),
        cmocka_unit_test(bytes_behind_the_stream_are_of_no_concern),
        cmocka_unit_test(a_stream_that_ends_too_early_is_shown_as_far_as_it_goes),
        cmocka_unit_test(damage_is_told_where_it_shows),
        cmocka_unit_test(what_does_not_begin_as_its_method_does_is_not_begun),
        cmocka_unit_test(a_claim_that_is_not_kept_is_told),
        cmocka_unit_test(a_dictionary_that_is_claimed_is_not_allocated),
        cmocka_unit_test(any_change_of_one_byte_ends_in_a_sound_tree),
        cmocka_unit_test(a_claim_above_the_limit_is_not_even_begun),
        cmocka_unit_test(a_bomb_without_a_claim_ends_at_the_limit),
        cmocka_unit_test(a_bomb_is_known_by_its_ratio),
        cmocka_unit_test(all_parts_together_have_a_limit),
        cmocka_unit_test(the_number_of_parts_has_a_limit),
        cmocka_unit_test(a_refusal_is_kept_where_it_was_asked_for),
        cmocka_unit_test(spaces_lie_inside_of_spaces),
        cmocka_unit_test(a_space_inside_of_a_space_is_opened_by_itself),
        cmocka_unit_test(a_path_opens_what_it_leads_through_and_nothing_else),
        cmocka_unit_test(the_depth_of_spaces_has_a_limit),
        cmocka_unit_test(a_finding_in_a_space_says_of_which_it_is),
        cmocka_unit_test(volumes_in_a_space_are_among_the_volumes_of_the_image),
        cmocka_unit_test(all_of_ovmf_is_opened_without_a_mark),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
