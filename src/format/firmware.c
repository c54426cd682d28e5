/* A decoded image: what is decoded, in which order, and the guest map of its sections. */
#include "tdxplore/firmware.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "format/capsule.h"
#include "format/file_start.h"
#include "format/fv.h"
#include "format/guid_table.h"
#include "format/image_end.h"
#include "format/kind.h"
#include "format/locate.h"
#include "format/parts.h"
#include "format/program.h"
#include "format/section_contents.h"
#include "format/sev.h"
#include "format/td_shim.h"
#include "format/tdvf.h"
#include "format/unclaimed.h"
#include "format/walker.h"
#include "tdxplore/range.h"
#include "tdxplore/text.h"

enum { VOLUME_SECTIONS_MAX = 64 };

#define VOLUME_SCAN_MAX (UINT64_C(64) << 20)    /* bytes searched for volumes in one section or file */
#define VOLUME_SCAN_TOTAL (4 * VOLUME_SCAN_MAX) /* in all of them */

static const struct tdxp_doc contents_doc = {
    "the bytes of the file that each section of the descriptor describes",
    "One node for each section that has any, with what was recognised in it: volumes, files and their parts.",
    "TD-SHIM specification, table 1.1-2"};

static const struct tdxp_doc volumes_doc = {
    "firmware volumes outside of every section",
    "Volumes that are found by their signature where no section of a descriptor covers them, or where the file lacks its "
    "front, so that sections cover other bytes than are meant.",
    "PI specification vol. 3, 3.2.1"};

static const struct tdxp_field metadata_guid_field = {
    .name = "MetadataGuid",
    .type_name = "GUID",
    .offset = 0,
    .size = 16,
    .type = TDXP_TYPE_GUID,
    .doc = {"marks that a TDVF descriptor follows",
            "It stands in the 16 bytes before the descriptor and is not counted by its Length. td-shim's own loader "
            "refuses a descriptor without it; the VMMs do not look at it.",
            "confidential-containers/td-shim:td-shim-interface/src/metadata.rs"},
};

static struct tdxp_tdvf *decode_descriptor(struct tdxp_firmware *fw, int method)
{
    struct tdxp_node *top = tdxp_tree_top(fw->tree);
    uint64_t offset = fw->lookups[method].offset;
    struct tdxp_tdvf *tdvf = tdxp_tree_alloc(fw->tree, 1, sizeof *tdvf);
    bool taken = method == fw->located_by;
    const char *key = "tdvf";
    const char *name = "TDVF descriptor";
    struct tdxp_node *node;

    if (!taken) {
        key = tdxp_tree_text(fw->tree, "tdvf-%s", tdxp_method_name((enum tdxp_method)method));
        name = tdxp_tree_text(fw->tree, "TDVF descriptor by %s", tdxp_method_title((enum tdxp_method)method));
    }
    if (!tdvf || !tdvf_decode(fw->tree, top, key, name, offset, tdvf)) {
        return NULL;
    }
    if (tdvf->has_guid) {
        node = walk_field(fw->tree, top, &metadata_guid_field, offset - metadata_guid_field.size);
        node->key = tdxp_tree_text(fw->tree, "%s-guid", key);
        node->name = "TDX metadata GUID";
    }
    return tdvf;
}

/* Decode what the taken way leads to first, then what the others lead to where that is elsewhere. */
static bool decode_descriptors(struct tdxp_firmware *fw, struct tdxp_tdvf **taken)
{
    struct tdxp_tdvf *at[TDXP_METHODS] = {NULL};

    *taken = NULL;
    if (fw->located_by < 0) {
        return true;
    }
    for (int step = 0; step < TDXP_METHODS; step++) {
        int method = (fw->located_by + step) % TDXP_METHODS;

        if (method != fw->located_by && fw->lookups[method].outcome != TDXP_OUTCOME_FOUND) {
            continue;
        }
        for (int other = 0; other < TDXP_METHODS; other++) {
            if (at[other] && at[other]->offset == fw->lookups[method].offset) {
                at[method] = at[other];
            }
        }
        if (!at[method]) {
            at[method] = decode_descriptor(fw, method);
            fw->lookups_disagree |= step > 0;
        }
        if (!at[method]) {
            return false;
        }
        fw->lookups[method].tdvf = at[method];
    }
    *taken = at[fw->located_by];
    return true;
}

static bool build_map(struct tdxp_firmware *fw, const struct tdxp_tdvf *tdvf)
{
    struct tdxp_range image = tdxp_firmware_range(fw);
    uint32_t count = tdvf ? tdvf->section_count : 0;
    struct tdxp_placement *placements = calloc((size_t)count + 1, sizeof *placements);

    if (!placements) {
        return false;
    }
    for (uint32_t i = 0; i < count; i++) {
        const struct tdxp_section *s = &tdvf->sections[i];

        placements[i] = (struct tdxp_placement){
            .entry = s->entry,
            .content = s->content,
            .section = i,
            .name = tdxp_section_type_name(s->type),
            .gpa = s->memory_address,
            .size = s->memory_data_size,
            .file_offset = image.start + s->data_offset,
            .file_size = s->raw_data_size,
            .augmented = (s->attributes & TDXP_ATTRIBUTE_PAGE_AUG) != 0,
            .measured = (s->attributes & TDXP_ATTRIBUTE_MR_EXTEND) != 0,
            .written = s->type == TDXP_SECTION_TD_HOB || s->type == TDXP_SECTION_PAYLOAD ||
                       s->type == TDXP_SECTION_PAYLOAD_PARAM,
        };
    }
    fw->map = tdxp_guest_map_new(placements, count, image.start + image.length);
    free(placements);
    return fw->map != NULL;
}

