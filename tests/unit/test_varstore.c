/* The store of variables: every variable is shown with its state, and what is wrong is marked. */
#include "nv_image.h"

#include <stdlib.h>
#include <string.h>

#include "format/fv.h"

#define HEADER(n) NV_VARIABLE(n) "/header"

/* ---- well-formed stores ---- */

static void store_is_shown_with_its_header_and_its_free_space(void **state)
{
    struct nv_image image = nv_new(0x1000, 0x400);
    struct decoded d;

    (void)state;
    nv_add(&image, "One", &nv_nobody, NV_ADDED, "abcd", 4);
    d = nv_decode(&image);
    assert_range(&d, NV_STORE_PATH, NV_STORE, 0x400);
    assert_note(&d, NV_STORE_PATH, "authenticated, 1 variable, 0x64 of 0x400 bytes used");
    assert_value(&d, NV_STORE_PATH "/header/Signature",
                 "aaf32c78-947b-439a-a180-2e144ec37792 (authenticated variable store)");
    assert_number(&d, NV_STORE_PATH "/header/Size", 0x400);
    assert_value(&d, NV_STORE_PATH "/header/Format", "0x5a (VARIABLE_STORE_FORMATTED)");
    assert_value(&d, NV_STORE_PATH "/header/State", "0xfe (VARIABLE_STORE_HEALTHY)");
    assert_range(&d, NV_STORE_PATH "/free-space", NV_STORE + 0x64, 0x400 - 0x64);
    assert_range(&d, NV_VARIABLES "/free-space", NV_STORE + 0x400, 0x1000 - NV_STORE - 0x400);
    decoded_free(&d);
}

static void variable_is_shown_by_its_name_its_vendor_and_its_data(void **state)
{
    struct nv_image image = nv_new(0x1000, 0);
    struct decoded d;

    (void)state;
    nv_add(&image, "Lang", &nv_global, NV_ADDED, "eng", 4);
    d = nv_decode(&image);
    assert_name(&d, NV_VARIABLE(0), "Lang");
    assert_note(&d, NV_VARIABLE(0), "UEFI global variables, 4 B");
    assert_range(&d, NV_VARIABLE(0), NV_FIRST, 60 + 10 + 4);
    assert_range(&d, HEADER(0), NV_FIRST, 60);
    assert_number(&d, HEADER(0) "/StartId", 0x55aa);
    assert_value(&d, HEADER(0) "/Attributes", "0x7 (NON_VOLATILE | BOOTSERVICE_ACCESS | RUNTIME_ACCESS)");
    assert_number(&d, HEADER(0) "/NameSize", 10);
    assert_number(&d, HEADER(0) "/DataSize", 4);
    assert_value(&d, HEADER(0) "/VendorGuid", "8be4df61-93ca-11d2-aa0d-00e098032b8c (UEFI global variables)");
    assert_range(&d, NV_VARIABLE(0) "/Name", NV_FIRST + 60, 10);
    assert_note(&d, NV_VARIABLE(0) "/Name", "\"Lang\"");
    assert_range(&d, NV_VARIABLE(0) "/Data", NV_FIRST + 70, 4);
    assert_string_equal(node_at(&d, NV_VARIABLE(0))->doc->summary, "language of the firmware, in the old form");
    decoded_free(&d);
}

static void plain_store_has_variables_with_shorter_headers(void **state)
{
    struct nv_image image = nv_new_plain(0x1000, 0);
    struct decoded d;

    (void)state;
    nv_add(&image, "A", &nv_global, NV_ADDED, "x", 1);
    nv_add(&image, "B", &nv_nobody, NV_ADDED, "yz", 2);
    d = nv_decode(&image);
    assert_note_has(&d, NV_STORE_PATH, "plain, 2 variables,");
    assert_range(&d, HEADER(0), NV_FIRST, 32);
    assert_no_node(&d, HEADER(0) "/TimeStamp");
    assert_name(&d, NV_VARIABLE(1), "B");
    assert_note(&d, NV_VARIABLE(1), "01234567-89ab-cdef-1032-547698badcfe, 2 B");
    decoded_free(&d);
}

