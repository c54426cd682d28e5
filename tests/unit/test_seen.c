/* The file of places: what is written is read again, and whatever stands in it does no harm. */
#include "place.h"
#include "support.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "image/xdg.h"
#include "tui/seen.h"

struct state {
    char dir[PLACE_DIR];
    char path[PLACE_DIR + 32];
    struct seen seen;
};

static int setup(void **state)
{
    struct state *s = calloc(1, sizeof *s);

    assert_non_null(s);
    assert_true(make_directory(s->dir));
    snprintf(s->path, sizeof s->path, "%s/a/tdxplore/places", s->dir);
    *state = s;
    return 0;
}

static int teardown(void **state)
{
    struct state *s = *state;
    bool removed = remove_directory(s->dir);

    free(s);
    return removed ? 0 : -1;
}

static struct seen_place place(const char *node, uint64_t offset)
{
    struct seen_place made = {.set = true, .pane = "hex", .guest = true, .offset = offset};

    snprintf(made.node, sizeof made.node, "%s", node);
    return made;
}

static void assert_same(const struct seen_place *a, const struct seen_place *b)
{
    assert_int_equal(a->set, b->set);
    assert_string_equal(a->pane, b->pane);
    assert_int_equal(a->guest, b->guest);
    assert_int_equal(a->sev, b->sev);
    assert_int_equal(a->offset, b->offset);
    assert_string_equal(a->node, b->node);
}

/* The whole file, to be freed. */
static char *contents(const struct state *s)
{
    size_t size;
    uint8_t *bytes = file_bytes(s->path, &size);
    char *text = malloc(size + 1);

    assert_non_null(bytes);
    assert_non_null(text);
    memcpy(text, bytes, size);
    text[size] = '\0';
    free(bytes);
    return text;
}

static void put(const struct state *s, const char *text, size_t size)
{
    FILE *out;

    assert_true(xdg_make_directories(s->path));
    out = fopen(s->path, "w");
    assert_non_null(out);
    assert_int_equal(fwrite(text, 1, size, out), size);
    fclose(out);
}

