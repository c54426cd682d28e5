/* Running out of memory, at whichever allocation it may be. */
#include "capsule.h"
#include "check_image.h"
#include "image/digest.h"
#include "nv_image.h"
#include "support.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "format/code_engine.h"
#include "parts.h"
#include "programs.h"
#include "screenless.h"
#include "snp_image.h"
#include "tdxplore/compare.h"
#include "tdxplore/edit.h"
#include "tdxplore/measure.h"
#include "tdxplore/notes.h"
#include "tdxplore/opened.h"
#include "tdxplore/report.h"
#include "tui/measuring.h"
#include "tui/minimap.h"
#include "tui/reload.h"
#include "tui/span.h"

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

/* ---- the map's reports ---- */

enum { REPORTS = 3 };

/* The report as a string, into *text, and how many allocations failed. Returns what the report returned. */
static bool report_map(const struct tdxp_firmware *fw, unsigned which, unsigned countdown, char **text,
                       unsigned *failed)
{
    const struct tdxp_map_style style = {.width = 80};
    char *buffer = malloc(1 << 16);
    FILE *out = fmemopen(buffer, 1 << 16, "w");
    bool whole;

    assert_non_null(buffer);
    assert_non_null(out);
    setvbuf(out, NULL, _IONBF, 0);
    arm(countdown, false);
    whole = which == 0   ? tdxp_report_map(fw, &style, out)
            : which == 1 ? tdxp_report_map_json(fw, &style, out)
                         : tdxp_report_map_svg(fw, &style, out);
    *failed = disarm();
    fputc('\0', out);
    fclose(out);
    *text = buffer;
    return whole;
}

static const char *behind_hash(const char *report)
{
    const char *segments = strstr(report, "\"segments\"");

    return segments ? segments : report;
}

static void reports_of_the_map_are_whole_or_say_that_memory_ran_out(void **state)
{
    struct plan plan = plan_default();
    struct decoded d = decode_plan(&plan);

    (void)state;
    for (unsigned which = 0; which < REPORTS; which++) {
        char *whole;
        unsigned failed;

        assert_true(report_map(d.fw, which, UINT32_MAX, &whole, &failed));
        failed = 1;
        for (unsigned countdown = 0; failed > 0; countdown++) {
            char *text;

            /*
             * The C library may do without the allocation, qsort for one; then nothing may be missing but the hash of
             * the image, which is null where the cryptographic library fails.
             */
            if (report_map(d.fw, which, countdown, &text, &failed)) {
                assert_string_equal(behind_hash(text), behind_hash(whole));
            } else {
                assert_true(failed > 0);
            }
            assert_true(failed > 0 || countdown >= 2);
            free(text);
        }
        free(whole);
    }
    decoded_free(&d);
}

/* ---- decoding ---- */

/*
 * Decode with the countdown-th allocation failing: it must end in NULL and a message, or, where the C library could do
 * without (qsort can), in a tree of nodes, none of which is missing. False where that many are not made.
 */
static bool decode_fails_at(const struct tdxp_image *image, unsigned countdown, bool for_ever, uint32_t nodes)
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

/* ---- decompressing ---- */

/* Sections that are compressed by each method, one of them around another. */
static struct tdxp_image *packed_image(void)
{
    struct part inner = part_guided(&part_guid_gzip, 1, part_of(NULL, 0), part_gzip(part_ui("Inside")));
    struct part row = part_join(part_guided(&part_guid_lzma, 1, part_of(NULL, 0),
                                            part_lzma(part_join(part_section(0x19, part_random(70000)), inner))),
                                part_guided(&part_guid_lzma_x86, 1, part_of(NULL, 0), part_lzma_x86(part_ui("Code"))));
    struct part brotli;
    struct part file;
    struct part volume;

    if (part_brotli(part_section(0x19, part_random(70000)), &brotli)) {
        row = part_join(row, part_guided(&part_guid_brotli, 1, part_of(NULL, 0), brotli));
    } else {
        free(brotli.data);
    }
    file = part_file(&part_guid_nobody, 0x07, row);
    volume = part_volume(&file, 1);
    return tdxp_image_from_memory("packed", volume.data, volume.size, NULL);
}

/* As decode_fails_at, with everything opened on the way. */
static bool unpacking_fails_at(const struct tdxp_image *image, unsigned countdown, bool for_ever, uint32_t nodes)
{
    struct tdxp_opened *opened = tdxp_opened_new(NULL, true);
    struct decoded d = {.image = NULL};
    struct tdxp_error err = {.text = ""};
    unsigned failed;

    assert_non_null(opened);
    arm(countdown, for_ever);
    d.fw = tdxp_firmware_decode_opened(image, opened, &err);
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
    tdxp_opened_free(opened);
    return failed > 0;
}

static void decompressing_ends_in_a_message_at_whichever_allocation_memory_runs_out(void **state)
{
    struct tdxp_image *image = packed_image();
    struct tdxp_opened *opened = tdxp_opened_new(NULL, true);
    struct tdxp_firmware *fw = tdxp_firmware_decode_opened(image, opened, NULL);
    uint32_t nodes;
    unsigned countdown = 0;

    (void)state;
    assert_non_null(fw);
    nodes = tdxp_tree_count(fw->tree);
    assert_non_null(tdxp_tree_space(fw->tree, 3));
    tdxp_firmware_free(fw);
    tdxp_opened_free(opened);
    while (unpacking_fails_at(image, countdown, false, nodes)) {
        assert_true(unpacking_fails_at(image, countdown, true, nodes));
        countdown++;
    }
    assert_true(countdown > 20);
    tdxp_image_close(image);
}