static void next_variable_begins_at_a_multiple_of_four_bytes(void **state)
{
    struct nv_image image = nv_new(0x1000, 0);
    struct decoded d;

    (void)state;
    for (size_t length = 1; length <= 4; length++) {
        nv_add(&image, "N", &nv_nobody, NV_ADDED, "12345", length);
    }
    d = nv_decode(&image);
    assert_range(&d, NV_VARIABLE(0), NV_FIRST, 60 + 4 + 1);
    assert_range(&d, NV_VARIABLE(1), NV_FIRST + 68, 60 + 4 + 2);
    assert_range(&d, NV_VARIABLE(2), NV_FIRST + 2 * 68, 60 + 4 + 3);
    assert_range(&d, NV_VARIABLE(3), NV_FIRST + 3 * 68, 60 + 4 + 4);
    assert_marks(&d, NV_STORE_PATH, 0);
    decoded_free(&d);
}

static void each_state_of_a_variable_is_told_apart(void **state)
{
    static const struct {
        uint8_t stored;
        const char *note, *field;
    } rows[] = {
        {0x3f, "01234567-89ab-cdef-1032-547698badcfe, 1 B", "added; stored inverted as 0x3f"},
        {0x3e, "01234567-89ab-cdef-1032-547698badcfe, 1 B, in deleted transition",
         "in deleted transition; stored inverted as 0x3e"},
        {0x3d, "01234567-89ab-cdef-1032-547698badcfe, 1 B, deleted", "deleted; stored inverted as 0x3d"},
        {0x3c, "01234567-89ab-cdef-1032-547698badcfe, 1 B, deleted", "deleted; stored inverted as 0x3c"},
        {0x7d, "01234567-89ab-cdef-1032-547698badcfe, 1 B, deleted", "deleted; stored inverted as 0x7d"},
        {0x7f, "01234567-89ab-cdef-1032-547698badcfe, 1 B, header valid only",
         "header valid only; stored inverted as 0x7f"},
        {0xbf, "01234567-89ab-cdef-1032-547698badcfe, 1 B, header not complete",
         "header not complete; stored inverted as 0xbf"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct nv_image image = nv_new(0x400, 0);
        struct decoded d;

        nv_add(&image, "N", &nv_nobody, rows[i].stored, "x", 1);
        d = nv_decode(&image);
        assert_note(&d, NV_VARIABLE(0), rows[i].note);
        assert_note(&d, HEADER(0) "/State", rows[i].field);
        assert_number(&d, HEADER(0) "/State", (uint8_t)~rows[i].stored);
        assert_number(&d, HEADER(0) "/State/VAR_DELETED", (uint8_t)~rows[i].stored >> 1 & 1);
        assert_marks(&d, HEADER(0) "/State", 0);
        decoded_free(&d);
    }
}

static void states_are_read_by_the_erase_polarity_of_the_volume(void **state)
{
    struct nv_image image = nv_new(0x400, 0);
    struct decoded d;

    (void)state;
    nv_add(&image, "N", &nv_nobody, 0xc0, "x", 1);
    nv_add(&image, "M", &nv_nobody, 0xc3, "x", 1);
    put_uint(image.bytes + 0x2c, 4, 0x4f6ff); /* erase polarity 0 */
    memset(image.bytes + image.at, 0, image.size - image.at);
    d = nv_decode(&image);
    assert_note(&d, HEADER(0) "/State", "added");
    assert_note(&d, HEADER(1) "/State", "deleted");
    assert_note_has(&d, NV_STORE_PATH, "1 variable and 1 deleted,");
    assert_range(&d, NV_STORE_PATH "/free-space", image.at, image.size - image.at);
    assert_no_node(&d, NV_STORE_PATH "/rest");
    decoded_free(&d);
}

static void deleted_variables_are_counted_apart(void **state)
{
    struct nv_image image = nv_new(0x1000, 0);
    struct decoded d;

    (void)state;
    nv_add(&image, "N", &nv_nobody, NV_DELETED, "1", 1);
    nv_add(&image, "N", &nv_nobody, NV_REPLACED, "2", 1);
    nv_add(&image, "N", &nv_nobody, NV_HEADER_ONLY, "3", 1);
    nv_add(&image, "N", &nv_nobody, NV_ADDED, "4", 1);
    d = nv_decode(&image);
    assert_note_has(&d, NV_STORE_PATH, "authenticated, 2 variables and 1 deleted,");
    assert_note(&d, NV_VARIABLES, node_at(&d, NV_STORE_PATH)->note);
    decoded_free(&d);
}

static void time_stamp_is_written_as_a_time(void **state)
{
    struct nv_image image = nv_new(0x1000, 0);
    size_t first = nv_add(&image, "A", &nv_nobody, NV_ADDED, "x", 1);
    size_t second = nv_add(&image, "B", &nv_nobody, NV_ADDED, "x", 1);
    struct decoded d;

    (void)state;
    put_uint(image.bytes + first + 16, 2, 2025);
    memcpy(image.bytes + first + 18, "\x03\x0a\x02\x35\x1e", 5);
    put_uint(image.bytes + second + 16, 2, 2025);
    memcpy(image.bytes + second + 18, "\x0d\x0a\x02\x35\x1e", 5);
    nv_add(&image, "C", &nv_nobody, NV_ADDED, "x", 1);
    d = nv_decode(&image);
    assert_note(&d, HEADER(0) "/TimeStamp", "2025-03-10 02:53:30");
    assert_number(&d, HEADER(0) "/TimeStamp/Minute", 53);
    assert_marks(&d, HEADER(0) "/TimeStamp", 0);
    assert_marks(&d, HEADER(1) "/TimeStamp", TDXP_MARK_INVALID); /* month 13 */
    assert_note(&d, HEADER(2) "/TimeStamp", "none");
    decoded_free(&d);
}

/* ---- names ---- */

static void name_is_made_harmless(void **state)
{
    static const uint8_t name[] = {0x1b, 0, '[', 0, 0xe9, 0, 0x2e, 0x20, 0x00, 0xd8, 0, 0};
    struct nv_image image = nv_new(0x400, 0);
    size_t at = nv_add(&image, "12345", &nv_nobody, NV_ADDED, "x", 1);
    struct decoded d;

    (void)state;
    memcpy(image.bytes + at + 60, name, sizeof name);
    d = nv_decode(&image);
    assert_name(&d, NV_VARIABLE(0), "\\x1b[\\xc3\\xa9\\xe2\\x80\\xae\\xed\\xa0\\x80");
    assert_marks(&d, NV_VARIABLE(0), 0);
    decoded_free(&d);
}

static void name_that_is_no_string_is_marked(void **state)
{
    struct nv_image image = nv_new(0x400, 0);
    size_t open = nv_add(&image, "ab", &nv_nobody, NV_ADDED, "x", 1);
    size_t odd = nv_add(&image, "cd", &nv_nobody, NV_ADDED, "xy", 2);
    size_t none = nv_add(&image, "", &nv_nobody, NV_ADDED, "xy", 2);
    struct decoded d;

    (void)state;
    image.bytes[open + 64] = 'z';
    put_uint(image.bytes + odd + 36, 4, 5);
    put_uint(image.bytes + none + 36, 4, 0);
    d = nv_decode(&image);
    assert_name(&d, NV_VARIABLE(0), "abz");
    assert_marks(&d, NV_VARIABLE(0) "/Name", TDXP_MARK_INVALID);
    assert_remark_has(&d, NV_VARIABLE(0) "/Name", "no zero ends it");
    assert_name(&d, NV_VARIABLE(1), "cd");
    assert_remark_has(&d, NV_VARIABLE(1) "/Name", "odd number");
    assert_name(&d, NV_VARIABLE(2), "(no name)");
    assert_no_node(&d, NV_VARIABLE(2) "/Name");
    decoded_free(&d);
}

static void long_name_is_cut_with_dots(void **state)
{
    char name[301];
    struct nv_image image = nv_new(0x800, 0);
    struct decoded d;

    (void)state;
    memset(name, 'n', 300);
    name[300] = '\0';
    nv_add(&image, name, &nv_nobody, NV_ADDED, "x", 1);
    d = nv_decode(&image);
    assert_true(strlen(node_at(&d, NV_VARIABLE(0))->name) < 200);
    assert_non_null(strstr(node_at(&d, NV_VARIABLE(0))->name, "nnn..."));
    decoded_free(&d);
}

/* ---- sizes that lie ---- */

static void name_that_runs_past_the_store_is_cut_and_marked(void **state)
{
    static const uint32_t sizes[] = {0x10000, 0xfffffffe, 0x400};

    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        struct nv_image image = nv_new(0x1000, 0x200);
        size_t at = nv_add(&image, "Name", &nv_nobody, NV_ADDED, "x", 1);
        struct decoded d;

        nv_add(&image, "Next", &nv_nobody, NV_ADDED, "x", 1);
        put_uint(image.bytes + at + 36, 4, sizes[i]);
        d = nv_decode(&image);
        assert_name(&d, NV_VARIABLE(0), "Name");
        assert_marks(&d, NV_VARIABLE(0), TDXP_MARK_TRUNCATED);
        assert_marks(&d, HEADER(0) "/NameSize", TDXP_MARK_INVALID);
        assert_range(&d, NV_VARIABLE(0), NV_FIRST, NV_STORE + 0x200 - NV_FIRST);
        assert_no_node(&d, NV_VARIABLE(1));
        decoded_free(&d);
    }
}

