/* Characters as UTF-8. */
#ifndef IMAGE_UTF8_H
#define IMAGE_UTF8_H

#include <stddef.h>
#include <stdint.h>

/*
 * Write a code point of up to 0x10ffff in the form of UTF-8 (RFC 3629, section 3) and return how many bytes that takes.
 * Of a surrogate, which is no character, that form is written as well: whoever wants none looks for it before.
 */
size_t utf8_put(uint32_t code, char bytes[static 4]);

#endif
