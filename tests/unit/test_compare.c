/* Comparing two images: what is told to be different, and what is not. */
#include "support.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "nv_image.h"
#include "opening.h"
#include "sparse.h"
#include "tdxplore/compare.h"
#include "tdxplore/gallery.h"
#include "tdxplore/report.h"

/* ---- two images and what they differ in ---- */

struct compared {
    struct tdxp_image *image[TDXP_SIDES];
    struct tdxp_pair pair;
    const struct tdxp_difference *differences;
    size_t count;
    struct tdxp_comparison_totals totals;
};

/* Takes over both. */
static struct compared compare_images(struct tdxp_image *a, struct tdxp_image *b)
{
    struct compared c = {.image = {a, b}};
    struct tdxp_error err;

    assert_true(tdxp_pair_make(&c.pair, a, b, NULL, &err));
    c.differences = tdxp_comparison_differences(c.pair.comparison, &c.count);
    c.totals = tdxp_comparison_totals(c.pair.comparison);
    return c;
}

static struct tdxp_image *image_of_bytes(uint8_t *bytes, size_t size)
{
    struct tdxp_image *image = tdxp_image_from_memory("image", bytes, size, NULL);

    assert_non_null(image);
    return image;
}

static struct compared compare_bytes(uint8_t *a, size_t a_size, uint8_t *b, size_t b_size)
{
    return compare_images(image_of_bytes(a, a_size), image_of_bytes(b, b_size));
}

/* The bytes of a stretch are the same on both sides, or each of them is another one, as it says. */
static void assert_stretch_true(const struct tdxp_stretch *s, enum tdxp_side side, enum tdxp_side other)
{
    const uint8_t *here = s->at[side].space->bytes.data + s->at[side].start;
    const uint8_t *there = s->at[other].length > 0 ? s->at[other].space->bytes.data + s->at[other].start : NULL;

    if (s->kind == TDXP_STRETCH_SAME) {
        assert_memory_equal(here, there, s->at[side].length);
    }
    for (uint64_t n = 0; s->kind == TDXP_STRETCH_CHANGED && n < s->at[side].length; n++) {
        assert_int_not_equal(here[n], there[n]);
    }
}

/* What a stretch map must be whatever the images are: each byte of each space in one stretch, and each stretch true. */
static void assert_stretches_sound(const struct compared *c, enum tdxp_side side)
{
    enum tdxp_side other = side == TDXP_SIDE_A ? TDXP_SIDE_B : TDXP_SIDE_A;
    const struct tdxp_space *space;

    for (unsigned id = 0; (space = tdxp_tree_space(c->pair.firmware[side]->tree, id)); id++) {
        const struct tdxp_stretch *before = NULL; /* the last one that both have */
        uint64_t expected = UINT64_MAX; /* where the first one that both have is said to be, by those before it */
        uint64_t at = 0;

        while (at < space->bytes.size) {
            const struct tdxp_stretch *s = tdxp_comparison_at(c->pair.comparison, side, space, at);
            const struct tdxp_space *other_space;
            uint64_t other_at;

            assert_non_null(s);
            assert_ptr_equal(s->at[side].space, space);
            assert_int_equal(s->at[side].start, at);
            assert_true(s->at[side].length > 0);
            if (s->kind == TDXP_STRETCH_ONLY) {
                assert_int_equal(s->at[other].length, 0);
                assert_false(tdxp_comparison_across(c->pair.comparison, side, space, at, &other_space, &other_at));
                if (before) {
                    assert_ptr_equal(other_space, before->at[other].space);
                    assert_int_equal(other_at, before->at[other].start + before->at[other].length);
                } else {
                    expected = other_at;
                }
            } else {
                assert_int_equal(s->at[other].length, s->at[side].length);
                assert_true(tdxp_comparison_across(c->pair.comparison, side, space, at, &other_space, &other_at));
                assert_ptr_equal(other_space, s->at[other].space);
                assert_int_equal(other_at, s->at[other].start);
                assert_true(before || expected == UINT64_MAX || expected == other_at);
                before = s;
            }
            assert_stretch_true(s, side, other);
            at += s->at[side].length;
        }
        assert_int_equal(at, space->bytes.size);
    }
}

