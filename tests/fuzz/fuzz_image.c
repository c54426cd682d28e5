/*
 * A target for libFuzzer: any bytes as an image, through all decoders with all that is compressed opened, the checks, the
 * guest map, the measurement and the reports; and that image compared with a changed one, and its fields as text.
 *
 * What must hold of every image is asked as the unit tests ask it; where it does not, the target aborts. Time and memory
 * are libFuzzer's to watch (-timeout, -rss_limit_mb).
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "support.h"
#include "tdxplore/check.h"
#include "tdxplore/compare.h"
#include "tdxplore/edit.h"
#include "tdxplore/launch.h"
#include "tdxplore/map_layout.h"
#include "tdxplore/measure.h"
#include "tdxplore/opened.h"
#include "tdxplore/range.h"
#include "tdxplore/report.h"
#include "tdxplore/search.h"

enum {
    ROWS = 40,         /* of a picture of guest memory */
    STEPS_MAX = 200,   /* of a launch, that are put into words */
    REGIONS_MAX = 500, /* that are looked up by their addresses */
    FEW_NODES = 300,   /* of a tree of which everything is asked each time */
    NODES_MAX = 2000,  /* of a tree that is written out */
    CHOSEN_OF = 16,
    OPENED_MAX = 1 << 20,    /* bytes that come out of all that is compressed */
    ANNOTATED_MAX = 1 << 16, /* bytes that are written as a hexdump */
    MEASURED_MAX = 1 << 18,  /* bytes that are hashed */
    SUM_STEP = 61,           /* not each byte is summed: that would take longer than decoding */
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(bool holds, const char *what)
{
    if (!holds) {
        fprintf(stderr, "does not hold: %s\n", what);
        abort();
    }
}

static void ask_map(const struct tdxp_guest_map *map)
{
    size_t count;
    const struct tdxp_region *regions = tdxp_guest_map_regions(map, &count);

    for (size_t i = 0; i < count && i < REGIONS_MAX; i++) {
        const struct tdxp_region *region = &regions[i];
        const struct tdxp_region *at[4];

        demand(region->start <= region->last, "a region ends where it begins, or behind");
        demand(tdxp_guest_map_at(map, region->last, at, 4) > 0, "a region covers its last address");
        demand(tdxp_guest_map_segment(map, region, region->start) != NULL, "a region has a first segment");
        demand(tdxp_guest_map_section(map, region->placed.section) == region, "a region is found by its section");
    }
    tdxp_guest_map_totals(map);
    tdxp_guest_map_at(map, UINT64_MAX, NULL, 0);
}

static void ask_layout(const struct tdxp_guest_map *map, enum tdxp_map_scale scale)
{
    struct tdxp_map_layout *layout = tdxp_map_layout_new(map, scale, ROWS);
    const struct tdxp_map_band *bands;
    uint64_t top = 0;
    size_t count;

    demand(layout != NULL, "there is memory");
    bands = tdxp_map_layout_bands(layout, &count);
    for (size_t i = 0; i < count; i++) {
        demand(bands[i].top == top, "bands stand on each other");
        demand(bands[i].height >= TDXP_MAP_EIGHTHS, "a band has a row");
        demand(tdxp_map_layout_at(layout, bands[i].last) == &bands[i], "a band is found by its address");
        demand(tdxp_map_layout_band(layout, top) == &bands[i], "a band is found by its place");
        top += bands[i].height;
    }
    tdxp_map_layout_free(layout);
}

static void ask_launch(const struct tdxp_firmware *fw)
{
    struct tdxp_launch_step *steps;
    size_t count = tdxp_launch_steps(fw, &steps);
    char words[1024];

    for (size_t i = 0; i < count && i < STEPS_MAX; i++) {
        tdxp_launch_describe(fw, &steps[i], words, sizeof words);
        demand(words[0] != '\0', "a step has words");
    }
    free(steps);
}

