/*
 * Brotli (RFC 7932), as EDK2 has it in sections, through libbrotlidec.
 *
 * Two numbers come before the stream: the size of what comes out, and how much memory EDK2's decoder takes
 * (tianocore/edk2:MdeModulePkg/Library/BrotliCustomDecompressLib/BrotliDecompress.c).
 */
#include <brotli/decode.h>

#include "format/codec.h"

enum { HEADER_SIZE = 16 };

struct state {
    BrotliDecoderState *decoder;
    const uint8_t *next;
    size_t left;
    uint64_t size;    /* of the compressed bytes behind the header */
    uint64_t missing; /* of what was claimed to come out */
};

static bool claim(const struct tdxp_bytes *packed, uint64_t *size)
{
    return packed->size > HEADER_SIZE && tdxp_read_u64(packed, 0, size);
}

static enum codec_status start(void *state, const struct tdxp_bytes *packed, uint64_t most)
{
    struct tdxp_bytes body = tdxp_bytes_slice(packed, HEADER_SIZE, packed->size);
    struct state *s = state;

    (void)most;
    s->next = body.data;
    s->left = (size_t)body.size;
    s->size = body.size;
    if (!claim(packed, &s->missing)) {
        return CODEC_CORRUPT;
    }
    s->decoder = BrotliDecoderCreateInstance(NULL, NULL, NULL);
    return s->decoder ? CODEC_MORE : CODEC_NO_MEMORY;
}

static enum codec_status error_of(const BrotliDecoderState *decoder)
{
    BrotliDecoderErrorCode code = BrotliDecoderGetErrorCode(decoder);

    return code <= BROTLI_DECODER_ERROR_ALLOC_CONTEXT_MODES && code >= BROTLI_DECODER_ERROR_ALLOC_BLOCK_TYPE_TREES
               ? CODEC_NO_MEMORY
               : CODEC_CORRUPT;
}

static enum codec_status run(void *state, uint8_t *out, size_t room, size_t *written)
{
    struct state *s = state;
    size_t left = room;
    BrotliDecoderResult result = BrotliDecoderDecompressStream(s->decoder, &s->left, &s->next, &left, &out, NULL);

    *written = room - left;
    s->missing = s->missing > *written ? s->missing - *written : 0;
    switch (result) {
    case BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT:
        return CODEC_MORE;
    case BROTLI_DECODER_RESULT_SUCCESS:
        return s->missing == 0 ? CODEC_DONE : CODEC_TRUNCATED;
    case BROTLI_DECODER_RESULT_NEEDS_MORE_INPUT: /* there is no more */
        return CODEC_TRUNCATED;
    default:
        return error_of(s->decoder);
    }
}

static void end(void *state)
{
    struct state *s = state;

    BrotliDecoderDestroyInstance(s->decoder);
}

static uint64_t used(const void *state)
{
    const struct state *s = state;

    return HEADER_SIZE + s->size - s->left;
}

const struct tdxp_codec codec_brotli = {
    &codec_guid_brotli, "Brotli", sizeof(struct state), claim, start, run, end, used};
