/* Linux kernels: the set-up header, and the parts of the file that it tells apart. */
#include <inttypes.h>

#include "format/program.h"
#include "format/walker.h"

enum {
    SETUP_HEADER = 0x1f1,
    HEADER_FROM = 0x202, /* where "HdrS" stands, and what the jump counts from */
    SECTOR = 512,
    SETUP_SECTS_DEFAULT = 4,
    PARAGRAPH = 16,
    ENTRY_64 = 0x200, /* from the start of the kernel for protected mode */
    VERSION_MAX = 256,
    XLF_KERNEL_64 = 1,
    PROTOCOL_SYSSIZE = 0x204,
    PROTOCOL_PAYLOAD = 0x208,
};

/* Where everything is, in bytes from the start of the file. */
struct layout {
    uint64_t header_end; /* behind the set-up header */
    struct tdxp_range setup, kernel, payload, version;
    uint16_t protocol;
    struct tdxp_node *header;
};

bool bzimage_is(const struct tdxp_bytes *bytes)
{
    return tdxp_read_equals(bytes, HEADER_FROM, "HdrS", 4) && tdxp_read_equals(bytes, 0x1fe, "\x55\xaa", 2);
}

static void read_layout(const struct program *p, struct layout *l)
{
    uint64_t there;
    uint32_t paragraphs = 0;
    uint32_t offset = 0;
    uint32_t length = 0;
    uint16_t version = 0;
    uint8_t sectors = 0;
    uint8_t jump = 0;

    tdxp_read_u8(&p->bytes, 0x1f1, &sectors);
    tdxp_read_u32(&p->bytes, 0x1f4, &paragraphs);
    tdxp_read_u8(&p->bytes, 0x201, &jump);
    tdxp_read_u16(&p->bytes, 0x206, &l->protocol);
    tdxp_read_u16(&p->bytes, 0x20e, &version);
    tdxp_read_u32(&p->bytes, 0x248, &offset);
    tdxp_read_u32(&p->bytes, 0x24c, &length);
    l->header_end = HEADER_FROM + (uint64_t)jump;
    l->setup.length = ((sectors ? sectors : SETUP_SECTS_DEFAULT) + UINT64_C(1)) * SECTOR;
    l->kernel.start = l->setup.length;
    l->kernel.length = (uint64_t)paragraphs * PARAGRAPH;
    there = p->bytes.size > l->kernel.start ? p->bytes.size - l->kernel.start : 0;
    /* Before, syssize has two bytes that count, and the size is not known. A last unit may be there in part. */
    if (l->protocol < PROTOCOL_SYSSIZE || (l->kernel.length > there && l->kernel.length - there < PARAGRAPH)) {
        l->kernel.length = there;
    }
    if (l->protocol >= PROTOCOL_PAYLOAD && l->header_end >= 0x250 && offset > 0) {
        l->payload = (struct tdxp_range){l->kernel.start + offset, length};
    }
    if (version > 0 && version + UINT64_C(0x200) < l->setup.length) {
        l->version = (struct tdxp_range){version + UINT64_C(0x200), VERSION_MAX};
    }
}

static void decode_header(struct program *p, struct layout *l)
{
    uint64_t end = l->header_end < SETUP_HEADER + bzimage_format_setup.size ? l->header_end
                                                                            : SETUP_HEADER + bzimage_format_setup.size;
    struct tdxp_range range = {SETUP_HEADER, end - SETUP_HEADER};

    l->header =
        program_bytes(p, p->node, TDXP_KIND_STRUCT, "setup-header", "Set-up header", range, &bzimage_format_setup.doc);
    program_fields(p, l->header, &bzimage_format_setup, SETUP_HEADER, end < p->bytes.size ? end : p->bytes.size);
}

