/* The MRTD: against a known value and a second implementation, and what differs between launches. */
#include "measuring.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#include "naive_mrtd.h"
#include "tdxplore/gallery.h"
#include "tdxplore/sample.h"

/* ---- known values ---- */

static void the_mrtd_of_debians_ovmf_is_the_known_one(void **state)
{
    /* ovmf 2022.11-6+deb12u2; both numbers were computed by another program from the same file. */
    static const uint8_t sha256[] = {0x7b, 0x45, 0x69, 0x07, 0xdd, 0x07, 0x86, 0xd4, 0x15, 0x99, 0x9e,
                                     0x80, 0x1a, 0x1a, 0xc4, 0x63, 0x7b, 0x8e, 0xd4, 0xd7, 0xcf, 0x53,
                                     0x78, 0xcf, 0xc6, 0xed, 0xbe, 0x5e, 0x57, 0x4d, 0xd7, 0x73};
    struct decoded d = decode_file_or_skip("/usr/share/ovmf/OVMF.fd");
    const struct tdxp_bytes *bytes = tdxp_image_bytes(d.image);
    uint8_t found[32];
    unsigned length;

    (void)state;
    assert_int_equal(EVP_Digest(bytes->data, bytes->size, found, &length, EVP_sha256(), NULL), 1);
    if (memcmp(found, sha256, sizeof sha256) != 0) {
        decoded_free(&d);
        print_message("skipped: OVMF.fd is of another version\n");
        skip();
    }
    for (unsigned vmm = 0; vmm < TDXP_VMMS; vmm++) {
        const struct tdxp_measure_options options = {.vmm = (enum tdxp_vmm)vmm};
        char text[TDXP_MRTD_TEXT];

        assert_string_equal(mrtd_text(&d, &options, text),
                            "4c7206f0f483c524f12c366c711e9049030a8d47c471ee5aa9c4999a08de4057"
                            "fb887fed0744d5631a212967fb231c47");
    }
    decoded_free(&d);
}

/* ---- against the second implementation ---- */

static void assert_same_digest(const struct naive *naive, const uint8_t *found, uint64_t seed)
{
    char want[TDXP_MRTD_TEXT];
    char got[TDXP_MRTD_TEXT];
    uint8_t mrtd[TDXP_MRTD_SIZE];

    naive_mrtd(naive, mrtd);
    tdxp_mrtd_format(mrtd, want);
    tdxp_mrtd_format(found, got);
    if (strcmp(want, got) != 0) {
        fail_msg("seed %llu, vmm %d, order %d, %u sections: %s instead of %s", (unsigned long long)seed,
                 (int)naive->vmm, (int)naive->order, naive->count, got, want);
    }
}

/* The digest after each section is the MRTD of the sections so far, where they come one behind the other. */
static void assert_sections_as_naive(const struct tdxp_measure_result *result, struct naive naive, uint64_t seed)
{
    for (uint32_t i = 0; i < result->section_count; i++) {
        assert_true(result->sections[i].done);
        naive.count = i + 1;
        assert_same_digest(&naive, result->sections[i].digest, seed);
    }
}

/* One launch of the image; of every third image with each section's digest. */
static void assert_launch_as_naive(const struct decoded *d, const struct tdxp_measure_options *options, uint64_t budget,
                                   uint64_t seed)
{
    struct tdxp_measurement *m = begin(d, options);
    const struct tdxp_measure_result *result = tdxp_measure_result(m);
    const struct naive naive = {
        .image = tdxp_image_bytes(d->image)->data,
        .size = tdxp_image_bytes(d->image)->size,
        .descriptor = result->tdvf->offset,
        .count = result->section_count,
        .vmm = (enum naive_vmm)options->vmm,
        .order = (enum naive_order)options->order,
    };

    while (tdxp_measure_step(m, budget)) {
        assert_true(result->done <= result->total);
    }
    assert_int_equal(result->state, TDXP_MEASURE_DONE);
    assert_int_equal(result->done, result->total);
    assert_same_digest(&naive, result->mrtd, seed);
    if (options->order != TDXP_ORDER_TWO_PASSES_ALL && seed % 3 == 0) {
        assert_sections_as_naive(result, naive, seed);
    }
    tdxp_measure_free(m);
}

