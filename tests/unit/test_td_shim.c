/* What td-shim puts into an image: TD_INFO, TD_PARAMS, mailbox, SEC core information, signed payload, NRX variant. */
#include "support.h"

#include <stdlib.h>
#include <string.h>

#include "tdxplore/sample.h"

enum {
    INFO = 0x9000,    /* file offset of the bytes of a TD_INFO or TD_PARAMS section: inside of the BFV */
    PAYLOAD = 0x8000, /* of the first byte of the BFV, where td-shim puts a payload */
    IPL_GPA = 0xffffa000,
};

static const char *const info = "contents/section[1]/td-info";
static const char *const params = "contents/section[1]/td-params";

/* An image with a BFV over its upper half and a second section of that type, whose bytes are given. */
static struct decoded decode_section(uint32_t type, uint32_t size, const uint8_t *bytes, size_t length)
{
    const struct plan_section sections[] = {
        {0x8000, 0x8000, PLAN_GPA + 0x8000, 0x8000, TDXP_SECTION_BFV, TDXP_ATTRIBUTE_MR_EXTEND},
        {INFO, size, 0, 0, type, 0},
    };
    struct plan plan = plan_default();
    uint8_t *image;

    plan.sections = sections;
    plan.section_count = 2;
    image = plan_bytes(&plan);
    memcpy(image + INFO, bytes, length);
    return decode_taken(image, PLAN_SIZE);
}

static const struct tdxp_node *child_of(const struct decoded *d, const char *parent, const char *key)
{
    char path[128];

    snprintf(path, sizeof path, "%s/%s", parent, key);
    return node_at(d, path);
}

static void assert_child_marks(const struct decoded *d, const char *parent, const char *key, uint32_t marks)
{
    assert_int_equal(child_of(d, parent, key)->marks, marks);
}

/* ---- TD_INFO ---- */

static void put_info(uint8_t *at, uint32_t length, uint32_t version, uint32_t svn)
{
    memset(at, 0xff, 16);
    put_uint(at + 16, 4, length);
    put_uint(at + 20, 4, version);
    put_uint(at + 24, 4, svn);
}

static struct decoded decode_info(uint32_t size, uint32_t length, uint32_t version)
{
    uint8_t bytes[40] = {0};

    put_info(bytes, length, version, 7);
    memset(bytes + 28, 0xaa, 12);
    return decode_section(TDXP_SECTION_TD_INFO, size, bytes, sizeof bytes);
}

static void td_info_shows_its_version_in_three_numbers(void **state)
{
    struct decoded d = decode_info(0x1000, 40, 0x01020003);

    (void)state;
    assert_range(&d, info, INFO, 40);
    assert_string_equal(node_at(&d, info)->note, "version 1.2.3");
    assert_value(&d, "contents/section[1]/td-info/GUID", "ffffffff-ffff-ffff-ffff-ffffffffffff");
    assert_value(&d, "contents/section[1]/td-info/Length", "0x28");
    assert_number(&d, "contents/section[1]/td-info/Version/major", 1);
    assert_number(&d, "contents/section[1]/td-info/Version/minor", 2);
    assert_number(&d, "contents/section[1]/td-info/Version/patch", 3);
    assert_value(&d, "contents/section[1]/td-info/SVN", "7");
    assert_range(&d, "contents/section[1]/td-info/data", INFO + 28, 12);
    assert_marks(&d, info, 0);
    assert_int_equal(node_at(&d, info)->section, 1);
    assert_sound(&d);
    decoded_free(&d);
}

static void td_info_of_zeros_is_present_but_not_patched(void **state)
{
    static const uint8_t zeros[1];
    struct decoded d = decode_section(TDXP_SECTION_TD_INFO, 0x1000, zeros, 1);

    (void)state;
    assert_string_equal(node_at(&d, info)->note, "present but not patched: all zero");
    assert_range(&d, info, INFO, 28);
    assert_child_marks(&d, info, "Length", 0);
    assert_no_node(&d, "contents/section[1]/td-info/data");
    decoded_free(&d);
}

