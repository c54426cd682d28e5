/* Images that are made of two files, and the file that belongs beside another. */
#include "place.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "tdxplore/image.h"

/* ---- joining ---- */

static struct tdxp_image *in_memory(const char *name, const char *text)
{
    return tdxp_image_from_memory(name, exact_copy((const uint8_t *)text, strlen(text)), strlen(text), NULL);
}

static void bytes_of_the_second_follow_those_of_the_first(void **state)
{
    struct tdxp_image *vars = in_memory("dir/VARS", "abc");
    struct tdxp_image *code = in_memory("CODE", "defgh");
    struct tdxp_image *image = tdxp_image_join(vars, code, NULL, NULL);
    struct tdxp_range run;

    (void)state;
    assert_non_null(image);
    tdxp_image_close(vars);
    tdxp_image_close(code);
    assert_int_equal(tdxp_image_bytes(image)->size, 8);
    assert_memory_equal(tdxp_image_bytes(image)->data, "abcdefgh", 8);
    assert_string_equal(tdxp_image_name(image), "dir/VARS + CODE");
    assert_int_equal(tdxp_image_poll(image), TDXP_IMAGE_SAME);
    assert_true(tdxp_image_next_data(image, 2, &run));
    assert_int_equal(run.start, 2);
    assert_int_equal(run.length, 6);
    assert_false(tdxp_image_next_data(image, 8, &run));
    tdxp_image_close(image);
}

static void every_byte_is_known_by_its_file(void **state)
{
    struct tdxp_image *vars = in_memory("VARS", "abc");
    struct tdxp_image *code = in_memory("CODE", "defgh");
    struct tdxp_image *image = tdxp_image_join(vars, code, NULL, NULL);
    const struct tdxp_image_part *parts;
    size_t count;

    (void)state;
    tdxp_image_close(vars);
    tdxp_image_close(code);
    parts = tdxp_image_parts(image, &count);
    assert_int_equal(count, 2);
    assert_string_equal(parts[0].name, "VARS");
    assert_string_equal(parts[1].name, "CODE");
    assert_int_equal(parts[1].range.start, 3);
    assert_int_equal(parts[1].range.length, 5);
    for (uint64_t offset = 0; offset < 8; offset++) {
        assert_ptr_equal(tdxp_image_part_at(image, offset), &parts[offset >= 3]);
    }
    assert_null(tdxp_image_part_at(image, 8));
    assert_null(tdxp_image_part_at(image, UINT64_MAX));
    tdxp_image_close(image);
}

static void image_of_one_file_is_its_only_part(void **state)
{
    struct tdxp_image *image = in_memory("name", "abc");
    size_t count;
    const struct tdxp_image_part *parts = tdxp_image_parts(image, &count);

    (void)state;
    assert_int_equal(count, 1);
    assert_string_equal(parts->name, "name");
    assert_int_equal(parts->range.start, 0);
    assert_int_equal(parts->range.length, 3);
    assert_ptr_equal(tdxp_image_part_at(image, 2), parts);
    tdxp_image_close(image);
}

static void joined_image_is_not_joined_again(void **state)
{
    struct tdxp_image *a = in_memory("a", "a");
    struct tdxp_image *b = in_memory("b", "b");
    struct tdxp_image *image = tdxp_image_join(a, b, NULL, NULL);
    struct tdxp_error err;

    (void)state;
    assert_null(tdxp_image_join(a, image, NULL, &err));
    assert_string_equal(err.text, "is made of two files already");
    assert_null(tdxp_image_join(image, b, NULL, NULL));
    tdxp_image_close(image);
    image = tdxp_image_join(a, a, NULL, NULL);
    assert_memory_equal(tdxp_image_bytes(image)->data, "aa", 2);
    tdxp_image_close(image);
    tdxp_image_close(a);
    tdxp_image_close(b);
}

static void read_limit_is_one_of_both_together(void **state)
{
    struct tdxp_image_options options = {.read_limit = 8};
    struct tdxp_image *vars = in_memory("VARS", "abc");
    struct tdxp_image *code = in_memory("CODE", "defgh");
    struct tdxp_image *image = tdxp_image_join(vars, code, &options, NULL);
    struct tdxp_error err;

    (void)state;
    assert_non_null(image);
    tdxp_image_close(image);
    options.read_limit = 7;
    assert_null(tdxp_image_join(vars, code, &options, &err));
    assert_non_null(strstr(err.text, "more than 7 bytes when joined"));
    tdxp_image_close(vars);
    tdxp_image_close(code);
}

