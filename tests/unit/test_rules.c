/* Rules: each is broken by one change, and then it and only it has a finding. */
#include <stdlib.h>
#include <string.h>

#include "capsule.h"
#include "check_image.h"
#include "sparse.h"

/* What a change of the plain image must bring about. */
struct breaking {
    const char *change;   /* its name in check_changes.c */
    const char *rules;    /* the rules with findings, as rules_of writes them */
    const char *refusers; /* the consumers that then refuse */
};

#define ALL "spec td-shim qemu kvm cloud-hypervisor"

static const struct breaking breakings[] = {
    {"16-bytes-behind", "TDVF-F-001", ALL},
    {"zeros", "TDVF-L-001", ALL},
    {"igvm", "IGVM-002 TDVF-L-001", ALL},
    {"table-length-17", "TDVF-L-002", "qemu kvm cloud-hypervisor"},
    {"table-length-ffff", "TDVF-L-002", "qemu kvm cloud-hypervisor"},
    {"entry-length-0", "TDVF-L-003", "qemu kvm"},
    {"entry-length-23", "TDVF-L-003", "qemu kvm cloud-hypervisor"},
    {"table-left-over", "TDVF-L-004", ""},
    {"tdx-entry-length-26", "TDVF-L-005", ""},
    /* QEMU then reads the last two bytes of the offset and what follows. */
    {"tdx-entry-length-20", "TDVF-L-005", "qemu kvm"},
    {"tdx-entry-twice", "TDVF-L-006", ""},
    {"table-offset-outside", "TDVF-L-007", "qemu kvm cloud-hypervisor"},
    {"table-offset-wrong", "TDVF-L-008", "qemu kvm cloud-hypervisor"},
    {"legacy-offset-wrong", "TDVF-L-009", "spec td-shim"},
    {"legacy-offset-outside", "TDVF-L-009", "spec td-shim"},
    {"two-descriptors", "TDVF-L-010", "spec"},
    {"copy-of-descriptor", "TDVF-L-011", ""},
    {"jump-at-legacy-offset", "TDVF-L-012", "td-shim"},
    {"no-table", "TDVF-L-013", "qemu kvm"},
    {"no-guid", "TDVF-L-014", "td-shim"},
    {"no-pointers", "TDVF-L-015", ALL},
    {"size-not-64k", "TDVF-F-003", "qemu kvm"},
    {"signature", "TDVF-D-001", ALL},
    {"nrx", "TDVF-D-001", ALL},
    {"header-cut", "TDVF-D-002", ALL},
    {"version-2", "TDVF-D-003", ALL},
    {"number-0", "TDVF-D-004", ALL},
    {"number-5", "TDVF-D-005", ALL},
    {"number-huge", "TDVF-D-005", ALL},
    {"length-odd", "TDVF-D-005", ALL},
    {"entries-past-end", "TDVF-D-006", ALL},
    {"one-section", "TDVF-M-004 TDVF-D-007", ALL},
    {"length-past-end", "TDVF-D-005", ALL},
    {"entries-wrap", "TDVF-D-006", ALL},
    /* Two changes: where td-shim wants room, QEMU wants its table. */
    {"descriptor-at-end", "TDVF-D-008 TDVF-L-013", "td-shim qemu kvm"},
    {"type-9", "TDVF-S-001", "spec td-shim qemu"},
    {"attributes-reserved", "TDVF-S-002", "spec td-shim"},
    {"bfv-not-measured", "TDVF-S-003", "spec td-shim"},
    {"cfv-measured", "TDVF-S-003", "spec td-shim"},
    {"temp-augmented", "TDVF-S-004", "spec td-shim"},
    {"cfv-without-bytes", "TDVF-S-005", "spec td-shim qemu"},
    {"hob-with-bytes", "TDVF-S-006", "spec td-shim qemu"},
    {"temp-with-offset", "TDVF-S-007", "spec td-shim"},
    {"cfv-memory-small", "TDVF-S-008", "spec td-shim qemu"},
    {"temp-unaligned", "TDVF-S-009", "spec td-shim qemu kvm"},
    {"cfv-memory-odd", "TDVF-S-010", "spec qemu"},
    {"info-in-memory", "TDVF-S-011 TDVF-S-020 TDVF-S-021", "spec td-shim qemu"},
    {"bfv-bytes-past-end", "TDVF-S-012", "spec kvm"},
    {"half-of-split-image", "TDVF-S-012", "spec kvm"},
    {"cfv-bytes-wrap", "TDVF-S-013", "spec kvm"},
    {"cfv-source-unaligned", "TDVF-S-014", "kvm"},
    {"temp-without-memory", "TDVF-S-015", "qemu kvm"},
    {"cfv-zero-filled", "TDVF-S-016", ""},
    {"info-outside-bfv", "TDVF-S-017 TDVF-S-020 TDVF-S-021", "spec td-shim qemu"},
    {"info-in-first-bfv", "TDVF-S-018 TDVF-S-020 TDVF-S-021", "td-shim qemu"},
    {"info-over-descriptor", "TDVF-S-019 TDVF-S-020 TDVF-S-021", "qemu"},
    {"info", "TDVF-S-020 TDVF-S-021", "qemu"},
    {"params", "TDVF-S-020 TDVF-S-021", "qemu"},
    {"payload", "TDVF-S-020", "qemu"},
    {"no-bfv", "TDVF-M-001", "spec td-shim"},
    {"bfv-ends-before-4g", "TDVF-M-002", "spec"},
    {"reset-vector-zero-filled", "TDVF-M-002 TDVF-S-016", "spec"},
    {"bfv-ends-within-a-page", "TDVF-M-002 TDVF-S-016", "spec"},
    {"two-hobs", "TDVF-M-003", "spec td-shim"},
    {"no-hob", "TDVF-M-004", "spec td-shim qemu cloud-hypervisor"},
    {"perm-mem-for-hob", "TDVF-M-005 TDVF-S-020", "qemu cloud-hypervisor"},
    {"payload-param-alone", "TDVF-M-006 TDVF-S-020", "spec td-shim qemu"},
    {"temp-wraps", "TDVF-M-007", "spec qemu kvm"},
    {"temp-at-bit-51", "TDVF-M-008", "kvm"},
    {"temp-at-bit-60", "TDVF-M-008", "qemu kvm"},
    {"temp-at-bit-47", "TDVF-M-009", ""},
    /* KVM asks for memory at each page, and with enough of it there is some above 4 GiB. */
    {"bfv-across-4g", "TDVF-M-010", ""},
    {"cfv-above-4g", "TDVF-M-010", ""},
    {"bfv-above-4g", "TDVF-M-002 TDVF-M-010", "spec"},
    {"bfv-low-cfv-above-4g", "TDVF-M-002 TDVF-M-010", "spec"},
    /* QEMU accepts what lies wholly in RAM that it accepted before. */
    {"hob-inside-temp", "TDVF-M-011", "kvm"},
    {"hob-into-temp", "TDVF-M-011", "qemu kvm"},
    {"cfv-shares-bytes-of-bfv", "TDVF-M-012", ""},
    {"cfv-elsewhere", "TDVF-M-013", ""},
    {"hob-over-image", "TDVF-M-014", "qemu"},
    {"volume-header-length", "FV-001", ""},
    {"volume-checksum", "FV-002", ""},
    {"volume-checksum-of-td-shim", "FV-003", ""},
    {"volume-length", "FV-004", ""},
    {"volume-revision", "FV-005", ""},
};