static void td_info_with_zeros_before_other_bytes_is_not_taken_for_empty(void **state)
{
    static const uint8_t bytes[0x40] = {[0x3f] = 1};
    struct decoded d = decode_section(TDXP_SECTION_TD_INFO, 0x1000, bytes, sizeof bytes);

    (void)state;
    assert_string_equal(node_at(&d, info)->note, "no version given");
    assert_child_marks(&d, info, "Length", TDXP_MARK_INVALID);
    decoded_free(&d);
}

static void impossible_lengths_of_a_td_info_are_marked(void **state)
{
    static const uint32_t lengths[] = {0, 1, 27, 0x1001, UINT32_MAX};

    (void)state;
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        struct decoded d = decode_info(0x1000, lengths[i], 1);

        assert_child_marks(&d, info, "Length", TDXP_MARK_INVALID);
        assert_sound(&d);
        decoded_free(&d);
    }
}

static void td_info_may_fill_its_section_and_have_no_data(void **state)
{
    struct decoded d = decode_info(0x1000, 0x1000, 1);

    (void)state;
    assert_child_marks(&d, info, "Length", 0);
    assert_range(&d, info, INFO, 0x1000);
    decoded_free(&d);
    d = decode_info(28, 28, 1);
    assert_child_marks(&d, info, "Length", 0);
    assert_no_node(&d, "contents/section[1]/td-info/data");
    decoded_free(&d);
}

static void section_too_small_for_a_td_info_is_marked(void **state)
{
    struct decoded d = decode_info(27, 40, 1);

    (void)state;
    assert_no_node(&d, info);
    assert_marks(&d, "contents/section[1]", TDXP_MARK_INVALID);
    decoded_free(&d);
}

static void boot_volume_is_searched_whether_td_info_comes_before_or_behind_it(void **state)
{
    static const struct plan_section sections[] = {
        {0x8000, 0x8000, PLAN_GPA + 0x8000, 0x8000, TDXP_SECTION_BFV, 1},
        {INFO, 0x100, 0, 0, TDXP_SECTION_TD_INFO, 0},
        {0x8000, 0x8000, PLAN_GPA + 0x8000, 0x8000, TDXP_SECTION_BFV, 1},
    };

    (void)state;
    for (uint32_t order = 0; order < 2; order++) {
        struct plan plan = plan_default();
        struct decoded d;
        uint8_t *image;

        plan.sections = sections + order;
        plan.section_count = 2;
        image = plan_bytes(&plan);
        put_volume_header(image + 0xa000, 0x400);
        d = decode_taken(image, PLAN_SIZE);
        assert_int_equal(d.fw->volume_count, 1);
        assert_int_equal(d.fw->volumes[0].node->section, (int32_t)order);
        decoded_free(&d);
    }
}

/* ---- TD_PARAMS ---- */

/* What td-shim's own example holds, but for what a test changes. */
static struct decoded decode_params(uint32_t size, size_t at, unsigned width, uint64_t value)
{
    uint8_t bytes[1024] = {0};

    put_uint(bytes, 8, 1);     /* ATTRIBUTES: DEBUG */
    put_uint(bytes + 8, 8, 3); /* XFAM: X87, SSE */
    put_uint(bytes + 16, 2, 8);
    put_uint(bytes + 40, 2, 100);
    if (width > 0) {
        put_uint(bytes + at, width, value);
    }
    return decode_section(TDXP_SECTION_TD_PARAMS, size, bytes, sizeof bytes);
}

