/* Small images to judge: building and judging them, and what holds of every judgement. */
#include "check_image.h"

#include <stdlib.h>
#include <string.h>

/* Sections that the image has room for, in this test code. */
enum { SECTIONS_MAX = 16 };

static const struct plan_section plain_sections[] = {
    {0x4000, 0xc000, IMAGE_GPA + 0x4000, 0xc000, TDXP_SECTION_BFV, TDXP_ATTRIBUTE_MR_EXTEND},
    {0x0000, 0x3000, IMAGE_GPA, 0x3000, TDXP_SECTION_CFV, 0},
    {0, 0, 0x810000, 0x10000, TDXP_SECTION_TEMP_MEM, 0},
    {0, 0, 0x809000, 0x2000, TDXP_SECTION_TD_HOB, 0},
};

enum { PLAIN_SECTIONS = sizeof plain_sections / sizeof plain_sections[0] };

/* A volume of variables: 0x48 bytes of header, FvLength as far as the CFV goes, a Checksum that fits. */
static void put_volume(uint8_t *at, uint64_t length)
{
    static const uint8_t variables[16] = {0x8d, 0x2b, 0xf1, 0xff, 0x96, 0x76, 0x8b, 0x4c,
                                          0xa9, 0x85, 0x27, 0x47, 0x07, 0x5b, 0x4f, 0x50};
    uint16_t sum = 0;

    memcpy(at + 0x10, variables, sizeof variables);
    put_uint(at + 0x20, 8, length);
    memcpy(at + 0x28, "_FVH", 4);
    put_uint(at + 0x2c, 4, 0x4feff);
    put_uint(at + 0x30, 2, 0x48);
    at[0x37] = 2;
    put_uint(at + 0x38, 4, length / 0x1000);
    put_uint(at + 0x3c, 4, 0x1000);
    for (unsigned i = 0; i < 0x48; i += 2) {
        sum = (uint16_t)(sum + at[i] + (at[i + 1] << 8));
    }
    put_uint(at + 0x32, 2, (uint16_t)-sum);
}

/* Zeros before and behind, or only the last bytes. Frees bytes. */
static uint8_t *resized(uint8_t *bytes, uint64_t *size, uint64_t front, uint64_t behind, uint64_t last)
{
    uint64_t skipped = last ? *size - last : 0;
    uint64_t kept = *size - skipped;
    uint8_t *other = calloc(1, front + kept + behind);

    assert_non_null(other);
    memcpy(other + front, bytes + skipped, kept);
    free(bytes);
    *size = front + kept + behind;
    return other;
}

/* What the changes ask of the plan. */
static void change_plan(struct plan *plan, struct plan_section *sections, const struct image_change *const *list,
                        size_t count)
{
    for (size_t i = 0; i < count; i++) {
        plan->no_table |= list[i]->no_table;
        plan->no_legacy |= list[i]->no_legacy;
        plan->no_guid |= list[i]->no_guid;
        plan->descriptor = list[i]->descriptor ? list[i]->descriptor : plan->descriptor;
        if (list[i]->add_section) {
            assert_true(plan->section_count < SECTIONS_MAX);
            sections[plan->section_count++] = list[i]->add;
        }
    }
}

void move_back(uint8_t *bytes, uint64_t front)
{
    const uint64_t places[] = {FIELD_AT(0, DATA_OFFSET), FIELD_AT(1, DATA_OFFSET), TABLE_END};
    struct tdxp_bytes view = {bytes, front + IMAGE_SIZE};

    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        uint32_t offset = 0;

        assert_true(tdxp_read_u32(&view, front + places[i], &offset));
        put_uint(bytes + front + places[i], 4, offset + front);
    }
}

static void change_bytes(uint8_t *bytes, const struct image_change *change)
{
    if (change->volume) {
        put_volume(bytes, plain_sections[1].raw_data_size);
    }
    if (change->edit) {
        change->edit(bytes);
    }
    for (const struct poke *poke = change->pokes; poke->width > 0; poke++) {
        put_uint(bytes + poke->offset, poke->width, poke->value);
    }
}

static uint8_t *change_size(uint8_t *bytes, uint64_t *size, const struct image_change *change)
{
    if (change->front || change->behind || change->last) {
        bytes = resized(bytes, size, change->front, change->behind, change->last);
    }
    if (change->front) {
        move_back(bytes, change->front);
    }
    return bytes;
}

