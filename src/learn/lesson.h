/*
 * Lessons: text files that lead somebody through an image, step by step. tdxplore-lesson(5) describes the format.
 *
 * A line that begins with "@" is an instruction, one with "#" a comment, and everything else text: paragraphs with empty
 * lines between them. "@@" is text that begins with an "@".
 */
#ifndef LEARN_LESSON_H
#define LEARN_LESSON_H

#include <stdbool.h>
#include <stddef.h>

#include "tdxplore/error.h"

/* What a step does when it is shown. */
enum lesson_do {
    LESSON_GO,   /* select a place, as behind ":goto" */
    LESSON_PANE, /* give a pane the keys, by its name in settings ("hex") */
    LESSON_RUN,  /* carry out a command, by its name for keys ("measured") */
};

struct lesson_action {
    enum lesson_do what;
    const char *text;
    int line; /* of the file, from 1 */
};

/* What a step asks for. */
enum lesson_ask {
    LESSON_ASK_NOTHING,
    LESSON_ASK_POINT, /* that a node, or one in it, is selected: the path of the node */
    LESSON_ASK_VALUE, /* a number: an expression, of which a path stands for the node's value */
    LESSON_ASK_WORD,  /* a word: those that are right, with "|" between them */
};

struct lesson_step {
    const char *title;
    char *text; /* paragraphs, with '\n' between them; NULL: none */
    char *then; /* the text once the answer was right; NULL: none */
    struct lesson_action *actions;
    size_t action_count;
    enum lesson_ask ask;
    const char *answer; /* of what is asked for */
    const char **hints; /* to be shown one after the other */
    size_t hint_count;
    int line, ask_line; /* of the file */
};

/* Which image it is about. */
enum lesson_image {
    LESSON_SAMPLE, /* the built-in sample */
    LESSON_BROKEN, /* the broken image of that name, made from it */
    LESSON_FILE,   /* a file; a path that is not absolute is one from the lesson's directory */
};

struct lesson {
    const char *title;
    const char *about; /* in one line */
    enum lesson_image image;
    const char *image_name;    /* of LESSON_BROKEN and LESSON_FILE */
    bool blind;                /* findings and verdicts are not shown before all that is asked was answered */
    struct lesson_step *steps; /* one at least */
    size_t step_count;
    char *text; /* what the other strings are in; all is owned by the lesson */
};

/*
 * Read a lesson from a text of size bytes. NULL with *err filled in, which names the line ("12: ..."), where it is none or
 * memory ran out. Whether places and commands exist is not looked at: see lesson_check.
 */
struct lesson *lesson_parse(const char *text, size_t size, struct tdxp_error *err);

/* lesson may be NULL. */
void lesson_free(struct lesson *lesson);

#endif
