/* ELF files: header, program headers with their segments, section headers with their sections. */
#include <inttypes.h>

#include "format/program.h"
#include "format/walker.h"

enum { IDENT = 16, PT_LOAD = 1, SHT_NULL = 0, SHT_NOBITS = 8, PF_X = 1, SHF_EXECINSTR = 4, NAME_MAX_SHOWN = 64 };

enum { EM_386 = 3, EM_X86_64 = 62 };

/* The values of the header, as they stand; what does not exist is 0. */
struct header {
    bool wide; /* ELFCLASS64 */
    uint16_t machine, ehsize, phentsize, phnum, shentsize, shnum, shstrndx;
    uint64_t entry, phoff, shoff;
    struct tdxp_node *node;
};

/* A part of the file that goes to an address in memory. */
struct segment {
    uint64_t vaddr, offset, size;
};

struct segments {
    struct segment items[PROGRAM_SECTION_LIMIT];
    uint32_t count;
};

bool elf_is(const struct tdxp_bytes *bytes)
{
    return tdxp_read_equals(bytes, 0, "\177ELF", 4);
}

/* An address, offset or size of the file's class. */
static uint64_t read_word(const struct program *p, const struct header *h, uint64_t offset)
{
    uint64_t value = 0;

    tdxp_read_uint(&p->bytes, offset, h->wide ? 8 : 4, &value);
    return value;
}

static void read_header(const struct program *p, struct header *h)
{
    const uint64_t width = h->wide ? 8 : 4;
    const uint64_t halves = IDENT + 12 + 3 * width; /* of e_ehsize, the first of six that follow e_flags */

    tdxp_read_u16(&p->bytes, IDENT + 2, &h->machine);
    h->entry = read_word(p, h, IDENT + 8);
    h->phoff = read_word(p, h, IDENT + 8 + width);
    h->shoff = read_word(p, h, IDENT + 8 + 2 * width);
    tdxp_read_u16(&p->bytes, halves, &h->ehsize);
    tdxp_read_u16(&p->bytes, halves + 2, &h->phentsize);
    tdxp_read_u16(&p->bytes, halves + 4, &h->phnum);
    tdxp_read_u16(&p->bytes, halves + 6, &h->shentsize);
    tdxp_read_u16(&p->bytes, halves + 8, &h->shnum);
    tdxp_read_u16(&p->bytes, halves + 10, &h->shstrndx);
}

/*
 * How many entries of a table are decoded: as many as exist and as the limit allows. The fields that give offset, size
 * and number are marked where they do not fit. 0 where the entries are too small.
 */
static uint32_t judge_table(struct program *p, const struct header *h, const struct tdxp_format *format,
                            const char *const names[3], uint64_t offset, uint64_t size, uint32_t count)
{
    uint64_t room;

    if (count == 0) {
        return 0;
    }
    if (size < format->size) {
        tdxp_node_mark(p->tree, walked_field(h->node, names[1]), TDXP_MARK_INVALID,
                       "the fields take 0x%" PRIx32 " bytes", format->size);
        return 0;
    }
    if (offset >= p->bytes.size) {
        tdxp_node_mark(p->tree, walked_field(h->node, names[0]), TDXP_MARK_INVALID,
                       "it leads past the end of the file");
        return 0;
    }
    room = (p->bytes.size - offset) / size;
    if (count > room) {
        tdxp_node_mark(p->tree, walked_field(h->node, names[2]), TDXP_MARK_INVALID,
                       "the file has room for only %" PRIu64 " whole entries", room);
        count = (uint32_t)room;
    }
    if (count > PROGRAM_SECTION_LIMIT) {
        tdxp_node_mark(p->tree, walked_field(h->node, names[2]), TDXP_MARK_LIMIT, "only the first %u are decoded",
                       PROGRAM_SECTION_LIMIT);
        count = PROGRAM_SECTION_LIMIT;
    }
    program_point(p, walked_field(h->node, names[0]), (struct tdxp_range){offset, count * size});
    return count;
}

/* ---- program headers ---- */

static const char *choice_name(struct tdxp_node *node, const char *field)
{
    return program_choice(walked_field(node, field), NULL);
}

/* Of a type that the tables do not know, whose it is. */
static const char *range_name(uint32_t type)
{
    return type >= 0x80000000   ? "of an application"
           : type >= 0x70000000 ? "of the processor"
                                : "of an operating system";
}