static void each_breaking_change_breaks_its_rule_and_no_other(void **state)
{
    unsigned wrong = 0;

    (void)state;
    for (size_t i = 0; i < sizeof breakings / sizeof breakings[0]; i++) {
        struct judged j = judge_changed(breakings[i].change, NULL);
        const char *what = contradiction(&j);
        char rules[256];
        char keys[128];

        rules_of(j.result, rules, sizeof rules);
        refusers_of(j.result, keys, sizeof keys);
        if (what || strcmp(rules, breakings[i].rules) != 0 || strcmp(keys, breakings[i].refusers) != 0) {
            print_message("%s: expected %s, refused by \"%s\"; got %s, refused by \"%s\"; %s\n", breakings[i].change,
                          breakings[i].rules, breakings[i].refusers, rules, keys, what ? what : "");
            for (size_t f = 0; f < j.result->count; f++) {
                print_message("    %s\n", j.result->findings[f].message);
            }
            wrong++;
        }
        judged_free(&j);
    }
    assert_int_equal(wrong, 0);
}

/*
 * Rules that need a larger image are tested below; TDVF-C-001 needs a consumer that is to come (test_verdicts.c). What
 * decoders mark is tested in test_faults.c, as is what needs SEV metadata.
 */
static bool tested_elsewhere(const struct tdxp_rule *rule)
{
    static const char *const ids[] = {"TDVF-F-002", "TDVF-D-009", "TDVF-C-001", "SEV-005"};

    for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++) {
        if (rule->faults || strcmp(ids[i], rule->id) == 0) {
            return true;
        }
    }
    return false;
}

