/* Rules: each is broken by one change, and then it and only it has a finding. */
#include "test_check_image.h"

/* One way of breaking the plain image. */
struct breaking {
    const char *rule;     /* the rules with findings, as rules_of writes them */
    const char *refusers; /* the consumers that then refuse */
    void (*recipe)(struct recipe *r);
    void (*bytes)(uint8_t *bytes);
};

static void b_zero(uint8_t *b) { memset(b, 0, IMAGE_SIZE); }
static void b_igvm(uint8_t *b)
{
    memset(b, 0, IMAGE_SIZE);
    memcpy(b, "IGVM", 4);
}
static void b_table_short(uint8_t *b) { put_uint(b + TABLE_END - 18, 2, 17); }
static void b_table_long(uint8_t *b) { put_uint(b + TABLE_END - 18, 2, 0xffff); }
static void b_entry_zero(uint8_t *b) { put_uint(b + TABLE_END - 36, 2, 0); }
static void b_entry_long(uint8_t *b) { put_uint(b + TABLE_END - 36, 2, 23); }
static void b_left_over(uint8_t *b) { put_uint(b + TABLE_END - 18, 2, 18 + 22 + 5); }
static void b_tdx_length(uint8_t *b)
{
    /* Four more bytes of data, so that the first four still lead to the descriptor. */
    put_uint(b + TABLE_END - 18, 2, 18 + 26);
    put_uint(b + TABLE_END - 36, 2, 26);
    put_uint(b + TABLE_END - 44, 4, IMAGE_SIZE - DESCRIPTOR);
}
static void b_tdx_twice(uint8_t *b)
{
    put_uint(b + TABLE_END - 18, 2, 18 + 22 + 22);
    memcpy(b + TABLE_END - 62, b + TABLE_END - 40, 22);
}
static void b_table_outside(uint8_t *b) { put_uint(b + TDX_ENTRY, 4, IMAGE_SIZE + 1); }
static void b_table_elsewhere(uint8_t *b) { put_uint(b + TDX_ENTRY, 4, IMAGE_SIZE - DESCRIPTOR + 8); }
static void b_legacy_wrong(uint8_t *b) { put_uint(b + TABLE_END, 4, DESCRIPTOR + 8); }
static void b_legacy_outside(uint8_t *b) { put_uint(b + TABLE_END, 4, IMAGE_SIZE + 0x1234); }
static void b_two_descriptors(uint8_t *b)
{
    memcpy(b + 0x8000, b + DESCRIPTOR - 16, 16 + 16 + 4 * 32);
    put_uint(b + TABLE_END, 4, 0x8010);
}
static void b_copy(uint8_t *b) { memcpy(b + 0x8000, b + DESCRIPTOR - 16, 16 + 16 + 4 * 32); }
static void b_jump(uint8_t *b) { memcpy(b + TABLE_END, "\xe9\x2a\xff\x90", 4); }
static void b_pointers_gone(uint8_t *b) { memset(b + TABLE_END - 40, 0, 44); }
static void b_signature(uint8_t *b) { b[DESCRIPTOR] = 'U'; }
static void b_nrx(uint8_t *b) { memcpy(b + DESCRIPTOR, "_NRX", 4); }
static void b_version(uint8_t *b) { b[DESCRIPTOR + 8] = 2; }
static void b_count_zero(uint8_t *b) { b[DESCRIPTOR + 12] = 0; }
static void b_count_more(uint8_t *b) { b[DESCRIPTOR + 12] = 5; }
static void b_count_huge(uint8_t *b) { b[DESCRIPTOR + 15] = 0x40; }
static void b_length(uint8_t *b) { b[DESCRIPTOR + 4]++; }
static void b_past_end(uint8_t *b)
{
    put_uint(b + DESCRIPTOR + 12, 4, 0x1000);
    put_uint(b + DESCRIPTOR + 4, 4, 16 + 32 * 0x1000);
}

