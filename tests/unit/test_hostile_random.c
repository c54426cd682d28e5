/* Random bytes, and random structures that nearly make sense: whatever they are, decoding ends in a sound tree. */
#include "support.h"

#include <stdlib.h>
#include <string.h>

static void assert_sound_bytes(const uint8_t *bytes, size_t size, uint64_t seed)
{
    struct decoded d = decode_copy(bytes, size);
    const char *fault = decoded_fault(&d);

    if (fault) {
        fail_msg("seed %llu, %zu bytes: %s", (unsigned long long)seed, size, fault);
    }
    decoded_free(&d);
}

static void fill_random(uint8_t *bytes, size_t size, uint64_t *rng)
{
    for (size_t i = 0; i < size; i++) {
        bytes[i] = (uint8_t)random_next(rng);
    }
}

static void random_bytes_of_every_small_size_are_sound(void **state)
{
    (void)state;
    for (size_t size = 1; size <= 64; size++) {
        for (uint64_t seed = 1; seed <= 20; seed++) {
            uint8_t bytes[64];
            uint64_t rng = seed;

            fill_random(bytes, size, &rng);
            assert_sound_bytes(bytes, size, seed);
        }
    }
}

static void no_bytes_at_all_are_no_image(void **state)
{
    struct tdxp_error err;

    (void)state;
    assert_null(tdxp_image_from_memory("none", NULL, 0, &err));
}

static void random_bytes_of_larger_sizes_are_sound(void **state)
{
    enum { LARGEST = 0x20000 };
    uint8_t *bytes = malloc(LARGEST);

    (void)state;
    assert_non_null(bytes);
    for (uint64_t seed = 1; seed <= 60; seed++) {
        uint64_t rng = seed;
        size_t size = 65 + random_below(&rng, LARGEST >> random_below(&rng, 10));

        size = size < LARGEST ? size : LARGEST;
        fill_random(bytes, size, &rng);
        assert_sound_bytes(bytes, size, seed);
    }
    free(bytes);
}

static void same_byte_over_and_over_is_sound(void **state)
{
    uint8_t bytes[256];

    (void)state;
    for (unsigned value = 0; value < 256; value++) {
        memset(bytes, (int)value, sizeof bytes);
        assert_sound_bytes(bytes, sizeof bytes, value);
    }
}

/* ---- structures that nearly make sense ---- */

/* Bytes into which structures are put wherever they fit; those that do not are left out. */
struct canvas {
    uint8_t *bytes;
    size_t size;
    uint64_t rng;
};

static void put_bytes(const struct canvas *c, uint64_t at, const void *bytes, size_t length)
{
    if (at <= c->size && length <= c->size - at) {
        memcpy(c->bytes + at, bytes, length);
    }
}

static void put_number(const struct canvas *c, uint64_t at, unsigned width, uint64_t value)
{
    uint8_t bytes[8];

    put_uint(bytes, width, value);
    put_bytes(c, at, bytes, width);
}

/* A number of the kind at which sums and comparisons go wrong. */
static uint64_t number(struct canvas *c)
{
    static const uint64_t limits[] = {0,          1,          0xff,       0xffff,         0xffffff,  0x7fffffff,
                                      0x80000000, UINT32_MAX, UINT64_MAX, UINT64_MAX - 1, INT64_MAX, 0x1000};

    switch (random_below(&c->rng, 5)) {
    case 0:
        return limits[random_below(&c->rng, sizeof limits / sizeof limits[0])];
    case 1:
        return c->size - 8 + random_below(&c->rng, 16);
    case 2:
        return random_next(&c->rng) >> random_below(&c->rng, 64);
    case 3:
        return random_below(&c->rng, 64);
    default:
        return random_below(&c->rng, c->size);
    }
}

/* value, but for once in a while something else. */
static uint64_t mostly(struct canvas *c, uint64_t value)
{
    return random_below(&c->rng, 8) ? value : number(c);
}

static uint64_t anywhere(struct canvas *c)
{
    return random_below(&c->rng, c->size) & ~(random_below(&c->rng, 4) ? UINT64_C(7) : 0);
}

static void put_descriptor(struct canvas *c, uint64_t at)
{
    uint64_t count = mostly(c, random_below(&c->rng, 9));

    put_bytes(c, at - 16, tdxp_guid_tdx_metadata.bytes, 16);
    put_bytes(c, at, "TDVF", 4);
    put_number(c, at + 4, 4, mostly(c, 16 + 32 * count));
    put_number(c, at + 8, 4, mostly(c, 1));
    put_number(c, at + 12, 4, count);
    for (uint64_t i = 0; i < count && i < 9; i++) {
        uint64_t entry = at + 16 + 32 * i;

        put_number(c, entry, 4, number(c));
        put_number(c, entry + 4, 4, number(c));
        put_number(c, entry + 8, 8, number(c));
        put_number(c, entry + 16, 8, number(c));
        put_number(c, entry + 24, 4, mostly(c, random_below(&c->rng, 9)));
        put_number(c, entry + 28, 4, mostly(c, random_below(&c->rng, 4)));
    }
}