static void ask_findings(const struct tdxp_firmware *fw, const struct tdxp_check_result *result)
{
    uint64_t size = tdxp_image_bytes(fw->image)->size;

    for (size_t i = 0; i < result->count; i++) {
        const struct tdxp_finding *finding = &result->findings[i];

        demand(finding->node && finding->message, "a finding is about something, and says what");
        demand(finding->length > 0 && finding->offset < size && finding->length <= size - finding->offset,
               "a finding's bytes are in the file");
        demand(tdxp_check_byte_worst(result, finding->offset) >= finding->severity, "a finding is found by its bytes");
    }
    for (size_t i = 0; i < result->verdict_count; i++) {
        const struct tdxp_verdict *verdict = &result->verdicts[i];

        demand(verdict->accepts == !verdict->reason, "a refusal has a reason");
        demand(verdict->accepts == !verdict->finding, "a refusal has a finding");
    }
}

/* What takes many times as long as decoding is done for one input in so many, the same each time. */
static bool is_chosen(const uint8_t *data, size_t size)
{
    uint32_t sum = 2166136261u; /* FNV-1a */

    for (size_t i = size % SUM_STEP; i < size; i += SUM_STEP) {
        sum = (sum ^ data[i]) * 16777619u;
    }
    return sum % CHOSEN_OF == 0;
}

/* A hexdump of all spaces is no more than a few thousand lines. */
static bool is_small(const struct tdxp_firmware *fw)
{
    const struct tdxp_space *space;
    uint64_t bytes = 0;

    for (unsigned id = 0; (space = tdxp_tree_space(fw->tree, id)); id++) {
        bytes += space->bytes.size;
    }
    return bytes <= ANNOTATED_MAX && tdxp_tree_count(fw->tree) <= NODES_MAX;
}

static void write_reports(const struct tdxp_firmware *fw, const struct tdxp_check_result *result)
{
    static const struct tdxp_report_style style = {.utf8 = true, .paths = true};
    FILE *out = fopen("/dev/null", "w");

    demand(out != NULL, "/dev/null can be opened");
    tdxp_report_info(fw, &style, out);
    tdxp_report_info_json(fw, out);
    if (tdxp_tree_count(fw->tree) <= NODES_MAX) {
        tdxp_report_tree(fw, &style, out);
        tdxp_report_tree_json(fw, &style, out);
    }
    for (int format = TDXP_ANNOTATE_TEXT; format <= TDXP_ANNOTATE_JSON; format++) {
        const struct tdxp_annotate_style annotated = {.format = (enum tdxp_annotate_format)format,
                                                      .all = is_small(fw),
                                                      .gpa = true,
                                                      .findings = result,
                                                      .colour = true,
                                                      .width = TDXP_ANNOTATE_WIDTH_MIN};

        tdxp_report_annotate(fw, &annotated, out);
    }
    for (int format = TDXP_CHECK_TEXT; format <= TDXP_CHECK_SARIF; format++) {
        const struct tdxp_check_options options = {.format = (enum tdxp_check_format)format};
        struct tdxp_check_report *report = tdxp_report_check_begin(&options, out);

        tdxp_report_check_image(report, fw, result);
        tdxp_report_check_end(report);
    }
    fclose(out);
}

static void measure(const struct tdxp_firmware *fw, const struct tdxp_check_result *result)
{
    const struct tdxp_measure_options options = {.limit = MEASURED_MAX, .force = true};
    struct tdxp_measurement *m = tdxp_measure_begin(fw, result, &options, NULL);
    uint64_t bytes[TDXP_COVERS];

    demand(m != NULL, "there is memory");
    tdxp_measure_step(m, UINT64_MAX);
    demand(tdxp_measure_result(m)->state == TDXP_MEASURE_DONE || tdxp_measure_result(m)->refused,
           "a launch without MRTD has a reason");
    tdxp_measure_cover_totals(m, bytes);
    demand(bytes[TDXP_COVER_NEVER] + bytes[TDXP_COVER_LOADED] + bytes[TDXP_COVER_MEASURED] ==
               tdxp_image_bytes(fw->image)->size,
           "each byte is covered or not");
    tdxp_measure_free(m);
}