static void r_no_table(struct recipe *r) { r->without_table = true; }
static void r_no_guid(struct recipe *r) { r->without_guid = true; }
static void r_size_4k(struct recipe *r)
{
    /* 0x200 bytes more in front. */
    r->size += 0x200;
    r->descriptor += 0x200;
    r->entries[0].data_offset += 0x1000;
    r->entries[0].raw -= 0x1000;
    r->entries[0].memory -= 0x1000;
    r->entries[0].address += 0x1000;
}
static void r_size_64k(struct recipe *r)
{
    r->size += 0x1000;
    r->descriptor += 0x1000;
    r->entries[0].data_offset += 0x1000;
    r->entries[1].data_offset += 0x1000;
}
static void r_header_cut(struct recipe *r)
{
    r->without_legacy = true;
}
static void b_header_cut(uint8_t *b)
{
    memcpy(b + IMAGE_SIZE - 8, "TDVF", 4);
    put_uint(b + TDX_ENTRY, 4, 8);
    memset(b + DESCRIPTOR, 0, 4);
}
static void r_one_section(struct recipe *r)
{
    r->count = 1;
}
static void r_close(struct recipe *r)
{
    /* The entries end 0x48 bytes before the table, and the table is no part of what td-shim wants free. */
    r->descriptor = TABLE_END - 0x40 - 16 - 32 * 4;
}

