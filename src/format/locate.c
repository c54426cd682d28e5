/* Finding the TDVF descriptor: every way is tried, one is taken. */
#include "format/locate.h"

#include <inttypes.h>
#include <string.h>

#include "format/guid_table.h"
#include "format/walker.h"
#include "tdxplore/range.h"

enum {
    LEGACY_FROM_END = 0x20, /* where the u32 stands (specification, Metadata Location) */
    MATCHES_MAX = 64,       /* more places than this are not counted */
};

/* Only this much of a file is scanned, from its end: firmware is smaller, and opening must not read gigabytes. */
#define SCAN_MAX (UINT64_C(256) << 20)

static const char signature[4] = {'T', 'D', 'V', 'F'};

static const struct tdxp_doc group_doc = {
    "the ways to the descriptor: which one was taken, and what each said",
    "An image has no header that says where its metadata is. Three ways are tried, and always all of them: the GUIDed "
    "table at the end of the image, the older 32-bit offset at size - 0x20, and a search for the signature behind the "
    "TDX metadata GUID. QEMU follows the table only; td-shim's own loader follows the offset only; Cloud Hypervisor "
    "follows the table and, where there is no entry, the offset. The search is what no loader does: it finds a "
    "descriptor that they cannot.",
    "TD-SHIM specification, Metadata Location; tianocore/edk2:OvmfPkg/ResetVector/Ia16/ResetVectorVtf0.asm"};

static const struct tdxp_doc method_docs[TDXP_METHODS] = {
    [TDXP_METHOD_GUID_TABLE] =
        {"the entry of the GUIDed table that gives the descriptor's distance from the end of the file",
         "The table ends at size - 0x20. Its entry e47a6535-984a-4798-865e-4685a7bf8ec2 holds a 32-bit number: the "
         "descriptor begins that many bytes before the end of the file. QEMU and Cloud Hypervisor look here.",
         "qemu/qemu:hw/i386/pc_sysfw_ovmf.c; cloud-hypervisor/cloud-hypervisor:arch/src/x86_64/tdx/mod.rs"},
    [TDXP_METHOD_LEGACY_OFFSET] =
        {"the 32-bit offset at size - 0x20, counted from the start of the file",
         "Images with 16-bit reset code, such as OVMF, have a jump instruction there; read as an offset it leads "
         "outside of the file or to bytes that are no descriptor. That is not a fault: such images are found through "
         "the GUIDed table.",
         "TD-SHIM specification, Metadata Location"},
    [TDXP_METHOD_SIGNATURE_SCAN] =
        {"a search of the file for \"TDVF\" behind the TDX metadata GUID",
         "No loader searches. Where only this finds a descriptor, the image has one that no VMM would find.",
         "confidential-containers/td-shim:td-shim-interface/src/metadata.rs (the GUID)"},
};

static const struct {
    const char *name, *title;
} methods[TDXP_METHODS] = {
    [TDXP_METHOD_GUID_TABLE] = {"guid-table", "GUIDed table"},
    [TDXP_METHOD_LEGACY_OFFSET] = {"legacy-offset", "legacy offset"},
    [TDXP_METHOD_SIGNATURE_SCAN] = {"signature-scan", "signature scan"},
};

const char *tdxp_method_name(enum tdxp_method method)
{
    return methods[method].name;
}

const char *tdxp_method_title(enum tdxp_method method)
{
    return methods[method].title;
}

/* What there is at out->offset. */
static void look(const struct tdxp_space *file, struct tdxp_lookup *out)
{
    if (!tdxp_fits(out->offset, 4, file->image.start + file->image.length) ||
        !tdxp_read_u32(&file->bytes, out->offset, &out->signature)) {
        out->outcome = TDXP_OUTCOME_OUT_OF_RANGE;
        return;
    }
    out->outcome = out->signature == TDXP_TDVF_SIGNATURE ? TDXP_OUTCOME_FOUND : TDXP_OUTCOME_NO_SIGNATURE;
}