static void td_params_are_shown_down_to_each_bit(void **state)
{
    struct decoded d = decode_params(0x1000, 235, 1, 0x12);

    (void)state;
    assert_range(&d, params, INFO, 1024);
    assert_marks(&d, params, 0);
    assert_value(&d, "contents/section[1]/td-params/ATTRIBUTES", "0x1 (DEBUG)");
    assert_number(&d, "contents/section[1]/td-params/ATTRIBUTES/DEBUG", 1);
    assert_number(&d, "contents/section[1]/td-params/ATTRIBUTES/SEPT_VE_DISABLE", 0);
    assert_value(&d, "contents/section[1]/td-params/XFAM", "0x3 (X87 | SSE)");
    assert_value(&d, "contents/section[1]/td-params/MAX_VCPUS", "8");
    assert_value(&d, "contents/section[1]/td-params/TSC_FREQUENCY", "100");
    assert_string_equal(child_of(&d, params, "TSC_FREQUENCY")->note, "2500 MHz");
    assert_range(&d, "contents/section[1]/td-params/MRCONFIGID", INFO + 80, 48);
    assert_range(&d, "contents/section[1]/td-params/MROWNERCONFIG", INFO + 176, 48);
    assert_number(&d, "contents/section[1]/td-params/MROWNERCONFIGSVN", 0x1200);
    assert_range(&d, "contents/section[1]/td-params/CPUID_CONFIG", INFO + 256, 768);
    assert_sound(&d);
    decoded_free(&d);
}

static void td_params_of_zeros_are_present_but_not_patched(void **state)
{
    static const uint8_t zeros[1];
    struct decoded d = decode_section(TDXP_SECTION_TD_PARAMS, 0x1000, zeros, 1);

    (void)state;
    assert_string_equal(node_at(&d, params)->note, "present but not patched: all zero");
    assert_child_marks(&d, params, "MAX_VCPUS", 0);
    decoded_free(&d);
}

static void what_the_tdx_module_refuses_in_td_params_is_marked(void **state)
{
    static const struct {
        const char *field;
        size_t at;
        unsigned width;
        uint64_t value;
        uint32_t marks;
    } faults[] = {
        {"ATTRIBUTES", 0, 8, UINT64_C(1) << 40, TDXP_MARK_RESERVED},
        {"XFAM", 8, 8, UINT64_C(1) << 20, TDXP_MARK_RESERVED},
        {"MAX_VCPUS", 16, 2, 0, TDXP_MARK_INVALID},
        {"NUM_L2_VMS", 18, 1, 4, TDXP_MARK_INVALID},
        {"MSR_CONFIG_CTLS", 19, 1, 2, TDXP_MARK_RESERVED},
        {"RESERVED0", 20, 4, 1, TDXP_MARK_RESERVED},
        {"EPTP_CONTROLS", 24, 8, 0x40, TDXP_MARK_RESERVED},
        {"CONFIG_FLAGS", 32, 8, 0x20, TDXP_MARK_RESERVED},
        {"TSC_FREQUENCY", 40, 2, 3, TDXP_MARK_INVALID},
        {"TSC_FREQUENCY", 40, 2, 401, TDXP_MARK_INVALID},
        {"RESERVED1", 79, 1, 1, TDXP_MARK_RESERVED},
        {"RESERVED2", 236, 1, 1, TDXP_MARK_RESERVED},
    };

    (void)state;
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
        struct decoded d = decode_params(0x400, faults[i].at, faults[i].width, faults[i].value);

        if (child_of(&d, params, faults[i].field)->marks != faults[i].marks) {
            fail_msg("fault %zu, %s", i, faults[i].field);
        }
        decoded_free(&d);
    }
}

static void rates_at_the_limits_are_fine(void **state)
{
    static const uint16_t rates[] = {0, 4, 400};

    (void)state;
    for (size_t i = 0; i < sizeof rates / sizeof rates[0]; i++) {
        struct decoded d = decode_params(0x400, 40, 2, rates[i]);

        assert_child_marks(&d, params, "TSC_FREQUENCY", 0);
        decoded_free(&d);
    }
}

static void section_too_small_for_td_params_is_marked(void **state)
{
    struct decoded d = decode_params(0x3ff, 0, 0, 0);

    (void)state;
    assert_no_node(&d, params);
    assert_marks(&d, "contents/section[1]", TDXP_MARK_INVALID);
    decoded_free(&d);
}

