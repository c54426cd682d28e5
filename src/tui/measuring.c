/* Measuring the launch while the explorer goes on, and the overlay that shows what is measured. */
#include "tui/measuring.h"

#include <stdio.h>

#include "tdxplore/text.h"

enum { STEP = 4 << 20 }; /* bytes that are hashed between two looks at the keys */

/* ---- the work ---- */

bool measuring_start(struct app *app)
{
    struct measuring *m = &app->measuring;
    struct tdxp_error err;

    if (!m->measurement) {
        m->measurement = tdxp_measure_begin(app->fw, app->check, &m->options, &err);
        measuring_step(
            app); /* what is small is there at once, without a screen that says otherwise */
    }
    if (!m->measurement) {
        m->overlay = false;
        app_message(app, true, "%s", err.text);
    }
    return m->measurement != NULL;
}

/* Without the options and whether the overlay is shown. */
static void drop(struct app *app)
{
    tdxp_measure_free(app->measuring.measurement);
    app->measuring.measurement = NULL;
}

void measuring_choose(struct app *app, const struct tdxp_measure_options *options)
{
    drop(app);
    app->measuring.options = *options;
    measuring_start(app);
}

bool measuring_runs(const struct app *app)
{
    return app->measuring.measurement &&
           tdxp_measure_result(app->measuring.measurement)->state == TDXP_MEASURE_RUNNING;
}

void measuring_step(struct app *app)
{
    if (measuring_runs(app)) {
        tdxp_measure_step(app->measuring.measurement, STEP);
    }
}

void measuring_toggle(struct app *app)
{
    app->measuring.overlay = !app->measuring.overlay && measuring_start(app);
}

void measuring_reload(struct app *app, struct tdxp_measurement *measurement)
{
    drop(app);
    app->measuring.measurement = measurement;
    measuring_step(app);
}

void measuring_close(struct app *app)
{
    drop(app);
    app->measuring = (struct measuring){.overlay = false};
}

bool measuring_extends(const struct app *app, const struct tdxp_section *section)
{
    const struct tdxp_measure_result *result =
        app->measuring.measurement ? tdxp_measure_result(app->measuring.measurement) : NULL;

    if (result && result->tdvf == app->fw->tdvf && section->index < result->section_count) {
        return result->sections[section->index].extended;
    }
    return section->attributes & TDXP_ATTRIBUTE_MR_EXTEND;
}

/* ---- the overlay ---- */

static const struct {
    enum style style;
    const char *mark;
    const char *words;           /* of a byte */
    const char *made;            /* of one that was decompressed */
    const char *before, *behind; /* around the share of the file */
    const char *brief;           /* before it, where room is short */
} covers[TDXP_COVERS] = {
    [TDXP_COVER_MEASURED] = {STYLE_MEASURED, "M", "measured", "made of measured bytes",
                             "MRTD covers", " of the file", "measured"},
    [TDXP_COVER_LOADED] = {STYLE_LOADED, "L", "loaded, not measured",
                           "made of bytes not all measured", "loaded, not measured", "", "loaded"},
    [TDXP_COVER_NEVER] = {STYLE_NEVER, "-", "never loaded", "made of bytes not all loaded",
                          "never loaded", "", "never"},
};

/* What is said first. */
static const enum tdxp_cover order[TDXP_COVERS] = {TDXP_COVER_MEASURED, TDXP_COVER_LOADED,
                                                   TDXP_COVER_NEVER};

/* The least of what becomes of the bytes of a node. */
static enum tdxp_cover least_cover(const struct app *app, const struct tdxp_node *node)
{
    enum tdxp_cover least = TDXP_COVER_MEASURED;
    uint64_t done = 0;

    while (done < node->length && least > TDXP_COVER_NEVER) {
        uint64_t run;
        enum tdxp_cover cover =
            tdxp_measure_cover(app->measuring.measurement, node->offset + done, &run);

        least = cover < least ? cover : least;
        done = run < node->length - done ? done + run : node->length;
    }
    return least;
}

enum tdxp_cover measuring_cover(const struct app *app, const struct tdxp_space *space,
                                uint64_t offset)
{
    uint64_t run;

    if (!space->origin) {
        return tdxp_measure_cover(app->measuring.measurement, offset, &run);
    }
    while (space->origin->space->origin) {
        space = space->origin->space;
    }
    return least_cover(app, space->origin);
}

enum tdxp_cover measuring_cover_gpa(const struct app *app, uint64_t gpa)
{
    uint64_t last;

    return tdxp_measure_cover_gpa(app->measuring.measurement, gpa, &last);
}

enum style measuring_style(enum tdxp_cover cover)
{
    return covers[cover].style;
}

const char *measuring_mark(enum tdxp_cover cover)
{
    return covers[cover].mark;
}

void measuring_words(const struct app *app, char *buffer, size_t size)
{
    const struct selection *s = &app->selection;

    if (app->guest && s->has_gpa && !s->gpa_by_bios) {
        snprintf(buffer, size, "%s", covers[measuring_cover_gpa(app, s->gpa)].words);
    } else if (s->space->origin) {
        snprintf(buffer, size, "%s", covers[measuring_cover(app, s->space, s->offset)].made);
    } else {
        snprintf(buffer, size, "%s", covers[measuring_cover(app, s->space, s->offset)].words);
    }
}

static void share_text(const struct app *app, enum tdxp_cover cover, bool brief, char *buffer,
                       size_t size)
{
    uint64_t bytes[TDXP_COVERS];
    bool refused = tdxp_measure_result(app->measuring.measurement)->state == TDXP_MEASURE_REFUSED;
    const char *before =
        refused && cover == TDXP_COVER_MEASURED ? "MRTD would cover" : covers[cover].before;
    char share[TDXP_SHARE_SIZE];

    tdxp_measure_cover_totals(app->measuring.measurement, bytes);
    tdxp_share(bytes[cover], tdxp_image_bytes(app->image)->size, share);
    snprintf(buffer, size, "%s %s%s", brief ? covers[cover].brief : before, share,
             brief ? "" : covers[cover].behind);
}

int measuring_draw(const struct app *app, struct box line, int col, int room)
{
    char text[64];
    int wanted = 0;

    for (unsigned i = 0; i < TDXP_COVERS; i++) {
        share_text(app, order[i], false, text, sizeof text);
        wanted += 2 + text_width(text) + 2;
    }
    for (unsigned i = 0; i < TDXP_COVERS; i++) {
        theme_set(&app->theme, measuring_style(order[i]));
        col += put(&app->canvas, line, 0, col, -1, measuring_mark(order[i])) + 1;
        share_text(app, order[i], wanted > room, text, sizeof text);
        theme_set(&app->theme, STYLE_HEAD);
        col += put(&app->canvas, line, 0, col, -1, text) + 2;
    }
    return col;
}
