/* Opening images: what can be opened, what cannot and why, and changes underneath. */
#include "place.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tdxplore/image.h"

static void write_file(const struct test_place *place, const void *bytes, size_t length)
{
    int fd = open_new(place);

    put_at(fd, 0, bytes, length);
    close(fd);
}

/* The message with which opening fails. */
static void assert_refused(const char *path, const struct tdxp_image_options *options, const char *expected)
{
    struct tdxp_error err = {.text = ""};

    assert_null(tdxp_image_open(path, options, &err));
    assert_non_null(strstr(err.text, expected));
    assert_null(tdxp_image_open(path, options, NULL));
}

static void assert_holds(const struct tdxp_image *image, const void *bytes, size_t length)
{
    assert_non_null(image);
    assert_int_equal(tdxp_image_bytes(image)->size, length);
    assert_memory_equal(tdxp_image_bytes(image)->data, bytes, length);
}

/* ---- what is refused ---- */

static void missing_file_is_refused(void **state)
{
    const struct test_place *place = *state;

    assert_refused(place->file, NULL, "No such file");
}

static void directory_is_refused(void **state)
{
    const struct test_place *place = *state;

    assert_refused(place->dir, NULL, "is a directory");
}

static void empty_file_is_refused(void **state)
{
    write_file(*state, "", 0);
    assert_refused(((const struct test_place *)*state)->file, NULL, "is empty");
    assert_refused("/dev/null", NULL, "is empty");
}

static void file_without_permission_is_refused(void **state)
{
    const struct test_place *place = *state;

    if (geteuid() == 0) {
        print_message("skipped: root may read every file\n");
        skip();
    }
    write_file(place, "abc", 3);
    assert_int_equal(chmod(place->file, 0), 0);
    assert_refused(place->file, NULL, "Permission denied");
}

static void failure_leaves_no_descriptor_open(void **state)
{
    const struct test_place *place = *state;
    int before = dup(0);
    int after;

    close(before);
    assert_null(tdxp_image_open(place->dir, NULL, NULL));
    assert_null(tdxp_image_open(place->file, NULL, NULL));
    assert_null(tdxp_image_open("/dev/null", NULL, NULL));
    after = dup(0);
    close(after);
    assert_int_equal(before, after);
}

/* ---- what is opened ---- */

static void regular_file_is_opened_under_its_path(void **state)
{
    const struct test_place *place = *state;
    struct tdxp_image *image;

    write_file(place, "firmware", 8);
    image = tdxp_image_open(place->file, NULL, NULL);
    assert_holds(image, "firmware", 8);
    assert_string_equal(tdxp_image_name(image), place->file);
    tdxp_image_close(image);
}

static void read_limit_does_not_apply_to_a_mapped_file(void **state)
{
    const struct test_place *place = *state;
    const struct tdxp_image_options options = {.read_limit = 1};
    struct tdxp_image *image;

    write_file(place, "firmware", 8);
    image = tdxp_image_open(place->file, &options, NULL);
    assert_holds(image, "firmware", 8);
    tdxp_image_close(image);
}

static void proc_file_that_claims_no_size_is_read(void **state)
{
    struct tdxp_image *image = tdxp_image_open("/proc/self/status", NULL, NULL);

    (void)state;
    assert_non_null(image);
    assert_true(tdxp_image_bytes(image)->size > 20);
    assert_memory_equal(tdxp_image_bytes(image)->data, "Name:", 5);
    tdxp_image_close(image);
}

static void closing_nothing_is_allowed(void **state)
{
    (void)state;
    tdxp_image_close(NULL);
}

/* ---- pipes and standard input ---- */

/* A child that writes size bytes of a pattern in pieces of an odd length to fd. */
static pid_t feed(int fd, int unused, const uint8_t *bytes, size_t size)
{
    pid_t child = fork();

    assert_true(child >= 0);
    if (child == 0) {
        if (unused >= 0) {
            close(unused);
        }
        for (size_t at = 0; at < size;) {
            size_t piece = size - at < 4099 ? size - at : 4099;
            ssize_t put = write(fd, bytes + at, piece);

            if (put < 0) {
                break;
            }
            at += (size_t)put;
        }
        _exit(0);
    }
    return child;
}

