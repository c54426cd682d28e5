/* Images with compressed parts, and what is opened of them. */
#include "opening.h"

#include <string.h>

struct image image_of(struct part volume, const struct tdxp_open_limits *limits, bool all)
{
    struct image image = {.opened = tdxp_opened_new(limits, all)};

    assert_non_null(image.opened);
    image.d.image = tdxp_image_from_memory("test", volume.data, volume.size, NULL);
    assert_non_null(image.d.image);
    image.d.fw = tdxp_firmware_decode_opened(image.d.image, image.opened, NULL);
    assert_non_null(image.d.fw);
    return image;
}

struct part volume_of(const struct tdxp_guid *guid, struct part packed)
{
    struct part file = part_file(&part_guid_nobody, 0x07, part_guided(guid, 1, part_of(NULL, 0), packed));

    return part_volume(&file, 1);
}

struct image opened_image(const struct tdxp_guid *guid, struct part packed, const struct tdxp_open_limits *limits)
{
    return image_of(volume_of(guid, packed), limits, true);
}

void image_free(struct image *image)
{
    tdxp_firmware_free(image->d.fw);
    tdxp_opened_free(image->opened);
    tdxp_image_close(image->d.image);
}

void decode_again(struct image *image)
{
    struct tdxp_firmware *fw = tdxp_firmware_decode_opened(image->d.image, image->opened, NULL);

    assert_non_null(fw);
    tdxp_firmware_free(image->d.fw);
    image->d.fw = fw;
}

void open_node(struct image *image, const char *path)
{
    struct tdxp_opening *opening = tdxp_opening_start(image->opened, node_at(&image->d, path), NULL);

    assert_non_null(opening);
    while (tdxp_opening_step(opening, 4096)) {
    }
    assert_true(tdxp_opening_finish(opening, NULL));
    tdxp_opening_free(opening);
    decode_again(image);
}

void assert_remark(const struct image *image, const char *path, uint32_t marks, const char *part)
{
    const struct tdxp_node *node = node_at(&image->d, path);

    assert_int_equal(node->marks, marks);
    if (!node->remark || !strstr(node->remark, part)) {
        fail_msg("the remark of %s is '%s', without '%s'", path, node->remark ? node->remark : "", part);
    }
}

void assert_not_opened(const struct image *image, uint32_t marks, const char *reason)
{
    assert_remark(image, SECTION, marks, reason);
    assert_int_equal(node_at(&image->d, SECTION)->packed->state, TDXP_PACKED_FAILED);
    assert_no_node(&image->d, INSIDE);
    assert_null(tdxp_tree_space(image->d.fw->tree, 1));
    assert_int_equal(tdxp_opened_bytes(image->opened), 0);
    assert_sound(&image->d);
}

void assert_content(const struct image *image, const struct part *wanted)
{
    const struct tdxp_space *space = tdxp_tree_space(image->d.fw->tree, 1);

    assert_non_null(space);
    assert_int_equal(space->bytes.size, wanted->size);
    assert_memory_equal(space->bytes.data, wanted->data, wanted->size);
    assert_null(node_at(&image->d, INSIDE)->remark);
    assert_int_equal(node_at(&image->d, INSIDE)->marks, 0);
}