static void r_type(struct recipe *r) { r->entries[2].type = 9; }
static void r_attr_reserved(struct recipe *r) { r->entries[2].attributes = 4; }
static void r_bfv_unmeasured(struct recipe *r) { r->entries[0].attributes = 0; }
static void r_cfv_measured(struct recipe *r) { r->entries[1].attributes = 1; }
static void r_temp_aug(struct recipe *r) { r->entries[2].attributes = 2; }
static void r_cfv_empty(struct recipe *r) { r->entries[1].raw = 0; }
static void r_hob_bytes(struct recipe *r) { r->entries[3].raw = 0x10; }
static void r_offset_alone(struct recipe *r) { r->entries[2].data_offset = 0x1000; }
static void r_memory_small(struct recipe *r) { r->entries[1].memory = 0x2000; }
static void r_address(struct recipe *r) { r->entries[2].address = 0x810010; }
static void r_memory_odd(struct recipe *r) { r->entries[1].memory = 0x31f0; }
static void add(struct recipe *r, struct entry e) { r->entries[r->count++] = e; }
static void r_info(struct recipe *r) { add(r, (struct entry){0x5000, 0x100, 0, 0, TDXP_SECTION_TD_INFO, 0}); }
static void r_params(struct recipe *r) { add(r, (struct entry){0x5000, 1024, 0, 0, TDXP_SECTION_TD_PARAMS, 0}); }
static void r_info_memory(struct recipe *r)
{
    r_info(r);
    r->entries[4].memory = 0x1000;
}
static void r_past_end(struct recipe *r)
{
    r->entries[0].raw = 0xd000;
    r->entries[0].memory = 0xd000;
}
static void r_split(struct recipe *r)
{
    /* The later part of an image whose first 0x3000 bytes, the CFV, are missing. */
    r->entries[0].data_offset = 0x3000 + 0x4000;
    r->entries[0].raw = 0xc000;
}
static void r_wraps(struct recipe *r)
{
    r->entries[1].data_offset = 0xfffff000;
    r->entries[1].raw = 0x2000;
    r->entries[1].memory = 0x2000;
}
static void r_source(struct recipe *r) { r->entries[1].data_offset = 0x10; }
static void r_no_memory(struct recipe *r) { r->entries[2].memory = 0; }
static void r_tail(struct recipe *r) { r->entries[1].raw = 0x2000; }
static void r_info_outside(struct recipe *r)
{
    r_info(r);
    r->entries[4].data_offset = 0x3000;
}
static void r_info_first_bfv(struct recipe *r)
{
    /* Two BFVs: TD_INFO lies in the one that comes first. */
    r->entries[0].data_offset = 0x6000;
    r->entries[0].raw = r->entries[0].memory = 0xa000;
    r->entries[0].address = IMAGE_GPA + 0x6000;
    add(r, (struct entry){0x4000, 0x2000, IMAGE_GPA + 0x4000, 0x2000, TDXP_SECTION_BFV, 1});
    add(r, (struct entry){0x7000, 0x100, 0, 0, TDXP_SECTION_TD_INFO, 0});
}
static void r_over_descriptor(struct recipe *r)
{
    r_info(r);
    r->entries[4].data_offset = DESCRIPTOR;
}
static void r_payload(struct recipe *r) { add(r, (struct entry){0, 0, 0x1000000, 0x1000, TDXP_SECTION_PAYLOAD, 0}); }
static void r_no_bfv(struct recipe *r)
{
    r->entries[0] = (struct entry){0, 0, 0x900000, 0x1000, TDXP_SECTION_TEMP_MEM, 0};
}
static void r_reset(struct recipe *r)
{
    r->entries[0].raw = r->entries[0].memory = 0xb000;
}
static void r_reset_in_tail(struct recipe *r)
{
    r->entries[0].raw = 0xb000;
}
static void r_two_hobs(struct recipe *r) { add(r, (struct entry){0, 0, 0x900000, 0x1000, TDXP_SECTION_TD_HOB, 0}); }
static void r_no_hob(struct recipe *r) { r->entries[3].type = TDXP_SECTION_TEMP_MEM; }
static void r_perm_mem(struct recipe *r)
{
    r->entries[3].type = TDXP_SECTION_PERM_MEM;
    r->entries[3].attributes = 2;
}
static void r_param_alone(struct recipe *r)
{
    add(r, (struct entry){0, 0, 0x1000000, 0x1000, TDXP_SECTION_PAYLOAD_PARAM, 0});
}
static void r_gpa_wraps(struct recipe *r)
{
    r->entries[2].address = UINT64_C(0xfffffffffffff000);
    r->entries[2].memory = 0x1000;
}
static void r_gpa_shared(struct recipe *r) { r->entries[2].address = UINT64_C(1) << 51; }
static void r_gpa_huge(struct recipe *r) { r->entries[2].address = UINT64_C(1) << 60; }
static void r_gpa_wide(struct recipe *r) { r->entries[2].address = UINT64_C(1) << 47; }
static void r_cross_4g(struct recipe *r)
{
    r->entries[0].address += 0x1000;
}
static void r_above_4g(struct recipe *r) { r->entries[1].address = UINT64_C(1) << 32; }
static void r_overlap(struct recipe *r) { r->entries[3].address = 0x811000; }
static void r_file_overlap(struct recipe *r)
{
    r->entries[1].raw = r->entries[1].memory = 0x5000;
    r->entries[1].address = IMAGE_GPA - 0x5000;
}
static void r_elsewhere(struct recipe *r) { r->entries[1].address = IMAGE_GPA - 0x10000; }
static void r_not_ram(struct recipe *r) { r->entries[2].address = IMAGE_GPA + 0x3000; r->entries[2].memory = 0x1000; }

static void r_volume(struct recipe *r) { r->volume = true; }
static void b_fv_header(uint8_t *b) { put_uint(b + 0x30, 2, 0x7); }
static void b_fv_checksum(uint8_t *b) { b[0x32] ^= 1; }
static void b_fv_length(uint8_t *b)
{
    put_uint(b + 0x20, 8, 0x13000);
    put_uint(b + 0x32, 2, (uint64_t)(b[0x32] | b[0x33] << 8) - 1);
}
static void b_fv_revision(uint8_t *b)
{
    b[0x37] = 3;
    put_uint(b + 0x32, 2, (uint64_t)(b[0x32] | b[0x33] << 8) - 0x100);
}
static void b_fv_ipl(uint8_t *b) { put_uint(b + 0x32, 2, 0x3d21); }

#define ALL "spec td-shim qemu kvm cloud-hypervisor"

