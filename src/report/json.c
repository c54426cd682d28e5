/* What the JSON reports have in common. */
#include "report/json.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "image/digest.h"
#include "report/totals.h"
#include "tdxplore/report.h"
#include "tdxplore/text.h"

json_t *json_hex(uint64_t value)
{
    return json_sprintf("0x%" PRIx64, value);
}

static json_t *escaped_text(const char *text)
{
    size_t length = strlen(text);
    size_t size = length * TDXP_ESCAPE_MAX + 1;
    char *escaped = malloc(size);
    json_t *value;

    if (!escaped) {
        return NULL;
    }
    tdxp_escape_utf8(text, length, escaped, size);
    value = json_string(escaped);
    free(escaped);
    return value;
}

json_t *json_text(const char *text)
{
    if (!text) {
        return json_null();
    }
    return tdxp_is_utf8(text, strlen(text)) ? json_string(text) : escaped_text(text);
}

json_t *json_append(json_t *array, json_t *value)
{
    if (json_array_append_new(array, value) == 0) {
        return array;
    }
    json_decref(array);
    return NULL;
}

json_t *json_put(json_t *object, const char *key, json_t *value)
{
    if (json_object_set_new(object, key, value) == 0) {
        return object;
    }
    json_decref(object);
    return NULL;
}

json_t *json_path(const struct tdxp_node *node)
{
    json_t *value;
    size_t length;
    char *path;

    if (!node) {
        return json_null();
    }
    length = tdxp_node_path(node, NULL, 0);
    path = malloc(length + 1);
    if (!path) {
        return NULL;
    }
    tdxp_node_path(node, path, length + 1);
    value = json_text(path);
    free(path);
    return value;
}

static json_t *hash_text(const struct tdxp_bytes *bytes)
{
    char sha256[SHA256_TEXT];

    if (bytes->size > TDXP_REPORT_HASH_LIMIT || !digest_sha256(bytes, sha256)) {
        return json_null();
    }
    return json_string(sha256);
}

json_t *json_files(const struct tdxp_image *image)
{
    size_t count;
    const struct tdxp_image_part *parts = tdxp_image_parts(image, &count);
    json_t *array = json_array();

    for (size_t i = 0; i < count; i++) {
        array = json_append(array, json_pack("{s:o, s:o, s:o}", "path", json_text(parts[i].name), "offset",
                                             json_hex(parts[i].range.start), "size", json_hex(parts[i].range.length)));
    }
    return array;
}

json_t *json_image(const struct tdxp_firmware *firmware)
{
    const struct tdxp_bytes *bytes = tdxp_image_bytes(firmware->image);
    uint64_t start = tdxp_tree_space(firmware->tree, 0)->image.start;
    struct tdxp_gpa first;

    return json_pack("{s:o, s:o, s:s, s:o, s:s, s:o, s:o, s:o}", "name", json_text(tdxp_image_name(firmware->image)),
                     "files", json_files(firmware->image), "kind", firmware->kind->key, "inner_kind",
                     json_text(firmware->inner ? firmware->inner->key : NULL), "kind_name",
                     tdxp_tree_root(firmware->tree)->note, "size", json_hex(bytes->size), "sha256", hash_text(bytes),
                     "bios_gpa", tdxp_gpa_by_bios(firmware, start, &first) ? json_hex(first.gpa) : json_null());
}

json_t *json_totals(const struct tdxp_firmware *firmware, enum tdxp_guest guest)
{
    struct total totals[TOTALS];
    json_t *object = json_object();

    totals_of(firmware, guest, totals);
    for (unsigned i = 0; i < TOTALS; i++) {
        object = json_put(object, totals[i].key, json_hex(totals[i].bytes));
    }
    return object;
}

void json_problem(void *context, const struct tdxp_node *node, const char *text)
{
    json_array_append_new(context, json_pack("{s:o, s:o}", "path", json_path(node), "message", json_text(text)));
}

static int write_part(const char *text, size_t length, void *context)
{
    /* An error of the stream is seen in the stream; the rest of the value is worked off all the same. */
    fwrite(text, 1, length, context);
    return 0;
}

bool json_print(const json_t *value, size_t indent, FILE *out)
{
    if (!value) {
        return false;
    }
    return json_dump_callback(value, write_part, out, JSON_ENSURE_ASCII | JSON_INDENT(indent & 31)) == 0;
}

bool json_print_part(json_t *value, FILE *out)
{
    bool whole = json_print(value, 0, out);

    json_decref(value);
    return whole;
}

json_t *json_spaces(const struct tdxp_tree *tree)
{
    json_t *array = json_array();
    const struct tdxp_space *space;

    for (unsigned id = 0; (space = tdxp_tree_space(tree, id)); id++) {
        json_array_append_new(array,
                              json_pack("{s:I, s:o, s:o, s:o}", "id", (json_int_t)id, "name", json_text(space->name),
                                        "size", json_hex(space->bytes.size), "origin", json_path(space->origin)));
    }
    return array;
}
