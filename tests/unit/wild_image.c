/* Images whose metadata is nearly right, or not. */
#include "wild.h"

#include <stdlib.h>

static void flip_bits(struct wild *w)
{
    for (uint64_t bits = 1 + random_below(w->rng, 3); bits > 0; bits--) {
        uint64_t at = wild_once_in(w, 3) ? WILD_SIZE - 1 - random_below(w->rng, 0x80)
                                         : w->descriptor - 16 + random_below(w->rng, 32 + 32 * (uint64_t)w->count);

        wild_put(w, at, 1, wild_get(w, at, 1) ^ UINT64_C(1) << random_below(w->rng, 8));
    }
}

/* Mostly with room for what is written at it; else near an end of the file, where the table may be written over it. */
static uint32_t place_descriptor(struct wild *w)
{
    switch (random_below(w->rng, 16)) {
    case 0: /* its end where td-shim wants bytes behind it */
        return (uint32_t)(WILD_SIZE - 64 - 32 * (1 + random_below(w->rng, WILD_USUAL)) - 8 + random_below(w->rng, 48));
    case 1:
        return WILD_SIZE - (uint32_t)random_below(w->rng, 0x100);
    case 2:
        return (uint32_t)random_below(w->rng, 0x40);
    default:
        return 0xd000 + 16 * (uint32_t)random_below(w->rng, 0x2c0);
    }
}

/* A descriptor with the usual sections elsewhere, to which one of the two ways leads. */
static void put_second(struct wild *w)
{
    struct wild second = *w;

    second.descriptor = 0xc000;
    wild_put_sections(&second);
    wild_put_header(&second, second.count);
    wild_put_guid(&second);
    wild_put(w, wild_once_in(w, 2) ? WILD_POINTER : w->entry, 4, wild_once_in(w, 8) ? WILD_SIZE - 0xc000 : 0xc000);
}

static void spoil(struct wild *w)
{
    switch (random_below(w->rng, 16)) {
    case 0:
    case 1:
        wild_spoil_header(w);
        break;
    case 2:
    case 3:
        wild_spoil_table(w);
        break;
    case 4:
    case 5:
        wild_spoil_pointer(w);
        break;
    case 6:
        flip_bits(w);
        break;
    default:
        wild_spoil_section(w);
        break;
    }
}

static void draw(struct wild *w)
{
    w->descriptor = place_descriptor(w);
    wild_put_sections(w);
    wild_put_header(w, w->count);
    wild_put_guid(w);
    wild_put(w, WILD_POINTER, 4, w->descriptor);
    if (w->descriptor < 0xfe00 || wild_once_in(w, 2)) {
        wild_put_table(w);
    } else {
        w->entry = WILD_FOOTER;
    }
    if (wild_once_in(w, 20)) {
        put_second(w);
    }
    for (uint64_t faults = random_below(w->rng, 4); faults > 0; faults--) {
        spoil(w);
    }
}

/* As large as a file has to be for the legacy offset, or little more, with one section: a TD_HOB at the front. */
static void draw_tiny(struct wild *w)
{
    w->size = 0x30 + (uint32_t)random_below(w->rng, 0x28);
    w->descriptor = WILD_SIZE - w->size;
    w->count = 1;
    w->entry = WILD_FOOTER;
    wild_put_header(w, w->count);
    wild_put(w, w->descriptor + 16 + 24, 4, TDXP_SECTION_TD_HOB);
    if (wild_once_in(w, 2)) {
        spoil(w);
    }
    wild_put(w, WILD_POINTER, 4, w->descriptor);
}

/* Mostly all of the canvas; else sizes at which reading from the end of the file stops to be possible. */
static uint32_t choose_size(struct wild *w)
{
    static const uint32_t sizes[] = {1,    0x1f,  0x20,  0x21,   0x2f,   0x30,   0x31,   0x32,   0x33,   0x46,
                                     0x80, 0x200, 0xfff, 0x1000, 0x1001, 0x2000, 0x8000, 0xf000, 0xfff0, 0xffff};

    return wild_once_in(w, 12) ? sizes[random_below(w->rng, sizeof sizes / sizeof sizes[0])] : WILD_SIZE;
}

struct wild_image wild_image(uint64_t *rng)
{
    struct wild w = {.rng = rng, .bytes = calloc(1, WILD_SIZE), .size = WILD_SIZE};
    struct wild_image image;
    uint32_t front;

    assert_non_null(w.bytes);
    if (wild_once_in(&w, 100)) {
        draw_tiny(&w);
    } else {
        draw(&w);
        w.size = choose_size(&w);
    }
    front = WILD_SIZE - w.size;
    image = (struct wild_image){w.bytes, w.size, (uint64_t)w.descriptor - front, w.count};
    if (front > 0) {
        /* The legacy offset counts from the start of the file. */
        wild_put(&w, WILD_POINTER, 4, wild_get(&w, WILD_POINTER, 4) - front);
        image.bytes = exact_copy(w.bytes + front, w.size);
        free(w.bytes);
    }
    return image;
}