/* Pairs are pairs from both sides, and differences lie below those that they say. */
static void assert_compared_sound(const struct compared *c)
{
    for (int side = 0; side < TDXP_SIDES; side++) {
        const struct tdxp_tree *tree = c->pair.firmware[side]->tree;
        enum tdxp_side other = side == TDXP_SIDE_A ? TDXP_SIDE_B : TDXP_SIDE_A;

        for (uint32_t id = 0; id < tdxp_tree_count(tree); id++) {
            const struct tdxp_node *node = tdxp_tree_node(tree, id);
            const struct tdxp_node *partner = tdxp_comparison_partner(c->pair.comparison, (enum tdxp_side)side, node);

            if (partner && tdxp_comparison_partner(c->pair.comparison, other, partner) != node) {
                fail_msg("node %u is not the partner of its partner", id);
            }
        }
        assert_stretches_sound(c, (enum tdxp_side)side);
    }
    for (size_t i = 0; i < c->count; i++) {
        const struct tdxp_difference *d = &c->differences[i];

        assert_true(d->parent == TDXP_DIFFERENCE_TOP ? d->depth == 0 : d->parent < i);
        if (d->parent != TDXP_DIFFERENCE_TOP) {
            assert_int_equal(d->depth, c->differences[d->parent].depth + 1);
        }
        assert_true(d->node[TDXP_SIDE_A] || d->node[TDXP_SIDE_B]);
    }
    assert_int_equal(c->totals.same,
                     tdxp_image_bytes(c->image[0])->size == tdxp_image_bytes(c->image[1])->size &&
                         memcmp(tdxp_image_bytes(c->image[0])->data, tdxp_image_bytes(c->image[1])->data,
                                tdxp_image_bytes(c->image[0])->size) == 0);
}

static void compared_free(struct compared *c)
{
    assert_compared_sound(c);
    tdxp_pair_free(&c->pair);
    tdxp_image_close(c->image[0]);
    tdxp_image_close(c->image[1]);
}

/* The difference of the node with that path on a side, or NULL; of B only one that was added. */
static const struct tdxp_difference *difference_of(const struct compared *c, enum tdxp_side side, const char *path)
{
    for (size_t i = 0; i < c->count; i++) {
        const struct tdxp_difference *d = &c->differences[i];
        char text[512];

        if (!d->node[side] || (side == TDXP_SIDE_B && d->node[TDXP_SIDE_A])) {
            continue;
        }
        tdxp_node_path(d->node[side], text, sizeof text);
        if (strcmp(text, path) == 0) {
            return d;
        }
    }
    return NULL;
}

static const struct tdxp_difference *difference_at(const struct compared *c, const char *path)
{
    return difference_of(c, TDXP_SIDE_A, path);
}

static void assert_difference(const struct tdxp_difference *d, const char *path, uint32_t what, const char *words)
{
    char text[512];

    if (!d) {
        fail_msg("nothing is told of %s", path);
    }
    assert_int_equal(d->what, what);
    tdxp_difference_text(d, false, text, sizeof text);
    assert_string_equal(text, words);
}

static void assert_told(const struct compared *c, const char *path, uint32_t what, const char *words)
{
    assert_difference(difference_at(c, path), path, what, words);
}

/* The words end in the offset, in hex, of a byte of the node on that side. */
static void assert_told_at(const struct compared *c, const char *path, uint32_t what, const char *words,
                           enum tdxp_side side, uint64_t byte)
{
    const struct tdxp_difference *d = difference_at(c, path);
    char text[160];

    assert_non_null(d);
    snprintf(text, sizeof text, "%s 0x%" PRIx64 "%s", words, d->node[side]->offset + byte,
             side == TDXP_SIDE_B ? " of B" : "");
    assert_difference(d, path, what, text);
}

static void assert_added(const struct compared *c, const char *path, const char *words)
{
    assert_difference(difference_of(c, TDXP_SIDE_B, path), path, TDXP_DIFFERENCE_ADDED, words);
}

static void assert_not_told(const struct compared *c, const char *path)
{
    if (difference_at(c, path)) {
        fail_msg("something is told of %s", path);
    }
}

