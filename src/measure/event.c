/* Who measures a section, into which register, with which event: one table. */
#include "tdxplore/event.h"

#include <inttypes.h>
#include <stdio.h>

#include "tdxplore/tdvf.h"

/* Event types: TCG PC Client Platform Firmware Profile, Event Types. */
#define CONFIG_FLAGS "EV_PLATFORM_CONFIG_FLAGS", UINT32_C(0xa)
#define BLOB2 "EV_EFI_PLATFORM_FIRMWARE_BLOB2", UINT32_C(0x8000000a)
#define HANDOFF_TABLES2 "EV_EFI_HANDOFF_TABLES2", UINT32_C(0x8000000b)
#define NO_EVENT NULL, 0

#define GUIDELINE "TD-SHIM specification 0.7, TD Event Log, Guideline; "
#define TD_SHIM "confidential-containers/td-shim:td-shim/src/bin/td-shim/main.rs"
#define OVMF_SEC "tianocore/edk2:OvmfPkg/IntelTdx/TdxHelperLib/SecTdxHelper.c"
#define OVMF_HOB "tianocore/edk2:OvmfPkg/IntelTdx/TdxHelperLib/TdxMeasurementHob.c"

#define ANY_TYPE UINT32_MAX

enum when {
    ALWAYS,
    EXTENDED,     /* where the launch extends the pages */
    NOT_EXTENDED, /* where it does not */
};

struct event_row {
    uint32_t type;
    enum when when;
    struct tdxp_event event;
};

/* Of one type in the order in which they happen. */
static const struct event_row rows[] = {
    {ANY_TYPE,
     EXTENDED,
     {TDXP_REGISTER_MRTD, "the VMM", NO_EVENT, NULL,
      "The VMM has the TDX module extend every 256 bytes of the pages (TDH.MR.EXTEND) before the guest runs. The "
      "register alone tells; an event for it is optional.",
      "TD-SHIM specification 0.7, table 3.5-1"}},
    {TDXP_SECTION_BFV,
     NOT_EXTENDED,
     {TDXP_REGISTER_NONE, NULL, NO_EVENT, NULL,
      "The launch does not extend these pages, and no firmware measures the code that it is made of.",
      "TD-SHIM specification 0.7, table 1.1-4"}},
    {TDXP_SECTION_CFV,
     ALWAYS,
     {TDXP_REGISTER_RTMR0, "OVMF", BLOB2, "Fv(NAME)",
      "OVMF measures the RawDataSize bytes in its first steps, before it reads any of them. NAME is the volume's GUID, or X in "
      "place of each digit where it has none.",
      OVMF_SEC ", TdxHelperMeasureCfvImage; " OVMF_HOB}},
    {TDXP_SECTION_CFV,
     ALWAYS,
     {TDXP_REGISTER_RTMR0, "td-shim", CONFIG_FLAGS, "secure_policy_db",
      "td-shim measures of it the trust anchor alone, and that only where it was built to check the payload's "
      "signature.",
      GUIDELINE TD_SHIM ", secure_boot_verify_payload"}},
    {TDXP_SECTION_CFV,
     ALWAYS,
     {TDXP_REGISTER_RTMR0, "td-shim", CONFIG_FLAGS, "secure_authority",
      "The trust anchor again, once the payload's signature was found to be good.",
      GUIDELINE TD_SHIM ", secure_boot_verify_payload"}},
    {TDXP_SECTION_TD_HOB,
     ALWAYS,
     {TDXP_REGISTER_RTMR0, "OVMF", HANDOFF_TABLES2, "TdxTable",
      "OVMF measures the list of hand-off blocks, from the first to the end of the list, before it takes anything from "
      "it.",
      OVMF_SEC ", TdxHelperMeasureTdHob; " OVMF_HOB}},
    {TDXP_SECTION_TD_HOB,
     ALWAYS,
     {TDXP_REGISTER_RTMR0, "td-shim", CONFIG_FLAGS, "td_hob",
      "td-shim measures the list of hand-off blocks where it has made use of it.", GUIDELINE TD_SHIM ", log_hob_list"}},
    {TDXP_SECTION_TEMP_MEM,
     NOT_EXTENDED,
     {TDXP_REGISTER_NONE, NULL, NO_EVENT, NULL,
      "Nothing is measured: the pages begin as zeros. MRTD covers that they were added, as it does for every page.",
      "TD-SHIM specification 0.7, table 1.1-4"}},
    {TDXP_SECTION_PERM_MEM,
     NOT_EXTENDED,
     {TDXP_REGISTER_NONE, NULL, NO_EVENT, NULL,
      "Nothing is measured: the guest accepts the pages as zeros when it runs.",
      "TD-SHIM specification 0.7, table 1.1-4"}},
    {TDXP_SECTION_PAYLOAD,
     NOT_EXTENDED,
     {TDXP_REGISTER_RTMR1, "td-shim", BLOB2, "td_payload",
      "td-shim measures the payload before it starts it, because the launch has not: it looks whether Attributes is 0.",
      GUIDELINE TD_SHIM ", log_payload_binary"}},
    {TDXP_SECTION_PAYLOAD,
     ALWAYS,
     {TDXP_REGISTER_RTMR1, "td-shim", CONFIG_FLAGS, "td_payload_svn",
      "The payload's security version number, only where td-shim was built to check the payload's signature.",
      GUIDELINE TD_SHIM ", secure_boot_verify_payload"}},
    {TDXP_SECTION_PAYLOAD_PARAM,
     ALWAYS,
     {TDXP_REGISTER_RTMR1, "td-shim", CONFIG_FLAGS, "td_payload_info",
      "td-shim measures the command line before it starts a Linux kernel with it.",
      GUIDELINE TD_SHIM ", log_payload_parameter"}},
    {TDXP_SECTION_TD_INFO,
     NOT_EXTENDED,
     {TDXP_REGISTER_NONE, NULL, NO_EVENT, NULL,
      "The section has no pages. Its bytes lie in a BFV, and are measured there.",
      "TD-SHIM specification 0.7, table 1.1-4"}},
    {TDXP_SECTION_TD_PARAMS,
     NOT_EXTENDED,
     {TDXP_REGISTER_NONE, NULL, NO_EVENT, NULL,
      "The section has no pages. Its bytes lie in a BFV, and are measured there.",
      "TD-SHIM specification 0.7, table 1.1-4"}},
};

