/* Images that are cut or changed anywhere: whatever the bytes, decoding ends in a sound tree. */
#include "support.h"

#include <stdlib.h>
#include <string.h>

#include "tdxplore/sample.h"

enum { TAIL = 4096 }; /* the last bytes of an image, where everything is that leads a reader */

static const char *const ovmf = "/usr/share/ovmf/OVMF.fd";

static uint8_t *ovmf_or_skip(size_t *size)
{
    uint8_t *bytes = file_bytes(ovmf, size);

    if (!bytes || *size < TAIL) {
        free(bytes);
        print_message("skipped: no %s\n", ovmf);
        skip();
    }
    return bytes;
}

/* ---- cut ---- */

/* Decode exactly these bytes and no others, so that a sanitizer sees any look past them. */
static void assert_sound_part(const uint8_t *bytes, size_t start, size_t size)
{
    struct decoded d = decode_copy(bytes + start, size);
    const char *fault = decoded_fault(&d);

    if (fault) {
        fail_msg("bytes %zu to %zu: %s", start, start + size, fault);
    }
    decoded_free(&d);
}

static void assert_sound_however_cut(const uint8_t *tail)
{
    for (size_t size = 1; size <= TAIL; size++) {
        assert_sound_part(tail, 0, size);
        assert_sound_part(tail, TAIL - size, size);
    }
}

static void end_of_the_sample_is_sound_however_short_it_is_cut(void **state)
{
    uint8_t *bytes = sample_bytes();

    (void)state;
    assert_sound_however_cut(bytes + TDXP_SAMPLE_SIZE - TAIL);
    free(bytes);
}

static void end_of_ovmf_is_sound_however_short_it_is_cut(void **state)
{
    size_t size;
    uint8_t *bytes = ovmf_or_skip(&size);

    (void)state;
    assert_sound_however_cut(bytes + size - TAIL);
    free(bytes);
}

static void small_image_is_sound_however_short_it_is_cut(void **state)
{
    struct plan plan = plan_default();
    uint8_t *bytes;

    (void)state;
    plan.size = 0x300;
    plan.descriptor = 0x80;
    bytes = plan_bytes(&plan);
    for (size_t start = 0; start < plan.size; start += 3) {
        for (size_t size = 1; size <= plan.size - start; size += 7) {
            assert_sound_part(bytes, start, size);
        }
        assert_sound_part(bytes, start, plan.size - start);
    }
    free(bytes);
}

/* ---- changed ---- */

static void assert_sound_with(struct tdxp_image *image, uint8_t *at, uint8_t value)
{
    struct decoded d = {.image = image};
    struct tdxp_error err;
    uint8_t original = *at;
    const char *fault;

    *at = value;
    d.fw = tdxp_firmware_decode(image, &err);
    if (!d.fw) {
        fail_msg("%s", err.text);
    }
    fault = decoded_fault(&d);
    if (fault) {
        fail_msg("byte 0x%llx as 0x%02x: %s", (unsigned long long)(at - tdxp_image_bytes(image)->data), value, fault);
    }
    tdxp_firmware_free(d.fw);
    *at = original;
}

/* The bytes of an image are its own, but we made them and may change them between two decodings. */
static void assert_sound_with_any_byte_changed(uint8_t *bytes, size_t size, uint64_t start, uint64_t end)
{
    struct tdxp_image *image = tdxp_image_from_memory("changed", bytes, size, NULL);

    assert_non_null(image);
    for (uint64_t i = start; i < end; i++) {
        uint8_t complement = (uint8_t)~bytes[i];

        assert_sound_with(image, &bytes[i], 0x00);
        assert_sound_with(image, &bytes[i], 0xff);
        assert_sound_with(image, &bytes[i], complement);
    }
    tdxp_image_close(image);
}

/* File offset and end of the descriptor in an image, its GUID included. */
static void find_descriptor(const uint8_t *bytes, size_t size, uint64_t *start, uint64_t *end)
{
    struct decoded d = decode_copy(bytes, size);

    assert_non_null(d.fw->tdvf);
    *start = d.fw->tdvf->offset - 16;
    *end = d.fw->tdvf->offset + d.fw->tdvf->length;
    decoded_free(&d);
}

static void sample_is_sound_with_any_byte_of_its_descriptor_changed(void **state)
{
    uint8_t *bytes = sample_bytes();
    uint64_t start;
    uint64_t end;

    (void)state;
    find_descriptor(bytes, TDXP_SAMPLE_SIZE, &start, &end);
    assert_int_equal(end - start, 16 + 16 + 8 * 32);
    assert_sound_with_any_byte_changed(bytes, TDXP_SAMPLE_SIZE, start, end);
}

static void ovmf_is_sound_with_any_byte_of_its_descriptor_changed(void **state)
{
    size_t size;
    uint8_t *bytes = ovmf_or_skip(&size);
    uint64_t start;
    uint64_t end;

    (void)state;
    find_descriptor(bytes, size, &start, &end);
    assert_int_equal(end - start, 16 + 16 + 6 * 32);
    assert_sound_with_any_byte_changed(bytes, size, start, end);
}

static void small_image_is_sound_with_any_byte_changed(void **state)
{
    struct plan plan = plan_default();

    (void)state;
    plan.size = 0x300;
    plan.descriptor = 0x80;
    assert_sound_with_any_byte_changed(plan_bytes(&plan), plan.size, 0x70, plan.size);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(end_of_the_sample_is_sound_however_short_it_is_cut),
        cmocka_unit_test(end_of_ovmf_is_sound_however_short_it_is_cut),
        cmocka_unit_test(small_image_is_sound_however_short_it_is_cut),
        cmocka_unit_test(sample_is_sound_with_any_byte_of_its_descriptor_changed),
        cmocka_unit_test(ovmf_is_sound_with_any_byte_of_its_descriptor_changed),
        cmocka_unit_test(small_image_is_sound_with_any_byte_changed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
