/* tdvf(5), as a manual page and as HTML: it says all that the tables say. */
#include "support.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "format/guid_table.h"
#include "format/hob.h"
#include "format/td_shim.h"
#include "manual/tdvf.h"
#include "tdxplore/check.h"
#include "tdxplore/event.h"
#include "tdxplore/sample.h"

static struct decoded decode_sample(void)
{
    return decode_taken(sample_bytes(), TDXP_SAMPLE_SIZE);
}

/* The document as it is written, which the caller frees. */
static char *written(const struct document_writer *writer)
{
    struct decoded sample = decode_sample();
    char *text;
    size_t size;
    struct document document = {.writer = writer, .out = open_memstream(&text, &size)};

    assert_non_null(document.out);
    tdvf_write(&document, sample.fw, "2026-01-02", "tdxplore");
    assert_false(document.failed);
    assert_int_equal(fclose(document.out), 0);
    decoded_free(&sample);
    return text;
}

/* ---- the words of a document, without blanks ---- */

struct escape {
    const char *from;
    const char *to;
};

/* Of the source of a manual page; quotes of macros are no part of their text. */
static const struct escape roff_escapes[] = {
    {"\\:", ""},    {"\\&", ""},    {"\\-", "-"},   {"\\e", "\\"}, {"\\(aq", "'"}, {"\\(dq", "\""},
    {"\\(ga", "`"}, {"\\(ha", "^"}, {"\\(ti", "~"}, {"\"", ""},    {NULL, NULL},
};

static const struct escape html_escapes[] = {
    {"&amp;", "&"}, {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&#39;", "'"}, {NULL, NULL},
};

static const struct escape *escape_at(const struct escape *escapes, const char *text)
{
    for (; escapes->from; escapes++) {
        if (strncmp(text, escapes->from, strlen(escapes->from)) == 0) {
            return escapes;
        }
    }
    return NULL;
}

/* Leave out blanks and, where there are such, tags; put in what escapes stand for. In place: nothing becomes longer. */
static void reduce(char *text, const struct escape *escapes, bool tags)
{
    char *to = text;

    for (const char *from = text; *from;) {
        const struct escape *escape = escape_at(escapes, from);

        if (tags && *from == '<') {
            from += strcspn(from, ">") + 1;
        } else if (escape) {
            memmove(to, escape->to, strlen(escape->to));
            to += strlen(escape->to);
            from += strlen(escape->from);
        } else if (isspace((unsigned char)*from)) {
            from++;
        } else {
            *to++ = *from++;
        }
    }
    *to = '\0';
}

enum form { FORM_ROFF, FORM_HTML, FORMS };

struct words {
    char *of[FORMS];
};

static struct words read_words(void)
{
    struct words words = {{written(&document_roff), written(&document_html)}};

    reduce(words.of[FORM_ROFF], roff_escapes, false);
    reduce(words.of[FORM_HTML], html_escapes, true);
    return words;
}

static void free_words(struct words *words)
{
    for (unsigned form = 0; form < FORMS; form++) {
        free(words->of[form]);
    }
}

static void assert_form_says(const struct words *words, enum form form, const char *text)
{
    static const struct escape none[] = {{NULL, NULL}};
    char *reduced = strdup(text);

    assert_non_null(reduced);
    reduce(reduced, none, false);
    if (!strstr(words->of[form], reduced)) {
        fail_msg("%s does not say: %s", form == FORM_ROFF ? "the manual page" : "the HTML", text);
    }
    free(reduced);
}

static void assert_says(const struct words *words, const char *text)
{
    for (unsigned form = 0; form < FORMS; form++) {
        assert_form_says(words, (enum form)form, text);
    }
}

/* All three depths, each paragraph for itself. */
static void assert_says_doc(const struct words *words, const struct tdxp_doc *doc)
{
    char *detail = strdup(doc->detail ? doc->detail : "");

    assert_non_null(detail);
    assert_says(words, doc->summary);
    for (char *part = strtok(detail, "\n"); part; part = strtok(NULL, "\n")) {
        assert_says(words, part);
    }
    free(detail);
    if (doc->reference) {
        assert_says(words, doc->reference);
    }
}

/* ---- what it says ---- */

/* The field in its place, in the way of each form. */
static void assert_says_field(const struct words *words, const struct tdxp_field *field)
{
    char text[512];

    snprintf(text, sizeof text, "%s (offset %" PRIu32 ", %" PRIu32 " byte%s, %s) %s", field->name, field->offset,
             field->size, field->size == 1 ? "" : "s", field->type_name, field->doc.summary);
    assert_form_says(words, FORM_ROFF, text);
    snprintf(text, sizeof text, "%" PRIu32 " %" PRIu32 " %s %s %s", field->offset, field->size, field->type_name,
             field->name, field->doc.summary);
    assert_form_says(words, FORM_HTML, text);
    assert_says_doc(words, &field->doc);
    for (const struct tdxp_choice *c = field->choices; c && c->name; c++) {
        snprintf(text, sizeof text, "%s (", c->name);
        assert_says(words, text);
        assert_says_doc(words, &c->doc);
    }
    for (const struct tdxp_flag *f = field->flags; f && f->name; f++) {
        snprintf(text, sizeof text, "%s (bit", f->name);
        assert_says(words, text);
        assert_says_doc(words, &f->doc);
    }
}

static void assert_says_format(const struct words *words, const struct tdxp_format *format)
{
    if (format->doc.summary) {
        assert_says_doc(words, &format->doc);
    }
    for (const struct tdxp_field *field = format->fields; field->name; field++) {
        assert_says_field(words, field);
    }
}

static void every_field_value_and_flag_of_the_structures_is_there(void **state)
{
    static const struct tdxp_format *const formats[] = {
        &tdxp_format_tdvf_header, &tdxp_format_tdvf_section, &guid_table_format_tail, &hob_format_header,
        &hob_format_handoff,      &hob_format_resource,      &hob_format_guid,        &hob_format_payload_info,
        &hob_format_acpi_table,   &mailbox_format,           &sec_core_format,        &td_info_format,
        &td_params_format,        &signed_payload_format,    &tdxp_format_sev_header, &tdxp_format_sev_section,
    };
    struct words words = read_words();

    (void)state;
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
        assert_says_format(&words, formats[i]);
    }
    free_words(&words);
}

