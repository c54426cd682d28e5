/* What the decoders mark where a rule is broken: one row of faults a rule. */
#include <string.h>

#include "check/rules.h"
#include "check/run.h"
#include "check/section.h"
#include "format/capsule.h"
#include "format/device_path.h"
#include "format/ffs.h"
#include "format/ffs_apriori.h"
#include "format/ffs_depex.h"
#include "format/guid_table.h"
#include "format/hob.h"
#include "format/igvm.h"
#include "format/program.h"
#include "format/siglist.h"
#include "format/td_shim.h"
#include "format/trust_anchor.h"
#include "format/varstore.h"
#include "format/varstore_value.h"

/* A function that says whether a row counts for a node. */
#define WHEN(name) \
    static bool name(const struct tdxp_check_run *run __attribute__((unused)), const struct tdxp_node *node)

/* A row of faults: INVALID marks of a field, of any field, of a node; other marks; and where something else holds. */
#define ROWS(rule, ...) const struct tdxp_fault faults_##rule[] = {__VA_ARGS__, {.format = NULL}}
/* clang-format off */
#define FIELD(table, name) {.format = &(table), .field = (name)}
#define FIELDS(table) {.format = &(table)}
#define NODE(explained) {.doc = &(explained)}
#define NODE_WHEN(explained, condition) {.doc = &(explained), .when = (condition)}
#define VALUE(table, name) {.format = &(table), .field = (name), .when = in_use}
#define RESERVED(table, name) {.format = &(table), .field = (name), .marks = TDXP_MARK_RESERVED}
#define CUT(explained) {.doc = &(explained), .marks = TDXP_MARK_TRUNCATED}
/* clang-format on */

/* ---- firmware volumes ---- */

ROWS(FV006, NODE(fv_format_block.doc), NODE(fv_format_header.doc));
ROWS(FV007, FIELD(fv_format_header, "ExtHeaderOffset"), FIELDS(fv_format_ext_header), NODE(fv_format_ext_header.doc));

/* ---- variables ---- */

/* A deleted variable does not count any more: nobody looks at its value. */
WHEN(in_use)
{
    while (node && node->doc != &varstore_doc_store && strncmp(node->key, "variable[", 9) != 0) {
        node = node->parent;
    }
    return !node || !node->child || (field_of(node->child, "State")->value & VARSTORE_DELETED) == 0;
}

ROWS(VAR001, FIELD(varstore_format_header, "Size"));
ROWS(VAR002, FIELD(varstore_format_authenticated, "NameSize"), FIELD(varstore_format_authenticated, "DataSize"),
     FIELD(varstore_format_variable, "NameSize"), FIELD(varstore_format_variable, "DataSize"),
     NODE(varstore_doc_store));
ROWS(VAR003, FIELD(ftw_format_header, "Crc"));
ROWS(VAR004, VALUE(siglist_format_list, "SignatureListSize"), VALUE(siglist_format_list, "SignatureHeaderSize"),
     VALUE(siglist_format_list, "SignatureSize"), NODE_WHEN(siglist_doc_rest, in_use));
ROWS(VAR005, VALUE(value_format_option, "OptionNumber"));
ROWS(VAR006, NODE_WHEN(varstore_doc_name, in_use), NODE_WHEN(varstore_doc_value, in_use),
     VALUE(varstore_format_authenticated, "TimeStamp"), VALUE(siglist_format_revoked, "TimeOfRevocation"),
     VALUE(load_option_format, "FilePathListLength"), NODE_WHEN(load_option_doc_path, in_use),
     NODE_WHEN(device_path_doc_node, in_use), NODE_WHEN(device_path_doc_rest, in_use));
ROWS(VAR007, FIELD(varstore_format_header, "Format"), FIELD(varstore_format_header, "State"));
ROWS(VAR008, FIELD(ftw_format_header, "State"), FIELD(ftw_format_header, "WriteQueueSize"), NODE(ftw_format_write.doc));
ROWS(CERT001, NODE_WHEN(siglist_doc_certificate, in_use));

/* ---- files and sections ---- */

WHEN(is_compressed)
{
    return node->packed != NULL;
}

/* The type of the section that a node is. */
static uint64_t section_type(const struct tdxp_node *node)
{
    return node->child ? field_of(node->child, "Type")->value : 0;
}

WHEN(is_volume_image)
{
    return section_type(node) == FFS_SECTION_VOLUME_IMAGE;
}

WHEN(is_depex)
{
    uint64_t type = section_type(node);

    return type == FFS_SECTION_DXE_DEPEX || type == FFS_SECTION_PEI_DEPEX || type == FFS_SECTION_MM_DEPEX;
}

ROWS(FFS001, FIELD(ffs_format_file, "IntegrityCheck.Header"));
ROWS(FFS002, FIELD(ffs_format_file, "IntegrityCheck.File"));
ROWS(FFS003, FIELD(ffs_format_file, "Size"), FIELD(ffs_format_file_extended, "ExtendedSize"),
     FIELD(ffs_format_file, "LARGE_FILE"));
ROWS(FFS004, NODE(ffs_doc_file));
ROWS(FFS005, RESERVED(ffs_format_file, "Type"), RESERVED(ffs_format_file, "State"),
     RESERVED(ffs_format_section, "Type"), RESERVED(ffs_format_compression, "CompressionType"));
