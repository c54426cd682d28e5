/* The data of variables that are known. */
#include <inttypes.h>

#include "format/varstore.h"
#include "format/varstore_value.h"
#include "format/walker.h"
#include "tdxplore/text.h"

enum {
    TEXT_MAX = 256, /* characters of a text that are shown */
    SHOWN_MAX = 8,  /* options of an order that are listed behind its name */
};

bool varstore_text_decode(const struct ffs_walk *w, struct tdxp_node *data)
{
    uint8_t raw[TEXT_MAX];
    char shown[TEXT_MAX * TDXP_ESCAPE_MAX + 1];
    size_t got =
        tdxp_read_some(w->bytes, data->offset, raw, data->length < sizeof raw ? (size_t)data->length : sizeof raw);
    size_t length = 0;

    while (length < got && raw[length] != 0) {
        length++;
    }
    tdxp_escape(raw, length, shown, sizeof shown);
    data->note = tdxp_tree_text(w->tree, "\"%s\"%s", shown, length == got && got < data->length ? "..." : "");
    return true;
}

/* The numbers of options, as a person reads them. */
static void note_options(const struct ffs_walk *w, struct tdxp_node *data)
{
    const char *text = "";
    uint16_t number = 0;
    uint64_t count = data->length / value_format_option.size;

    for (uint64_t i = 0; i < count && i < SHOWN_MAX; i++) {
        tdxp_read_u16(w->bytes, data->offset + i * value_format_option.size, &number);
        text = tdxp_tree_text(w->tree, "%s%s%04" PRIX16, text, i ? ", " : "", number);
    }
    data->note = count > SHOWN_MAX ? tdxp_tree_text(w->tree, "%s, ...", text) : text;
}

/* A structure of one field is shown as that field alone. */
static void add_element(const struct ffs_walk *w, struct tdxp_node *data, const struct tdxp_format *format,
                        uint64_t index, uint64_t at)
{
    bool single = !format->fields[1].name;
    const char *key = tdxp_tree_text(w->tree, "%s[%" PRIu64 "]", single ? format->fields[0].name : "entry", index);
    struct tdxp_node *node;

    if (single) {
        node = walk_field(w->tree, data, &format->fields[0], at);
        node->key = node->name = key;
    } else {
        node = walk_struct(w->tree, data, format, key, tdxp_tree_text(w->tree, "Entry %" PRIu64, index), at);
    }
    volume_nodes_add(w->volumes, node);
}

static void decode_row(const struct ffs_walk *w, struct tdxp_node *data, const struct tdxp_format *format)
{
    uint64_t count = data->length / format->size;

    for (uint64_t i = 0; i < count && volume_nodes_left(w->tree, data, w->volumes); i++) {
        add_element(w, data, format, i, data->offset + i * format->size);
    }
    if (data->length % format->size != 0) {
        tdxp_node_mark(w->tree, data, TDXP_MARK_INVALID, "not a multiple of the %u bytes of an entry",
                       (unsigned)format->size);
    }
}

static void decode_fields(const struct ffs_walk *w, struct tdxp_node *data, const struct tdxp_format *format)
{
    if (data->length < format->size) {
        tdxp_node_mark(w->tree, data, TDXP_MARK_INVALID, "%u bytes are expected", (unsigned)format->size);
        return;
    }
    walk_fields(w->tree, data, format, data->offset);
}

bool varstore_value_decode(const struct ffs_walk *w, struct tdxp_node *data, const struct varstore_known *known)
{
    if (known->decode) {
        return known->decode(w, data);
    }
    if (known->format && known->repeated) {
        decode_row(w, data, known->format);
    } else if (known->format) {
        decode_fields(w, data, known->format);
    }
    if (known->format == &value_format_option) {
        note_options(w, data);
    }
    return true;
}
