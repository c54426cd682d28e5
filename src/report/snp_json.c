/* What the launch of an SEV-SNP guest measures, as JSON. */
#include "report/measure_json.h"

static json_t *group_object(const struct tdxp_snp_group *group)
{
    static const char *const parts[] = {
        [TDXP_SNP_PART_FIRMWARE] = "firmware",
        [TDXP_SNP_PART_SECTION] = "section",
        [TDXP_SNP_PART_VMSA] = "vmsa",
    };
    const struct tdxp_sev_section *section = group->section;

    return json_pack("{s:s, s:s, s:o, s:o, s:s, s:o, s:o, s:o, s:b, s:o}", "part", parts[group->part], "name",
                     group->name, "section", section ? json_integer(section->index) : json_null(), "section_type",
                     section ? json_hex(section->type) : json_null(), "page_type", tdxp_snp_page_name(group->page),
                     "gpa", json_hex(group->gpa), "pages", json_count(group->pages), "hashed_bytes",
                     json_count(group->hashed_bytes), "given", (int)group->given, "digest",
                     json_digest_if(group->done, group->digest));
}

static json_t *snp_object(const struct tdxp_snp_measurement *measurement, const struct tdxp_measure_expected *expected)
{
    const struct tdxp_snp_result *result = tdxp_snp_result(measurement);
    bool done = result->state == TDXP_MEASURE_DONE;
    uint64_t covered[TDXP_COVERS];
    json_t *groups = json_array();

    for (uint32_t i = 0; i < result->group_count; i++) {
        groups = json_append(groups, group_object(&result->groups[i]));
    }
    tdxp_snp_cover_totals(measurement, covered);
    return json_pack("{s:s, s:o, s:o, s:o, s:o, s:b, s:o, s:o, s:o, s:o, s:b, s:o, s:o, s:o, s:o, s:o}", "vmm",
                     tdxp_snp_vmm_key(result->vmm), "vcpus", json_count(result->vcpus), "vcpu_type",
                     json_text(result->cpu_name), "vcpu_signature", json_hex(result->cpu_signature), "guest_features",
                     json_hex(result->guest_features), "kernel_hashes", (int)result->with_kernel, "launch_digest",
                     json_digest_if(done, result->digest), "firmware_digest",
                     json_digest_if(result->firmware_digest, result->firmware_digest), "digest_before_vmsa",
                     json_digest_if(result->before_vmsa, result->before_vmsa), "refused", json_text(result->refused),
                     "forced", done && result->refused, "hashed_bytes", json_count(result->done), "groups", groups,
                     "covered", json_covered(covered), "notes", json_notes(result->notes, result->note_count),
                     "expected", json_expected("launch_digest", expected));
}

bool tdxp_report_snp_json(const struct tdxp_firmware *firmware, const struct tdxp_snp_measurement *measurement,
                          const struct tdxp_measure_expected *expected, FILE *out)
{
    json_t *report = json_pack("{s:o, s:o}", "image", json_image(firmware), "snp", snp_object(measurement, expected));
    bool whole = json_print(report, 2, out);

    putc('\n', out);
    json_decref(report);
    return whole;
}