/* Open a node with the countdown-th allocation failing: it must end in a message and leave nothing. */
static bool opening_fails_at(struct tdxp_opened *opened, const struct tdxp_node *node, unsigned countdown)
{
    struct tdxp_error err = {.text = ""};
    struct tdxp_opening *opening;
    bool done = false;
    unsigned failed;

    arm(countdown, true);
    opening = tdxp_opening_start(opened, node, &err);
    if (opening) {
        while (tdxp_opening_step(opening, 10000)) {
        }
        done = tdxp_opening_finish(opening, &err);
    }
    tdxp_opening_free(opening);
    failed = disarm();
    if (!done) {
        assert_true(failed > 0);
        assert_non_null(strstr(err.text, "out of memory"));
        assert_int_equal(tdxp_opened_bytes(opened), 0);
        assert_null(tdxp_opened_path(opened, 0));
    }
    return !done;
}

static void opening_in_steps_leaves_nothing_where_memory_runs_out(void **state)
{
    struct tdxp_image *image = packed_image();
    struct tdxp_firmware *fw = tdxp_firmware_decode(image, NULL);
    struct tdxp_opened *opened = tdxp_opened_new(NULL, false);
    const struct tdxp_node *node;
    unsigned countdown = 0;

    (void)state;
    assert_non_null(fw);
    node = tdxp_tree_find(fw->tree, "volumes/volume[0]/file[0]/section[0]");
    assert_non_null(node);
    while (opening_fails_at(opened, node, countdown)) {
        countdown++;
    }
    assert_true(countdown > 5);
    assert_true(tdxp_opened_bytes(opened) > 70000);
    tdxp_firmware_free(fw);
    tdxp_opened_free(opened);
    tdxp_image_close(image);
}

/* TD_INFO, TD_PARAMS and a signed payload in sections, SEV metadata, and a loader before the GUIDed table. */
static void any_node_of_what_td_shim_and_ovmf_add_may_be_the_one_for_which_memory_runs_out(void **state)
{
    static const struct tdxp_guid payload =
        TDXP_GUID(0xfcf2d558, 0x9df5, 0x4f4d, 0xb0, 0xd7, 0x3e, 0x4b, 0x79, 0x8a, 0xb0, 0x66);
    static const struct plan_section sections[] = {
        {0x8000, 0x8000, PLAN_GPA + 0x8000, 0x8000, TDXP_SECTION_BFV, 1},
        {0x9000, 0x100, 0, 0, TDXP_SECTION_TD_INFO, 0},
        {0xa000, 0x400, 0, 0, TDXP_SECTION_TD_PARAMS, 0},
        {0, 0, PLAN_GPA + 0x1000, 0x1000, TDXP_SECTION_TEMP_MEM, 0},
    };
    static const uint8_t distance[] = {0, 0x40, 0, 0};
    const struct plan_entry entry = {tdxp_guid_sev_metadata_offset, distance, 4};
    struct plan plan = plan_default();
    uint8_t *bytes;

    (void)state;
    plan.sections = sections;
    plan.section_count = sizeof sections / sizeof sections[0];
    plan.entries = &entry;
    plan.entry_count = 1;
    bytes = plan_bytes(&plan);
    memcpy(bytes + 0x8000, payload.bytes, 16);
    put_uint(bytes + 0x8014, 4, 0x100);
    put_uint(bytes + 0x8028, 4, 1);
    memset(bytes + 0x9000, 0x11, 0x20);
    memset(bytes + 0xa000, 0x11, 0x400);
    memcpy(bytes + 0xc000, "ASEV", 4);
    put_uint(bytes + 0xc00c, 4, 2);
    put_uint(bytes + 0x1004, 4, UINT32_MAX);
    put_uint(bytes + PLAN_SIZE - 0x20 - 62 - 8, 4, PLAN_GPA + 0x8000);
    shorten_first_piece(bytes, PLAN_SIZE);
    free(bytes);
}

/* ---- variables ---- */

static void shorten_store(struct nv_image *image)
{
    shorten_first_piece(image->bytes, image->size);
    free(image->bytes);
}

static void any_node_of_a_store_may_be_the_one_for_which_memory_runs_out(void **state)
{
    static const char option[] = "\1\0\0\0\x0a\0X\0\0\0\1\1\6\0\0\1\x7f\xff\4\0";
    struct nv_image image = nv_new_plain(0x200, 0);
    uint8_t list[80];
    uint8_t hash[32] = {1};

    (void)state;
    nv_add(&image, "dbx", &nv_database, NV_DELETED, list, nv_put_list(list, &nv_type_sha256, hash, sizeof hash));
    shorten_store(&image);

    image = nv_new_plain(0x200, 0);
    nv_add(&image, "Boot0000", &nv_global, NV_ADDED, option, sizeof option - 1);
    shorten_store(&image);

    image = nv_new(0x200, 0x100);
    nv_put_ftw(&image, 0x180, 0x28);
    memset(image.bytes + 0x1a0, 0, 40);
    shorten_store(&image);
}