/* The version string ends with a zero byte. */
static void decode_version(struct program *p, struct layout *l)
{
    struct tdxp_range range = l->version;
    uint64_t end;

    range.length = tdxp_clip(range.start, range.length, p->bytes.size);
    if (range.length == 0) {
        return;
    }
    if (tdxp_bytes_find(&p->bytes, range.start, range.start + range.length, "", 1, &end)) {
        range.length = end + 1 - range.start;
    }
    program_point(p, walked_field(l->header, "kernel_version"), range);
    program_bytes(p, p->node, TDXP_KIND_CONTENT, "version", "Version", range, &bzimage_doc_version)->note =
        program_text(p, range.start, range.length);
}

static void judge(struct program *p, const struct layout *l)
{
    struct tdxp_node *header = l->header;

    if (!tdxp_read_equals(&p->bytes, 0x200, "\xeb", 1) || l->header_end < 0x224) {
        tdxp_node_mark(p->tree, walked_field(header, "jump"), TDXP_MARK_INVALID, "it is no jump over a set-up header");
    }
    if (l->setup.length >= p->bytes.size) {
        tdxp_node_mark(p->tree, walked_field(header, "setup_sects"), TDXP_MARK_INVALID,
                       "the file has no byte behind that code");
    } else if (!tdxp_fits(l->kernel.start, l->kernel.length, p->bytes.size)) {
        tdxp_node_mark(p->tree, walked_field(header, "syssize"), TDXP_MARK_INVALID,
                       "the file ends before that: 0x%" PRIx64 " bytes are there", p->bytes.size - l->kernel.start);
    }
    if (l->payload.length > 0 && !tdxp_fits(l->payload.start, l->payload.length, p->bytes.size)) {
        tdxp_node_mark(p->tree, walked_field(header, "payload_length"), TDXP_MARK_INVALID, "the file ends before that");
    }
}

/* Where the fields lead: the kernel's first byte is its entry point for protected mode. */
static void link_fields(struct program *p, const struct layout *l)
{
    struct tdxp_node *address = walked_field(l->header, "pref_address");
    struct tdxp_node *size = walked_field(l->header, "init_size");

    if (l->kernel.start < p->bytes.size) {
        program_entry(p, walked_field(l->header, "code32_start"), l->kernel.start);
    }
    program_point(p, walked_field(l->header, "payload_offset"), l->payload);
    if (address && address->value != 0) {
        point_to_gpa(address, address->value, size ? size->value : 1);
    }
}

/* What stands at the start of the kernel for protected mode runs in protected mode until it has switched. */
static void decode_kernel(struct program *p, const struct layout *l)
{
    const struct tdxp_node *flags = walked_field(l->header, "xloadflags");
    struct tdxp_range start = {l->kernel.start, l->kernel.length < ENTRY_64 ? l->kernel.length : ENTRY_64};

    p->bits = TDXP_CODE_16;
    program_bytes(p, p->node, TDXP_KIND_CODE, "setup", "Code for real mode", l->setup, &bzimage_doc_setup_code);
    p->bits = flags && (flags->value & XLF_KERNEL_64) ? TDXP_CODE_64 : TDXP_CODE_32;
    program_bytes(p, p->node, TDXP_KIND_CODE, "kernel", "Code for protected mode", l->kernel, &bzimage_doc_kernel);
    p->bits = TDXP_CODE_32;
    program_bytes(p, p->node, TDXP_KIND_CODE, "entry-32", "32-bit entry point", start, &bzimage_doc_kernel);
    program_bytes(p, p->node, TDXP_KIND_CONTENT, "payload", "Packed kernel", l->payload, &bzimage_doc_payload);
}

void bzimage_decode(struct program *p)
{
    struct layout l = {.header = NULL};

    read_layout(p, &l);
    if (l.header_end < HEADER_FROM + 6u) {
        l.header_end = HEADER_FROM + 6u; /* the mark and the version are there, or it would be no kernel */
    }
    decode_header(p, &l);
    judge(p, &l);
    decode_version(p, &l);
    decode_kernel(p, &l);
    link_fields(p, &l);
    p->node->note =
        tdxp_tree_text(p->tree, "boot protocol %u.%02u", (unsigned)l.protocol >> 8, (unsigned)l.protocol & 0xff);
}
