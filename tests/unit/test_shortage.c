/* Running out of memory, at whichever allocation it may be. */
#include "capsule.h"
#include "support.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* ---- an allocator that fails on demand ---- */

/* Those of the sanitizer's run-time library where there is one, else those of the C library. */
extern void *__interceptor_malloc(size_t size) __attribute__((weak));
extern void *__interceptor_calloc(size_t count, size_t size) __attribute__((weak));
extern void *__interceptor_realloc(void *old, size_t size) __attribute__((weak));
extern void *__libc_malloc(size_t size) __attribute__((weak));
extern void *__libc_calloc(size_t count, size_t size) __attribute__((weak));
extern void *__libc_realloc(void *old, size_t size) __attribute__((weak));

/* Test programs have one thread. */
static struct {
    bool armed;
    bool for_ever;      /* all calls from the one that fails on, else that one alone */
    unsigned countdown; /* calls until then */
    unsigned failed;    /* calls that failed */
} faults;

static bool must_fail(void)
{
    if (!faults.armed) {
        return false;
    }
    if (faults.countdown > 0) {
        faults.countdown--;
        return false;
    }
    if (!faults.for_ever && faults.failed > 0) {
        return false;
    }
    faults.failed++;
    errno = ENOMEM;
    return true;
}

void *malloc(size_t size)
{
    if (must_fail()) {
        return NULL;
    }
    return __interceptor_malloc ? __interceptor_malloc(size) : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
    if (must_fail()) {
        return NULL;
    }
    return __interceptor_calloc ? __interceptor_calloc(count, size) : __libc_calloc(count, size);
}

void *realloc(void *old, size_t size)
{
    if (must_fail()) {
        return NULL;
    }
    return __interceptor_realloc ? __interceptor_realloc(old, size) : __libc_realloc(old, size);
}

static void arm(unsigned countdown, bool for_ever)
{
    faults.countdown = countdown;
    faults.for_ever = for_ever;
    faults.failed = 0;
    faults.armed = true;
}

/* How many calls failed since arm(). */
static unsigned disarm(void)
{
    faults.armed = false;
    return faults.failed;
}

/* ---- decoding ---- */

/*
 * Decode with the countdown-th allocation failing: it must end in NULL and a message, or, where the C library could do
 * without (qsort can), in a tree of nodes, none of which is missing. False where that many are not made.
 */
static bool decode_fails_at(const struct tdxp_image *image, unsigned countdown, bool for_ever,
                            uint32_t nodes)
{
    struct decoded d = {.image = NULL};
    struct tdxp_error err = {.text = ""};
    unsigned failed;

    arm(countdown, for_ever);
    d.fw = tdxp_firmware_decode(image, &err);
    failed = disarm();
    if (d.fw && tdxp_tree_count(d.fw->tree) != nodes) {
        fail_msg("nodes are missing without allocation %u", countdown);
    }
    if (d.fw) {
        assert_sound(&d);
    } else if (failed == 0 || !strstr(err.text, "out of memory")) {
        fail_msg("no word of allocation %u", countdown);
    }
    tdxp_firmware_free(d.fw);
    return failed > 0;
}

static uint32_t count_nodes(const struct tdxp_image *image)
{
    struct tdxp_firmware *fw = tdxp_firmware_decode(image, NULL);
    uint32_t count;

    assert_non_null(fw);
    count = tdxp_tree_count(fw->tree);
    tdxp_firmware_free(fw);
    return count;
}

static void assert_survives_shortage(const struct tdxp_image *image)
{
    uint32_t nodes = count_nodes(image);
    unsigned countdown = 0;

    while (decode_fails_at(image, countdown, false, nodes)) {
        assert_true(decode_fails_at(image, countdown, true, nodes));
        countdown++;
    }
    assert_true(countdown >= 5);
}

