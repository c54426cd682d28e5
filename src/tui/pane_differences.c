/* The differences pane: what another image has otherwise, one line a difference, and what that does. */
#include "tui/pane_differences.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "tdxplore/report.h"
#include "tui/app.h"
#include "tui/comparing.h"
#include "tui/disk.h"
#include "tui/list.h"
#include "tui/writer.h"

enum {
    OFFSET_COLUMNS = 12,
    INDENT_MOST = 24, /* columns; what lies deeper is not indented further */
    LINE_TEXT = 1024,
};

struct differences_state {
    struct list list;
};

/* What a line tells of. */
enum line_kind { LINE_DIFFERENCE, LINE_MRTD, LINE_CAUSE, LINE_VERDICT, LINE_FINDING };

struct told_line {
    enum line_kind kind;
    size_t index; /* of the difference, cause, consumer or change of a finding */
};

static size_t difference_count(const struct app *app)
{
    size_t count = 0;

    if (comparing(app)) {
        tdxp_comparison_differences(app->comparing.comparison, &count);
    }
    return count;
}

/* The index of the n-th consumer whose answer is another. */
static size_t verdict_at(const struct app *app, size_t n)
{
    uint32_t verdicts = app->comparing.effects.judgement.verdicts;
    size_t i = 0;

    while (!(verdicts >> i & 1) || n-- > 0) {
        i++;
    }
    return i;
}

static size_t verdict_count(const struct app *app)
{
    return (size_t)__builtin_popcount(app->comparing.effects.judgement.verdicts);
}

/* Differences come first, then the MRTD with the sections that make it differ, verdicts, findings. */
static struct told_line line_at(const struct app *app, size_t n)
{
    const struct tdxp_effects *effects = &app->comparing.effects;

    if (n < difference_count(app)) {
        return (struct told_line){LINE_DIFFERENCE, n};
    }
    n -= difference_count(app);
    if (n == 0) {
        return (struct told_line){LINE_MRTD, 0};
    }
    n--;
    if (n < effects->cause_count) {
        return (struct told_line){LINE_CAUSE, n};
    }
    n -= effects->cause_count;
    if (n < verdict_count(app)) {
        return (struct told_line){LINE_VERDICT, verdict_at(app, n)};
    }
    return (struct told_line){LINE_FINDING, n - verdict_count(app)};
}

static size_t line_count(const struct app *app)
{
    const struct tdxp_effects *effects = &app->comparing.effects;

    return !comparing(app) ? 0
                           : difference_count(app) + 1 + effects->cause_count + verdict_count(app) +
                                 effects->judgement.finding_count;
}

static void fit(const struct app *app, const struct pane *pane)
{
    struct differences_state *state = pane->state;

    state->list.count = (int)line_count(app);
    state->list.rows = pane->inside.rows;
    list_fit(&state->list);
}

static void differences_follow(struct app *app, struct pane *pane)
{
    struct differences_state *state = pane->state;
    int current = comparing(app) ? comparing_current(app) : -1;

    if (current >= 0) {
        state->list.at = current;
    }
    fit(app, pane);
}

/* ---- lines ---- */

/* What stands at the left, and the text; returns the sign. */
static char difference_text(const struct app *app, size_t index, char *offset, size_t offset_size, char *text,
                            size_t size)
{
    size_t count;
    const struct tdxp_difference *d = &tdxp_comparison_differences(app->comparing.comparison, &count)[index];
    const struct tdxp_node *node = d->node[TDXP_SIDE_A] ? d->node[TDXP_SIDE_A] : d->node[TDXP_SIDE_B];
    int indent = 2 * (int)(d->depth < INDENT_MOST / 2 ? d->depth : INDENT_MOST / 2);
    size_t used;

    snprintf(offset, offset_size, node->space->id == 0 ? "%s0x%" PRIx64 : "%s*0x%" PRIx64,
             d->node[TDXP_SIDE_A] ? "" : "B ", node->offset);
    snprintf(text, size, "%*s", indent, "");
    tdxp_difference_name(d, app->canvas.utf8, text + indent, size - (size_t)indent);
    used = strlen(text);
    if (d->what != 0 && used + 3 < size) {
        snprintf(text + used, size - used, ": ");
        tdxp_difference_text(d, app->canvas.utf8, text + used + 2, size - used - 2);
    }
    return tdxp_difference_sign(d);
}

