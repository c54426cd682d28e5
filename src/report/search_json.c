/* What a search has found, as JSON. */
#include <string.h>

#include "report/json.h"
#include "tdxplore/report.h"

static json_t *bytes_text(const struct tdxp_match *match)
{
    uint8_t bytes[TDXP_NEEDLE_MAX];
    char text[2 * TDXP_NEEDLE_MAX + 1] = "";
    size_t count = tdxp_read_some(&match->space->bytes, match->offset, bytes,
                                  match->length < sizeof bytes ? (size_t)match->length : sizeof bytes);

    for (size_t i = 0; i < count; i++) {
        snprintf(text + 2 * i, 3, "%02x", bytes[i]);
    }
    return json_string(text);
}

static json_t *match_object(const struct tdxp_firmware *firmware, const struct tdxp_match *match, bool of_name)
{
    struct tdxp_gpa gpa;
    bool has_gpa = match->space->id == 0 && tdxp_gpa_of_offset(firmware, match->offset, &gpa);

    return json_pack("{s:I, s:o, s:o, s:o, s:o, s:o}", "space", (json_int_t)match->space->id, "offset",
                     json_hex(match->offset), "length", json_hex(match->length), "gpa",
                     has_gpa ? json_hex(gpa.gpa) : json_null(), "node", json_path(match->node), "bytes",
                     of_name ? json_null() : bytes_text(match));
}

/* One match at a time: there may be many. */
bool tdxp_report_search_json(const struct tdxp_firmware *firmware, const struct tdxp_search *search, FILE *out)
{
    const struct tdxp_search_result *result = tdxp_search_result(search);
    const struct tdxp_pattern_kind *kind = tdxp_search_pattern(search)->kind;
    bool whole;

    fputs("{\"image\": ", out);
    whole = json_print_part(json_image(firmware), out);
    fputs(",\n\"spaces\": ", out);
    whole = whole && json_print_part(json_spaces(firmware->tree), out);
    fprintf(out, ",\n\"kind\": \"%s\",\n\"count\": %llu,\n\"complete\": %s,\n\"matches\": [", kind->key,
            (unsigned long long)result->count,
            result->state == TDXP_SEARCH_DONE && tdxp_firmware_unpacked_in_part(firmware, NULL) == 0 ? "true"
                                                                                                     : "false");
    for (size_t i = 0; i < result->kept && whole; i++) {
        fputs(i ? ",\n" : "\n", out);
        whole = json_print_part(match_object(firmware, &result->matches[i], kind->names), out);
    }
    fputs("\n]}\n", out);
    return whole;
}
