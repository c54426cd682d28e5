/*
 * Writes the manual page tdvf(5), when the program is built, or the same as HTML.
 *
 * usage: tdvf_page roff|html >PAGE
 */
#include <stdlib.h>
#include <string.h>

#include "manual/tdvf.h"
#include "tdxplore/sample.h"

static struct tdxp_image *open_sample(struct tdxp_error *err)
{
    uint8_t *bytes = malloc(TDXP_SAMPLE_SIZE);
    struct tdxp_image *image;

    if (!bytes) {
        tdxp_error_set(err, "out of memory");
        return NULL;
    }
    tdxp_sample_build(bytes);
    image = tdxp_image_from_memory("sample.fd", bytes, TDXP_SAMPLE_SIZE, err);
    if (!image) {
        free(bytes);
    }
    return image;
}

int main(int argc, char **argv)
{
    bool html = argc == 2 && strcmp(argv[1], "html") == 0;
    struct document document = {.writer = html ? &document_html : &document_roff, .out = stdout};
    struct tdxp_error err;
    struct tdxp_image *image;
    struct tdxp_firmware *sample;

    if (!html && (argc != 2 || strcmp(argv[1], "roff") != 0)) {
        fputs("usage: tdvf_page roff|html >PAGE\n", stderr);
        return EXIT_FAILURE;
    }
    image = open_sample(&err);
    sample = image ? tdxp_firmware_decode(image, &err) : NULL;
    if (sample) {
        tdvf_write(&document, sample, RELEASE_DATE, PACKAGE_STRING);
    } else {
        fprintf(stderr, "tdvf_page: %s\n", err.text);
        document.failed = true;
    }
    tdxp_firmware_free(sample);
    tdxp_image_close(image);
    if (fflush(stdout) != 0 || ferror(stdout)) {
        perror("tdvf_page");
        return EXIT_FAILURE;
    }
    return document.failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
