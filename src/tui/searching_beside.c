/* The search in the image that this one is compared with: the same pattern as in this one. */
#include "tui/searching_beside.h"

#include "tdxplore/range.h"
#include "tui/comparing.h"

enum { STEP = 8 << 20 }; /* bytes that are searched between two looks at the keys */

const struct tdxp_search_result *searching_beside_result(const struct app *app)
{
    const struct comparing *c = &app->comparing;

    return c->search && app->searching.search && c->search_of == app->searching.serial ? tdxp_search_result(c->search)
                                                                                       : NULL;
}

/* Whether the search of this image is one that goes on there: one in a single space is not. */
static bool is_wanted(const struct app *app)
{
    return comparing(app) && app->searching.search && !app->searching.here && !app->searching.stopped;
}

bool searching_beside_runs(const struct app *app)
{
    const struct tdxp_search_result *result = searching_beside_result(app);

    return is_wanted(app) && !app->comparing.search_failed && (!result || result->state == TDXP_SEARCH_RUNNING);
}

static void begin(struct app *app)
{
    static const struct tdxp_search_options options = {.space = NULL};
    struct comparing *c = &app->comparing;

    tdxp_search_free(c->search);
    c->search = tdxp_search_begin(c->fw, tdxp_search_pattern(app->searching.search), &options, NULL);
    c->search_of = app->searching.serial;
    c->search_failed = !c->search;
}

void searching_beside_step(struct app *app)
{
    struct comparing *c = &app->comparing;

    if (c->search_of != app->searching.serial) {
        c->search_failed = false;
    }
    if (!searching_beside_runs(app)) {
        return;
    }
    if (!searching_beside_result(app)) {
        begin(app);
    }
    if (c->search) {
        tdxp_search_step(c->search, STEP);
    }
}

void searching_beside_choose(struct app *app, size_t index, bool remember)
{
    const struct tdxp_match *match = &searching_beside_result(app)->matches[index];
    bool names = tdxp_search_pattern(app->comparing.search)->kind->names;

    comparing_show_b(app, names ? match->node->space : match->space, names ? match->node->offset : match->offset,
                     remember);
}

enum search_look searching_beside_look(const struct app *app, const struct tdxp_space *space, uint64_t offset,
                                       bool *begins)
{
    const struct tdxp_search_result *result = searching_beside_result(app);

    *begins = false;
    return result && !tdxp_search_pattern(app->comparing.search)->kind->names
               ? searching_look_in(result, space, offset, -1, begins)
               : SEARCH_NONE;
}
