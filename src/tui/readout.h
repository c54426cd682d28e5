/* Bytes read as what they may be: numbers, text, a GUID, a time. */
#ifndef TUI_READOUT_H
#define TUI_READOUT_H

#include <stdbool.h>
#include <stdint.h>

#include "tdxplore/bytes.h"

enum readout_kind {
    READOUT_U8,
    READOUT_U16,
    READOUT_U32,
    READOUT_U64,
    READOUT_TEXT,
    READOUT_UTF16,
    READOUT_GUID,
    READOUT_U16_BE, /* the same bytes with the most significant one first */
    READOUT_U32_BE,
    READOUT_U64_BE,
    READOUT_EFI_TIME,
    READOUT_UNIX_TIME,
    READOUT_KINDS,
};

enum {
    READOUT_SIZE = 160,
    READOUT_TEXT_MOST = 64
}; /* bytes of a value with its NUL; characters of a text that are shown */

/* "u16 BE". */
const char *readout_name(enum readout_kind kind);

/*
 * Write what the bytes from offset on are as that kind: printable ASCII, cut to nothing. A number in hexadecimal, in
 * decimal, and signed where that differs; a known GUID with its name. Returns the number of bytes that it took; 0, and an
 * empty text, where they are not all there or, of texts and times, not plausibly one.
 *
 * A text is a run of at least two printable ASCII characters, in UTF-16 little-endian ones; an EFI_TIME is one that
 * conforms to the UEFI specification 2.10, 8.3, in all its fields; a Unix time is 32 bits of seconds from 2000 to 2099.
 */
uint64_t readout_value(enum readout_kind kind, const struct tdxp_bytes *bytes, uint64_t offset,
                       char text[static READOUT_SIZE]);

#endif