static void no_rule_goes_untested(void **state)
{
    size_t count;
    const struct tdxp_rule *rules = tdxp_rules(&count);

    (void)state;
    for (size_t i = 0; i < count; i++) {
        bool found = tested_elsewhere(&rules[i]);

        for (size_t b = 0; b < sizeof breakings / sizeof breakings[0]; b++) {
            found = found || strstr(breakings[b].rules, rules[i].id) != NULL;
        }
        if (!found) {
            fail_msg("%s has no test", rules[i].id);
        }
    }
}

static void the_plain_image_has_no_finding_and_no_refusal(void **state)
{
    struct judged j = judge_changed(NULL, NULL);
    char text[128];

    (void)state;
    assert_int_equal(j.result->count, 0);
    assert_int_equal(j.result->worst, TDXP_SEVERITY_NONE);
    assert_string_equal(refusers_of(j.result, text, sizeof text), "");
    assert_no_contradiction(&j);
    judged_free(&j);
}

static void bytes_that_no_whole_page_holds_are_pointed_at(void **state)
{
    struct judged j = judge_changed("16-bytes-behind", NULL);

    (void)state;
    assert_int_equal(j.result->findings[0].offset, IMAGE_SIZE);
    assert_int_equal(j.result->findings[0].length, 0x10);
    judged_free(&j);
}

/* The plain image, changed, behind so many zeros in a file of holes. Skips the test where there are no such files. */
static struct sparse behind_zeros(const char *change, uint64_t front)
{
    struct sparse sparse;
    uint64_t size;
    uint8_t *bytes = changed_bytes(change, NULL, &size);
    bool opened = sparse_open(&sparse, bytes, size, front);

    free(bytes);
    if (!opened) {
        print_message("skipped: no file of holes in memory\n");
        skip();
    }
    return sparse;
}

static void assert_judged(struct sparse *sparse, const char *rules, const char *refusers)
{
    struct judged j = judge_image(sparse->image);
    char text[256];

    assert_string_equal(rules_of(j.result, text, sizeof text), rules);
    assert_string_equal(refusers_of(j.result, text, sizeof text), refusers);
    assert_no_contradiction(&j);
    sparse->image = NULL; /* closed with the judgement */
    judged_free(&j);
    sparse_close(sparse);
}

static void a_file_of_more_than_2g_is_too_large_for_qemu_alone(void **state)
{
    struct sparse sparse = behind_zeros(NULL, UINT64_C(1) << 31);

    (void)state;
    move_back(sparse.bytes, UINT64_C(1) << 31);
    assert_judged(&sparse, "TDVF-F-003", "qemu kvm");
}

static void a_file_of_more_than_4g_is_an_error(void **state)
{
    struct sparse sparse = behind_zeros("jump-at-legacy-offset", UINT64_C(1) << 32);

    (void)state;
    assert_judged(&sparse, "TDVF-F-002 TDVF-L-012", "td-shim qemu kvm");
}

/* The default image behind zeros that make it 4 GiB. */
struct huge {
    struct sparse sparse;
    struct judged judged;
    uint64_t front; /* how many zeros */
};

static struct huge judge_4g(void)
{
    uint64_t front = (UINT64_C(1) << 32) - IMAGE_SIZE;
    struct huge huge = {.sparse = behind_zeros(NULL, front), .front = front};

    move_back(huge.sparse.bytes, front);
    huge.judged = judge_image(huge.sparse.image);
    huge.sparse.image = NULL;
    return huge;
}

static void huge_free(struct huge *huge)
{
    judged_free(&huge->judged);
    sparse_close(&huge->sparse);
}

static const struct tdxp_finding *finding_of(const struct judged *j, const char *id)
{
    for (size_t i = 0; i < j->result->count; i++) {
        if (strcmp(j->result->findings[i].rule->id, id) == 0) {
            return &j->result->findings[i];
        }
    }
    fail_msg("no %s in %zu findings", id, j->result->count);
    return NULL;
}

