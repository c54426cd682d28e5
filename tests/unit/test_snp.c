/* The launch digest of an SEV-SNP guest: published values, a second implementation, groups, refusals, limits. */
#include <stdlib.h>
#include <string.h>

#include "naive_snp.h"
#include "snp_image.h"
#include "tdxplore/gallery.h"
#include "tdxplore/sample.h"

static struct tdxp_snp_measurement *begin(const struct decoded *d,
                                          const struct tdxp_snp_options *options)
{
    struct tdxp_error err;
    struct tdxp_snp_measurement *m = tdxp_snp_begin(d->fw, options, &err);

    if (!m) {
        fail_msg("%s", err.text);
    }
    return m;
}

static struct tdxp_snp_measurement *measure(const struct decoded *d,
                                            const struct tdxp_snp_options *options)
{
    struct tdxp_snp_measurement *m = begin(d, options);
    const struct tdxp_snp_result *result = tdxp_snp_result(m);

    assert_false(tdxp_snp_step(m, UINT64_MAX));
    if (result->state != TDXP_MEASURE_DONE) {
        fail_msg("not measured: %s", result->refused ? result->refused : "failed");
    }
    return m;
}

static void assert_digest(const uint8_t *digest, const char *expected)
{
    char text[TDXP_MRTD_TEXT];

    assert_non_null(digest);
    tdxp_mrtd_format(digest, text);
    assert_string_equal(text, expected);
}

/* ---- published values ---- */

#define AMD_SEV "ovmf_AmdSev_suffix.bin"
#define OVMF_X64 "ovmf_OvmfX64_suffix.bin"

/* Of the pages of AMD_SEV alone. */
#define AMD_SEV_FIRMWARE \
    "086e2e9149ebf45abdc3445fba5b2da8270bdbb04094d7a2c37faaa4b24af3aa16aff8c374c2a55c467a50da6d466b74"

/*
 * virtee/sev-snp-measure:tests/test_guest.py: the tests of mode SEV-SNP, all of them with vCPUs of type EPYC-v4; kernel
 * and initial ramdisk are empty files where there is a command line. Those of ec2-old are there before pull request 60,
 * and in virtee/sev:tests/measurement.rs.
 */
static const struct vector {
    const char *name, *image;
    enum tdxp_snp_vmm vmm;
    uint32_t vcpus;
    uint64_t features;
    const char *append; /* NULL: no kernel */
    bool given;         /* the digest of the firmware's pages is */
    const char *digest;
} vectors[] = {
    {"test_snp_ovmf_hash_gen_default", AMD_SEV, TDXP_SNP_QEMU, 1, 0x21, "", true,
     "329c8ce0972ae52343b64d34a434a86f245dfd74f5ed7aae15d22efc78fb9683632b9b50e4e1d7fa41179ef98a7ef198"},
    {"test_snp_ovmf_hash_gen_feature_snp_only", AMD_SEV, TDXP_SNP_QEMU, 1, 0x1, "", true,
     "ddc5224521617a536ee7ce9dd6224d1b58a8d4fda1c741f3ac99fc4bfa04ba6e9fc98646d4a07a9079397fa3852819b5"},
    {"test_snp_ovmf_hash_full_default", AMD_SEV, TDXP_SNP_QEMU, 1, 0x21, "console=ttyS0 loglevel=7",
     true,
     "803f691094946e42068aaa3a8f9e26a5c89f36f7b73ecfb28c653360fe4b3aba7e534442e7e1e17895dfe778d0228977"},
    {"test_snp_ovmf_hash_full_feature_snp_only", AMD_SEV, TDXP_SNP_QEMU, 1, 0x1,
     "console=ttyS0 loglevel=7", true,
     "6d287813eb5222d770f75005c664e34c204f385ce832cc2ce7d0d6f354454362f390ef83a92046c042e706363b4b08fa"},
    {"test_snp_ec2_default", AMD_SEV, TDXP_SNP_EC2, 1, 0x21, "", false,
     "0ce9ccc06bab55eebe8abc234f3df6514883977a68a591b71052498ab52b2f1aa415db338033946ef93aa8278c0d67fb"},
    {"test_snp_ec2_feature_snp_only", AMD_SEV, TDXP_SNP_EC2, 1, 0x1, "", false,
     "0883bd0eeb716e65b7b977a321c278d1e51b33b5c655fab985443bbcc65c086b9c15e8a0bd8811050dec7e24964e5056"},
    {"test_snp_ec2_default, before", AMD_SEV, TDXP_SNP_EC2_OLD, 1, 0x21, "", false,
     "6ae80856486b1396af8c82a40351d6ed76a20c785e9c7fa4ffa27c22d5d6313b4b3b458cd3c9968e6f89fb5d8450d7a6"},
    {"test_snp_ec2_feature_snp_only, before", AMD_SEV, TDXP_SNP_EC2_OLD, 1, 0x1, "", false,
     "7d3756157c805bf6adf617064c8552e8c1688fa1c8756f11cbf56ba5d25c9270fb69c0505c1cbe1c5c66c0e34c6ed3be"},
    {"test_snp_gce_default", AMD_SEV, TDXP_SNP_GCE, 1, 0x1, "", false,
     "5da7106cf14cf46b1725ebab123eb9e53bd46a1e9f400cd0c08e7827b04b688ea8b4e403c8404efed4397ea5d5d0722e"},
    {"test_snp_gce_with_multiple_vcpus_default", AMD_SEV, TDXP_SNP_GCE, 4, 0x1, "", false,
     "5c5debf100fc339f90276e761ee1f1658d08922c3b20e2a2e6c7a6c3370b2452a15a00eae11886a93d6fd1e7ab81e29d"},
    {"test_snp_default", AMD_SEV, TDXP_SNP_QEMU, 1, 0x21, "console=ttyS0 loglevel=7", false,
     "803f691094946e42068aaa3a8f9e26a5c89f36f7b73ecfb28c653360fe4b3aba7e534442e7e1e17895dfe778d0228977"},
    {"test_snp_guest_feature_snp_only", AMD_SEV, TDXP_SNP_QEMU, 1, 0x1, "console=ttyS0 loglevel=7",
     false,
     "6d287813eb5222d770f75005c664e34c204f385ce832cc2ce7d0d6f354454362f390ef83a92046c042e706363b4b08fa"},
    {"test_snp_without_kernel_default", AMD_SEV, TDXP_SNP_QEMU, 1, 0x21, NULL, false,
     "e1e1ca029dd7973ab9513295be68198472dcd4fc834bd9af9b63f6e8a1674dbf281a9278a4a2ebe0eed9f22adbcd0e2b"},
    {"test_snp_without_kernel_feature_snp_only", AMD_SEV, TDXP_SNP_QEMU, 1, 0x1, NULL, false,
     "19358ba9a7615534a9a1e2f0dfc29384dcd4dcb7062ff9c6013b26869a5fc6ecabe033c48dd6f6db5d6d76e7c5df632d"},
    {"test_snp_with_multiple_vcpus_default", AMD_SEV, TDXP_SNP_QEMU, 4, 0x21, "", false,
     "4953b1fb416fa874980e8442b3706d345926d5f38879134e00813c5d7abcbe78eafe7b422907be0b4698e2414a631942"},
    {"test_snp_with_multiple_vcpus_feature_snp_only", AMD_SEV, TDXP_SNP_QEMU, 4, 0x1, "", false,
     "5061fffb019493a903613d56d54b94912a1a2f9e4502385f5c194616753720a92441310ba6c4933de877c36e23046ad5"},
    {"test_snp_with_ovmfx64_without_default", OVMF_X64, TDXP_SNP_QEMU, 1, 0x21, NULL, false,
     "28797ae0afaba4005a81e629acebfb59e6687949d6be44007cd5506823b0dd66f146aaae26ff291eed7b493d8a64c385"},
    {"test_snp_with_ovmfx64_without_kernel_feature_snp_only", OVMF_X64, TDXP_SNP_QEMU, 1, 0x1, NULL,
     false,
     "da0296de8193586a5512078dcd719eccecbd87e2b825ad4148c44f665dc87df21e5b49e21523a9ad993afdb6a30b4005"},
};

