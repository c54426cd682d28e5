/* Running out of memory while an image is judged, compared, measured and searched, and in what is written of that. */
#include "check_image.h"
#include "parts.h"
#include "shortage.h"
#include "snp_image.h"
#include "support.h"

#include <stdlib.h>
#include <string.h>

#include "tdxplore/compare.h"
#include "tdxplore/measure.h"
#include "tdxplore/notes.h"
#include "tdxplore/report.h"

/* ---- reports ---- */

/* A report of something, written to out; which of several may be part of it. */
typedef bool report_writer(const void *what, unsigned which, FILE *out);

/* The report as a string, into *text, and how many allocations failed. Returns what the report returned. */
static bool report(report_writer *write, const void *what, unsigned which, unsigned countdown, char **text,
                   unsigned *failed)
{
    FILE *out;
    bool whole;

    *text = calloc(1, 1 << 16);
    assert_non_null(*text);
    out = fmemopen(*text, 1 << 16, "w");
    assert_non_null(out);
    setvbuf(out, NULL, _IONBF, 0);
    shortage_begin(countdown, false);
    whole = write(what, which, out);
    *failed = shortage_end();
    fclose(out);
    return whole;
}

static const char *behind(const char *text, const char *word)
{
    const char *at = strstr(text, word);

    return at ? at : text;
}

/*
 * The C library may do without an allocation, qsort for one; then nothing may be missing but the hash of the image, which
 * is null where the cryptographic library fails. In JSON it stands before that word.
 */
static void assert_whole_or_said(report_writer *write, const void *what, unsigned which, const char *word)
{
    unsigned failed;
    char *whole;

    assert_true(report(write, what, which, UINT32_MAX, &whole, &failed));
    failed = 1;
    for (unsigned countdown = 0; failed > 0; countdown++) {
        char *text;

        if (report(write, what, which, countdown, &text, &failed)) {
            assert_string_equal(behind(text, word), behind(whole, word));
        } else {
            assert_true(failed > 0);
        }
        assert_true(failed > 0 || countdown >= 2);
        free(text);
    }
    free(whole);
}

enum { MAP_REPORTS = 3 };

static bool write_map(const void *firmware, unsigned which, FILE *out)
{
    const struct tdxp_map_style style = {.width = 80};

    return which == 0   ? tdxp_report_map(firmware, &style, out)
           : which == 1 ? tdxp_report_map_json(firmware, &style, out)
                        : tdxp_report_map_svg(firmware, &style, out);
}

static void reports_of_the_map_are_whole_or_say_that_memory_ran_out(void **state)
{
    struct plan plan = plan_default();
    struct decoded d = decode_plan(&plan);

    (void)state;
    for (unsigned which = 0; which < MAP_REPORTS; which++) {
        assert_whole_or_said(write_map, d.fw, which, "\"segments\"");
    }
    decoded_free(&d);
}

/* ---- judging ---- */

/* Judge with the countdown-th allocation failing: NULL and a message, or all findings. False where none failed. */
static bool judging_fails_at(const struct judged *j, unsigned countdown, bool for_ever)
{
    struct tdxp_error err = {.text = ""};
    struct judged again = *j;
    unsigned failed;

    shortage_begin(countdown, for_ever);
    again.result = tdxp_check(j->firmware, &err);
    failed = shortage_end();
    if (again.result) {
        assert_int_equal(again.result->count, j->result->count);
        assert_no_contradiction(&again);
    } else if (failed == 0 || !strstr(err.text, "out of memory")) {
        fail_msg("no word of allocation %u", countdown);
    }
    tdxp_check_free(again.result);
    return failed > 0;
}