/* The table at the end; its entry for TDX leads to the descriptor, mostly. */
static void put_table(struct canvas *c, uint64_t descriptor)
{
    static const struct tdxp_guid known[] = {
        TDXP_GUID(0xdc886566, 0x984a, 0x4798, 0xa7, 0x5e, 0x55, 0x85, 0xa7, 0xbf, 0x67, 0xcc),
        TDXP_GUID(0x7255371f, 0x3a3b, 0x4b04, 0x92, 0x7b, 0x1d, 0xa6, 0xef, 0xa8, 0xd4, 0x54),
        TDXP_GUID(0x00f771de, 0x1a7e, 0x4fcb, 0x89, 0x0e, 0x68, 0xc7, 0x7e, 0x2f, 0xb4, 0x4e),
        TDXP_GUID(0xa789a612, 0x0597, 0x4c4b, 0xa4, 0x9f, 0xcb, 0xb1, 0xfe, 0x9d, 0x1d, 0xdd),
        TDXP_GUID(0x01234567, 0x89ab, 0xcdef, 0x10, 0x32, 0x54, 0x76, 0x98, 0xba, 0xdc, 0xfe),
    };
    uint64_t end = c->size - 0x20 - 18;
    uint64_t start = end;

    put_bytes(c, end + 2, tdxp_guid_table_footer.bytes, 16);
    for (uint64_t i = random_below(&c->rng, 6); i > 0; i--) {
        bool tdx = random_below(&c->rng, 3) == 0;
        uint64_t data = tdx ? 4 : random_below(&c->rng, 12);

        put_number(c, start - 18, 2, mostly(c, 18 + data));
        put_bytes(c, start - 16, tdx ? tdxp_guid_tdx_metadata_offset.bytes : known[random_below(&c->rng, 5)].bytes, 16);
        start -= 18 + data;
        put_number(c, start, 4, mostly(c, c->size - descriptor));
    }
    put_number(c, end, 2, mostly(c, end + 18 - start));
}

static const struct tdxp_guid file_systems[] = {
    TDXP_GUID(0x8c8ce578, 0x8a3d, 0x4f1c, 0x99, 0x35, 0x89, 0x61, 0x85, 0xc3, 0x2d, 0xd3),
    TDXP_GUID(0x5473c07a, 0x3dcb, 0x4dca, 0xbd, 0x6f, 0x1e, 0x96, 0x89, 0xe7, 0x34, 0x9a),
    TDXP_GUID(0xfff12b8d, 0x7696, 0x4c8b, 0xa9, 0x85, 0x27, 0x47, 0x07, 0x5b, 0x4f, 0x50),
};

static void put_volume(struct canvas *c, uint64_t at, uint64_t length, unsigned depth);

/* Sections over [at, end), volumes inside of each other among them. */
static void put_sections(struct canvas *c, uint64_t at, uint64_t end, unsigned depth)
{
    static const uint8_t types[] = {0x01, 0x02, 0x10, 0x14, 0x15, 0x17, 0x17, 0x17, 0x18, 0x55};

    while (at + 8 < end) {
        uint8_t type = types[random_below(&c->rng, sizeof types)];
        uint64_t size = end - at - random_below(&c->rng, (end - at) / 2);
        bool large = random_below(&c->rng, 6) == 0;

        put_number(c, at, 3, large ? 0xffffff : mostly(c, size));
        put_number(c, at + 3, 1, type);
        if (large) {
            put_number(c, at + 4, 4, mostly(c, size));
        }
        if (type == 0x17 && depth < 12) {
            put_volume(c, at + (large ? 8 : 4), size, depth + 1);
        } else if (type == 0x02) {
            put_number(c, at + (large ? 24 : 20), 2, mostly(c, 24));
        }
        at += (size + 3) & ~UINT64_C(3);
    }
}

