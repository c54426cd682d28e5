/* The launch digest of an SEV-SNP guest: published values, and a second implementation. */
#include <stdlib.h>
#include <string.h>

#include "naive_snp.h"
#include "snp_image.h"
#include "tdxplore/gallery.h"
#include "tdxplore/sample.h"

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
    {"test_snp_ovmf_hash_full_default", AMD_SEV, TDXP_SNP_QEMU, 1, 0x21, "console=ttyS0 loglevel=7", true,
     "803f691094946e42068aaa3a8f9e26a5c89f36f7b73ecfb28c653360fe4b3aba7e534442e7e1e17895dfe778d0228977"},
    {"test_snp_ovmf_hash_full_feature_snp_only", AMD_SEV, TDXP_SNP_QEMU, 1, 0x1, "console=ttyS0 loglevel=7", true,
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
    {"test_snp_guest_feature_snp_only", AMD_SEV, TDXP_SNP_QEMU, 1, 0x1, "console=ttyS0 loglevel=7", false,
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
    {"test_snp_with_ovmfx64_without_kernel_feature_snp_only", OVMF_X64, TDXP_SNP_QEMU, 1, 0x1, NULL, false,
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
        struct tdxp_snp_measurement *m = snp_measure(&d, &options);
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
    m = snp_begin(&d, &options);
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
        assert_non_null(strstr(match.text, vectors[i].vcpus == 1 ? "there is 1 vCPU" : "there are 4 vCPUs"));
        assert_non_null(strstr(match.text, vectors[i].features == 0x1 ? "features are 0x1" : "features are 0x21"));
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
    struct tdxp_snp_measurement *m = snp_begin(d, options);
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
    m = snp_begin(d, &options);
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
    const struct tdxp_snp_options options = tdxp_snp_options_default();
    unsigned with_metadata = 0;

    (void)state;
    compare_without_metadata(&sample);
    decoded_free(&sample);
    for (size_t i = 0; i < count; i++) {
        uint64_t size;
        uint8_t *bytes = tdxp_gallery_build(&gallery[i], &size, NULL);
        struct decoded d = decode_taken(bytes, (size_t)size);

        if (d.fw->sev) {
            with_metadata++;
            compare_launch(&d, &options);
        } else {
            compare_without_metadata(&d);
        }
        decoded_free(&d);
    }
    assert_true(with_metadata > 0 && with_metadata < count);
}

static void the_usual_image_is_measured_as_by_a_second_implementation(void **state)
{
    const struct snp_image image = snp_image_default();
    struct decoded d = snp_image_decoded(&image);
    struct tdxp_snp_measurement *m;
    struct tdxp_snp_options options = tdxp_snp_options_default();

    (void)state;
    m = snp_measure(&d, &options); /* nothing of it is refused: the comparison is one of digests */
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
        image.hashes = 0x810000 + (uint32_t)random_below(&random, 4096 - 175 + (round % 8 == 0 ? 100 : 0));
        image.no_reset = round % 16 == 7;
        image.no_hashes = round % 16 == 9;
        image.no_metadata = round % 32 == 11;
        for (uint32_t i = 0; i < image.count; i++) {
            struct snp_section *section = &sections[i];

            section->type = types[random_below(&random, round % 4 == 0 ? 12 : 11)];
            section->base = at;
            section->size =
                section->type == 1 || section->type == 4 ? 4096 * (1 + (uint32_t)random_below(&random, 30)) : 4096;
            at += section->size + 4096 * (uint32_t)random_below(&random, 3);
            if (round % 8 == 5 && random_below(&random, 8) == 0) {
                uint32_t odd[] = {section->base - 4096, section->base + 16, 0xffff8000, 0xffffe000, 0};

                section->base = odd[random_below(&random, 5)];
                section->size = random_below(&random, 2) ? section->size : (uint32_t)random_below(&random, 0x3000);
            }
        }
        d = snp_image_decoded(&image);
        m = snp_begin(&d, &options);
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
        m = snp_begin(&d, &options);
        launched += tdxp_snp_result(m)->refused == NULL;
        tdxp_snp_step(m, UINT64_MAX);
        assert_int_not_equal(tdxp_snp_result(m)->state, TDXP_MEASURE_FAILED);
        tdxp_snp_free(m);
        if (round % 16 == 0) {
            assert_true(tdxp_snp_match(d.fw, &options, (const uint8_t[TDXP_SNP_DIGEST_SIZE]){1}, &match, NULL));
            assert_false(match.found);
        }
        decoded_free(&d);
    }
    assert_true(launched > 20 && launched < 380);
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
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
