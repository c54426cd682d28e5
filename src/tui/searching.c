/* Searching while the explorer goes on. */
#include "tui/searching.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "tdxplore/range.h"
#include "tui/unpack.h"

enum {
    STEP = 8 << 20,   /* bytes that are searched between two looks at the keys */
    LABEL_SHOWN = 60, /* bytes of the pattern that a message has room for */
};

static const struct tdxp_search_result no_result;

const struct tdxp_search_result *searching_result(const struct app *app)
{
    return app->searching.search ? tdxp_search_result(app->searching.search) : NULL;
}

/* The same, where nothing has been found without a search. */
static const struct tdxp_search_result *found(const struct app *app)
{
    return app->searching.search ? tdxp_search_result(app->searching.search) : &no_result;
}

static bool of_names(const struct app *app)
{
    return tdxp_search_pattern(app->searching.search)->kind->names;
}

bool searching_runs(const struct app *app)
{
    return app->searching.search && !app->searching.stopped && found(app)->state == TDXP_SEARCH_RUNNING;
}

/* ---- words ---- */

void searching_label(const struct app *app, char *buffer, size_t size)
{
    const struct searching *s = &app->searching;
    const char *key = tdxp_search_pattern(s->search)->kind->key;
    size_t length = strlen(key);
    bool has_key = strncmp(s->text, key, length) == 0 && s->text[length] == ':';
    char text[PROMPT_SIZE + 16];

    snprintf(text, sizeof text, "%s%s%s", has_key ? "" : key, has_key ? "" : ":", s->text);
    app_safe(app, text, buffer, size);
}

void searching_line(const struct app *app, char *buffer, size_t size)
{
    const struct tdxp_search_result *result = found(app);
    char label[LABEL_SHOWN];

    searching_label(app, label, sizeof label);
    snprintf(buffer, size, "Searching for %s: %d %%, %" PRIu64 " match%s", label,
             (int)(100.0 * (double)result->done / (double)(result->whole ? result->whole : 1)), result->count,
             result->count == 1 ? "" : "es");
}

const char *searching_closed(const struct app *app, char buffer[static SEARCHING_CLOSED])
{
    unsigned closed = app->searching.here || searching_runs(app) ? 0 : unpack_count(app, TDXP_PACKED_CLOSED);

    buffer[0] = '\0';
    if (closed > 0) {
        snprintf(buffer, SEARCHING_CLOSED, "; %u compressed part%s closed: :unpack opens %s", closed,
                 closed == 1 ? " is" : "s are", closed == 1 ? "it" : "them");
    }
    return buffer;
}

/*
 * "match 3 of 17: any:TDVF". wrapped: what is said of going on at the other end, or "". While more may be found, it is said
 * again in the end.
 */
static void tell_match(struct app *app, const char *wrapped)
{
    const struct tdxp_search_result *result = found(app);
    bool all = result->state == TDXP_SEARCH_DONE;
    char label[LABEL_SHOWN];
    char closed[SEARCHING_CLOSED];

    app->searching.told = searching_runs(app) ? wrapped : NULL;
    searching_label(app, label, sizeof label);
    app_message(app, false, "match %d of %s%zu%s%s: %s%s", searching_current(app) + 1,
                result->state == TDXP_SEARCH_FULL ? "the first " : "", result->kept, all ? "" : " so far", wrapped,
                label, searching_closed(app, closed));
}

static void tell_none(struct app *app)
{
    char label[LABEL_SHOWN];
    char closed[SEARCHING_CLOSED];

    searching_label(app, label, sizeof label);
    app_message(app, true, "%s: %s%s", app->searching.stopped ? "stopped before a match" : "not found", label,
                searching_closed(app, closed));
}

/* ---- where the cursor is among the matches ---- */

/* Negative for a match that begins before the cursor, 0 for one that begins there. */
static int compare(const struct app *app, const struct tdxp_match *match)
{
    const struct selection *s = &app->selection;

    if (of_names(app)) {
        return match->node->id < s->node->id ? -1 : match->node->id > s->node->id;
    }
    if (match->space != s->space) {
        return match->space->id < s->space->id ? -1 : 1;
    }
    return match->offset < s->offset ? -1 : match->offset > s->offset;
}

