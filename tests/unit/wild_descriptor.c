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

/* Some take these too: those of types 0 to 3 first. */
static const struct plan_section further[] = {
    {0, 0, 0x830000, 0x1000, TDXP_SECTION_TEMP_MEM, 0},
    {0, 0, 0x810000, 0x1000, TDXP_SECTION_TEMP_MEM, 0},
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

enum { FURTHER = sizeof further / sizeof further[0], SECTIONS_MAX = WILD_USUAL + 4 };

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
    uint32_t kinds = wild_once_in(w, 2) ? 5 : FURTHER;
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

void wild_spoil_section(struct wild *w)
{
    static const struct {
        unsigned at, width;
    } fields[] = {{0, 4}, {4, 4}, {8, 8}, {8, 8}, {16, 8}, {16, 8}, {24, 4}, {28, 4}};
    uint64_t which = random_below(w->rng, sizeof fields / sizeof fields[0]);
    uint32_t section = w->count ? (uint32_t)random_below(w->rng, w->count) : 0;
    uint64_t at = field_at(w, section, fields[which].at);
    uint64_t value = wild_edge(w);

    if (fields[which].at >= 24 && !wild_once_in(w, 8)) {
        value = random_below(w->rng, fields[which].at == 24 ? 10 : 5);
    } else if (w->count && wild_once_in(w, 3)) {
        value = of_another(w);
    } else if (wild_once_in(w, 3)) {
        value = wild_near(w, wild_get(w, at, fields[which].width));
    }
    wild_put(w, at, fields[which].width, value);
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
