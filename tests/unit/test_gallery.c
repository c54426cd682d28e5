/* The gallery: each broken image has the findings and verdicts that its change deserves, and no other bytes change. */
#include <stdlib.h>
#include <string.h>

#include "support.h"
#include "tdxplore/check.h"
#include "tdxplore/gallery.h"
#include "tdxplore/sample.h"

/*
 * What the sample has by itself, and so each image whose sections can be read: QEMU does not know the types of
 * Payload and PayloadParam, and wants the three TempMem elsewhere. The first of it is what QEMU refuses the sample for.
 */
#define PAYLOADS "TDVF-S-020@6 TDVF-S-020@7 "
#define TEMP_MEMS "TDVF-M-014@2 TDVF-M-014@3 TDVF-M-014@4 "
#define NOTES PAYLOADS TEMP_MEMS
#define QEMU_AS_SAMPLE "qemu=TDVF-S-020"

/* A TD_INFO, section 8, is unknown to both VMMs. */
#define TD_INFO "TDVF-S-020@8 TDVF-S-021@8 "

/* Nobody gets past this rule. KVM has nothing to judge where QEMU does not come as far as the sections. */
#define ALL(rule) "spec=" rule " td-shim=" rule " qemu=" rule " kvm=" rule " cloud-hypervisor=" rule
#define VMMS(rule) "qemu=" rule " kvm=" rule " cloud-hypervisor=" rule
#define BY_TABLE(rule) "qemu=" rule " kvm=" rule

/* The specification and td-shim's loader, which holds images to it; QEMU had stopped already. */
#define STRICT(rule) "spec=" rule " td-shim=" rule " " QEMU_AS_SAMPLE
#define PARSERS(rule) "spec=" rule " td-shim=" rule " qemu=" rule

/* Findings as RULE, or RULE@SECTION, in any order; refusals as CONSUMER=RULE in the order of the consumers. */
struct expectation {
    const char *name;
    const char *findings;
    const char *refusals;
};

