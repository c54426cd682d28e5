/* The sub-commands that print a report. */
#ifndef CLI_REPORTS_H
#define CLI_REPORTS_H

#include "tdxplore/image.h"

/* Print what 'info' prints of an image. Returns enum exit_status. */
int report_info(const struct tdxp_image *image, bool json);

#endif
