/* Reading lessons. */
#include "learn/lesson.h"

#include <stdlib.h>
#include <string.h>

#include "tdxplore/text.h"

/* Where a line of text goes. */
enum part { PART_TEXT, PART_THEN };

struct parser {
    struct lesson *lesson;
    struct lesson_step *step; /* the last one; NULL before the first */
    char *out;                /* where the next string begins in lesson->text, which has room for all of them */
    enum part part;
    bool parted; /* the next line of text begins a paragraph */
    int line;
    struct tdxp_error *err;
};

static bool fail(struct parser *p, const char *wrong)
{
    tdxp_error_set(p->err, "line %d: %s", p->line, wrong);
    return false;
}

static const char *keep(struct parser *p, const char *text)
{
    char *kept = p->out;
    size_t size = strlen(text) + 1;

    memcpy(kept, text, size);
    p->out += size;
    return kept;
}

/* One more item at the end of an array; NULL, with the error set, where memory ran out. */
static void *grow(struct parser *p, void *items, size_t count, size_t size)
{
    void *grown = realloc(items, (count + 1) * size);

    if (grown) {
        memset((char *)grown + count * size, 0, size);
    } else {
        tdxp_error_set(p->err, "out of memory");
    }
    return grown;
}

/* ---- instructions ---- */

static bool take_title(struct parser *p, const char *rest)
{
    p->lesson->title = keep(p, rest);
    return true;
}

static bool take_about(struct parser *p, const char *rest)
{
    p->lesson->about = keep(p, rest);
    return true;
}

static bool take_image(struct parser *p, const char *rest)
{
    static const char broken[] = "broken ";
    static const char file[] = "file ";

    if (strcmp(rest, "sample") == 0) {
        p->lesson->image = LESSON_SAMPLE;
        return true;
    }
    if (strncmp(rest, broken, sizeof broken - 1) == 0) {
        p->lesson->image = LESSON_BROKEN;
        p->lesson->image_name = keep(p, rest + sizeof broken - 1);
        return true;
    }
    if (strncmp(rest, file, sizeof file - 1) == 0) {
        p->lesson->image = LESSON_FILE;
        p->lesson->image_name = keep(p, rest + sizeof file - 1);
        return true;
    }
    return fail(p, "an image is 'sample', 'broken NAME' or 'file PATH'");
}

static bool take_blind(struct parser *p, const char *rest)
{
    p->lesson->blind = true;
    return *rest == '\0' || fail(p, "nothing stands behind '@blind'");
}

static bool take_step(struct parser *p, const char *rest)
{
    struct lesson *lesson = p->lesson;
    struct lesson_step *steps = grow(p, lesson->steps, lesson->step_count, sizeof *steps);

    if (!steps) {
        return false;
    }
    lesson->steps = steps;
    p->step = &steps[lesson->step_count++];
    *p->step = (struct lesson_step){.title = keep(p, rest), .line = p->line};
    p->part = PART_TEXT;
    return true;
}

static bool take_action(struct parser *p, enum lesson_do what, const char *rest)
{
    struct lesson_step *step = p->step;
    struct lesson_action *actions = grow(p, step->actions, step->action_count, sizeof *actions);

    if (!actions) {
        return false;
    }
    step->actions = actions;
    actions[step->action_count++] = (struct lesson_action){what, keep(p, rest), p->line};
    return true;
}

static bool take_go(struct parser *p, const char *rest)
{
    return take_action(p, LESSON_GO, rest);
}

static bool take_pane(struct parser *p, const char *rest)
{
    return take_action(p, LESSON_PANE, rest);
}

static bool take_run(struct parser *p, const char *rest)
{
    return take_action(p, LESSON_RUN, rest);
}

static bool take_ask(struct parser *p, enum lesson_ask ask, const char *rest)
{
    if (p->step->ask != LESSON_ASK_NOTHING) {
        return fail(p, "a step asks for one thing");
    }
    p->step->ask = ask;
    p->step->answer = keep(p, rest);
    p->step->ask_line = p->line;
    return true;
}

static bool take_point(struct parser *p, const char *rest)
{
    return take_ask(p, LESSON_ASK_POINT, rest);
}

static bool take_value(struct parser *p, const char *rest)
{
    return take_ask(p, LESSON_ASK_VALUE, rest);
}

static bool take_word(struct parser *p, const char *rest)
{
    return take_ask(p, LESSON_ASK_WORD, rest);
}

static bool take_hint(struct parser *p, const char *rest)
{
    struct lesson_step *step = p->step;
    const char **hints = grow(p, step->hints, step->hint_count, sizeof *hints);

    if (!hints) {
        return false;
    }
    step->hints = hints;
    hints[step->hint_count++] = keep(p, rest);
    return true;
}

static bool take_then(struct parser *p, const char *rest)
{
    p->part = PART_THEN;
    return *rest == '\0' || fail(p, "nothing stands behind '@then': its text begins in the next line");
}

enum { BARE = 1, IN_STEP = 2, FOR_ASKED = 4 };