static void every_entry_of_the_guided_table_that_is_known_is_there(void **state)
{
    struct words words = read_words();
    const struct tdxp_format *format;
    struct tdxp_guid guid;
    size_t n = 0;

    (void)state;
    for (; (format = guid_table_known(n, &guid)); n++) {
        const struct tdxp_guid_name *known = tdxp_guid_find(&guid);
        char text[TDXP_GUID_TEXT];

        assert_non_null(known);
        tdxp_guid_format(&guid, text);
        assert_says(&words, text);
        assert_says(&words, known->name);
        assert_says(&words, known->summary);
        assert_says_format(&words, format);
    }
    assert_true(n > 5);
    free_words(&words);
}

static void every_type_comes_with_what_measures_it(void **state)
{
    struct words words = read_words();
    uint32_t type = 0;

    (void)state;
    for (; tdxp_section_type_find(type); type++) {
        const struct tdxp_event *events[TDXP_EVENTS_MAX];
        size_t count = tdxp_section_events(type, type == TDXP_SECTION_BFV, events);
        char text[256];

        snprintf(text, sizeof text, "%s (Type %" PRIu32 ")", tdxp_section_type_name(type), type);
        assert_says(&words, text);
        assert_true(count > 0);
        for (size_t i = 0; i < count; i++) {
            assert_says(&words, events[i]->text);
            if (events[i]->reg != TDXP_REGISTER_NONE) {
                tdxp_event_format(events[i], text, sizeof text);
                assert_says(&words, text);
            }
        }
    }
    assert_int_equal(type, TDXP_SECTION_TD_PARAMS + 1);
    free_words(&words);
}

static void every_consumer_is_there(void **state)
{
    struct words words = read_words();
    size_t count;
    const struct tdxp_consumer *const *consumers = tdxp_consumers(&count);

    (void)state;
    for (size_t i = 0; i < count; i++) {
        assert_says(&words, consumers[i]->name);
        assert_says(&words, consumers[i]->description);
    }
    free_words(&words);
}

/* What the sample has outside of its sections: whatever a decoder finds there is of the format that the page is about. */
static void every_field_that_stands_outside_of_the_samples_sections_is_explained(void **state)
{
    struct decoded sample = decode_sample();
    const struct tdxp_node *contents = node_at(&sample, "contents");
    struct words words = read_words();
    unsigned fields = 0;

    (void)state;
    for (uint32_t id = 0; id < tdxp_tree_count(sample.fw->tree); id++) {
        const struct tdxp_node *node = tdxp_tree_node(sample.fw->tree, id);

        if (node->kind == TDXP_KIND_FIELD && !tdxp_node_within(node, contents) &&
            node != node_at(&sample, "tdvf-guid")) {
            assert_says_doc(&words, &node->field->doc);
            fields++;
        }
    }
    assert_true(fields > 50);
    free_words(&words);
    decoded_free(&sample);
}

