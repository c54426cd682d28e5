/* Sparse files: holes are passed over, so that the largest file opens at once and stays small in memory. */
#include "place.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tdxplore/image.h"
#include "tdxplore/sample.h"

#define KIB (UINT64_C(1) << 10)
#define MIB (UINT64_C(1) << 20)
#define GIB (UINT64_C(1) << 30)

/* Skips the test where the file system stores holes as bytes; fd is a file that is one hole of 64 KiB or more. */
static void need_holes(const struct test_place *place, int fd)
{
    if (lseek(fd, 0, SEEK_DATA) < 0 && errno == ENXIO) {
        return;
    }
    close(fd);
    print_message("skipped: no holes on the file system of %s\n", place->dir);
    skip();
}

/* An open file of size bytes without any stored. */
static int open_hole(const struct test_place *place, uint64_t size)
{
    int fd = open_new(place);

    assert_int_equal(ftruncate(fd, (off_t)size), 0);
    need_holes(place, fd);
    return fd;
}

/* A file of size bytes with a few of data in the middle of it and a whole small image at its end. */
static void make_sparse(const struct test_place *place, uint64_t size)
{
    struct plan plan = plan_default();
    uint8_t *tail = plan_bytes(&plan);
    int fd = open_hole(place, size);

    put_at(fd, 3 * GIB, tail, 64);
    put_at(fd, size - PLAN_SIZE, tail, PLAN_SIZE);
    close(fd);
    free(tail);
}

/* Write size bytes from at on, but for the pages of zeros among them. */
static void put_sparsely(int fd, uint64_t at, const uint8_t *bytes, uint64_t size)
{
    static const uint8_t zeros[4 * KIB];

    for (uint64_t i = 0; i < size; i += sizeof zeros) {
        if (memcmp(bytes + i, zeros, sizeof zeros) != 0) {
            put_at(fd, at + i, bytes + i, sizeof zeros);
        }
    }
}

/* ---- holes ---- */

static void holes_are_passed_over(void **state)
{
    const struct test_place *place = *state;
    struct tdxp_image *image;
    struct tdxp_range run;

    make_sparse(place, 4 * GIB);
    image = tdxp_image_open(place->file, NULL, NULL);
    assert_non_null(image);
    assert_true(tdxp_image_next_data(image, 0, &run));
    assert_true(run.start > 2 * GIB && run.start <= 3 * GIB);
    assert_true(run.length >= 64 && run.length <= 2 * MIB);
    assert_true(tdxp_image_next_data(image, run.start + run.length, &run));
    assert_true(run.start > 4 * GIB - 2 * MIB);
    assert_true(run.start + run.length == 4 * GIB);
    assert_false(tdxp_image_next_data(image, 4 * GIB, &run));
    tdxp_image_close(image);
}

static void file_that_ends_with_a_hole_has_no_data_there(void **state)
{
    const struct test_place *place = *state;
    struct tdxp_image *image;
    struct tdxp_range run;
    int fd = open_hole(place, 3 * GIB);

    put_at(fd, 0, "x", 1);
    close(fd);
    image = tdxp_image_open(place->file, NULL, NULL);
    assert_true(tdxp_image_next_data(image, 0, &run));
    assert_int_equal(run.start, 0);
    assert_true(run.length < MIB);
    assert_false(tdxp_image_next_data(image, run.length, &run));
    tdxp_image_close(image);
}

/* ---- memory ---- */

/* Sanitizers keep much memory of their own: what is resident then says little of the program. */
#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED true
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED true
#endif
#endif
#ifndef SANITIZED
#define SANITIZED false
#endif

static uint64_t resident_bytes(void)
{
    FILE *file = fopen("/proc/self/statm", "r");
    unsigned long total = 0;
    unsigned long pages = 0;

    assert_non_null(file);
    assert_int_equal(fscanf(file, "%lu %lu", &total, &pages), 2);
    fclose(file);
    return pages * (uint64_t)sysconf(_SC_PAGESIZE);
}

