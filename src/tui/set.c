/* Settings while the explorer goes on. */
#include "tui/set.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tui/config.h"
#include "tui/files.h"
#include "tui/sheet.h"
#include "tui/terminal.h"

/* ---- what follows from a setting ---- */

/*
 * What was set overrides NO_COLOR, as that convention wants it (no-color.org). Terminals that set COLORFGBG have behind its
 * last semicolon the number of the ground's colour; white and the bright ones but for bright black are light.
 */
static enum theme_id theme_chosen(const struct app *app)
{
    const char *no_color = getenv("NO_COLOR");
    const char *ground = getenv("COLORFGBG");
    unsigned chosen = app->settings.values[SET_THEME];
    long number;

    if (chosen != SET_THEME_AUTO) {
        return (enum theme_id)(chosen - SET_THEME_DARK);
    }
    if (no_color && *no_color) {
        return THEME_MONO;
    }
    ground = ground ? strrchr(ground, ';') : NULL;
    number = ground ? strtol(ground + 1, NULL, 10) : 0;
    return number == 7 || (number > 8 && number < 16) ? THEME_LIGHT : THEME_DARK;
}

static void show_theme(struct app *app)
{
    theme_init(&app->theme, theme_chosen(app), &app->palette);
}

static const enum pane_id columns[] = {PANE_HEX,  PANE_MAP,     PANE_FINDINGS, PANE_VERDICTS,
                                       PANE_CODE, PANE_MEASURE, PANE_MATCHES};
static const enum pane_id belows[] = {PANE_EXPLAIN, PANE_READOUT};
static const enum pane_id corners[] = {PANE_FINDINGS, PANE_VERDICTS, PANE_CODE,
                                       PANE_MEASURE,  PANE_MATCHES,  PANE_READOUT};

static void show(struct app *app, enum setting_id id)
{
    unsigned value = app->settings.values[id];

    switch (id) {
    case SET_THEME:
        show_theme(app);
        break;
    case SET_MOUSE:
        if (app->terminal->mouse != (value == SET_ON)) {
            term_mouse(app->terminal, value == SET_ON);
        }
        break;
    case SET_PANE:
        app_focus(app, (enum pane_id)value);
        break;
    case SET_COLUMN:
        app->main = columns[value];
        break;
    case SET_BELOW:
        app->low = belows[value];
        break;
    case SET_CORNER:
        app->aux = corners[value];
        break;
    default:
        break;
    }
    app_layout(app);
    app_show_selection(app);
}

void settings_show(struct app *app)
{
    for (int id = 0; id < SETTINGS; id++) {
        show(app, (enum setting_id)id);
    }
    app_focus(app, (enum pane_id)app->settings.values[SET_PANE]);
}

/* ---- the list ---- */

static void tell(struct app *app, enum setting_id id)
{
    app_message(app, false, "%s=%s", setting_row(id)->name, setting_word(&app->settings, id));
}

static int count_settings(const struct app *app)
{
    (void)app;
    return SETTINGS;
}

static void settings_row(const struct app *app, int index, char *buffer, size_t size)
{
    enum setting_id id = (enum setting_id)index;
    const struct setting *row = setting_row(id);
    char words[128];

    setting_words(id, words, sizeof words);
    snprintf(buffer, size, "%-12s %-12s %s: %s", row->name, setting_word(&app->settings, id), row->summary, words);
}

static bool settings_command(struct app *app, int index, enum command command)
{
    enum setting_id id = (enum setting_id)index;

    switch (command) {
    case CMD_FOLLOW:
    case CMD_TOGGLE:
    case CMD_RIGHT:
        setting_next(&app->settings, id);
        break;
    case CMD_LEFT:
        setting_previous(&app->settings, id);
        break;
    default:
        return false;
    }
    show(app, id);
    return true;
}

static const struct sheet_class sheet_settings = {
    "Settings", "{down}/{up} choose  {left}/{right} change  {cancel} back  :config write keeps them", count_settings,
    settings_row, settings_command};

bool set_run(struct app *app, const char *rest)
{
    size_t length = strcspn(rest + strspn(rest, " \t"), "?");
    const char *name = rest + strspn(rest, " \t");
    enum setting_id id = setting_named(name, length);
    char safe[SAFE_SIZE];
    struct tdxp_error err;

    if (!*name) {
        sheet_show(app, &sheet_settings, 0);
        return true;
    }
    /* As in vi, a name alone asks what it is, but turns on what is on or off. */
    if (id != SETTINGS && (name[length] == '?' || !setting_is_switch(id))) {
        tell(app, id);
        return true;
    }
    id = settings_take(&app->settings, rest, &err);
    if (id == SETTINGS) {
        app_message(app, true, "%s", app_safe(app, err.text, safe, sizeof safe));
        return false;
    }
    show(app, id);
    tell(app, id);
    return true;
}

/* ---- keys and colours ---- */