/* The end of the BFV is the first number that 32 bits cannot hold. */
static void a_correction_of_bytes_that_end_at_4g_ends_below(void **state)
{
    struct huge huge = judge_4g();
    const struct tdxp_finding *f = finding_of(&huge.judged, "TDVF-S-013");

    (void)state;
    assert_string_equal(f->fix_node->key, "RawDataSize");
    assert_int_equal(f->fix_value, UINT32_MAX - (huge.front + 0x4000));
    huge_free(&huge);
}

/* Of such a file the first byte lies at GPA 0, where zeros seem to lead. */
static void zeros_before_the_table_lead_to_no_loader_in_a_file_of_4g(void **state)
{
    struct huge huge = judge_4g();

    (void)state;
    assert_int_equal(huge.judged.firmware->tdvf->offset, huge.front + DESCRIPTOR);
    assert_null(tdxp_tree_find(huge.judged.firmware->tree, "sec-core-info"));
    huge_free(&huge);
}

/* A descriptor of so many sections of a reserved type, in an image with room for them. */
static struct judged judge_many(uint32_t count)
{
    struct plan_section *sections = calloc(count, sizeof *sections);
    struct plan plan = {.size = 0x100000, .descriptor = 0x1000, .sections = sections, .section_count = count};
    struct tdxp_error err;
    struct tdxp_image *image;

    assert_non_null(sections);
    for (uint32_t i = 0; i < count; i++) {
        sections[i].type = 9;
    }
    image = tdxp_image_from_memory("test", plan_bytes(&plan), plan.size, &err);
    free(sections);
    assert_non_null(image);
    return judge_image(image);
}

/* Rules about the sections do not hang on the way that leads there, nor on the size of the file. */
static void what_is_wrong_with_the_way_hides_nothing_of_the_sections(void **state)
{
    static const char *const ways[] = {
        "table-length-17",      "table-length-ffff",   "entry-length-0", "tdx-entry-length-20",
        "table-offset-outside", "legacy-offset-wrong", "no-table",       "no-guid"};

    (void)state;
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
        struct judged j = judge_changed(ways[i], "hob-over-image");
        char text[128];

        assert_non_null(strstr(rules_of(j.result, text, sizeof text), "TDVF-M-014"));
        assert_no_contradiction(&j);
        judged_free(&j);
    }
}

static void of_many_findings_of_a_rule_the_last_counts_the_rest(void **state)
{
    struct judged j = judge_many(TDXP_FINDINGS_PER_RULE + 44);
    const struct tdxp_finding *last = &j.result->findings[j.result->count - 1];

    (void)state;
    assert_int_equal(j.result->count, TDXP_FINDINGS_PER_RULE + 1);
    assert_string_equal(last->rule->id, "TDVF-S-001");
    assert_string_equal(last->message, "and 44 more of the same: Type is one of 0 to 8.");
    assert_int_equal(last->section, -1);
    assert_no_contradiction(&j);
    judged_free(&j);
}

static void sections_beyond_the_decoders_limit_are_said_to_be_unchecked(void **state)
{
    struct judged j = judge_many(TDXP_SECTION_LIMIT + 1);

    (void)state;
    assert_string_equal(j.result->findings[0].rule->id, "TDVF-D-009");
    assert_string_equal(j.result->findings[0].message, "of 16385 section entries the first 16384 were checked");
    assert_int_equal(j.result->findings[0].offset, 0x100c);
    assert_no_contradiction(&j);
    judged_free(&j);
}

/* ---- images in capsules ---- */

/* The next finding about the metadata of the image: consumers get the capsule, and may refuse that. */
static const struct tdxp_finding *next_of_image(const struct judged *j, size_t *at)
{
    while (*at < j->result->count) {
        const struct tdxp_finding *f = &j->result->findings[(*at)++];

        if (strncmp(f->rule->id, "TDVF-", 5) == 0 && strcmp(f->rule->id, "TDVF-C-001") != 0) {
            return f;
        }
    }
    return NULL;
}

static bool same_but_for_the_place(const struct tdxp_finding *inside, const struct tdxp_finding *alone, uint64_t start)
{
    if (!inside || !alone) {
        return inside == alone;
    }
    return inside->rule == alone->rule && inside->section == alone->section &&
           inside->offset == start + alone->offset && inside->length == alone->length &&
           !inside->fix_node == !alone->fix_node && inside->fix_value == alone->fix_value;
}

