/* The last place in an image, and its marks: kept at the end, and taken up again the next time. */
#ifndef TUI_REMEMBER_H
#define TUI_REMEMBER_H

#include "tui/app.h"

/*
 * Go where one was the last time that the image was explored, with the usual start as the place to go back to, and set the
 * marks. A message where that is another place. Nothing where it is turned off, or nothing is known of the image.
 */
void remember_take_up(struct app *app);

/* Keep where one is, and the marks. Nothing where it is turned off, or the image is no file. Marks that are lost are said. */
void remember_keep(struct app *app);

#endif