static void by_table(const struct tdxp_space *file, const struct tdxp_guid_table *table, struct tdxp_lookup *out)
{
    const struct tdxp_guid_entry *entry = guid_table_find(table, &tdxp_guid_tdx_metadata_offset);

    /* QEMU does not check the entry's length; with less than four bytes of data there is no number to take. */
    if (!entry || entry->data_length < 4 || !tdxp_read_u32(&file->bytes, entry->offset, &out->pointer)) {
        return;
    }
    out->pointer_offset = entry->offset;
    if (out->pointer > file->image.length) {
        out->outcome = TDXP_OUTCOME_OUT_OF_RANGE;
        return;
    }
    out->offset = file->image.start + (file->image.length - out->pointer);
    look(file, out);
}

static void by_legacy_offset(const struct tdxp_space *file, struct tdxp_lookup *out)
{
    if (file->image.length < LEGACY_FROM_END) {
        return;
    }
    out->pointer_offset = file->image.start + (file->image.length - LEGACY_FROM_END);
    tdxp_read_u32(&file->bytes, out->pointer_offset, &out->pointer);
    out->offset = file->image.start + out->pointer;
    look(file, out);
}

static void scan_run(const struct tdxp_bytes *bytes, struct tdxp_range run, const uint8_t *needle, size_t length,
                     struct tdxp_lookup *out)
{
    uint64_t from = run.start;
    uint64_t end = run.start + run.length;
    uint64_t hit;

    while (out->matches < MATCHES_MAX && tdxp_bytes_find(bytes, from, end, needle, length, &hit)) {
        if (out->matches++ == 0) {
            out->offset = hit + sizeof tdxp_guid_tdx_metadata.bytes;
            out->signature = TDXP_TDVF_SIGNATURE;
            out->outcome = TDXP_OUTCOME_FOUND;
        }
        from = hit + 1;
    }
}

static void by_scan(const struct tdxp_image *opened, const struct tdxp_space *file, struct tdxp_lookup *out)
{
    const struct tdxp_bytes image = {file->bytes.data, file->image.start + file->image.length};
    uint8_t needle[sizeof tdxp_guid_tdx_metadata.bytes + sizeof signature];
    uint64_t from = file->image.start;
    struct tdxp_range run;

    memcpy(needle, tdxp_guid_tdx_metadata.bytes, sizeof tdxp_guid_tdx_metadata.bytes);
    memcpy(needle + sizeof tdxp_guid_tdx_metadata.bytes, signature, sizeof signature);
    if (file->image.length > SCAN_MAX) {
        from = image.size - SCAN_MAX;
        out->partial = true;
    }
    /* Holes are zeros, and the needle has no zero byte: no match lies in a hole or reaches into one. */
    while (from < image.size && tdxp_image_next_data(opened, from, &run)) {
        scan_run(&image, run, needle, sizeof needle, out);
        from = run.start + run.length;
    }
}

void locate_all(const struct tdxp_image *opened, const struct tdxp_space *file, const struct tdxp_guid_table *table,
                struct tdxp_lookup lookups[static TDXP_METHODS])
{
    for (int i = 0; i < TDXP_METHODS; i++) {
        lookups[i] = (struct tdxp_lookup){.method = (enum tdxp_method)i, .outcome = TDXP_OUTCOME_ABSENT};
    }
    by_table(file, table, &lookups[TDXP_METHOD_GUID_TABLE]);
    by_legacy_offset(file, &lookups[TDXP_METHOD_LEGACY_OFFSET]);
    by_scan(opened, file, &lookups[TDXP_METHOD_SIGNATURE_SCAN]);
}

int locate_choose(const struct tdxp_bytes *bytes, const struct tdxp_lookup lookups[static TDXP_METHODS])
{
    const struct tdxp_lookup *legacy = &lookups[TDXP_METHOD_LEGACY_OFFSET];
    const size_t guid_size = sizeof tdxp_guid_tdx_metadata.bytes;

    for (int i = 0; i < TDXP_METHODS; i++) {
        if (lookups[i].outcome == TDXP_OUTCOME_FOUND) {
            return i;
        }
    }
    if (lookups[TDXP_METHOD_GUID_TABLE].outcome == TDXP_OUTCOME_NO_SIGNATURE) {
        return TDXP_METHOD_GUID_TABLE;
    }
    if (legacy->outcome == TDXP_OUTCOME_NO_SIGNATURE && legacy->offset >= guid_size &&
        tdxp_read_equals(bytes, legacy->offset - guid_size, tdxp_guid_tdx_metadata.bytes, guid_size)) {
        return TDXP_METHOD_LEGACY_OFFSET;
    }
    return -1;
}