static struct tdxp_snp_options options_of(const struct vector *vector, const uint8_t *firmware)
{
    struct tdxp_snp_options options = tdxp_snp_options_default();

    options.vmm = vector->vmm;
    options.vcpus = vector->vcpus;
    options.guest_features = vector->features;
    options.with_kernel = vector->append;
    options.append = vector->append;
    options.firmware_digest = vector->given ? firmware : NULL;
    return options;
}

static void published_digests_come_out(void **state)
{
    uint8_t firmware[TDXP_SNP_DIGEST_SIZE];

    (void)state;
    assert_true(tdxp_mrtd_parse(AMD_SEV_FIRMWARE, firmware));
    for (size_t i = 0; i < sizeof vectors / sizeof vectors[0]; i++) {
        const struct tdxp_snp_options options = options_of(&vectors[i], firmware);
        struct decoded d = decode_data_or_skip(vectors[i].image);
        struct tdxp_snp_measurement *m = measure(&d, &options);
        const struct tdxp_snp_result *result = tdxp_snp_result(m);
        char text[TDXP_MRTD_TEXT];

        tdxp_mrtd_format(result->digest, text);
        if (strcmp(text, vectors[i].digest) != 0) {
            fail_msg("%s: %s instead of %s", vectors[i].name, text, vectors[i].digest);
        }
        if (strcmp(vectors[i].image, AMD_SEV) == 0) {
            assert_digest(result->firmware_digest, AMD_SEV_FIRMWARE);
        }
        tdxp_snp_free(m);
        decoded_free(&d);
    }
}

/* test_snp_with_ovmfx64_and_kernel_should_fail */
static void hashes_of_a_kernel_without_a_place_are_refused_as_published(void **state)
{
    struct decoded d = decode_data_or_skip(OVMF_X64);
    struct tdxp_snp_options options = tdxp_snp_options_default();
    struct tdxp_snp_measurement *m;

    (void)state;
    options.with_kernel = true;
    m = begin(&d, &options);
    assert_int_equal(tdxp_snp_result(m)->state, TDXP_MEASURE_REFUSED);
    assert_string_equal(tdxp_snp_result(m)->refused,
                        "a kernel is given, and there is no section KERNEL_HASHES for its hashes");
    tdxp_snp_free(m);
    decoded_free(&d);
}

