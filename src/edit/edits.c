/* The history of edits: steps, each of which is made of puts that keep what was there before them. */
#include <stdlib.h>
#include <string.h>

#include "edit/runs.h"
#include "tdxplore/edit.h"

/* Bytes that were put somewhere, and those that were there: length of each, one behind the other. */
struct put {
    uint64_t offset;
    size_t length;
    uint8_t *bytes; /* from malloc: the old ones, then the new ones */
};

struct step {
    struct put *puts;
    size_t count, room;
    char *label;
};

/* Of the number of a step: there is no way back to what was saved. */
#define NOWHERE SIZE_MAX

struct tdxp_edits {
    const struct tdxp_image *base;
    struct tdxp_image *copy;
    struct step *steps;
    size_t count, room;
    size_t done;  /* steps that are not undone: the first so many */
    size_t saved; /* how many were done when it was saved, or NOWHERE */
    struct runs changed;
    struct runs fresh; /* scratch for what changes */
    unsigned depth;    /* groups that are open */
    bool grouped;      /* the open group has made its step */
};

struct tdxp_edits *tdxp_edits_new(const struct tdxp_image *base, struct tdxp_error *err)
{
    struct tdxp_edits *edits = calloc(1, sizeof *edits);

    if (!edits) {
        tdxp_error_set(err, "out of memory");
        return NULL;
    }
    edits->base = base;
    edits->copy = tdxp_image_copy(base, err);
    if (!edits->copy) {
        free(edits);
        return NULL;
    }
    return edits;
}

static void step_free(struct step *step)
{
    for (size_t i = 0; i < step->count; i++) {
        free(step->puts[i].bytes);
    }
    free(step->puts);
    free(step->label);
}

/* Forget the steps from that number on. */
static void drop(struct tdxp_edits *edits, size_t from)
{
    while (edits->count > from) {
        step_free(&edits->steps[--edits->count]);
    }
    if (edits->saved != NOWHERE && edits->saved > from) {
        edits->saved = NOWHERE;
    }
}

void tdxp_edits_free(struct tdxp_edits *edits)
{
    if (!edits) {
        return;
    }
    drop(edits, 0);
    free(edits->steps);
    runs_free(&edits->changed);
    runs_free(&edits->fresh);
    tdxp_image_close(edits->copy);
    free(edits);
}

const struct tdxp_image *tdxp_edits_image(const struct tdxp_edits *edits)
{
    return edits->copy;
}

/* ---- changing bytes ---- */

/* The runs in which bytes that are to stand at offset differ from those of base, into edits->fresh. */
static bool find_fresh(struct tdxp_edits *edits, uint64_t offset, const uint8_t *bytes, size_t length)
{
    const struct tdxp_bytes old = tdxp_bytes_slice(tdxp_image_bytes(edits->base), offset, (uint64_t)length);
    size_t from = 0;

    edits->fresh.count = 0;
    edits->fresh.bytes = 0;
    while (from < length) {
        size_t to;

        while (from < length && bytes[from] == old.data[from]) {
            from++;
        }
        for (to = from; to < length && bytes[to] != old.data[to];) {
            to++;
        }
        if (to > from && !runs_append(&edits->fresh, (struct tdxp_range){offset + from, to - from})) {
            return false;
        }
        from = to;
    }
    return true;
}

/* Let bytes stand at offset. False, and nothing has changed, where memory ran out. */
static bool apply(struct tdxp_edits *edits, uint64_t offset, const uint8_t *bytes, size_t length)
{
    if (!find_fresh(edits, offset, bytes, length) || !runs_reserve(&edits->changed, runs_needed(&edits->fresh)) ||
        !tdxp_image_write(edits->copy, offset, bytes, length)) {
        return false;
    }
    runs_replace(&edits->changed, (struct tdxp_range){offset, length}, &edits->fresh);
    return true;
}

static bool apply_old(struct tdxp_edits *edits, const struct put *put)
{
    return apply(edits, put->offset, put->bytes, put->length);
}

static bool apply_new(struct tdxp_edits *edits, const struct put *put)
{
    return apply(edits, put->offset, put->bytes + put->length, put->length);
}

/* ---- new steps ---- */

/* Whether there is room for one more of the size at a list, which is got where not. */
static bool make_room(void **list, size_t count, size_t *room, size_t size)
{
    size_t wanted = *room ? *room * 2 : 1;
    void *grown;

    if (count < *room) {
        return true;
    }
    grown = __builtin_mul_overflow(wanted, size, &size) ? NULL : realloc(*list, size);
    if (!grown) {
        return false;
    }
    *list = grown;
    *room = wanted;
    return true;
}

static bool put_make(struct put *put, const struct tdxp_edits *edits, uint64_t offset, const void *bytes, size_t length)
{
    size_t both;

    if (__builtin_mul_overflow(length, (size_t)2, &both)) {
        return false;
    }
    *put = (struct put){offset, length, malloc(both)};
    if (!put->bytes) {
        return false;
    }
    tdxp_read_copy(tdxp_image_bytes(edits->copy), offset, put->bytes, length);
    memcpy(put->bytes + length, bytes, length);
    return true;
}

/* One more put of a step that is there, or of one with room for a put. */
static bool add_put(struct tdxp_edits *edits, struct step *step, uint64_t offset, const void *bytes, size_t length)
{
    void *puts = step->puts;
    struct put put;
    bool roomy = make_room(&puts, step->count, &step->room, sizeof put);

    step->puts = puts;
    if (!roomy || !put_make(&put, edits, offset, bytes, length)) {
        return false;
    }
    if (!apply_new(edits, &put)) {
        free(put.bytes);
        return false;
    }
    step->puts[step->count++] = put;
    return true;
}

