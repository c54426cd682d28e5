/* The way between file offsets and guest-physical addresses. */
#include "tdxplore/firmware.h"
#include "tdxplore/range.h"

#define FOUR_GIB (UINT64_C(1) << 32)

/* A file offset as one of the image. False where the byte is not of the image. */
static bool in_image(const struct tdxp_firmware *fw, uint64_t *offset)
{
    struct tdxp_range image = tdxp_firmware_range(fw);

    if (!tdxp_range_has(image, *offset)) {
        return false;
    }
    *offset -= image.start;
    return true;
}

/*
 * How many bytes of the image the VMM copies for a section. None where PAGE.AUG leaves the pages to the guest, and no
 * byte that the image, of image_size bytes, does not have.
 */
static uint64_t copied_size(uint64_t image_size, const struct tdxp_section *s)
{
    uint64_t size = s->raw_data_size < s->memory_data_size ? s->raw_data_size : s->memory_data_size;

    if (s->attributes & TDXP_ATTRIBUTE_PAGE_AUG) {
        return 0;
    }
    return tdxp_clip(s->data_offset, size, image_size);
}

/*
 * Both ways walk the sections in the order of the descriptor. They are few in images that mean well; in a hostile one
 * the decoder's limit bounds the walk.
 */
bool tdxp_gpa_by_section(const struct tdxp_firmware *fw, uint64_t offset, struct tdxp_gpa *out)
{
    uint64_t image_size = tdxp_firmware_range(fw).length;

    if (!in_image(fw, &offset)) {
        return false;
    }
    for (uint32_t i = 0; fw->tdvf && i < fw->tdvf->section_count; i++) {
        const struct tdxp_section *s = &fw->tdvf->sections[i];
        struct tdxp_range copied = {s->data_offset, copied_size(image_size, s)};
        uint64_t gpa;

        if (tdxp_range_has(copied, offset) && tdxp_add(s->memory_address, offset - s->data_offset, &gpa)) {
            *out = (struct tdxp_gpa){gpa, (int32_t)i};
            return true;
        }
    }
    return false;
}

static bool offset_by_section(const struct tdxp_firmware *fw, uint64_t gpa, uint64_t *offset, int32_t *section)
{
    struct tdxp_range image = tdxp_firmware_range(fw);

    for (uint32_t i = 0; fw->tdvf && i < fw->tdvf->section_count; i++) {
        const struct tdxp_section *s = &fw->tdvf->sections[i];
        struct tdxp_range copied = {s->memory_address, copied_size(image.length, s)};

        if (tdxp_range_has(copied, gpa)) {
            *offset = image.start + s->data_offset + (gpa - s->memory_address);
            *section = (int32_t)i;
            return true;
        }
    }
    return false;
}

/* The decoders ask before the kind is decided: they look for what is in images alone. */
bool tdxp_is_bios_mapped(const struct tdxp_firmware *fw)
{
    const struct tdxp_image_kind *kind = fw->inner ? fw->inner : fw->kind;

    return !(kind && kind->unmapped) && tdxp_firmware_range(fw).length <= FOUR_GIB;
}

bool tdxp_gpa_by_bios(const struct tdxp_firmware *fw, uint64_t offset, struct tdxp_gpa *out)
{
    uint64_t size = tdxp_firmware_range(fw).length;

    if (!tdxp_is_bios_mapped(fw) || !in_image(fw, &offset)) {
        return false;
    }
    *out = (struct tdxp_gpa){FOUR_GIB - size + offset, -1};
    return true;
}

bool tdxp_gpa_of_offset(const struct tdxp_firmware *fw, uint64_t offset, struct tdxp_gpa *out)
{
    return tdxp_gpa_by_section(fw, offset, out) || tdxp_gpa_by_bios(fw, offset, out);
}

bool tdxp_offset_of_gpa(const struct tdxp_firmware *fw, uint64_t gpa, uint64_t *offset, int32_t *section)
{
    uint64_t size = tdxp_firmware_range(fw).length;

    if (offset_by_section(fw, gpa, offset, section)) {
        return true;
    }
    if (!tdxp_is_bios_mapped(fw) || gpa >= FOUR_GIB || gpa < FOUR_GIB - size ||
        tdxp_guest_map_at(fw->map, gpa, NULL, 0) > 0) {
        return false;
    }
    *offset = tdxp_firmware_range(fw).start + (gpa - (FOUR_GIB - size));
    *section = -1;
    return true;
}