static void assert_as_naive(const struct decoded *d, uint64_t budget, uint64_t seed)
{
    for (unsigned vmm = 0; vmm < TDXP_VMMS; vmm++) {
        for (unsigned order = 0; order < TDXP_ORDERS; order++) {
            const struct tdxp_measure_options options = {
                .vmm = (enum tdxp_vmm)vmm, .order = (enum tdxp_measure_order)order, .force = true};

            assert_launch_as_naive(d, &options, budget, seed);
        }
    }
}

static void the_sample_is_measured_as_by_a_second_implementation(void **state)
{
    struct decoded d = decode_taken(sample_bytes(), TDXP_SAMPLE_SIZE);

    (void)state;
    assert_as_naive(&d, UINT64_MAX, 0);
    decoded_free(&d);
}

static void real_images_are_measured_as_by_a_second_implementation(void **state)
{
    static const char *const paths[] = {"/usr/share/ovmf/OVMF.fd", "/usr/share/OVMF/OVMF_CODE.fd"};
    unsigned measured = 0;

    (void)state;
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        size_t size;
        uint8_t *bytes = file_bytes(paths[i], &size);
        struct decoded d;

        if (!bytes) {
            continue;
        }
        d = decode_taken(bytes, size);
        if (d.fw->tdvf) {
            assert_as_naive(&d, 1 << 20, 1);
            measured++;
        }
        decoded_free(&d);
    }
    if (measured == 0) {
        print_message("skipped: no OVMF image with a TDX descriptor\n");
        skip();
    }
}

/* Each by one VMM in turn. Those in which there is too much to hash, or nothing, are left out. */
static void broken_images_are_measured_as_by_a_second_implementation(void **state)
{
    size_t count;
    const struct tdxp_gallery_image *gallery = tdxp_gallery(&count);
    unsigned measured = 0;

    (void)state;
    for (size_t i = 0; i < count; i++) {
        const struct tdxp_measure_options options = {.vmm = (enum tdxp_vmm)(i % TDXP_VMMS), .force = true};
        uint64_t size;
        uint8_t *bytes = tdxp_gallery_build(&gallery[i], &size, NULL);
        struct tdxp_measurement *m;
        struct decoded d;

        assert_non_null(bytes);
        d = decode_taken(bytes, size);
        m = begin(&d, &options);
        if (tdxp_measure_result(m)->state == TDXP_MEASURE_RUNNING) {
            assert_launch_as_naive(&d, &options, 1 << 20, 1);
            measured++;
        }
        tdxp_measure_free(m);
        decoded_free(&d);
    }
    assert_true(measured > count / 2);
}

static struct plan_section random_section(uint64_t *rng)
{
    static const uint32_t attributes[] = {0, 0, 1, 1, 1, 2, 3, 5, 0x80000001};
    uint64_t pages = random_below(rng, 5);
    bool odd = random_below(rng, 8) == 0;

    return (struct plan_section){
        .data_offset = (uint32_t)random_below(rng, 17) * 0x1000 + (odd ? 0x123 : 0),
        .raw_data_size = (uint32_t)random_below(rng, 0x5000),
        .memory_address = random_below(rng, 1 << 20) * 0x1000 + (odd ? 8 : 0),
        .memory_data_size = pages * 0x1000 + (odd ? 0x777 : 0),
        .type = (uint32_t)random_below(rng, 11),
        .attributes = attributes[random_below(rng, sizeof attributes / sizeof attributes[0])],
    };
}

static void random_descriptors_are_measured_as_by_a_second_implementation(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 300; seed++) {
        uint64_t rng = seed;
        struct plan_section sections[7];
        uint32_t count = 1 + (uint32_t)random_below(&rng, 7);
        struct decoded d;

        for (uint32_t i = 0; i < count; i++) {
            sections[i] = random_section(&rng);
        }
        d = measured_image(sections, count, seed);
        assert_as_naive(&d, random_below(&rng, 20000), seed);
        decoded_free(&d);
    }
}

/* ---- what differs between launches ---- */

static void assert_mrtds(const struct plan_section *sections, uint32_t count, bool alike, enum tdxp_vmm a,
                         enum tdxp_vmm b)
{
    const struct tdxp_measure_options one = {.vmm = a, .force = true};
    const struct tdxp_measure_options other = {.vmm = b, .force = true};
    struct decoded d = measured_image(sections, count, 1);
    char text[2][TDXP_MRTD_TEXT];

    assert_int_equal(strcmp(mrtd_text(&d, &one, text[0]), mrtd_text(&d, &other, text[1])) == 0, alike);
    decoded_free(&d);
}

