/*
 * Findings as a SARIF log (OASIS: Static Analysis Results Interchange Format 2.1.0 with errata 01).
 *
 * One run with all rules, an artifact for each image, and a result for each finding. What SARIF has no place for goes
 * into property bags (3.8): the verdicts into that of the artifact.
 */
#include <stdlib.h>
#include <string.h>

#include "report/check.h"
#include "report/json.h"
#include "report/uri.h"
#include "tdxplore/text.h"

#define SCHEMA "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

/* What relative references are relative to; where it was, the log does not say (3.14.14). */
#define BASE "PWD"

/* A message or a description, in which braces that stand for themselves come in pairs (3.11.5). */
static json_t *text_object(const char *text)
{
    char *doubled = malloc(2 * strlen(text) + 1);
    char *at = doubled;
    json_t *object;

    if (!doubled) {
        return NULL;
    }
    for (; *text; text++) {
        *at++ = *text;
        if (*text == '{' || *text == '}') {
            *at++ = *text;
        }
    }
    *at = '\0';
    object = json_pack("{s:o}", "text", json_text(doubled));
    free(doubled);
    return object;
}

static json_t *required_rules(const struct tdxp_rule *rule)
{
    json_t *array = json_array();

    for (const struct tdxp_rule *const *required = rule->requires; *required; required++) {
        array = json_append(array, json_string((*required)->id));
    }
    return array;
}

/* The names of severities are those of levels (3.50.3). */
static json_t *rule_object(const struct tdxp_rule *rule)
{
    return json_pack("{s:s, s:s, s:o, s:o, s:{s:s}, s:{s:s, s:o}}", "id", rule->id, "name", rule->slug,
                     "shortDescription", text_object(rule->summary), "fullDescription", text_object(rule->consequence),
                     "defaultConfiguration", "level", tdxp_severity_name(rule->severity), "properties", "clause",
                     rule->clause, "requires", required_rules(rule));
}

static json_t *rule_array(void)
{
    size_t count;
    const struct tdxp_rule *rules = tdxp_rules(&count);
    json_t *array = json_array();

    for (size_t i = 0; i < count; i++) {
        array = json_append(array, rule_object(&rules[i]));
    }
    return array;
}

static size_t rule_number(const struct tdxp_rule *rule)
{
    size_t count;

    return (size_t)(rule - tdxp_rules(&count));
}

static json_t *run_of(const struct tdxp_check_report *report)
{
    return json_array_get(json_object_get(report->document, "runs"), 0);
}

static bool begin(struct tdxp_check_report *report)
{
    report->document = json_pack("{s:s, s:s, s:[{s:{s:{s:s, s:s, s:o}}, s:{s:{s:o}}, s:[{s:b, s:[]}], s:[], s:[]}]}",
                                 "$schema", SCHEMA, "version", "2.1.0", "runs", "tool", "driver", "name", "tdxplore",
                                 "version", PACKAGE_VERSION, "rules", rule_array(), "originalUriBaseIds", BASE,
                                 "description", text_object("The directory in which tdxplore was run."), "invocations",
                                 "executionSuccessful", 1, "toolExecutionNotifications", "artifacts", "results");
    return report->document != NULL;
}

/* The location (3.4) of the artifact with that index. Standard input has no URI. */
static json_t *location_object(const char *path, size_t index)
{
    json_t *object = json_pack("{s:I}", "index", (json_int_t)index);
    bool relative;
    char *uri;

    if (strcmp(path, "-") == 0) {
        return json_put(object, "description", text_object(tdxp_file_title(path)));
    }
    uri = uri_of_path(path);
    relative = uri && strncmp(uri, URI_FILE, strlen(URI_FILE)) != 0;
    object = json_put(object, "uri", uri ? json_string(uri) : NULL);
    free(uri);
    return relative ? json_put(object, "uriBaseId", json_string(BASE)) : object;
}

static json_t *artifacts_of(const struct tdxp_check_report *report)
{
    return json_object_get(run_of(report), "artifacts");
}

/* Add the artifact of the next file to what it has of its own. False where memory ran out. */
static bool add_artifact(const struct tdxp_check_report *report, const char *path, json_t *artifact)
{
    json_t *artifacts = artifacts_of(report);

    artifact = json_put(artifact, "location", location_object(path, json_array_size(artifacts)));
    artifact = json_put(artifact, "roles", json_pack("[s]", "analysisTarget"));
    return json_array_append_new(artifacts, artifact) == 0;
}

/* index is that of the artifact of the file, which has the finding's bytes. */
static json_t *result_object(const struct tdxp_finding *finding, const struct tdxp_image_part *part, size_t index)
{
    uint64_t offset = finding->offset - part->range.start;

    return json_pack(
        "{s:s, s:I, s:s, s:o, s:[{s:{s:o, s:{s:I, s:I}}, s:[{s:o}]}], s:{s:o, s:o, s:o}}", "ruleId", finding->rule->id,
        "ruleIndex", (json_int_t)rule_number(finding->rule), "level", tdxp_severity_name(finding->severity), "message",
        text_object(finding->message), "locations", "physicalLocation", "artifactLocation",
        location_object(part->name, index), "region", "byteOffset", (json_int_t)offset, "byteLength",
        (json_int_t)tdxp_clip(offset, finding->length, part->range.length), "logicalLocations", "fullyQualifiedName",
        json_path(finding->node), "properties", "refusedBy", check_refusers(finding->refused_by), "fix",
        json_text(finding->fix), "section", check_section(finding));
}

static bool image(struct tdxp_check_report *report, const struct tdxp_firmware *firmware,
                  const struct tdxp_check_result *result)
{
    json_t *results = json_object_get(run_of(report), "results");
    size_t first = json_array_size(artifacts_of(report));
    size_t count;
    const struct tdxp_image_part *parts = tdxp_image_parts(firmware->image, &count);

    /* Each file is an artifact. The verdicts are about all of them together. */
    for (size_t i = 0; i < count; i++) {
        if (!add_artifact(report, parts[i].name,
                          json_pack("{s:I, s:{s:o, s:o}}", "length", (json_int_t)parts[i].range.length, "properties",
                                    "complete", check_complete(firmware), "verdicts",
                                    check_verdicts(report, result)))) {
            return false;
        }
    }
    for (size_t i = 0; i < result->count; i++) {
        const struct tdxp_finding *finding = &result->findings[i];
        const struct tdxp_image_part *part = tdxp_image_part_at(firmware->image, finding->offset);

        if (check_shows(report, finding) &&
            (!part ||
             json_array_append_new(results, result_object(finding, part, first + (size_t)(part - parts))) != 0)) {
            return false;
        }
    }
    return true;
}

static bool failure(struct tdxp_check_report *report, const char *path, const char *message)
{
    json_t *invocation = json_array_get(json_object_get(run_of(report), "invocations"), 0);
    json_t *notifications = json_object_get(invocation, "toolExecutionNotifications");
    size_t index = json_array_size(artifacts_of(report));

    return add_artifact(report, path, json_object()) &&
           json_object_set(invocation, "executionSuccessful", json_false()) == 0 &&
           json_array_append_new(notifications, json_pack("{s:{s:s}, s:s, s:o, s:[{s:{s:o}}]}", "descriptor", "id",
                                                          "image-not-checked", "level", "error", "message",
                                                          text_object(message), "locations", "physicalLocation",
                                                          "artifactLocation", location_object(path, index))) == 0;
}

const struct check_format check_sarif = {begin, image, failure, check_print};