static void decoding_ends_in_a_message_at_whichever_allocation_memory_runs_out(void **state)
{
    struct tdxp_error err;
    struct tdxp_image *image = tdxp_image_from_memory("sample", sample_bytes(), 16 << 20, &err);

    (void)state;
    assert_non_null(image);
    assert_survives_shortage(image);
    tdxp_image_close(image);
}

static void decoding_ovmf_ends_in_a_message_at_whichever_allocation_memory_runs_out(void **state)
{
    static const char *const paths[] = {"/usr/share/ovmf/OVMF.fd", "/usr/share/OVMF/OVMF_CODE_4M.fd"};
    unsigned opened = 0;

    (void)state;
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        struct tdxp_image *image = tdxp_image_open(paths[i], NULL, NULL);

        if (image) {
            opened++;
            assert_survives_shortage(image);
            tdxp_image_close(image);
        }
    }
    if (opened == 0) {
        print_message("skipped: no OVMF image\n");
        skip();
    }
}

enum {
    CHUNK = 65536,  /* nodes come from pieces of about this size */
    NODE_MAX = 320, /* more than a node with its texts takes, on average */
    STEP = 200,     /* no more than a node takes */
};

/*
 * Nodes are allocated in large pieces, so that an allocation fails only now and then. The length of the image's name
 * moves the places where a new piece begins: with names of many lengths each node is once the first that is not there.
 */
static void shorten_first_piece(const uint8_t *bytes, size_t size)
{
    struct decoded d = decode_copy(bytes, size);
    uint32_t nodes = tdxp_tree_count(d.fw->tree);
    size_t reach = (size_t)nodes * NODE_MAX;
    char *name = malloc(CHUNK + 65);

    decoded_free(&d);
    assert_non_null(name);
    assert_true(reach < CHUNK);
    for (size_t length = CHUNK - reach; length < CHUNK + 64; length += STEP) {
        struct tdxp_image *image;

        memset(name, 'n', length);
        name[length] = '\0';
        image = tdxp_image_from_memory(name, exact_copy(bytes, size), size, NULL);
        assert_non_null(image);
        for (unsigned countdown = 0; decode_fails_at(image, countdown, false, nodes); countdown++) {
            decode_fails_at(image, countdown, true, nodes);
        }
        tdxp_image_close(image);
    }
    free(name);
}

static void any_node_may_be_the_one_for_which_memory_runs_out(void **state)
{
    struct plan plan = plan_default();
    uint8_t *bytes = plan_bytes(&plan);

    (void)state;
    shorten_first_piece(bytes, PLAN_SIZE);
    free(bytes);
}

static void any_node_may_be_missing_where_nothing_in_the_image_is_right(void **state)
{
    struct plan plan = plan_default();
    uint8_t *bytes;

    (void)state;
    plan.size = 0x400; /* with room for a few entries where there should be 4 G of them */
    plan.descriptor = 0x300;
    bytes = plan_bytes(&plan);
    memset(bytes + plan.descriptor, 0xff, 16);
    shorten_first_piece(bytes, plan.size);
    put_uint(bytes + plan.size - 0x32, 2, 17);
    shorten_first_piece(bytes, plan.size);
    memset(bytes + plan.size - 0x30, 0, 0x30);
    shorten_first_piece(bytes, plan.size);
    free(bytes);
}

/* A file of one section, in a volume where the configuration volume of the default image is. */
static void put_volume_with_file(uint8_t *at)
{
    static const uint8_t section[] = {0x0c, 0, 0, 0x15, 'a', 0, 'b', 0, 'c', 0, 0, 0};
    uint8_t *file = at + VOLUME_HEADER;

    put_volume_header(at, 0x1000);
    put_uint(file + 0x12, 1, 0x07);
    put_uint(file + 0x14, 3, 24 + sizeof section);
    put_uint(file + 0x17, 1, 0x07);
    memcpy(file + 24, section, sizeof section);
}

