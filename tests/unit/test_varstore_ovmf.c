/* The variables in the images of Debian's ovmf package, where they are installed. */
#include "nv_image.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

/* The facts below are those of one build each, told by the SHA-256 hash of the file: other builds have others. */
static struct decoded decode_build_or_skip(const char *path, const char *sha256)
{
    struct decoded d = decode_file_or_skip(path);
    const struct tdxp_bytes *bytes = tdxp_image_bytes(d.image);
    uint8_t digest[32];
    char text[65];

    assert_int_equal(EVP_Digest(bytes->data, bytes->size, digest, NULL, EVP_sha256(), NULL), 1);
    for (size_t i = 0; i < sizeof digest; i++) {
        snprintf(text + 2 * i, 3, "%02x", digest[i]);
    }
    if (strcmp(text, sha256) != 0) {
        print_message("skipped: %s is of another build\n", path);
        decoded_free(&d);
        skip();
    }
    return d;
}

static struct decoded decode_ms(void)
{
    return decode_build_or_skip("/usr/share/OVMF/OVMF_VARS.ms.fd",
                                "13af965841a14cb19f5c3f15a73beb5c7fa82caac7216275122d1c763aac5eb1");
}

/* No node is marked as trouble, and every variable has a name. */
static void assert_sound_store(const struct decoded *d, const char *path)
{
    const struct tdxp_node *store = node_at(d, path);

    for (uint32_t i = 0; i < tdxp_tree_count(d->fw->tree); i++) {
        const struct tdxp_node *node = tdxp_tree_node(d->fw->tree, i);

        if (tdxp_node_within(node, store) && (node->marks & TDXP_MARKS_TROUBLE)) {
            fail_msg("%s: %s", node->name, node->remark ? node->remark : "marked");
        }
        if (node->parent == store && strncmp(node->key, "variable[", 9) == 0) {
            assert_true(node->name[0] != '\0' && node->name[0] != '(');
        }
    }
    assert_sound(d);
}

static void every_store_of_the_package_is_read_without_a_fault(void **state)
{
    static const char *const paths[] = {
        "/usr/share/OVMF/OVMF_VARS.fd",
        "/usr/share/OVMF/OVMF_VARS_4M.fd",
        "/usr/share/OVMF/OVMF_VARS.ms.fd",
        "/usr/share/OVMF/OVMF_VARS_4M.ms.fd",
        "/usr/share/OVMF/OVMF_VARS_4M.snakeoil.fd",
    };
    unsigned opened = 0;

    (void)state;
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        struct tdxp_image *image = tdxp_image_open(paths[i], NULL, NULL);
        struct decoded d;

        if (!image) {
            continue;
        }
        tdxp_image_close(image);
        d = decode_file_or_skip(paths[i]);
        assert_sound_store(&d, NV_STORE_PATH);
        assert_marks(&d, NV_VARIABLES "/ftw-working/header/Crc", 0);
        assert_note(&d, NV_VARIABLES "/ftw-working/header/State", "in use; stored inverted as 0xfe");
        node_at(&d, NV_VARIABLES "/ftw-spare");
        decoded_free(&d);
        opened++;
    }
    if (opened == 0) {
        print_message("skipped: no OVMF variables\n");
        skip();
    }
}

static void joined_image_has_an_empty_store_in_its_configuration_volume(void **state)
{
    static const char path[] = "contents/section[1]/volume[0]/data/store";
    struct decoded d = decode_file_or_skip("/usr/share/ovmf/OVMF.fd");

    (void)state;
    if (tdxp_image_bytes(d.image)->size != 0x200000) {
        decoded_free(&d);
        skip();
    }
    assert_sound_store(&d, path);
    assert_range(&d, path, 0x48, 0xdfb8);
    assert_note(&d, path, "authenticated, 0 variables, 0x1c of 0xdfb8 bytes used");
    assert_range(&d, "contents/section[1]/volume[0]/data/ftw-working", 0xf000, 0x1000);
    assert_number(&d, "contents/section[1]/volume[0]/data/ftw-working/header/Crc", 0x642caf2c);
    decoded_free(&d);
}

