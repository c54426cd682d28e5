/* Findings as JSON. */
#include "report/check.h"
#include "report/json.h"

json_t *check_refusers(uint32_t bits)
{
    size_t count;
    const struct tdxp_consumer *const *consumers = tdxp_consumers(&count);
    json_t *array = json_array();

    for (size_t i = 0; i < count; i++) {
        if (bits >> i & 1) {
            array = json_append(array, json_string(consumers[i]->key));
        }
    }
    return array;
}

json_t *check_verdicts(const struct tdxp_check_report *report, const struct tdxp_check_result *result)
{
    json_t *object = json_object();

    for (size_t i = 0; i < result->verdict_count; i++) {
        const struct tdxp_verdict *verdict = &result->verdicts[i];

        if (check_shows_verdict(report, verdict)) {
            object = json_put(object, verdict->consumer->key,
                              json_pack("{s:b, s:o, s:o}", "accepts", (int)verdict->accepts, "reason",
                                        json_text(verdict->reason), "rule",
                                        json_text(verdict->rule ? verdict->rule->id : NULL)));
        }
    }
    return object;
}

json_t *check_section(const struct tdxp_finding *finding)
{
    return finding->section < 0 ? json_null() : json_integer(finding->section);
}

json_t *check_complete(const struct tdxp_firmware *firmware)
{
    return json_boolean(tdxp_firmware_unpacked_in_part(firmware, NULL) == 0);
}

bool check_print(struct tdxp_check_report *report)
{
    bool whole = json_print(report->document, 2, report->out);

    putc('\n', report->out);
    return whole;
}

static bool begin(struct tdxp_check_report *report)
{
    report->document = json_pack("{s:[], s:[]}", "images", "failed");
    return report->document != NULL;
}

static json_t *finding_object(const struct tdxp_finding *finding)
{
    return json_pack("{s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "rule", finding->rule->id, "severity",
                     tdxp_severity_name(finding->severity), "offset", json_hex(finding->offset), "length",
                     json_hex(finding->length), "message", json_text(finding->message), "fix", json_text(finding->fix),
                     "section", check_section(finding), "node", json_path(finding->node), "refused_by",
                     check_refusers(finding->refused_by));
}

static bool image(struct tdxp_check_report *report, const struct tdxp_firmware *firmware,
                  const struct tdxp_check_result *result)
{
    json_t *images = json_object_get(report->document, "images");
    json_t *findings = json_array();

    for (size_t i = 0; i < result->count; i++) {
        if (check_shows(report, &result->findings[i])) {
            findings = json_append(findings, finding_object(&result->findings[i]));
        }
    }
    return json_array_append_new(
               images, json_pack("{s:o, s:o, s:o, s:o, s:o}", "path", json_text(tdxp_image_name(firmware->image)),
                                 "files", json_files(firmware->image), "complete", check_complete(firmware), "findings",
                                 findings, "verdicts", check_verdicts(report, result))) == 0;
}

static bool failure(struct tdxp_check_report *report, const char *path, const char *message)
{
    return json_array_append_new(json_object_get(report->document, "failed"),
                                 json_pack("{s:o, s:o}", "path", json_text(path), "message", json_text(message))) == 0;
}

const struct check_format check_json = {begin, image, failure, check_print};