/* The bytes of some sections lie in another one, whichever comes first: they are searched with that one. */
static bool is_searched(const struct tdxp_firmware *fw, const struct tdxp_node *content)
{
    return !tdxp_type_is_info(fw->tdvf->sections[content->section].type);
}

static bool overlaps_earlier(const struct tdxp_firmware *fw, const struct tdxp_node *node)
{
    for (const struct tdxp_node *n = node->prev; n; n = n->prev) {
        if (is_searched(fw, n) && tdxp_range_overlap((struct tdxp_range){n->offset, n->length},
                                                     (struct tdxp_range){node->offset, node->length})) {
            return true;
        }
    }
    return false;
}

/* *left is how many bytes may still be searched. */
static bool search_volumes(struct tdxp_firmware *fw, struct tdxp_node *parent, struct tdxp_range range, uint64_t *left,
                           struct volume_list *volumes)
{
    uint64_t most = *left < VOLUME_SCAN_MAX ? *left : VOLUME_SCAN_MAX;
    uint64_t part = range.length < most ? range.length : most;
    char size[TDXP_HUMAN_SIZE];

    *left -= part;
    if (part == 0 && range.length > 0) {
        tdxp_node_mark(fw->tree, parent, TDXP_MARK_LIMIT,
                       "not searched for firmware volumes: the limit of 256 MiB is reached");
    } else if (part < range.length) {
        tdxp_human_size(part, size);
        tdxp_node_mark(fw->tree, parent, TDXP_MARK_LIMIT, "only its last %s were searched for firmware volumes", size);
    }
    return fv_decode_all(fw->tree, parent, range.start + range.length - part, part, volumes);
}

/* Each byte is searched once, whatever a hostile table says: a section that overlaps an earlier one is passed over. */
static bool decode_section_volumes(struct tdxp_firmware *fw, struct tdxp_node *contents, struct volume_list *volumes)
{
    uint64_t left = VOLUME_SCAN_TOTAL;
    uint32_t searched = 0;

    for (struct tdxp_node *node = contents->child; node; node = node->next) {
        if (searched++ == VOLUME_SECTIONS_MAX) {
            tdxp_node_mark(fw->tree, contents, TDXP_MARK_LIMIT,
                           "only the first %u sections were searched for firmware volumes",
                           (unsigned)VOLUME_SECTIONS_MAX);
            break;
        }
        if (!is_searched(fw, node) || overlaps_earlier(fw, node) ||
            program_decode(fw->tree, node, node->offset, node->length, PROGRAM_NO_HINT, volumes)) {
            continue;
        }
        if (!search_volumes(fw, node, (struct tdxp_range){node->offset, node->length}, &left, volumes)) {
            return false;
        }
    }
    return true;
}

static bool has_bytes(const struct tdxp_node *contents)
{
    for (const struct tdxp_node *node = contents->child; node; node = node->next) {
        if (node->length > 0) {
            return true;
        }
    }
    return false;
}

static bool decode_volumes(struct tdxp_firmware *fw, struct tdxp_node *contents, struct tdxp_opened *opened)
{
    struct tdxp_node *top = tdxp_tree_top(fw->tree);
    struct volume_list volumes = {.image = fw->image, .opened = opened};
    uint64_t left = VOLUME_SCAN_MAX;
    struct tdxp_node *group;
    bool done;

    /* Where the front is missing, sections cut what is whole in the file. */
    if (contents && has_bytes(contents) && fw->missing_front == 0) {
        done = decode_section_volumes(fw, contents, &volumes);
    } else if (program_decode(fw->tree, top, top->space->image.start, top->space->image.length, PROGRAM_NO_HINT,
                              &volumes)) {
        done = true;
    } else {
        group = tdxp_tree_add(fw->tree, top, TDXP_KIND_GROUP, "volumes", "Firmware volumes", 0, 0, &volumes_doc);
        done = search_volumes(fw, group, top->space->image, &left, &volumes);
        if (volumes.count == 0) {
            group->note = "none found";
        }
    }
    fw->volumes = volumes.items;
    fw->volume_count = volumes.count;
    return done;
}

static struct tdxp_node *add_contents(struct tdxp_firmware *fw, struct tdxp_tdvf *tdvf)
{
    struct tdxp_node *group;

