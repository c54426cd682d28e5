/* The mailbox by which td-shim wakes further processors, as its linker leaves it in the file. */
#include "format/td_shim.h"
#include "format/walker.h"
#include "tdxplore/range.h"

#define LAYOUT "confidential-containers/td-shim:td-layout/src/mailbox.rs"
#define CODE "confidential-containers/td-shim:td-shim/src/bin/td-shim/td/tdx_mailbox.rs"
#define ACPI "ACPI specification 6.5, 5.2.12.19, Multiprocessor Wakeup Structure"

static const struct tdxp_choice commands[] = {
    {0, "Noop", {"nothing to do", "The processors wait on.", ACPI}},
    {1, "Wakeup", {"jump to the wake-up vector", "The only other command that the operating system may give.", ACPI}},
    {2, "Sleep", {"go back to waiting", "Used inside of td-shim only.", CODE}},
    {3,
     "AcceptPages",
     {"help to accept memory", "td-shim shares the work of accepting memory between its processors.", CODE}},
    {4, "Available", {"say that the processor has arrived", "The processor answers by clearing ApicId.", CODE}},
    {5, "SetPaging", {"use other page tables", "Before td-shim hands over to the payload.", CODE}},
    {6, "SetIdt", {"use another interrupt descriptor table", "Before td-shim hands over to the payload.", CODE}},
    {0, NULL, {.summary = NULL}},
};

static const struct tdxp_field fields[] = {
    {.name = "Command",
     .type_name = "UINT16",
     .offset = 0,
     .size = 2,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_ENUM,
     .choices = commands,
     .doc = {"what the processor in ApicId is to do",
             "ACPI defines 0 and 1 for the operating system; td-shim has further ones for itself.", ACPI "; " CODE}},
    {.name = "Reserved",
     .type_name = "UINT16",
     .offset = 2,
     .size = 2,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_NUMBER,
     .doc = {"must be 0", "td-shim's code reads it together with Command as one number of 32 bits.", ACPI "; " CODE}},
    {.name = "ApicId",
     .type_name = "UINT32",
     .offset = 4,
     .size = 4,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_NUMBER,
     .doc = {"which processor the command is for",
             "ffffffff stands for none, fffffffe for all. A processor sets the former when it has done its work.",
             LAYOUT "; " CODE}},
    {.name = "WakeupVector",
     .type_name = "UINT64",
     .offset = 8,
     .size = 8,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_GPA,
     .doc = {"where the processor is to go on", "A guest-physical address.", ACPI}},
    {.name = NULL},
};

const struct tdxp_format mailbox_format = {
    .name = "mailbox",
    .size = 16,
    .fields = fields,
    .doc =
        {"the mailbox by which the first processor wakes the others, as the linker left it",
         "In a TD all processors start at once. All but one wait for a command in this mailbox; later the operating "
         "system uses it in the same way (ACPI calls it the multiprocessor wake-up mailbox).\n"
         "td-shim's linker writes an empty mailbox into the file, at the place that a TempMem section of one page has "
         "when the file is mapped to end at 4 GiB. No section copies these bytes: a VMM that goes by the descriptor "
         "gives the guest a page of zeros instead.",
         LAYOUT "; confidential-containers/td-shim:td-shim-tools/src/linker.rs"},
};

/* What the linker writes: no command, for no processor (td-layout/src/mailbox.rs). */
static const uint8_t empty_mailbox[16] = {0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff};

/* Where in the file the section would have its bytes: true, with that in *offset, for a TempMem like the mailbox's. */
static bool place_of(const struct tdxp_firmware *fw, const struct tdxp_section *section, uint64_t *offset)
{
    uint64_t image_start = tdxp_firmware_range(fw).start;
    struct tdxp_gpa first; /* of the image's first byte */

    if (section->type != TDXP_SECTION_TEMP_MEM || section->raw_data_size != 0 ||
        section->memory_data_size != TDXP_PAGE_SIZE || !tdxp_gpa_by_bios(fw, image_start, &first) ||
        section->memory_address < first.gpa) {
        return false;
    }
    *offset = image_start + (section->memory_address - first.gpa);
    return true;
}

void mailbox_decode(const struct tdxp_firmware *fw)
{
    const struct tdxp_bytes *bytes = tdxp_image_bytes(fw->image);
    struct tdxp_node *node;
    uint64_t offset;

    for (uint32_t i = 0; fw->tdvf && i < fw->tdvf->section_count; i++) {
        if (!place_of(fw, &fw->tdvf->sections[i], &offset) ||
            !tdxp_read_equals(bytes, offset, empty_mailbox, sizeof empty_mailbox)) {
            continue;
        }
        node = walk_struct(fw->tree, tdxp_tree_top(fw->tree), &mailbox_format, "mailbox", "td-shim mailbox", offset);
        node->note = "empty";
        node->gpa = fw->tdvf->sections[i].memory_address;
        node->gpa_size = mailbox_format.size;
        point_to_gpa(node, node->gpa, node->gpa_size);
        return;
    }
}
