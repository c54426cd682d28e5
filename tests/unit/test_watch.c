/* What the system tells of the image's files, and that it tells nothing of others. */
#include "place.h"
#include "support.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tdxplore/image.h"
#include "tui/monotonic.h"
#include "tui/watch.h"

#ifdef HAVE_SYS_INOTIFY_H

enum { PATH = 192 };

struct watching {
    char dir[PLACE_DIR]; /* "real" and "links" are directories in it */
    struct tdxp_image *image;
    struct watch watch;
};

static const char *path_of(const struct watching *p, const char *name, char buffer[static PATH])
{
    snprintf(buffer, PATH, "%s/%s", p->dir, name);
    return buffer;
}

static void write_file(const struct watching *p, const char *name, const char *text)
{
    char path[PATH];
    FILE *file = fopen(path_of(p, name, path), "w");

    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static void rename_file(const struct watching *p, const char *from, const char *to)
{
    char a[PATH];
    char b[PATH];

    assert_int_equal(rename(path_of(p, from, a), path_of(p, to, b)), 0);
}

static void remove_file(const struct watching *p, const char *name)
{
    char path[PATH];

    assert_int_equal(unlink(path_of(p, name, path)), 0);
}

static void make_link(const struct watching *p, const char *target, const char *name)
{
    char path[PATH];

    assert_int_equal(symlink(target, path_of(p, name, path)), 0);
}

static void watch_only(struct watch *watch, const struct tdxp_image *image)
{
    watch_images(watch, &image, 1);
}

static void watch_file(struct watching *p, const char *name)
{
    char path[PATH];

    tdxp_image_close(p->image);
    p->image = tdxp_image_open(path_of(p, name, path), NULL, NULL);
    assert_non_null(p->image);
    watch_only(&p->watch, p->image);
}

/* The system has told by the time the call that changes something is back. */
static bool is_told(struct watching *p)
{
    struct pollfd fd = {.events = POLLIN};

    p->watch.quiet_until = 0;
    fd.fd = watch_descriptor(&p->watch);
    assert_true(fd.fd >= 0);
    return poll(&fd, 1, 0) == 1 && watch_take(&p->watch);
}

static int setup(void **state)
{
    struct watching *p = calloc(1, sizeof *p);
    char path[PATH];

    assert_non_null(p);
    assert_true(make_directory(p->dir));
    assert_int_equal(mkdir(path_of(p, "real", path), 0700), 0);
    assert_int_equal(mkdir(path_of(p, "links", path), 0700), 0);
    write_file(p, "real/image", "image");
    make_link(p, "../real/image", "links/image");
    watch_open(&p->watch);
    assert_true(p->watch.open);
    *state = p;
    return 0;
}

static int teardown(void **state)
{
    struct watching *p = *state;
    bool removed = remove_directory(p->dir);

    watch_close(&p->watch);
    tdxp_image_close(p->image);
    free(p);
    return removed ? 0 : -1;
}

static void what_happens_to_the_file_is_told(void **state)
{
    struct watching *p = *state;

    watch_file(p, "real/image");
    assert_false(is_told(p));
    write_file(p, "real/image", "IMAGE");
    assert_true(is_told(p));
    assert_false(is_told(p));
    write_file(p, "real/new", "other");
    rename_file(p, "real/new", "real/image");
    assert_true(is_told(p));
    write_file(p, "real/image", "in place, in the new file");
    assert_true(is_told(p));
    remove_file(p, "real/image");
    assert_true(is_told(p));
    write_file(p, "real/image", "anew");
    assert_true(is_told(p));
    rename_file(p, "real/image", "real/elsewhere");
    assert_true(is_told(p));
}

static void other_files_of_the_directory_are_not_told_of(void **state)
{
    struct watching *p = *state;

    watch_file(p, "real/image");
    write_file(p, "real/image2", "other");
    write_file(p, "real/imag", "other");
    rename_file(p, "real/imag", "real/an image");
    remove_file(p, "real/image2");
    assert_false(is_told(p));
}

static void a_write_by_another_name_of_the_file_is_told(void **state)
{
    struct watching *p = *state;
    char from[PATH];
    char to[PATH];

    assert_int_equal(link(path_of(p, "real/image", from), path_of(p, "links/hard", to)), 0);
    watch_file(p, "real/image");
    write_file(p, "links/hard", "IMAGE");
    assert_true(is_told(p));
}

static void both_a_link_and_what_it_leads_to_are_watched(void **state)
{
    struct watching *p = *state;

    write_file(p, "real/second", "second");
    watch_file(p, "links/image");
    write_file(p, "real/image", "IMAGE");
    assert_true(is_told(p));
    remove_file(p, "real/image");
    assert_true(is_told(p));
    write_file(p, "real/image", "anew");
    assert_true(is_told(p));
    make_link(p, "../real/second", "links/new");
    rename_file(p, "links/new", "links/image");
    assert_true(is_told(p));
    write_file(p, "real/image", "no longer");
    assert_false(is_told(p));
    write_file(p, "real/second", "SECOND");
    assert_true(is_told(p));
}

static void another_image_takes_the_place_of_the_one_before(void **state)
{
    struct watching *p = *state;

    write_file(p, "real/second", "second");
    watch_file(p, "real/image");
    watch_file(p, "real/second");
    write_file(p, "real/image", "IMAGE");
    assert_false(is_told(p));
    write_file(p, "real/second", "SECOND");
    assert_true(is_told(p));
}

static void after_something_was_told_there_is_quiet_for_a_while(void **state)
{
    struct watching *p = *state;

    watch_file(p, "real/image");
    assert_int_equal(watch_rest(&p->watch), -1);
    p->watch.quiet_until = monotonic_ms() + 60000;
    assert_int_equal(watch_descriptor(&p->watch), -1);
    write_file(p, "real/image", "IMAGE");
    assert_true(is_told(p));
    assert_true(p->watch.quiet_until > 0);
    assert_true(watch_rest(&p->watch) <= WATCH_QUIET_MS);
}

static void more_than_can_be_taken_in_at_once_is_told_in_the_end(void **state)
{
    struct watching *p = *state;
    int told = 0;

    watch_file(p, "real/image");
    for (int i = 0; i < 20000; i++) {
        char name[32];

        snprintf(name, sizeof name, "real/%d", i % 2);
        write_file(p, name, "");
    }
    write_file(p, "real/image", "IMAGE");
    for (int i = 0; i < 1000 && !told; i++) {
        told += is_told(p);
    }
    assert_true(told);
}

static void two_images_are_watched_at_once(void **state)
{
    struct watching *p = *state;
    char path[PATH];
    struct tdxp_image *other;

    write_file(p, "links/other", "other");
    watch_file(p, "real/image");
    other = tdxp_image_open(path_of(p, "links/other", path), NULL, NULL);
    assert_non_null(other);
    watch_images(&p->watch, (const struct tdxp_image *const[]){p->image, other}, 2);
    tdxp_image_close(other);
    assert_false(is_told(p));
    write_file(p, "links/other", "again");
    assert_true(is_told(p));
    write_file(p, "real/image", "again");
    assert_true(is_told(p));
    watch_only(&p->watch, p->image);
    write_file(p, "links/other", "once more");
    assert_false(is_told(p));
}

static void without_a_file_there_is_nothing_to_tell(void **state)
{
    struct watching *p = *state;
    uint8_t *bytes = malloc(1);
    struct watch none = {.open = false};

    assert_non_null(bytes);
    *bytes = 1;
    p->image = tdxp_image_from_memory("image", bytes, 1, NULL);
    watch_only(&p->watch, p->image);
    assert_int_equal(p->watch.count, 0);
    watch_only(&none, p->image);
    assert_int_equal(watch_descriptor(&none), -1);
    watch_close(&none);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(what_happens_to_the_file_is_told),
        CASE(other_files_of_the_directory_are_not_told_of),
        CASE(a_write_by_another_name_of_the_file_is_told),
        CASE(both_a_link_and_what_it_leads_to_are_watched),
        CASE(another_image_takes_the_place_of_the_one_before),
        CASE(after_something_was_told_there_is_quiet_for_a_while),
        CASE(more_than_can_be_taken_in_at_once_is_told_in_the_end),
        CASE(two_images_are_watched_at_once),
        CASE(without_a_file_there_is_nothing_to_tell),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

#else

int main(void)
{
    return 77;
}

#endif