static const struct breaking breakings[] = {
    {"TDVF-L-001", ALL, NULL, b_zero},
    {"TDVF-L-001", ALL, NULL, b_igvm},
    {"TDVF-L-002", "qemu kvm cloud-hypervisor", NULL, b_table_short},
    {"TDVF-L-002", "qemu kvm cloud-hypervisor", NULL, b_table_long},
    {"TDVF-L-003", "qemu kvm", NULL, b_entry_zero},
    {"TDVF-L-003", "qemu kvm cloud-hypervisor", NULL, b_entry_long},
    {"TDVF-L-004", "", NULL, b_left_over},
    {"TDVF-L-005", "", NULL, b_tdx_length},
    {"TDVF-L-006", "", NULL, b_tdx_twice},
    {"TDVF-L-007", "qemu kvm cloud-hypervisor", NULL, b_table_outside},
    {"TDVF-L-008", "qemu kvm cloud-hypervisor", NULL, b_table_elsewhere},
    {"TDVF-L-009", "spec td-shim", NULL, b_legacy_wrong},
    {"TDVF-L-009", "spec td-shim", NULL, b_legacy_outside},
    {"TDVF-L-010", "spec", NULL, b_two_descriptors},
    {"TDVF-L-011", "", NULL, b_copy},
    {"TDVF-L-012", "td-shim", NULL, b_jump},
    {"TDVF-L-013", "qemu kvm", r_no_table, NULL},
    {"TDVF-L-014", "td-shim", r_no_guid, NULL},
    {"TDVF-L-015", ALL, NULL, b_pointers_gone},
    {"TDVF-F-003", "qemu kvm", r_size_64k, NULL},
    {"TDVF-D-001", ALL, NULL, b_signature},
    {"TDVF-D-001", ALL, NULL, b_nrx},
    {"TDVF-D-003", ALL, NULL, b_version},
    {"TDVF-D-004", ALL, NULL, b_count_zero},
    {"TDVF-D-005", ALL, NULL, b_count_more},
    {"TDVF-D-005", ALL, NULL, b_count_huge},
    {"TDVF-D-005", ALL, NULL, b_length},
    {"TDVF-D-006", ALL, NULL, b_past_end},
    {"TDVF-D-008", "td-shim", r_close, NULL},
    {"TDVF-S-001", "spec td-shim qemu", r_type, NULL},
    {"TDVF-S-002", "spec td-shim", r_attr_reserved, NULL},
    {"TDVF-S-003", "spec td-shim", r_bfv_unmeasured, NULL},
    {"TDVF-S-003", "spec td-shim", r_cfv_measured, NULL},
    {"TDVF-S-004", "spec td-shim", r_temp_aug, NULL},
    {"TDVF-S-005", "spec td-shim qemu", r_cfv_empty, NULL},
    {"TDVF-S-006", "spec td-shim qemu", r_hob_bytes, NULL},
    {"TDVF-S-007", "spec td-shim", r_offset_alone, NULL},
    {"TDVF-S-008", "spec td-shim qemu", r_memory_small, NULL},
    {"TDVF-S-009", "spec td-shim qemu kvm", r_address, NULL},
    {"TDVF-S-010", "spec qemu", r_memory_odd, NULL},
    {"TDVF-S-011 TDVF-S-020 TDVF-S-021", "spec td-shim qemu", r_info_memory, NULL},
    {"TDVF-S-012", "spec kvm", r_past_end, NULL},
    {"TDVF-S-012", "spec kvm", r_split, NULL},
    {"TDVF-S-013", "spec kvm", r_wraps, NULL},
    {"TDVF-S-014", "kvm", r_source, NULL},
    {"TDVF-S-015", "qemu kvm", r_no_memory, NULL},
    {"TDVF-S-016", "", r_tail, NULL},
    {"TDVF-S-017 TDVF-S-020 TDVF-S-021", "spec td-shim qemu", r_info_outside, NULL},
    {"TDVF-S-018 TDVF-S-020 TDVF-S-021", "td-shim qemu", r_info_first_bfv, NULL},
    {"TDVF-S-019 TDVF-S-020 TDVF-S-021", "qemu", r_over_descriptor, NULL},
    {"TDVF-S-020 TDVF-S-021", "qemu", r_info, NULL},
    {"TDVF-S-020 TDVF-S-021", "qemu", r_params, NULL},
    {"TDVF-S-020", "qemu", r_payload, NULL},
    {"TDVF-M-001", "spec td-shim", r_no_bfv, NULL},
    {"TDVF-M-002", "spec", r_reset, NULL},
    {"TDVF-M-002 TDVF-S-016", "spec", r_reset_in_tail, NULL},
    {"TDVF-M-003", "spec td-shim", r_two_hobs, NULL},
    {"TDVF-M-004", "spec td-shim qemu cloud-hypervisor", r_no_hob, NULL},
    {"TDVF-M-005 TDVF-S-020", "qemu cloud-hypervisor", r_perm_mem, NULL},
    {"TDVF-M-006 TDVF-S-020", "spec td-shim qemu", r_param_alone, NULL},
    {"TDVF-M-007", "spec qemu kvm", r_gpa_wraps, NULL},
    {"TDVF-M-008", "kvm", r_gpa_shared, NULL},
    {"TDVF-M-008", "qemu kvm", r_gpa_huge, NULL},
    {"TDVF-M-009", "", r_gpa_wide, NULL},
    {"TDVF-M-010", "kvm", r_cross_4g, NULL},
    {"TDVF-M-010", "", r_above_4g, NULL},
    {"TDVF-M-011", "qemu kvm", r_overlap, NULL},
    {"TDVF-M-012", "", r_file_overlap, NULL},
    {"TDVF-M-013", "", r_elsewhere, NULL},
    {"TDVF-M-014", "qemu", r_not_ram, NULL},
    {"FV-001", "", r_volume, b_fv_header},
    {"FV-002", "", r_volume, b_fv_checksum},
    {"FV-003", "", r_volume, b_fv_ipl},
    {"FV-004", "", r_volume, b_fv_length},
    {"FV-005", "", r_volume, b_fv_revision},
};