static char mrtd_text(const struct app *app, char *text, size_t size)
{
    const struct tdxp_measure_result *a = tdxp_measure_result(app->comparing.effects.measurement[TDXP_SIDE_A]);
    const struct tdxp_measure_result *b = tdxp_measure_result(app->comparing.effects.measurement[TDXP_SIDE_B]);
    char digests[TDXP_SIDES][TDXP_MRTD_TEXT] = {"none", "none"};

    if (!app->comparing.hashed) {
        snprintf(text, size, "MRTD: being worked out");
        return ' ';
    }
    if (a->state == TDXP_MEASURE_DONE) {
        tdxp_mrtd_format(a->mrtd, digests[TDXP_SIDE_A]);
    }
    if (b->state == TDXP_MEASURE_DONE) {
        tdxp_mrtd_format(b->mrtd, digests[TDXP_SIDE_B]);
    }
    if (strcmp(digests[TDXP_SIDE_A], digests[TDXP_SIDE_B]) == 0) {
        snprintf(text, size, "MRTD of both: %s", digests[TDXP_SIDE_A]);
        return ' ';
    }
    snprintf(text, size, "MRTD: %.16s%s, of B %.16s%s", digests[TDXP_SIDE_A],
             a->state == TDXP_MEASURE_DONE ? glyph(&app->canvas, GLYPH_ELLIPSIS) : "", digests[TDXP_SIDE_B],
             b->state == TDXP_MEASURE_DONE ? glyph(&app->canvas, GLYPH_ELLIPSIS) : "");
    return '~';
}

static char cause_text(const struct app *app, size_t index, char *text, size_t size)
{
    const struct tdxp_launch_cause *cause = &app->comparing.effects.causes[index];
    bool mine = cause->section[TDXP_SIDE_A];
    const struct tdxp_section *section = cause->section[mine ? TDXP_SIDE_A : TDXP_SIDE_B]->section;
    char words[LINE_TEXT / 2];

    tdxp_launch_cause_text(cause, words, sizeof words);
    snprintf(text, size, "  section %" PRIu32 ", %s%s: %s", section->index, tdxp_section_type_name(section->type),
             mine ? "" : " of B", words);
    return mine ? '~' : '+';
}

static char verdict_text(const struct app *app, size_t index, char *text, size_t size)
{
    const struct tdxp_verdict *a = &app->check->verdicts[index];
    const struct tdxp_verdict *b = &app->comparing.check->verdicts[index];

    snprintf(text, size, "%s: %s; of B: %s", a->consumer->name, a->accepts ? "accepts" : a->reason,
             b->accepts ? "accepts" : b->reason);
    return '~';
}

static char finding_text(const struct app *app, size_t index, char *offset, size_t offset_size, char *text, size_t size)
{
    const struct tdxp_finding_change *change = &app->comparing.effects.judgement.findings[index];
    bool mine = change->side == TDXP_SIDE_A;

    snprintf(offset, offset_size, "%s0x%" PRIx64, mine ? "" : "B ", change->finding->offset);
    snprintf(text, size, "%s: %s [%s]", tdxp_severity_name(change->finding->severity), change->finding->message,
             change->finding->rule->id);
    return mine ? '-' : '+';
}

static char line_text(const struct app *app, struct told_line line, char *offset, size_t offset_size, char *text,
                      size_t size)
{
    offset[0] = '\0';
    switch (line.kind) {
    case LINE_DIFFERENCE:
        return difference_text(app, line.index, offset, offset_size, text, size);
    case LINE_MRTD:
        return mrtd_text(app, text, size);
    case LINE_CAUSE:
        return cause_text(app, line.index, text, size);
    case LINE_VERDICT:
        return verdict_text(app, line.index, text, size);
    default:
        return finding_text(app, line.index, offset, offset_size, text, size);
    }
}

/* ---- drawing ---- */

static enum style sign_style(char sign)
{
    return sign == '+' ? STYLE_ADDED : sign == '-' ? STYLE_REMOVED : sign == '~' ? STYLE_VALUE : STYLE_DIM;
}

static void draw_line(const struct app *app, const struct pane *pane, int row, struct told_line line, bool selected)
{
    char offset[32];
    char text[LINE_TEXT];
    char sign[2] = {line_text(app, line, offset, sizeof offset, text, sizeof text), '\0'};

    if (selected) {
        theme_set_selected(&app->theme, pane->focused);
        blank(pane->inside, row, 0, pane->inside.cols);
    } else {
        theme_set(&app->theme, STYLE_DIM);
    }
    put(&app->canvas, pane->inside, row, 0, OFFSET_COLUMNS - 1, offset);
    if (!selected) {
        theme_set(&app->theme, sign_style(sign[0]));
    }
    put(&app->canvas, pane->inside, row, OFFSET_COLUMNS, 1, sign);
    if (!selected) {
        theme_set(&app->theme, sign[0] == ' ' || sign[0] == '>' ? STYLE_DIM : STYLE_TEXT);
    }
    put(&app->canvas, pane->inside, row, OFFSET_COLUMNS + 2, -1, text);
}

