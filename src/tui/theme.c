/* Styles and colours. */
#include "tui/theme.h"

#include <string.h>

enum { DEFAULT_COLOUR = -1 };

/*
 * Foreground, background and attributes of a style for 256 and for 8 or 16 colours, and attributes in mono. The hues
 * below follow the palette of Okabe and Ito, which people with any of the common colour deficiencies can tell apart.
 */
struct style_row {
    short fg256, bg256;
    attr_t extra256;
    short fg8, bg8;
    attr_t extra8;
    attr_t mono;
};

static const struct style_row rows[STYLES] = {
    [STYLE_TEXT] = {-1, -1, 0, -1, -1, 0, 0},
    [STYLE_DIM] = {243, -1, 0, -1, -1, A_DIM, A_DIM},
    [STYLE_NAME] = {-1, -1, 0, -1, -1, 0, 0},
    [STYLE_VALUE] = {-1, -1, A_BOLD, -1, -1, A_BOLD, A_BOLD},
    [STYLE_TITLE] = {255, 24, 0, COLOR_WHITE, COLOR_BLUE, A_BOLD, A_REVERSE},
    [STYLE_HEAD] = {-1, -1, A_BOLD, -1, -1, A_BOLD, A_BOLD},
    [STYLE_BORDER] = {240, -1, 0, -1, -1, 0, 0},
    [STYLE_BORDER_FOCUSED] = {75, -1, A_BOLD, COLOR_CYAN, -1, A_BOLD, A_BOLD},
    [STYLE_SELECTED] = {16, 222, 0, COLOR_BLACK, COLOR_YELLOW, 0, A_REVERSE | A_BOLD},
    [STYLE_SELECTED_OTHER] = {16, 250, 0, COLOR_BLACK, COLOR_WHITE, 0, A_REVERSE},
    [STYLE_RANGE] = {16, 117, 0, COLOR_BLACK, COLOR_GREEN, 0, A_REVERSE | A_UNDERLINE},
    [STYLE_CURSOR] = {16, 231, A_BOLD | A_UNDERLINE, COLOR_BLACK, COLOR_CYAN, A_UNDERLINE,
                      A_REVERSE | A_BOLD | A_UNDERLINE},
    [STYLE_MATCH] = {16, 115, 0, COLOR_BLACK, COLOR_GREEN, 0, A_UNDERLINE | A_BOLD},
    [STYLE_CHANGED] = {231, 127, A_BOLD, COLOR_WHITE, COLOR_MAGENTA, A_BOLD, A_REVERSE | A_BLINK},
    [STYLE_MATCH_CURRENT] = {16, 51, A_BOLD, COLOR_WHITE, COLOR_BLUE, A_BOLD, A_REVERSE | A_UNDERLINE},
    [STYLE_KEY] = {-1, -1, A_BOLD, -1, -1, A_BOLD, A_BOLD},
    [STYLE_ERROR] = {231, 160, A_BOLD, COLOR_WHITE, COLOR_RED, A_BOLD, A_BOLD},
    [STYLE_WARNING] = {16, 208, 0, COLOR_WHITE, COLOR_MAGENTA, A_BOLD, A_BOLD},
    [STYLE_NOTE] = {117, -1, 0, COLOR_CYAN, -1, 0, 0},
    [STYLE_GOOD] = {78, -1, 0, COLOR_GREEN, -1, 0, 0},
    [STYLE_MEASURED] = {78, -1, A_BOLD, COLOR_GREEN, -1, A_BOLD, A_BOLD},
    [STYLE_LOADED] = {214, -1, 0, COLOR_YELLOW, -1, 0, A_UNDERLINE},
    [STYLE_NEVER] = {243, -1, 0, -1, -1, A_DIM, A_DIM},
};

/* Hue 0 is for what belongs to no section. Severities are told apart from hues by their ground. */
static const short hues256[HUES + 1] = {-1, 214, 75, 79, 221, 176, 209};
static const short hues8[HUES + 1] = {-1,          COLOR_YELLOW,  COLOR_CYAN, COLOR_GREEN,
                                      COLOR_MAGENTA, COLOR_BLUE, COLOR_RED};
