/*
 * The verdicts against small statements of the loaders' conditions that were written from the loaders' sources, for a
 * million images and more: both must accept an image, or both refuse it.
 *
 * A case has a seed of its own. The first is $TDXPLORE_TEST_SEED and the others count up from it, $TDXPLORE_TEST_CASES
 * of them; a difference is printed with the seed that makes the image again.
 */
#include "check_image.h"
#include "naive_loaders.h"
#include "wild_image.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* The sanitizers cost ten to twenty times as much. */
#ifndef __has_feature
#define __has_feature(x) 0
#endif
#if defined(__SANITIZE_ADDRESS__) || __has_feature(address_sanitizer)
enum { CASES = 60000 };
#else
enum { CASES = 1000000 };
#endif

enum { PAIRS = 4, ROWS_MAX = 64, SHOWN_MAX = 5 };

/* A consumer with what else says what it does, and what came of it. */
struct pair {
    const char *key;
    bool (*accepts)(const uint8_t *data, size_t size);
    unsigned long accepted, refused;
    unsigned long stopped[ROWS_MAX]; /* by condition: how often it was the first to fail */
};

static uint64_t from_environment(const char *name, uint64_t otherwise)
{
    const char *text = getenv(name);

    return text && *text ? strtoull(text, NULL, 0) : otherwise;
}

/* ---- showing a difference ---- */

static void print_hex(const struct wild_image *image, uint64_t from, uint64_t to)
{
    for (uint64_t at = from; at < to && at < image->size; at++) {
        print_message("%s%02x", (at - from) % 32 ? " " : "\n    ", image->bytes[at]);
    }
    print_message("\n");
}

static void print_sections(const struct wild_image *image)
{
    const uint8_t *header = image->bytes + image->descriptor;

    if (image->descriptor >= image->size || image->size - image->descriptor < 16) {
        return;
    }
    print_message("  descriptor 0x%" PRIx64 ": signature 0x%" PRIx64 " length 0x%" PRIx64 " version 0x%" PRIx64
                  " count 0x%" PRIx64 "\n",
                  image->descriptor, naive_number(header, 4), naive_number(header + 4, 4), naive_number(header + 8, 4),
                  naive_number(header + 12, 4));
    for (uint64_t i = 0; i < image->sections && image->descriptor + 48 + 32 * i <= image->size; i++) {
        struct naive_entry entry = naive_entry_at(header + 16 + 32 * i);

        print_message("  section %" PRIu64 ": data 0x%" PRIx32 "+0x%" PRIx32 " memory 0x%" PRIx64 "+0x%" PRIx64
                      " type 0x%" PRIx32 " attributes 0x%" PRIx32 "\n",
                      i, entry.data_offset, entry.raw_size, entry.address, entry.memory_size, entry.type,
                      entry.attributes);
    }
}

/* origin says how to make the image again. */
static void print_case(const struct wild_image *image, const char *origin, const struct tdxp_verdict *verdict)
{
    print_message("%s: the verdict %s, its source %s: %s\n", verdict->consumer->name,
                  verdict->accepts ? "accepts" : "refuses", verdict->accepts ? "refuses" : "accepts", origin);
    if (!verdict->accepts) {
        print_message("  section %" PRId32 ", condition \"%s\": %s\n", verdict->section, verdict->condition->what,
                      verdict->reason);
    }
    print_message("  %" PRIu64 " bytes, the last of them", image->size);
    print_hex(image, image->size < 128 ? 0 : image->size - 128, image->size);
    print_sections(image);
}

/* ---- one case ---- */

/* Takes over the bytes, which stay where they are. */
static struct judged judge(const struct wild_image *image)
{
    struct tdxp_error err;
    struct tdxp_image *opened = tdxp_image_from_memory("wild", image->bytes, image->size, &err);

    assert_non_null(opened);
    return judge_image(opened);
}

static void count(struct pair *pair, const struct tdxp_verdict *verdict)
{
    assert_true(verdict->consumer->count <= ROWS_MAX);
    if (verdict->accepts) {
        pair->accepted++;
    } else {
        pair->refused++;
        pair->stopped[verdict->condition - verdict->consumer->conditions]++;
    }
}

/* How many consumers differ; frees the image's bytes. Few differences are shown. */
static unsigned compare(struct pair *pairs, const struct wild_image *image, const char *origin, unsigned long before)
{
    struct judged judged = judge(image);
    unsigned differences = 0;

    for (size_t i = 0; i < PAIRS; i++) {
        const struct tdxp_verdict *verdict = &judged.result->verdicts[tdxp_consumer_find(pairs[i].key)];

        count(&pairs[i], verdict);
        if (verdict->accepts != pairs[i].accepts(image->bytes, image->size)) {
            if (before + differences++ < SHOWN_MAX) {
                print_case(image, origin, verdict);
            }
        }
    }
    judged_free(&judged);
    return differences;
}

