/* The hash by which people tell one image file from another. */
#ifndef REPORT_DIGEST_H
#define REPORT_DIGEST_H

#include <stdbool.h>

#include "tdxplore/bytes.h"

#define SHA256_TEXT 65 /* bytes that the text of a hash needs, the closing NUL included */

/* Write the SHA-256 of the bytes in lower-case hexadecimal. False where the library fails. */
bool digest_sha256(const struct tdxp_bytes *bytes, char text[static SHA256_TEXT]);

#endif
