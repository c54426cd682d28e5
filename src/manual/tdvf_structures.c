/* tdvf(5): every structure, from the tables that the explorer has. */
#include <inttypes.h>

#include "format/guid_table.h"
#include "format/hob.h"
#include "format/td_shim.h"
#include "manual/tdvf.h"
#include "tdxplore/event.h"

void tdvf_write_descriptor(struct document *document, const struct tdxp_firmware *sample)
{
    (void)sample;
    document_structure(document, &tdxp_format_tdvf_header);
}

/* Who measures the pages of a section with the attributes that its type asks for. */
static void write_events(struct document *document, uint32_t type)
{
    const struct tdxp_event *events[TDXP_EVENTS_MAX];
    size_t count = tdxp_section_events(type, type == TDXP_SECTION_BFV, events);

    for (size_t i = 0; i < count; i++) {
        char line[256];
        char text[1024];

        tdxp_event_format(events[i], line, sizeof line);
        snprintf(text, sizeof text, "Measured: %s. %s", line, events[i]->text);
        document_entry_more(document, events[i]->reg == TDXP_REGISTER_NONE ? events[i]->text : text);
    }
}

void tdvf_write_entry(struct document *document, const struct tdxp_firmware *sample)
{
    const struct tdxp_format *format = &tdxp_format_tdvf_section;
    const struct tdxp_field *type = tdxp_field_find(format, "Type");
    const struct tdxp_field *attributes = tdxp_field_find(format, "Attributes");

    (void)sample;
    document_entry(document, format->name, NULL, &format->doc);
    document_layout(document, format);
    document_fields(document, format);
    document_subsection(document, "Section types");
    document_paragraph(document,
                       "What the VMM does for a section, what the firmware does with it, and where it is measured. "
                       "MRTD is the register of what is measured before the guest runs; the RTMR are "
                       "extended by the firmware when it runs.");
    for (const struct tdxp_choice *choice = type->choices; choice->name; choice++) {
        char note[32];

        snprintf(note, sizeof note, "Type %" PRIu64, choice->value);
        document_entry(document, choice->name, note, &choice->doc);
        write_events(document, (uint32_t)choice->value);
    }
    document_subsection(document, "Attributes");
    document_flags(document, attributes->flags);
}

void tdvf_write_guid_table(struct document *document, const struct tdxp_firmware *sample)
{
    const struct tdxp_node *table = tdxp_tree_find(sample->tree, "guid-table");
    const struct tdxp_format *format;
    struct tdxp_guid guid;

    document_entry(document, table->name, NULL, table->doc);
    document_subsection(document, "What each entry ends with");
    document_structure(document, &guid_table_format_tail);
    for (size_t i = 0; (format = guid_table_known(i, &guid)); i++) {
        const struct tdxp_guid_name *known = tdxp_guid_find(&guid);
        char text[TDXP_GUID_TEXT];

        tdxp_guid_format(&guid, text);
        document_subsection(document, known ? known->name : text);
        if (known) {
            const struct tdxp_doc doc = {known->summary, NULL, known->source};

            document_entry(document, text, NULL, &doc);
        }
        document_structure(document, format);
    }
}

void tdvf_write_reset_vector(struct document *document, const struct tdxp_firmware *sample)
{
    const struct tdxp_node *node = tdxp_tree_find(sample->tree, "reset-vector");

    document_entry(document, node->name, "at size - 0x10, 16 bytes", node->doc);
    tdvf_dump(document, sample, "reset-vector");
}

/* Structures with a heading each. */
static void write_structures(struct document *document, const struct tdxp_format *const *formats, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        document_subsection(document, formats[i]->name);
        document_structure(document, formats[i]);
    }
}

void tdvf_write_hob(struct document *document, const struct tdxp_firmware *sample)
{
    static const struct tdxp_format *const formats[] = {
        &hob_format_header, &hob_format_handoff,      &hob_format_resource,
        &hob_format_guid,   &hob_format_payload_info, &hob_format_acpi_table,
    };

    (void)sample;
    document_paragraph(
        document,
        "Where there is a TD_HOB section, the VMM writes there what memory the guest has: a list of hand-off blocks "
        "(HOBs), of which an image holds nothing. Each begins with the same header; offsets of the fields count from "
        "it. The list begins with a hand-off information table and ends with a block that says so. These are the "
        "blocks that VMMs write, and what of GUID extensions is for a payload.");
    write_structures(document, formats, sizeof formats / sizeof formats[0]);
}

void tdvf_write_td_shim(struct document *document, const struct tdxp_firmware *sample)
{
    static const struct tdxp_format *const formats[] = {
        &mailbox_format, &sec_core_format, &td_info_format, &td_params_format, &signed_payload_format,
    };

    (void)sample;
    document_paragraph(document, "td-shim's linker and tools put these into an image, in sections or beside them.");
    write_structures(document, formats, sizeof formats / sizeof formats[0]);
}

void tdvf_write_sev(struct document *document, const struct tdxp_firmware *sample)
{
    static const struct tdxp_format *const formats[] = {&tdxp_format_sev_header, &tdxp_format_sev_section};

    (void)sample;
    document_paragraph(document,
                       "An image of OVMF may be for guests of AMD SEV-SNP, too. What these need is in a second "
                       "descriptor, which an entry of the GUIDed table leads to. The sample has none.");
    write_structures(document, formats, sizeof formats / sizeof formats[0]);
}
