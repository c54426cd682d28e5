/* Writes the manual page tdxplore-rules(7) from the tables of rules and consumers, when the program is built. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/roff.h"
#include "tdxplore/check.h"

/* The groups of rules, by the beginning of their ids. */
static const struct {
    const char *prefix, *title;
} groups[] = {
    {"TDVF-L-", "Ways to the descriptor"},
    {"TDVF-F-", "The file as a whole"},
    {"TDVF-D-", "The descriptor"},
    {"TDVF-S-", "One section entry"},
    {"TDVF-M-", "The sections together, and guest memory"},
    {"FV-", "Firmware volumes"},
    {"TDVF-C-", "What only one consumer asks"},
    {"VAR-", "Variables of a configuration volume"},
    {"FFS-", "Files and sections of firmware volumes"},
    {"PRG-", "Programs: ELF files, PE and TE images, Linux kernels"},
    {"SHIM-", "What td-shim puts into an image"},
    {"SEV-", "SEV metadata"},
    {"HOB-", "Hand-off blocks"},
    {"IGVM-", "IGVM files"},
    {"CERT-", "Certificates"},
    {"CAP-", "UEFI capsules"},
};

static const struct {
    enum tdxp_severity severity;
    const char *meaning;
} severities[] = {
    {TDXP_SEVERITY_ERROR, "The image breaks its format, or it breaks when a guest is started with it."},
    {TDXP_SEVERITY_WARNING, "Allowed, and likely not what was meant."},
    {TDXP_SEVERITY_NOTE, "No fault: a difference between consumers, or something to know."},
};

/* When a condition is asked, in words that stand behind it. */
static const char *const scopes[] = {
    [TDXP_CONDITION_HEADER] = "",
    [TDXP_CONDITION_SECTION] = " (asked of each section)",
    [TDXP_CONDITION_LATER] = " (asked of each section, after those before)",
    [TDXP_CONDITION_IMAGE] = " (asked once)",
};

static void write_description(struct roff *roff)
{
    roff_macro(roff, "SH", "DESCRIPTION", NULL);
    roff_text(roff, "tdxplore judges an image in two ways.");
    roff_macro(roff, "PP", NULL);
    roff_text(roff,
              "By rules: a rule says what must hold of an image. Where it does not hold there is a finding, "
              "with the bytes at fault, the values that stand there, and where it can be told, what would be right. "
              "A rule is only asked where the rules that it builds on hold, so that one fault is one finding. "
              "The severity of a rule is that of its findings:");
    for (size_t i = 0; i < sizeof severities / sizeof severities[0]; i++) {
        roff_macro(roff, "TP", NULL);
        roff_macro(roff, "B", tdxp_severity_name(severities[i].severity), NULL);
        roff_text(roff, severities[i].meaning);
    }
    roff_macro(roff, "PP", NULL);
    roff_text(roff,
              "By consumers: a consumer is a program that loads such images, or the specification. "
              "Its verdict is that it accepts the image, or the first condition on which it stops, in its own order "
              "and its own words. A finding names the consumers that refuse the image for it.");
}

/* ---- rules ---- */

/* The title of the group that a rule is in; of a group that is not in the table, the id. */
static const char *group_of(const struct tdxp_rule *rule)
{
    for (size_t i = 0; i < sizeof groups / sizeof groups[0]; i++) {
        if (strncmp(rule->id, groups[i].prefix, strlen(groups[i].prefix)) == 0) {
            return groups[i].title;
        }
    }
    return rule->id;
}

/* A line of its own in the paragraph, with the words from a label on. */
static void begin_line(struct roff *roff, const char *label)
{
    roff_macro(roff, "br", NULL);
    roff_text(roff, label);
}

/* Such a line with names, where there are any. */
static void write_names(struct roff *roff, const char *label, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        char name[64];

        if (i == 0) {
            begin_line(roff, label);
        }
        snprintf(name, sizeof name, "%s%s", names[i], i + 1 < count ? "," : ".");
        roff_text(roff, name);
    }
}

/* Such a line with the ids of rules up to a NULL. */
static void write_ids(struct roff *roff, const char *label, const struct tdxp_rule *const *rules)
{
    const char *ids[TDXP_CONDITION_RULES + TDXP_RULE_REQUIRES];
    size_t count = 0;

    for (; rules[count]; count++) {
        ids[count] = rules[count]->id;
    }
    write_names(roff, label, ids, count);
}

static bool names_rule(const struct tdxp_consumer *consumer, const struct tdxp_rule *rule)
{
    for (size_t i = 0; i < consumer->count; i++) {
        for (const struct tdxp_rule *const *r = consumer->conditions[i].rules; *r; r++) {
            if (*r == rule) {
                return true;
            }
        }
    }
    return false;
}

