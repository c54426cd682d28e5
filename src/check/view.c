/* What a consumer sees of an image: its own way to the descriptor, and what stands there. */
#include "check/view.h"

#include <stdlib.h>
#include <string.h>

#include "format/tdvf.h"

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
static void read_descriptor(struct tdxp_view *view)
{
    uint64_t at = view->offset + TDXP_TDVF_HEADER_SIZE;
    uint64_t room = (view->size - at) / TDXP_TDVF_ENTRY_SIZE;

    tdvf_read_header(view->bytes, view->offset, &view->at);
    room = room < view->at.count ? room : view->at.count;
    view->at.section_count = (uint32_t)(room < TDXP_SECTION_LIMIT ? room : TDXP_SECTION_LIMIT);
    view->own = calloc((size_t)view->at.section_count + 1, sizeof *view->own);
    if (!view->own) {
        view->failed = true;
        return;
    }
    for (uint32_t i = 0; i < view->at.section_count; i++) {
        tdvf_read_entry(view->bytes, at + (uint64_t)i * TDXP_TDVF_ENTRY_SIZE, i, &view->own[i]);
    }
    view->at.sections = view->own;
}

void view_take(struct tdxp_view *view, uint32_t pointer, uint64_t offset)
{
    const struct tdxp_firmware *fw = view->run->fw;
    const struct tdxp_tdvf *model;

    view->pointer = pointer;
    view->offset = offset;
    if (!tdxp_fits(offset, TDXP_TDVF_HEADER_SIZE, view->size)) {
        view->end = VIEW_OUTSIDE;
        return;
    }
    view->end = VIEW_FOUND;
    model = model_at(fw, offset);
    view->same = model && model == fw->tdvf;
    view->model = model;
    if (model) {
        view->at = *model;
    } else {
        read_descriptor(view);
    }
}

/* Which sections come first of their type, so that conditions need not search. */
static void find_first(struct tdxp_view *view)
{
    memset(view->first, 0xff, sizeof view->first);
    view->last_bfv = UINT32_MAX;
    for (uint32_t i = 0; !view->failed && i < view->at.section_count; i++) {
        uint32_t type = view->at.sections[i].type;

        if (type < VIEW_TYPES && view->first[type] == UINT32_MAX) {
            view->first[type] = i;
        }
        view->last_bfv = type == TDXP_SECTION_BFV ? i : view->last_bfv;
    }
}

void view_find_overlaps(struct tdxp_view *view, extent_of *of)
{
    view->overlap = calloc((size_t)view->at.section_count + 1, sizeof *view->overlap);
    view->failed =
        view->failed || !view->overlap || !find_overlaps(view->at.sections, view->at.section_count, of, view->overlap);
}

bool view_open(struct tdxp_view *view, const struct tdxp_check_run *run, const struct tdxp_consumer *consumer)
{
    *view = (struct tdxp_view){.run = run, .bytes = run->bytes, .size = run->size, .end = VIEW_NO_TABLE};
    consumer->locate(view);
    find_first(view);
    return !view->failed;
}

void view_close(struct tdxp_view *view)
{
    free(view->own);
    free(view->overlap);
}
