/* The explorer on the terminal. */
#ifndef TUI_TUI_H
#define TUI_TUI_H

#include "tdxplore/image.h"
#include "tdxplore/opened.h"

struct confine;
struct lesson;

struct tui_options {
    const char *title;  /* what the explored image is called on the screen; may hold any byte; must outlive the call */
    const char *config; /* the settings file; NULL: the one in the user's directory of settings */
    struct tdxp_image *other;   /* to compare the image with; taken over; NULL: nothing is compared */
    bool read_again;            /* by itself, where the file has changed, whatever the settings say */
    bool no_mouse;              /* the mouse stays the terminal's, to mark text with, whatever they say */
    bool no_remember;           /* the last place in the image is neither taken up nor kept, whatever they say */
    bool learn;                 /* begin with the lessons, */
    struct lesson *lesson;      /* and with this one, which is taken over; or NULL */
    const char *lesson_name;    /* what its progress is kept under */
    const char *lesson_path;    /* of its file; NULL: it is built in */
    struct confine *confine;    /* what may be opened, which is left behind when the terminal is up; NULL: all of it */
    struct tdxp_opened *opened; /* what is opened of it; taken over, and freed at the end */
};

/*
 * Explore image until the user quits. The image stays the caller's.
 * Returns the exit status of the program: 0, or 2 after a message on standard error.
 */
int tui_run(struct tdxp_image *image, const struct tui_options *options);

#endif
