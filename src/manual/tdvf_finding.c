/* tdvf(5): how a reader finds the descriptor, with the bytes of the sample. */
#include <inttypes.h>

#include "manual/tdvf.h"

static void write_table_steps(struct document *document, const struct tdxp_firmware *sample)
{
    const struct tdxp_guid_table *table = &sample->table;
    const struct tdxp_lookup *lookup = &sample->lookups[TDXP_METHOD_GUID_TABLE];
    uint64_t size = tdxp_firmware_range(sample).length;
    char guid[TDXP_GUID_TEXT];
    char text[512];

    tdxp_guid_format(&tdxp_guid_table_footer, guid);
    snprintf(
        text, sizeof text,
        "1. Compare the 16 bytes at size - 0x30 with the GUID of the footer, %s. Where they are not alike, there is "
        "no table.",
        guid);
    document_paragraph(document, text);
    snprintf(text, sizeof text,
             "2. Read the 16-bit length before it, at size - 0x32. It counts the whole table, the footer's 18 bytes "
             "included: here 0x%" PRIx16 ", so that the table begins at 0x%" PRIx64 ".",
             table->length, table->start);
    document_paragraph(document, text);
    document_paragraph(
        document,
        "3. Go back over the entries from the footer: the 16 bytes before are the entry's GUID, the two bytes before "
        "that its length, with which the entry before it is found. Stop at the start of the table, and where a "
        "length is below 18 or more than what is left.");
    tdxp_guid_format(&tdxp_guid_tdx_metadata_offset, guid);
    snprintf(
        text, sizeof text,
        "4. In the entry with the GUID %s the first four bytes are the distance of the descriptor from the end of the "
        "file: here 0x%" PRIx32 ", and 0x%" PRIx64 " - 0x%" PRIx32 " = 0x%" PRIx64 ".",
        guid, lookup->pointer, size, lookup->pointer, lookup->offset);
    document_paragraph(document, text);
    document_paragraph(document, "5. Check that the four bytes there are \"TDVF\".");
}

static void write_places(struct document *document, const struct tdxp_firmware *sample)
{
    static const struct {
        const char *path, *name;
    } rows[] = {
        {"contents/section[1]", "configuration volume (section 1)"},
        {"mailbox", "mailbox"},
        {"tdvf-guid", "TDX metadata GUID"},
        {"tdvf", "TDVF descriptor"},
        {"contents/section[0]/volume[0]", "volume with the loader (section 0)"},
        {"sec-core-info", "SEC core information"},
        {"guid-table", "GUIDed table"},
        {"legacy-offset", "offset from the start"},
        {"reset-vector", "reset vector"},
    };
    enum { PLACES = sizeof rows / sizeof rows[0] };
    struct document_place places[PLACES] = {{.name = NULL}};
    const struct document_place *descriptor = NULL;
    size_t count = 0;

    for (size_t i = 0; i < PLACES; i++) {
        const struct tdxp_node *node = tdxp_tree_find(sample->tree, rows[i].path);

        if (node) {
            places[count] = (struct document_place){node->offset, node->length, rows[i].name, NULL};
            if (node == sample->tdvf->node) {
                descriptor = &places[count];
            } else if (node == sample->table.node ||
                       node->offset == sample->lookups[TDXP_METHOD_LEGACY_OFFSET].pointer_offset) {
                places[count].target = descriptor;
            }
            count++;
        }
    }
    document_places(document, places, count, tdxp_firmware_range(sample).length);
}

void tdvf_write_finding(struct document *document, const struct tdxp_firmware *sample)
{
    const struct tdxp_node *legacy = tdxp_tree_find(sample->tree, "legacy-offset");
    char guid[TDXP_GUID_TEXT];
    char text[512];

    document_paragraph(
        document,
        "A reader knows of a file where it ends, and begins there. There are two ways, and an image may have both. The "
        "numbers in what follows are those of the sample that is built into tdxplore, a file of 16 MiB.");
    write_places(document, sample);
    document_subsection(document, "By the GUIDed table");
    write_table_steps(document, sample);
    tdvf_dump(document, sample, "guid-table");
    document_subsection(document, "By the offset from the start");
    document_entry(document, legacy->field->name, "at size - 0x20, UINT32", &legacy->field->doc);
    tdvf_dump(document, sample, "legacy-offset");
    document_subsection(document, "The GUID before it");
    tdxp_guid_format(&tdxp_guid_tdx_metadata, guid);
    snprintf(
        text, sizeof text,
        "Both ways lead to the signature. In the 16 bytes before it stands the GUID %s, which belongs to neither "
        "the descriptor nor its Length. td-shim's own loader wants it there; QEMU and Cloud Hypervisor do not look.",
        guid);
    document_paragraph(document, text);
    tdvf_dump(document, sample, "tdvf-guid");
    document_subsection(document, "Who goes which way");
    document_paragraph(
        document,
        "QEMU takes the table only. Cloud Hypervisor takes the table, and the offset from the start where there is no "
        "entry of exactly 22 bytes in it. td-shim's loader takes the offset from the start only. tdxplore goes "
        "both ways and, where neither leads to a descriptor, looks for the GUID with the signature behind it.");
}