/* How many differences say more than that something below them differs. */
static size_t told(const struct compared *c)
{
    size_t count = 0;

    for (size_t i = 0; i < c->count; i++) {
        count += c->differences[i].what != 0;
    }
    return count;
}

/* ---- fields ---- */

static void same_images_have_no_differences(void **state)
{
    struct plan plan = plan_default();
    struct compared c = compare_bytes(plan_bytes(&plan), PLAN_SIZE, plan_bytes(&plan), PLAN_SIZE);

    (void)state;
    assert_true(c.totals.same);
    assert_int_equal(c.count, 0);
    compared_free(&c);
}

static void a_field_that_differs_is_told_with_both_values(void **state)
{
    struct plan plan = plan_default();
    uint8_t *changed = plan_bytes(&plan);
    struct compared c;
    uint64_t found;

    (void)state;
    put_uint(changed + PLAN_SECTION_0 + 28, 4, 3);
    c = compare_bytes(plan_bytes(&plan), PLAN_SIZE, changed, PLAN_SIZE);
    assert_false(c.totals.same);
    assert_told(&c, "tdvf/section[0]/Attributes", TDXP_DIFFERENCE_VALUE,
                "0x1 (MR.EXTEND) -> 0x3 (MR.EXTEND | PAGE.AUG)");
    assert_int_equal(told(&c), 1);
    assert_int_equal(c.totals.changed, 1);
    assert_int_equal(c.totals.removed + c.totals.added, 0);
    assert_int_equal(difference_at(&c, "tdvf")->what, 0);
    assert_ptr_equal(tdxp_comparison_of_node(c.pair.comparison, TDXP_SIDE_B,
                                             tdxp_tree_find(c.pair.firmware[1]->tree, "tdvf/section[0]/Attributes")),
                     difference_at(&c, "tdvf/section[0]/Attributes"));
    assert_true(tdxp_comparison_seek(c.pair.comparison, TDXP_SIDE_B, tdxp_tree_space(c.pair.firmware[1]->tree, 0), 0,
                                     false, &found));
    assert_int_equal(found, PLAN_SECTION_0 + 28);
    assert_false(tdxp_comparison_seek(c.pair.comparison, TDXP_SIDE_B, tdxp_tree_space(c.pair.firmware[1]->tree, 0),
                                      found + 1, false, &found));
    assert_true(tdxp_comparison_seek(c.pair.comparison, TDXP_SIDE_A, tdxp_tree_space(c.pair.firmware[0]->tree, 0),
                                     PLAN_SIZE - 1, true, &found));
    assert_int_equal(found, PLAN_SECTION_0 + 28);
    compared_free(&c);
}

static void a_section_that_comes_first_is_added_and_no_other_is_changed(void **state)
{
    static const struct plan_section more[] = {{0, 0, 0x900000, 0x1000, 4, 0},
                                               {0x8000, 0x8000, PLAN_GPA + 0x8000, 0x8000, 0, 1},
                                               {0, 0x8000, PLAN_GPA, 0x8000, 1, 0},
                                               {0, 0, 0x810000, 0x10000, 3, 0},
                                               {0, 0, 0x809000, 0x2000, 2, 0}};
    struct plan before = plan_default();
    struct plan after = plan_default();
    struct compared c;

    (void)state;
    before.sections = more + 1;
    before.section_count = 4;
    after.sections = more;
    after.section_count = 5;
    c = compare_bytes(plan_bytes(&before), PLAN_SIZE, plan_bytes(&after), PLAN_SIZE);
    assert_told(&c, "tdvf/NumberOfSectionEntry", TDXP_DIFFERENCE_VALUE, "4 -> 5");
    /* The path is that of B, where it is the first. */
    assert_added(&c, "tdvf/section[0]", "added, 32 bytes");
    assert_not_told(&c, "tdvf/section[1]/Type");
    assert_int_equal(c.totals.nodes_added, 1);
    assert_int_equal(c.totals.nodes_removed, 0);
    compared_free(&c);
}

/* ---- files ---- */

static struct tdxp_guid guid_of(uint8_t byte)
{
    struct tdxp_guid guid;

    memset(guid.bytes, byte, sizeof guid.bytes);
    return guid;
}

