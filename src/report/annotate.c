/* An annotated hexdump as lines: which bytes, in which order, and what is folded. */
#include "report/annotate.h"

#include <stdlib.h>
#include <string.h>

enum {
    GUID_SIZE = 16,
    END_SIZE = 0x20,     /* bytes at the end of an image: the legacy offset and the reset vector */
    WINDOWS_MAX = 3,     /* runs of bytes that the TDX metadata is made of */
    FOLD_ROWS = 2,       /* fewer rows are not worth a line that stands for them */
    SHOWN_ROWS = 2,      /* of bytes that no table describes, before the rest is left out */
    DESCRIBED_MAX = 128, /* bytes that are shown whole though no table describes them */
    STRIDE = 1 << 16,    /* bytes that are compared at once */
};

struct walk {
    const struct tdxp_firmware *firmware;
    const struct tdxp_annotate_style *style;
    unsigned row;
    annotate_visitor *visit;
    void *context;
    bool stopped;
    const struct tdxp_node *within;    /* structure of the last heading */
    struct annotate_finding *findings; /* of the space, by offset */
    size_t count, next;
    size_t shown; /* findings of all spaces */
    struct annotate_notes notes;
};

/* ---- findings ---- */

/* Where the space has the bytes of a finding. False where it has none, or another space that is shown has them. */
static bool place_of(const struct walk *walk, const struct tdxp_space *space, const struct tdxp_finding *finding,
                     struct tdxp_range *range)
{
    if (space->id == 0 && (finding->node->space->id == 0 || !walk->style->all)) {
        *range = (struct tdxp_range){finding->offset, finding->length};
        return true;
    }
    if (finding->node->space == space) {
        *range = (struct tdxp_range){finding->node->offset, finding->node->length ? finding->node->length : 1};
        return true;
    }
    return false;
}

static int by_offset(const void *a, const void *b)
{
    const struct annotate_finding *x = a;
    const struct annotate_finding *y = b;

    if (x->range.start != y->range.start) {
        return x->range.start < y->range.start ? -1 : 1;
    }
    return (x->finding > y->finding) - (x->finding < y->finding);
}

/* And notes. */
static void collect(struct walk *walk, const struct tdxp_space *space, struct tdxp_range range)
{
    const struct tdxp_check_result *result = walk->style->findings;

    walk->count = 0;
    walk->next = 0;
    for (size_t i = 0; result && i < result->count; i++) {
        struct annotate_finding found = {.finding = &result->findings[i]};

        if (place_of(walk, space, found.finding, &found.range) && tdxp_range_overlap(found.range, range)) {
            walk->findings[walk->count++] = found;
        }
    }
    if (walk->count > 0) {
        qsort(walk->findings, walk->count, sizeof *walk->findings, by_offset);
    }
    walk->shown += walk->count;
    annotate_notes_collect(&walk->notes, space, range);
}

/* ---- lines ---- */

static void emit(struct walk *walk, struct annotate_line *line)
{
    uint64_t end = line->range.start + line->range.length;

    line->within = walk->within;
    line->finding_count = 0;
    line->findings = &walk->findings[walk->next];
    while (line->kind != ANNOTATE_HEADING && walk->next < walk->count && walk->findings[walk->next].range.start < end) {
        walk->next++;
        line->finding_count++;
    }
    annotate_notes_take(&walk->notes, line);
    if (walk->style->gpa && line->space->id == 0 && line->kind != ANNOTATE_HEADING) {
        struct tdxp_gpa gpa;

        line->has_gpa = tdxp_gpa_of_offset(walk->firmware, line->range.start, &gpa);
        line->gpa = line->has_gpa ? gpa.gpa : 0;
    }
    walk->stopped = !walk->visit(walk->context, line);
}

/* A field alone at the top of the tree stands for itself: the image as a whole would be no help. */
static const struct tdxp_node *structure_of(const struct tdxp_node *node)
{
    const struct tdxp_node *structure = node;

    while (structure->parent && (structure->kind == TDXP_KIND_FIELD || structure->kind == TDXP_KIND_BITS)) {
        structure = structure->parent;
    }
    if (!structure->parent && node->parent) {
        for (structure = node; structure->parent->parent; structure = structure->parent) {
        }
    }
    return structure;
}

