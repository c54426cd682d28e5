/* The explorer's state without a terminal. */
#include "screenless.h"

#include <stdlib.h>

#include "support.h"
#include "tui/measure_kind.h"
#include "tui/measuring.h"
#include "tui/pane_code.h"
#include "tui/pane_differences.h"
#include "tui/pane_explain.h"
#include "tui/pane_findings.h"
#include "tui/pane_hex.h"
#include "tui/pane_lesson.h"
#include "tui/pane_map.h"
#include "tui/pane_matches.h"
#include "tui/pane_measure.h"
#include "tui/pane_readout.h"
#include "tui/pane_tree.h"
#include "tui/pane_verdicts.h"
#include "tui/playback.h"
#include "tui/searching.h"
#include "tui/span.h"
#include "tui/unpack.h"

static const struct pane_class *const classes[PANES] = {
    [PANE_TREE] = &pane_tree,       [PANE_HEX] = &pane_hex,           [PANE_MAP] = &pane_map,
    [PANE_EXPLAIN] = &pane_explain, [PANE_FINDINGS] = &pane_findings, [PANE_VERDICTS] = &pane_verdicts,
    [PANE_CODE] = &pane_code,       [PANE_MEASURE] = &pane_measure,   [PANE_MATCHES] = &pane_matches,
    [PANE_READOUT] = &pane_readout, [PANE_LESSON] = &pane_lesson,     [PANE_DIFFERENCES] = &pane_differences,
};

struct app *screenless_new(struct tdxp_image *image)
{
    struct app *app = calloc(1, sizeof *app);

    assert_non_null(app);
    app->image = image;
    settings_default(&app->settings);
    keymap_default(&app->keys);
    measuring_open(&app->measuring);
    app->opened = tdxp_opened_new(NULL, false);
    app->fw = tdxp_firmware_decode_opened(image, app->opened, NULL);
    app->check = tdxp_check(app->fw, NULL);
    assert_non_null(app->check);
    for (int i = 0; i < PANES; i++) {
        struct pane *pane = &app->panes[i];

        pane->class = classes[i];
        pane->state = calloc(1, pane->class->state_size ? pane->class->state_size : 1);
        assert_non_null(pane->state);
        assert_true(!pane->class->open || pane->class->open(app, pane));
    }
    app->rows = 50;
    app->cols = 180;
    app->main = PANE_HEX;
    app->aux = PANE_FINDINGS;
    app->low = PANE_EXPLAIN;
    app->history.count = 1;
    app->selection.space = tdxp_tree_space(app->fw->tree, 0);
    app_select_node(app, tdxp_tree_root(app->fw->tree), false);
    app_focus(app, PANE_TREE);
    return app;
}

void screenless_free(struct app *app)
{
    for (int i = 0; i < PANES; i++) {
        if (app->panes[i].class->close) {
            app->panes[i].class->close(app, &app->panes[i]);
        }
        free(app->panes[i].state);
    }
    playback_close(app);
    unpack_close(app);
    measuring_free(&app->measuring);
    searching_close(app);
    span_end(app);
    tdxp_check_free(app->check);
    tdxp_firmware_free(app->fw);
    tdxp_opened_free(app->opened);
    free(app);
}

const struct tdxp_node *screenless_node(const struct app *app, const char *path)
{
    const struct tdxp_node *node = tdxp_tree_find(app->fw->tree, path);

    if (!node) {
        fail_msg("no node %s", path);
    }
    return node;
}

void screenless_command(struct app *app, enum pane_id pane, enum command command)
{
    assert_true(app->panes[pane].class->command(app, &app->panes[pane], command));
}

void screenless_measure(struct app *app)
{
    while (measuring_runs(app)) {
        measuring_step(app);
    }
}

void screenless_assert_columns(const struct app *app)
{
    struct measured measured = measured_of(app);
    const struct measure_kind *kind = measured.kind;
    unsigned before = 0;

    for (int cols = 31; cols < 220; cols++) {
        struct measure_widths widths = measure_widths_of(&measured, cols);
        unsigned shown = 0;
        int used = -1;

        for (unsigned i = 0; i < kind->column_count; i++) {
            used += widths.width[i] > 0 ? widths.width[i] + 1 : 0;
            shown += widths.width[i] > 0;
            assert_true(widths.width[i] > 0 || kind->columns[i].rank > 0);
            assert_true(kind->columns[i].part != MEASURE_DIGEST || cols < 219 || widths.width[i] == TDXP_MRTD_TEXT - 1);
        }
        assert_true(used <= cols);
        assert_true(shown >= before);
        before = shown;
    }
    assert_int_equal(before, kind->column_count);
}
