/* Capsules: their headers, and the image inside, which is decoded as it would be alone. */
#include "capsule.h"
#include "support.h"

#include <stdlib.h>
#include <string.h>

/* ---- the headers ---- */

static uint8_t *plan_image(void)
{
    struct plan plan = plan_default();

    return plan_bytes(&plan);
}

static struct decoded decode_capsule(const struct capsule_plan *plan, size_t *image)
{
    size_t size;
    uint8_t *bytes = capsule_bytes(plan, &size, image);

    return decode_taken(bytes, size);
}

static void headers_of_an_fmp_capsule_are_decoded(void **state)
{
    uint8_t *image = plan_image();
    struct capsule_plan plan = capsule_full(image, PLAN_SIZE);
    size_t start;
    struct decoded d;
    const uint64_t list = CAPSULE_HEADER;
    const uint64_t driver = list + 8 + 16;
    const uint64_t item = driver + CAPSULE_DRIVER;
    char behind[40];

    (void)state;
    plan.behind = 3;
    d = decode_capsule(&plan, &start);
    assert_range(&d, "capsule/header", 0, 28);
    assert_value(&d, "capsule/header/CapsuleGuid", "6dcbd5ed-e82d-4c44-bda1-7194199ad92a (FMP capsule)");
    assert_number(&d, "capsule/header/HeaderSize", CAPSULE_HEADER);
    assert_number(&d, "capsule/header/Flags/PERSIST_ACROSS_RESET", 1);
    assert_number(&d, "capsule/header/Flags/POPULATE_SYSTEM_TABLE", 0);
    assert_number(&d, "capsule/header/Flags/INITIATE_RESET", 1);
    assert_leads_to_bytes(&d, "capsule/header/HeaderSize", list, 1);
    assert_range(&d, "capsule/more", 28, CAPSULE_HEADER - 28);
    assert_range(&d, "capsule/fmp", list, 8 + 16);
    assert_number(&d, "capsule/fmp/EmbeddedDriverCount", 1);
    assert_number(&d, "capsule/fmp/PayloadItemCount", 1);
    assert_leads_to_bytes(&d, "capsule/fmp/ItemOffsetList[0]", driver, CAPSULE_DRIVER);
    assert_range(&d, "capsule/driver[0]", driver, CAPSULE_DRIVER);
    assert_range(&d, "capsule/payload[0]/header", item, 48);
    assert_number(&d, "capsule/payload[0]/header/UpdateImageIndex", 1);
    assert_number(&d, "capsule/payload[0]/header/ImageCapsuleSupport/AUTHENTICATION", 1);
    assert_range(&d, "capsule/payload[0]/auth", item + 48, 32);
    assert_number(&d, "capsule/payload[0]/auth/MonotonicCount", 7);
    assert_range(&d, "capsule/payload[0]/CertData", item + 48 + 32, CAPSULE_CERT);
    assert_range(&d, "capsule/payload[0]/payload-header", item + 48 + 32 + CAPSULE_CERT, 16);
    assert_number(&d, "capsule/payload[0]/payload-header/FwVersion", 0x30002);
    assert_int_equal(start, item + 48 + 32 + CAPSULE_CERT + 16);
    assert_range(&d, "capsule/payload[0]/image", start, PLAN_SIZE);
    assert_range(&d, "capsule/payload[0]/vendor-code", start + PLAN_SIZE, 5);
    snprintf(behind, sizeof behind, "unclaimed/0x%zx", start + PLAN_SIZE + 5);
    assert_range(&d, behind, start + PLAN_SIZE + 5, 3);
    assert_sound(&d);
    decoded_free(&d);
    free(image);
}

