/* The MRTD of a TDX guest in the measurement pane: a row for each section of the descriptor. */
#include <inttypes.h>
#include <stdio.h>

#include "tdxplore/event.h"
#include "tdxplore/text.h"
#include "tui/measure_kind.h"
#include "tui/measure_write.h"
#include "tui/measuring.h"

enum { INDEX, TYPE, ADDED, EXTENDED, HASHED, SHARE, BAR, REGISTER, DIGEST, COLUMNS };

static const struct measure_column columns[MEASURE_COLUMNS_MAX] = {
    [INDEX] = {"#", MEASURE_TEXT, 1, true, 0},
    [TYPE] = {"Type", MEASURE_TEXT, 4, false, 0},
    [ADDED] = {"Added", MEASURE_TEXT, 5, true, 1},
    [EXTENDED] = {"Extended", MEASURE_TEXT, 8, true, 2},
    [HASHED] = {"Hashed", MEASURE_TEXT, 10, true, 3},
    [SHARE] = {"Share", MEASURE_SHARE, 7, true, 0},
    [BAR] = {"", MEASURE_BAR, 6, true, 5},
    [REGISTER] = {"Goes to", MEASURE_TEXT, 7, false, 0},
    [DIGEST] = {"Digest", MEASURE_DIGEST, 10, false, 4},
};

static const struct tdxp_measure_result *result_of(const struct app *app)
{
    return tdxp_measure_result(app->measuring.measurement);
}

static void read_result(struct measured *m)
{
    const struct tdxp_measure_result *result = result_of(m->app);
    bool over_limit = result->total > TDXP_MEASURE_LIMIT_DEFAULT;

    m->state = result->state;
    m->done = result->done;
    m->total = result->total;
    m->vmm = tdxp_vmm_key(result->vmm);
    m->refused = result->refused;
    m->final = !result->tdvf || over_limit;
    m->way_out = !result->tdvf ? NULL
                 : over_limit
                     ? "So much is not measured here; tdxplore measure --hash-limit does."
                     : "{force} measures all the same, with zeros for what is not known; {vmm} has another VMM.";
    m->value = result->mrtd;
    m->row_count = result->section_count;
    m->notes = result->notes;
    m->note_count = result->note_count;
}

static void head(const struct app *app, char *text, size_t size)
{
    const struct tdxp_measure_result *result = result_of(app);

    snprintf(text, size, "MRTD by %s%s, order %s", tdxp_vmm_name(result->vmm),
             result->vmm == TDXP_VMM_QEMU ? " on KVM" : "", tdxp_measure_order_name(result->order));
}

static struct measured_row row_of(const struct app *app, uint32_t row)
{
    const struct tdxp_measure_section *s = &result_of(app)->sections[row];

    return (struct measured_row){(int32_t)s->section->index, s->hashed_bytes, s->done ? s->digest : NULL};
}

static void cell(const struct app *app, uint32_t row, unsigned column, char *text, size_t size)
{
    const struct tdxp_measure_section *s = &result_of(app)->sections[row];

    text[0] = '\0';
    switch (column) {
    case INDEX:
        snprintf(text, size, "%" PRIu32, s->section->index);
        break;
    case TYPE:
        snprintf(text, size, "%s", tdxp_section_type_name(s->section->type));
        break;
    case ADDED:
        snprintf(text, size, "%" PRIu64, s->pages_added);
        break;
    case EXTENDED:
        snprintf(text, size, "%" PRIu64, s->bytes_extended / TDXP_PAGE_SIZE);
        break;
    case HASHED:
        tdxp_human_size(s->hashed_bytes, text);
        break;
    case REGISTER:
        snprintf(text, size, "%s", tdxp_measure_register(s));
        break;
    default:
        break;
    }
}

/* ---- who measures what ---- */

/* The type of the section at the left, beside all lines of the event. */
static void write_event(struct writer *w, const char *type, const struct tdxp_event *event)
{
    enum { TYPE_WIDTH = 12 };
    int row = w->line - w->top;
    char text[160];

    if (row >= 0) {
        theme_set(&w->app->theme, STYLE_NAME);
        put(&w->app->canvas, w->pane->inside, row, 1, TYPE_WIDTH, type);
    }
    tdxp_event_format(event, text, sizeof text);
    writer_text(w, STYLE_TEXT, 1 + TYPE_WIDTH + 1, text);
}

/* Sections that are alike are told once. */
static void write_events(struct writer *w, const struct measured *m)
{
    const struct tdxp_measure_result *result = result_of(m->app);
    bool told[TDXP_SECTION_TD_PARAMS + 1][2] = {{false}};

    measure_write_heading(w, "Who measures what is in the pages");
    for (uint32_t i = 0; i < result->section_count; i++) {
        const struct tdxp_measure_section *section = &result->sections[i];
        const struct tdxp_event *events[TDXP_EVENTS_MAX];
        uint32_t type = section->section->type;
        size_t count;

        if (type >= sizeof told / sizeof told[0] || told[type][section->extended]) {
            continue;
        }
        told[type][section->extended] = true;
        count = tdxp_section_events(type, section->extended, events);
        for (size_t k = 0; k < count; k++) {
            write_event(w, k == 0 ? tdxp_section_type_name(type) : "", events[k]);
        }
    }
}

/* ---- commands ---- */

/* A VMM may read another descriptor than the one that is shown. */
static int32_t chosen(const struct app *app)
{
    const struct tdxp_measure_result *result = result_of(app);
    int32_t section = app_section(app);

    return result->tdvf == app->fw->tdvf && section >= 0 && (uint32_t)section < result->section_count ? section : -1;
}

static void choose(struct app *app, uint32_t row, bool remember)
{
    if (result_of(app)->tdvf == app->fw->tdvf) {
        app_select_section(app, row, remember);
    } else {
        app_message(app, false, "%s reads another descriptor than the one that is shown",
                    tdxp_vmm_name(result_of(app)->vmm));
    }
}

static bool command(struct app *app, enum command command)
{
    struct tdxp_measure_options *options = &app->measuring.options;

    switch (command) {
    case CMD_VMM:
        options->vmm = (enum tdxp_vmm)((options->vmm + 1) % TDXP_VMMS);
        break;
    case CMD_ORDER:
        options->order = (enum tdxp_measure_order)((options->order + 1) % TDXP_ORDERS);
        break;
    default:
        return false;
    }
    measuring_anew(app);
    return true;
}

static bool *force(struct app *app)
{
    return &app->measuring.options.force;
}

const struct measure_kind measure_tdx = {
    .value = "MRTD",
    .title = "",
    .hint = "{down}/{up} section  {measured} overlay  {vmm} VMM  {order} order  {force} force",
    .columns = columns,
    .column_count = COLUMNS,
    .read = read_result,
    .head = head,
    .row = row_of,
    .cell = cell,
    .rest = write_events,
    .chosen = chosen,
    .choose = choose,
    .command = command,
    .force = force,
};