static void any_node_of_a_trust_anchor_may_be_the_one_for_which_memory_runs_out(void **state)
{
    static const struct tdxp_guid file =
        TDXP_GUID(0x77a2742e, 0x9340, 0x4ac9, 0x8f, 0x85, 0xb7, 0xb9, 0x78, 0x58, 0x00, 0x21);
    static const struct tdxp_guid anchor =
        TDXP_GUID(0xbe8f65a3, 0xa83b, 0x415c, 0xa1, 0xfb, 0xf7, 0x8e, 0x10, 0x5e, 0x82, 0x4e);
    struct plan plan = plan_default();
    uint8_t *bytes = plan_bytes(&plan);

    (void)state;
    put_volume_with_file(bytes);
    memcpy(bytes + VOLUME_HEADER, file.bytes, 16);
    put_uint(bytes + VOLUME_HEADER + 0x12, 1, 1); /* a raw file */
    put_uint(bytes + VOLUME_HEADER + 0x14, 3, 24 + 96);
    memcpy(bytes + VOLUME_HEADER + 24, anchor.bytes, 16);
    shorten_first_piece(bytes, PLAN_SIZE);
    free(bytes);
}

static void any_node_of_a_list_of_hand_off_blocks_may_be_the_one_for_which_memory_runs_out(void **state)
{
    static const uint16_t types[] = {2, 3, 4, 6, 0xc, 0xffff};
    uint8_t bytes[56 + 5 * 80 + 8] = {1, 0, 56, 0, 0, 0, 0, 0, 9};
    static const struct tdxp_guid acpi =
        TDXP_GUID(0x6a0c5870, 0xd4ed, 0x44f4, 0xa1, 0x35, 0xdd, 0x23, 0x8b, 0x6f, 0x0c, 0x8d);

    (void)state;
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        put_uint(bytes + 56 + 80 * i, 2, types[i]);
        put_uint(bytes + 58 + 80 * i, 2, i < 5 ? 80 : 8);
    }
    memcpy(bytes + 56 + 2 * 80 + 8, acpi.bytes, 16);
    shorten_first_piece(bytes, sizeof bytes);
}

static void any_node_of_an_igvm_file_may_be_the_one_for_which_memory_runs_out(void **state)
{
    uint8_t bytes[0x80] = "IGVM";

    (void)state;
    put_uint(bytes + 4, 4, 2);
    put_uint(bytes + 8, 4, 32);
    put_uint(bytes + 12, 4, 36);
    put_uint(bytes + 32, 4, 1);
    put_uint(bytes + 36, 4, 16);
    shorten_first_piece(bytes, sizeof bytes);
}

static void certificate_ends_in_a_message_at_whichever_allocation_memory_runs_out(void **state)
{
    static const char *const entries[] = {"O", "Organisation", "CN", "Name", NULL};
    struct nv_image image = nv_new(0x1000, 0);
    uint8_t list[0x800];
    size_t length;
    uint8_t *der = nv_certificate(entries, &length);
    struct tdxp_image *opened;

    (void)state;
    nv_add(&image, "db", &nv_database, NV_ADDED, list, nv_put_list(list, &nv_type_x509, der, length));
    free(der);
    opened = tdxp_image_from_memory("variables", image.bytes, image.size, NULL);
    assert_non_null(opened);
    assert_survives_shortage(opened);
    tdxp_image_close(opened);
}

/* ---- showing another decoding ---- */

/* Reload with the countdown-th allocation failing: either it succeeds, or nothing has changed. */
static bool reload_fails_at(struct app *app, struct tdxp_image *image, unsigned countdown)
{
    struct app before = *app;
    struct tdxp_error err = {.text = ""};
    bool done;

    arm(countdown, false);
    done = app_reload(app, image, &err);
    if (disarm() == 0) {
        assert_true(done);
        return false;
    }
    assert_ptr_equal(app->selection.node, tdxp_tree_node(app->fw->tree, app->selection.node->id));
    if (!done) {
        assert_non_null(strstr(err.text, "out of memory"));
        assert_memory_equal(app, &before, sizeof before);
    }
    return true;
}

static void reloading_changes_nothing_where_memory_runs_out(void **state)
{
    struct tdxp_image *images[] = {packed_image(), packed_image()};
    struct app *app = screenless_new(images[0]);
    unsigned countdown = 0;

    (void)state;
    app_select_node(app, tdxp_tree_find(app->fw->tree, "volumes/volume[0]/file[0]/section[0]"), true);
    app->whose = TDXP_GUEST_SEV;
    assert_true(measuring_start(app));
    app->whose = TDXP_GUEST_TDX;
    measuring_toggle(app);
    assert_true(app->measuring.overlay && app->measuring.measurement && app->measuring.snp);
    assert_true(span_begin(app));
    /* Some allocations can be done without: the image may be another one after each round. */
    while (reload_fails_at(app, images[app->image == images[0]], countdown)) {
        countdown++;
    }
    assert_true(countdown > 20);
    assert_true(app->measuring.overlay && app->measuring.measurement && app->measuring.snp);
    assert_true(app->span.active);
    screenless_free(app);
    tdxp_image_close(images[0]);
    tdxp_image_close(images[1]);
}

/* ---- what the explorer works out in steps ---- */

/* The library does without some of what it asks for: then the result is the same. */
static void hashes_of_a_range_are_begun_whole_or_not_at_all(void **state)
{
    const struct tdxp_bytes bytes = {(const uint8_t *)"TDVF", 4};
    unsigned countdown = 0;
    bool failed;

    (void)state;
    do {
        struct digest *digest;
        char sha256[SHA256_TEXT];
        uint32_t crc32;

        arm(countdown++, false);
        digest = digest_begin(&bytes);
        failed = disarm() > 0;
        assert_true(digest || failed);
        if (digest) {
            assert_false(digest_step(digest, 4));
            assert_true(digest_finish(digest, &crc32, sha256));
            assert_int_equal(crc32, 0x61e67c82);
        }
        digest_free(digest);
    } while (failed);
    assert_true(countdown > 1);
}