/* The input's first bytes are a pattern where they can be read as one. */
static void search(const struct tdxp_firmware *fw, const uint8_t *data, size_t size)
{
    const struct tdxp_search_options options = {.limit = 1000};
    char text[64] = "";
    struct tdxp_pattern pattern;
    struct tdxp_search *search;
    const struct tdxp_search_result *result;

    memcpy(text, data, size < sizeof text ? size : sizeof text - 1);
    if (!tdxp_pattern_parse(text, &pattern, NULL)) {
        return;
    }
    search = tdxp_search_begin(fw, &pattern, &options, NULL);
    demand(search != NULL, "there is memory");
    while (tdxp_search_step(search, 1000)) {
    }
    result = tdxp_search_result(search);
    demand(result->state == TDXP_SEARCH_DONE || result->kept == options.limit, "a search goes through");
    for (size_t i = 0; i < result->kept; i++) {
        const struct tdxp_match *match = &result->matches[i];

        demand(match->node && tdxp_fits(match->offset, match->length, match->space->bytes.size),
               "a match is inside, and has a node");
    }
    tdxp_search_free(search);
}

/* The same bytes with a run of them gone and others changed, by what the bytes themselves say. */
static struct tdxp_image *changed_image(const uint8_t *data, size_t size)
{
    size_t gone = size > 64 ? data[size / 2] % 33 : 0;
    size_t at = size > 64 ? (data[0] + data[1] * 256u) % (size - gone) : 0;
    uint8_t *bytes = malloc(size);
    struct tdxp_image *image;

    demand(bytes != NULL, "there is memory");
    memcpy(bytes, data, at);
    memcpy(bytes + at, data + at + gone, size - at - gone);
    for (size_t i = 0; i < size - gone; i += 997) {
        bytes[i] ^= data[(i * 31 + 7) % size];
    }
    image = tdxp_image_from_memory("changed", bytes, size - gone, NULL);
    demand(image != NULL, "there is memory");
    return image;
}

/* Each byte of the file lies in one stretch, which leads to the other file and back. */
static void ask_stretches(const struct tdxp_pair *pair, enum tdxp_side side)
{
    enum tdxp_side other = side == TDXP_SIDE_A ? TDXP_SIDE_B : TDXP_SIDE_A;
    const struct tdxp_space *space = tdxp_tree_space(pair->firmware[side]->tree, 0);

    for (uint64_t at = 0; at < space->bytes.size;) {
        const struct tdxp_stretch *s = tdxp_comparison_at(pair->comparison, side, space, at);
        const struct tdxp_space *there;
        const struct tdxp_space *back;
        uint64_t offset;

        demand(s && s->at[side].start == at && s->at[side].length > 0, "each byte is in a stretch");
        if (tdxp_comparison_across(pair->comparison, side, space, at, &there, &offset)) {
            demand(tdxp_comparison_across(pair->comparison, other, there, offset, &back, &offset) && back == space &&
                       offset == at,
                   "a byte leads to another, and that back");
        }
        at += s->at[side].length;
    }
}