static void head(struct walk *walk, const struct tdxp_node *node, uint64_t at)
{
    const struct tdxp_node *structure = structure_of(node);
    struct annotate_line line = {.kind = ANNOTATE_HEADING,
                                 .space = structure->space,
                                 .range = {structure->offset, structure->length},
                                 .node = structure,
                                 .first = at == structure->offset,
                                 .section = structure->section};

    if (structure != walk->within) {
        walk->within = structure;
        emit(walk, &line);
    }
}

static void skip(struct walk *walk, const struct tdxp_space *space, struct tdxp_range range,
                 const struct tdxp_node *node)
{
    struct annotate_line line = {.kind = ANNOTATE_SKIP, .space = space, .range = range, .node = node, .section = -1};

    if (range.length > 0 && !walk->stopped) {
        if (!node) {
            walk->within = NULL;
        }
        emit(walk, &line);
    }
}

/*
 * The first run of bytes in [at, end) that is stored, empty at end where there is none. What a file has before it are
 * holes: zeros, of which reading would make pages in memory.
 */
static struct tdxp_range stored_at(const struct walk *walk, const struct tdxp_space *space, uint64_t at, uint64_t end)
{
    struct tdxp_range data = {at, end - at};

    if (space->id == 0 && !tdxp_image_next_data(walk->firmware->image, at, &data)) {
        return (struct tdxp_range){end, 0};
    }
    data.start = data.start < end ? data.start : end;
    data.length = data.length < end - data.start ? data.length : end - data.start;
    return data;
}

/* Where the rows end that begin at at and each equal the row before. */
static uint64_t repeated(const struct walk *walk, const struct tdxp_space *space, uint64_t at, uint64_t end)
{
    static const uint8_t zeros[ANNOTATE_ROW];
    uint64_t row = walk->row;
    bool blank = tdxp_read_equals(&space->bytes, at - row, zeros, row);
    uint64_t stride = STRIDE;
    uint64_t last = end - (end - at) % row;

    while (at < last) {
        uint64_t length = last - at < stride ? last - at : stride;
        struct tdxp_bytes before, here;

        if (blank && stride > row) {
            struct tdxp_range data = stored_at(walk, space, at, last);
            uint64_t hole = data.start - at;

            if (hole >= row) {
                at += hole - hole % row;
                continue;
            }
            length = hole + data.length < length ? hole + data.length : length;
            length = length < row ? row : length - length % row;
        }
        before = tdxp_bytes_slice(&space->bytes, at - row, length);
        here = tdxp_bytes_slice(&space->bytes, at, length);
        if (memcmp(before.data, here.data, length) == 0) {
            at += length;
        } else if (stride > row) {
            stride = row;
        } else {
            break;
        }
    }
    return at;
}

static bool is_described(const struct tdxp_node *node)
{
    return node->kind == TDXP_KIND_FIELD || node->kind == TDXP_KIND_BITS;
}

/* The lines of bytes that are all of one node. */
static void walk_run(struct walk *walk, const struct tdxp_node *node, struct tdxp_range run)
{
    const struct tdxp_bytes *bytes = &node->space->bytes;
    bool whole = walk->style->from || is_described(node) || run.length <= DESCRIBED_MAX;
    uint64_t end = run.start + run.length;
    struct tdxp_gpa gpa;
    struct annotate_line line = {.space = node->space, .node = node, .section = node->section};
    unsigned rows = 0;

    if (line.section < 0 && node->space->id == 0 && tdxp_gpa_by_section(walk->firmware, run.start, &gpa)) {
        line.section = gpa.section;
    }
    head(walk, node, run.start);
    for (uint64_t at = run.start; at < end && !walk->stopped;) {
        uint64_t same;

        if (!whole && rows++ == SHOWN_ROWS) {
            skip(walk, node->space, (struct tdxp_range){at, end - at}, node);
            return;
        }
        line.kind = ANNOTATE_BYTES;
        line.first = at == run.start;
        line.range.start = at;
        line.range.length =
            tdxp_read_some(bytes, at, line.bytes, (size_t)(end - at < walk->row ? end - at : walk->row));
        emit(walk, &line);
        at += line.range.length;
        same = line.range.length == walk->row ? repeated(walk, node->space, at, end) : at;
        if (same - at >= (uint64_t)FOLD_ROWS * walk->row && !walk->stopped) {
            line.kind = ANNOTATE_REPEAT;
            line.first = false;
            line.range = (struct tdxp_range){at, same - at};
            emit(walk, &line);
            at = same;
        }
    }
}

