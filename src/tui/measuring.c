/* Measuring the launch while the explorer goes on, and the overlay that shows what is measured. */
#include "tui/measuring.h"

#include <stdio.h>

#include "measure/share.h"
#include "tui/learning.h"

enum { STEP = 4 << 20 }; /* bytes that are hashed between two looks at the keys */

/* ---- either kind of guest ---- */

static bool is_snp(const struct app *app)
{
    return app->whose == TDXP_GUEST_SEV;
}

/* Begin for one kind; false, with *err filled in, where memory ran out. */
static bool begin(struct measuring *m, bool snp, const struct tdxp_firmware *fw, const struct tdxp_check_result *check,
                  struct tdxp_error *err)
{
    if (snp) {
        m->snp = tdxp_snp_begin(fw, &m->snp_options, err);
        return m->snp;
    }
    m->measurement = tdxp_measure_begin(fw, check, &m->options, err);
    return m->measurement;
}

static bool begun(const struct measuring *m, bool snp)
{
    return snp ? (bool)m->snp : (bool)m->measurement;
}

static enum tdxp_measure_state state_of(const struct measuring *m, bool snp)
{
    return snp ? tdxp_snp_result(m->snp)->state : tdxp_measure_result(m->measurement)->state;
}

static bool runs(const struct measuring *m, bool snp)
{
    return begun(m, snp) && state_of(m, snp) == TDXP_MEASURE_RUNNING;
}

static enum tdxp_cover cover_of_file(const struct app *app, uint64_t offset, uint64_t *run)
{
    return is_snp(app) ? tdxp_snp_cover(app->measuring.snp, offset, run)
                       : tdxp_measure_cover(app->measuring.measurement, offset, run);
}

enum tdxp_cover measuring_cover_gpa(const struct app *app, uint64_t gpa)
{
    uint64_t last;

    return is_snp(app) ? tdxp_snp_cover_gpa(app->measuring.snp, gpa, &last)
                       : tdxp_measure_cover_gpa(app->measuring.measurement, gpa, &last);
}

void measuring_totals(const struct app *app, uint64_t bytes[static TDXP_COVERS])
{
    if (is_snp(app)) {
        tdxp_snp_cover_totals(app->measuring.snp, bytes);
    } else {
        tdxp_measure_cover_totals(app->measuring.measurement, bytes);
    }
}

void measuring_shares(const struct app *app, char shares[static TDXP_COVERS][TDXP_SHARE_SIZE])
{
    uint64_t bytes[TDXP_COVERS];

    measuring_totals(app, bytes);
    measure_shares(bytes, shares);
}

/* ---- the work ---- */

void measuring_open(struct measuring *m)
{
    *m = (struct measuring){.snp_options = tdxp_snp_options_default()};
}

void measuring_free(struct measuring *m)
{
    tdxp_measure_free(m->measurement);
    tdxp_snp_free(m->snp);
    m->measurement = NULL;
    m->snp = NULL;
}

bool measuring_begun(const struct app *app)
{
    return begun(&app->measuring, is_snp(app));
}

bool measuring_start(struct app *app)
{
    struct measuring *m = &app->measuring;
    struct tdxp_error err;

    if (measuring_begun(app)) {
        return true;
    }
    if (!begin(m, is_snp(app), app->fw, learning_judged(app), &err)) {
        m->overlay = false;
        app_message(app, true, "%s", err.text);
        return false;
    }
    measuring_step(app); /* what is small is there at once, without a screen that says otherwise */
    return true;
}

void measuring_anew(struct app *app)
{
    struct measuring *m = &app->measuring;

    if (is_snp(app)) {
        tdxp_snp_free(m->snp);
        m->snp = NULL;
    } else {
        tdxp_measure_free(m->measurement);
        m->measurement = NULL;
    }
    measuring_start(app);
}

bool measuring_runs(const struct app *app)
{
    return runs(&app->measuring, false) || runs(&app->measuring, true);
}

void measuring_step(struct app *app)
{
    struct measuring *m = &app->measuring;
    bool snp = runs(m, is_snp(app)) ? is_snp(app) : !is_snp(app);

    if (!runs(m, snp)) {
        return;
    }
    if (snp) {
        tdxp_snp_step(m->snp, STEP);
    } else {
        tdxp_measure_step(m->measurement, STEP);
    }
}

