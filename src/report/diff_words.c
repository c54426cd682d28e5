/* What is different about a node, in words. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "tdxplore/report.h"
#include "tdxplore/text.h"

enum { VALUE_TEXT = 1024 }; /* as in the tree */

/* Text that grows by parts with ", " between them. */
struct words {
    char *text;
    size_t size, used;
    bool utf8;
};

__attribute__((format(printf, 2, 3))) static void say(struct words *w, const char *format, ...)
{
    va_list args;
    int written;

    if (w->used > 0) {
        w->used += (size_t)snprintf(w->text + w->used, w->size - w->used, ", ");
    }
    if (w->used + 1 >= w->size) {
        w->used = w->size - 1;
        return;
    }
    va_start(args, format);
    written = vsnprintf(w->text + w->used, w->size - w->used, format, args);
    va_end(args);
    w->used += written > 0 ? (size_t)written : 0;
    w->used = w->used < w->size ? w->used : w->size - 1;
}

/* Few bytes as people count them, more as offsets are written. */
static const char *count_text(uint64_t bytes, char text[static 32])
{
    snprintf(text, 32, bytes < 1000 ? "%" PRIu64 " byte%s" : "0x%" PRIx64 " bytes%s", bytes,
             bytes == 1 || bytes >= 1000 ? "" : "s");
    return text;
}

static void say_size(struct words *w, const struct tdxp_difference *d)
{
    uint64_t before = d->node[TDXP_SIDE_A]->length;
    uint64_t after = d->node[TDXP_SIDE_B]->length;
    char text[32];

    if (after > before) {
        say(w, "grew by %s to 0x%" PRIx64, count_text(after - before, text), after);
    } else {
        say(w, "shrank by %s to 0x%" PRIx64, count_text(before - after, text), after);
    }
}

/* What B alone has is nowhere in A. */
static void say_where(struct words *w, const struct tdxp_difference *d)
{
    bool in_b = d->changed + d->removed == 0;
    uint64_t first = d->first[in_b ? TDXP_SIDE_B : TDXP_SIDE_A];
    const char *of = in_b ? " of B" : "";

    if (d->places == 1) {
        say(w, "at 0x%" PRIx64 "%s", first, of);
    } else if (d->places > 1) {
        say(w, "in %zu places, the first at 0x%" PRIx64 "%s", d->places, first, of);
    }
}

static void say_bytes(struct words *w, const struct tdxp_difference *d)
{
    char text[32];

    if (d->changed > 0) {
        say(w, "%s changed", count_text(d->changed, text));
    }
    if (d->removed > 0) {
        say(w, "%s removed", count_text(d->removed, text));
    }
    if (d->added > 0) {
        say(w, "%s added", count_text(d->added, text));
    }
    say_where(w, d);
}

static void say_value(struct words *w, const struct tdxp_difference *d)
{
    char before[VALUE_TEXT];
    char after[VALUE_TEXT];

    tdxp_node_value(d->node[TDXP_SIDE_A], before, sizeof before);
    tdxp_node_value(d->node[TDXP_SIDE_B], after, sizeof after);
    if (!before[0] || !after[0] || strcmp(before, after) == 0) {
        say_bytes(w, d); /* one that is longer than what is written of it */
        return;
    }
    say(w, "%s %s %s", before, w->utf8 ? "→" : "->", after);
}

static void say_text(struct words *w, const struct tdxp_difference *d)
{
    char text[TDXP_SIDES][VALUE_TEXT];

    for (int side = 0; side < TDXP_SIDES; side++) {
        const char *note = d->node[side]->note ? d->node[side]->note : d->node[side]->remark;

        tdxp_escape_text(w->utf8, note ? note : "nothing", text[side], sizeof text[side]);
    }
    say(w, "%s %s %s", text[TDXP_SIDE_A], w->utf8 ? "→" : "->", text[TDXP_SIDE_B]);
}

