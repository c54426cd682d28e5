/* Searching an image in steps. */
#include "tdxplore/search.h"

#include <stdlib.h>
#include <string.h>

#include "search/scan.h"
#include "tdxplore/range.h"

enum {
    NODE_COST = 256,  /* bytes of the budget that a node stands for, whose texts are gone over */
    VALUE_MAX = 1024, /* bytes of a value that are looked at */
    FIRST_ROOM = 64,  /* matches that there is room for at first */
};

struct tdxp_search {
    const struct tdxp_firmware *fw;
    struct tdxp_pattern pattern;
    struct tdxp_search_options options;
    struct tdxp_search_result result;
    struct tdxp_match *matches; /* owned */
    size_t room;
    struct scan scans[TDXP_NEEDLES]; /* one for each needle */
    uint64_t heads[TDXP_NEEDLES];    /* the next place of each in this step */
    bool found[TDXP_NEEDLES];        /* that it has one */
    uint64_t longest;                /* needle, in bytes */
    bool in_zeros;                   /* one of them matches zeros alone, and so in a hole */
    const struct tdxp_space *space;  /* that is searched now; NULL behind the last */
    uint64_t at;                     /* next place in it */
    uint64_t end;                    /* of the places that are worth a look, from at */
    struct tdxp_range data;          /* the next run of it that the file system stores; of length 0 behind the last */
    uint32_t node;                   /* next one, of names */
};

/* ---- begin and end ---- */

static bool is_all_zeros(const struct tdxp_needle *needle)
{
    for (uint32_t i = 0; i < needle->length; i++) {
        if (needle->value[i] != 0) {
            return false;
        }
    }
    return true;
}

static uint64_t all_bytes(const struct tdxp_firmware *fw)
{
    const struct tdxp_space *space;
    uint64_t sum = 0;

    for (unsigned id = 0; (space = tdxp_tree_space(fw->tree, id)); id++) {
        sum += space->bytes.size;
    }
    return sum;
}

/* The run of bytes at or behind from in which a match may begin or end. */
static struct tdxp_range data_from(const struct tdxp_search *s, uint64_t from)
{
    uint64_t size = s->space->bytes.size;
    struct tdxp_range data = {from, size - from};

    if (s->space->id == 0 && !s->in_zeros && !tdxp_image_next_data(s->fw->image, from, &data)) {
        return (struct tdxp_range){size, 0};
    }
    data.start = data.start < size ? data.start : size;
    data.length = tdxp_clip(data.start, data.length, size);
    return data;
}

static void begin_space(struct tdxp_search *s, const struct tdxp_space *space, uint64_t from)
{
    s->space = space;
    s->at = from;
    s->end = from;
    s->data = data_from(s, from);
}

struct tdxp_search *tdxp_search_begin(const struct tdxp_firmware *firmware, const struct tdxp_pattern *pattern,
                                      const struct tdxp_search_options *options, struct tdxp_error *err)
{
    struct tdxp_search *s = calloc(1, sizeof *s);
    bool whole = s != NULL;

    for (unsigned i = 0; whole && i < pattern->count; i++) {
        const struct tdxp_needle *needle = &pattern->needles[i];

        s->pattern.needles[i] = *needle;
        whole = scan_open(&s->scans[i], &s->pattern.needles[i]);
        s->longest = needle->length > s->longest ? needle->length : s->longest;
        s->in_zeros = s->in_zeros || is_all_zeros(needle);
    }
    if (!whole) {
        tdxp_error_set(err, "out of memory");
        tdxp_search_free(s);
        return NULL;
    }
    s->fw = firmware;
    s->pattern.kind = pattern->kind;
    s->pattern.count = pattern->count;
    s->options = options ? *options : (struct tdxp_search_options){.space = NULL};
    s->options.limit = s->options.limit ? s->options.limit : TDXP_SEARCH_LIMIT_DEFAULT;
    if (pattern->kind->names) {
        s->result.whole = tdxp_tree_count(firmware->tree);
    } else if (s->options.space) {
        uint64_t size = s->options.space->bytes.size;

        begin_space(s, s->options.space, s->options.from < size ? s->options.from : size);
        s->result.whole = size - s->at;
    } else {
        begin_space(s, tdxp_tree_space(firmware->tree, 0), 0);
        s->result.whole = all_bytes(firmware);
    }
    return s;
}

void tdxp_search_free(struct tdxp_search *search)
{
    if (!search) {
        return;
    }
    for (unsigned i = 0; i < TDXP_NEEDLES; i++) {
        scan_close(&search->scans[i]);
    }
    free(search->matches);
    free(search);
}

const struct tdxp_search_result *tdxp_search_result(const struct tdxp_search *search)
{
    return &search->result;
}

const struct tdxp_pattern *tdxp_search_pattern(const struct tdxp_search *search)
{
    return &search->pattern;
}

/* ---- matches ---- */

static bool make_room(struct tdxp_search *s)
{
    size_t room = s->room ? 2 * s->room : FIRST_ROOM;
    struct tdxp_match *matches;

    if (s->result.kept < s->room) {
        return true;
    }
    matches = room < SIZE_MAX / sizeof *matches ? realloc(s->matches, room * sizeof *matches) : NULL;
    if (!matches) {
        return false;
    }
    s->matches = matches;
    s->result.matches = matches;
    s->room = room;
    return true;
}

