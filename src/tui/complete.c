/* Completing what is typed. */
#include "tui/complete.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "image/columns.h"

void completions_open(struct completions *c, const char *typed)
{
    completions_close(c);
    c->typed = typed;
}

void completions_from(struct completions *c, const char *word, size_t head)
{
    c->start = (size_t)(word - c->typed);
    c->head = head;
}

bool completions_wants(const struct completions *c, const char *word)
{
    const char *typed = c->typed + c->start + c->head;

    return strncmp(word, typed, strlen(typed)) == 0;
}

/* ---- adding ---- */

/* Cut to what word has as well, and to whole characters. */
static void cut_common(char *common, const char *word)
{
    size_t same = 0;
    size_t columns;

    while (common[same] && common[same] == word[same]) {
        size_t length = text_next(common + same, &columns);

        if (strncmp(common + same, word + same, length) != 0) {
            break;
        }
        same += length;
    }
    common[same] = '\0';
}

/* Where the word belongs, and whether it is there already. */
static size_t place_of(const struct completions *c, const char *word, bool *there)
{
    size_t low = 0;
    size_t high = c->count;

    *there = false;
    if (!c->sorted) {
        return c->count;
    }
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(c->words[middle], word);

        if (order == 0) {
            *there = true;
            return middle;
        }
        if (order < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/* False where memory ran out. */
static bool insert(struct completions *c, size_t place, const char *word)
{
    char *copy = strdup(word);

    if (!c->words) {
        c->words = calloc(COMPLETIONS_MOST, sizeof *c->words);
    }
    if (!copy || !c->words) {
        free(copy);
        return false;
    }
    memmove(c->words + place + 1, c->words + place, (c->count - place) * sizeof *c->words);
    c->words[place] = copy;
    c->count++;
    c->at = c->count;
    return true;
}

void completions_add(struct completions *c, const char *word, const char *behind)
{
    char whole[LINE_SIZE];
    bool there;
    size_t place;
    int length;

    if (!completions_wants(c, word)) {
        return;
    }
    length = snprintf(whole, sizeof whole, "%.*s%s%s", (int)c->head, c->typed + c->start, word, behind);
    if (length < 0 || (size_t)length >= sizeof whole) {
        return;
    }
    if (c->count == 0) {
        snprintf(c->common, sizeof c->common, "%s", whole);
    } else {
        cut_common(c->common, whole);
    }
    place = place_of(c, whole, &there);
    if (!there && (c->count == COMPLETIONS_MOST || !insert(c, place, whole))) {
        c->more = true;
    }
}

/* ---- going through them ---- */

const char *completions_step(struct completions *c, int step)
{
    size_t places = c->count + 1;

    c->at = (c->at + places + (size_t)step) % places;
    return c->at < c->count ? c->words[c->at] : c->common;
}

const char *completions_label(const struct completions *c, bool utf8, size_t index, char *buffer, size_t size)
{
    const char *word = c->words[index] + c->head;
    size_t length = strlen(word);

    length -= length > 0 && word[length - 1] == ' ';
    return line_show(utf8, word, length, buffer, size);
}

size_t completions_page(const struct completions *c, bool utf8, size_t columns, size_t *count)
{
    char label[LINE_SIZE];
    size_t current = c->at < c->count ? c->at : 0;
    size_t first = 0;
    size_t used = 0;
    size_t i;

    for (i = 0; i < c->count; i++) {
        size_t width = text_columns(completions_label(c, utf8, i, label, sizeof label));

        if (i > first && used + width > columns) {
            if (i > current) {
                break;
            }
            first = i;
            used = 0;
        }
        used += width + COMPLETIONS_GAP;
    }
    *count = i - first;
    return first;
}

void completions_close(struct completions *c)
{
    for (size_t i = 0; i < c->count; i++) {
        free(c->words[i]);
    }
    free(c->words);
    *c = (struct completions){.typed = NULL};
}
