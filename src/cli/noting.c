/* The notes of an image, for the commands that show them. */
#include "cli/noting.h"

#include "cli/command.h"
#include "cli/message.h"
#include "image/digest.h"

enum { STEP = 64 << 20 }; /* bytes */

bool notes_hash(const struct tdxp_image *image, char sha256[static TDXP_SHA256_TEXT])
{
    struct digest *digest = digest_begin(tdxp_image_bytes(image));
    uint32_t crc32;
    bool hashed;

    while (digest && digest_step_image(digest, image, STEP)) {
    }
    hashed = digest && digest_finish(digest, &crc32, sha256);
    digest_free(digest);
    if (!hashed) {
        file_error(tdxp_image_name(image), "cannot be hashed");
    }
    return hashed;
}

static struct tdxp_notes *load(const struct tdxp_image *image)
{
    char sha256[TDXP_SHA256_TEXT];
    struct tdxp_error err = {.text = "out of memory"};
    struct tdxp_notes *notes;

    if (!tdxp_notes_any()) {
        notes = tdxp_notes_new("");
    } else if (!notes_hash(image, sha256)) {
        return NULL;
    } else {
        notes = tdxp_notes_load(sha256, &err);
    }
    if (!notes) {
        error_message("%s", err.text);
    }
    return notes;
}

bool notes_open(const struct args *args, const struct tdxp_firmware *firmware, struct cli_notes *notes)
{
    *notes = (struct cli_notes){0};
    if (!args->given[OPTION_NOTES]) {
        return true;
    }
    notes->notes = load(firmware->image);
    if (!notes->notes) {
        return false;
    }
    notes->noting = tdxp_noting_new(notes->notes, firmware->tree);
    if (!notes->noting) {
        file_error(tdxp_image_name(firmware->image), "out of memory");
        notes_close(notes);
        return false;
    }
    return true;
}

void notes_close(struct cli_notes *notes)
{
    tdxp_noting_free(notes->noting);
    tdxp_notes_free(notes->notes);
}
