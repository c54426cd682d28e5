/* Measuring an SEV-SNP launch: from the image and the options to the launch digest. */
#include "tdxplore/snp.h"

#include <stdlib.h>
#include <string.h>

#include "measure/cover.h"
#include "measure/snp_hasher.h"
#include "measure/snp_note.h"

struct tdxp_snp_measurement {
    struct tdxp_snp_result result;
    struct refusal refusal;
    struct tdxp_measure_note notes[SNP_NOTES_MAX];
    struct snp_plan plan;
    struct cover file, memory;
    uint64_t file_size;
    struct snp_hasher hasher;
};

/* ---- what is covered ---- */

static bool covers_contents(enum tdxp_snp_page page)
{
    return page == TDXP_SNP_NORMAL || page == TDXP_SNP_ZERO;
}

static bool open_covers(struct tdxp_snp_measurement *m)
{
    if (!cover_begin(&m->file, 1) || !cover_begin(&m->memory, m->plan.count)) {
        return false;
    }
    for (uint32_t i = 0; i < m->plan.count; i++) {
        const struct tdxp_snp_group *group = &m->plan.groups[i];
        uint64_t length = group->pages * TDXP_PAGE_SIZE;

        if (length == 0 || group->part == TDXP_SNP_PART_VMSA) {
            continue; /* no memory of the guest holds a VMSA page */
        }
        cover_add(&m->memory, (struct span){group->gpa, group->gpa + (length - 1)}, covers_contents(group->page));
        if (group->part == TDXP_SNP_PART_FIRMWARE) {
            cover_add(&m->file, (struct span){m->plan.image_start, m->plan.image_start + (length - 1)}, true);
        }
    }
    cover_finish(&m->file);
    cover_finish(&m->memory);
    return true;
}

enum tdxp_cover tdxp_snp_cover(const struct tdxp_snp_measurement *m, uint64_t offset, uint64_t *run)
{
    return cover_of_file(&m->file, m->file_size, offset, run);
}

enum tdxp_cover tdxp_snp_cover_gpa(const struct tdxp_snp_measurement *m, uint64_t gpa, uint64_t *last)
{
    return cover_at(&m->memory, gpa, last);
}

void tdxp_snp_cover_totals(const struct tdxp_snp_measurement *m, uint64_t bytes[static TDXP_COVERS])
{
    cover_totals(&m->file, m->file_size, bytes);
}

/* ---- steps ---- */

/* The digests on the way that have become known. */
static void note_digests(struct tdxp_snp_measurement *m)
{
    struct tdxp_snp_result *result = &m->result;
    const struct tdxp_snp_group *before = NULL;

    for (uint32_t i = 0; i < m->plan.count && m->plan.groups[i].part != TDXP_SNP_PART_VMSA; i++) {
        before = &m->plan.groups[i];
    }
    result->firmware_digest = m->plan.groups[0].done ? m->plan.groups[0].digest : NULL;
    result->before_vmsa = before->done ? before->digest : NULL;
}

/* Everything but the hash. False where memory ran out or the library fails. */
static bool prepare(struct tdxp_snp_measurement *m, const struct tdxp_firmware *firmware,
                    const struct tdxp_snp_options *options)
{
    struct tdxp_snp_result *result = &m->result;

    m->file_size = tdxp_image_bytes(firmware->image)->size;
    if (!snp_plan_open(&m->plan, firmware, options, &m->refusal) || !open_covers(m) ||
        !snp_hasher_open(&m->hasher, &m->plan)) {
        return false;
    }
    result->vmm = options->vmm;
    result->vcpus = options->vcpus;
    result->cpu_signature = options->cpu_signature;
    result->cpu_name = options->cpu_name;
    result->guest_features = options->guest_features;
    result->with_kernel = options->with_kernel;
    result->groups = m->plan.groups;
    result->group_count = m->plan.count;
    result->total = m->plan.total;
    result->notes = m->notes;
    result->note_count = snp_notes_of(&m->plan, options, m->notes);
    result->refused = m->refusal.refused ? m->refusal.text : NULL;
    result->final = m->refusal.refused && m->refusal.final;
    if (m->refusal.refused && (result->final || !options->force)) {
        result->state = TDXP_MEASURE_REFUSED;
    }
    note_digests(m);
    return true;
}

struct tdxp_snp_measurement *tdxp_snp_begin(const struct tdxp_firmware *firmware,
                                            const struct tdxp_snp_options *options, struct tdxp_error *err)
{
    struct tdxp_snp_measurement *m = calloc(1, sizeof *m);

    if (!m || !prepare(m, firmware, options)) {
        tdxp_snp_free(m);
        m = NULL;
        tdxp_error_set(err, "out of memory, or a hash is not to be had from the cryptographic library");
    }
    return m;
}

void tdxp_snp_free(struct tdxp_snp_measurement *m)
{
    if (!m) {
        return;
    }
    snp_hasher_close(&m->hasher);
    cover_close(&m->file);
    cover_close(&m->memory);
    snp_plan_close(&m->plan);
    free(m);
}

bool tdxp_snp_step(struct tdxp_snp_measurement *m, uint64_t budget)
{
    struct tdxp_snp_result *result = &m->result;
    bool more;

    if (result->state != TDXP_MEASURE_RUNNING) {
        return false;
    }
    more = snp_hasher_step(&m->hasher, budget);
    result->done = m->hasher.done;
    note_digests(m);
    if (!more) {
        result->state = m->hasher.finished ? TDXP_MEASURE_DONE : TDXP_MEASURE_FAILED;
        memcpy(result->digest, m->hasher.digest, sizeof result->digest);
    }
    return more;
}

const struct tdxp_snp_result *tdxp_snp_result(const struct tdxp_snp_measurement *m)
{
    return &m->result;
}

void tdxp_snp_listen(struct tdxp_snp_measurement *m, tdxp_snp_listener *listener, void *context)
{
    m->hasher.listener = listener;
    m->hasher.listener_context = context;
}