    if (!tdvf) {
        return NULL;
    }
    group = tdxp_tree_add(fw->tree, tdxp_tree_top(fw->tree), TDXP_KIND_GROUP, "contents", "Section contents", 0, 0,
                          &contents_doc);
    if (fw->missing_front > 0) {
        group->note = tdxp_tree_text(fw->tree, "other bytes than are meant: 0x%" PRIx64 " are missing before them",
                                     fw->missing_front);
    }
    tdvf_add_contents(fw->tree, group, tdvf);
    section_contents_decode(fw->tree, group, tdvf);
    return group;
}

static bool decode(struct tdxp_firmware *fw, struct tdxp_opened *opened)
{
    struct tdxp_node *top = tdxp_tree_top(fw->tree);
    const struct tdxp_space *file = top->space;
    struct tdxp_tdvf *tdvf;

    parts_add(fw->tree, top, fw->image);
    fw->capsule = capsule_decode(fw->tree, top);
    if (!guid_table_read(fw->tree, file, &fw->table)) {
        return false;
    }
    locate_all(fw->image, file, &fw->table, fw->lookups);
    fw->located_by = locate_choose(&file->bytes, fw->lookups);
    if (fw->located_by >= 0 || fw->table.end != TDXP_TABLE_ABSENT || !kind_starts_otherwise(fw)) {
        locate_add_nodes(fw->tree, top, fw->lookups, fw->located_by);
    }
    if (!decode_descriptors(fw, &tdvf)) {
        return false;
    }
    fw->tdvf = tdvf;
    fw->missing_front = kind_missing_front(fw);
    file_start_decode(fw->tree, top);
    mailbox_decode(fw);
    if (!decode_volumes(fw, add_contents(fw, tdvf), opened)) {
        return false;
    }
    sec_core_decode(fw);
    guid_table_add_nodes(fw->tree, top, &fw->table);
    if (!sev_decode(fw)) {
        return false;
    }
    kind_decide(fw);
    if (tdxp_is_bios_mapped(fw)) {
        image_end_decode(fw->tree, top);
    }
    return unclaimed_add(fw->tree) && build_map(fw, tdvf) && sev_build_map(fw) && tdxp_tree_seal(fw->tree);
}

const char *tdxp_guest_key(enum tdxp_guest guest)
{
    return guest == TDXP_GUEST_SEV ? "sev" : "tdx";
}

bool tdxp_guest_described(const struct tdxp_firmware *fw, enum tdxp_guest guest)
{
    return guest == TDXP_GUEST_SEV ? fw->sev != NULL : fw->tdvf != NULL;
}

enum tdxp_guest tdxp_guest_default(const struct tdxp_firmware *firmware)
{
    return !firmware->tdvf && firmware->sev ? TDXP_GUEST_SEV : TDXP_GUEST_TDX;
}

const struct tdxp_guest_map *tdxp_guest_map_of(const struct tdxp_firmware *firmware, enum tdxp_guest guest)
{
    return guest == TDXP_GUEST_SEV ? firmware->sev_map : firmware->map;
}

/* The node of a compressed part, or of what came of it, that says why it is not whole; NULL where it is, or is closed. */
static const struct tdxp_node *short_of(const struct tdxp_packed *packed, const struct tdxp_node *node)
{
    if (packed->state == TDXP_PACKED_FAILED) {
        return node;
    }
    return packed->state == TDXP_PACKED_OPEN && packed->content->marks & (TDXP_MARKS_TROUBLE | TDXP_MARK_LIMIT)
               ? packed->content
               : NULL;
}

uint32_t tdxp_firmware_unpacked_in_part(const struct tdxp_firmware *firmware, const struct tdxp_node **first)
{
    const struct tdxp_node *found = NULL;
    uint32_t count = 0;

    for (uint32_t id = 0; id < tdxp_tree_count(firmware->tree); id++) {
        const struct tdxp_node *node = tdxp_tree_node(firmware->tree, id);
        const struct tdxp_node *here = node->packed ? short_of(node->packed, node) : NULL;

        count += here != NULL;
        found = found ? found : here;
    }
    if (first) {
        *first = found;
    }
    return count;
}

struct tdxp_firmware *tdxp_firmware_decode(const struct tdxp_image *image, struct tdxp_error *err)
{
    return tdxp_firmware_decode_opened(image, NULL, err);
}

struct tdxp_firmware *tdxp_firmware_decode_opened(const struct tdxp_image *image, struct tdxp_opened *opened,
                                                  struct tdxp_error *err)
{
    struct tdxp_firmware *fw = calloc(1, sizeof *fw);

    if (fw) {
        fw->image = image;
        fw->located_by = -1;
        fw->tree = tdxp_tree_new(tdxp_file_base(tdxp_image_name(image)), tdxp_image_bytes(image), NULL);
        if (fw->tree && decode(fw, opened)) {
            return fw;
        }
    }
    tdxp_firmware_free(fw);
    tdxp_error_set(err, "out of memory while decoding the image");
    return NULL;
}

void tdxp_firmware_free(struct tdxp_firmware *firmware)
{
    if (!firmware) {
        return;
    }
    tdxp_guest_map_free(firmware->map);
    tdxp_guest_map_free(firmware->sev_map);
    tdxp_tree_free(firmware->tree);
    free(firmware);
}