static uint8_t *pattern(size_t size)
{
    uint8_t *bytes = malloc(size);
    uint64_t seed = 1;

    assert_non_null(bytes);
    for (size_t i = 0; i < size; i++) {
        bytes[i] = (uint8_t)random_next(&seed);
    }
    return bytes;
}

/* Opens "-" while fd stands in for standard input. */
static struct tdxp_image *open_stdin_from(int fd, uint64_t limit, struct tdxp_error *err)
{
    const struct tdxp_image_options options = {.read_limit = limit};
    int saved = dup(STDIN_FILENO);
    struct tdxp_image *image;

    assert_true(saved >= 0);
    assert_int_equal(dup2(fd, STDIN_FILENO), STDIN_FILENO);
    image = tdxp_image_open("-", &options, err);
    assert_int_equal(dup2(saved, STDIN_FILENO), STDIN_FILENO);
    close(saved);
    return image;
}

static struct tdxp_image *open_pipe_with(const uint8_t *bytes, size_t size, uint64_t limit, struct tdxp_error *err)
{
    struct tdxp_image *image;
    int ends[2];
    pid_t child;

    assert_int_equal(pipe(ends), 0);
    child = feed(ends[1], ends[0], bytes, size);
    close(ends[1]);
    image = open_stdin_from(ends[0], limit, err);
    close(ends[0]);
    assert_int_equal(waitpid(child, NULL, 0), child);
    return image;
}

static void pipe_on_standard_input_is_read_whole(void **state)
{
    static const size_t sizes[] = {1, 65535, 65536, 65537, 1000003};

    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        uint8_t *bytes = pattern(sizes[i]);
        struct tdxp_image *image = open_pipe_with(bytes, sizes[i], 0, NULL);

        assert_holds(image, bytes, sizes[i]);
        assert_string_equal(tdxp_image_name(image), "-");
        tdxp_image_close(image);
        free(bytes);
    }
}

static void empty_pipe_is_refused(void **state)
{
    struct tdxp_error err;

    (void)state;
    assert_null(open_pipe_with(NULL, 0, 0, &err));
    assert_string_equal(err.text, "is empty");
}

static void input_of_exactly_the_read_limit_is_read_and_one_byte_more_is_refused(void **state)
{
    static const size_t limits[] = {1, 100, 65536, 65537, 131072};
    uint8_t *bytes = pattern(131073);
    struct tdxp_error err;

    (void)state;
    for (size_t i = 0; i < sizeof limits / sizeof limits[0]; i++) {
        struct tdxp_image *image = open_pipe_with(bytes, limits[i], limits[i], &err);
        char number[32];

        assert_holds(image, bytes, limits[i]);
        tdxp_image_close(image);
        assert_null(open_pipe_with(bytes, limits[i] + 1, limits[i], &err));
        snprintf(number, sizeof number, "more than %zu bytes", limits[i]);
        assert_non_null(strstr(err.text, number));
    }
    free(bytes);
}

static void largest_read_limit_does_not_wrap(void **state)
{
    struct tdxp_image *image = open_pipe_with((const uint8_t *)"abc", 3, UINT64_MAX, NULL);

    (void)state;
    assert_holds(image, "abc", 3);
    tdxp_image_close(image);
}

static void fifo_is_read_by_its_path(void **state)
{
    const struct test_place *place = *state;
    uint8_t *bytes = pattern(70000);
    struct tdxp_image *image;
    pid_t child;

    assert_int_equal(mkfifo(place->file, 0600), 0);
    child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        int fd = open(place->file, O_WRONLY);

        for (size_t at = 0; fd >= 0 && at < 70000;) {
            ssize_t put = write(fd, bytes + at, 70000 - at);

            if (put < 0) {
                _exit(1);
            }
            at += (size_t)put;
        }
        _exit(0);
    }
    image = tdxp_image_open(place->file, NULL, NULL);
    assert_holds(image, bytes, 70000);
    tdxp_image_close(image);
    assert_int_equal(waitpid(child, NULL, 0), child);
    free(bytes);
}

