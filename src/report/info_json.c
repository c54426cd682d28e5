/* An image at a glance, as JSON. */
#include "report/json.h"
#include "tdxplore/report.h"

static const char *outcome_name(enum tdxp_outcome outcome)
{
    static const char *const names[] = {
        [TDXP_OUTCOME_ABSENT] = "absent",
        [TDXP_OUTCOME_OUT_OF_RANGE] = "out-of-range",
        [TDXP_OUTCOME_NO_SIGNATURE] = "no-signature",
        [TDXP_OUTCOME_FOUND] = "found",
    };

    return names[outcome];
}

static const char *table_end_name(enum tdxp_table_end end)
{
    static const char *const names[] = {
        [TDXP_TABLE_ABSENT] = "absent",       [TDXP_TABLE_WHOLE] = "whole",         [TDXP_TABLE_BAD_SIZE] = "bad-size",
        [TDXP_TABLE_BAD_ENTRY] = "bad-entry", [TDXP_TABLE_LEFT_OVER] = "left-over",
    };

    return names[end];
}

static json_t *hex_if(bool known, uint64_t value)
{
    return known ? json_hex(value) : json_null();
}

static json_t *lookup_object(const struct tdxp_lookup *lookup, bool taken)
{
    bool scan = lookup->method == TDXP_METHOD_SIGNATURE_SCAN;
    bool absent = lookup->outcome == TDXP_OUTCOME_ABSENT;
    json_t *object = json_pack("{s:s, s:s, s:b, s:o, s:o, s:o}", "method", tdxp_method_name(lookup->method), "outcome",
                               outcome_name(lookup->outcome), "taken", (int)taken, "pointer_offset",
                               hex_if(!scan && !absent, lookup->pointer_offset), "pointer",
                               hex_if(!scan && !absent, lookup->pointer), "offset",
                               hex_if(!absent && lookup->outcome != TDXP_OUTCOME_OUT_OF_RANGE, lookup->offset));

    if (scan) {
        json_object_set_new(object, "matches", json_integer(lookup->matches));
        json_object_set_new(object, "partial", json_boolean(lookup->partial));
    }
    return object;
}

static json_t *lookup_array(const struct tdxp_firmware *firmware)
{
    json_t *array = json_array();

    for (int i = 0; i < TDXP_METHODS; i++) {
        json_array_append_new(array, lookup_object(&firmware->lookups[i], i == firmware->located_by));
    }
    return array;
}

static json_t *guid_entry_object(const struct tdxp_guid_entry *entry)
{
    const struct tdxp_guid_name *known = tdxp_guid_find(&entry->guid);
    char guid[TDXP_GUID_TEXT];

    tdxp_guid_format(&entry->guid, guid);
    return json_pack("{s:s, s:o, s:o, s:o, s:o}", "guid", guid, "name", json_text(known ? known->name : NULL), "offset",
                     json_hex(entry->offset), "length", json_hex(entry->length), "data_length",
                     json_hex(entry->data_length));
}

static json_t *guid_table_object(const struct tdxp_guid_table *table)
{
    json_t *entries;
    json_t *problems;

    if (table->end == TDXP_TABLE_ABSENT) {
        return json_null();
    }
    entries = json_array();
    problems = json_array();
    for (uint32_t i = 0; i < table->count; i++) {
        json_array_append_new(entries, guid_entry_object(&table->entries[i]));
    }
    node_problems(table->node, json_problem, problems);
    return json_pack("{s:o, s:o, s:o, s:s, s:o, s:o}", "offset", json_hex(table->start), "length",
                     json_hex(table->length), "footer_offset", json_hex(table->footer), "end",
                     table_end_name(table->end), "entries", entries, "problems", problems);
}

static json_t *attribute_names(uint32_t attributes)
{
    const struct tdxp_field *field = tdxp_field_find(&tdxp_format_tdvf_section, "Attributes");
    json_t *array = json_array();

    for (const struct tdxp_flag *flag = field ? field->flags : NULL; flag && flag->name; flag++) {
        if (!flag->reserved && (attributes >> flag->low & 1)) {
            json_array_append_new(array, json_string(flag->name));
        }
    }
    return array;
}