static void a_strip_is_made_whole_or_not_at_all(void **state)
{
    const struct tdxp_bytes bytes = {(const uint8_t *)"TDVF", 4};
    struct minimap *map;

    (void)state;
    arm(0, true);
    map = minimap_new(&bytes, 4);
    assert_true(disarm() > 0);
    assert_null(map);
}

static void any_node_of_a_program_may_be_the_one_for_which_memory_runs_out(void **state)
{
    (void)state;
    for (const struct program_sample *sample = program_samples; sample->name; sample++) {
        uint8_t bytes[PROGRAM_ROOM] = {0};
        size_t size = sample->make(bytes);

        if (strcmp(sample->name, "pe") == 0) {
            put_uint(bytes + PE_HEADER + 20, 2, 0x50); /* without directories, for more nodes would not fit a piece */
        }
        shorten_first_piece(bytes, size);
    }
}

static void a_listing_is_made_whole_or_not_at_all(void **state)
{
    struct decoded d = decode_taken(sample_bytes(), 16 << 20);
    struct tdxp_listing *listing;
    unsigned countdown = 0;

    (void)state;
    do {
        arm(countdown++, false);
        listing = listing_new(d.fw, &code_engine_none);
        assert_int_equal(disarm() == 0, listing != NULL);
    } while (!listing);
    assert_true(countdown > 3);
    tdxp_listing_free(listing);
    decoded_free(&d);
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

/* Judge with the countdown-th allocation failing: NULL and a message, or all findings. False where none failed. */
static bool judging_fails_at(const struct judged *j, unsigned countdown, bool for_ever)
{
    struct tdxp_error err = {.text = ""};
    struct judged again = *j;
    unsigned failed;

    arm(countdown, for_ever);
    again.result = tdxp_check(j->firmware, &err);
    failed = disarm();
    if (again.result) {
        assert_int_equal(again.result->count, j->result->count);
        assert_no_contradiction(&again);
    } else if (failed == 0 || !strstr(err.text, "out of memory")) {
        fail_msg("no word of allocation %u", countdown);
    }
    tdxp_check_free(again.result);
    return failed > 0;
}

static void judging_ends_in_a_message_at_whichever_allocation_memory_runs_out(void **state)
{
    /* No descriptor; one that only a consumer reads; faults of all kinds. */
    static const char *const names[][2] = {{"zeros", NULL},
                                           {"table-offset-wrong", "legacy-offset-wrong"},
                                           {"info-outside-bfv", "hob-into-temp"},
                                           {"type-9", "bfv-bytes-past-end"}};

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct judged j = judge_changed(names[i][0], names[i][1]);
        unsigned countdown = 0;

        assert_true(j.result->count > 0);
        while (judging_fails_at(&j, countdown, false)) {
            assert_true(judging_fails_at(&j, countdown, true));
            countdown++;
        }
        assert_true(countdown >= 5);
        judged_free(&j);
    }
}

/* ---- comparing ---- */

/*
 * Compare, with the countdown-th allocation failing. False where none failed. Where that is one that can be done without,
 * as the C library's in sorting, all that differs is found all the same.
 */
static bool comparing_fails_at(struct tdxp_image *const *images, size_t differing, unsigned countdown, bool for_ever)
{
    struct tdxp_error err = {.text = ""};
    struct tdxp_effects effects;
    struct tdxp_pair pair;
    unsigned failed;
    unsigned failed_before;
    size_t count;
    bool made;

    arm(countdown, for_ever);
    made = tdxp_pair_make(&pair, images[0], images[1], NULL, &err);
    failed = disarm();
    if (!made) {
        assert_true(failed > 0);
        assert_non_null(strstr(err.text, "out of memory"));
        assert_null(pair.comparison);
        return true;
    }
    tdxp_comparison_differences(pair.comparison, &count);
    assert_int_equal(count, differing);
    failed_before = failed;
    err.text[0] = '\0';
    arm(countdown, for_ever);
    made = tdxp_effects_make(&effects, &pair, NULL, &err);
    failed = disarm();
    if (!made) {
        assert_true(failed > 0);
        assert_true(err.text[0] != '\0');
    }
    tdxp_effects_free(&effects);
    tdxp_pair_free(&pair);
    return failed + failed_before > 0;
}

static void comparing_ends_in_a_message_at_whichever_allocation_memory_runs_out(void **state)
{
    struct tdxp_image *images[2];
    struct tdxp_pair pair;
    size_t differing;

    (void)state;
    for (int i = 0; i < 2; i++) {
        struct part files[2] = {part_file(&part_guid_nobody, 7, part_section(0x19, part_random(300))),
                                part_file(&part_guid_lzma, 7,
                                          part_guided(&part_guid_lzma, 1, part_filled(0, 0),
                                                      part_lzma(part_section(0x19, part_filled((uint8_t)i, 400)))))};
        struct part volume;

        if (i == 1) {
            files[0].data[100] ^= 0xff;
        }
        volume = part_volume(files, 2);
        images[i] = tdxp_image_from_memory("volume", volume.data, volume.size, NULL);
        assert_non_null(images[i]);
    }
    assert_true(tdxp_pair_make(&pair, images[0], images[1], NULL, NULL));
    tdxp_comparison_differences(pair.comparison, &differing);
    tdxp_pair_free(&pair);
    assert_true(differing > 3);
    for (int for_ever = 0; for_ever < 2; for_ever++) {
        unsigned countdown = 0;

        while (comparing_fails_at(images, differing, countdown, for_ever)) {
            countdown++;
        }
        assert_true(countdown > 20);
    }
    tdxp_image_close(images[0]);
    tdxp_image_close(images[1]);
}