static void data_that_runs_past_the_store_is_cut_and_marked(void **state)
{
    struct nv_image image = nv_new(0x1000, 0x200);
    size_t at = nv_add(&image, "Name", &nv_nobody, NV_ADDED, "x", 1);
    struct decoded d;

    (void)state;
    put_uint(image.bytes + at + 40, 4, 0x200);
    d = nv_decode(&image);
    assert_marks(&d, NV_VARIABLE(0), TDXP_MARK_TRUNCATED);
    assert_marks(&d, HEADER(0) "/DataSize", TDXP_MARK_INVALID);
    assert_remark_has(&d, HEADER(0) "/DataSize", "only 0x");
    assert_range(&d, NV_VARIABLE(0) "/Data", at + 70, NV_STORE + 0x200 - at - 70);
    decoded_free(&d);
}

static void variable_whose_sizes_were_never_written_is_a_header_alone(void **state)
{
    struct nv_image image = nv_new(0x1000, 0);
    size_t at = nv_add(&image, "", &nv_nobody, 0xff, NULL, 0);
    struct decoded d;

    (void)state;
    memset(image.bytes + at + 2, 0xff, 62); /* all but the mark at the start, and the name's zero */
    image.at = at + 60;
    nv_add(&image, "Next", &nv_nobody, NV_ADDED, "x", 1);
    d = nv_decode(&image);
    assert_range(&d, NV_VARIABLE(0), at, 60);
    assert_note_has(&d, NV_VARIABLE(0), "header not complete");
    assert_name(&d, NV_VARIABLE(1), "Next");
    decoded_free(&d);
}

