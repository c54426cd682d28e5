/* What a consumer sees of an image, and asking its conditions. */
#ifndef CHECK_CONSUMER_H
#define CHECK_CONSUMER_H

#include "check/run.h"
#include "check/rules.h"
#include "tdxplore/check.h"

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
    uint64_t size; /* of the file */

    enum view_end end;
    uint64_t pointer_offset; /* file offset of the pointer that was followed */
    uint32_t pointer;        /* its value */
    bool by_table;           /* it stood in the GUIDed table */
    int64_t table;           /* length that the table gives for its entries: may be negative */
    uint64_t offset;         /* of the descriptor */

    bool has_guid; /* the metadata GUID stands before it */
    uint32_t signature, length, version, number; /* of its header: number is NumberOfSectionEntry */
    const struct tdxp_section *sections; /* those that lie wholly in the file, up to the decoder's limit */
    uint32_t count;
    bool same; /* it is the descriptor that the rules are about */

    uint32_t first[VIEW_TYPES]; /* first section of each type, or UINT32_MAX */
    uint32_t last_bfv;          /* last section of type BFV, or UINT32_MAX */
    uint32_t *overlap;          /* of each region that QEMU adds, an earlier one that it overlaps, or OVERLAP_NONE */

    const struct tdxp_condition *stopped_by; /* of the consumer that this one is behind: what it fails */
    struct tdxp_section *own; /* what sections points to where it is no descriptor of the model */
    bool failed;              /* memory ran out */
};

/* Sum in more than 32 bits, as it should be. */
static inline uint64_t data_end(const struct tdxp_section *section)
{
    return (uint64_t)section->data_offset + section->raw_data_size;
}

/* The pointer at an offset of the file leads to offset: note it and what can be read there. */
void view_take(struct tdxp_view *view, uint64_t pointer_offset, uint32_t pointer, uint64_t offset);

/* Walk the GUIDed table as QEMU does, to the first TDX metadata entry of whatever length. */
void qemu_locate(struct tdxp_view *view);

/* True for the types whose sections QEMU adds to the guest: BFV, CFV, TD_HOB, TempMem. */
static inline bool qemu_adds(const struct tdxp_section *section)
{
    return section->type <= TDXP_SECTION_TEMP_MEM;
}

/* Whether a consumer's HEADER conditions hold for a view; the one that does not into *failing. */
bool header_holds(const struct tdxp_consumer *consumer, const struct tdxp_view *view,
                  const struct tdxp_condition **failing);

/* A condition's words with the values of the view and the section (which may be NULL) put in. */
const char *condition_text(struct tdxp_check_run *run, const struct tdxp_condition *condition,
                           const struct tdxp_view *view, const struct tdxp_section *section);

/* A verdict whose finding is still a number. */
struct pending {
    struct tdxp_verdict verdict;
    uint32_t finding;
};

/* Ask a consumer all that makes sense to ask, and note in the findings that it refuses. False: out of memory. */
bool consumer_ask(struct tdxp_check_run *run, const struct tdxp_consumer *consumer, unsigned bit,
                  struct pending *out);

extern const struct tdxp_consumer tdxp_consumer_spec;
extern const struct tdxp_consumer tdxp_consumer_td_shim;
extern const struct tdxp_consumer tdxp_consumer_qemu;
extern const struct tdxp_consumer tdxp_consumer_kvm;
extern const struct tdxp_consumer tdxp_consumer_cloud_hypervisor;

#endif
