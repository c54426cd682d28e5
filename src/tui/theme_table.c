/* The colours of the themes. */
#include "tui/theme_table.h"

#define LOOK(text, ground, extra)                           \
    {                                                       \
        .fg = (text), .bg = (ground), .attributes = (extra) \
    }

/*
 * The hues of both are such that people with any of the common colour deficiencies can tell each two apart: they were sought
 * so that the least difference in CIELAB is large, as they are and as Machado, Oliveira and Fernandes (2009) say that people
 * without one of the three cones see them. Severities are told apart from hues by their ground.
 */
static const struct theme_table
    tables[] =
        {
            {
                .rich =
                    {
                        [STYLE_TEXT] = LOOK(-1, -1, 0),
                        [STYLE_DIM] = LOOK(243, -1, 0),
                        [STYLE_NAME] = LOOK(-1, -1, 0),
                        [STYLE_VALUE] = LOOK(-1, -1, A_BOLD),
                        [STYLE_TITLE] = LOOK(255, 24, 0),
                        [STYLE_HEAD] = LOOK(-1, -1, A_BOLD),
                        [STYLE_BORDER] = LOOK(240, -1, 0),
                        [STYLE_BORDER_FOCUSED] = LOOK(75, -1, A_BOLD),
                        [STYLE_SELECTED] = LOOK(16, 222, 0),
                        [STYLE_SELECTED_OTHER] = LOOK(16, 250, 0),
                        [STYLE_RANGE] = LOOK(16, 117, 0),
                        [STYLE_CURSOR] = LOOK(16, 231, A_BOLD | A_UNDERLINE),
                        [STYLE_MATCH] = LOOK(16, 115, 0),
                        [STYLE_CHANGED] = LOOK(231, 127, A_BOLD),
                        [STYLE_EDITED] = LOOK(16, 219, 0),
                        [STYLE_DIFFERS] = LOOK(231, 127, 0),
                        [STYLE_ADDED] = LOOK(16, 78, 0),
                        [STYLE_REMOVED] = LOOK(16, 210, 0),
                        [STYLE_MATCH_CURRENT] = LOOK(16, 51, A_BOLD),
                        [STYLE_KEY] = LOOK(-1, -1, A_BOLD),
                        [STYLE_ERROR] = LOOK(231, 160, A_BOLD),
                        [STYLE_WARNING] = LOOK(16, 208, 0),
                        [STYLE_NOTE] = LOOK(117, -1, 0),
                        [STYLE_GOOD] = LOOK(78, -1, 0),
                        [STYLE_MEASURED] = LOOK(78, -1, A_BOLD),
                        [STYLE_LOADED] = LOOK(214, -1, 0),
                        [STYLE_NEVER] = LOOK(243, -1, 0),
                    },
                .plain =
                    {
                        [STYLE_TEXT] = LOOK(-1, -1, 0),
                        [STYLE_DIM] = LOOK(-1, -1, A_DIM),
                        [STYLE_NAME] = LOOK(-1, -1, 0),
                        [STYLE_VALUE] = LOOK(-1, -1, A_BOLD),
                        [STYLE_TITLE] = LOOK(COLOR_WHITE, COLOR_BLUE, A_BOLD),
                        [STYLE_HEAD] = LOOK(-1, -1, A_BOLD),
                        [STYLE_BORDER] = LOOK(-1, -1, 0),
                        [STYLE_BORDER_FOCUSED] = LOOK(COLOR_CYAN, -1, A_BOLD),
                        [STYLE_SELECTED] = LOOK(COLOR_BLACK, COLOR_YELLOW, 0),
                        [STYLE_SELECTED_OTHER] = LOOK(COLOR_BLACK, COLOR_WHITE, 0),
                        [STYLE_RANGE] = LOOK(COLOR_BLACK, COLOR_GREEN, 0),
                        [STYLE_CURSOR] = LOOK(COLOR_BLACK, COLOR_CYAN, A_UNDERLINE),
                        [STYLE_MATCH] = LOOK(COLOR_BLACK, COLOR_GREEN, 0),
                        [STYLE_CHANGED] = LOOK(COLOR_WHITE, COLOR_MAGENTA, A_BOLD),
                        [STYLE_EDITED] = LOOK(COLOR_BLACK, COLOR_MAGENTA, A_UNDERLINE),
                        [STYLE_DIFFERS] = LOOK(COLOR_WHITE, COLOR_MAGENTA, 0),
                        [STYLE_ADDED] = LOOK(COLOR_BLACK, COLOR_GREEN, 0),
                        [STYLE_REMOVED] = LOOK(COLOR_WHITE, COLOR_RED, 0),
                        [STYLE_MATCH_CURRENT] = LOOK(COLOR_WHITE, COLOR_BLUE, A_BOLD),
                        [STYLE_KEY] = LOOK(-1, -1, A_BOLD),
                        [STYLE_ERROR] = LOOK(COLOR_WHITE, COLOR_RED, A_BOLD),
                        [STYLE_WARNING] = LOOK(COLOR_WHITE, COLOR_MAGENTA, A_BOLD),
                        [STYLE_NOTE] = LOOK(COLOR_CYAN, -1, 0),
                        [STYLE_GOOD] = LOOK(COLOR_GREEN, -1, 0),
                        [STYLE_MEASURED] = LOOK(COLOR_GREEN, -1, A_BOLD),
                        [STYLE_LOADED] = LOOK(COLOR_YELLOW, -1, 0),
                        [STYLE_NEVER] = LOOK(-1, -1, A_DIM),
                    },
                .rich_hues = {179, 153, 122, 228, 177, 210},
                .plain_hues = {COLOR_YELLOW, COLOR_CYAN, COLOR_GREEN, COLOR_MAGENTA, COLOR_BLUE, COLOR_RED},
                .rich_shades = {235, 237, 239},
                .shaded_text = 252,
            },
            {
                .rich =
                    {
                        [STYLE_TEXT] = LOOK(-1, -1, 0),
                        [STYLE_DIM] = LOOK(244, -1, 0),
                        [STYLE_NAME] = LOOK(-1, -1, 0),
                        [STYLE_VALUE] = LOOK(-1, -1, A_BOLD),
                        [STYLE_TITLE] = LOOK(231, 25, 0),
                        [STYLE_HEAD] = LOOK(-1, -1, A_BOLD),
                        [STYLE_BORDER] = LOOK(248, -1, 0),
                        [STYLE_BORDER_FOCUSED] = LOOK(25, -1, A_BOLD),
                        [STYLE_SELECTED] = LOOK(16, 222, 0),
                        [STYLE_SELECTED_OTHER] = LOOK(16, 249, 0),
                        [STYLE_RANGE] = LOOK(16, 117, 0),
                        [STYLE_CURSOR] = LOOK(231, 16, A_BOLD | A_UNDERLINE),
                        [STYLE_MATCH] = LOOK(16, 115, 0),
                        [STYLE_CHANGED] = LOOK(231, 127, A_BOLD),
                        [STYLE_EDITED] = LOOK(16, 219, 0),
                        [STYLE_DIFFERS] = LOOK(231, 127, 0),
                        [STYLE_ADDED] = LOOK(16, 78, 0),
                        [STYLE_REMOVED] = LOOK(16, 210, 0),
                        [STYLE_MATCH_CURRENT] = LOOK(231, 25, A_BOLD),
                        [STYLE_KEY] = LOOK(-1, -1, A_BOLD),
                        [STYLE_ERROR] = LOOK(231, 160, A_BOLD),
                        [STYLE_WARNING] = LOOK(16, 208, 0),
                        [STYLE_NOTE] = LOOK(25, -1, 0),
                        [STYLE_GOOD] = LOOK(28, -1, 0),
                        [STYLE_MEASURED] = LOOK(28, -1, A_BOLD),
                        [STYLE_LOADED] = LOOK(130, -1, 0),
                        [STYLE_NEVER] = LOOK(244, -1, 0),
                    },
                .plain =
                    {
                        [STYLE_TEXT] = LOOK(-1, -1, 0),
                        [STYLE_DIM] = LOOK(-1, -1, A_DIM),
                        [STYLE_NAME] = LOOK(-1, -1, 0),
                        [STYLE_VALUE] = LOOK(-1, -1, A_BOLD),
                        [STYLE_TITLE] = LOOK(COLOR_WHITE, COLOR_BLUE, A_BOLD),
                        [STYLE_HEAD] = LOOK(-1, -1, A_BOLD),
                        [STYLE_BORDER] = LOOK(-1, -1, 0),
                        [STYLE_BORDER_FOCUSED] = LOOK(COLOR_BLUE, -1, A_BOLD),
                        [STYLE_SELECTED] = LOOK(COLOR_BLACK, COLOR_YELLOW, 0),
                        [STYLE_SELECTED_OTHER] = LOOK(COLOR_WHITE, COLOR_BLUE, 0),
                        [STYLE_RANGE] = LOOK(COLOR_BLACK, COLOR_GREEN, 0),
                        [STYLE_CURSOR] = LOOK(COLOR_WHITE, COLOR_BLACK, A_UNDERLINE | A_BOLD),
                        [STYLE_MATCH] = LOOK(COLOR_BLACK, COLOR_GREEN, 0),
                        [STYLE_CHANGED] = LOOK(COLOR_WHITE, COLOR_MAGENTA, A_BOLD),
                        [STYLE_EDITED] = LOOK(COLOR_BLACK, COLOR_MAGENTA, A_UNDERLINE),
                        [STYLE_DIFFERS] = LOOK(COLOR_WHITE, COLOR_MAGENTA, 0),
                        [STYLE_ADDED] = LOOK(COLOR_BLACK, COLOR_GREEN, 0),
                        [STYLE_REMOVED] = LOOK(COLOR_WHITE, COLOR_RED, 0),
                        [STYLE_MATCH_CURRENT] = LOOK(COLOR_WHITE, COLOR_BLUE, A_BOLD),
                        [STYLE_KEY] = LOOK(-1, -1, A_BOLD),
                        [STYLE_ERROR] = LOOK(COLOR_WHITE, COLOR_RED, A_BOLD),
                        [STYLE_WARNING] = LOOK(COLOR_WHITE, COLOR_MAGENTA, A_BOLD),
                        [STYLE_NOTE] = LOOK(COLOR_BLUE, -1, 0),
                        [STYLE_GOOD] = LOOK(COLOR_GREEN, -1, 0),
                        [STYLE_MEASURED] = LOOK(COLOR_GREEN, -1, A_BOLD),
                        [STYLE_LOADED] = LOOK(COLOR_RED, -1, 0),
                        [STYLE_NEVER] = LOOK(-1, -1, A_DIM),
                    },
                .rich_hues = {166, 20, 30, 170, 88, 54},
                .plain_hues = {COLOR_RED, COLOR_BLUE, COLOR_GREEN, COLOR_MAGENTA, COLOR_CYAN, COLOR_BLACK},
                .rich_shades = {255, 254, 253},
                .shaded_text = 236,
            },
};

