/* Instructions without a library that decodes them: there are none. */
#include "format/code_engine.h"

static const char *none_name(const void *state)
{
    (void)state;
    return NULL;
}

static bool none_decode(void *state, enum tdxp_code_bits bits, const uint8_t *bytes, size_t size, uint64_t address,
                        struct tdxp_instruction *out)
{
    (void)state;
    (void)bits;
    (void)bytes;
    (void)size;
    (void)address;
    (void)out;
    return false;
}

static void none_close(void *state)
{
    (void)state;
}

const struct code_engine code_engine_none = {
    .name = none_name,
    .decode = none_decode,
    .close = none_close,
};
