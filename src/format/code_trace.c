/* Following code from the reset vector, through the changes of mode that firmware begins with. */
#include "format/code_trace.h"

#include <stdlib.h>
#include <string.h>

#include "tdxplore/range.h"

enum {
    REACH = 0x10000, /* bytes of the file's end in which code is followed */
    INSTRUCTIONS_MAX = 8192,
    PENDING_MAX = 512,         /* places that are still to be followed */
    RESET_VECTOR = 16,         /* from the end of the file */
    FURTHER_PROCESSORS = 0x20, /* where they start, in images for real mode (edk2: ResetVectorVtf0.asm) */
};

/* What is known of the processor on the way. */
struct way {
    uint64_t offset; /* in the file */
    enum tdxp_code_bits bits;
    bool paging;  /* CR3 has been loaded: the next far jump in protected mode leads to long mode */
    uint8_t test; /* 1: CR0 has been read; 2: its bit PE has been tested */
};

struct walk {
    const struct tdxp_firmware *fw;
    struct tdxp_code *code;
    struct code_trace *trace;
    struct way pending[PENDING_MAX];
    unsigned pending_count;
    unsigned instructions;
};

bool code_is_data(const struct tdxp_firmware *fw, const struct tdxp_node *node)
{
    const struct tdxp_lookup *legacy = &fw->lookups[TDXP_METHOD_LEGACY_OFFSET];

    if (!node || (node->kind != TDXP_KIND_FIELD && node->kind != TDXP_KIND_STRUCT)) {
        return false;
    }
    /* In images whose reset code is 16-bit the four bytes of the legacy offset are a jump. */
    return !(node->parent && !node->parent->parent && node->kind == TDXP_KIND_FIELD &&
             legacy->outcome != TDXP_OUTCOME_ABSENT && legacy->outcome != TDXP_OUTCOME_FOUND &&
             node->offset == legacy->pointer_offset);
}

bool code_trace_at(const struct code_trace *trace, uint64_t offset, uint64_t *start, enum tdxp_code_bits *bits)
{
    uint64_t index = offset - trace->start;

    if (offset < trace->start || index >= trace->size || !trace->lengths) {
        return false;
    }
    for (uint64_t back = 0; back < TDXP_INSTRUCTION_MAX && back <= index; back++) {
        uint8_t length = trace->lengths[index - back];

        if (length > back) {
            if (start) {
                *start = offset - back;
            }
            if (bits) {
                *bits = (enum tdxp_code_bits)trace->bits[index - back];
            }
            return true;
        }
    }
    return false;
}

static void follow_later(struct walk *w, struct way way)
{
    if (w->pending_count < PENDING_MAX) {
        w->pending[w->pending_count++] = way;
    }
}

/* The way to the target of a jump. False where it leads out of the file. */
static bool way_to_target(const struct walk *w, const struct tdxp_instruction *in, const struct way *from,
                          struct way *to)
{
    int32_t section;

    *to = *from;
    to->test = 0;
    to->bits = in->target_bits;
    if (in->flow == TDXP_FLOW_JUMP && strcmp(in->mnemonic, "ljmp") == 0 && from->bits == TDXP_CODE_32 && from->paging) {
        to->bits = TDXP_CODE_64;
    }
    return in->has_target && tdxp_offset_of_gpa(w->fw, in->target, &to->offset, &section);
}

/*
 * Reset code that serves both worlds reads CR0 and tests its lowest bit, PE: an ordinary processor starts in real mode,
 * one of a TD in protected mode (tianocore/edk2:OvmfPkg/ResetVector/Ia16/ResetVectorVtf0.asm).
 */
static uint8_t next_test(const struct way *way, const struct tdxp_instruction *in)
{
    if (strcmp(in->mnemonic, "mov") == 0 && strcmp(in->operands, "eax, cr0") == 0) {
        return 1;
    }
    return way->test == 1 && strcmp(in->mnemonic, "test") == 0 && strcmp(in->operands, "al, 1") == 0 ? 2 : 0;
}

static bool is_traced(const struct code_trace *trace, uint64_t offset)
{
    return code_trace_at(trace, offset, NULL, NULL);
}

