/* GUIDs: their text, and the table of well-known names. */
#include "support.h"

#include <string.h>

#include "tdxplore/guid.h"

static void text_has_the_first_three_groups_in_the_other_order(void **state)
{
    static const struct tdxp_guid guid = {{0x00, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88,
                                           0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff}};
    static const struct tdxp_guid written =
        TDXP_GUID(0x33221100, 0x5544, 0x7766, 0x88, 0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff);
    char text[TDXP_GUID_TEXT];

    (void)state;
    tdxp_guid_format(&guid, text);
    assert_string_equal(text, "33221100-5544-7766-8899-aabbccddeeff");
    assert_true(tdxp_guid_equal(&guid, &written));
}

static void guids_are_equal_only_in_all_their_bytes(void **state)
{
    struct tdxp_guid other = tdxp_guid_tdx_metadata;

    (void)state;
    assert_true(tdxp_guid_equal(&other, &tdxp_guid_tdx_metadata));
    for (size_t i = 0; i < sizeof other.bytes; i++) {
        other.bytes[i] ^= 0x80;
        assert_false(tdxp_guid_equal(&other, &tdxp_guid_tdx_metadata));
        assert_null(tdxp_guid_find(&other));
        other.bytes[i] ^= 0x80;
    }
}

static void guid_is_read_only_where_all_of_it_lies_inside(void **state)
{
    uint8_t raw[17] = {0};
    const struct tdxp_bytes bytes = {raw, sizeof raw};
    struct tdxp_guid guid;

    (void)state;
    raw[16] = 7;
    assert_true(tdxp_read_guid(&bytes, 1, &guid));
    assert_int_equal(guid.bytes[15], 7);
    guid.bytes[0] = 99;
    assert_false(tdxp_read_guid(&bytes, 2, &guid));
    assert_false(tdxp_read_guid(&bytes, UINT64_MAX, &guid));
    assert_int_equal(guid.bytes[0], 99);
}

/* As their sources write them, to be compared with the numbers in the table. */
static const struct {
    const char *text, *name;
} known[] = {
    {"96b582de-1fb2-45f7-baea-a366c55a082d", "GUIDed table footer"},
    {"e47a6535-984a-4798-865e-4685a7bf8ec2", "TDX metadata offset"},
    {"dc886566-984a-4798-a75e-5585a7bf67cc", "SEV metadata offset"},
    {"7255371f-3a3b-4b04-927b-1da6efa8d454", "SEV hash table block"},
    {"4c2eb361-7d9b-4cc3-8081-127c90d3d294", "SEV secret block"},
    {"00f771de-1a7e-4fcb-890e-68c77e2fb44e", "SEV-ES reset block"},
    {"a789a612-0597-4c4b-a49f-cbb1fe9d1ddd", "SVSM info"},
    {"e9eaf9f3-168e-44d5-a8eb-7f4d8738f6ae", "TDX metadata"},
    {"8c8ce578-8a3d-4f1c-9935-896185c32dd3", "FFS2"},
    {"5473c07a-3dcb-4dca-bd6f-1e9689e7349a", "FFS3"},
    {"fff12b8d-7696-4c8b-a985-2747075b4f50", "NV variables"},
    {"ee4e5898-3914-4259-9d6e-dc7bd79403cf", "LZMA"},
    {"d42ae6bd-1352-4bfb-909a-ca72a6eae889", "LZMA with x86 filter"},
    {"a31280ad-481e-41b6-95e8-127f4c984779", "Tiano compression"},
    {"fc1bcdb0-7d31-49aa-936a-a4600d9dd083", "CRC32"},
    {"3d532050-5cda-4fd0-879e-0f7f630d5afb", "Brotli"},
    {"1d301fe9-be79-4353-91c2-d23bc959ae0c", "gzip"},
    {"763bed0d-de9f-48f5-81f1-3e90e1b1a015", "SEC volume"},
    {"6938079b-b503-4e3d-9d24-b28337a25806", "PEI volume"},
    {"7cb8bdc9-f8eb-4f34-aaea-3ee4af6516a1", "DXE volume"},
    {"48db5e17-707c-472d-91cd-1613e7ef51b0", "OVMF main volume"},
    {"9e21fd93-9c72-4c15-8c4b-e77f1db2d792", "OVMF main file"},
    {"df1ccef6-f301-4a63-9661-fc6030dcc880", "SecMain"},
    {"1ba0062e-c779-4582-8566-336ae8f78f09", "volume top file"},
    {"17ed4c9e-05e0-48a6-a01d-fb0fa91e6398", "td-shim IPL"},
    {"a8f75d7c-8b85-49b6-913e-af9961557308", "td-shim payload"},
    {"77a2742e-9340-4ac9-8f85-b7b978580021", "td-shim trust anchor file"},
    {"be8f65a3-a83b-415c-a1fb-f78e105e824e", "td-shim trust anchor"},
    {"1b45cc0a-156a-428a-af62-49864da0e6e6", "PEI apriori file"},
    {"fc510ee7-ffdc-11d4-bd41-0080c73c8881", "DXE apriori file"},
    {"aaf32c78-947b-439a-a180-2e144ec37792", "authenticated variable store"},
    {"ddcf3616-3275-4164-98b6-fe85707ffe7d", "variable store"},
    {"9e58292b-7c68-497d-a0ce-6500fd9f1b95", "FTW working block"},
    {"8be4df61-93ca-11d2-aa0d-00e098032b8c", "UEFI global variables"},
    {"d719b2cb-3d3a-4596-a3bc-dad00e67656f", "image security database"},
    {"a5c059a1-94e4-4aa7-87b5-ab155c2bf072", "X.509 certificates"},
    {"c1c41626-504c-4092-aca9-41f936934328", "SHA-256 hashes"},
    {"4aafd29d-68df-49ee-8aa9-347d375665a7", "PKCS #7 signature"},
    {"6dcbd5ed-e82d-4c44-bda1-7194199ad92a", "FMP capsule"},
    {"3b8c8162-188c-46a4-aec9-be43f1d65697", "Windows UX capsule"},
    {"fcf2d558-9df5-4f4d-b0d7-3e4b798ab066", "td-shim signed payload"},
    {"b96fa412-461f-4be3-8c0d-ad805a497ac0", "payload information"},
    {"6a0c5870-d4ed-44f4-a135-dd238b6f0c8d", "ACPI table"},
};