static const struct expectation expectations[] = {
    /* With no descriptor, or no trust in its header, there are no sections to judge: the sample's notes go. */
    {"no-descriptor", "TDVF-L-001", ALL("TDVF-L-001")},
    {"truncated", "TDVF-L-001", ALL("TDVF-L-001")},
    /* Those who need no table find the descriptor by the legacy offset. */
    {"table-length", "TDVF-L-002 " NOTES, VMMS("TDVF-L-002")},
    {"table-entry-length", "TDVF-L-003 " NOTES, VMMS("TDVF-L-003")},
    /* Cloud Hypervisor takes a length of 0 for the end of the table and goes to the legacy offset. */
    {"table-entry-length-zero", "TDVF-L-003 " NOTES, BY_TABLE("TDVF-L-003")},
    /* The entry is met before what is left over. */
    {"table-left-over", "TDVF-L-004 " NOTES, QEMU_AS_SAMPLE},
    /*
     * QEMU reads the offset from two bytes further on; Cloud Hypervisor passes the entry over and takes the legacy
     * offset. The two bytes that are left over follow from the length, and are no second fault.
     */
    {"tdx-entry-length", "TDVF-L-005 " NOTES, BY_TABLE("TDVF-L-005")},
    {"tdx-entry-twice", "TDVF-L-006 " NOTES, QEMU_AS_SAMPLE},
    {"table-offset-outside", "TDVF-L-007 " NOTES, VMMS("TDVF-L-007")},
    {"table-offset-signature", "TDVF-L-008 " NOTES, VMMS("TDVF-L-008")},
    {"legacy-offset", "TDVF-L-009 " NOTES, STRICT("TDVF-L-009")},
    /* Each way leads to a descriptor that is right by itself. */
    {"ways-disagree", "TDVF-L-010 " NOTES, "spec=TDVF-L-010 " QEMU_AS_SAMPLE},
    {"several-descriptors", "TDVF-L-011 " NOTES, QEMU_AS_SAMPLE},
    {"no-legacy-offset", "TDVF-L-012 " NOTES, "td-shim=TDVF-L-012 " QEMU_AS_SAMPLE},
    {"no-table-entry", "TDVF-L-013 " NOTES, BY_TABLE("TDVF-L-013")},
    {"no-table", "TDVF-L-013 " NOTES, BY_TABLE("TDVF-L-013")},
    {"metadata-guid", "TDVF-L-014 " NOTES, "td-shim=TDVF-L-014 " QEMU_AS_SAMPLE},
    {"unreachable", "TDVF-L-015 " NOTES, ALL("TDVF-L-015")},

    /* The pointers are no longer where they are looked for, which is the same fault. */
    {"size-4k", "TDVF-F-001 " NOTES, ALL("TDVF-F-001")},
    {"size-64k", "TDVF-F-003 " NOTES, BY_TABLE("TDVF-F-003")},

    {"signature", "TDVF-D-001", ALL("TDVF-D-001")},
    {"signature-nrx", "TDVF-D-001", ALL("TDVF-D-001")},
    {"header-cut", "TDVF-D-002", ALL("TDVF-D-002")},
    /* The sections of an unknown version are looked at all the same. */
    {"version", "TDVF-D-003 " NOTES, ALL("TDVF-D-003")},
    {"no-sections", "TDVF-D-004", ALL("TDVF-D-004")},
    {"length", "TDVF-D-005", ALL("TDVF-D-005")},
    {"section-count", "TDVF-D-005", ALL("TDVF-D-005")},
    {"entries-past-end", "TDVF-D-006", ALL("TDVF-D-006")},
    /* One section cannot be both BFV and TD_HOB: that one is missing is a fact of its own, and worse. */
    {"one-section", "TDVF-D-007 TDVF-M-004",
     "spec=TDVF-M-004 td-shim=TDVF-M-004 qemu=TDVF-D-007 kvm=TDVF-D-007 "
     "cloud-hypervisor=TDVF-M-004"},
    /* So close to the end the descriptor lies where the GUIDed table's footer would be. */
    {"room-behind", "TDVF-D-008 TDVF-L-013 " NOTES, "td-shim=TDVF-D-008 " BY_TABLE("TDVF-L-013")},
    {"limit", "TDVF-D-009 " NOTES, QEMU_AS_SAMPLE},

    /* What else a section of an unknown type should keep cannot be told. Cloud Hypervisor does not look. */
    {"type-reserved", "TDVF-S-001@4 " PAYLOADS "TDVF-M-014@2 TDVF-M-014@3", PARSERS("TDVF-S-001")},
    {"attributes-reserved", "TDVF-S-002@0 " NOTES, STRICT("TDVF-S-002")},
    {"mr-extend", "TDVF-S-003@0 " NOTES, STRICT("TDVF-S-003")},
    {"mr-extend-cfv", "TDVF-S-003@1 " NOTES, STRICT("TDVF-S-003")},
    {"page-aug", "TDVF-S-004@4 " NOTES, STRICT("TDVF-S-004")},
    /* QEMU comes to sections 1 and 5 before it comes to the Payload, section 6. */
    {"data-missing", "TDVF-S-005@1 " NOTES, PARSERS("TDVF-S-005")},
    {"data-unwanted", "TDVF-S-006@5 " NOTES, PARSERS("TDVF-S-006")},
    {"offset-without-data", "TDVF-S-007@2 " NOTES, STRICT("TDVF-S-007")},
    {"memory-below-data", "TDVF-S-008@1 " NOTES, PARSERS("TDVF-S-008")},
    {"address-unaligned", "TDVF-S-009@5 " NOTES, PARSERS("TDVF-S-009") " kvm=TDVF-S-009"},
    /* td-shim's loader does not look at the size, and KVM gets whole pages of it. */
    {"memory-unaligned", "TDVF-S-010@5 " NOTES, "spec=TDVF-S-010 qemu=TDVF-S-010"},
    {"info-memory", "TDVF-S-011@8 " TD_INFO NOTES, STRICT("TDVF-S-011")},
    /* No loader compares file ranges with the file. */
    {"data-past-end", "TDVF-S-012@1 " NOTES, "spec=TDVF-S-012 " QEMU_AS_SAMPLE " kvm=TDVF-S-012"},
    {"data-wraps", "TDVF-S-013@1 " NOTES, "spec=TDVF-S-013 " QEMU_AS_SAMPLE " kvm=TDVF-S-013"},
    {"data-offset-unaligned", "TDVF-S-014@1 " NOTES, QEMU_AS_SAMPLE " kvm=TDVF-S-014"},
    /* No action, by the specification. */
    {"no-memory", "TDVF-S-015@5 " NOTES, QEMU_AS_SAMPLE " kvm=TDVF-S-015"},
    /* The volume in the CFV is longer than its bytes then, which is the same fault. */
    {"zero-fill", "TDVF-S-016@1 " NOTES, QEMU_AS_SAMPLE},
    {"info-outside-bfv", "TDVF-S-017@8 " TD_INFO NOTES, STRICT("TDVF-S-017")},
    {"info-not-in-last-bfv", "TDVF-S-018@8 " TD_INFO NOTES, "td-shim=TDVF-S-018 " QEMU_AS_SAMPLE},
    /* Nobody asks; that the BFV has these bytes as well is the same fault. */
    {"over-descriptor", "TDVF-S-019@1 " NOTES, QEMU_AS_SAMPLE},
    {"type-unknown-to-qemu", "TDVF-S-020@3 " PAYLOADS "TDVF-M-014@2 TDVF-M-014@4", QEMU_AS_SAMPLE},
    {"type-unknown-to-cloud-hypervisor", TD_INFO NOTES, QEMU_AS_SAMPLE},

    /* That no BFV has the reset vector, or the descriptor, follows. */
    {"no-bfv", "TDVF-M-001 " NOTES, STRICT("TDVF-M-001")},
    {"reset-vector", "TDVF-M-002@0 " NOTES, "spec=TDVF-M-002 " QEMU_AS_SAMPLE},
    /* The second of the two is at fault, and that is the one that was there before. */
    {"repeated", "TDVF-M-003@5 " NOTES, STRICT("TDVF-M-003")},
    {"no-hob-no-perm-mem", "TDVF-M-004 " NOTES, STRICT("TDVF-M-004") " cloud-hypervisor=TDVF-M-004"},
    /* A PermMem is another type that QEMU does not know, and comes before the Payload. */
    {"no-hob", "TDVF-M-005 TDVF-S-020@5 " NOTES, QEMU_AS_SAMPLE " cloud-hypervisor=TDVF-M-005"},
    {"param-without-payload", "TDVF-M-006@7 TDVF-S-020@7 " TEMP_MEMS, STRICT("TDVF-M-006")},
    {"gpa-wraps", "TDVF-M-007@5 " NOTES, "spec=TDVF-M-007 " QEMU_AS_SAMPLE " kvm=TDVF-M-007"},
    {"gpa-not-private", "TDVF-M-008@5 " NOTES, QEMU_AS_SAMPLE " kvm=TDVF-M-008"},
    {"gpa-wide", "TDVF-M-009@5 " NOTES, QEMU_AS_SAMPLE},
    /* Where the guest has RAM above 4 GiB the page past it can be added. */
    {"gpa-4g", "TDVF-M-010@0 " NOTES, QEMU_AS_SAMPLE},
    {"gpa-overlap", "TDVF-M-011@4 " NOTES, QEMU_AS_SAMPLE " kvm=TDVF-M-011"},
    /* A CFV with other bytes than those at its address is the same fault. */
    {"file-overlap", "TDVF-M-012@1 " NOTES, QEMU_AS_SAMPLE},
    {"bios-mapping", "TDVF-M-013@1 " NOTES, QEMU_AS_SAMPLE},
    {"not-guest-ram", TEMP_MEMS, "qemu=TDVF-M-014"},

    /* No program that loads images looks into volumes. */
    {"volume-header-length", "FV-001 " NOTES, QEMU_AS_SAMPLE},
    {"volume-checksum", "FV-002 " NOTES, QEMU_AS_SAMPLE},
    {"volume-checksum-td-shim", "FV-003 " NOTES, QEMU_AS_SAMPLE},
    {"volume-length", "FV-004 " NOTES, QEMU_AS_SAMPLE},
    {"volume-revision", "FV-005 " NOTES, QEMU_AS_SAMPLE},
    {"volume-block-map", "FV-006 " NOTES, QEMU_AS_SAMPLE},
    {"volume-ext-header", "FV-007 " NOTES, QEMU_AS_SAMPLE},
    {"file-header-checksum", "FFS-001 " NOTES, QEMU_AS_SAMPLE},
    {"file-data-checksum", "FFS-002 " NOTES, QEMU_AS_SAMPLE},
    {"file-size", "FFS-003 " NOTES, QEMU_AS_SAMPLE},
    {"file-large", "FFS-003 " NOTES, QEMU_AS_SAMPLE},
    {"files-overlap", "FFS-004 " NOTES, QEMU_AS_SAMPLE},
    {"type-unknown", "FFS-005 " NOTES, QEMU_AS_SAMPLE},
    {"section-size", "FFS-006 " NOTES, QEMU_AS_SAMPLE},
    {"section-data-offset", "FFS-007 " NOTES, QEMU_AS_SAMPLE},
    {"section-crc32", "FFS-008 " NOTES, QEMU_AS_SAMPLE},
    {"section-compressed", "FFS-009 " NOTES, QEMU_AS_SAMPLE},
    {"section-volume", "FFS-010 " NOTES, QEMU_AS_SAMPLE},
    {"depex", "FFS-011 " NOTES, QEMU_AS_SAMPLE},
    {"list-rest", "FFS-012 " NOTES, QEMU_AS_SAMPLE},
    {"elf-header", "PRG-001 " NOTES, QEMU_AS_SAMPLE},
    {"elf-contents", "PRG-002 " NOTES, QEMU_AS_SAMPLE},
    {"pe-header", "PRG-003 " NOTES, QEMU_AS_SAMPLE},
    {"pe-contents", "PRG-004 " NOTES, QEMU_AS_SAMPLE},
    {"linux-header", "PRG-005 " NOTES, QEMU_AS_SAMPLE},
    {"td-info", "SHIM-001 " TD_INFO NOTES, QEMU_AS_SAMPLE},
    {"td-params", "SHIM-002 " TD_INFO NOTES, QEMU_AS_SAMPLE},
    {"trust-anchor", "SHIM-003 " NOTES, QEMU_AS_SAMPLE},
    {"signed-payload", "SHIM-004 " NOTES, QEMU_AS_SAMPLE},
    {"sec-core", "SHIM-005 " NOTES, QEMU_AS_SAMPLE},

    /* Nor does SEV metadata concern a TD. */
    {"sev-offset", "SEV-001 " NOTES, QEMU_AS_SAMPLE},
    {"sev-header", "SEV-002 " NOTES, QEMU_AS_SAMPLE},
    {"sev-section-memory", "SEV-003 " NOTES, QEMU_AS_SAMPLE},
    {"sev-section-type", "SEV-004 " NOTES, QEMU_AS_SAMPLE},
    {"sev-overlap", "SEV-005 " NOTES, QEMU_AS_SAMPLE},

    /* A TD_HOB must not have bytes in the file at all: that is what it is refused for. */
    {"hob-list", "HOB-001 TDVF-S-006@5 " NOTES, PARSERS("TDVF-S-006")},
    {"hob-length", "HOB-002 TDVF-S-006@5 " NOTES, PARSERS("TDVF-S-006")},
    {"hob-acpi-table", "HOB-003 TDVF-S-006@5 " NOTES, PARSERS("TDVF-S-006")},
};

