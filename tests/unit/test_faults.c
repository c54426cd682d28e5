/* Rules that are broken where a decoder marks something: each fault is one finding, told of where it is. */
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "capsule.h"
#include "nv_image.h"
#include "parts.h"
#include "programs.h"
#include "tdxplore/check.h"
#include "tdxplore/gallery.h"
#include "tdxplore/opened.h"
#include "tdxplore/sample.h"

/* An image with its judgement; opened where what is compressed in it was. */
struct subject {
    struct tdxp_opened *opened;
    struct decoded d;
    struct tdxp_check_result *result;
};

static struct subject judge(struct decoded d)
{
    struct subject s = {.d = d, .result = tdxp_check(d.fw, NULL)};

    assert_non_null(s.result);
    return s;
}

/* The same with everything decompressed. */
static struct subject judge_opened(const char *path, struct part bytes)
{
    struct subject s = {.opened = tdxp_opened_new(NULL, true)};

    assert_non_null(s.opened);
    s.d.image = path ? tdxp_image_open(path, NULL, NULL) : tdxp_image_from_memory("test", bytes.data, bytes.size, NULL);
    if (s.d.image) {
        s.d.fw = tdxp_firmware_decode_opened(s.d.image, s.opened, NULL);
        assert_non_null(s.d.fw);
        s.result = tdxp_check(s.d.fw, NULL);
        assert_non_null(s.result);
    }
    return s;
}

static void subject_free(struct subject *s)
{
    tdxp_check_free(s->result);
    tdxp_firmware_free(s->d.fw);
    tdxp_opened_free(s->opened);
    if (s->d.image) {
        tdxp_image_close(s->d.image);
    }
}

/* Findings that tell of a descriptor, its sections and the checksums of volumes: not what is tested here. */
static bool is_about_tdvf(const struct tdxp_finding *finding)
{
    return strncmp(finding->rule->id, "TDVF-", 5) == 0 ||
           (strncmp(finding->rule->id, "FV-", 3) == 0 && !finding->rule->faults);
}

/* The one finding that is not about the descriptor. */
static const struct tdxp_finding *only_finding(const struct subject *s)
{
    const struct tdxp_finding *only = NULL;

    for (size_t i = 0; i < s->result->count; i++) {
        const struct tdxp_finding *finding = &s->result->findings[i];

        if (!is_about_tdvf(finding)) {
            if (only) {
                fail_msg("a second finding: %s %s", finding->rule->id, finding->message);
            }
            only = finding;
        }
    }
    if (!only) {
        fail_msg("no finding");
    }
    return only;
}

/* The only finding is of that rule, says that, and stands at the node with that path and its bytes. */
static void assert_finding(const struct subject *s, const char *rule, const char *path, const char *message)
{
    const struct tdxp_finding *finding = only_finding(s);
    const struct tdxp_node *node = node_at(&s->d, path);

    assert_string_equal(finding->message, message);
    assert_string_equal(finding->rule->id, rule);
    assert_ptr_equal(finding->node, node);
    if (node->space->id == 0) {
        assert_int_equal(finding->offset, node->offset);
        assert_int_equal(finding->length, node->length);
    }
    for (size_t i = 0; i < s->result->verdict_count; i++) {
        assert_false(finding->refused_by >> i & 1);
    }
}

/* ---- images of the gallery ---- */

