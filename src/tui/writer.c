/* Text written line by line into a pane that scrolls. */
#include "tui/writer.h"

#include <stdarg.h>
#include <stdio.h>

int writer_row(struct writer *w)
{
    int row = w->line++ - w->top;

    return row >= 0 && row < w->pane->inside.rows ? row : -1;
}

static void write_line(void *context, const char *start, int length)
{
    struct writer *w = context;
    int row = writer_row(w);

    if (row < 0) {
        return;
    }
    theme_set(&w->app->theme, w->style);
    if (w->selected) {
        theme_set_selected(&w->app->theme, w->pane->focused);
        blank(w->pane->inside, row, 0, w->pane->inside.cols);
    }
    putf(&w->app->canvas, w->pane->inside, row, w->indent, -1, "%.*s", length, start);
}

void writer_text(struct writer *w, enum style style, int indent, const char *text)
{
    w->style = style;
    w->indent = indent;
    wrap_text(text, w->pane->inside.cols - indent - 1, write_line, w);
}

void writer_format(struct writer *w, enum style style, int indent, const char *format, ...)
{
    char text[4096];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    writer_text(w, style, indent, text);
}