static const struct tdxp_guid_name rows[] = {
#define GUID_NAME(a, b, c, d0, d1, d2, d3, d4, d5, d6, d7, name, summary, source) \
    {TDXP_GUID(a, b, c, d0, d1, d2, d3, d4, d5, d6, d7), name, summary, source},
#include "model/guids.def"
#undef GUID_NAME
};

static void every_well_known_guid_has_the_name_that_its_text_stands_for(void **state)
{
    size_t count = sizeof rows / sizeof rows[0];

    (void)state;
    assert_int_equal(count, sizeof known / sizeof known[0]);
    for (size_t i = 0; i < count; i++) {
        const struct tdxp_guid_name *found = tdxp_guid_find(&rows[i].guid);
        char text[TDXP_GUID_TEXT];

        assert_non_null(found);
        tdxp_guid_format(&found->guid, text);
        assert_string_equal(text, known[i].text);
        assert_string_equal(found->name, known[i].name);
    }
}

static void well_known_guids_and_names_stand_in_the_table_once(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_true(rows[i].summary[0] && rows[i].source[0]);
        assert_true(rows[i].summary[strlen(rows[i].summary) - 1] != '.');
        for (size_t k = 0; k < i; k++) {
            assert_false(tdxp_guid_equal(&rows[i].guid, &rows[k].guid));
            assert_string_not_equal(rows[i].name, rows[k].name);
        }
    }
}

static void guids_of_the_locating_have_their_names(void **state)
{
    (void)state;
    assert_string_equal(tdxp_guid_find(&tdxp_guid_table_footer)->name, "GUIDed table footer");
    assert_string_equal(tdxp_guid_find(&tdxp_guid_tdx_metadata_offset)->name,
                        "TDX metadata offset");
    assert_string_equal(tdxp_guid_find(&tdxp_guid_tdx_metadata)->name, "TDX metadata");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_has_the_first_three_groups_in_the_other_order),
        cmocka_unit_test(guids_are_equal_only_in_all_their_bytes),
        cmocka_unit_test(guid_is_read_only_where_all_of_it_lies_inside),
        cmocka_unit_test(every_well_known_guid_has_the_name_that_its_text_stands_for),
        cmocka_unit_test(well_known_guids_and_names_stand_in_the_table_once),
        cmocka_unit_test(guids_of_the_locating_have_their_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
