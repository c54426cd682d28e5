/* Saving a file whole or not at all. */
#include "place.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tdxplore/save.h"

static const uint8_t first_bytes[] = {1, 2, 3};
static const uint8_t second_bytes[] = {4, 5};
static const struct tdxp_bytes first = {first_bytes, sizeof first_bytes};
static const struct tdxp_bytes second = {second_bytes, sizeof second_bytes};

static void assert_content(const char *path, const struct tdxp_bytes *expected)
{
    uint8_t bytes[16];
    int fd = open(path, O_RDONLY);

    assert_true(fd >= 0);
    assert_int_equal(read(fd, bytes, sizeof bytes), expected->size);
    assert_memory_equal(bytes, expected->data, (size_t)expected->size);
    close(fd);
}

static void assert_entries(const char *directory, unsigned expected)
{
    DIR *dir = opendir(directory);
    unsigned count = 0;

    assert_non_null(dir);
    for (const struct dirent *entry; (entry = readdir(dir));) {
        count += entry->d_name[0] != '.';
    }
    closedir(dir);
    assert_int_equal(count, expected);
}

static void a_new_file_holds_the_bytes_and_nothing_is_left_beside_it(void **state)
{
    const struct test_place *place = *state;
    struct tdxp_error err;

    assert_true(tdxp_save(place->file, &first, TDXP_SAVE_NEW, &err));
    assert_content(place->file, &first);
    assert_entries(place->dir, 1);
}

static void a_new_file_has_the_permissions_that_the_umask_leaves(void **state)
{
    const struct test_place *place = *state;
    mode_t before = umask(027);
    struct tdxp_error err;
    struct stat st;

    assert_true(tdxp_save(place->file, &first, TDXP_SAVE_NEW, &err));
    umask(before);
    assert_int_equal(stat(place->file, &st), 0);
    assert_int_equal(st.st_mode & 07777, 0640);
}

static void an_existing_file_is_not_touched_unless_asked_for(void **state)
{
    const struct test_place *place = *state;
    struct tdxp_error err;

    assert_true(tdxp_save(place->file, &first, TDXP_SAVE_NEW, &err));
    assert_false(tdxp_save(place->file, &second, TDXP_SAVE_NEW, &err));
    assert_string_equal(err.text, "exists already");
    assert_content(place->file, &first);
    assert_entries(place->dir, 1);
}

static void a_replaced_file_keeps_its_permissions(void **state)
{
    const struct test_place *place = *state;
    struct tdxp_error err;
    struct stat st;

    assert_true(tdxp_save(place->file, &first, TDXP_SAVE_NEW, &err));
    assert_int_equal(chmod(place->file, 0604), 0);
    assert_true(tdxp_save(place->file, &second, TDXP_SAVE_REPLACE, &err));
    assert_content(place->file, &second);
    assert_int_equal(stat(place->file, &st), 0);
    assert_int_equal(st.st_mode & 07777, 0604);
    assert_entries(place->dir, 1);
}

static void replacing_creates_where_there_is_nothing(void **state)
{
    const struct test_place *place = *state;
    struct tdxp_error err;

    assert_true(tdxp_save(place->file, &second, TDXP_SAVE_REPLACE, &err));
    assert_content(place->file, &second);
}

static void what_is_not_a_regular_file_is_never_replaced(void **state)
{
    const struct test_place *place = *state;
    struct tdxp_error err;
    struct stat st;

    assert_int_equal(mkdir(place->file, 0755), 0);
    assert_false(tdxp_save(place->file, &first, TDXP_SAVE_REPLACE, &err));
    assert_int_equal(stat(place->file, &st), 0);
    assert_true(S_ISDIR(st.st_mode));
    assert_entries(place->dir, 1);
    assert_false(tdxp_save("/dev/null", &first, TDXP_SAVE_REPLACE, &err));
}

static void a_missing_directory_is_an_error_with_its_cause(void **state)
{
    const struct test_place *place = *state;
    char path[PLACE_DIR + 16];
    struct tdxp_error err;

    snprintf(path, sizeof path, "%s/none/file", place->dir);
    assert_false(tdxp_save(path, &first, TDXP_SAVE_NEW, &err));
    assert_non_null(strstr(err.text, "No such file or directory"));
}

