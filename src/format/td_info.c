/* TD_INFO: which firmware an image holds, and its version. */
#include <inttypes.h>

#include "format/td_shim.h"
#include "format/walker.h"
#include "format/zeros.h"

#define SPEC "TD-SHIM specification 0.7, table 1.1-5"
#define INFO "confidential-containers/td-shim:td-shim-tools/src/bin/td-shim-info/main.rs"
#define PATCH "confidential-containers/td-shim:td-shim-tools/src/bin/td-shim-patch/td_info.rs"

static const struct tdxp_flag version_parts[] = {
    {0,
     15,
     "patch",
     {"third number of the version", "Counts corrections of one minor version. td-shim's tool calls it the update.",
      INFO},
     0},
    {16, 23, "minor", {"second number of the version", "Counts the smaller steps of one major version.", INFO}, 0},
    {24, 31, "major", {"first number of the version", "Counts the large steps.", INFO}, 0},
    {0, 0, NULL, {.summary = NULL}, 0},
};

static const struct tdxp_field fields[] = {
    {.name = "GUID",
     .type_name = "GUID",
     .offset = 0,
     .size = 16,
     .type = TDXP_TYPE_GUID,
     .doc =
         {"says which firmware it is, and so what the data behind the header means",
          "td-shim's tool writes it as UEFI stores a GUID or, for kinds of TD that are named by 16 bytes in a row, as "
          "they come. The bytes do not tell which of the two it was: in the second case the first three groups of "
          "the text stand turned around here.",
          SPEC "; " PATCH}},
    {.name = "Length",
     .type_name = "UINT32",
     .offset = 16,
     .size = 4,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_SIZE,
     .doc = {"size of the whole structure, the GUID and the data included",
             "At least 28, the size of the header. The section may be larger: it is filled with zeros.", SPEC}},
    {.name = "Version",
     .type_name = "UINT32",
     .offset = 20,
     .size = 4,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_FLAGS,
     .flags = version_parts,
     .doc = {"version of the firmware; 0 means that it is not given",
             "The specification only says that it is a number. td-shim's tools split it into three: major in bits "
             "31:24, minor in bits 23:16, patch in bits 15:0.",
             SPEC "; " INFO}},
    {.name = "SVN",
     .type_name = "UINT32",
     .offset = 24,
     .size = 4,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_COUNT,
     .doc = {"security version number of the firmware; 0 means that it is not given",
             "Only ever rises, and does so when a weakness was removed. A verifier that knows the number can accept "
             "every firmware from a certain one on without knowing each by its measurement.",
             SPEC}},
    {.name = NULL},
};

const struct tdxp_format td_info_format = {
    .name = "TD_INFO",
    .size = 28,
    .fields = fields,
    .doc = {"which firmware this is, its version and its security version",
            "The bytes lie inside of the BFV, so that MRTD vouches for them: who knows the MRTD of an image knows its "
            "version, too. Neither the VMM nor the firmware reads them at launch. td-shim is built with a place of "
            "zeros here, which a tool fills in afterwards.",
            SPEC}};

static const struct tdxp_doc data_doc = {
    "data whose meaning the GUID gives",
    "Nothing in the specification says more. td-shim-info prints it by a description of its fields that the user gives "
    "it.",
    SPEC};

static void judge_length(struct tdxp_tree *tree, struct tdxp_node *node, uint64_t length, uint64_t room)
{
    if (length < td_info_format.size) {
        tdxp_node_mark(tree, walked_field(node, "Length"), TDXP_MARK_INVALID, "less than 28, the size of the header");
    } else if (length > room) {
        tdxp_node_mark(tree, walked_field(node, "Length"), TDXP_MARK_INVALID,
                       "the section has only 0x%" PRIx64 " bytes in the file", room);
    }
}

static void add_filled_in(struct tdxp_tree *tree, struct tdxp_node *node, uint64_t room)
{
    const struct tdxp_bytes *bytes = &node->space->bytes;
    uint64_t at = node->offset;
    uint32_t length = 0;
    uint32_t version = 0;
    uint64_t end;

    tdxp_read_u32(bytes, at + 16, &length);
    tdxp_read_u32(bytes, at + 20, &version);
    node->note = version == 0 ? "no version given"
                              : tdxp_tree_text(tree, "version %" PRIu32 ".%" PRIu32 ".%" PRIu32, version >> 24,
                                               version >> 16 & 0xff, version & 0xffff);
    end = length < room ? length : room;
    if (end > td_info_format.size) {
        node->length = end;
        tdxp_tree_add(tree, node, TDXP_KIND_CONTENT, "data", "Data", at + td_info_format.size,
                      end - td_info_format.size, &data_doc);
    }
    judge_length(tree, node, length, room);
}

void td_info_decode(struct tdxp_tree *tree, struct tdxp_node *content)
{
    struct tdxp_node *node;

    if (content->length == 0) {
        return;
    }
    if (content->length < td_info_format.size) {
        tdxp_node_mark(tree, content, TDXP_MARK_INVALID, "too small for a TD_INFO, whose header has 28 bytes");
        return;
    }
    node = walk_struct(tree, content, &td_info_format, "td-info", "TD_INFO", content->offset);
    if (zeros_only(&content->space->bytes, content->offset, content->length)) {
        node->note = "present but not patched: all zero";
    } else {
        add_filled_in(tree, node, content->length);
    }
}
