/* What the reports of measurements as text have in common. name is that of the value: "MRTD", "launch digest". */
#ifndef REPORT_MEASURE_TEXT_H
#define REPORT_MEASURE_TEXT_H

#include "report/table.h"
#include "tdxplore/report.h"

/* The first line, with the name of the image. False where memory ran out. */
bool measure_title(const struct tdxp_firmware *firmware, const struct tdxp_report_style *style, FILE *out);

/* The beginning of a digest on the way; NULL: it is not known. */
void measure_digest_cell(struct table *table, const uint8_t *digest);

/* The value on a line of its own, and why there is none, or should be none; refused may be NULL. */
void measure_value(const char *name, bool done, const uint8_t *digest, const char *refused, FILE *out);

/* Bytes of the file by what becomes of them. */
void measure_covered(const char *name, const uint64_t bytes[static TDXP_COVERS], FILE *out);

/* What came of comparing. False where memory ran out. */
bool measure_expected(const char *name, const char *refused, const struct tdxp_measure_expected *expected,
                      const struct tdxp_report_style *style, FILE *out);

void measure_notes(const struct tdxp_measure_note *notes, size_t count, FILE *out);

/* A line of a trace; file_offset of what is behind it, or NULL. */
void measure_trace_line(const char *what, uint64_t gpa, const uint64_t *file_offset, FILE *out);

#endif