/* node may be NULL: the deepest there. False where the search ends with it. */
static bool add_match(struct tdxp_search *s, const struct tdxp_space *space, uint64_t offset, uint64_t length,
                      const struct tdxp_node *node)
{
    if (s->options.count_only) {
        s->result.count++;
        return true;
    }
    if (s->result.count == s->options.limit || !make_room(s)) {
        s->result.state = s->result.count == s->options.limit ? TDXP_SEARCH_FULL : TDXP_SEARCH_FAILED;
        return false;
    }
    s->matches[s->result.kept++] = (struct tdxp_match){
        .space = space,
        .offset = offset,
        .length = length,
        .node = node ? node : tdxp_tree_at(s->fw->tree, space, offset),
    };
    s->result.count++;
    return true;
}

/* ---- bytes ---- */

/*
 * The next run of places that are worth a look: those whose match would touch what the file system stores. False, and all
 * of the space is done, where there is none. The run behind it is asked for before any of it is read: reading in a hole
 * stores zeros there, on some file systems, and one would go on and on behind what one has stored oneself.
 */
static bool next_run(struct tdxp_search *s)
{
    struct tdxp_range data = s->data;
    uint64_t from = s->at;

    if (data.length == 0) {
        from = s->space->bytes.size;
    } else if (data.start > from) {
        from = data.start - from < s->longest ? from : data.start - (s->longest - 1);
    }
    s->result.done += from - s->at;
    s->at = from;
    s->end = data.start + data.length;
    s->data = data_from(s, s->end);
    for (unsigned i = 0; i < s->pattern.count; i++) {
        scan_start(&s->scans[i], s->at);
    }
    return data.length > 0;
}

static void advance(struct tdxp_search *s, unsigned i, uint64_t end)
{
    s->found[i] = scan_next(&s->scans[i], &s->space->bytes, end, &s->heads[i]);
}

/* The needle whose place comes first, and of several at one place the longest; the pattern's count where none has any. */
static unsigned first_head(const struct tdxp_search *s)
{
    unsigned first = s->pattern.count;

    for (unsigned i = 0; i < s->pattern.count; i++) {
        if (s->found[i] &&
            (first == s->pattern.count || s->heads[i] < s->heads[first] ||
             (s->heads[i] == s->heads[first] && s->pattern.needles[i].length > s->pattern.needles[first].length))) {
            first = i;
        }
    }
    return first;
}

/* All places from at up to end. */
static void search_part(struct tdxp_search *s, uint64_t end)
{
    unsigned first;

    for (unsigned i = 0; i < s->pattern.count; i++) {
        advance(s, i, end);
    }
    while ((first = first_head(s)) < s->pattern.count) {
        uint64_t place = s->heads[first];

        if (!add_match(s, s->space, place, s->pattern.needles[first].length, NULL)) {
            return;
        }
        for (unsigned i = 0; i < s->pattern.count; i++) {
            if (s->found[i] && s->heads[i] == place) {
                advance(s, i, end);
            }
        }
    }
    s->result.done += end - s->at;
    s->at = end;
}

static void next_space(struct tdxp_search *s)
{
    const struct tdxp_space *next = s->options.space ? NULL : tdxp_tree_space(s->fw->tree, s->space->id + 1);

    if (next) {
        begin_space(s, next, 0);
    } else {
        s->result.state = TDXP_SEARCH_DONE;
    }
}

static void step_bytes(struct tdxp_search *s, uint64_t budget)
{
    while (budget > 0 && s->result.state == TDXP_SEARCH_RUNNING) {
        uint64_t part;

        if (s->at == s->end && !next_run(s)) {
            next_space(s);
            continue;
        }
        part = s->end - s->at < budget ? s->end - s->at : budget;
        search_part(s, s->at + part);
        budget -= part;
    }
}

/* ---- names ---- */

static bool is_in(struct tdxp_search *s, const char *text)
{
    struct tdxp_bytes bytes = {(const uint8_t *)text, text ? strlen(text) : 0};
    uint64_t found;

    scan_start(&s->scans[0], 0);
    return scan_next(&s->scans[0], &bytes, bytes.size, &found);
}

static bool is_in_node(struct tdxp_search *s, const struct tdxp_node *node)
{
    char value[VALUE_MAX];

    if (is_in(s, node->name) || is_in(s, node->note) || is_in(s, node->key)) {
        return true;
    }
    tdxp_node_value(node, value, sizeof value);
    return is_in(s, value);
}

static void step_names(struct tdxp_search *s, uint64_t budget)
{
    const struct tdxp_node *node;

    for (uint64_t left = budget / NODE_COST + 1; left > 0 && s->result.state == TDXP_SEARCH_RUNNING; left--) {
        node = tdxp_tree_node(s->fw->tree, s->node);
        if (!node) {
            s->result.state = TDXP_SEARCH_DONE;
            return;
        }
        if ((!s->options.space || node->space == s->options.space) && is_in_node(s, node) &&
            !add_match(s, node->space, node->offset, node->length, node)) {
            return;
        }
        s->node++;
        s->result.done++;
    }
}

bool tdxp_search_step(struct tdxp_search *search, uint64_t budget)
{
    if (search->pattern.kind->names) {
        step_names(search, budget);
    } else {
        step_bytes(search, budget);
    }
    return search->result.state == TDXP_SEARCH_RUNNING;
}