/* What runs out of the image goes on in whatever is behind it in the file: nothing is put there. */
static bool runs_out_of_the_image(const char *change)
{
    return strcmp(change, "header-cut") == 0 || strcmp(change, "entries-past-end") == 0 ||
           strcmp(change, "entries-wrap") == 0;
}

static bool judged_the_same_in_a_capsule(const char *change)
{
    uint64_t length;
    uint8_t *image = changed_bytes(change, NULL, &length);
    struct capsule_plan plan = capsule_full(image, length);
    uint8_t *capsule;
    size_t size;
    size_t start;
    struct judged alone = judge_image(tdxp_image_from_memory("test", image, length, NULL));
    struct judged inside;
    const struct tdxp_finding *f[2];
    size_t at[2] = {0, 0};
    bool same;

    if (runs_out_of_the_image(change)) {
        plan.vendor = 0;
    } else {
        plan.behind = 0x40;
    }
    capsule = capsule_bytes(&plan, &size, &start);
    inside = judge_image(tdxp_image_from_memory("test", capsule, size, NULL));
    do {
        f[0] = next_of_image(&inside, &at[0]);
        f[1] = next_of_image(&alone, &at[1]);
        same = same_but_for_the_place(f[0], f[1], start);
    } while (same && f[0]);
    if (!same) {
        print_message("%s: %s in a capsule, %s alone\n", change, f[0] ? f[0]->message : "nothing",
                      f[1] ? f[1]->message : "nothing");
    }
    judged_free(&inside);
    judged_free(&alone);
    return same;
}

static void an_image_is_judged_in_a_capsule_as_it_is_alone(void **state)
{
    size_t count;
    const struct image_change *all = changes(&count);
    unsigned wrong = 0;

    (void)state;
    for (size_t i = 0; i < count; i++) {
        wrong += !judged_the_same_in_a_capsule(all[i].name);
    }
    assert_int_equal(wrong, 0);
}

static const struct tdxp_finding *only_finding(const struct judged *j)
{
    assert_int_equal(j->result->count, 1);
    return &j->result->findings[0];
}

static void a_finding_points_at_the_field_and_computes_the_right_value(void **state)
{
    struct judged j = judge_changed("cfv-memory-odd", NULL);
    const struct tdxp_finding *f = only_finding(&j);

    (void)state;
    assert_string_equal(f->message, "section 1 (CFV): MemoryDataSize 0x31f0 is not a multiple of 0x1000");
    assert_string_equal(f->fix, "the next one that holds RawDataSize 0x3000 is 0x4000");
    assert_int_equal(f->offset, DESCRIPTOR + 16 + 32 + 16);
    assert_int_equal(f->length, 8);
    assert_int_equal(f->section, 1);
    assert_string_equal(f->node->key, "MemoryDataSize");
    assert_int_equal(tdxp_check_section_worst(j.result, 1), TDXP_SEVERITY_ERROR);
    assert_int_equal(tdxp_check_section_worst(j.result, 0), TDXP_SEVERITY_NONE);
    judged_free(&j);
}

static void findings_are_found_by_node_and_by_byte(void **state)
{
    struct judged j = judge_changed("cfv-memory-odd", NULL);
    const struct tdxp_node *node = only_finding(&j)->node;
    size_t count;

    (void)state;
    assert_int_equal(tdxp_check_node_worst(j.result, node), TDXP_SEVERITY_ERROR);
    assert_int_equal(tdxp_check_node_worst(j.result, node->parent), TDXP_SEVERITY_NONE);
    assert_int_equal(tdxp_check_below(j.result, node->parent), TDXP_SEVERITY_ERROR);
    assert_int_equal(tdxp_check_below(j.result, tdxp_tree_root(j.firmware->tree)), TDXP_SEVERITY_ERROR);
    assert_int_equal(tdxp_check_below(j.result, node->next), TDXP_SEVERITY_NONE);
    assert_ptr_equal(tdxp_check_of_node(j.result, node, &count)[0], only_finding(&j));
    assert_int_equal(count, 1);
    tdxp_check_of_node(j.result, node->next, &count);
    assert_int_equal(count, 0);
    assert_int_equal(tdxp_check_byte_worst(j.result, node->offset - 1), TDXP_SEVERITY_NONE);
    assert_int_equal(tdxp_check_byte_worst(j.result, node->offset), TDXP_SEVERITY_ERROR);
    assert_int_equal(tdxp_check_byte_worst(j.result, node->offset + 7), TDXP_SEVERITY_ERROR);
    assert_int_equal(tdxp_check_byte_worst(j.result, node->offset + 8), TDXP_SEVERITY_NONE);
    judged_free(&j);
}

