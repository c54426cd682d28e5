/* CRC32 and SHA-256 in steps. */
#include "image/digest.h"
#include "sparse.h"
#include "support.h"

#include <stdlib.h>
#include <string.h>

static void assert_digests(const struct tdxp_bytes *bytes, uint64_t step, uint32_t crc32, const char *sha256)
{
    struct digest *digest = digest_begin(bytes);
    uint64_t steps = 0;
    char text[SHA256_TEXT];
    uint32_t sum;

    assert_non_null(digest);
    while (digest_step(digest, step)) {
        steps++;
        assert_true(digest_done(digest) == steps * step);
    }
    assert_true(digest_done(digest) == bytes->size);
    assert_true(digest_finish(digest, &sum, text));
    assert_int_equal(sum, crc32);
    assert_string_equal(text, sha256);
    digest_free(digest);
}

/* Both values are those of Python's zlib and hashlib. */
static void steps_of_any_size_give_the_same(void **state)
{
    const size_t size = 3000000;
    uint8_t *data = malloc(size);
    const struct tdxp_bytes bytes = {data, size};

    (void)state;
    assert_non_null(data);
    memset(data, 'a', size);
    for (uint64_t step = 100000; step < 4000000; step *= 3) {
        assert_digests(&bytes, step, 0xdcb277ea, "2a152c894398719c0570f83fac34ac03a0f6e8e474b995c2403aa5434f7b9dd4");
    }
    free(data);
}

static void few_bytes_and_none_have_digests_too(void **state)
{
    const struct tdxp_bytes none = {NULL, 0};
    const struct tdxp_bytes few = {(const uint8_t *)"TDVF", 4};

    (void)state;
    assert_digests(&none, 1, 0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    assert_digests(&few, 1, 0x61e67c82, "16b5ff4f6941fc206e1321a7a6c33bf66d67e8f0ba8589fa9c5b593434d7abb0");
}

static void holes_are_zeros_and_not_read(void **state)
{
    const uint8_t tail[] = "TDVF";
    struct sparse sparse;
    char plain[SHA256_TEXT], holes[SHA256_TEXT];
    uint32_t plain_sum, holes_sum;
    struct digest *digest;

    (void)state;
    if (!sparse_open(&sparse, tail, sizeof tail, 5000000)) {
        skip();
    }
    for (uint64_t step = 7777; step < 20000000; step *= 50) {
        digest = digest_begin(tdxp_image_bytes(sparse.image));
        while (digest_step_image(digest, sparse.image, step)) {
        }
        assert_true(digest_finish(digest, &holes_sum, holes));
        digest_free(digest);
        sparse_dig(&sparse);
        digest = digest_begin(tdxp_image_bytes(sparse.image));
        while (digest_step(digest, step)) {
        }
        assert_true(digest_finish(digest, &plain_sum, plain));
        digest_free(digest);
        assert_string_equal(holes, plain);
        assert_int_equal(holes_sum, plain_sum);
    }
    sparse_close(&sparse);
}

static void what_is_not_done_has_no_digest(void **state)
{
    const struct tdxp_bytes few = {(const uint8_t *)"TDVF", 4};
    struct digest *digest = digest_begin(&few);
    char text[SHA256_TEXT];
    uint32_t sum;

    (void)state;
    assert_true(digest_step(digest, 3));
    assert_false(digest_finish(digest, &sum, text));
    digest_free(digest);
    digest_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(steps_of_any_size_give_the_same),
        cmocka_unit_test(few_bytes_and_none_have_digests_too),
        cmocka_unit_test(holes_are_zeros_and_not_read),
        cmocka_unit_test(what_is_not_done_has_no_digest),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
