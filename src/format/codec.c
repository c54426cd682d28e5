/* Ways of decompressing: the list of them. */
#include "format/codec.h"

static const struct tdxp_codec *const codecs[] = {&codec_lzma, &codec_lzma_x86, &codec_gzip};

const struct tdxp_codec *codec_find(const struct tdxp_guid *guid)
{
    for (size_t i = 0; i < sizeof codecs / sizeof codecs[0]; i++) {
        if (tdxp_guid_equal(codecs[i]->guid, guid)) {
            return codecs[i];
        }
    }
    return NULL;
}