static void random_bytes_in_the_sections_are_sound(void **state)
{
    static const uint32_t types[] = {TDXP_SECTION_TD_INFO, TDXP_SECTION_TD_PARAMS, TDXP_SECTION_TD_HOB};

    (void)state;
    for (uint64_t seed = 1; seed <= 60; seed++) {
        uint8_t bytes[0x400];
        uint64_t rng = seed;
        struct decoded d;

        for (size_t i = 0; i < sizeof bytes; i++) {
            bytes[i] = (uint8_t)random_next(&rng);
        }
        d = decode_section(types[seed % 3], (uint32_t)random_below(&rng, 0x8000), bytes, sizeof bytes);
        assert_sound(&d);
        decoded_free(&d);
    }
}

/* ---- the mailbox ---- */

static void mailbox_of_the_sample_lies_where_its_section_would_be(void **state)
{
    struct decoded d = decode_taken(sample_bytes(), TDXP_SAMPLE_SIZE);

    (void)state;
    assert_range(&d, "mailbox", 0x40000, 16);
    assert_value(&d, "mailbox/Command", "0 (Noop)");
    assert_value(&d, "mailbox/ApicId", "0xffffffff");
    assert_leads_to_gpa(&d, "mailbox", 0xff040000, 16);
    assert_int_equal(node_at(&d, "mailbox")->section, -1); /* no section loads it */
    decoded_free(&d);
}

static void without_the_linkers_bytes_there_is_no_mailbox(void **state)
{
    uint8_t *bytes = sample_bytes();
    struct decoded d;

    (void)state;
    bytes[0x40000 + 7] = 0;
    d = decode_taken(bytes, TDXP_SAMPLE_SIZE);
    assert_no_node(&d, "mailbox");
    decoded_free(&d);
}

static void without_a_section_of_one_page_there_is_no_mailbox(void **state)
{
    static const struct {
        size_t at;
        uint32_t value;
    } changes[] = {
        {0xcaf0b0, 0x2000},              /* MemoryDataSize */
        {0xcaf0b8, TDXP_SECTION_TD_HOB}, /* Type */
        {0xcaf0ac, 1},                   /* MemoryAddress, upper half */
        {0xcaf0a4, 0x1000},              /* RawDataSize */
    };

    (void)state;
    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
        uint8_t *bytes = sample_bytes();
        struct decoded d;

        put_uint(bytes + changes[i].at, 4, changes[i].value);
        d = decode_taken(bytes, TDXP_SAMPLE_SIZE);
        assert_no_node(&d, "mailbox");
        decoded_free(&d);
    }
}

/* ---- SEC core information ---- */

static struct decoded decode_sec_core(const struct plan *plan, uint64_t at, uint32_t entry, uint32_t base,
                                      uint32_t size)
{
    uint8_t *bytes = plan_bytes(plan);

    put_uint(bytes + at, 4, entry);
    put_uint(bytes + at + 4, 4, base);
    put_uint(bytes + at + 8, 4, size);
    return decode_taken(bytes, plan->size);
}

enum { BEFORE_TABLE = PLAN_SIZE - 0x20 - 0x28 - 12 };

static void sec_core_information_leads_to_the_loader_and_its_entry_point(void **state)
{
    struct plan plan = plan_default();
    struct decoded d = decode_sec_core(&plan, BEFORE_TABLE, 0x40, IPL_GPA, 0x1000);

    (void)state;
    assert_range(&d, "sec-core-info", BEFORE_TABLE, 12);
    assert_leads_to_bytes(&d, "sec-core-info/Base", 0xa000, 0x1000);
    assert_leads_to_bytes(&d, "sec-core-info/EntryPoint", 0xa040, 1);
    assert_string_equal(node_at(&d, "sec-core-info/EntryPoint")->note, "GPA 0xffffa040");
    assert_int_equal(node_at(&d, "sec-core-info")->gpa, IPL_GPA);
    assert_int_equal(node_at(&d, "sec-core-info")->gpa_size, 0x1000);
    assert_marks(&d, "sec-core-info/EntryPoint", 0);
    assert_marks(&d, "sec-core-info/Size", 0);
    assert_sound(&d);
    decoded_free(&d);
}

