/* The hashes by which people tell bytes from others. */
#include "image/digest.h"

#include <stdio.h>
#include <stdlib.h>
#include <zlib.h>

#include "image/crypto.h"

enum { HASHED_AT_ONCE = 1 << 20 };

static bool finish(EVP_MD_CTX *context, char text[static SHA256_TEXT])
{
    uint8_t digest[EVP_MAX_MD_SIZE];
    unsigned length;

    if (EVP_DigestFinal_ex(context, digest, &length) != 1 || 2 * length + 1 != SHA256_TEXT) {
        return false;
    }
    for (size_t i = 0; i < length; i++) {
        snprintf(text + 2 * i, 3, "%02x", digest[i]);
    }
    return true;
}

static bool hash(EVP_MD_CTX *context, const struct tdxp_bytes *bytes)
{
    for (uint64_t done = 0; done < bytes->size; done += HASHED_AT_ONCE) {
        struct tdxp_bytes part = tdxp_bytes_slice(bytes, done, HASHED_AT_ONCE);

        if (EVP_DigestUpdate(context, part.data, (size_t)part.size) != 1) {
            return false;
        }
    }
    return true;
}

bool digest_sha256(const struct tdxp_bytes *bytes, char text[static SHA256_TEXT])
{
    EVP_MD_CTX *context = crypto_begin(EVP_sha256());
    bool hashed = context && hash(context, bytes) && finish(context, text);

    EVP_MD_CTX_free(context);
    return hashed;
}

/* ---- in steps ---- */

struct digest {
    struct tdxp_bytes bytes; /* data not owned */
    uint64_t done;
    EVP_MD_CTX *context; /* owned */
    uint32_t crc32;
    bool failed;
};

struct digest *digest_begin(const struct tdxp_bytes *bytes)
{
    struct digest *digest = calloc(1, sizeof *digest);

    if (!digest) {
        return NULL;
    }
    digest->bytes = *bytes;
    digest->crc32 = (uint32_t)crc32_z(0, NULL, 0);
    digest->context = crypto_begin(EVP_sha256());
    if (!digest->context) {
        digest_free(digest);
        return NULL;
    }
    return digest;
}

static void take(struct digest *digest, struct tdxp_bytes part)
{
    if (part.size > 0 && !digest->failed) {
        digest->crc32 = (uint32_t)crc32_z(digest->crc32, part.data, (size_t)part.size);
        digest->failed = !hash(digest->context, &part);
        digest->done += part.size;
    }
}

static bool goes_on(const struct digest *digest)
{
    return !digest->failed && digest->done < digest->bytes.size;
}

bool digest_step(struct digest *digest, uint64_t bytes)
{
    take(digest, tdxp_bytes_slice(&digest->bytes, digest->done, bytes));
    return goes_on(digest);
}

/* Bytes from where it is on that are stored, or with *hole that are not. */
static uint64_t run_at(const struct digest *digest, const struct tdxp_image *image, bool *hole)
{
    struct tdxp_range data;

    if (!tdxp_image_next_data(image, digest->done, &data)) {
        *hole = true;
        return digest->bytes.size - digest->done;
    }
    *hole = data.start > digest->done;
    return *hole ? data.start - digest->done : data.start + data.length - digest->done;
}

bool digest_step_image(struct digest *digest, const struct tdxp_image *image, uint64_t bytes)
{
    static const uint8_t zeros[1 << 16];

    while (bytes > 0 && goes_on(digest)) {
        bool hole;
        uint64_t run = run_at(digest, image, &hole);
        uint64_t done = digest->done;

        run = run < bytes ? run : bytes;
        if (hole) {
            run = run < sizeof zeros ? run : sizeof zeros;
            take(digest, (struct tdxp_bytes){zeros, run});
        } else {
            digest_step(digest, run);
        }
        bytes -= digest->done - done;
    }
    return goes_on(digest);
}

uint64_t digest_done(const struct digest *digest)
{
    return digest->done;
}

bool digest_finish(struct digest *digest, uint32_t *crc32, char sha256[static SHA256_TEXT])
{
    *crc32 = digest->crc32;
    return !digest->failed && digest->done == digest->bytes.size && finish(digest->context, sha256);
}

void digest_free(struct digest *digest)
{
    if (digest) {
        EVP_MD_CTX_free(digest->context);
    }
    free(digest);
}