/* ---- an image ---- */

/* An image of a file that is removed again, with these bytes at its start and size bytes in all, most of them a hole. */
static struct tdxp_image *open_sparse(const struct test_place *place, uint64_t size)
{
    struct tdxp_image *image;
    char path[PLACE_DIR + 16];
    int fd;

    snprintf(path, sizeof path, "%s/sparse", place->dir);
    fd = open(path, O_WRONLY | O_CREAT | O_EXCL, 0600);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, first_bytes, sizeof first_bytes), sizeof first_bytes);
    assert_int_equal(ftruncate(fd, (off_t)size), 0);
    close(fd);
    image = tdxp_image_open(path, NULL, NULL);
    assert_non_null(image);
    unlink(path);
    return image;
}

static void an_image_is_saved_whole_with_its_holes(void **state)
{
    const struct test_place *place = *state;
    const uint64_t size = (UINT64_C(1) << 32) + 1;
    struct tdxp_image *image = open_sparse(place, size);
    struct tdxp_image *copy = tdxp_image_copy(image, NULL);
    struct tdxp_image *saved;
    struct tdxp_range run;
    struct stat st;

    assert_non_null(copy);
    if (!tdxp_image_next_data(image, 0, &run) || run.length == size) {
        tdxp_image_close(copy);
        tdxp_image_close(image);
        skip(); /* the file system knows no holes */
    }
    assert_true(tdxp_image_write(copy, size / 2, second_bytes, sizeof second_bytes));
    assert_true(tdxp_save_image(place->file, copy, TDXP_SAVE_NEW, NULL));
    assert_entries(place->dir, 1);
    saved = tdxp_image_open(place->file, NULL, NULL);
    assert_non_null(saved);
    assert_int_equal(tdxp_image_bytes(saved)->size, size);
    assert_true(tdxp_read_equals(tdxp_image_bytes(saved), 0, "\1\2\3\0", 4));
    assert_true(tdxp_read_equals(tdxp_image_bytes(saved), size / 2 - 1, "\0\4\5\0", 4));
    assert_true(tdxp_read_equals(tdxp_image_bytes(saved), size - 1, "", 1));
    assert_int_equal(stat(place->file, &st), 0);
    assert_true(st.st_blocks < 1 << 16);
    tdxp_image_close(saved);
    tdxp_image_close(copy);
    tdxp_image_close(image);
}

static void an_image_in_memory_is_saved_whole(void **state)
{
    const struct test_place *place = *state;
    uint8_t *bytes = malloc(sizeof first_bytes);
    struct tdxp_image *image;
    struct tdxp_error err;

    memcpy(bytes, first_bytes, sizeof first_bytes);
    image = tdxp_image_from_memory("memory", bytes, sizeof first_bytes, NULL);
    assert_true(tdxp_save_image(place->file, image, TDXP_SAVE_NEW, NULL));
    assert_content(place->file, &first);
    assert_false(tdxp_save_image(place->file, image, TDXP_SAVE_NEW, &err));
    assert_string_equal(err.text, "exists already");
    assert_true(tdxp_save_image(place->file, image, TDXP_SAVE_REPLACE, NULL));
    assert_content(place->file, &first);
    assert_entries(place->dir, 1);
    tdxp_image_close(image);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        PLACED(a_new_file_holds_the_bytes_and_nothing_is_left_beside_it),
        PLACED(a_new_file_has_the_permissions_that_the_umask_leaves),
        PLACED(an_existing_file_is_not_touched_unless_asked_for),
        PLACED(an_image_is_saved_whole_with_its_holes),
        PLACED(an_image_in_memory_is_saved_whole),
        PLACED(a_replaced_file_keeps_its_permissions),
        PLACED(replacing_creates_where_there_is_nothing),
        PLACED(what_is_not_a_regular_file_is_never_replaced),
        PLACED(a_missing_directory_is_an_error_with_its_cause),
    };

    return cmocka_run_group_tests_name("save", tests, NULL, NULL);
}