uint8_t *changed_bytes(const char *first, const char *second, uint64_t *size)
{
    struct plan_section sections[SECTIONS_MAX];
    struct plan plan = {
        .size = IMAGE_SIZE, .descriptor = DESCRIPTOR, .sections = sections, .section_count = PLAIN_SECTIONS};
    const struct image_change *list[2];
    size_t count = 0;
    uint8_t *bytes;

    if (first) {
        list[count++] = change_find(first);
    }
    if (second) {
        list[count++] = change_find(second);
    }
    memcpy(sections, plain_sections, sizeof plain_sections);
    change_plan(&plan, sections, list, count);
    bytes = plan_bytes(&plan);
    *size = plan.size;
    for (size_t i = count; i > 0; i--) {
        change_bytes(bytes, list[i - 1]);
    }
    for (size_t i = count; i > 0; i--) {
        bytes = change_size(bytes, size, list[i - 1]);
    }
    return bytes;
}

struct judged judge_image(struct tdxp_image *image)
{
    struct judged j = {.image = image};
    struct tdxp_error err;

    j.firmware = tdxp_firmware_decode(image, &err);
    assert_non_null(j.firmware);
    j.result = tdxp_check(j.firmware, &err);
    assert_non_null(j.result);
    return j;
}

struct judged judge_changed(const char *first, const char *second)
{
    struct tdxp_error err;
    uint64_t size;
    uint8_t *bytes = changed_bytes(first, second, &size);
    struct tdxp_image *image = tdxp_image_from_memory("test", bytes, size, &err);

    assert_non_null(image);
    return judge_image(image);
}

void judged_free(struct judged *j)
{
    tdxp_check_free(j->result);
    tdxp_firmware_free(j->firmware);
    tdxp_image_close(j->image);
}

static void append(char *text, size_t size, const char *word)
{
    size_t used = strlen(text);

    snprintf(text + used, size - used, "%s%s", used ? " " : "", word);
}

const char *rules_of(const struct tdxp_check_result *result, char *text, size_t size)
{
    text[0] = '\0';
    for (size_t i = 0; i < result->count; i++) {
        if (i == 0 || result->findings[i].rule != result->findings[i - 1].rule) {
            append(text, size, result->findings[i].rule->id);
        }
    }
    return text;
}

const char *refusers_of(const struct tdxp_check_result *result, char *text, size_t size)
{
    text[0] = '\0';
    for (size_t i = 0; i < result->verdict_count; i++) {
        if (!result->verdicts[i].accepts) {
            append(text, size, result->verdicts[i].consumer->key);
        }
    }
    return text;
}

const struct tdxp_verdict *verdict_of(const struct tdxp_check_result *result, const char *key)
{
    int number = tdxp_consumer_find(key);

    assert_true(number >= 0);
    return &result->verdicts[number];
}

static const char *finding_contradiction(const struct tdxp_finding *f, uint64_t size)
{
    if (f->length == 0 || f->offset >= size || f->length > size - f->offset) {
        return "a finding does not lie in the file";
    }
    if (!f->node || !f->message || !f->message[0] || f->severity != f->rule->severity) {
        return "a finding has no node, no message, or another severity than its rule";
    }
    for (const char *c = f->message; *c; c++) {
        if (*c < ' ' || *c > '~') {
            return "a message has a character that is not printable ASCII";
        }
    }
    if (strcmp(f->rule->id, "TDVF-C-001") == 0) {
        return "a consumer's condition has no rule of its own";
    }
    return NULL;
}

static const char *verdict_contradiction(const struct tdxp_verdict *v, uint32_t named, uint32_t bit)
{
    if (v->accepts) {
        return (named & bit) || v->reason || v->rule || v->finding
                   ? "a consumer accepts, and a finding says that it refuses"
                   : NULL;
    }
    if (!(named & bit) || !v->reason || !v->reason[0] || !v->finding || !v->condition) {
        return "a consumer refuses, and no finding says so";
    }
    if (!(v->finding->refused_by & bit) || v->rule != v->finding->rule || v->node != v->finding->node) {
        return "the finding of a verdict does not name its consumer, or is another than the verdict's";
    }
    return strchr(v->reason, '{') && !strstr(v->reason, "TdxMetadataDescriptor {")
               ? "a reason has a value that was not put in"
               : NULL;
}

const char *contradiction(const struct judged *j)
{
    const struct tdxp_check_result *r = j->result;
    uint64_t size = tdxp_image_bytes(j->image)->size;
    const char *what = NULL;
    uint32_t named = 0;

    for (size_t i = 0; !what && i < r->count; i++) {
        named |= r->findings[i].refused_by;
        what = finding_contradiction(&r->findings[i], size);
        if (i > 0 && r->findings[i - 1].offset > r->findings[i].offset) {
            what = "findings are not in the order of their bytes";
        }
    }
    for (size_t i = 0; !what && i < r->verdict_count; i++) {
        what = verdict_contradiction(&r->verdicts[i], named, UINT32_C(1) << i);
    }
    return what;
}

void assert_no_contradiction(const struct judged *j)
{
    const char *what = contradiction(j);

    if (what) {
        fail_msg("%s", what);
    }
}