static void assert_noted(const struct plan_section *sections, uint32_t count, enum tdxp_vmm vmm, const char *key,
                         uint32_t section)
{
    const struct tdxp_measure_options options = {.vmm = vmm, .force = true};
    struct decoded d = measured_image(sections, count, 1);
    struct tdxp_measurement *m = measure(&d, &options);
    const struct tdxp_measure_result *result = tdxp_measure_result(m);
    bool found = false;

    for (size_t i = 0; i < result->note_count; i++) {
        if (strcmp(result->notes[i].key, key) == 0) {
            found = true;
            assert_int_equal(result->notes[i].first, section);
            assert_int_equal(result->notes[i].count, 1);
            assert_true(strlen(result->notes[i].text) > 20);
            assert_true(strlen(result->notes[i].source) > 10);
        }
    }
    if (!found) {
        fail_msg("there is no note %s", key);
    }
    tdxp_measure_free(m);
    decoded_free(&d);
}

/* A lesson hides what is found; who measures for it is to know all the same who loads what. */
static void a_check_without_verdicts_is_made_anew(void **state)
{
    struct decoded d = decode_taken(sample_bytes(), TDXP_SAMPLE_SIZE);
    struct tdxp_check_result *none = tdxp_check_none(d.fw, NULL);
    const struct tdxp_measure_options options = {.vmm = TDXP_VMM_QEMU, .force = true};
    struct tdxp_measurement *m = tdxp_measure_begin(d.fw, none, &options, NULL);
    char wanted[TDXP_MRTD_TEXT], text[TDXP_MRTD_TEXT];

    (void)state;
    assert_non_null(none);
    assert_non_null(m);
    assert_non_null(tdxp_measure_result(m)->refused);
    while (tdxp_measure_step(m, UINT64_MAX)) {
    }
    tdxp_mrtd_format(tdxp_measure_result(m)->mrtd, text);
    assert_string_equal(text, mrtd_text(&d, &options, wanted));
    tdxp_measure_free(m);
    tdxp_check_free(none);
    decoded_free(&d);
}

static void an_ordinary_image_is_the_same_everywhere(void **state)
{
    const struct plan_section sections[] = {SECTION_BFV, SECTION_HOB};

    (void)state;
    assert_mrtds(sections, 2, true, TDXP_VMM_QEMU, TDXP_VMM_SPEC);
    assert_mrtds(sections, 2, true, TDXP_VMM_CLOUD_HYPERVISOR, TDXP_VMM_SPEC);
}

static void qemu_alone_measures_the_file_behind_raw_data(void **state)
{
    const struct plan_section sections[] = {
        {0x4000, 0x1000, 0x1000000, 0x3000, TDXP_SECTION_BFV, 1}, SECTION_BFV, SECTION_HOB};

    (void)state;
    assert_mrtds(sections, 3, false, TDXP_VMM_QEMU, TDXP_VMM_SPEC);
    assert_mrtds(sections, 3, true, TDXP_VMM_CLOUD_HYPERVISOR, TDXP_VMM_SPEC);
    assert_noted(sections, 3, TDXP_VMM_QEMU, "tail-from-file", 0);
}

static void the_specification_alone_leaves_out_page_aug(void **state)
{
    const struct plan_section sections[] = {
        SECTION_BFV, SECTION_HOB, {0, 0, 0x2000000, 0x4000, TDXP_SECTION_PERM_MEM, 2}};

    (void)state;
    assert_mrtds(sections, 3, false, TDXP_VMM_QEMU, TDXP_VMM_SPEC);
    assert_mrtds(sections, 3, true, TDXP_VMM_QEMU, TDXP_VMM_CLOUD_HYPERVISOR);
    assert_noted(sections, 3, TDXP_VMM_QEMU, "page-aug-ignored", 2);
    assert_noted(sections, 3, TDXP_VMM_CLOUD_HYPERVISOR, "page-aug-ignored", 2);
}

static void cloud_hypervisor_alone_wants_attributes_of_exactly_1(void **state)
{
    const struct plan_section sections[] = {
        SECTION_BFV, SECTION_HOB, {0x4000, 0x1000, 0x1000000, 0x1000, TDXP_SECTION_CFV, 5}};

    (void)state;
    assert_mrtds(sections, 3, false, TDXP_VMM_CLOUD_HYPERVISOR, TDXP_VMM_SPEC);
    assert_mrtds(sections, 3, true, TDXP_VMM_QEMU, TDXP_VMM_SPEC);
    assert_noted(sections, 3, TDXP_VMM_CLOUD_HYPERVISOR, "attributes-not-exactly-1", 2);
}

