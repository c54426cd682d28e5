/* Ways of decompressing, each through a library: started, run in steps, ended. */
#ifndef FORMAT_CODEC_H
#define FORMAT_CODEC_H

#include <stddef.h>
#include <stdint.h>

#include "tdxplore/bytes.h"
#include "tdxplore/guid.h"

#define CODEC_SIZE_UNKNOWN UINT64_MAX

enum codec_status {
    CODEC_MORE,      /* there is more to come */
    CODEC_DONE,      /* that was all: where a size was claimed, all of it */
    CODEC_CORRUPT,   /* what comes next is not what the method makes */
    CODEC_UNABLE,    /* the library cannot do what the method allows */
    CODEC_TRUNCATED, /* the compressed bytes end too early */
    CODEC_NO_MEMORY,
};

struct tdxp_codec {
    const struct tdxp_guid *guid; /* of the sections that are compressed so */
    const char *name;             /* "LZMA" */
    size_t state_size;            /* in bytes; of the state that the functions share, zeroed at the start */
    /*
     * The size that the compressed bytes claim for what comes out of them, into *size, or CODEC_SIZE_UNKNOWN. No memory is
     * allocated. False where they cannot be of this method.
     */
    bool (*claim)(const struct tdxp_bytes *packed, uint64_t *size);
    /* Get ready; most is how many bytes will be taken out of it. CODEC_MORE, or what went wrong. */
    enum codec_status (*start)(void *state, const struct tdxp_bytes *packed, uint64_t most);
    /* Write up to room bytes to out, and how many into *written. */
    enum codec_status (*run)(void *state, uint8_t *out, size_t room, size_t *written);
    /* Free what start and run have allocated; not to be called where start failed. */
    void (*end)(void *state);
    /* How many compressed bytes have been used up. */
    uint64_t (*used)(const void *state);
};

extern const struct tdxp_codec codec_lzma; /* src/format/codec_lzma.c */
extern const struct tdxp_codec codec_lzma_x86;
extern const struct tdxp_codec codec_gzip;   /* src/format/codec_gzip.c */
extern const struct tdxp_codec codec_brotli; /* src/format/codec_brotli.c; only where configure found the library */
extern const struct tdxp_guid codec_guid_brotli;

/* The codec of a section with that GUID, or NULL. */
const struct tdxp_codec *codec_find(const struct tdxp_guid *guid);

/* Why there is no codec for a GUID, in words. */
const char *codec_lacking(const struct tdxp_guid *guid);

#endif
