/* Where lessons come from. */
#include "learn/library.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tdxplore/gallery.h"
#include "tdxplore/image.h"
#include "tdxplore/sample.h"
#include "tdxplore/text.h"

enum { FILE_MOST = 1 << 20 };

const struct lesson_source *lesson_named(const char *name)
{
    const struct lesson_source *source;
    char *end;
    unsigned long number = strtoul(name, &end, 10);

    for (unsigned n = 0; (source = lesson_builtin(n)); n++) {
        if (strcmp(source->name, name) == 0 || (end > name && *end == '\0' && number == n + 1)) {
            return source;
        }
    }
    return NULL;
}

struct lesson *lesson_read_builtin(const struct lesson_source *source, struct tdxp_error *err)
{
    return lesson_parse(source->text, strlen(source->text), err);
}

struct lesson *lesson_read_file(const char *path, struct tdxp_error *err)
{
    char *text = malloc(FILE_MOST + 1);
    FILE *in = text ? fopen(path, "re") : NULL;
    struct lesson *lesson = NULL;
    size_t size = in ? fread(text, 1, FILE_MOST + 1, in) : 0;

    if (!in) {
        tdxp_error_set(err, "cannot open: %s", strerror(errno));
    } else if (ferror(in) || size > FILE_MOST) {
        tdxp_error_set(err, "cannot read: %s", strerror(ferror(in) ? errno : EFBIG));
    } else {
        lesson = lesson_parse(text, size, err);
    }
    if (in) {
        fclose(in);
    }
    free(text);
    return lesson;
}

/* Bytes that were made become an image, or are freed. */
static struct tdxp_image *image_of(const char *name, uint8_t *bytes, uint64_t size, struct tdxp_error *err)
{
    struct tdxp_image *image = tdxp_image_from_memory(name, bytes, size, err);

    if (!image) {
        free(bytes);
    }
    return image;
}

static struct tdxp_image *open_broken(const char *name, struct tdxp_error *err)
{
    const struct tdxp_gallery_image *broken = tdxp_gallery_find(name);
    uint64_t size;
    uint8_t *bytes;

    if (!broken) {
        tdxp_error_set(err, "no broken image '%s'", name);
        return NULL;
    }
    bytes = tdxp_gallery_build(broken, &size, err);
    return bytes ? image_of("a broken image", bytes, size, err) : NULL;
}

static struct tdxp_image *open_sample(struct tdxp_error *err)
{
    uint8_t *bytes = malloc(TDXP_SAMPLE_SIZE);

    if (!bytes) {
        tdxp_error_set(err, "out of memory");
        return NULL;
    }
    tdxp_sample_build(bytes);
    return image_of("built-in sample", bytes, TDXP_SAMPLE_SIZE, err);
}

struct tdxp_image *lesson_image_open(const struct lesson *lesson, const char *path, struct tdxp_error *err)
{
    struct tdxp_image *image;
    struct tdxp_error why;
    char beside[PATH_MAX];
    int directory;

    if (lesson->image == LESSON_SAMPLE) {
        return open_sample(err);
    }
    if (lesson->image == LESSON_BROKEN) {
        return open_broken(lesson->image_name, err);
    }
    directory = path && lesson->image_name[0] != '/' ? (int)(tdxp_file_base(path) - path) : 0;
    if (snprintf(beside, sizeof beside, "%.*s%s", directory, path ? path : "", lesson->image_name) >= PATH_MAX) {
        tdxp_error_set(err, "%s", strerror(ENAMETOOLONG));
        return NULL;
    }
    image = tdxp_image_open(beside, NULL, &why);
    if (!image) {
        tdxp_error_set(err, "image '%s': %s", lesson->image_name, why.text);
    }
    return image;
}