static void cloud_hypervisor_alone_leaves_the_images_payload_out(void **state)
{
    const struct plan_section sections[] = {
        SECTION_BFV, SECTION_HOB, {0x4000, 0x1000, 0x1000000, 0x1000, TDXP_SECTION_PAYLOAD, 1}};

    (void)state;
    assert_mrtds(sections, 3, false, TDXP_VMM_CLOUD_HYPERVISOR, TDXP_VMM_SPEC);
    assert_noted(sections, 3, TDXP_VMM_CLOUD_HYPERVISOR, "bytes-not-copied", 2);
}

static void contents_that_are_not_extended_do_not_matter(void **state)
{
    const struct plan_section sections[] = {
        SECTION_BFV, SECTION_HOB, {0x4000, 0x1000, 0x1000000, 0x1000, TDXP_SECTION_CFV, 0}};
    const struct tdxp_measure_options options = {.order = TDXP_ORDER_PER_PAGE};
    struct decoded d = measured_image(sections, 3, 1);
    uint8_t *changed = exact_copy(tdxp_image_bytes(d.image)->data, PLAN_SIZE);
    char text[2][TDXP_MRTD_TEXT];
    struct decoded other;

    (void)state;
    changed[0x4321] ^= 1;
    other = decode_taken(changed, PLAN_SIZE);
    assert_string_equal(mrtd_text(&d, &options, text[0]), mrtd_text(&other, &options, text[1]));
    decoded_free(&other);
    changed = exact_copy(tdxp_image_bytes(d.image)->data, PLAN_SIZE);
    changed[0x9876] ^= 1;
    other = decode_taken(changed, PLAN_SIZE);
    assert_string_not_equal(mrtd_text(&d, &options, text[0]), mrtd_text(&other, &options, text[1]));
    decoded_free(&other);
    decoded_free(&d);
}

/* ---- what a section has in it ---- */

static void each_section_tells_what_it_has_in_the_hash(void **state)
{
    const struct plan_section sections[] = {SECTION_BFV,
                                            SECTION_HOB,
                                            {0x4000, 0x1800, 0x1000000, 0x2000, TDXP_SECTION_CFV, 0},
                                            {0x4000, 0x100, 0, 0, TDXP_SECTION_TD_INFO, 0}};
    const struct tdxp_measure_options options = {.vmm = TDXP_VMM_SPEC, .force = true};
    struct decoded d = measured_image(sections, 4, 1);
    struct tdxp_measurement *m = measure(&d, &options);
    const struct tdxp_measure_section *s = tdxp_measure_result(m)->sections;

    (void)state;
    assert_int_equal(tdxp_measure_result(m)->section_count, 4);
    assert_int_equal(s[0].pages_added, 8);
    assert_int_equal(s[0].bytes_extended, 0x8000);
    assert_int_equal(s[0].hashed_bytes, 8 * (128 + 16 * (128 + 256)));
    assert_int_equal(s[0].content, TDXP_CONTENT_FILE);
    assert_int_equal(s[0].file_offset, 0x8000);
    assert_string_equal(tdxp_measure_register(&s[0]), "MRTD");
    assert_int_equal(s[1].pages_added, 2);
    assert_int_equal(s[1].bytes_extended, 0);
    assert_int_equal(s[1].hashed_bytes, 2 * 128);
    assert_int_equal(s[1].content, TDXP_CONTENT_TD_HOB);
    assert_string_equal(tdxp_measure_register(&s[1]), "RTMR[0]");
    assert_int_equal(s[2].copied, 0x1800);
    assert_string_equal(tdxp_measure_register(&s[2]), "RTMR[0]");
    assert_int_equal(s[3].hashed_bytes, 0);
    assert_memory_equal(s[3].digest, s[2].digest, TDXP_MRTD_SIZE);
    assert_memory_equal(s[3].digest, tdxp_measure_result(m)->mrtd, TDXP_MRTD_SIZE);
    assert_string_equal(tdxp_measure_register(&s[3]), "-");
    tdxp_measure_free(m);
    decoded_free(&d);
}

/* ---- data that is not in the image ---- */

static const struct plan_section with_payload[] = {
    SECTION_BFV, SECTION_HOB, {0, 0, 0x1000000, 0x3000, TDXP_SECTION_PAYLOAD, 1}};

