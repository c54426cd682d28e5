/* Rules of firmware volume headers (PI specification vol. 3, 3.2.1). */
#include <inttypes.h>

#include "check/rules.h"
#include "check/run.h"

enum { HEADER_MIN = 0x48, REVISION = 2 };

/* Where in words, for a volume that lies in decompressed bytes. */
static const char *where(struct tdxp_check_run *run, const struct tdxp_volume *volume)
{
    if (volume->space->id == 0) {
        return run_text(run, "volume at 0x%" PRIx64, volume->offset);
    }
    return run_text(run, "volume at 0x%" PRIx64 " of %s", volume->offset, volume->space->name);
}

static const struct tdxp_node *field(const struct tdxp_volume *volume, const char *name)
{
    return field_of(volume->header ? volume->header : volume->node, name);
}

RULE_CHECK(check_volume_header)
{
    for (uint32_t i = 0; i < run->fw->volume_count; i++) {
        const struct tdxp_volume *v = &run->fw->volumes[i];

        if (!v->header_whole) {
            report(run, field(v, "HeaderLength"),
                   "%s: HeaderLength 0x%" PRIx16 " is odd, below 0x48, or past the end of what holds the volume",
                   where(run, v), v->header_length);
            suggest(run, "0x48 for a header with one block-map entry and the closing one");
        }
    }
}

/* The Checksum that would make the sum 0. */
static uint16_t right_checksum(const struct tdxp_volume *volume)
{
    return (uint16_t)(volume->checksum - volume->sum);
}

RULE_CHECK(check_volume_checksum)
{
    for (uint32_t i = 0; i < run->fw->volume_count; i++) {
        const struct tdxp_volume *v = &run->fw->volumes[i];

        if (v->header_whole && v->sum != 0 && v->quirk == TDXP_VOLUME_NO_QUIRK) {
            report(run, field(v, "Checksum"),
                   "%s: the 16-bit sum over the 0x%" PRIx16 " bytes of the header is 0x%" PRIx16
                   " and not 0 (Checksum 0x%" PRIx16 ")",
                   where(run, v), v->header_length, v->sum, v->checksum);
            suggest(run, "Checksum 0x%" PRIx16, right_checksum(v));
            correct_it(run, right_checksum(v));
        }
    }
}

static const char *const quirks[] = {
    [TDXP_VOLUME_NO_QUIRK] = "",
    [TDXP_VOLUME_TD_SHIM_IPL] = "td-shim's linker writes the constant 0x3d21 into every IPL volume",
    [TDXP_VOLUME_TD_SHIM_PAYLOAD] =
        "td-shim's linker sums only the first 0x38 bytes, before the block map is filled in",
};

RULE_CHECK(check_volume_quirk)
{
    for (uint32_t i = 0; i < run->fw->volume_count; i++) {
        const struct tdxp_volume *v = &run->fw->volumes[i];

        if (v->quirk != TDXP_VOLUME_NO_QUIRK) {
            report(run, field(v, "Checksum"), "%s: Checksum 0x%" PRIx16 " is not that of the header: %s", where(run, v),
                   v->checksum, quirks[v->quirk]);
            if (v->header_whole) {
                suggest(run, "Checksum 0x%" PRIx16 " by the PI specification", right_checksum(v));
                correct_it(run, right_checksum(v));
            }
        }
    }
}

RULE_CHECK(check_volume_length)
{
    for (uint32_t i = 0; i < run->fw->volume_count; i++) {
        const struct tdxp_volume *v = &run->fw->volumes[i];

        if (v->fv_length > v->available) {
            report(run, field(v, "FvLength"),
                   "%s: FvLength 0x%" PRIx64 " exceeds the 0x%" PRIx64 " bytes from there to the end of "
                   "what holds the volume",
                   where(run, v), v->fv_length, v->available);
            suggest(run, "at most 0x%" PRIx64, v->available);
        } else if (v->fv_length < v->header_length || v->fv_length < HEADER_MIN) {
            report(run, field(v, "FvLength"),
                   "%s: FvLength 0x%" PRIx64 " is too small for a header of 0x%" PRIx16 " bytes", where(run, v),
                   v->fv_length, v->header_length);
        }
    }
}

RULE_CHECK(check_volume_revision)
{
    for (uint32_t i = 0; i < run->fw->volume_count; i++) {
        const struct tdxp_volume *v = &run->fw->volumes[i];

        if (v->revision != REVISION) {
            report(run, field(v, "Revision"), "%s: Revision is 0x%" PRIx8 " and not 2", where(run, v), v->revision);
            suggest(run, "2");
            correct_it(run, REVISION);
        }
    }
}