static void judging_ends_in_a_message_at_whichever_allocation_memory_runs_out(void **state)
{
    /* No descriptor; one that only a consumer reads; faults of all kinds. */
    static const char *const names[][2] = {{"zeros", NULL},
                                           {"table-offset-wrong", "legacy-offset-wrong"},
                                           {"info-outside-bfv", "hob-into-temp"},
                                           {"type-9", "bfv-bytes-past-end"}};

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct judged j = judge_changed(names[i][0], names[i][1]);
        unsigned countdown = 0;

        assert_true(j.result->count > 0);
        while (judging_fails_at(&j, countdown, false)) {
            assert_true(judging_fails_at(&j, countdown, true));
            countdown++;
        }
        assert_true(countdown >= 5);
        judged_free(&j);
    }
}

/* ---- comparing ---- */

/*
 * Compare, with the countdown-th allocation failing. False where none failed. Where that is one that can be done without,
 * as the C library's in sorting, all that differs is found all the same.
 */
static bool comparing_fails_at(struct tdxp_image *const *images, size_t differing, unsigned countdown, bool for_ever)
{
    struct tdxp_error err = {.text = ""};
    struct tdxp_effects effects;
    struct tdxp_pair pair;
    unsigned failed;
    unsigned failed_before;
    size_t count;
    bool made;

    shortage_begin(countdown, for_ever);
    made = tdxp_pair_make(&pair, images[0], images[1], NULL, &err);
    failed = shortage_end();
    if (!made) {
        assert_true(failed > 0);
        assert_non_null(strstr(err.text, "out of memory"));
        assert_null(pair.comparison);
        return true;
    }
    tdxp_comparison_differences(pair.comparison, &count);
    assert_int_equal(count, differing);
    failed_before = failed;
    err.text[0] = '\0';
    shortage_begin(countdown, for_ever);
    made = tdxp_effects_make(&effects, &pair, NULL, &err);
    failed = shortage_end();
    if (!made) {
        assert_true(failed > 0);
        assert_true(err.text[0] != '\0');
    }
    tdxp_effects_free(&effects);
    tdxp_pair_free(&pair);
    return failed + failed_before > 0;
}

static void comparing_ends_in_a_message_at_whichever_allocation_memory_runs_out(void **state)
{
    struct tdxp_image *images[2];
    struct tdxp_pair pair;
    size_t differing;

    (void)state;
    for (int i = 0; i < 2; i++) {
        struct part files[2] = {part_file(&part_guid_nobody, 7, part_section(0x19, part_random(300))),
                                part_file(&part_guid_lzma, 7,
                                          part_guided(&part_guid_lzma, 1, part_filled(0, 0),
                                                      part_lzma(part_section(0x19, part_filled((uint8_t)i, 400)))))};
        struct part volume;

        if (i == 1) {
            files[0].data[100] ^= 0xff;
        }
        volume = part_volume(files, 2);
        images[i] = tdxp_image_from_memory("volume", volume.data, volume.size, NULL);
        assert_non_null(images[i]);
    }
    assert_true(tdxp_pair_make(&pair, images[0], images[1], NULL, NULL));
    tdxp_comparison_differences(pair.comparison, &differing);
    tdxp_pair_free(&pair);
    assert_true(differing > 3);
    for (int for_ever = 0; for_ever < 2; for_ever++) {
        unsigned countdown = 0;

        while (comparing_fails_at(images, differing, countdown, for_ever)) {
            countdown++;
        }
        assert_true(countdown > 20);
    }
    tdxp_image_close(images[0]);
    tdxp_image_close(images[1]);
}

/* ---- measuring ---- */

static const struct tdxp_measure_options by_force = {.force = true};