/* Every published digest is found from a launch that differs from its own in vCPUs, features, VMM and type. */
static void published_digests_are_told_from_another_launch(void **state)
{
    struct tdxp_measure_match match;
    uint8_t expected[TDXP_SNP_DIGEST_SIZE];

    (void)state;
    for (size_t i = 0; i < sizeof vectors / sizeof vectors[0]; i++) {
        struct tdxp_snp_options options = options_of(&vectors[i], NULL);
        struct decoded d = decode_data_or_skip(vectors[i].image);

        assert_true(tdxp_mrtd_parse(vectors[i].digest, expected));
        assert_true(tdxp_snp_match(d.fw, &options, expected, &match, NULL));
        assert_true(match.found && match.as_asked && match.all_tried);
        assert_string_equal(match.text, "");
        options.vcpus = 7;
        options.guest_features = 0x3;
        options.vmm = TDXP_SNP_KRUN;
        options.cpu_signature = 0x123;
        assert_true(tdxp_snp_match(d.fw, &options, expected, &match, NULL));
        assert_true(match.found && !match.as_asked);
        assert_non_null(strstr(match.text, tdxp_snp_vmm_name(vectors[i].vmm)));
        assert_non_null(
            strstr(match.text, vectors[i].vcpus == 1 ? "there is 1 vCPU" : "there are 4 vCPUs"));
        assert_non_null(strstr(match.text, vectors[i].features == 0x1 ? "features are 0x1"
                                                                      : "features are 0x21"));
        assert_int_equal(strstr(match.text, "EPYC") != NULL, vectors[i].vmm == TDXP_SNP_QEMU);
        decoded_free(&d);
    }
}

/* ---- the second implementation ---- */

static const char kernel[] = "a kernel", initrd[] = "an initial ramdisk";

static struct tdxp_bytes bytes_of(const char *text)
{
    return (struct tdxp_bytes){(const uint8_t *)text, strlen(text)};
}

/* Measure one launch both ways. The refusals have to agree, and where there is none, the digests. */
static void compare_launch(const struct decoded *d, const struct tdxp_snp_options *options)
{
    const struct tdxp_bytes *bytes = tdxp_image_bytes(d->image);
    const struct naive_snp naive = {
        .image = bytes->data,
        .size = (size_t)bytes->size,
        .vmm = (enum naive_snp_vmm)options->vmm,
        .vcpus = options->vcpus,
        .signature = options->cpu_signature,
        .features = options->guest_features,
        .kernel = options->with_kernel ? kernel : NULL,
        .initrd = initrd,
        .append = options->append,
    };
    struct tdxp_snp_measurement *m = begin(d, options);
    const struct tdxp_snp_result *result = tdxp_snp_result(m);
    struct naive_snp_digests digests;
    uint64_t total = 0;

    if (naive_snp_launches(&naive) != !result->refused) {
        fail_msg("refused: %s", result->refused ? result->refused : "no");
    }
    for (uint32_t i = 0; i < result->group_count; i++) {
        total += result->groups[i].hashed_bytes;
    }
    assert_int_equal(total, result->total);
    tdxp_snp_step(m, UINT64_MAX);
    if (!result->refused) {
        naive_snp(&naive, &digests);
        assert_int_equal(result->state, TDXP_MEASURE_DONE);
        assert_memory_equal(result->digest, digests.launch, 48);
        assert_memory_equal(result->before_vmsa, digests.before_vmsa, 48);
        assert_memory_equal(result->firmware_digest, digests.firmware, 48);
        assert_int_equal(result->done, result->total);
    }
    tdxp_snp_free(m);
}

/* All VMMs, with and without a kernel, and some numbers of vCPUs. */
static void compare_launches(const struct decoded *d)
{
    static const uint32_t vcpus[] = {0, 1, 2, 5};
    struct tdxp_snp_options options = tdxp_snp_options_default();

    options.kernel = bytes_of(kernel);
    options.initrd = bytes_of(initrd);
    options.append = "quiet";
    for (unsigned vmm = 0; vmm < TDXP_SNP_VMMS; vmm++) {
        for (unsigned n = 0; n < 2 * sizeof vcpus / sizeof vcpus[0]; n++) {
            options.vmm = (enum tdxp_snp_vmm)vmm;
            options.vcpus = vcpus[n / 2];
            options.with_kernel = n % 2;
            options.guest_features = n % 3 ? 0x21 : 0x1;
            options.cpu_signature = n % 2 ? 0xa00f11 : 0x830f10;
            compare_launch(d, &options);
        }
    }
}

static void published_images_are_measured_as_by_a_second_implementation(void **state)
{
    static const char *const names[] = {AMD_SEV, OVMF_X64};

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct decoded d = decode_data_or_skip(names[i]);

        compare_launches(&d);
        decoded_free(&d);
    }
}

/* Those of Debian's package ovmf, of which older ones have images without SEV metadata among them. */
static void real_images_are_measured_as_by_a_second_implementation(void **state)
{
    static const char *const paths[] = {
        "/usr/share/ovmf/OVMF.fd",
        "/usr/share/OVMF/OVMF_CODE.fd",
        "/usr/share/OVMF/OVMF_CODE_4M.fd",
    };
    unsigned with_metadata = 0;

    (void)state;
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        struct decoded d = decode_file_or_skip(paths[i]);
        struct tdxp_snp_options options = tdxp_snp_options_default();

        with_metadata += d.fw->sev != NULL;
        for (unsigned vmm = 0; vmm < TDXP_SNP_VMMS; vmm++) {
            options.vmm = (enum tdxp_snp_vmm)vmm;
            options.vcpus = 1 + vmm;
            compare_launch(&d, &options);
        }
        decoded_free(&d);
    }
    assert_true(with_metadata > 0);
}

