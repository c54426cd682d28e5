/*
 * Judging an image: rules that it must keep, and what the programs that load it would say.
 *
 * A rule is about the image; a consumer is a program (or the specification) with conditions of its own, in an order
 * of its own. A finding is a rule that is broken, with the bytes that break it, and says which consumers refuse the
 * image for it. A verdict is one consumer's answer: it accepts, or here is the first condition on which it stops.
 */
#ifndef TDXPLORE_CHECK_H
#define TDXPLORE_CHECK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tdxplore/error.h"
#include "tdxplore/firmware.h"

/* In rising order. */
enum tdxp_severity {
    TDXP_SEVERITY_NONE,    /* nothing found */
    TDXP_SEVERITY_NOTE,    /* a difference between consumers, or something to know: no fault */
    TDXP_SEVERITY_WARNING, /* allowed, and likely not what was meant */
    TDXP_SEVERITY_ERROR,   /* breaks the format, or breaks at launch */
};

/* "none", "note", "warning", "error". */
const char *tdxp_severity_name(enum tdxp_severity severity);

/* What a rule is asked about. */
enum tdxp_rule_scope {
    TDXP_RULE_IMAGE,   /* the image as a whole; it may have several findings */
    TDXP_RULE_SECTION, /* each section by itself; at most one finding a section */
};

#define TDXP_RULE_REQUIRES 8 /* slots for what a rule requires, the closing NULL included */

struct tdxp_check_run;
struct tdxp_fault;

/* One rule. The rows live as long as the program. */
struct tdxp_rule {
    const char *id;   /* stable: "TDVF-S-014" */
    const char *slug; /* stable, for people: "data-offset-unaligned" */
    enum tdxp_severity severity;
    enum tdxp_rule_scope scope;
    const char *clause;      /* where the rule comes from: specification and clause, or repository:file */
    const char *summary;     /* what must hold, in one line */
    const char *consequence; /* what happens where it does not */
    /*
     * Rules that must hold before this one makes sense, closed by NULL. A rule of a section is asked only where
     * those of the same section hold; a rule of the image only where they hold for all sections.
     */
    const struct tdxp_rule *requires[TDXP_RULE_REQUIRES];
    /* For the runner alone, one of the two: a function that looks, or what the decoders mark where the rule is broken. */
    void (*check)(struct tdxp_check_run *run, const struct tdxp_section *section);
    const struct tdxp_fault *faults;
};

/* All rules by group and number; *count of them. */
const struct tdxp_rule *tdxp_rules(size_t *count);

/* The rule with that id or slug, or NULL. */
const struct tdxp_rule *tdxp_rule_find(const char *id);

/* Most findings of one rule; what is beyond is counted in one more finding of the same rule. */
#define TDXP_FINDINGS_PER_RULE 256u

struct tdxp_finding {
    const struct tdxp_rule *rule;
    enum tdxp_severity severity;  /* the rule's */
    const struct tdxp_node *node; /* what it is about; never NULL. May lie in decompressed bytes. */
    uint64_t offset, length; /* the faulty bytes, always in the file and at least one: where nothing exists to point
                                at, the closest that does; for decompressed bytes, those they were made from */
    int32_t section;         /* index of the metadata section that it is about, or -1 */
    const char *message;     /* what is wrong, with the actual values; one line, printable ASCII */
    const char *fix;         /* what a correct value would be, or NULL where that cannot be told */
    uint32_t refused_by;     /* bit i: consumer i of tdxp_consumers refuses the image for this */
    /*
     * Where a correct value of one field is computed: the field, and its value, or of a field that is not a number its
     * bytes as a little-endian one. Else NULL and 0. It makes the finding go away, if not always all that is wrong.
     */
    const struct tdxp_node *fix_node;
    uint64_t fix_value;
};

struct tdxp_view;

/* When a condition of a consumer is asked. */
enum tdxp_condition_scope {
    TDXP_CONDITION_HEADER,  /* once; where it fails, nothing behind it can be asked */
    TDXP_CONDITION_SECTION, /* for each section in table order; neighbouring rows of this scope share one loop */
    TDXP_CONDITION_LATER,   /* the same in another loop, so that rows of SECTION can stand beside it */
    TDXP_CONDITION_IMAGE,   /* once; what is behind it can be asked all the same */
};

#define TDXP_CONDITION_RULES 12 /* slots, the closing NULL included */

struct tdxp_consumer;

