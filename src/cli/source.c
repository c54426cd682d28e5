/* The image that a command works on. */
#include "cli/source.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "cli/locale.h"
#include "cli/message.h"
#include "tdxplore/gallery.h"
#include "tdxplore/sample.h"
#include "tdxplore/text.h"

static const struct tdxp_gallery_image *find_broken(const char *name)
{
    const struct tdxp_gallery_image *broken = tdxp_gallery_find(name);
    const struct tdxp_gallery_image *like;

    if (!broken) {
        like = tdxp_gallery_like(name);
        fprintf(stderr, PROGRAM ": no broken image '");
        put_escaped(name);
        fprintf(stderr, "'; '" PROGRAM " sample --list' names them");
        if (like) {
            fprintf(stderr, " (did you mean '%s'?)", like->name);
        }
        putc('\n', stderr);
    }
    return broken;
}

static uint8_t *build_sample(uint64_t *size, struct tdxp_error *err)
{
    uint8_t *bytes = malloc(TDXP_SAMPLE_SIZE);

    if (!bytes) {
        tdxp_error_set(err, "out of memory");
        return NULL;
    }
    tdxp_sample_build(bytes);
    *size = TDXP_SAMPLE_SIZE;
    return bytes;
}

uint8_t *source_build(const struct args *args, uint64_t *size, char name[static SOURCE_NAME])
{
    const struct tdxp_gallery_image *broken = NULL;
    struct tdxp_error err;
    uint8_t *bytes;

    if (args->given[OPTION_BROKEN]) {
        broken = find_broken(args->text[OPTION_BROKEN]);
        if (!broken) {
            return NULL;
        }
    }
    snprintf(name, SOURCE_NAME, "%s%s", broken ? "broken sample: " : "built-in sample", broken ? broken->name : "");
    bytes = broken ? tdxp_gallery_build(broken, size, &err) : build_sample(size, &err);
    if (!bytes) {
        file_error(name, err.text);
    }
    return bytes;
}

static struct tdxp_image *open_built(const struct args *args)
{
    char name[SOURCE_NAME];
    uint64_t size;
    struct tdxp_error err;
    uint8_t *bytes = source_build(args, &size, name);
    struct tdxp_image *image = bytes ? tdxp_image_from_memory(name, bytes, size, &err) : NULL;

    if (bytes && !image) {
        file_error(name, err.text);
        free(bytes);
    }
    return image;
}

struct tdxp_image *source_open_file(const struct args *args, const char *path, struct tdxp_error *err)
{
    const struct tdxp_image_options options = {.read_limit = args->number[OPTION_READ_LIMIT]};

    return tdxp_image_open(path, &options, err);
}

struct tdxp_image *source_open_path(const struct args *args, const char *path, const char **failed,
                                    struct tdxp_error *err)
{
    const struct tdxp_image_options options = {.read_limit = args->number[OPTION_READ_LIMIT]};
    struct tdxp_image *joined = NULL;
    struct tdxp_image *image;
    struct tdxp_image *vars;

    *failed = path;
    image = source_open_file(args, path, err);
    if (!image || !args->given[OPTION_VARS]) {
        return image;
    }
    vars = source_open_file(args, args->text[OPTION_VARS], err);
    if (vars) {
        joined = tdxp_image_join(vars, image, &options, err);
    } else {
        *failed = args->text[OPTION_VARS];
    }
    tdxp_image_close(vars);
    tdxp_image_close(image);
    return joined;
}

struct tdxp_image *source_open(const struct args *args)
{
    struct tdxp_image *image;
    struct tdxp_error err;
    const char *failed;

    if (args->operand_count == 0) {
        return open_built(args);
    }
    image = source_open_path(args, args->operands[0], &failed, &err);
    if (!image) {
        file_error(failed, err.text);
    }
    return image;
}

