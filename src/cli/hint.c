/* What a user might want to do with a file that is only a part of an image, or an envelope around one. */
#include "cli/hint.h"

#include <limits.h>
#include <stdbool.h>
#include <string.h>

#include "cli/locale.h"
#include "cli/message.h"
#include "tdxplore/text.h"

/* Whether a shell takes the word as it is. */
static bool is_plain_word(const char *text)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./+,:@%=";

    return *text && strspn(text, plain) == strlen(text);
}

/*
 * As a word of a shell command. A name that could control the terminal is escaped like everywhere, so that the word does
 * not name it any more.
 */
static void put_word(const char *text, FILE *out)
{
    char escaped[PATH_MAX * TDXP_ESCAPE_MAX];

    if (is_plain_word(text)) {
        fputs(text, out);
        return;
    }
    tdxp_escape_text(locale_is_utf8(), text, escaped, sizeof escaped);
    putc('\'', out);
    for (const char *at = escaped; *at; at++) {
        if (*at == '\'') {
            fputs("'\\''", out);
        } else {
            putc(*at, out);
        }
    }
    putc('\'', out);
}

/* A file that begins with '-' would be taken for an option. */
static void put_file(const char *path, FILE *out)
{
    fputs(path[0] == '-' && path[1] ? "-- " : "", out);
    put_word(path, out);
}

static void hint_vars(const struct tdxp_firmware *firmware, const char *command, FILE *out)
{
    const char *path = tdxp_image_name(firmware->image);
    char vars[PATH_MAX];
    bool found = tdxp_vars_beside(path, firmware->missing_front, vars, sizeof vars);

    fprintf(out, "hint: %s: " PROGRAM " %s%s--vars=",
            found ? "the variable store that it lacks is beside it" : "put the variable store that it lacks before it",
            command ? command : "", command ? " " : "");
    put_word(found ? vars : "FILE", out);
    putc(' ', out);
    put_file(path, out);
    putc('\n', out);
}

/* The node of the image in a capsule, or NULL. */
static const struct tdxp_node *image_node(const struct tdxp_firmware *firmware)
{
    const struct tdxp_range *image = &tdxp_tree_space(firmware->tree, 0)->image;

    for (uint32_t id = 1; id < tdxp_tree_count(firmware->tree); id++) {
        const struct tdxp_node *node = tdxp_tree_node(firmware->tree, id);

        if (node->kind == TDXP_KIND_IMAGE && node->space->id == 0 && node->offset == image->start &&
            node->length == image->length) {
            return node;
        }
    }
    return NULL;
}

static void hint_capsule(const struct tdxp_firmware *firmware, FILE *out)
{
    const struct tdxp_node *node = image_node(firmware);
    char path[256];

    if (!node) {
        return;
    }
    tdxp_node_path(node, path, sizeof path);
    fprintf(out, "hint: to have the image alone: " PROGRAM " extract -o FILE ");
    put_file(tdxp_image_name(firmware->image), out);
    putc(' ', out);
    put_word(path, out);
    putc('\n', out);
}

void print_hint(const struct tdxp_firmware *firmware, const char *command, FILE *out)
{
    if (firmware->capsule) {
        hint_capsule(firmware, out);
    } else if (firmware->missing_front > 0) {
        hint_vars(firmware, command, out);
    }
}