static struct part numbered(uint8_t name, struct part body)
{
    struct tdxp_guid guid = guid_of(name);

    return part_file(&guid, 7, part_section(0x19, body));
}

/* The end of a file is read as a reset vector and more: here it is none of the volumes' bytes. */
static struct part image_with(struct part volumes)
{
    return part_join(volumes, part_filled(0, 0x100));
}

/* A volume of three files, the first of them of that body. */
static struct part three_files(struct part body)
{
    struct part files[3] = {numbered(1, body), numbered(2, part_random(1000)), numbered(3, part_random(500))};

    return image_with(part_volume(files, 3));
}

static void places_are_counted(void **state)
{
    struct part one = part_random(5000);
    struct part two = part_of(one.data, one.size);
    struct part before;
    struct part after;
    struct compared c;

    (void)state;
    two.data[1000] ^= 1;
    two.data[2000] ^= 1;
    two.data[2001] ^= 1;
    before = three_files(one);
    after = three_files(two);
    c = compare_bytes(before.data, before.size, after.data, after.size);
    assert_told_at(&c, "volumes/volume[0]/file[0]/section[0]/data", TDXP_DIFFERENCE_BYTES,
                   "3 bytes changed, in 2 places, the first at", TDXP_SIDE_A, 1000);
    compared_free(&c);
}

static void a_file_that_has_grown_is_that_and_nothing_else(void **state)
{
    struct part body = part_random(5000);
    struct part longer = part_filled(0x55, 5016);
    struct part before;
    struct part after;
    struct compared c;

    (void)state;
    memcpy(longer.data, body.data, 3000);
    memcpy(longer.data + 3016, body.data + 3000, 2000);
    before = three_files(body);
    after = three_files(longer);
    c = compare_bytes(before.data, before.size, after.data, after.size);
    assert_told(&c, "volumes/volume[0]/file[0]", TDXP_DIFFERENCE_RESIZED, "grew by 16 bytes to 0x13b4");
    assert_told_at(&c, "volumes/volume[0]/file[0]/section[0]/data", TDXP_DIFFERENCE_RESIZED | TDXP_DIFFERENCE_BYTES,
                   "grew by 16 bytes to 0x1398, 16 bytes added, at", TDXP_SIDE_B, 3000);
    assert_told(&c, "volumes/volume[0]/file[1]", TDXP_DIFFERENCE_MOVED, "moved on by 16 bytes");
    assert_int_equal(difference_at(&c, "volumes/volume[0]/file[1]")->count, 3); /* file[2], free space */
    assert_not_told(&c, "volumes/volume[0]/file[2]");
    assert_int_equal(c.totals.nodes_added + c.totals.nodes_removed, 0);
    assert_true(c.totals.changed < 32);
    assert_true(c.totals.added >= 16 && c.totals.added < 48);
    compared_free(&c);
}

static void files_are_known_by_their_guids_wherever_they_are(void **state)
{
    struct part bodies[4] = {part_random(300), part_random(400), part_random(500), part_random(600)};
    struct part a[4];
    struct part b[4];
    static const uint8_t order[4] = {3, 0, 1, 2}; /* the last has become the first */
    struct part before;
    struct part after;
    struct compared c;

    (void)state;
    for (uint8_t i = 0; i < 4; i++) {
        a[i] = numbered(i, part_of(bodies[i].data, bodies[i].size));
        b[i] = numbered(order[i], part_of(bodies[order[i]].data, bodies[order[i]].size));
    }
    before = image_with(part_volume(a, 4));
    after = image_with(part_volume(b, 4));
    c = compare_bytes(before.data, before.size, after.data, after.size);
    assert_told(&c, "volumes/volume[0]/file[3]", TDXP_DIFFERENCE_REORDERED, "stands elsewhere among its like");
    assert_int_equal(c.totals.nodes_added + c.totals.nodes_removed + c.totals.nodes_changed, 0);
    assert_int_equal(c.totals.changed + c.totals.added + c.totals.removed, 0);
    assert_false(c.totals.same);
    compared_free(&c);
    for (int i = 0; i < 4; i++) {
        free(bodies[i].data);
    }
}