static void sec_core_information_of_images_without_a_table_ends_where_the_table_would(void **state)
{
    struct plan plan = plan_default();
    struct decoded d;

    (void)state;
    plan.no_table = true;
    d = decode_sec_core(&plan, PLAN_SIZE - 0x20 - 12, 0x40, IPL_GPA, 0x1000);
    assert_range(&d, "sec-core-info", PLAN_SIZE - 0x20 - 12, 12);
    decoded_free(&d);
}

static void sec_core_information_that_leads_astray_is_marked(void **state)
{
    struct plan plan = plan_default();
    struct decoded d = decode_sec_core(&plan, BEFORE_TABLE, 0x1000, IPL_GPA, 0x1000);

    (void)state;
    assert_marks(&d, "sec-core-info/EntryPoint", TDXP_MARK_INVALID);
    decoded_free(&d);
    d = decode_sec_core(&plan, BEFORE_TABLE, 0x6000, IPL_GPA, 0x6001);
    assert_marks(&d, "sec-core-info/EntryPoint", TDXP_MARK_INVALID);
    assert_marks(&d, "sec-core-info/Size", TDXP_MARK_INVALID);
    assert_leads_nowhere(&d, "sec-core-info/EntryPoint");
    decoded_free(&d);
    d = decode_sec_core(&plan, BEFORE_TABLE, 0, IPL_GPA, 0);
    assert_marks(&d, "sec-core-info/Size", TDXP_MARK_INVALID);
    decoded_free(&d);
}

static void twelve_bytes_before_the_table_of_other_images_are_not_sec_core_information(void **state)
{
    struct plan plan = plan_default();
    struct decoded d = decode_sec_core(&plan, BEFORE_TABLE, 0x40, PLAN_GPA - 1, 0x1000);

    (void)state;
    assert_no_node(&d, "sec-core-info"); /* the loader is not in the file */
    decoded_free(&d);
    plan.no_legacy = true;
    d = decode_sec_core(&plan, BEFORE_TABLE, 0x40, IPL_GPA, 0x1000);
    assert_no_node(&d, "sec-core-info"); /* nothing says that td-shim made it */
    decoded_free(&d);
}

static void loader_of_the_sample_is_where_its_reset_code_looks(void **state)
{
    struct decoded d = decode_taken(sample_bytes(), TDXP_SAMPLE_SIZE);

    (void)state;
    assert_range(&d, "sec-core-info", 0xffffac, 12);
    assert_leads_to_bytes(&d, "sec-core-info/Base", 0xcb0094, 0xc0);
    assert_marks(&d, "sec-core-info/EntryPoint", 0);
    decoded_free(&d);
}

/* ---- signed payloads ---- */

static void put_signed_payload(uint8_t *at, uint32_t length, uint32_t algorithm)
{
    static const struct tdxp_guid guid =
        TDXP_GUID(0xfcf2d558, 0x9df5, 0x4f4d, 0xb0, 0xd7, 0x3e, 0x4b, 0x79, 0x8a, 0xb0, 0x66);

    memcpy(at, guid.bytes, sizeof guid.bytes);
    put_uint(at + 16, 4, 1);
    put_uint(at + 20, 4, length);
    put_uint(at + 24, 8, 2);
    put_uint(at + 32, 8, 3);
    put_uint(at + 40, 4, algorithm);
    put_uint(at + 44, 4, 0);
}

static struct decoded decode_signed(size_t size, uint32_t length, uint32_t algorithm)
{
    uint8_t *bytes = calloc(1, size);

    assert_non_null(bytes);
    put_signed_payload(bytes, length, algorithm);
    return decode_taken(bytes, size);
}