static void store_that_claims_more_than_the_volume_ends_with_it(void **state)
{
    struct nv_image image = nv_new(0x400, 0x10000);
    struct decoded d;

    (void)state;
    nv_add(&image, "Name", &nv_nobody, NV_ADDED, "x", 1);
    d = nv_decode(&image);
    assert_range(&d, NV_STORE_PATH, NV_STORE, 0x400 - NV_STORE);
    assert_marks(&d, NV_STORE_PATH "/header/Size", TDXP_MARK_INVALID);
    assert_remark_has(&d, NV_STORE_PATH "/header/Size", "only 0x3b8 bytes");
    assert_name(&d, NV_VARIABLE(0), "Name");
    decoded_free(&d);
}

static void store_that_claims_less_than_its_header_is_read_all_the_same(void **state)
{
    struct nv_image image = nv_new(0x400, 27);
    struct decoded d;

    (void)state;
    nv_add(&image, "Name", &nv_nobody, NV_ADDED, "x", 1);
    d = nv_decode(&image);
    assert_marks(&d, NV_STORE_PATH "/header/Size", TDXP_MARK_INVALID);
    assert_name(&d, NV_VARIABLE(0), "Name");
    decoded_free(&d);
}

static void store_that_lies_about_its_size_ends_before_the_working_block(void **state)
{
    static const uint32_t sizes[] = {0, 0x800, 0xffffffff};

    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        struct nv_image image = nv_new(0x800, 0x300);
        struct decoded d;

        put_uint(image.bytes + NV_STORE + 16, 4, sizes[i]);
        nv_add(&image, "Name", &nv_nobody, NV_ADDED, "x", 1);
        nv_put_ftw(&image, 0x400, 0x1e0);
        d = nv_decode(&image);
        assert_range(&d, NV_STORE_PATH, NV_STORE, 0x400 - NV_STORE);
        assert_marks(&d, NV_STORE_PATH "/header/Size", TDXP_MARK_INVALID);
        assert_range(&d, NV_VARIABLES "/ftw-working", 0x400, 0x200);
        decoded_free(&d);
    }
}