/* The bytes of a line of the dump, and what stands behind them. */
static void assert_dumped(const struct words *words, const struct tdxp_node *node)
{
    char text[512];
    char value[160];
    size_t used = (size_t)snprintf(text, sizeof text, "%08" PRIx64, node->offset);

    for (uint64_t i = 0; i < node->length; i++) {
        uint8_t byte = 0;

        assert_true(tdxp_read_u8(&node->space->bytes, node->offset + i, &byte));
        used += (size_t)snprintf(text + used, sizeof text - used, "%02x", byte);
    }
    tdxp_node_value(node, value, sizeof value);
    snprintf(text + used, sizeof text - used, "%s=%s", node->name, value);
    assert_says(words, text);
}

static void the_descriptor_of_the_sample_is_dumped_byte_by_byte(void **state)
{
    struct decoded sample = decode_sample();
    const struct tdxp_node *tdvf = node_at(&sample, "tdvf");
    struct words words = read_words();
    uint64_t bytes = 0;

    (void)state;
    for (uint32_t id = tdvf->id; id < tdxp_tree_count(sample.fw->tree); id++) {
        const struct tdxp_node *node = tdxp_tree_node(sample.fw->tree, id);

        if (node->kind == TDXP_KIND_FIELD && tdxp_node_within(node, tdvf)) {
            assert_dumped(&words, node);
            bytes += node->length;
        }
    }
    assert_int_equal(bytes, tdvf->length);
    free_words(&words);
    decoded_free(&sample);
}

static void the_way_to_the_descriptor_has_the_numbers_of_the_sample(void **state)
{
    struct words words = read_words();

    (void)state;
    assert_says(&words, "here 0x28, so that the table begins at 0xffffb8.");
    assert_says(&words, "here 0x350ff0, and 0x1000000 - 0x350ff0 = 0xcaf010.");
    assert_says(&words, "3e52cdeb953323c7e03f1b5311745dfd16fd03532ea6c688");
    assert_says(&words, "f25097cecd7ebc3bfb4462bcce10223503fb9754fc763ce1");
    assert_form_says(&words, FORM_ROFF, "GUIDed table: leads to 0xcaf010");
    assert_form_says(&words, FORM_ROFF, "offset from the start: leads to 0xcaf010");
    free_words(&words);
}

static unsigned count_of(const char *text, const char *part)
{
    unsigned count = 0;

    for (; (text = strstr(text, part)); text += strlen(part)) {
        count++;
    }
    return count;
}

static void the_html_has_its_figures_in_it_and_needs_nothing_else(void **state)
{
    static const char *const forbidden[] = {"<script", "<link", "<img", "<?xml", "src=", "url(http", "@import"};
    char *html = written(&document_html);

    (void)state;
    assert_int_equal(count_of(html, "<svg"), count_of(html, "</svg>"));
    assert_int_equal(count_of(html, "class=\"d-arrow\""), 2);
    assert_int_equal(count_of(html, "<svg"), count_of(html, "<figcaption>"));
    assert_true(count_of(html, "<svg") > 10);
    assert_int_equal(count_of(html, "id=\"tdxp-title\""), 1);
    assert_true(count_of(html, "prefers-color-scheme:dark") > 0);
    for (size_t i = 0; i < sizeof forbidden / sizeof forbidden[0]; i++) {
        assert_int_equal(count_of(html, forbidden[i]), 0);
    }
    free(html);
}

static void every_section_of_the_html_is_in_its_contents(void **state)
{
    char *html = written(&document_html);
    unsigned sections = 0;

    (void)state;
    for (const char *at = html; (at = strstr(at, "<section id=\"")); at++) {
        const char *id = at + strlen("<section id=\"");
        char link[128];

        snprintf(link, sizeof link, "<a href=\"#%.*s\">", (int)strcspn(id, "\""), id);
        assert_int_equal(count_of(html, link), 1);
        sections++;
    }
    assert_int_equal(count_of(html, "<a href"), sections);
    assert_true(sections > 10);
    free(html);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_field_value_and_flag_of_the_structures_is_there),
        cmocka_unit_test(every_entry_of_the_guided_table_that_is_known_is_there),
        cmocka_unit_test(every_type_comes_with_what_measures_it),
        cmocka_unit_test(every_consumer_is_there),
        cmocka_unit_test(every_field_that_stands_outside_of_the_samples_sections_is_explained),
        cmocka_unit_test(the_descriptor_of_the_sample_is_dumped_byte_by_byte),
        cmocka_unit_test(the_way_to_the_descriptor_has_the_numbers_of_the_sample),
        cmocka_unit_test(the_html_has_its_figures_in_it_and_needs_nothing_else),
        cmocka_unit_test(every_section_of_the_html_is_in_its_contents),
    };

    return cmocka_run_group_tests_name("manual: tdvf", tests, NULL, NULL);
}
