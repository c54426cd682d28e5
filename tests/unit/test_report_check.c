/* The reports of findings, as text, JSON and SARIF. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "report/uri.h"
#include "report_image.h"

enum { SPEC = 1, TD_SHIM = 2, QEMU = 4 }; /* bits of the first consumers */

static const struct small_section sections[] = {
    {0x2000, 0x2000, 0xffffe000, 0x2000, TDXP_SECTION_BFV, 1},
    {0, 0, 0x800000, 0x2000, TDXP_SECTION_TD_HOB, 0},
};

/* An image, and what is said to be found in it: a report writes what it is given. */
struct judged {
    struct small small;
    struct tdxp_finding findings[3];
    struct tdxp_verdict verdicts[3];
    struct tdxp_check_result result;
};

static void judge(struct judged *j, const char *name)
{
    size_t count;
    const struct tdxp_consumer *const *consumers = tdxp_consumers(&count);
    const struct tdxp_rule *aligned = tdxp_rule_find("TDVF-S-014");
    const struct tdxp_rule *legacy = tdxp_rule_find("TDVF-L-012");
    const struct tdxp_rule *filled = tdxp_rule_find("TDVF-S-016");
    const struct tdxp_node *root;

    *j = (struct judged){.small = small_new(name, sections, 2, NULL, 0)};
    root = tdxp_tree_root(j->small.firmware->tree);
    j->findings[0] = (struct tdxp_finding){aligned,
                                           TDXP_SEVERITY_ERROR,
                                           tdxp_tree_find(j->small.firmware->tree, "tdvf/section[0]"),
                                           0x1020,
                                           0x20,
                                           0,
                                           "broken",
                                           "0x2000",
                                           SPEC | QEMU,
                                           NULL,
                                           0};
    j->findings[1] =
        (struct tdxp_finding){filled, TDXP_SEVERITY_WARNING, root, 0x1040, 4, 1, "odd {0}", NULL, 0, NULL, 0};
    j->findings[2] =
        (struct tdxp_finding){legacy, TDXP_SEVERITY_NOTE, root, 0x3fe0, 4, -1, "different", NULL, TD_SHIM, NULL, 0};
    j->verdicts[0] = (struct tdxp_verdict){.consumer = consumers[0], .reason = "broken", .rule = aligned};
    j->verdicts[1] = (struct tdxp_verdict){.consumer = consumers[1], .accepts = true};
    j->verdicts[2] = (struct tdxp_verdict){.consumer = consumers[2], .reason = "its words", .rule = aligned};
    j->result =
        (struct tdxp_check_result){.findings = j->findings, .count = 3, .verdicts = j->verdicts, .verdict_count = 3};
}

/* The report of one image, or of none where j is NULL, as a string that the caller frees. */
static char *report(const struct tdxp_check_options *options, const struct judged *j, const char *failed)
{
    char *text;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    struct tdxp_check_report *r;

    assert_non_null(out);
    r = tdxp_report_check_begin(options, out);
    assert_non_null(r);
    if (j) {
        assert_true(tdxp_report_check_image(r, j->small.firmware, &j->result));
    }
    if (failed) {
        assert_true(tdxp_report_check_failure(r, failed, "cannot open"));
    }
    assert_true(tdxp_report_check_end(r));
    assert_int_equal(fclose(out), 0);
    return text;
}

static void assert_text(const struct tdxp_check_options *options, const char *name, const char *expected)
{
    struct judged j;
    char *text;

    judge(&j, name);
    text = report(options, &j, NULL);
    assert_string_equal(text, expected);
    free(text);
    small_free(&j.small);
}

static json_t *report_json(enum tdxp_check_format format, const struct judged *j, const char *failed)
{
    const struct tdxp_check_options options = {.format = format};

    return parse_json(report(&options, j, failed));
}

/* ---- text ---- */