static void files_come_and_go(void **state)
{
    struct part same = part_random(300);
    struct part a[2] = {numbered(1, part_of(same.data, same.size)), numbered(2, part_random(100))};
    struct part b[2] = {numbered(3, part_random(100)), numbered(1, part_of(same.data, same.size))};
    struct part before = image_with(part_volume(a, 2));
    struct part after = image_with(part_volume(b, 2));
    struct compared c = compare_bytes(before.data, before.size, after.data, after.size);

    (void)state;
    assert_int_equal(c.totals.nodes_added, 1);
    assert_int_equal(c.totals.nodes_removed, 1);
    assert_told(&c, "volumes/volume[0]/file[1]", TDXP_DIFFERENCE_REMOVED, "removed, 128 bytes");
    assert_added(&c, "volumes/volume[0]/file[0]", "added, 128 bytes");
    compared_free(&c);
    free(same.data);
}

static void a_file_may_go_to_another_volume(void **state)
{
    struct part body = part_random(700);
    struct part a[2] = {numbered(1, part_of(body.data, body.size)), numbered(2, part_random(100))};
    struct part b1[1] = {numbered(2, part_random(100))};
    struct part b2[2] = {numbered(4, part_random(60)), numbered(1, part_of(body.data, body.size))};
    struct part a1 = part_volume(a, 2);
    struct part a2[1] = {numbered(4, part_random(60))};
    struct part before = image_with(part_join(a1, part_volume(a2, 1)));
    struct part after = image_with(part_join(part_volume(b1, 1), part_volume(b2, 2)));
    struct compared c = compare_bytes(before.data, before.size, after.data, after.size);

    (void)state;
    assert_told(&c, "volumes/volume[0]/file[0]", TDXP_DIFFERENCE_ELSEWHERE, "is now volumes/volume[1]/file[1]");
    assert_not_told(&c, "volumes/volume[0]/file[0]/section[0]");
    compared_free(&c);
    free(body.data);
}

static void what_is_compressed_is_compared_by_what_comes_out(void **state)
{
    struct part one = part_random(3000);
    struct part two = part_of(one.data, one.size);
    struct compared c;
    struct part before;
    struct part after;

    (void)state;
    two.data[1500] ^= 1;
    before = volume_of(&part_guid_lzma, part_lzma(part_section(0x19, one)));
    after = volume_of(&part_guid_lzma, part_lzma(part_section(0x19, two)));
    c = compare_bytes(before.data, before.size, after.data, after.size);
    assert_told_at(&c, INSIDE "/section[0]/data", TDXP_DIFFERENCE_BYTES, "1 byte changed, at", TDXP_SIDE_A, 1500);
    assert_not_told(&c, SECTION "/data");
    assert_true(c.totals.packed > 0);
    assert_int_equal(c.totals.removed, 0);
    compared_free(&c);
}

static void what_is_compressed_in_another_way_is_told_to_be_the_same(void **state)
{
    struct part inner = part_section(0x19, part_filled('a', 3000));
    struct part before = volume_of(&part_guid_lzma, part_lzma(part_of(inner.data, inner.size)));
    struct part after = volume_of(&part_guid_lzma, part_lzma_endless(inner));
    struct compared c = compare_bytes(before.data, before.size, after.data, after.size);
    const struct tdxp_difference *d = difference_at(&c, SECTION);

    (void)state;
    assert_non_null(d);
    assert_true(d->what & TDXP_DIFFERENCE_PACKED);
    assert_not_told(&c, INSIDE);
    assert_false(c.totals.same);
    compared_free(&c);
}

/* ---- variables ---- */

