/* Correct values that findings compute: put where they belong, they make the finding go away. */
#include <stdlib.h>
#include <string.h>

#include "check_image.h"
#include "tdxplore/edit.h"
#include "tdxplore/gallery.h"

/* The finding of that rule about the node of that path, or NULL. */
static const struct tdxp_finding *same_finding(const struct judged *j, const char *rule, const char *path)
{
    for (size_t i = 0; i < j->result->count; i++) {
        char other[256];

        tdxp_node_path(j->result->findings[i].node, other, sizeof other);
        if (strcmp(j->result->findings[i].rule->id, rule) == 0 && strcmp(other, path) == 0) {
            return &j->result->findings[i];
        }
    }
    return NULL;
}

/* The image with the value of a finding put where it belongs. */
static struct judged fixed(const struct judged *j, const struct tdxp_finding *finding)
{
    const struct tdxp_bytes *old = tdxp_image_bytes(j->image);
    const struct tdxp_node *node = finding->fix_node;
    uint8_t *bytes = exact_copy(old->data, (size_t)old->size);
    char text[64];

    assert_true(tdxp_edit_fix(j->result, node, text, sizeof text, NULL));
    assert_true(tdxp_edit_parse(node, text, bytes + node->offset, NULL));
    for (uint64_t i = 0; i < node->length; i++) {
        assert_int_equal(bytes[node->offset + i], (uint8_t)(finding->fix_value >> 8 * i));
    }
    return judge_image(tdxp_image_from_memory("fixed", bytes, old->size, NULL));
}

/* Try every finding that has a value; returns how many had one. */
static size_t try_all(struct judged j, const char *name)
{
    size_t tried = 0;

    for (size_t i = 0; i < j.result->count; i++) {
        const struct tdxp_finding *finding = &j.result->findings[i];
        char path[256];
        struct judged after;

        if (!finding->fix_node) {
            continue;
        }
        assert_non_null(finding->fix);
        tdxp_node_path(finding->node, path, sizeof path);
        if (finding->fix_node->space->id != 0) {
            continue;
        }
        after = fixed(&j, finding);
        if (same_finding(&after, finding->rule->id, path)) {
            fail_msg("%s: %s about %s is still there", name, finding->rule->id, path);
        }
        judged_free(&after);
        tried++;
    }
    judged_free(&j);
    return tried;
}

static void value_of_a_finding_makes_it_go_away_in_every_gallery_image(void **state)
{
    size_t count;
    const struct tdxp_gallery_image *images = tdxp_gallery(&count);
    size_t tried = 0;

    (void)state;
    for (size_t i = 0; i < count; i++) {
        uint64_t size;
        uint8_t *bytes = tdxp_gallery_build(&images[i], &size, NULL);

        tried += try_all(judge_image(tdxp_image_from_memory(images[i].name, bytes, size, NULL)), images[i].name);
    }
    assert_true(tried > 30);
}

static void value_of_a_finding_makes_it_go_away_in_every_small_image(void **state)
{
    size_t count;
    const struct image_change *all = changes(&count);
    size_t tried = 0;

    (void)state;
    for (size_t i = 0; i < count; i++) {
        tried += try_all(judge_changed(all[i].name, NULL), all[i].name);
    }
    assert_true(tried > 20);
}

/* The value that is offered for a node of a gallery image, or "". */
static const char *offered(const char *name, const char *path, char *text, size_t size)
{
    uint64_t length;
    uint8_t *bytes = tdxp_gallery_build(tdxp_gallery_find(name), &length, NULL);
    struct judged j = judge_image(tdxp_image_from_memory(name, bytes, length, NULL));
    const struct tdxp_node *node = tdxp_tree_find(j.firmware->tree, path);
    const struct tdxp_finding *finding = NULL;

    assert_non_null(node);
    text[0] = '\0';
    if (tdxp_edit_fix(j.result, node, text, size, &finding)) {
        assert_ptr_equal(finding->fix_node, node);
    }
    judged_free(&j);
    return text;
}

static void values_are_offered_as_their_field_is_typed(void **state)
{
    char text[64];

    (void)state;
    assert_string_equal(offered("signature", "tdvf/Signature", text, sizeof text), "hex:54 44 56 46");
    assert_string_equal(offered("version", "tdvf/Version", text, sizeof text), "1");
    assert_string_equal(offered("length", "tdvf/Length", text, sizeof text), "0x110");
    assert_string_equal(offered("no-sections", "tdvf/NumberOfSectionEntry", text, sizeof text), "8");
    assert_string_equal(offered("length", "tdvf/Version", text, sizeof text), "");
    assert_string_equal(offered("length", "tdvf", text, sizeof text), "");
    assert_string_equal(offered("signature", "tdvf/Signature", text, 5), "hex:");
}

static void worst_finding_counts(void **state)
{
    struct judged j = judge_changed(NULL, NULL);
    const struct tdxp_node *node = tdxp_tree_find(j.firmware->tree, "tdvf/Length");
    const struct tdxp_finding findings[] = {
        {.severity = TDXP_SEVERITY_NOTE, .node = node, .fix_node = node, .fix_value = 1},
        {.severity = TDXP_SEVERITY_ERROR, .node = node, .fix_node = node, .fix_value = 2},
        {.severity = TDXP_SEVERITY_ERROR, .node = node, .fix_node = node, .fix_value = 3},
        {.severity = TDXP_SEVERITY_ERROR, .node = node, .fix_node = node->next, .fix_value = 4},
    };
    const struct tdxp_check_result result = {.findings = findings, .count = 4};
    const struct tdxp_finding *found = NULL;
    char text[32];

    (void)state;
    assert_true(tdxp_edit_fix(&result, node, text, sizeof text, &found));
    assert_ptr_equal(found, &findings[1]);
    assert_string_equal(text, "0x2");
    assert_false(tdxp_edit_fix(&result, node->parent, text, sizeof text, &found));
    judged_free(&j);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(value_of_a_finding_makes_it_go_away_in_every_gallery_image),
        cmocka_unit_test(value_of_a_finding_makes_it_go_away_in_every_small_image),
        cmocka_unit_test(worst_finding_counts),
        cmocka_unit_test(values_are_offered_as_their_field_is_typed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