/* ---- measuring ---- */

static const struct tdxp_measure_options by_force = {.force = true};

/* Measure, and compare with the value, with the countdown-th allocation failing. False where none failed. */
static bool measuring_fails_at(const struct judged *j, const uint8_t *mrtd, unsigned countdown, bool for_ever)
{
    struct tdxp_error err = {.text = ""};
    struct tdxp_measure_match match;
    struct tdxp_measurement *m;
    unsigned failed;
    bool matched;

    arm(countdown, for_ever);
    m = tdxp_measure_begin(j->firmware, NULL, &by_force, &err);
    if (m) {
        tdxp_measure_step(m, UINT64_MAX);
    }
    failed = disarm();
    if (m && tdxp_measure_result(m)->state == TDXP_MEASURE_DONE) {
        assert_memory_equal(tdxp_measure_result(m)->mrtd, mrtd, TDXP_MRTD_SIZE);
    } else if (failed == 0 || (!m && !strstr(err.text, "out of memory")) ||
               (m && tdxp_measure_result(m)->state != TDXP_MEASURE_FAILED)) {
        fail_msg("no word of allocation %u", countdown);
    }
    tdxp_measure_free(m);
    err.text[0] = '\0';
    arm(countdown, for_ever);
    matched = tdxp_measure_match(j->firmware, NULL, &by_force, mrtd, &match, &err);
    failed += disarm();
    assert_true(matched ? match.as_asked : strstr(err.text, "out of memory") != NULL);
    return failed > 0;
}

static void measuring_ends_in_a_message_at_whichever_allocation_memory_runs_out(void **state)
{
    struct judged j = judge_changed("info", NULL);
    struct tdxp_measurement *m = tdxp_measure_begin(j.firmware, j.result, &by_force, NULL);
    uint8_t mrtd[TDXP_MRTD_SIZE];
    unsigned countdown = 0;

    (void)state;
    assert_non_null(m);
    assert_false(tdxp_measure_step(m, UINT64_MAX));
    memcpy(mrtd, tdxp_measure_result(m)->mrtd, sizeof mrtd);
    tdxp_measure_free(m);
    while (measuring_fails_at(&j, mrtd, countdown, false)) {
        assert_true(measuring_fails_at(&j, mrtd, countdown, true));
        countdown++;
    }
    assert_true(countdown >= 10);
    judged_free(&j);
}

static struct tdxp_snp_options snp_by_force(void)
{
    struct tdxp_snp_options options = tdxp_snp_options_default();

    options.force = true;
    options.vcpus = 2;
    return options;
}

/* The same for the launch of an SEV-SNP guest with a kernel. */
static bool measuring_snp_fails_at(const struct tdxp_firmware *firmware, const struct tdxp_snp_options *options,
                                   const uint8_t *digest, unsigned countdown, bool for_ever)
{
    struct tdxp_error err = {.text = ""};
    struct tdxp_measure_match match;
    struct tdxp_snp_measurement *m;
    unsigned failed;
    bool matched;

    arm(countdown, for_ever);
    m = tdxp_snp_begin(firmware, options, &err);
    if (m) {
        tdxp_snp_step(m, UINT64_MAX);
    }
    failed = disarm();
    if (m && tdxp_snp_result(m)->state == TDXP_MEASURE_DONE) {
        assert_memory_equal(tdxp_snp_result(m)->digest, digest, TDXP_SNP_DIGEST_SIZE);
    } else if (failed == 0 || (!m && !strstr(err.text, "out of memory")) ||
               (m && tdxp_snp_result(m)->state != TDXP_MEASURE_FAILED)) {
        fail_msg("no word of allocation %u", countdown);
    }
    tdxp_snp_free(m);
    err.text[0] = '\0';
    arm(countdown, for_ever);
    matched = tdxp_snp_match(firmware, options, digest, &match, &err);
    failed += disarm();
    assert_true(matched ? match.as_asked : strstr(err.text, "out of memory") != NULL);
    return failed > 0;
}

static void measuring_snp_ends_in_a_message_at_whichever_allocation_memory_runs_out(void **state)
{
    const struct snp_image image = snp_image_default();
    struct decoded d = snp_image_decoded(&image);
    struct tdxp_snp_options options = snp_by_force();
    struct tdxp_snp_measurement *m;
    uint8_t digest[TDXP_SNP_DIGEST_SIZE];
    unsigned countdown = 0;

    (void)state;
    options.with_kernel = true;
    m = tdxp_snp_begin(d.fw, &options, NULL);
    assert_non_null(m);
    assert_false(tdxp_snp_step(m, UINT64_MAX));
    memcpy(digest, tdxp_snp_result(m)->digest, sizeof digest);
    tdxp_snp_free(m);
    while (measuring_snp_fails_at(d.fw, &options, digest, countdown, false)) {
        assert_true(measuring_snp_fails_at(d.fw, &options, digest, countdown, true));
        countdown++;
    }
    assert_true(countdown >= 10);
    decoded_free(&d);
}

/* Two measurements of an image, of which the reports are asked. */
struct measured {
    const struct tdxp_firmware *firmware;
    const struct tdxp_measurement *mrtd;
    const struct tdxp_snp_measurement *snp;
};

enum { MEASURE_REPORTS = 4 };