void measuring_toggle(struct app *app)
{
    app->measuring.overlay = !app->measuring.overlay && measuring_start(app);
}

bool measuring_again(const struct measuring *m, const struct tdxp_firmware *fw, const struct tdxp_check_result *check,
                     struct measuring *made, struct tdxp_error *err)
{
    *made = *m;
    made->measurement = NULL;
    made->snp = NULL;
    return (!m->measurement || begin(made, false, fw, check, err)) && (!m->snp || begin(made, true, fw, check, err));
}

void measuring_reload(struct app *app, const struct measuring *made)
{
    measuring_free(&app->measuring);
    app->measuring = *made;
    measuring_step(app);
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
    const char *before, *behind; /* around the share of the file; NULL: what covers it */
    const char *brief;           /* before it, where room is short */
} covers[TDXP_COVERS] = {
    [TDXP_COVER_MEASURED] = {STYLE_MEASURED, "M", "measured", "made of measured bytes", NULL, " of the file",
                             "measured"},
    [TDXP_COVER_LOADED] = {STYLE_LOADED, "L", "loaded, not measured", "made of bytes not all measured",
                           "loaded, not measured", "", "loaded"},
    [TDXP_COVER_NEVER] = {STYLE_NEVER, "-", "never loaded", "made of bytes not all loaded", "never loaded", "",
                          "never"},
};

/* What is said first. */
static const enum tdxp_cover order[TDXP_COVERS] = {TDXP_COVER_MEASURED, TDXP_COVER_LOADED, TDXP_COVER_NEVER};

/* The least of what becomes of the bytes of a node. */
static enum tdxp_cover least_cover(const struct app *app, const struct tdxp_node *node)
{
    enum tdxp_cover least = TDXP_COVER_MEASURED;
    uint64_t done = 0;

    while (done < node->length && least > TDXP_COVER_NEVER) {
        uint64_t run;
        enum tdxp_cover cover = cover_of_file(app, node->offset + done, &run);

        least = cover < least ? cover : least;
        done = run < node->length - done ? done + run : node->length;
    }
    return least;
}

enum tdxp_cover measuring_cover(const struct app *app, const struct tdxp_space *space, uint64_t offset)
{
    uint64_t run;

    if (!space->origin) {
        return cover_of_file(app, offset, &run);
    }
    while (space->origin->space->origin) {
        space = space->origin->space;
    }
    return least_cover(app, space->origin);
}

enum tdxp_cover measuring_cover_of(const struct app *app, const struct tdxp_space *space, uint64_t offset,
                                   uint64_t length, bool *mixed)
{
    uint64_t bytes[TDXP_COVERS] = {0};
    enum tdxp_cover most = TDXP_COVER_NEVER;
    uint64_t done = 0;

    *mixed = false;
    if (space->origin) {
        return measuring_cover(app, space, offset);
    }
    while (done < length) {
        uint64_t run;
        enum tdxp_cover cover = cover_of_file(app, offset + done, &run);

        run = run < length - done ? run : length - done;
        bytes[cover] += run;
        done += run;
    }
    for (enum tdxp_cover cover = 0; cover < TDXP_COVERS; cover++) {
        most = bytes[cover] > bytes[most] ? cover : most;
    }
    *mixed = bytes[most] < length;
    return most;
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

static void share_text(const struct app *app, enum tdxp_cover cover, bool brief, char *buffer, size_t size)
{
    bool refused = state_of(&app->measuring, is_snp(app)) == TDXP_MEASURE_REFUSED;
    char shares[TDXP_COVERS][TDXP_SHARE_SIZE];
    char measured[40];

    measuring_shares(app, shares);
    snprintf(measured, sizeof measured, "%s %s", is_snp(app) ? "launch digest" : "MRTD",
             refused ? "would cover" : "covers");
    snprintf(buffer, size, "%s %s%s",
             brief                  ? covers[cover].brief
             : covers[cover].before ? covers[cover].before
                                    : measured,
             shares[cover], brief ? "" : covers[cover].behind);
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
