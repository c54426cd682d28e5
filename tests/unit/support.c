/* What several unit tests share: images made in memory, real ones from disk, and what holds of every decoded image. */
#include "support.h"

#include <stdlib.h>
#include <string.h>

#include "tdxplore/sample.h"

void put_uint(uint8_t *at, unsigned width, uint64_t value)
{
    for (unsigned i = 0; i < width; i++) {
        at[i] = (uint8_t)(value >> (8 * i));
    }
}

uint8_t *exact_copy(const uint8_t *bytes, size_t size)
{
    uint8_t *copy = malloc(size);

    assert_non_null(copy);
    memcpy(copy, bytes, size);
    return copy;
}

char *exact_text(const uint8_t *bytes, size_t size)
{
    char *copy = malloc(size + 1);

    assert_non_null(copy);
    memcpy(copy, bytes, size);
    copy[size] = '\0';
    return copy;
}

uint8_t *file_bytes(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    uint8_t *bytes = NULL;
    long end;

    if (!file) {
        return NULL;
    }
    if (fseek(file, 0, SEEK_END) == 0 && (end = ftell(file)) > 0 && fseek(file, 0, SEEK_SET) == 0) {
        *size = (size_t)end;
        bytes = malloc(*size);
        if (bytes && fread(bytes, 1, *size, file) != *size) {
            free(bytes);
            bytes = NULL;
        }
    }
    fclose(file);
    return bytes;
}

uint8_t *sample_bytes(void)
{
    uint8_t *bytes = malloc(TDXP_SAMPLE_SIZE);

    assert_non_null(bytes);
    tdxp_sample_build(bytes);
    return bytes;
}

void put_volume_header(uint8_t *at, uint64_t length)
{
    static const struct tdxp_guid ffs2 =
        TDXP_GUID(0x8c8ce578, 0x8a3d, 0x4f1c, 0x99, 0x35, 0x89, 0x61, 0x85, 0xc3, 0x2d, 0xd3);
    uint16_t sum = 0;

    memset(at, 0, VOLUME_HEADER);
    memcpy(at + 0x10, ffs2.bytes, sizeof ffs2.bytes);
    put_uint(at + 0x20, 8, length);
    memcpy(at + 0x28, "_FVH", 4);
    put_uint(at + 0x30, 2, VOLUME_HEADER);
    at[0x37] = 2;
    put_uint(at + 0x38, 4, 1);
    put_uint(at + 0x3c, 4, length);
    for (size_t i = 0; i < VOLUME_HEADER; i += 2) {
        sum = (uint16_t)(sum + at[i] + (at[i + 1] << 8));
    }
    put_uint(at + 0x32, 2, (uint16_t)-sum);
}

/* splitmix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014). */
uint64_t random_next(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);

    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

uint64_t random_below(uint64_t *state, uint64_t limit)
{
    return random_next(state) % limit;
}

/* ---- images made in memory ---- */

struct plan plan_default(void)
{
    static const struct plan_section sections[] = {
        {0x8000, 0x8000, PLAN_GPA + 0x8000, 0x8000, TDXP_SECTION_BFV, TDXP_ATTRIBUTE_MR_EXTEND},
        {0x0, 0x4000, PLAN_GPA, 0x8000, TDXP_SECTION_CFV, 0},
        {0, 0, 0x810000, 0x10000, TDXP_SECTION_TEMP_MEM, 0},
        {0, 0, 0x809000, 0x2000, TDXP_SECTION_TD_HOB, 0},
    };

    return (struct plan){
        .size = PLAN_SIZE,
        .descriptor = PLAN_DESCRIPTOR,
        .sections = sections,
        .section_count = sizeof sections / sizeof sections[0],
    };
}

static void write_descriptor(uint8_t *at, const struct plan *plan)
{
    memcpy(at, "TDVF", 4);
    put_uint(at + 4, 4, 16 + 32 * plan->section_count);
    put_uint(at + 8, 4, 1);
    put_uint(at + 12, 4, plan->section_count);
    for (uint32_t i = 0; i < plan->section_count; i++) {
        const struct plan_section *s = &plan->sections[i];
        uint8_t *entry = at + 16 + 32 * (size_t)i;

        put_uint(entry, 4, s->data_offset);
        put_uint(entry + 4, 4, s->raw_data_size);
        put_uint(entry + 8, 8, s->memory_address);
        put_uint(entry + 16, 8, s->memory_data_size);
        put_uint(entry + 24, 4, s->type);
        put_uint(entry + 28, 4, s->attributes);
    }
}

