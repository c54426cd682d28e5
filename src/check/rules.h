/* The rules by number, and the functions that check them. */
#ifndef CHECK_RULES_H
#define CHECK_RULES_H

#include "tdxplore/check.h"

/* In the order of the table. */
/* clang-format off */
enum rule_number {
    RULE_L001, RULE_L002, RULE_L003, RULE_L004, RULE_L005, RULE_L006, RULE_L007, RULE_L008, RULE_L009,
    RULE_L010, RULE_L011, RULE_L012, RULE_L013, RULE_L014, RULE_L015,
    RULE_F001, RULE_F002, RULE_F003,
    RULE_D001, RULE_D002, RULE_D003, RULE_D004, RULE_D005, RULE_D006, RULE_D007, RULE_D008, RULE_D009,
    RULE_S001, RULE_S002, RULE_S003, RULE_S004, RULE_S005, RULE_S006, RULE_S007, RULE_S008, RULE_S009,
    RULE_S010, RULE_S011, RULE_S012, RULE_S013, RULE_S014, RULE_S015, RULE_S016, RULE_S017, RULE_S018,
    RULE_S019, RULE_S020, RULE_S021,
    RULE_M001, RULE_M002, RULE_M003, RULE_M004, RULE_M005, RULE_M006, RULE_M007, RULE_M008, RULE_M009,
    RULE_M010, RULE_M011, RULE_M012, RULE_M013, RULE_M014,
    RULE_FV001, RULE_FV002, RULE_FV003, RULE_FV004, RULE_FV005, RULE_FV006, RULE_FV007,
    RULE_C001,
    RULE_VAR001, RULE_VAR002, RULE_VAR003, RULE_VAR004, RULE_VAR005, RULE_VAR006, RULE_VAR007,
    RULE_VAR008,
    RULE_FFS001, RULE_FFS002, RULE_FFS003, RULE_FFS004, RULE_FFS005, RULE_FFS006, RULE_FFS007, RULE_FFS008,
    RULE_FFS009, RULE_FFS010, RULE_FFS011, RULE_FFS012,
    RULE_PRG001, RULE_PRG002, RULE_PRG003, RULE_PRG004, RULE_PRG005,
    RULE_SHIM001, RULE_SHIM002, RULE_SHIM003, RULE_SHIM004, RULE_SHIM005,
    RULE_SEV001, RULE_SEV002, RULE_SEV003, RULE_SEV004, RULE_SEV005,
    RULE_HOB001, RULE_HOB002, RULE_HOB003,
    RULE_IGVM001, RULE_IGVM002, RULE_IGVM003,
    RULE_CERT001,
    RULE_CAP001, RULE_CAP002, RULE_CAP003,
    RULE_COUNT
};
/* clang-format on */

extern const struct tdxp_rule rule_table[RULE_COUNT];

#define RULE(number) (&rule_table[RULE_##number])

/* A function that checks a rule; section is NULL for a rule of the image. */
#define RULE_CHECK(name) \
    void name(struct tdxp_check_run *run, const struct tdxp_section *section __attribute__((unused)))

/* rules_table.c */
RULE_CHECK(check_table_length);
RULE_CHECK(check_table_entry_length);
RULE_CHECK(check_table_left_over);
RULE_CHECK(check_tdx_entry_length);
RULE_CHECK(check_tdx_entry_twice);

/* rules_locate.c */
RULE_CHECK(check_no_descriptor);
RULE_CHECK(check_table_offset_outside);
RULE_CHECK(check_table_offset_signature);
RULE_CHECK(check_legacy_offset);
RULE_CHECK(check_ways_disagree);
RULE_CHECK(check_several_descriptors);
RULE_CHECK(check_no_legacy_offset);
RULE_CHECK(check_no_table_entry);
RULE_CHECK(check_metadata_guid);
RULE_CHECK(check_unreachable);

/* rules_size.c */
RULE_CHECK(check_size_4k);
RULE_CHECK(check_size_4g);
RULE_CHECK(check_size_64k);

/* rules_descriptor.c */
RULE_CHECK(check_signature);
RULE_CHECK(check_header_cut);
RULE_CHECK(check_version);
RULE_CHECK(check_no_sections);
RULE_CHECK(check_length);
RULE_CHECK(check_entries_past_end);
RULE_CHECK(check_one_section);
RULE_CHECK(check_room_behind);
RULE_CHECK(check_limit);