static void without_the_payload_that_is_measured_there_is_no_value(void **state)
{
    const struct tdxp_measure_options options = {.vmm = TDXP_VMM_SPEC};
    struct decoded d = measured_image(with_payload, 3, 1);
    struct tdxp_measurement *m = begin(&d, &options);
    const struct tdxp_measure_result *result = tdxp_measure_result(m);

    (void)state;
    assert_int_equal(result->state, TDXP_MEASURE_REFUSED);
    assert_non_null(strstr(result->refused, "section 2 (Payload) measures a payload that is not in the image"));
    assert_true(result->sections[2].unknown);
    assert_true(has_note(m, "unknown-data"));
    assert_false(tdxp_measure_step(m, UINT64_MAX));
    assert_int_equal(result->done, 0);
    tdxp_measure_free(m);
    decoded_free(&d);
}

static void a_payload_that_is_given_is_measured_with_zeros_behind_it(void **state)
{
    uint8_t payload[0x1234];
    uint64_t seed = 5;
    struct decoded d = measured_image(with_payload, 3, 1);
    struct tdxp_measure_options options = {.vmm = TDXP_VMM_SPEC};
    struct naive naive = {
        .image = tdxp_image_bytes(d.image)->data,
        .size = PLAN_SIZE,
        .descriptor = PLAN_DESCRIPTOR,
        .count = 3,
        .vmm = NAIVE_SPEC,
        .payload = payload,
        .payload_size = sizeof payload,
    };
    struct tdxp_measurement *m;

    (void)state;
    for (size_t i = 0; i < sizeof payload; i++) {
        payload[i] = (uint8_t)random_next(&seed);
    }
    options.given[TDXP_CONTENT_PAYLOAD] = (struct tdxp_bytes){payload, sizeof payload};
    m = measure(&d, &options);
    assert_null(tdxp_measure_result(m)->refused);
    assert_true(has_note(m, "given-data"));
    assert_false(has_note(m, "given-in-vain"));
    assert_int_equal(tdxp_measure_result(m)->sections[2].copied, sizeof payload);
    assert_same_digest(&naive, tdxp_measure_result(m)->mrtd, 0);
    tdxp_measure_free(m);
    decoded_free(&d);
}

static void a_payload_that_is_not_measured_is_given_in_vain(void **state)
{
    static const uint8_t payload[] = "payload";
    const struct plan_section sections[] = {
        SECTION_BFV, SECTION_HOB, {0, 0, 0x1000000, 0x3000, TDXP_SECTION_PAYLOAD, 0}};
    struct tdxp_measure_options options = {.vmm = TDXP_VMM_SPEC};
    struct decoded d = measured_image(sections, 3, 1);
    struct tdxp_measurement *m;

    (void)state;
    options.given[TDXP_CONTENT_PAYLOAD] = (struct tdxp_bytes){payload, sizeof payload};
    m = measure(&d, &options);
    assert_true(has_note(m, "given-in-vain"));
    tdxp_measure_free(m);
    decoded_free(&d);
}

static void assert_refused(const struct plan_section *sections, uint32_t count,
                           const struct tdxp_measure_options *options, const char *reason)
{
    struct decoded d = measured_image(sections, count, 1);
    struct tdxp_measurement *m = begin(&d, options);
    const struct tdxp_measure_result *result = tdxp_measure_result(m);

    if (result->state != TDXP_MEASURE_REFUSED || !strstr(result->refused, reason)) {
        fail_msg("refused for \"%s\", not \"%s\"", result->refused ? result->refused : "nothing", reason);
    }
    assert_false(tdxp_measure_step(m, UINT64_MAX));
    tdxp_measure_free(m);
    decoded_free(&d);
}

static void a_payload_that_does_not_fit_is_refused(void **state)
{
    static const uint8_t payload[0x3001];
    struct tdxp_measure_options options = {.vmm = TDXP_VMM_SPEC};

    (void)state;
    options.given[TDXP_CONTENT_PAYLOAD] = (struct tdxp_bytes){payload, sizeof payload};
    assert_refused(with_payload, 3, &options, "has 0x3000 bytes of memory, and 0x3001 were given for it");
}

static void cloud_hypervisor_takes_a_bzimage_alone(void **state)
{
    uint8_t payload[0x1000] = {0};
    struct tdxp_measure_options options = {.vmm = TDXP_VMM_CLOUD_HYPERVISOR};
    struct decoded d = measured_image(with_payload, 3, 1);

    (void)state;
    options.given[TDXP_CONTENT_PAYLOAD] = (struct tdxp_bytes){payload, sizeof payload};
    assert_refused(with_payload, 3, &options, "no bzImage");
    memcpy(payload + 0x202, "HdrS", 4);
    put_uint(payload + 0x206, 2, 0x20f);
    assert_refused(with_payload, 3, &options, "no bzImage");
    payload[0x211] = 1;
    tdxp_measure_free(measure(&d, &options));
    decoded_free(&d);
}