static void signed_payload_is_shown_with_key_and_signature(void **state)
{
    struct decoded d = decode_signed(0x1000, 0x400, 1);

    (void)state;
    assert_value(&d, "signed-payload/SigningAlgorithm", "1 (ECDSA_NIST_P384_SHA384)");
    assert_value(&d, "signed-payload/PayloadVersion", "2");
    assert_value(&d, "signed-payload/PayloadSvn", "3");
    assert_range(&d, "signed-payload", 0, 0x400 + 192);
    assert_range(&d, "signed-payload/payload", 48, 0x400 - 48);
    assert_range(&d, "signed-payload/public-key", 0x400, 96);
    assert_range(&d, "signed-payload/signature", 0x460, 96);
    assert_marks(&d, "signed-payload/Length", 0);
    assert_sound(&d);
    decoded_free(&d);
    d = decode_signed(0x1000, 0x400, 2);
    assert_range(&d, "signed-payload/public-key", 0x400, 392);
    assert_range(&d, "signed-payload/signature", 0x588, 384);
    decoded_free(&d);
}

static void signed_payload_is_found_where_td_shim_puts_it(void **state)
{
    struct plan plan = plan_default();
    uint8_t *bytes = plan_bytes(&plan);
    struct decoded d;

    (void)state;
    put_signed_payload(bytes + PAYLOAD, 0x400, 1);
    d = decode_taken(bytes, PLAN_SIZE);
    assert_range(&d, "contents/section[0]/signed-payload", PAYLOAD, 0x400 + 192);
    assert_no_node(&d, "signed-payload");
    decoded_free(&d);
}

static void impossible_lengths_of_a_signed_payload_are_marked(void **state)
{
    static const uint32_t lengths[] = {0, 48, 0x1001, UINT32_MAX};

    (void)state;
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        struct decoded d = decode_signed(0x1000, lengths[i], 1);

        assert_marks(&d, "signed-payload/Length", TDXP_MARK_INVALID);
        assert_no_node(&d, "signed-payload/payload");
        assert_sound(&d);
        decoded_free(&d);
    }
}

static void payload_without_room_for_a_signature_is_marked(void **state)
{
    struct decoded d = decode_signed(0x1000, 0x1000 - 191, 1);

    (void)state;
    assert_marks(&d, "signed-payload/Length", TDXP_MARK_INVALID);
    assert_no_node(&d, "signed-payload/signature");
    decoded_free(&d);
    d = decode_signed(0x1000, 0x1000 - 192, 1);
    assert_marks(&d, "signed-payload/Length", 0);
    assert_range(&d, "signed-payload/signature", 0x1000 - 96, 96);
    decoded_free(&d);
}

static void unknown_algorithm_has_neither_key_nor_signature(void **state)
{
    struct decoded d = decode_signed(0x1000, 0x400, 3);

    (void)state;
    assert_marks(&d, "signed-payload/SigningAlgorithm", TDXP_MARK_RESERVED);
    assert_range(&d, "signed-payload", 0, 0x400);
    assert_no_node(&d, "signed-payload/public-key");
    decoded_free(&d);
}

static void reserved_field_of_a_signed_payload_is_to_be_zero(void **state)
{
    uint8_t *bytes = calloc(1, 0x1000);
    struct decoded d;

    (void)state;
    assert_non_null(bytes);
    put_signed_payload(bytes, 0x400, 1);
    put_uint(bytes + 44, 4, 5);
    d = decode_taken(bytes, 0x1000);
    assert_marks(&d, "signed-payload/Reserved", TDXP_MARK_RESERVED);
    assert_string_equal(node_at(&d, "signed-payload/Reserved")->remark, "not 0");
    assert_sound(&d);
    decoded_free(&d);
}

/* ---- the NRX variant ---- */

static struct decoded decode_nrx(uint32_t attributes)
{
    uint8_t *bytes = sample_bytes();

    memcpy(bytes + 0xcaf010, "_NRX", 4);
    for (unsigned i = 0; i < 8; i++) {
        put_uint(bytes + 0xcaf020 + i * 32 + 28, 4, attributes);
    }
    return decode_taken(bytes, TDXP_SAMPLE_SIZE);
}

