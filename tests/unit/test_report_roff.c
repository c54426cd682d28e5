/* Source of manual pages. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "report/roff.h"

/* What a function writes, as a string that the caller frees. */
static char *written(void (*write)(struct roff *roff))
{
    char *text;
    size_t size;
    struct roff roff = {.out = open_memstream(&text, &size)};

    assert_non_null(roff.out);
    write(&roff);
    roff_end(&roff);
    assert_int_equal(fclose(roff.out), 0);
    return text;
}

static void assert_written(void (*write)(struct roff *roff), const char *expected)
{
    char *text = written(write);

    assert_string_equal(text, expected);
    free(text);
}

static void write_special(struct roff *roff)
{
    roff_text(roff, ".x 'a' \"b\" \\n -1 `c^~ d/e .");
}

static void text_is_never_an_instruction(void **state)
{
    (void)state;
    assert_written(write_special, "\\&.x \\(aqa\\(aq \\(dqb\\(dq \\en \\-1 \\(gac\\(ha\\(ti d/\\:e .\n");
}

static void write_arguments(struct roff *roff)
{
    roff_text(roff, "before");
    roff_macro(roff, "BR", "A-1", " \"b\" \\", "", NULL);
    roff_macro(roff, "PP", NULL);
}

static void a_macro_stands_on_a_line_of_its_own_with_literal_arguments(void **state)
{
    (void)state;
    assert_written(write_arguments, "before\n.BR A\\-1 \" \\(dqb\\(dq \\e\" \"\"\n.PP\n");
}

static void write_lines(struct roff *roff)
{
    roff_text(roff, "before");
    roff_line(roff, "  .x  -1 ");
    roff_line(roff, ".x");
    roff_line(roff, "");
}

static void a_line_keeps_its_blanks(void **state)
{
    (void)state;
    assert_written(write_lines, "before\n  .x  \\-1 \n\\&.x\n\n");
}

static void write_sentences(struct roff *roff)
{
    roff_text(roff, "  One ends. Two (ends.) Is vol. 3 the end?");
    roff_text(roff, "Yes");
}

static void a_line_ends_where_a_sentence_does(void **state)
{
    (void)state;
    assert_written(write_sentences, "One ends.\nTwo (ends.)\nIs vol.\\& 3 the end? Yes\n");
}

static void write_long(struct roff *roff)
{
    for (int i = 0; i < 40; i++) {
        roff_text(roff, i % 7 ? "some.thing" : ".dot-ted");
    }
}

static void no_line_is_wider_than_80_columns_or_begins_with_a_dot(void **state)
{
    char *text = written(write_long);
    unsigned lines = 0;

    (void)state;
    for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
        assert_true(strlen(line) <= 80);
        assert_int_not_equal(line[0], '.');
        lines++;
    }
    assert_true(lines > 5);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_is_never_an_instruction),
        cmocka_unit_test(a_macro_stands_on_a_line_of_its_own_with_literal_arguments),
        cmocka_unit_test(a_line_keeps_its_blanks),
        cmocka_unit_test(a_line_ends_where_a_sentence_does),
        cmocka_unit_test(no_line_is_wider_than_80_columns_or_begins_with_a_dot),
    };

    return cmocka_run_group_tests_name("report: roff", tests, NULL, NULL);
}