static struct judged judge_broken(const struct breaking *b)
{
    struct recipe recipe = plain_image();
    uint8_t *bytes;

    if (b->recipe) {
        b->recipe(&recipe);
    }
    bytes = bake(&recipe);
    if (b->bytes) {
        b->bytes(bytes);
    }
    return judge_bytes(bytes, recipe.size);
}

static void each_breaking_change_breaks_its_rule_and_no_other(void **state)
{
    unsigned wrong = 0;

    (void)state;
    for (size_t i = 0; i < sizeof breakings / sizeof breakings[0]; i++) {
        struct judged j = judge_broken(&breakings[i]);
        const char *what = contradiction(&j);
        char rules[256];
        char keys[128];

        rules_of(j.result, rules, sizeof rules);
        keys_of(refusers(j.result), keys, sizeof keys);
        if (what || strcmp(rules, breakings[i].rule) != 0 || strcmp(keys, breakings[i].refusers) != 0) {
            print_message("breaking %zu (%s, refused by \"%s\"): got %s, refused by \"%s\"; %s\n", i,
                          breakings[i].rule, breakings[i].refusers, rules, keys, what ? what : "");
            for (size_t f = 0; f < j.result->count; f++) {
                print_message("    %s\n", j.result->findings[f].message);
            }
            wrong++;
        }
        release(&j);
    }
    assert_int_equal(wrong, 0);
}

/* Rules whose breaking needs an image of its own are tested below, or cannot be built here. */
static bool tested_elsewhere(const char *id)
{
    static const char *const ids[] = {"TDVF-F-001", "TDVF-F-002", "TDVF-D-002", "TDVF-D-007",
                                      "TDVF-D-009", "TDVF-C-001"};

    for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++) {
        if (strcmp(ids[i], id) == 0) {
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
        bool found = tested_elsewhere(rules[i].id);

        for (size_t b = 0; b < sizeof breakings / sizeof breakings[0]; b++) {
            found = found || strstr(breakings[b].rule, rules[i].id) != NULL;
        }
        if (!found) {
            fail_msg("%s has no test", rules[i].id);
        }
    }
}

