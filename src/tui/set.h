/* Settings while the explorer goes on: ":set", ":key", ":colour", ":config", and the list of settings. */
#ifndef TUI_SET_H
#define TUI_SET_H

#include "tui/app.h"

/* Make the screen what the settings say, and the keys go to the pane that they name. Once, when the terminal is there. */
void settings_show(struct app *app);

/* What the commands do; rest is what stands behind the name. */
bool set_run(struct app *app, const char *rest);
bool set_run_key(struct app *app, const char *rest);
bool set_run_colour(struct app *app, const char *rest);
bool set_run_config(struct app *app, const char *rest);

/* What Tab completes behind the name. */
completions_offer set_offer, set_offer_key, set_offer_colour, set_offer_config;

#endif
