/* libcrypto where memory runs out. */
#ifndef IMAGE_CRYPTO_H
#define IMAGE_CRYPTO_H

#include <stdbool.h>

#include <openssl/evp.h>

/*
 * Whether libcrypto could set itself up. Where memory ran out meanwhile, versions of it (3.0 does) crash in what needs its
 * default library context: to be asked before anything of it is called that hashes or decodes.
 */
bool crypto_ready(void);

/* A context in which the hash has begun, which the caller frees. NULL where memory ran out or the library fails. */
EVP_MD_CTX *crypto_begin(const EVP_MD *hash);

#endif