static void store_that_ends_inside_of_a_header_is_marked(void **state)
{
    struct nv_image image = nv_new(0x400, 0);
    size_t at;
    struct decoded d;

    (void)state;
    nv_add(&image, "Name", &nv_nobody, NV_ADDED, "x", 1);
    at = nv_add(&image, "Next", &nv_nobody, NV_ADDED, "x", 1);
    put_uint(image.bytes + NV_STORE + 16, 4, at + 20 - NV_STORE);
    d = nv_decode(&image);
    assert_marks(&d, NV_STORE_PATH, TDXP_MARK_INVALID);
    assert_remark_has(&d, NV_STORE_PATH, "ends inside of the header of a variable");
    assert_no_node(&d, NV_VARIABLE(1));
    assert_range(&d, NV_STORE_PATH "/rest", at, 20);
    decoded_free(&d);
}

static void bytes_behind_the_last_variable_that_are_in_use_are_told_from_free_space(void **state)
{
    struct nv_image image = nv_new(0x400, 0);
    struct decoded d;

    (void)state;
    nv_add(&image, "Name", &nv_nobody, NV_ADDED, "x", 1);
    memset(image.bytes + 0x200, 0x12, 0x10);
    d = nv_decode(&image);
    assert_range(&d, NV_STORE_PATH "/free-space", image.at, 0x200 - image.at);
    assert_range(&d, NV_STORE_PATH "/rest", 0x200, 0x200);
    assert_name(&d, NV_STORE_PATH "/rest", "Bytes that are no variable");
    decoded_free(&d);
}

/* ---- headers ---- */

static void header_values_that_the_firmware_refuses_are_marked(void **state)
{
    struct nv_image image = nv_new(0x400, 0);
    struct decoded d;

    (void)state;
    nv_add(&image, "Name", &nv_nobody, NV_ADDED, "x", 1);
    image.bytes[NV_STORE + 20] = 0xff;
    image.bytes[NV_STORE + 21] = 0x00;
    d = nv_decode(&image);
    assert_marks(&d, NV_STORE_PATH "/header/Format", TDXP_MARK_INVALID);
    assert_marks(&d, NV_STORE_PATH "/header/State", TDXP_MARK_INVALID);
    assert_remark_has(&d, NV_STORE_PATH "/header/State", "takes the store for broken");
    assert_name(&d, NV_VARIABLE(0), "Name");
    decoded_free(&d);
}

static void reserved_bits_of_a_variable_are_marked(void **state)
{
    struct nv_image image = nv_new(0x400, 0);
    size_t at = nv_add(&image, "Name", &nv_nobody, 0x37, "x", 1);
    struct decoded d;

    (void)state;
    put_uint(image.bytes + at + 4, 4, 0x107);
    d = nv_decode(&image);
    assert_marks(&d, HEADER(0) "/State", TDXP_MARK_RESERVED);
    assert_marks(&d, HEADER(0) "/Attributes", TDXP_MARK_RESERVED);
    assert_marks(&d, HEADER(0) "/Attributes/reserved[31:8]", TDXP_MARK_RESERVED);
    decoded_free(&d);
}

static void store_of_unknown_kind_is_shown_as_far_as_its_header_goes(void **state)
{
    struct nv_image image = nv_new(0x400, 0x200);
    struct decoded d;

    (void)state;
    nv_add(&image, "Name", &nv_nobody, NV_ADDED, "x", 1);
    memcpy(image.bytes + NV_STORE, nv_nobody.bytes, 16);
    d = nv_decode(&image);
    assert_name(&d, NV_STORE_PATH, "Unknown store");
    assert_range(&d, NV_STORE_PATH, NV_STORE, 0x200);
    assert_marks(&d, NV_STORE_PATH "/header/Signature", TDXP_MARK_INVALID);
    assert_no_node(&d, NV_VARIABLE(0));
    assert_range(&d, NV_STORE_PATH "/rest", NV_FIRST, NV_STORE + 0x200 - NV_FIRST);
    decoded_free(&d);
}

