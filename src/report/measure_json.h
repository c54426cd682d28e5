/* What the JSON reports of measurements have in common. */
#ifndef REPORT_MEASURE_JSON_H
#define REPORT_MEASURE_JSON_H

#include "report/json.h"
#include "tdxplore/report.h"

/* As in json.h: NULL where memory ran out. */

/* How many there are, as a number. */
json_t *json_count(uint64_t count);

/* A digest of TDXP_MRTD_SIZE bytes; null where it is not known. */
json_t *json_digest_if(bool known, const uint8_t *digest);

json_t *json_notes(const struct tdxp_measure_note *notes, size_t count);

/* Bytes of the file by what becomes of them. */
json_t *json_covered(const uint64_t bytes[static TDXP_COVERS]);

/* A value that was expected, by key, and what came of comparing; null for NULL. */
json_t *json_expected(const char *key, const struct tdxp_measure_expected *expected);

#endif