static void text_has_a_line_for_each_finding_and_verdict_and_one_with_the_totals(void **state)
{
    (void)state;
    assert_text(&(struct tdxp_check_options){.format = TDXP_CHECK_TEXT}, "a.fd",
                "a.fd:0x1020: error: broken [TDVF-S-014]\n"
                "    fix: 0x2000\n"
                "a.fd:0x1040: warning: odd {0} [TDVF-S-016]\n"
                "a.fd:0x3fe0: note: different [TDVF-L-012]\n"
                "a.fd: spec: refuses: broken [TDVF-S-014]\n"
                "a.fd: td-shim: accepts\n"
                "a.fd: qemu: refuses: its words [TDVF-S-014]\n"
                "1 error, 1 warning, 1 note in 1 image\n");
}

static void findings_below_the_severity_are_left_out_and_counted(void **state)
{
    (void)state;
    assert_text(&(struct tdxp_check_options){.least = TDXP_SEVERITY_WARNING}, "a",
                "a:0x1020: error: broken [TDVF-S-014]\n"
                "    fix: 0x2000\n"
                "a:0x1040: warning: odd {0} [TDVF-S-016]\n"
                "a: spec: refuses: broken [TDVF-S-014]\n"
                "a: td-shim: accepts\n"
                "a: qemu: refuses: its words [TDVF-S-014]\n"
                "1 error, 1 warning, 0 notes in 1 image; 1 finding left out\n");
}

static void one_consumer_is_shown_with_what_it_refuses_for_and_its_verdict_alone(void **state)
{
    size_t count;

    (void)state;
    assert_text(&(struct tdxp_check_options){.consumer = tdxp_consumers(&count)[2]}, "a",
                "a:0x1020: error: broken [TDVF-S-014]\n"
                "    fix: 0x2000\n"
                "a: qemu: refuses: its words [TDVF-S-014]\n"
                "1 error, 0 warnings, 0 notes in 1 image; 2 findings left out\n");
    assert_text(&(struct tdxp_check_options){.consumer = tdxp_consumers(&count)[1], .least = TDXP_SEVERITY_ERROR}, "a",
                "a: td-shim: accepts\n"
                "0 errors, 0 warnings, 0 notes in 1 image; 3 findings left out\n");
}

static void severities_are_coloured_where_that_is_asked_for(void **state)
{
    (void)state;
    assert_text(&(struct tdxp_check_options){.colour = true}, "a",
                "a:0x1020: \33[1;31merror:\33[m broken [TDVF-S-014]\n"
                "    fix: 0x2000\n"
                "a:0x1040: \33[1;35mwarning:\33[m odd {0} [TDVF-S-016]\n"
                "a:0x3fe0: \33[1;36mnote:\33[m different [TDVF-L-012]\n"
                "a: spec: refuses: broken [TDVF-S-014]\n"
                "a: td-shim: accepts\n"
                "a: qemu: refuses: its words [TDVF-S-014]\n"
                "1 error, 1 warning, 1 note in 1 image\n");
}

static void the_name_of_an_image_cannot_control_the_terminal(void **state)
{
    size_t count;
    struct tdxp_check_options options = {.consumer = tdxp_consumers(&count)[1], .least = TDXP_SEVERITY_ERROR};

    (void)state;
    assert_text(&options, "\33[2J\xc3\xa9",
                "\\x1b[2J\\xc3\\xa9: td-shim: accepts\n"
                "0 errors, 0 warnings, 0 notes in 1 image; 3 findings left out\n");
    options.utf8 = true;
    assert_text(&options, "\33[2J\xc3\xa9",
                "\\x1b[2J\xc3\xa9: td-shim: accepts\n"
                "0 errors, 0 warnings, 0 notes in 1 image; 3 findings left out\n");
}

static void images_that_could_not_be_checked_are_counted(void **state)
{
    const struct tdxp_check_options options = {.format = TDXP_CHECK_TEXT};
    char *text = report(&options, NULL, "gone");

    (void)state;
    assert_string_equal(text, "0 errors, 0 warnings, 0 notes in 0 images; 1 image not checked\n");
    free(text);
}

/* ---- JSON ---- */

