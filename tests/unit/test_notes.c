/* Notes: what is written is read again, whatever it is; nothing that is read does harm; nothing that was noted is lost. */
#include "support.h"

#include <stdlib.h>
#include <string.h>

#include "tdxplore/notes.h"

#define SHA "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static struct tdxp_note note_of(const char *path, uint64_t start, uint64_t length, const char *text)
{
    return (struct tdxp_note){.place = {path, {start, length}}, .text = text};
}

static void put(struct tdxp_notes *notes, const char *path, uint64_t start, uint64_t length, const char *text)
{
    struct tdxp_note note = note_of(path, start, length, text);

    assert_true(tdxp_notes_put(notes, &note, NULL));
}

static const char *text_at(const struct tdxp_notes *notes, const char *path, uint64_t start, uint64_t length)
{
    struct tdxp_note_place place = {path, {start, length}};
    const struct tdxp_note *note = tdxp_notes_find(notes, &place);

    return note ? note->text : NULL;
}

enum form { TEXT, ASCII, JSON, FORMS };

static char *written(const struct tdxp_notes *notes, const struct tdxp_noting *noting, enum form form)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);

    assert_non_null(out);
    assert_true(form == JSON ? tdxp_notes_write_json(notes, noting, out)
                             : tdxp_notes_write(notes, noting, form == ASCII, out));
    assert_int_equal(fclose(out), 0);
    return text;
}

static struct tdxp_notes *parsed(const char *text, size_t size, struct tdxp_error *err)
{
    uint8_t *copy = exact_copy((const uint8_t *)text, size ? size : 1);
    struct tdxp_bytes bytes = {copy, size};
    struct tdxp_notes *notes = tdxp_notes_parse(&bytes, err);

    free(copy);
    return notes;
}

static void assert_same(const struct tdxp_notes *a, const struct tdxp_notes *b)
{
    assert_int_equal(tdxp_notes_count(a), tdxp_notes_count(b));
    assert_string_equal(tdxp_notes_sha256(a), tdxp_notes_sha256(b));
    for (size_t i = 0; i < tdxp_notes_count(a); i++) {
        const struct tdxp_note *x = tdxp_notes_get(a, i);
        const struct tdxp_note *y = tdxp_notes_get(b, i);

        assert_string_equal(x->place.path, y->place.path);
        assert_int_equal(x->place.range.start, y->place.range.start);
        assert_int_equal(x->place.range.length, y->place.range.length);
        assert_string_equal(x->text, y->text);
        assert_int_equal(x->made, y->made);
        assert_int_equal(x->changed, y->changed);
    }
}

static void assert_comes_back(const struct tdxp_notes *notes)
{
    for (int form = 0; form < FORMS; form++) {
        char *text = written(notes, NULL, (enum form)form);
        struct tdxp_error err = {{0}};
        struct tdxp_notes *again = parsed(text, strlen(text), &err);

        if (!again) {
            fail_msg("%s in %s", err.text, text);
        }
        assert_same(notes, again);
        tdxp_notes_free(again);
        free(text);
    }
}

static void assert_refused(const char *text, size_t size, const char *why)
{
    struct tdxp_error err = {{0}};
    struct tdxp_notes *notes = parsed(text, size, &err);

    if (notes) {
        fail_msg("was taken: %s", text);
    }
    if (!strstr(err.text, why)) {
        fail_msg("'%s' and not '%s'", err.text, why);
    }
}

/* ---- lists ---- */

static void a_place_has_one_note_and_the_order_stays(void **state)
{
    struct tdxp_notes *notes = tdxp_notes_new(SHA);
    struct tdxp_note_place place = {"/tdvf/", {5, 0}};

    (void)state;
    put(notes, "tdvf", 0, 0, "one");
    put(notes, "tdvf", 8, 4, "two");
    put(notes, "/", 0, 0, "three\r\nand\rmore\n\n");
    put(notes, "/tdvf", 0, 0, "four");
    assert_int_equal(tdxp_notes_count(notes), 3);
    assert_string_equal(tdxp_notes_get(notes, 0)->text, "four");
    assert_string_equal(tdxp_notes_get(notes, 1)->text, "two");
    assert_string_equal(tdxp_notes_get(notes, 2)->text, "three\nand\nmore");
    assert_string_equal(tdxp_notes_get(notes, 2)->place.path, "/");
    assert_null(tdxp_notes_get(notes, 3));
    assert_null(text_at(notes, "tdvf", 8, 5));
    assert_true(tdxp_notes_remove(notes, &place));
    assert_false(tdxp_notes_remove(notes, &place));
    assert_string_equal(tdxp_notes_get(notes, 0)->text, "two");
    tdxp_notes_free(notes);
    tdxp_notes_free(NULL);
}

