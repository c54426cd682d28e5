/* Two images compared, as text. */
#include <inttypes.h>
#include <string.h>

#include "image/columns.h"
#include "report/nodes.h"
#include "tdxplore/report.h"
#include "tdxplore/text.h"

enum {
    NAME_TEXT = 512,
    LINE_TEXT = 2304, /* two values */
    DEPTH_MAX = 40, /* what lies deeper is not indented further */
};

struct writer {
    const struct tdxp_diff *diff;
    const struct tdxp_diff_style *style;
    FILE *out;
    int width[TDXP_SIDES]; /* columns of the offsets */
};

/* Select graphic rendition (ECMA-48, 8.3.117). */
static const char *colour_of(char sign)
{
    switch (sign) {
    case '+':
        return "\33[32m";
    case '-':
        return "\33[31m";
    case '~':
        return "\33[33m";
    case '>':
        return "\33[36m";
    default:
        return "";
    }
}

static const char *arrow(const struct writer *w)
{
    return w->style->utf8 ? "→" : "->";
}

/* ---- the images ---- */

static void print_image(const struct writer *w, enum tdxp_side side)
{
    const struct tdxp_firmware *firmware = w->diff->pair->firmware[side];
    char name[LINE_TEXT];
    char size[TDXP_HUMAN_SIZE];

    tdxp_escape_text(w->style->utf8, tdxp_file_title(tdxp_image_name(firmware->image)), name, sizeof name);
    tdxp_human_size(tdxp_image_bytes(firmware->image)->size, size);
    fprintf(w->out, "%c  %s: %s, %s\n", side == TDXP_SIDE_A ? 'A' : 'B', name, size, firmware->kind->name);
}

/* ---- structure ---- */

static void offset_text(const struct tdxp_difference *d, enum tdxp_side side, char text[static REPORT_OFFSET_TEXT])
{
    if (d->node[side]) {
        report_offset_text(d->node[side]->space, d->node[side]->offset, text);
    } else {
        strcpy(text, "-");
    }
}

static void measure(struct writer *w, const struct tdxp_difference *differences, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        for (int side = 0; side < TDXP_SIDES; side++) {
            char text[REPORT_OFFSET_TEXT];

            offset_text(&differences[i], (enum tdxp_side)side, text);
            if ((int)strlen(text) > w->width[side]) {
                w->width[side] = (int)strlen(text);
            }
        }
    }
}

static int indent_of(const struct tdxp_difference *d)
{
    uint32_t depth = d->depth > 0 ? d->depth - 1 : 0;

    return 2 * (int)(depth < DEPTH_MAX ? depth : DEPTH_MAX);
}

static void print_difference(const struct writer *w, const struct tdxp_difference *d)
{
    char offsets[TDXP_SIDES][REPORT_OFFSET_TEXT];
    char name[NAME_TEXT];
    char text[LINE_TEXT];
    char sign = tdxp_difference_sign(d);
    bool colour = w->style->colour && sign != ' ';

    for (int side = 0; side < TDXP_SIDES; side++) {
        offset_text(d, (enum tdxp_side)side, offsets[side]);
    }
    tdxp_difference_name(d, w->style->utf8, name, sizeof name);
    tdxp_difference_text(d, w->style->utf8, text, sizeof text);
    fprintf(w->out, "%*s  %*s  %s%c%s %*s%s%s%s", w->width[TDXP_SIDE_A], offsets[TDXP_SIDE_A], w->width[TDXP_SIDE_B],
            offsets[TDXP_SIDE_B], colour ? colour_of(sign) : "", sign, colour ? "\33[m" : "", indent_of(d), "", name,
            text[0] ? ": " : "", text);
    if (w->style->paths) {
        const struct tdxp_node *node = d->node[TDXP_SIDE_A] ? d->node[TDXP_SIDE_A] : d->node[TDXP_SIDE_B];

        tdxp_node_path(node, name, sizeof name);
        tdxp_escape_text(w->style->utf8, name, text, sizeof text);
        fprintf(w->out, "  %s", text);
    }
    putc('\n', w->out);
}

static void print_structure(struct writer *w)
{
    size_t count;
    const struct tdxp_difference *differences = tdxp_comparison_differences(w->diff->pair->comparison, &count);

    measure(w, differences, count);
    fprintf(w->out, "\n%*s  %*s    Structure\n", w->width[TDXP_SIDE_A], "In A", w->width[TDXP_SIDE_B], "In B");
    for (size_t i = 0; i < count; i++) {
        /* The image itself is named above. */
        if (differences[i].parent != TDXP_DIFFERENCE_TOP || differences[i].what != 0) {
            print_difference(w, &differences[i]);
        }
    }
}