/* What a walk over the file that knows nothing of this program gave. */
static void variables_are_those_that_another_reader_found(void **state)
{
    static const struct {
        const char *path;
        uint64_t offset;
        uint8_t stored_state;
        const char *name;
        uint64_t data_size;
    } rows[] = {
        {NV_VARIABLE(0), 0x64, 0x3c, "CustomMode", 1},    {NV_VARIABLE(5), 0x210, 0x3f, "Attempt 1", 1049},
        {NV_VARIABLE(21), 0x28ac, 0x3f, "Boot0000", 62},  {NV_VARIABLE(46), 0x3b08, 0x3d, "BootOrder", 6},
        {NV_VARIABLE(50), 0x3cf4, 0x3f, "db", 3143},      {NV_VARIABLE(51), 0x4980, 0x3f, "dbx", 76},
        {NV_VARIABLE(52), 0x4a10, 0x3f, "KEK", 2565},     {NV_VARIABLE(53), 0x545c, 0x3f, "PK", 1005},
        {NV_VARIABLE(56), 0x5944, 0x3f, "CustomMode", 1},
    };
    struct decoded d = decode_ms();

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char path[128];
        uint8_t stored;

        assert_int_equal(node_at(&d, rows[i].path)->offset, rows[i].offset);
        assert_name(&d, rows[i].path, rows[i].name);
        snprintf(path, sizeof path, "%s/header/DataSize", rows[i].path);
        assert_number(&d, path, rows[i].data_size);
        assert_true(tdxp_read_u8(tdxp_image_bytes(d.image), rows[i].offset + 2, &stored));
        assert_int_equal(stored, rows[i].stored_state);
    }
    assert_no_node(&d, NV_VARIABLE(57));
    assert_range(&d, NV_STORE_PATH "/free-space", 0x5998, 0xe000 - 0x5998);
    decoded_free(&d);
}

/* The node of the variable of that name that counts; fails the test where there is none. */
static void find_variable(const struct decoded *d, const char *name, char path[static 128])
{
    for (const struct tdxp_node *node = node_at(d, NV_STORE_PATH)->child; node; node = node->next) {
        if (strcmp(node->name, name) == 0 && node->note && !strstr(node->note, "deleted")) {
            tdxp_node_path(node, path, 128);
            return;
        }
    }
    fail_msg("no variable %s", name);
}

static void boot_options_and_consoles_are_those_of_a_virtual_machine(void **state)
{
    static const struct {
        const char *name, *note;
    } rows[] = {
        {"Boot0000", "\"UiApp\", Fv(7cb8bdc9-f8eb-4f34-aaea-3ee4af6516a1)"
                     "/FvFile(462caa21-7614-4503-836e-8ab6f4662331)"},
        {"Boot0001", "\"UEFI QEMU HARDDISK QM00001 \", PciRoot(0x0)/Pci(0x1f,0x2)/Sata(0x0,0xffff,0x0)"},
        {"Lang", "\"eng\""},
        {"PlatformLang", "\"en\""},
        {"Key0001", "starts Boot0000"},
    };
    struct decoded d = decode_ms();

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char path[160];

        find_variable(&d, rows[i].name, path);
        strcat(path, "/Data");
        assert_note(&d, path, rows[i].note);
    }
    decoded_free(&d);
}

