/* Rules of the store of variables and of what lies beside it: what the decoder marked, as findings. */
#include <inttypes.h>
#include <stddef.h>
#include <string.h>

#include "check/rules.h"
#include "check/run.h"
#include "format/siglist.h"
#include "format/varstore.h"

enum { DELETED = 0x02 }; /* of a variable's State, erased bits taken as 0 */

/* The variable that a node lies in does not count any more: nobody looks at its value. */
static bool in_deleted_variable(const struct tdxp_node *node)
{
    while (node && node->doc != &varstore_doc_store && strncmp(node->key, "variable[", 9) != 0) {
        node = node->parent;
    }
    return node && node->child && (field_of(node->child, "State")->value & DELETED) != 0;
}

/* Report every field of that name in structures of that format that is not as it must be; of values, those in use. */
static void report_field_marks(struct tdxp_check_run *run, const struct tdxp_format *format,
                               const char *name, bool values)
{
    const struct tdxp_field *field = tdxp_field_find(format, name);
    uint32_t count = tdxp_tree_count(run->fw->tree);

    for (uint32_t id = 0; id < count; id++) {
        const struct tdxp_node *node = tdxp_tree_node(run->fw->tree, id);

        if (node->field != field || node->kind != TDXP_KIND_FIELD ||
            !(node->marks & TDXP_MARK_INVALID) || (values && in_deleted_variable(node))) {
            continue;
        }
        report(run, node, "%s at 0x%" PRIx64 ": %s 0x%" PRIx64 ": %s", node->parent->parent->name,
               node->parent->parent->offset, name, node->value,
               node->remark ? node->remark : "it is not as it must be");
    }
}

RULE_CHECK(check_store_size)
{
    report_field_marks(run, &varstore_format_header, "Size", false);
}

RULE_CHECK(check_variable_sizes)
{
    static const struct tdxp_format *const formats[] = {&varstore_format_authenticated,
                                                        &varstore_format_variable};

    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
        report_field_marks(run, formats[i], "NameSize", false);
        report_field_marks(run, formats[i], "DataSize", false);
    }
}

RULE_CHECK(check_ftw_checksum)
{
    report_field_marks(run, &ftw_format_header, "Crc", false);
}

RULE_CHECK(check_signature_list_sizes)
{
    report_field_marks(run, &siglist_format_list, "SignatureListSize", true);
    report_field_marks(run, &siglist_format_list, "SignatureHeaderSize", true);
    report_field_marks(run, &siglist_format_list, "SignatureSize", true);
}
