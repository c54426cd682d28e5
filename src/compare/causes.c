/* Which sections make two launches measure something else. */
#include <stdlib.h>

#include "compare/align.h"
#include "tdxplore/compare.h"
#include "tdxplore/range.h"

struct work {
    const struct tdxp_comparison *comparison;
    const struct tdxp_measure_result *result[TDXP_SIDES];
    struct tdxp_launch_cause *causes;
    size_t count;
    uint64_t left; /* bytes that may still be compared: thousands of sections may copy the same megabytes */
};

static void add(struct work *work, const struct tdxp_measure_section *a, const struct tdxp_measure_section *b,
                uint32_t what, uint64_t bytes)
{
    if (what != 0) {
        work->causes[work->count++] = (struct tdxp_launch_cause){{a, b}, what, bytes};
    }
}

/* Whether it has any record in the MRTD at all. */
static bool counts(const struct tdxp_measure_section *section)
{
    return section->pages_added > 0 || section->bytes_extended > 0;
}

/* The index among B's sections of the one whose entry stands for that of a section of A; -1: there is none. */
static int64_t partner_of(const struct work *work, const struct tdxp_measure_section *a)
{
    const struct tdxp_measure_result *b = work->result[TDXP_SIDE_B];
    const struct tdxp_node *entry = tdxp_comparison_partner(work->comparison, TDXP_SIDE_A, a->section->entry);

    for (uint32_t i = 0; entry && i < b->section_count; i++) {
        if (b->sections[i].section->entry == entry) {
            return i;
        }
    }
    return -1;
}

/*
 * In how many bytes the contents differ that are extended: of the image where they come from there, else zeros. Bytes
 * beyond what is copied are zeros too, so that a shorter copy differs where the longer one is not zero.
 */
static uint64_t differing(const struct work *work, const struct tdxp_measure_section *a,
                          const struct tdxp_measure_section *b)
{
    enum { CHUNK = 4096 };
    const struct tdxp_measure_section *sections[TDXP_SIDES] = {a, b};
    uint64_t copied = a->copied > b->copied ? a->copied : b->copied;
    uint64_t count = 0;

    for (uint64_t at = 0; at < copied; at += CHUNK) {
        uint8_t bytes[TDXP_SIDES][CHUNK] = {{0}};

        for (int side = 0; side < TDXP_SIDES; side++) {
            const struct tdxp_image *image = tdxp_comparison_firmware(work->comparison, (enum tdxp_side)side)->image;
            const struct tdxp_measure_section *s = sections[side];
            uint64_t left = s->copied > at ? s->copied - at : 0;

            if (s->content == TDXP_CONTENT_FILE && left > 0) {
                tdxp_read_some(tdxp_image_bytes(image), tdxp_add_sat(s->file_offset, at), bytes[side],
                               left < CHUNK ? (size_t)left : CHUNK);
            }
        }
        for (int n = 0; n < CHUNK; n++) {
            count += bytes[TDXP_SIDE_A][n] != bytes[TDXP_SIDE_B][n];
        }
    }
    return count;
}

static bool may_compare(struct work *work, const struct tdxp_measure_section *a, const struct tdxp_measure_section *b)
{
    uint64_t wanted = a->copied > b->copied ? a->copied : b->copied;

    if (wanted > work->left) {
        return false;
    }
    work->left -= wanted;
    return true;
}

static void compare_sections(struct work *work, const struct tdxp_measure_section *a,
                             const struct tdxp_measure_section *b, bool reordered)
{
    uint32_t what = reordered ? TDXP_CAUSE_ORDER : 0;
    uint64_t bytes = 0;

    if (!counts(a) && !counts(b)) {
        return;
    }
    if (a->section->memory_address != b->section->memory_address) {
        what |= TDXP_CAUSE_PLACE;
    }
    if (a->pages_added != b->pages_added || a->bytes_extended != b->bytes_extended) {
        what |= TDXP_CAUSE_SIZE;
    }
    if (a->extended && b->extended && !may_compare(work, a, b)) {
        what |= TDXP_CAUSE_UNKNOWN;
    } else if (a->extended && b->extended) {
        bytes = differing(work, a, b);
        what |= bytes > 0 ? TDXP_CAUSE_CONTENTS : 0;
    }
    add(work, a, b, what, bytes);
}

static void compare_all(struct work *work, bool *paired)
{
    const struct tdxp_measure_result *a = work->result[TDXP_SIDE_A];
    const struct tdxp_measure_result *b = work->result[TDXP_SIDE_B];
    int64_t highest = -1;

    for (uint32_t i = 0; i < a->section_count; i++) {
        int64_t partner = partner_of(work, &a->sections[i]);

        if (partner < 0) {
            add(work, &a->sections[i], NULL, counts(&a->sections[i]) ? TDXP_CAUSE_REMOVED : 0, 0);
            continue;
        }
        paired[partner] = true;
        compare_sections(work, &a->sections[i], &b->sections[partner], partner < highest);
        highest = partner > highest ? partner : highest;
    }
    for (uint32_t i = 0; i < b->section_count; i++) {
        if (!paired[i]) {
            add(work, NULL, &b->sections[i], counts(&b->sections[i]) ? TDXP_CAUSE_ADDED : 0, 0);
        }
    }
}

struct tdxp_launch_cause *tdxp_launch_causes(const struct tdxp_comparison *comparison,
                                             const struct tdxp_measure_result *a, const struct tdxp_measure_result *b,
                                             size_t *count, bool *failed)
{
    struct work work = {comparison, {a, b}, NULL, 0, TDXP_MEASURE_LIMIT_DEFAULT};
    bool *paired = calloc((size_t)b->section_count + 1, sizeof *paired);

    work.causes = calloc((size_t)a->section_count + b->section_count + 1, sizeof *work.causes);
    *failed = !paired || !work.causes;
    if (!*failed) {
        compare_all(&work, paired);
    }
    free(paired);
    *count = work.count;
    if (work.count == 0) {
        free(work.causes);
        work.causes = NULL;
    }
    return work.causes;
}