static void json_has_what_the_result_has(void **state)
{
    struct judged j;
    json_t *got;
    json_t *expected;

    (void)state;
    judge(&j, "a\xff.fd");
    got = report_json(TDXP_CHECK_JSON, &j, "b.fd");
    expected =
        json_pack("{s:[{s:s, s:[{s:s, s:s, s:s}], s:b,"
                  "      s:[{s:s, s:s, s:s, s:s, s:s, s:s, s:i, s:s, s:[s, s]},"
                  "             {s:s, s:s, s:s, s:s, s:s, s:n, s:i, s:s, s:[]},"
                  "             {s:s, s:s, s:s, s:s, s:s, s:n, s:n, s:s, s:[s]}],"
                  "      s:{s:{s:b, s:s, s:s}, s:{s:b, s:n, s:n}, s:{s:b, s:s, s:s}}}],"
                  " s:[{s:s, s:s}]}",
                  "images", "path", "a\\xff.fd",                                   /**/
                  "files", "path", "a\\xff.fd", "offset", "0x0", "size", "0x4000", /**/
                  "complete", 1, "findings",                                       /**/
                  "rule", "TDVF-S-014", "severity", "error", "offset", "0x1020", "length", "0x20", "message", "broken",
                  "fix", "0x2000", "section", 0, "node", "tdvf/section[0]", "refused_by", "spec", "qemu", /**/
                  "rule", "TDVF-S-016", "severity", "warning", "offset", "0x1040", "length", "0x4", "message",
                  "odd {0}", "fix", "section", 1, "node", "/", "refused_by", /**/
                  "rule", "TDVF-L-012", "severity", "note", "offset", "0x3fe0", "length", "0x4", "message", "different",
                  "fix", "section", "node", "/", "refused_by", "td-shim", /**/
                  "verdicts", "spec", "accepts", 0, "reason", "broken", "rule", "TDVF-S-014", "td-shim", "accepts", 1,
                  "reason", "rule", "qemu", "accepts", 0, "reason", "its words", "rule", "TDVF-S-014", /**/
                  "failed", "path", "b.fd", "message", "cannot open");
    assert_non_null(expected);
    assert_true(json_equal(got, expected));
    json_decref(got);
    json_decref(expected);
    small_free(&j.small);
}

static void json_leaves_out_what_text_leaves_out(void **state)
{
    size_t count;
    const struct tdxp_check_options options = {
        .format = TDXP_CHECK_JSON, .least = TDXP_SEVERITY_NOTE, .consumer = tdxp_consumers(&count)[1]};
    struct judged j;
    json_t *got;
    json_t *image;

    (void)state;
    judge(&j, "a");
    got = parse_json(report(&options, &j, NULL));
    image = json_array_get(json_object_get(got, "images"), 0);
    assert_int_equal(json_array_size(json_object_get(image, "findings")), 1);
    assert_int_equal(json_object_size(json_object_get(image, "verdicts")), 1);
    assert_non_null(json_object_get(json_object_get(image, "verdicts"), "td-shim"));
    json_decref(got);
    small_free(&j.small);
}

static void without_an_image_the_lists_are_empty(void **state)
{
    json_t *got = report_json(TDXP_CHECK_JSON, NULL, NULL);
    json_t *expected = json_pack("{s:[], s:[]}", "images", "failed");

    (void)state;
    assert_true(json_equal(got, expected));
    json_decref(got);
    json_decref(expected);
}

/* ---- SARIF ---- */

static json_t *run_of(const json_t *log)
{
    return json_array_get(json_object_get(log, "runs"), 0);
}

static json_t *result_of(const json_t *log, size_t number)
{
    return json_array_get(json_object_get(run_of(log), "results"), number);
}

static json_t *location_of(const json_t *result)
{
    return json_object_get(json_array_get(json_object_get(result, "locations"), 0), "physicalLocation");
}