static json_t *section_object(const struct tdxp_firmware *firmware, const struct tdxp_section *section)
{
    const struct tdxp_region *region = tdxp_guest_map_section(firmware->map, section->index);
    json_t *problems = json_array();

    section_problems(firmware, section, json_problem, problems);
    return json_pack(
        "{s:I, s:I, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "index", (json_int_t)section->index,
        "type", (json_int_t)section->type, "type_name", tdxp_section_type_name(section->type), "offset",
        json_hex(section->offset), "data_offset", json_hex(section->data_offset), "raw_data_size",
        json_hex(section->raw_data_size), "memory_address", json_hex(section->memory_address), "memory_data_size",
        json_hex(section->memory_data_size), "memory_last", hex_if(region, region ? region->last : 0), "attributes",
        json_hex(section->attributes), "attribute_names", attribute_names(section->attributes), "raw_data_present",
        json_hex(section->content ? section->content->length : 0), "problems", problems);
}

static json_t *tdvf_object(const struct tdxp_firmware *firmware)
{
    const struct tdxp_tdvf *tdvf = firmware->tdvf;
    json_t *sections;
    json_t *problems;

    if (!tdvf) {
        return json_null();
    }
    sections = json_array();
    problems = json_array();
    for (uint32_t i = 0; i < tdvf->section_count; i++) {
        json_array_append_new(sections, section_object(firmware, &tdvf->sections[i]));
    }
    descriptor_problems(firmware, json_problem, problems);
    return json_pack("{s:s, s:o, s:o, s:o, s:o, s:I, s:I, s:b, s:o, s:o}", "located_by",
                     tdxp_method_name((enum tdxp_method)firmware->located_by), "offset", json_hex(tdvf->offset),
                     "signature", json_hex(tdvf->signature), "length", json_hex(tdvf->length), "version",
                     json_hex(tdvf->version), "number_of_section_entry", (json_int_t)tdvf->count, "sections_present",
                     (json_int_t)tdvf->section_count, "guid_precedes", (int)tdvf->has_guid, "problems", problems,
                     "sections", sections);
}

static json_t *sev_section_object(const struct tdxp_sev_section *section)
{
    json_t *problems = json_array();

    node_problems(section->node, json_problem, problems);
    return json_pack("{s:I, s:I, s:s, s:o, s:o, s:o, s:o, s:b, s:o}", "index", (json_int_t)section->index, "type",
                     (json_int_t)section->type, "type_name", tdxp_sev_section_type_name(section->type), "offset",
                     json_hex(section->offset), "base", json_hex(section->base), "size", json_hex(section->size),
                     "last", hex_if(section->size > 0, (uint64_t)section->base + section->size - 1), "measured",
                     (int)tdxp_sev_section_measured(section->type), "problems", problems);
}

static json_t *sev_object(const struct tdxp_sev *sev)
{
    json_t *sections;
    json_t *problems;

    if (!sev) {
        return json_null();
    }
    sections = json_array();
    problems = json_array();
    for (uint32_t i = 0; i < sev->section_count; i++) {
        json_array_append_new(sections, sev_section_object(&sev->sections[i]));
    }
    sev_problems(sev, json_problem, problems);
    return json_pack("{s:o, s:o, s:o, s:I, s:I, s:o, s:o}", "offset", json_hex(sev->offset), "length",
                     json_hex(sev->length), "version", json_hex(sev->version), "number_of_sections",
                     (json_int_t)sev->count, "sections_present", (json_int_t)sev->section_count, "problems", problems,
                     "sections", sections);
}

bool tdxp_report_info_json(const struct tdxp_firmware *firmware, FILE *out)
{
    json_t *report = json_pack("{s:o, s:o, s:o, s:b, s:o, s:o, s:o}", "image", json_image(firmware), "tdvf",
                               tdvf_object(firmware), "lookups", lookup_array(firmware), "lookups_disagree",
                               (int)firmware->lookups_disagree, "guid_table", guid_table_object(&firmware->table),
                               "guest_memory", firmware->tdvf ? json_totals(firmware, TDXP_GUEST_TDX) : json_null(),
                               "sev", sev_object(firmware->sev));
    bool whole = json_print(report, 2, out);

    putc('\n', out);
    json_decref(report);
    return whole;
}
