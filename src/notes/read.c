/* Reading notes, in whichever format they are. */
#include "notes/read.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "tdxplore/image.h"

static struct tdxp_notes *parse(char *text, size_t size, struct tdxp_error *err)
{
    size_t blank = strspn(text, " \t\r\n");

    return text[blank] == '{' ? notes_read_json(text, size, err) : notes_read_text(text, size, err);
}

struct tdxp_notes *tdxp_notes_parse(const struct tdxp_bytes *bytes, struct tdxp_error *err)
{
    struct tdxp_notes *notes = NULL;
    char *text;

    if (bytes->size > TDXP_NOTES_FILE_MOST) {
        tdxp_error_set(err, "is larger than 64 MiB, which no notes are");
        return NULL;
    }
    text = malloc((size_t)bytes->size + 1);
    if (!text || !tdxp_read_copy(bytes, 0, text, (size_t)bytes->size)) {
        tdxp_error_set(err, "out of memory");
    } else {
        text[bytes->size] = '\0';
        notes = parse(text, (size_t)bytes->size, err);
    }
    free(text);
    return notes;
}

struct tdxp_notes *tdxp_notes_read(const char *path, struct tdxp_error *err)
{
    /* One byte more than may be read is enough to see that there is too much. */
    const struct tdxp_image_options options = {.read_limit = TDXP_NOTES_FILE_MOST + 1, .allow_empty = true};
    struct tdxp_image *file = tdxp_image_open(path, &options, err);
    struct tdxp_notes *notes = file ? tdxp_notes_parse(tdxp_image_bytes(file), err) : NULL;

    /* A part of them would replace all of them when they are changed. */
    if (file && !tdxp_image_was_read(file)) {
        tdxp_notes_free(notes);
        notes = NULL;
        tdxp_error_set(err, "cannot read: %s", strerror(EIO));
    }
    tdxp_image_close(file);
    return notes;
}
