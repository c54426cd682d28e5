/*
 * What a firmware image tells a VMM to do with guest memory, and who refuses to load it.
 *
 *     cc verdicts.c $(pkg-config --cflags --libs tdxplore) -o verdicts
 *     ./verdicts /usr/share/ovmf/OVMF.fd
 *
 * Exit status: 0 all accept it, 1 somebody refuses, 2 it could not be read.
 */
#include <inttypes.h>
#include <stdio.h>

#include <tdxplore/check.h>
#include <tdxplore/firmware.h>
#include <tdxplore/image.h>

static void print_sections(const struct tdxp_tdvf *tdvf)
{
    for (uint32_t i = 0; i < tdvf->section_count; i++) {
        const struct tdxp_section *section = &tdvf->sections[i];

        printf("section %" PRIu32 ": 0x%" PRIx64 " bytes at 0x%" PRIx64 ", %s\n", i, section->memory_data_size,
               section->memory_address, tdxp_section_type_name(section->type));
    }
}

/* The number of those who refuse. Reasons are printable whatever the image holds. */
static int print_verdicts(const struct tdxp_check_result *result)
{
    int refusals = 0;

    for (size_t i = 0; i < result->verdict_count; i++) {
        const struct tdxp_verdict *verdict = &result->verdicts[i];

        if (verdict->accepts) {
            printf("%s: accepts\n", verdict->consumer->key);
        } else {
            printf("%s: refuses: %s [%s]\n", verdict->consumer->key, verdict->reason, verdict->rule->id);
            refusals++;
        }
    }
    return refusals;
}

int main(int argc, char **argv)
{
    struct tdxp_error err = {"usage: verdicts IMAGE"};
    struct tdxp_image *image = argc == 2 ? tdxp_image_open(argv[1], NULL, &err) : NULL;
    struct tdxp_firmware *firmware = image ? tdxp_firmware_decode(image, &err) : NULL;
    struct tdxp_check_result *result = firmware ? tdxp_check(firmware, &err) : NULL;
    int status = 2;

    if (!result) {
        fprintf(stderr, "verdicts: %s\n", err.text);
    } else {
        if (firmware->tdvf) {
            print_sections(firmware->tdvf);
        }
        status = print_verdicts(result) > 0;
    }
    tdxp_check_free(result); /* in the opposite order: each needs the one before it */
    tdxp_firmware_free(firmware);
    tdxp_image_close(image);
    return status;
}
