/* PE/COFF images: headers, data directories and sections. */
#include <inttypes.h>

#include "format/program.h"
#include "format/walker.h"

enum {
    DOS_HEADER = 64,
    DOS_LFANEW = 0x3c,
    FILE_HEADER = 24, /* the signature included */
    MAGIC_PE32 = 0x10b,
    MAGIC_PE32_PLUS = 0x20b,
};

#define DOS_MAGIC "MZ"
#define SIGNATURE "PE\0"

/* Where the signature is: at once, or where the DOS header leads. False where there is no such header. */
static bool find_header(const struct tdxp_bytes *bytes, bool *has_dos, uint64_t *offset)
{
    uint32_t lfanew = 0;

    *has_dos = tdxp_read_equals(bytes, 0, DOS_MAGIC, 2);
    *offset = 0;
    if (*has_dos && tdxp_read_u32(bytes, DOS_LFANEW, &lfanew)) {
        *offset = lfanew;
    }
    return tdxp_read_equals(bytes, *offset, SIGNATURE, 4);
}

/* Four characters alone, without a DOS header, do not prove an image: the machine must be one that there is. */
bool pe_is(const struct tdxp_bytes *bytes, bool trusting)
{
    uint16_t machine = 0;
    uint64_t offset;
    bool has_dos;

    if (find_header(bytes, &has_dos, &offset)) {
        tdxp_read_u16(bytes, offset + 4, &machine);
        return has_dos || trusting || tdxp_choice_find(tdxp_field_find(&pe_format_file, "Machine")->choices, machine);
    }
    return trusting && has_dos;
}

/* The values of the headers, as they stand; what does not exist is 0. */
struct headers {
    uint64_t offset; /* of the signature */
    bool has_dos, has_signature;
    uint16_t machine, section_count, optional_size;
    uint16_t magic;
    uint32_t entry, size_of_headers, size_of_image, directories;
    uint64_t optional, optional_end;       /* where the optional header begins and ends */
    struct tdxp_node *dos, *file, *header; /* nodes; NULL where the bytes do not exist */
};

static void decode_dos(struct program *p, struct headers *h)
{
    const uint64_t stub = h->offset > DOS_HEADER ? h->offset - DOS_HEADER : 0;
    struct tdxp_node *lfanew;

    h->dos = program_struct(p, p->node, &pe_format_dos, "dos-header", "DOS header", 0);
    lfanew = walked_field(h->dos, "e_lfanew");
    if (!lfanew) {
        return;
    }
    if (!h->has_signature) {
        tdxp_node_mark(p->tree, lfanew, TDXP_MARK_INVALID, "%s",
                       h->offset < p->bytes.size ? "it does not lead to \"PE\" and two zero bytes"
                                                 : "it leads past the end of the image");
        return;
    }
    program_point(p, lfanew, (struct tdxp_range){h->offset, FILE_HEADER});
    program_bytes(p, p->node, TDXP_KIND_CONTENT, "dos-stub", "DOS stub", (struct tdxp_range){DOS_HEADER, stub},
                  &pe_doc_dos_stub);
}

static void decode_file_header(struct program *p, struct headers *h)
{
    struct tdxp_node *machine;

    h->file = program_struct(p, p->node, &pe_format_file, "file-header", "File header", h->offset);
    tdxp_read_u16(&p->bytes, h->offset + 4, &h->machine);
    tdxp_read_u16(&p->bytes, h->offset + 6, &h->section_count);
    tdxp_read_u16(&p->bytes, h->offset + 20, &h->optional_size);
    machine = h->file ? walked_field(h->file, "Machine") : NULL;
    program_unlisted(machine, "another processor");
    p->bits = pe_machine_bits(h->machine);
    if (h->optional_size == 0 && h->file) {
        tdxp_node_mark(p->tree, walked_field(h->file, "SizeOfOptionalHeader"), TDXP_MARK_INVALID,
                       "an image has an optional header");
    }
}

