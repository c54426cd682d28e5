/* Malformed by eye: findings and verdicts of a broken image in all panes. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "explorer.h"
#include "tdxplore/sample.h"

static const char *const no_color[] = {"NO_COLOR=1", NULL};
static const struct screen_options mono = {.rows = 60, .cols = 200, .env = no_color};
static const struct screen_options colour = {.rows = 60, .cols = 200};
static const struct screen_options common = {.env = no_color};
static const struct screen_options small = {.rows = 12, .cols = 60, .env = no_color};

/* The sample with errors in three sections, two of them in one field. */
static void start_broken(struct explorer *e, const struct screen_options *opt)
{
    uint8_t *bytes = explorer_sample_bytes();
    char *path;

    explorer_patch(bytes, "tdvf/section[0]/MemoryDataSize", 0, 8, 0x3511f0);
    explorer_patch(bytes, "tdvf/section[1]/Attributes", 0, 4, 0x5);
    explorer_patch(bytes, "tdvf/section[3]/DataOffset", 0, 4, 0x10);
    path = explorer_file(e, "broken.fd", bytes, TDXP_SAMPLE_SIZE);
    free(bytes);
    explorer_start(e, opt, path);
    free(path);
    assert_true(e->check->counts[TDXP_SEVERITY_ERROR] >= 3);
    assert_int_equal(tdxp_check_node_worst(e->check, tdxp_tree_root(e->fw->tree)), TDXP_SEVERITY_NONE);
}

static const struct tdxp_finding *first_error(const struct explorer *e)
{
    for (size_t i = 0; i < e->check->count; i++) {
        if (e->check->findings[i].severity == TDXP_SEVERITY_ERROR) {
            return &e->check->findings[i];
        }
    }
    fail_msg("no error");
    abort();
}

/* ---- Walking ---- */

struct finding_wanted {
    struct explorer *e;
    const struct tdxp_finding *finding;
};

/* The row of the findings pane and the explanation are about the finding. */
static bool shows_finding(struct screen *s, void *context)
{
    const struct finding_wanted *w = context;
    const char *severity = tdxp_severity_name(w->finding->severity);
    char row[EXPLORER_TEXT], wanted[64];
    struct area frame;

    if (!explorer_pane(w->e, "Findings", &frame)) {
        return false;
    }
    explorer_chosen(w->e, "Findings", row, sizeof row);
    snprintf(wanted, sizeof wanted, "%-7s %s ", severity, w->finding->rule->id);
    if (strncmp(row, wanted, strlen(wanted)) != 0) {
        return false;
    }
    (void)s;
    snprintf(wanted, sizeof wanted, "%s %s", severity, w->finding->rule->id);
    return explorer_has(w->e, "Explanation", wanted);
}

static void wait_finding(struct explorer *e, const struct tdxp_finding *finding)
{
    struct finding_wanted w = {e, finding};
    char what[80];

    snprintf(what, sizeof what, "the finding %s to be shown", finding->rule->id);
    screen_wait_until(e->s, shows_finding, &w, what);
    explorer_wait_node(e, finding->node);
    if (finding->offset - finding->node->offset < finding->node->length || finding->node->length == 0) {
        explorer_wait_cursor(e, finding->offset);
    }
}

static void brackets_walk_all_findings_in_both_directions_and_around(void **state)
{
    struct explorer *e = *state;
    const struct tdxp_finding *findings;
    size_t count;

    start_broken(e, &mono);
    findings = e->check->findings;
    count = e->check->count;
    screen_type(e->s, "<");
    explorer_wait_path(e, "/");
    for (size_t i = 0; i < count; i++) {
        screen_type(e->s, "]");
        wait_finding(e, &findings[i]);
    }
    screen_type(e->s, "]");
    screen_wait_text(e->s, "from the first finding again");
    wait_finding(e, &findings[0]);
    screen_type(e->s, "[");
    screen_wait_text(e->s, "from the last finding again");
    wait_finding(e, &findings[count - 1]);
    for (size_t i = count - 1; i-- > 0;) {
        screen_type(e->s, "[");
        wait_finding(e, &findings[i]);
    }
}

