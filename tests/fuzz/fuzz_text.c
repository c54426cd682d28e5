/*
 * A target for libFuzzer: any text as what people write for the program: lessons, notes, patterns, values of fields, sizes.
 *
 * The first byte says as what it is read. What is read and can be written is written, read again, and is the same then.
 */
#include <stdlib.h>
#include <string.h>

#include "learn/lesson.h"
#include "support.h"
#include "tdxplore/edit.h"
#include "tdxplore/measure.h"
#include "tdxplore/notes.h"
#include "tdxplore/sample.h"
#include "tdxplore/search.h"
#include "tdxplore/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(bool holds, const char *what)
{
    if (!holds) {
        fprintf(stderr, "does not hold: %s\n", what);
        abort();
    }
}

static void read_lesson(const char *text, size_t size)
{
    struct tdxp_error err = {.text = ""};
    struct lesson *lesson = lesson_parse(text, size, &err);

    demand(lesson || err.text[0] != '\0', "a lesson is read, or it is said what is wrong");
    demand(!lesson || lesson->step_count > 0, "a lesson has a step");
    lesson_free(lesson);
}

/* Notes as text or JSON, in memory that the caller frees. */
static char *written(const struct tdxp_notes *notes, bool json, size_t *size)
{
    char *text = NULL;
    FILE *out = open_memstream(&text, size);
    bool whole = out && (json ? tdxp_notes_write_json(notes, NULL, out) : tdxp_notes_write(notes, NULL, false, out));

    demand(out && whole && fclose(out) == 0, "notes can be written");
    return text;
}

static void read_notes(const char *text, size_t size)
{
    const struct tdxp_bytes bytes = {(const uint8_t *)text, size};
    struct tdxp_error err = {.text = ""};
    struct tdxp_notes *notes = tdxp_notes_parse(&bytes, &err);

    demand(notes || err.text[0] != '\0', "notes are read, or it is said what is wrong");
    for (int json = 0; notes && json < 2; json++) {
        size_t first_size;
        size_t second_size;
        char *first = written(notes, json, &first_size);
        const struct tdxp_bytes again = {(const uint8_t *)first, first_size};
        struct tdxp_notes *same = tdxp_notes_parse(&again, &err);
        char *second;

        demand(same && tdxp_notes_count(same) == tdxp_notes_count(notes), "what is written can be read");
        second = written(same, json, &second_size);
        demand(first_size == second_size && memcmp(first, second, first_size) == 0, "and is the same");
        free(first);
        free(second);
        tdxp_notes_free(same);
    }
    tdxp_notes_free(notes);
}

static void read_pattern(const char *text)
{
    struct tdxp_error err = {.text = ""};
    struct tdxp_pattern pattern;

    demand(tdxp_pattern_parse(text, &pattern, &err) || err.text[0] != '\0',
           "a pattern is read, or it is said what is wrong");
}

/* Made once: fields of all types, to give values to. */
static const struct decoded *fields(void)
{
    static struct decoded decoded;

    if (!decoded.fw) {
        struct plan plan = plan_default();

        decoded = decode_plan(&plan);
    }
    return &decoded;
}

static void read_value(const char *text)
{
    const struct tdxp_tree *tree = fields()->fw->tree;

    for (uint32_t id = 0; id < tdxp_tree_count(tree); id++) {
        const struct tdxp_node *node = tdxp_tree_node(tree, id);
        struct tdxp_error err = {.text = ""};
        uint8_t bytes[256];

        if (node->length <= sizeof bytes) {
            demand(tdxp_edit_parse(node, text, bytes, &err) || err.text[0] != '\0',
                   "a value is read, or it is said what is wrong");
        }
    }
}

static void read_numbers(const char *text)
{
    uint8_t digest[TDXP_MRTD_SIZE];
    struct tdxp_error err;
    uint8_t *bytes;
    uint64_t number;
    size_t length;

    tdxp_parse_size(text, &number);
    tdxp_mrtd_parse(text, digest);
    bytes = tdxp_edit_parse_bytes(text, &length, &err);
    demand(!bytes || length > 0, "bytes are at least one");
    free(bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text;

    if (size < 1) {
        return 0;
    }
    text = exact_text(data + 1, size - 1);
    switch (data[0] % 5) {
    case 0:
        read_lesson(text, size - 1);
        break;
    case 1:
        read_notes(text, size - 1);
        break;
    case 2:
        read_pattern(text);
        break;
    case 3:
        read_value(text);
        break;
    default:
        read_numbers(text);
        break;
    }
    free(text);
    return 0;
}
