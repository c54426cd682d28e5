/* Lines of assembly: where instructions begin, which mode they are for, and what is no code. */
#include "tdxplore/listing.h"

#include <stdlib.h>
#include <string.h>

#include "format/code_engine.h"
#include "format/code_trace.h"
#include "tdxplore/range.h"

enum {
    IN_STEP = 96,            /* bytes of decoding that find into step with the instructions, on all but odd code */
    SETTLING = 32,           /* of these, those in which one is not relied on */
    PIECE_MAX = IN_STEP + 1, /* lines that end in the bytes of one such piece */
    END_REACH = 0x10000,     /* how near the end of an image the reset vector's mode is taken for what nobody knows */
};

struct tdxp_listing {
    const struct tdxp_firmware *fw;
    struct tdxp_code *code;
    struct code_trace trace;
};

struct tdxp_listing *listing_new(const struct tdxp_firmware *fw, const struct code_engine *engine)
{
    struct tdxp_listing *l = calloc(1, sizeof *l);

    if (!l) {
        return NULL;
    }
    l->fw = fw;
    l->code = code_new(engine);
    if (!l->code || !code_trace_run(&l->trace, fw, l->code)) {
        tdxp_listing_free(l);
        return NULL;
    }
    return l;
}

struct tdxp_listing *tdxp_listing_new(const struct tdxp_firmware *fw)
{
    return listing_new(fw, code_engine_default());
}

void tdxp_listing_free(struct tdxp_listing *l)
{
    if (!l) {
        return;
    }
    code_trace_free(&l->trace);
    tdxp_code_free(l->code);
    free(l);
}

const char *tdxp_listing_engine(const struct tdxp_listing *l)
{
    return tdxp_code_engine(l->code);
}

/* ---- places ---- */

static bool in_file(const struct tdxp_space *space)
{
    return space->id == 0;
}

static bool traced_at(const struct tdxp_listing *l, const struct tdxp_space *space, uint64_t offset, uint64_t *start,
                      enum tdxp_code_bits *bits)
{
    return in_file(space) && code_trace_at(&l->trace, offset, start, bits);
}

/* The mode that the closest code node says, or UNKNOWN. */
static enum tdxp_code_bits node_bits(const struct tdxp_node *node)
{
    while (node && !(node->kind == TDXP_KIND_CODE && node->value != TDXP_CODE_UNKNOWN)) {
        node = node->parent;
    }
    return node ? (enum tdxp_code_bits)node->value : TDXP_CODE_UNKNOWN;
}

enum tdxp_code_bits tdxp_listing_bits(const struct tdxp_listing *l, const struct tdxp_space *space, uint64_t offset)
{
    enum tdxp_code_bits bits;

    if (traced_at(l, space, offset, NULL, &bits)) {
        return bits;
    }
    bits = node_bits(tdxp_tree_at(l->fw->tree, space, offset));
    if (bits != TDXP_CODE_UNKNOWN) {
        return bits;
    }
    /* Code that goes on behind what was traced is for the same mode: what an indirect jump leads to, for instance. */
    for (uint64_t back = 1; back <= IN_STEP && back <= offset; back++) {
        if (traced_at(l, space, offset - back, NULL, &bits)) {
            return bits;
        }
    }
    if (in_file(space) && l->trace.reset != TDXP_CODE_UNKNOWN && space->bytes.size - offset <= END_REACH) {
        return l->trace.reset;
    }
    return TDXP_CODE_64;
}

/* A run of bytes that the index gives the same node for. */
struct run {
    const struct tdxp_node *node;
    uint64_t start, end;
    bool data; /* no code: a structure's bytes, or code of another processor */
};

static struct run run_at(const struct tdxp_listing *l, const struct tdxp_listing_place *place, uint64_t offset)
{
    const struct tdxp_space *space = place->space;
    struct run run = {.node = tdxp_tree_at(l->fw->tree, space, offset)};
    uint64_t length = 0;
    bool foreign;