static bool write_report(const struct measured *m, unsigned which, FILE *out)
{
    const struct tdxp_report_style style = {.utf8 = false};

    switch (which) {
    case 0:
        return tdxp_report_measure(m->firmware, m->mrtd, NULL, &style, out);
    case 1:
        return tdxp_report_measure_json(m->firmware, m->mrtd, NULL, out);
    case 2:
        return tdxp_report_snp(m->firmware, m->snp, NULL, &style, out);
    default:
        return tdxp_report_snp_json(m->firmware, m->snp, NULL, out);
    }
}

/* The report as a string, into *text. Returns what the report returned. */
static bool report_measured(const struct measured *m, unsigned which, unsigned countdown, char **text, unsigned *failed)
{
    FILE *out;
    bool whole;

    *text = calloc(1, 1 << 16);
    assert_non_null(*text);
    out = fmemopen(*text, 1 << 16, "w");
    assert_non_null(out);
    setvbuf(out, NULL, _IONBF, 0);
    arm(countdown, false);
    whole = write_report(m, which, out);
    *failed = disarm();
    fclose(out);
    return whole;
}

/* The hash of the image, which is null where the cryptographic library fails, stands before this in JSON. */
static const char *behind_image(const char *report)
{
    const char *vmm = strstr(report, "\"vmm\"");

    return vmm ? vmm : report;
}

static void reports_of_a_measurement_are_whole_or_say_that_memory_ran_out(void **state)
{
    const struct tdxp_snp_options options = snp_by_force();
    struct judged j = judge_changed(NULL, NULL);
    struct tdxp_measurement *mrtd = tdxp_measure_begin(j.firmware, j.result, &by_force, NULL);
    struct tdxp_snp_measurement *snp = tdxp_snp_begin(j.firmware, &options, NULL);
    const struct measured m = {j.firmware, mrtd, snp};

    (void)state;
    assert_non_null(mrtd);
    assert_non_null(snp);
    tdxp_measure_step(mrtd, UINT64_MAX);
    tdxp_snp_step(snp, UINT64_MAX);
    for (unsigned which = 0; which < MEASURE_REPORTS; which++) {
        unsigned failed;
        char *whole;

        assert_true(report_measured(&m, which, UINT32_MAX, &whole, &failed));
        failed = 1;
        for (unsigned countdown = 0; failed > 0; countdown++) {
            char *text;

            if (report_measured(&m, which, countdown, &text, &failed)) {
                assert_string_equal(behind_image(text), behind_image(whole));
            } else {
                assert_true(failed > 0);
            }
            assert_true(failed > 0 || countdown >= 2);
            free(text);
        }
        free(whole);
    }
    tdxp_measure_free(mrtd);
    tdxp_snp_free(snp);
    judged_free(&j);
}

/* ---- searching ---- */

static bool write_search(const struct tdxp_firmware *fw, const struct tdxp_search *search, bool json, FILE *out)
{
    const struct tdxp_report_style style = {.utf8 = false};

    return json ? tdxp_report_search_json(fw, search, out) : tdxp_report_search(fw, search, &style, out);
}

static void searching_ends_in_a_message_or_a_state_where_memory_runs_out(void **state)
{
    struct plan plan = plan_default();
    struct decoded d = decode_plan(&plan);
    struct tdxp_pattern pattern;
    unsigned countdown = 0;
    unsigned failed;

    (void)state;
    assert_true(tdxp_pattern_parse("hex:0? 00", &pattern, NULL));
    do {
        struct tdxp_error err = {.text = ""};
        struct tdxp_search *search;

        arm(countdown++, true);
        search = tdxp_search_begin(d.fw, &pattern, NULL, &err);
        while (search && tdxp_search_step(search, 1 << 16)) {
        }
        failed = disarm();
        if (!search) {
            assert_string_equal(err.text, "out of memory");
        } else {
            const struct tdxp_search_result *result = tdxp_search_result(search);

            assert_int_equal(result->state, failed > 0 ? TDXP_SEARCH_FAILED : TDXP_SEARCH_DONE);
            assert_true(result->count == result->kept && (failed > 0 || result->kept > 1000));
        }
        tdxp_search_free(search);
    } while (failed > 0);
    assert_true(countdown > 6);
    decoded_free(&d);
}

static void reports_of_a_search_say_that_memory_ran_out(void **state)
{
    struct plan plan = plan_default();
    struct decoded d = decode_plan(&plan);
    struct tdxp_pattern pattern;
    struct tdxp_search *search;

    (void)state;
    assert_true(tdxp_pattern_parse("TDVF", &pattern, NULL));
    search = tdxp_search_begin(d.fw, &pattern, NULL, NULL);
    assert_non_null(search);
    while (tdxp_search_step(search, UINT64_MAX)) {
    }
    for (int json = 0; json < 2; json++) {
        unsigned countdown = 0;
        unsigned failed;

        do {
            FILE *out = fopen("/dev/null", "w");
            bool whole;

            assert_non_null(out);
            setvbuf(out, NULL, _IONBF, 0);
            arm(countdown++, true);
            whole = write_search(d.fw, search, json, out);
            failed = disarm();
            fclose(out);
            assert_int_equal(whole, failed == 0);
        } while (failed > 0);
        assert_true(countdown >= 2);
    }
    tdxp_search_free(search);
    decoded_free(&d);
}