/* Measure, and compare with the value, with the countdown-th allocation failing. False where none failed. */
static bool measuring_fails_at(const struct judged *j, const uint8_t *mrtd, unsigned countdown, bool for_ever)
{
    struct tdxp_error err = {.text = ""};
    struct tdxp_measure_match match;
    struct tdxp_measurement *m;
    unsigned failed;
    bool matched;

    shortage_begin(countdown, for_ever);
    m = tdxp_measure_begin(j->firmware, NULL, &by_force, &err);
    if (m) {
        tdxp_measure_step(m, UINT64_MAX);
    }
    failed = shortage_end();
    if (m && tdxp_measure_result(m)->state == TDXP_MEASURE_DONE) {
        assert_memory_equal(tdxp_measure_result(m)->mrtd, mrtd, TDXP_MRTD_SIZE);
    } else if (failed == 0 || (!m && !strstr(err.text, "out of memory")) ||
               (m && tdxp_measure_result(m)->state != TDXP_MEASURE_FAILED)) {
        fail_msg("no word of allocation %u", countdown);
    }
    tdxp_measure_free(m);
    err.text[0] = '\0';
    shortage_begin(countdown, for_ever);
    matched = tdxp_measure_match(j->firmware, NULL, &by_force, mrtd, &match, &err);
    failed += shortage_end();
    assert_true(matched ? match.as_asked : strstr(err.text, "out of memory") != NULL);
    return failed > 0;
}

static void measuring_ends_in_a_message_at_whichever_allocation_memory_runs_out(void **state)
{
    struct judged j = judge_changed("info", NULL);
    struct tdxp_measurement *m = tdxp_measure_begin(j.firmware, j.result, &by_force, NULL);
    uint8_t mrtd[TDXP_MRTD_SIZE];
    unsigned countdown = 0;

    (void)state;
    assert_non_null(m);
    assert_false(tdxp_measure_step(m, UINT64_MAX));
    memcpy(mrtd, tdxp_measure_result(m)->mrtd, sizeof mrtd);
    tdxp_measure_free(m);
    while (measuring_fails_at(&j, mrtd, countdown, false)) {
        assert_true(measuring_fails_at(&j, mrtd, countdown, true));
        countdown++;
    }
    assert_true(countdown >= 10);
    judged_free(&j);
}

static struct tdxp_snp_options snp_by_force(void)
{
    struct tdxp_snp_options options = tdxp_snp_options_default();

    options.force = true;
    options.vcpus = 2;
    return options;
}

/* The same for the launch of an SEV-SNP guest with a kernel. */
static bool measuring_snp_fails_at(const struct tdxp_firmware *firmware, const struct tdxp_snp_options *options,
                                   const uint8_t *digest, unsigned countdown, bool for_ever)
{
    struct tdxp_error err = {.text = ""};
    struct tdxp_measure_match match;
    struct tdxp_snp_measurement *m;
    unsigned failed;
    bool matched;

    shortage_begin(countdown, for_ever);
    m = tdxp_snp_begin(firmware, options, &err);
    if (m) {
        tdxp_snp_step(m, UINT64_MAX);
    }
    failed = shortage_end();
    if (m && tdxp_snp_result(m)->state == TDXP_MEASURE_DONE) {
        assert_memory_equal(tdxp_snp_result(m)->digest, digest, TDXP_SNP_DIGEST_SIZE);
    } else if (failed == 0 || (!m && !strstr(err.text, "out of memory")) ||
               (m && tdxp_snp_result(m)->state != TDXP_MEASURE_FAILED)) {
        fail_msg("no word of allocation %u", countdown);
    }
    tdxp_snp_free(m);
    err.text[0] = '\0';
    shortage_begin(countdown, for_ever);
    matched = tdxp_snp_match(firmware, options, digest, &match, &err);
    failed += shortage_end();
    assert_true(matched ? match.as_asked : strstr(err.text, "out of memory") != NULL);
    return failed > 0;
}

static void measuring_snp_ends_in_a_message_at_whichever_allocation_memory_runs_out(void **state)
{
    const struct snp_image image = snp_image_default();
    struct decoded d = snp_image_decoded(&image);
    struct tdxp_snp_options options = snp_by_force();
    struct tdxp_snp_measurement *m;
    uint8_t digest[TDXP_SNP_DIGEST_SIZE];
    unsigned countdown = 0;

    (void)state;
    options.with_kernel = true;
    m = tdxp_snp_begin(d.fw, &options, NULL);
    assert_non_null(m);
    assert_false(tdxp_snp_step(m, UINT64_MAX));
    memcpy(digest, tdxp_snp_result(m)->digest, sizeof digest);
    tdxp_snp_free(m);
    while (measuring_snp_fails_at(d.fw, &options, digest, countdown, false)) {
        assert_true(measuring_snp_fails_at(d.fw, &options, digest, countdown, true));
        countdown++;
    }
    assert_true(countdown >= 10);
    decoded_free(&d);
}