/* A step with one put, which takes the place of all that was undone. */
static bool add_step(struct tdxp_edits *edits, uint64_t offset, const void *bytes, size_t length, const char *label)
{
    struct step step = {.label = strdup(label)};
    void *steps = edits->steps;
    /* The new step is told from those that are undone only once nothing can fail any more. */
    bool roomy = step.label && make_room(&steps, edits->done, &edits->room, sizeof step);

    edits->steps = steps;
    if (!roomy || !add_put(edits, &step, offset, bytes, length)) {
        step_free(&step);
        return false;
    }
    drop(edits, edits->done);
    edits->steps[edits->count++] = step;
    edits->done = edits->count;
    return true;
}

/* One more put of the step that the open group has made. */
static bool add_to_group(struct tdxp_edits *edits, uint64_t offset, const void *bytes, size_t length)
{
    if (!add_put(edits, &edits->steps[edits->done - 1], offset, bytes, length)) {
        return false;
    }
    if (edits->saved == edits->done) {
        edits->saved = NOWHERE;
    }
    return true;
}

bool tdxp_edits_put(struct tdxp_edits *edits, uint64_t offset, const void *bytes, size_t length, const char *label,
                    struct tdxp_error *err)
{
    const struct tdxp_bytes *now = tdxp_image_bytes(edits->copy);
    bool made;

    if (!tdxp_fits(offset, length, now->size)) {
        tdxp_error_set(err, "not all of these bytes lie inside of the image");
        return false;
    }
    if (tdxp_read_equals(now, offset, bytes, length)) {
        return true;
    }
    made = edits->grouped ? add_to_group(edits, offset, bytes, length) : add_step(edits, offset, bytes, length, label);
    if (!made) {
        tdxp_error_set(err, "out of memory");
        return false;
    }
    edits->grouped = edits->depth > 0;
    return true;
}

void tdxp_edits_begin(struct tdxp_edits *edits)
{
    edits->depth++;
}

void tdxp_edits_end(struct tdxp_edits *edits)
{
    if (edits->depth > 0 && --edits->depth == 0) {
        edits->grouped = false;
    }
}

/* ---- back and forth ---- */

/* From the first byte of a step to its last. */
static struct tdxp_range hull(const struct step *step)
{
    uint64_t start = UINT64_MAX;
    uint64_t end = 0;

    for (size_t i = 0; i < step->count; i++) {
        const struct put *put = &step->puts[i];

        start = put->offset < start ? put->offset : start;
        end = put->offset + put->length > end ? put->offset + put->length : end;
    }
    return (struct tdxp_range){start, end - start};
}

bool tdxp_edits_undo(struct tdxp_edits *edits, struct tdxp_range *where)
{
    const struct step *step;
    size_t left;

    if (edits->done == 0 || edits->depth > 0) {
        return false;
    }
    step = &edits->steps[edits->done - 1];
    left = step->count;
    while (left > 0 && apply_old(edits, &step->puts[left - 1])) {
        left--;
    }
    if (left > 0) {
        while (left < step->count && apply_new(edits, &step->puts[left])) {
            left++;
        }
        return false;
    }
    edits->done--;
    if (where) {
        *where = hull(step);
    }
    return true;
}

bool tdxp_edits_redo(struct tdxp_edits *edits, struct tdxp_range *where)
{
    const struct step *step;
    size_t made = 0;

    if (edits->done == edits->count || edits->depth > 0) {
        return false;
    }
    step = &edits->steps[edits->done];
    while (made < step->count && apply_new(edits, &step->puts[made])) {
        made++;
    }
    if (made < step->count) {
        while (made > 0 && apply_old(edits, &step->puts[made - 1])) {
            made--;
        }
        return false;
    }
    edits->done++;
    if (where) {
        *where = hull(step);
    }
    return true;
}

/* ---- what there is ---- */

size_t tdxp_edits_done(const struct tdxp_edits *edits)
{
    return edits->done;
}

size_t tdxp_edits_undone(const struct tdxp_edits *edits)
{
    return edits->count - edits->done;
}

const char *tdxp_edits_label(const struct tdxp_edits *edits, size_t step)
{
    return step < edits->count ? edits->steps[step].label : NULL;
}

const struct tdxp_range *tdxp_edits_changed(const struct tdxp_edits *edits, size_t *count)
{
    *count = edits->changed.count;
    return edits->changed.list;
}

bool tdxp_edits_touch(const struct tdxp_edits *edits, struct tdxp_range range)
{
    size_t found = runs_find(&edits->changed, range.start);

    return found < edits->changed.count && tdxp_range_overlap(edits->changed.list[found], range);
}

bool tdxp_edits_has(const struct tdxp_edits *edits, uint64_t offset)
{
    return tdxp_edits_touch(edits, (struct tdxp_range){offset, 1});
}

uint64_t tdxp_edits_bytes(const struct tdxp_edits *edits)
{
    return edits->changed.bytes;
}

void tdxp_edits_mark_saved(struct tdxp_edits *edits)
{
    edits->saved = edits->done;
}

bool tdxp_edits_unsaved(const struct tdxp_edits *edits)
{
    return edits->saved != edits->done;
}
