/* The settings file. */
#include "tui/config.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "image/xdg.h"
#include "tdxplore/save.h"
#include "tdxplore/text.h"

enum { FILE_MOST = 256 << 10, LINE_MOST = 1024 };

/* ---- lines ---- */

static bool take_set(struct app *app, const char *rest, struct tdxp_error *err)
{
    return settings_take(&app->settings, rest, err) != SETTINGS;
}

static bool take_key(struct app *app, const char *rest, struct tdxp_error *err)
{
    const char *name = rest + strspn(rest, " \t");
    size_t name_length = strcspn(name, " \t");
    const char *what = name + name_length + strspn(name + name_length, " \t");
    enum command command = command_named(what, strlen(what));
    int key;

    if (!key_named(name, name_length, &key)) {
        tdxp_error_set(err, "no such key: '%.*s'", (int)name_length, name);
        return false;
    }
    if (command == CMD_NONE && strcmp(what, "none") != 0) {
        tdxp_error_set(err, "no such command: '%s'", what);
        return false;
    }
    if (!keymap_bind(&app->keys, key, command)) {
        tdxp_error_set(err, "too many keys");
        return false;
    }
    return true;
}

static bool take_colour(struct app *app, const char *rest, struct tdxp_error *err)
{
    return palette_take(&app->palette, rest, err);
}

/* The kinds of lines. Each is also a command of the line behind ":". */
static const struct {
    const char *name;
    bool (*take)(struct app *app, const char *rest, struct tdxp_error *err);
} kinds[] = {
    {"set", take_set},
    {"key", take_key},
    {"colour", take_colour},
    {"color", take_colour},
};

bool config_take(struct app *app, const char *line, struct tdxp_error *err)
{
    size_t length = strcspn(line, " \t");

    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (strlen(kinds[i].name) == length && strncmp(kinds[i].name, line, length) == 0) {
            return kinds[i].take(app, line + length, err);
        }
    }
    tdxp_error_set(err, "not set, key or colour: '%.*s'", (int)length, line);
    return false;
}

/* ---- the file ---- */

static void note(struct app *app, int line, const char *wrong)
{
    struct config *config = &app->config;
    char safe[SAFE_SIZE];

    app_safe(app, wrong, safe, sizeof safe);
    if (config->count < PROBLEMS_MOST && line > 0) {
        snprintf(config->problems[config->count], MESSAGE_SIZE, ":%d: %.200s", line, safe);
    } else if (config->count < PROBLEMS_MOST) {
        snprintf(config->problems[config->count], MESSAGE_SIZE, ": %.200s", safe);
    }
    config->count++;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

/* A line of a text, which is given by start and end, without blanks around it. False where it is no text or too long. */
static bool copy_line(const char *start, const char *end, char line[LINE_MOST])
{
    size_t length;

    while (start < end && is_blank(*start)) {
        start++;
    }
    while (end > start && is_blank(end[-1])) {
        end--;
    }
    length = (size_t)(end - start);
    if (length >= LINE_MOST || memchr(start, '\0', length)) {
        return false;
    }
    memcpy(line, start, length);
    line[length] = '\0';
    return true;
}

static void take_text(struct app *app, const char *text, size_t size)
{
    const char *end = text + size;

    for (int number = 1; text < end; number++) {
        const char *stop = memchr(text, '\n', (size_t)(end - text));
        char line[LINE_MOST];
        struct tdxp_error err;

        stop = stop ? stop : end;
        if (!copy_line(text, stop, line)) {
            note(app, number, "no text, or too long a line");
        } else if (*line && *line != '#' && !config_take(app, line, &err)) {
            note(app, number, err.text);
        }
        text = stop + 1;
    }
}

/* All of a file, owned by the caller; NULL with errno set. A pipe that nobody writes to is empty, not waited for. */
static char *read_file(const char *path, size_t *size)
{
    char *text = malloc(FILE_MOST + 1);
    int fd = text ? open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK) : -1;
    ssize_t got = fd >= 0 ? fcntl(fd, F_SETFL, 0) : -1;

    *size = 0;
    while (got >= 0 && *size <= FILE_MOST) {
        got = read(fd, text + *size, FILE_MOST + 1 - *size);
        if (got == 0) {
            break;
        }
        got = got < 0 && errno == EINTR ? 0 : got;
        *size += got > 0 ? (size_t)got : 0;
    }
    if (got >= 0 && *size > FILE_MOST) {
        errno = EFBIG;
        got = -1;
    }
    if (fd >= 0) {
        int saved = errno;

        close(fd);
        errno = saved;
    }
    if (got < 0) {
        free(text);
        text = NULL;
    }
    return text;
}

bool config_load(struct app *app, const char *path, struct tdxp_error *err)
{
    struct config *config = &app->config;
    size_t size;
    char *text;

    if (!path && !xdg_path(XDG_CONFIG, "config", config->path, sizeof config->path)) {
        return true;
    }
    if (path) {
        snprintf(config->path, sizeof config->path, "%s", path);
    }
    text = read_file(config->path, &size);
    if (!text && path) {
        tdxp_error_set(err, "%s: %s", path, strerror(errno));
        return false;
    }
    if (!text && errno != ENOENT && errno != ENOTDIR) {
        note(app, 0, strerror(errno));
    }
    if (text) {
        take_text(app, text, size);
    }
    free(text);
    return true;
}

