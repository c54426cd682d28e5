/* Guest memory by address, row by row. */
#include "tui/hex_guest.h"

#include <stdlib.h>

#include "tdxplore/map_layout.h"
#include "tui/measuring.h"

/* The bands of the picture of guest memory: which addresses belong together, and where the gaps are. */
struct hex_guest {
    struct tdxp_map_layout *layout;
};

struct hex_guest *hex_guest_new(const struct tdxp_guest_map *map)
{
    struct hex_guest *guest = calloc(1, sizeof *guest);

    if (guest) {
        guest->layout = tdxp_map_layout_new(map, TDXP_SCALE_COMPRESSED, 1);
    }
    if (!guest || !guest->layout) {
        free(guest);
        return NULL;
    }
    return guest;
}

void hex_guest_free(struct hex_guest *guest)
{
    if (guest) {
        tdxp_map_layout_free(guest->layout);
    }
    free(guest);
}

bool hex_guest_has(const struct hex_guest *guest, uint64_t gpa)
{
    const struct tdxp_map_band *band = tdxp_map_layout_at(guest->layout, gpa);

    return band && !band->gap;
}

bool hex_guest_seek(const struct hex_guest *guest, uint64_t gpa, bool up, uint64_t *found)
{
    const struct tdxp_map_band *band = tdxp_map_layout_at(guest->layout, gpa);
    size_t count;
    const struct tdxp_map_band *bands = tdxp_map_layout_bands(guest->layout, &count);

    if (!band) {
        /* Above the picture. */
        if (up) {
            return false;
        }
        band = bands;
        gpa = band->last;
    }
    if (!band->gap) {
        *found = gpa;
        return true;
    }
    /* The bands beside a gap are none themselves. */
    if (up ? band == bands : band == bands + count - 1) {
        return false;
    }
    *found = up ? band[-1].start : band[1].last;
    return true;
}

static uint64_t row_start(uint64_t gpa, int per_row)
{
    return gpa - gpa % (uint64_t)per_row;
}

static uint64_t row_last(uint64_t start, int per_row)
{
    return start + (uint64_t)per_row - 1;
}

/* The row that begins at start: bytes where anything of it exists, else the gap that it lies in. */
static struct hex_guest_row row_at(const struct hex_guest *guest, uint64_t start, int per_row)
{
    struct hex_guest_row row = {.start = start, .last = row_last(start, per_row)};
    uint64_t above;
    uint64_t below;

    if (hex_guest_seek(guest, start, true, &above) && above <= row.last) {
        return row;
    }
    row.gap = true;
    row.last = hex_guest_seek(guest, start, true, &above) ? row_start(above, per_row) - 1 : UINT64_MAX;
    row.start = hex_guest_seek(guest, start, false, &below) ? row_last(row_start(below, per_row), per_row) + 1 : 0;
    return row;
}

struct hex_guest_row hex_guest_row_of(const struct hex_guest *guest, uint64_t gpa, int per_row)
{
    return row_at(guest, row_start(gpa, per_row), per_row);
}

bool hex_guest_next(const struct hex_guest *guest, struct hex_guest_row *row, int per_row)
{
    uint64_t unused;

    /* Nothing is said of what lies above the highest section. */
    if (row->last == UINT64_MAX || !hex_guest_seek(guest, row->last + 1, true, &unused)) {
        return false;
    }
    *row = row_at(guest, row->last + 1, per_row);
    return true;
}

bool hex_guest_prev(const struct hex_guest *guest, struct hex_guest_row *row, int per_row)
{
    if (row->start == 0) {
        return false;
    }
    *row = row_at(guest, row_start(row->start - 1, per_row), per_row);
    return true;
}

int hex_guest_digits(const struct hex_guest *guest)
{
    size_t count;
    uint64_t highest = tdxp_map_layout_bands(guest->layout, &count)[0].last;
    int digits = 8;

    while (digits < 16 && highest >> (4 * digits) != 0) {
        digits++;
    }
    return digits;
}

/* What stands for two digits and a character where no byte of the file is. */
static void set_fill(const struct app *app, enum tdxp_source source, struct hex_cell *cell)
{
    static const struct {
        const char *utf8, *ascii;
    } fills[] = {
        [TDXP_SOURCE_FILE] = {"", ""},       [TDXP_SOURCE_ZERO_FILL] = {"··", ".."}, [TDXP_SOURCE_ZERO] = {"··", ".."},
        [TDXP_SOURCE_LAUNCH] = {"??", "??"}, [TDXP_SOURCE_AUG] = {"~~", "~~"},       [TDXP_SOURCE_NONE] = {"××", "xx"},
    };

    snprintf(cell->hex, sizeof cell->hex, "%s", app->canvas.utf8 ? fills[source].utf8 : fills[source].ascii);
    snprintf(cell->text, sizeof cell->text, " ");
}

/* Of sections that overlap the first of the descriptor has its way: its pages are there when the others' come. */
static struct hex_cell cell_at(const struct app *app, uint64_t gpa, struct hex_run *run)
{
    const struct tdxp_space *file = tdxp_tree_space(app->fw->tree, 0);
    const struct selection *s = &app->selection;
    const struct tdxp_region *region;
    const struct tdxp_segment *segment;
    struct hex_cell cell = {.shown = true};
    uint8_t byte;

    if (tdxp_guest_map_at(app_map(app), gpa, &region, 1) == 0) {
        return (struct hex_cell){.shown = false};
    }
    segment = tdxp_guest_map_segment(app_map(app), region, gpa);
    if (segment->source == TDXP_SOURCE_FILE &&
        tdxp_read_u8(&file->bytes, segment->file_offset + (gpa - segment->start), &byte)) {
        cell = hex_cell_of(app, byte, hex_look_of(app, file, run, segment->file_offset + (gpa - segment->start)));
    } else {
        set_fill(app, segment->source, &cell);
        cell.look.claimed = true;
        cell.look.selected = !app->span.active && s->node == region->placed.entry && s->has_gpa &&
                             s->gpa >= segment->start && s->gpa <= segment->last;
    }
    if (app->measuring.overlay) {
        cell.look.cover = measuring_cover_gpa(app, gpa);
    }
    cell.look.section = (int32_t)region->placed.section;
    cell.look.cursor = s->has_gpa && !s->gpa_by_bios && s->gpa == gpa;
    return cell;
}

void hex_guest_cells(const struct app *app, const struct hex_guest_row *row, int per_row, struct hex_cell *cells)
{
    struct hex_run run = {.section = -1};

    for (int i = 0; i < per_row; i++) {
        cells[i] = cell_at(app, row->start + (uint64_t)i, &run);
    }
}
