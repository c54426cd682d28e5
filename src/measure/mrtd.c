/* A digest as text. */
#include <string.h>

#include "tdxplore/measure.h"

void tdxp_mrtd_format(const uint8_t digest[static TDXP_MRTD_SIZE], char text[static TDXP_MRTD_TEXT])
{
    static const char digits[] = "0123456789abcdef";

    for (size_t i = 0; i < TDXP_MRTD_SIZE; i++) {
        text[2 * i] = digits[digest[i] >> 4];
        text[2 * i + 1] = digits[digest[i] & 15];
    }
    text[TDXP_MRTD_TEXT - 1] = '\0';
}

static int digit_value(char digit)
{
    if (digit >= '0' && digit <= '9') {
        return digit - '0';
    }
    if (digit >= 'a' && digit <= 'f') {
        return digit - 'a' + 10;
    }
    return digit >= 'A' && digit <= 'F' ? digit - 'A' + 10 : -1;
}

bool tdxp_mrtd_parse(const char *text, uint8_t digest[static TDXP_MRTD_SIZE])
{
    uint8_t bytes[TDXP_MRTD_SIZE];

    if (strlen(text) != TDXP_MRTD_TEXT - 1) {
        return false;
    }
    for (size_t i = 0; i < TDXP_MRTD_SIZE; i++) {
        int high = digit_value(text[2 * i]);
        int low = digit_value(text[2 * i + 1]);

        if (high < 0 || low < 0) {
            return false;
        }
        bytes[i] = (uint8_t)(high << 4 | low);
    }
    memcpy(digest, bytes, sizeof bytes);
    return true;
}
