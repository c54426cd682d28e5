/* An annotated hexdump: the notes that are about the bytes of its lines. */
#include <stdlib.h>

#include "report/annotate.h"

static int by_offset(const void *a, const void *b)
{
    const struct tdxp_noted *const *x = a;
    const struct tdxp_noted *const *y = b;

    if ((*x)->range.start != (*y)->range.start) {
        return (*x)->range.start < (*y)->range.start ? -1 : 1;
    }
    return (*x > *y) - (*x < *y);
}

bool annotate_notes_open(struct annotate_notes *notes, const struct tdxp_noting *noting)
{
    *notes = (struct annotate_notes){.noting = noting};
    notes->items = noting ? calloc(noting->count + 1, sizeof *notes->items) : NULL;
    return notes->items || !noting;
}

/* Whether it is about the bytes of the range, and not about something larger that they are a part of. */
static bool is_about(const struct tdxp_noted *noted, const struct tdxp_space *space, struct tdxp_range range)
{
    return noted->node->space == space && tdxp_range_overlap(noted->range, range) &&
           !(noted->range.length > range.length && tdxp_range_within(range, noted->range));
}

void annotate_notes_collect(struct annotate_notes *notes, const struct tdxp_space *space, struct tdxp_range range)
{
    notes->count = 0;
    notes->next = 0;
    for (size_t i = 0; notes->noting && i < notes->noting->placed; i++) {
        const struct tdxp_noted *noted = &notes->noting->items[i];

        if (is_about(noted, space, range)) {
            notes->items[notes->count++] = noted;
        }
    }
    if (notes->count > 0) {
        qsort(notes->items, notes->count, sizeof *notes->items, by_offset);
    }
    notes->shown += notes->count;
}

void annotate_notes_take(struct annotate_notes *notes, struct annotate_line *line)
{
    uint64_t end = line->range.start + line->range.length;

    line->note_count = 0;
    line->notes = notes->items ? &notes->items[notes->next] : NULL;
    while (line->kind != ANNOTATE_HEADING && notes->next < notes->count &&
           notes->items[notes->next]->range.start < end) {
        notes->next++;
        line->note_count++;
    }
}

size_t annotate_notes_close(struct annotate_notes *notes)
{
    free(notes->items);
    return notes->noting ? notes->noting->count - notes->shown : 0;
}