static void put_files(struct canvas *c, uint64_t at, uint64_t end, uint8_t erased, unsigned depth)
{
    static const uint8_t types[] = {0x01, 0x02, 0x03, 0x0b, 0x0b, 0xf0, 0xc0, 0x99};
    static const struct tdxp_guid top =
        TDXP_GUID(0x1ba0062e, 0xc779, 0x4582, 0x85, 0x66, 0x33, 0x6a, 0xe8, 0xf7, 0x8f, 0x09);

    while (at + 24 < end) {
        uint8_t type = types[random_below(&c->rng, sizeof types)];
        uint64_t size = end - at - random_below(&c->rng, (end - at) / 2);
        uint64_t attributes = mostly(c, 0) & 0xff;

        put_bytes(c, at, top.bytes, random_below(&c->rng, 2) ? 16 : 0);
        put_number(c, at + 0x12, 1, type);
        put_number(c, at + 0x13, 1, attributes);
        put_number(c, at + 0x14, 3, mostly(c, size));
        put_number(c, at + 0x17, 1, mostly(c, 7u ^ erased));
        put_number(c, at + 0x18, 8, mostly(c, size));
        if (type != 0x01 && type != 0xf0) {
            put_sections(c, at + (attributes & 1 ? 32 : 24), at + size, depth);
        }
        at += (size + 7) & ~UINT64_C(7);
        if (random_below(&c->rng, 5) == 0) {
            return;
        }
    }
}

static void put_volume(struct canvas *c, uint64_t at, uint64_t length, unsigned depth)
{
    uint8_t erased = random_below(&c->rng, 2) ? 0xff : 0;
    uint64_t header = 0x48;

    put_bytes(c, at + 0x10, file_systems[random_below(&c->rng, 3)].bytes, 16);
    put_number(c, at + 0x20, 8, mostly(c, length));
    put_bytes(c, at + 0x28, "_FVH", 4);
    put_number(c, at + 0x2c, 4, erased ? 0x4feff : 0x4f6ff);
    put_number(c, at + 0x30, 2, mostly(c, header));
    put_number(c, at + 0x34, 2, mostly(c, 0));
    put_number(c, at + 0x36, 1, 0);
    put_number(c, at + 0x37, 1, mostly(c, 2));
    put_number(c, at + 0x38, 8, mostly(c, length));
    put_number(c, at + 0x40, 8, mostly(c, 0));
    put_files(c, at + header, at + length, erased, depth);
}

/* What was met, to see that decoders go deep. */
struct met {
    uint64_t descriptors, sections, entries, volumes, marked;
    uint32_t deepest;
};

static void count_met(const struct decoded *d, struct met *met)
{
    met->descriptors += d->fw->tdvf != NULL;
    met->sections += d->fw->tdvf ? d->fw->tdvf->section_count : 0;
    met->entries += d->fw->table.count;
    met->volumes += d->fw->volume_count;
    for (uint32_t i = 0; i < tdxp_tree_count(d->fw->tree); i++) {
        const struct tdxp_node *node = tdxp_tree_node(d->fw->tree, i);

        met->marked += (node->marks & TDXP_MARKS_TROUBLE) != 0;
        met->deepest = node->depth > met->deepest ? node->depth : met->deepest;
    }
}

static void try_structures(uint64_t seed, struct met *met)
{
    struct canvas c = {.rng = seed};
    struct decoded d;
    const char *fault;
    uint64_t descriptor;

    c.size = 0x60 + random_below(&c.rng, UINT64_C(1) << (7 + random_below(&c.rng, 9)));
    c.bytes = calloc(1, c.size);
    assert_non_null(c.bytes);
    if (random_below(&c.rng, 2)) {
        fill_random(c.bytes, c.size, &c.rng);
    }
    for (uint64_t i = random_below(&c.rng, 4); i > 0; i--) {
        put_volume(&c, anywhere(&c) / 32 * 8, c.size / 4 + random_below(&c.rng, c.size), 0);
    }
    descriptor = anywhere(&c);
    if (random_below(&c.rng, 4)) {
        put_descriptor(&c, descriptor);
    }
    if (random_below(&c.rng, 4) == 0) {
        put_descriptor(&c, anywhere(&c));
    }
    put_table(&c, descriptor);
    put_number(&c, c.size - 0x20, 4, random_below(&c.rng, 2) ? descriptor : number(&c));
    d = decode_taken(c.bytes, c.size);
    fault = decoded_fault(&d);
    if (fault) {
        fail_msg("seed %llu: %s", (unsigned long long)seed, fault);
    }
    count_met(&d, met);
    decoded_free(&d);
}

static void structures_that_nearly_make_sense_are_sound(void **state)
{
    struct met met = {.descriptors = 0};

    (void)state;
    for (uint64_t seed = 1; seed <= 3000; seed++) {
        try_structures(seed, &met);
    }
    assert_true(met.descriptors > 1000 && met.sections > 1000);
    assert_true(met.entries > 1000);
    assert_true(met.volumes > 1000 && met.deepest >= 9); /* volumes inside of volumes */
    assert_true(met.marked > 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_bytes_at_all_are_no_image),
        cmocka_unit_test(random_bytes_of_every_small_size_are_sound),
        cmocka_unit_test(random_bytes_of_larger_sizes_are_sound),
        cmocka_unit_test(same_byte_over_and_over_is_sound),
        cmocka_unit_test(structures_that_nearly_make_sense_are_sound),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
