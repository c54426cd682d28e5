/* Times that no clock should tell, but some do: before 1970, behind 2038, behind the year 9999. */
#include "place.h"
#include "support.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "notes/moment.h"
#include "tdxplore/image.h"

static void a_moment_is_text_where_its_year_has_four_digits(void **state)
{
    static const struct {
        int64_t seconds;
        const char *text;
    } cases[] = {
        {1, "1970-01-01T00:00:01Z"},
        {951782400, "2000-02-29T00:00:00Z"},
        {INT32_MAX, "2038-01-19T03:14:07Z"},
        {(int64_t)INT32_MAX + 1, "2038-01-19T03:14:08Z"},
        {(int64_t)UINT32_MAX + 1, "2106-02-07T06:28:16Z"},
        {253402300799, "9999-12-31T23:59:59Z"},
        {253402300800, ""},
        {0, ""},
        {-1, ""},
        {INT64_MAX, ""},
        {INT64_MIN, ""},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[MOMENT_TEXT];
        int64_t again = 7;

        moment_put(cases[i].seconds, text);
        assert_string_equal(text, cases[i].text);
        assert_int_equal(moment_take(text, &again), *text != '\0');
        assert_int_equal(again, *text ? cases[i].seconds : 7);
    }
}

static void what_is_no_moment_is_refused(void **state)
{
    static const char *const texts[] = {
        "1970-01-01T00:00:00Z",
        "1969-12-31T23:59:59Z",
        "10000-01-01T00:00:00Z",
        "0001-01-01T00:00:00Z",
        "2026-02-29T00:00:00Z",
        "2026-06-31T00:00:00Z",
        "2026-13-01T00:00:00Z",
        "2026-01-01T24:00:00Z",
        "2026-01-01T00:00:61Z",
        "-2026-01-01T00:00:00Z",
        "2026-01-01T00:00:00",
        "2026-01-01T00:00:00+02:00",
        "2026-01-01T00:00:00Z ",
        " 2026-01-01T00:00:00Z",
        "2026-1-1T0:0:0Z",
        "99999999999999-01-01T00:00:00Z",
        "",
    };

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        int64_t seconds = 7;

        assert_false(moment_take(texts[i], &seconds));
        assert_int_equal(seconds, 7);
    }
}

/* Whatever time a file tells of its last change, another one is a change, and the same is none. */
static void times_of_files_are_compared_and_nothing_more(void **state)
{
    static const struct timespec times[] = {
        {0, 0},          {0, 1}, {-1, 0}, {-1, 999999999}, {-2000000000, 5}, {INT32_MAX, 0}, {4102444800, 999999999},
        {9000000000, 1},
    };
    const struct test_place *place = *state;
    int fd = open_new(place);
    struct tdxp_image *image;

    put_at(fd, 0, "image", 5);
    for (size_t i = 0; i < sizeof times / sizeof times[0]; i++) {
        const struct timespec both[2] = {times[i], times[i]};
        struct tdxp_image_stamp stamp;
        struct stat st;

        assert_int_equal(futimens(fd, both), 0);
        assert_int_equal(fstat(fd, &st), 0);
        image = tdxp_image_open(place->file, NULL, NULL);
        assert_non_null(image);
        stamp = tdxp_image_stamp(image);
        assert_int_equal(stamp.files[0].seconds, st.st_mtim.tv_sec);
        assert_int_equal(stamp.files[0].nanoseconds, st.st_mtim.tv_nsec);
        assert_int_equal(tdxp_image_poll(image), TDXP_IMAGE_SAME);
        for (size_t other = 0; other < sizeof times / sizeof times[0]; other++) {
            const struct timespec then[2] = {times[other], times[other]};
            struct stat now;
            bool same;

            assert_int_equal(futimens(fd, then), 0);
            assert_int_equal(fstat(fd, &now), 0);
            /* A file system may not know times of all years, or not to the nanosecond. */
            same = now.st_mtim.tv_sec == st.st_mtim.tv_sec && now.st_mtim.tv_nsec == st.st_mtim.tv_nsec;
            assert_int_equal(tdxp_image_poll(image), same ? TDXP_IMAGE_SAME : TDXP_IMAGE_CHANGED);
        }
        tdxp_image_close(image);
    }
    close(fd);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_moment_is_text_where_its_year_has_four_digits),
        cmocka_unit_test(what_is_no_moment_is_refused),
        PLACED(times_of_files_are_compared_and_nothing_more),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
