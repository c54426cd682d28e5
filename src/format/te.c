/* TE images: PE images whose headers have been cut down. */
#include <inttypes.h>

#include "format/program.h"
#include "format/walker.h"

enum {
    HEADER = 40, /* the two data directories included */
    RELOCATION_AT = 24,
    DEBUG_AT = 32,
};

/* The values of the header, as they stand; what does not exist is 0. */
struct header {
    uint16_t machine, stripped;
    uint8_t section_count;
    uint32_t entry, base_of_code;
};

static void read_header(const struct tdxp_bytes *bytes, struct header *h)
{
    *h = (struct header){.machine = 0};
    tdxp_read_u16(bytes, 2, &h->machine);
    tdxp_read_u8(bytes, 4, &h->section_count);
    tdxp_read_u16(bytes, 6, &h->stripped);
    tdxp_read_u32(bytes, 8, &h->entry);
    tdxp_read_u32(bytes, 12, &h->base_of_code);
}

bool te_is(const struct tdxp_bytes *bytes, bool trusting)
{
    struct header h;

    if (!tdxp_read_equals(bytes, 0, "VZ", 2)) {
        return false;
    }
    read_header(bytes, &h);
    return trusting || (h.stripped >= HEADER && h.section_count > 0 &&
                        tdxp_choice_find(tdxp_field_find(&te_format_header, "Machine")->choices, h.machine) &&
                        tdxp_fits(HEADER, (uint64_t)h.section_count * pe_format_section.size, bytes->size));
}

static void decode_entry(struct program *p, struct tdxp_node *field, const struct header *h,
                         const struct pe_sections *sections)
{
    uint64_t offset;

    if (pe_offset_of_rva(p, sections, h->entry, &offset)) {
        program_entry(p, field, offset);
    } else if (h->entry != 0) {
        tdxp_node_mark(p->tree, field, TDXP_MARK_INVALID, "no byte of the image is loaded there");
    }
}

void te_decode(struct program *p)
{
    struct pe_sections sections = {.count = 0};
    struct tdxp_node *node = program_struct(p, p->node, &te_format_header, "header", "TE header", 0);
    struct header h;

    if (!node) {
        return;
    }
    read_header(&p->bytes, &h);
    p->bits = pe_machine_bits(h.machine);
    program_unlisted(walked_field(node, "Machine"), "another processor");
    p->node->note = program_choice(walked_field(node, "Machine"), "another processor");
    if (h.stripped < HEADER) {
        tdxp_node_mark(p->tree, walked_field(node, "StrippedSize"), TDXP_MARK_INVALID,
                       "less than the %u bytes of the header that replaces what was stripped", (unsigned)HEADER);
    } else {
        sections.stripped = h.stripped - (uint64_t)HEADER;
    }
    sections.headers = h.base_of_code;
    pe_sections_decode(p, walked_field(node, "NumberOfSections"), HEADER, h.section_count, 0, &sections);
    pe_directory_decode(p, p->node, RELOCATION_AT, PE_DIRECTORY_RELOCATION, "directory[0]", &sections);
    pe_directory_decode(p, p->node, DEBUG_AT, PE_DIRECTORY_DEBUG, "directory[1]", &sections);
    decode_entry(p, walked_field(node, "AddressOfEntryPoint"), &h, &sections);
}
