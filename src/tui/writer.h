/* Text written line by line into a pane that scrolls. */
#ifndef TUI_WRITER_H
#define TUI_WRITER_H

#include "tui/app.h"

/* Lines are drawn as they are made; those above top or below the pane are only counted. */
struct writer {
    const struct app *app;
    const struct pane *pane;
    int line;   /* of the next one, from the first of all */
    int top;    /* the first one on the screen; INT_MAX: all are only counted */
    int indent; /* columns before the text, of a paragraph and for writer_row */
    enum style style;
    bool selected; /* as what is selected, with the whole row */
};

/* The row of the pane for the next line, which is counted; -1 where it is not on the screen. */
int writer_row(struct writer *w);

/* A text, broken into lines; its attributes are kept for what follows. */
void writer_text(struct writer *w, enum style style, int indent, const char *text);

/* The same with a format; at most 4 KiB. */
void writer_format(struct writer *w, enum style style, int indent, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

#endif