/* The payload header says how long it is; a later version may have more fields. */
static void payload_header_may_be_longer_than_its_fields(void **state)
{
    uint8_t *image = plan_image();
    struct capsule_plan plan = {.image = image, .size = PLAN_SIZE, .fmp = true, .has_version = true};
    size_t size;
    size_t start;
    uint8_t *bytes = capsule_bytes(&plan, &size, &start);
    struct decoded d;

    (void)state;
    put_uint(bytes + start - 12, 4, 24);
    d = decode_taken(bytes, size);
    assert_range(&d, "capsule/payload[0]/payload-header", start - 16, 16);
    assert_range(&d, "capsule/payload[0]/payload-more", start, 8);
    assert_range(&d, "capsule/payload[0]/image", start + 8, PLAN_SIZE - 8);
    assert_sound(&d);
    decoded_free(&d);
    free(image);
}

static void header_before_an_image_is_as_long_as_its_version_says(void **state)
{
    static const uint32_t lengths[] = {32, 40, 48};
    uint8_t *image = plan_image();

    (void)state;
    for (uint32_t version = 1; version <= 3; version++) {
        struct capsule_plan plan = {.image = image, .size = PLAN_SIZE, .fmp = true, .version = version};
        size_t start;
        struct decoded d = decode_capsule(&plan, &start);

        assert_range(&d, "capsule/payload[0]/header", CAPSULE_HEADER + 16, lengths[version - 1]);
        assert_range(&d, "capsule/payload[0]/image", start, PLAN_SIZE);
        assert_marks(&d, "capsule/payload[0]/header/Version", 0);
        assert_int_equal(d.fw->tdvf->offset, start + PLAN_DESCRIPTOR);
        decoded_free(&d);
    }
    free(image);
}

static void capsule_of_an_unknown_guid_is_told_by_its_numbers(void **state)
{
    uint8_t *image = plan_image();
    struct capsule_plan plan = {.image = image, .size = PLAN_SIZE};
    size_t size;
    size_t start;
    uint8_t *bytes = capsule_bytes(&plan, &size, &start);
    struct decoded d = decode_copy(bytes, size);

    (void)state;
    assert_range(&d, "capsule/image", CAPSULE_HEADER, PLAN_SIZE);
    assert_int_equal(d.fw->tdvf->offset, CAPSULE_HEADER + PLAN_DESCRIPTOR);
    decoded_free(&d);
    put_uint(bytes + 24, 4, size - 1); /* CapsuleImageSize */
    d = decode_copy(bytes, size);
    assert_no_node(&d, "capsule");
    decoded_free(&d);
    put_uint(bytes + 24, 4, size);
    put_uint(bytes + 20, 4, 0x80000); /* Flags */
    d = decode_copy(bytes, size);
    assert_no_node(&d, "capsule");
    decoded_free(&d);
    put_uint(bytes + 20, 4, 0);
    put_uint(bytes + 16, 4, 27); /* HeaderSize */
    d = decode_copy(bytes, size);
    assert_no_node(&d, "capsule");
    decoded_free(&d);
    free(bytes);
    free(image);
}

/* ---- the image inside ---- */

/* Absent ways to the descriptor and groups have no place. */
static bool has_place(const struct tdxp_node *node)
{
    return node->length > 0 || node->kind == TDXP_KIND_FIELD;
}

static void assert_same_node(const struct decoded *inside, const struct tdxp_node *node, uint64_t start)
{
    const struct tdxp_node *other;
    char path[512];
    char value[2][512];

    tdxp_node_path(node, path, sizeof path);
    other = node_at(inside, path);
    tdxp_node_value(node, value[0], sizeof value[0]);
    tdxp_node_value(other, value[1], sizeof value[1]);
    assert_string_equal(value[1], value[0]);
    assert_int_equal(other->marks, node->marks);
    assert_int_equal(other->gpa, node->gpa);
    assert_int_equal(other->gpa_size, node->gpa_size);
    assert_int_equal(other->section, node->section);
    if (has_place(node)) {
        assert_range(inside, path, start + node->offset, node->length);
    }
    if (node->target.kind == TDXP_TARGET_BYTES) {
        assert_leads_to_bytes(inside, path, start + node->target.start, node->target.length);
    } else {
        assert_int_equal(other->target.start, node->target.start);
    }
}

