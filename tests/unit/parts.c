/* Firmware made in memory from the inside out: sections, files and volumes, compressed or not. */
#include "parts.h"

#ifdef HAVE_BROTLI_ENCODER
#include <brotli/encode.h>
#endif
#include <lzma.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "support.h"

const struct tdxp_guid part_guid_lzma =
    TDXP_GUID(0xee4e5898, 0x3914, 0x4259, 0x9d, 0x6e, 0xdc, 0x7b, 0xd7, 0x94, 0x03, 0xcf);
const struct tdxp_guid part_guid_lzma_x86 =
    TDXP_GUID(0xd42ae6bd, 0x1352, 0x4bfb, 0x90, 0x9a, 0xca, 0x72, 0xa6, 0xea, 0xe8, 0x89);
const struct tdxp_guid part_guid_gzip =
    TDXP_GUID(0x1d301fe9, 0xbe79, 0x4353, 0x91, 0xc2, 0xd2, 0x3b, 0xc9, 0x59, 0xae, 0x0c);
const struct tdxp_guid part_guid_crc32 =
    TDXP_GUID(0xfc1bcdb0, 0x7d31, 0x49aa, 0x93, 0x6a, 0xa4, 0x60, 0x0d, 0x9d, 0xd0, 0x83);
const struct tdxp_guid part_guid_brotli =
    TDXP_GUID(0x3d532050, 0x5cda, 0x4fd0, 0x87, 0x9e, 0x0f, 0x7f, 0x63, 0x0d, 0x5a, 0xfb);
const struct tdxp_guid part_guid_nobody =
    TDXP_GUID(0x01020304, 0x0506, 0x0708, 0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x0e, 0x0f, 0x10);
const struct tdxp_guid part_guid_pei_apriori =
    TDXP_GUID(0x1b45cc0a, 0x156a, 0x428a, 0xaf, 0x62, 0x49, 0x86, 0x4d, 0xa0, 0xe6, 0xe6);
const struct tdxp_guid part_guid_dxe_apriori =
    TDXP_GUID(0xfc510ee7, 0xffdc, 0x11d4, 0xbd, 0x41, 0x00, 0x80, 0xc7, 0x3c, 0x88, 0x81);

/* ---- bytes ---- */

static struct part part_zeros(size_t size)
{
    struct part part = {calloc(1, size ? size : 1), size};

    assert_non_null(part.data);
    return part;
}

struct part part_of(const void *bytes, size_t size)
{
    struct part part = part_zeros(size);

    if (size > 0) {
        memcpy(part.data, bytes, size);
    }
    return part;
}

struct part part_filled(uint8_t value, size_t size)
{
    struct part part = part_zeros(size);

    memset(part.data, value, size);
    return part;
}

struct part part_random(size_t size)
{
    struct part part = part_zeros(size);
    uint64_t state = 7;

    for (size_t i = 0; i < size; i += 4) {
        uint64_t next = random_next(&state);

        memcpy(part.data + i, &next, size - i < 4 ? size - i : 4);
    }
    return part;
}

/* The second behind the first, at a multiple of align bytes. */
static struct part append(struct part first, struct part second, size_t align)
{
    size_t at = (first.size + align - 1) / align * align;
    struct part part = part_zeros(at + second.size);

    memcpy(part.data, first.data, first.size);
    memcpy(part.data + at, second.data, second.size);
    free(first.data);
    free(second.data);
    return part;
}

/* ---- sections ---- */

struct part part_join(struct part first, struct part second)
{
    return append(first, second, 4);
}

struct part part_section(uint8_t type, struct part body)
{
    bool large = body.size + 4 >= 0xffffff;
    struct part header = part_zeros(large ? 8 : 4);

    put_uint(header.data, 3, large ? 0xffffff : body.size + 4);
    header.data[3] = type;
    if (large) {
        put_uint(header.data + 4, 4, body.size + 8);
    }
    return append(header, body, 1);
}

struct part part_guided(const struct tdxp_guid *guid, uint16_t attributes, struct part fields, struct part data)
{
    bool large = 24 + fields.size + data.size >= 0xffffff;
    struct part header = part_zeros(20);

    memcpy(header.data, guid->bytes, 16);
    put_uint(header.data + 16, 2, (large ? 28 : 24) + fields.size);
    put_uint(header.data + 18, 2, attributes);
    return part_section(0x02, append(append(header, fields, 1), data, 1));
}

struct part part_ui(const char *name)
{
    struct part text = part_zeros(2 * strlen(name) + 2);

    for (size_t i = 0; name[i]; i++) {
        text.data[2 * i] = (uint8_t)name[i];
    }
    return part_section(0x15, text);
}

/* ---- files and volumes ---- */