/* Rules without an image. */
static const struct {
    const char *rule, *reason;
} exceptions[] = {
    {"TDVF-F-002", "a file of more than 4 GiB is not made in memory"},
    {"TDVF-C-001", "it stands in where a consumer refuses and no rule says why: an image would show a rule missing"},
    {"VAR-001", "the sample has no store of variables"},
    {"VAR-002", "the sample has no store of variables"},
    {"VAR-003", "the sample has no store of variables"},
    {"VAR-004", "the sample has no store of variables"},
    {"VAR-005", "the sample has no store of variables"},
    {"VAR-006", "the sample has no store of variables"},
    {"VAR-007", "the sample has no store of variables"},
    {"VAR-008", "the sample has no store of variables"},
    {"CERT-001", "the sample has no store of variables"},
    {"IGVM-001", "an IGVM file is no firmware image"},
    {"IGVM-002", "an IGVM file is no firmware image"},
    {"IGVM-003", "an IGVM file is no firmware image"},
    {"CAP-001", "a capsule is an envelope of a firmware image"},
    {"CAP-002", "a capsule is an envelope of a firmware image"},
    {"CAP-003", "a capsule is an envelope of a firmware image"},
};

/* ---- helpers ---- */

static const struct expectation *expectation_of(const char *name)
{
    for (size_t i = 0; i < sizeof expectations / sizeof expectations[0]; i++) {
        if (strcmp(expectations[i].name, name) == 0) {
            return &expectations[i];
        }
    }
    return NULL;
}

