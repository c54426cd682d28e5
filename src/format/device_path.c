/* Device paths: where a device or a file is, as UEFI says it. */
#include "format/device_path.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "format/walker.h"
#include "format/wide.h"
#include "tdxplore/guid.h"

enum {
    HEADER = 4,          /* of a node */
    PATH_MAX_TEXT = 400, /* characters of the text of all nodes together */
};

/* A node while it is being decoded. */
struct step {
    const struct ffs_walk *w;
    struct tdxp_node *node;
    const struct device_path_kind *kind; /* NULL where it is not known */
    uint64_t data, length;               /* what follows the common header */
    uint8_t type, sub_type;
};

static const struct device_path_kind *find_kind(uint8_t type, uint8_t sub_type)
{
    for (const struct device_path_kind *kind = device_path_kinds; kind->name; kind++) {
        if (kind->type == type && kind->sub_type == sub_type) {
            return kind;
        }
    }
    return NULL;
}

/* ---- text ---- */

/* The value of a field of the step; 0 where it has none of that name. */
static uint64_t field_value(const struct step *s, const char *name)
{
    const struct tdxp_node *field = walked_field(s->node, name);

    return field ? field->value : 0;
}

static const char *pci_text(const struct step *s)
{
    return tdxp_tree_text(s->w->tree, "Pci(0x%" PRIx64 ",0x%" PRIx64 ")", field_value(s, "Device"),
                          field_value(s, "Function"));
}

/* A compressed EISA ID of the maker PNP is written by its number; the roots of PCI have names of their own. */
static const char *acpi_text(const struct step *s)
{
    static const struct {
        uint64_t hid;
        const char *name;
    } roots[] = {{0x0a0341d0, "PciRoot"}, {0x0a0841d0, "PcieRoot"}};
    uint64_t hid = field_value(s, "HID");
    uint64_t uid = field_value(s, "UID");

    for (size_t i = 0; i < sizeof roots / sizeof roots[0]; i++) {
        if (roots[i].hid == hid) {
            return tdxp_tree_text(s->w->tree, "%s(0x%" PRIx64 ")", roots[i].name, uid);
        }
    }
    if ((hid & 0xffff) == 0x41d0) {
        return tdxp_tree_text(s->w->tree, "Acpi(PNP%04" PRIX64 ",0x%" PRIx64 ")", hid >> 16, uid);
    }
    return tdxp_tree_text(s->w->tree, "Acpi(0x%08" PRIx64 ",0x%" PRIx64 ")", hid, uid);
}

static const char *mac_text(const struct step *s)
{
    uint8_t mac[6] = {0};

    tdxp_read_some(s->w->bytes, s->data, mac, sizeof mac);
    return tdxp_tree_text(s->w->tree, "MAC(%02x%02x%02x%02x%02x%02x,0x%" PRIx64 ")", mac[0], mac[1], mac[2], mac[3],
                          mac[4], mac[5], field_value(s, "IfType"));
}

static const char *uart_text(const struct step *s)
{
    static const char parities[] = "DNEOMS";
    static const char *const stops[] = {"D", "1", "1.5", "2"};
    uint64_t parity = field_value(s, "Parity");
    uint64_t stop = field_value(s, "StopBits");

    return tdxp_tree_text(s->w->tree, "Uart(%" PRIu64 ",%" PRIu64 ",%c,%s)", field_value(s, "BaudRate"),
                          field_value(s, "DataBits"), parity < sizeof parities - 1 ? parities[parity] : '?',
                          stop < sizeof stops / sizeof stops[0] ? stops[stop] : "?");
}

static const char *hard_drive_text(const struct step *s)
{
    enum { SIGNATURE_AT = 20, MBR = 1, GPT = 2 };
    uint64_t form = field_value(s, "MBRType");
    uint32_t number = 0;
    struct tdxp_guid guid = {{0}};
    char signature[TDXP_GUID_TEXT];

    if (form == MBR) {
        tdxp_read_u32(s->w->bytes, s->data + SIGNATURE_AT, &number);
        snprintf(signature, sizeof signature, "0x%08" PRIx32, number);
    } else {
        tdxp_read_guid(s->w->bytes, s->data + SIGNATURE_AT, &guid);
        tdxp_guid_format(&guid, signature);
    }
    return tdxp_tree_text(s->w->tree, "HD(%" PRIu64 ",%s,%s,0x%" PRIx64 ",0x%" PRIx64 ")",
                          field_value(s, "PartitionNumber"),
                          form == MBR   ? "MBR"
                          : form == GPT ? "GPT"
                                        : "?",
                          signature, field_value(s, "PartitionStart"), field_value(s, "PartitionSize"));
}

/* Names of directories and files, which backslashes part: those that stand for one are not doubled. */
static const char *file_text(const struct step *s)
{
    const char *from = wide_text(s->w->tree, s->w->bytes, s->data, s->length);
    char *text = tdxp_tree_alloc(s->w->tree, strlen(from) + 1, 1);
    char *to = text;

    if (!text) {
        return "";
    }
    while (*from) {
        from += from[0] == '\\' && from[1] == '\\';
        *to++ = *from++;
    }
    return text;
}

/* The fields as they stand, in their order; dots where the kind is not taken apart. */
static const char *generic_text(const struct step *s)
{
    const char *text = tdxp_tree_text(s->w->tree, "%s(", s->kind->text);
    const char *separator = "";
    struct tdxp_guid guid;
    char canonical[TDXP_GUID_TEXT];

    for (const struct tdxp_node *field = s->node->child; field && s->kind->format; field = field->next) {
        if (field->offset < s->data || !field->field) {
            continue;
        }
        if (field->field->type == TDXP_TYPE_GUID && tdxp_read_guid(s->w->bytes, field->offset, &guid)) {
            tdxp_guid_format(&guid, canonical);
            text = tdxp_tree_text(s->w->tree, "%s%s%s", text, separator, canonical);
        } else {
            text = tdxp_tree_text(s->w->tree, "%s%s0x%" PRIx64, text, separator, field->value);
        }
        separator = ",";
    }
    return tdxp_tree_text(s->w->tree, "%s%s)", text, s->kind->format || s->length == 0 ? "" : "...");
}