static void hand_off_data_that_is_measured_has_to_be_given(void **state)
{
    static const uint8_t data[] = "hand-off blocks, or a command line";
    const struct plan_section sections[] = {SECTION_BFV,
                                            {0, 0, 0x809000, 0x2000, TDXP_SECTION_TD_HOB, 1},
                                            {0, 0, 0x900000, 0x1000, TDXP_SECTION_PAYLOAD_PARAM, 1}};
    struct tdxp_measure_options options = {.vmm = TDXP_VMM_CLOUD_HYPERVISOR};
    struct decoded d = measured_image(sections, 3, 1);

    (void)state;
    assert_refused(sections, 3, &options, "section 1 (TD_HOB) measures the hand-off blocks that the VMM writes");
    options.given[TDXP_CONTENT_TD_HOB] = (struct tdxp_bytes){data, sizeof data};
    assert_refused(sections, 3, &options, "section 2 (PayloadParam) measures the command line that the VMM writes");
    options.given[TDXP_CONTENT_PAYLOAD_PARAM] = (struct tdxp_bytes){data, sizeof data};
    tdxp_measure_free(measure(&d, &options));
    decoded_free(&d);
}

/* ---- what is refused ---- */

static void an_image_that_the_vmm_refuses_has_no_value_but_its_reason(void **state)
{
    const struct plan_section payload[] = {
        SECTION_BFV, SECTION_HOB, {0, 0, 0x1000000, 0x3000, TDXP_SECTION_PAYLOAD, 0}};
    const struct plan_section unaligned[] = {
        SECTION_BFV, SECTION_HOB, {0x4010, 0x1000, 0x1000000, 0x1000, TDXP_SECTION_CFV, 0}};
    const struct plan_section no_hob[] = {SECTION_BFV};
    const struct tdxp_measure_options qemu = {.vmm = TDXP_VMM_QEMU};
    const struct tdxp_measure_options ch = {.vmm = TDXP_VMM_CLOUD_HYPERVISOR};
    const struct tdxp_measure_options spec = {.vmm = TDXP_VMM_SPEC};

    (void)state;
    assert_refused(payload, 3, &qemu, "QEMU: TDVF contains unsupported section type 5");
    assert_refused(unaligned, 3, &qemu, "KVM: TDX ioctl KVM_TDX_INIT_MEM_REGION failed");
    assert_refused(no_hob, 1, &ch, "Cloud Hypervisor: panic");
    assert_refused(no_hob, 1, &spec, "the specification: ");
}

static void force_measures_what_is_refused_and_says_why_it_was(void **state)
{
    const struct tdxp_measure_options options = {.vmm = TDXP_VMM_QEMU, .force = true};
    struct decoded d = measured_image(with_payload, 3, 1);
    struct tdxp_measurement *m = measure(&d, &options);

    (void)state;
    assert_non_null(strstr(tdxp_measure_result(m)->refused, "unsupported section type 5"));
    tdxp_measure_free(m);
    decoded_free(&d);
}

static void a_page_that_is_added_twice_ends_the_launch(void **state)
{
    const struct plan_section twice[] = {SECTION_BFV, SECTION_HOB, {0, 0, 0x80a000, 0x1000, TDXP_SECTION_TEMP_MEM, 0}};
    const struct plan_section left_out[] = {
        SECTION_BFV, SECTION_HOB, {0, 0, 0x80a000, 0x1000, TDXP_SECTION_PERM_MEM, 2}};
    const struct tdxp_measure_options ch = {.vmm = TDXP_VMM_CLOUD_HYPERVISOR};
    const struct tdxp_measure_options spec = {.vmm = TDXP_VMM_SPEC};
    struct decoded d = measured_image(left_out, 3, 1);

    (void)state;
    assert_refused(twice, 3, &ch, "section 2 (TempMem): the TDX module adds a page once, and section 1 has added some");
    assert_refused(twice, 3, &spec, "the TDX module adds a page once");
    assert_refused(left_out, 3, &ch, "the TDX module adds a page once");
    tdxp_measure_free(measure(&d, &spec));
    decoded_free(&d);
}

