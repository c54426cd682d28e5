/* What of the command line becomes which right. */
#include "cli/confining.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "cli/command.h"
#include "image/xdg.h"

/* The directory of the user's that this program has for itself. To be written to, it must be there. */
static void allow_own(const struct confine *confine, enum xdg which, enum confine_access access)
{
    char path[PATH_MAX];

    if (xdg_path(which, "", path, sizeof path)) {
        if (access == CONFINE_WRITE) {
            xdg_make_directories(path);
        }
        confine_allow(confine, path, access);
    }
}

/* Each of a list of directories with ':' between them. */
static void allow_listed(const struct confine *confine, const char *list, enum confine_access wanted)
{
    char directory[PATH_MAX];

    while (*list) {
        size_t length = strcspn(list, ":");

        if (length > 0 && (size_t)snprintf(directory, sizeof directory, "%.*s", (int)length, list) < sizeof directory) {
            confine_allow(confine, directory, wanted);
        }
        list += length + (list[length] == ':');
    }
}

static bool changes_notes(const struct args *args)
{
    return args->given[OPTION_TEXT_OF_NOTE] || args->given[OPTION_REMOVE] || args->given[OPTION_IMPORT];
}

/* An operand that is a path of the tree may be the name of a file or a directory too, which is none of the command's. */
void confine_command(const struct args *args)
{
    int files = args->operand_count > 1 && !args->command->images ? 1 : args->operand_count;
    struct confine confine;

    if (args->given[OPTION_NO_CONFINE]) {
        return;
    }
    confine_begin(&confine);
    for (int i = 0; i < files; i++) {
        confine_allow(&confine, args->operands[i], CONFINE_NAMED);
    }
    for (unsigned id = 0; id < OPTIONS; id++) {
        if (!args->given[id]) {
            continue;
        }
        if (option_rows[id].kind == OPTION_FILE) {
            confine_allow(&confine, args->text[id], CONFINE_NAMED);
        } else if (option_rows[id].kind == OPTION_TARGET) {
            confine_allow_beside(&confine, args->text[id], CONFINE_WRITE);
        }
    }
    if (args->command->beside && args->operand_count > 0) {
        confine_allow_work_beside(&confine, args->operands[0], CONFINE_READ);
    }
    if (args->given[OPTION_LESSON]) {
        confine_allow_work_beside(&confine, args->text[OPTION_LESSON], CONFINE_READ);
    }
    if (args->given[OPTION_ALLOW]) {
        allow_listed(&confine, args->text[OPTION_ALLOW], CONFINE_READ);
    }
    allow_own(&confine, XDG_DATA, changes_notes(args) ? CONFINE_WRITE : CONFINE_READ);
    confine_enter(&confine);
}

void confine_explorer(const struct args *args, struct confine *confine)
{
    static const enum option_id others[] = {OPTION_DIFF, OPTION_VARS, OPTION_LESSON};

    confine_begin(confine);
    confine_allow_work(confine, ".", CONFINE_WRITE);
    if (args->operand_count > 0) {
        confine_allow(confine, args->operands[0], CONFINE_NAMED);
        confine_allow_work_beside(confine, args->operands[0], CONFINE_WRITE);
    }
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        if (args->given[others[i]]) {
            confine_allow(confine, args->text[others[i]], CONFINE_NAMED);
            confine_allow_work_beside(confine, args->text[others[i]], CONFINE_READ);
        }
    }
    if (args->given[OPTION_ALLOW]) {
        allow_listed(confine, args->text[OPTION_ALLOW], CONFINE_WRITE);
    }
    allow_own(confine, XDG_STATE, CONFINE_WRITE);
    allow_own(confine, XDG_DATA, CONFINE_WRITE);
}
