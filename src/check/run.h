/* One run of the rules over an image: what a check function works with. */
#ifndef CHECK_RUN_H
#define CHECK_RUN_H

#include "model/arena.h"
#include "tdxplore/check.h"
#include "tdxplore/range.h"

/* The bytes of a BFV in the file. */
struct bfv_bytes {
    uint64_t start;
    uint64_t furthest; /* one behind the last byte of whichever reaches furthest of those up to here */
};

/* Of a rule, or of a rule and a section. */
enum rule_status {
    RULE_UNKNOWN, /* not asked yet */
    RULE_ASKED,   /* being asked; met again only where rules require each other in a circle */
    RULE_HOLDS,
    RULE_BROKEN,     /* it has a finding */
    RULE_SUPPRESSED, /* not asked, because a rule that it requires does not hold */
};

struct rule_state {
    enum rule_status status; /* of an image rule; for a section rule the worst of its sections */
    uint8_t *by_section;     /* enum rule_status of each section; NULL for an image rule */
    uint32_t *finding;       /* one more than the finding of each section; NULL for an image rule */
    uint32_t reported;       /* findings, those that were only counted included */
    uint32_t first, last;    /* its findings stand together: the number of the first, one more than the last */
};

struct tdxp_check_run {
    const struct tdxp_firmware *fw;
    const struct tdxp_bytes *bytes;
    uint64_t size;                /* of the file */
    struct tdxp_range image;      /* in it: what is judged, all of it but for a capsule */
    const struct tdxp_tdvf *tdvf; /* the descriptor that the rules are about, or NULL */
    uint32_t sections;            /* of it */

    struct arena *texts; /* lives as long as the result */
    struct tdxp_finding *findings;
    uint32_t count, room;
    struct rule_state *states; /* by rule */
    uint8_t *statuses;         /* what the states point into */
    uint32_t *numbers;
    uint32_t *overlap;      /* scratch for one number a section */
    struct bfv_bytes *bfvs; /* by start; NULL until asked for */
    uint32_t bfv_count;

    const struct tdxp_rule *rule; /* that is being asked */
    int32_t section;              /* that is being asked about, or -1 */
    bool reported;                /* the latest report became a finding of its own, not only a number */
    bool failed;                  /* memory ran out */
};

/* Where in the file the image ends. */
static inline uint64_t image_end(const struct tdxp_check_run *run)
{
    return run->image.start + run->image.length;
}

/* Number of a rule in the table. */
size_t rule_index(const struct tdxp_rule *rule);

/* Begin a run; texts must outlive its findings. run_free ends it, whatever becomes of it. */
void run_open(struct tdxp_check_run *run, const struct tdxp_firmware *firmware, struct arena *texts);

/* Ask all rules. False where memory ran out. */
bool run_rules(struct tdxp_check_run *run);

/* Nothing more will be reported: give the findings that only count their words. */
void run_close(struct tdxp_check_run *run);

void run_free(struct tdxp_check_run *run);

/* Format a string that lives as long as the result; "" where memory ran out. */
const char *run_text(struct tdxp_check_run *run, const char *format, ...) __attribute__((format(printf, 2, 3)));

/*
 * The rule that is being asked is broken: a finding about node, pointing at the node's bytes.
 * What follows may narrow or complete it.
 */
void report(struct tdxp_check_run *run, const struct tdxp_node *node, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/*
 * The same about a field of a section, which the message then begins with: "section 1 (CFV): ". An image rule may
 * report about any section so.
 */
void report_field(struct tdxp_check_run *run, const struct tdxp_section *section, const char *field, const char *format,
                  ...) __attribute__((format(printf, 4, 5)));

/* The latest report points at these bytes of the file. */
void point_at(struct tdxp_check_run *run, uint64_t offset, uint64_t length);

/* What would be right, for the latest report. */
void suggest(struct tdxp_check_run *run, const char *format, ...) __attribute__((format(printf, 2, 3)));

/*
 * What would be right for the latest report is this value of a field, of which all bytes are there; where it has no such
 * field, which may be NULL, or the value does not fit, nothing is computed. Signatures and the like are the integer that
 * their bytes make.
 */
void correct(struct tdxp_check_run *run, const struct tdxp_node *field, uint64_t value);

/* The same for the node that the latest report is about. */
void correct_it(struct tdxp_check_run *run, uint64_t value);

/* The field with that first byte of the file, and no other bytes than length; NULL where there is none. */
const struct tdxp_node *field_at(const struct tdxp_check_run *run, uint64_t offset, uint64_t length);

/* The field of that name below a node, or the node itself. */
const struct tdxp_node *field_of(const struct tdxp_node *node, const char *name);

/* The root. */
const struct tdxp_node *root_of(const struct tdxp_check_run *run);

/*
 * The findings that stand for a broken rule, or for the rules that kept it from being asked; section -1: of any
 * section. Calls visit with each finding's number. False where the rule holds.
 */
bool run_resolve(const struct tdxp_check_run *run, const struct tdxp_rule *rule, int32_t section,
                 void (*visit)(void *context, uint32_t finding), void *context);

/* Status of a rule for a section, or for the image (-1). */
enum rule_status run_status(const struct tdxp_check_run *run, const struct tdxp_rule *rule, int32_t section);

#endif