static void kvm_behind_cloud_hypervisor_refuses_what_is_no_region(void **state)
{
    const struct plan_section empty[] = {SECTION_BFV, SECTION_HOB, {0, 0, 0x900000, 0, TDXP_SECTION_TEMP_MEM, 0}};
    const struct plan_section odd[] = {SECTION_BFV, SECTION_HOB, {0, 0, 0x900010, 0x1000, TDXP_SECTION_TEMP_MEM, 0}};
    const struct plan_section wraps[] = {
        SECTION_BFV, SECTION_HOB, {0, 0, UINT64_C(0xfffffffffffff000), 0x1000, TDXP_SECTION_TEMP_MEM, 0}};
    const struct tdxp_measure_options ch = {.vmm = TDXP_VMM_CLOUD_HYPERVISOR};

    (void)state;
    assert_refused(empty, 3, &ch, "section 2 (TempMem): KVM refuses a region of no pages");
    assert_refused(odd, 3, &ch, "GPA 0x900010, which is not page aligned");
    assert_refused(wraps, 3, &ch, "which wraps");
}

static void an_image_without_descriptor_is_not_measured_even_by_force(void **state)
{
    const struct tdxp_measure_options options = {.force = true};
    struct plan plan = plan_default();
    struct decoded d;
    struct tdxp_measurement *m;
    const struct tdxp_measure_result *result;
    uint64_t last;

    (void)state;
    plan.no_descriptor = plan.no_guid = plan.no_table = plan.no_legacy = true;
    d = decode_plan(&plan);
    m = begin(&d, &options);
    result = tdxp_measure_result(m);
    assert_int_equal(result->state, TDXP_MEASURE_REFUSED);
    assert_string_equal(result->refused, "there is no TDX descriptor");
    assert_null(result->tdvf);
    assert_int_equal(result->section_count, 0);
    assert_int_equal(result->note_count, 0);
    assert_int_equal(tdxp_measure_cover(m, 0, &last), TDXP_COVER_NEVER);
    assert_int_equal(last, PLAN_SIZE);
    tdxp_measure_free(m);
    decoded_free(&d);
}

/* The legacy offset leads to a descriptor of its own, with a section less. */
static void each_vmm_measures_the_descriptor_that_it_reads(void **state)
{
    struct plan plan = plan_default();
    uint8_t *bytes = plan_bytes(&plan);
    const struct tdxp_measure_options qemu = {.vmm = TDXP_VMM_QEMU};
    const struct tdxp_measure_options ch = {.vmm = TDXP_VMM_CLOUD_HYPERVISOR, .force = true};
    struct tdxp_measurement *m;
    struct decoded d;

    (void)state;
    memcpy(bytes + 0x9000, bytes + PLAN_DESCRIPTOR, 16 + 4 * 32);
    put_uint(bytes + 0x9000 + 4, 4, 16 + 3 * 32);
    put_uint(bytes + 0x9000 + 12, 4, 3);
    put_uint(bytes + PLAN_SIZE - 0x20, 4, 0x9000);
    /* Cloud Hypervisor passes over an entry of another length than 22; QEMU takes it. */
    put_uint(bytes + PLAN_SIZE - 0x20 - 18, 2, 18 + 26);
    put_uint(bytes + PLAN_SIZE - 0x20 - 36, 2, 26);
    put_uint(bytes + PLAN_SIZE - 0x20 - 18 - 26, 4, PLAN_SIZE - PLAN_DESCRIPTOR);
    d = decode_taken(bytes, PLAN_SIZE);
    m = measure(&d, &qemu);
    assert_int_equal(tdxp_measure_result(m)->tdvf->offset, PLAN_DESCRIPTOR);
    assert_int_equal(tdxp_measure_result(m)->section_count, 4);
    tdxp_measure_free(m);
    m = measure(&d, &ch);
    assert_int_equal(tdxp_measure_result(m)->tdvf->offset, 0x9000);
    assert_int_equal(tdxp_measure_result(m)->section_count, 3);
    tdxp_measure_free(m);
    decoded_free(&d);
}

/* ---- too much ---- */

