/* What a consumer sees of an image: its own way to the descriptor, and what stands there. */
#ifndef CHECK_VIEW_H
#define CHECK_VIEW_H

#include "check/overlap.h"
#include "check/run.h"

/* How a consumer's way to the descriptor ended. */
enum view_end {
    VIEW_FOUND,       /* at an offset whose 16 bytes of header lie in the file; nothing of them is checked */
    VIEW_TOO_SMALL,   /* the file is shorter than the consumer's first read */
    VIEW_NO_TABLE,    /* no GUIDed table */
    VIEW_TABLE_SIZE,  /* the table's length is below the footer's own */
    VIEW_TABLE_START, /* the table would begin before the file */
    VIEW_ENTRY_SIZE,  /* an entry is longer than what remains of the table */
    VIEW_NO_ENTRY,    /* the table was searched in vain */
    VIEW_OUTSIDE,     /* the pointer leads outside of the file, or too close to its end for a header */
};

/* Types that have a place in first[] below. */
enum { VIEW_TYPES = TDXP_SECTION_TD_PARAMS + 1 };

struct tdxp_view {
    const struct tdxp_check_run *run;
    const struct tdxp_bytes *bytes;
    uint64_t size; /* of the file, as the consumer takes it */

    enum view_end end;
    uint32_t pointer;    /* the number that leads to the descriptor */
    int64_t table;       /* bytes of entries that the GUIDed table claims: may be negative */
    uint64_t offset;     /* of the descriptor */
    struct tdxp_tdvf at; /* what stands there; sections as far as the file has them, up to the decoder's limit */
    bool same;           /* it is the descriptor that the rules are about */
    const struct tdxp_tdvf *model; /* what the model has decoded there, or NULL */

    uint32_t first[VIEW_TYPES]; /* first section of each type, or UINT32_MAX */
    uint32_t last_bfv;          /* last section of type BFV, or UINT32_MAX */
    uint32_t *overlap; /* of view_find_overlaps, by section: an earlier one, or OVERLAP_NONE. NULL: not asked for */

    const struct tdxp_condition *stopped_by; /* of the consumer that this one is behind: what it fails */
    struct tdxp_section *own;                /* what at.sections points to where it is no descriptor of the model */
    bool failed;                             /* memory ran out */
};

/* Let a consumer find its descriptor. False where memory ran out; view_close is to be called all the same. */
bool view_open(struct tdxp_view *view, const struct tdxp_check_run *run, const struct tdxp_consumer *consumer);

void view_close(struct tdxp_view *view);

/* ---- for a consumer's locate ---- */

/* pointer leads to offset: note both, and what can be read there. */
void view_take(struct tdxp_view *view, uint32_t pointer, uint64_t offset);

/* Find the sections whose extent shares something with that of an earlier one. */
void view_find_overlaps(struct tdxp_view *view, extent_of *of);

/* Walk the GUIDed table as QEMU does, to the first TDX metadata entry of whatever length. */
void qemu_locate(struct tdxp_view *view);

/* ---- for conditions ---- */

/* True where there is a section of that type. */
static inline bool view_has(const struct tdxp_view *view, enum tdxp_section_type type)
{
    return view->first[type] != UINT32_MAX;
}

#endif
