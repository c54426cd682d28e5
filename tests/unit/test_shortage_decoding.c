/* Running out of memory while an image is decoded. */
#include "capsule.h"
#include "nv_image.h"
#include "parts.h"
#include "programs.h"
#include "shortage.h"
#include "support.h"

#include <stdlib.h>
#include <string.h>

#include "tdxplore/opened.h"

/* ---- all of an image ---- */

/*
 * Decode, and open all that is compressed where that is asked for, with the countdown-th allocation failing: it must end
 * in NULL and a message, or, where the C library could do without (qsort can), in a tree of nodes, none of which is
 * missing. False where that many are not made.
 */
static bool decode_fails_at(const struct tdxp_image *image, bool unpack, unsigned countdown, bool for_ever,
                            uint32_t nodes)
{
    struct tdxp_opened *opened = unpack ? tdxp_opened_new(NULL, true) : NULL;
    struct decoded d = {.image = NULL};
    struct tdxp_error err = {.text = ""};
    unsigned failed;

    assert_int_equal(opened != NULL, unpack);
    shortage_begin(countdown, for_ever);
    d.fw = tdxp_firmware_decode_opened(image, opened, &err);
    failed = shortage_end();
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

static uint32_t count_nodes(const struct tdxp_image *image, bool unpack)
{
    struct tdxp_opened *opened = unpack ? tdxp_opened_new(NULL, true) : NULL;
    struct tdxp_firmware *fw = tdxp_firmware_decode_opened(image, opened, NULL);
    uint32_t count;

    assert_non_null(fw);
    count = tdxp_tree_count(fw->tree);
    tdxp_firmware_free(fw);
    tdxp_opened_free(opened);
    return count;
}

/* Whichever of the allocations fails, of which there are more than least. */
static void assert_survives_shortage(const struct tdxp_image *image, bool unpack, unsigned least)
{
    uint32_t nodes = count_nodes(image, unpack);
    unsigned countdown = 0;

    while (decode_fails_at(image, unpack, countdown, false, nodes)) {
        assert_true(decode_fails_at(image, unpack, countdown, true, nodes));
        countdown++;
    }
    assert_true(countdown > least);
}

static void decoding_ends_in_a_message_at_whichever_allocation_memory_runs_out(void **state)
{
    struct tdxp_error err;
    struct tdxp_image *image = tdxp_image_from_memory("sample", sample_bytes(), 16 << 20, &err);

    (void)state;
    assert_non_null(image);
    assert_survives_shortage(image, false, 4);
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
            assert_survives_shortage(image, false, 4);
            tdxp_image_close(image);
        }
    }
    if (opened == 0) {
        print_message("skipped: no OVMF image\n");
        skip();
    }
}

static void decompressing_ends_in_a_message_at_whichever_allocation_memory_runs_out(void **state)
{
    struct tdxp_image *image = shortage_packed_image();

    (void)state;
    assert_true(count_nodes(image, true) > count_nodes(image, false) + 3);
    assert_survives_shortage(image, true, 20);
    tdxp_image_close(image);
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
    assert_survives_shortage(opened, false, 4);
    tdxp_image_close(opened);
}

/* ---- any node ---- */

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
        unsigned countdown;

        memset(name, 'n', length);
        name[length] = '\0';
        image = tdxp_image_from_memory(name, exact_copy(bytes, size), size, NULL);
        assert_non_null(image);
        for (countdown = 0; decode_fails_at(image, false, countdown, false, nodes); countdown++) {
            decode_fails_at(image, false, countdown, true, nodes);
        }
        assert_true(countdown > 4);
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(decoding_ends_in_a_message_at_whichever_allocation_memory_runs_out),
        cmocka_unit_test(decoding_ovmf_ends_in_a_message_at_whichever_allocation_memory_runs_out),
        cmocka_unit_test(decompressing_ends_in_a_message_at_whichever_allocation_memory_runs_out),
        cmocka_unit_test(certificate_ends_in_a_message_at_whichever_allocation_memory_runs_out),
        cmocka_unit_test(any_node_may_be_the_one_for_which_memory_runs_out),
        cmocka_unit_test(any_node_may_be_missing_where_nothing_in_the_image_is_right),
        cmocka_unit_test(any_node_of_a_volume_may_be_the_one_for_which_memory_runs_out),
        cmocka_unit_test(any_node_of_what_td_shim_and_ovmf_add_may_be_the_one_for_which_memory_runs_out),
        cmocka_unit_test(any_node_of_a_store_may_be_the_one_for_which_memory_runs_out),
        cmocka_unit_test(any_node_of_a_trust_anchor_may_be_the_one_for_which_memory_runs_out),
        cmocka_unit_test(any_node_of_a_list_of_hand_off_blocks_may_be_the_one_for_which_memory_runs_out),
        cmocka_unit_test(any_node_of_an_igvm_file_may_be_the_one_for_which_memory_runs_out),
        cmocka_unit_test(any_node_of_a_program_may_be_the_one_for_which_memory_runs_out),
        cmocka_unit_test(any_node_of_a_capsule_may_be_the_one_for_which_memory_runs_out),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
