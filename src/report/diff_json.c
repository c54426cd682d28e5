/* Two images compared, as JSON. */
#include "report/json.h"
#include "report/measure_json.h"
#include "tdxplore/report.h"

enum { TEXT = 2304 }; /* two values */

/* Runs of a difference that are listed: what is beyond is in the counts. */
enum { RUNS_MOST = 1000 };

static const struct {
    uint32_t bit;
    const char *name;
} kinds[] = {
    {TDXP_DIFFERENCE_ADDED, "added"},         {TDXP_DIFFERENCE_REMOVED, "removed"},
    {TDXP_DIFFERENCE_VALUE, "value"},         {TDXP_DIFFERENCE_BYTES, "bytes"},
    {TDXP_DIFFERENCE_RESIZED, "resized"},     {TDXP_DIFFERENCE_MOVED, "moved"},
    {TDXP_DIFFERENCE_REORDERED, "reordered"}, {TDXP_DIFFERENCE_ELSEWHERE, "elsewhere"},
    {TDXP_DIFFERENCE_PACKED, "packed"},       {TDXP_DIFFERENCE_TEXT, "text"},
};

static const struct {
    uint32_t bit;
    const char *name;
} causes[] = {
    {TDXP_CAUSE_ADDED, "added"},     {TDXP_CAUSE_REMOVED, "removed"},   {TDXP_CAUSE_PLACE, "place"},
    {TDXP_CAUSE_SIZE, "size"},       {TDXP_CAUSE_CONTENTS, "contents"}, {TDXP_CAUSE_ORDER, "order"},
    {TDXP_CAUSE_UNKNOWN, "unknown"},
};

static json_t *what_array(uint32_t what)
{
    json_t *array = json_array();

    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (what & kinds[i].bit) {
            array = json_append(array, json_string(kinds[i].name));
        }
    }
    return array;
}

static json_t *node_object(const struct tdxp_node *node)
{
    char value[TEXT];

    if (!node) {
        return json_null();
    }
    tdxp_node_value(node, value, sizeof value);
    return json_pack("{s:o, s:o, s:I, s:o, s:o, s:o}", "path", json_path(node), "name", json_text(node->name), "space",
                     (json_int_t)node->space->id, "offset", json_hex(node->offset), "length", json_hex(node->length),
                     "value", json_text(value[0] ? value : NULL));
}

static json_t *run_object(const struct tdxp_stretch *s)
{
    return json_pack("{s:s, s:o, s:o, s:o, s:o}", "kind", s->kind == TDXP_STRETCH_CHANGED ? "changed" : "only", "a",
                     s->at[TDXP_SIDE_A].space ? json_hex(s->at[TDXP_SIDE_A].start) : json_null(), "a_length",
                     json_hex(s->at[TDXP_SIDE_A].length), "b",
                     s->at[TDXP_SIDE_B].space ? json_hex(s->at[TDXP_SIDE_B].start) : json_null(), "b_length",
                     json_hex(s->at[TDXP_SIDE_B].length));
}

/* The runs of bytes of a pair that differ; those of a node that one image has alone are all that it is. */
static json_t *runs_array(const struct tdxp_comparison *comparison, const struct tdxp_difference *d)
{
    json_t *array = json_array();
    const struct tdxp_stretch *s;
    size_t count = 0;

    if (d->node[TDXP_SIDE_A] && d->node[TDXP_SIDE_B]) {
        s = tdxp_comparison_stretches(comparison, TDXP_SIDE_A, d->node[TDXP_SIDE_A], &count);
    }
    for (size_t i = 0; i < count && json_array_size(array) < RUNS_MOST; i++) {
        if (s[i].kind != TDXP_STRETCH_SAME) {
            array = json_append(array, run_object(&s[i]));
        }
    }
    return array;
}

static json_t *difference_object(const struct tdxp_comparison *comparison, const struct tdxp_difference *d)
{
    char text[TEXT];

    tdxp_difference_text(d, false, text, sizeof text);
    return json_pack("{s:o, s:o, s:o, s:o, s:I, s:I, s:o, s:b, s:I, s:I, s:I, s:s, s:o}", "a",
                     node_object(d->node[TDXP_SIDE_A]), "b", node_object(d->node[TDXP_SIDE_B]), "what",
                     what_array(d->what), "parent",
                     d->parent == TDXP_DIFFERENCE_TOP ? json_null() : json_integer(d->parent), "depth",
                     (json_int_t)d->depth, "count", (json_int_t)d->count, "distance", json_hex(d->distance), "back",
                     (int)d->back, "changed", (json_int_t)d->changed, "removed", (json_int_t)d->removed, "added",
                     (json_int_t)d->added, "text", text, "runs", runs_array(comparison, d));
}

