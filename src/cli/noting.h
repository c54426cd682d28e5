/* The notes of an image, for the commands that show them. */
#ifndef CLI_NOTING_H
#define CLI_NOTING_H

#include "cli/args.h"
#include "tdxplore/firmware.h"
#include "tdxplore/notes.h"

struct cli_notes {
    struct tdxp_notes *notes;   /* owned */
    struct tdxp_noting *noting; /* owned */
};

/* Hash the image. False after a message. */
bool notes_hash(const struct tdxp_image *image, char sha256[static TDXP_SHA256_TEXT]);

/*
 * Load what is kept of the image where --notes is given, else leave *notes empty. No image is hashed while no notes are
 * kept of any. False after a message.
 */
bool notes_open(const struct args *args, const struct tdxp_firmware *firmware, struct cli_notes *notes);

void notes_close(struct cli_notes *notes);

#endif
