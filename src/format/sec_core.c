/* The SEC core information: where td-shim's reset code finds the loader. */
#include <inttypes.h>

#include "format/td_shim.h"
#include "format/walker.h"
#include "tdxplore/range.h"

#define LINKER "confidential-containers/td-shim:td-shim-tools/src/linker.rs"
#define SOURCE "confidential-containers/td-shim:td-shim/src/reset_vector.rs, td-shim/ResetVector/Main.asm"

enum { TABLE_END = 0x20 }; /* the GUIDed table ends this far from the end of the file */

static const struct tdxp_field fields[] = {
    {.name = "EntryPoint",
     .type_name = "UINT32",
     .offset = 0,
     .size = 4,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_NUMBER,
     .doc = {"where the loader is entered, in bytes from Base",
             "The reset code adds it to Base and goes there when it has switched to 64-bit mode.", SOURCE "; " LINKER}},
    {.name = "Base",
     .type_name = "UINT32",
     .offset = 4,
     .size = 4,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_GPA,
     .doc = {"guest-physical address of the loader's first byte",
             "The content of the IPL volume's file: the headers of volume, file and section come before it.",
             SOURCE "; " LINKER}},
    {.name = "Size",
     .type_name = "UINT32",
     .offset = 8,
     .size = 4,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_SIZE,
     .doc = {"size of the loader in bytes", "That of the executable that the linker was given.", SOURCE "; " LINKER}},
    {.name = NULL},
};

const struct tdxp_format sec_core_format = {
    .name = "SEC core information",
    .size = 12,
    .fields = fields,
    .doc =
        {"where the reset code finds the loader",
         "td-shim's reset code is assembled before it is known where the loader will lie. So it reads that from here: "
         "the linker writes the three numbers right before the GUIDed table, at an address that the code knows.",
         SOURCE "; " LINKER},
};

/* The place right before the table, or before where it would end: images older than the table have none. */
static bool find_place(const struct tdxp_firmware *fw, uint64_t *at)
{
    struct tdxp_range image = tdxp_firmware_range(fw);
    uint64_t end = fw->table.start;

    if (fw->table.end == TDXP_TABLE_ABSENT) {
        end = image.length >= TABLE_END ? image.start + image.length - TABLE_END : 0;
    } else if (fw->table.end != TDXP_TABLE_WHOLE) {
        return false;
    }
    if (end < tdxp_add_sat(image.start, sec_core_format.size)) {
        return false;
    }
    *at = end - sec_core_format.size;
    return true;
}

/* The older offset leads to the descriptor in td-shim's images only: others have code there. */
static bool is_td_shim(const struct tdxp_firmware *fw)
{
    const struct tdxp_lookup *legacy = &fw->lookups[TDXP_METHOD_LEGACY_OFFSET];

    return fw->tdvf && (legacy->outcome == TDXP_OUTCOME_FOUND || legacy->outcome == TDXP_OUTCOME_NO_SIGNATURE) &&
           legacy->offset == fw->tdvf->offset;
}

static void link_loader(struct tdxp_tree *tree, struct tdxp_node *node, uint64_t start)
{
    const struct tdxp_space *file = node->space;
    struct tdxp_node *entry = walked_field(node, "EntryPoint");
    struct tdxp_node *base = walked_field(node, "Base");
    struct tdxp_node *size = walked_field(node, "Size");

    if (!entry || !base || !size) {
        return; /* memory ran out: the seal tells */
    }
    node->note = tdxp_tree_text(tree, "loader at 0x%" PRIx64, start);
    node->gpa = base->value;
    node->gpa_size = size->value;
    point_to_bytes(base, file, start, size->value > 0 ? size->value : 1);
    if (size->value == 0 || size->value > file->bytes.size - start) {
        tdxp_node_mark(tree, size, TDXP_MARK_INVALID,
                       size->value == 0 ? "a loader has bytes" : "reaches past the end of the file");
    }
    if (entry->value >= file->bytes.size - start) {
        tdxp_node_mark(tree, entry, TDXP_MARK_INVALID, "leads outside of the file");
        return;
    }
    point_to_bytes(entry, file, start + entry->value, 1);
    entry->note = tdxp_tree_text(tree, "GPA 0x%" PRIx64, base->value + entry->value);
    if (entry->value >= size->value) {
        tdxp_node_mark(tree, entry, TDXP_MARK_INVALID, "lies behind the loader");
    }
}

void sec_core_decode(const struct tdxp_firmware *fw)
{
    uint64_t image_start = tdxp_firmware_range(fw).start;
    struct tdxp_gpa first; /* of the image's first byte */
    uint32_t base = 0;
    uint64_t at;

    if (!is_td_shim(fw) || !find_place(fw, &at) || !tdxp_gpa_by_bios(fw, image_start, &first) ||
        !tdxp_read_u32(tdxp_image_bytes(fw->image), at + 4, &base) || base == 0 || base < first.gpa) {
        return; /* zeros are no address, not even in an image of 4 GiB, which begins at 0 */
    }
    link_loader(
        fw->tree,
        walk_struct(fw->tree, tdxp_tree_top(fw->tree), &sec_core_format, "sec-core-info", "SEC core information", at),
        image_start + (base - first.gpa));
}