const char *tdxp_register_name(enum tdxp_register reg)
{
    static const char *const names[TDXP_REGISTERS] = {
        [TDXP_REGISTER_NONE] = "-",
        [TDXP_REGISTER_MRTD] = "MRTD",
        [TDXP_REGISTER_RTMR0] = "RTMR[0]",
        [TDXP_REGISTER_RTMR1] = "RTMR[1]",
    };

    return names[reg];
}

int tdxp_register_index(enum tdxp_register reg)
{
    return (int)reg - (int)TDXP_REGISTER_MRTD;
}

size_t tdxp_section_events(uint32_t type, bool extended, const struct tdxp_event *events[static TDXP_EVENTS_MAX])
{
    size_t count = 0;

    for (size_t i = 0; i < sizeof rows / sizeof rows[0] && count < TDXP_EVENTS_MAX; i++) {
        const struct event_row *row = &rows[i];

        if ((row->type == type || row->type == ANY_TYPE) &&
            (row->when == ALWAYS || (row->when == EXTENDED) == extended)) {
            events[count++] = &row->event;
        }
    }
    return count;
}

enum tdxp_register tdxp_section_register(uint32_t type, bool extended)
{
    const struct tdxp_event *events[TDXP_EVENTS_MAX];

    return tdxp_section_events(type, extended, events) > 0 ? events[0]->reg : TDXP_REGISTER_NONE;
}

void tdxp_event_format(const struct tdxp_event *event, char *buffer, size_t size)
{
    const char *name = tdxp_register_name(event->reg);

    if (!event->by) {
        snprintf(buffer, size, "not measured");
    } else if (!event->event) {
        snprintf(buffer, size, "%s by %s: no event", name, event->by);
    } else {
        snprintf(buffer, size, "%s by %s: %s (0x%" PRIx32 ") \"%s\"", name, event->by, event->event, event->event_type,
                 event->descriptor);
    }
}