static bool take(struct app *app, const char *kind, const char *rest)
{
    char line[PROMPT_SIZE];
    char safe[SAFE_SIZE];
    struct tdxp_error err;

    snprintf(line, sizeof line, "%s %s", kind, rest + strspn(rest, " \t"));
    if (!config_take(app, line, &err)) {
        app_message(app, true, "%s", app_safe(app, err.text, safe, sizeof safe));
        return false;
    }
    config_typed(app, line);
    return true;
}

bool set_run_key(struct app *app, const char *rest)
{
    return take(app, "key", rest);
}

bool set_run_colour(struct app *app, const char *rest)
{
    bool taken = take(app, "colour", rest);

    show_theme(app);
    return taken;
}

/* ---- the file ---- */

static int count_problems(const struct app *app)
{
    return app->config.count < PROBLEMS_MOST ? app->config.count : PROBLEMS_MOST;
}

static void problems_row(const struct app *app, int index, char *buffer, size_t size)
{
    char name[SAFE_SIZE];

    snprintf(buffer, size, "%s%s", app_safe(app, app->config.path, name, sizeof name), app->config.problems[index]);
}

static bool problems_command(struct app *app, int index, enum command command)
{
    (void)app;
    (void)index;
    (void)command;
    return false;
}

static const struct sheet_class sheet_problems = {"What is wrong in the settings file",
                                                  "{down}/{up} scroll  {cancel} back", count_problems, problems_row,
                                                  problems_command};

bool set_run_config(struct app *app, const char *rest)
{
    char name[SAFE_SIZE];
    struct tdxp_error err;

    rest += strspn(rest, " \t");
    app_safe(app, app->config.path, name, sizeof name);
    if (*rest && strcmp(rest, "write") != 0) {
        app_message(app, true, "config alone shows what is wrong in the settings file, config write writes it");
        return false;
    }
    if (*rest && config_write(app, &err)) {
        app_message(app, false, "what was set is in %.200s", name);
    } else if (*rest && !*name) {
        app_message(app, true, "%.200s", err.text);
        return false;
    } else if (*rest) {
        app_message(app, true, "%.100s: %.140s", name, files_wrong(app->config.path, CONFINE_WRITE, &err));
        return false;
    } else if (count_problems(app) > 0) {
        sheet_show(app, &sheet_problems, 0);
    } else if (*name && access(app->config.path, F_OK) != 0) {
        app_message(app, false, "there is no settings file %.120s; :config write makes it", name);
    } else if (*name) {
        app_message(app, false, "nothing is wrong in %.200s", name);
    } else {
        app_message(app, false, "there is no settings file");
    }
    return true;
}

/* ---- completing ---- */

/* Names of settings, each with "=", and behind that its values. */
void set_offer(const struct app *app, const char *typed, struct completions *c)
{
    const char *value = typed + strcspn(typed, "= ");
    enum setting_id id = setting_named(typed, (size_t)(value - typed));

    (void)app;
    if (!*value) {
        for (int i = 0; i < SETTINGS; i++) {
            completions_add(c, setting_row((enum setting_id)i)->name, "=");
        }
        return;
    }
    completions_from(c, value + strspn(value, "= "), 0);
    for (unsigned i = 0; id != SETTINGS && setting_row(id)->words[i]; i++) {
        completions_add(c, setting_row(id)->words[i], "");
    }
}

/* Names of keys that are no characters, and behind a key the commands. */
void set_offer_key(const struct app *app, const char *typed, struct completions *c)
{
    const char *what = typed + strcspn(typed, " ");
    size_t count;
    const struct command_info *commands = keymap_commands(&count);

    (void)app;
    c->sorted = true;
    if (!*what) {
        for (unsigned n = 0; key_special(n); n++) {
            completions_add(c, key_special(n), " ");
        }
        return;
    }
    completions_from(c, what + strspn(what, " "), 0);
    for (size_t i = 0; i < count; i++) {
        completions_add(c, commands[i].name, "");
    }
    completions_add(c, "none", "");
}

/* What can have a colour, and behind that colours and attributes. */
void set_offer_colour(const struct app *app, const char *typed, struct completions *c)
{
    const char *last = strrchr(typed, ' ');

    (void)app;
    if (!last) {
        for (int i = 0; i < LOOKS; i++) {
            completions_add(c, palette_looks()[i].name, " ");
        }
        return;
    }
    completions_from(c, last + 1, 0);
    for (unsigned n = 0; palette_colour(n); n++) {
        completions_add(c, palette_colour(n), " ");
    }
    for (unsigned n = 0; palette_attribute(n); n++) {
        completions_add(c, palette_attribute(n), " ");
    }
    completions_add(c, "on", " ");
    completions_add(c, "theme", "");
}

void set_offer_config(const struct app *app, const char *typed, struct completions *c)
{
    (void)app;
    (void)typed;
    completions_add(c, "write", "");
}
