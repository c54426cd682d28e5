/* Rules of the store of variables: each fault is found, and told of where it is. */
#include "nv_image.h"

#include <stdlib.h>
#include <string.h>

#include "tdxplore/check.h"

/* A volume with a variable of each kind, and a working block. */
static struct nv_image new_image(uint8_t state)
{
    struct nv_image image = nv_new(0x800, 0x400);
    uint8_t list[80];
    uint8_t hash[32] = {1};

    nv_add(&image, "Lang", &nv_global, NV_ADDED, "eng", 4);
    nv_add(&image, "dbx", &nv_database, state, list, nv_put_list(list, &nv_type_sha256, hash, sizeof hash));
    nv_put_ftw(&image, 0x600, 0x100);
    return image;
}

enum {
    LANG = NV_FIRST,
    DBX = LANG + 76, /* behind a header of 60 bytes, a name of 10, 4 bytes of data, 2 of alignment */
    LIST = DBX + 60 + 8,
    CRC = 0x610,
};

/* The findings of VAR rules, as "ID message" lines; the result counts other rules as well. */
static void findings_of(struct nv_image *image, char *text, size_t size)
{
    struct decoded d = nv_decode(image);
    struct tdxp_check_result *result = tdxp_check(d.fw, NULL);
    size_t used = 0;

    assert_non_null(result);
    text[0] = '\0';
    for (size_t i = 0; i < result->count; i++) {
        const struct tdxp_finding *f = &result->findings[i];

        if (strncmp(f->rule->id, "VAR-", 4) == 0) {
            assert_int_equal(f->rule->severity, TDXP_SEVERITY_WARNING);
            used += (size_t)snprintf(text + used, size - used, "%s %s\n", f->rule->id, f->message);
        }
    }
    tdxp_check_free(result);
    decoded_free(&d);
}

static void sound_store_has_no_finding(void **state)
{
    struct nv_image image = new_image(NV_ADDED);
    char text[1024];

    (void)state;
    findings_of(&image, text, sizeof text);
    assert_string_equal(text, "");
}

static void each_fault_has_its_finding(void **state)
{
    static const struct {
        uint64_t at, value;
        const char *findings;
    } rows[] = {
        {NV_STORE + 16, 0x10000,
         "VAR-001 Variable store at 0x48: Size 0x10000: only 0x7b8 bytes lie between here and the end of the "
         "volume\n"},
        {NV_STORE + 16, 27, "VAR-001 Variable store at 0x48: Size 0x1b: less than the header's 0x1c bytes\n"},
        {LANG + 36, 0x1000, "VAR-002 Lang at 0x64: NameSize 0x1000: only 0x3a8 bytes are left of the store\n"},
        {LANG + 40, 0x1000,
         "VAR-002 Lang at 0x64: DataSize 0x1000: only 0x39e bytes are left of the store behind the name\n"},
        {CRC, 0x12345678,
         "VAR-003 FTW working block at 0x600: Crc 0x12345678: 0xb7c3f110 is the CRC32 of the header\n"},
        {NV_STORE + 20, 0xff5a,
         "VAR-007 Variable store at 0x48: State 0xff: the firmware takes the store for broken\n"},
        {NV_STORE + 20, 0xfeff,
         "VAR-007 Variable store at 0x48: Format 0xff: the firmware takes the store for broken\n"},
        {CRC + 8, 0x1000,
         "VAR-008 FTW working block at 0x600: WriteQueueSize 0x1000: only 0x1e0 bytes lie between the header "
         "and the end of the volume\n"},
        {LIST + 16, 27,
         "VAR-004 Signature list 0 at 0xf4: SignatureListSize 0x1b: less than the header's 0x1c bytes\n"},
        {LIST + 20, 0x31, "VAR-004 Signature list 0 at 0xf4: SignatureHeaderSize 0x31: reaches outside of the list\n"},
        {LIST + 24, 15, "VAR-004 Signature list 0 at 0xf4: SignatureSize 0xf: less than the 16 bytes of an owner\n"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct nv_image image = new_image(NV_ADDED);
        char text[1024];

        put_uint(image.bytes + rows[i].at, 4, rows[i].value);
        if (rows[i].at > CRC) {
            put_uint(image.bytes + CRC, 4, nv_ftw_crc(&image, CRC - 16));
        }
        findings_of(&image, text, sizeof text);
        assert_string_equal(text, rows[i].findings);
    }
}

static void value_of_a_deleted_variable_is_not_judged(void **state)
{
    struct nv_image image = new_image(NV_DELETED);
    char text[1024];

    (void)state;
    put_uint(image.bytes + LIST + 24, 4, 15);
    findings_of(&image, text, sizeof text);
    assert_string_equal(text, "");
}

static void sizes_of_a_deleted_variable_are_judged(void **state)
{
    struct nv_image image = new_image(NV_DELETED);
    char text[1024];

    (void)state;
    put_uint(image.bytes + DBX + 40, 4, 0x1000);
    findings_of(&image, text, sizeof text);
    assert_non_null(strstr(text, "VAR-002 dbx at 0xb0: DataSize 0x1000:"));
}

static void finding_points_at_the_field_and_names_its_variable_harmlessly(void **state)
{
    struct nv_image image = new_image(NV_ADDED);
    char text[1024];

    (void)state;
    image.bytes[LANG + 60] = 0x1b;
    put_uint(image.bytes + LANG + 40, 4, 0x1000);
    findings_of(&image, text, sizeof text);
    assert_non_null(strstr(text, "VAR-002 \\x1bang at 0x64: DataSize"));
}

static void variables_of_ovmf_have_no_finding(void **state)
{
    static const char *const paths[] = {
        "/usr/share/OVMF/OVMF_VARS_4M.fd",
        "/usr/share/OVMF/OVMF_VARS_4M.ms.fd",
        "/usr/share/OVMF/OVMF_VARS_4M.snakeoil.fd",
    };
    unsigned opened = 0;

    (void)state;
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        struct nv_image image = {.bytes = NULL};
        char text[1024];

        image.bytes = file_bytes(paths[i], &image.size);
        if (image.bytes) {
            findings_of(&image, text, sizeof text);
            assert_string_equal(text, "");
            opened++;
        }
    }
    if (opened == 0) {
        print_message("skipped: no OVMF variables\n");
        skip();
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sound_store_has_no_finding),
        cmocka_unit_test(each_fault_has_its_finding),
        cmocka_unit_test(value_of_a_deleted_variable_is_not_judged),
        cmocka_unit_test(sizes_of_a_deleted_variable_are_judged),
        cmocka_unit_test(finding_points_at_the_field_and_names_its_variable_harmlessly),
        cmocka_unit_test(variables_of_ovmf_have_no_finding),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