static void what_is_written_is_read(void **state)
{
    struct state *s = *state;
    struct seen wrote = {.last = place("tdvf/section[0]/Type", 3)};
    struct stat info;

    wrote.marks[0] = place("/", UINT64_MAX);
    wrote.marks[51] = place("a name with % and \xff and \x01", 0);
    wrote.marks[51].sev = true;
    wrote.marks[51].guest = false;
    assert_true(seen_write(s->path, "/tmp/a%20b /tmp/c", &wrote, NULL));
    assert_true(seen_read(s->path, "/tmp/a%20b /tmp/c", &s->seen));
    assert_same(&s->seen.last, &wrote.last);
    for (int i = 0; i < SEEN_MARKS; i++) {
        assert_same(&s->seen.marks[i], &wrote.marks[i]);
    }
    assert_false(seen_read(s->path, "/tmp/a%20b", &s->seen));
    assert_false(s->seen.last.set);
    assert_int_equal(stat(s->path, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0600);
}

static void the_latest_comes_first_and_others_stay(void **state)
{
    struct state *s = *state;
    struct seen one = {.last = place("one", 1)};
    struct seen two = {.last = place("two", 2)};
    char *text;

    assert_true(seen_write(s->path, "/one", &one, NULL));
    assert_true(seen_write(s->path, "/two", &two, NULL));
    one.last.offset = 0x11;
    assert_true(seen_write(s->path, "/one", &one, NULL));
    text = contents(s);
    assert_string_equal(text, "image /one\nplace hex guest tdx 0x11 one\nimage /two\nplace hex guest tdx 0x2 two\n");
    free(text);
}

static void no_more_images_are_kept_than_there_is_room_for(void **state)
{
    struct state *s = *state;
    char key[32];

    for (int i = 0; i < SEEN_IMAGES + 3; i++) {
        struct seen seen = {.last = place("x", (uint64_t)i)};

        snprintf(key, sizeof key, "/%d", i);
        assert_true(seen_write(s->path, key, &seen, NULL));
    }
    assert_false(seen_read(s->path, "/2", &s->seen));
    assert_true(seen_read(s->path, "/3", &s->seen));
    assert_int_equal(s->seen.last.offset, 3);
    snprintf(key, sizeof key, "/%d", SEEN_IMAGES + 2);
    assert_true(seen_read(s->path, key, &s->seen));
}

static void lines_that_are_none_are_passed_over_and_not_kept(void **state)
{
    static const char text[] = "place hex file tdx 0x1 before-any-image\n"
                               "nonsense\n"
                               "image relative\n"
                               "place hex file tdx 0x1 relative\n"
                               "image /a\n"
                               "place hex file tdx 0x1\n"
                               "place hex elsewhere tdx 0x1 x\n"
                               "place hex file arm 0x1 x\n"
                               "place hex file tdx 1 x\n"
                               "place hex file tdx 0x1g x\n"
                               "place hex file tdx 0x11111111111111111 x\n"
                               "place hex file tdx 0x1 %zz\n"
                               "place hex file tdx 0x1 %0\n"
                               "place hex file tdx 0x1 %00\n"
                               "place hex file tdx 0x1 x more\n"
                               "mark 1 hex file tdx 0x1 x\n"
                               "mark ab hex file tdx 0x1 x\n"
                               "mark b hex file tdx 0x2 right\n"
                               "\x1b[31m\n"
                               "image /b\x80\n"
                               "place hex file tdx 0x1 x";
    struct state *s = *state;
    struct seen other = {.last = place("o", 0)};
    char *kept;

    put(s, text, sizeof text - 1);
    assert_true(seen_read(s->path, "/a", &s->seen));
    assert_false(s->seen.last.set);
    for (int i = 0; i < SEEN_MARKS; i++) {
        assert_int_equal(s->seen.marks[i].set, i == 1);
    }
    assert_string_equal(s->seen.marks[1].node, "right");
    assert_true(seen_write(s->path, "/o", &other, NULL));
    kept = contents(s);
    assert_string_equal(kept, "image /o\nplace hex guest tdx 0x0 o\nimage /a\nmark b hex file tdx 0x2 right\n");
    free(kept);
}

static void long_lines_large_files_and_other_things_do_no_harm(void **state)
{
    struct state *s = *state;
    size_t size = (size_t)2 << 20;
    char *text = malloc(size);

    assert_non_null(text);
    memset(text, 'x', size);
    put(s, text, size);
    assert_false(seen_read(s->path, "/a", &s->seen));
    memcpy(text + 100000, "\nimage /a\nmark b hex file tdx 0x2 right\n", 41);
    put(s, text, 200000);
    assert_true(seen_read(s->path, "/a", &s->seen));
    free(text);
    unlink(s->path);
    mkdir(s->path, 0700);
    assert_false(seen_read(s->path, "/a", &s->seen));
    assert_false(seen_write(s->path, "/a", &s->seen, NULL));
}

static void random_bytes_do_no_harm(void **state)
{
    static const char *const pieces[] = {"image ", "place ", "mark ", "a ", "hex ", "file ", "tdx ",
                                         "0x",     "/",      "%",     "41", "\n",   "\n"};
    struct state *s = *state;
    uint64_t seed = 7;

    for (int round = 0; round < 300; round++) {
        char text[2000] = "";
        struct seen seen = {.last = place("x", 0)};
        uint64_t count = random_below(&seed, 150);

        for (uint64_t i = 0; i < count; i++) {
            strcat(text, pieces[random_below(&seed, sizeof pieces / sizeof pieces[0])]);
        }
        put(s, text, strlen(text));
        seen_read(s->path, "/", &s->seen);
        assert_true(seen_write(s->path, "/mine", &seen, NULL));
        assert_true(seen_read(s->path, "/mine", &s->seen));
    }
}

static void a_directory_of_the_user_is_found_as_the_specification_has_it(void **state)
{
    static const struct {
        enum xdg which;
        const char *variable, *value, *home, *path;
    } rows[] = {
        {XDG_CONFIG, "XDG_CONFIG_HOME", "/c", "/h", "/c/tdxplore/x"},
        {XDG_CONFIG, "XDG_CONFIG_HOME", NULL, "/h", "/h/.config/tdxplore/x"},
        {XDG_STATE, "XDG_STATE_HOME", "", "/h", "/h/.local/state/tdxplore/x"},
        {XDG_STATE, "XDG_STATE_HOME", "relative", "/h", "/h/.local/state/tdxplore/x"},
        {XDG_DATA, "XDG_DATA_HOME", NULL, "/h", "/h/.local/share/tdxplore/x"},
        {XDG_DATA, "XDG_DATA_HOME", NULL, NULL, NULL},
        {XDG_DATA, "XDG_DATA_HOME", NULL, "relative", NULL},
    };
    const char *before = getenv("HOME");
    char *home = before ? strdup(before) : NULL;
    char path[64];

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        rows[i].value ? setenv(rows[i].variable, rows[i].value, 1) : unsetenv(rows[i].variable);
        rows[i].home ? setenv("HOME", rows[i].home, 1) : unsetenv("HOME");
        assert_int_equal(xdg_path(rows[i].which, "x", path, sizeof path), rows[i].path != NULL);
        if (rows[i].path) {
            assert_string_equal(path, rows[i].path);
            assert_false(xdg_path(rows[i].which, "x", path, strlen(rows[i].path)));
        }
        unsetenv(rows[i].variable);
    }
    if (home) {
        setenv("HOME", home, 1);
    }
    free(home);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(what_is_written_is_read),
        CASE(the_latest_comes_first_and_others_stay),
        CASE(no_more_images_are_kept_than_there_is_room_for),
        CASE(lines_that_are_none_are_passed_over_and_not_kept),
        CASE(long_lines_large_files_and_other_things_do_no_harm),
        CASE(random_bytes_do_no_harm),
        cmocka_unit_test(a_directory_of_the_user_is_found_as_the_specification_has_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