static void variables_are_known_by_name_and_vendor(void **state)
{
    struct nv_image before = nv_new(0x2000, 0);
    struct nv_image after = nv_new(0x2000, 0);
    const struct tdxp_space *space;
    struct compared c;
    uint64_t offset;

    (void)state;
    nv_add(&before, "BootOrder", &nv_global, NV_ADDED, "\1\0", 2);
    nv_add(&before, "Timeout", &nv_global, NV_ADDED, "\5\0", 2);
    nv_add(&before, "Mine", &nv_nobody, NV_ADDED, "abcd", 4);
    nv_add(&after, "Mine", &nv_global, NV_ADDED, "abcd", 4);
    nv_add(&after, "BootOrder", &nv_global, NV_DELETED, "\7\0", 2);
    nv_add(&after, "BootOrder", &nv_global, NV_ADDED, "\1\0", 2);
    nv_add(&after, "Timeout", &nv_global, NV_ADDED, "\3\0", 2);
    c = compare_bytes(before.bytes, before.size, after.bytes, after.size);
    /* Of two versions it is the live one that stands for the one before. */
    assert_told(&c, NV_VARIABLE(0), TDXP_DIFFERENCE_MOVED, "moved on by 160 bytes");
    assert_told(&c, NV_VARIABLE(1) "/Data", 0, "");
    assert_told(&c, NV_VARIABLE(2), TDXP_DIFFERENCE_REMOVED, "removed, 74 bytes");
    assert_int_equal(c.totals.nodes_added, 2);
    /* What B alone has would stand in A behind the header of the store, whose end is the nearest before it. */
    assert_false(tdxp_comparison_across(c.pair.comparison, TDXP_SIDE_B, tdxp_tree_space(c.pair.firmware[1]->tree, 0),
                                        NV_FIRST + 10, &space, &offset));
    assert_ptr_equal(space, tdxp_tree_space(c.pair.firmware[0]->tree, 0));
    assert_int_equal(offset, NV_FIRST);
    compared_free(&c);
}

/* ---- bytes that no structure claims ---- */

/* Bytes with runs put in, taken out and overwritten, so that much of it is the same. */
static uint8_t *edited(const uint8_t *bytes, size_t size, size_t *new_size, uint64_t *seed)
{
    uint8_t *result = malloc(size * 4 + 4096);
    size_t at = 0;
    size_t out = 0;

    while (at < size) {
        size_t run = (size_t)random_below(seed, 2000);

        run = run < size - at ? run : size - at;
        memcpy(result + out, bytes + at, run);
        at += run;
        out += run;
        run = (size_t)random_below(seed, 40);
        switch (random_below(seed, 3)) {
        case 0:
            for (size_t i = 0; i < run; i++) {
                result[out++] = (uint8_t)random_next(seed);
            }
            break;
        case 1:
            at += run < size - at ? run : size - at;
            break;
        default:
            for (size_t i = 0; i < run && at < size; i++, at++) {
                result[out++] = (uint8_t)random_next(seed);
            }
            break;
        }
    }
    if (out == 0) {
        result[out++] = 0;
    }
    *new_size = out;
    return result;
}

static void most_of_what_was_left_alone_is_told_to_be_the_same(void **state)
{
    uint64_t seed = 17;

    (void)state;
    for (int round = 0; round < 40; round++) {
        size_t size = 20000 + (size_t)random_below(&seed, 20000);
        struct part bytes = part_random(size);
        size_t new_size;
        uint8_t *new;
        struct compared c;

        bytes.data[0] = (uint8_t)round;
        new = edited(bytes.data, size, &new_size, &seed);
        c = compare_bytes(bytes.data, size, new, new_size);
        /* At most 40 bytes of about a thousand were touched; what is near them may not be held together. */
        assert_true(c.totals.changed + c.totals.removed < size / 8);
        assert_true(c.totals.changed + c.totals.added < new_size / 8);
        compared_free(&c);
    }
}

static void any_two_runs_of_bytes_can_be_compared(void **state)
{
    uint64_t seed = 3;

    (void)state;
    for (int round = 0; round < 400; round++) {
        size_t sizes[2];
        uint8_t *bytes[2];
        struct compared c;

        for (int side = 0; side < 2; side++) {
            uint64_t letters = 1 + random_below(&seed, 4); /* few, so that there is much to confuse */

            sizes[side] = 1 + (size_t)random_below(&seed, 700);
            bytes[side] = malloc(sizes[side]);
            for (size_t i = 0; i < sizes[side]; i++) {
                bytes[side][i] = (uint8_t)random_below(&seed, letters);
            }
        }
        c = compare_bytes(bytes[0], sizes[0], bytes[1], sizes[1]);
        compared_free(&c);
    }
}