static void erased_volume_has_no_store(void **state)
{
    struct nv_image image = nv_new(0x400, 0);
    struct decoded d;

    (void)state;
    memset(image.bytes + NV_STORE, 0xff, 0x400 - NV_STORE);
    d = nv_decode(&image);
    assert_note(&d, NV_VARIABLES, "no variable store");
    assert_no_node(&d, NV_STORE_PATH);
    assert_range(&d, NV_VARIABLES "/free-space", NV_STORE, 0x400 - NV_STORE);
    decoded_free(&d);
}

static void volume_that_ends_inside_of_the_stores_header_has_no_store(void **state)
{
    (void)state;
    for (size_t size = NV_STORE + 1; size < NV_FIRST; size++) {
        struct nv_image image = nv_new(0x400, 0);
        struct decoded d;

        image.size = size;
        put_uint(image.bytes + 0x20, 8, size);
        d = nv_decode(&image);
        assert_no_node(&d, NV_STORE_PATH);
        assert_range(&d, NV_VARIABLES "/rest", NV_STORE, size - NV_STORE);
        decoded_free(&d);
    }
}

static void volume_of_files_with_a_stores_guid_in_it_has_no_store(void **state)
{
    struct nv_image image = nv_new(0x400, 0);
    struct decoded d;

    (void)state;
    memset(image.bytes + 0x10, 0x77, 16);
    d = nv_decode(&image);
    assert_no_node(&d, NV_STORE_PATH);
    decoded_free(&d);
}

static void store_with_more_variables_than_are_shown_says_so(void **state)
{
    enum { COUNT = 5000, SIZE = 0x60000 };
    struct nv_image image = nv_new_plain(SIZE, 0);
    struct decoded d;

    (void)state;
    for (unsigned i = 0; i < COUNT; i++) {
        nv_add(&image, "V", &nv_nobody, NV_ADDED, "data", 4);
    }
    d = nv_decode(&image);
    assert_marks(&d, NV_STORE_PATH, TDXP_MARK_LIMIT);
    assert_remark_has(&d, NV_STORE_PATH, "the limit of 100000 nodes");
    assert_true(tdxp_tree_count(d.fw->tree) < VOLUME_NODE_LIMIT + 1000);
    decoded_free(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(store_is_shown_with_its_header_and_its_free_space),
        cmocka_unit_test(variable_is_shown_by_its_name_its_vendor_and_its_data),
        cmocka_unit_test(plain_store_has_variables_with_shorter_headers),
        cmocka_unit_test(next_variable_begins_at_a_multiple_of_four_bytes),
        cmocka_unit_test(each_state_of_a_variable_is_told_apart),
        cmocka_unit_test(states_are_read_by_the_erase_polarity_of_the_volume),
        cmocka_unit_test(deleted_variables_are_counted_apart),
        cmocka_unit_test(time_stamp_is_written_as_a_time),
        cmocka_unit_test(name_is_made_harmless),
        cmocka_unit_test(name_that_is_no_string_is_marked),
        cmocka_unit_test(long_name_is_cut_with_dots),
        cmocka_unit_test(name_that_runs_past_the_store_is_cut_and_marked),
        cmocka_unit_test(data_that_runs_past_the_store_is_cut_and_marked),
        cmocka_unit_test(variable_whose_sizes_were_never_written_is_a_header_alone),
        cmocka_unit_test(store_that_claims_more_than_the_volume_ends_with_it),
        cmocka_unit_test(store_that_claims_less_than_its_header_is_read_all_the_same),
        cmocka_unit_test(store_that_lies_about_its_size_ends_before_the_working_block),
        cmocka_unit_test(store_that_ends_inside_of_a_header_is_marked),
        cmocka_unit_test(bytes_behind_the_last_variable_that_are_in_use_are_told_from_free_space),
        cmocka_unit_test(header_values_that_the_firmware_refuses_are_marked),
        cmocka_unit_test(reserved_bits_of_a_variable_are_marked),
        cmocka_unit_test(store_of_unknown_kind_is_shown_as_far_as_its_header_goes),
        cmocka_unit_test(erased_volume_has_no_store),
        cmocka_unit_test(volume_that_ends_inside_of_the_stores_header_has_no_store),
        cmocka_unit_test(volume_of_files_with_a_stores_guid_in_it_has_no_store),
        cmocka_unit_test(store_with_more_variables_than_are_shown_says_so),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