static const struct {
    const char *image, *path, *message;
} gallery[] = {
    {"volume-block-map", "contents/section[1]/volume[0]/header/BlockMap[0]",
     "BlockMap[0] at 0x38: the blocks make 0x1000 bytes, but FvLength is 0x40000"},
    {"volume-ext-header", "contents/section[1]/volume[0]/header/ExtHeaderOffset",
     "FFS3 volume at 0x0: ExtHeaderOffset 0x8: leads into the header"},
    {"file-header-checksum", "contents/section[1]/volume[0]/file[1]/header/IntegrityCheck.Header",
     "td-shim trust anchor file at 0x78: IntegrityCheck.Header 0x0: 0x5f would make the sum of "
     "the header 0"},
    {"file-data-checksum", "contents/section[1]/volume[0]/file[1]/header/IntegrityCheck.File",
     "td-shim trust anchor file at 0x78: IntegrityCheck.File 0x0: 0xaa is the constant for a "
     "file without a checksum of its data"},
    {"file-size", "contents/section[1]/volume[0]/file[1]/header/Size",
     "td-shim trust anchor file at 0x78: Size 0x40f88: only 0x3ff88 bytes lie between here and "
     "the end of the volume"},
    {"file-large", "contents/section[0]/volume[0]/file[1]/header/Attributes/LARGE_FILE",
     "td-shim IPL at 0xcb0078: LARGE_FILE 0x1: only FFS3 volumes have large files; Size is taken"},
    {"files-overlap", "contents/section[0]/volume[0]/file[2]",
     "volume top file at 0xff7fd8: the file before it claims its first 0x28 bytes, too"},
    {"type-unknown", "contents/section[1]/volume[0]/file[1]/header/Type",
     "td-shim trust anchor file at 0x78: Type 0x1f: a value that the specification reserves"},
    {"section-size", "contents/section[0]/volume[0]/file[1]/section[0]",
     "PE32 section at 0xcb0090: its size of 0x348f48 exceeds the 0x347f48 bytes that are left"},
    {"section-data-offset", "contents/section[0]/volume[0]/file[1]/section[0]/header/DataOffset",
     "GUID_DEFINED section at 0xcb0090: DataOffset 0x4: leads into the section's own header"},
    {"section-crc32", "contents/section[0]/volume[0]/file[1]/section[0]/CRC32Checksum",
     "GUID_DEFINED section at 0xcb0090: CRC32Checksum 0x1: the data has 0xab24a587"},
    {"section-compressed", "contents/section[0]/volume[0]/file[1]/section[0]/header/UncompressedLength",
     "COMPRESSION section at 0xcb0090: UncompressedLength 0x464c457f: the data has 0x347f3f bytes"},
    {"section-volume", "contents/section[0]/volume[0]/file[1]/section[0]",
     "FIRMWARE_VOLUME_IMAGE section at 0xcb0090: it holds no firmware volume"},
    {"depex", "contents/section[0]/volume[0]/file[1]/section[0]/opcode[0]",
     "Opcode 0x7f at 0xcb0094: no such opcode: nothing behind it is decoded"},
    {"list-rest", "contents/section[0]/volume[0]/file[1]/section[0]/rest",
     "Bytes behind END at 0xcb0096: nobody reads them"},
    {"elf-header", "contents/section[0]/volume[0]/file[1]/section[0]/data/elf/header/e_ehsize",
     "ELF64 file at 0xcb0094: e_ehsize 0x34: the header of this class has 0x40 bytes"},
    {"elf-contents", "contents/section[0]/volume[0]/file[1]/section[0]/data/elf/program-header[0]/p_memsz",
     "Program header at 0xcb00d4: p_memsz 0x1: less than p_filesz"},
    {"pe-header", "contents/section[0]/volume[0]/file[1]/section[0]/data/pe/dos-header/e_lfanew",
     "DOS header at 0xcb0094: e_lfanew 0x0: it does not lead to \"PE\" and two zero bytes"},
    {"pe-contents", "contents/section[0]/volume[0]/file[1]/section[0]/data/pe/section-header[0]/PointerToRawData",
     "Section header at 0xcb019c: PointerToRawData 0x348000: 0x1000 bytes from 0x348000 do not "
     "all lie in the image"},
    {"linux-header", "contents/section[0]/volume[0]/file[1]/section[0]/data/bzimage/setup-header/jump",
     "Set-up header at 0xcb0285: jump 0x0: it is no jump over a set-up header"},
    {"td-info", "contents/section[8]/td-info/Length",
     "TD_INFO at 0xcaf800: Length 0x10: less than 28, the size of the header"},
    {"td-params", "contents/section[8]/td-params/MAX_VCPUS",
     "TD_PARAMS at 0xcaf800: MAX_VCPUS 0x0: a TD has at least one virtual processor"},
    {"trust-anchor", "contents/section[1]/volume[0]/file[1]/data/trust-anchor/header/StructVersion",
     "Trust anchor at 0x90: StructVersion 0x2: the only version is 1"},
    {"signed-payload", "contents/section[6]/signed-payload/Length",
     "Signed payload at 0x82000: Length 0x20: no more than the header: there is no payload"},
    {"sec-core", "sec-core-info/EntryPoint",
     "SEC core information at 0xffffac: EntryPoint 0xc0: lies behind the loader"},
    {"sev-offset", "guid-table/entry[1]/Offset",
     "SEV metadata offset at 0xffffa2: Offset 0x350800: leads to no \"ASEV\""},
    {"sev-header", "sev/Version", "SEV metadata at 0xcaf800: Version 0x2: the only version that is known is 1"},
    {"sev-section-memory", "sev/section[0]/Size", "Section 0 at 0xcaf810: Size 0x800: not a multiple of 4 KiB"},
    {"sev-section-type", "sev/section[0]/Type",
     "Section 0 at 0xcaf810: Type 0x5: a value that the specification reserves"},
    {"sev-overlap", "sev/section[1]/Base",
     "SEV section 1: GPA 0x801000 and the 0x1000 bytes from there share guest memory with "
     "section 0, 0x2000 bytes at GPA 0x800000"},
    {"hob-list", "contents/section[5]/hob-list/hob[0]/EfiEndOfHobList",
     "EFI_HOB_TYPE_HANDOFF at 0x81000: EfiEndOfHobList 0x800038: the list ends at 0x800040"},
    {"hob-length", "contents/section[5]/hob-list/hob[1]/Header/HobLength",
     "EFI_HOB_TYPE_UNUSED at 0x81038: HobLength 0xc: not a multiple of 8"},
    {"hob-acpi-table", "contents/section[5]/hob-list/hob[1]/AcpiTable/Checksum",
     "ACPI table at 0x81050: Checksum 0x0: the bytes do not add up to 0"},
};