static uint8_t *built(const struct tdxp_gallery_image *image, uint64_t *size)
{
    struct tdxp_error err;
    uint8_t *bytes = tdxp_gallery_build(image, size, &err);

    assert_non_null(bytes);
    return bytes;
}

static size_t index_of_rule(const char *id)
{
    size_t count;
    const struct tdxp_rule *rules = tdxp_rules(&count);

    for (size_t i = 0; i < count; i++) {
        if (strcmp(rules[i].id, id) == 0) {
            return i;
        }
    }
    fail_msg("there is no rule %s", id);
    return count;
}

/* An image with its judgement. */
struct judged {
    struct decoded image;
    struct tdxp_check_result *result;
};

static struct judged judge(const struct tdxp_gallery_image *image)
{
    uint64_t size;
    uint8_t *bytes = built(image, &size);
    struct judged j = {.image = decode_taken(bytes, (size_t)size)};
    struct tdxp_error err;

    j.result = tdxp_check(j.image.fw, &err);
    assert_non_null(j.result);
    return j;
}

static void release(struct judged *j)
{
    tdxp_check_free(j->result);
    decoded_free(&j->image);
}

/* The finding as an expectation writes it. */
static void write_finding(const struct tdxp_finding *finding, char *text, size_t size)
{
    if (finding->section < 0) {
        snprintf(text, size, "%s", finding->rule->id);
    } else {
        snprintf(text, size, "%s@%d", finding->rule->id, (int)finding->section);
    }
}

