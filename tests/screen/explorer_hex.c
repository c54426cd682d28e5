/* The hex pane found again among the cells. See explorer.h. */
#include "explorer.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { MARKS = 2 }; /* columns between an offset and the bytes: a blank and the section's mark */

/* The offset at the start of a row; false where the row has none. */
static bool row_offset(struct explorer *e, struct area inside, int row, uint64_t *offset, int *digits)
{
    char text[EXPLORER_TEXT];
    char *end;

    /* Without an offset there may still be something of the strip at the right. */
    if (screen_cell(e->s, inside.row + row, inside.col).utf8[0] == ' ') {
        return false;
    }
    explorer_text(e, inside, row, text, sizeof text);
    *offset = strtoull(text, &end, 16);
    *digits = (int)(end - text);
    return *digits > 0;
}

/* The digits of as many bytes as follow each other in the first row. */
static int count_bytes(struct explorer *e, const struct hex_view *view, int row)
{
    int count = 0;

    for (;;) {
        int col = view->digits + MARKS + 3 * count + 1;

        if (col + 1 >= view->area.cols ||
            !strchr("0123456789abcdef", screen_cell(e->s, view->area.row + row, view->area.col + col).utf8[0]) ||
            !strchr(" []", screen_cell(e->s, view->area.row + row, view->area.col + col - 1).utf8[0])) {
            return count;
        }
        count++;
    }
}

struct hex_view explorer_hex(struct explorer *e)
{
    struct hex_view view = {.area = explorer_inside(e, "Hex")};
    const struct tdxp_bytes *bytes = e->space ? &e->space->bytes : tdxp_image_bytes(e->image);
    uint64_t offset;

    assert_true(row_offset(e, view.area, 0, &view.top, &view.digits));
    view.per_row = count_bytes(e, &view, 0);
    assert_true(view.per_row > 0);
    view.end = view.top;
    for (view.rows = 0; view.rows < view.area.rows; view.rows++) {
        int digits;

        if (!row_offset(e, view.area, view.rows, &offset, &digits)) {
            break;
        }
        assert_int_equal(offset, view.end);
        view.end += (uint64_t)view.per_row;
    }
    view.end = view.end < bytes->size ? view.end : bytes->size;
    for (offset = view.top; offset < view.end; offset++) {
        int row, digit, character;
        char digits[3] = "", wanted[3];
        uint8_t byte;

        assert_true(hex_cell(&view, offset, &row, &digit, &character));
        digits[0] = screen_cell(e->s, row, digit).utf8[0];
        digits[1] = screen_cell(e->s, row, digit + 1).utf8[0];
        assert_true(tdxp_read_u8(bytes, offset, &byte));
        snprintf(wanted, sizeof wanted, "%02x", byte);
        assert_string_equal(digits, wanted);
        assert_int_equal(screen_cell(e->s, row, character).utf8[0], byte >= 0x20 && byte < 0x7f ? byte : '.');
    }
    return view;
}

bool hex_cell(const struct hex_view *view, uint64_t offset, int *row, int *digit_col, int *char_col)
{
    int bytes = view->area.col + view->digits + MARKS;
    int in_row;

    if (offset < view->top || offset >= view->end) {
        return false;
    }
    in_row = (int)((offset - view->top) % (uint64_t)view->per_row);
    *row = view->area.row + (int)((offset - view->top) / (uint64_t)view->per_row);
    *digit_col = bytes + 3 * in_row + 1;
    *char_col = bytes + 3 * view->per_row + 2 + in_row;
    return true;
}

void explorer_assert_hex_selects(struct explorer *e, const struct tdxp_node *node)
{
    struct hex_view view = explorer_hex(e);
    uint64_t cursor = hex_cursor(e);
    bool seen = false;

    for (uint64_t offset = view.top; offset < view.end; offset++) {
        bool selected = offset >= node->offset && offset - node->offset < node->length;
        bool wanted = selected || offset == cursor;
        int row, digit, character;

        seen = seen || selected;
        assert_true(hex_cell(&view, offset, &row, &digit, &character));
        if (stands_out(screen_cell(e->s, row, digit)) != wanted ||
            stands_out(screen_cell(e->s, row, digit + 1)) != wanted ||
            stands_out(screen_cell(e->s, row, character)) != wanted) {
            screen_dump(e->s, stderr);
            fail_msg("byte 0x%" PRIx64 " is %s", offset, wanted ? "not selected" : "selected");
        }
    }
    assert_true(seen || node->length == 0);
}

uint64_t hex_cursor(struct explorer *e)
{
    char title[EXPLORER_TEXT];
    char name[64];
    const char *at;

    explorer_title(e, "Hex", title, sizeof title);
    snprintf(name, sizeof name, "%s 0x", e->space ? e->space->name : "file");
    at = strstr(title, name);
    return at ? strtoull(at + strlen(name) - 2, NULL, 16) : UINT64_MAX;
}

struct cursor_wanted {
    struct explorer *e;
    uint64_t offset;
};

static bool cursor_is_at(struct screen *s, void *context)
{
    const struct cursor_wanted *w = context;
    struct area frame;

    (void)s;
    return explorer_pane(w->e, "Hex", &frame) && hex_cursor(w->e) == w->offset;
}

void explorer_wait_cursor(struct explorer *e, uint64_t offset)
{
    struct cursor_wanted w = {e, offset};
    char what[64];

    snprintf(what, sizeof what, "the cursor at 0x%" PRIx64, offset);
    screen_wait_until(e->s, cursor_is_at, &w, what);
}
