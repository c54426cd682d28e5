/* What PE and TE images have in common: the section table and data directories. */
#include <inttypes.h>

#include "format/program.h"
#include "format/walker.h"

#define SCN_CNT_CODE UINT32_C(0x20)
#define SCN_MEM_EXECUTE UINT32_C(0x20000000)

enum { NAME_SIZE = 8 };

/* ---- sections ---- */

static void judge_section(struct program *p, struct tdxp_node *header, const struct pe_section *s, uint32_t pointer,
                          uint64_t size_of_image)
{
    uint64_t size = s->virtual_size ? s->virtual_size : s->raw_size;

    if (s->raw_size > 0 && !tdxp_fits(s->raw, s->raw_size, p->bytes.size)) {
        tdxp_node_mark(p->tree, walked_field(header, "PointerToRawData"), TDXP_MARK_INVALID,
                       "0x%" PRIx32 " bytes from 0x%" PRIx32 " do not all lie in the image", s->raw_size, pointer);
    }
    if (size_of_image > 0 && !tdxp_fits(s->virtual_address, size, size_of_image)) {
        tdxp_node_mark(p->tree, walked_field(header, "VirtualAddress"), TDXP_MARK_INVALID,
                       "the section reaches past SizeOfImage, 0x%" PRIx64, size_of_image);
    }
}

/* Two sections may not be made of the same bytes. Few sections, so all pairs are looked at. */
static void judge_overlap(struct program *p, struct tdxp_node *header, const struct pe_sections *sections)
{
    const struct pe_section *s = &sections->items[sections->count];

    for (uint32_t i = 0; i < sections->count; i++) {
        const struct pe_section *other = &sections->items[i];

        if (tdxp_range_overlap((struct tdxp_range){s->raw, s->raw_size},
                               (struct tdxp_range){other->raw, other->raw_size})) {
            tdxp_node_mark(p->tree, header, TDXP_MARK_INVALID, "it is made of bytes that section %" PRIu32 " has, too",
                           i);
            return;
        }
    }
}

static void decode_section(struct program *p, uint64_t offset, uint64_t size_of_image, struct pe_sections *sections)
{
    const uint32_t i = sections->count;
    const char *name = program_text(p, offset, NAME_SIZE);
    struct pe_section *s = &sections->items[i];
    uint32_t flags = 0;
    uint32_t pointer = 0;
    struct tdxp_node *header =
        program_struct(p, p->node, &pe_format_section, tdxp_tree_text(p->tree, "section-header[%" PRIu32 "]", i),
                       "Section header", offset);

    *s = (struct pe_section){.raw_size = 0};
    if (!header) {
        return;
    }
    tdxp_read_u32(&p->bytes, offset + 8, &s->virtual_size);
    tdxp_read_u32(&p->bytes, offset + 12, &s->virtual_address);
    tdxp_read_u32(&p->bytes, offset + 16, &s->raw_size);
    tdxp_read_u32(&p->bytes, offset + 20, &pointer);
    tdxp_read_u32(&p->bytes, offset + 36, &flags);
    /* A pointer into what was stripped wraps to far outside of the image. */
    s->raw = (uint64_t)pointer - sections->stripped;
    header->note = name;
    judge_section(p, header, s, pointer, size_of_image);
    judge_overlap(p, header, sections);
    if (s->raw_size > 0) {
        const struct tdxp_range range = {s->raw, s->raw_size};
        bool code = p->bits != TDXP_CODE_UNKNOWN && (flags & (SCN_CNT_CODE | SCN_MEM_EXECUTE));

        program_point(p, walked_field(header, "PointerToRawData"), range);
        program_point(p, header, range);
        program_bytes(p, p->node, code ? TDXP_KIND_CODE : TDXP_KIND_CONTENT,
                      tdxp_tree_text(p->tree, "section[%" PRIu32 "]", i),
                      *name ? name : tdxp_tree_text(p->tree, "Section %" PRIu32, i), range, &pe_doc_section);
    }
}

void pe_sections_decode(struct program *p, struct tdxp_node *counter, uint64_t offset, uint32_t count,
                        uint64_t size_of_image, struct pe_sections *sections)
{
    uint64_t room = offset < p->bytes.size ? (p->bytes.size - offset) / pe_format_section.size : 0;

    if (count > room) {
        tdxp_node_mark(p->tree, counter, TDXP_MARK_INVALID,
                       "the image has room for only %" PRIu64 " whole section headers", room);
        count = (uint32_t)room;
    }
    if (count > PROGRAM_SECTION_LIMIT) {
        tdxp_node_mark(p->tree, counter, TDXP_MARK_LIMIT, "only the first %u sections are decoded",
                       PROGRAM_SECTION_LIMIT);
        count = PROGRAM_SECTION_LIMIT;
    }
    while (sections->count < count) {
        decode_section(p, offset + (uint64_t)sections->count * pe_format_section.size, size_of_image, sections);
        sections->count++;
    }
}

bool pe_offset_of_rva(const struct program *p, const struct pe_sections *sections, uint64_t rva, uint64_t *offset)
{
    for (uint32_t i = 0; i < sections->count; i++) {
        const struct pe_section *s = &sections->items[i];

        if (tdxp_range_has((struct tdxp_range){s->virtual_address, s->raw_size}, rva)) {
            return tdxp_add(s->raw, rva - s->virtual_address, offset) && *offset < p->bytes.size;
        }
    }
    if (rva >= sections->headers || rva < sections->stripped) {
        return false;
    }
    *offset = rva - sections->stripped;
    return *offset < p->bytes.size;
}

enum tdxp_code_bits pe_machine_bits(uint16_t machine)
{
    return machine == 0x8664 ? TDXP_CODE_64 : machine == 0x14c ? TDXP_CODE_32 : TDXP_CODE_FOREIGN;
}

/* ---- data directories ---- */

/* Where the directory's table is in the program. False where it is nowhere. */
static bool find_table(const struct program *p, const struct pe_sections *sections, uint32_t index, uint32_t address,
                       uint32_t size, uint64_t *offset)
{
    *offset = address;
    if (index != PE_DIRECTORY_CERTIFICATE && !pe_offset_of_rva(p, sections, address, offset)) {
        return false;
    }
    return tdxp_fits(*offset, size, p->bytes.size);
}

void pe_directory_decode(struct program *p, struct tdxp_node *parent, uint64_t offset, uint32_t index, const char *key,
                         const struct pe_sections *sections)
{
    const struct pe_directory *directory = &pe_directories[index];
    struct tdxp_node *node = program_struct(p, parent, &pe_format_directory, key, directory->name, offset);
    uint32_t address = 0;
    uint32_t size = 0;
    uint64_t at;

    if (!node) {
        return;
    }
    node->doc = &directory->doc;
    tdxp_read_u32(&p->bytes, offset, &address);
    tdxp_read_u32(&p->bytes, offset + 4, &size);
    if (size == 0) {
        node->note = address == 0 ? "none" : NULL;
        return;
    }
    if (!find_table(p, sections, index, address, size, &at)) {
        tdxp_node_mark(p->tree, walked_field(node, "VirtualAddress"), TDXP_MARK_INVALID,
                       "0x%" PRIx32 " bytes from there are not all in the image", size);
        return;
    }
    program_point(p, node, (struct tdxp_range){at, size});
    program_point(p, walked_field(node, "VirtualAddress"), (struct tdxp_range){at, size});
    if (index == PE_DIRECTORY_CERTIFICATE) {
        program_bytes(p, p->node, TDXP_KIND_CONTENT, "certificates", "Certificates", (struct tdxp_range){at, size},
                      &pe_doc_certificates);
    }
}
