/* Asking a consumer: its conditions in its order, the verdict, and the findings that it refuses the image for. */
#include "check/consumer.h"

#include <stdlib.h>
#include <string.h>

#include "check/overlap.h"

/* The list of consumers: a new one is a file with its table, and its line here and in consumer.h. */
static const struct tdxp_consumer *const consumers[] = {
    &tdxp_consumer_spec, &tdxp_consumer_td_shim, &tdxp_consumer_qemu,
    &tdxp_consumer_kvm,  &tdxp_consumer_cloud_hypervisor,
};

const struct tdxp_consumer *const *tdxp_consumers(size_t *count)
{
    *count = sizeof consumers / sizeof consumers[0];
    return consumers;
}

int tdxp_consumer_find(const char *key)
{
    for (size_t i = 0; i < sizeof consumers / sizeof consumers[0]; i++) {
        if (strcmp(consumers[i]->key, key) == 0) {
            return (int)i;
        }
    }
    return -1;
}

/* ---- what it sees ---- */

static void take_model(struct tdxp_view *view, const struct tdxp_tdvf *tdvf)
{
    view->signature = tdvf->signature;
    view->length = tdvf->length;
    view->version = tdvf->version;
    view->number = tdvf->count;
    view->sections = tdvf->sections;
    view->count = tdvf->section_count;
}

/* The descriptor of the model that stands there, or NULL. */
static const struct tdxp_tdvf *model_at(const struct tdxp_firmware *fw, uint64_t offset)
{
    if (fw->tdvf && fw->tdvf->offset == offset) {
        return fw->tdvf;
    }
    for (int i = 0; i < TDXP_METHODS; i++) {
        if (fw->lookups[i].tdvf && fw->lookups[i].tdvf->offset == offset) {
            return fw->lookups[i].tdvf;
        }
    }
    return NULL;
}

/* Read a descriptor that the model has not decoded, because no way that it knows leads there. */
static void take_bytes(struct tdxp_view *view)
{
    const struct tdxp_bytes *bytes = view->bytes;
    uint64_t at = view->offset + TDXP_TDVF_HEADER_SIZE;
    uint64_t room = (view->size - at) / TDXP_TDVF_ENTRY_SIZE;

    tdxp_read_u32(bytes, view->offset, &view->signature);
    tdxp_read_u32(bytes, view->offset + 4, &view->length);
    tdxp_read_u32(bytes, view->offset + 8, &view->version);
    tdxp_read_u32(bytes, view->offset + 12, &view->number);
    room = room < view->number ? room : view->number;
    view->count = (uint32_t)(room < TDXP_SECTION_LIMIT ? room : TDXP_SECTION_LIMIT);
    view->own = calloc((size_t)view->count + 1, sizeof *view->own);
    if (!view->own) {
        view->failed = true;
        return;
    }
    for (uint32_t i = 0; i < view->count; i++, at += TDXP_TDVF_ENTRY_SIZE) {
        struct tdxp_section *section = &view->own[i];

        section->index = i;
        section->offset = at;
        tdxp_read_u32(bytes, at, &section->data_offset);
        tdxp_read_u32(bytes, at + 4, &section->raw_data_size);
        tdxp_read_u64(bytes, at + 8, &section->memory_address);
        tdxp_read_u64(bytes, at + 16, &section->memory_data_size);
        tdxp_read_u32(bytes, at + 24, &section->type);
        tdxp_read_u32(bytes, at + 28, &section->attributes);
    }
    view->sections = view->own;
}

void view_take(struct tdxp_view *view, uint64_t pointer_offset, uint32_t pointer, uint64_t offset)
{
    const struct tdxp_firmware *fw = view->run->fw;
    const struct tdxp_tdvf *tdvf;
    struct tdxp_guid guid;

    view->pointer_offset = pointer_offset;
    view->pointer = pointer;
    view->offset = offset;
    if (!tdxp_fits(offset, TDXP_TDVF_HEADER_SIZE, view->size)) {
        view->end = VIEW_OUTSIDE;
        return;
    }
    view->end = VIEW_FOUND;
    view->has_guid = offset >= sizeof guid.bytes &&
                     tdxp_read_guid(view->bytes, offset - sizeof guid.bytes, &guid) &&
                     tdxp_guid_equal(&guid, &tdxp_guid_tdx_metadata);
    tdvf = model_at(fw, offset);
    view->same = tdvf && tdvf == fw->tdvf;
    if (tdvf) {
        take_model(view, tdvf);
    } else {
        take_bytes(view);
    }
}

