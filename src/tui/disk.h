/* What has become of the files on disk: of the image, and of the one that it is compared with. */
#ifndef TUI_DISK_H
#define TUI_DISK_H

#include "tui/app.h"

/* Watch the files that are shown now, in place of those before. */
void disk_watch(struct app *app);

/*
 * Look at them, into app->image_state and app->comparing.state. What is another state than before is said, once: the title
 * lines go on telling.
 */
void disk_look(struct app *app);

/* A state behind a name in a title: nothing, or a comma and a word. */
const char *disk_word(enum tdxp_image_state state);

#endif
