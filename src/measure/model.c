/* What launches differ in: the VMMs, and the names of orders, contents and covers. */
#include "measure/model.h"

struct vmm_row {
    const char *key, *name;
    struct measure_model model;
    const char *consumers[MODEL_CONSUMERS];
};

static const struct vmm_row vmms[TDXP_VMMS] = {
    /* target/i386/kvm/tdx.c: tdx_finalize_vm points at DataOffset, tdx_init_fw_mem_region adds size >> 12 pages. */
    [TDXP_VMM_QEMU] = {"qemu", "QEMU", {.tails_from_file = true}, {"qemu", "kvm"}},
    /* vmm/src/vm.rs: populate_tdx_sections copies, init_tdx_memory adds and measures. */
    [TDXP_VMM_CLOUD_HYPERVISOR] = {"cloud-hypervisor",
                                   "Cloud Hypervisor",
                                   {.extend_exactly = true, .firmware_alone = true},
                                   {"cloud-hypervisor"}},
    /* MRTD Calculation, and td-shim-tools/src/tee_info_hash.rs. */
    [TDXP_VMM_SPEC] = {"spec", "the specification", {.aug_honoured = true}, {"spec"}},
};

const char *tdxp_vmm_key(enum tdxp_vmm vmm)
{
    return vmms[vmm].key;
}

const char *tdxp_vmm_name(enum tdxp_vmm vmm)
{
    return vmms[vmm].name;
}

struct measure_model model_of(enum tdxp_vmm vmm, enum tdxp_measure_order order)
{
    struct measure_model model = vmms[vmm].model;

    model.order = order;
    return model;
}

const char *const *model_consumers(enum tdxp_vmm vmm)
{
    return vmms[vmm].consumers;
}

const char *tdxp_measure_order_name(enum tdxp_measure_order order)
{
    static const char *const names[TDXP_ORDERS] = {
        [TDXP_ORDER_PER_PAGE] = "per-page",
        [TDXP_ORDER_TWO_PASSES] = "two-passes",
        [TDXP_ORDER_TWO_PASSES_ALL] = "two-passes-all",
    };

    return names[order];
}

const char *tdxp_measure_content_name(enum tdxp_measure_content content)
{
    static const char *const names[TDXP_CONTENTS] = {
        [TDXP_CONTENT_ZERO] = "zero",
        [TDXP_CONTENT_FILE] = "file",
        [TDXP_CONTENT_PAYLOAD] = "payload",
        [TDXP_CONTENT_TD_HOB] = "td-hob",
        [TDXP_CONTENT_PAYLOAD_PARAM] = "payload-param",
    };

    return names[content];
}

const char *tdxp_cover_name(enum tdxp_cover cover)
{
    static const char *const names[TDXP_COVERS] = {
        [TDXP_COVER_NEVER] = "never",
        [TDXP_COVER_LOADED] = "loaded",
        [TDXP_COVER_MEASURED] = "measured",
    };

    return names[cover];
}