    if (tdxp_tree_run(l->fw->tree, space, offset, &run.start, &length)) {
        run.end = run.start + length;
    }
    foreign = place->bits == TDXP_CODE_UNKNOWN && node_bits(run.node) == TDXP_CODE_FOREIGN;
    run.data = foreign || code_is_data(l->fw, run.node);
    return run;
}

/* True where nothing before offset goes on into the run that begins there. */
static bool begins_anew(const struct run *run)
{
    return run->data || (run->node && run->node->kind == TDXP_KIND_CODE && run->node->offset == run->start);
}

/* The least of what ends a line that begins at offset: limit, end, and the edge behind it. */
static uint64_t cut_at(const struct tdxp_listing_place *place, uint64_t offset, uint64_t limit, uint64_t end)
{
    limit = limit < end ? limit : end;
    return place->edge > offset && place->edge < limit ? place->edge : limit;
}

/* Where the instruction that begins at offset must end: at end, at the edge, and before what begins anew. */
static uint64_t limit_of(const struct tdxp_listing *l, const struct tdxp_listing_place *place, uint64_t offset,
                         uint64_t end)
{
    uint64_t limit = cut_at(place, offset, tdxp_add_sat(offset, TDXP_INSTRUCTION_MAX), end);
    uint64_t start;

    for (struct run run = run_at(l, place, offset); run.end < limit;) {
        run = run_at(l, place, run.end);
        if (begins_anew(&run)) {
            limit = run.start;
        }
    }
    for (uint64_t at = offset + 1; at < limit; at++) {
        if (traced_at(l, place->space, at, &start, NULL) && start == at) {
            return traced_at(l, place->space, offset, NULL, NULL) ? limit : at;
        }
    }
    return limit;
}

/* ---- lines ---- */

static void set_address(const struct tdxp_listing *l, const struct tdxp_space *space, struct tdxp_line *line)
{
    struct tdxp_gpa gpa;

    line->has_gpa = in_file(space) && tdxp_gpa_of_offset(l->fw, line->offset, &gpa);
    line->address = line->has_gpa ? gpa.gpa : line->offset;
}

/*
 * Where the target lies in the space: as far from here as the instruction says, in bytes that lie together in memory as
 * they do in the file; else by its address.
 */
static void set_target(const struct tdxp_listing *l, const struct tdxp_space *space, struct tdxp_line *line)
{
    const struct tdxp_instruction *in = &line->instruction;
    int32_t section;

    if (!in->has_target) {
        return;
    }
    if (line->has_gpa) {
        line->has_target = tdxp_offset_of_gpa(l->fw, in->target, &line->target, &section);
    }
    if (!line->has_target && in->relative) {
        line->target = line->offset + (in->target - line->address);
        line->has_target = line->target < space->bytes.size;
    }
}

static uint64_t chunk_start(const struct run *run, uint64_t offset)
{
    return offset - (offset - run->start) % TDXP_LINE_DATA_MAX;
}

static void make_data(const struct run *run, const struct tdxp_listing_place *place, uint64_t end,
                      struct tdxp_line *line)
{
    uint64_t chunk_end = chunk_start(run, line->offset) + TDXP_LINE_DATA_MAX;

    chunk_end = chunk_end < run->end ? chunk_end : run->end;
    line->kind = TDXP_LINE_DATA;
    line->length = cut_at(place, line->offset, chunk_end, end) - line->offset;
}

/* The line that begins at offset; end is where it must end at the latest. */
static void make_line(const struct tdxp_listing *l, const struct tdxp_listing_place *place, uint64_t offset,
                      uint64_t end, struct tdxp_line *line)
{
    const struct tdxp_space *space = place->space;
    const struct run run = run_at(l, place, offset);

    *line = (struct tdxp_line){.kind = TDXP_LINE_NONE, .offset = offset, .length = 1, .node = run.node};
    set_address(l, space, line);
    if (run.data && !traced_at(l, space, offset, NULL, NULL)) {
        make_data(&run, place, end, line);
        return;
    }
    line->bits = place->bits != TDXP_CODE_UNKNOWN ? place->bits : tdxp_listing_bits(l, space, offset);
    if (tdxp_code_decode(l->code, line->bits, &space->bytes, offset, limit_of(l, place, offset, end), line->address,
                         &line->instruction)) {
        line->kind = TDXP_LINE_INSTRUCTION;
        line->length = line->instruction.length;
        set_target(l, space, line);
    }
}