int source_close(struct tdxp_image *image, int status)
{
    static const char *const faults[] = {
        [TDXP_IMAGE_SAME] = NULL, /* as is one that was deleted: its bytes are there still */
        [TDXP_IMAGE_GONE] = NULL,
        [TDXP_IMAGE_CHANGED] = "was written to while it was read; old and new may be mixed",
        [TDXP_IMAGE_SHRUNK] = "became shorter while it was read; what is missing counts as zeros",
        [TDXP_IMAGE_UNREAD] = "Input/output error; what could not be read counts as zeros",
    };
    const char *fault = image ? faults[tdxp_image_poll(image)] : NULL;

    if (fault) {
        file_error(tdxp_image_name(image), fault);
        status = STATUS_TROUBLE;
    }
    tdxp_image_close(image);
    return status;
}

struct tdxp_image *source_join_beside(const struct args *args, const struct tdxp_firmware *firmware,
                                      char vars[static PATH_MAX])
{
    struct tdxp_image *joined = NULL;
    struct tdxp_image *store;

    if (firmware->missing_front == 0 ||
        !tdxp_vars_beside(tdxp_image_name(firmware->image), firmware->missing_front, vars, PATH_MAX)) {
        return NULL;
    }
    store = source_open_file(args, vars, NULL);
    if (store) {
        joined = tdxp_image_join(store, firmware->image, NULL, NULL);
    }
    tdxp_image_close(store);
    return joined;
}

struct tdxp_firmware *source_decode(const struct tdxp_image *image)
{
    return source_decode_opened(image, NULL);
}

struct tdxp_open_limits source_limits(const struct args *args)
{
    return args->given[OPTION_UNPACK_LIMIT] ? tdxp_open_limits_of_size(args->number[OPTION_UNPACK_LIMIT])
                                            : tdxp_open_limits_default();
}

struct tdxp_opened *source_opened(const struct args *args, const char *path)
{
    struct tdxp_open_limits limits = source_limits(args);
    struct tdxp_opened *opened;

    opened = tdxp_opened_new(&limits, args->given[OPTION_UNPACK]);
    if (!opened || (path && !tdxp_opened_lead(opened, path))) {
        error_message("out of memory");
        tdxp_opened_free(opened);
        return NULL;
    }
    return opened;
}

struct tdxp_opened *source_opened_below(const struct args *args)
{
    const char *path = args->operand_count > 1 ? args->operands[1] : NULL;
    struct tdxp_opened *opened;
    char *below;

    if (!path) {
        return source_opened(args, NULL);
    }
    below = malloc(strlen(path) + 2);
    if (!below) {
        error_message("out of memory");
        return NULL;
    }
    strcpy(stpcpy(below, path), "/");
    opened = source_opened(args, below);
    free(below);
    return opened;
}

struct tdxp_firmware *source_decode_opened(const struct tdxp_image *image, struct tdxp_opened *opened)
{
    struct tdxp_error err;
    struct tdxp_firmware *firmware = tdxp_firmware_decode_opened(image, opened, &err);

    if (!firmware) {
        file_error(tdxp_image_name(image), err.text);
    }
    return firmware;
}

void source_tell_unpacked(const struct args *args, const struct tdxp_firmware *firmware)
{
    const struct tdxp_node *first;
    uint32_t count = args->given[OPTION_UNPACK] ? tdxp_firmware_unpacked_in_part(firmware, &first) : 0;
    char path[PATH_MAX], where[256], why[160], more[32] = "";
    struct tdxp_error err;

    if (count == 0) {
        return;
    }
    if (count > 1) {
        snprintf(more, sizeof more, " (and %" PRIu32 " more)", count - 1);
    }
    tdxp_node_path(first, path, sizeof path);
    tdxp_escape_text(locale_is_utf8(), path, where, sizeof where);
    tdxp_escape_text(locale_is_utf8(), first->remark ? first->remark : "", why, sizeof why);
    tdxp_error_set(&err, "not all that is compressed was looked into: %s: %s%s", where, why, more);
    file_error(tdxp_image_name(firmware->image), err.text);
}