/* An image without SEV metadata is refused by both; what force measures of it, its pages and one vCPU, is the same. */
static void compare_without_metadata(const struct decoded *d)
{
    const struct tdxp_bytes *bytes = tdxp_image_bytes(d->image);
    struct tdxp_snp_options options = tdxp_snp_options_default();
    const struct naive_snp naive = {
        .image = bytes->data,
        .size = (size_t)bytes->size,
        .vcpus = 1,
        .signature = options.cpu_signature,
        .features = options.guest_features,
    };
    struct naive_snp_digests digests;
    struct tdxp_snp_measurement *m;
    const struct tdxp_snp_result *result;

    assert_null(d->fw->sev);
    compare_launch(d, &options);
    options.force = true;
    m = begin(d, &options);
    result = tdxp_snp_result(m);
    tdxp_snp_step(m, UINT64_MAX);
    if (bytes->size % TDXP_PAGE_SIZE == 0) {
        naive_snp(&naive, &digests);
        assert_int_equal(result->state, TDXP_MEASURE_DONE);
        assert_memory_equal(result->firmware_digest, digests.firmware, TDXP_SNP_DIGEST_SIZE);
        assert_memory_equal(result->digest, digests.launch, TDXP_SNP_DIGEST_SIZE);
    } else {
        assert_int_equal(result->state, TDXP_MEASURE_REFUSED);
    }
    tdxp_snp_free(m);
}

static void the_sample_and_broken_images_are_measured_as_by_a_second_implementation(void **state)
{
    size_t count;
    const struct tdxp_gallery_image *gallery = tdxp_gallery(&count);
    struct decoded sample = decode_taken(sample_bytes(), TDXP_SAMPLE_SIZE);

    (void)state;
    compare_without_metadata(&sample);
    decoded_free(&sample);
    assert_true(count > 0);
    for (size_t i = 0; i < count; i++) {
        uint64_t size;
        uint8_t *bytes = tdxp_gallery_build(&gallery[i], &size, NULL);
        struct decoded d = decode_taken(bytes, (size_t)size);

        compare_without_metadata(&d);
        decoded_free(&d);
    }
}

static void the_usual_image_is_measured_as_by_a_second_implementation(void **state)
{
    const struct snp_image image = snp_image_default();
    struct decoded d = snp_image_decoded(&image);
    struct tdxp_snp_measurement *m;
    struct tdxp_snp_options options = tdxp_snp_options_default();

    (void)state;
    m = measure(&d, &options); /* nothing of it is refused: the comparison is one of digests */
    tdxp_snp_free(m);
    compare_launches(&d);
    decoded_free(&d);
}

/* Sections behind each other, some of them with what is refused. */
static void random_metadata_is_measured_as_by_a_second_implementation(void **state)
{
    static const uint32_t types[] = {1, 2, 3, 4, 0x10, 1, 4, 1, 2, 3, 0x10, 7};
    struct snp_section sections[24];
    uint64_t random = 20;
    unsigned launched = 0;

    (void)state;
    for (unsigned round = 0; round < 120; round++) {
        struct snp_image image = snp_image_default();
        struct tdxp_snp_options options = tdxp_snp_options_default();
        struct tdxp_snp_measurement *m;
        struct decoded d;
        uint32_t at = 0x800000;

        image.sections = sections;
        image.count = (uint32_t)random_below(&random, 24);
        image.seed = round;
        image.reset = round % 16 == 3 ? 0xfffffff0 : (uint32_t)random_next(&random);
        image.hashes =
            0x810000 + (uint32_t)random_below(&random, 4096 - 175 + (round % 8 == 0 ? 100 : 0));
        image.no_reset = round % 16 == 7;
        image.no_hashes = round % 16 == 9;
        image.no_metadata = round % 32 == 11;
        for (uint32_t i = 0; i < image.count; i++) {
            struct snp_section *section = &sections[i];

            section->type = types[random_below(&random, round % 4 == 0 ? 12 : 11)];
            section->base = at;
            section->size = section->type == 1 || section->type == 4
                                ? 4096 * (1 + (uint32_t)random_below(&random, 30))
                                : 4096;
            at += section->size + 4096 * (uint32_t)random_below(&random, 3);
            if (round % 8 == 5 && random_below(&random, 8) == 0) {
                uint32_t odd[] = {section->base - 4096, section->base + 16, 0xffff8000, 0xffffe000,
                                  0};

                section->base = odd[random_below(&random, 5)];
                section->size = random_below(&random, 2) ? section->size
                                                         : (uint32_t)random_below(&random, 0x3000);
            }
        }
        d = snp_image_decoded(&image);
        m = begin(&d, &options);
        launched += tdxp_snp_result(m)->refused == NULL;
        tdxp_snp_free(m);
        compare_launches(&d);
        decoded_free(&d);
    }
    assert_true(launched > 40 && launched < 110);
}

/* The metadata, or the table at the end, with some bytes of it changed: the same is refused, and nothing crashes. */
static void hostile_metadata_is_refused_as_by_a_second_implementation(void **state)
{
    static const struct {
        uint64_t start, length;
    } places[] = {
        {SNP_ASEV, 16 + 6 * 12},
        {PLAN_SIZE - 0x32 - 100, 100 + 18},
    };
    const struct snp_image image = snp_image_default();
    uint64_t random = 7;
    unsigned launched = 0;

    (void)state;
    for (unsigned round = 0; round < 400; round++) {
        uint8_t *bytes = snp_image_bytes(&image);
        struct tdxp_snp_options options = tdxp_snp_options_default();
        struct tdxp_snp_measurement *m;
        struct tdxp_measure_match match;
        struct decoded d;

        for (unsigned i = 0; i <= round % 3; i++) {
            uint64_t at = random_below(&random, places[round % 2].length);

            bytes[places[round % 2].start + at] = (uint8_t)random_next(&random);
        }
        d = decode_taken(bytes, PLAN_SIZE);
        options.vcpus = 2;
        options.kernel = bytes_of(kernel);
        options.initrd = bytes_of(initrd);
        options.with_kernel = round % 4 > 1;
        compare_launch(&d, &options);
        options.force = true;
        options.limit = 1 << 20;
        m = begin(&d, &options);
        launched += tdxp_snp_result(m)->refused == NULL;
        tdxp_snp_step(m, UINT64_MAX);
        assert_int_not_equal(tdxp_snp_result(m)->state, TDXP_MEASURE_FAILED);
        tdxp_snp_free(m);
        if (round % 16 == 0) {
            assert_true(tdxp_snp_match(d.fw, &options, (const uint8_t[TDXP_SNP_DIGEST_SIZE]){1},
                                       &match, NULL));
            assert_false(match.found);
        }
        decoded_free(&d);
    }
    assert_true(launched > 20 && launched < 380);
}