static void file_on_standard_input_is_opened_and_standard_input_left_as_it_was(void **state)
{
    const struct test_place *place = *state;
    struct tdxp_image *image;
    struct tdxp_range run;
    int fd;

    write_file(place, "firmware", 8);
    fd = open(place->file, O_RDONLY);
    assert_true(fd >= 0);
    image = open_stdin_from(fd, 0, NULL);
    assert_holds(image, "firmware", 8);
    assert_true(tdxp_image_next_data(image, 3, &run));
    assert_int_equal(run.start, 3);
    assert_int_equal(lseek(fd, 0, SEEK_CUR), 0);
    tdxp_image_close(image);
    assert_true(fcntl(STDIN_FILENO, F_GETFD) >= 0);
    close(fd);
}

static void file_on_standard_input_is_read_from_where_it_stands(void **state)
{
    const struct test_place *place = *state;
    struct tdxp_image *image;
    int fd;

    write_file(place, "firmware", 8);
    fd = open(place->file, O_RDONLY);
    assert_int_equal(lseek(fd, 4, SEEK_SET), 4);
    image = open_stdin_from(fd, 0, NULL);
    assert_holds(image, "ware", 4);
    tdxp_image_close(image);
    close(fd);
}

static void directory_on_standard_input_is_refused(void **state)
{
    const struct test_place *place = *state;
    int fd = open(place->dir, O_RDONLY | O_DIRECTORY);
    struct tdxp_error err;

    assert_null(open_stdin_from(fd, 0, &err));
    assert_string_equal(err.text, "is a directory");
    close(fd);
}

static void closed_standard_input_is_refused(void **state)
{
    int saved = dup(STDIN_FILENO);
    struct tdxp_error err;

    (void)state;
    close(STDIN_FILENO);
    assert_null(tdxp_image_open("-", NULL, &err));
    assert_int_equal(dup2(saved, STDIN_FILENO), STDIN_FILENO);
    close(saved);
    assert_non_null(strstr(err.text, "cannot open"));
}

/* ---- images in memory ---- */

static void image_in_memory_takes_over_its_bytes_and_copies_its_name(void **state)
{
    char name[] = "built-in";
    uint8_t *bytes = exact_copy((const uint8_t *)"abc", 3);
    struct tdxp_image *image = tdxp_image_from_memory(name, bytes, 3, NULL);
    struct tdxp_range run;

    (void)state;
    name[0] = 'x';
    assert_holds(image, "abc", 3);
    assert_ptr_equal(tdxp_image_bytes(image)->data, bytes);
    assert_string_equal(tdxp_image_name(image), "built-in");
    assert_int_equal(tdxp_image_poll(image), TDXP_IMAGE_SAME);
    assert_true(tdxp_image_next_data(image, 1, &run));
    assert_int_equal(run.start, 1);
    assert_int_equal(run.length, 2);
    assert_false(tdxp_image_next_data(image, 3, &run));
    assert_false(tdxp_image_next_data(image, UINT64_MAX, &run));
    tdxp_image_close(image);
}

static void image_of_no_bytes_in_memory_is_refused(void **state)
{
    uint8_t byte = 0;
    struct tdxp_error err;

    (void)state;
    assert_null(tdxp_image_from_memory("none", &byte, 0, &err));
    assert_non_null(strstr(err.text, "empty"));
}

/* ---- changes underneath ---- */

static struct tdxp_image *open_old(const struct test_place *place, int *fd)
{
    static const struct timespec long_ago[2] = {{.tv_sec = 1000000000}, {.tv_sec = 1000000000}};
    struct tdxp_image *image;

    *fd = open_new(place);
    put_at(*fd, 0, "firmware", 8);
    assert_int_equal(futimens(*fd, long_ago), 0);
    image = tdxp_image_open(place->file, NULL, NULL);
    assert_non_null(image);
    assert_int_equal(tdxp_image_poll(image), TDXP_IMAGE_SAME);
    return image;
}

static void file_that_is_written_to_is_changed(void **state)
{
    int fd;
    struct tdxp_image *image = open_old(*state, &fd);

    put_at(fd, 2, "X", 1);
    assert_int_equal(tdxp_image_poll(image), TDXP_IMAGE_CHANGED);
    tdxp_image_close(image);
    close(fd);
}

static void change_of_less_than_a_second_is_seen(void **state)
{
    static const struct timespec almost[2] = {{.tv_sec = 1000000000, .tv_nsec = 1000000},
                                              {.tv_sec = 1000000000, .tv_nsec = 1000000}};
    int fd;
    struct tdxp_image *image = open_old(*state, &fd);

    assert_int_equal(futimens(fd, almost), 0);
    assert_int_equal(tdxp_image_poll(image), TDXP_IMAGE_CHANGED);
    tdxp_image_close(image);
    close(fd);
}

