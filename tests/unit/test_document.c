/* Documents that come out as a manual page and as HTML. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "format/guid_table.h"
#include "manual/document.h"

/* What the parts that a function writes come to, as a string that the caller frees. */
static char *written(const struct document_writer *writer, void (*write)(struct document *document))
{
    char *text;
    size_t size;
    struct document document = {.writer = writer, .out = open_memstream(&text, &size)};

    assert_non_null(document.out);
    document.roff.out = document.out;
    write(&document);
    document_end(&document);
    assert_false(document.failed);
    assert_int_equal(fclose(document.out), 0);
    return text;
}

static void assert_written(const struct document_writer *writer, void (*write)(struct document *document),
                           const char *expected)
{
    char *text = written(writer, write);

    assert_string_equal(text, expected);
    free(text);
}

static void write_literal(struct document *document)
{
    const struct tdxp_doc doc = {"<s> & 's'", "One.\nTwo.", "a/b:c"};

    document_section(document, "A & b");
    document_paragraph(document, ".x \"y\" <z>");
    document_entry(document, "<t>", "n-1", &doc);
    document_entry_more(document, "'more'");
    document_entry(document, "u", NULL, &(const struct tdxp_doc){.summary = "v"});
    document_subsection(document, "S<");
    document_paragraph(document, "p");
}

static void text_is_literal_in_a_manual_page(void **state)
{
    (void)state;
    assert_written(&document_roff, write_literal,
                   ".SH \"A & B\"\n"
                   "\\&.x \\(dqy\\(dq <z>\n"
                   ".TP\n.BR <t> \" (n\\-1)\"\n<s> & \\(aqs\\(aq\n"
                   ".IP\nOne.\n.IP\nTwo.\n.br\nSource: a/\\:b:c\n"
                   ".IP\n\\(aqmore\\(aq\n"
                   ".TP\n.B u\nv\n"
                   ".SS S<\np\n");
}

static void text_is_literal_in_html_and_what_is_open_is_closed(void **state)
{
    (void)state;
    assert_written(&document_html, write_literal,
                   "<section id=\"a---b\">\n<h2>A &amp; b</h2>\n"
                   "<p>.x &quot;y&quot; &lt;z&gt;</p>\n"
                   "<dl>\n<dt><strong>&lt;t&gt;</strong> (n-1)</dt>\n"
                   "<dd><p>&lt;s&gt; &amp; &#39;s&#39;</p>\n<p>One.</p>\n<p>Two.</p>\n"
                   "<p class=\"d-soft\">Source: a/b:c</p>\n<p>&#39;more&#39;</p>\n</dd>\n"
                   "<dt><strong>u</strong></dt>\n<dd><p>v</p>\n</dd>\n</dl>\n"
                   "<h3>S&lt;</h3>\n<p>p</p>\n"
                   "</section>\n</body>\n</html>\n");
}

static void write_dump(struct document *document)
{
    const struct document_run runs[] = {
        {.offset = 0x10, .count = 0, .name = "A part"},
        {.offset = 0x10,
         .bytes = {0, 1, 2, 3, 4, 5, 6, 7, 8, 0xff},
         .count = 10,
         .name = "Field",
         .text = "a value of so many words that they do not stand beside its bytes but on a third line"},
        {.offset = 0x1a, .bytes = {0x90}, .count = 1, .name = "Code"},
    };

    document_dump(document, runs, sizeof runs / sizeof runs[0]);
}

static void bytes_are_broken_into_lines_with_what_they_are(void **state)
{
    (void)state;
    assert_written(&document_roff, write_dump,
                   ".PP\n.EX\n"
                   "A part\n"
                   "00000010  00 01 02 03 04 05 06 07  Field = a value of so many words\n"
                   "00000018  08 ff                    that they do not stand beside its\n"
                   "                                   bytes but on a third line\n"
                   "0000001a  90                       Code\n"
                   ".EE\n");
}

