/* The descriptor of a wild image: its sections and its header. */
#include "wild.h"

/* ---- sections ---- */

static uint64_t field_at(const struct wild *w, uint32_t section, unsigned field)
{
    return w->descriptor + 16 + 32 * (uint64_t)section + field;
}

/* Every loader takes these four. */
static const struct plan_section usual[WILD_USUAL] = {
    {0x4000, 0xc000, WILD_GPA + 0x4000, 0xc000, TDXP_SECTION_BFV, 1},
    {0, 0x3000, WILD_GPA, 0x3000, TDXP_SECTION_CFV, 0},
    {0, 0, 0x810000, 0x10000, TDXP_SECTION_TEMP_MEM, 0},
    {0, 0, 0x809000, 0x2000, TDXP_SECTION_TD_HOB, 0},
};

/* Some take these too; the first FURTHER_PLAIN are of types 0 to 3. */
static const struct plan_section further[] = {
    {0, 0, 0x830000, 0x1000, TDXP_SECTION_TEMP_MEM, 0},
    {0, 0, 0x810000, 0x1000, TDXP_SECTION_TEMP_MEM, 0},
    {0, 0, 0x818000, 0x8000, TDXP_SECTION_TEMP_MEM, 0},
    {0, 0, 0x81e000, 0x2000, TDXP_SECTION_TEMP_MEM, 0},
    {0x3000, 0x1000, WILD_GPA + 0x3000, 0x1000, TDXP_SECTION_CFV, 0},
    {0xf000, 0x1000, 0x900000, 0x1000, TDXP_SECTION_BFV, 1},
    {0, 0, 0x850000, 0x2000, TDXP_SECTION_TD_HOB, 0},
    {0, 0, 0x1000000, 0x100000, TDXP_SECTION_PERM_MEM, 2},
    {0, 0, 0x2000000, 0x100000, TDXP_SECTION_PAYLOAD, 0},
    {0x3000, 0x800, 0x2000000, 0x1000, TDXP_SECTION_PAYLOAD, 1},
    {0, 0, 0x3000000, 0x1000, TDXP_SECTION_PAYLOAD_PARAM, 0},
    {0x5000, 0x100, 0, 0, TDXP_SECTION_TD_INFO, 0},
    {0x6000, 0x400, 0, 0, TDXP_SECTION_TD_PARAMS, 0},
};

enum { FURTHER_PLAIN = 7, FURTHER = sizeof further / sizeof further[0], SECTIONS_MAX = WILD_USUAL + 4 };

static void put_section(struct wild *w, uint32_t section, const struct plan_section *from)
{
    wild_put(w, field_at(w, section, 0), 4, from->data_offset);
    wild_put(w, field_at(w, section, 4), 4, from->raw_data_size);
    wild_put(w, field_at(w, section, 8), 8, from->memory_address);
    wild_put(w, field_at(w, section, 16), 8, from->memory_data_size);
    wild_put(w, field_at(w, section, 24), 4, from->type);
    wild_put(w, field_at(w, section, 28), 4, from->attributes);
}

void wild_put_sections(struct wild *w)
{
    const struct plan_section *chosen[SECTIONS_MAX];
    uint32_t kinds = wild_once_in(w, 2) ? FURTHER_PLAIN : FURTHER;
    uint32_t more = wild_once_in(w, 3) ? 1 + (uint32_t)random_below(w->rng, 4) : 0;

    w->count = 0;
    for (uint32_t i = 0; i < WILD_USUAL; i++) {
        if (!wild_once_in(w, 30)) {
            chosen[w->count++] = &usual[i];
        }
    }
    for (uint32_t i = 0; i < more; i++) {
        chosen[w->count++] = &further[random_below(w->rng, kinds)];
    }
    for (uint32_t i = 0; i < w->count; i++) {
        uint32_t other = i + (uint32_t)random_below(w->rng, w->count - i);
        const struct plan_section *taken = chosen[other];

        chosen[other] = chosen[i];
        chosen[i] = taken;
        put_section(w, i, taken);
    }
}

/* A number that has to do with another section's range: its start, its end or its size, or one near. */
static uint64_t of_another(struct wild *w)
{
    uint32_t section = (uint32_t)random_below(w->rng, w->count);
    uint64_t start = wild_get(w, field_at(w, section, 8), 8);
    uint64_t size = wild_get(w, field_at(w, section, 16), 8);

    switch (random_below(w->rng, 3)) {
    case 0:
        return wild_near(w, start);
    case 1:
        return wild_near(w, start + size);
    default:
        return wild_near(w, size);
    }
}

