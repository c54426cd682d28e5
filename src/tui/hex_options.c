/* How the hex pane shows bytes: how many a row, in which groups, with which offsets and characters. */
#include "tui/hex_options.h"

#include <stddef.h>

static bool is_one_of(int value, const int *choices, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (choices[i] == value) {
            return true;
        }
    }
    return false;
}

/* The choice behind a value, or the first one. */
static int next_of(int value, const int *choices, size_t count)
{
    for (size_t i = 0; i + 1 < count; i++) {
        if (choices[i] == value) {
            return choices[i + 1];
        }
    }
    return choices[0];
}

static const int bytes_choices[] = {0, 8, 16, 32};
static const int group_choices[] = {1, 2, 4, 8};

enum { CHOICES = 4 };

/* The panes beside the hex pane have the room that it leaves. */
static void show(struct app *app)
{
    app_layout(app);
    app_show_selection(app);
}

bool hex_options_set_bytes(struct app *app, int bytes)
{
    if (!is_one_of(bytes, bytes_choices, CHOICES)) {
        return false;
    }
    app->hex.bytes = bytes;
    show(app);
    return true;
}

bool hex_options_set_group(struct app *app, int group)
{
    if (!is_one_of(group, group_choices, CHOICES)) {
        return false;
    }
    app->hex.group_less_1 = group - 1;
    show(app);
    return true;
}

void hex_options_set_decimal(struct app *app, bool decimal)
{
    app->hex.decimal = decimal;
    show(app);
}

bool hex_options_set_cp437(struct app *app, bool cp437)
{
    if (cp437 && !app->canvas.utf8) {
        return false;
    }
    app->hex.cp437 = cp437;
    return true;
}

bool hex_options_command(struct app *app, enum command command)
{
    const struct hex_options *hex = &app->hex;

    switch (command) {
    case CMD_HEX_BYTES:
        hex_options_set_bytes(app, next_of(hex->bytes, bytes_choices, CHOICES));
        if (hex->bytes == 0) {
            app_message(app, false, "as many bytes a row as fit");
        } else {
            app_message(app, false, "%d bytes a row, where they fit", hex->bytes);
        }
        return true;
    case CMD_HEX_GROUP:
        hex_options_set_group(app, next_of(hex->group_less_1 + 1, group_choices, CHOICES));
        app_message(app, false,
                    hex->group_less_1 == 0 ? "each byte by itself" : "bytes in groups of %d",
                    hex->group_less_1 + 1);
        return true;
    case CMD_HEX_OFFSETS:
        hex_options_set_decimal(app, !hex->decimal);
        app_message(app, false, "offsets are %s", hex->decimal ? "decimal" : "hexadecimal");
        return true;
    case CMD_HEX_CHARACTERS:
        if (hex_options_set_cp437(app, !hex->cp437)) {
            app_message(app, false, "characters are those of %s",
                        hex->cp437 ? "code page 437" : "ASCII");
        } else {
            app_message(app, true, "this locale cannot show code page 437");
        }
        return true;
    default:
        return false;
    }
}

/* Of IBM code page 437 as Unicode's table has it, with the pictures that a PC shows for control characters. */
static const char *const cp437[256] = {
    /* clang-format off */
    " ", "☺", "☻", "♥", "♦", "♣", "♠", "•", "◘", "○", "◙", "♂", "♀", "♪", "♫", "☼",
    "►", "◄", "↕", "‼", "¶", "§", "▬", "↨", "↑", "↓", "→", "←", "∟", "↔", "▲", "▼",
    " ", "!", "\"", "#", "$", "%", "&", "'", "(", ")", "*", "+", ",", "-", ".", "/",
    "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", ":", ";", "<", "=", ">", "?",
    "@", "A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K", "L", "M", "N", "O",
    "P", "Q", "R", "S", "T", "U", "V", "W", "X", "Y", "Z", "[", "\\", "]", "^", "_",
    "`", "a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o",
    "p", "q", "r", "s", "t", "u", "v", "w", "x", "y", "z", "{", "|", "}", "~", "⌂",
    "Ç", "ü", "é", "â", "ä", "à", "å", "ç", "ê", "ë", "è", "ï", "î", "ì", "Ä", "Å",
    "É", "æ", "Æ", "ô", "ö", "ò", "û", "ù", "ÿ", "Ö", "Ü", "¢", "£", "¥", "₧", "ƒ",
    "á", "í", "ó", "ú", "ñ", "Ñ", "ª", "º", "¿", "⌐", "¬", "½", "¼", "¡", "«", "»",
    "░", "▒", "▓", "│", "┤", "╡", "╢", "╖", "╕", "╣", "║", "╗", "╝", "╜", "╛", "┐",
    "└", "┴", "┬", "├", "─", "┼", "╞", "╟", "╚", "╔", "╩", "╦", "╠", "═", "╬", "╧",
    "╨", "╤", "╥", "╙", "╘", "╒", "╓", "╫", "╪", "┘", "┌", "█", "▄", "▌", "▐", "▀",
    "α", "ß", "Γ", "π", "Σ", "σ", "µ", "τ", "Φ", "Θ", "Ω", "δ", "∞", "φ", "ε", "∩",
    "≡", "±", "≥", "≤", "⌠", "⌡", "÷", "≈", "°", "∙", "·", "√", "ⁿ", "²", "■", " ",
    /* clang-format on */
};

const char *hex_cp437(unsigned char byte)
{
    return cp437[byte];
}
