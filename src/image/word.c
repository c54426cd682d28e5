/* Text of any bytes as one word. */
#include "image/word.h"

#include <stdio.h>
#include <string.h>

bool word_is_plain(unsigned char byte)
{
    return byte > ' ' && byte < 0x7f && byte != '%';
}

size_t word_put(const char *text, char *buffer, size_t size)
{
    size_t length = 0;

    for (; *text; text++) {
        unsigned char byte = (unsigned char)*text;
        char piece[4] = {*text, '\0'};

        if (!word_is_plain(byte)) {
            snprintf(piece, sizeof piece, "%%%02X", byte);
        }
        if (length + strlen(piece) < size) {
            memcpy(buffer + length, piece, strlen(piece) + 1);
        }
        length += strlen(piece);
    }
    return length;
}

static int digit_of(char c)
{
    const char *digits = "0123456789ABCDEF";
    const char *at = c ? strchr(digits, c) : NULL;

    return at ? (int)(at - digits) : -1;
}

bool word_take(const char *word, char *text, size_t size)
{
    size_t length = 0;

    for (; *word; word++) {
        int byte = (unsigned char)*word;

        if (*word == '%') {
            int high = digit_of(word[1]);
            int low = high < 0 ? -1 : digit_of(word[2]);

            byte = low < 0 ? 0 : high * 16 + low;
            word += 2;
        } else if (!word_is_plain((unsigned char)*word)) {
            return false;
        }
        if (byte == 0 || length + 1 >= size) {
            return false;
        }
        text[length++] = (char)byte;
    }
    text[length] = '\0';
    return length > 0;
}
