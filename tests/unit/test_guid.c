/* GUIDs: their text, and the table of well-known names. */
#include "support.h"

#include <string.h>

#include "tdxplore/guid.h"

static void text_has_the_first_three_groups_in_the_other_order(void **state)
{
    static const struct tdxp_guid guid = {
        {0x00, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88, 0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff}};
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
    {"13a3f0f6-264a-3ef0-f2e0-dec512342f34", "PCD protocol"},
    {"0379be4e-d706-437d-b037-edb82fb772a4", "device path utilities protocol"},
    {"ef9fc172-a1b2-4693-b327-6d32fc416042", "HII database protocol"},
    {"587e72d7-cc50-4f79-8209-ca291fc1a10f", "HII configuration routing protocol"},
    {"0fd96974-23aa-4cdc-b9cb-98d17750322a", "HII string protocol"},
    {"1a1241e6-8f19-41a9-bc0e-e8ef39e06546", "HII image protocol"},
    {"b9d4c360-bcfb-4f9b-9298-53c136982258", "form browser protocol"},
    {"a770c357-b693-4e6d-a6cf-d21c728e550b", "form browser extension protocol"},
    {"4e939de9-d948-4b0f-88ed-e6e1ce517c1e", "IOMMU protocol"},
    {"f8775d50-8abd-4adf-92ac-853e51f6c8dc", "IOMMU absent protocol"},
    {"665e3ff6-46cc-11d4-9a38-0090273fc14d", "BDS protocol"},
    {"26baccb1-6f42-11d4-bce7-0080c73c8881", "CPU protocol"},
    {"26baccb2-6f42-11d4-bce7-0080c73c8881", "metronome protocol"},
    {"1da97072-bddc-4b30-99f1-72a0b56fff2a", "monotonic counter protocol"},
    {"27cfac87-46cc-11d4-9a38-0090273fc14d", "real-time clock protocol"},
    {"27cfac88-46cc-11d4-9a38-0090273fc14d", "reset protocol"},
    {"b7dfb4e1-052f-449f-87be-9818fc91b733", "runtime protocol"},
    {"a46423e3-4617-49f1-b9ff-d1bfa9115839", "security protocol"},
    {"26baccb3-6f42-11d4-bce7-0080c73c8881", "timer protocol"},
    {"6441f818-6362-4e44-b570-7dba31dd2453", "variable write protocol"},
    {"1e5668e2-8481-11d4-bcf1-0080c73c8881", "variable protocol"},
    {"665e3ff5-46cc-11d4-9a38-0090273fc14d", "watchdog timer protocol"},
    {"86212936-0e76-41c8-a03a-2af2fc1c39e2", "status code handler protocol"},
    {"8f644fa9-e850-4db1-9ce2-0b44698e8da4", "firmware volume block protocol"},
    {"ad61f191-ae5f-4c0e-b9fa-e869d288c64f", "CPU I/O protocol"},
    {"3fdda605-a76e-4f46-ad29-12f4531b3d08", "MP services protocol"},
    {"03583ff6-cb36-4940-947e-b9b39f4afaf7", "SMBIOS protocol"},
    {"ffe06bdd-6107-46a6-7bb2-5a9c7ec5275c", "ACPI table protocol"},
    {"607f766c-7455-42be-930b-e4d76db2720f", "TCG2 protocol"},
    {"bd445d79-b7ad-4f04-9ad8-29bd2040eb3c", "lock box protocol"},
    {"bb00a5ca-08ce-462f-a537-43c74a825ca4", "multi-processor build protocol"},
    {"a9e7cef1-5682-42cc-b123-9930973f4a9f", "single-processor build protocol"},
    {"f4ccbfb7-f6e0-47fd-9dd4-10a8f150c191", "MM base protocol"},
    {"c2702b74-800c-4131-8746-8fb5b89ce4ac", "MM access protocol"},
    {"843dc720-ab1e-42cb-9357-8a0078f3561b", "MM control protocol"},
    {"378daedc-f06b-4446-8314-40ab933c87a3", "MM communication protocol"},
    {"3242a9d8-ce70-4aa0-955d-5e7b140de4d2", "MM CPU I/O protocol"},
    {"1d202cab-c8ab-4d5c-94f7-3cfcc0d3d335", "MM CPU service protocol"},
    {"d326d041-bd31-4c01-b5a8-628be87f0653", "MM firmware volume block protocol"},
    {"01f34d25-4de2-23ad-3ff3-36353ff323f1", "PCD PPI"},
    {"7408d748-fc8c-4ee6-9288-c4bec092a410", "master boot mode PPI"},
    {"f894643d-c449-42d1-8ea8-85bdd8c65bde", "memory discovered PPI"},
    {"b9e0abfe-5979-4914-977f-6dee78c278a6", "load file PPI"},
    {"0065d394-9951-4144-82a3-0afc8579c251", "status code handler PPI"},
    {"1d3e9cb8-43af-490b-830a-3516aa532047", "fault-tolerant write PPI"},
    {"7f4158d3-074d-456d-8cb2-01f9c8f79daa", "TPM selected PPI"},
    {"35c84ff2-7bfe-453d-845f-683a492cf7b7", "TPM accessible PPI"},
    {"138f9cf4-f0e7-4721-8f49-f5ffecf42d40", "multi-processor build PPI"},
    {"0b590774-bc67-49f4-a7db-e82e89e6b5d6", "single-processor build PPI"},
    {"aaf32c78-947b-439a-a180-2e144ec37792", "authenticated variable store"},
    {"ddcf3616-3275-4164-98b6-fe85707ffe7d", "variable store"},
    {"9e58292b-7c68-497d-a0ce-6500fd9f1b95", "FTW working block"},
    {"8be4df61-93ca-11d2-aa0d-00e098032b8c", "UEFI global variables"},
    {"d719b2cb-3d3a-4596-a3bc-dad00e67656f", "image security database"},
    {"a5c059a1-94e4-4aa7-87b5-ab155c2bf072", "X.509 certificates"},
    {"c1c41626-504c-4092-aca9-41f936934328", "SHA-256 hashes"},
    {"4aafd29d-68df-49ee-8aa9-347d375665a7", "PKCS #7 signature"},
    {"826ca512-cf10-4ac9-b187-be01496631bd", "SHA-1 hashes"},
    {"0b6e5233-a65c-44c9-9407-d9ab83bfc8bd", "SHA-224 hashes"},
    {"ff3e5307-9fd0-48c9-85f1-8ad56c701e01", "SHA-384 hashes"},
    {"093e0fae-a6c4-4f50-9f1b-d41e2b89c19a", "SHA-512 hashes"},
    {"3c5766e8-269c-4e34-aa14-ed776e85b3b6", "RSA-2048 keys"},
    {"e2b36190-879b-4a3d-ad8d-f2e7bba32784", "RSA-2048 signatures of SHA-256"},
    {"67f8444f-8743-48f1-a328-1eaab8736080", "RSA-2048 signatures of SHA-1"},
    {"3bd2a492-96c0-4079-b420-fcf98ef103ed", "SHA-256 hashes of certificates"},
    {"7076876e-80c2-4ee6-aad2-28b349a6865b", "SHA-384 hashes of certificates"},
    {"446dbf63-2502-4cda-bcfa-2465d2b0fe9d", "SHA-512 hashes of certificates"},
    {"77fa9abd-0359-4d32-bd60-28f4e78f784b", "Microsoft"},
    {"a0baa8a3-041d-48a8-bc87-c36d121b5e3d", "OVMF EnrollDefaultKeys"},
    {"605dab50-e046-4300-abb6-3dd810dd8b23", "shim"},
    {"f0a30bc7-af08-4556-99c4-001009c93a44", "Secure Boot enable"},
    {"c076ec0c-7028-4399-a072-71ee5c448b9f", "custom mode enable"},
    {"9073e4e0-60ec-4b6e-9903-4c223c260f3c", "vendor keys"},
    {"d9bee56e-75dc-49d9-b4d7-b534210f637a", "certificate database"},
    {"eb704011-1402-11d3-8e77-00a0c969723b", "monotonic counter"},
    {"04b37fe8-f6ae-480b-bdd5-37d98c5e89aa", "variable error flag"},
    {"4c19049f-4137-4dd3-9c10-8b97a83ffdfa", "memory type information"},
    {"4b47d616-a8d6-4552-9d44-ccad2e0f4cf9", "iSCSI configuration"},
    {"59324945-ec44-4c0d-b1cd-9db139df070c", "iSCSI initiator"},
    {"e0c14753-f9be-11d2-9a0c-0090273fc14d", "PC-ANSI terminal"},
    {"dfa66065-b419-11d3-9a2d-0090273fc14d", "VT-100 terminal"},
    {"7baec70b-57e0-4c76-8e87-2f9e28088343", "VT-100+ terminal"},
    {"ad15a0d6-8bec-4acf-a073-d01de77e2d88", "VT-UTF8 terminal"},
    {"462caa21-7614-4503-836e-8ab6f4662331", "UiApp"},
    {"6dcbd5ed-e82d-4c44-bda1-7194199ad92a", "FMP capsule"},
    {"3b8c8162-188c-46a4-aec9-be43f1d65697", "Windows UX capsule"},
    {"fcf2d558-9df5-4f4d-b0d7-3e4b798ab066", "td-shim signed payload"},
    {"b96fa412-461f-4be3-8c0d-ad805a497ac0", "payload information"},
    {"6a0c5870-d4ed-44f4-a135-dd238b6f0c8d", "ACPI table"},
    {"8f8072ea-3486-4b47-86a7-2353b88a8773", "E820 memory map"},
    {"4ed4bf27-4092-42e9-807d-527b1d00c9bd", "stack"},
    {"564b33cd-c92a-4593-90bf-2473e43c6322", "backing store"},
    {"f8e21975-0899-4f58-a4be-5525a9c6d77a", "loaded module"},
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
    assert_string_equal(tdxp_guid_find(&tdxp_guid_tdx_metadata_offset)->name, "TDX metadata offset");
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