static const char *step_text(const struct step *s)
{
    static const struct {
        uint8_t type, sub_type;
        const char *(*text)(const struct step *s);
    } rows[] = {
        {0x01, 0x01, pci_text},  {0x02, 0x01, acpi_text},       {0x03, 0x0b, mac_text},
        {0x03, 0x0e, uart_text}, {0x04, 0x01, hard_drive_text}, {0x04, 0x04, file_text},
    };

    if (!s->kind) {
        return tdxp_tree_text(s->w->tree, "Path(%u,%u%s)", s->type, s->sub_type, s->length > 0 ? ",..." : "");
    }
    if (s->kind->format && s->length < s->kind->format->size) {
        return tdxp_tree_text(s->w->tree, "%s(?)", s->kind->text);
    }
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (rows[i].type == s->type && rows[i].sub_type == s->sub_type) {
            return rows[i].text(s);
        }
    }
    return generic_text(s);
}

/* ---- nodes ---- */

static void add_step_data(const struct step *s)
{
    const struct tdxp_format *format = s->kind ? s->kind->format : NULL;
    uint64_t known = 0;

    if (format && s->length >= format->size) {
        walk_fields(s->w->tree, s->node, format, s->data);
        known = format->size;
    } else if (format) {
        tdxp_node_mark(s->w->tree, s->node, TDXP_MARK_INVALID, "too short for the fields of its kind");
    }
    if (s->length > known) {
        tdxp_tree_add(s->w->tree, s->node, TDXP_KIND_CONTENT, "data", "Data", s->data + known, s->length - known,
                      &device_path_doc_data);
    }
}

/* Add the node at at; size is its Length, which is not beyond what is left. */
static const char *add_step(const struct ffs_walk *w, struct tdxp_node *parent, uint32_t index, uint64_t at,
                            uint16_t size)
{
    struct step s = {.w = w, .data = at + HEADER, .length = size - (uint64_t)HEADER};
    const char *text = "";

    tdxp_read_u8(w->bytes, at, &s.type);
    tdxp_read_u8(w->bytes, at + 1, &s.sub_type);
    s.kind = find_kind(s.type, s.sub_type);
    s.node = tdxp_tree_add(w->tree, parent, TDXP_KIND_STRUCT, tdxp_tree_text(w->tree, "node[%" PRIu32 "]", index),
                           s.kind ? s.kind->name : "Unknown node", at, size, &device_path_doc_node);
    walk_fields(w->tree, s.node, &device_path_format_header, at);
    add_step_data(&s);
    if (s.type != DEVICE_PATH_END) {
        text = step_text(&s);
        s.node->note = text;
    }
    volume_nodes_add(w->volumes, s.node);
    return text;
}

/* Put text behind what is there, up to a limit. */
static void append(char *path, const char *separator, const char *text)
{
    size_t used = strlen(path);

    if (used + 8 < PATH_MAX_TEXT) {
        int length = snprintf(path + used, PATH_MAX_TEXT - used, "%s%s", separator, text);

        if (length < 0 || (size_t)length >= PATH_MAX_TEXT - used) {
            snprintf(path + PATH_MAX_TEXT - 4, 4, "...");
        }
    }
}

static void add_rest(const struct ffs_walk *w, struct tdxp_node *parent, uint64_t at, uint64_t end, const char *why)
{
    struct tdxp_node *rest =
        ffs_content(w, parent, "rest", "Bytes that are no node", at, end - at, &device_path_doc_rest);

    tdxp_node_mark(w->tree, rest, TDXP_MARK_INVALID, "%s", why);
}

const char *device_path_decode(const struct ffs_walk *w, struct tdxp_node *parent, uint64_t start, uint64_t length)
{
    uint64_t end = start + length;
    uint64_t at = start;
    char path[PATH_MAX_TEXT] = "";
    const char *separator = "";
    bool ended = false;

    for (uint32_t i = 0; at < end && !ended; i++) {
        uint16_t size = 0;
        uint8_t kind[2] = {0, 0};
        const char *text;

        if (!volume_nodes_left(w->tree, parent, w->volumes)) {
            return tdxp_tree_text(w->tree, "%s", path);
        }
        tdxp_read_u16(w->bytes, at + 2, &size);
        if (end - at < HEADER || size < HEADER || size > end - at) {
            add_rest(w, parent, at, end, end - at < HEADER ? "too few for a node" : "a node of an impossible length");
            return tdxp_tree_text(w->tree, "%s", path);
        }
        tdxp_read_some(w->bytes, at, kind, sizeof kind);
        text = add_step(w, parent, i, at, size);
        ended = kind[0] == DEVICE_PATH_END && kind[1] == 0xff;
        if (kind[0] == DEVICE_PATH_END) {
            separator = ", ";
        } else {
            append(path, separator, text);
            separator = "/";
        }
        at += size;
    }
    if (at < end) {
        add_rest(w, parent, at, end, "behind the last node of the path");
    } else if (!ended) {
        tdxp_node_mark(w->tree, parent, TDXP_MARK_INVALID, "no last node ends the path");
    }
    return tdxp_tree_text(w->tree, "%s", path);
}

bool device_path_decode_data(const struct ffs_walk *w, struct tdxp_node *data)
{
    data->note = device_path_decode(w, data, data->offset, data->length);
    return true;
}
