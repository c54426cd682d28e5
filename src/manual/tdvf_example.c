/* tdvf(5): the sample byte by byte, and what a launch makes of it. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "manual/tdvf.h"
#include "tdxplore/measure.h"

enum { TEXT = 160 }; /* room for the value of a field, or a name */

/* ---- bytes ---- */

/* True for a node whose bytes are shown as they are: there is nothing below it but bits of them. */
static bool is_whole(const struct tdxp_node *node)
{
    return !node->child || node->child->kind == TDXP_KIND_BITS;
}

/* A name stands before what it is the name of. */
static int by_offset(const void *a, const void *b)
{
    const struct document_run *x = a;
    const struct document_run *y = b;

    if (x->offset != y->offset) {
        return x->offset < y->offset ? -1 : 1;
    }
    return x->count < y->count ? -1 : x->count > y->count;
}

/* How many nodes there are from a node on down: no fewer than the runs that come of them. */
static size_t count_nodes(const struct tdxp_node *node)
{
    size_t count = 1;

    for (const struct tdxp_node *child = node->child; child; child = child->next) {
        count += count_nodes(child);
    }
    return count;
}

/* The runs of a node behind those used so far, its name before those of what is below it. Returns how many there are. */
static size_t collect(const struct tdxp_node *node, struct document_run *runs, char (*texts)[TEXT], size_t used)
{
    struct document_run *run = &runs[used];

    *run = (struct document_run){.offset = node->offset, .name = node->name};
    if (is_whole(node)) {
        tdxp_node_value(node, texts[used], TEXT);
        run->text = *texts[used] ? texts[used] : NULL;
        run->count = tdxp_read_some(&node->space->bytes, node->offset, run->bytes,
                                    node->length < DOCUMENT_RUN_BYTES ? (size_t)node->length : DOCUMENT_RUN_BYTES);
    } else if (node->note) {
        snprintf(texts[used], TEXT, "%s: %s", node->name, node->note);
        run->name = texts[used];
    }
    used++;
    for (const struct tdxp_node *child = node->child; child && !is_whole(node); child = child->next) {
        used = collect(child, runs, texts, used);
    }
    return used;
}

void tdvf_dump(struct document *document, const struct tdxp_firmware *sample, const char *path)
{
    const struct tdxp_node *node = tdxp_tree_find(sample->tree, path);
    size_t count = count_nodes(node);
    struct document_run *runs = calloc(count, sizeof *runs);
    char(*texts)[TEXT] = calloc(count, sizeof *texts);

    if (runs && texts) {
        count = collect(node, runs, texts, 0);
        qsort(runs, count, sizeof *runs, by_offset);
        document_dump(document, runs, count);
    } else {
        document->failed = true;
    }
    free(runs);
    free(texts);
}

/* ---- measurement ---- */

static void write_mrtd(struct document *document, const struct tdxp_firmware *sample)
{
    const struct tdxp_measure_options options = {.vmm = TDXP_VMM_SPEC};
    struct tdxp_error err;
    struct tdxp_measurement *measurement = tdxp_measure_begin(sample, NULL, &options, &err);
    char mrtd[TDXP_MRTD_TEXT];
    char halves[2][TDXP_MRTD_SIZE + 1];
    const char *const lines[] = {halves[0], halves[1]};

    if (!measurement) {
        document->failed = true;
        return;
    }
    tdxp_measure_step(measurement, UINT64_MAX);
    tdxp_mrtd_format(tdxp_measure_result(measurement)->mrtd, mrtd);
    snprintf(halves[0], sizeof halves[0], "%.48s", mrtd);
    snprintf(halves[1], sizeof halves[1], "%s", mrtd + TDXP_MRTD_SIZE);
    document_paragraph(document, "As the specification has it, the sample's MRTD is, in two lines:");
    document_lines(document, lines, sizeof lines / sizeof lines[0]);
    tdxp_measure_free(measurement);
}

