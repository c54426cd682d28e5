/* Decoding one instruction: the bounds, and text that is harmless. */
#include "tdxplore/code.h"

#include <stdlib.h>

#include "format/code_engine.h"
#include "tdxplore/range.h"

struct tdxp_code {
    const struct code_engine *engine;
    void *state;
};

struct tdxp_code *code_new(const struct code_engine *engine)
{
    struct tdxp_code *code = calloc(1, sizeof *code);

    if (!code) {
        return NULL;
    }
    code->engine = engine;
    code->state = calloc(1, engine->state_size ? engine->state_size : 1);
    if (!code->state) {
        free(code);
        return NULL;
    }
    return code;
}

const struct code_engine *code_engine_default(void)
{
#ifdef HAVE_CAPSTONE
    return &code_engine_capstone;
#else
    return &code_engine_none;
#endif
}

struct tdxp_code *tdxp_code_new(void)
{
    return code_new(code_engine_default());
}

void tdxp_code_free(struct tdxp_code *code)
{
    if (!code) {
        return;
    }
    code->engine->close(code->state);
    free(code->state);
    free(code);
}

const char *tdxp_code_engine(const struct tdxp_code *code)
{
    return code->engine->name(code->state);
}

/* The text is the library's own, but a terminal is not to depend on that. */
static void make_printable(char *text)
{
    for (; *text; text++) {
        if (*text < 0x20 || *text > 0x7e) {
            *text = '?';
        }
    }
}

bool tdxp_code_decode(struct tdxp_code *code, enum tdxp_code_bits bits, const struct tdxp_bytes *bytes, uint64_t offset,
                      uint64_t end, uint64_t address, struct tdxp_instruction *out)
{
    uint8_t raw[TDXP_INSTRUCTION_MAX];
    uint64_t room = offset < end ? end - offset : 0;
    size_t size = tdxp_read_some(bytes, offset, raw, room < sizeof raw ? (size_t)room : sizeof raw);

    *out = (struct tdxp_instruction){.offset = offset};
    if (size == 0 || (bits != TDXP_CODE_16 && bits != TDXP_CODE_32 && bits != TDXP_CODE_64) ||
        !code->engine->decode(code->state, bits, raw, size, address, out) || out->length == 0 || out->length > size) {
        return false;
    }
    make_printable(out->mnemonic);
    make_printable(out->operands);
    return true;
}
