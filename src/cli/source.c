/* The image that a command works on. */
#include "cli/source.h"

#include <stdlib.h>

#include "cli/message.h"
#include "tdxplore/sample.h"

static const char sample_name[] = "built-in sample";

static struct tdxp_image *open_sample(void)
{
    uint8_t *bytes = malloc(TDXP_SAMPLE_SIZE);
    struct tdxp_image *image = NULL;
    struct tdxp_error err = {"out of memory"};

    if (bytes) {
        tdxp_sample_build(bytes);
        image = tdxp_image_from_memory(sample_name, bytes, TDXP_SAMPLE_SIZE, &err);
    }
    if (!image) {
        file_error(sample_name, err.text);
        free(bytes);
    }
    return image;
}

struct tdxp_image *source_open_path(const struct args *args, const char *path,
                                    struct tdxp_error *err)
{
    struct tdxp_image_options options = {.read_limit = args->number[OPTION_READ_LIMIT]};

    return tdxp_image_open(path, &options, err);
}

struct tdxp_image *source_open(const struct args *args)
{
    struct tdxp_image *image;
    struct tdxp_error err;

    if (args->operand_count == 0) {
        return open_sample();
    }
    image = source_open_path(args, args->operands[0], &err);
    if (!image) {
        file_error(args->operands[0], err.text);
    }
    return image;
}

struct tdxp_firmware *source_decode(const struct tdxp_image *image)
{
    struct tdxp_error err;
    struct tdxp_firmware *firmware = tdxp_firmware_decode(image, &err);

    if (!firmware) {
        file_error(tdxp_image_name(image), err.text);
    }
    return firmware;
}
