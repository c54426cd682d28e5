/* Volumes of variables that are cut or changed anywhere: whatever the bytes, decoding ends in a sound tree. */
#include "nv_image.h"

#include <stdlib.h>
#include <string.h>

static void assert_sound_bytes(const uint8_t *bytes, size_t size, const char *what, uint64_t number)
{
    struct decoded d = decode_copy(bytes, size);
    const char *fault = decoded_fault(&d);

    if (fault) {
        fail_msg("%s %llu: %s", what, (unsigned long long)number, fault);
    }
    decoded_free(&d);
}

/* Variables of all kinds, and an area for writing with a write under way. */
static struct nv_image new_image(void)
{
    static const char *const entries[] = {"O", "Organisation", "CN", "Name", NULL};
    static const char option[] = "\1\0\0\0\x0a\0X\0\0\0\1\1\6\0\0\1\x7f\xff\4\0opt";
    static const char key[] = "\0\0\0\x40\1\2\3\4\0\0\x0c\0\0\0";
    struct nv_image image = nv_new(0x900, 0x700);
    uint8_t list[0x400];
    uint8_t hash[32] = {1};
    size_t length;
    uint8_t *der = nv_certificate(entries, &length);

    nv_add(&image, "PK", &nv_global, NV_ADDED, list, nv_put_list(list, &nv_type_x509, der, length));
    nv_add(&image, "dbx", &nv_database, NV_REPLACED, list, nv_put_list(list, &nv_type_sha256, hash, sizeof hash));
    nv_add(&image, "Boot0000", &nv_global, NV_ADDED, option, sizeof option - 1);
    nv_add(&image, "Key0000", &nv_global, NV_ADDED, key, sizeof key - 1);
    nv_add(&image, "BootOrder", &nv_global, NV_DELETED, "\0\0\1\0", 4);
    nv_add(&image, "Lang", &nv_global, NV_ADDED, "eng", 4);
    nv_put_ftw(&image, 0x760, 0xa0);
    memset(image.bytes + 0x780, 0, 40 + 48);
    put_uint(image.bytes + 0x780 + 24, 8, 1);
    put_uint(image.bytes + 0x780 + 32, 8, 8);
    free(der);
    return image;
}

static void small_store_is_sound_with_any_byte_changed(void **state)
{
    struct nv_image image = new_image();

    (void)state;
    assert_sound_bytes(image.bytes, image.size, "unchanged", 0);
    for (size_t i = 0; i < image.size; i++) {
        uint8_t original = image.bytes[i];
        uint8_t values[] = {0x00, 0xff, (uint8_t)(original + 1)};

        for (size_t v = 0; v < sizeof values && (v == 0 || i < 0x800); v++) {
            image.bytes[i] = values[v];
            assert_sound_bytes(image.bytes, image.size, "byte", i);
        }
        image.bytes[i] = original;
    }
    free(image.bytes);
}

static void small_store_is_sound_however_short_it_is_cut(void **state)
{
    struct nv_image image = new_image();

    (void)state;
    for (size_t size = 1; size < image.size; size++) {
        assert_sound_bytes(image.bytes, size, "cut to", size);
        put_uint(image.bytes + 0x20, 8, size); /* the volume agrees */
        assert_sound_bytes(image.bytes, size, "volume of", size);
        put_uint(image.bytes + 0x20, 8, image.size);
    }
    free(image.bytes);
}

/* Numbers at which sums and comparisons go wrong. */
static uint32_t number(uint64_t *rng, size_t size)
{
    static const uint32_t limits[] = {0,          1,          0xff,       0xffff,        0x7fffffff,
                                      0x80000000, 0xfffffffe, UINT32_MAX, UINT32_MAX - 3};

    if (random_below(rng, 2)) {
        return limits[random_below(rng, sizeof limits / sizeof limits[0])];
    }
    return (uint32_t)random_below(rng, size);
}

/* What a few changes left of the variables. */
static void change(uint8_t *bytes, size_t size, uint64_t *rng)
{
    for (uint64_t i = 1 + random_below(rng, 6); i > 0; i--) {
        uint64_t at = NV_STORE + random_below(rng, size - NV_STORE - 4);

        switch (random_below(rng, 3)) {
        case 0:
            bytes[at] = (uint8_t)random_next(rng);
            break;
        case 1:
            put_uint(bytes + (at & ~UINT64_C(3)), 4, number(rng, size));
            break;
        default: /* pieces of it end up elsewhere */
            memmove(bytes + at, bytes + NV_STORE + random_below(rng, size - NV_STORE - 64),
                    size - at < 64 ? (size_t)(size - at) : 64);
            break;
        }
    }
}

static void assert_sound_changed(const uint8_t *bytes, size_t size, uint64_t seeds)
{
    uint8_t *changed = malloc(size);

    assert_non_null(changed);
    for (uint64_t seed = 1; seed <= seeds; seed++) {
        uint64_t rng = seed;

        memcpy(changed, bytes, size);
        change(changed, size, &rng);
        assert_sound_bytes(changed, size, "seed", seed);
    }
    free(changed);
}

static void small_store_is_sound_however_it_is_changed(void **state)
{
    struct nv_image image = new_image();

    (void)state;
    assert_sound_changed(image.bytes, image.size, 3000);
    free(image.bytes);
}

/* Only what is in use of the real store: most of the file is erased. */
static void ovmfs_variables_are_sound_however_they_are_changed(void **state)
{
    enum { IN_USE = 0x6000 };
    size_t size;
    uint8_t *bytes = file_bytes("/usr/share/OVMF/OVMF_VARS.ms.fd", &size);

    (void)state;
    if (!bytes || size < IN_USE) {
        free(bytes);
        print_message("skipped: no OVMF variables\n");
        skip();
    }
    put_uint(bytes + 0x20, 8, IN_USE);
    put_uint(bytes + NV_STORE + 16, 4, IN_USE - NV_STORE);
    assert_sound_changed(bytes, IN_USE, 200);
    free(bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(small_store_is_sound_with_any_byte_changed),
        cmocka_unit_test(small_store_is_sound_however_short_it_is_cut),
        cmocka_unit_test(small_store_is_sound_however_it_is_changed),
        cmocka_unit_test(ovmfs_variables_are_sound_however_they_are_changed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