static const char *absent_text(const struct tdxp_lookup *lookup)
{
    static const char *const texts[TDXP_METHODS] = {
        [TDXP_METHOD_GUID_TABLE] = "no entry that gives an offset",
        [TDXP_METHOD_LEGACY_OFFSET] = "the file is too short to have one",
        [TDXP_METHOD_SIGNATURE_SCAN] = "no match",
    };

    return texts[lookup->method];
}

static const char *outcome_text(struct tdxp_tree *tree, const struct tdxp_lookup *lookup, bool taken)
{
    const char *how = taken ? "taken: " : "";
    const char *but = lookup->signature == TDXP_NRX_SIGNATURE ? ", signature \"_NRX\"" : ", broken signature";

    switch (lookup->outcome) {
    case TDXP_OUTCOME_ABSENT:
        return absent_text(lookup);
    case TDXP_OUTCOME_OUT_OF_RANGE:
        return tdxp_tree_text(tree, "0x%" PRIx32 " leads outside of the file", lookup->pointer);
    case TDXP_OUTCOME_NO_SIGNATURE:
        return tdxp_tree_text(tree, "%s0x%" PRIx64 "%s", how, lookup->offset, taken ? but : " holds no \"TDVF\"");
    case TDXP_OUTCOME_FOUND:
        break;
    }
    if (lookup->matches > 1) {
        return tdxp_tree_text(tree, "%s0x%" PRIx64 ", the first of %" PRIu32 "%s places", how, lookup->offset,
                              lookup->matches, lookup->matches == MATCHES_MAX ? " or more" : "");
    }
    return tdxp_tree_text(tree, "%s0x%" PRIx64, how, lookup->offset);
}

static void add_lookup(struct tdxp_tree *tree, struct tdxp_node *parent, struct tdxp_lookup *lookup, bool taken)
{
    bool found = lookup->outcome == TDXP_OUTCOME_FOUND || taken;
    bool scan = lookup->method == TDXP_METHOD_SIGNATURE_SCAN;
    bool absent = lookup->outcome == TDXP_OUTCOME_ABSENT;
    uint64_t start = scan ? lookup->offset : lookup->pointer_offset;
    struct tdxp_node *node = tdxp_tree_add(tree, parent, TDXP_KIND_LOOKUP, tdxp_method_name(lookup->method),
                                           tdxp_method_title(lookup->method), absent ? 0 : start,
                                           absent ? 0 : sizeof lookup->pointer, &method_docs[lookup->method]);

    node->note = outcome_text(tree, lookup, taken);
    node->marks |= taken ? TDXP_MARK_TAKEN : 0;
    if (found) {
        point_to_bytes(node, parent->space, lookup->offset, TDXP_TDVF_HEADER_SIZE);
    }
    if (lookup->partial) {
        tdxp_node_mark(tree, node, TDXP_MARK_LIMIT, "only the last 256 MiB of the file were searched");
    }
    lookup->node = node;
}

void locate_add_nodes(struct tdxp_tree *tree, struct tdxp_node *parent, struct tdxp_lookup lookups[static TDXP_METHODS],
                      int taken)
{
    struct tdxp_node *group =
        tdxp_tree_add(tree, parent, TDXP_KIND_GROUP, "locate", "Finding the descriptor", 0, 0, &group_doc);

    group->note = taken < 0 ? "no TDX descriptor" : tdxp_method_title((enum tdxp_method)taken);
    for (int i = 0; i < TDXP_METHODS; i++) {
        add_lookup(tree, group, &lookups[i], i == taken);
    }
}