static json_t *totals_object(const struct tdxp_comparison *comparison)
{
    struct tdxp_comparison_totals t = tdxp_comparison_totals(comparison);

    return json_pack("{s:o, s:o, s:o, s:o, s:b, s:I, s:I, s:I, s:I}", "bytes_changed", json_count(t.changed),
                     "bytes_removed", json_count(t.removed), "bytes_added", json_count(t.added), "bytes_packed",
                     json_count(t.packed), "coarse", (int)t.coarse, "nodes_added", (json_int_t)t.nodes_added,
                     "nodes_removed", (json_int_t)t.nodes_removed, "nodes_changed", (json_int_t)t.nodes_changed,
                     "nodes_moved", (json_int_t)t.nodes_moved);
}

static json_t *cause_object(const struct tdxp_launch_cause *cause)
{
    json_t *what = json_array();
    json_t *object = json_object();
    char text[TEXT];

    for (size_t i = 0; i < sizeof causes / sizeof causes[0]; i++) {
        if (cause->what & causes[i].bit) {
            what = json_append(what, json_string(causes[i].name));
        }
    }
    for (int side = 0; side < TDXP_SIDES; side++) {
        const struct tdxp_measure_section *section = cause->section[side];

        object = json_put(object, side == TDXP_SIDE_A ? "a" : "b",
                          section ? json_integer(section->section->index) : json_null());
    }
    tdxp_launch_cause_text(cause, text, sizeof text);
    object = json_put(object, "what", what);
    object = json_put(object, "bytes", json_count(cause->bytes));
    return json_put(object, "text", json_string(text));
}

static json_t *measured_object(const struct tdxp_measure_result *r)
{
    return json_pack("{s:o, s:o}", "mrtd", json_digest_if(r->state == TDXP_MEASURE_DONE, r->mrtd), "refused",
                     json_text(r->refused));
}

static json_t *launch_object(const struct tdxp_diff *diff)
{
    json_t *array = json_array();

    for (size_t i = 0; i < diff->effects->cause_count; i++) {
        array = json_append(array, cause_object(&diff->effects->causes[i]));
    }
    return json_pack("{s:s, s:o, s:o, s:o}", "vmm", tdxp_vmm_key(diff->measured[TDXP_SIDE_A]->vmm), "a",
                     measured_object(diff->measured[TDXP_SIDE_A]), "b", measured_object(diff->measured[TDXP_SIDE_B]),
                     "sections", array);
}

static json_t *verdict_object(const struct tdxp_verdict *verdict)
{
    return json_pack("{s:b, s:o}", "accepts", (int)verdict->accepts, "reason", json_text(verdict->reason));
}

static json_t *verdicts_array(const struct tdxp_diff *diff)
{
    const struct tdxp_check_result *a = diff->pair->check[TDXP_SIDE_A];
    const struct tdxp_check_result *b = diff->pair->check[TDXP_SIDE_B];
    json_t *array = json_array();

    for (size_t i = 0; i < a->verdict_count; i++) {
        if (diff->effects->judgement.verdicts & UINT32_C(1) << i) {
            array =
                json_append(array, json_pack("{s:s, s:o, s:o}", "consumer", a->verdicts[i].consumer->key, "a",
                                             verdict_object(&a->verdicts[i]), "b", verdict_object(&b->verdicts[i])));
        }
    }
    return array;
}

static json_t *findings_array(const struct tdxp_diff *diff)
{
    const struct tdxp_judgement *judgement = &diff->effects->judgement;
    json_t *array = json_array();

    for (size_t i = 0; i < judgement->finding_count; i++) {
        const struct tdxp_finding *finding = judgement->findings[i].finding;

        array = json_append(array, json_pack("{s:s, s:s, s:s, s:o, s:o, s:s}", "in",
                                             judgement->findings[i].side == TDXP_SIDE_A ? "a" : "b", "rule",
                                             finding->rule->id, "severity", tdxp_severity_name(finding->severity),
                                             "node", json_path(finding->node), "offset", json_hex(finding->offset),
                                             "message", finding->message));
    }
    return array;
}

static bool print_member(const char *name, json_t *value, FILE *out)
{
    fprintf(out, ",\n\"%s\": ", name);
    return json_print_part(value, out);
}

bool tdxp_report_diff_json(const struct tdxp_diff *diff, FILE *out)
{
    const struct tdxp_comparison *comparison = diff->pair->comparison;
    size_t count;
    const struct tdxp_difference *differences = tdxp_comparison_differences(comparison, &count);
    bool whole;

    fputs("{\"a\": ", out);
    whole = json_print_part(json_image(diff->pair->firmware[TDXP_SIDE_A]), out);
    whole = print_member("b", json_image(diff->pair->firmware[TDXP_SIDE_B]), out) && whole;
    fprintf(out, ",\n\"same\": %s", tdxp_comparison_totals(comparison).same ? "true" : "false");
    fputs(",\n\"differences\": [", out);
    for (size_t i = 0; whole && i < count; i++) {
        fputs(i == 0 ? "\n" : ",\n", out);
        whole = json_print_part(difference_object(comparison, &differences[i]), out);
    }
    fputs("\n]", out);
    whole = whole && print_member("totals", totals_object(comparison), out) &&
            print_member("measurement", launch_object(diff), out) &&
            print_member("verdicts", verdicts_array(diff), out) && print_member("findings", findings_array(diff), out);
    fputs("\n}\n", out);
    return whole;
}