/* Take one instruction down and go on behind it. False where the way ends. */
static bool step(struct walk *w, struct way *way)
{
    struct code_trace *trace = w->trace;
    const struct tdxp_space *file = tdxp_tree_space(w->fw->tree, 0);
    struct tdxp_instruction in;
    struct tdxp_gpa gpa;
    struct way target;
    bool leads;

    if (way->offset < trace->start || w->instructions >= INSTRUCTIONS_MAX || is_traced(trace, way->offset) ||
        code_is_data(w->fw, tdxp_tree_at(w->fw->tree, file, way->offset)) ||
        !tdxp_gpa_of_offset(w->fw, way->offset, &gpa) ||
        !tdxp_code_decode(w->code, way->bits, &file->bytes, way->offset, file->bytes.size, gpa.gpa, &in)) {
        return false;
    }
    w->instructions++;
    trace->lengths[way->offset - trace->start] = in.length;
    trace->bits[way->offset - trace->start] = (uint8_t)way->bits;
    leads = way_to_target(w, &in, way, &target);
    switch (in.flow) {
    case TDXP_FLOW_RETURN:
        return false;
    case TDXP_FLOW_JUMP:
        *way = target;
        return leads;
    case TDXP_FLOW_BRANCH:
    case TDXP_FLOW_CALL:
        if (leads) {
            follow_later(w, target);
        }
        if (way->test == 2 && way->bits == TDXP_CODE_16 && strcmp(in.mnemonic, "je") == 0) {
            way->bits = TDXP_CODE_32;
        }
        break;
    case TDXP_FLOW_NEXT:
        way->paging |= strcmp(in.mnemonic, "mov") == 0 && strncmp(in.operands, "cr3, ", 5) == 0;
        break;
    }
    way->test = next_test(way, &in);
    way->offset += in.length;
    return true;
}

static void follow(struct walk *w, uint64_t offset, enum tdxp_code_bits bits)
{
    follow_later(w, (struct way){.offset = offset, .bits = bits});
    while (w->pending_count > 0) {
        struct way way = w->pending[--w->pending_count];

        while (step(w, &way)) {
        }
    }
}

/*
 * td-shim's reset code is for protected mode alone. That is told by the legacy offset, which only such images have; where
 * that is broken, by a jump with a displacement of 32 bits, whose upper half would be no code in real mode.
 */
static enum tdxp_code_bits reset_mode(const struct tdxp_firmware *fw, const struct tdxp_bytes *bytes)
{
    struct tdxp_range image = tdxp_firmware_range(fw);
    uint64_t at = image.start + image.length - RESET_VECTOR;
    uint32_t displacement = 0;
    uint8_t opcode = 0;

    if (fw->lookups[TDXP_METHOD_LEGACY_OFFSET].outcome == TDXP_OUTCOME_FOUND) {
        return TDXP_CODE_32;
    }
    while (tdxp_read_u8(bytes, at, &opcode) && opcode == 0x90) {
        at++;
    }
    if (opcode == 0xe9 && tdxp_read_u32(bytes, at + 1, &displacement) && displacement >> 16 == 0xffff) {
        return TDXP_CODE_32;
    }
    return TDXP_CODE_16;
}

bool code_trace_run(struct code_trace *trace, const struct tdxp_firmware *fw, struct tdxp_code *code)
{
    const struct tdxp_bytes *bytes = &tdxp_tree_space(fw->tree, 0)->bytes;
    struct tdxp_range image = tdxp_firmware_range(fw);
    uint64_t end = image.start + image.length;
    struct walk *w;

    *trace = (struct code_trace){.reset = TDXP_CODE_UNKNOWN};
    if (!tdxp_is_bios_mapped(fw) || image.length < FURTHER_PROCESSORS) {
        return true;
    }
    trace->size = image.length < REACH ? (uint32_t)image.length : REACH;
    trace->start = end - trace->size;
    trace->lengths = calloc(trace->size, 2);
    w = calloc(1, sizeof *w);
    if (!trace->lengths || !w) {
        free(w);
        return false;
    }
    trace->bits = trace->lengths + trace->size;
    trace->reset = reset_mode(fw, bytes);
    w->fw = fw;
    w->code = code;
    w->trace = trace;
    follow(w, end - RESET_VECTOR, trace->reset);
    if (trace->reset == TDXP_CODE_16) {
        follow(w, end - FURTHER_PROCESSORS, TDXP_CODE_16);
    }
    free(w);
    return true;
}

void code_trace_free(struct code_trace *trace)
{
    free(trace->lengths);
    trace->lengths = trace->bits = NULL;
    trace->size = 0;
}
