/* The hash by which people tell one image file from another. */
#include "report/digest.h"

#include <openssl/evp.h>
#include <stdio.h>

enum { HASHED_AT_ONCE = 1 << 20 };

static bool hash(EVP_MD_CTX *context, const struct tdxp_bytes *bytes, uint8_t *digest)
{
    unsigned length;

    if (EVP_DigestInit_ex(context, EVP_sha256(), NULL) != 1) {
        return false;
    }
    for (uint64_t done = 0; done < bytes->size; done += HASHED_AT_ONCE) {
        struct tdxp_bytes part = tdxp_bytes_slice(bytes, done, HASHED_AT_ONCE);

        if (EVP_DigestUpdate(context, part.data, (size_t)part.size) != 1) {
            return false;
        }
    }
    return EVP_DigestFinal_ex(context, digest, &length) == 1 && 2 * length + 1 == SHA256_TEXT;
}

bool digest_sha256(const struct tdxp_bytes *bytes, char text[static SHA256_TEXT])
{
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    uint8_t digest[EVP_MAX_MD_SIZE];
    bool hashed = context && hash(context, bytes, digest);

    EVP_MD_CTX_free(context);
    for (unsigned i = 0; hashed && i < SHA256_TEXT / 2; i++) {
        snprintf(text + 2 * i, 3, "%02x", digest[i]);
    }
    return hashed;
}