static const struct instruction {
    const char *name;
    unsigned flags; /* BARE: nothing need stand behind it; IN_STEP: behind a "@step"; FOR_ASKED: behind what asks */
    bool (*take)(struct parser *p, const char *rest);
} instructions[] = {
    {"title", 0, take_title},
    {"about", 0, take_about},
    {"image", 0, take_image},
    {"blind", BARE, take_blind},
    {"step", 0, take_step},
    {"go", IN_STEP, take_go},
    {"pane", IN_STEP, take_pane},
    {"run", IN_STEP, take_run},
    {"ask-point", IN_STEP, take_point},
    {"ask-value", IN_STEP, take_value},
    {"ask-word", IN_STEP, take_word},
    {"hint", IN_STEP | FOR_ASKED, take_hint},
    {"then", IN_STEP | FOR_ASKED | BARE, take_then},
};

static bool take_instruction(struct parser *p, const char *line)
{
    size_t length = strcspn(line, " ");
    const char *rest = line + length + strspn(line + length, " ");

    for (size_t i = 0; i < sizeof instructions / sizeof instructions[0]; i++) {
        const struct instruction *known = &instructions[i];

        if (strlen(known->name) != length || strncmp(known->name, line, length) != 0) {
            continue;
        }
        if (!*rest && !(known->flags & BARE)) {
            return fail(p, "something is missing behind the instruction");
        }
        if ((known->flags & IN_STEP) && !p->step) {
            return fail(p, "the instruction stands before the first '@step'");
        }
        if ((known->flags & FOR_ASKED) && p->step->ask == LESSON_ASK_NOTHING) {
            return fail(p, "the instruction stands before an '@ask-...' of its step");
        }
        if (!(known->flags & IN_STEP) && known->take != take_step && p->step) {
            return fail(p, "the instruction stands behind the first '@step'");
        }
        return known->take(p, rest);
    }
    return fail(p, "no such instruction");
}

/* ---- text ---- */

static bool append(struct parser *p, char **text, const char *line)
{
    size_t before = *text ? strlen(*text) : 0;
    size_t length = strlen(line);
    char *grown = realloc(*text, before + 1 + length + 1);

    if (!grown) {
        tdxp_error_set(p->err, "out of memory");
        return false;
    }
    if (before > 0) {
        grown[before++] = p->parted ? '\n' : ' ';
    }
    memcpy(grown + before, line, length + 1);
    *text = grown;
    p->parted = false;
    return true;
}

/* Lines of a paragraph stand behind each other; an empty line and an instruction begin another one. */
static bool take_line(struct parser *p, char *line)
{
    size_t length = strlen(line);

    while (length > 0 && strchr(" \t\r", line[length - 1])) {
        line[--length] = '\0';
    }
    if (*line == '#') {
        return true;
    }
    if (!*line || (line[0] == '@' && line[1] != '@')) {
        p->parted = true;
        return !*line || take_instruction(p, line + 1);
    }
    if (!p->step) {
        return fail(p, "text stands before the first '@step'");
    }
    return append(p, p->part == PART_THEN ? &p->step->then : &p->step->text, line + (*line == '@'));
}

/* ---- all of it ---- */

static bool finish(struct parser *p)
{
    struct lesson *lesson = p->lesson;

    p->line = p->line > 0 ? p->line : 1; /* a file without any is told of as if it had an empty one */
    if (!lesson->title || lesson->step_count == 0) {
        return fail(p, !lesson->title ? "the lesson has no '@title'" : "the lesson has no '@step'");
    }
    lesson->about = lesson->about ? lesson->about : "";
    return true;
}

static bool take_lines(struct parser *p, const char *text, size_t size)
{
    const char *end = text + size;

    while (text < end) {
        const char *stop = memchr(text, '\n', (size_t)(end - text));
        char line[1024];
        size_t length;

        stop = stop ? stop : end;
        length = (size_t)(stop - text);
        p->line++;
        if (length >= sizeof line || memchr(text, '\0', length) || !tdxp_is_utf8(text, length)) {
            return fail(p, "no text in UTF-8, or too long a line");
        }
        memcpy(line, text, length);
        line[length] = '\0';
        if (!take_line(p, line)) {
            return false;
        }
        text = stop + 1;
    }
    return finish(p);
}

struct lesson *lesson_parse(const char *text, size_t size, struct tdxp_error *err)
{
    struct lesson *lesson = calloc(1, sizeof *lesson);
    /* What is kept of a line is no longer than it, and ends in a NUL in place of its end, or of the file's. */
    char *kept = lesson ? malloc(size + 2) : NULL;
    struct parser parser = {.lesson = lesson, .out = kept, .err = err};

    if (!kept) {
        free(lesson);
        tdxp_error_set(err, "out of memory");
        return NULL;
    }
    lesson->text = kept;
    if (!take_lines(&parser, text, size)) {
        lesson_free(lesson);
        return NULL;
    }
    return lesson;
}

void lesson_free(struct lesson *lesson)
{
    if (!lesson) {
        return;
    }
    for (size_t i = 0; i < lesson->step_count; i++) {
        free(lesson->steps[i].actions);
        free(lesson->steps[i].hints);
        free(lesson->steps[i].text);
        free(lesson->steps[i].then);
    }
    free(lesson->steps);
    free(lesson->text);
    free(lesson);
}