void config_typed(struct app *app, const char *line)
{
    struct config *config = &app->config;

    if (config->typed_count == TYPED_MOST) {
        memmove(config->typed[0], config->typed[1], sizeof config->typed - sizeof config->typed[0]);
        config->typed_count--;
    }
    snprintf(config->typed[config->typed_count++], sizeof config->typed[0], "%s", line);
}

void config_tell(struct app *app)
{
    const struct config *config = &app->config;
    char name[SAFE_SIZE];

    if (config->count == 0) {
        return;
    }
    app_safe(app, tdxp_file_base(config->path), name, sizeof name);
    if (config->count == 1) {
        app_message(app, true, "%.60s%s", name, config->problems[0]);
    } else {
        app_message(app, true, "%.60s%s (and %d more: :config)", name, config->problems[0], config->count - 1);
    }
}

/* ---- writing it ---- */

void config_allow(const struct app *app, const struct confine *confine)
{
    if (*app->config.path && xdg_make_directories(app->config.path)) {
        confine_allow(confine, app->config.path, CONFINE_NAMED);
        confine_allow_work_beside(confine, app->config.path, CONFINE_WRITE);
    }
}

/* The setting that was changed since the start and that a line of the file sets, or SETTINGS. */
static enum setting_id changed_by(const struct app *app, const char *line)
{
    struct settings scratch = app->settings;
    struct tdxp_error err;
    enum setting_id id = SETTINGS;

    if (strncmp(line, "set", 3) == 0 && is_blank(line[3])) {
        id = settings_take(&scratch, line + 3, &err);
    }
    return id < SETTINGS && app->settings.values[id] != app->config.at_start.values[id] ? id : SETTINGS;
}

static void write_setting(FILE *out, const struct app *app, enum setting_id id)
{
    fprintf(out, "set %s=%s\n", setting_row(id)->name, setting_word(&app->settings, id));
}

/* The old lines; those of what was changed say what it is now, and are noted in written. */
static void write_old(FILE *out, const struct app *app, const char *text, size_t size, bool written[SETTINGS])
{
    const char *end = text + size;

    while (text < end) {
        const char *stop = memchr(text, '\n', (size_t)(end - text));
        char line[LINE_MOST];
        enum setting_id id;

        stop = stop ? stop : end;
        id = copy_line(text, stop, line) ? changed_by(app, line) : SETTINGS;
        if (id == SETTINGS) {
            fwrite(text, 1, (size_t)(stop - text), out);
            putc('\n', out);
        } else {
            write_setting(out, app, id);
            written[id] = true;
        }
        text = stop + 1;
    }
}

static void write_new(FILE *out, const struct app *app, const bool written[SETTINGS])
{
    const struct config *config = &app->config;

    for (int id = 0; id < SETTINGS; id++) {
        if (app->settings.values[id] != config->at_start.values[id] && !written[id]) {
            write_setting(out, app, (enum setting_id)id);
        }
    }
    for (int i = 0; i < config->typed_count; i++) {
        fprintf(out, "%s\n", config->typed[i]);
    }
}

/* All of the new file, owned by the caller; NULL where memory ran out. */
static char *make_file(const struct app *app, const char *old, size_t old_size, size_t *size)
{
    bool written[SETTINGS] = {false};
    char *text = NULL;
    FILE *out = open_memstream(&text, size);

    if (out) {
        write_old(out, app, old, old_size, written);
        write_new(out, app, written);
        if (fclose(out) != 0) {
            free(text);
            text = NULL;
        }
    }
    return text;
}

/* A file that is kept elsewhere, with a link in its place, is changed where it is. */
static bool write_file(const char *path, const char *text, size_t size, struct tdxp_error *err)
{
    const struct tdxp_bytes bytes = {(const uint8_t *)text, size};
    char *real = realpath(path, NULL);
    bool saved = xdg_make_directories(path);

    if (saved) {
        saved = tdxp_save(real ? real : path, &bytes, TDXP_SAVE_REPLACE, err);
    } else {
        tdxp_error_set(err, "%s", strerror(errno));
    }
    free(real);
    return saved;
}

bool config_write(struct app *app, struct tdxp_error *err)
{
    struct config *config = &app->config;
    size_t old_size, size;
    char *old = read_file(config->path, &old_size);
    char *text;
    bool written;

    if (!*config->path || (!old && errno != ENOENT)) {
        tdxp_error_set(err, "%s",
                       *config->path ? strerror(errno) : "neither XDG_CONFIG_HOME nor HOME names a directory");
        free(old);
        return false;
    }
    text = make_file(app, old ? old : "", old_size, &size);
    if (text) {
        written = write_file(config->path, text, size, err);
    } else {
        tdxp_error_set(err, "out of memory");
        written = false;
    }
    if (written) {
        config->at_start = app->settings;
        config->typed_count = 0;
    }
    free(text);
    free(old);
    return written;
}