/* rules_section.c */
RULE_CHECK(check_type);
RULE_CHECK(check_attributes_reserved);
RULE_CHECK(check_mr_extend);
RULE_CHECK(check_page_aug);
RULE_CHECK(check_data_missing);
RULE_CHECK(check_data_unwanted);
RULE_CHECK(check_offset_without_data);
RULE_CHECK(check_memory_below_data);
RULE_CHECK(check_address_aligned);
RULE_CHECK(check_memory_aligned);
RULE_CHECK(check_info_memory);
RULE_CHECK(check_no_memory);
RULE_CHECK(check_type_qemu);
RULE_CHECK(check_type_cloud_hypervisor);

/* rules_data.c */
RULE_CHECK(check_data_past_end);
RULE_CHECK(check_data_wraps);
RULE_CHECK(check_data_aligned);
RULE_CHECK(check_zero_fill);
RULE_CHECK(check_info_in_bfv);
RULE_CHECK(check_info_in_last_bfv);

/* rules_presence.c */
RULE_CHECK(check_no_bfv);
RULE_CHECK(check_repeated);
RULE_CHECK(check_no_hob_no_perm);
RULE_CHECK(check_no_hob);
RULE_CHECK(check_param_alone);

/* rules_overlap.c */
RULE_CHECK(check_over_descriptor);
RULE_CHECK(check_file_overlap);
RULE_CHECK(check_gpa_overlap);

/* rules_map.c */
RULE_CHECK(check_reset_vector);
RULE_CHECK(check_gpa_wraps);
RULE_CHECK(check_gpa_private);
RULE_CHECK(check_gpa_wide);
RULE_CHECK(check_gpa_4g);
RULE_CHECK(check_bios_mapping);
RULE_CHECK(check_guest_ram);

/* rules_volume.c */
RULE_CHECK(check_volume_header);
RULE_CHECK(check_volume_checksum);
RULE_CHECK(check_volume_quirk);
RULE_CHECK(check_volume_length);
RULE_CHECK(check_volume_revision);

/* rules_sev.c */
RULE_CHECK(check_sev_overlap);

/* ---- rules that are broken where a decoder marks something ---- */

/*
 * What a decoder marks where a rule is broken: a field of a structure, or a node that something explains. A rule has a
 * row of them, ended by one without all three. What follows from a cut further up is no fault of its own.
 */
struct tdxp_fault {
    const struct tdxp_format *format; /* the structure, and */
    const char *field;                /* the name of the field, or of a run of its bits; NULL: any field */
    const struct tdxp_doc *doc;       /* or what explains the node */
    uint32_t marks;                   /* any of these; 0: TDXP_MARK_INVALID */
    /* What else must hold of the node; NULL: nothing. A row may have this alone. */
    bool (*when)(const struct tdxp_check_run *run, const struct tdxp_node *node);
};

/* Report every node of the tree that a row of faults means (marks.c). */
void report_faults(struct tdxp_check_run *run, const struct tdxp_fault *faults);

/* The rows of the rules (faults.c). */
#define FAULT_ROWS(rule) extern const struct tdxp_fault faults_##rule[]
FAULT_ROWS(FV006);
FAULT_ROWS(FV007);
FAULT_ROWS(VAR001);
FAULT_ROWS(VAR002);
FAULT_ROWS(VAR003);
FAULT_ROWS(VAR004);
FAULT_ROWS(VAR005);
FAULT_ROWS(VAR006);
FAULT_ROWS(VAR007);
FAULT_ROWS(VAR008);
FAULT_ROWS(FFS001);
FAULT_ROWS(FFS002);
FAULT_ROWS(FFS003);
FAULT_ROWS(FFS004);
FAULT_ROWS(FFS005);
FAULT_ROWS(FFS006);
FAULT_ROWS(FFS007);
FAULT_ROWS(FFS008);
FAULT_ROWS(FFS009);
FAULT_ROWS(FFS010);
FAULT_ROWS(FFS011);
FAULT_ROWS(FFS012);
FAULT_ROWS(PRG001);
FAULT_ROWS(PRG002);
FAULT_ROWS(PRG003);
FAULT_ROWS(PRG004);
FAULT_ROWS(PRG005);
FAULT_ROWS(SHIM001);
FAULT_ROWS(SHIM002);
FAULT_ROWS(SHIM003);
FAULT_ROWS(SHIM004);
FAULT_ROWS(SHIM005);
FAULT_ROWS(SEV001);
FAULT_ROWS(SEV002);
FAULT_ROWS(SEV003);
FAULT_ROWS(SEV004);
FAULT_ROWS(HOB001);
FAULT_ROWS(HOB002);
FAULT_ROWS(HOB003);
FAULT_ROWS(IGVM001);
FAULT_ROWS(IGVM002);
FAULT_ROWS(IGVM003);
FAULT_ROWS(CERT001);
FAULT_ROWS(CAP001);
FAULT_ROWS(CAP002);
FAULT_ROWS(CAP003);

#endif