/* How many matches begin before the cursor, or with those that begin there. */
static size_t count_before(const struct app *app, bool with)
{
    const struct tdxp_search_result *result = found(app);
    size_t low = 0;
    size_t high = result->kept;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (compare(app, &result->matches[middle]) < (with ? 1 : 0)) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static bool covers(const struct tdxp_match *match, uint64_t offset)
{
    return tdxp_range_has((struct tdxp_range){match->offset, match->length}, offset);
}

int searching_current(const struct app *app)
{
    const struct tdxp_search_result *result = found(app);
    size_t count = result->kept > 0 ? count_before(app, true) : 0;
    const struct tdxp_match *last = count > 0 ? &result->matches[count - 1] : NULL;
    bool is;

    if (!last) {
        return -1;
    }
    is = of_names(app) ? last->node == app->selection.node
                       : last->space == app->selection.space && covers(last, app->selection.offset);
    return is ? (int)count - 1 : -1;
}

/* ---- going ---- */

void searching_choose(struct app *app, int index, bool remember)
{
    const struct tdxp_match *match = &found(app)->matches[index];

    if (of_names(app)) {
        app_select_node(app, match->node, remember);
        return;
    }
    app_select_byte(app, match->space, match->offset, remember);
    if (app->guest && (!app->selection.has_gpa || app->selection.gpa_by_bios)) {
        app->guest = false;
        app_show_selection(app);
    }
}

/* The match to go to, if that is known by now; *wrapped: it lies behind the other end. */
static bool find_next(const struct app *app, bool backwards, size_t *next, bool *wrapped)
{
    size_t kept = found(app)->kept;
    size_t before = count_before(app, !backwards); /* whose last is the one before, and behind which is the next */
    bool there = backwards ? before > 0 : before < kept;

    *wrapped = !there;
    if (backwards) {
        *next = there ? before - 1 : kept - 1;
        return !searching_runs(app) || (there && before < kept);
    }
    *next = there ? before : 0;
    return there || !searching_runs(app);
}

/* Go to a match as soon as there is one to go to. */
static void settle(struct app *app)
{
    struct searching *s = &app->searching;
    size_t next;
    bool wrapped;

    if (found(app)->state == TDXP_SEARCH_FAILED) {
        app_message(app, true, "out of memory: not all was searched");
        s->going = false;
        return;
    }
    if (!s->going || !find_next(app, s->going_back, &next, &wrapped)) {
        return;
    }
    s->going = false;
    if (found(app)->kept == 0) {
        tell_none(app);
        return;
    }
    searching_choose(app, (int)next, true);
    tell_match(app, !wrapped ? "" : s->going_back ? ", from the end again" : ", from the start again");
}

void searching_next(struct app *app, bool reverse)
{
    struct searching *s = &app->searching;

    if (!s->search) {
        app_message(app, false, "nothing was searched for; %s and %s search", app_key(app, CMD_SEARCH).text,
                    app_key(app, CMD_SEARCH_BACK).text);
        return;
    }
    s->going = true;
    s->going_back = s->backwards != reverse;
    settle(app);
}

/* ---- the work ---- */

static void drop(struct app *app)
{
    tdxp_search_free(app->searching.search);
    app->searching.search = NULL;
    app->searching.going = false;
    app->searching.stopped = false;
    app->searching.told = NULL;
}

void searching_close(struct app *app)
{
    drop(app);
}

bool searching_end(struct app *app)
{
    bool was = app->searching.search != NULL;

    drop(app);
    return was;
}

void searching_step(struct app *app)
{
    if (searching_runs(app)) {
        tdxp_search_step(app->searching.search, STEP);
        settle(app);
        if (!searching_runs(app) && app->searching.told && searching_current(app) >= 0) {
            tell_match(app, app->searching.told);
        }
    }
}

/* False, with a message, where the text is no pattern. space NULL: all. */
static bool start(struct app *app, const char *text, const struct tdxp_space *space)
{
    const struct tdxp_search_options options = {.space = space};
    struct tdxp_pattern pattern;
    struct tdxp_search *search;
    struct tdxp_error err;
    char safe[SAFE_SIZE];
    char utf8[4 * PROMPT_SIZE];

    search = tdxp_pattern_parse(line_utf8(text, utf8, sizeof utf8), &pattern, &err)
                 ? tdxp_search_begin(app->fw, &pattern, &options, &err)
                 : NULL;
    if (!search) {
        app_message(app, true, "%s", app_safe(app, err.text, safe, sizeof safe));
        return false;
    }
    drop(app);
    app->searching.search = search;
    app->searching.serial++;
    app->searching.here = space != NULL;
    if (text != app->searching.text) {
        snprintf(app->searching.text, sizeof app->searching.text, "%s", text);
    }
    return true;
}

/* And go to the first match from the cursor on. What is small is searched at once. */
static bool start_going(struct app *app, const char *text, const struct tdxp_space *space, bool backwards)
{
    if (!start(app, text, space)) {
        return false;
    }
    prompt_past_add(&app->searching.past, text);
    app->searching.backwards = backwards;
    app->searching.going = true;
    app->searching.going_back = backwards;
    searching_step(app);
    return true;
}

/* As in vi and less, nothing typed means what was searched for last: what is found of it stays. */
static bool search_for(struct app *app, const char *text, bool backwards)
{
    struct searching *s = &app->searching;

    if (!*text && s->search) {
        s->backwards = backwards;
        searching_next(app, false);
        return true;
    }
    return start_going(app, *text ? text : s->text, NULL, backwards);
}

static bool accept_forward(struct app *app, const char *text)
{
    return search_for(app, text, false);
}

static bool accept_back(struct app *app, const char *text)
{
    return search_for(app, text, true);
}

bool searching_run_find(struct app *app, const char *rest)
{
    return start_going(app, rest + strspn(rest, " "), NULL, false);
}

bool searching_run_here(struct app *app, const char *rest)
{
    return start_going(app, rest + strspn(rest, " "), app->selection.space, false);
}

void searching_offer(const struct app *app, const char *typed, struct completions *c)
{
    const struct tdxp_pattern_kind *kind;

    for (unsigned n = 0; (kind = tdxp_pattern_kind(n)); n++) {
        size_t length = strlen(kind->key);

        completions_add(c, kind->key, ":");
        if (!kind->names || strncmp(typed, kind->key, length) != 0 || typed[length] != ':') {
            continue;
        }
        completions_from(c, typed + length + 1, 0);
        c->sorted = true;
        for (uint32_t id = 0; id < tdxp_tree_count(app->fw->tree); id++) {
            completions_add(c, tdxp_tree_node(app->fw->tree, id)->name, "");
        }
    }
}

void searching_prompt(struct app *app, bool backwards)
{
    app_prompt(app, backwards ? "?" : "/", backwards ? accept_back : accept_forward);
    app->prompt.hint = backwards ? "search backwards, as {search} does forwards; {help} for help"
                                 : "TDVF  54 44 ?? 46  0x20000  wide:Boot  gpa:0x80a000  name:cfv  or a GUID";
    app->prompt.offer = searching_offer;
    app->prompt.past = &app->searching.past;
    app->prompt.takes_empty = true;
}

void searching_selected(struct app *app)
{
    char text[PROMPT_SIZE];
    char safe[SAFE_SIZE];

    if (!tdxp_pattern_of_node(app->selection.node, text, sizeof text)) {
        app_message(app, true, "%.100s has %s bytes to search for",
                    app_safe(app, app->selection.node->name, safe, sizeof safe),
                    app->selection.node->length > 0 ? "too many" : "no");
        return;
    }
    if (!start(app, text, NULL)) {
        return;
    }
    prompt_past_add(&app->searching.past, text);
    app->searching.backwards = false;
    app->searching.told = "";
    searching_step(app);
    app_focus(app, PANE_MATCHES);
}

bool searching_command(struct app *app, enum command command)
{
    if (!searching_runs(app) || command != CMD_CANCEL) {
        return false;
    }
    app->searching.stopped = true;
    app->searching.told = NULL;
    app->searching.going = false;
    app_message(app, false, "stopped after %" PRIu64 " match%s; %s ends the search", found(app)->count,
                found(app)->count == 1 ? "" : "es", app_key(app, CMD_CANCEL).text);
    return true;
}

void searching_reload(struct app *app)
{
    struct searching *s = &app->searching;

    if (s->search && !start(app, s->text, s->here ? app->selection.space : NULL)) {
        drop(app);
    }
}

/* ---- highlighting ---- */

/* How many matches begin at or before a byte of a space. */
static size_t count_up_to(const struct tdxp_search_result *result, const struct tdxp_space *space, uint64_t offset)
{
    size_t low = 0;
    size_t high = result->kept;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct tdxp_match *match = &result->matches[middle];

        if (match->space == space ? match->offset <= offset : match->space->id < space->id) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

bool searching_begins_in(const struct app *app, const struct tdxp_space *space, uint64_t offset, uint64_t length)
{
    const struct tdxp_search_result *result = found(app);
    const struct tdxp_match *last;
    size_t index;

    if (result->kept == 0 || length == 0 || of_names(app)) {
        return false;
    }
    index = count_up_to(result, space, offset + (length - 1));
    last = index > 0 ? &result->matches[index - 1] : NULL;
    return last && last->space == space && last->offset >= offset;
}

enum search_look searching_look_in(const struct tdxp_search_result *result, const struct tdxp_space *space,
                                   uint64_t offset, int current, bool *begins)
{
    enum search_look look = SEARCH_NONE;
    size_t index = count_up_to(result, space, offset);

    *begins = index > 0 && result->matches[index - 1].space == space && result->matches[index - 1].offset == offset;
    /* Matches may overlap: one that begins further up may still cover the byte. */
    for (; index > 0 && look != SEARCH_CURRENT; index--) {
        const struct tdxp_match *match = &result->matches[index - 1];

        if (match->space != space || offset - match->offset >= TDXP_NEEDLE_MAX) {
            break;
        }
        if (covers(match, offset)) {
            look = (int)index - 1 == current ? SEARCH_CURRENT : SEARCH_MATCH;
        }
    }
    return look;
}

enum search_look searching_look(const struct app *app, const struct tdxp_space *space, uint64_t offset, bool *begins)
{
    const struct tdxp_search_result *result = found(app);

    *begins = false;
    if (result->kept == 0 || of_names(app)) {
        return SEARCH_NONE;
    }
    return searching_look_in(result, space, offset, app->searching.shown, begins);
}
