/*
 * Aligning two runs of bytes. What is the same at both ends is taken off. Of the rest, blocks that occur once in A are
 * looked for in B; the longest row of them that is in the same order in both holds the two together, and between them
 * bytes stand for bytes at the same place, as far as there are as many.
 */
#include "compare/align.h"

#include <stdlib.h>
#include <string.h>

#include "tdxplore/range.h"

enum {
    FIRST_LOOK = 1 << 16,     /* bytes that are the same before holes are looked for, */
    HOLE_STEP = 1 << 20,      /* and between two looks */
    CHUNK = 4096,             /* bytes that are compared at once */
    BLOCK = 32,               /* bytes of a block that is looked for */
    STRETCHES_MOST = 1 << 20, /* more are not told apart */
};

#define ANCHORED_MOST (UINT64_C(64) << 20) /* bytes of a side beyond which no blocks are looked for */

/* Where both sides stand. */
struct cut {
    struct stretches *out;
    const struct tdxp_space *space[TDXP_SIDES];
};

static void add(const struct cut *cut, enum tdxp_stretch_kind kind, uint64_t a, uint64_t a_length, uint64_t b,
                uint64_t b_length)
{
    struct stretches *out = cut->out;

    if (a_length == 0 && b_length == 0) {
        return;
    }
    if (out->count == out->capacity) {
        size_t capacity = out->capacity ? out->capacity * 2 : 1024;
        struct tdxp_stretch *grown = realloc(out->items, capacity * sizeof *grown);

        if (!grown) {
            out->failed = true;
            return;
        }
        out->items = grown;
        out->capacity = capacity;
    }
    out->items[out->count++] =
        (struct tdxp_stretch){kind, {{cut->space[TDXP_SIDE_A], a, a_length}, {cut->space[TDXP_SIDE_B], b, b_length}}};
}

static bool equal(const struct cut *cut, uint64_t a, uint64_t b, size_t length)
{
    uint8_t bytes[CHUNK];

    return tdxp_read_copy(&cut->space[TDXP_SIDE_A]->bytes, a, bytes, length) &&
           tdxp_read_equals(&cut->space[TDXP_SIDE_B]->bytes, b, bytes, length);
}

static uint8_t byte_at(const struct tdxp_space *space, uint64_t offset)
{
    uint8_t byte = 0;

    tdxp_read_u8(&space->bytes, offset, &byte);
    return byte;
}

static bool same_byte(const struct cut *cut, uint64_t a, uint64_t b)
{
    return byte_at(cut->space[TDXP_SIDE_A], a) == byte_at(cut->space[TDXP_SIDE_B], b);
}

/* How many bytes from an offset of a file on the file system does not store: they are zeros. */
static uint64_t hole_at(const struct tdxp_image *image, uint64_t offset)
{
    struct tdxp_range data;

    return tdxp_image_next_data(image, offset, &data) ? data.start - offset : tdxp_image_bytes(image)->size - offset;
}

/* How many bytes from there on are holes in both files; without looking at the pages, of which there may be gigabytes. */
static uint64_t holes(const struct cut *cut, uint64_t a, uint64_t b)
{
    const struct tdxp_image *const *image = cut->out->image;
    uint64_t first;
    uint64_t second;

    if (!image[TDXP_SIDE_A] || !image[TDXP_SIDE_B] || cut->space[TDXP_SIDE_A]->id != 0 ||
        cut->space[TDXP_SIDE_B]->id != 0) {
        return 0;
    }
    first = hole_at(image[TDXP_SIDE_A], a);
    second = hole_at(image[TDXP_SIDE_B], b);
    return first < second ? first : second;
}

/* How many bytes from a and b on are the same, length at most. */
static uint64_t same_front(const struct cut *cut, uint64_t a, uint64_t b, uint64_t length)
{
    uint64_t look = FIRST_LOOK; /* where holes are looked for next */
    uint64_t n = 0;

    while (length - n >= CHUNK) {
        /* Behind the bytes that are read now: on some file systems a page that is read is no hole any more. */
        bool looks = n >= look && length - n >= HOLE_STEP;
        uint64_t hole = looks ? holes(cut, a + n + CHUNK, b + n + CHUNK) : 0;

        if (!equal(cut, a + n, b + n, CHUNK)) {
            break;
        }
        n += CHUNK;
        n += hole < length - n ? hole : length - n;
        look = hole > 0 ? n : looks ? n + HOLE_STEP : look;
    }
    while (n < length && same_byte(cut, a + n, b + n)) {
        n++;
    }
    return n;
}

/* How many bytes before a and b are the same, length at most. */
static uint64_t same_back(const struct cut *cut, uint64_t a, uint64_t b, uint64_t length)
{
    uint64_t n = 0;

    while (length - n >= CHUNK && equal(cut, a - n - CHUNK, b - n - CHUNK, CHUNK)) {
        n += CHUNK;
    }
    while (n < length && same_byte(cut, a - n - 1, b - n - 1)) {
        n++;
    }
    return n;
}

