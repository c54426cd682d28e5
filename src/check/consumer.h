/* Asking consumers: the list of them, and their answers. */
#ifndef CHECK_CONSUMER_H
#define CHECK_CONSUMER_H

#include "check/run.h"
#include "check/view.h"

#define CONSUMER(name) extern const struct tdxp_consumer consumer_##name;
#include "check/consumers.def"
#undef CONSUMER

/* A verdict whose finding is still a number. */
struct pending {
    struct tdxp_verdict verdict;
    uint32_t finding;
};

/* Ask a consumer all that makes sense to ask, and note in the findings that it refuses. False: out of memory. */
bool consumer_ask(struct tdxp_check_run *run, const struct tdxp_consumer *consumer, unsigned bit, struct pending *out);

/* A condition's words with the values of the view and the section (which may be NULL) put in; NULL for no words. */
const char *condition_text(struct tdxp_check_run *run, const struct tdxp_condition *condition,
                           const struct tdxp_view *view, const struct tdxp_section *section);

#endif