/* Writes an entry that ends before end and returns where it starts. */
static uint8_t *write_entry(uint8_t *end, const struct tdxp_guid *guid, const uint8_t *data, uint16_t data_length)
{
    memcpy(end - 16, guid->bytes, 16);
    put_uint(end - 18, 2, 18u + data_length);
    if (data_length > 0) {
        memcpy(end - 18 - data_length, data, data_length);
    }
    return end - 18 - data_length;
}

static void write_table(uint8_t *bytes, const struct plan *plan)
{
    uint8_t *end = bytes + plan->size - 0x20;
    uint8_t *at = write_entry(end, &tdxp_guid_table_footer, NULL, 0);
    uint8_t from_end[4];

    if (!plan->no_tdx_entry) {
        put_uint(from_end, 4, plan->size - plan->descriptor);
        at = write_entry(at, &tdxp_guid_tdx_metadata_offset, from_end, 4);
    }
    for (uint32_t i = 0; i < plan->entry_count; i++) {
        at = write_entry(at, &plan->entries[i].guid, plan->entries[i].data, plan->entries[i].data_length);
    }
    put_uint(end - 18, 2, (uint64_t)(end - at));
}

uint8_t *plan_bytes(const struct plan *plan)
{
    uint8_t *bytes = calloc(1, plan->size);

    assert_non_null(bytes);
    if (!plan->no_descriptor) {
        write_descriptor(bytes + plan->descriptor, plan);
    }
    if (!plan->no_guid) {
        memcpy(bytes + plan->descriptor - 16, tdxp_guid_tdx_metadata.bytes, 16);
    }
    if (!plan->no_table) {
        write_table(bytes, plan);
    }
    if (!plan->no_legacy) {
        put_uint(bytes + plan->size - 0x20, 4, plan->descriptor);
    }
    return bytes;
}

/* ---- decoding ---- */

static struct decoded decode_image(struct tdxp_image *image)
{
    struct decoded d = {.image = image};
    struct tdxp_error err;

    d.fw = tdxp_firmware_decode(image, &err);
    if (!d.fw) {
        fail_msg("%s", err.text);
    }
    return d;
}

struct decoded decode_taken(uint8_t *bytes, size_t size)
{
    struct tdxp_error err;
    struct tdxp_image *image = tdxp_image_from_memory("test", bytes, size, &err);

    assert_non_null(image);
    return decode_image(image);
}

struct decoded decode_copy(const uint8_t *bytes, size_t size)
{
    return decode_taken(exact_copy(bytes, size), size);
}

struct decoded decode_plan(const struct plan *plan)
{
    return decode_taken(plan_bytes(plan), plan->size);
}

struct decoded decode_changed(uint64_t offset, unsigned width, uint64_t value)
{
    struct plan plan = plan_default();
    uint8_t *bytes = plan_bytes(&plan);

    put_uint(bytes + offset, width, value);
    return decode_taken(bytes, PLAN_SIZE);
}

struct decoded decode_file_or_skip(const char *path)
{
    struct tdxp_error err;
    struct tdxp_image *image = tdxp_image_open(path, NULL, &err);

    if (!image) {
        print_message("skipped: %s: %s\n", path, err.text);
        skip();
    }
    return decode_image(image);
}

struct decoded decode_data_or_skip(const char *name)
{
    const char *directory = getenv("TDXPLORE_TEST_DATA");
    char path[1024];

    if (!directory || !*directory) {
        print_message("skipped: TDXPLORE_TEST_DATA names no directory with %s\n", name);
        skip();
    }
    snprintf(path, sizeof path, "%s/%s", directory, name);
    return decode_file_or_skip(path);
}

void decoded_free(struct decoded *d)
{
    tdxp_firmware_free(d->fw);
    tdxp_image_close(d->image);
}

const struct tdxp_node *node_at(const struct decoded *d, const char *path)
{
    const struct tdxp_node *node = tdxp_tree_find(d->fw->tree, path);

    if (!node) {
        fail_msg("there is no node %s", path);
    }
    return node;
}