/* Which sections come first of their type, so that conditions need not search. */
static void find_first(struct tdxp_view *view)
{
    memset(view->first, 0xff, sizeof view->first);
    view->last_bfv = UINT32_MAX;
    for (uint32_t i = 0; i < view->count; i++) {
        uint32_t type = view->sections[i].type;

        if (type < VIEW_TYPES && view->first[type] == UINT32_MAX) {
            view->first[type] = i;
        }
        view->last_bfv = type == TDXP_SECTION_BFV ? i : view->last_bfv;
    }
}

/* Which of the regions that QEMU adds reach into an earlier one. */
static void find_shared_pages(struct tdxp_view *view)
{
    struct extent *extents = calloc((size_t)view->count + 1, sizeof *extents);
    uint32_t *partner = calloc((size_t)view->count + 1, sizeof *partner);
    uint32_t count = 0;

    view->overlap = calloc((size_t)view->count + 1, sizeof *view->overlap);
    view->failed |= !extents || !partner || !view->overlap;
    for (uint32_t i = 0; !view->failed && i < view->count; i++) {
        const struct tdxp_section *s = &view->sections[i];

        view->overlap[i] = OVERLAP_NONE;
        if (qemu_adds(s) && s->memory_data_size > 0) {
            extents[count++] = (struct extent){
                s->memory_address, tdxp_add_sat(s->memory_address, s->memory_data_size - 1), i};
        }
    }
    view->failed = view->failed || !find_overlaps(extents, count, partner);
    for (uint32_t i = 0; !view->failed && i < count; i++) {
        view->overlap[extents[i].index] = partner[i];
    }
    free(extents);
    free(partner);
}

static bool view_open(struct tdxp_view *view, const struct tdxp_check_run *run,
                      const struct tdxp_consumer *consumer)
{
    *view = (struct tdxp_view){
        .run = run, .bytes = run->bytes, .size = run->size, .end = VIEW_NO_TABLE};
    consumer->locate(view);
    find_first(view);
    find_shared_pages(view);
    return !view->failed;
}

static void view_close(struct tdxp_view *view)
{
    free(view->own);
    free(view->overlap);
}

/* ---- asking ---- */

/* Whether a rule without words of its own has a finding: the condition of a consumer that is made of rules. */
static bool rule_broken(const struct tdxp_view *view, const struct tdxp_condition *condition)
{
    for (const struct tdxp_rule *const *rule = condition->rules; *rule; rule++) {
        if (run_status(view->run, *rule, -1) == RULE_BROKEN) {
            return true;
        }
    }
    return false;
}

static bool condition_fails(const struct tdxp_condition *condition, struct tdxp_view *view,
                            const struct tdxp_section *section)
{
    const struct tdxp_condition *failing;

    if (condition->behind) {
        if (header_holds(condition->behind, view, &failing)) {
            return false;
        }
        view->stopped_by = failing;
        return true;
    }
    return condition->fails ? condition->fails(view, section) : rule_broken(view, condition);
}

bool header_holds(const struct tdxp_consumer *consumer, const struct tdxp_view *view,
                  const struct tdxp_condition **failing)
{
    for (size_t i = 0; i < consumer->count; i++) {
        const struct tdxp_condition *row = &consumer->conditions[i];

        if (row->scope != TDXP_CONDITION_HEADER) {
            continue;
        }
        if (row->behind && !header_holds(row->behind, view, failing)) {
            return false;
        }
        if (row->fails && row->fails(view, NULL)) {
            *failing = row;
            return false;
        }
    }
    return true;
}

struct asking {
    struct tdxp_check_run *run;
    const struct tdxp_consumer *consumer;
    struct tdxp_view view;
    struct pending *out;
    uint32_t bit;     /* of the consumer, in refused_by */
    uint32_t finding; /* the first that the condition at hand was put to, or UINT32_MAX */
};

static void refuse_for(void *context, uint32_t finding)
{
    struct asking *asking = context;

    asking->run->findings[finding].refused_by |= asking->bit;
    asking->finding = asking->finding == UINT32_MAX ? finding : asking->finding;
}

