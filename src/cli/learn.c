/* The sub-command for lessons: taking them, listing them, checking those that somebody writes. */
#include <stdio.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/confining.h"
#include "cli/locale.h"
#include "cli/message.h"
#include "cli/source.h"
#include "learn/library.h"
#include "tdxplore/text.h"
#include "tui/lesson_check.h"
#include "tui/tui.h"

/* The lesson that is asked for, and what it is called; NULL after a message. */
static struct lesson *open_lesson(const struct args *args, const struct lesson_source *source)
{
    const char *path = args->text[OPTION_LESSON];
    struct tdxp_error err;
    struct lesson *lesson = source ? lesson_read_builtin(source, &err) : lesson_read_file(path, &err);

    if (!lesson) {
        file_error(source ? source->name : path, err.text);
    }
    return lesson;
}

/* Those that are built in, all of them. */
static int print_list(const struct args *args)
{
    static const enum option_id of_one[] = {OPTION_LESSON, OPTION_CHECK};
    const struct lesson_source *source;
    bool chapter = args->operand_count > 0;

    if (chapter) {
        error_message("a chapter does not go with '--list'");
    }
    if (chapter || !args_without(args, OPTION_LIST, of_one, sizeof of_one / sizeof of_one[0])) {
        try_help(args->command);
        return STATUS_TROUBLE;
    }
    for (unsigned n = 0; (source = lesson_builtin(n)); n++) {
        printf("%2u  %-17s  %s: %s\n", n + 1, source->name, source->title, source->about);
    }
    return STATUS_OK;
}

static void tell(void *context, int line, const char *wrong)
{
    const char *name = context;
    char safe[1024];
    char what[1024];

    tdxp_escape_text(locale_is_utf8(), name, safe, sizeof safe);
    tdxp_escape_text(locale_is_utf8(), wrong, what, sizeof what);
    printf("%s:%d: %s\n", safe, line, what);
}

static int check(const char *name, const struct lesson *lesson, const char *path)
{
    char title[1024];
    struct tdxp_error err;
    int count;

    snprintf(title, sizeof title, "%s", name);
    count = lesson_check(lesson, path, tell, title, &err);
    if (count < 0) {
        /* The lesson names its image. */
        begin_file_error(name);
        put_escaped(err.text);
        putc('\n', stderr);
        return STATUS_TROUBLE;
    }
    return count > 0 ? STATUS_FOUND : STATUS_OK;
}

static int take(const struct args *args, const char *name, struct lesson *lesson, const char *path)
{
    const struct args none = {.command = args->command};
    struct confine confine;
    struct tui_options options = {
        .title = "built-in sample",
        .opened = source_opened(&none, NULL),
        .config = args->text[OPTION_CONFIG],
        .no_mouse = args->given[OPTION_NO_MOUSE],
        .learn = true,
        .lesson = lesson,
        .lesson_name = name,
        .lesson_path = path,
    };
    struct tdxp_image *image = source_open(&none);
    int status = STATUS_TROUBLE;

    if (image && options.opened) {
        if (!args->given[OPTION_NO_CONFINE]) {
            confine_explorer(args, &confine);
            options.confine = &confine;
        }
        status = tui_run(image, &options);
    } else {
        lesson_free(lesson);
    }
    tdxp_image_close(image);
    return status;
}

int run_learn(const struct args *args)
{
    const char *path = args->text[OPTION_LESSON];
    const char *chapter = args->operand_count > 0 ? args->operands[0] : NULL;
    const struct lesson_source *source = chapter ? lesson_named(chapter) : NULL;
    struct lesson *lesson = NULL;
    int status;

    if (args->given[OPTION_LIST]) {
        return print_list(args);
    }
    if (chapter && path) {
        error_message("option '--lesson' and a chapter exclude each other");
        return STATUS_TROUBLE;
    }
    if (chapter && !source) {
        fputs(PROGRAM ": no chapter '", stderr);
        put_escaped(chapter);
        fputs("'; '" PROGRAM " learn --list' names them\n", stderr);
        return STATUS_TROUBLE;
    }
    if (source || path) {
        lesson = open_lesson(args, source);
        if (!lesson) {
            return STATUS_TROUBLE;
        }
    }
    if (args->given[OPTION_CHECK]) {
        confine_command(args);
        status = lesson ? check(source ? source->name : path, lesson, path) : STATUS_TROUBLE;
        if (!lesson) {
            error_message("option '--check' goes with a chapter or with '--lesson'");
        }
        lesson_free(lesson);
        return status;
    }
    if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) {
        lesson_free(lesson);
        error_message("lessons need a terminal; 'tdxplore learn --list' names them");
        return STATUS_TROUBLE;
    }
    return take(args, source ? source->name : path ? tdxp_file_base(path) : NULL, lesson, path);
}