/* ---- in place ---- */

/* As many bytes of both, one for one. */
static void in_place(const struct cut *cut, uint64_t a, uint64_t b, uint64_t length)
{
    uint64_t from = 0;

    while (from < length) {
        uint64_t to = from + same_front(cut, a + from, b + from, length - from);

        add(cut, TDXP_STRETCH_SAME, a + from, to - from, b + from, to - from);
        from = to;
        if (cut->out->count >= STRETCHES_MOST) {
            cut->out->coarse = cut->out->coarse || from < length;
            to = length;
        }
        while (to < length && !same_byte(cut, a + to, b + to)) {
            to++;
        }
        add(cut, TDXP_STRETCH_CHANGED, a + from, to - from, b + from, to - from);
        from = to;
    }
}

/* What has no blocks in common: one for one as far as there are as many. */
static void gap(const struct cut *cut, uint64_t a, uint64_t a_length, uint64_t b, uint64_t b_length)
{
    uint64_t both = a_length < b_length ? a_length : b_length;

    in_place(cut, a, b, both);
    add(cut, TDXP_STRETCH_ONLY, a + both, a_length - both, b + both, b_length - both);
}

/* Whether bytes that are as many differ in few places only, so that nothing needs to be looked for. */
static bool differ_little(const struct cut *cut, uint64_t a, uint64_t b, uint64_t length)
{
    uint64_t differing = 0;

    for (uint64_t n = 0; n < length; n++) {
        differing += !same_byte(cut, a + n, b + n);
    }
    return differing <= length / 4;
}

/* ---- blocks that hold both sides together ---- */

/* A block of A by its sum; used up by a second one of the same sum. */
struct block {
    uint64_t sum;
    uint64_t start; /* offset in A */
    uint32_t seen;  /* how often the sum occurs among A's blocks; 0: the slot is free */
};

struct anchor {
    uint64_t a, b; /* offsets of a block that is in both */
    size_t before; /* the one before it in the longest row that ends with it, plus one; 0: none */
};

struct anchors {
    struct block *slots; /* owned; a power of two of them */
    size_t slot_count;
    struct anchor *items; /* owned; by b */
    size_t count, capacity;
    size_t *ends; /* owned; of the longest row of each length, the index of that with the least last a */
};

/* The sum of a block and of one that is a byte further on (Karp and Rabin's), to the base of an odd number. */
static const uint64_t base = UINT64_C(0x9e3779b97f4a7c15);

static uint64_t block_sum(const struct tdxp_space *space, uint64_t start)
{
    uint64_t sum = 0;

    for (uint64_t n = 0; n < BLOCK; n++) {
        sum = sum * base + byte_at(space, start + n) + 1;
    }
    return sum;
}

static uint64_t base_to_block(void)
{
    uint64_t power = 1;

    for (int n = 0; n < BLOCK; n++) {
        power *= base;
    }
    return power;
}

static struct block *slot_of(const struct anchors *anchors, uint64_t sum)
{
    size_t at = (size_t)((sum ^ sum >> 32) * base >> 20) & (anchors->slot_count - 1);

    while (anchors->slots[at].seen > 0 && anchors->slots[at].sum != sum) {
        at = (at + 1) & (anchors->slot_count - 1);
    }
    return &anchors->slots[at];
}

static bool add_blocks(struct anchors *anchors, const struct cut *cut, uint64_t a, uint64_t length)
{
    anchors->slot_count = 64;
    while (anchors->slot_count < length / BLOCK * 2) {
        anchors->slot_count *= 2;
    }
    anchors->slots = calloc(anchors->slot_count, sizeof *anchors->slots);
    for (uint64_t n = 0; anchors->slots && length - n >= BLOCK; n += BLOCK) {
        uint64_t sum = block_sum(cut->space[TDXP_SIDE_A], a + n);
        struct block *block = slot_of(anchors, sum);

        *block = (struct block){sum, a + n, block->seen + 1};
    }
    return anchors->slots != NULL;
}

static bool add_anchor(struct anchors *anchors, uint64_t a, uint64_t b)
{
    if (anchors->count == anchors->capacity) {
        size_t capacity = anchors->capacity ? anchors->capacity * 2 : 256;
        struct anchor *grown = realloc(anchors->items, capacity * sizeof *grown);

        if (!grown) {
            return false;
        }
        anchors->items = grown;
        anchors->capacity = capacity;
    }
    anchors->items[anchors->count++] = (struct anchor){a, b, 0};
    return true;
}

/* A block that is in B more than once is no anchor either, but is not known to be: the longest row decides. */
static bool find_anchors(struct anchors *anchors, const struct cut *cut, uint64_t b, uint64_t length)
{
    const struct tdxp_space *space = cut->space[TDXP_SIDE_B];
    uint64_t power = base_to_block();
    uint64_t sum = block_sum(space, b);

    for (uint64_t n = 0;; n++) {
        const struct block *block = slot_of(anchors, sum);

        if (block->seen == 1 && equal(cut, block->start, b + n, BLOCK)) {
            if (!add_anchor(anchors, block->start, b + n)) {
                return false;
            }
        }
        if (n + BLOCK >= length) {
            return true;
        }
        sum = sum * base + byte_at(space, b + n + BLOCK) + 1 - power * (byte_at(space, b + n) + UINT64_C(1));
    }
}