/* Everything that is decoded of the image alone is decoded of it in a capsule, as far behind as the capsule puts it. */
static void assert_same_inside(const uint8_t *image, size_t size)
{
    struct capsule_plan plan = {
        .image = image, .size = size, .fmp = true, .is_signed = true, .vendor = 9, .behind = 40};
    struct decoded alone = decode_copy(image, size);
    size_t start;
    struct decoded inside = decode_capsule(&plan, &start);
    const struct tdxp_node *unclaimed = tdxp_tree_find(alone.fw->tree, "unclaimed");
    struct tdxp_gpa gpa[2];

    for (uint32_t i = 1; i < tdxp_tree_count(alone.fw->tree); i++) {
        const struct tdxp_node *node = tdxp_tree_node(alone.fw->tree, i);

        /* The paths of these have their offsets in them. */
        if (!unclaimed || !tdxp_node_within(node, unclaimed)) {
            assert_same_node(&inside, node, start);
        }
    }
    assert_ptr_equal(inside.fw->inner, alone.fw->kind);
    assert_int_equal(inside.fw->located_by, alone.fw->located_by);
    assert_int_equal(inside.fw->missing_front, alone.fw->missing_front);
    for (uint64_t offset = 0; offset < size; offset += 0xff1) {
        bool has = tdxp_gpa_of_offset(alone.fw, offset, &gpa[0]);

        assert_int_equal(tdxp_gpa_of_offset(inside.fw, start + offset, &gpa[1]), has);
        if (has) {
            assert_int_equal(gpa[1].gpa, gpa[0].gpa);
            assert_int_equal(gpa[1].section, gpa[0].section);
        }
    }
    assert_false(tdxp_gpa_of_offset(inside.fw, start - 1, &gpa[1]));
    assert_false(tdxp_gpa_of_offset(inside.fw, start + size, &gpa[1]));
    assert_sound(&inside);
    decoded_free(&alone);
    decoded_free(&inside);
}

static void image_in_a_capsule_is_decoded_as_it_is_alone(void **state)
{
    uint8_t *image = plan_image();

    (void)state;
    assert_same_inside(image, PLAN_SIZE);
    free(image);
}

static void real_images_in_a_capsule_are_decoded_as_they_are_alone(void **state)
{
    static const char *const paths[] = {"/usr/share/ovmf/OVMF.fd", "/usr/share/OVMF/OVMF_CODE.fd",
                                        "/usr/share/OVMF/OVMF_CODE_4M.fd"};
    bool any = false;

    (void)state;
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        size_t size;
        uint8_t *image = file_bytes(paths[i], &size);

        if (image) {
            assert_same_inside(image, size);
            any = true;
        }
        free(image);
    }
    if (!any) {
        skip();
    }
}

static void guest_memory_is_filled_from_the_image_in_the_capsule(void **state)
{
    uint8_t *image = plan_image();
    struct capsule_plan plan = {.image = image, .size = PLAN_SIZE, .fmp = true, .behind = 0x10000};
    size_t start;
    struct decoded d = decode_capsule(&plan, &start);
    const struct tdxp_region *region = tdxp_guest_map_section(d.fw->map, 0);
    uint64_t offset;
    int32_t section;

    (void)state;
    assert_int_equal(tdxp_guest_map_segment(d.fw->map, region, region->start)->file_offset, start + 0x8000);
    assert_true(tdxp_offset_of_gpa(d.fw, 0xfffffff0, &offset, &section));
    assert_int_equal(offset, start + PLAN_SIZE - 16);
    decoded_free(&d);
    free(image);
}