/* ---- groups and steps ---- */

static void each_group_tells_its_pages_and_the_digest_behind_them(void **state)
{
    static const struct {
        const char *name;
        enum tdxp_snp_page page;
        uint64_t gpa, pages, hashed;
    } expected[] = {
        {"firmware", TDXP_SNP_NORMAL, PLAN_GPA, 16, 16 * (112 + 4096)},
        {"SNP_SEC_MEM", TDXP_SNP_ZERO, 0x800000, 9, 9 * 112},
        {"SNP_SECRETS", TDXP_SNP_SECRETS, 0x80d000, 1, 112},
        {"SVSM_CAA", TDXP_SNP_ZERO, 0x80f000, 1, 112},
        {"KERNEL_HASHES", TDXP_SNP_NORMAL, 0x810000, 1, 112 + 4096},
        {"SNP_SEC_MEM", TDXP_SNP_ZERO, 0x811000, 15, 15 * 112},
        {"CPUID", TDXP_SNP_CPUID, 0x80e000, 1, 112},
        {"first vCPU", TDXP_SNP_VMSA, TDXP_SNP_VMSA_GPA, 1, 112 + 4096},
        {"further vCPUs", TDXP_SNP_VMSA, TDXP_SNP_VMSA_GPA, 3, 3 * 112 + 4096},
    };
    const struct snp_image image = snp_image_default();
    struct decoded d = snp_image_decoded(&image);
    struct tdxp_snp_options options = tdxp_snp_options_default();
    struct tdxp_snp_measurement *m;
    const struct tdxp_snp_result *result;

    (void)state;
    options.vmm = TDXP_SNP_EC2;
    options.vcpus = 4;
    options.with_kernel = true;
    m = begin(&d, &options);
    result = tdxp_snp_result(m);
    assert_int_equal(result->group_count, 9);
    assert_null(result->firmware_digest);
    for (uint32_t i = 0; i < 9; i++) {
        const struct tdxp_snp_group *group = &result->groups[i];

        assert_string_equal(group->name, expected[i].name);
        assert_int_equal(group->page, expected[i].page);
        assert_int_equal(group->gpa, expected[i].gpa);
        assert_int_equal(group->pages, expected[i].pages);
        assert_int_equal(group->hashed_bytes, expected[i].hashed);
        assert_false(group->done);
    }
    tdxp_snp_step(m, UINT64_MAX);
    assert_ptr_equal(result->firmware_digest, result->groups[0].digest);
    assert_ptr_equal(result->before_vmsa, result->groups[6].digest);
    assert_memory_equal(result->groups[8].digest, result->digest, sizeof result->digest);
    assert_memory_not_equal(result->before_vmsa, result->digest, sizeof result->digest);
    tdxp_snp_free(m);
    decoded_free(&d);
}

static void a_step_does_no_more_than_its_budget_and_a_page(void **state)
{
    const struct snp_section huge[] = {{0, 0x80000000, TDXP_SEV_SNP_SEC_MEM}};
    struct snp_image image = snp_image_default();
    struct tdxp_snp_options options = tdxp_snp_options_default();
    struct tdxp_snp_measurement *m;
    const struct tdxp_snp_result *result;
    struct decoded d;

    (void)state;
    image.sections = huge;
    image.count = 1;
    d = snp_image_decoded(&image);
    m = begin(&d, &options);
    result = tdxp_snp_result(m);
    for (unsigned i = 0; i < 100; i++) {
        uint64_t before = result->done;

        assert_true(tdxp_snp_step(m, 1000 * i));
        assert_true(result->done > before);
        assert_true(result->done - before < 1000 * i + 1 + 4096 + 112);
    }
    assert_int_equal(result->state, TDXP_MEASURE_RUNNING);
    assert_non_null(result->firmware_digest);
    assert_null(result->before_vmsa);
    tdxp_snp_free(m);
    decoded_free(&d);
}

static void small_steps_come_to_the_same_digest(void **state)
{
    const struct snp_image image = snp_image_default();
    struct decoded d = snp_image_decoded(&image);
    struct tdxp_snp_options options = tdxp_snp_options_default();
    struct tdxp_snp_measurement *at_once;
    struct tdxp_snp_measurement *stepped;
    unsigned steps = 0;

    (void)state;
    options.vcpus = 3;
    at_once = measure(&d, &options);
    stepped = begin(&d, &options);
    while (tdxp_snp_step(stepped, 0)) {
        steps++;
    }
    assert_int_equal(steps, 16 + 9 + 1 + 1 + 1 + 1 + 15 + 3 - 1);
    assert_memory_equal(tdxp_snp_result(stepped)->digest, tdxp_snp_result(at_once)->digest,
                        TDXP_SNP_DIGEST_SIZE);
    assert_false(tdxp_snp_step(stepped, 0));
    tdxp_snp_free(at_once);
    tdxp_snp_free(stepped);
    decoded_free(&d);
}