/* The longest row of anchors in which a rises too: *last is the index of its last one, plus one. */
static bool longest_row(struct anchors *anchors, size_t *last)
{
    size_t longest = 0;

    anchors->ends = malloc((anchors->count + 1) * sizeof *anchors->ends);
    if (!anchors->ends) {
        return false;
    }
    for (size_t i = 0; i < anchors->count; i++) {
        size_t low = 0;
        size_t high = longest;

        while (low < high) {
            size_t middle = low + (high - low) / 2;

            if (anchors->items[anchors->ends[middle]].a < anchors->items[i].a) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        anchors->items[i].before = low > 0 ? anchors->ends[low - 1] + 1 : 0;
        anchors->ends[low] = i;
        longest = low == longest ? longest + 1 : longest;
    }
    *last = longest > 0 ? anchors->ends[longest - 1] + 1 : 0;
    return true;
}

/* Put the row into ends, from its first on; returns how long it is. */
static size_t list_row(struct anchors *anchors, size_t last)
{
    size_t count = 0;

    for (size_t i = last; i > 0; i = anchors->items[i - 1].before) {
        count++;
    }
    for (size_t i = last, n = count; i > 0; i = anchors->items[i - 1].before) {
        anchors->ends[--n] = i - 1;
    }
    return count;
}

/* From anchor to anchor, each made as long as it goes. */
static void hold_together(const struct cut *cut, const struct anchors *anchors, size_t count, const struct side_run *a,
                          const struct side_run *b)
{
    uint64_t x = a->start;
    uint64_t y = b->start;
    uint64_t x_end = a->start + a->length;
    uint64_t y_end = b->start + b->length;

    for (size_t i = 0; i < count; i++) {
        const struct anchor *anchor = &anchors->items[anchors->ends[i]];
        uint64_t room;
        uint64_t back;
        uint64_t front;

        if (anchor->a < x || anchor->b < y) {
            continue;
        }
        room = anchor->a - x < anchor->b - y ? anchor->a - x : anchor->b - y;
        back = same_back(cut, anchor->a, anchor->b, room);
        gap(cut, x, anchor->a - back - x, y, anchor->b - back - y);
        room = x_end - anchor->a < y_end - anchor->b ? x_end - anchor->a : y_end - anchor->b;
        front = same_front(cut, anchor->a, anchor->b, room);
        add(cut, TDXP_STRETCH_SAME, anchor->a - back, back + front, anchor->b - back, back + front);
        x = anchor->a + front;
        y = anchor->b + front;
    }
    gap(cut, x, x_end - x, y, y_end - y);
}

static void by_anchors(const struct cut *cut, const struct side_run *a, const struct side_run *b)
{
    struct anchors anchors = {.slots = NULL};
    size_t last = 0;

    if (add_blocks(&anchors, cut, a->start, a->length) && find_anchors(&anchors, cut, b->start, b->length) &&
        longest_row(&anchors, &last)) {
        hold_together(cut, &anchors, list_row(&anchors, last), a, b);
    } else {
        cut->out->failed = true;
    }
    free(anchors.slots);
    free(anchors.items);
    free(anchors.ends);
}

/* ---- all of it ---- */

static bool worth_anchors(const struct cut *cut, const struct side_run *a, const struct side_run *b)
{
    if (a->length < BLOCK || b->length < BLOCK || a->length > ANCHORED_MOST || b->length > ANCHORED_MOST) {
        return false;
    }
    return a->length != b->length || !differ_little(cut, a->start, b->start, a->length);
}

void align_runs(struct stretches *stretches, const struct side_run *a, const struct side_run *b)
{
    struct cut cut = {stretches, {a->space, b->space}};
    uint64_t both = a->length < b->length ? a->length : b->length;
    uint64_t front = both > 0 ? same_front(&cut, a->start, b->start, both) : 0;
    /* Of many bytes no blocks are looked for: as many on both sides are compared one for one, and from the front alone. */
    bool trims = a->length != b->length || both <= ANCHORED_MOST;
    uint64_t back =
        both > front && trims ? same_back(&cut, a->start + a->length, b->start + b->length, both - front) : 0;
    struct side_run x = {a->space, a->start + front, a->length - front - back};
    struct side_run y = {b->space, b->start + front, b->length - front - back};

    add(&cut, TDXP_STRETCH_SAME, a->start, front, b->start, front);
    if (worth_anchors(&cut, &x, &y)) {
        by_anchors(&cut, &x, &y);
    } else {
        gap(&cut, x.start, x.length, y.start, y.length);
    }
    add(&cut, TDXP_STRETCH_SAME, x.start + x.length, back, y.start + y.length, back);
}