/* Two measurements of an image, of which the reports are asked. */
struct measured {
    const struct tdxp_firmware *firmware;
    const struct tdxp_measurement *mrtd;
    const struct tdxp_snp_measurement *snp;
};

enum { MEASURE_REPORTS = 4 };

static bool write_measured(const void *what, unsigned which, FILE *out)
{
    const struct tdxp_report_style style = {.utf8 = false};
    const struct measured *m = what;

    switch (which) {
    case 0:
        return tdxp_report_measure(m->firmware, m->mrtd, NULL, &style, out);
    case 1:
        return tdxp_report_measure_json(m->firmware, m->mrtd, NULL, out);
    case 2:
        return tdxp_report_snp(m->firmware, m->snp, NULL, &style, out);
    default:
        return tdxp_report_snp_json(m->firmware, m->snp, NULL, out);
    }
}

static void reports_of_a_measurement_are_whole_or_say_that_memory_ran_out(void **state)
{
    const struct tdxp_snp_options options = snp_by_force();
    struct judged j = judge_changed(NULL, NULL);
    struct tdxp_measurement *mrtd = tdxp_measure_begin(j.firmware, j.result, &by_force, NULL);
    struct tdxp_snp_measurement *snp = tdxp_snp_begin(j.firmware, &options, NULL);
    const struct measured m = {j.firmware, mrtd, snp};

    (void)state;
    assert_non_null(mrtd);
    assert_non_null(snp);
    tdxp_measure_step(mrtd, UINT64_MAX);
    tdxp_snp_step(snp, UINT64_MAX);
    for (unsigned which = 0; which < MEASURE_REPORTS; which++) {
        assert_whole_or_said(write_measured, &m, which, "\"vmm\"");
    }
    tdxp_measure_free(mrtd);
    tdxp_snp_free(snp);
    judged_free(&j);
}

/* ---- searching ---- */

static bool write_search(const struct tdxp_firmware *fw, const struct tdxp_search *search, bool json, FILE *out)
{
    const struct tdxp_report_style style = {.utf8 = false};

    return json ? tdxp_report_search_json(fw, search, out) : tdxp_report_search(fw, search, &style, out);
}

static void searching_ends_in_a_message_or_a_state_where_memory_runs_out(void **state)
{
    struct plan plan = plan_default();
    struct decoded d = decode_plan(&plan);
    struct tdxp_pattern pattern;
    unsigned countdown = 0;
    unsigned failed;

    (void)state;
    assert_true(tdxp_pattern_parse("hex:0? 00", &pattern, NULL));
    do {
        struct tdxp_error err = {.text = ""};
        struct tdxp_search *search;

        shortage_begin(countdown++, true);
        search = tdxp_search_begin(d.fw, &pattern, NULL, &err);
        while (search && tdxp_search_step(search, 1 << 16)) {
        }
        failed = shortage_end();
        if (!search) {
            assert_string_equal(err.text, "out of memory");
        } else {
            const struct tdxp_search_result *result = tdxp_search_result(search);

            assert_int_equal(result->state, failed > 0 ? TDXP_SEARCH_FAILED : TDXP_SEARCH_DONE);
            assert_true(result->count == result->kept && (failed > 0 || result->kept > 1000));
        }
        tdxp_search_free(search);
    } while (failed > 0);
    assert_true(countdown > 6);
    decoded_free(&d);
}

