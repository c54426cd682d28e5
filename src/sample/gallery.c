/* The gallery: finding a broken image, and making it from the sample. */
#include "sample/gallery.h"

#include <string.h>

#include "sample/layout.h"

enum { LIKE_MIN = 3 }; /* fewer letters in common are chance */

const struct tdxp_gallery_image *tdxp_gallery(size_t *count)
{
    *count = gallery_count;
    return gallery_images;
}

const struct tdxp_gallery_image *tdxp_gallery_find(const char *name)
{
    for (size_t i = 0; i < gallery_count; i++) {
        if (strcmp(gallery_images[i].name, name) == 0) {
            return &gallery_images[i];
        }
    }
    for (size_t i = 0; i < gallery_count; i++) {
        if (strcmp(gallery_images[i].rule, name) == 0) {
            return &gallery_images[i];
        }
    }
    return NULL;
}

static size_t common_letters(const char *a, const char *b)
{
    size_t count = 0;

    while (a[count] && a[count] == b[count]) {
        count++;
    }
    return count;
}

const struct tdxp_gallery_image *tdxp_gallery_like(const char *name)
{
    const struct tdxp_gallery_image *best = NULL;
    size_t most = LIKE_MIN - 1;

    for (size_t i = 0; i < gallery_count; i++) {
        size_t common = common_letters(gallery_images[i].name, name);

        if (common > most) {
            most = common;
            best = &gallery_images[i];
        }
    }
    return best;
}

static void put(const struct sample_image *image, const struct tdxp_edit *edit)
{
    uint64_t offset = edit->offset;
    uint64_t value = edit->value;
    uint64_t left = edit->count;

    do {
        sample_put_uint(image, offset, (unsigned)edit->length, value);
        offset = tdxp_add_sat(offset, edit->stride);
        value += edit->step;
    } while (left > 0 && --left > 0);
}

/* A window's worth of bytes at an offset of the sample; reaching outside is a defect of the row: aborts. */
static uint8_t *bytes_at(const struct sample_image *image, uint64_t offset, uint64_t length)
{
    if (!tdxp_range_within((struct tdxp_range){offset, length}, image->window)) {
        abort();
    }
    return image->data + offset;
}

static void make_edit(const struct sample_image *image, const struct tdxp_edit *edit)
{
    switch (edit->kind) {
    case TDXP_EDIT_NONE:
        break;
    case TDXP_EDIT_PUT:
        put(image, edit);
        break;
    case TDXP_EDIT_ZERO:
        memset(bytes_at(image, edit->offset, edit->length), 0, (size_t)edit->length);
        break;
    case TDXP_EDIT_COPY:
        memmove(bytes_at(image, edit->offset, edit->length), bytes_at(image, edit->value, edit->length),
                (size_t)edit->length);
        break;
    case TDXP_EDIT_FV_SUM:
        sample_put_u16(image, edit->offset, 0);
        sample_put_u16(image, edit->offset,
                       sample_checksum16(bytes_at(image, edit->value, SAMPLE_FV_HEADER_SIZE), SAMPLE_FV_HEADER_SIZE));
        break;
    case TDXP_EDIT_FFS_SUM:
        sample_put_u8(image, edit->offset, sample_ffs_checksum(bytes_at(image, edit->value, SAMPLE_FFS_HEADER_SIZE)));
        break;
    }
}

uint8_t *tdxp_gallery_build(const struct tdxp_gallery_image *image, uint64_t *size, struct tdxp_error *err)
{
    size_t room = (size_t)(image->before + TDXP_SAMPLE_SIZE + image->behind);
    size_t wanted = room - (size_t)image->cut;
    uint8_t *bytes = calloc(1, room);
    uint8_t *fitted;
    struct sample_image sample;

    if (!bytes) {
        tdxp_error_set(err, "out of memory");
        return NULL;
    }
    tdxp_sample_build(bytes + image->before);
    sample = (struct sample_image){bytes + image->before, {0, TDXP_SAMPLE_SIZE - image->cut}};
    for (const struct tdxp_edit *edit = image->edits; edit->kind != TDXP_EDIT_NONE; edit++) {
        make_edit(&sample, edit);
    }
    *size = wanted;
    fitted = wanted < room ? realloc(bytes, wanted) : bytes;
    return fitted ? fitted : bytes;
}