static void bytes_are_rows_of_a_table_in_html(void **state)
{
    char *html = written(&document_html, write_dump);

    (void)state;
    assert_non_null(strstr(html, "<tr><th colspan=\"3\">A part</th></tr>\n"));
    assert_non_null(strstr(html, "<tr><td>00000010</td><td>00 01 02 03 04 05 06 07 08 ff</td><td>Field = a value"));
    assert_non_null(strstr(html, "<tr><td>0000001a</td><td>90</td><td>Code</td></tr>\n"));
    free(html);
}

static void write_table(struct document *document)
{
    static const struct document_column columns[] = {{"N", 3, true}, {"Name", 6, false}, {"Last", 0, false}};
    const char *const cells[] = {"1", "a", "<"};
    const char *const wide[] = {"12345", "b", ""};

    document_table_begin(document, columns, sizeof columns / sizeof columns[0]);
    document_table_row(document, cells);
    document_table_row(document, wide);
    document_table_end(document);
}

static void columns_of_a_table_are_aligned_and_no_line_ends_with_a_blank(void **state)
{
    (void)state;
    assert_written(&document_roff, write_table,
                   ".PP\n.EX\n"
                   "  N  Name    Last\n"
                   "  1  a       <\n"
                   "12345  b\n"
                   ".EE\n");
}

static void write_layout(struct document *document)
{
    document_layout(document, &guid_table_format_tail);
}

static void a_field_goes_on_in_the_next_row_of_a_figure(void **state)
{
    (void)state;
    assert_written(&document_roff, write_layout,
                   ".PP\n.EX\n"
                   "      0       1       2       3       4       5       6       7\n"
                   "     _______________________________________________________________\n"
                   " 0  | Length        | Guid                                          |\n"
                   "    |_______________|_______________________________________________|\n"
                   " 8  | Guid ...                                                      |\n"
                   "    |_______________________________________________________________|\n"
                   "16  | Guid ...      |\n"
                   "    |_______________|\n"
                   ".EE\n");
}

static void the_parts_of_a_structure_cover_each_byte_once(void **state)
{
    static const struct tdxp_format *const formats[] = {&guid_table_format_tail, &guid_table_format_offset};

    (void)state;
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
        struct layout_part part = {.field = NULL};
        uint32_t next = 0;

        while (layout_next(formats[i], &part)) {
            assert_int_equal(part.row * LAYOUT_ROW + part.start, next);
            assert_true(part.end > part.start);
            assert_true(part.end <= LAYOUT_ROW);
            assert_int_equal(part.continued, next > part.field->offset);
            next = part.row * LAYOUT_ROW + part.end;
        }
        assert_int_equal(next, formats[i]->size);
    }
}

static void write_pages(struct document *document)
{
    static const struct document_page pages[] = {{"a-b", "1"}, {"c", "7"}};

    document_section(document, "See also");
    document_pages(document, pages, sizeof pages / sizeof pages[0]);
}

static void other_pages_stand_in_a_row(void **state)
{
    (void)state;
    assert_written(&document_roff, write_pages, ".SH \"SEE ALSO\"\n.BR a\\-b (1),\n.BR c (7)\n");
    assert_written(&document_html, write_pages,
                   "<section id=\"see-also\">\n<h2>See also</h2>\n"
                   "<p><strong>a-b</strong>(1), <strong>c</strong>(7)</p>\n"
                   "</section>\n</body>\n</html>\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_is_literal_in_a_manual_page),
        cmocka_unit_test(text_is_literal_in_html_and_what_is_open_is_closed),
        cmocka_unit_test(bytes_are_broken_into_lines_with_what_they_are),
        cmocka_unit_test(bytes_are_rows_of_a_table_in_html),
        cmocka_unit_test(columns_of_a_table_are_aligned_and_no_line_ends_with_a_blank),
        cmocka_unit_test(a_field_goes_on_in_the_next_row_of_a_figure),
        cmocka_unit_test(the_parts_of_a_structure_cover_each_byte_once),
        cmocka_unit_test(other_pages_stand_in_a_row),
    };

    return cmocka_run_group_tests_name("manual: documents", tests, NULL, NULL);
}
