/* Every node as JSON. */
#include "report/json.h"
#include "report/nodes.h"
#include "report/noted.h"
#include "tdxplore/report.h"

enum { VALUE_TEXT = 1024 };

static const char *kind_name(enum tdxp_kind kind)
{
    static const char *const names[] = {
        [TDXP_KIND_IMAGE] = "image", [TDXP_KIND_GROUP] = "group",   [TDXP_KIND_STRUCT] = "struct",
        [TDXP_KIND_FIELD] = "field", [TDXP_KIND_BITS] = "bits",     [TDXP_KIND_CONTENT] = "content",
        [TDXP_KIND_CODE] = "code",   [TDXP_KIND_LOOKUP] = "lookup", [TDXP_KIND_UNCLAIMED] = "unclaimed",
    };

    return names[kind];
}

static const struct {
    enum tdxp_mark mark;
    const char *name;
} mark_names[] = {
    {TDXP_MARK_TRUNCATED, "truncated"}, {TDXP_MARK_OUTSIDE, "outside"}, {TDXP_MARK_RESERVED, "reserved"},
    {TDXP_MARK_INVALID, "invalid"},     {TDXP_MARK_LIMIT, "limit"},     {TDXP_MARK_TAKEN, "taken"},
};

static json_t *mark_array(uint32_t marks)
{
    json_t *array = json_array();

    for (size_t i = 0; i < sizeof mark_names / sizeof mark_names[0]; i++) {
        if (marks & mark_names[i].mark) {
            json_array_append_new(array, json_string(mark_names[i].name));
        }
    }
    return array;
}

/* The value as a person reads it, and behind it the number where it is one. */
static void set_value(json_t *object, const struct tdxp_node *node)
{
    bool integer = node->field && node->field->type == TDXP_TYPE_UINT && node->length >= node->field->size;
    char text[VALUE_TEXT];

    tdxp_node_value(node, text, sizeof text);
    json_object_set_new(object, "value", json_text(text[0] ? text : NULL));
    json_object_set_new(object, "raw", integer ? json_hex(node->value) : json_null());
}

static json_t *gpa_object(const struct tdxp_node *node)
{
    if (node->gpa_size == 0) {
        return json_null();
    }
    return json_pack("{s:o, s:o}", "start", json_hex(node->gpa), "size", json_hex(node->gpa_size));
}

static json_t *target_object(const struct tdxp_target *target)
{
    json_t *object;

    if (target->kind == TDXP_TARGET_NONE) {
        return json_null();
    }
    object = json_pack("{s:s, s:o, s:o}", "kind", target->kind == TDXP_TARGET_GPA ? "gpa" : "bytes", "start",
                       json_hex(target->start), "length", json_hex(target->length));
    if (target->kind == TDXP_TARGET_BYTES && target->space) {
        json_object_set_new(object, "space", json_integer(target->space->id));
    }
    return object;
}

static json_t *packed_object(const struct tdxp_packed *packed)
{
    static const char *const states[] = {
        [TDXP_PACKED_CLOSED] = "closed", [TDXP_PACKED_OPEN] = "open", [TDXP_PACKED_FAILED] = "failed"};

    if (!packed) {
        return json_null();
    }
    return json_pack("{s:s, s:s}", "method", packed->method, "state", states[packed->state]);
}

static json_t *node_object(const struct tdxp_node *node)
{
    json_t *object = json_pack(
        "{s:I, s:o, s:I, s:o, s:s, s:o, s:o, s:I, s:o, s:o}", "id", (json_int_t)node->id, "parent",
        node->parent ? json_integer(node->parent->id) : json_null(), "depth", (json_int_t)node->depth, "path",
        json_path(node), "kind", kind_name(node->kind), "name", json_text(node->name), "note", json_text(node->note),
        "space", (json_int_t)node->space->id, "offset", json_hex(node->offset), "length", json_hex(node->length));

    if (!object) {
        return NULL;
    }
    set_value(object, node);
    json_object_set_new(object, "gpa", gpa_object(node));
    json_object_set_new(object, "target", target_object(&node->target));
    json_object_set_new(object, "section", node->section < 0 ? json_null() : json_integer(node->section));
    json_object_set_new(object, "packed", packed_object(node->packed));
    json_object_set_new(object, "marks", mark_array(node->marks));
    json_object_set_new(object, "remark", json_text(node->remark));
    json_object_set_new(object, "summary", json_text(node->doc ? node->doc->summary : NULL));
    return object;
}

/* With those of the node, where notes are asked for. */
static json_t *with_notes(json_t *object, const struct tdxp_noting *noting, const struct tdxp_node *node)
{
    json_t *array;
    const struct tdxp_noted *noted;
    size_t count;

    if (!noting) {
        return object;
    }
    array = json_array();
    noted = tdxp_noting_of(noting, node, &count);
    for (size_t i = 0; i < count; i++) {
        array = json_append(array, noted_object(noted[i].note));
    }
    return json_put(object, "notes", array);
}

/* One node at a time: a tree may have far more nodes than are wanted in memory twice. */
bool tdxp_report_tree_json(const struct tdxp_firmware *firmware, const struct tdxp_report_style *style, FILE *out)
{
    const struct tdxp_node *node = NULL;
    bool first = true;
    bool whole = true;

    fputs("{\"image\": ", out);
    whole = json_print_part(json_image(firmware), out);
    fputs(",\n\"spaces\": ", out);
    whole = json_print_part(json_spaces(firmware->tree), out) && whole;
    fputs(",\n\"nodes\": [", out);
    while (whole && (node = report_next_node(firmware->tree, style, node))) {
        fputs(first ? "\n" : ",\n", out);
        first = false;
        whole = json_print_part(with_notes(node_object(node), style->notes, node), out);
    }
    fputs("\n]}\n", out);
    return whole;
}