static void what_happens_to_a_file_is_noticed_and_leaves_the_joined_bytes_alone(void **state)
{
    const struct test_place *place = *state;
    int fd = open_new(place);
    struct tdxp_image *vars = in_memory("VARS", "abc");
    struct tdxp_image *code;
    struct tdxp_image *image;

    put_at(fd, 0, "firmware", 8);
    code = tdxp_image_open(place->file, NULL, NULL);
    assert_non_null(code);
    image = tdxp_image_join(vars, code, NULL, NULL);
    assert_non_null(image);
    tdxp_image_close(vars);
    tdxp_image_close(code);
    assert_int_equal(tdxp_image_poll(image), TDXP_IMAGE_SAME);
    assert_int_equal(ftruncate(fd, 2), 0);
    assert_int_equal(tdxp_image_poll(image), TDXP_IMAGE_GONE);
    assert_memory_equal(tdxp_image_bytes(image)->data, "abcfirmware", 11);
    tdxp_image_close(image);
    close(fd);
}

static void joining_leaves_no_descriptor_open(void **state)
{
    const struct test_place *place = *state;
    int fd = open_new(place);
    struct tdxp_image *code;
    struct tdxp_image *image;
    int before;
    int after;

    put_at(fd, 0, "firmware", 8);
    before = dup(0);
    close(before);
    code = tdxp_image_open(place->file, NULL, NULL);
    image = tdxp_image_join(code, code, NULL, NULL);
    assert_non_null(image);
    tdxp_image_close(code);
    tdxp_image_close(image);
    after = dup(0);
    close(after);
    close(fd);
    assert_int_equal(before, after);
}

/* ---- decoding ---- */

static void parts_that_were_cut_from_an_image_are_decoded_as_it_was(void **state)
{
    enum { FRONT = 0x4000 };
    struct plan plan = plan_default();
    uint8_t *bytes = plan_bytes(&plan);
    struct decoded whole = decode_copy(bytes, PLAN_SIZE);
    struct tdxp_image *vars = tdxp_image_from_memory("a/T_VARS.fd", exact_copy(bytes, FRONT), FRONT, NULL);
    struct tdxp_image *code =
        tdxp_image_from_memory("T_CODE.fd", exact_copy(bytes + FRONT, PLAN_SIZE - FRONT), PLAN_SIZE - FRONT, NULL);
    struct decoded joined = {.image = tdxp_image_join(vars, code, NULL, NULL)};

    (void)state;
    tdxp_image_close(vars);
    tdxp_image_close(code);
    joined.fw = tdxp_firmware_decode(joined.image, NULL);
    assert_non_null(joined.fw);
    assert_string_equal(tdxp_tree_root(joined.fw->tree)->name, "T_VARS.fd + T_CODE.fd");
    assert_range(&joined, "files/file[0]", 0, FRONT);
    assert_range(&joined, "files/file[1]", FRONT, PLAN_SIZE - FRONT);
    assert_string_equal(node_at(&joined, "files/file[0]")->name, "T_VARS.fd");
    assert_string_equal(node_at(&joined, "files/file[0]")->note, "in a/T_VARS.fd");
    assert_null(node_at(&joined, "files/file[1]")->note);
    assert_int_equal(tdxp_tree_count(joined.fw->tree), tdxp_tree_count(whole.fw->tree) + 3);
    for (uint32_t i = 0; i < tdxp_tree_count(whole.fw->tree); i++) {
        const struct tdxp_node *node = tdxp_tree_node(whole.fw->tree, i);
        char path[512];

        tdxp_node_path(node, path, sizeof path);
        assert_range(&joined, path, node->offset, node->length);
    }
    assert_no_node(&whole, "files");
    assert_sound(&joined);
    decoded_free(&joined);
    decoded_free(&whole);
    free(bytes);
}

/* ---- the file beside ---- */

/* A file of size bytes in the place's directory; its path into path. */
static void put_file(const struct test_place *place, const char *name, size_t size, char path[static 512])
{
    int fd;

    snprintf(path, 512, "%s/%s", place->dir, name);
    fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    assert_true(fd >= 0);
    assert_int_equal(ftruncate(fd, (off_t)size), 0);
    close(fd);
}