static void each_fault_of_the_gallery_is_one_finding_where_it_is(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof gallery / sizeof gallery[0]; i++) {
        const struct tdxp_gallery_image *image = tdxp_gallery_find(gallery[i].image);
        uint64_t size;
        uint8_t *bytes = tdxp_gallery_build(image, &size, NULL);
        struct subject s = judge(decode_taken(bytes, (size_t)size));

        assert_finding(&s, image->rule, gallery[i].path, gallery[i].message);
        subject_free(&s);
    }
}

static const struct tdxp_finding *finding_of(const struct subject *s, const char *rule)
{
    for (size_t i = 0; i < s->result->count; i++) {
        if (strcmp(s->result->findings[i].rule->id, rule) == 0) {
            return &s->result->findings[i];
        }
    }
    fail_msg("no finding of %s", rule);
    return NULL;
}

static void a_volume_that_does_not_hold_its_header_is_too_short(void **state)
{
    uint8_t *bytes = sample_bytes();
    struct subject s;
    const struct tdxp_finding *finding;

    (void)state;
    put_uint(bytes + 0x20, 8, 0x30);
    s = judge(decode_taken(bytes, TDXP_SAMPLE_SIZE));
    finding = finding_of(&s, "FV-004");
    assert_string_equal(finding->message, "volume at 0x0: FvLength 0x30 is too small for a header of 0x48 bytes");
    assert_string_equal(finding->node->key, "FvLength");
    subject_free(&s);
}

static bool lies_in_a_cut(const struct tdxp_node *node)
{
    for (node = node->parent; node; node = node->parent) {
        if (node->marks & TDXP_MARK_TRUNCATED) {
            return true;
        }
    }
    return false;
}

/* Rules of the table and the descriptor report about the nodes that matter to loaders, which may be others. */
static bool has_rules_of_its_own(const struct tdxp_node *node)
{
    const struct tdxp_node *top = node;

    while (top->parent && top->parent->parent) {
        top = top->parent;
    }
    return strcmp(top->key, "guid-table") == 0 || strncmp(top->key, "tdvf", 4) == 0;
}