static void print_totals(const struct writer *w)
{
    struct tdxp_comparison_totals t = tdxp_comparison_totals(w->diff->pair->comparison);

    fprintf(w->out, "\nNodes: %zu added, %zu removed, %zu changed, %zu only moved\n", t.nodes_added, t.nodes_removed,
            t.nodes_changed, t.nodes_moved);
    fprintf(w->out, "Bytes: %" PRIu64 " changed%s, %" PRIu64 " of what A alone has, %" PRIu64 " of what B alone has", t.changed,
            t.coarse ? " at most" : "", t.removed, t.added);
    if (t.packed > 0) {
        fprintf(w->out, "; and %" PRIu64 " in compressed form", t.packed);
    }
    putc('\n', w->out);
}

/* ---- what they do ---- */

static void print_mrtd(const struct writer *w, enum tdxp_side side)
{
    const struct tdxp_measure_result *r = w->diff->measured[side];
    char text[TDXP_MRTD_TEXT];

    if (r->state == TDXP_MEASURE_DONE) {
        tdxp_mrtd_format(r->mrtd, text);
        fprintf(w->out, "%c  %s\n", side == TDXP_SIDE_A ? 'A' : 'B', text);
    } else {
        fprintf(w->out, "%c  none: %s\n", side == TDXP_SIDE_A ? 'A' : 'B', r->refused ? r->refused : "it failed");
    }
}

static bool same_mrtd(const struct tdxp_diff *diff)
{
    const struct tdxp_measure_result *a = diff->measured[TDXP_SIDE_A];
    const struct tdxp_measure_result *b = diff->measured[TDXP_SIDE_B];

    return a->state == TDXP_MEASURE_DONE && b->state == TDXP_MEASURE_DONE &&
           memcmp(a->mrtd, b->mrtd, sizeof a->mrtd) == 0;
}

static void print_launch(const struct writer *w)
{
    const struct tdxp_diff *diff = w->diff;

    fprintf(w->out, "\nMRTD, as %s launches %s\n", tdxp_vmm_name(diff->measured[TDXP_SIDE_A]->vmm),
            same_mrtd(diff) ? "both: the same" : "each");
    print_mrtd(w, TDXP_SIDE_A);
    if (same_mrtd(diff)) {
        return;
    }
    print_mrtd(w, TDXP_SIDE_B);
    for (size_t i = 0; i < diff->effects->cause_count; i++) {
        const struct tdxp_launch_cause *cause = &diff->effects->causes[i];
        const struct tdxp_measure_section *section =
            cause->section[TDXP_SIDE_A] ? cause->section[TDXP_SIDE_A] : cause->section[TDXP_SIDE_B];
        char text[LINE_TEXT];

        tdxp_launch_cause_text(cause, text, sizeof text);
        fprintf(w->out, "   section %" PRIu32 ", %s%s: %s\n", section->section->index,
                tdxp_section_type_name(section->section->type), cause->section[TDXP_SIDE_A] ? "" : " of B", text);
    }
}

static const char *answer(const struct tdxp_verdict *verdict)
{
    return verdict->accepts ? "accepts" : verdict->reason;
}

static void print_verdicts(const struct writer *w)
{
    const struct tdxp_check_result *a = w->diff->pair->check[TDXP_SIDE_A];
    const struct tdxp_check_result *b = w->diff->pair->check[TDXP_SIDE_B];

    if (w->diff->effects->judgement.verdicts == 0) {
        return;
    }
    fputs("\nVerdicts\n", w->out);
    for (size_t i = 0; i < a->verdict_count; i++) {
        if (w->diff->effects->judgement.verdicts & UINT32_C(1) << i) {
            fprintf(w->out, "~ %s: %s %s %s\n", a->verdicts[i].consumer->name, answer(&a->verdicts[i]), arrow(w),
                    answer(&b->verdicts[i]));
        }
    }
}

static void print_findings(const struct writer *w)
{
    const struct tdxp_judgement *judgement = &w->diff->effects->judgement;

    if (judgement->finding_count > 0) {
        fputs("\nFindings\n", w->out);
    }
    for (size_t i = 0; i < judgement->finding_count; i++) {
        const struct tdxp_finding_change *change = &judgement->findings[i];
        char sign = change->side == TDXP_SIDE_A ? '-' : '+';

        fprintf(w->out, "%s%c%s 0x%" PRIx64 " %s: %s [%s]\n", w->style->colour ? colour_of(sign) : "", sign,
                w->style->colour ? "\33[m" : "", change->finding->offset, tdxp_severity_name(change->finding->severity),
                change->finding->message, change->finding->rule->id);
    }
}

bool tdxp_report_diff(const struct tdxp_diff *diff, const struct tdxp_diff_style *style, FILE *out)
{
    struct writer w = {diff, style, out, {4, 4}};

    if (tdxp_comparison_totals(diff->pair->comparison).same) {
        return true;
    }
    print_image(&w, TDXP_SIDE_A);
    print_image(&w, TDXP_SIDE_B);
    print_structure(&w);
    print_totals(&w);
    print_launch(&w);
    print_verdicts(&w);
    print_findings(&w);
    return true;
}
