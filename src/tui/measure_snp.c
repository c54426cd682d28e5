/* The launch digest of an SEV-SNP guest in the measurement pane: a row for each group of pages. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "format/guid_table.h"
#include "tdxplore/text.h"
#include "tui/measure_kind.h"
#include "tui/measure_write.h"
#include "tui/measuring.h"
#include "tui/prompt.h"

enum { INDEX, NAME, PAGE, GPA, PAGES, SHARE, BAR, DIGEST, COLUMNS };

static const struct measure_column columns[MEASURE_COLUMNS_MAX] = {
    [INDEX] = {"#", MEASURE_TEXT, 1, true, 0},     [NAME] = {"Pages of", MEASURE_TEXT, 8, false, 0},
    [PAGE] = {"Type", MEASURE_TEXT, 4, false, 1},  [GPA] = {"GPA", MEASURE_TEXT, 3, true, 3},
    [PAGES] = {"Pages", MEASURE_TEXT, 5, true, 2}, [SHARE] = {"Share", MEASURE_SHARE, 7, true, 0},
    [BAR] = {"", MEASURE_BAR, 6, true, 5},         [DIGEST] = {"Digest so far", MEASURE_DIGEST, 13, false, 4},
};

static const struct tdxp_snp_result *result_of(const struct app *app)
{
    return tdxp_snp_result(app->measuring.snp);
}

static void read_result(struct measured *m)
{
    const struct tdxp_snp_result *result = result_of(m->app);

    m->state = result->state;
    m->done = result->done;
    m->total = result->total;
    m->vmm = tdxp_snp_vmm_key(result->vmm);
    m->refused = result->refused;
    m->final = result->final;
    m->way_out = !result->final ? "! measures all the same."
                 : result->total > TDXP_MEASURE_LIMIT_DEFAULT
                     ? "So much is not measured here; tdxplore measure --snp --hash-limit does."
                     : NULL;
    m->value = result->digest;
    m->row_count = result->group_count;
    m->notes = result->notes;
    m->note_count = result->note_count;
}

static void head(const struct app *app, char *text, size_t size)
{
    const struct tdxp_snp_result *result = result_of(app);

    snprintf(text, size,
             "Launch digest by %s, %" PRIu32 " vCPU%s of type %s (0x%" PRIx32 "), guest features 0x%" PRIx64,
             tdxp_snp_vmm_name(result->vmm), result->vcpus, result->vcpus == 1 ? "" : "s",
             result->cpu_name ? result->cpu_name : "unknown", result->cpu_signature, result->guest_features);
}

/* The number of the group's section as app_section has it; -1 for VMSA pages. */
static int32_t section_of(const struct app *app, const struct tdxp_snp_group *group)
{
    if (group->part == TDXP_SNP_PART_FIRMWARE) {
        return (int32_t)app->fw->sev->section_count;
    }
    return group->section ? (int32_t)group->section->index : -1;
}

static struct measured_row row_of(const struct app *app, uint32_t row)
{
    const struct tdxp_snp_group *group = &result_of(app)->groups[row];

    return (struct measured_row){section_of(app, group), group->hashed_bytes, group->done ? group->digest : NULL};
}

static void cell(const struct app *app, uint32_t row, unsigned column, char *text, size_t size)
{
    const struct tdxp_snp_group *group = &result_of(app)->groups[row];

    text[0] = '\0';
    switch (column) {
    case INDEX:
        if (group->section) {
            snprintf(text, size, "%" PRIu32, group->section->index);
        } else {
            snprintf(text, size, "-");
        }
        break;
    case NAME:
        snprintf(text, size, "%s", group->name);
        break;
    case PAGE:
        snprintf(text, size, "%s", tdxp_snp_page_name(group->page));
        break;
    case GPA:
        snprintf(text, size, "0x%" PRIx64, group->gpa);
        break;
    case PAGES:
        snprintf(text, size, "%" PRIu64, group->pages);
        break;
    default:
        break;
    }
}

static void write_on_the_way(struct writer *w, const char *heading, const uint8_t *digest)
{
    if (digest) {
        measure_write_heading(w, heading);
        measure_write_digest(w, digest);
    }
}

static void write_digests(struct writer *w, const struct measured *m)
{
    const struct tdxp_snp_result *result = result_of(m->app);

    write_on_the_way(w, "After the firmware's pages", result->firmware_digest);
    write_on_the_way(w, "Before the VMSA pages", result->before_vmsa);
}

/* ---- rows and what is selected ---- */

/*
 * What stands for VMSA pages, which are no memory of the guest: where their vCPUs begin, as the image has it. The first
 * one begins at the reset vector, further ones where the SEV-ES reset block says (OvmfPkg/ResetVector of edk2). NULL:
 * there is none.
 */