static void what_cannot_be_is_never_marked_without_a_finding(void **state)
{
    size_t images;
    const struct tdxp_gallery_image *image = tdxp_gallery(&images);

    (void)state;
    for (size_t i = 0; i < images; i++) {
        uint64_t size;
        uint8_t *bytes = tdxp_gallery_build(&image[i], &size, NULL);
        struct subject s = judge(decode_taken(bytes, (size_t)size));

        for (uint32_t id = 0; id < tdxp_tree_count(s.d.fw->tree); id++) {
            const struct tdxp_node *node = tdxp_tree_node(s.d.fw->tree, id);
            size_t count;

            tdxp_check_of_node(s.result, node, &count);
            if ((node->marks & TDXP_MARK_INVALID) && count == 0 && !lies_in_a_cut(node) &&
                !has_rules_of_its_own(node)) {
                fail_msg("%s: %s below %s is marked: %s", image[i].name, node->name, node->parent->name,
                         node->remark ? node->remark : "");
            }
        }
        subject_free(&s);
    }
}

/* ---- compressed parts ---- */

static struct part volume_of_sections(struct part row)
{
    struct part file = part_file(&part_guid_nobody, 0x07, row);

    return part_volume(&file, 1);
}

#define SECTION "volumes/volume[0]/file[0]/section[0]"

static void data_that_cannot_be_decompressed_is_found_once_it_was_tried(void **state)
{
    struct part packed = part_lzma(part_random(0x400));
    struct part volume;
    struct subject s;

    (void)state;
    packed.size /= 2;
    volume = volume_of_sections(part_guided(&part_guid_lzma, 1, part_of(NULL, 0), packed));
    s = judge_opened(NULL, volume);
    assert_int_equal(only_finding(&s)->offset, node_at(&s.d, SECTION)->offset);
    assert_string_equal(only_finding(&s)->rule->id, "FFS-009");
    assert_ptr_equal(only_finding(&s)->node, node_at(&s.d, SECTION "/decompressed"));
    assert_non_null(strstr(only_finding(&s)->message, "the compressed bytes end too early"));
    subject_free(&s);
}

static void data_that_does_not_begin_as_its_method_does_is_found(void **state)
{
    struct subject s = judge_opened(
        NULL, volume_of_sections(part_guided(&part_guid_lzma, 1, part_of(NULL, 0), part_filled(0xff, 64))));

    (void)state;
    assert_finding(&s, "FFS-009", SECTION, "GUID_DEFINED section at 0x60: it does not begin as LZMA does");
    subject_free(&s);
}

static void fault_inside_of_what_is_decompressed_names_its_space(void **state)
{
    struct part inner = part_section(0x1f, part_filled(0, 4));
    struct subject s =
        judge_opened(NULL, volume_of_sections(part_guided(&part_guid_lzma, 1, part_of(NULL, 0), part_lzma(inner))));

    (void)state;
    assert_finding(&s, "FFS-005", SECTION "/decompressed/section[0]/header/Type",
                   "Section of type 0x1f at 0x0 of space 1: Type 0x1f: a value that the "
                   "specification reserves");
    assert_int_equal(only_finding(&s)->offset, node_at(&s.d, SECTION)->offset);
    subject_free(&s);
}

static void apriori_list_with_half_a_name_is_found(void **state)
{
    struct part file = part_file(&part_guid_dxe_apriori, 0x02, part_section(0x19, part_filled(0, 8)));
    struct part volume = part_volume(&file, 1);
    struct subject s = judge(decode_taken(volume.data, volume.size));

    (void)state;
    assert_finding(&s, "FFS-012", SECTION "/rest", "Rest of the list at 0x64: half a name");
    subject_free(&s);
}