static void sarif_describes_every_rule_in_the_order_of_the_table(void **state)
{
    json_t *log = report_json(TDXP_CHECK_SARIF, NULL, NULL);
    json_t *driver = json_object_get(json_object_get(run_of(log), "tool"), "driver");
    json_t *described = json_object_get(driver, "rules");
    size_t count;
    const struct tdxp_rule *rules = tdxp_rules(&count);

    (void)state;
    assert_int_equal(json_array_size(described), count);
    for (size_t i = 0; i < count; i++) {
        const json_t *rule = json_array_get(described, i);

        assert_string_equal(member(rule, NULL, "id"), rules[i].id);
        assert_string_equal(member(rule, NULL, "name"), rules[i].slug);
        assert_string_equal(member(rule, "defaultConfiguration", "level"), tdxp_severity_name(rules[i].severity));
    }
    json_decref(log);
}

static void sarif_results_point_at_their_rule_and_their_bytes(void **state)
{
    size_t count;
    const struct tdxp_rule *rules = tdxp_rules(&count);
    struct judged j;
    json_t *log;

    (void)state;
    judge(&j, "dir/a.fd");
    log = report_json(TDXP_CHECK_SARIF, &j, NULL);
    assert_int_equal(json_array_size(json_object_get(run_of(log), "results")), 3);
    for (size_t i = 0; i < 3; i++) {
        json_t *result = result_of(log, i);
        json_t *region = json_object_get(location_of(result), "region");
        json_int_t index = json_integer_value(json_object_get(result, "ruleIndex"));

        assert_string_equal(member(result, NULL, "ruleId"), j.findings[i].rule->id);
        assert_in_range(index, 0, count - 1);
        assert_string_equal(rules[index].id, j.findings[i].rule->id);
        assert_string_equal(member(result, NULL, "level"), tdxp_severity_name(j.findings[i].severity));
        assert_string_equal(member(location_of(result), "artifactLocation", "uri"), "dir/a.fd");
        assert_int_equal(json_integer_value(json_object_get(region, "byteOffset")), j.findings[i].offset);
        assert_int_equal(json_integer_value(json_object_get(region, "byteLength")), j.findings[i].length);
    }
    json_decref(log);
    small_free(&j.small);
}

static void braces_in_a_sarif_message_are_doubled(void **state)
{
    struct judged j;
    json_t *log;

    (void)state;
    judge(&j, "a");
    log = report_json(TDXP_CHECK_SARIF, &j, NULL);
    assert_string_equal(member(result_of(log, 1), "message", "text"), "odd {{0}}");
    json_decref(log);
    small_free(&j.small);
}

static void sarif_of_standard_input_has_an_artifact_without_a_uri(void **state)
{
    struct judged j;
    json_t *log;
    json_t *location;

    (void)state;
    judge(&j, "-");
    log = report_json(TDXP_CHECK_SARIF, &j, NULL);
    location = json_object_get(location_of(result_of(log, 0)), "artifactLocation");
    assert_null(json_object_get(location, "uri"));
    assert_int_equal(json_integer_value(json_object_get(location, "index")), 0);
    json_decref(log);
    small_free(&j.small);
}

static void an_image_that_could_not_be_checked_makes_the_sarif_run_a_failed_one(void **state)
{
    struct judged j;
    json_t *log;
    json_t *invocation;
    json_t *notification;

    (void)state;
    judge(&j, "a");
    log = report_json(TDXP_CHECK_SARIF, &j, "/none/x y");
    invocation = json_array_get(json_object_get(run_of(log), "invocations"), 0);
    assert_true(json_is_false(json_object_get(invocation, "executionSuccessful")));
    notification = json_array_get(json_object_get(invocation, "toolExecutionNotifications"), 0);
    assert_string_equal(member(notification, "message", "text"), "cannot open");
    assert_string_equal(member(location_of(notification), "artifactLocation", "uri"), "file:///none/x%20y");
    json_decref(log);

    log = report_json(TDXP_CHECK_SARIF, &j, NULL);
    invocation = json_array_get(json_object_get(run_of(log), "invocations"), 0);
    assert_true(json_is_true(json_object_get(invocation, "executionSuccessful")));
    json_decref(log);
    small_free(&j.small);
}

/* ---- memory ---- */

/* How many more allocations of the JSON library succeed; test programs have one thread. */
static size_t allocations_left;