static const struct tdxp_node *vcpu_start(const struct app *app, uint32_t row)
{
    const struct tdxp_snp_result *result = result_of(app);
    const struct tdxp_guid_entry *entry;

    if (result->groups[row - 1].part != TDXP_SNP_PART_VMSA) {
        return tdxp_tree_find(app->fw->tree, "reset-vector");
    }
    entry = guid_table_find(&app->fw->table, &tdxp_guid_sev_reset_block);
    return entry ? entry->node : NULL;
}

/* From the last row: where vCPUs begin is a part of the image. */
static int32_t chosen(const struct app *app)
{
    const struct tdxp_snp_result *result = result_of(app);
    int32_t section = app_section(app);
    uint32_t row = result->group_count;

    while (row-- > 0) {
        const struct tdxp_snp_group *group = &result->groups[row];
        const struct tdxp_node *start = group->part == TDXP_SNP_PART_VMSA ? vcpu_start(app, row) : NULL;

        if (start ? tdxp_node_within(app->selection.node, start) : section >= 0 && section_of(app, group) == section) {
            return (int32_t)row;
        }
    }
    return -1;
}

static void choose(struct app *app, uint32_t row, bool remember)
{
    const struct tdxp_snp_group *group = &result_of(app)->groups[row];
    const struct tdxp_node *node = group->part == TDXP_SNP_PART_VMSA ? vcpu_start(app, row)
                                   : group->section                  ? group->section->node
                                                                     : NULL;
    int32_t section = section_of(app, group);
    const struct tdxp_region *region = section >= 0 ? tdxp_guest_map_section(app_map(app), (uint32_t)section) : NULL;

    if (region) {
        app_select_segment(app, tdxp_guest_map_segment(app_map(app), region, region->start), remember);
    } else if (node) {
        app_select_node(app, node, remember);
    } else {
        app_message(app, false, "nothing in the image stands for the pages of %s", group->name);
    }
}

/* ---- options ---- */

/* Types of one signature give one digest: on to the next signature, and from the last to the first. */
static void next_type(struct tdxp_snp_options *options)
{
    const struct tdxp_snp_cpu *first = tdxp_snp_cpu(0);
    unsigned n = 0;
    const struct tdxp_snp_cpu *cpu;

    while ((cpu = tdxp_snp_cpu(n)) && strcmp(cpu->name, options->cpu_name) != 0) {
        n++;
    }
    while ((cpu = tdxp_snp_cpu(n)) && cpu->signature == options->cpu_signature) {
        n++;
    }
    cpu = cpu ? cpu : first;
    options->cpu_name = cpu->name;
    options->cpu_signature = cpu->signature;
}

/* What the prompt accepts. */
static bool take_vcpus(struct app *app, const char *text)
{
    struct tdxp_snp_options *options = &app->measuring.snp_options;
    uint64_t vcpus;

    if (!tdxp_parse_size(text, &vcpus) || vcpus > UINT32_MAX) {
        app_message(app, true, "a number of vCPUs is wanted, at most %" PRIu32, UINT32_MAX);
        return false;
    }
    options->vcpus = (uint32_t)vcpus;
    measuring_anew(app);
    return true;
}

static void ask_vcpus(struct app *app)
{
    char text[16];

    app_prompt(app, "Number of vCPUs: ", take_vcpus);
    snprintf(text, sizeof text, "%" PRIu32, app->measuring.snp_options.vcpus);
    prompt_fill(app, text);
}

static bool command(struct app *app, enum command command)
{
    struct tdxp_snp_options *options = &app->measuring.snp_options;

    switch (command) {
    case CMD_VCPUS:
        ask_vcpus(app);
        return true;
    case CMD_VMM:
        options->vmm = (enum tdxp_snp_vmm)((options->vmm + 1) % TDXP_SNP_VMMS);
        break;
    case CMD_ORDER:
        next_type(options);
        break;
    default:
        return false;
    }
    measuring_anew(app);
    return true;
}

static bool *force(struct app *app)
{
    return &app->measuring.snp_options.force;
}

const struct measure_kind measure_snp = {
    .value = "launch digest",
    .title = "SEV-SNP  ",
    .hint = "{down}/{up} pages  {measured} overlay  {vmm} VMM  {order} vCPU type  {vcpus} vCPUs  {force} force",
    .columns = columns,
    .column_count = COLUMNS,
    .read = read_result,
    .head = head,
    .row = row_of,
    .cell = cell,
    .rest = write_digests,
    .chosen = chosen,
    .choose = choose,
    .command = command,
    .force = force,
};