static void brackets_go_on_from_where_the_cursor_is(void **state)
{
    struct explorer *e = *state;
    const struct tdxp_finding *error;
    char place[32];

    start_broken(e, &mono);
    error = first_error(e);
    snprintf(place, sizeof place, "0x%" PRIx64, error->offset - 1);
    explorer_prompt(e, "g", "Go to: ", place);
    explorer_wait_cursor(e, error->offset - 1);
    screen_type(e->s, "]");
    wait_finding(e, error);
    snprintf(place, sizeof place, "0x%" PRIx64, error->offset + error->length);
    explorer_prompt(e, "g", "Go to: ", place);
    explorer_wait_cursor(e, error->offset + error->length);
    screen_type(e->s, "[");
    wait_finding(e, error);
}

static void a_finding_is_a_place_to_come_back_from(void **state)
{
    struct explorer *e = *state;

    start_broken(e, &mono);
    explorer_go(e, "tdvf-guid");
    screen_type(e->s, "]");
    wait_finding(e, &e->check->findings[0]);
    screen_ctrl(e->s, 'O');
    explorer_wait_path(e, "tdvf-guid");
}

/* On small screens the findings pane is a key away, and what is wrong is told all the same. */
static void small_screens_walk_findings_too(void **state)
{
    struct explorer *e = *state;
    const struct tdxp_finding *error;
    char rule[32];

    start_broken(e, &common);
    error = first_error(e);
    screen_type(e->s, "]");
    explorer_wait_node(e, error->node);
    screen_wait_text(e->s, "error TDVF-");
    start_broken(e, &small);
    error = first_error(e);
    snprintf(rule, sizeof rule, "error %s", error->rule->id);
    screen_type(e->s, "]");
    screen_wait_text(e->s, error->node->name);
    screen_type(e->s, "5");
    explorer_wait_focus(e, "Findings");
    screen_wait_text(e->s, error->rule->id);
    screen_type(e->s, "4");
    explorer_wait_focus(e, "Explanation");
    screen_wait_text(e->s, rule);
}

/* ---- The findings pane ---- */

static void the_title_of_the_findings_pane_counts_them(void **state)
{
    struct explorer *e = *state;
    char title[EXPLORER_TEXT], wanted[100];

    start_broken(e, &mono);
    snprintf(wanted, sizeof wanted, "%zu errors, %zu warning%s, %zu note%s", e->check->counts[TDXP_SEVERITY_ERROR],
             e->check->counts[TDXP_SEVERITY_WARNING], e->check->counts[TDXP_SEVERITY_WARNING] == 1 ? "" : "s",
             e->check->counts[TDXP_SEVERITY_NOTE], e->check->counts[TDXP_SEVERITY_NOTE] == 1 ? "" : "s");
    explorer_title(e, "Findings", title, sizeof title);
    assert_non_null(strstr(title, wanted));
}

static void findings_are_chosen_with_keys_and_enter_goes_to_the_bytes(void **state)
{
    struct explorer *e = *state;

    start_broken(e, &mono);
    screen_type(e->s, "5");
    explorer_wait_focus(e, "Findings");
    screen_type(e->s, "G");
    wait_finding(e, &e->check->findings[e->check->count - 1]);
    screen_type(e->s, "k");
    wait_finding(e, &e->check->findings[e->check->count - 2]);
    screen_key(e->s, SCREEN_HOME);
    wait_finding(e, &e->check->findings[0]);
    screen_type(e->s, "k");
    screen_type(e->s, "j");
    wait_finding(e, &e->check->findings[1]);
    screen_key(e->s, SCREEN_ENTER);
    explorer_wait_focus(e, "Hex");
    explorer_assert_hex_selects(e, e->check->findings[1].node);
    screen_ctrl(e->s, 'O');
    explorer_wait_focus(e, "Findings");
}

static void selecting_a_faulty_field_elsewhere_chooses_its_finding(void **state)
{
    struct explorer *e = *state;
    size_t count;
    const struct tdxp_finding *const *list;

    start_broken(e, &mono);
    list = tdxp_check_of_node(e->check, explorer_node(e, "tdvf/section[1]/Attributes"), &count);
    assert_true(count >= 1);
    explorer_go(e, "tdvf/section[1]/Attributes");
    wait_finding(e, list[0]);
    explorer_go(e, "tdvf-guid");
    assert_int_equal(explorer_chosen_row(e, "Findings"), -1);
}

