/*
 * LZMA, as EDK2 has it in sections, through liblzma.
 *
 * The data begins with the header of a .lzma file: a byte with three numbers of the method, the size of the dictionary,
 * the size of what comes out (LZMA SDK, lzma-specification.txt). With the x86 filter, jumps and calls were made absolute
 * before compressing. The dictionary that the header claims is not believed: one as large as the output always does.
 */
#include <lzma.h>

#include "format/codec.h"

enum {
    HEADER_SIZE = 13,
    PROPERTIES_MAX = 9 * 5 * 5, /* one more than the largest first byte */
};

static const struct tdxp_guid guid_lzma =
    TDXP_GUID(0xee4e5898, 0x3914, 0x4259, 0x9d, 0x6e, 0xdc, 0x7b, 0xd7, 0x94, 0x03, 0xcf);
static const struct tdxp_guid guid_lzma_x86 =
    TDXP_GUID(0xd42ae6bd, 0x1352, 0x4bfb, 0x90, 0x9a, 0xca, 0x72, 0xa6, 0xea, 0xe8, 0x89);

struct state {
    lzma_stream stream;
    uint64_t size; /* of the compressed bytes behind the header */
};

static bool claim(const struct tdxp_bytes *packed, uint64_t *size)
{
    uint8_t properties;

    return tdxp_read_u8(packed, 0, &properties) && properties < PROPERTIES_MAX && tdxp_read_u64(packed, 5, size);
}

static enum codec_status status_of(lzma_ret ret)
{
    switch (ret) {
    case LZMA_OK:
        return CODEC_MORE;
    case LZMA_STREAM_END:
        return CODEC_DONE;
    case LZMA_BUF_ERROR:
        return CODEC_TRUNCATED;
    case LZMA_MEM_ERROR:
        return CODEC_NO_MEMORY;
    default:
        return CODEC_CORRUPT;
    }
}

static uint32_t dictionary(uint32_t claimed, uint64_t most)
{
    if (most < LZMA_DICT_SIZE_MIN) {
        most = LZMA_DICT_SIZE_MIN;
    }
    if (claimed < LZMA_DICT_SIZE_MIN) {
        claimed = LZMA_DICT_SIZE_MIN;
    }
    return claimed < most ? claimed : (uint32_t)most;
}

static enum codec_status start(struct state *s, const struct tdxp_bytes *packed, uint64_t most, bool x86)
{
    struct tdxp_bytes body = tdxp_bytes_slice(packed, HEADER_SIZE, packed->size);
    lzma_options_lzma options = {.preset_dict = NULL};
    lzma_filter filters[3] = {
        {.id = LZMA_FILTER_X86}, {.id = LZMA_FILTER_LZMA1EXT, .options = &options}, {.id = LZMA_VLI_UNKNOWN}};
    uint64_t size = CODEC_SIZE_UNKNOWN;
    uint8_t properties = 0;
    uint32_t claimed = 0;

    if (!claim(packed, &size) || !tdxp_read_u8(packed, 0, &properties) || !tdxp_read_u32(packed, 1, &claimed)) {
        return CODEC_CORRUPT;
    }
    options.lc = properties % 9;
    options.lp = properties / 9 % 5;
    options.pb = properties / 9 / 5;
    if (options.lc + options.lp > LZMA_LCLP_MAX) {
        return CODEC_UNABLE;
    }
    options.dict_size = dictionary(claimed, most);
    options.ext_flags = LZMA_LZMA1EXT_ALLOW_EOPM;
    lzma_set_ext_size(options, size);
    s->stream = (lzma_stream)LZMA_STREAM_INIT;
    s->stream.next_in = body.data;
    s->stream.avail_in = (size_t)body.size;
    s->size = body.size;
    return status_of(lzma_raw_decoder(&s->stream, x86 ? filters : filters + 1));
}

static enum codec_status start_plain(void *state, const struct tdxp_bytes *packed, uint64_t most)
{
    return start(state, packed, most, false);
}

static enum codec_status start_x86(void *state, const struct tdxp_bytes *packed, uint64_t most)
{
    return start(state, packed, most, true);
}

static enum codec_status run(void *state, uint8_t *out, size_t room, size_t *written)
{
    struct state *s = state;
    lzma_ret ret;

    s->stream.next_out = out;
    s->stream.avail_out = room;
    /* All of the input is there: the library never waits for more of it. */
    ret = lzma_code(&s->stream, LZMA_FINISH);
    *written = room - s->stream.avail_out;
    return status_of(ret);
}

static void end(void *state)
{
    struct state *s = state;

    lzma_end(&s->stream);
}

static uint64_t used(const void *state)
{
    const struct state *s = state;

    return HEADER_SIZE + s->size - s->stream.avail_in;
}

const struct tdxp_codec codec_lzma = {&guid_lzma, "LZMA", sizeof(struct state), claim, start_plain, run, end, used};

const struct tdxp_codec codec_lzma_x86 = {
    &guid_lzma_x86, "LZMA with x86 filter", sizeof(struct state), claim, start_x86, run, end, used};