/* Of the two files, the one called code has the one called vars beside it, or where found is false has not. */
static void assert_beside(const struct test_place *place, const char *code, const char *vars, uint64_t size, bool found)
{
    char code_path[512];
    char vars_path[512];
    char answer[512];

    put_file(place, code, 100, code_path);
    put_file(place, vars, 40, vars_path);
    if (tdxp_vars_beside(code_path, size, answer, sizeof answer) != found) {
        fail_msg("%s and %s of 0x%llx bytes", code, vars, (unsigned long long)size);
    }
    if (found) {
        assert_string_equal(answer, vars_path);
        assert_false(tdxp_vars_beside(code_path, size, answer, strlen(vars_path)));
        assert_true(tdxp_vars_beside(code_path, size, answer, strlen(vars_path) + 1));
    }
    unlink(code_path);
    unlink(vars_path);
}

static void store_beside_is_found_by_name_and_size(void **state)
{
    const struct test_place *place = *state;

    assert_beside(place, "OVMF_CODE.fd", "OVMF_VARS.fd", 40, true);
    assert_beside(place, "OVMF_CODE.fd", "OVMF_VARS.fd", 41, false);
    assert_beside(place, "OVMF_CODE_4M.fd", "OVMF_VARS_4M.fd", 40, true);
    assert_beside(place, "OVMF_CODE_4M.fd", "OVMF_VARS.fd", 40, false);
    assert_beside(place, "OVMF_CODE_4M.ms.fd", "OVMF_VARS_4M.ms.fd", 40, true);
    assert_beside(place, "OVMF_CODE_4M.secboot.fd", "OVMF_VARS_4M.fd", 40, true);
    assert_beside(place, "my-code.bin", "my-vars.bin", 40, true);
    assert_beside(place, "CODE_CODE.fd", "CODE_VARS.fd", 40, true);
    assert_beside(place, "firmware.fd", "VARS.fd", 40, false);
    assert_beside(place, "OVMF_CODE.fd", "OVMF_vars.fd", 40, false);
    assert_beside(place, "CODE", "VARS", 40, true);
}

static void only_a_regular_file_is_a_store_beside(void **state)
{
    const struct test_place *place = *state;
    char path[512];
    char answer[512];
    struct stat st;

    snprintf(path, sizeof path, "%s/X_VARS.fd", place->dir);
    assert_int_equal(mkdir(path, 0700), 0);
    assert_int_equal(stat(path, &st), 0);
    memcpy(strstr(path, "VARS"), "CODE", 4);
    assert_false(tdxp_vars_beside(path, (uint64_t)st.st_size, answer, sizeof answer));
    memcpy(strstr(path, "CODE"), "VARS", 4);
    rmdir(path);
}

static void word_in_a_directory_does_not_count(void **state)
{
    const struct test_place *place = *state;
    char dir[512];
    char answer[512];

    snprintf(dir, sizeof dir, "%s/CODE", place->dir);
    assert_int_equal(mkdir(dir, 0700), 0);
    strcat(dir, "/x.fd");
    assert_false(tdxp_vars_beside(dir, 0, answer, sizeof answer));
    *strrchr(dir, '/') = '\0';
    rmdir(dir);
}

static void stores_of_the_ovmf_package_are_found(void **state)
{
    char answer[512];
    struct stat st;

    (void)state;
    if (stat("/usr/share/OVMF/OVMF_VARS.fd", &st) != 0 || access("/usr/share/OVMF/OVMF_CODE.secboot.fd", R_OK) != 0) {
        skip();
    }
    assert_true(tdxp_vars_beside("/usr/share/OVMF/OVMF_CODE.fd", (uint64_t)st.st_size, answer, sizeof answer));
    assert_string_equal(answer, "/usr/share/OVMF/OVMF_VARS.fd");
    assert_true(tdxp_vars_beside("/usr/share/OVMF/OVMF_CODE.secboot.fd", (uint64_t)st.st_size, answer, sizeof answer));
    assert_string_equal(answer, "/usr/share/OVMF/OVMF_VARS.fd");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bytes_of_the_second_follow_those_of_the_first),
        cmocka_unit_test(every_byte_is_known_by_its_file),
        cmocka_unit_test(image_of_one_file_is_its_only_part),
        cmocka_unit_test(joined_image_is_not_joined_again),
        cmocka_unit_test(read_limit_is_one_of_both_together),
        PLACED(what_happens_to_a_file_is_noticed_and_leaves_the_joined_bytes_alone),
        PLACED(joining_leaves_no_descriptor_open),
        cmocka_unit_test(parts_that_were_cut_from_an_image_are_decoded_as_it_was),
        PLACED(store_beside_is_found_by_name_and_size),
        PLACED(only_a_regular_file_is_a_store_beside),
        PLACED(word_in_a_directory_does_not_count),
        cmocka_unit_test(stores_of_the_ovmf_package_are_found),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