static void the_explanation_tells_what_is_wrong_and_what_would_be_right(void **state)
{
    struct explorer *e = *state;
    size_t fixes = 0;

    start_broken(e, &mono);
    screen_type(e->s, "<");
    for (size_t i = 0; i < e->check->count; i++) {
        const struct tdxp_finding *f = &e->check->findings[i];
        char text[80];

        screen_type(e->s, "]");
        wait_finding(e, f);
        snprintf(text, sizeof text, "%.40s", f->message);
        assert_true(explorer_has(e, "Explanation", text));
        if (f->fix) {
            snprintf(text, sizeof text, "Fix: %.40s", f->fix);
            assert_true(screen_find(e->s, text, NULL, NULL));
            fixes++;
        }
    }
    assert_true(fixes >= 2);
}

/* ---- Marks ---- */

static bool is_faulty(const struct explorer *e, uint64_t offset)
{
    return tdxp_check_byte_worst(e->check, offset) >= TDXP_SEVERITY_WARNING;
}

/* Bold tells faulty bytes from others, also inside of a structure that is shaded; a mark stands before the first. */
static void assert_faulty_bytes_marked(struct explorer *e)
{
    struct hex_view view = explorer_hex(e);
    size_t marks = 0;

    for (uint64_t offset = view.top; offset < view.end; offset++) {
        int row, digit, character;
        struct screen_cell before;

        assert_true(hex_cell(&view, offset, &row, &digit, &character));
        before = screen_cell(e->s, row, digit - 1);
        if (is_faulty(e, offset) && !is_faulty(e, offset - 1)) {
            assert_string_equal(before.utf8, "!");
            assert_true(before.bold);
            marks++;
        } else {
            assert_string_not_equal(before.utf8, "!");
        }
        if (!stands_out(screen_cell(e->s, row, digit)) || screen_cell(e->s, row, digit).bold) {
            assert_int_equal(screen_cell(e->s, row, digit).bold, is_faulty(e, offset) || offset == hex_cursor(e));
        }
    }
    assert_int_equal(marks, 3);
}

static void faulty_bytes_are_marked_with_and_without_colours(void **state)
{
    struct explorer *e = *state;

    for (int i = 0; i < 2; i++) {
        start_broken(e, i ? &colour : &mono);
        explorer_go(e, "tdvf-guid");
        assert_faulty_bytes_marked(e);
        explorer_go(e, "tdvf/section[1]/Type");
        assert_faulty_bytes_marked(e);
    }
}

static void a_faulty_field_keeps_its_mark_while_it_is_selected(void **state)
{
    struct explorer *e = *state;
    const struct tdxp_node *node;
    struct hex_view view;
    int row, digit, character;

    start_broken(e, &mono);
    node = explorer_node(e, "tdvf/section[1]/Attributes");
    explorer_go(e, "tdvf/section[1]/Attributes");
    view = explorer_hex(e);
    assert_true(hex_cell(&view, node->offset, &row, &digit, &character));
    assert_string_equal(screen_cell(e->s, row, digit - 1).utf8, "!");
    assert_string_equal(screen_cell(e->s, row, view.area.col + view.digits + 1).utf8, "!");
}

/* The tree's row that holds text; its first cell is the mark. */
static struct screen_cell tree_mark(struct explorer *e, const char *text, struct screen_cell *name)
{
    struct area inside = explorer_inside(e, "Structure");
    int row, col;

    assert_true(screen_find_from(e->s, text, inside.row, 0, &row, &col));
    assert_true(col < inside.col + inside.cols);
    *name = screen_cell(e->s, row, col);
    return screen_cell(e->s, row, inside.col);
}

static void faulty_nodes_are_marked_in_the_tree_and_so_is_what_hides_them(void **state)
{
    struct explorer *e = *state;
    struct screen_cell name;

    for (int i = 0; i < 2; i++) {
        start_broken(e, i ? &colour : &mono);
        explorer_go(e, "tdvf/Signature");
        assert_string_equal(tree_mark(e, "Section 0", &name).utf8, "!");
        assert_string_equal(tree_mark(e, "Section 1", &name).utf8, "!");
        assert_string_equal(tree_mark(e, "Section 2", &name).utf8, " ");
        assert_string_equal(tree_mark(e, "Section 3", &name).utf8, "!");
        assert_true(tree_mark(e, "Section 1", &name).bold);
        assert_false(name.bold);
        explorer_go(e, "tdvf/section[1]/Type");
        assert_string_equal(tree_mark(e, "Section 1", &name).utf8, " ");
        assert_string_equal(tree_mark(e, "Attributes", &name).utf8, "!");
        assert_true(name.bold);
        assert_string_equal(tree_mark(e, "RawDataSize", &name).utf8, " ");
        assert_false(name.bold);
    }
}