/* Take one word out of a list that is closed by a space. False where it is not there. */
static bool strike(char *list, const char *word)
{
    size_t length = strlen(word);

    for (char *at = list; (at = strstr(at, word)); at++) {
        if (at[length] == ' ' && (at == list || at[-1] == ' ')) {
            memmove(at, at + length + 1, strlen(at + length + 1) + 1);
            return true;
        }
    }
    return false;
}

/* Whether the findings are those expected, whatever their order; says what is not. */
static bool findings_agree(const struct judged *j, const struct expectation *expected)
{
    char missing[512];
    bool agree = true;

    snprintf(missing, sizeof missing, "%s ", expected->findings);
    for (size_t i = 0; i < j->result->count; i++) {
        char text[64];

        write_finding(&j->result->findings[i], text, sizeof text);
        if (!strike(missing, text)) {
            print_message("%s: unexpected %s: %s\n", expected->name, text, j->result->findings[i].message);
            agree = false;
        }
    }
    if (missing[strspn(missing, " ")]) {
        print_message("%s: missing %s\n", expected->name, missing);
        agree = false;
    }
    return agree;
}

static bool verdicts_agree(const struct judged *j, const struct expectation *expected)
{
    char refusals[512] = "";

    for (size_t i = 0; i < j->result->verdict_count; i++) {
        const struct tdxp_verdict *verdict = &j->result->verdicts[i];
        size_t used = strlen(refusals);

        if (!verdict->accepts) {
            snprintf(refusals + used, sizeof refusals - used, "%s%s=%s", used ? " " : "", verdict->consumer->key,
                     verdict->rule->id);
        }
    }
    if (strcmp(refusals, expected->refusals) != 0) {
        print_message("%s: refused by %s\n    instead of %s\n", expected->name, refusals, expected->refusals);
        return false;
    }
    return true;
}

/* ---- the table ---- */