static void half_of_a_split_image_is_named_as_such(void **state)
{
    struct judged j = judge_changed("half-of-split-image", NULL);

    (void)state;
    assert_non_null(strstr(only_finding(&j)->message, "joined image"));
    assert_non_null(strstr(only_finding(&j)->fix, "VARS before CODE"));
    judged_free(&j);
}

static void an_address_is_not_corrected_to_one_within_a_page(void **state)
{
    struct judged j = judge_changed("bfv-ends-within-a-page", NULL);
    const struct tdxp_finding *f = &j.result->findings[0];

    (void)state;
    assert_string_equal(f->rule->id, "TDVF-M-002");
    assert_non_null(strstr(f->fix, "RawDataSize a multiple of 0x1000"));
    assert_null(f->fix_node);
    judged_free(&j);

    j = judge_changed("bfv-ends-before-4g", NULL);
    f = only_finding(&j);
    assert_string_equal(f->fix_node->key, "MemoryAddress");
    assert_int_equal(f->fix_value, (UINT64_C(1) << 32) - 0xb000);
    judged_free(&j);
}

static void rules_are_sorted_by_group_documented_and_free_of_circles(void **state)
{
    size_t count;
    const struct tdxp_rule *rules = tdxp_rules(&count);

    (void)state;
    for (size_t i = 0; i < count; i++) {
        const struct tdxp_rule *stack[64];
        size_t depth = 1;
        size_t steps = 0;

        assert_non_null(rules[i].id);
        assert_non_null(rules[i].clause);
        assert_non_null(rules[i].summary);
        assert_non_null(rules[i].consequence);
        assert_ptr_equal(tdxp_rule_find(rules[i].id), &rules[i]);
        assert_ptr_equal(tdxp_rule_find(rules[i].slug), &rules[i]);
        assert_true(rules[i].severity != TDXP_SEVERITY_NONE);
        assert_null(rules[i].requires[TDXP_RULE_REQUIRES - 1]);
        for (size_t k = i + 1; k < count; k++) {
            assert_string_not_equal(rules[i].id, rules[k].id);
            assert_string_not_equal(rules[i].slug, rules[k].slug);
        }
        stack[0] = &rules[i];
        while (depth > 0) {
            const struct tdxp_rule *rule = stack[--depth];

            assert_true(++steps < 100000);
            for (size_t r = 0; rule->requires[r]; r++) {
                assert_ptr_not_equal(rule->requires[r], &rules[i]);
                assert_true(depth < 64);
                stack[depth++] = rule->requires[r];
            }
        }
    }
    assert_null(tdxp_rule_find("TDVF-S-999"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_plain_image_has_no_finding_and_no_refusal),
        cmocka_unit_test(each_breaking_change_breaks_its_rule_and_no_other),
        cmocka_unit_test(no_rule_goes_untested),
        cmocka_unit_test(bytes_that_no_whole_page_holds_are_pointed_at),
        cmocka_unit_test(a_file_of_more_than_2g_is_too_large_for_qemu_alone),
        cmocka_unit_test(a_file_of_more_than_4g_is_an_error),
        cmocka_unit_test(a_correction_of_bytes_that_end_at_4g_ends_below),
        cmocka_unit_test(zeros_before_the_table_lead_to_no_loader_in_a_file_of_4g),
        cmocka_unit_test(what_is_wrong_with_the_way_hides_nothing_of_the_sections),
        cmocka_unit_test(of_many_findings_of_a_rule_the_last_counts_the_rest),
        cmocka_unit_test(sections_beyond_the_decoders_limit_are_said_to_be_unchecked),
        cmocka_unit_test(a_finding_points_at_the_field_and_computes_the_right_value),
        cmocka_unit_test(findings_are_found_by_node_and_by_byte),
        cmocka_unit_test(half_of_a_split_image_is_named_as_such),
        cmocka_unit_test(an_address_is_not_corrected_to_one_within_a_page),
        cmocka_unit_test(an_image_is_judged_in_a_capsule_as_it_is_alone),
        cmocka_unit_test(rules_are_sorted_by_group_documented_and_free_of_circles),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