size_t tdxp_listing_from(const struct tdxp_listing *l, const struct tdxp_listing_place *place, size_t count,
                         struct tdxp_line *lines)
{
    uint64_t at = place->offset;
    size_t n = 0;

    while (n < count && at < place->space->bytes.size) {
        make_line(l, place, at, place->space->bytes.size, &lines[n]);
        at += lines[n++].length;
    }
    return n;
}

/* As step_in, without the edge. */
static uint64_t step_in_anywhere(const struct tdxp_listing *l, const struct tdxp_listing_place *place, uint64_t offset,
                                 bool *exact)
{
    uint64_t least = offset > IN_STEP ? offset - IN_STEP : 0;
    struct run run = run_at(l, place, offset);
    uint64_t start;

    *exact = true;
    if (traced_at(l, place->space, offset, &start, NULL)) {
        return start;
    }
    if (run.data) {
        return chunk_start(&run, offset);
    }
    while (run.start > least && !begins_anew(&run)) {
        struct run before = run_at(l, place, run.start - 1);

        if (before.data) {
            break;
        }
        run = before;
    }
    *exact = run.start >= least;
    return *exact ? run.start : least;
}

/*
 * An offset at or before the byte, at most IN_STEP before it, from which lines are counted. *exact: an instruction begins
 * there for certain, or data.
 */
static uint64_t step_in(const struct tdxp_listing *l, const struct tdxp_listing_place *place, uint64_t offset,
                        bool *exact)
{
    uint64_t start = step_in_anywhere(l, place, offset, exact);

    if (place->edge > start && place->edge <= offset) {
        *exact = true;
        return place->edge;
    }
    return start;
}

uint64_t tdxp_listing_start(const struct tdxp_listing *l, const struct tdxp_listing_place *place)
{
    struct tdxp_line line;
    bool exact;
    uint64_t at = step_in(l, place, place->offset, &exact);

    for (;;) {
        make_line(l, place, at, place->space->bytes.size, &line);
        if (place->offset - at < line.length) {
            return at;
        }
        at += line.length;
    }
}

/*
 * The lines of a piece that ends at end, and reaches back as far as step_in does. Of one that begins somewhere, the first
 * lines are left out, for they need not be in step. Returns how many there are, at least one.
 */
static size_t piece_before(const struct tdxp_listing *l, const struct tdxp_listing_place *place, uint64_t end,
                           struct tdxp_line piece[static PIECE_MAX])
{
    bool exact;
    uint64_t at = step_in(l, place, end - 1, &exact);
    uint64_t settled = exact ? at : at + SETTLING;
    size_t n = 0;

    while (at < end && n < PIECE_MAX) {
        make_line(l, place, at, end, &piece[n]);
        at += piece[n].length;
        n += piece[n].offset >= settled || at >= end;
    }
    return n;
}

size_t tdxp_listing_before(const struct tdxp_listing *l, const struct tdxp_listing_place *place, size_t count,
                           struct tdxp_line *lines)
{
    uint64_t end = place->offset;
    size_t n = 0;

    /* From the end backwards, a piece at a time; what was found before moves on to make room. */
    while (n < count && end > 0) {
        struct tdxp_line piece[PIECE_MAX];
        size_t got = piece_before(l, place, end, piece);
        size_t kept = got < count - n ? got : count - n;

        memmove(lines + kept, lines, n * sizeof *lines);
        memcpy(lines, piece + (got - kept), kept * sizeof *lines);
        n += kept;
        end = piece[0].offset;
    }
    return n;
}