static void names_are_unique_and_made_of_small_letters_digits_and_hyphens(void **state)
{
    size_t count;
    const struct tdxp_gallery_image *images = tdxp_gallery(&count);

    (void)state;
    assert_true(count > 0);
    for (size_t i = 0; i < count; i++) {
        const char *name = images[i].name;

        assert_int_equal(strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-"), strlen(name));
        assert_ptr_equal(tdxp_gallery_find(name), &images[i]);
    }
}

static void an_image_named_as_a_rule_is_meant_for_that_rule(void **state)
{
    size_t count;
    const struct tdxp_gallery_image *images = tdxp_gallery(&count);

    (void)state;
    for (size_t i = 0; i < count; i++) {
        const struct tdxp_rule *rule = tdxp_rule_find(images[i].name);

        if (rule) {
            assert_string_equal(images[i].rule, rule->id);
        }
    }
}

static void every_row_says_in_a_sentence_what_was_broken(void **state)
{
    size_t count;
    const struct tdxp_gallery_image *images = tdxp_gallery(&count);

    (void)state;
    for (size_t i = 0; i < count; i++) {
        const char *change = images[i].change;

        assert_true(strlen(change) > 10 && strlen(change) < 90);
        assert_int_equal(change[strlen(change) - 1], '.');
        assert_null(strstr(change, ". "));
    }
}

static void images_stand_in_the_order_of_the_rules(void **state)
{
    size_t count;
    const struct tdxp_gallery_image *images = tdxp_gallery(&count);

    (void)state;
    for (size_t i = 1; i < count; i++) {
        assert_true(index_of_rule(images[i - 1].rule) <= index_of_rule(images[i].rule));
    }
}

static void the_id_of_a_rule_names_the_first_image_that_is_meant_for_it(void **state)
{
    size_t count;
    const struct tdxp_gallery_image *images = tdxp_gallery(&count);

    (void)state;
    for (size_t i = 0; i < count; i++) {
        bool first = i == 0 || strcmp(images[i - 1].rule, images[i].rule) != 0;

        assert_true((tdxp_gallery_find(images[i].rule) == &images[i]) == first);
    }
    assert_string_equal(tdxp_gallery_find("TDVF-S-014")->name, "data-offset-unaligned");
    assert_null(tdxp_gallery_find("TDVF-F-002"));
    assert_null(tdxp_gallery_find("tdvf-s-014"));
    assert_null(tdxp_gallery_find(""));
}

static void a_name_with_a_slip_is_like_the_one_that_was_meant(void **state)
{
    (void)state;
    assert_string_equal(tdxp_gallery_like("data-offset-unalinged")->name, "data-offset-unaligned");
    assert_string_equal(tdxp_gallery_like("trunc")->name, "truncated");
    assert_null(tdxp_gallery_like("foo"));
    assert_null(tdxp_gallery_like(""));
}

/* ---- the bytes ---- */

static void the_same_bytes_come_every_time(void **state)
{
    size_t count;
    const struct tdxp_gallery_image *images = tdxp_gallery(&count);

    (void)state;
    for (size_t i = 0; i < count; i++) {
        uint64_t size;
        uint64_t again;
        uint8_t *a = built(&images[i], &size);
        uint8_t *b = built(&images[i], &again);

        assert_int_equal(size, again);
        assert_memory_equal(a, b, size);
        free(a);
        free(b);
    }
}

/* Where an edit changes bytes, one time of many (0 for the first). */
static uint64_t place_of(const struct tdxp_edit *edit, uint64_t time)
{
    uint64_t at = edit->offset + time * edit->stride;

    assert_true(at + edit->length <= TDXP_SAMPLE_SIZE);
    return at;
}

/* Put the sample's bytes back where an edit says that it changes them. False where none had changed. */
static bool undo(const struct tdxp_edit *edit, uint8_t *bytes, const uint8_t *sample)
{
    bool changed = false;

    for (uint64_t time = 0; time < (edit->count ? edit->count : 1); time++) {
        uint64_t at = place_of(edit, time);

        changed |= memcmp(bytes + at, sample + at, edit->length) != 0;
        memcpy(bytes + at, sample + at, edit->length);
    }
    return changed;
}

/* From the last edit to the first, because they may change the same bytes in turn. */
static void undo_all(const struct tdxp_gallery_image *image, uint8_t *bytes, const uint8_t *sample)
{
    size_t count = 0;

    while (image->edits[count].kind != TDXP_EDIT_NONE) {
        assert_true(++count < TDXP_GALLERY_EDITS);
    }
    while (count > 0) {
        const struct tdxp_edit *edit = &image->edits[--count];

        if (!undo(edit, bytes, sample)) {
            fail_msg("%s: the edit at 0x%llx changes nothing", image->name, (unsigned long long)edit->offset);
        }
    }
}

static void assert_zeros(const uint8_t *bytes, uint64_t count)
{
    for (uint64_t i = 0; i < count; i++) {
        assert_int_equal(bytes[i], 0);
    }
}

static void images_differ_from_the_sample_in_the_bytes_that_their_rows_name(void **state)
{
    uint8_t *sample = sample_bytes();
    size_t count;
    const struct tdxp_gallery_image *images = tdxp_gallery(&count);

    (void)state;
    for (size_t i = 0; i < count; i++) {
        const struct tdxp_gallery_image *image = &images[i];
        uint64_t size;
        uint8_t *bytes = built(image, &size);

        assert_int_equal(size, image->before + TDXP_SAMPLE_SIZE + image->behind - image->cut);
        assert_true(image->behind == 0 || image->cut == 0);
        assert_true(image->edits[0].kind != TDXP_EDIT_NONE || size != TDXP_SAMPLE_SIZE);
        undo_all(image, bytes + image->before, sample);
        assert_zeros(bytes, image->before);
        assert_memory_equal(bytes + image->before, sample, TDXP_SAMPLE_SIZE - image->cut);
        assert_zeros(bytes + size - image->behind, image->behind);
        free(bytes);
    }
    free(sample);
}

/* ---- findings and verdicts ---- */

static void every_image_has_the_findings_and_verdicts_of_its_change(void **state)
{
    size_t count;
    const struct tdxp_gallery_image *images = tdxp_gallery(&count);
    unsigned wrong = 0;

    (void)state;
    for (size_t i = 0; i < count; i++) {
        const struct expectation *expected = expectation_of(images[i].name);
        struct judged j;

        if (!expected) {
            fail_msg("nothing is expected of %s", images[i].name);
            return;
        }
        j = judge(&images[i]);
        wrong += !findings_agree(&j, expected);
        wrong += !verdicts_agree(&j, expected);
        release(&j);
    }
    assert_int_equal(count, sizeof expectations / sizeof expectations[0]);
    assert_int_equal(wrong, 0);
}

static void the_sample_has_its_notes_and_only_qemu_refuses_it(void **state)
{
    static const struct expectation expected = {"(the sample)", NOTES, QEMU_AS_SAMPLE};
    struct judged j = {.image = decode_taken(sample_bytes(), TDXP_SAMPLE_SIZE)};
    struct tdxp_error err;

    (void)state;
    j.result = tdxp_check(j.image.fw, &err);
    assert_non_null(j.result);
    assert_true(findings_agree(&j, &expected));
    assert_true(verdicts_agree(&j, &expected));
    assert_int_equal(j.result->worst, TDXP_SEVERITY_NOTE);
    release(&j);
}

/* Ids are all of one form, so that none is found inside of another. */
static bool shows(const struct expectation *expected, const char *rule)
{
    return strstr(expected->findings, rule) != NULL;
}

static void every_image_shows_the_rule_that_it_is_meant_for(void **state)
{
    size_t count;
    const struct tdxp_gallery_image *images = tdxp_gallery(&count);

    (void)state;
    for (size_t i = 0; i < count; i++) {
        assert_true(shows(expectation_of(images[i].name), images[i].rule));
    }
}

static bool excepted(const char *rule)
{
    for (size_t i = 0; i < sizeof exceptions / sizeof exceptions[0]; i++) {
        if (strcmp(exceptions[i].rule, rule) == 0) {
            return true;
        }
    }
    return false;
}

static void every_rule_but_the_exceptions_has_an_image(void **state)
{
    size_t count;
    const struct tdxp_rule *rules = tdxp_rules(&count);

    (void)state;
    for (size_t i = 0; i < count; i++) {
        const struct tdxp_gallery_image *image = tdxp_gallery_find(rules[i].id);

        if ((image == NULL) != excepted(rules[i].id)) {
            fail_msg("%s has %s", rules[i].id, image ? "an image after all" : "no image");
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_unique_and_made_of_small_letters_digits_and_hyphens),
        cmocka_unit_test(an_image_named_as_a_rule_is_meant_for_that_rule),
        cmocka_unit_test(every_row_says_in_a_sentence_what_was_broken),
        cmocka_unit_test(images_stand_in_the_order_of_the_rules),
        cmocka_unit_test(the_id_of_a_rule_names_the_first_image_that_is_meant_for_it),
        cmocka_unit_test(a_name_with_a_slip_is_like_the_one_that_was_meant),
        cmocka_unit_test(the_same_bytes_come_every_time),
        cmocka_unit_test(images_differ_from_the_sample_in_the_bytes_that_their_rows_name),
        cmocka_unit_test(every_image_has_the_findings_and_verdicts_of_its_change),
        cmocka_unit_test(the_sample_has_its_notes_and_only_qemu_refuses_it),
        cmocka_unit_test(every_image_shows_the_rule_that_it_is_meant_for),
        cmocka_unit_test(every_rule_but_the_exceptions_has_an_image),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