static void walk_range(struct walk *walk, const struct tdxp_space *space, struct tdxp_range range)
{
    uint64_t end = range.start + range.length;

    for (uint64_t at = range.start; at < end && !walk->stopped;) {
        const struct tdxp_node *node = tdxp_tree_at(walk->firmware->tree, space, at);
        struct tdxp_range run;

        if (!tdxp_tree_run(walk->firmware->tree, space, at, &run.start, &run.length)) {
            return;
        }
        run.length -= at - run.start;
        run.start = at;
        if (run.length > end - at) {
            run.length = end - at;
        }
        walk_run(walk, node, run);
        at += run.length;
    }
}

static void walk_whole(struct walk *walk, const struct tdxp_space *space, struct tdxp_range range)
{
    walk->within = NULL;
    collect(walk, space, range);
    walk_range(walk, space, range);
}

/* ---- the TDX metadata ---- */

static void add_window(struct tdxp_range windows[static WINDOWS_MAX], size_t *count, struct tdxp_range window)
{
    size_t place = (*count)++;

    for (; place > 0 && windows[place - 1].start > window.start; place--) {
        windows[place] = windows[place - 1];
    }
    windows[place] = window;
}

static size_t find_windows(const struct tdxp_firmware *firmware, struct tdxp_range windows[static WINDOWS_MAX])
{
    struct tdxp_range image = tdxp_firmware_range(firmware);
    uint64_t size = image.length < END_SIZE ? image.length : END_SIZE;
    const struct tdxp_tdvf *tdvf = firmware->tdvf;
    size_t count = 0;

    if (tdvf && tdvf->node) {
        uint64_t before = tdvf->has_guid ? GUID_SIZE : 0;

        add_window(windows, &count, (struct tdxp_range){tdvf->node->offset - before, tdvf->node->length + before});
    }
    if (firmware->table.node) {
        add_window(windows, &count, (struct tdxp_range){firmware->table.node->offset, firmware->table.node->length});
    }
    add_window(windows, &count, (struct tdxp_range){image.start + image.length - size, size});
    return count;
}

static void walk_metadata(struct walk *walk)
{
    const struct tdxp_space *file = tdxp_tree_space(walk->firmware->tree, 0);
    struct tdxp_range windows[WINDOWS_MAX];
    size_t count = find_windows(walk->firmware, windows);
    uint64_t at = 0;

    collect(walk, file, (struct tdxp_range){0, file->bytes.size});
    for (size_t i = 0; i < count; i++) {
        uint64_t end = windows[i].start + windows[i].length;

        if (windows[i].start > at) {
            skip(walk, file, (struct tdxp_range){at, windows[i].start - at}, NULL);
            at = windows[i].start;
        }
        if (end > at) {
            walk_range(walk, file, (struct tdxp_range){at, end - at});
            at = end;
        }
    }
    skip(walk, file, (struct tdxp_range){at, file->bytes.size - at}, NULL);
}

bool annotate_lines(const struct tdxp_firmware *firmware, const struct tdxp_annotate_style *style, unsigned row,
                    annotate_visitor *visit, void *context, struct annotate_rest *rest)
{
    const struct tdxp_node *from = style->from;
    size_t findings = style->findings ? style->findings->count : 0;
    struct walk walk = {.firmware = firmware, .style = style, .row = row, .visit = visit, .context = context};
    const struct tdxp_space *space;

    walk.findings = calloc(findings + 1, sizeof *walk.findings);
    if (!walk.findings || !annotate_notes_open(&walk.notes, style->notes)) {
        free(walk.findings);
        return false;
    }
    if (from) {
        walk_whole(&walk, from->space, (struct tdxp_range){from->offset, from->length});
    } else if (!style->all) {
        walk_metadata(&walk);
    }
    for (unsigned id = 0; style->all && (space = tdxp_tree_space(firmware->tree, id)); id++) {
        walk_whole(&walk, space, (struct tdxp_range){0, space->bytes.size});
    }
    *rest = (struct annotate_rest){findings - walk.shown, annotate_notes_close(&walk.notes)};
    free(walk.findings);
    return true;
}

bool tdxp_report_annotate(const struct tdxp_firmware *firmware, const struct tdxp_annotate_style *style, FILE *out)
{
    static bool (*const writers[])(const struct tdxp_firmware *, const struct tdxp_annotate_style *, FILE *) = {
        [TDXP_ANNOTATE_TEXT] = annotate_text,
        [TDXP_ANNOTATE_HTML] = annotate_html,
        [TDXP_ANNOTATE_JSON] = annotate_json,
    };

    return writers[style->format](firmware, style, out);
}