static void largest_of_several_images_is_the_one_that_is_decoded(void **state)
{
    enum { LIST = CAPSULE_HEADER + 8 + 16, SMALL = LIST, LARGE = SMALL + 32 + 0x100 };
    uint8_t *image = plan_image();
    uint8_t *bytes = calloc(1, LARGE + 32 + PLAN_SIZE);
    struct capsule_plan plan = {.image = image, .size = PLAN_SIZE, .fmp = true, .version = 1};
    size_t size;
    size_t start;
    uint8_t *one = capsule_bytes(&plan, &size, &start);
    struct decoded d;

    (void)state;
    assert_non_null(bytes);
    memcpy(bytes, one, CAPSULE_HEADER + 8);
    put_uint(bytes + 24, 4, LARGE + 32 + PLAN_SIZE);
    put_uint(bytes + CAPSULE_HEADER + 6, 2, 2);
    put_uint(bytes + CAPSULE_HEADER + 8, 8, SMALL - CAPSULE_HEADER);
    put_uint(bytes + CAPSULE_HEADER + 16, 8, LARGE - CAPSULE_HEADER);
    memcpy(bytes + SMALL, one + CAPSULE_HEADER + 16, 32);
    put_uint(bytes + SMALL + 24, 4, 0x100);
    memcpy(bytes + LARGE, one + CAPSULE_HEADER + 16, 32 + PLAN_SIZE);
    d = decode_taken(bytes, LARGE + 32 + PLAN_SIZE);
    assert_range(&d, "capsule/payload[0]/image", SMALL + 32, 0x100);
    assert_range(&d, "capsule/payload[1]/image", LARGE + 32, PLAN_SIZE);
    assert_range(&d, "tdvf", LARGE + 32 + PLAN_DESCRIPTOR, 0x90);
    assert_sound(&d);
    decoded_free(&d);
    free(one);
    free(image);
}

/* ---- what does not fit ---- */

static void numbers_that_do_not_fit_are_marked(void **state)
{
    static const struct {
        size_t at;
        unsigned width;
        uint64_t value;
        const char *path;
    } cases[] = {
        {16, 4, 27, "capsule/header/HeaderSize"},
        {16, 4, UINT32_MAX, "capsule/header/HeaderSize"},
        {24, 4, UINT32_MAX, "capsule/header/CapsuleImageSize"},
        {CAPSULE_HEADER + 8, 8, 0, "capsule/fmp/ItemOffsetList[0]"},
        {CAPSULE_HEADER + 8, 8, 0x10000000, "capsule/fmp/ItemOffsetList[0]"},
        {CAPSULE_HEADER + 8, 8, UINT64_MAX, "capsule/fmp/ItemOffsetList[0]"},
        {CAPSULE_HEADER + 16 + 24, 4, UINT32_MAX, "capsule/payload[0]/header/UpdateImageSize"},
        {CAPSULE_HEADER + 6, 2, 0, "capsule"},
    };
    uint8_t *image = plan_image();
    struct capsule_plan plan = {.image = image, .size = PLAN_SIZE, .fmp = true};

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        size_t size;
        size_t start;
        uint8_t *bytes = capsule_bytes(&plan, &size, &start);
        struct decoded d;

        put_uint(bytes + cases[i].at, cases[i].width, cases[i].value);
        d = decode_taken(bytes, size);
        assert_marks(&d, cases[i].path, TDXP_MARK_INVALID);
        assert_sound(&d);
        decoded_free(&d);
    }
    free(image);
}

static void versions_that_nobody_defined_are_marked(void **state)
{
    static const uint32_t versions[] = {0, 4, UINT32_MAX};
    uint8_t *image = plan_image();
    struct capsule_plan plan = {.image = image, .size = PLAN_SIZE, .fmp = true};

    (void)state;
    for (size_t i = 0; i < sizeof versions / sizeof versions[0]; i++) {
        size_t size;
        size_t start;
        uint8_t *bytes = capsule_bytes(&plan, &size, &start);
        struct decoded d;

        put_uint(bytes + CAPSULE_HEADER + 16, 4, versions[i]);
        d = decode_taken(bytes, size);
        assert_marks(&d, "capsule/payload[0]/header/Version", TDXP_MARK_RESERVED);
        assert_range(&d, "capsule/payload[0]/header", CAPSULE_HEADER + 16, versions[i] == 0 ? 32 : 48);
        decoded_free(&d);
    }
    free(image);
}