/* As "openssl x509" prints them, of bytes that were cut out of the file by hand. */
static void certificates_are_those_that_openssl_reads(void **state)
{
    static const struct {
        const char *variable, *signature, *owner, *name, *serial, *validity, *fingerprint;
    } rows[] = {
        {"db", "list[0]/signature[0]", "77fa9abd-0359-4d32-bd60-28f4e78f784b (Microsoft)",
         "Microsoft Windows Production PCA 2011", "61077656000000000008", "2011-10-19 18:41:42 to 2026-10-19 18:51:42",
         "e8e95f0733a55e8bad7be0a1413ee23c51fcea64b3c8fa6a786935fddcc71961"},
        {"db", "list[1]/signature[0]", "77fa9abd-0359-4d32-bd60-28f4e78f784b (Microsoft)",
         "Microsoft Corporation UEFI CA 2011", "6108d3c4000000000004", "2011-06-27 21:22:45 to 2026-06-27 21:32:45",
         "48e99b991f57fc52f76149599bff0a58c47154229b9f8d603ac40d3500248507"},
        {"KEK", "list[0]/signature[0]", "a0baa8a3-041d-48a8-bc87-c36d121b5e3d (OVMF EnrollDefaultKeys)",
         "Debian UEFI Secure Boot (PK/KEK key)", "4501ee393e52297836df8542c8e57bbb88d14b37",
         "2019-07-08 23:42:49 to 2029-07-05 23:42:49",
         "5fb05ed84c5170d542ed6a7b7487dd57b8faedb02f7e107b0409e1d22cac4169"},
        {"KEK", "list[1]/signature[0]", "77fa9abd-0359-4d32-bd60-28f4e78f784b (Microsoft)",
         "Microsoft Corporation KEK CA 2011", "610ad188000000000003", "2011-06-24 20:41:29 to 2026-06-24 20:51:29",
         "a1117f516a32cefcba3f2d1ace10a87972fd6bbe8fe0d0b996e09e65d802a503"},
        {"PK", "list[0]/signature[0]", "8be4df61-93ca-11d2-aa0d-00e098032b8c (UEFI global variables)",
         "Debian UEFI Secure Boot (PK/KEK key)", "4501ee393e52297836df8542c8e57bbb88d14b37",
         "2019-07-08 23:42:49 to 2029-07-05 23:42:49",
         "5fb05ed84c5170d542ed6a7b7487dd57b8faedb02f7e107b0409e1d22cac4169"},
    };
    struct decoded d = decode_ms();

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char variable[128];
        char path[256];

        find_variable(&d, rows[i].variable, variable);
        snprintf(path, sizeof path, "%s/Data/%s", variable, rows[i].signature);
        assert_note(&d, path, rows[i].name);
        snprintf(path, sizeof path, "%s/Data/%s/SignatureOwner", variable, rows[i].signature);
        assert_value(&d, path, rows[i].owner);
        snprintf(path, sizeof path, "%s/Data/%s/certificate/serialNumber", variable, rows[i].signature);
        assert_note(&d, path, rows[i].serial);
        snprintf(path, sizeof path, "%s/Data/%s/certificate/validity", variable, rows[i].signature);
        assert_note(&d, path, rows[i].validity);
        snprintf(path, sizeof path, "%s/Data/%s/certificate/fingerprint", variable, rows[i].signature);
        assert_note(&d, path, rows[i].fingerprint);
    }
    decoded_free(&d);
}

static void list_of_forbidden_programs_holds_the_hash_of_nothing(void **state)
{
    struct decoded d = decode_ms();
    char path[256];

    (void)state;
    find_variable(&d, "dbx", path);
    strcat(path, "/Data/list[0]/signature[0]");
    assert_note(&d, path, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    decoded_free(&d);
}

static void time_of_the_last_signed_update_is_shown(void **state)
{
    struct decoded d = decode_ms();
    char path[256];

    (void)state;
    find_variable(&d, "db", path);
    strcat(path, "/header/TimeStamp");
    assert_note(&d, path, "2025-03-10 02:53:30");
    decoded_free(&d);
}

static void snakeoil_store_trusts_its_one_key(void **state)
{
    static const char *const names[] = {"db", "KEK", "PK"};
    struct decoded d = decode_build_or_skip("/usr/share/OVMF/OVMF_VARS_4M.snakeoil.fd",
                                            "4460f43fb13d627f5b31e3457d08d4315e41ef4666d06808a4f981f6ee1e91bd");

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char variable[128];
        char path[256];

        find_variable(&d, names[i], variable);
        snprintf(path, sizeof path, "%s/Data/list[0]/signature[0]/certificate/subject", variable);
        assert_note(&d, path, "C=US, ST=Colorado, L=Fort Collins, O=SnakeOil");
        snprintf(path, sizeof path, "%s/Data/list[0]/signature[0]/certificate/fingerprint", variable);
        assert_note(&d, path, "282e8130b7070f107aaecc25d3992ca4440270860b09088792a5075fab0d13f8");
    }
    decoded_free(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_store_of_the_package_is_read_without_a_fault),
        cmocka_unit_test(joined_image_has_an_empty_store_in_its_configuration_volume),
        cmocka_unit_test(variables_are_those_that_another_reader_found),
        cmocka_unit_test(boot_options_and_consoles_are_those_of_a_virtual_machine),
        cmocka_unit_test(certificates_are_those_that_openssl_reads),
        cmocka_unit_test(list_of_forbidden_programs_holds_the_hash_of_nothing),
        cmocka_unit_test(time_of_the_last_signed_update_is_shown),
        cmocka_unit_test(snakeoil_store_trusts_its_one_key),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