/* Told of a page: what the group says of it, in the order of the launch. */
struct told {
    const struct tdxp_snp_result *result;
    uint32_t group;
    uint64_t page, records;
    uint8_t last[TDXP_SNP_DIGEST_SIZE];
};

static void check_record(void *context, const struct tdxp_snp_record *record)
{
    struct told *told = context;
    const struct tdxp_snp_group *group;

    if (told->page == told->result->groups[told->group].pages) {
        told->group++;
        told->page = 0;
    }
    group = &told->result->groups[told->group];
    assert_int_equal(record->group, told->group);
    assert_int_equal(record->page, group->page);
    assert_int_equal(record->gpa, group->part == TDXP_SNP_PART_VMSA
                                      ? group->gpa
                                      : group->gpa + 4096 * told->page);
    assert_int_equal(record->from_file, group->part == TDXP_SNP_PART_FIRMWARE);
    assert_int_equal(record->file_offset, record->from_file ? 4096 * told->page : 0);
    memcpy(told->last, record->digest, sizeof told->last);
    told->page++;
    told->records++;
}

static void the_listener_is_told_of_every_page_in_order(void **state)
{
    const struct snp_image image = snp_image_default();
    struct decoded d = snp_image_decoded(&image);
    struct tdxp_snp_options options = tdxp_snp_options_default();
    struct tdxp_snp_measurement *m;
    struct told told = {.records = 0};

    (void)state;
    options.vcpus = 3;
    m = begin(&d, &options);
    told.result = tdxp_snp_result(m);
    tdxp_snp_listen(m, check_record, &told);
    tdxp_snp_step(m, UINT64_MAX);
    assert_int_equal(told.records, 16 + 9 + 1 + 1 + 1 + 1 + 15 + 3);
    assert_memory_equal(told.last, told.result->digest, sizeof told.last);
    tdxp_snp_free(m);
    decoded_free(&d);
}

/* ---- what is covered ---- */

static void the_whole_file_is_covered_and_memory_by_its_type(void **state)
{
    static const struct {
        uint64_t gpa;
        enum tdxp_cover cover;
        uint64_t last;
    } memory[] = {
        {0, TDXP_COVER_NEVER, 0x7fffff},
        {0x800000, TDXP_COVER_MEASURED, 0x808fff},
        {0x808fff, TDXP_COVER_MEASURED, 0x808fff},
        {0x809000, TDXP_COVER_NEVER, 0x80cfff},
        {0x80d000, TDXP_COVER_LOADED, 0x80efff},
        {0x80f123, TDXP_COVER_MEASURED, 0x81ffff},
        {0x820000, TDXP_COVER_NEVER, PLAN_GPA - 1},
        {PLAN_GPA, TDXP_COVER_MEASURED, 0xffffffff},
        {0x100000000, TDXP_COVER_NEVER, UINT64_MAX},
    };
    const struct snp_image image = snp_image_default();
    struct decoded d = snp_image_decoded(&image);
    struct tdxp_snp_options options = tdxp_snp_options_default();
    struct tdxp_snp_measurement *m = begin(&d, &options);
    uint64_t bytes[TDXP_COVERS];
    uint64_t last;

    (void)state;
    assert_int_equal(tdxp_snp_cover(m, 0, &last), TDXP_COVER_MEASURED);
    assert_int_equal(last, PLAN_SIZE);
    assert_int_equal(tdxp_snp_cover(m, PLAN_SIZE - 3, &last), TDXP_COVER_MEASURED);
    assert_int_equal(last, 3);
    assert_int_equal(tdxp_snp_cover(m, PLAN_SIZE, &last), TDXP_COVER_NEVER);
    assert_int_equal(last, UINT64_MAX);
    tdxp_snp_cover_totals(m, bytes);
    assert_int_equal(bytes[TDXP_COVER_MEASURED], PLAN_SIZE);
    assert_int_equal(bytes[TDXP_COVER_LOADED], 0);
    assert_int_equal(bytes[TDXP_COVER_NEVER], 0);
    for (size_t i = 0; i < sizeof memory / sizeof memory[0]; i++) {
        assert_int_equal(tdxp_snp_cover_gpa(m, memory[i].gpa, &last), memory[i].cover);
        assert_int_equal(last, memory[i].last);
    }
    tdxp_snp_free(m);
    options.vmm = TDXP_SNP_GCE;
    m = begin(&d, &options);
    assert_int_equal(tdxp_snp_cover_gpa(m, 0x800000, &last), TDXP_COVER_LOADED);
    tdxp_snp_free(m);
    decoded_free(&d);
}

/* ---- what is refused ---- */

/* Whether a launch of the image is refused for that reason, and whether force measures it. */
static void assert_refused(const struct snp_image *image, struct tdxp_snp_options options,
                           const char *reason, bool force_helps)
{
    struct decoded d = snp_image_decoded(image);

    for (unsigned force = 0; force < 2; force++) {
        struct tdxp_snp_measurement *m;
        const struct tdxp_snp_result *result;

        options.force = force;
        m = begin(&d, &options);
        result = tdxp_snp_result(m);
        tdxp_snp_step(m, UINT64_MAX);
        if (!result->refused || !strstr(result->refused, reason)) {
            fail_msg("'%s' instead of '%s'", result->refused ? result->refused : "not refused",
                     reason);
        }
        assert_int_equal(result->state,
                         force && force_helps ? TDXP_MEASURE_DONE : TDXP_MEASURE_REFUSED);
        assert_true(result->group_count > 0); /* what can be told is told */
        tdxp_snp_free(m);
    }
    decoded_free(&d);
}