static void say_place(struct words *w, const struct tdxp_difference *d)
{
    char path[VALUE_TEXT];
    char escaped[VALUE_TEXT];
    char text[32];

    if (d->what & TDXP_DIFFERENCE_ELSEWHERE) {
        tdxp_node_path(d->node[TDXP_SIDE_B], path, sizeof path);
        tdxp_escape_text(w->utf8, path, escaped, sizeof escaped);
        say(w, "is now %s", escaped);
    } else if (d->what & TDXP_DIFFERENCE_REORDERED) {
        say(w, "stands elsewhere among its like");
    } else if (d->what & TDXP_DIFFERENCE_MOVED) {
        say(w, "moved %s by %s", d->back ? "back" : "on", count_text(d->distance, text));
    }
}

void tdxp_difference_text(const struct tdxp_difference *d, bool utf8, char *text, size_t size)
{
    struct words w = {text, size, 0, utf8};
    char count[32];

    text[0] = '\0';
    if (d->what & (TDXP_DIFFERENCE_ADDED | TDXP_DIFFERENCE_REMOVED)) {
        bool added = d->what & TDXP_DIFFERENCE_ADDED;

        say(&w, "%s", added ? "added" : "removed");
        say(&w, "%s", count_text(d->node[added ? TDXP_SIDE_B : TDXP_SIDE_A]->length, count));
        return;
    }
    if (d->what & TDXP_DIFFERENCE_VALUE) {
        say_value(&w, d);
    }
    if (d->what & TDXP_DIFFERENCE_TEXT) {
        say_text(&w, d);
    }
    if (d->what & TDXP_DIFFERENCE_RESIZED && !(d->what & TDXP_DIFFERENCE_VALUE)) {
        say_size(&w, d);
    }
    if (d->what & TDXP_DIFFERENCE_BYTES) {
        say_bytes(&w, d);
    }
    if (d->what & TDXP_DIFFERENCE_PACKED) {
        say(&w, "compressed anew, with the same in it");
    }
    say_place(&w, d);
}

char tdxp_difference_sign(const struct tdxp_difference *d)
{
    const uint32_t place = TDXP_DIFFERENCE_MOVED | TDXP_DIFFERENCE_REORDERED | TDXP_DIFFERENCE_ELSEWHERE;

    if (d->what & TDXP_DIFFERENCE_ADDED) {
        return '+';
    }
    if (d->what & TDXP_DIFFERENCE_REMOVED) {
        return '-';
    }
    if (d->what == 0) {
        return ' ';
    }
    return (d->what & ~place) == 0 ? '>' : '~';
}

void tdxp_difference_name(const struct tdxp_difference *d, bool utf8, char *text, size_t size)
{
    const struct tdxp_node *node = d->node[TDXP_SIDE_A] ? d->node[TDXP_SIDE_A] : d->node[TDXP_SIDE_B];
    size_t used;

    tdxp_escape_text(utf8, node->name, text, size);
    used = strlen(text);
    /* Of a structure the note tells which one it is; that of others is told by the difference. */
    if (node->note && node->kind != TDXP_KIND_FIELD && node->kind != TDXP_KIND_LOOKUP && used + 2 < size) {
        snprintf(text + used, size - used, " ");
        tdxp_escape_text(utf8, node->note, text + used + 1, size - used - 1);
    }
    used = strlen(text);
    if (d->count > 1 && used < size) {
        snprintf(text + used, size - used, " and %" PRIu32 " behind it", d->count - 1);
    }
}

void tdxp_launch_cause_text(const struct tdxp_launch_cause *cause, char *text, size_t size)
{
    static const struct {
        enum tdxp_launch_cause_kind kind;
        const char *text;
    } kinds[] = {
        {TDXP_CAUSE_ADDED, "added"},
        {TDXP_CAUSE_REMOVED, "removed"},
        {TDXP_CAUSE_ORDER, "comes at another place in the order"},
        {TDXP_CAUSE_PLACE, "goes to another address"},
        {TDXP_CAUSE_SIZE, "adds or extends another number of pages"},
        {TDXP_CAUSE_UNKNOWN, "its contents are too large to be compared"},
    };
    struct words w = {text, size, 0, false};
    char count[32];

    text[0] = '\0';
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (cause->what & kinds[i].kind) {
            say(&w, "%s", kinds[i].text);
        }
    }
    if (cause->what & TDXP_CAUSE_CONTENTS) {
        say(&w, "%s of its contents differ%s", count_text(cause->bytes, count), cause->bytes == 1 ? "s" : "");
    }
}