static void file_that_grows_is_changed_and_keeps_its_size_here(void **state)
{
    int fd;
    struct tdxp_image *image = open_old(*state, &fd);
    struct tdxp_range run;

    put_at(fd, 8, "more", 4);
    assert_int_equal(tdxp_image_poll(image), TDXP_IMAGE_CHANGED);
    assert_holds(image, "firmware", 8);
    assert_true(tdxp_image_next_data(image, 0, &run));
    assert_int_equal(run.start + run.length, 8);
    assert_false(tdxp_image_next_data(image, 8, &run));
    tdxp_image_close(image);
    close(fd);
}

static void file_that_is_truncated_is_shrunk(void **state)
{
    int fd;
    struct tdxp_image *image = open_old(*state, &fd);
    struct tdxp_range run;

    assert_int_equal(ftruncate(fd, 7), 0);
    assert_int_equal(tdxp_image_poll(image), TDXP_IMAGE_SHRUNK);
    assert_false(tdxp_image_next_data(image, 7, &run));
    assert_int_equal(ftruncate(fd, 0), 0);
    assert_int_equal(tdxp_image_poll(image), TDXP_IMAGE_SHRUNK);
    tdxp_image_close(image);
    close(fd);
}

static void file_that_is_removed_is_gone_and_stays_as_it_was(void **state)
{
    const struct test_place *place = *state;
    int fd;
    struct tdxp_image *image = open_old(place, &fd);

    assert_int_equal(unlink(place->file), 0);
    assert_int_equal(tdxp_image_poll(image), TDXP_IMAGE_GONE);
    assert_holds(image, "firmware", 8);
    tdxp_image_close(image);
    close(fd);
}

/* ---- once more ---- */

static void file_is_opened_again_as_it_is_now(void **state)
{
    const struct test_place *place = *state;
    struct tdxp_error err;
    int fd;
    struct tdxp_image *image = open_old(place, &fd);
    struct tdxp_image *again;

    close(fd);
    assert_int_equal(unlink(place->file), 0);
    assert_null(tdxp_image_reopen(image, &err));
    assert_non_null(strstr(err.text, "cannot open"));
    write_file(place, "rebuilt", 7);
    again = tdxp_image_reopen(image, &err);
    assert_non_null(again);
    assert_holds(again, "rebuilt", 7);
    assert_holds(image, "firmware", 8);
    assert_string_equal(tdxp_image_name(again), place->file);
    tdxp_image_close(again);
    tdxp_image_close(image);
}

static void stamp_of_a_file_tells_whether_its_name_still_leads_to_the_same_bytes(void **state)
{
    const struct test_place *place = *state;
    int fd;
    struct tdxp_image *image = open_old(place, &fd);
    struct tdxp_image_stamp first = tdxp_image_stamp(image);
    struct tdxp_image_stamp none;
    struct tdxp_image_stamp other;

    close(fd);
    memset(&none, 0, sizeof none);
    other = tdxp_image_stamp(image);
    assert_memory_equal(&first, &other, sizeof first);
    assert_memory_not_equal(&first, &none, sizeof first);
    assert_int_equal(unlink(place->file), 0);
    other = tdxp_image_stamp(image);
    assert_memory_equal(&other, &none, sizeof other);
    write_file(place, "rebuilt!", 8);
    other = tdxp_image_stamp(image);
    assert_memory_not_equal(&first, &other, sizeof first);
    assert_memory_not_equal(&none, &other, sizeof first);
    tdxp_image_close(image);
}

static void files_that_were_joined_are_opened_and_joined_again(void **state)
{
    const struct test_place *place = *state;
    struct tdxp_error err;
    int fd;
    struct tdxp_image *image = open_old(place, &fd);
    struct tdxp_image *joined = tdxp_image_join(image, image, NULL, &err);
    struct tdxp_image *again;

    close(fd);
    tdxp_image_close(image);
    assert_non_null(joined);
    write_file(place, "new", 3);
    again = tdxp_image_reopen(joined, &err);
    assert_non_null(again);
    assert_holds(again, "newnew", 6);
    tdxp_image_close(again);
    assert_int_equal(unlink(place->file), 0);
    assert_null(tdxp_image_reopen(joined, &err));
    assert_non_null(strstr(err.text, "cannot open"));
    tdxp_image_close(joined);
}