static uint64_t peak_bytes(void)
{
    struct rusage usage;

    assert_int_equal(getrusage(RUSAGE_SELF, &usage), 0);
    return (uint64_t)usage.ru_maxrss * KIB;
}

/* How much the peak of resident memory grew is told by a child, whose peak begins at what is resident now. */
static void decode_in_child(const char *path, bool expect_descriptor)
{
    pid_t child = fork();
    int status;

    assert_true(child >= 0);
    if (child == 0) {
        uint64_t before = resident_bytes();
        struct tdxp_image *image = tdxp_image_open(path, NULL, NULL);
        struct tdxp_firmware *fw = image ? tdxp_firmware_decode(image, NULL) : NULL;
        uint64_t grown = peak_bytes() - before;

        if (!fw || (fw->tdvf != NULL) != expect_descriptor) {
            _exit(1);
        }
        tdxp_firmware_free(fw);
        tdxp_image_close(image);
        print_message("grew by %llu KiB\n", (unsigned long long)(grown / KIB));
        _exit(!SANITIZED && grown > 32 * MIB ? 2 : 0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

static void sparse_file_of_4_gib_is_decoded_in_little_memory(void **state)
{
    const struct test_place *place = *state;

    make_sparse(place, 4 * GIB);
    decode_in_child(place->file, true);
}

static void sparse_file_of_more_than_4_gib_is_decoded_in_little_memory(void **state)
{
    const struct test_place *place = *state;

    make_sparse(place, 5 * GIB + 1);
    decode_in_child(place->file, true);
}

static void file_that_is_one_hole_is_decoded_in_little_memory(void **state)
{
    const struct test_place *place = *state;

    close(open_hole(place, 4 * GIB));
    decode_in_child(place->file, false);
}

/* The sample with as many bytes before it as make the file 4 GiB, and its descriptor with offsets to match. */
static void sample_at_the_end_of_4_gib_is_decoded_in_little_memory(void **state)
{
    const struct test_place *place = *state;
    uint64_t shift = 4 * GIB - TDXP_SAMPLE_SIZE;
    uint8_t *bytes = sample_bytes();
    struct decoded d = decode_copy(bytes, TDXP_SAMPLE_SIZE);
    int fd;

    for (uint32_t i = 0; i < d.fw->tdvf->section_count; i++) {
        const struct tdxp_section *s = &d.fw->tdvf->sections[i];

        if (s->raw_data_size > 0) {
            put_uint(bytes + s->offset, 4, shift + s->data_offset);
        }
    }
    decoded_free(&d);
    fd = open_hole(place, 4 * GIB);
    put_sparsely(fd, shift, bytes, TDXP_SAMPLE_SIZE);
    close(fd);
    free(bytes);
    decode_in_child(place->file, true);

    d = decode_file_or_skip(place->file);
    assert_int_equal(d.fw->located_by, TDXP_METHOD_GUID_TABLE);
    assert_int_equal(d.fw->volume_count, 2);
    assert_range(&d, "contents/section[1]/volume[0]", shift, 0x40000);
    assert_sound(&d);
    decoded_free(&d);
}

/* A descriptor, found by the scan, with count sections of size bytes one behind the other from the file's start. */
static void put_sections(int fd, uint64_t at, uint32_t count, uint64_t size)
{
    uint8_t header[32];
    uint8_t entry[32];

    memcpy(header, tdxp_guid_tdx_metadata.bytes, 16);
    memcpy(header + 16, "TDVF", 4);
    put_uint(header + 20, 4, 16 + 32 * (uint64_t)count);
    put_uint(header + 24, 4, 1);
    put_uint(header + 28, 4, count);
    put_at(fd, at, header, sizeof header);
    for (uint32_t i = 0; i < count; i++) {
        memset(entry, 0, sizeof entry);
        put_uint(entry, 4, i * size);
        put_uint(entry + 4, 4, size);
        put_uint(entry + 8, 8, i * size);
        put_uint(entry + 16, 8, size);
        put_uint(entry + 24, 4, TDXP_SECTION_CFV);
        put_at(fd, at + sizeof header + i * sizeof entry, entry, sizeof entry);
    }
}

static void sections_full_of_holes_are_not_read_through(void **state)
{
    enum { COUNT = 63 };
    const struct test_place *place = *state;
    int fd = open_hole(place, 4 * GIB);

    for (uint64_t i = 0; i < COUNT; i++) {
        put_at(fd, i * 64 * MIB, "begin", 5);
        put_at(fd, (i + 1) * 64 * MIB - 3, "end", 3);
    }
    put_sections(fd, 4 * GIB - 64 * KIB, COUNT, 64 * MIB);
    close(fd);
    decode_in_child(place->file, true);
}

/* ---- what is decoded ---- */

static void assert_same_trees(const struct decoded *a, const struct decoded *b)
{
    uint32_t count = tdxp_tree_count(a->fw->tree);

    assert_int_equal(tdxp_tree_count(b->fw->tree), count);
    for (uint32_t i = 1; i < count; i++) {
        const struct tdxp_node *x = tdxp_tree_node(a->fw->tree, i);
        const struct tdxp_node *y = tdxp_tree_node(b->fw->tree, i);

        assert_string_equal(x->key, y->key);
        assert_string_equal(x->name, y->name);
        assert_int_equal(x->offset, y->offset);
        assert_int_equal(x->length, y->length);
        assert_int_equal(x->marks, y->marks);
    }
}

static void sparse_copy_is_decoded_as_the_original_is(void **state)
{
    const struct test_place *place = *state;
    uint8_t *bytes = sample_bytes();
    int fd = open_hole(place, TDXP_SAMPLE_SIZE);
    struct decoded original;
    struct decoded copy;

    put_sparsely(fd, 0, bytes, TDXP_SAMPLE_SIZE);
    close(fd);
    original = decode_taken(bytes, TDXP_SAMPLE_SIZE);
    copy = decode_file_or_skip(place->file);
    assert_same_trees(&original, &copy);
    decoded_free(&original);
    decoded_free(&copy);
}

/* An empty volume of 4 KiB. */
static void put_volume(int fd, uint64_t at)
{
    uint8_t header[VOLUME_HEADER];

    put_volume_header(header, 4 * KIB);
    put_at(fd, at, header, sizeof header);
}

static void volumes_are_searched_in_the_last_64_mib_of_a_section(void **state)
{
    const struct test_place *place = *state;
    int fd = open_hole(place, 256 * MIB);
    struct decoded d;

    put_volume(fd, 0);
    put_volume(fd, 36 * MIB);
    put_sections(fd, 200 * MIB, 1, 100 * MIB);
    close(fd);
    d = decode_file_or_skip(place->file);
    assert_range(&d, "contents/section[0]/volume[0]", 36 * MIB, 4 * KIB);
    assert_no_node(&d, "contents/section[0]/volume[1]");
    assert_marks(&d, "contents/section[0]", TDXP_MARK_LIMIT);
    assert_string_equal(node_at(&d, "contents/section[0]")->remark,
                        "only its last 64.0 MiB were searched for firmware volumes");
    assert_sound(&d);
    decoded_free(&d);
}

static void volumes_are_searched_in_256_mib_of_all_sections(void **state)
{
    const struct test_place *place = *state;
    int fd = open_hole(place, 512 * MIB);
    struct decoded d;

    for (uint64_t i = 0; i < 6; i++) {
        put_volume(fd, (i + 1) * 60 * MIB - 4 * KIB);
    }
    put_sections(fd, 500 * MIB, 6, 60 * MIB);
    close(fd);
    d = decode_file_or_skip(place->file);
    assert_int_equal(d.fw->volume_count, 5);
    assert_marks(&d, "contents/section[3]", 0);
    assert_string_equal(node_at(&d, "contents/section[4]")->remark,
                        "only its last 16.0 MiB were searched for firmware volumes");
    assert_string_equal(node_at(&d, "contents/section[5]")->remark,
                        "not searched for firmware volumes: the limit of 256 MiB is reached");
    assert_no_node(&d, "contents/section[5]/volume[0]");
    decoded_free(&d);
}

static void only_the_end_of_a_very_large_file_is_scanned_for_a_descriptor(void **state)
{
    const struct test_place *place = *state;
    int fd = open_hole(place, GIB);
    struct decoded d;

    put_sections(fd, 0, 1, 4 * KIB);
    close(fd);
    d = decode_file_or_skip(place->file);
    assert_int_equal(d.fw->located_by, -1);
    assert_true(d.fw->lookups[TDXP_METHOD_SIGNATURE_SCAN].partial);
    assert_marks(&d, "locate/signature-scan", TDXP_MARK_LIMIT);
    decoded_free(&d);
}

/* ---- addresses ---- */

static void file_of_exactly_4_gib_is_mapped_from_address_0(void **state)
{
    const struct test_place *place = *state;
    struct tdxp_gpa gpa;
    uint64_t offset;
    int32_t section;
    struct decoded d;

    close(open_hole(place, 4 * GIB));
    d = decode_file_or_skip(place->file);
    assert_true(tdxp_gpa_by_bios(d.fw, 0, &gpa));
    assert_int_equal(gpa.gpa, 0);
    assert_true(tdxp_gpa_by_bios(d.fw, 4 * GIB - 1, &gpa));
    assert_int_equal(gpa.gpa, 4 * GIB - 1);
    assert_false(tdxp_gpa_by_bios(d.fw, 4 * GIB, &gpa));
    assert_true(tdxp_offset_of_gpa(d.fw, 0, &offset, &section));
    assert_int_equal(offset, 0);
    assert_false(tdxp_offset_of_gpa(d.fw, 4 * GIB, &offset, &section));
    decoded_free(&d);
}

static void file_of_more_than_4_gib_has_no_bios_mapping(void **state)
{
    const struct test_place *place = *state;
    struct tdxp_gpa gpa;
    uint64_t offset;
    int32_t section;
    struct decoded d;

    close(open_hole(place, 4 * GIB + 1));
    d = decode_file_or_skip(place->file);
    assert_false(tdxp_gpa_by_bios(d.fw, 0, &gpa));
    assert_false(tdxp_gpa_by_bios(d.fw, 4 * GIB, &gpa));
    assert_false(tdxp_gpa_of_offset(d.fw, 1, &gpa));
    assert_false(tdxp_offset_of_gpa(d.fw, 0, &offset, &section));
    assert_false(tdxp_offset_of_gpa(d.fw, 0xfffffff0, &offset, &section));
    assert_sound(&d);
    decoded_free(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        PLACED(holes_are_passed_over),
        PLACED(file_that_ends_with_a_hole_has_no_data_there),
        PLACED(sparse_file_of_4_gib_is_decoded_in_little_memory),
        PLACED(sparse_file_of_more_than_4_gib_is_decoded_in_little_memory),
        PLACED(file_that_is_one_hole_is_decoded_in_little_memory),
        PLACED(sample_at_the_end_of_4_gib_is_decoded_in_little_memory),
        PLACED(sections_full_of_holes_are_not_read_through),
        PLACED(sparse_copy_is_decoded_as_the_original_is),
        PLACED(volumes_are_searched_in_the_last_64_mib_of_a_section),
        PLACED(volumes_are_searched_in_256_mib_of_all_sections),
        PLACED(only_the_end_of_a_very_large_file_is_scanned_for_a_descriptor),
        PLACED(file_of_exactly_4_gib_is_mapped_from_address_0),
        PLACED(file_of_more_than_4_gib_has_no_bios_mapping),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
