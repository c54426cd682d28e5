/* Completing what is typed: which words are offered, and how they are gone through. */
#include "support.h"

#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "screenless.h"
#include "tui/complete.h"
#include "tui/copy.h"
#include "tui/files.h"
#include "tui/going.h"
#include "tui/line.h"
#include "tui/prompt.h"
#include "tui/searching.h"

/* Words of which there are several, some, or too many. */
static void offer(struct completions *c, const char *typed, const char *const *words)
{
    completions_open(c, typed);
    for (; *words; words++) {
        completions_add(c, *words, "");
    }
}

static void what_begins_as_typed_is_kept_with_what_it_has_in_common(void **state)
{
    static const char *const words[] = {"h\xc3\xa9t", "other", "h\xc3\xaat", NULL};
    struct completions c = {.typed = NULL};

    (void)state;
    offer(&c, "h", words);
    assert_int_equal(c.count, 2);
    assert_string_equal(c.common, "h");
    assert_string_equal(completions_step(&c, 1), "h\xc3\xa9t");
    assert_string_equal(completions_step(&c, 1), "h\xc3\xaat");
    assert_string_equal(completions_step(&c, 1), "h");
    assert_string_equal(completions_step(&c, -1), "h\xc3\xaat");
    offer(&c, "x", words);
    assert_int_equal(c.count, 0);
    completions_close(&c);
}

static void no_more_than_a_thousand_are_kept(void **state)
{
    struct completions c = {.typed = NULL};
    char word[16];

    (void)state;
    completions_open(&c, "");
    for (int i = 0; i <= COMPLETIONS_MOST; i++) {
        assert_false(c.more);
        snprintf(word, sizeof word, i < COMPLETIONS_MOST ? "word%d" : "w", i);
        completions_add(&c, word, "");
    }
    assert_true(c.more);
    assert_int_equal(c.count, COMPLETIONS_MOST);
    assert_string_equal(c.common, "w");
    completions_close(&c);
}

static void words_in_order_come_once(void **state)
{
    static const char *const words[] = {"b", "a", "b", "c", "a", NULL};
    struct completions c;

    (void)state;
    c = (struct completions){.typed = NULL};
    completions_open(&c, "");
    c.sorted = true;
    for (size_t i = 0; words[i]; i++) {
        completions_add(&c, words[i], "");
    }
    assert_int_equal(c.count, 3);
    assert_string_equal(c.words[0], "a");
    assert_string_equal(c.words[1], "b");
    assert_string_equal(c.words[2], "c");
    completions_close(&c);
}

static void a_page_has_the_current_word_on_it(void **state)
{
    static const char *const words[] = {"aaaa", "bbbb", "cccc", "dddddddddddddddd", "e", NULL};
    struct completions c = {.typed = NULL};
    size_t count;

    (void)state;
    offer(&c, "", words);
    assert_int_equal(completions_page(&c, true, 10, &count), 0);
    assert_int_equal(count, 2);
    for (int i = 0; i < 3; i++) {
        completions_step(&c, 1);
    }
    assert_int_equal(completions_page(&c, true, 10, &count), 2);
    assert_int_equal(count, 1);
    completions_step(&c, 1);
    assert_int_equal(completions_page(&c, true, 10, &count), 3);
    assert_int_equal(count, 1);
    completions_close(&c);
}

/* What Tab puts in place of the text, and how many words there are. */
static void assert_completes(const struct app *app, completions_offer *offers, const char *typed, const char *common,
                             size_t count)
{
    struct completions c = {.typed = NULL};
    struct line line = {.length = 0};

    completions_open(&c, typed);
    offers(app, typed, &c);
    line_set(&line, typed);
    assert_true(line_replace(&line, c.start, line.cursor, c.common));
    if (c.count != count || (count > 0 && strcmp(line.text, common) != 0)) {
        fail_msg("\"%s\" becomes \"%s\" of %zu", typed, line.text, c.count);
    }
    completions_close(&c);
}

static void every_kind_of_word_is_offered_where_it_may_stand(void **state)
{
    struct plan plan = plan_default();
    struct decoded d = decode_plan(&plan);
    struct app *app = screenless_new(d.image);

    (void)state;
    assert_completes(app, prompt_offer_command, "got", "goto ", 1);
    assert_completes(app, prompt_offer_command, "  cop", "  copy", 2);
    assert_completes(app, prompt_offer_command, "xyz", "", 0);
    assert_completes(app, prompt_offer_command, "copy he", "copy hex ", 1);
    assert_completes(app, prompt_offer_command, "goto tdvf/Sig", "goto tdvf/Signature", 1);
    assert_completes(app, prompt_offer_command, "help x", "", 0);
    assert_completes(app, going_offer, "tdv", "tdvf", 2);
    assert_completes(app, going_offer, "/tdvf/section[0]/Raw", "/tdvf/section[0]/RawDataSize", 1);
    assert_completes(app, going_offer, "0x10+tdvf/Sig", "0x10+tdvf/Signature", 1);
    assert_completes(app, going_offer, "0x10-tdvf/Sig", "0x10-tdvf/Signature", 1);
    assert_completes(app, going_offer, "gp", "gpa:", 1);
    assert_completes(app, going_offer, "nowhere/x", "", 0);
    assert_completes(app, searching_offer, "gu", "guid:", 1);
    assert_completes(app, searching_offer, "wide", "wide", 2);
    assert_completes(app, searching_offer, "name:RawDataS", "name:RawDataSize", 1);
    assert_completes(app, searching_offer, "text:x", "", 0);
    assert_completes(app, files_offer, "~", "~/", 1);
    screenless_free(app);
    decoded_free(&d);
}

static void a_tilde_is_the_home_directory(void **state)
{
    char path[32];

    (void)state;
    assert_int_equal(setenv("HOME", "/home/me", 1), 0);
    assert_true(files_path("~/a", path, sizeof path));
    assert_string_equal(path, "/home/me/a");
    assert_true(files_path("~you/a", path, sizeof path));
    assert_string_equal(path, "~you/a");
    assert_true(files_path("a~", path, sizeof path));
    assert_string_equal(path, "a~");
    assert_false(files_path("/a/name/that/is/longer/than/the/buffer", path, sizeof path));
}

static void lines_are_shown_safe_and_read_as_utf8(void **state)
{
    char buffer[64];

    (void)state;
    assert_string_equal(line_show(true, "a\\\xff\n\xc3\xa9", 6, buffer, sizeof buffer), "a\\\\xff\\x0a\xc3\xa9");
    assert_string_equal(line_show(true, "ab\xff", 3, buffer, 5), "ab");
    assert_string_equal(line_utf8("a\xff\xc3\xa9\xe4\xb8\x96", buffer, sizeof buffer), "a\xff\xc3\xa9\xe4\xb8\x96");
    assert_string_equal(line_utf8("a\xc3\xa9", buffer, 3), "a");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_begins_as_typed_is_kept_with_what_it_has_in_common),
        cmocka_unit_test(no_more_than_a_thousand_are_kept),
        cmocka_unit_test(words_in_order_come_once),
        cmocka_unit_test(a_page_has_the_current_word_on_it),
        cmocka_unit_test(every_kind_of_word_is_offered_where_it_may_stand),
        cmocka_unit_test(a_tilde_is_the_home_directory),
        cmocka_unit_test(lines_are_shown_safe_and_read_as_utf8),
    };

    setlocale(LC_CTYPE, "C.UTF-8");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