static const short shades256[SHADES] = {-1, 235, 237, 239};
static const short shaded_text256 = 252; /* text without a hue on a shade, legible whatever the terminal's own colours are */

static short next_pair(short *used, short fg, short bg)
{
    if (fg < 0 && bg < 0) {
        return 0;
    }
    if (*used + 1 >= COLOR_PAIRS || init_pair((short)(*used + 1), fg, bg) == ERR) {
        return 0;
    }
    return ++*used;
}

static void init_hues(struct theme *theme, short *used)
{
    for (int hue = 0; hue <= HUES; hue++) {
        for (int shade = 0; shade < SHADES; shade++) {
            bool rich = theme->colours >= 256;
            short fg = rich ? hues256[hue] : hues8[hue];
            short bg = rich ? shades256[shade] : DEFAULT_COLOUR;

            if (rich && shade > 0 && fg < 0) {
                fg = shaded_text256;
            }
            theme->hue_pairs[hue][shade] =
                !rich && shade > 0 ? theme->hue_pairs[hue][0] : next_pair(used, fg, bg);
        }
    }
}

void theme_init(struct theme *theme, bool mono)
{
    short used = 0;

    memset(theme, 0, sizeof *theme);
    theme->colour = !mono && has_colors() && start_color() == OK && COLORS >= 8;
    theme->colours = !theme->colour ? 0 : COLORS >= 256 ? 256 : COLORS >= 16 ? 16 : 8;
    if (theme->colour) {
        use_default_colors();
    }
    for (int i = 0; i < STYLES; i++) {
        const struct style_row *row = &rows[i];

        if (!theme->colour) {
            theme->attributes[i] = row->mono;
        } else if (theme->colours >= 256) {
            theme->attributes[i] = row->extra256;
            theme->pairs[i] = next_pair(&used, row->fg256, row->bg256);
        } else {
            theme->attributes[i] = row->extra8;
            theme->pairs[i] = next_pair(&used, row->fg8, row->bg8);
        }
    }
    if (theme->colour) {
        init_hues(theme, &used);
    }
}

void theme_set(const struct theme *theme, enum style style)
{
    theme_set_with(theme, style, 0);
}

void theme_set_with(const struct theme *theme, enum style style, attr_t extra)
{
    attr_set(theme->attributes[style] | extra, theme->pairs[style], NULL);
}

void theme_set_selected(const struct theme *theme, bool focused)
{
    theme_set(theme, focused ? STYLE_SELECTED : STYLE_SELECTED_OTHER);
}

void theme_set_hue(const struct theme *theme, int section, unsigned shade, attr_t extra)
{
    int hue = section < 0 ? 0 : 1 + section % HUES;

    if (shade >= SHADES) {
        shade = SHADES - 1;
    }
    /* Without backgrounds to shade with, the closest enclosing structure is underlined. */
    if (theme->colours < 256 && shade == SHADES - 1) {
        extra |= A_UNDERLINE;
    }
    attr_set(extra, theme->hue_pairs[hue][shade], NULL);
}

enum style theme_severity(enum tdxp_severity severity)
{
    static const enum style styles[] = {
        [TDXP_SEVERITY_NONE] = STYLE_GOOD,
        [TDXP_SEVERITY_NOTE] = STYLE_NOTE,
        [TDXP_SEVERITY_WARNING] = STYLE_WARNING,
        [TDXP_SEVERITY_ERROR] = STYLE_ERROR,
    };

    return styles[severity];
}

const char *theme_mark(enum tdxp_severity severity)
{
    static const char *const marks[] = {
        [TDXP_SEVERITY_NONE] = " ",
        [TDXP_SEVERITY_NOTE] = " ",
        [TDXP_SEVERITY_WARNING] = "?",
        [TDXP_SEVERITY_ERROR] = "!",
    };

    return marks[severity];
}
