/* A set of bytes as runs. */
#include "edit/runs.h"

#include <stdlib.h>
#include <string.h>

static uint64_t end_of(struct tdxp_range run)
{
    return run.start + run.length;
}

void runs_free(struct runs *runs)
{
    free(runs->list);
    *runs = (struct runs){.list = NULL};
}

bool runs_reserve(struct runs *runs, size_t more)
{
    size_t room = runs->room ? runs->room : 8;
    struct tdxp_range *grown;
    size_t size;

    if (more <= runs->room - runs->count) {
        return true;
    }
    while (room - runs->count < more) {
        if (__builtin_mul_overflow(room, (size_t)2, &room)) {
            return false;
        }
    }
    grown = __builtin_mul_overflow(room, sizeof *grown, &size) ? NULL : realloc(runs->list, size);
    if (!grown) {
        return false;
    }
    runs->list = grown;
    runs->room = room;
    return true;
}

/* Behind the last, for which there is room unless it touches that one. */
static void append(struct runs *runs, struct tdxp_range run)
{
    struct tdxp_range *last = runs->count > 0 ? &runs->list[runs->count - 1] : NULL;

    if (run.length == 0) {
        return;
    }
    runs->bytes += run.length;
    if (last && end_of(*last) == run.start) {
        last->length += run.length;
    } else {
        runs->list[runs->count++] = run;
    }
}

bool runs_append(struct runs *runs, struct tdxp_range run)
{
    if (!runs_reserve(runs, 1)) {
        return false;
    }
    append(runs, run);
    return true;
}

size_t runs_find(const struct runs *runs, uint64_t offset)
{
    size_t low = 0;
    size_t high = runs->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (end_of(runs->list[middle]) > offset) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return low;
}

size_t runs_needed(const struct runs *fresh)
{
    /* A run that reaches over the range on both sides becomes two. */
    return fresh->count + 1;
}

void runs_replace(struct runs *runs, struct tdxp_range range, const struct runs *fresh)
{
    uint64_t end = end_of(range);
    size_t first = runs_find(runs, range.start);
    size_t behind = first; /* the first run that begins at or behind the end of the range */
    struct tdxp_range left = {range.start, 0};
    struct tdxp_range right = {end, 0};
    struct tdxp_range *tail;
    size_t tail_count;

    while (behind < runs->count && runs->list[behind].start < end) {
        struct tdxp_range run = runs->list[behind++];

        if (run.start < range.start) {
            left = (struct tdxp_range){run.start, range.start - run.start};
        }
        if (end_of(run) > end) {
            right = (struct tdxp_range){end, end_of(run) - end};
        }
        runs->bytes -= run.length;
    }
    /* What is behind goes to the end of the room, and is put back behind what is new. */
    tail_count = runs->count - behind;
    tail = runs->list + runs->room - tail_count;
    memmove(tail, runs->list + behind, tail_count * sizeof *tail);
    runs->count = first;
    append(runs, left);
    for (size_t i = 0; i < fresh->count; i++) {
        append(runs, fresh->list[i]);
    }
    append(runs, right);
    if (tail_count > 0 && runs->count > 0 && end_of(runs->list[runs->count - 1]) == tail->start) {
        runs->list[runs->count - 1].length += tail->length;
        tail++;
        tail_count--;
    }
    memmove(runs->list + runs->count, tail, tail_count * sizeof *tail);
    runs->count += tail_count;
}