static void items_beyond_the_limit_are_left_out_and_that_is_said(void **state)
{
    uint8_t *image = plan_image();
    struct capsule_plan plan = {.image = image, .size = PLAN_SIZE, .fmp = true};
    size_t size;
    size_t start;
    uint8_t *bytes = capsule_bytes(&plan, &size, &start);
    struct decoded d;

    (void)state;
    put_uint(bytes + CAPSULE_HEADER + 4, 4, UINT32_MAX); /* both counts */
    for (size_t i = 0; i < 0x1000; i++) {
        put_uint(bytes + CAPSULE_HEADER + 8 + 8 * i, 8, PLAN_SIZE - i);
    }
    d = decode_taken(bytes, size);
    assert_marks(&d, "capsule/fmp", TDXP_MARK_LIMIT);
    node_at(&d, "capsule/fmp/ItemOffsetList[63]");
    assert_no_node(&d, "capsule/fmp/ItemOffsetList[64]");
    assert_sound(&d);
    decoded_free(&d);
    free(image);
}

static void capsule_that_is_cut_anywhere_is_decoded_as_far_as_it_goes(void **state)
{
    uint8_t image[64] = {1};
    struct capsule_plan plan = capsule_full(image, sizeof image);
    size_t size;
    size_t start;
    uint8_t *bytes = capsule_bytes(&plan, &size, &start);

    (void)state;
    for (size_t cut = 1; cut < size; cut++) {
        struct decoded d = decode_copy(bytes, cut);

        assert_sound(&d);
        assert_int_equal(d.fw->capsule, cut >= 28);
        decoded_free(&d);
    }
    free(bytes);
}

static void capsule_with_any_bytes_in_its_headers_is_sound(void **state)
{
    static const uint64_t values[] = {0, 1, 0x7f, 0x80, 0xff, 0x1000, 0x7fffffff, 0x80000000, UINT32_MAX};
    uint8_t image[64] = {1};
    struct capsule_plan plan = capsule_full(image, sizeof image);
    size_t size;
    size_t start;
    uint8_t *bytes = capsule_bytes(&plan, &size, &start);

    (void)state;
    for (size_t at = 16; at + 4 <= start; at++) {
        for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
            uint8_t *changed = exact_copy(bytes, size);
            struct decoded d;

            put_uint(changed + at, 4, values[i]);
            d = decode_taken(changed, size);
            assert_sound(&d);
            decoded_free(&d);
        }
    }
    free(bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(headers_of_an_fmp_capsule_are_decoded),
        cmocka_unit_test(payload_header_may_be_longer_than_its_fields),
        cmocka_unit_test(header_before_an_image_is_as_long_as_its_version_says),
        cmocka_unit_test(capsule_of_an_unknown_guid_is_told_by_its_numbers),
        cmocka_unit_test(image_in_a_capsule_is_decoded_as_it_is_alone),
        cmocka_unit_test(real_images_in_a_capsule_are_decoded_as_they_are_alone),
        cmocka_unit_test(guest_memory_is_filled_from_the_image_in_the_capsule),
        cmocka_unit_test(largest_of_several_images_is_the_one_that_is_decoded),
        cmocka_unit_test(numbers_that_do_not_fit_are_marked),
        cmocka_unit_test(versions_that_nobody_defined_are_marked),
        cmocka_unit_test(items_beyond_the_limit_are_left_out_and_that_is_said),
        cmocka_unit_test(capsule_that_is_cut_anywhere_is_decoded_as_far_as_it_goes),
        cmocka_unit_test(capsule_with_any_bytes_in_its_headers_is_sound),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