static void judge_segment(struct program *p, struct tdxp_node *node, const struct segment *s, uint64_t memory)
{
    if (s->size > 0 && !tdxp_fits(s->offset, s->size, p->bytes.size)) {
        tdxp_node_mark(p->tree, walked_field(node, "p_offset"), TDXP_MARK_INVALID,
                       "0x%" PRIx64 " bytes from there do not all lie in the file", s->size);
    }
    if (memory < s->size) {
        tdxp_node_mark(p->tree, walked_field(node, "p_memsz"), TDXP_MARK_INVALID, "less than p_filesz");
    }
}

static void decode_segment(struct program *p, const struct header *h, uint32_t index, uint64_t offset,
                           struct segments *segments)
{
    const struct tdxp_format *format = h->wide ? &elf_format_segment64 : &elf_format_segment32;
    const uint64_t width = h->wide ? 8 : 4;
    const uint64_t words = offset + width; /* of p_offset */
    struct segment s = {
        .offset = read_word(p, h, words),
        .vaddr = read_word(p, h, words + width),
        .size = read_word(p, h, words + 3 * width),
    };
    const char *key = tdxp_tree_text(p->tree, "program-header[%" PRIu32 "]", index);
    struct tdxp_node *node = program_struct(p, p->node, format, key, "Program header", offset);
    uint32_t type = 0;
    uint32_t flags = 0;

    tdxp_read_u32(&p->bytes, offset, &type);
    tdxp_read_u32(&p->bytes, offset + (h->wide ? 4 : 24), &flags);
    if (type >= 0x60000000) {
        program_unlisted(walked_field(node, "p_type"), range_name(type));
    }
    node->note = choice_name(node, "p_type");
    program_point(p, node, (struct tdxp_range){s.offset, s.size});
    program_point(p, walked_field(node, "p_offset"), (struct tdxp_range){s.offset, s.size});
    if (type != PT_LOAD) {
        return;
    }
    judge_segment(p, node, &s, read_word(p, h, words + 4 * width));
    segments->items[segments->count++] = s;
    program_bytes(p, p->node, flags & PF_X ? TDXP_KIND_CODE : TDXP_KIND_CONTENT,
                  tdxp_tree_text(p->tree, "segment[%" PRIu32 "]", index),
                  tdxp_tree_text(p->tree, "Segment %" PRIu32, index), (struct tdxp_range){s.offset, s.size},
                  &elf_doc_segment);
}

static void decode_segments(struct program *p, const struct header *h, struct segments *segments)
{
    static const char *const names[] = {"e_phoff", "e_phentsize", "e_phnum"};
    uint32_t count = judge_table(p, h, h->wide ? &elf_format_segment64 : &elf_format_segment32, names, h->phoff,
                                 h->phentsize, h->phnum);

    for (uint32_t i = 0; i < count; i++) {
        decode_segment(p, h, i, h->phoff + (uint64_t)i * h->phentsize, segments);
    }
}

/* ---- section headers ---- */

/* Where the names of sections are. */
static struct tdxp_range find_names(const struct program *p, const struct header *h)
{
    const uint64_t width = h->wide ? 8 : 4;
    uint64_t at = tdxp_add_sat(h->shoff, (uint64_t)h->shstrndx * h->shentsize);

    if (h->shstrndx == 0 || h->shstrndx >= h->shnum) {
        return (struct tdxp_range){0, 0};
    }
    return (struct tdxp_range){read_word(p, h, tdxp_add_sat(at, 8 + 2 * width)),
                               read_word(p, h, tdxp_add_sat(at, 8 + 3 * width))};
}

static const char *section_name(struct program *p, struct tdxp_range names, uint32_t name)
{
    uint64_t room = name < names.length ? names.length - name : 0;

    return program_text(p, tdxp_add_sat(names.start, name), room < NAME_MAX_SHOWN ? room : NAME_MAX_SHOWN);
}

static void decode_section(struct program *p, const struct header *h, uint32_t index, uint64_t offset,
                           struct tdxp_range names)
{
    const struct tdxp_format *format = h->wide ? &elf_format_section64 : &elf_format_section32;
    const uint64_t width = h->wide ? 8 : 4;
    const char *key = tdxp_tree_text(p->tree, "section-header[%" PRIu32 "]", index);
    struct tdxp_node *node = program_struct(p, p->node, format, key, "Section header", offset);
    struct tdxp_range range = {read_word(p, h, offset + 8 + 2 * width), read_word(p, h, offset + 8 + 3 * width)};
    uint64_t flags = read_word(p, h, offset + 8);
    const char *label;
    uint32_t name = 0;
    uint32_t type = 0;