static void differences_draw(struct app *app, struct pane *pane)
{
    struct differences_state *state = pane->state;

    fit(app, pane);
    pane->cursor_row = -1;
    if (!comparing(app)) {
        writer_text(&(struct writer){.app = app, .pane = pane}, STYLE_DIM, 1,
                    "Nothing is compared: ':diff FILE' shows another image beside this one, with all that differs.");
        return;
    }
    for (int row = 0; row < pane->inside.rows && state->list.top + row < state->list.count; row++) {
        bool selected = state->list.top + row == state->list.at;

        draw_line(app, pane, row, line_at(app, (size_t)state->list.top + (size_t)row), selected);
        if (selected) {
            pane->cursor_row = row;
            pane->cursor_col = 0;
        }
    }
}

/* ---- choosing ---- */

static void choose_finding(struct app *app, const struct tdxp_finding_change *change)
{
    if (change->side == TDXP_SIDE_A) {
        app_select_node_at(app, change->finding->node, change->finding->offset, true);
    } else {
        comparing_show_b(app, change->finding->node->space, change->finding->offset, true);
    }
}

/* Where a line leads: of a difference the selection follows at once, of others with Enter. */
static void choose(struct app *app, struct told_line line, bool enter)
{
    const struct tdxp_launch_cause *cause;
    const struct tdxp_verdict *verdict;

    if (line.kind == LINE_DIFFERENCE) {
        comparing_choose(app, line.index, enter);
        return;
    }
    if (!enter) {
        return;
    }
    switch (line.kind) {
    case LINE_CAUSE:
        cause = &app->comparing.effects.causes[line.index];
        if (cause->section[TDXP_SIDE_A]) {
            app_select_section(app, cause->section[TDXP_SIDE_A]->section->index, true);
        } else {
            comparing_show_b(app, cause->section[TDXP_SIDE_B]->section->entry->space,
                             cause->section[TDXP_SIDE_B]->section->offset, true);
        }
        return;
    case LINE_VERDICT:
        verdict = &app->check->verdicts[line.index];
        if (!verdict->accepts) {
            app_select_node_at(app, verdict->node, verdict->offset, true);
            return;
        }
        verdict = &app->comparing.check->verdicts[line.index];
        comparing_show_b(app, verdict->node->space, verdict->node->offset, true);
        return;
    case LINE_FINDING:
        choose_finding(app, &app->comparing.effects.judgement.findings[line.index]);
        return;
    default:
        app_focus(app, PANE_MEASURE);
        return;
    }
}

static bool differences_command(struct app *app, struct pane *pane, enum command command)
{
    struct differences_state *state = pane->state;
    struct told_line line;

    fit(app, pane);
    if (state->list.count == 0) {
        return false;
    }
    if (command == CMD_FOLLOW) {
        line = line_at(app, (size_t)state->list.at);
        choose(app, line, true);
        if (line.kind != LINE_MRTD) {
            app_focus(app, PANE_HEX);
        }
        return true;
    }
    if (!list_command(&state->list, command)) {
        return false;
    }
    choose(app, line_at(app, (size_t)state->list.at), false);
    return true;
}

static bool differences_click(struct app *app, struct pane *pane, int row, int col)
{
    struct differences_state *state = pane->state;

    (void)col;
    if (state->list.top + row < (int)line_count(app)) {
        state->list.at = state->list.top + row;
        choose(app, line_at(app, (size_t)state->list.at), false);
        return true;
    }
    return false;
}

/* Behind what stands there, where there are any. */
static void add_count(char *buffer, size_t size, size_t count, const char *what)
{
    size_t used = strlen(buffer);

    if (count > 0 && used < size) {
        snprintf(buffer + used, size - used, "  %zu %s", count, what);
    }
}

static void differences_title(const struct app *app, const struct pane *pane, char *buffer, size_t size)
{
    struct tdxp_comparison_totals t;

    (void)pane;
    buffer[0] = '\0';
    if (!comparing(app)) {
        return;
    }
    t = tdxp_comparison_totals(app->comparing.comparison);
    snprintf(buffer, size, "B is %s%s%s", app->comparing.name, disk_word(app->comparing.state),
             t.same && app->comparing.state == TDXP_IMAGE_SAME ? ", the same" : "");
    add_count(buffer, size, t.nodes_added, "added");
    add_count(buffer, size, t.nodes_removed, "removed");
    add_count(buffer, size, t.nodes_changed, "changed");
    add_count(buffer, size, t.nodes_moved, "moved");
}

static void differences_adopt(struct app *app, struct pane *pane, const void *before, const struct change *change)
{
    struct differences_state *state = pane->state;
    const struct differences_state *was = before;

    (void)app;
    (void)change;
    state->list = was->list;
}

const struct pane_class pane_differences = {
    .name = "Differences",
    .key = 'X',
    .hint =
        "{down}/{up} choose  {follow} to the bytes  {next-difference} next  {previous-difference} previous  {shift} columns",
    .state_size = sizeof(struct differences_state),
    .title = differences_title,
    .draw = differences_draw,
    .command = differences_command,
    .click = differences_click,
    .follow = differences_follow,
    .adopt = differences_adopt,
};
