/* The hashes by which people tell bytes from others. */
#ifndef IMAGE_DIGEST_H
#define IMAGE_DIGEST_H

#include <stdbool.h>
#include <stdint.h>

#include "tdxplore/bytes.h"
#include "tdxplore/image.h"

#define SHA256_TEXT 65 /* bytes that the text of a hash needs, the closing NUL included */

/* Write the SHA-256 of the bytes in lower-case hexadecimal. False where the library fails. */
bool digest_sha256(const struct tdxp_bytes *bytes, char text[static SHA256_TEXT]);

/* CRC32 (as zlib and UEFI have it) and SHA-256 of bytes, worked out in steps. */
struct digest;

/* Begin. The bytes must stay where they are. NULL where memory ran out or the library fails. */
struct digest *digest_begin(const struct tdxp_bytes *bytes);

/* Work on at most so many bytes more. True while there is more to do. */
bool digest_step(struct digest *digest, uint64_t bytes);

/*
 * The same where the bytes are those of an image. What its file has no storage for is zeros, which are not read: that would
 * make pages in memory of a hole of gigabytes.
 */
bool digest_step_image(struct digest *digest, const struct tdxp_image *image, uint64_t bytes);

/* How many are done. */
uint64_t digest_done(const struct digest *digest);

/* Write both, once there is no more to do. False where the library fails. */
bool digest_finish(struct digest *digest, uint32_t *crc32, char sha256[static SHA256_TEXT]);

/* digest may be NULL. */
void digest_free(struct digest *digest);

#endif
