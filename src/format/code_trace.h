/* The code that is reached from the reset vector, with the mode that the processor is in at each instruction. */
#ifndef FORMAT_CODE_TRACE_H
#define FORMAT_CODE_TRACE_H

#include "tdxplore/code.h"
#include "tdxplore/firmware.h"

/* Traced instructions, in the last bytes of the file. */
struct code_trace {
    uint64_t start;            /* file offset of the first byte that is looked at */
    uint32_t size;             /* bytes from there to the end of the file */
    uint8_t *lengths;          /* of the instruction that begins at start + index; 0: none does */
    uint8_t *bits;             /* its enum tdxp_code_bits; both in one allocation */
    enum tdxp_code_bits reset; /* of the reset vector; TDXP_CODE_UNKNOWN where the file has none */
};

/* Follow the code. False where memory ran out; code_trace_free is to be called in any case. */
bool code_trace_run(struct code_trace *trace, const struct tdxp_firmware *fw, struct tdxp_code *code);

void code_trace_free(struct code_trace *trace);

/*
 * The instruction that covers a byte of the file: true with its offset and mode (each of which may be NULL). False where
 * none was traced there.
 */
bool code_trace_at(const struct code_trace *trace, uint64_t offset, uint64_t *start, enum tdxp_code_bits *bits);

/* True where the bytes of the node are a structure's and no code, as far as is known. */
bool code_is_data(const struct tdxp_firmware *fw, const struct tdxp_node *node);

#endif