static void assert_section_refused(struct snp_section section, const char *reason)
{
    const struct snp_section sections[] = {{0x700000, 0x2000, TDXP_SEV_SNP_SEC_MEM}, section};
    struct snp_image image = snp_image_default();

    image.sections = sections;
    image.count = 2;
    assert_refused(&image, tdxp_snp_options_default(), reason, true);
}

static void sections_that_no_launch_comes_to_are_refused(void **state)
{
    (void)state;
    assert_section_refused(
        (struct snp_section){0x800000, 0x1000, 9},
        "section 1 has the type 0x9, which is not known; QEMU takes it for zero pages");
    assert_section_refused((struct snp_section){0x800010, 0x1000, 1},
                           "KVM launches whole pages, not 0x1000 bytes at "
                           "0x800010");
    assert_section_refused((struct snp_section){0x800000, 0x1001, 1}, "KVM launches whole pages");
    assert_section_refused((struct snp_section){0x800000, 0, 1},
                           "section 1 (SNP_SEC_MEM): KVM refuses a range of no "
                           "pages");
    assert_section_refused((struct snp_section){0x800000, 0x2000, 2},
                           "how more than one page of it is measured");
    assert_section_refused((struct snp_section){0xfffff000, 0x2000, 1}, "reaches past 4 GiB");
    assert_section_refused((struct snp_section){0x701000, 0x1000, 1},
                           "section 0 has launched some of these");
    assert_section_refused((struct snp_section){0xffff0000, 0x1000, 1}, "the firmware is there");
}

static void an_image_without_metadata_is_refused(void **state)
{
    struct snp_image image = snp_image_default();

    (void)state;
    image.no_metadata = true;
    assert_refused(&image, tdxp_snp_options_default(), "there is no SEV metadata", true);
}

static void further_vcpus_need_an_address_to_start_at(void **state)
{
    struct tdxp_snp_options options = tdxp_snp_options_default();
    struct snp_image image = snp_image_default();
    struct decoded d;

    (void)state;
    for (unsigned zero = 0; zero < 2; zero++) {
        image.no_reset = !zero;
        image.reset = 0;
        options.vcpus = 1;
        assert_refused(&image, options, "no SEV-ES reset block", true);
        options.vcpus = 2;
        assert_refused(&image, options, "no SEV-ES reset block", false);
        options.vcpus = 0;
        d = snp_image_decoded(&image);
        tdxp_snp_free(measure(&d, &options));
        decoded_free(&d);
    }
}

static void hashes_of_a_kernel_need_a_place(void **state)
{
    const struct snp_section two_pages[] = {{0x810000, 0x2000, TDXP_SEV_KERNEL_HASHES}};
    struct tdxp_snp_options options = tdxp_snp_options_default();
    struct snp_image image = snp_image_default();

    (void)state;
    options.with_kernel = true;
    image.hashes = 0x810f51;
    assert_refused(&image, options, "would go to 0xf51 in their page, which has no room", false);
    image.hashes = 0;
    assert_refused(&image, options, "does not say where its hashes go", false);
    image.no_hashes = true;
    assert_refused(&image, options, "does not say where its hashes go", false);
    image = snp_image_default();
    image.count = 4;
    assert_refused(&image, options, "there is no section KERNEL_HASHES", true);
    image.sections = two_pages;
    image.count = 1;
    assert_refused(&image, options, "section 0 (KERNEL_HASHES) has 0x2000 bytes", false);
}

static void an_image_that_is_no_whole_pages_is_measured_by_a_given_digest_alone(void **state)
{
    static const uint8_t given[TDXP_SNP_DIGEST_SIZE] = {1};
    const struct snp_image image = snp_image_default();
    uint8_t *bytes = snp_image_bytes(&image);
    struct decoded d = decode_copy(bytes + 5, PLAN_SIZE - 5);
    struct tdxp_snp_options options = tdxp_snp_options_default();
    struct tdxp_snp_measurement *m;

    (void)state;
    options.force = true;
    m = begin(&d, &options);
    assert_int_equal(tdxp_snp_result(m)->state, TDXP_MEASURE_REFUSED);
    assert_string_equal(tdxp_snp_result(m)->refused,
                        "the image has 0xfffb bytes, which are no whole pages");
    tdxp_snp_free(m);
    options.force = false;
    options.firmware_digest = given;
    m = measure(&d, &options);
    assert_memory_equal(tdxp_snp_result(m)->firmware_digest, given, sizeof given);
    assert_true(tdxp_snp_result(m)->groups[0].given);
    assert_int_equal(tdxp_snp_result(m)->groups[0].hashed_bytes, 0);
    tdxp_snp_free(m);
    decoded_free(&d);
    free(bytes);
}

/* ---- too much ---- */

static void more_than_the_limit_is_refused_without_hashing(void **state)
{
    struct snp_section endless[600];
    struct tdxp_snp_options options = tdxp_snp_options_default();
    struct snp_image image = snp_image_default();
    struct tdxp_measure_match match;
    struct decoded d;

    (void)state;
    options.vcpus = UINT32_MAX;
    assert_refused(&image, options,
                   "bytes would be hashed, which is more than the limit of 0x40000000", false);
    d = snp_image_decoded(&image);
    options.limit = 1 << 20;
    assert_true(
        tdxp_snp_match(d.fw, &options, (const uint8_t[TDXP_SNP_DIGEST_SIZE]){0}, &match, NULL));
    assert_false(match.found || match.all_tried);
    assert_true(match.tried <= (4 << 20) / TDXP_SNP_RECORD_SIZE);
    decoded_free(&d);
    options.vcpus = 1;
    options.limit = 16 * 4208 + 28 * 112 + 4208;
    d = snp_image_decoded(&image);
    tdxp_snp_free(measure(&d, &options));
    decoded_free(&d);
    options.limit--;
    assert_refused(&image, options, "bytes would be hashed", false);
    options.limit = 0;
    for (unsigned i = 0; i < 600; i++) {
        endless[i] = (struct snp_section){0, 0xfffff000, TDXP_SEV_SNP_SEC_MEM};
    }
    image.sections = endless;
    image.count = 600;
    assert_refused(&image, options, "bytes would be hashed", false);
    d = snp_image_decoded(&image);
    assert_true(
        tdxp_snp_match(d.fw, &options, (const uint8_t[TDXP_SNP_DIGEST_SIZE]){0}, &match, NULL));
    assert_false(match.found);
    assert_false(match.all_tried);
    decoded_free(&d);
}