/* Written, read, merged and found in a tree: NULL or false where an allocation failed, and no note is lost in silence. */
static bool notes_go_round(const struct tdxp_notes *notes, const struct tdxp_tree *tree, bool json)
{
    struct tdxp_notes *copy = tdxp_notes_new("");
    struct tdxp_notes_tally tally;
    struct tdxp_noting *noting = NULL;
    struct tdxp_notes *again = NULL;
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    bool whole = out && (json ? tdxp_notes_write_json(notes, NULL, out) : tdxp_notes_write(notes, NULL, false, out));

    if (out) {
        whole = fclose(out) == 0 && whole;
    }
    if (whole) {
        const struct tdxp_bytes bytes = {(const uint8_t *)text, size};

        again = tdxp_notes_parse(&bytes, NULL);
    }
    whole = again && copy && tdxp_notes_merge(copy, again, &tally, NULL) && tdxp_notes_merge(copy, notes, &tally, NULL);
    if (whole) {
        assert_int_equal(tdxp_notes_count(copy), tdxp_notes_count(notes));
        noting = tdxp_noting_new(copy, tree);
    }
    whole = noting != NULL;
    tdxp_noting_free(noting);
    tdxp_notes_free(again);
    tdxp_notes_free(copy);
    free(text);
    return whole;
}