static const attr_t mono[STYLES] = {
    [STYLE_DIM] = A_DIM,
    [STYLE_VALUE] = A_BOLD,
    [STYLE_TITLE] = A_REVERSE,
    [STYLE_HEAD] = A_BOLD,
    [STYLE_BORDER_FOCUSED] = A_BOLD,
    [STYLE_SELECTED] = A_REVERSE | A_BOLD,
    [STYLE_SELECTED_OTHER] = A_REVERSE,
    [STYLE_RANGE] = A_REVERSE | A_UNDERLINE,
    [STYLE_CURSOR] = A_REVERSE | A_BOLD | A_UNDERLINE,
    [STYLE_MATCH] = A_UNDERLINE | A_BOLD,
    [STYLE_CHANGED] = A_REVERSE | A_BLINK,
    [STYLE_EDITED] = A_BOLD | A_ITALIC,
    [STYLE_DIFFERS] = A_BOLD,
    [STYLE_ADDED] = A_REVERSE | A_DIM,
    [STYLE_REMOVED] = A_REVERSE | A_DIM,
    [STYLE_MATCH_CURRENT] = A_REVERSE | A_UNDERLINE,
    [STYLE_KEY] = A_BOLD,
    [STYLE_ERROR] = A_BOLD,
    [STYLE_WARNING] = A_BOLD,
    [STYLE_MEASURED] = A_BOLD,
    [STYLE_LOADED] = A_UNDERLINE,
    [STYLE_NEVER] = A_DIM,
};

const struct theme_table *theme_table(bool light)
{
    return &tables[light];
}

const attr_t *theme_mono(void)
{
    return mono;
}
