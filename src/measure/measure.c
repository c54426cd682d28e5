/* Measuring a launch: from the image and the options to the MRTD. */
#include "tdxplore/measure.h"

#include <stdlib.h>

#include "measure/cover.h"
#include "measure/hasher.h"
#include "measure/measure.h"
#include "measure/note.h"
#include "measure/refusal.h"
#include "tdxplore/event.h"

struct tdxp_measurement {
    struct tdxp_measure_result result;
    struct refusal refusal;
    struct tdxp_measure_note notes[NOTES_MAX];
    struct plan plan;
    struct cover file, memory;
    uint64_t file_size;
    struct hasher hasher;
};

const struct tdxp_tdvf *launched_descriptor(const struct tdxp_firmware *firmware, const struct tdxp_check_result *check,
                                            enum tdxp_vmm vmm)
{
    const struct tdxp_tdvf *tdvf = vmm_verdict(check, vmm)->tdvf;

    return tdvf ? tdvf : firmware->tdvf;
}

/* Everything but the hash. False where memory ran out or the library fails. */
static bool prepare(struct tdxp_measurement *m, const struct tdxp_firmware *firmware,
                    const struct tdxp_check_result *check, const struct tdxp_measure_options *options)
{
    struct tdxp_measure_result *result = &m->result;
    struct measure_model model = model_of(options->vmm, options->order);

    refusal_of_image(&m->refusal, firmware, check, options->vmm);
    result->tdvf = launched_descriptor(firmware, check, options->vmm);
    m->file_size = tdxp_image_bytes(firmware->image)->size;
    if (!plan_open(&m->plan, firmware, result->tdvf, &model, options->given) ||
        !refusal_of_plan(&m->refusal, &m->plan, options) || !cover_open_file(&m->file, &m->plan) ||
        !cover_open_memory(&m->memory, &m->plan) || !hasher_open(&m->hasher, &m->plan, options->order)) {
        return false;
    }
    result->vmm = options->vmm;
    result->order = options->order;
    result->sections = m->plan.results;
    result->section_count = m->plan.count;
    result->total = m->plan.total;
    result->notes = m->notes;
    result->note_count = notes_of(&m->plan, options, m->notes);
    result->refused = m->refusal.refused ? m->refusal.text : NULL;
    if (m->refusal.refused && (m->refusal.final || !options->force)) {
        result->state = TDXP_MEASURE_REFUSED;
    }
    return true;
}

struct tdxp_measurement *tdxp_measure_begin(const struct tdxp_firmware *firmware, const struct tdxp_check_result *check,
                                            const struct tdxp_measure_options *options, struct tdxp_error *err)
{
    bool asked = check && check->verdict_count > 0;
    struct tdxp_check_result *own = asked ? NULL : tdxp_check(firmware, err);
    struct tdxp_measurement *m;

    if (!asked && !own) {
        return NULL;
    }
    m = calloc(1, sizeof *m);
    if (!m || !prepare(m, firmware, asked ? check : own, options)) {
        tdxp_measure_free(m);
        m = NULL;
        tdxp_error_set(err, "out of memory, or SHA-384 is not to be had from the cryptographic library");
    }
    tdxp_check_free(own);
    return m;
}

void tdxp_measure_free(struct tdxp_measurement *m)
{
    if (!m) {
        return;
    }
    hasher_close(&m->hasher);
    cover_close(&m->file);
    cover_close(&m->memory);
    plan_close(&m->plan);
    free(m);
}

bool tdxp_measure_step(struct tdxp_measurement *m, uint64_t budget)
{
    struct tdxp_measure_result *result = &m->result;
    bool more;

    if (result->state != TDXP_MEASURE_RUNNING) {
        return false;
    }
    more = hasher_step(&m->hasher, budget);
    result->done = m->hasher.done;
    if (!more) {
        result->state =
            m->hasher.finished && hasher_digest(&m->hasher, result->mrtd) ? TDXP_MEASURE_DONE : TDXP_MEASURE_FAILED;
    }
    return more;
}

const struct tdxp_measure_result *tdxp_measure_result(const struct tdxp_measurement *m)
{
    return &m->result;
}

void tdxp_measure_listen(struct tdxp_measurement *m, tdxp_measure_listener *listener, void *context)
{
    m->hasher.listener = listener;
    m->hasher.listener_context = context;
}

const char *tdxp_measure_register(const struct tdxp_measure_section *section)
{
    return tdxp_register_name(tdxp_section_register(section->section->type, section->extended));
}

enum tdxp_cover tdxp_measure_cover(const struct tdxp_measurement *m, uint64_t offset, uint64_t *run)
{
    return cover_of_file(&m->file, m->file_size, offset, run);
}

enum tdxp_cover tdxp_measure_cover_gpa(const struct tdxp_measurement *m, uint64_t gpa, uint64_t *last)
{
    return cover_at(&m->memory, gpa, last);
}

void tdxp_measure_cover_totals(const struct tdxp_measurement *m, uint64_t bytes[static TDXP_COVERS])
{
    cover_totals(&m->file, m->file_size, bytes);
}

bool measure_model(const struct tdxp_firmware *firmware, const struct tdxp_tdvf *tdvf,
                   const struct measure_model *model, const struct tdxp_bytes given[static TDXP_CONTENTS],
                   uint8_t mrtd[static TDXP_MRTD_SIZE])
{
    struct hasher *hasher = calloc(1, sizeof *hasher);
    struct plan plan;
    bool done = plan_open(&plan, firmware, tdvf, model, given) && hasher && hasher_open(hasher, &plan, model->order) &&
                !hasher_step(hasher, UINT64_MAX) && hasher->finished && hasher_digest(hasher, mrtd);

    if (hasher) {
        hasher_close(hasher);
    }
    free(hasher);
    plan_close(&plan);
    return done;
}