void tdvf_write_measurement(struct document *document, const struct tdxp_firmware *sample)
{
    static const struct {
        const char *term;
        struct tdxp_doc doc;
    } records[] = {
        {"MEM.PAGE.ADD",
         {"For each page that is added before the guest runs: 16 bytes with this name, filled with zeros; the GPA of "
          "the page in 8 bytes; zeros up to 128 bytes.",
          NULL, "TD-SHIM specification, MRTD Calculation; Intel TDX Module ABI, TDH.MEM.PAGE.ADD"}},
        {"MR.EXTEND",
         {"For each 256 bytes of a section with the attribute MR.EXTEND: the same with this name and the GPA of the "
          "bytes, and then the 256 bytes.",
          NULL, "TD-SHIM specification, MRTD Calculation; Intel TDX Module ABI, TDH.MR.EXTEND"}},
    };

    document_paragraph(
        document,
        "The TDX module keeps in MRTD a SHA-384 over what the VMM does before the guest runs. It goes over the sections "
        "in the order of their entries, and in each over its pages of 4 KiB from the lowest address on. Of a page it "
        "hashes these records:");
    for (size_t i = 0; i < sizeof records / sizeof records[0]; i++) {
        document_entry(document, records[i].term, NULL, &records[i].doc);
    }
    document_paragraph(
        document,
        "So for a section without MR.EXTEND the MRTD tells only where its pages are, not what is in them. A section "
        "with PAGE.AUG, and one with a MemoryDataSize of 0, has no part in it. Bytes of the image that no section "
        "with MR.EXTEND copies can change without a new MRTD.");
    write_mrtd(document, sample);
}

/* ---- the whole sample ---- */

static void write_sections(struct document *document, const struct tdxp_tdvf *tdvf)
{
    static const struct document_column columns[] = {
        {"#", 1, true},        {"Type", 12, false},    {"Data", 8, true},        {"Raw size", 8, true},
        {"Address", 10, true}, {"Mem. size", 9, true}, {"Attributes", 0, false},
    };

    document_table_begin(document, columns, sizeof columns / sizeof columns[0]);
    for (uint32_t i = 0; i < tdvf->section_count; i++) {
        const struct tdxp_section *section = &tdvf->sections[i];
        char texts[6][24];
        const char *cells[] = {texts[0],
                               tdxp_section_type_name(section->type),
                               texts[1],
                               texts[2],
                               texts[3],
                               texts[4],
                               section->attributes == TDXP_ATTRIBUTE_MR_EXTEND ? "MR.EXTEND" : texts[5]};

        snprintf(texts[0], sizeof texts[0], "%" PRIu32, section->index);
        snprintf(texts[1], sizeof texts[1], "0x%" PRIx32, section->data_offset);
        snprintf(texts[2], sizeof texts[2], "0x%" PRIx32, section->raw_data_size);
        snprintf(texts[3], sizeof texts[3], "0x%" PRIx64, section->memory_address);
        snprintf(texts[4], sizeof texts[4], "0x%" PRIx64, section->memory_data_size);
        snprintf(texts[5], sizeof texts[5], "0x%" PRIx32, section->attributes);
        document_table_row(document, cells);
    }
    document_table_end(document);
}

void tdvf_write_example(struct document *document, const struct tdxp_firmware *sample)
{
    document_paragraph(document,
                       "\"tdxplore sample -o sample.fd\" writes the sample, an image laid out as td-shim lays out its "
                       "own for a Linux payload; \"tdxplore sample.fd\" shows it. Its descriptor, byte by byte:");
    tdvf_dump(document, sample, "tdvf");
    document_paragraph(document,
                       "That is, with DataOffset and RawDataSize, MemoryAddress and MemoryDataSize of each section:");
    write_sections(document, sample->tdvf);
    document_paragraph(document, "And the guest memory that a VMM builds from it, the highest address on top:");
    document_guest_map(document, sample);
}