/* The consumers with a condition that goes with the rule. */
static void write_askers(struct roff *roff, const struct tdxp_rule *rule)
{
    size_t count;
    const struct tdxp_consumer *const *consumers = tdxp_consumers(&count);
    const char *keys[32]; /* there are no more */
    size_t found = 0;

    for (size_t i = 0; i < count; i++) {
        if (names_rule(consumers[i], rule)) {
            keys[found++] = consumers[i]->key;
        }
    }
    write_names(roff, "Asked by:", keys, found);
}

static void write_rule(struct roff *roff, const struct tdxp_rule *rule)
{
    char behind[128];

    snprintf(behind, sizeof behind, " %s (%s)", rule->slug, tdxp_severity_name(rule->severity));
    roff_macro(roff, "TP", NULL);
    roff_macro(roff, "BR", rule->id, behind, NULL);
    roff_text(roff, rule->summary);
    roff_macro(roff, "IP", NULL);
    roff_text(roff, rule->consequence);
    roff_macro(roff, "IP", NULL);
    roff_text(roff, "Source:");
    roff_text(roff, rule->clause);
    write_ids(roff, "Builds on:", rule->requires);
    write_askers(roff, rule);
}

static void write_rules(struct roff *roff)
{
    size_t count;
    const struct tdxp_rule *rules = tdxp_rules(&count);
    const char *group = NULL;

    roff_macro(roff, "SH", "RULES", NULL);
    roff_text(
        roff,
        "Each rule has an id that does not change, a short name, and a severity; then follow what must hold, what "
        "happens where it does not, where the rule comes from, the rules that it builds on, and the consumers that "
        "have a condition that goes with it.");
    for (size_t i = 0; i < count; i++) {
        const char *next = group_of(&rules[i]);

        if (next != group) {
            roff_macro(roff, "SS", next, NULL);
            group = next;
        }
        write_rule(roff, &rules[i]);
    }
}

/* ---- consumers ---- */

static void write_condition(struct roff *roff, const struct tdxp_condition *condition, size_t number)
{
    char tag[32];

    snprintf(tag, sizeof tag, "%zu.", number);
    roff_macro(roff, "IP", tag, "5", NULL);
    roff_text(roff, condition->what);
    roff_text(roff, scopes[condition->scope]);
    if (condition->text) {
        begin_line(roff, "Says:");
        roff_text(roff, condition->text);
    }
    write_ids(roff, "Rules:", condition->rules);
}

static void write_consumer(struct roff *roff, const struct tdxp_consumer *consumer)
{
    char title[128];

    snprintf(title, sizeof title, "%s: %s", consumer->key, consumer->name);
    roff_macro(roff, "SS", title, NULL);
    roff_text(roff, consumer->description);
    roff_macro(roff, "PP", NULL);
    roff_text(roff, "Studied:");
    roff_text(roff, consumer->version);
    begin_line(roff, "Source:");
    roff_text(roff, consumer->source);
    for (size_t i = 0; i < consumer->count; i++) {
        write_condition(roff, &consumer->conditions[i], i + 1);
    }
}

static void write_consumers(struct roff *roff)
{
    size_t count;
    const struct tdxp_consumer *const *consumers = tdxp_consumers(&count);

    roff_macro(roff, "SH", "CONSUMERS", NULL);
    roff_text(roff,
              "Each consumer has a key, for the option --consumer and in JSON, and conditions in the order in which it "
              "asks them; those that are asked of each section are asked of one section after the other, all in a row. "
              "With a condition stand the words that the consumer says where it fails, with names in braces for values "
              "(in hexadecimal, or with :d in decimal), and the rules of which one then has a finding. A consumer "
              "without words of its own says what the finding says.");
    for (size_t i = 0; i < count; i++) {
        write_consumer(roff, consumers[i]);
    }
}

int main(void)
{
    struct roff roff = {.out = stdout};

    fputs(".\\\" Made from the tables of rules and consumers when tdxplore was built.\n", stdout);
    /* As it is: mandoc wants the date without escapes. */
    fputs(".TH TDXPLORE\\-RULES 7 " RELEASE_DATE " \"" PACKAGE_STRING "\"\n", stdout);
    /* No hyphens in what somebody may search for, or in the words of a consumer. */
    roff_macro(&roff, "nh", NULL);
    roff_macro(&roff, "ad", "l", NULL);
    roff_macro(&roff, "SH", "NAME", NULL);
    roff_text(&roff, "tdxplore-rules - what tdxplore checks in an image, and who refuses it");
    write_description(&roff);
    write_rules(&roff);
    write_consumers(&roff);
    roff_macro(&roff, "SH", "SEE ALSO", NULL);
    roff_macro(&roff, "BR", "tdxplore", "(1),", NULL);
    roff_macro(&roff, "BR", "tdvf", "(5)", NULL);
    if (fflush(stdout) != 0 || ferror(stdout)) {
        perror("tdxplore-rules.7");
        return EXIT_FAILURE;
    }
    return EXIT_SUCCESS;
}