static void holes_of_huge_files_are_passed_over(void **state)
{
    struct plan plan = plan_default();
    uint8_t *bytes = plan_bytes(&plan);
    struct sparse a;
    struct sparse b;
    struct tdxp_pair pair;
    const struct tdxp_stretch *s;

    (void)state;
    if (!sparse_open(&a, bytes, PLAN_SIZE, UINT64_C(3) << 30)) {
        free(bytes);
        skip();
    }
    assert_true(sparse_open(&b, bytes, PLAN_SIZE, UINT64_C(3) << 30));
    b.bytes[UINT64_C(2) << 30] = 7;
    assert_true(tdxp_pair_make(&pair, a.image, b.image, NULL, NULL));
    assert_int_equal(tdxp_comparison_totals(pair.comparison).changed, 1);
    s = tdxp_comparison_at(pair.comparison, TDXP_SIDE_A, tdxp_tree_space(pair.firmware[0]->tree, 0), UINT64_C(2) << 30);
    assert_int_equal(s->kind, TDXP_STRETCH_CHANGED);
    assert_int_equal(s->at[TDXP_SIDE_B].length, 1);
    tdxp_pair_free(&pair);
    sparse_close(&a);
    sparse_close(&b);
    free(bytes);
}

static void broken_images_can_be_compared_with_what_they_were_made_of(void **state)
{
    size_t count;
    const struct tdxp_gallery_image *gallery = tdxp_gallery(&count);

    (void)state;
    for (size_t n = 0; n < count; n += 9) {
        uint64_t size;
        uint8_t *bytes = tdxp_gallery_build(&gallery[n], &size, NULL);
        struct compared c;

        assert_non_null(bytes);
        c = compare_images(image_of_bytes(sample_bytes(), 16 << 20), image_of_bytes(bytes, size));
        assert_true(c.count > 0 || c.totals.same);
        assert_false(c.totals.same);
        compared_free(&c);
    }
}

/* ---- what the differences do ---- */

static void effects_name_the_section_that_makes_the_mrtd_another_one(void **state)
{
    struct plan plan = plan_default();
    uint8_t *changed = plan_bytes(&plan);
    struct tdxp_effects effects;
    struct tdxp_error err;
    struct compared c;
    char text[256];

    (void)state;
    changed[0x9000] ^= 0xff;
    changed[0x9001] ^= 0xff;
    changed[0x100] ^= 0xff; /* in CFV, which is not measured */
    c = compare_bytes(plan_bytes(&plan), PLAN_SIZE, changed, PLAN_SIZE);
    assert_true(tdxp_effects_make(&effects, &c.pair, NULL, &err));
    while (tdxp_effects_step(&effects, 1 << 20)) {
    }
    assert_int_equal(effects.cause_count, 1);
    assert_int_equal(effects.causes[0].section[0]->section->index, 0);
    assert_int_equal(effects.causes[0].what, TDXP_CAUSE_CONTENTS);
    assert_int_equal(effects.causes[0].bytes, 2);
    tdxp_launch_cause_text(&effects.causes[0], text, sizeof text);
    assert_string_equal(text, "2 bytes of its contents differ");
    assert_memory_not_equal(tdxp_measure_result(effects.measurement[0])->mrtd,
                            tdxp_measure_result(effects.measurement[1])->mrtd, TDXP_MRTD_SIZE);
    assert_int_equal(effects.judgement.finding_count, 0);
    assert_int_equal(effects.judgement.verdicts, 0);
    tdxp_effects_free(&effects);
    compared_free(&c);
}

static void effects_tell_findings_that_come_and_go(void **state)
{
    struct plan plan = plan_default();
    uint8_t *worse = plan_bytes(&plan);
    struct tdxp_effects effects;
    struct tdxp_error err;
    struct compared c;
    bool come = false;

    (void)state;
    put_uint(worse + PLAN_SECTION_0 + 4, 4, 0x8010); /* RawDataSize beyond the file and MemoryDataSize */
    c = compare_bytes(plan_bytes(&plan), PLAN_SIZE, worse, PLAN_SIZE);
    assert_true(tdxp_effects_make(&effects, &c.pair, NULL, &err));
    assert_true(effects.judgement.finding_count > 0);
    assert_true(effects.judgement.verdicts & UINT32_C(1) << tdxp_consumer_find("qemu"));
    for (size_t i = 0; i < effects.judgement.finding_count; i++) {
        come = come || (effects.judgement.findings[i].side == TDXP_SIDE_B &&
                        strcmp(effects.judgement.findings[i].finding->rule->id, "TDVF-S-008") == 0);
    }
    assert_true(come);
    tdxp_effects_free(&effects);
    compared_free(&c);
}

