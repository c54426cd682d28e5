/* The contents of tdvf(5): the format of images with a TDVF descriptor, explained on the built-in sample. */
#ifndef MANUAL_TDVF_H
#define MANUAL_TDVF_H

#include "manual/document.h"
#include "tdxplore/firmware.h"

/* Write all of it. sample is the decoded sample. date and source are those of struct document_title. */
void tdvf_write(struct document *document, const struct tdxp_firmware *sample, const char *date, const char *source);

/* Its parts, each a section or several (tdvf_finding.c, tdvf_structures.c, tdvf_example.c). */
void tdvf_write_finding(struct document *document, const struct tdxp_firmware *sample);
void tdvf_write_descriptor(struct document *document, const struct tdxp_firmware *sample);
void tdvf_write_entry(struct document *document, const struct tdxp_firmware *sample);
void tdvf_write_guid_table(struct document *document, const struct tdxp_firmware *sample);
void tdvf_write_reset_vector(struct document *document, const struct tdxp_firmware *sample);
void tdvf_write_hob(struct document *document, const struct tdxp_firmware *sample);
void tdvf_write_td_shim(struct document *document, const struct tdxp_firmware *sample);
void tdvf_write_sev(struct document *document, const struct tdxp_firmware *sample);
void tdvf_write_measurement(struct document *document, const struct tdxp_firmware *sample);
void tdvf_write_example(struct document *document, const struct tdxp_firmware *sample);

/* The bytes of a node that the sample has, field by field in the order of their offsets, and what each is. */
void tdvf_dump(struct document *document, const struct tdxp_firmware *sample, const char *path);

#endif