static void compare(const struct tdxp_image *image, const uint8_t *data, size_t size)
{
    const struct tdxp_open_limits limits = {
        .one = OPENED_MAX, .all = OPENED_MAX, .ratio = 1000, .count = 16, .depth = 3};
    const struct tdxp_measure_options options = {.limit = MEASURED_MAX, .force = true};
    static const struct tdxp_diff_style style = {.utf8 = true, .paths = true, .colour = true};
    struct tdxp_image *changed = changed_image(data, size);
    struct tdxp_diff diff = {.pair = NULL};
    struct tdxp_effects effects;
    struct tdxp_pair pair;
    FILE *out = fopen("/dev/null", "w");

    demand(out && tdxp_pair_make(&pair, image, changed, &limits, NULL), "there is memory");
    demand(tdxp_effects_make(&effects, &pair, &options, NULL), "there is memory");
    while (tdxp_effects_step(&effects, UINT64_MAX)) {
    }
    diff.pair = &pair;
    diff.effects = &effects;
    for (int side = 0; side < TDXP_SIDES; side++) {
        ask_stretches(&pair, (enum tdxp_side)side);
        diff.measured[side] = tdxp_measure_result(effects.measurement[side]);
    }
    tdxp_report_diff(&diff, &style, out);
    tdxp_report_diff_json(&diff, out);
    fclose(out);
    tdxp_effects_free(&effects);
    tdxp_pair_free(&pair);
    tdxp_image_close(changed);
}

/* The value of a node as text is read back to the same bytes; and any text is read or refused. */
static void ask_values(const struct tdxp_firmware *fw, const uint8_t *data, size_t size)
{
    char typed[64] = "";

    memcpy(typed, data, size < sizeof typed ? size : sizeof typed - 1);
    for (uint32_t id = 0; id < tdxp_tree_count(fw->tree) && id < NODES_MAX; id++) {
        const struct tdxp_node *node = tdxp_tree_node(fw->tree, id);
        uint8_t bytes[256];
        char text[2048];

        if (node->length > sizeof bytes || !tdxp_edit_possible(node, NULL)) {
            continue;
        }
        tdxp_edit_parse(node, typed, bytes, NULL);
        demand(tdxp_edit_value_text(node, text, sizeof text) < sizeof text, "a value has a text");
        demand(tdxp_edit_parse(node, text, bytes, NULL), "its text is a value");
        demand(tdxp_read_equals(&node->space->bytes, node->offset, bytes, (size_t)node->length),
               "it is the same value");
    }
}

/* Decode with everything opened; a hostile part ends at the limits. */
static struct decoded decode_all(const uint8_t *data, size_t size, struct tdxp_opened **opened)
{
    const struct tdxp_open_limits limits = {
        .one = OPENED_MAX, .all = OPENED_MAX, .ratio = 1000, .count = 16, .depth = 3};
    struct decoded d;

    *opened = tdxp_opened_new(&limits, true);
    d.image = tdxp_image_from_memory("fuzzed", exact_copy(data, size), size, NULL);
    demand(*opened && d.image, "there is memory");
    d.fw = tdxp_firmware_decode_opened(d.image, *opened, NULL);
    demand(d.fw != NULL, "there is memory");
    demand(tdxp_opened_bytes(*opened) <= OPENED_MAX, "no more comes out than the limit");
    return d;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    bool chosen = is_chosen(data, size);
    struct tdxp_opened *opened;
    struct decoded d;
    struct tdxp_check_result *result;

    if (size == 0) {
        return 0;
    }
    d = decode_all(data, size, &opened);
    if (chosen || tdxp_tree_count(d.fw->tree) <= FEW_NODES) {
        const char *fault = decoded_fault(&d);

        demand(!fault, fault);
    }
    demand(d.fw->kind != NULL, "a file is of some kind");
    ask_map(d.fw->map);
    for (int scale = 0; scale < TDXP_SCALES; scale++) {
        ask_layout(d.fw->map, (enum tdxp_map_scale)scale);
    }
    ask_launch(d.fw);
    result = tdxp_check(d.fw, NULL);
    demand(result != NULL, "there is memory");
    ask_findings(d.fw, result);
    measure(d.fw, result);
    if (chosen) {
        search(d.fw, data, size);
        write_reports(d.fw, result);
        ask_values(d.fw, data, size);
        compare(d.image, data, size);
    }
    tdxp_check_free(result);
    decoded_free(&d);
    tdxp_opened_free(opened);
    return 0;
}
