/* Comparing with a value of somebody else: which launch gives it. */
#include <stdio.h>
#include <string.h>

#include "measure/measure.h"
#include "measure/plan.h"

/* What launches differ in, each a small number. */
enum dimension {
    BY_ORDER,
    BY_TAIL,
    BY_AUG,
    BY_ATTRIBUTES,
    BY_COPYING,
    BY_INFO,
    DIMENSIONS,
};

enum { VALUES_MAX = 3 };

struct launch {
    unsigned value[DIMENSIONS];
};

struct dimension_row {
    unsigned values;
    bool (*matters)(const struct tdxp_section *section); /* to this section; it makes no difference where to none */
    const char *words[VALUES_MAX];
};

static bool is_extended(const struct tdxp_section *section)
{
    return section->attributes & TDXP_ATTRIBUTE_MR_EXTEND && section->memory_data_size >= TDXP_PAGE_SIZE;
}

static bool has_tail(const struct tdxp_section *section)
{
    return is_extended(section) && section->memory_data_size > section->raw_data_size &&
           tdxp_type_is_firmware(section->type);
}

static bool has_aug(const struct tdxp_section *section)
{
    return section->attributes & TDXP_ATTRIBUTE_PAGE_AUG && section->memory_data_size >= TDXP_PAGE_SIZE;
}

static bool has_more_attributes(const struct tdxp_section *section)
{
    return is_extended(section) && section->attributes != TDXP_ATTRIBUTE_MR_EXTEND;
}

static bool has_other_bytes(const struct tdxp_section *section)
{
    return is_extended(section) && section->raw_data_size > 0 && !tdxp_type_is_firmware(section->type);
}

static bool is_info(const struct tdxp_section *section)
{
    return tdxp_type_is_info(section->type);
}

static const struct dimension_row dimensions[DIMENSIONS] = {
    [BY_ORDER] = {TDXP_ORDERS,
                  is_extended,
                  {"each page is added and then extended, as Linux 6.16 and later do (order per-page)",
                   "all pages of a section are added before the first is extended, as kernels of 2024 did (order "
                   "two-passes)",
                   "all pages of all sections are added before the first is extended (order two-passes-all)"}},
    [BY_TAIL] = {2,
                 has_tail,
                 {"zeros follow RawDataSize bytes, as with Cloud Hypervisor and by the specification",
                  "MemoryDataSize bytes of the file are copied for BFV and CFV, as with QEMU"}},
    [BY_AUG] = {2,
                has_aug,
                {"pages with PAGE.AUG are added, as with QEMU and Cloud Hypervisor",
                 "pages with PAGE.AUG are not added, as by the specification"}},
    [BY_ATTRIBUTES] = {2,
                       has_more_attributes,
                       {"pages are extended wherever MR.EXTEND is set, as with QEMU and by the specification",
                        "pages are extended only where Attributes is 1 exactly, as with Cloud Hypervisor"}},
    [BY_COPYING] = {2,
                    has_other_bytes,
                    {"bytes of the image are copied for each section that has any, as by the specification",
                     "bytes of the image are copied for BFV and CFV alone, as with Cloud Hypervisor"}},
    [BY_INFO] = {INFO_TREATMENTS,
                 is_info,
                 {"TD_INFO and TD_PARAMS are taken as they are written", "TD_INFO and TD_PARAMS are passed over",
                  "the bytes of TD_INFO and TD_PARAMS are zeros, as before they were filled in"}},
};

static struct launch launch_of(const struct measure_model *model)
{
    return (struct launch){{
        [BY_ORDER] = model->order,
        [BY_TAIL] = model->tails_from_file,
        [BY_AUG] = model->aug_honoured,
        [BY_ATTRIBUTES] = model->extend_exactly,
        [BY_COPYING] = model->firmware_alone,
        [BY_INFO] = model->info,
    }};
}

static struct measure_model model_for(const struct launch *launch)
{
    return (struct measure_model){
        .order = (enum tdxp_measure_order)launch->value[BY_ORDER],
        .tails_from_file = launch->value[BY_TAIL],
        .aug_honoured = launch->value[BY_AUG],
        .extend_exactly = launch->value[BY_ATTRIBUTES],
        .firmware_alone = launch->value[BY_COPYING],
        .info = (enum info_treatment)launch->value[BY_INFO],
    };
}

