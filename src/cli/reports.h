/* The sub-commands that print a report. */
#ifndef CLI_REPORTS_H
#define CLI_REPORTS_H

#include "tdxplore/image.h"

/* Print what 'info' prints of an image; command is the sub-command that is running, or NULL. Returns enum exit_status. */
int report_info(const struct tdxp_image *image, const char *command, bool json);

#endif