static void what_is_no_note_is_refused(void **state)
{
    struct tdxp_notes *notes = tdxp_notes_new("no hash");
    char *huge = malloc(TDXP_NOTE_TEXT_MOST + 2);
    char path[TDXP_NOTE_PATH_MOST + 1];
    const struct tdxp_note bad[] = {
        note_of("", 0, 0, "x"),           note_of(path, 0, 0, "x"), note_of("\xff", 0, 0, "x"),
        note_of("a", UINT64_MAX, 1, "x"), note_of("a", 0, 0, ""),   note_of("a", 0, 0, "\n\n"),
        note_of("a", 0, 0, "\xc0\x80"),   note_of("a", 0, 0, huge),
    };
    struct tdxp_error err;

    (void)state;
    assert_non_null(huge);
    memset(huge, 'x', TDXP_NOTE_TEXT_MOST + 1);
    huge[TDXP_NOTE_TEXT_MOST + 1] = '\0';
    memset(path, 'p', sizeof path - 1);
    path[sizeof path - 1] = '\0';
    assert_string_equal(tdxp_notes_sha256(notes), "");
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        err.text[0] = '\0';
        assert_false(tdxp_notes_put(notes, &bad[i], &err));
        assert_int_not_equal(err.text[0], '\0');
    }
    assert_int_equal(tdxp_notes_count(notes), 0);
    huge[TDXP_NOTE_TEXT_MOST] = '\0';
    path[TDXP_NOTE_PATH_MOST - 1] = '\0';
    put(notes, path, UINT64_MAX - 1, 1, huge);
    assert_comes_back(notes);
    free(huge);
    tdxp_notes_free(notes);
}

static void there_is_a_limit_to_how_many(void **state)
{
    struct tdxp_notes *notes = tdxp_notes_new("");
    struct tdxp_note more = note_of("more", 0, 0, "x");
    struct tdxp_error err;

    (void)state;
    for (uint64_t i = 0; i < TDXP_NOTES_MOST; i++) {
        put(notes, "a", i, 1, "x");
    }
    assert_false(tdxp_notes_put(notes, &more, &err));
    assert_non_null(strstr(err.text, "more than 10000"));
    put(notes, "a", 7, 1, "another text of one that is there");
    tdxp_notes_free(notes);
}

/* ---- formats ---- */

static void text_is_as_the_manual_says(void **state)
{
    static const char expected[] = "tdxplore notes 1\n"
                                   "image " SHA "\n"
                                   "\n"
                                   "note tdvf/a%20b\n"
                                   "range 0x10+0x20\n"
                                   "made 2026-11-28T12:04:01Z\n"
                                   "changed 2026-11-28T12:04:02Z\n"
                                   "| one\n"
                                   "|\n"
                                   "| tw\xc3\xb6 \\\\ \\x1b[31m \\u{202e}\n";
    struct tdxp_notes *notes = tdxp_notes_new(SHA);
    struct tdxp_note note = note_of("tdvf/a b", 0x10, 0x20, "one\n\ntw\xc3\xb6 \\ \x1b[31m \xe2\x80\xae");
    char *text;

    (void)state;
    note.made = 1795867441;
    note.changed = 1795867442;
    assert_true(tdxp_notes_put(notes, &note, NULL));
    text = written(notes, NULL, TEXT);
    assert_string_equal(text, expected);
    free(text);
    text = written(notes, NULL, ASCII);
    assert_non_null(strstr(text, "| tw\\xc3\\xb6"));
    free(text);
    assert_comes_back(notes);
    tdxp_notes_free(notes);
}