/* ---- a value of somebody else ---- */

static void the_launch_with_the_fewest_differences_is_found(void **state)
{
    struct tdxp_snp_options asked = tdxp_snp_options_default();
    struct tdxp_snp_options other = asked;
    const struct snp_image image = snp_image_default();
    struct decoded d = snp_image_decoded(&image);
    struct tdxp_snp_measurement *m;
    struct tdxp_measure_match match;

    (void)state;
    other.vcpus = 512;
    m = measure(&d, &other);
    assert_true(tdxp_snp_match(d.fw, &asked, tdxp_snp_result(m)->digest, &match, NULL));
    assert_string_equal(match.text, "there are 512 vCPUs");
    assert_true(tdxp_snp_match(d.fw, &asked, tdxp_snp_result(m)->before_vmsa, &match, NULL));
    assert_string_equal(match.text, "it ends before the VMSA pages (no vCPU)");
    assert_true(tdxp_snp_match(d.fw, &asked, tdxp_snp_result(m)->firmware_digest, &match, NULL));
    assert_string_equal(match.text,
                        "it ends behind the pages of the firmware, before those of the metadata");
    assert_true(match.found && !match.as_asked);
    tdxp_snp_free(m);
    other.vcpus = 2;
    other.with_kernel = true;
    m = measure(&d, &asked);
    assert_true(tdxp_snp_match(d.fw, &other, tdxp_snp_result(m)->digest, &match, NULL));
    assert_string_equal(match.text, "there is 1 vCPU; the hashes of the kernel are not in it");
    assert_true(
        tdxp_snp_match(d.fw, &other, (const uint8_t[TDXP_SNP_DIGEST_SIZE]){0}, &match, NULL));
    assert_true(!match.found && match.all_tried && match.tried > 1000);
    tdxp_snp_free(m);
    other.vmm = TDXP_SNP_GCE;
    other.cpu_signature = 0x123;
    m = measure(&d, &other);
    asked.with_kernel = true;
    assert_true(tdxp_snp_match(d.fw, &asked, tdxp_snp_result(m)->digest, &match, NULL));
    assert_string_equal(match.text, "the VMM is Google Compute Engine (gce); there are 2 vCPUs");
    tdxp_snp_free(m);
    decoded_free(&d);
}

static void types_of_vcpus_are_found_by_name_and_signature(void **state)
{
    (void)state;
    assert_string_equal(tdxp_snp_cpu(0)->name, "EPYC");
    assert_null(tdxp_snp_cpu(17));
    assert_string_equal(tdxp_snp_cpu_of(0xa10f10)->name, "EPYC-Genoa");
    assert_null(tdxp_snp_cpu_of(0));
    /* AMD CPUID specification: extended family and model, family 0xf, model, stepping. */
    for (unsigned n = 0; tdxp_snp_cpu(n); n++) {
        assert_int_equal(tdxp_snp_cpu(n)->signature & 0xf00, 0xf00);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(published_digests_come_out),
        cmocka_unit_test(hashes_of_a_kernel_without_a_place_are_refused_as_published),
        cmocka_unit_test(published_digests_are_told_from_another_launch),
        cmocka_unit_test(published_images_are_measured_as_by_a_second_implementation),
        cmocka_unit_test(real_images_are_measured_as_by_a_second_implementation),
        cmocka_unit_test(the_sample_and_broken_images_are_measured_as_by_a_second_implementation),
        cmocka_unit_test(the_usual_image_is_measured_as_by_a_second_implementation),
        cmocka_unit_test(random_metadata_is_measured_as_by_a_second_implementation),
        cmocka_unit_test(hostile_metadata_is_refused_as_by_a_second_implementation),
        cmocka_unit_test(each_group_tells_its_pages_and_the_digest_behind_them),
        cmocka_unit_test(a_step_does_no_more_than_its_budget_and_a_page),
        cmocka_unit_test(small_steps_come_to_the_same_digest),
        cmocka_unit_test(the_listener_is_told_of_every_page_in_order),
        cmocka_unit_test(the_whole_file_is_covered_and_memory_by_its_type),
        cmocka_unit_test(sections_that_no_launch_comes_to_are_refused),
        cmocka_unit_test(an_image_without_metadata_is_refused),
        cmocka_unit_test(further_vcpus_need_an_address_to_start_at),
        cmocka_unit_test(hashes_of_a_kernel_need_a_place),
        cmocka_unit_test(an_image_that_is_no_whole_pages_is_measured_by_a_given_digest_alone),
        cmocka_unit_test(more_than_the_limit_is_refused_without_hashing),
        cmocka_unit_test(the_launch_with_the_fewest_differences_is_found),
        cmocka_unit_test(types_of_vcpus_are_found_by_name_and_signature),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
