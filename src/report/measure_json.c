/* What a launch measures, as JSON. */
#include "report/measure_json.h"

#include <string.h>

#include "tdxplore/event.h"
#include "tdxplore/report.h"

json_t *json_count(uint64_t count)
{
    return json_integer(count < INT64_MAX ? (json_int_t)count : INT64_MAX);
}

json_t *json_digest_if(bool known, const uint8_t *digest)
{
    char text[TDXP_MRTD_TEXT];

    if (!known) {
        return json_null();
    }
    tdxp_mrtd_format(digest, text);
    return json_string(text);
}

static json_t *event_object(const struct tdxp_event *event)
{
    int index = tdxp_register_index(event->reg);

    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:s, s:s}", "register",
                     json_text(index < 0 ? NULL : tdxp_register_name(event->reg)), "mr_index",
                     index < 0 ? json_null() : json_integer(index), "by", json_text(event->by), "event",
                     json_text(event->event), "event_type", event->event ? json_hex(event->event_type) : json_null(),
                     "descriptor", json_text(event->descriptor), "text", event->text, "source", event->source);
}

static json_t *events_array(const struct tdxp_measure_section *section)
{
    const struct tdxp_event *events[TDXP_EVENTS_MAX];
    size_t count = tdxp_section_events(section->section->type, section->extended, events);
    json_t *array = json_array();

    for (size_t i = 0; i < count; i++) {
        array = json_append(array, event_object(events[i]));
    }
    return array;
}

static json_t *section_object(const struct tdxp_measure_section *section)
{
    bool of_file = section->content == TDXP_CONTENT_FILE;

    return json_pack("{s:I, s:I, s:s, s:o, s:o, s:o, s:s, s:b, s:o, s:o, s:o, s:s, s:o, s:o}", "index",
                     (json_int_t)section->section->index, "type", (json_int_t)section->section->type, "type_name",
                     tdxp_section_type_name(section->section->type), "pages_added", json_count(section->pages_added),
                     "bytes_extended", json_count(section->bytes_extended), "hashed_bytes",
                     json_count(section->hashed_bytes), "content", tdxp_measure_content_name(section->content),
                     "content_known", (int)!section->unknown, "file_offset",
                     of_file ? json_hex(section->file_offset) : json_null(), "copied", json_hex(section->copied),
                     "missing", json_hex(section->missing), "goes_to", tdxp_measure_register(section), "events",
                     events_array(section), "digest", json_digest_if(section->done, section->digest));
}

static json_t *note_object(const struct tdxp_measure_note *note)
{
    return json_pack("{s:s, s:s, s:s, s:o, s:I}", "key", note->key, "text", note->text, "source", note->source,
                     "first_section", note->count > 0 ? json_integer(note->first) : json_null(), "section_count",
                     (json_int_t)note->count);
}

json_t *json_notes(const struct tdxp_measure_note *notes, size_t count)
{
    json_t *array = json_array();

    for (size_t i = 0; i < count; i++) {
        array = json_append(array, note_object(&notes[i]));
    }
    return array;
}

json_t *json_covered(const uint64_t bytes[static TDXP_COVERS])
{
    json_t *object = json_object();

    for (unsigned i = 0; i < TDXP_COVERS; i++) {
        object = json_put(object, tdxp_cover_name((enum tdxp_cover)i), json_hex(bytes[i]));
    }
    return object;
}

json_t *json_expected(const char *key, const struct tdxp_measure_expected *expected)
{
    const struct tdxp_measure_match *match;
    bool variant;

    if (!expected) {
        return json_null();
    }
    match = expected->match;
    variant = match->found && *match->text != '\0';
    return json_pack("{s:o, s:b, s:b, s:o, s:o, s:I, s:b}", key, json_digest_if(true, expected->mrtd), "matches",
                     (int)expected->matches, "found", (int)match->found, "variant",
                     json_text(variant ? match->text : NULL), "joined", json_text(expected->joined), "tried",
                     (json_int_t)match->tried, "all_tried", (int)match->all_tried);
}

bool tdxp_report_measure_json(const struct tdxp_firmware *firmware, const struct tdxp_measurement *measurement,
                              const struct tdxp_measure_expected *expected, FILE *out)
{
    const struct tdxp_measure_result *result = tdxp_measure_result(measurement);
    bool done = result->state == TDXP_MEASURE_DONE;
    json_t *sections = json_array();
    uint64_t covered[TDXP_COVERS];
    json_t *report;
    bool whole;

    for (uint32_t i = 0; i < result->section_count; i++) {
        sections = json_append(sections, section_object(&result->sections[i]));
    }
    tdxp_measure_cover_totals(measurement, covered);
    report = json_pack("{s:o, s:s, s:s, s:o, s:o, s:b, s:o, s:o, s:o, s:o, s:o}", "image", json_image(firmware), "vmm",
                       tdxp_vmm_key(result->vmm), "order", tdxp_measure_order_name(result->order), "mrtd",
                       json_digest_if(done, result->mrtd), "refused", json_text(result->refused), "forced",
                       done && result->refused, "hashed_bytes", json_count(result->done), "sections", sections,
                       "covered", json_covered(covered), "notes", json_notes(result->notes, result->note_count),
                       "expected", json_expected("mrtd", expected));
    whole = json_print(report, 2, out);
    putc('\n', out);
    json_decref(report);
    return whole;
}