    tdxp_read_u32(&p->bytes, offset, &name);
    tdxp_read_u32(&p->bytes, offset + 4, &type);
    if (type >= 0x60000000) {
        program_unlisted(walked_field(node, "sh_type"), range_name(type));
    }
    label = section_name(p, names, name);
    node->note = *label ? label : choice_name(node, "sh_type");
    if (type == SHT_NULL || type == SHT_NOBITS || range.length == 0) {
        return;
    }
    program_point(p, node, range);
    program_point(p, walked_field(node, "sh_offset"), range);
    if (!tdxp_fits(range.start, range.length, p->bytes.size)) {
        tdxp_node_mark(p->tree, walked_field(node, "sh_offset"), TDXP_MARK_INVALID,
                       "0x%" PRIx64 " bytes from there do not all lie in the file", range.length);
    }
    program_bytes(p, p->node, flags & SHF_EXECINSTR ? TDXP_KIND_CODE : TDXP_KIND_CONTENT,
                  tdxp_tree_text(p->tree, "section[%" PRIu32 "]", index),
                  *label ? label : tdxp_tree_text(p->tree, "Section %" PRIu32, index), range, &elf_doc_section);
}

static void decode_sections(struct program *p, const struct header *h)
{
    static const char *const names[] = {"e_shoff", "e_shentsize", "e_shnum"};
    uint32_t count = judge_table(p, h, h->wide ? &elf_format_section64 : &elf_format_section32, names, h->shoff,
                                 h->shentsize, h->shnum);
    struct tdxp_range strings = find_names(p, h);

    for (uint32_t i = 0; i < count; i++) {
        decode_section(p, h, i, h->shoff + (uint64_t)i * h->shentsize, strings);
    }
}

/* ---- the whole ---- */

static void decode_entry(struct program *p, const struct header *h, const struct segments *segments)
{
    struct tdxp_node *field = walked_field(h->node, "e_entry");

    for (uint32_t i = 0; i < segments->count; i++) {
        const struct segment *s = &segments->items[i];
        uint64_t offset;

        if (tdxp_range_has((struct tdxp_range){s->vaddr, s->size}, h->entry) &&
            tdxp_add(s->offset, h->entry - s->vaddr, &offset) && offset < p->bytes.size) {
            program_entry(p, field, offset);
            return;
        }
    }
    if (h->entry != 0) {
        tdxp_node_mark(p->tree, field, TDXP_MARK_INVALID, "no segment that is loaded has a byte there");
    }
}

static enum tdxp_code_bits machine_bits(uint16_t machine)
{
    return machine == EM_X86_64 ? TDXP_CODE_64 : machine == EM_386 ? TDXP_CODE_32 : TDXP_CODE_FOREIGN;
}

static void decode_header(struct program *p, struct header *h)
{
    const struct tdxp_format *format = h->wide ? &elf_format_header64 : &elf_format_header32;
    const char *machine;
    const char *type;

    h->node = program_struct(p, p->node, format, "header", "ELF header", IDENT);
    if (!h->node) {
        return;
    }
    read_header(p, h);
    p->bits = machine_bits(h->machine);
    program_unlisted(walked_field(h->node, "e_machine"), "another processor");
    if (h->ehsize != IDENT + format->size) {
        tdxp_node_mark(p->tree, walked_field(h->node, "e_ehsize"), TDXP_MARK_INVALID,
                       "the header of this class has 0x%" PRIx32 " bytes", IDENT + format->size);
    }
    machine = choice_name(h->node, "e_machine");
    type = choice_name(h->node, "e_type");
    p->node->name = h->wide ? "ELF64 file" : "ELF32 file";
    p->node->note =
        tdxp_tree_text(p->tree, "%s%s%s", machine ? machine : "another processor", type ? ", " : "", type ? type : "");
}

void elf_decode(struct program *p)
{
    struct segments segments = {.count = 0};
    struct header h = {.wide = false};
    uint8_t class = 0;
    uint8_t encoding = 0;

    program_struct(p, p->node, &elf_format_ident, "e_ident", "e_ident", 0);
    tdxp_read_u8(&p->bytes, 4, &class);
    tdxp_read_u8(&p->bytes, 5, &encoding);
    if (encoding != 1 || class < 1 || class > 2) {
        p->node->note = encoding == 2 ? "big-endian: not decoded" : "of no known class: not decoded";
        return;
    }
    h.wide = class == 2;
    decode_header(p, &h);
    if (h.node) {
        decode_segments(p, &h, &segments);
        decode_sections(p, &h);
        decode_entry(p, &h, &segments);
    }
}
