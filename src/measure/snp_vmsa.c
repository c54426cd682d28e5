/*
 * The VMSA: the page of registers with which a vCPU starts.
 *
 * Layout: AMD64 APM volume 2, table B-4. Values: virtee/sev-snp-measure:sevsnpmeasure/vmsa.py.
 */
#include "measure/snp_vmsa.h"

#include <string.h>

#include "measure/little.h"

/* Offsets of what depends on the launch. */
enum {
    VMSA_CS = 0x10,
    VMSA_SS = 0x20,
    VMSA_TR = 0x90,
    VMSA_RIP = 0x178,
    VMSA_G_PAT = 0x268,
    VMSA_RDX = 0x310,
    VMSA_SEV_FEATURES = 0x3b0,
    VMSA_MXCSR = 0x408,
    VMSA_X87_FCW = 0x410,
};

struct field {
    unsigned offset, width;
    uint64_t value;
};

/* What every vCPU starts with. A segment is selector, attributes, limit and base, in 2, 2, 4 and 8 bytes. */
static const struct field fixed[] = {
    {0x02, 2, 0x93}, /* ES */
    {0x04, 4, 0xffff},        {VMSA_CS, 2, 0xf000}, {VMSA_CS + 4, 4, 0xffff},
    {VMSA_SS + 4, 4, 0xffff}, {0x32, 2, 0x93},   /* DS */
    {0x34, 4, 0xffff},        {0x42, 2, 0x93},   /* FS */
    {0x44, 4, 0xffff},        {0x52, 2, 0x93},   /* GS */
    {0x54, 4, 0xffff},        {0x64, 4, 0xffff}, /* GDTR */
    {0x72, 2, 0x82},                             /* LDTR */
    {0x74, 4, 0xffff},        {0x84, 4, 0xffff}, /* IDTR */
    {VMSA_TR + 4, 4, 0xffff}, {0xd0, 8, 0x1000}, /* EFER: SVME */
    {0x148, 8, 0x40},                            /* CR4: MCE */
    {0x158, 8, 0x10},                            /* CR0: ET */
    {0x160, 8, 0x400},                           /* DR7 */
    {0x168, 8, 0xffff0ff0},                      /* DR6 */
    {0x170, 8, 0x2},                             /* RFLAGS */
    {0x3e8, 8, 0x1},                             /* XCR0 */
};

static void put_field(uint8_t *page, struct field field)
{
    put_little(page + field.offset, field.width, field.value);
}

static void write_page(const struct tdxp_snp_options *options, uint32_t eip, uint16_t cs,
                       uint8_t page[static TDXP_PAGE_SIZE])
{
    const struct snp_model *model = snp_model_of(options->vmm);
    const struct field changing[] = {
        {VMSA_CS + 2, 2, cs},
        {VMSA_CS + 8, 8, eip & 0xffff0000},
        {VMSA_SS + 2, 2, model->ss},
        {VMSA_TR + 2, 2, model->tr},
        {VMSA_RIP, 8, eip & 0xffff},
        {VMSA_G_PAT, 8, model->g_pat},
        {VMSA_RDX, 8, model->rdx_is_signature ? options->cpu_signature : model->rdx},
        {VMSA_SEV_FEATURES, 8, options->guest_features},
        {VMSA_MXCSR, 4, model->mxcsr},
        {VMSA_X87_FCW, 2, model->x87_fcw},
    };

    memset(page, 0, TDXP_PAGE_SIZE);
    for (size_t i = 0; i < sizeof fixed / sizeof fixed[0]; i++) {
        put_field(page, fixed[i]);
    }
    for (size_t i = 0; i < sizeof changing / sizeof changing[0]; i++) {
        put_field(page, changing[i]);
    }
}

void snp_vmsa_first(const struct tdxp_snp_options *options, uint8_t page[static TDXP_PAGE_SIZE])
{
    write_page(options, SNP_RESET_VECTOR, snp_model_of(options->vmm)->cs_first, page);
}

/* Attributes of CS go by the address: a further vCPU that starts where the first one does has those of the first. */
void snp_vmsa_further(const struct tdxp_snp_options *options, uint32_t eip, uint8_t page[static TDXP_PAGE_SIZE])
{
    const struct snp_model *model = snp_model_of(options->vmm);

    write_page(options, eip, eip == SNP_RESET_VECTOR ? model->cs_first : model->cs_further, page);
}