/* A range, a page or many, that begins or ends where address spaces do, or a page away. */
static void put_range(struct wild *w, uint32_t section)
{
    static const uint64_t borders[] = {
        WILD_GPA,          UINT64_C(1) << 32, (UINT64_C(1) << 32) + (UINT64_C(1) << 47) - 0x2000,
        UINT64_C(1) << 51, UINT64_C(1) << 52, 0,
    };
    static const uint64_t sizes[] = {0x1000, 0x2000, WILD_SIZE, (UINT64_C(1) << 47) - 0x2000};
    uint64_t border = borders[random_below(w->rng, sizeof borders / sizeof borders[0])];
    uint64_t size = sizes[random_below(w->rng, sizeof sizes / sizeof sizes[0])];

    border += 0x1000 * (random_below(w->rng, 3) - 1);
    size += wild_once_in(w, 4) ? 0x1000 : 0;
    wild_put(w, field_at(w, section, 8), 8, wild_once_in(w, 2) ? border : border - size);
    wild_put(w, field_at(w, section, 16), 8, size);
}

/* The last section of a type, or one behind it; any where there is none. */
static uint32_t last_of(struct wild *w, uint64_t type, uint64_t behind)
{
    uint32_t found = (uint32_t)random_below(w->rng, w->count);

    for (uint32_t i = 0; i < w->count; i++) {
        uint64_t other = wild_get(w, field_at(w, i, 24), 4);

        found = other >= type && other <= behind ? i : found;
    }
    return found;
}

/* Bytes of the file that begin and end where those of a BFV do, or near; the length wraps where the end comes first. */
static void put_file_range(struct wild *w)
{
    uint32_t section = last_of(w, TDXP_SECTION_TD_INFO, TDXP_SECTION_TD_PARAMS);
    uint32_t bfv = last_of(w, TDXP_SECTION_BFV, TDXP_SECTION_BFV);
    uint64_t border[2];

    border[0] = wild_get(w, field_at(w, bfv, 0), 4);
    border[1] = border[0] + wild_get(w, field_at(w, bfv, 4), 4);
    for (int i = 0; i < 2; i++) {
        border[i] = wild_once_in(w, 2) ? border[i] : wild_near(w, border[random_below(w->rng, 2)]);
    }
    if (wild_once_in(w, 4)) {
        border[0] = wild_near(w, border[1]);
    }
    wild_put(w, field_at(w, section, 0), 4, border[0]);
    wild_put(w, field_at(w, section, 4), 4, border[1] - border[0]);
}

static void spoil_field(struct wild *w, uint32_t section)
{
    static const struct {
        unsigned at, width;
    } fields[] = {{0, 4}, {4, 4}, {8, 8}, {8, 8}, {16, 8}, {16, 8}, {24, 4}, {28, 4}};
    uint64_t which = random_below(w->rng, sizeof fields / sizeof fields[0]);
    uint64_t at = field_at(w, section, fields[which].at);
    uint64_t value = wild_edge(w);

    if (fields[which].at >= 24 && !wild_once_in(w, 8)) {
        value = random_below(w->rng, fields[which].at == 24 ? 10 : 5);
    } else if (wild_once_in(w, 3)) {
        value = of_another(w);
    } else if (wild_once_in(w, 3)) {
        value = wild_near(w, wild_get(w, at, fields[which].width));
    }
    wild_put(w, at, fields[which].width, value);
}

void wild_spoil_section(struct wild *w)
{
    uint32_t section;

    if (w->count == 0) {
        return;
    }
    section = (uint32_t)random_below(w->rng, w->count);
    switch (random_below(w->rng, 12)) {
    case 0:
        put_range(w, section);
        break;
    case 1:
        put_file_range(w);
        break;
    default:
        spoil_field(w, section);
        break;
    }
}

/* ---- the descriptor's header ---- */

void wild_put_header(struct wild *w, uint32_t count)
{
    wild_put(w, w->descriptor, 4, TDXP_TDVF_SIGNATURE);
    wild_put(w, w->descriptor + 4, 4, 16 + 32 * (uint64_t)count);
    wild_put(w, w->descriptor + 8, 4, 1);
    wild_put(w, w->descriptor + 12, 4, count);
}

void wild_spoil_header(struct wild *w)
{
    uint64_t at = w->descriptor + 4 * random_below(w->rng, 4);

    switch (random_below(w->rng, 8)) {
    case 0: /* more or fewer sections, with the Length that goes with them */
        wild_put_header(w, (uint32_t)wild_near(w, w->count));
        break;
    case 1:
        wild_put_header(w, (uint32_t)random_below(w->rng, 3));
        break;
    case 2: /* so many that 32-bit sums wrap */
        wild_put_header(w, UINT32_C(0x07ffffff) - (uint32_t)random_below(w->rng, 4));
        break;
    case 3: /* a Length that wraps to the right one, or nearly */
        wild_put_header(w, w->count + (UINT32_C(1) << 27));
        break;
    case 4:
        wild_put(w, at, 4, wild_near(w, wild_get(w, at, 4)));
        break;
    case 5: /* the Length at which QEMU meets the end of the file */
        wild_put(w, w->descriptor + 4, 4, wild_near(w, WILD_SIZE - w->descriptor));
        break;
    default:
        wild_put(w, at, 4, wild_edge(w));
        break;
    }
}
