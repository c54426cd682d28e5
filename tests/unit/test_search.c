/* Searching images: every place where the pattern matches, whatever the steps, and no other. */
#include "support.h"

#include <stdlib.h>
#include <string.h>

#include "sparse.h"
#include "tdxplore/search.h"

static struct tdxp_search *begin(const struct tdxp_firmware *fw, const char *text,
                                 const struct tdxp_search_options *options)
{
    struct tdxp_pattern pattern;
    struct tdxp_error err;
    struct tdxp_search *search;

    if (!tdxp_pattern_parse(text, &pattern, &err)) {
        fail_msg("%s: %s", text, err.text);
    }
    search = tdxp_search_begin(fw, &pattern, options, &err);
    assert_non_null(search);
    return search;
}

static struct tdxp_search *search_all(const struct tdxp_firmware *fw, const char *text,
                                      const struct tdxp_search_options *options)
{
    struct tdxp_search *search = begin(fw, text, options);

    while (tdxp_search_step(search, 1 << 20)) {
    }
    return search;
}

/* Whether the needle lies at an offset, byte by byte. */
static bool lies_at(const struct tdxp_needle *needle, const struct tdxp_bytes *bytes, uint64_t offset)
{
    for (uint32_t i = 0; i < needle->length; i++) {
        uint8_t byte;

        if (!tdxp_read_u8(bytes, offset + i, &byte) || (byte & needle->mask[i]) != needle->value[i]) {
            return false;
        }
    }
    return true;
}

/* The matches are those of trying every needle at every offset; returns how many there are. */
static uint64_t assert_matches_are_all(const struct tdxp_search *search, const struct tdxp_space *space, uint64_t from)
{
    const struct tdxp_search_result *result = tdxp_search_result(search);
    const struct tdxp_pattern *pattern = tdxp_search_pattern(search);
    uint64_t count = 0;

    assert_int_equal(result->state, TDXP_SEARCH_DONE);
    assert_true(result->done == result->whole);
    for (uint64_t offset = from; offset < space->bytes.size; offset++) {
        uint64_t longest = 0;

        for (unsigned i = 0; i < pattern->count; i++) {
            if (lies_at(&pattern->needles[i], &space->bytes, offset) && pattern->needles[i].length > longest) {
                longest = pattern->needles[i].length;
            }
        }
        if (longest > 0) {
            assert_true(count < result->kept);
            assert_true(result->matches[count].offset == offset && result->matches[count].length == longest);
            count++;
        }
    }
    assert_true(result->kept == count && result->count == count);
    return count;
}

static void a_match_is_told_with_its_deepest_node(void **state)
{
    struct plan plan = plan_default();
    struct decoded d = decode_plan(&plan);
    struct tdxp_search *search = search_all(d.fw, "text:TDVF", NULL);
    const struct tdxp_search_result *result = tdxp_search_result(search);

    (void)state;
    assert_int_equal(result->kept, 1);
    assert_int_equal(result->matches[0].offset, PLAN_DESCRIPTOR);
    assert_int_equal(result->matches[0].length, 4);
    assert_ptr_equal(result->matches[0].space, tdxp_tree_space(d.fw->tree, 0));
    assert_ptr_equal(result->matches[0].node, node_at(&d, "tdvf/Signature"));
    tdxp_search_free(search);
    decoded_free(&d);
}

/* Needles of more than 64 bytes need a second word of the state. */
#define ANY_8 " ?? ?? ?? ?? ?? ?? ?? ?? "

/* A few letters only, so that beginnings of matches, and overlapping ones, are everywhere. */
static void every_match_is_found_whatever_the_steps(void **state)
{
    static const char *const patterns[] = {
        "text:ab",
        "hex:6? 61",
        "hex:61",
        "text/i:aAb",
        "hex:?? 61 62 ??",
        "hex:61 ?? ?? 61",
        "text:abaabab",
        "hex:61 6? 61 62",
        "wide:a",
        "any:ab",
        "hex:00",
        "u32:0x61",
        "uint:0x61",
        "hex:?? ?? 62",
        "hex:61 ?? 00 ?? 61",
        "uint:0",
        "hex:00 00",
        "hex:6162?1",
        "hex:61" ANY_8 ANY_8 ANY_8 ANY_8 ANY_8 ANY_8 ANY_8 ANY_8 "61 62",
        "hex:6?" ANY_8 ANY_8 ANY_8 ANY_8 ANY_8 ANY_8 ANY_8 ANY_8 "?1 ?2",
    };
    enum { SIZE = 3000 };
    static const char alphabet[] = "aab\0bA";
    uint64_t seed = 1;
    uint64_t count = 0;
    uint8_t bytes[SIZE];
    struct decoded d;
    const struct tdxp_space *file;

    (void)state;
    for (size_t i = 0; i < SIZE; i++) {
        bytes[i] = (uint8_t)alphabet[random_below(&seed, sizeof alphabet - 1)];
    }
    memset(bytes + 500, 0, 100);
    memset(bytes + 700, 'a', 100);
    d = decode_copy(bytes, SIZE);
    file = tdxp_tree_space(d.fw->tree, 0);
    for (size_t p = 0; p < sizeof patterns / sizeof patterns[0]; p++) {
        static const uint64_t steps[] = {1, 2, 3, 7, 64, 1000, SIZE, UINT64_MAX};

        for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
            struct tdxp_search *search = begin(d.fw, patterns[p], NULL);
            uint64_t done = 0;

            while (tdxp_search_step(search, steps[i])) {
                assert_true(tdxp_search_result(search)->done >= done);
                done = tdxp_search_result(search)->done;
            }
            count += assert_matches_are_all(search, file, 0);
            tdxp_search_free(search);
        }
    }
    assert_true(count > 10000);
    decoded_free(&d);
}