static uint8_t sum8(const uint8_t *bytes, size_t size)
{
    uint8_t sum = 0;

    for (size_t i = 0; i < size; i++) {
        sum = (uint8_t)(sum + bytes[i]);
    }
    return sum;
}

struct part part_file(const struct tdxp_guid *name, uint8_t type, struct part body)
{
    struct part header = part_zeros(24);

    memcpy(header.data, name->bytes, 16);
    header.data[0x12] = type;
    put_uint(header.data + 0x14, 3, body.size + 24);
    header.data[0x10] = (uint8_t)-sum8(header.data, 24);
    header.data[0x11] = 0xaa;
    header.data[0x17] = 0x07;
    return append(header, body, 1);
}

struct part part_volume(struct part *files, size_t count)
{
    struct part part = part_zeros(VOLUME_HEADER);

    for (size_t i = 0; i < count; i++) {
        part = append(part, files[i], 8);
    }
    part = append(part, part_zeros(0), 16);
    put_volume_header(part.data, part.size);
    return part;
}

/* ---- compression ---- */

enum { LZMA_HEADER = 13, DICTIONARY = 1 << 20 };

static void set_options(lzma_options_lzma *options)
{
    assert_false(lzma_lzma_preset(options, 0));
    options->dict_size = DICTIONARY;
}

/* Run an encoder that was set up over the data, which is freed; the output begins with room bytes for a header. */
static struct part encode(lzma_stream *stream, struct part data, size_t room)
{
    struct part out = part_zeros(room + data.size + data.size / 4 + 4096);

    stream->next_in = data.data;
    stream->avail_in = data.size;
    stream->next_out = out.data + room;
    stream->avail_out = out.size - room;
    assert_int_equal(lzma_code(stream, LZMA_FINISH), LZMA_STREAM_END);
    out.size -= stream->avail_out;
    lzma_end(stream);
    free(data.data);
    return out;
}

struct part part_lzma_endless(struct part data)
{
    lzma_stream stream = LZMA_STREAM_INIT;
    lzma_options_lzma options;

    set_options(&options);
    assert_int_equal(lzma_alone_encoder(&stream, &options), LZMA_OK);
    return encode(&stream, data, 0);
}

struct part part_lzma(struct part data)
{
    size_t size = data.size;
    struct part out = part_lzma_endless(data);

    put_uint(out.data + 5, 8, size);
    return out;
}

struct part part_lzma_x86(struct part data)
{
    lzma_stream stream = LZMA_STREAM_INIT;
    lzma_options_lzma options;
    lzma_filter filters[] = {{LZMA_FILTER_X86, NULL}, {LZMA_FILTER_LZMA1, &options}, {LZMA_VLI_UNKNOWN, NULL}};
    size_t size = data.size;
    struct part out;

    set_options(&options);
    assert_int_equal(lzma_raw_encoder(&stream, filters), LZMA_OK);
    out = encode(&stream, data, LZMA_HEADER);
    out.data[0] = (uint8_t)((options.pb * 5 + options.lp) * 9 + options.lc);
    put_uint(out.data + 1, 4, DICTIONARY);
    put_uint(out.data + 5, 8, size);
    return out;
}

struct part part_gzip(struct part data)
{
    z_stream stream = {.next_in = data.data, .avail_in = (uInt)data.size};
    struct part out = part_zeros(data.size + data.size / 4 + 4096);

    assert_int_equal(deflateInit2(&stream, 1, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY), Z_OK);
    stream.next_out = out.data;
    stream.avail_out = (uInt)out.size;
    assert_int_equal(deflate(&stream, Z_FINISH), Z_STREAM_END);
    out.size = stream.total_out;
    deflateEnd(&stream);
    free(data.data);
    return out;
}

bool part_brotli(struct part data, struct part *packed)
{
#ifdef HAVE_BROTLI_ENCODER
    size_t room = BrotliEncoderMaxCompressedSize(data.size) + 64;
    struct part header = part_zeros(16);
    struct part stream = part_zeros(room);

    put_uint(header.data, 8, data.size);
    put_uint(header.data + 8, 8, 0x100000);
    assert_true(
        BrotliEncoderCompress(1, BROTLI_DEFAULT_WINDOW, BROTLI_DEFAULT_MODE, data.size, data.data, &room, stream.data));
    stream.size = room;
    free(data.data);
    *packed = append(header, stream, 1);
    return true;
#else
    *packed = data;
    return false;
#endif
}

struct part part_packed_volume(struct part row)
{
    struct part files[] = {
        part_file(&part_guid_nobody, 0x01, part_filled(0x5a, 40)),
        part_file(&part_guid_nobody, 0x0b, part_guided(&part_guid_lzma, 1, part_of(NULL, 0), part_lzma(row))),
    };

    return part_volume(files, 2);
}
