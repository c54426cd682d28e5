/* What SEV-SNP launches differ in: one row a VMM, one row a type of vCPU. */
#include "measure/snp_model.h"

#define PAT_RESET UINT64_C(0x7040600070406) /* AMD64 APM volume 2, the PAT register's reset value */

/*
 * Sources: virtee/sev-snp-measure:sevsnpmeasure/guest.py and vmsa.py for QEMU, EC2 and GCE (release 0.0.12, and pull
 * request 60 for what EC2 has in RDX since; "ec2-old" is how it was before); virtee/sev:src/measurement/vmsa.rs for
 * libkrun, where what that file first puts into RIP, CS, RSP, RBP and RSI does not come to the page.
 */
static const struct snp_model models[TDXP_SNP_VMMS] = {
    [TDXP_SNP_QEMU] = {.key = "qemu",
                       .name = "QEMU",
                       .cs_first = 0x9b,
                       .cs_further = 0x9b,
                       .ss = 0x93,
                       .tr = 0x8b,
                       .rdx_is_signature = true,
                       .x87_fcw = 0x37f,
                       .mxcsr = 0x1f80,
                       .g_pat = PAT_RESET},
    [TDXP_SNP_EC2] = {.key = "ec2",
                      .name = "Amazon EC2",
                      .cpuid_last = true,
                      .cs_first = 0x9a,
                      .cs_further = 0x9b,
                      .ss = 0x92,
                      .tr = 0x83,
                      .rdx = 0x600,
                      .g_pat = PAT_RESET},
    [TDXP_SNP_GCE] = {.key = "gce",
                      .name = "Google Compute Engine",
                      .sec_mem_unmeasured = true,
                      .cs_first = 0x9b,
                      .cs_further = 0x9b,
                      .ss = 0x93,
                      .tr = 0x8b,
                      .rdx = 0x600,
                      .g_pat = 0x70106},
    [TDXP_SNP_KRUN] = {.key = "krun",
                       .name = "libkrun",
                       .cs_first = 0x9a,
                       .cs_further = 0x9a,
                       .ss = 0x92,
                       .tr = 0x83,
                       .g_pat = PAT_RESET},
    [TDXP_SNP_EC2_OLD] = {.key = "ec2-old",
                          .name = "Amazon EC2 until 2026",
                          .cpuid_last = true,
                          .cs_first = 0x9a,
                          .cs_further = 0x9b,
                          .ss = 0x92,
                          .tr = 0x83,
                          .g_pat = PAT_RESET},
};

/*
 * virtee/sev-snp-measure:sevsnpmeasure/vcpu_types.py, the last one virtee/sev:src/measurement/vcpu_types.rs; how a
 * signature is made of family, model and stepping: AMD CPUID specification (publication 25481), Fn0000_0001_EAX.
 */
static const struct tdxp_snp_cpu cpus[] = {
    {"EPYC", 0x800f12},          {"EPYC-v1", 0x800f12},      {"EPYC-v2", 0x800f12},       {"EPYC-IBPB", 0x800f12},
    {"EPYC-v3", 0x800f12},       {"EPYC-v4", 0x800f12},      {"EPYC-Rome", 0x830f10},     {"EPYC-Rome-v1", 0x830f10},
    {"EPYC-Rome-v2", 0x830f10},  {"EPYC-Rome-v3", 0x830f10}, {"EPYC-Milan", 0xa00f11},    {"EPYC-Milan-v1", 0xa00f11},
    {"EPYC-Milan-v2", 0xa00f11}, {"EPYC-Genoa", 0xa10f10},   {"EPYC-Genoa-v1", 0xa10f10}, {"EPYC-Turin", 0xb00f00},
    {"EPYC-Turin-v1", 0xb00f00},
};

const struct snp_model *snp_model_of(enum tdxp_snp_vmm vmm)
{
    return &models[vmm];
}

const char *tdxp_snp_vmm_key(enum tdxp_snp_vmm vmm)
{
    return models[vmm].key;
}

const char *tdxp_snp_vmm_name(enum tdxp_snp_vmm vmm)
{
    return models[vmm].name;
}

const struct tdxp_snp_cpu *tdxp_snp_cpu(unsigned n)
{
    return n < sizeof cpus / sizeof cpus[0] ? &cpus[n] : NULL;
}

const struct tdxp_snp_cpu *tdxp_snp_cpu_of(uint32_t signature)
{
    for (unsigned n = 0; tdxp_snp_cpu(n); n++) {
        if (cpus[n].signature == signature) {
            return &cpus[n];
        }
    }
    return NULL;
}

struct tdxp_snp_options tdxp_snp_options_default(void)
{
    return (struct tdxp_snp_options){
        .vmm = TDXP_SNP_QEMU,
        .vcpus = 1,
        .cpu_signature = 0x800f12,
        .cpu_name = TDXP_SNP_CPU_DEFAULT,
        .guest_features = TDXP_SNP_FEATURES_DEFAULT,
    };
}

const char *tdxp_snp_page_name(enum tdxp_snp_page page)
{
    static const char *const names[] = {
        [TDXP_SNP_NORMAL] = "NORMAL",         [TDXP_SNP_VMSA] = "VMSA",       [TDXP_SNP_ZERO] = "ZERO",
        [TDXP_SNP_UNMEASURED] = "UNMEASURED", [TDXP_SNP_SECRETS] = "SECRETS", [TDXP_SNP_CPUID] = "CPUID",
    };

    return names[page];
}