static void any_node_of_a_volume_may_be_the_one_for_which_memory_runs_out(void **state)
{
    struct plan plan = plan_default();
    uint8_t *bytes = plan_bytes(&plan);

    (void)state;
    put_volume_with_file(bytes);
    shorten_first_piece(bytes, PLAN_SIZE);
    free(bytes);
}

static void any_node_of_a_capsule_may_be_the_one_for_which_memory_runs_out(void **state)
{
    struct plan plan = plan_default();
    uint8_t *image = plan_bytes(&plan);
    struct capsule_plan envelope = capsule_full(image, PLAN_SIZE);
    size_t size;
    size_t start;
    uint8_t *bytes = capsule_bytes(&envelope, &size, &start);

    (void)state;
    shorten_first_piece(bytes, size);
    put_uint(bytes + CAPSULE_HEADER + 16 + CAPSULE_DRIVER, 4, 9); /* Version of the image header */
    put_uint(bytes + 24, 4, UINT32_MAX);                          /* CapsuleImageSize */
    shorten_first_piece(bytes, size);
    free(bytes);
    free(image);
}

/* ---- opening ---- */

static void opening_an_image_ends_in_a_message_where_memory_runs_out(void **state)
{
    static const char *const paths[] = {"/proc/self/status", "/dev/null", "/"};
    struct tdxp_error err;

    (void)state;
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        for (unsigned countdown = 0; countdown < 4; countdown++) {
            struct tdxp_image *image;

            err.text[0] = '\0';
            arm(countdown, true);
            image = tdxp_image_open(paths[i], NULL, &err);
            if (disarm() > 0) {
                assert_null(image);
                assert_true(err.text[0] != '\0');
            }
            tdxp_image_close(image);
        }
    }
}

static void image_in_memory_leaves_its_bytes_to_the_caller_where_memory_runs_out(void **state)
{
    uint8_t *bytes = exact_copy((const uint8_t *)"abc", 3);
    struct tdxp_error err;

    (void)state;
    arm(0, true);
    assert_null(tdxp_image_from_memory("name", bytes, 3, &err));
    assert_true(disarm() > 0);
    assert_non_null(strstr(err.text, "out of memory"));
    assert_int_equal(bytes[2], 'c');
    free(bytes);
}

static void joining_images_ends_in_a_message_where_memory_runs_out(void **state)
{
    struct tdxp_image *image = tdxp_image_from_memory("a", exact_copy((const uint8_t *)"a", 1), 1, NULL);
    unsigned countdown = 0;
    unsigned failed;

    (void)state;
    do {
        struct tdxp_error err = {.text = ""};
        struct tdxp_image *joined;

        arm(countdown++, true);
        joined = tdxp_image_join(image, image, NULL, &err);
        failed = disarm();
        assert_int_equal(joined == NULL, failed > 0);
        assert_true(joined || strstr(err.text, "out of memory"));
        tdxp_image_close(joined);
    } while (failed > 0);
    assert_true(countdown > 3);
    tdxp_image_close(image);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(decoding_ends_in_a_message_at_whichever_allocation_memory_runs_out),
        cmocka_unit_test(decoding_ovmf_ends_in_a_message_at_whichever_allocation_memory_runs_out),
        cmocka_unit_test(any_node_may_be_the_one_for_which_memory_runs_out),
        cmocka_unit_test(any_node_of_a_volume_may_be_the_one_for_which_memory_runs_out),
        cmocka_unit_test(any_node_of_a_capsule_may_be_the_one_for_which_memory_runs_out),
        cmocka_unit_test(any_node_may_be_missing_where_nothing_in_the_image_is_right),
        cmocka_unit_test(opening_an_image_ends_in_a_message_where_memory_runs_out),
        cmocka_unit_test(joining_images_ends_in_a_message_where_memory_runs_out),
        cmocka_unit_test(image_in_memory_leaves_its_bytes_to_the_caller_where_memory_runs_out),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
