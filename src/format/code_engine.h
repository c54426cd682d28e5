/* What decodes instructions: Capstone, or nothing. */
#ifndef FORMAT_CODE_ENGINE_H
#define FORMAT_CODE_ENGINE_H

#include <stddef.h>

#include "tdxplore/code.h"
#include "tdxplore/listing.h"

struct code_engine {
    size_t state_size; /* bytes, zeroed before they are used */
    /* NULL: it decodes nothing. */
    const char *(*name)(const void *state);
    /*
     * Decode the instruction at the start of size bytes (at least 1), all of which are there. Fills in everything but the
     * offset. May open what it needs on first use.
     */
    bool (*decode)(void *state, enum tdxp_code_bits bits, const uint8_t *bytes, size_t size, uint64_t address,
                   struct tdxp_instruction *out);
    void (*close)(void *state);
};

extern const struct code_engine code_engine_capstone; /* only where configure found it */
extern const struct code_engine code_engine_none;

/* Capstone where there is it. */
const struct code_engine *code_engine_default(void);

/* As tdxp_code_new, with that engine. */
struct tdxp_code *code_new(const struct code_engine *engine);

/* As tdxp_listing_new, with that engine. */
struct tdxp_listing *listing_new(const struct tdxp_firmware *fw, const struct code_engine *engine);

#endif