static void notes_are_whole_or_say_that_memory_ran_out(void **state)
{
    struct plan plan = plan_default();
    struct decoded d = decode_plan(&plan);
    struct tdxp_notes *notes = tdxp_notes_new("");
    const struct tdxp_note some[] = {
        {{"tdvf", {0, 0}}, "one\ntwo", 1, 1}, {{"tdvf", {1, 2}}, "three", 0, 0}, {{"gone", {0, 0}}, "x", 0, 0}};

    (void)state;
    for (size_t i = 0; i < sizeof some / sizeof *some; i++) {
        assert_true(tdxp_notes_put(notes, &some[i], NULL));
    }
    for (int json = 0; json < 2; json++) {
        unsigned countdown = 0;
        unsigned failed;

        do {
            bool whole;

            arm(countdown++, true);
            whole = notes_go_round(notes, d.fw->tree, json);
            failed = disarm();
            assert_int_equal(whole, failed == 0);
        } while (failed > 0);
        assert_true(countdown > 10);
    }
    tdxp_notes_free(notes);
    decoded_free(&d);
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

/* ---- edits ---- */

/* A history with one step that is undone, over what base has. */
static struct tdxp_edits *edits_with_a_step(const struct tdxp_image *base)
{
    struct tdxp_edits *edits = tdxp_edits_new(base, NULL);

    assert_non_null(edits);
    assert_true(tdxp_edits_put(edits, 1, "x", 1, "undone", NULL));
    assert_true(tdxp_edits_undo(edits, NULL));
    return edits;
}

/* Bytes that differ from the zeros of base in many runs. */
static void put_runs(struct tdxp_edits *edits, unsigned countdown, bool group, unsigned *failed)
{
    uint8_t bytes[64];
    struct tdxp_error err = {.text = ""};
    size_t done = group ? 1 : 0;
    size_t count;
    bool put;

    for (size_t i = 0; i < sizeof bytes; i++) {
        bytes[i] = i % 2;
    }
    if (group) {
        tdxp_edits_begin(edits);
        assert_true(tdxp_edits_put(edits, 200, "y", 1, "group", NULL));
    }
    arm(countdown, true);
    put = tdxp_edits_put(edits, 100, bytes, sizeof bytes, "many", &err);
    *failed = disarm();
    tdxp_edits_end(edits);
    tdxp_edits_changed(edits, &count);
    assert_int_equal(put, *failed == 0);
    if (put) {
        assert_int_equal(tdxp_edits_done(edits), 1);
        assert_int_equal(tdxp_edits_bytes(edits), 32 + done);
        assert_int_equal(count, 32 + done);
    } else {
        assert_non_null(strstr(err.text, "out of memory"));
        assert_int_equal(tdxp_edits_done(edits), done);
        assert_int_equal(tdxp_edits_undone(edits), 1 - done);
        assert_int_equal(tdxp_edits_bytes(edits), done);
        assert_int_equal(count, done);
        assert_int_equal(tdxp_image_bytes(tdxp_edits_image(edits))->data[101], 0);
    }
}

static void edits_are_whole_or_not_at_all_where_memory_runs_out(void **state)
{
    struct tdxp_image *base = tdxp_image_from_memory("zeros", calloc(1, 256), 256, NULL);
    unsigned tried = 0;

    (void)state;
    for (unsigned group = 0; group < 2; group++) {
        unsigned failed = 1;

        for (unsigned countdown = 0; failed > 0; countdown++, tried++) {
            struct tdxp_edits *edits = edits_with_a_step(base);
            size_t done;

            put_runs(edits, countdown, group == 1, &failed);
            /* The way back needs no memory. */
            done = tdxp_edits_done(edits);
            arm(0, true);
            while (done-- > 0) {
                assert_true(tdxp_edits_undo(edits, NULL));
            }
            while (tdxp_edits_redo(edits, NULL)) {
            }
            disarm();
            assert_int_equal(tdxp_edits_undone(edits), 0);
            tdxp_edits_free(edits);
        }
    }
    assert_true(tried > 8);
    tdxp_image_close(base);
}

/* Somebody changes the bytes of base: a step back makes more runs than ever before. */
static void step_back_that_memory_runs_out_for_leaves_all_as_it_was(void **state)
{
    uint8_t *bytes = calloc(1, 4096);
    struct tdxp_image *base = tdxp_image_from_memory("zeros", bytes, 4096, NULL);
    struct tdxp_edits *edits = tdxp_edits_new(base, NULL);
    uint8_t *ones = malloc(4096);
    size_t count;

    (void)state;
    memset(ones, 1, 4096);
    tdxp_edits_begin(edits);
    assert_true(tdxp_edits_put(edits, 0, ones, 2048, "ones", NULL));
    assert_true(tdxp_edits_put(edits, 2048, ones, 2048, "ones", NULL));
    tdxp_edits_end(edits);
    for (size_t i = 0; i < 2048; i += 2) {
        bytes[i] = 2;
    }
    arm(0, true);
    assert_false(tdxp_edits_undo(edits, NULL));
    disarm();
    assert_int_equal(tdxp_edits_done(edits), 1);
    assert_memory_equal(tdxp_image_bytes(tdxp_edits_image(edits))->data, ones, 4096);
    assert_true(tdxp_edits_undo(edits, NULL));
    tdxp_edits_changed(edits, &count);
    assert_int_equal(count, 1024);
    free(ones);
    tdxp_edits_free(edits);
    tdxp_image_close(base);
}

static void copying_an_image_ends_in_a_message_where_memory_runs_out(void **state)
{
    struct tdxp_image *first = tdxp_image_from_memory("a", exact_copy((const uint8_t *)"a", 1), 1, NULL);
    struct tdxp_image *joined = tdxp_image_join(first, first, NULL, NULL);
    struct tdxp_image *file = tdxp_image_open("/proc/self/exe", NULL, NULL);
    const struct tdxp_image *const images[] = {first, joined, file};

    (void)state;
    for (size_t i = 0; i < sizeof images / sizeof images[0]; i++) {
        unsigned failed = 1;

        for (unsigned countdown = 0; failed > 0; countdown++) {
            struct tdxp_error err = {.text = ""};
            struct tdxp_edits *edits;

            arm(countdown, true);
            edits = tdxp_edits_new(images[i], &err);
            failed = disarm();
            assert_int_equal(edits == NULL, failed > 0);
            assert_true(edits || strstr(err.text, "out of memory"));
            tdxp_edits_free(edits);
        }
    }
    tdxp_image_close(first);
    tdxp_image_close(joined);
    tdxp_image_close(file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reports_of_the_map_are_whole_or_say_that_memory_ran_out),
        cmocka_unit_test(decoding_ends_in_a_message_at_whichever_allocation_memory_runs_out),
        cmocka_unit_test(decoding_ovmf_ends_in_a_message_at_whichever_allocation_memory_runs_out),
        cmocka_unit_test(any_node_may_be_the_one_for_which_memory_runs_out),
        cmocka_unit_test(any_node_of_a_volume_may_be_the_one_for_which_memory_runs_out),
        cmocka_unit_test(any_node_of_what_td_shim_and_ovmf_add_may_be_the_one_for_which_memory_runs_out),
        cmocka_unit_test(any_node_of_a_list_of_hand_off_blocks_may_be_the_one_for_which_memory_runs_out),
        cmocka_unit_test(any_node_of_an_igvm_file_may_be_the_one_for_which_memory_runs_out),
        cmocka_unit_test(any_node_of_a_store_may_be_the_one_for_which_memory_runs_out),
        cmocka_unit_test(any_node_of_a_trust_anchor_may_be_the_one_for_which_memory_runs_out),
        cmocka_unit_test(certificate_ends_in_a_message_at_whichever_allocation_memory_runs_out),
        cmocka_unit_test(any_node_of_a_program_may_be_the_one_for_which_memory_runs_out),
        cmocka_unit_test(a_listing_is_made_whole_or_not_at_all),
        cmocka_unit_test(any_node_of_a_capsule_may_be_the_one_for_which_memory_runs_out),
        cmocka_unit_test(any_node_may_be_missing_where_nothing_in_the_image_is_right),
        cmocka_unit_test(judging_ends_in_a_message_at_whichever_allocation_memory_runs_out),
        cmocka_unit_test(decompressing_ends_in_a_message_at_whichever_allocation_memory_runs_out),
        cmocka_unit_test(opening_in_steps_leaves_nothing_where_memory_runs_out),
        cmocka_unit_test(reloading_changes_nothing_where_memory_runs_out),
        cmocka_unit_test(hashes_of_a_range_are_begun_whole_or_not_at_all),
        cmocka_unit_test(a_strip_is_made_whole_or_not_at_all),
        cmocka_unit_test(comparing_ends_in_a_message_at_whichever_allocation_memory_runs_out),
        cmocka_unit_test(measuring_ends_in_a_message_at_whichever_allocation_memory_runs_out),
        cmocka_unit_test(measuring_snp_ends_in_a_message_at_whichever_allocation_memory_runs_out),
        cmocka_unit_test(reports_of_a_measurement_are_whole_or_say_that_memory_ran_out),
        cmocka_unit_test(opening_an_image_ends_in_a_message_where_memory_runs_out),
        cmocka_unit_test(searching_ends_in_a_message_or_a_state_where_memory_runs_out),
        cmocka_unit_test(reports_of_a_search_say_that_memory_ran_out),
        cmocka_unit_test(notes_are_whole_or_say_that_memory_ran_out),
        cmocka_unit_test(joining_images_ends_in_a_message_where_memory_runs_out),
        cmocka_unit_test(edits_are_whole_or_not_at_all_where_memory_runs_out),
        cmocka_unit_test(step_back_that_memory_runs_out_for_leaves_all_as_it_was),
        cmocka_unit_test(copying_an_image_ends_in_a_message_where_memory_runs_out),
        cmocka_unit_test(image_in_memory_leaves_its_bytes_to_the_caller_where_memory_runs_out),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