static void *allocate(size_t size)
{
    if (allocations_left == 0) {
        return NULL;
    }
    allocations_left--;
    return malloc(size);
}

/* Write a report with so many allocations; true where it says that it was written. */
static bool report_within(enum tdxp_check_format format, const struct judged *j, size_t allocations)
{
    const struct tdxp_check_options options = {.format = format};
    char *text;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    struct tdxp_check_report *r;
    json_t *parsed;
    bool written;

    assert_non_null(out);
    allocations_left = allocations;
    json_set_alloc_funcs(allocate, free);
    r = tdxp_report_check_begin(&options, out);
    written = r && tdxp_report_check_image(r, j->small.firmware, &j->result) &&
              tdxp_report_check_failure(r, "gone", "cannot open");
    written = tdxp_report_check_end(r) && written;
    json_set_alloc_funcs(malloc, free);
    assert_int_equal(fclose(out), 0);
    parsed = json_loads(text, 0, NULL);
    if (written != (parsed != NULL)) {
        fail_msg("with %zu allocations the report is %s and %s", allocations, written ? "written" : "not written",
                 parsed ? "whole" : "not whole");
    }
    json_decref(parsed);
    free(text);
    return written;
}

static void a_report_says_that_it_is_written_only_where_it_is_whole(void **state)
{
    static const enum tdxp_check_format formats[] = {TDXP_CHECK_JSON, TDXP_CHECK_SARIF};
    struct judged j;

    (void)state;
    judge(&j, "a");
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
        size_t allocations = 0;

        while (!report_within(formats[i], &j, allocations)) {
            allocations++;
        }
        assert_true(allocations > 100);
    }
    small_free(&j.small);
}

static void a_path_becomes_a_uri_reference(void **state)
{
    static const struct {
        const char *path, *uri;
    } cases[] = {
        {"a.fd", "a.fd"},
        {"dir/a-b_c~1.fd", "dir/a-b_c~1.fd"},
        {"./dir//./a", "dir/a"},
        {"dir/", "dir"},
        {".", "."},
        {"/a.fd", "file:///a.fd"},
        {"//x//y/", "file:///x/y"},
        {"/", "file:///"},
        {"c:a", "c%3Aa"},
        {"a b%?#[]\\", "a%20b%25%3F%23%5B%5D%5C"},
        {"\xff\xc3\xa9\n", "%FF%C3%A9%0A"},
        {"...", "..."},
        {"/dev/../dev/null", "file:///dev/null"},
        {"none/../a", "none/../a"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char *uri = uri_of_path(cases[i].path);

        assert_non_null(uri);
        assert_string_equal(uri, cases[i].uri);
        free(uri);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_has_a_line_for_each_finding_and_verdict_and_one_with_the_totals),
        cmocka_unit_test(findings_below_the_severity_are_left_out_and_counted),
        cmocka_unit_test(one_consumer_is_shown_with_what_it_refuses_for_and_its_verdict_alone),
        cmocka_unit_test(severities_are_coloured_where_that_is_asked_for),
        cmocka_unit_test(the_name_of_an_image_cannot_control_the_terminal),
        cmocka_unit_test(images_that_could_not_be_checked_are_counted),
        cmocka_unit_test(json_has_what_the_result_has),
        cmocka_unit_test(json_leaves_out_what_text_leaves_out),
        cmocka_unit_test(without_an_image_the_lists_are_empty),
        cmocka_unit_test(sarif_describes_every_rule_in_the_order_of_the_table),
        cmocka_unit_test(sarif_results_point_at_their_rule_and_their_bytes),
        cmocka_unit_test(braces_in_a_sarif_message_are_doubled),
        cmocka_unit_test(sarif_of_standard_input_has_an_artifact_without_a_uri),
        cmocka_unit_test(an_image_that_could_not_be_checked_makes_the_sarif_run_a_failed_one),
        cmocka_unit_test(a_report_says_that_it_is_written_only_where_it_is_whole),
        cmocka_unit_test(a_path_becomes_a_uri_reference),
    };

    return cmocka_run_group_tests_name("report: check", tests, NULL, NULL);
}
