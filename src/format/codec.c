/* Ways of decompressing: the list of them. */
#include "format/codec.h"

#include "tdxplore/guid.h"

const struct tdxp_guid codec_guid_brotli =
    TDXP_GUID(0x3d532050, 0x5cda, 0x4fd0, 0x87, 0x9e, 0x0f, 0x7f, 0x63, 0x0d, 0x5a, 0xfb);

static const struct tdxp_codec *const codecs[] = {
    &codec_lzma,
    &codec_lzma_x86,
    &codec_gzip,
#ifdef HAVE_BROTLI
    &codec_brotli,
#endif
};

const struct tdxp_codec *codec_find(const struct tdxp_guid *guid)
{
    for (size_t i = 0; i < sizeof codecs / sizeof codecs[0]; i++) {
        if (tdxp_guid_equal(codecs[i]->guid, guid)) {
            return codecs[i];
        }
    }
    return NULL;
}

const char *codec_lacking(const struct tdxp_guid *guid)
{
    if (tdxp_guid_equal(guid, &codec_guid_brotli)) {
        return "this program was built without the library for Brotli";
    }
    return tdxp_guid_find(guid) ? "this program has no decoder for the method" : "nobody here knows the GUID";
}