/* One condition of a consumer. */
struct tdxp_condition {
    enum tdxp_condition_scope scope;
    const char *what; /* the condition in words: what must hold */
    /*
     * True where the image fails it; section is NULL unless the scope is of sections.
     * NULL: it fails where one of the rules has a finding.
     */
    bool (*fails)(const struct tdxp_view *view, const struct tdxp_section *section);
    /*
     * The consumer's own words, with {names} for values as src/check/consumer_text.c lists them.
     * NULL: the words of the finding.
     */
    const char *text;
    /*
     * Not NULL: it fails where a HEADER row of this consumer does, whose way to the descriptor is the same.
     * {reason} in the text is what that row says, and the rules are that row's.
     */
    const struct tdxp_consumer *behind;
    /* The rules that have a finding where it fails, the most telling first. None: TDVF-C-001 stands in. */
    const struct tdxp_rule *rules[TDXP_CONDITION_RULES];
};

/* A program that loads such images, or the specification. The rows live as long as the program. */
struct tdxp_consumer {
    const char *key;                         /* "qemu": for options and JSON */
    const char *name;                        /* "QEMU" */
    const char *version;                     /* what was studied */
    const char *source;                      /* repository:file, more than one separated by "; " */
    const char *description;                 /* what its verdict covers */
    void (*locate)(struct tdxp_view *view);  /* its own way to the descriptor */
    const struct tdxp_condition *conditions; /* in its own order */
    size_t count;
};

/* All consumers in the order in which verdicts come; *count of them (at most 32). */
const struct tdxp_consumer *const *tdxp_consumers(size_t *count);

/* The number of the consumer with that key, or -1. */
int tdxp_consumer_find(const char *key);

struct tdxp_verdict {
    const struct tdxp_consumer *consumer;
    bool accepts;
    const char *reason;           /* the first condition that fails, in the consumer's words; NULL where it accepts */
    const struct tdxp_rule *rule; /* a rule that has a finding; NULL where it accepts */
    const struct tdxp_condition *condition; /* the row; NULL where it accepts */
    const struct tdxp_finding *finding;     /* the finding that goes with it; NULL where it accepts */
    const struct tdxp_node *node;           /* where to go: as in the finding; NULL where it accepts */
    uint64_t offset, length;
    int32_t section;              /* index of the section in the descriptor that the consumer reads, or -1 */
    const struct tdxp_tdvf *tdvf; /* the descriptor that the consumer reads; NULL where it finds none, or one that no
                                     way of struct tdxp_firmware leads to */
};

struct tdxp_check_result {
    const struct tdxp_finding *findings; /* by offset, then rule id, then section */
    size_t count;
    const struct tdxp_verdict *verdicts; /* one a consumer, in their order */
    size_t verdict_count;
    size_t counts[TDXP_SEVERITY_ERROR + 1]; /* of findings, by severity */
    enum tdxp_severity worst;
    struct tdxp_check_index *index; /* for the queries below */
};

/*
 * Judge an image. firmware must outlive the result, which the caller frees.
 * NULL only where memory ran out, with *err filled in.
 */
struct tdxp_check_result *tdxp_check(const struct tdxp_firmware *firmware, struct tdxp_error *err);

/*
 * A result without findings and verdicts, for who is to find by eye what is wrong: all queries answer that nothing is.
 * Otherwise as tdxp_check.
 */
struct tdxp_check_result *tdxp_check_none(const struct tdxp_firmware *firmware, struct tdxp_error *err);

/* result may be NULL. */
void tdxp_check_free(struct tdxp_check_result *result);

/* The worst severity of the findings about a node itself. O(1). */
enum tdxp_severity tdxp_check_node_worst(const struct tdxp_check_result *result, const struct tdxp_node *node);

/* The worst severity of the findings about a node or anything below it. O(1). */
enum tdxp_severity tdxp_check_below(const struct tdxp_check_result *result, const struct tdxp_node *node);

/* The findings about a node itself, in the order of result->findings; *count of them. O(log n). */
const struct tdxp_finding *const *tdxp_check_of_node(const struct tdxp_check_result *result,
                                                     const struct tdxp_node *node, size_t *count);

/* The worst severity of the findings whose bytes cover a byte of the file. O(log n). */
enum tdxp_severity tdxp_check_byte_worst(const struct tdxp_check_result *result, uint64_t offset);

/*
 * The worst severity of the findings about a section of the descriptor, by its index; for marking it on the map.
 * O(log n).
 */
enum tdxp_severity tdxp_check_section_worst(const struct tdxp_check_result *result, uint32_t section);

#endif