/* ---- Verdicts ---- */

static size_t refusals(const struct explorer *e)
{
    size_t count = 0;

    for (size_t i = 0; i < e->check->verdict_count; i++) {
        count += !e->check->verdicts[i].accepts;
    }
    return count;
}

static void the_title_line_tells_who_refuses(void **state)
{
    struct explorer *e = *state;
    char text[64];

    start_broken(e, &common);
    snprintf(text, sizeof text, "%zu of %zu refuse", refusals(e), e->check->verdict_count);
    assert_non_null(strstr(screen_row_text(e->s, 0), text));
    screen_resize(e->s, 60, 250);
    for (size_t i = 0; i < e->check->verdict_count; i++) {
        const struct tdxp_verdict *v = &e->check->verdicts[i];

        snprintf(text, sizeof text, "%s %s", v->consumer->key, v->accepts ? "ok" : "NO");
        screen_wait_text(e->s, text);
    }
}

static void each_verdict_gives_its_reason_and_enter_goes_to_the_bytes(void **state)
{
    struct explorer *e = *state;
    size_t followed = 0;

    start_broken(e, &mono);
    screen_type(e->s, "6");
    explorer_wait_focus(e, "Verdicts");
    for (size_t i = 0; i < e->check->verdict_count; i++) {
        const struct tdxp_verdict *v = &e->check->verdicts[i];
        char text[100];

        snprintf(text, sizeof text, "%s %s: %s this image", v->accepts ? "ok" : "NO", v->consumer->name,
                 v->accepts ? "accepts" : "refuses");
        explorer_wait_chosen(e, "Verdicts", text);
        screen_wait_text(e->s, "Studied: ");
        screen_key(e->s, SCREEN_ENTER);
        if (v->accepts) {
            snprintf(text, sizeof text, "%s accepts this image", v->consumer->name);
            screen_wait_text(e->s, text);
        } else {
            snprintf(text, sizeof text, "%.24s", v->reason);
            explorer_wait_focus(e, "Hex");
            explorer_wait_node(e, v->node);
            screen_wait_text(e->s, text);
            screen_type(e->s, "6");
            explorer_wait_focus(e, "Verdicts");
            followed++;
        }
        screen_type(e->s, "j");
    }
    assert_int_equal(followed, refusals(e));
    assert_true(followed > 1);
}

static void the_chosen_verdict_stays_in_sight_in_a_small_pane(void **state)
{
    struct explorer *e = *state;

    start_broken(e, &common);
    screen_type(e->s, "6");
    explorer_wait_focus(e, "Verdicts");
    for (size_t i = 0; i < e->check->verdict_count; i++) {
        const struct tdxp_verdict *v = &e->check->verdicts[i];
        char text[100];

        snprintf(text, sizeof text, "%s %s: ", v->accepts ? "ok" : "NO", v->consumer->name);
        explorer_wait_chosen(e, "Verdicts", text);
        screen_type(e->s, "j");
    }
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, explorer_setup, explorer_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(brackets_walk_all_findings_in_both_directions_and_around),
        CASE(brackets_go_on_from_where_the_cursor_is),
        CASE(a_finding_is_a_place_to_come_back_from),
        CASE(small_screens_walk_findings_too),
        CASE(the_title_of_the_findings_pane_counts_them),
        CASE(findings_are_chosen_with_keys_and_enter_goes_to_the_bytes),
        CASE(selecting_a_faulty_field_elsewhere_chooses_its_finding),
        CASE(the_explanation_tells_what_is_wrong_and_what_would_be_right),
        CASE(faulty_bytes_are_marked_with_and_without_colours),
        CASE(a_faulty_field_keeps_its_mark_while_it_is_selected),
        CASE(faulty_nodes_are_marked_in_the_tree_and_so_is_what_hides_them),
        CASE(the_title_line_tells_who_refuses),
        CASE(each_verdict_gives_its_reason_and_enter_goes_to_the_bytes),
        CASE(the_chosen_verdict_stays_in_sight_in_a_small_pane),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
