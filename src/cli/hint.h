/* What a user might want to do with a file that is only a part of an image, or an envelope around one. */
#ifndef CLI_HINT_H
#define CLI_HINT_H

#include <stdio.h>

#include "tdxplore/firmware.h"

/*
 * Where there is something better to do with the file, print one line that names the command; else nothing. command is
 * the name of the sub-command that is running, NULL where there is none.
 */
void print_hint(const struct tdxp_firmware *firmware, const char *command, FILE *out);

#endif