static void expression_that_breaks_off_is_one_fault(void **state)
{
    static const struct {
        uint8_t opcodes[4];
        size_t count;
        const char *path, *message;
    } rows[] = {
        {{0x06}, 1, SECTION, "DXE_DEPEX section at 0x60: the expression has no END"},
        {{0x02, 1, 2, 3}, 4, SECTION "/opcode[0]", "PUSH at 0x64: the section ends inside of its GUID"},
        {{0x03, 0x08}, 2, SECTION "/opcode[0]", "AND at 0x64: fewer values are on the stack than it takes"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct part volume = volume_of_sections(part_section(0x13, part_of(rows[i].opcodes, rows[i].count)));
        struct subject s = judge(decode_taken(volume.data, volume.size));

        assert_finding(&s, "FFS-011", rows[i].path, rows[i].message);
        subject_free(&s);
    }
}

/* ---- variables ---- */

static struct subject judge_variable(const char *name, const void *data, size_t length, uint8_t value_state)
{
    struct nv_image image = nv_new(0x1000, 0);

    nv_add(&image, "Boot0001", &nv_global, value_state, "\1\0\0\0\0\0A\0\0", 10);
    nv_add(&image, name, &nv_global, NV_ADDED, data, length);
    return judge(nv_decode(&image));
}

#define VALUE NV_VARIABLE(1) "/Data"

static void number_of_an_option_that_is_not_there_is_found(void **state)
{
    struct subject s = judge_variable("BootOrder", "\1\0\2\0", 4, NV_ADDED);

    (void)state;
    assert_finding(&s, "VAR-005", VALUE "/OptionNumber[1]",
                   "BootOrder at 0xbc: OptionNumber[1] 0x2: the store has no Boot0002");
    subject_free(&s);
}

static void value_in_another_form_is_found(void **state)
{
    struct subject s = judge_variable("BootNext", "\1", 1, NV_ADDED);

    (void)state;
    assert_finding(&s, "VAR-006", VALUE, "BootNext at 0xbc: 2 bytes are expected");
    subject_free(&s);
}

static void certificate_that_is_none_is_found(void **state)
{
    struct nv_image image = nv_new(0x1000, 0);
    uint8_t list[80];
    uint8_t bytes[32] = {1};
    struct subject s;

    (void)state;
    nv_add(&image, "db", &nv_database, NV_ADDED, list, nv_put_list(list, &nv_type_x509, bytes, sizeof bytes));
    s = judge(nv_decode(&image));
    assert_finding(&s, "CERT-001", NV_VARIABLE(0) "/Data/list[0]/signature[0]/certificate",
                   "Certificate at 0xd2: no certificate that OpenSSL can read");
    subject_free(&s);
}

/* ---- IGVM files ---- */

enum { IGVM_SIZE = 0x100, IGVM_FIXED = 24, IGVM_HEADERS = 24 };

/* A file with a header of 16 bytes of content, and one number in it changed before it is summed. */
static struct subject judge_igvm(size_t at, uint32_t value, bool summed)
{
    static const uint32_t fields[] = {0, 1, IGVM_FIXED, IGVM_HEADERS, IGVM_SIZE, 0, 1, 16};
    uint8_t *bytes = calloc(1, IGVM_SIZE);

    assert_non_null(bytes);
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        put_uint(bytes + 4 * i, 4, fields[i]);
    }
    memcpy(bytes, "IGVM", 4);
    put_uint(bytes + at, 4, value);
    if (summed) {
        put_uint(bytes + 20, 4, crc32_z(0, bytes, IGVM_FIXED + IGVM_HEADERS));
    }
    return judge(decode_taken(bytes, IGVM_SIZE));
}