static void the_plain_image_has_no_finding_and_no_refusal(void **state)
{
    struct recipe recipe = plain_image();
    struct judged j = judge_bytes(bake(&recipe), recipe.size);

    (void)state;
    assert_int_equal(j.result->count, 0);
    assert_int_equal(j.result->worst, TDXP_SEVERITY_NONE);
    assert_int_equal(refusers(j.result), 0);
    release(&j);
}

static void a_size_that_is_no_multiple_of_4k_is_one_finding(void **state)
{
    struct recipe recipe = plain_image();
    uint8_t *bytes = bake(&recipe);
    uint8_t *longer = calloc(1, IMAGE_SIZE + 0x10);
    struct judged j;
    char text[128];

    (void)state;
    assert_non_null(longer);
    memcpy(longer, bytes, IMAGE_SIZE);
    free(bytes);
    j = judge_bytes(longer, IMAGE_SIZE + 0x10);
    assert_string_equal(rules_of(j.result, text, sizeof text), "TDVF-F-001");
    assert_int_equal(j.result->findings[0].offset, IMAGE_SIZE);
    assert_int_equal(j.result->findings[0].length, 0x10);
    assert_string_equal(keys_of(refusers(j.result), text, sizeof text), ALL);
    assert_no_contradiction(&j);
    release(&j);
    (void)r_size_4k;
}

static void a_file_of_more_than_4g_is_told(void **state)
{
    struct recipe recipe = plain_image();
    uint8_t *bytes = bake(&recipe);
    const uint64_t front = UINT64_C(1) << 32;
    FILE *file = tmpfile();
    char path[64];
    struct tdxp_error err;
    struct tdxp_image *image;
    struct judged j;
    bool told = false;

    (void)state;
    assert_non_null(file);
    assert_int_equal(fseeko(file, (off_t)front, SEEK_SET), 0);
    assert_int_equal(fwrite(bytes, 1, IMAGE_SIZE, file), IMAGE_SIZE);
    fflush(file);
    free(bytes);
    snprintf(path, sizeof path, "/proc/self/fd/%d", fileno(file));
    image = tdxp_image_open(path, NULL, &err);
    if (!image) {
        fclose(file);
        skip();
    }
    j = judge_image(image);
    for (size_t i = 0; i < j.result->count; i++) {
        told = told || strcmp(j.result->findings[i].rule->id, "TDVF-F-002") == 0;
    }
    assert_true(told);
    assert_no_contradiction(&j);
    release(&j);
    fclose(file);
}

static void a_header_that_the_file_cuts_is_one_finding(void **state)
{
    struct recipe recipe = plain_image();
    uint8_t *bytes;
    struct judged j;
    char text[128];

    (void)state;
    r_header_cut(&recipe);
    bytes = bake(&recipe);
    b_header_cut(bytes);
    j = judge_bytes(bytes, recipe.size);
    /* Its GUID cannot stand before it either: there is the GUIDed table's end. */
    assert_non_null(strstr(rules_of(j.result, text, sizeof text), "TDVF-D-002"));
    assert_string_equal(keys_of(refusers(j.result), text, sizeof text), ALL);
    assert_no_contradiction(&j);
    release(&j);
}

static void one_section_is_a_note_because_qemu_wants_two(void **state)
{
    struct recipe recipe = plain_image();
    struct judged j;
    char text[128];
    size_t notes = 0;

    (void)state;
    r_one_section(&recipe);
    j = judge_bytes(bake(&recipe), recipe.size);
    for (size_t i = 0; i < j.result->count; i++) {
        notes += strcmp(j.result->findings[i].rule->id, "TDVF-D-007") == 0;
    }
    assert_int_equal(notes, 1);
    assert_string_equal(verdict_of(j.result, "qemu")->reason,
                        "Invalid number of fw entries (1) in TDVF Metadata");
    assert_string_equal(verdict_of(j.result, "qemu")->rule->id, "TDVF-D-007");
    assert_string_equal(keys_of(refusers(j.result), text, sizeof text), ALL);
    assert_no_contradiction(&j);
    release(&j);
}