/* Nobody writes to the pipe: whoever waits for its bytes waits for ever, and the alarm ends that. */
static void file_that_has_become_a_pipe_or_a_device_is_not_opened_again(void **state)
{
    const struct test_place *place = *state;
    const struct tdxp_image_options options = {.files_only = true};
    struct tdxp_error err;
    int fd;
    struct tdxp_image *image = open_old(place, &fd);
    struct tdxp_image *joined = tdxp_image_join(image, image, NULL, &err);

    close(fd);
    assert_non_null(joined);
    assert_int_equal(unlink(place->file), 0);
    assert_int_equal(mkfifo(place->file, 0600), 0);
    alarm(20);
    assert_refused(place->file, &options, "is no file but a pipe or a device");
    assert_null(tdxp_image_reopen(image, &err));
    assert_string_equal(err.text, "is no file but a pipe or a device");
    assert_null(tdxp_image_reopen(joined, &err));
    assert_string_equal(err.text, "is no file but a pipe or a device");
    assert_int_equal(unlink(place->file), 0);
    assert_int_equal(symlink("/dev/zero", place->file), 0);
    assert_null(tdxp_image_reopen(image, &err));
    assert_string_equal(err.text, "is no file but a pipe or a device");
    alarm(0);
    tdxp_image_close(joined);
    tdxp_image_close(image);
}

static void what_has_no_name_to_open_it_by_is_not_opened_again(void **state)
{
    struct tdxp_error err;
    uint8_t *bytes = malloc(1);
    struct tdxp_image *image;

    (void)state;
    assert_non_null(bytes);
    bytes[0] = 1;
    image = tdxp_image_from_memory("memory", bytes, 1, NULL);
    assert_non_null(image);
    assert_null(tdxp_image_reopen(image, &err));
    assert_non_null(strstr(err.text, "it is no file that could be opened again"));
    tdxp_image_close(image);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        PLACED(file_is_opened_again_as_it_is_now),
        PLACED(stamp_of_a_file_tells_whether_its_name_still_leads_to_the_same_bytes),
        PLACED(files_that_were_joined_are_opened_and_joined_again),
        PLACED(file_that_has_become_a_pipe_or_a_device_is_not_opened_again),
        cmocka_unit_test(what_has_no_name_to_open_it_by_is_not_opened_again),
        PLACED(missing_file_is_refused),
        PLACED(directory_is_refused),
        PLACED(empty_file_is_refused),
        PLACED(file_without_permission_is_refused),
        PLACED(failure_leaves_no_descriptor_open),
        PLACED(regular_file_is_opened_under_its_path),
        PLACED(read_limit_does_not_apply_to_a_mapped_file),
        cmocka_unit_test(proc_file_that_claims_no_size_is_read),
        cmocka_unit_test(closing_nothing_is_allowed),
        cmocka_unit_test(pipe_on_standard_input_is_read_whole),
        cmocka_unit_test(empty_pipe_is_refused),
        cmocka_unit_test(input_of_exactly_the_read_limit_is_read_and_one_byte_more_is_refused),
        cmocka_unit_test(largest_read_limit_does_not_wrap),
        PLACED(fifo_is_read_by_its_path),
        PLACED(file_on_standard_input_is_opened_and_standard_input_left_as_it_was),
        PLACED(file_on_standard_input_is_read_from_where_it_stands),
        PLACED(directory_on_standard_input_is_refused),
        cmocka_unit_test(closed_standard_input_is_refused),
        cmocka_unit_test(image_in_memory_takes_over_its_bytes_and_copies_its_name),
        cmocka_unit_test(image_of_no_bytes_in_memory_is_refused),
        PLACED(file_that_is_written_to_is_changed),
        PLACED(change_of_less_than_a_second_is_seen),
        PLACED(file_that_grows_is_changed_and_keeps_its_size_here),
        PLACED(file_that_is_truncated_is_shrunk),
        PLACED(file_that_is_removed_is_gone_and_stays_as_it_was),
    };

    signal(SIGPIPE, SIG_IGN);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