static void reports_of_a_search_say_that_memory_ran_out(void **state)
{
    struct plan plan = plan_default();
    struct decoded d = decode_plan(&plan);
    struct tdxp_pattern pattern;
    struct tdxp_search *search;

    (void)state;
    assert_true(tdxp_pattern_parse("TDVF", &pattern, NULL));
    search = tdxp_search_begin(d.fw, &pattern, NULL, NULL);
    assert_non_null(search);
    while (tdxp_search_step(search, UINT64_MAX)) {
    }
    for (int json = 0; json < 2; json++) {
        unsigned countdown = 0;
        unsigned failed;

        do {
            FILE *out = fopen("/dev/null", "w");
            bool whole;

            assert_non_null(out);
            setvbuf(out, NULL, _IONBF, 0);
            shortage_begin(countdown++, true);
            whole = write_search(d.fw, search, json, out);
            failed = shortage_end();
            fclose(out);
            assert_int_equal(whole, failed == 0);
        } while (failed > 0);
        assert_true(countdown >= 2);
    }
    tdxp_search_free(search);
    decoded_free(&d);
}

/* ---- notes ---- */

/* Written, read, merged and found in a tree: NULL or false where an allocation failed, and no note is lost in silence. */
static bool notes_go_round(const struct tdxp_notes *notes, const struct tdxp_tree *tree, bool json)
{
    struct tdxp_notes *copy = tdxp_notes_new("");
    struct tdxp_notes_tally tally;
    struct tdxp_noting *noting = NULL;
    struct tdxp_notes *again = NULL;
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    bool whole = out && (json ? tdxp_notes_write_json(notes, NULL, out) : tdxp_notes_write(notes, NULL, false, out));

    if (out) {
        whole = fclose(out) == 0 && whole;
    }
    if (whole) {
        const struct tdxp_bytes bytes = {(const uint8_t *)text, size};

        again = tdxp_notes_parse(&bytes, NULL);
    }
    whole = again && copy && tdxp_notes_merge(copy, again, &tally, NULL) && tdxp_notes_merge(copy, notes, &tally, NULL);
    if (whole) {
        assert_int_equal(tdxp_notes_count(copy), tdxp_notes_count(notes));
        noting = tdxp_noting_new(copy, tree);
    }
    whole = noting != NULL;
    tdxp_noting_free(noting);
    tdxp_notes_free(again);
    tdxp_notes_free(copy);
    free(text);
    return whole;
}

static void notes_are_whole_or_say_that_memory_ran_out(void **state)
{
    struct plan plan = plan_default();
    struct decoded d = decode_plan(&plan);
    struct tdxp_notes *notes = tdxp_notes_new("");
    const struct tdxp_note some[] = {
        {{"tdvf", {0, 0}}, "one\ntwo", 1, 1}, {{"tdvf", {1, 2}}, "three", 0, 0}, {{"gone", {0, 0}}, "x", 0, 0}};

    (void)state;
    for (size_t i = 0; i < sizeof some / sizeof *some; i++) {
        assert_true(tdxp_notes_put(notes, &some[i], NULL));
    }
    for (int json = 0; json < 2; json++) {
        unsigned countdown = 0;
        unsigned failed;

        do {
            bool whole;

            shortage_begin(countdown++, true);
            whole = notes_go_round(notes, d.fw->tree, json);
            failed = shortage_end();
            assert_int_equal(whole, failed == 0);
        } while (failed > 0);
        assert_true(countdown > 10);
    }
    tdxp_notes_free(notes);
    decoded_free(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reports_of_the_map_are_whole_or_say_that_memory_ran_out),
        cmocka_unit_test(judging_ends_in_a_message_at_whichever_allocation_memory_runs_out),
        cmocka_unit_test(comparing_ends_in_a_message_at_whichever_allocation_memory_runs_out),
        cmocka_unit_test(measuring_ends_in_a_message_at_whichever_allocation_memory_runs_out),
        cmocka_unit_test(measuring_snp_ends_in_a_message_at_whichever_allocation_memory_runs_out),
        cmocka_unit_test(reports_of_a_measurement_are_whole_or_say_that_memory_ran_out),
        cmocka_unit_test(searching_ends_in_a_message_or_a_state_where_memory_runs_out),
        cmocka_unit_test(reports_of_a_search_say_that_memory_ran_out),
        cmocka_unit_test(notes_are_whole_or_say_that_memory_ran_out),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
