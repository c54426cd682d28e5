/* Conditions that several consumers share. */
#include "check/conditions.h"

CONDITION(outside)
{
    return view->end == VIEW_OUTSIDE;
}

CONDITION(signature_wrong)
{
    return view->at.signature != TDXP_TDVF_SIGNATURE;
}

CONDITION(version_wrong)
{
    return view->at.version != 1;
}

CONDITION(length_wrong)
{
    return view->at.length != length_with(view->at.count);
}

CONDITION(entries_past_end)
{
    return !tdxp_fits(view->offset, length_with(view->at.count), view->size);
}

CONDITION(no_hob)
{
    return !view_has(view, TDXP_SECTION_TD_HOB);
}
