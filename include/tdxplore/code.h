/*
 * Instructions: bytes of an image turned into assembly.
 *
 * Decoding is Capstone's work; without it everything else goes on, and this says that there is no code to be had.
 */
#ifndef TDXPLORE_CODE_H
#define TDXPLORE_CODE_H

#include <stdbool.h>
#include <stdint.h>

#include "tdxplore/bytes.h"
#include "tdxplore/tree.h"

#define TDXP_INSTRUCTION_MAX 15u /* bytes of the longest x86 instruction (Intel SDM vol. 2A, 2.3.11) */

/* Where the processor goes behind an instruction. */
enum tdxp_flow {
    TDXP_FLOW_NEXT,   /* to the next one */
    TDXP_FLOW_JUMP,   /* elsewhere */
    TDXP_FLOW_BRANCH, /* elsewhere or to the next one: a conditional jump or a loop */
    TDXP_FLOW_CALL,   /* elsewhere, and later to the next one */
    TDXP_FLOW_RETURN, /* to where it came from */
};

/* One x86 instruction. Its text is printable ASCII in Intel's syntax. */
struct tdxp_instruction {
    uint64_t offset; /* of its first byte, from the start of the view that it was decoded from */
    uint8_t length;  /* in bytes, 1 to TDXP_INSTRUCTION_MAX */
    char mnemonic[32];
    char operands[160]; /* "" where there are none */
    enum tdxp_flow flow;
    bool has_target; /* jumps, branches and calls whose target stands in the instruction */
    bool relative;   /* it stands there as a distance */
    uint64_t target; /* where it goes: an address of the same kind as the one that was given for decoding */
    enum tdxp_code_bits target_bits; /* of the instructions there, as far as this one tells */
};

struct tdxp_code;

/* A decoder of instructions; the caller frees it. NULL where memory ran out; without Capstone it decodes nothing. */
struct tdxp_code *tdxp_code_new(void);

/* code may be NULL. */
void tdxp_code_free(struct tdxp_code *code);

/* What decodes ("Capstone"); NULL where nothing does. */
const char *tdxp_code_engine(const struct tdxp_code *code);

/*
 * Decode the instruction at offset of a view, which must end at end at the latest. bits is TDXP_CODE_16, _32 or _64;
 * address is that of the first byte, from which targets are counted: in real mode its lower 16 bits are taken for IP, so
 * that near jumps stay within 64 KiB. False where there is no instruction, or nothing that decodes.
 */
bool tdxp_code_decode(struct tdxp_code *code, enum tdxp_code_bits bits, const struct tdxp_bytes *bytes, uint64_t offset,
                      uint64_t end, uint64_t address, struct tdxp_instruction *out);

#endif
