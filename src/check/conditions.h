/* Conditions of consumers: how one is written, and those that several consumers share. */
#ifndef CHECK_CONDITIONS_H
#define CHECK_CONDITIONS_H

#include "check/rules.h"
#include "check/section.h"
#include "check/view.h"

/* A function of a condition: true where the image fails it. section is NULL unless the scope is of sections. */
#define CONDITION(name)                                             \
    bool name(const struct tdxp_view *view __attribute__((unused)), \
              const struct tdxp_section *section __attribute__((unused)))

/* A row of a consumer's table, by its scope: the condition in words, its function, the consumer's text, the rules. */
#define HEADER(what, fails, text, ...)                  \
    {                                                   \
        TDXP_CONDITION_HEADER, what, fails, text, NULL, \
        {                                               \
            __VA_ARGS__                                 \
        }                                               \
    }
#define SECTION(what, fails, text, ...)                  \
    {                                                    \
        TDXP_CONDITION_SECTION, what, fails, text, NULL, \
        {                                                \
            __VA_ARGS__                                  \
        }                                                \
    }
#define LATER(what, fails, text, ...)                  \
    {                                                  \
        TDXP_CONDITION_LATER, what, fails, text, NULL, \
        {                                              \
            __VA_ARGS__                                \
        }                                              \
    }
#define IMAGE(what, fails, text, ...)                  \
    {                                                  \
        TDXP_CONDITION_IMAGE, what, fails, text, NULL, \
        {                                              \
            __VA_ARGS__                                \
        }                                              \
    }

CONDITION(outside);          /* the pointer leads to no 16 bytes of header */
CONDITION(signature_wrong);  /* Signature is not "TDVF" */
CONDITION(version_wrong);    /* Version is not 1 */
CONDITION(length_wrong);     /* Length is not 16 + 32 * NumberOfSectionEntry, in more than 32 bits */
CONDITION(entries_past_end); /* the section entries do not all lie in the file, in more than 32 bits */
CONDITION(no_hob);           /* no section is a TD_HOB */

#endif
