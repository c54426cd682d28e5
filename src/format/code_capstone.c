/* Instructions through Capstone. */
#include <capstone.h>
#include <inttypes.h>
#include <stdio.h>

#include "format/code_engine.h"

enum { MODES = 3 };

struct state {
    csh handles[MODES]; /* 0: not opened yet */
    cs_insn *instruction[MODES];
};

static const struct {
    enum tdxp_code_bits bits;
    cs_mode mode;
} modes[MODES] = {{TDXP_CODE_16, CS_MODE_16}, {TDXP_CODE_32, CS_MODE_32}, {TDXP_CODE_64, CS_MODE_64}};

static const char *capstone_name(const void *state)
{
    (void)state;
    return "Capstone";
}

static bool open_mode(struct state *s, size_t i)
{
    if (s->handles[i]) {
        return true;
    }
    if (cs_open(CS_ARCH_X86, modes[i].mode, &s->handles[i]) != CS_ERR_OK) {
        s->handles[i] = 0;
        return false;
    }
    cs_option(s->handles[i], CS_OPT_DETAIL, CS_OPT_ON);
    s->instruction[i] = cs_malloc(s->handles[i]);
    if (!s->instruction[i]) {
        cs_close(&s->handles[i]);
        s->handles[i] = 0;
    }
    return s->instruction[i] != NULL;
}

static void capstone_close(void *state)
{
    struct state *s = state;

    for (size_t i = 0; i < MODES; i++) {
        if (s->handles[i]) {
            cs_free(s->instruction[i], 1);
            cs_close(&s->handles[i]);
        }
    }
}

static enum tdxp_flow flow_of(csh handle, const cs_insn *in)
{
    if (cs_insn_group(handle, in, CS_GRP_CALL) || in->id == X86_INS_LCALL) {
        return TDXP_FLOW_CALL;
    }
    if (cs_insn_group(handle, in, CS_GRP_RET) || cs_insn_group(handle, in, CS_GRP_IRET)) {
        return TDXP_FLOW_RETURN;
    }
    if (in->id == X86_INS_JMP || in->id == X86_INS_LJMP) {
        return TDXP_FLOW_JUMP;
    }
    if (cs_insn_group(handle, in, CS_GRP_JUMP) || cs_insn_group(handle, in, CS_GRP_BRANCH_RELATIVE)) {
        return TDXP_FLOW_BRANCH;
    }
    return TDXP_FLOW_NEXT;
}

/* Whether operands have 16 bits: the mode's own size, or the other one with the prefix 66 (Intel SDM vol. 1, 3.6.1). */
static bool is_narrow(enum tdxp_code_bits bits, const cs_x86 *x86)
{
    bool prefixed = x86->prefix[2] == X86_PREFIX_OPSIZE;

    return bits == TDXP_CODE_16 ? !prefixed : bits == TDXP_CODE_32 && prefixed;
}

/* The displacement of a relative jump, from the byte behind the instruction. */
static int64_t displacement(const uint8_t *bytes, const cs_insn *in)
{
    const cs_x86_encoding *encoding = &in->detail->x86.encoding;
    uint64_t value = 0;

    for (unsigned i = 0; i < encoding->imm_size; i++) {
        value |= (uint64_t)bytes[encoding->imm_offset + i] << (8 * i);
    }
    return encoding->imm_size == 1 ? (int8_t)value : encoding->imm_size == 2 ? (int16_t)value : (int32_t)value;
}

/*
 * A near jump: the displacement wraps with the instruction pointer. Capstone gives the instruction pointer alone, of which
 * a real-mode address keeps its segment here, so that target and text are addresses of the image.
 */
static void near_target(enum tdxp_code_bits bits, const uint8_t *bytes, const cs_insn *in, struct tdxp_instruction *out)
{
    const cs_x86_encoding *encoding = &in->detail->x86.encoding;
    uint64_t next = in->address + in->size;
    uint64_t to;

    if ((encoding->imm_size != 1 && encoding->imm_size != 2 && encoding->imm_size != 4) ||
        encoding->imm_offset + encoding->imm_size > in->size) {
        return;
    }
    to = next + (uint64_t)displacement(bytes, in);
    if (is_narrow(bits, &in->detail->x86)) {
        to = (in->address & ~UINT64_C(0xffff)) | (to & 0xffff);
    } else if (bits != TDXP_CODE_64) {
        to &= UINT32_MAX;
    }
    out->has_target = out->relative = true;
    out->target = to;
    out->target_bits = bits;
    snprintf(out->operands, sizeof out->operands, "0x%" PRIx64, to);
}

/*
 * A far jump to a pointer in the instruction. In real mode the segment is shifted; a pointer with 32 bits of offset leads
 * to protected mode, where the segments of firmware begin at 0.
 */
static void far_target(enum tdxp_code_bits bits, const cs_insn *in, struct tdxp_instruction *out)
{
    const cs_x86 *x86 = &in->detail->x86;
    uint64_t segment;
    uint64_t offset;

    if (x86->op_count != 2 || x86->operands[0].type != X86_OP_IMM || x86->operands[1].type != X86_OP_IMM) {
        return;
    }
    segment = (uint64_t)x86->operands[0].imm & 0xffff;
    offset = (uint64_t)x86->operands[1].imm;
    if (!is_narrow(bits, x86)) {
        out->has_target = true;
        out->target = offset & UINT32_MAX;
        out->target_bits = TDXP_CODE_32;
    } else if (bits == TDXP_CODE_16) {
        out->has_target = true;
        out->target = (segment << 4) + (offset & 0xffff);
        out->target_bits = TDXP_CODE_16;
    }
}

static bool capstone_decode(void *state, enum tdxp_code_bits bits, const uint8_t *bytes, size_t size, uint64_t address,
                            struct tdxp_instruction *out)
{
    struct state *s = state;
    const uint8_t *rest = bytes;
    uint64_t at = address;
    cs_insn *in;
    size_t i = 0;

    while (i < MODES && modes[i].bits != bits) {
        i++;
    }
    if (i == MODES || !open_mode(s, i)) {
        return false;
    }
    in = s->instruction[i];
    if (!cs_disasm_iter(s->handles[i], &rest, &size, &at, in) || in->size > TDXP_INSTRUCTION_MAX) {
        return false;
    }
    out->length = (uint8_t)in->size;
    snprintf(out->mnemonic, sizeof out->mnemonic, "%s", in->mnemonic);
    snprintf(out->operands, sizeof out->operands, "%s", in->op_str);
    out->flow = flow_of(s->handles[i], in);
    if (cs_insn_group(s->handles[i], in, CS_GRP_BRANCH_RELATIVE)) {
        near_target(bits, bytes, in, out);
    } else if (in->id == X86_INS_LJMP || in->id == X86_INS_LCALL) {
        far_target(bits, in, out);
    }
    return true;
}

const struct code_engine code_engine_capstone = {
    .state_size = sizeof(struct state),
    .name = capstone_name,
    .decode = capstone_decode,
    .close = capstone_close,
};