static void what_hands_have_written_is_understood(void **state)
{
    static const char text[] = "tdxplore notes 1\r\n"
                               "# mine\r\n"
                               "note tdvf\r\n"
                               "|no blank\r\n"
                               "# between\r\n"
                               "|   indented C:\\temp \\u{41}\\u{d800}\\x00\\x4\tend\r\n"
                               "note tdvf\n"
                               "| of the same place\n"
                               "note /tdvf/\n"
                               "| no blank";
    struct tdxp_notes *notes = parsed(text, sizeof text - 1, NULL);

    (void)state;
    assert_non_null(notes);
    assert_int_equal(tdxp_notes_count(notes), 1);
    assert_string_equal(text_at(notes, "tdvf", 0, 0), "no blank\n  indented C:\\temp A\\u{d800}\\x00\\x4\tend\n"
                                                      "of the same place");
    tdxp_notes_free(notes);
}

static void what_is_not_understood_is_told_with_its_line(void **state)
{
#define HEAD "tdxplore notes 1\n"
    static const struct {
        const char *text, *why;
    } bad[] = {
        {"", "line 1: these are no notes"},
        {"MZ", "line 1: these are no notes"},
        {"tdxplore notes 2\n", "line 1: these notes are of another version"},
        {HEAD "\nimage 12\n", "line 3: that is no SHA-256"},
        {HEAD "note a\nimage " SHA "\n", "line 3: this is no line of notes here"},
        {HEAD "| text\n", "line 2: this is no line of notes here"},
        {HEAD "note \n| x\n", "line 2: that is no path"},
        {HEAD "note a b\n| x\n", "line 2: that is no path"},
        {HEAD "note %00\n| x\n", "line 2: that is no path"},
        {HEAD "note %FF\n| x\n", "line 2: a path is empty, not UTF-8"},
        {HEAD "note a\nnote b\n| x\n", "line 2: a note has no text"},
        {HEAD "note a\n|\n|\n", "line 2: a note has no text"},
        {HEAD "note a\nrange 1\n| x\n", "line 3: a range is OFFSET+LENGTH"},
        {HEAD "note a\nrange 0x1+0x0\n| x\n", "line 3: a range is"},
        {HEAD "note a\nrange 0xffffffffffffffff+1\n| x\n", "line 3: a range is"},
        {HEAD "note a\nrange 0x10000000000000000+1\n| x\n", "line 3: a range is"},
        {HEAD "note a\nrange -1+1\n| x\n", "line 3: a range is"},
        {HEAD "note a\nmade yesterday\n| x\n", "line 3: that is no time"},
        {HEAD "note a\nmade 2026-02-31T00:00:00Z\n| x\n", "line 3: that is no time"},
        {HEAD "note a\nchanged \n| x\n", "line 3: that is no time"},
        {HEAD "note a\n| x\nrange 1+1\n", "line 4: this is no line"},
        {HEAD "note a\ncolour red\n| x\n", "line 3: this is no line"},
        {HEAD "note a\n| \xff\n", "line 2: the text of a note is not UTF-8"},
        {HEAD "note a\n| \\xff\n", "line 2: the text of a note is not UTF-8"},
        {"{", "line 1: "},
        {"{\n\"format\": 1}", "these are no notes"},
        {"{\"format\": \"tdxplore notes\", \"version\": 2}", "another version"},
        {"{\"format\": \"tdxplore notes\", \"version\": 1}", "\"notes\" is no array"},
        {"{\"format\": \"tdxplore notes\", \"version\": 1, \"sha256\": \"1\", \"notes\": []}", "no SHA-256"},
        {"{\"format\": \"tdxplore notes\", \"version\": 1, \"notes\": [1]}", "note 1: a note has \"path\""},
        {"{\"format\": \"tdxplore notes\", \"version\": 1, \"notes\": [{\"path\": \"a\", \"text\": \"\"}]}",
         "note 1: a note has no text"},
        {"{\"format\": \"tdxplore notes\", \"version\": 1, \"notes\": [{\"path\": \"a\", \"text\": \"x\\u0000\"}]}",
         "line 1: "},
        {"{\"format\": \"tdxplore notes\", \"version\": 1, \"notes\": [{\"path\": \"a\", \"text\": \"x\", "
         "\"offset\": 1}]}",
         "note 1: \"offset\" and \"length\" are no range"},
        {"{\"format\": \"tdxplore notes\", \"version\": 1, \"notes\": [{\"path\": \"a\", \"text\": \"x\", "
         "\"made\": 5}]}",
         "note 1: \"made\" or"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_refused(bad[i].text, strlen(bad[i].text), bad[i].why);
    }
    assert_refused("MZ\0\0\n", 5, "line 1: these are no notes");
    assert_refused("tdxplore notes 1\0\n", 18, "line 1: these are no notes");
    assert_refused(HEAD "note a\n| x\0y\n", sizeof HEAD + 13, "line 3: there is a NUL");
}

/* Bytes that are likely to mean something in one of the formats, and in a terminal. */
static size_t random_text(uint64_t *seed, char *text, size_t most)
{
    static const char *const pieces[] = {"\n",
                                         "\\",
                                         "x41",
                                         "u{41}",
                                         "|",
                                         " ",
                                         "#",
                                         "note ",
                                         "\x1b[2J",
                                         "\xc3\xa9",
                                         "\xe2\x80\xae",
                                         "\t",
                                         "\"",
                                         "\x7f",
                                         "\xf0\x9f\x98\x80",
                                         "%"};
    size_t length = 0;

    for (uint64_t n = random_below(seed, 12); n > 0; n--) {
        const char *piece = pieces[random_below(seed, sizeof pieces / sizeof *pieces)];

        if (length + strlen(piece) < most) {
            memcpy(text + length, piece, strlen(piece));
            length += strlen(piece);
        }
    }
    text[length] = '\0';
    return length;
}

static void random_notes_come_back(void **state)
{
    uint64_t seed = 7;

    (void)state;
    for (int round = 0; round < 300; round++) {
        struct tdxp_notes *notes = tdxp_notes_new(round % 2 ? SHA : "");

        for (uint64_t n = random_below(&seed, 8); n > 0; n--) {
            char path[128], text[128];
            struct tdxp_note note = note_of(path, random_next(&seed) >> random_below(&seed, 64),
                                            random_below(&seed, 3) ? random_below(&seed, 99) : 0, text);

            random_text(&seed, path, sizeof path);
            random_text(&seed, text, sizeof text);
            note.made = (int64_t)random_below(&seed, UINT64_C(1) << 36);
            note.changed = note.made;
            tdxp_notes_put(notes, &note, NULL);
        }
        assert_comes_back(notes);
        tdxp_notes_free(notes);
    }
}

static void changed_files_do_no_harm(void **state)
{
    struct tdxp_notes *notes = tdxp_notes_new(SHA);
    uint64_t seed = 11;

    (void)state;
    put(notes, "tdvf", 0x10, 0x20, "one\ntwo \\ \x1b");
    put(notes, "a b", 0, 0, "three");
    for (int round = 0; round < 4000; round++) {
        char *text = written(notes, NULL, (enum form)(round % FORMS));
        size_t size = strlen(text);
        struct tdxp_notes *again;

        for (uint64_t n = 1 + random_below(&seed, 4); n > 0; n--) {
            text[random_below(&seed, size)] = "\0\n\\|%{}\"x0+\xff"[random_below(&seed, 12)];
        }
        again = parsed(text, random_below(&seed, 2) ? size : random_below(&seed, size), NULL);
        if (again) {
            assert_comes_back(again);
        }
        tdxp_notes_free(again);
        free(text);
    }
    tdxp_notes_free(notes);
}

/* ---- merging ---- */

static void merging_loses_nothing_and_twice_is_as_once(void **state)
{
    struct tdxp_notes *mine = tdxp_notes_new(SHA);
    struct tdxp_notes *theirs = tdxp_notes_new("");
    struct tdxp_notes_tally tally;

    (void)state;
    put(mine, "a", 0, 0, "alike");
    put(mine, "b", 0, 0, "mine");
    put(mine, "c", 0, 0, "one\ntwo\nthree");
    put(mine, "d", 0, 0, "two");
    put(theirs, "a", 0, 0, "alike");
    put(theirs, "b", 0, 0, "theirs");
    put(theirs, "c", 0, 0, "two");
    put(theirs, "d", 0, 0, "one\ntwo");
    put(theirs, "e", 1, 2, "new");
    assert_true(tdxp_notes_merge(mine, theirs, &tally, NULL));
    assert_int_equal(tally.added, 1);
    assert_int_equal(tally.joined, 2);
    assert_int_equal(tally.same, 2);
    assert_string_equal(text_at(mine, "b", 0, 0), "mine\ntheirs");
    assert_string_equal(text_at(mine, "c", 0, 0), "one\ntwo\nthree");
    assert_string_equal(text_at(mine, "d", 0, 0), "one\ntwo");
    assert_string_equal(text_at(mine, "e", 1, 2), "new");
    assert_true(tdxp_notes_merge(mine, theirs, &tally, NULL));
    assert_int_equal(tally.same, 5);
    assert_string_equal(tdxp_notes_sha256(mine), SHA);
    tdxp_notes_free(mine);
    tdxp_notes_free(theirs);
}

/* ---- places ---- */

static void notes_are_found_by_their_nodes(void **state)
{
    struct plan plan = plan_default();
    struct decoded d = decode_plan(&plan);
    const struct tdxp_node *tdvf = node_at(&d, "tdvf");
    struct tdxp_notes *notes = tdxp_notes_new("");
    struct tdxp_noting *noting;
    const struct tdxp_noted *noted;
    size_t count;
    char *text;

    (void)state;
    put(notes, "no/such", 0, 0, "lost");
    put(notes, "tdvf", 4, 4, "range");
    put(notes, "tdvf", 0, UINT64_MAX, "more than it has");
    put(notes, "tdvf", UINT64_MAX - 1, 1, "behind it");
    put(notes, "tdvf", 0, 0, "itself");
    put(notes, "/", 0, 0, "root");
    noting = tdxp_noting_new(notes, d.fw->tree);
    assert_non_null(noting);
    assert_int_equal(noting->count, 6);
    assert_int_equal(noting->placed, 5);
    assert_string_equal(noting->items[0].note->text, "root");
    assert_string_equal(noting->items[5].note->text, "lost");
    noted = tdxp_noting_of(noting, tdvf, &count);
    assert_int_equal(count, 4);
    assert_string_equal(noted[0].note->text, "itself");
    assert_int_equal(noted[0].range.length, tdvf->length);
    assert_string_equal(noted[1].note->text, "more than it has");
    assert_int_equal(noted[1].range.length, tdvf->length);
    assert_int_equal(noted[2].range.start, tdvf->offset + 4);
    assert_int_equal(noted[2].range.length, 4);
    assert_int_equal(noted[3].range.start, tdvf->offset + tdvf->length);
    assert_int_equal(noted[3].range.length, 0);
    tdxp_noting_of(noting, tdvf->child, &count);
    assert_int_equal(count, 0);
    text = written(notes, noting, TEXT);
    assert_non_null(strstr(text, "# not in this image\n"));
    assert_non_null(strstr(text, "range 0x4+0x4\n# at 0xf004, 0x4 bytes\n| range\n"));
    free(text);
    tdxp_noting_free(noting);
    tdxp_noting_free(NULL);
    tdxp_notes_free(notes);
    decoded_free(&d);
}

static void ranges_are_read(void **state)
{
    struct tdxp_range range = {1, 2};

    (void)state;
    assert_true(tdxp_note_range_parse("16+0x20", &range));
    assert_int_equal(range.start, 16);
    assert_int_equal(range.length, 0x20);
    assert_false(tdxp_note_range_parse("16", &range));
    assert_false(tdxp_note_range_parse("16+", &range));
    assert_false(tdxp_note_range_parse("16+1 ", &range));
    assert_false(tdxp_note_range_parse(" 16+1", &range));
    assert_false(tdxp_note_range_parse("0x+1", &range));
    assert_false(tdxp_note_range_parse("1++1", &range));
    assert_int_equal(range.start, 16);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_place_has_one_note_and_the_order_stays),
        cmocka_unit_test(what_is_no_note_is_refused),
        cmocka_unit_test(there_is_a_limit_to_how_many),
        cmocka_unit_test(text_is_as_the_manual_says),
        cmocka_unit_test(what_hands_have_written_is_understood),
        cmocka_unit_test(what_is_not_understood_is_told_with_its_line),
        cmocka_unit_test(random_notes_come_back),
        cmocka_unit_test(changed_files_do_no_harm),
        cmocka_unit_test(merging_loses_nothing_and_twice_is_as_once),
        cmocka_unit_test(notes_are_found_by_their_nodes),
        cmocka_unit_test(ranges_are_read),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