static void faults_of_igvm_files_are_found(void **state)
{
    static const struct {
        size_t at;
        uint32_t value;
        bool summed;
        const char *rule, *path, *message;
    } rows[] = {
        {20, 1, false, "IGVM-001", "igvm/header/checksum",
         "IGVM file at 0x0: checksum 0x1: the headers make 0x5761cb61"},
        {16, 0x80, true, "IGVM-002", "igvm/header/total_file_size",
         "IGVM file at 0x0: total_file_size 0x80: the file has 0x100 bytes"},
        {24, 0x999, true, "IGVM-003", "igvm/variables/variable[0]/typ", "Unknown type at 0x18: typ 0x999: not defined"},
        {28, 0x20, true, "IGVM-003", "igvm/variables/variable[0]/length",
         "IGVM_VHT_SUPPORTED_PLATFORM at 0x18: length 0x20: only 0x10 bytes remain"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct subject s = judge_igvm(rows[i].at, rows[i].value, rows[i].summed);

        assert_finding(&s, rows[i].rule, rows[i].path, rows[i].message);
        subject_free(&s);
    }
}

static void igvm_header_that_may_be_passed_over_may_be_of_any_type(void **state)
{
    struct subject s = judge_igvm(24, 0x80000999, true);

    (void)state;
    for (size_t i = 0; i < s.result->count; i++) {
        assert_true(is_about_tdvf(&s.result->findings[i]));
    }
    subject_free(&s);
}

/* ---- SEV metadata ---- */

static void sev_metadata_that_the_file_cuts_is_found(void **state)
{
    uint8_t distance[4] = {8};
    const struct plan_entry entry = {tdxp_guid_sev_metadata_offset, distance, sizeof distance};
    struct plan plan = plan_default();
    struct subject s;
    uint8_t *bytes;

    (void)state;
    plan.entries = &entry;
    plan.entry_count = 1;
    bytes = plan_bytes(&plan);
    memcpy(bytes + PLAN_SIZE - 8, "ASEV\x10\0\0", 8);
    s = judge(decode_taken(bytes, PLAN_SIZE));
    assert_finding(&s, "SEV-002", "sev", "SEV metadata at 0xfff8: a part of it is missing");
    subject_free(&s);
}

/* ---- capsules ---- */

static void faults_of_capsules_are_found(void **state)
{
    enum { FMP = CAPSULE_HEADER, ITEM = CAPSULE_HEADER + 16 };
    static const struct {
        size_t at;
        unsigned width;
        uint64_t value;
        const char *rule, *path, *message;
    } rows[] = {
        {16, 4, 27, "CAP-001", "capsule/header/HeaderSize",
         "Capsule at 0x0: HeaderSize 0x1b: less than the 0x1c bytes of the fields"},
        {24, 4, UINT32_MAX, "CAP-001", "capsule/header/CapsuleImageSize",
         "Capsule at 0x0: CapsuleImageSize 0xffffffff: more than the 0x1060 bytes of the file"},
        {FMP + 8, 8, 0, "CAP-002", "capsule/fmp/ItemOffsetList[0]",
         "FMP capsule header at 0x20: ItemOffsetList[0] 0x0: leads into this list"},
        {FMP + 8, 8, 0x10000000, "CAP-002", "capsule/fmp/ItemOffsetList[0]",
         "FMP capsule header at 0x20: ItemOffsetList[0] 0x10000000: leads outside of the capsule"},
        {ITEM, 4, 9, "CAP-002", "capsule/payload[0]/header/Version",
         "Payload 0 at 0x30: Version 0x9: not a version that the specification defines; taken as 3"},
        {ITEM + 24, 4, UINT32_MAX, "CAP-002", "capsule/payload[0]/header/UpdateImageSize",
         "Payload 0 at 0x30: UpdateImageSize 0xffffffff: more than the 0x1000 bytes that are left"},
        {FMP + 6, 2, 0, "CAP-003", "capsule", "Capsule at 0x0: carries no image"},
    };
    static const uint8_t image[0x1000];
    struct capsule_plan plan = {.image = image, .size = sizeof image, .fmp = true};

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        size_t size;
        size_t start;
        uint8_t *bytes = capsule_bytes(&plan, &size, &start);
        struct subject s;
        const struct tdxp_finding *finding;

        put_uint(bytes + rows[i].at, rows[i].width, rows[i].value);
        s = judge(decode_taken(bytes, size));
        finding = only_finding(&s);
        assert_string_equal(finding->rule->id, rows[i].rule);
        assert_ptr_equal(finding->node, node_at(&s.d, rows[i].path));
        assert_string_equal(finding->message, rows[i].message);
        subject_free(&s);
    }
}

/* ---- what holds of all ---- */