/* Put a failure to the findings of its rules: of those that are broken, else of what kept them from being asked. */
static void put_to_rules(struct asking *asking, const struct tdxp_rule *const *rules, int32_t section)
{
    for (const struct tdxp_rule *const *rule = rules; *rule; rule++) {
        if (run_status(asking->run, *rule, section) == RULE_BROKEN) {
            run_resolve(asking->run, *rule, section, refuse_for, asking);
        }
    }
    for (const struct tdxp_rule *const *rule = rules;
         *rule && asking->finding == UINT32_MAX; rule++) {
        run_resolve(asking->run, *rule, section, refuse_for, asking);
    }
}

/* Where a consumer reads another descriptor than the one that the rules are about, that is what is wrong. */
static const struct tdxp_rule *const elsewhere[] = {RULE(L010), RULE(L005), RULE(L006), RULE(L008),
                                                    RULE(L009), RULE(L015), NULL};

static void note_failure(struct asking *asking, const struct tdxp_condition *condition,
                         const struct tdxp_section *section)
{
    struct tdxp_check_run *run = asking->run;
    const struct tdxp_view *view = &asking->view;
    bool other = view->end == VIEW_FOUND && run->tdvf && !view->same;
    int32_t index = section && !other ? (int32_t)section->index : -1;
    struct tdxp_verdict *verdict = &asking->out->verdict;
    const char *text = NULL;

    asking->finding = UINT32_MAX;
    if (other) {
        put_to_rules(asking, elsewhere, -1);
    }
    if (asking->finding == UINT32_MAX) {
        put_to_rules(asking, condition->behind ? view->stopped_by->rules : condition->rules, index);
    }
    if (verdict->accepts || asking->finding == UINT32_MAX) {
        text = condition_text(run, condition, view, section);
    }
    if (asking->finding == UINT32_MAX) {
        /* The consumer's own condition, which no rule of the image stands for. */
        run->rule = RULE(C001);
        run->section = index;
        report(run, section && section->entry ? section->entry : root_of(run), "%s: %s",
               asking->consumer->name, text ? text : condition->what);
        refuse_for(asking, run->states[rule_index(RULE(C001))].last - 1);
    }
    if (run->failed || !verdict->accepts) {
        return;
    }
    verdict->accepts = false;
    verdict->condition = condition;
    verdict->section = section ? (int32_t)section->index : -1;
    verdict->reason = text ? text : run->findings[asking->finding].message;
    asking->out->finding = asking->finding;
}

/* Rows [from, to) for each section. All of them, though the consumer would stop at the first that fails. */
static void ask_sections(struct asking *asking, const struct tdxp_condition *from,
                         const struct tdxp_condition *to)
{
    for (uint32_t i = 0; i < asking->view.count; i++) {
        for (const struct tdxp_condition *row = from; row < to; row++) {
            if (condition_fails(row, &asking->view, &asking->view.sections[i])) {
                note_failure(asking, row, &asking->view.sections[i]);
            }
        }
    }
}

static bool of_sections(const struct tdxp_condition *row)
{
    return row->scope == TDXP_CONDITION_SECTION || row->scope == TDXP_CONDITION_LAUNCH;
}

static void ask_all(struct asking *asking)
{
    const struct tdxp_condition *row = asking->consumer->conditions;
    const struct tdxp_condition *end = row + asking->consumer->count;

    while (row < end && !asking->run->failed) {
        const struct tdxp_condition *next = row + 1;

        if (of_sections(row)) {
            while (next < end && next->scope == row->scope) {
                next++;
            }
            ask_sections(asking, row, next);
        } else if (condition_fails(row, &asking->view, NULL)) {
            note_failure(asking, row, NULL);
            if (row->scope == TDXP_CONDITION_HEADER) {
                return;
            }
        }
        row = next;
    }
}

bool consumer_ask(struct tdxp_check_run *run, const struct tdxp_consumer *consumer, unsigned bit,
                  struct pending *out)
{
    struct asking asking = {
        .run = run, .consumer = consumer, .out = out, .bit = UINT32_C(1) << bit};
    bool opened = view_open(&asking.view, run, consumer);

    *out = (struct pending){{.consumer = consumer, .accepts = true, .section = -1}, UINT32_MAX};
    if (opened) {
        ask_all(&asking);
    }
    view_close(&asking.view);
    return opened && !run->failed;
}