static void a_match_may_lie_at_the_very_end_and_not_beyond(void **state)
{
    static const uint8_t bytes[] = "abcabc";
    struct decoded d = decode_copy(bytes, 6);

    (void)state;
    for (int i = 0; i < 2; i++) {
        struct tdxp_search *search = search_all(d.fw, i ? "hex:6? 62 63" : "text:abc", NULL);

        assert_int_equal(assert_matches_are_all(search, tdxp_tree_space(d.fw->tree, 0), 0), 2);
        tdxp_search_free(search);
        search = search_all(d.fw, i ? "hex:6? 62 63 ??" : "text:abca", NULL);
        assert_int_equal(assert_matches_are_all(search, tdxp_tree_space(d.fw->tree, 0), 0), 1);
        tdxp_search_free(search);
        search = search_all(d.fw, i ? "hex:61 62 63 61 62 63 ??" : "text:abcabca", NULL);
        assert_int_equal(tdxp_search_result(search)->count, 0);
        tdxp_search_free(search);
    }
    decoded_free(&d);
}

static void a_search_may_begin_in_the_middle(void **state)
{
    static const uint8_t bytes[] = "abababab";
    struct decoded d = decode_copy(bytes, 8);
    const struct tdxp_space *file = tdxp_tree_space(d.fw->tree, 0);

    (void)state;
    for (uint64_t from = 0; from <= 9; from++) {
        const struct tdxp_search_options options = {.space = file, .from = from};
        struct tdxp_search *search = search_all(d.fw, "text:ab", &options);

        assert_true(assert_matches_are_all(search, file, from) == (from < 8 ? (8 - from) / 2 : 0));
        tdxp_search_free(search);
    }
    decoded_free(&d);
}

static void a_search_ends_at_its_limit_and_says_so(void **state)
{
    uint8_t *bytes = calloc(1, 1000);
    struct decoded d = decode_taken(bytes, 1000);

    (void)state;
    for (uint64_t limit = 999; limit <= 1001; limit++) {
        const struct tdxp_search_options options = {.limit = limit};
        struct tdxp_search *search = search_all(d.fw, "hex:00", &options);
        const struct tdxp_search_result *result = tdxp_search_result(search);

        assert_int_equal(result->state, limit < 1000 ? TDXP_SEARCH_FULL : TDXP_SEARCH_DONE);
        assert_true(result->kept == (limit < 1000 ? limit : 1000));
        assert_false(tdxp_search_step(search, 1));
        tdxp_search_free(search);
    }
    {
        const struct tdxp_search_options options = {.limit = 10, .count_only = true};
        struct tdxp_search *search = search_all(d.fw, "hex:00 00", &options);

        assert_int_equal(tdxp_search_result(search)->count, 999);
        assert_int_equal(tdxp_search_result(search)->kept, 0);
        assert_int_equal(tdxp_search_result(search)->state, TDXP_SEARCH_DONE);
        tdxp_search_free(search);
    }
    decoded_free(&d);
}

static void names_and_values_of_nodes_are_searched(void **state)
{
    static const struct {
        const char *pattern, *path;
    } rows[] = {
        {"name:numberofsection", "tdvf/NumberOfSectionEntry"},
        {"name:NumberOfSection", "tdvf/NumberOfSectionEntry"},
        {"name:0xffff8000", "tdvf/section[0]/MemoryAddress"},
    };
    struct plan plan = plan_default();
    struct decoded d = decode_plan(&plan);

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct tdxp_search *search = begin(d.fw, rows[i].pattern, NULL);
        const struct tdxp_search_result *result = tdxp_search_result(search);
        bool found = false;

        while (tdxp_search_step(search, 1)) {
        }
        for (size_t m = 0; m < result->kept; m++) {
            found = found || result->matches[m].node == node_at(&d, rows[i].path);
            assert_true(result->matches[m].offset == result->matches[m].node->offset);
            assert_true(m == 0 || result->matches[m].node->id > result->matches[m - 1].node->id);
        }
        assert_true(found);
        assert_true(result->done == tdxp_tree_count(d.fw->tree));
        tdxp_search_free(search);
    }
    {
        struct tdxp_search *search = search_all(d.fw, "name:numberOfSection", NULL);

        assert_int_equal(tdxp_search_result(search)->count, 0);
        tdxp_search_free(search);
    }
    decoded_free(&d);
}

