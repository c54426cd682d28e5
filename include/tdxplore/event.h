/*
 * Who measures what is in a section's pages, into which register, and what the event log says of it.
 *
 * MRTD is extended by the TDX module on behalf of the VMM, before the guest runs, and needs no event. The RTMRs are
 * extended by the firmware that runs then, which logs an event for each.
 *
 * Source: TD-SHIM specification 0.7, tables 1.1-4, 3.5-1 and 3.5-3, and Guideline; each row has its own besides.
 */
#ifndef TDXPLORE_EVENT_H
#define TDXPLORE_EVENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The registers that a section can go to. */
enum tdxp_register {
    TDXP_REGISTER_NONE,
    TDXP_REGISTER_MRTD,
    TDXP_REGISTER_RTMR0,
    TDXP_REGISTER_RTMR1,
    TDXP_REGISTERS,
};

/* "-", "MRTD", "RTMR[0]", "RTMR[1]". */
const char *tdxp_register_name(enum tdxp_register reg);

/* MrIndex of its events: 0 for MRTD, 1 for RTMR[0]; -1 for TDXP_REGISTER_NONE. */
int tdxp_register_index(enum tdxp_register reg);

/* One measurement of a section's pages. All text is printable ASCII and lives as long as the program. */
struct tdxp_event {
    enum tdxp_register reg;
    const char *by;         /* who extends the register: "td-shim"; NULL where nobody does */
    const char *event;      /* type of the event: "EV_PLATFORM_CONFIG_FLAGS"; NULL where none is logged */
    uint32_t event_type;    /* the same as a number */
    const char *descriptor; /* by which the event is told from others of its type: "td_hob" */
    const char *text;       /* what is measured and when, in a sentence or two */
    const char *source;     /* repository:file, or the specification's clause */
};

enum { TDXP_EVENTS_MAX = 4 };

/*
 * How the pages of a section of a type are measured, in the order in which that happens, into events. extended: a
 * launch extends them into MRTD, as it does where MR.EXTEND is set. Returns how many; 0 for a reserved type that is not
 * extended. Where nothing is measured, one row without register says why.
 */
size_t tdxp_section_events(uint32_t type, bool extended, const struct tdxp_event *events[static TDXP_EVENTS_MAX]);

/* The first register of those. */
enum tdxp_register tdxp_section_register(uint32_t type, bool extended);

/*
 * An event in a line, into buffer, cut to size with a NUL:
 * 'RTMR[0] by td-shim: EV_PLATFORM_CONFIG_FLAGS (0xa) "td_hob"'.
 */
void tdxp_event_format(const struct tdxp_event *event, char *buffer, size_t size);

#endif
