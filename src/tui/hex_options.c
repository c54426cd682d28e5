/* How the hex pane shows bytes: how many a row, in which groups, with which offsets and characters. */
#include "tui/hex_options.h"

int hex_bytes(const struct app *app)
{
    static const int bytes[] = {0, 8, 16, 32};

    return bytes[app->settings.values[SET_BYTES]];
}

int hex_group(const struct app *app)
{
    return 1 << app->settings.values[SET_GROUP];
}

bool hex_decimal(const struct app *app)
{
    return app->settings.values[SET_OFFSETS] == SET_OFFSETS_DECIMAL;
}

/* Goes on to the next value; the panes beside the hex pane have the room that it leaves. */
static void next(struct app *app, enum setting_id id)
{
    setting_next(&app->settings, id);
    app_layout(app);
    app_show_selection(app);
}

bool hex_options_command(struct app *app, enum command command)
{
    switch (command) {
    case CMD_HEX_BYTES:
        next(app, SET_BYTES);
        if (hex_bytes(app) == 0) {
            app_message(app, false, "as many bytes a row as fit");
        } else {
            app_message(app, false, "%d bytes a row, where they fit", hex_bytes(app));
        }
        return true;
    case CMD_HEX_GROUP:
        next(app, SET_GROUP);
        app_message(app, false, hex_group(app) == 1 ? "each byte by itself" : "bytes in groups of %d", hex_group(app));
        return true;
    case CMD_HEX_OFFSETS:
        next(app, SET_OFFSETS);
        app_message(app, false, "offsets are %s", hex_decimal(app) ? "decimal" : "hexadecimal");
        return true;
    case CMD_HEX_CHARACTERS:
        if (!app->canvas.utf8) {
            app_message(app, true, "this locale cannot show code page 437");
            return true;
        }
        next(app, SET_CHARACTERS);
        app_message(app, false, "characters are those of %s",
                    app->settings.values[SET_CHARACTERS] == SET_CHARACTERS_CP437 ? "code page 437" : "ASCII");
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
