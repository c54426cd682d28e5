/* gzip (RFC 1952) in sections, through zlib. */
#include <limits.h>

#define ZLIB_CONST /* input is not written to */
#include <zlib.h>

#include "format/codec.h"

enum {
    WINDOW_BITS = 16 + MAX_WBITS, /* the gzip form alone */
    SMALLEST = 18,                /* bytes of a header and a trailer */
};

static const struct tdxp_guid guid_gzip =
    TDXP_GUID(0x1d301fe9, 0xbe79, 0x4353, 0x91, 0xc2, 0xd2, 0x3b, 0xc9, 0x59, 0xae, 0x0c);

struct state {
    z_stream stream;
};

/* The trailer has a size, but where the trailer is, is known at the end only: bytes may follow it. */
static bool claim(const struct tdxp_bytes *packed, uint64_t *size)
{
    static const uint8_t magic[] = {0x1f, 0x8b};

    *size = CODEC_SIZE_UNKNOWN;
    return packed->size >= SMALLEST && packed->size <= UINT_MAX && tdxp_read_equals(packed, 0, magic, sizeof magic);
}

static enum codec_status start(void *state, const struct tdxp_bytes *packed, uint64_t most)
{
    struct state *s = state;

    (void)most;
    s->stream.next_in = packed->data;
    s->stream.avail_in = (uInt)packed->size;
    return inflateInit2(&s->stream, WINDOW_BITS) == Z_OK ? CODEC_MORE : CODEC_NO_MEMORY;
}

static enum codec_status run(void *state, uint8_t *out, size_t room, size_t *written)
{
    struct state *s = state;
    int ret;

    s->stream.next_out = out;
    s->stream.avail_out = room < UINT_MAX ? (uInt)room : UINT_MAX;
    room = s->stream.avail_out;
    ret = inflate(&s->stream, Z_NO_FLUSH);
    *written = room - s->stream.avail_out;
    switch (ret) {
    case Z_OK:
        return CODEC_MORE;
    case Z_STREAM_END:
        return CODEC_DONE;
    case Z_BUF_ERROR:
        return CODEC_TRUNCATED;
    case Z_MEM_ERROR:
        return CODEC_NO_MEMORY;
    default:
        return CODEC_CORRUPT;
    }
}

static void end(void *state)
{
    struct state *s = state;

    inflateEnd(&s->stream);
}

static uint64_t used(const void *state)
{
    const struct state *s = state;

    return s->stream.total_in;
}

const struct tdxp_codec codec_gzip = {&guid_gzip, "gzip", sizeof(struct state), claim, start, run, end, used};