static void more_than_the_limit_is_refused_without_hashing(void **state)
{
    const struct plan_section huge[] = {
        SECTION_BFV, SECTION_HOB, {0, 0, 0x1000000, UINT64_C(1) << 40, TDXP_SECTION_TEMP_MEM, 1}};
    const struct plan_section endless[] = {
        SECTION_BFV, {0, 0, 0, UINT64_MAX, TDXP_SECTION_TEMP_MEM, 1}, {0, 0, 0, UINT64_MAX, TDXP_SECTION_TEMP_MEM, 1}};
    const struct tdxp_measure_options force = {.vmm = TDXP_VMM_SPEC, .force = true};
    const struct tdxp_measure_options small = {.limit = 8 * 6272 + 2 * 128 - 1};
    const struct tdxp_measure_options enough = {.limit = 8 * 6272 + 2 * 128};
    const struct plan_section fits[] = {SECTION_BFV, SECTION_HOB};
    struct decoded d = measured_image(fits, 2, 1);

    (void)state;
    assert_refused(huge, 3, &force, "bytes would be hashed, which is more than the limit of 0x40000000");
    assert_refused(endless, 3, &force, "0xffffffffffffffff bytes would be hashed");
    assert_refused(fits, 2, &small, "0xc500 bytes would be hashed, which is more than the limit of 0xc4ff");
    tdxp_measure_free(measure(&d, &enough));
    decoded_free(&d);
}

static void a_step_does_no_more_than_its_budget_and_a_page(void **state)
{
    const struct plan_section huge[] = {
        {0, 0, 0x1000000, UINT64_C(1) << 40, TDXP_SECTION_TEMP_MEM, 0},
        SECTION_BFV,
        {0, 0, UINT64_C(1) << 41, UINT64_C(1) << 40, TDXP_SECTION_TEMP_MEM, 1},
    };
    const struct tdxp_measure_options options = {.vmm = TDXP_VMM_SPEC, .force = true, .limit = UINT64_MAX};
    struct decoded d = measured_image(huge, 3, 1);
    struct tdxp_measurement *m = begin(&d, &options);
    const struct tdxp_measure_result *result = tdxp_measure_result(m);

    (void)state;
    assert_int_equal(result->state, TDXP_MEASURE_RUNNING);
    for (unsigned i = 0; i < 100; i++) {
        uint64_t before = result->done;

        assert_true(tdxp_measure_step(m, 1000 * i));
        assert_true(result->done > before);
        assert_true(result->done - before <= 1000 * i + 6272);
    }
    assert_true(result->done < result->total);
    tdxp_measure_free(m);
    decoded_free(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_mrtd_of_debians_ovmf_is_the_known_one),
        cmocka_unit_test(the_sample_is_measured_as_by_a_second_implementation),
        cmocka_unit_test(real_images_are_measured_as_by_a_second_implementation),
        cmocka_unit_test(broken_images_are_measured_as_by_a_second_implementation),
        cmocka_unit_test(random_descriptors_are_measured_as_by_a_second_implementation),
        cmocka_unit_test(a_check_without_verdicts_is_made_anew),
        cmocka_unit_test(an_ordinary_image_is_the_same_everywhere),
        cmocka_unit_test(qemu_alone_measures_the_file_behind_raw_data),
        cmocka_unit_test(the_specification_alone_leaves_out_page_aug),
        cmocka_unit_test(cloud_hypervisor_alone_wants_attributes_of_exactly_1),
        cmocka_unit_test(cloud_hypervisor_alone_leaves_the_images_payload_out),
        cmocka_unit_test(contents_that_are_not_extended_do_not_matter),
        cmocka_unit_test(each_section_tells_what_it_has_in_the_hash),
        cmocka_unit_test(without_the_payload_that_is_measured_there_is_no_value),
        cmocka_unit_test(a_payload_that_is_given_is_measured_with_zeros_behind_it),
        cmocka_unit_test(a_payload_that_is_not_measured_is_given_in_vain),
        cmocka_unit_test(a_payload_that_does_not_fit_is_refused),
        cmocka_unit_test(cloud_hypervisor_takes_a_bzimage_alone),
        cmocka_unit_test(hand_off_data_that_is_measured_has_to_be_given),
        cmocka_unit_test(an_image_that_the_vmm_refuses_has_no_value_but_its_reason),
        cmocka_unit_test(force_measures_what_is_refused_and_says_why_it_was),
        cmocka_unit_test(a_page_that_is_added_twice_ends_the_launch),
        cmocka_unit_test(kvm_behind_cloud_hypervisor_refuses_what_is_no_region),
        cmocka_unit_test(an_image_without_descriptor_is_not_measured_even_by_force),
        cmocka_unit_test(each_vmm_measures_the_descriptor_that_it_reads),
        cmocka_unit_test(more_than_the_limit_is_refused_without_hashing),
        cmocka_unit_test(a_step_does_no_more_than_its_budget_and_a_page),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