/* The optional header's fields end where SizeOfOptionalHeader says, whatever its magic number promises. */
static void decode_optional_header(struct program *p, struct headers *h)
{
    const struct tdxp_format *format;
    struct tdxp_range range = {h->offset + FILE_HEADER, h->optional_size};
    uint64_t room = tdxp_clip(range.start, range.length, p->bytes.size);

    h->optional = range.start;
    h->optional_end = range.start + range.length;
    tdxp_read_u16(&p->bytes, h->optional, &h->magic);
    format = h->magic == MAGIC_PE32 ? &pe_format_optional32 : &pe_format_optional64;
    h->header = program_bytes(p, p->node, TDXP_KIND_STRUCT, "optional-header", "Optional header", range, &format->doc);
    if (!h->header) {
        return;
    }
    if (h->magic != MAGIC_PE32 && h->magic != MAGIC_PE32_PLUS) {
        walk_field(p->tree, h->header, &format->fields[0], p->base + h->optional);
        return;
    }
    program_fields(p, h->header, format, h->optional, h->optional + room);
    if (room < format->size) {
        tdxp_node_mark(p->tree, h->header, TDXP_MARK_INVALID, "too short: the fields alone take 0x%" PRIx32 " bytes",
                       format->size);
        return;
    }
    tdxp_read_u32(&p->bytes, h->optional + 16, &h->entry);
    tdxp_read_u32(&p->bytes, h->optional + 56, &h->size_of_image);
    tdxp_read_u32(&p->bytes, h->optional + 60, &h->size_of_headers);
    tdxp_read_u32(&p->bytes, h->optional + format->size - 4, &h->directories);
}

/* The data directories fill the rest of the optional header. */
static void decode_directories(struct program *p, const struct headers *h, const struct pe_sections *sections)
{
    uint64_t at = h->optional + (h->magic == MAGIC_PE32 ? pe_format_optional32 : pe_format_optional64).size;
    uint64_t end = h->optional_end < p->bytes.size ? h->optional_end : p->bytes.size;
    uint64_t room = at < end ? (end - at) / pe_format_directory.size : 0;
    struct tdxp_node *counter = h->header ? walked_field(h->header, "NumberOfRvaAndSizes") : NULL;
    uint32_t count = h->directories;

    if (!counter) {
        return;
    }
    if (count > PE_DIRECTORIES) {
        tdxp_node_mark(p->tree, counter, TDXP_MARK_INVALID,
                       "only 16 have a meaning; edk2's loader refuses an image with more");
    }
    if (count > room) {
        tdxp_node_mark(p->tree, counter, TDXP_MARK_INVALID, "the optional header has room for %" PRIu64, room);
    }
    count = count < PE_DIRECTORIES ? count : PE_DIRECTORIES;
    count = count < room ? count : (uint32_t)room;
    for (uint32_t i = 0; i < count; i++) {
        pe_directory_decode(p, h->header, at + (uint64_t)i * pe_format_directory.size, i,
                            tdxp_tree_text(p->tree, "directory[%" PRIu32 "]", i), sections);
    }
    at += (uint64_t)count * pe_format_directory.size;
    if (at < end) {
        program_bytes(p, h->header, TDXP_KIND_CONTENT, "rest", "Further bytes", (struct tdxp_range){at, end - at},
                      &pe_doc_rest_of_optional);
    }
}

static void decode_entry(struct program *p, const struct headers *h, const struct pe_sections *sections)
{
    struct tdxp_node *field = h->header ? walked_field(h->header, "AddressOfEntryPoint") : NULL;
    uint64_t offset;

    if (!field || h->entry == 0) {
        return;
    }
    if (pe_offset_of_rva(p, sections, h->entry, &offset)) {
        program_entry(p, field, offset);
    } else {
        tdxp_node_mark(p->tree, field, TDXP_MARK_INVALID, "no byte of the image is loaded there");
    }
}

/* "x64, EFI_APPLICATION" */
static void name_image(struct program *p, const struct headers *h)
{
    const char *machine = program_choice(h->file ? walked_field(h->file, "Machine") : NULL, "another processor");
    const char *subsystem = program_choice(h->header ? walked_field(h->header, "Subsystem") : NULL, NULL);

    p->node->name = h->magic == MAGIC_PE32 ? "PE32 image" : h->magic == MAGIC_PE32_PLUS ? "PE32+ image" : "PE image";
    p->node->note = subsystem ? tdxp_tree_text(p->tree, "%s, %s", machine, subsystem) : machine;
}

void pe_decode(struct program *p)
{
    struct pe_sections sections = {.count = 0};
    struct headers h = {.has_dos = false};

    h.has_signature = find_header(&p->bytes, &h.has_dos, &h.offset);
    if (h.has_dos) {
        decode_dos(p, &h);
    }
    if (!h.has_signature) {
        p->node->note = "no PE signature";
        return;
    }
    decode_file_header(p, &h);
    decode_optional_header(p, &h);
    sections.headers = h.size_of_headers;
    pe_sections_decode(p, h.file ? walked_field(h.file, "NumberOfSections") : NULL, h.optional_end, h.section_count,
                       h.size_of_image, &sections);
    decode_directories(p, &h, &sections);
    decode_entry(p, &h, &sections);
    name_image(p, &h);
}