void assert_value(const struct decoded *d, const char *path, const char *expected)
{
    char text[256];

    tdxp_node_value(node_at(d, path), text, sizeof text);
    assert_string_equal(text, expected);
}

void assert_number(const struct decoded *d, const char *path, uint64_t expected)
{
    uint64_t value = node_at(d, path)->value;

    if (value != expected) {
        fail_msg("%s is 0x%llx, not 0x%llx", path, (unsigned long long)value, (unsigned long long)expected);
    }
}

void assert_marks(const struct decoded *d, const char *path, uint32_t expected)
{
    const struct tdxp_node *node = node_at(d, path);

    if (node->marks != expected) {
        fail_msg("%s has marks 0x%x, not 0x%x (%s)", path, (unsigned)node->marks, (unsigned)expected,
                 node->remark ? node->remark : "no remark");
    }
}

void assert_range(const struct decoded *d, const char *path, uint64_t offset, uint64_t length)
{
    const struct tdxp_node *node = node_at(d, path);

    if (node->offset != offset || node->length != length) {
        fail_msg("%s lies at 0x%llx+0x%llx, not 0x%llx+0x%llx", path, (unsigned long long)node->offset,
                 (unsigned long long)node->length, (unsigned long long)offset, (unsigned long long)length);
    }
}

static void assert_target(const struct decoded *d, const char *path, struct tdxp_target expected)
{
    const struct tdxp_target *target = &node_at(d, path)->target;

    if (target->kind != expected.kind || target->space != expected.space || target->start != expected.start ||
        target->length != expected.length) {
        fail_msg("%s leads to 0x%llx+0x%llx (kind %d), not 0x%llx+0x%llx (kind %d)", path,
                 (unsigned long long)target->start, (unsigned long long)target->length, (int)target->kind,
                 (unsigned long long)expected.start, (unsigned long long)expected.length, (int)expected.kind);
    }
}

void assert_leads_to_bytes(const struct decoded *d, const char *path, uint64_t start, uint64_t length)
{
    const struct tdxp_space *file = tdxp_tree_space(d->fw->tree, 0);

    assert_target(d, path, (struct tdxp_target){TDXP_TARGET_BYTES, file, start, length});
}

void assert_leads_to_gpa(const struct decoded *d, const char *path, uint64_t start, uint64_t length)
{
    assert_target(d, path, (struct tdxp_target){TDXP_TARGET_GPA, NULL, start, length});
}

void assert_leads_nowhere(const struct decoded *d, const char *path)
{
    assert_target(d, path, (struct tdxp_target){TDXP_TARGET_NONE, NULL, 0, 0});
}

void assert_no_node(const struct decoded *d, const char *path)
{
    if (tdxp_tree_find(d->fw->tree, path)) {
        fail_msg("there is a node %s", path);
    }
}

/* ---- what holds of every decoded image ---- */

enum { FEW_NODES = 3000 }; /* up to here every path is looked up, beyond that every so often */

static const char *links_fault(const struct tdxp_node *node)
{
    const struct tdxp_node *last = NULL;

    if (node->space->bytes.size < node->offset || node->length > node->space->bytes.size - node->offset) {
        return "a node reaches outside of its space";
    }
    if (!node->key || !node->name || !node->doc || !node->doc->summary) {
        return "a node lacks key, name or explanation";
    }
    if (node->section < -1) {
        return "a node has a section below -1";
    }
    for (const struct tdxp_node *child = node->child; child; child = child->next) {
        if (child->parent != node || child->prev != last || child->depth != node->depth + 1) {
            return "a child's links are wrong";
        }
        if (child->id <= (last ? last->id : node->id)) {
            return "ids are not in pre-order";
        }
        last = child;
    }
    return node->last_child == last ? NULL : "last_child is not the last child";
}

