/* What a reader of a report should be warned of: the decoders' remarks, and what only several structures show. */
#ifndef REPORT_PROBLEMS_H
#define REPORT_PROBLEMS_H

#include "tdxplore/firmware.h"

enum { PROBLEM_TEXT = 512 }; /* bytes that suffice for the text of a problem; longer ones are cut */

/* Called for each problem: the node that it is about, and a phrase without a full stop. */
typedef void problem_visitor(void *context, const struct tdxp_node *node, const char *text);

/* Of a section: its entry, its contents, and where they lie in guest memory. */
void section_problems(const struct tdxp_firmware *firmware, const struct tdxp_section *section, problem_visitor *visit,
                      void *context);

/* Of the descriptor without its sections. */
void descriptor_problems(const struct tdxp_firmware *firmware, problem_visitor *visit, void *context);

/* Of the SEV metadata without its sections. */
void sev_problems(const struct tdxp_sev *sev, problem_visitor *visit, void *context);

/* Of a structure and all that is below it; node may be NULL. */
void node_problems(const struct tdxp_node *node, problem_visitor *visit, void *context);

#endif