ROWS(FFS006, CUT(ffs_doc_section), NODE(ffs_doc_not_sections), NODE(ffs_format_section.doc));
ROWS(FFS007, FIELD(ffs_format_guid_defined, "DataOffset"));
ROWS(FFS008, FIELDS(ffs_format_crc32));
ROWS(FFS009, NODE_WHEN(ffs_doc_section, is_compressed), NODE(ffs_doc_decompressed),
     FIELD(ffs_format_compression, "UncompressedLength"));
ROWS(FFS010, NODE_WHEN(ffs_doc_section, is_volume_image));
ROWS(FFS011, {.doc = &depex_doc_opcode, .marks = TDXP_MARK_INVALID | TDXP_MARK_TRUNCATED},
     NODE_WHEN(ffs_doc_section, is_depex));
ROWS(FFS012, NODE(apriori_doc_rest), NODE(depex_doc_rest));

/* ---- programs ---- */

ROWS(PRG001, FIELDS(elf_format_header32), FIELDS(elf_format_header64), CUT(elf_format_header32.doc),
     CUT(elf_format_header64.doc));
ROWS(PRG002, FIELDS(elf_format_segment32), FIELDS(elf_format_segment64), FIELDS(elf_format_section32),
     FIELDS(elf_format_section64));
ROWS(PRG003, FIELDS(pe_format_dos), FIELDS(pe_format_file), FIELDS(pe_format_optional32), FIELDS(pe_format_optional64),
     FIELDS(te_format_header), NODE(pe_format_optional32.doc), NODE(pe_format_optional64.doc), CUT(pe_format_file.doc),
     CUT(te_format_header.doc));
ROWS(PRG004, FIELDS(pe_format_section), NODE(pe_format_section.doc), FIELDS(pe_format_directory));
ROWS(PRG005, FIELDS(bzimage_format_setup), CUT(bzimage_format_setup.doc));

/* ---- what td-shim puts into an image ---- */

/* The bytes of a section of the descriptor, too few for what its type says. */
static bool is_contents(const struct tdxp_check_run *run, const struct tdxp_node *node, enum tdxp_section_type type)
{
    return run->tdvf && node->section >= 0 && (uint32_t)node->section < run->sections &&
           run->tdvf->sections[node->section].content == node && is_type(&run->tdvf->sections[node->section], type);
}

WHEN(is_td_info)
{
    return is_contents(run, node, TDXP_SECTION_TD_INFO);
}

WHEN(is_td_params)
{
    return is_contents(run, node, TDXP_SECTION_TD_PARAMS);
}

ROWS(SHIM001, FIELDS(td_info_format), {.when = is_td_info});
ROWS(SHIM002, {.format = &td_params_format, .marks = TDXP_MARK_INVALID | TDXP_MARK_RESERVED}, {.when = is_td_params});
ROWS(SHIM003, FIELDS(trust_anchor_format), NODE(ffs_doc_file_data));
ROWS(SHIM004, {.format = &signed_payload_format, .marks = TDXP_MARK_INVALID | TDXP_MARK_RESERVED});
ROWS(SHIM005, FIELDS(sec_core_format));

/* ---- SEV metadata ---- */

ROWS(SEV001, FIELDS(guid_table_format_offset), FIELDS(guid_table_format_svsm));
ROWS(SEV002, FIELDS(tdxp_format_sev_header), CUT(tdxp_format_sev_header.doc));
ROWS(SEV003, FIELDS(tdxp_format_sev_section));
ROWS(SEV004, RESERVED(tdxp_format_sev_section, "Type"));

/* ---- hand-off blocks ---- */

WHEN(is_block)
{
    return node->parent && node->parent->doc == &hob_doc_list;
}

ROWS(HOB001, NODE(hob_doc_list), FIELDS(hob_format_handoff));
ROWS(HOB002, FIELDS(hob_format_header), FIELDS(hob_format_resource),
     {.marks = TDXP_MARK_INVALID | TDXP_MARK_TRUNCATED, .when = is_block});
ROWS(HOB003, FIELDS(hob_format_acpi_table));

/* ---- IGVM files ---- */

WHEN(must_be_known)
{
    return node->value <= INT32_MAX;
}

ROWS(IGVM001, FIELD(igvm_format_header, "checksum"));
ROWS(IGVM002, FIELD(igvm_format_header, "format_version"), FIELD(igvm_format_header, "variable_header_offset"),
     FIELD(igvm_format_header, "variable_header_size"), FIELD(igvm_format_header, "total_file_size"));
ROWS(IGVM003, FIELD(igvm_format_variable, "length"), NODE(igvm_doc_variables),
     {.format = &igvm_format_variable, .field = "typ", .marks = TDXP_MARK_RESERVED, .when = must_be_known});

/* ---- capsules ---- */

ROWS(CAP001, FIELD(capsule_format_header, "HeaderSize"), FIELD(capsule_format_header, "CapsuleImageSize"));
ROWS(CAP002, NODE(capsule_field_offset.doc), FIELDS(capsule_format_item), RESERVED(capsule_format_item, "Version"),
     CUT(capsule_doc_item));
ROWS(CAP003, NODE(capsule_doc));
