/* libcrypto where memory runs out. */
#include "image/crypto.h"

#include <openssl/crypto.h>

bool crypto_ready(void)
{
    return OSSL_LIB_CTX_get0_global_default() != NULL;
}

EVP_MD_CTX *crypto_begin(const EVP_MD *hash)
{
    EVP_MD_CTX *context = crypto_ready() ? EVP_MD_CTX_new() : NULL;

    if (context && EVP_DigestInit_ex(context, hash, NULL) != 1) {
        EVP_MD_CTX_free(context);
        context = NULL;
    }
    return context;
}