static unsigned compare_wild(struct pair *pairs, uint64_t seed, unsigned long before)
{
    uint64_t rng = seed;
    struct wild_image image = wild_image(&rng);
    char origin[80];

    snprintf(origin, sizeof origin, "TDXPLORE_TEST_SEED=%" PRIu64 " TDXPLORE_TEST_CASES=1", seed);
    return compare(pairs, &image, origin, before);
}

/* ---- all of them ---- */

/* How many conditions were the first to fail in less than one case of 20000; which they are is printed. */
static size_t print_rare(const struct pair *pair, uint64_t cases)
{
    size_t consumers;
    const struct tdxp_consumer *consumer = tdxp_consumers(&consumers)[tdxp_consumer_find(pair->key)];
    size_t rare = 0;

    print_message("%s: %lu accepted, %lu refused\n", consumer->name, pair->accepted, pair->refused);
    for (size_t i = 0; i < consumer->count; i++) {
        if (pair->stopped[i] < cases / 20000) {
            print_message("  %lu times the first to fail: %s\n", pair->stopped[i], consumer->conditions[i].what);
            rare++;
        }
    }
    return rare;
}

static void verdicts_on_wild_images_are_those_of_the_sources(void **state)
{
    struct pair *pairs = *state;
    uint64_t seed = from_environment("TDXPLORE_TEST_SEED", 1);
    uint64_t cases = from_environment("TDXPLORE_TEST_CASES", CASES);
    unsigned long differences = 0;

    print_message("TDXPLORE_TEST_SEED=%" PRIu64 " TDXPLORE_TEST_CASES=%" PRIu64 "\n", seed, cases);
    for (uint64_t i = 0; i < cases; i++) {
        differences += compare_wild(pairs, seed + i, differences);
    }
    for (size_t i = 0; i < PAIRS; i++) {
        size_t rare = print_rare(&pairs[i], cases);

        if (cases >= CASES) {
            /* Neither answer is a rarity, and each condition decided often enough. */
            assert_true(pairs[i].accepted > cases / 20);
            assert_true(pairs[i].refused > cases / 20);
            assert_int_equal(rare, 0);
        }
    }
    assert_int_equal(differences, 0);
}

/* All changes of the plain image that the tests of the verdicts know by name, and all pairs of them. */
static void verdicts_on_named_changes_are_those_of_the_sources(void **state)
{
    struct pair *pairs = *state;
    size_t known;
    const struct image_change *list = changes(&known);
    unsigned long differences = 0;

    for (size_t i = 0; i < known; i++) {
        for (size_t k = i; k < known; k++) {
            struct wild_image image = {.descriptor = DESCRIPTOR + list[i].front, .sections = 4};
            char origin[128];

            image.bytes = changed_bytes(list[i].name, k > i ? list[k].name : NULL, &image.size);
            snprintf(origin, sizeof origin, "changes %s and %s", list[i].name, list[k].name);
            differences += compare(pairs, &image, origin, differences);
        }
    }
    assert_int_equal(differences, 0);
}

static void wild_images_are_made_again_from_their_seed(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 200; seed++) {
        uint64_t first_rng = seed;
        uint64_t second_rng = seed;
        struct wild_image first = wild_image(&first_rng);
        struct wild_image second = wild_image(&second_rng);

        assert_int_equal(first.size, second.size);
        assert_memory_equal(first.bytes, second.bytes, first.size);
        free(first.bytes);
        free(second.bytes);
    }
}

static int make_pairs(void **state)
{
    static const struct pair fresh[PAIRS] = {
        {.key = "qemu", .accepts = naive_qemu},
        {.key = "kvm", .accepts = naive_kvm},
        {.key = "cloud-hypervisor", .accepts = naive_cloud_hypervisor},
        {.key = "td-shim", .accepts = naive_td_shim},
    };

    *state = malloc(sizeof fresh);
    assert_non_null(*state);
    memcpy(*state, fresh, sizeof fresh);
    return 0;
}

static int free_pairs(void **state)
{
    free(*state);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wild_images_are_made_again_from_their_seed),
        cmocka_unit_test_setup_teardown(verdicts_on_named_changes_are_those_of_the_sources, make_pairs, free_pairs),
        cmocka_unit_test_setup_teardown(verdicts_on_wild_images_are_those_of_the_sources, make_pairs, free_pairs),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
