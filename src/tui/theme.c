/* Styles and colours. */
#include "tui/theme.h"

#include <string.h>

#include "tui/theme_table.h"

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

enum { PLAIN = 8, NAMED = 16, RICH = 256 }; /* colours that terminals have */

/* A look on this terminal: what has no such colours cannot show it, but bright ones are bold elsewhere. */
static bool fits(const struct theme *theme, const struct look *look, struct look *fitting)
{
    *fitting = *look;
    if (look->fg >= PLAIN && look->fg < NAMED && theme->colours == PLAIN) {
        fitting->fg = (short)(look->fg - PLAIN);
        fitting->attributes |= A_BOLD;
    }
    if (look->bg >= PLAIN && look->bg < NAMED && theme->colours == PLAIN) {
        fitting->bg = (short)(look->bg - PLAIN);
    }
    return look->chosen && fitting->fg < theme->colours && fitting->bg < theme->colours;
}

/* What was chosen, or else what the theme has. */
static struct look look_of(const struct theme *theme, const struct palette *palette, int which, struct look standard)
{
    struct look look;

    return fits(theme, &palette->looks[which], &look) ? look : standard;
}

static void init_styles(struct theme *theme, const struct theme_table *table, const struct palette *palette,
                        short *used)
{
    for (int i = 0; i < STYLES; i++) {
        struct look look = theme->colours >= RICH ? table->rich[i] : table->plain[i];

        look = look_of(theme, palette, i, look);
        theme->attributes[i] = look.attributes;
        theme->pairs[i] = next_pair(used, look.fg, look.bg);
    }
}

static void init_hues(struct theme *theme, const struct theme_table *table, const struct palette *palette, short *used)
{
    bool rich = theme->colours >= RICH;

    for (int hue = 0; hue <= HUES; hue++) {
        struct look text = {.fg = -1, .bg = -1};

        if (hue > 0) {
            text.fg = (short)(rich ? table->rich_hues[hue - 1] : table->plain_hues[hue - 1]);
            text = look_of(theme, palette, LOOK_HUE + hue - 1, text);
        }
        theme->hue_attributes[hue] = text.attributes;
        theme->hue_pairs[hue][0] = next_pair(used, text.fg, text.bg);
        for (int shade = 1; shade < SHADES; shade++) {
            struct look ground = {.bg = table->rich_shades[shade - 1]};
            short fg = (short)(text.fg < 0 ? table->shaded_text : text.fg);

            ground = look_of(theme, palette, LOOK_SHADE + shade - 1, ground);
            theme->hue_pairs[hue][shade] = (short)(rich ? next_pair(used, fg, ground.bg) : theme->hue_pairs[hue][0]);
        }
    }
}

void theme_init(struct theme *theme, enum theme_id id, const struct palette *palette)
{
    const struct theme_table *table = theme_table(id == THEME_LIGHT);
    short used = 0;

    memset(theme, 0, sizeof *theme);
    theme->colour = id != THEME_MONO && has_colors() && start_color() == OK && COLORS >= PLAIN;
    theme->colours = !theme->colour ? 0 : COLORS >= RICH ? RICH : COLORS >= NAMED ? NAMED : PLAIN;
    if (!theme->colour) {
        memcpy(theme->attributes, theme_mono(), sizeof theme->attributes);
        return;
    }
    use_default_colors();
    init_styles(theme, table, palette, &used);
    init_hues(theme, table, palette, &used);
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
    attr_set(extra | theme->hue_attributes[hue], theme->hue_pairs[hue][shade], NULL);
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