static void every_rule_of_what_decoders_mark_is_reached_here(void **state)
{
    static const char *const elsewhere[] = {
        "VAR-001", "VAR-002", "VAR-003",  "VAR-004",  "VAR-007",  "VAR-008", /* test_rules_variables.c */
        "VAR-005", "VAR-006", "CERT-001", "IGVM-001", "IGVM-002", "IGVM-003",
        "CAP-001", "CAP-002", "CAP-003" /* above */
    };
    size_t count;
    const struct tdxp_rule *rules = tdxp_rules(&count);

    (void)state;
    for (size_t i = 0; i < count; i++) {
        bool found = !rules[i].faults;

        for (size_t k = 0; k < sizeof elsewhere / sizeof elsewhere[0]; k++) {
            found = found || strcmp(elsewhere[k], rules[i].id) == 0;
        }
        for (size_t k = 0; k < sizeof gallery / sizeof gallery[0]; k++) {
            found = found || strcmp(tdxp_gallery_find(gallery[k].image)->rule, rules[i].id) == 0;
        }
        if (!found) {
            fail_msg("%s has no test", rules[i].id);
        }
    }
}

static void what_follows_from_a_cut_is_not_told_again(void **state)
{
    struct part file = part_file(&part_guid_nobody, 0x07, part_section(0x10, part_filled(0, PROGRAM_ROOM)));
    struct part volume;
    struct subject s;

    (void)state;
    make_elf64(file.data + 28);
    volume = part_volume(&file, 1);
    put_uint(volume.data + VOLUME_HEADER + 24, 3, 2 * PROGRAM_ROOM); /* the section's size, which its file cuts */
    s = judge(decode_taken(volume.data, volume.size));
    assert_int_equal(s.result->count > 0, 1);
    assert_string_equal(only_finding(&s)->rule->id, "FFS-006");
    subject_free(&s);
}

static void images_of_ovmf_have_no_such_finding(void **state)
{
    static const char *const names[] = {
        "ovmf/OVMF.fd",
        "OVMF/OVMF_CODE.fd",
        "OVMF/OVMF_CODE.ms.fd",
        "OVMF/OVMF_CODE_4M.fd",
        "OVMF/OVMF_CODE_4M.ms.fd",
        "OVMF/OVMF_CODE_4M.secboot.fd",
        "OVMF/OVMF_VARS.fd",
        "OVMF/OVMF_VARS.ms.fd",
        "OVMF/OVMF_VARS_4M.fd",
        "OVMF/OVMF_VARS_4M.ms.fd",
        "OVMF/OVMF_VARS_4M.snakeoil.fd",
    };
    unsigned opened = 0;

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char path[128];
        struct subject s;

        snprintf(path, sizeof path, "/usr/share/%s", names[i]);
        s = judge_opened(path, (struct part){NULL, 0});
        for (size_t k = 0; s.result && k < s.result->count; k++) {
            if (!is_about_tdvf(&s.result->findings[k])) {
                fail_msg("%s: %s %s", path, s.result->findings[k].rule->id, s.result->findings[k].message);
            }
        }
        opened += s.result != NULL;
        subject_free(&s);
    }
    if (opened == 0) {
        print_message("skipped: no OVMF\n");
        skip();
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_fault_of_the_gallery_is_one_finding_where_it_is),
        cmocka_unit_test(a_volume_that_does_not_hold_its_header_is_too_short),
        cmocka_unit_test(what_cannot_be_is_never_marked_without_a_finding),
        cmocka_unit_test(data_that_cannot_be_decompressed_is_found_once_it_was_tried),
        cmocka_unit_test(data_that_does_not_begin_as_its_method_does_is_found),
        cmocka_unit_test(fault_inside_of_what_is_decompressed_names_its_space),
        cmocka_unit_test(apriori_list_with_half_a_name_is_found),
        cmocka_unit_test(expression_that_breaks_off_is_one_fault),
        cmocka_unit_test(number_of_an_option_that_is_not_there_is_found),
        cmocka_unit_test(value_in_another_form_is_found),
        cmocka_unit_test(certificate_that_is_none_is_found),
        cmocka_unit_test(faults_of_igvm_files_are_found),
        cmocka_unit_test(faults_of_capsules_are_found),
        cmocka_unit_test(igvm_header_that_may_be_passed_over_may_be_of_any_type),
        cmocka_unit_test(sev_metadata_that_the_file_cuts_is_found),
        cmocka_unit_test(every_rule_of_what_decoders_mark_is_reached_here),
        cmocka_unit_test(what_follows_from_a_cut_is_not_told_again),
        cmocka_unit_test(images_of_ovmf_have_no_such_finding),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
