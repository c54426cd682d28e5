/* Playing the launch. */
#include "tui/playback.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

static const struct tdxp_launch_step *current(const struct app *app)
{
    return &app->playback.steps[app->playback.at];
}

enum playback_state playback_state_of(const struct app *app, uint32_t section)
{
    const struct tdxp_launch_step *step;

    if (!app->playback.active) {
        return PLAYBACK_DONE;
    }
    step = current(app);
    if (section != step->section) {
        return section < step->section ? PLAYBACK_DONE : PLAYBACK_PENDING;
    }
    return step->action == TDXP_LAUNCH_ADD && step->region->placed.measured ? PLAYBACK_ADDED : PLAYBACK_DONE;
}

/* The selection goes to what the step is about. */
static void show_step(struct app *app)
{
    const struct tdxp_launch_step *step = current(app);
    const struct tdxp_segment *segment =
        step->region ? tdxp_guest_map_segment(app->fw->map, step->region, step->region->start) : NULL;

    if (segment) {
        app_select_segment(app, segment, false);
    } else {
        app_select_node(app, app->fw->tdvf->sections[step->section].entry, false);
    }
}

/* Only of a TDX guest is there a launch to play. */
static void start(struct app *app)
{
    bool from_sev = app->whose == TDXP_GUEST_SEV;
    struct playback begun = {.active = true, .from_sev = from_sev};

    begun.count = tdxp_launch_steps(app->fw, &begun.steps);
    if (begun.count == 0) {
        app_message(app, false, "no section, so there is nothing to launch");
        return;
    }
    app_show_guest(app, TDXP_GUEST_TDX);
    app->playback = begun;
    show_step(app);
    if (from_sev) {
        app_message(app, false, "this is the launch of the TDX guest; %s goes back to the SEV-SNP guest",
                    app_key(app, CMD_CANCEL).text);
    }
}

/* Bytes may have been changed since, and the other guest is described no longer. */
static void leave(struct app *app)
{
    bool back = app->playback.from_sev && tdxp_guest_described(app->fw, TDXP_GUEST_SEV);

    playback_close(app);
    if (back) {
        app_show_guest(app, TDXP_GUEST_SEV);
    }
}

static void step(struct app *app, bool forward)
{
    struct playback *p = &app->playback;

    if (forward ? p->at + 1 >= p->count : p->at == 0) {
        app_message(app, false, forward ? "that was the last step: the guest can run" : "this is the first step");
        p->running = false;
        return;
    }
    p->at += forward ? 1 : (size_t)-1;
    show_step(app);
}

bool playback_command(struct app *app, enum command command)
{
    struct playback *p = &app->playback;

    switch (command) {
    case CMD_LAUNCH:
        if (p->active) {
            leave(app);
        } else {
            start(app);
        }
        return true;
    case CMD_STEP:
    case CMD_STEP_BACK:
        if (!p->active) {
            start(app);
            return true;
        }
        p->running = false;
        step(app, command == CMD_STEP);
        return true;
    case CMD_TOGGLE:
        if (!p->active) {
            return false;
        }
        p->running = !p->running;
        return true;
    case CMD_CANCEL:
        if (!p->active) {
            return false;
        }
        leave(app);
        return true;
    default:
        return false;
    }
}

void playback_tick(struct app *app)
{
    if (app->playback.running) {
        step(app, true);
    }
}

void playback_line(const struct app *app, char *buffer, size_t size)
{
    const struct playback *p = &app->playback;
    const struct tdxp_launch_step *at = current(app);
    int used = snprintf(buffer, size, "launch %zu/%zu  %s  %" PRIu32 " %s", p->at + 1, p->count,
                        tdxp_launch_action_name(at->action), at->section,
                        tdxp_section_type_name(app->fw->tdvf->sections[at->section].type));

    if (at->region && used > 0 && (size_t)used < size) {
        snprintf(buffer + used, size - (size_t)used, "  %" PRIx64 "-%" PRIx64, at->region->start, at->region->last);
    }
}

void playback_words(const struct app *app, char *buffer, size_t size)
{
    tdxp_launch_describe(app->fw, current(app), buffer, size);
}

void playback_reload(struct app *app)
{
    struct playback *p = &app->playback;
    struct playback was = *p;

    if (!was.active) {
        return;
    }
    playback_close(app);
    p->count = tdxp_launch_steps(app->fw, &p->steps);
    if (p->count != was.count) {
        playback_close(app);
        return;
    }
    p->active = true;
    p->running = was.running;
    p->from_sev = was.from_sev;
    p->at = was.at;
}

void playback_close(struct app *app)
{
    free(app->playback.steps);
    app->playback = (struct playback){0};
}