static const char *text_fault(const struct tdxp_tree *tree, const struct tdxp_node *node, bool find)
{
    char whole[512];
    char cut[8];
    size_t length;

    memset(cut, 'x', sizeof cut);
    tdxp_node_value(node, whole, sizeof whole);
    tdxp_node_value(node, cut, 5);
    if (strncmp(whole, cut, 4) != 0 || strlen(cut) > 4 || cut[5] != 'x') {
        return "a cut value is not the beginning of the whole one";
    }
    for (const char *p = whole; *p; p++) {
        if (*p < 0x20 || *p > 0x7e) {
            return "a value is not printable";
        }
    }
    length = tdxp_node_path(node, whole, sizeof whole);
    if (length != strlen(whole)) {
        return "a path's length is not what was returned";
    }
    tdxp_node_path(node, cut, 5);
    if (strncmp(whole, cut, 4) != 0 || strlen(cut) > 4 || cut[5] != 'x') {
        return "a cut path is not the beginning of the whole one";
    }
    if (find && tdxp_tree_find(tree, whole) != node) {
        return "a path does not lead to its node";
    }
    return NULL;
}

static const char *gpa_fault(const struct tdxp_firmware *fw, uint64_t offset)
{
    uint64_t size = tdxp_image_bytes(fw->image)->size;
    struct tdxp_gpa gpa;
    struct tdxp_gpa again;
    uint64_t back;
    int32_t section;

    if (offset >= size) {
        return tdxp_gpa_of_offset(fw, offset, &gpa) ? "a byte past the file's end has a GPA" : NULL;
    }
    if (!tdxp_gpa_by_section(fw, offset, &gpa)) {
        return NULL;
    }
    if (gpa.section < 0 || (uint32_t)gpa.section >= fw->tdvf->section_count) {
        return "a GPA is of a section that does not exist";
    }
    if (!tdxp_offset_of_gpa(fw, gpa.gpa, &back, &section)) {
        return "a byte that is copied to a GPA is not found there";
    }
    if (section < 0 || section > gpa.section || (section == gpa.section && back != offset)) {
        return "the way back from a GPA leads elsewhere";
    }
    return tdxp_gpa_by_section(fw, back, &again) ? NULL : "the way back leads to a byte of no section";
}

static const char *byte_fault(const struct decoded *d, const struct tdxp_space *space, uint64_t offset)
{
    const struct tdxp_tree *tree = d->fw->tree;
    const struct tdxp_node *at = tdxp_tree_at(tree, space, offset);
    uint64_t start;
    uint64_t length;
    bool run = tdxp_tree_run(tree, space, offset, &start, &length);

    if (offset >= space->bytes.size) {
        return at || run ? "the index answers past the end" : NULL;
    }
    if (!at || !run) {
        return "the index has no answer";
    }
    if (offset < at->offset || offset - at->offset >= at->length || at->kind == TDXP_KIND_BITS) {
        return "the index answers with a node that does not cover the byte";
    }
    if (offset < start || offset - start >= length || start < at->offset || start + length > at->offset + at->length) {
        return "the index gives a run that does not fit its node";
    }
    return space->id == 0 ? gpa_fault(d->fw, offset) : NULL;
}

const char *decoded_fault(const struct decoded *d)
{
    const struct tdxp_tree *tree = d->fw->tree;
    uint32_t count = tdxp_tree_count(tree);
    uint32_t step = count / FEW_NODES + 1;
    const char *fault = NULL;

    if (count == 0 || tdxp_tree_node(tree, 0) != tdxp_tree_root(tree) || tdxp_tree_node(tree, count)) {
        return "the root is not node 0, or there are more nodes than counted";
    }
    for (uint32_t i = 0; i < count && !fault; i++) {
        const struct tdxp_node *node = tdxp_tree_node(tree, i);

        fault = node && node->id == i ? links_fault(node) : "a node is not under its id";
        if (!fault) {
            fault = text_fault(tree, node, i % step == 0);
        }
        if (!fault && i % step == 0) {
            fault = byte_fault(d, node->space, node->offset);
        }
        if (!fault && i % step == 0) {
            fault = byte_fault(d, node->space, node->offset + node->length);
        }
        if (!fault && i % step == 0 && node->offset > 0) {
            fault = byte_fault(d, node->space, node->offset - 1);
        }
        if (!fault && (node->gpa != 0 || node->gpa_size != 0)) {
            uint64_t offset;
            int32_t section;

            tdxp_offset_of_gpa(d->fw, node->gpa, &offset, &section);
            tdxp_offset_of_gpa(d->fw, node->gpa + node->gpa_size, &offset, &section);
        }
    }
    return fault;
}

void assert_sound(const struct decoded *d)
{
    const char *fault = decoded_fault(d);

    if (fault) {
        fail_msg("%s", fault);
    }
}
