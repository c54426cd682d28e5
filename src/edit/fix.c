/* The correct value of a node, from the findings. */
#include <inttypes.h>
#include <stdio.h>

#include "edit/value_parse.h"

/* As text: a number as such, and the bytes of anything else. */
static void fix_text(const struct tdxp_finding *finding, char *text, size_t size)
{
    const struct tdxp_node *node = finding->fix_node;
    size_t used;

    if (is_number(node)) {
        snprintf(text, size, node->field->role == TDXP_ROLE_COUNT ? "%" PRIu64 : "0x%" PRIx64, finding->fix_value);
        return;
    }
    used = (size_t)snprintf(text, size, "hex:");
    for (uint64_t i = 0; i < node->length && used < size; i++) {
        used += (size_t)snprintf(text + used, size - used, "%s%02x", i ? " " : "",
                                 i < 8 ? (unsigned)(finding->fix_value >> 8 * i & 0xff) : 0u);
    }
}

bool tdxp_edit_fix(const struct tdxp_check_result *check, const struct tdxp_node *node, char *text, size_t size,
                   const struct tdxp_finding **finding)
{
    const struct tdxp_finding *found = NULL;

    if (!tdxp_edit_possible(node, NULL)) {
        return false;
    }
    for (size_t i = 0; i < check->count; i++) {
        const struct tdxp_finding *other = &check->findings[i];

        /* What one consumer would have counts for less than what the format wants. */
        if (other->fix_node == node && (!found || other->severity > found->severity)) {
            found = other;
        }
    }
    if (!found) {
        return false;
    }
    fix_text(found, text, size);
    if (finding) {
        *finding = found;
    }
    return true;
}