static const struct tdxp_finding *only_finding(const struct judged *j)
{
    assert_int_equal(j->result->count, 1);
    return &j->result->findings[0];
}

static void a_finding_points_at_the_field_and_computes_the_right_value(void **state)
{
    static const struct breaking odd = {.recipe = r_memory_odd};
    struct judged j = judge_broken(&odd);
    const struct tdxp_finding *f = only_finding(&j);

    (void)state;
    assert_string_equal(f->message,
                        "section 1 (CFV): MemoryDataSize 0x31f0 is not a multiple of 0x1000");
    assert_string_equal(f->fix, "the next one that holds RawDataSize 0x3000 is 0x4000");
    assert_int_equal(f->offset, DESCRIPTOR + 16 + 32 + 16);
    assert_int_equal(f->length, 8);
    assert_int_equal(f->section, 1);
    assert_string_equal(f->node->key, "MemoryDataSize");
    assert_int_equal(tdxp_check_section_worst(j.result, 1), TDXP_SEVERITY_ERROR);
    assert_int_equal(tdxp_check_section_worst(j.result, 0), TDXP_SEVERITY_NONE);
    release(&j);
}

static void findings_are_found_by_node_and_by_byte(void **state)
{
    static const struct breaking odd = {.recipe = r_memory_odd};
    struct judged j = judge_broken(&odd);
    const struct tdxp_node *node = only_finding(&j)->node;
    size_t count;

    (void)state;
    assert_int_equal(tdxp_check_node_worst(j.result, node), TDXP_SEVERITY_ERROR);
    assert_int_equal(tdxp_check_node_worst(j.result, node->parent), TDXP_SEVERITY_NONE);
    assert_int_equal(tdxp_check_below(j.result, node->parent), TDXP_SEVERITY_ERROR);
    assert_int_equal(tdxp_check_below(j.result, tdxp_tree_root(j.firmware->tree)),
                     TDXP_SEVERITY_ERROR);
    assert_int_equal(tdxp_check_below(j.result, node->next), TDXP_SEVERITY_NONE);
    assert_ptr_equal(tdxp_check_of_node(j.result, node, &count)[0], only_finding(&j));
    assert_int_equal(count, 1);
    tdxp_check_of_node(j.result, node->next, &count);
    assert_int_equal(count, 0);
    assert_int_equal(tdxp_check_byte_worst(j.result, node->offset - 1), TDXP_SEVERITY_NONE);
    assert_int_equal(tdxp_check_byte_worst(j.result, node->offset), TDXP_SEVERITY_ERROR);
    assert_int_equal(tdxp_check_byte_worst(j.result, node->offset + 7), TDXP_SEVERITY_ERROR);
    assert_int_equal(tdxp_check_byte_worst(j.result, node->offset + 8), TDXP_SEVERITY_NONE);
    release(&j);
}

static void half_of_a_split_image_is_named_as_such(void **state)
{
    static const struct breaking split = {.recipe = r_split};
    struct judged j = judge_broken(&split);

    (void)state;
    assert_non_null(strstr(only_finding(&j)->message, "joined image"));
    assert_non_null(strstr(only_finding(&j)->fix, "VARS before CODE"));
    release(&j);
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
        cmocka_unit_test(a_size_that_is_no_multiple_of_4k_is_one_finding),
        cmocka_unit_test(a_file_of_more_than_4g_is_told),
        cmocka_unit_test(a_header_that_the_file_cuts_is_one_finding),
        cmocka_unit_test(one_section_is_a_note_because_qemu_wants_two),
        cmocka_unit_test(a_finding_points_at_the_field_and_computes_the_right_value),
        cmocka_unit_test(findings_are_found_by_node_and_by_byte),
        cmocka_unit_test(half_of_a_split_image_is_named_as_such),
        cmocka_unit_test(rules_are_sorted_by_group_documented_and_free_of_circles),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
