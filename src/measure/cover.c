/* Which numbers, file offsets or GPAs, are covered by what. */
#include "measure/cover.h"

#include <stdlib.h>

static int span_order(const void *a, const void *b)
{
    const struct span *x = a;
    const struct span *y = b;

    return x->start < y->start ? -1 : x->start > y->start;
}

/* Make spans that overlap, or lie next to each other, one. */
static void merge(struct spans *spans)
{
    size_t kept = 0;

    qsort(spans->items, spans->count, sizeof *spans->items, span_order);
    for (size_t i = 0; i < spans->count; i++) {
        struct span next = spans->items[i];

        if (kept > 0 && next.start <= tdxp_add_sat(spans->items[kept - 1].last, 1)) {
            struct span *before = &spans->items[kept - 1];

            before->last = next.last > before->last ? next.last : before->last;
        } else {
            spans->items[kept++] = next;
        }
    }
    spans->count = kept;
}

/* What a section covers, into *span; false where it is nothing. */
typedef bool span_of(const struct plan *plan, uint32_t section, struct span *span);

static bool file_span(const struct plan *plan, uint32_t section, struct span *span)
{
    const struct tdxp_measure_section *result = &plan->results[section];

    if (result->content != TDXP_CONTENT_FILE || result->copied == 0 ||
        (result->pages_added == 0 && !result->extended)) {
        return false;
    }
    *span = (struct span){result->file_offset, result->file_offset + (result->copied - 1)};
    return true;
}

static bool memory_span(const struct plan *plan, uint32_t section, struct span *span)
{
    const struct tdxp_measure_section *result = &plan->results[section];
    uint64_t gpa = result->section->memory_address;

    if (result->pages_added == 0 && !result->extended) {
        return false;
    }
    *span = (struct span){gpa, tdxp_add_sat(gpa, plan->sections[section].pages * TDXP_PAGE_SIZE - 1)};
    return true;
}

bool cover_begin(struct cover *cover, size_t count)
{
    *cover = (struct cover){.loaded.count = 0};
    cover->loaded.items = calloc(count + 1, sizeof *cover->loaded.items);
    cover->measured.items = calloc(count + 1, sizeof *cover->measured.items);
    return cover->loaded.items && cover->measured.items;
}

void cover_add(struct cover *cover, struct span span, bool measured)
{
    cover->loaded.items[cover->loaded.count++] = span;
    if (measured) {
        cover->measured.items[cover->measured.count++] = span;
    }
}

void cover_finish(struct cover *cover)
{
    merge(&cover->loaded);
    merge(&cover->measured);
}

static bool open_cover(struct cover *cover, const struct plan *plan, span_of *of)
{
    if (!cover_begin(cover, plan->count)) {
        return false;
    }
    for (uint32_t i = 0; i < plan->count; i++) {
        struct span span;

        if (of(plan, i, &span)) {
            cover_add(cover, span, plan->results[i].extended);
        }
    }
    cover_finish(cover);
    return true;
}

bool cover_open_file(struct cover *cover, const struct plan *plan)
{
    return open_cover(cover, plan, file_span);
}

bool cover_open_memory(struct cover *cover, const struct plan *plan)
{
    return open_cover(cover, plan, memory_span);
}

void cover_close(struct cover *cover)
{
    free(cover->loaded.items);
    free(cover->measured.items);
}

/* Whether a span has the number; the last one in a row from there of which the same is true into *last. */
static bool spans_have(const struct spans *spans, uint64_t number, uint64_t *last)
{
    size_t low = 0;
    size_t high = spans->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (spans->items[middle].last < number) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    if (low == spans->count) {
        *last = UINT64_MAX;
        return false;
    }
    if (spans->items[low].start > number) {
        *last = spans->items[low].start - 1;
        return false;
    }
    *last = spans->items[low].last;
    return true;
}

enum tdxp_cover cover_at(const struct cover *cover, uint64_t number, uint64_t *last)
{
    uint64_t other;

    if (spans_have(&cover->measured, number, last)) {
        return TDXP_COVER_MEASURED;
    }
    if (!spans_have(&cover->loaded, number, &other)) {
        *last = other; /* what is measured is loaded */
        return TDXP_COVER_NEVER;
    }
    *last = other < *last ? other : *last;
    return TDXP_COVER_LOADED;
}

static uint64_t spans_total(const struct spans *spans)
{
    uint64_t total = 0;

    for (size_t i = 0; i < spans->count; i++) {
        total = tdxp_add_sat(total, tdxp_add_sat(spans->items[i].last - spans->items[i].start, 1));
    }
    return total;
}

enum tdxp_cover cover_of_file(const struct cover *cover, uint64_t size, uint64_t offset, uint64_t *run)
{
    enum tdxp_cover what;
    uint64_t last;

    if (offset >= size) {
        *run = UINT64_MAX;
        return TDXP_COVER_NEVER;
    }
    what = cover_at(cover, offset, &last);
    *run = tdxp_clip(offset, tdxp_add_sat(last - offset, 1), size);
    return what;
}

void cover_totals(const struct cover *cover, uint64_t size, uint64_t bytes[static TDXP_COVERS])
{
    uint64_t loaded = spans_total(&cover->loaded);
    uint64_t measured = spans_total(&cover->measured);

    bytes[TDXP_COVER_MEASURED] = measured;
    bytes[TDXP_COVER_LOADED] = loaded - measured;
    bytes[TDXP_COVER_NEVER] = size - loaded;
}
