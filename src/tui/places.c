/* The lists of marks and of places that one has been at. */
#include "tui/places.h"

#include <inttypes.h>
#include <stdio.h>

#include "tui/sheet.h"

void places_text(const struct app *app, const struct place *place, char *buffer, size_t size)
{
    const struct selection *s = &place->selection;
    char path[SAFE_SIZE], safe[SAFE_SIZE];

    tdxp_node_path(s->node, path, sizeof path);
    app_safe(app, path, safe, sizeof safe);
    if (place->guest && s->has_gpa) {
        snprintf(buffer, size, "GPA 0x%" PRIx64 "  %.150s", s->gpa, safe);
    } else {
        snprintf(buffer, size, "%s 0x%" PRIx64 "  %.150s", s->space->name, s->offset, safe);
    }
}

/* ---- marks ---- */

/* The index-th mark that is set: its letter's number, or MARKS past the last. */
static int mark_at(const struct app *app, int index)
{
    int i = 0;

    while (i < MARKS && !(app->marks[i].set && index-- == 0)) {
        i++;
    }
    return i;
}

static int count_marks(const struct app *app)
{
    int count = 0;

    for (int i = 0; i < MARKS; i++) {
        count += app->marks[i].set;
    }
    return count;
}

static void row_text(const struct app *app, char sign, const struct place *place, char *buffer, size_t size)
{
    char text[PLACES_TEXT];

    places_text(app, place, text, sizeof text);
    snprintf(buffer, size, "%c  %s", sign, text);
}

static void marks_row(const struct app *app, int index, char *buffer, size_t size)
{
    int mark = mark_at(app, index);

    row_text(app, (char)(mark < 26 ? 'a' + mark : 'A' + mark - 26), &app->marks[mark].place, buffer, size);
}

static bool marks_command(struct app *app, int index, enum command command)
{
    if (command != CMD_FOLLOW) {
        return false;
    }
    sheet_close(app);
    app_go_place(app, &app->marks[mark_at(app, index)].place);
    return true;
}

static const char places_hint[] = "{down}/{up} choose  {follow} go there  {cancel} back";

static const struct sheet_class sheet_marks = {"Marks", places_hint, count_marks, marks_row, marks_command};

/* ---- places that one has been at ---- */

static int count_jumps(const struct app *app)
{
    return app->history.count;
}

static void jumps_row(const struct app *app, int index, char *buffer, size_t size)
{
    row_text(app, index == app->history.at ? '>' : ' ', &app->history.items[index], buffer, size);
}

static bool jumps_command(struct app *app, int index, enum command command)
{
    if (command != CMD_FOLLOW) {
        return false;
    }
    sheet_close(app);
    app_go_history(app, index);
    return true;
}

static const struct sheet_class sheet_jumps = {"Places, from the oldest on", places_hint, count_jumps, jumps_row,
                                               jumps_command};

void places_show_marks(struct app *app)
{
    sheet_show(app, &sheet_marks, 0);
    if (!app->sheet.class) {
        app_message(app, false, "no marks are set; %s and a letter set one", app_key(app, CMD_MARK).text);
    }
}

bool places_run_marks(struct app *app, const char *rest)
{
    (void)rest;
    places_show_marks(app);
    return true;
}

bool places_run_jumps(struct app *app, const char *rest)
{
    (void)rest;
    app->history.items[app->history.at] = app_here(app);
    sheet_show(app, &sheet_jumps, app->history.at);
    return true;
}