static void decompressed_spaces_are_searched_as_well(void **state)
{
    struct decoded d = decode_file_or_skip("/usr/share/ovmf/OVMF.fd");
    struct tdxp_opened *opened = tdxp_opened_new(NULL, true);
    struct tdxp_firmware *fw = tdxp_firmware_decode_opened(d.image, opened, NULL);
    struct tdxp_search *closed = search_all(d.fw, "wide:UEFI", NULL);
    struct tdxp_search *open = search_all(fw, "wide:UEFI", NULL);
    const struct tdxp_search_result *result = tdxp_search_result(open);
    const struct tdxp_search_options options = {.space = tdxp_tree_space(fw->tree, 1)};
    struct tdxp_search *one = search_all(fw, "wide:UEFI", &options);
    size_t in_first = 0;

    (void)state;
    assert_non_null(fw);
    assert_int_equal(tdxp_search_result(closed)->count, 0);
    assert_true(result->count > 0);
    for (size_t i = 0; i < result->kept; i++) {
        const struct tdxp_match *m = &result->matches[i];

        assert_true(m->space->id > 0 && m->node->space == m->space);
        assert_true(m->offset >= m->node->offset && m->offset < m->node->offset + m->node->length);
        assert_true(tdxp_read_equals(&m->space->bytes, m->offset, "U\0E\0F\0I\0", 8));
        in_first += m->space->id == 1;
    }
    assert_int_equal(assert_matches_are_all(one, options.space, 0), in_first);
    tdxp_search_free(one);
    tdxp_search_free(open);
    tdxp_search_free(closed);
    tdxp_firmware_free(fw);
    tdxp_opened_free(opened);
    decoded_free(&d);
}

/* The budget is spent on what the file system stores alone. */
static void holes_are_passed_over_where_nothing_can_be_in_them(void **state)
{
    static const char *const patterns[] = {"text:TDVF", "hex:54 ?? 56 46", "u32:0x46564454"};
    enum { AHEAD = 1 << 30 };
    struct plan plan = plan_default();
    uint8_t *bytes = plan_bytes(&plan);
    struct sparse sparse;

    (void)state;
    if (!sparse_open(&sparse, bytes, plan.size, AHEAD)) {
        free(bytes);
        skip();
    }
    for (size_t i = 0; i < sizeof patterns / sizeof patterns[0]; i++) {
        struct tdxp_firmware *fw = tdxp_firmware_decode(sparse.image, NULL);
        struct tdxp_search *search = begin(fw, patterns[i], NULL);
        const struct tdxp_search_result *result = tdxp_search_result(search);

        sparse_dig(&sparse);
        assert_false(tdxp_search_step(search, 1 << 20));
        assert_int_equal(result->state, TDXP_SEARCH_DONE);
        assert_true(result->done == result->whole && result->whole == sparse.size);
        assert_int_equal(result->kept, 1);
        assert_true(result->matches[0].offset == (uint64_t)AHEAD + PLAN_DESCRIPTOR);
        tdxp_search_free(search);
        tdxp_firmware_free(fw);
    }
    sparse_close(&sparse);
    free(bytes);
}

/* The byte before stored data lies in a hole. */
static void a_match_may_reach_into_a_hole(void **state)
{
    uint8_t *bytes = calloc(1, 3 << 16);
    struct sparse sparse;
    struct tdxp_firmware *fw;
    struct tdxp_search *search;

    (void)state;
    bytes[1 << 16] = 0x77;
    bytes[(2 << 16) - 1] = 0x78;
    if (!sparse_open(&sparse, bytes, 3 << 16, 1 << 20)) {
        free(bytes);
        skip();
    }
    fw = tdxp_firmware_decode(sparse.image, NULL);
    for (int i = 0; i < 4; i++) {
        static const char *const patterns[] = {"hex:00 00 77", "hex:78 00 00", "hex:00 ?? 77", "hex:78 0? 00"};

        search = search_all(fw, patterns[i], NULL);
        assert_int_equal(assert_matches_are_all(search, tdxp_tree_space(fw->tree, 0), 0), 1);
        tdxp_search_free(search);
    }
    {
        const struct tdxp_search_options options = {.count_only = true};

        search = search_all(fw, "hex:00", &options);
        assert_true(tdxp_search_result(search)->count == sparse.size - 2);
        tdxp_search_free(search);
    }
    tdxp_firmware_free(fw);
    sparse_close(&sparse);
    free(bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_match_is_told_with_its_deepest_node),
        cmocka_unit_test(every_match_is_found_whatever_the_steps),
        cmocka_unit_test(a_match_may_lie_at_the_very_end_and_not_beyond),
        cmocka_unit_test(a_search_may_begin_in_the_middle),
        cmocka_unit_test(a_search_ends_at_its_limit_and_says_so),
        cmocka_unit_test(names_and_values_of_nodes_are_searched),
        cmocka_unit_test(decompressed_spaces_are_searched_as_well),
        cmocka_unit_test(holes_are_passed_over_where_nothing_can_be_in_them),
        cmocka_unit_test(a_match_may_reach_into_a_hole),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
