/* How pictures of guest memory fill a segment, and the words for it. */
#include "tdxplore/map_fill.h"

static const struct {
    enum tdxp_map_fill measured, added;
    const char *words;
} sources[] = {
    [TDXP_SOURCE_FILE] = {TDXP_FILL_MEASURED, TDXP_FILL_COPIED, "copied from the file"},
    [TDXP_SOURCE_ZERO_FILL] = {TDXP_FILL_TAIL, TDXP_FILL_TAIL, "zero-filled tail"},
    [TDXP_SOURCE_ZERO] = {TDXP_FILL_ZERO, TDXP_FILL_ZERO, "zero pages"},
    [TDXP_SOURCE_LAUNCH] = {TDXP_FILL_LAUNCH, TDXP_FILL_LAUNCH, "written at launch"},
    [TDXP_SOURCE_AUG] = {TDXP_FILL_AUG, TDXP_FILL_AUG, "left to the guest to accept"},
    [TDXP_SOURCE_NONE] = {TDXP_FILL_MISSING, TDXP_FILL_MISSING, "the file ends before"},
};

static const char *const names[TDXP_FILLS] = {
    [TDXP_FILL_MEASURED] = "copied, measured",
    [TDXP_FILL_COPIED] = "copied",
    [TDXP_FILL_TAIL] = "zero tail",
    [TDXP_FILL_ZERO] = "zero pages",
    [TDXP_FILL_AUG] = "left to the guest",
    [TDXP_FILL_MISSING] = "past the file",
    [TDXP_FILL_LAUNCH] = "written at launch",
};

enum tdxp_map_fill tdxp_map_fill_for(enum tdxp_source source, bool measured)
{
    return measured ? sources[source].measured : sources[source].added;
}

enum tdxp_map_fill tdxp_map_fill_of(const struct tdxp_segment *segment)
{
    return tdxp_map_fill_for(segment->source, segment->region->placed.measured);
}

const char *tdxp_map_fill_name(enum tdxp_map_fill fill)
{
    return names[fill];
}

struct tdxp_map_legend tdxp_map_legend_of(const struct tdxp_guest_map *map)
{
    size_t count;
    const struct tdxp_segment *segments = tdxp_guest_map_segments(map, &count);
    struct tdxp_map_legend legend = {0, false, false};

    for (size_t i = 0; i < count; i++) {
        legend.fills |= UINT32_C(1) << tdxp_map_fill_of(&segments[i]);
        legend.measured = legend.measured || segments[i].region->placed.measured;
        legend.overlaps = legend.overlaps || segments[i].region->overlapped;
    }
    return legend;
}

const char *tdxp_source_words(enum tdxp_source source)
{
    return sources[source].words;
}