struct search {
    const struct tdxp_firmware *firmware;
    const struct tdxp_tdvf *tdvf;
    const struct tdxp_measure_options *options;
    const uint8_t *expected;
    struct tdxp_measure_match *match;
    struct launch asked;
    bool matters[DIMENSIONS];
    uint64_t left; /* bytes that may still be hashed */
    bool failed;
};

static void find_what_matters(struct search *s)
{
    for (uint32_t i = 0; i < s->tdvf->section_count; i++) {
        for (unsigned d = 0; d < DIMENSIONS; d++) {
            s->matters[d] = s->matters[d] || dimensions[d].matters(&s->tdvf->sections[i]);
        }
    }
}

static void describe(const struct search *s, const struct launch *launch)
{
    char *text = s->match->text;
    size_t used = 0;

    for (unsigned d = 0; d < DIMENSIONS; d++) {
        if (launch->value[d] != s->asked.value[d] && used < sizeof s->match->text) {
            used += (size_t)snprintf(text + used, sizeof s->match->text - used, "%s%s", used ? "; " : "",
                                     dimensions[d].words[launch->value[d]]);
        }
    }
}

static void try_launch(struct search *s, const struct launch *launch)
{
    struct measure_model model = model_for(launch);
    uint8_t mrtd[TDXP_MRTD_SIZE];
    struct plan plan;
    bool planned = plan_open(&plan, s->firmware, s->tdvf, &model, s->options->given);
    uint64_t total = plan.total;

    plan_close(&plan);
    if (!planned) {
        s->failed = true;
        return;
    }
    if (total > s->left) {
        s->match->all_tried = false;
        return;
    }
    s->left -= total;
    if (!measure_model(s->firmware, s->tdvf, &model, s->options->given, mrtd)) {
        s->failed = true;
        return;
    }
    s->match->tried++;
    if (memcmp(mrtd, s->expected, sizeof mrtd) == 0) {
        s->match->found = true;
        describe(s, launch);
    }
}

/* Try what differs from the launch asked about in exactly so many of the dimensions from d on. */
static void try_differing(struct search *s, struct launch *launch, unsigned d, unsigned differences)
{
    if (s->failed || s->match->found) {
        return;
    }
    if (d == DIMENSIONS) {
        if (differences == 0) {
            try_launch(s, launch);
        }
        return;
    }
    try_differing(s, launch, d + 1, differences);
    for (unsigned value = 0; s->matters[d] && differences > 0 && value < dimensions[d].values; value++) {
        if (value != s->asked.value[d]) {
            launch->value[d] = value;
            try_differing(s, launch, d + 1, differences - 1);
        }
    }
    launch->value[d] = s->asked.value[d];
}

bool tdxp_measure_match(const struct tdxp_firmware *firmware, const struct tdxp_check_result *check,
                        const struct tdxp_measure_options *options, const uint8_t expected[static TDXP_MRTD_SIZE],
                        struct tdxp_measure_match *match, struct tdxp_error *err)
{
    struct measure_model model = model_of(options->vmm, options->order);
    uint64_t limit = options->limit ? options->limit : TDXP_MEASURE_LIMIT_DEFAULT;
    struct search search = {
        .firmware = firmware,
        .options = options,
        .expected = expected,
        .match = match,
        .asked = launch_of(&model),
        .left = limit > UINT64_MAX / 4 ? UINT64_MAX : 4 * limit,
    };
    struct tdxp_check_result *own = check ? NULL : tdxp_check(firmware, err);
    struct launch launch = search.asked;

    *match = (struct tdxp_measure_match){.all_tried = true};
    if (!check && !own) {
        return false;
    }
    search.tdvf = launched_descriptor(firmware, check ? check : own, options->vmm);
    tdxp_check_free(own);
    if (search.tdvf) {
        find_what_matters(&search);
    }
    for (unsigned differences = 0; search.tdvf && differences <= DIMENSIONS; differences++) {
        try_differing(&search, &launch, 0, differences);
        match->as_asked = match->as_asked || (match->found && differences == 0);
    }
    if (search.failed) {
        tdxp_error_set(err, "out of memory, or SHA-384 is not to be had from the cryptographic library");
    }
    return !search.failed;
}