static void sections_that_are_added_or_moved_are_causes(void **state)
{
    static const struct plan_section before[] = {{0x8000, 0x8000, PLAN_GPA + 0x8000, 0x8000, 0, 1},
                                                 {0, 0, 0x810000, 0x10000, 3, 0}};
    static const struct plan_section after[] = {{0x8000, 0x8000, PLAN_GPA + 0x8000, 0x8000, 0, 1},
                                                {0, 0, 0x820000, 0x8000, 3, 0},
                                                {0, 0, 0x809000, 0x2000, 2, 0}};
    struct plan a = plan_default();
    struct plan b = plan_default();
    struct tdxp_effects effects;
    struct tdxp_error err;
    struct compared c;

    (void)state;
    a.sections = before;
    a.section_count = 2;
    b.sections = after;
    b.section_count = 3;
    c = compare_bytes(plan_bytes(&a), PLAN_SIZE, plan_bytes(&b), PLAN_SIZE);
    assert_true(tdxp_effects_make(&effects, &c.pair, NULL, &err));
    /* BFV holds the descriptor, which has changed. */
    assert_int_equal(effects.cause_count, 3);
    assert_int_equal(effects.causes[0].what, TDXP_CAUSE_CONTENTS);
    assert_int_equal(effects.causes[1].what, TDXP_CAUSE_PLACE | TDXP_CAUSE_SIZE);
    assert_int_equal(effects.causes[2].what, TDXP_CAUSE_ADDED);
    assert_null(effects.causes[2].section[TDXP_SIDE_A]);
    tdxp_effects_free(&effects);
    compared_free(&c);
}

/* ---- real images ---- */

static void two_builds_of_ovmf_can_be_compared(void **state)
{
    struct tdxp_error err;
    struct tdxp_image *a = tdxp_image_open("/usr/share/OVMF/OVMF_CODE_4M.fd", NULL, &err);
    struct tdxp_image *b = tdxp_image_open("/usr/share/OVMF/OVMF_CODE_4M.secboot.fd", NULL, &err);
    struct compared c;

    (void)state;
    if (!a || !b) {
        tdxp_image_close(a);
        tdxp_image_close(b);
        skip();
    }
    c = compare_images(a, b);
    assert_true(c.count > 10);
    assert_true(c.totals.nodes_added > 0); /* SMM */
    compared_free(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(same_images_have_no_differences),
        cmocka_unit_test(a_field_that_differs_is_told_with_both_values),
        cmocka_unit_test(a_section_that_comes_first_is_added_and_no_other_is_changed),
        cmocka_unit_test(places_are_counted),
        cmocka_unit_test(a_file_that_has_grown_is_that_and_nothing_else),
        cmocka_unit_test(files_are_known_by_their_guids_wherever_they_are),
        cmocka_unit_test(files_come_and_go),
        cmocka_unit_test(a_file_may_go_to_another_volume),
        cmocka_unit_test(what_is_compressed_is_compared_by_what_comes_out),
        cmocka_unit_test(what_is_compressed_in_another_way_is_told_to_be_the_same),
        cmocka_unit_test(variables_are_known_by_name_and_vendor),
        cmocka_unit_test(most_of_what_was_left_alone_is_told_to_be_the_same),
        cmocka_unit_test(any_two_runs_of_bytes_can_be_compared),
        cmocka_unit_test(holes_of_huge_files_are_passed_over),
        cmocka_unit_test(broken_images_can_be_compared_with_what_they_were_made_of),
        cmocka_unit_test(effects_name_the_section_that_makes_the_mrtd_another_one),
        cmocka_unit_test(effects_tell_findings_that_come_and_go),
        cmocka_unit_test(sections_that_are_added_or_moved_are_causes),
        cmocka_unit_test(two_builds_of_ovmf_can_be_compared),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