static void nrx_descriptor_is_called_what_it_is(void **state)
{
    struct decoded d = decode_nrx(0);

    (void)state;
    assert_int_equal(d.fw->tdvf->signature, TDXP_NRX_SIGNATURE);
    assert_string_equal(node_at(&d, "tdvf")->note, "NRX variant, version 1, 8 sections");
    assert_non_null(strstr(node_at(&d, "tdvf")->remark, "no section has an attribute"));
    assert_value(&d, "tdvf/Signature", "\"_NRX\"");
    assert_marks(&d, "tdvf/Signature", 0);
    assert_non_null(strstr(node_at(&d, "tdvf/Signature")->remark, "NRX loader"));
    assert_string_equal(node_at(&d, "locate/guid-table")->note, "taken: 0xcaf010, signature \"_NRX\"");
    assert_range(&d, "sec-core-info", 0xffffac, 12);
    assert_sound(&d);
    decoded_free(&d);
    d = decode_nrx(1);
    assert_null(node_at(&d, "tdvf")->remark);
    decoded_free(&d);
}

static void other_signatures_stay_broken(void **state)
{
    uint8_t *bytes = sample_bytes();
    struct decoded d;

    (void)state;
    memcpy(bytes + 0xcaf010, "_NRY", 4);
    d = decode_taken(bytes, TDXP_SAMPLE_SIZE);
    assert_marks(&d, "tdvf/Signature", TDXP_MARK_INVALID);
    assert_string_equal(node_at(&d, "locate/guid-table")->note, "taken: 0xcaf010, broken signature");
    decoded_free(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(td_info_shows_its_version_in_three_numbers),
        cmocka_unit_test(td_info_of_zeros_is_present_but_not_patched),
        cmocka_unit_test(td_info_with_zeros_before_other_bytes_is_not_taken_for_empty),
        cmocka_unit_test(impossible_lengths_of_a_td_info_are_marked),
        cmocka_unit_test(td_info_may_fill_its_section_and_have_no_data),
        cmocka_unit_test(section_too_small_for_a_td_info_is_marked),
        cmocka_unit_test(boot_volume_is_searched_whether_td_info_comes_before_or_behind_it),
        cmocka_unit_test(td_params_are_shown_down_to_each_bit),
        cmocka_unit_test(td_params_of_zeros_are_present_but_not_patched),
        cmocka_unit_test(what_the_tdx_module_refuses_in_td_params_is_marked),
        cmocka_unit_test(rates_at_the_limits_are_fine),
        cmocka_unit_test(section_too_small_for_td_params_is_marked),
        cmocka_unit_test(random_bytes_in_the_sections_are_sound),
        cmocka_unit_test(mailbox_of_the_sample_lies_where_its_section_would_be),
        cmocka_unit_test(without_the_linkers_bytes_there_is_no_mailbox),
        cmocka_unit_test(without_a_section_of_one_page_there_is_no_mailbox),
        cmocka_unit_test(sec_core_information_leads_to_the_loader_and_its_entry_point),
        cmocka_unit_test(sec_core_information_of_images_without_a_table_ends_where_the_table_would),
        cmocka_unit_test(sec_core_information_that_leads_astray_is_marked),
        cmocka_unit_test(twelve_bytes_before_the_table_of_other_images_are_not_sec_core_information),
        cmocka_unit_test(loader_of_the_sample_is_where_its_reset_code_looks),
        cmocka_unit_test(signed_payload_is_shown_with_key_and_signature),
        cmocka_unit_test(signed_payload_is_found_where_td_shim_puts_it),
        cmocka_unit_test(impossible_lengths_of_a_signed_payload_are_marked),
        cmocka_unit_test(payload_without_room_for_a_signature_is_marked),
        cmocka_unit_test(unknown_algorithm_has_neither_key_nor_signature),
        cmocka_unit_test(reserved_field_of_a_signed_payload_is_to_be_zero),
        cmocka_unit_test(nrx_descriptor_is_called_what_it_is),
        cmocka_unit_test(other_signatures_stay_broken),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
