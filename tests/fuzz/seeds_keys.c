/*
 * Sessions in the explorer, for fuzz_keys to begin with: every key and every command, lines for every command that is
 * typed, all lessons, and what people do for a while.
 */
#include <curses.h>
#include <string.h>

#include "learn/library.h"
#include "seeds.h"
#include "tui/complete.h"
#include "tui/keymap.h"
#include "tui/palette.h"
#include "tui/prompt.h"
#include "tui/settings.h"

enum {
    SESSION_MAX = 1024,
    SCREENS = 3, /* sizes of the terminal that take part: the first ones of fuzz_keys.c */
    IMAGES = 7,  /* and images */
    LESSON_STEPS = 8,
};

/* What xterm sends for keys that are no character, in the mode in which the explorer asks for them. */
static const struct {
    int key;
    const char *sends;
} sent[] = {
    {KEY_UP, "\033OA"},       {KEY_DOWN, "\033OB"},    {KEY_RIGHT, "\033OC"},     {KEY_LEFT, "\033OD"},
    {KEY_HOME, "\033OH"},     {KEY_END, "\033OF"},     {KEY_PPAGE, "\033[5~"},    {KEY_NPAGE, "\033[6~"},
    {KEY_IC, "\033[2~"},      {KEY_DC, "\033[3~"},     {KEY_BTAB, "\033[Z"},      {KEY_F(1), "\033OP"},
    {KEY_SR, "\033[1;2A"},    {KEY_SF, "\033[1;2B"},   {KEY_SRIGHT, "\033[1;2C"}, {KEY_SLEFT, "\033[1;2D"},
    {KEY_SHOME, "\033[1;2H"}, {KEY_SEND, "\033[1;2F"}, {KEY_BACKSPACE, "\177"},
};

/* The mouse: a press, a drag and the release, the wheel, and a press in the bottom line. */
static const char *const clicks[] = {"\033[<0;9;9M\033[<0;9;9m", "\033[<0;30;5M\033[<32;40;9M\033[<0;40;9m",
                                     "\033[<64;9;9M\033[<65;40;12M", "\033[<0;12;24M\033[<0;12;24m",
                                     "\033[<2;9;9M\033[<2;9;9m"};

/* See fuzz_keys.c for the bytes that are no keys. */
static const char *const sessions[] = {
    "lljE\0250x20\rjE\0250x30\r%ZY:changes\rk\r:write a\r:write! a\rjR\02500 11\r",
    "lljjR\02500 11 22\rSjjjR\025ff\rZZY:changes\rG\r:write b\r:q\rq",
    "Sjjjj:copy hex\ryjjSjj:copy c file\ryhx\r\r",
    "/text:TDVF\r\374nnN*?00 00\r\374n6jj\r\033",
    ":diff overlaps.fd\r\374X;;;:shift 0x10\r~~~:diff\r",
    ":diff plan.fd\r/text/i:tdvf\r\374n:vars vars.fd\r\374Z",
    "8m\374VOP!t8\374V\364",
    "a note\r\374@jj\rJI:notes export n\r:note\r",
    "L.....,, L\373\373L",
    "3sssiiiioofe\r3jjjjv3kkkt",
    "7jjjj\rkkk\r7v",
    "U\374jjjjlll\r:unpack\r\374\010\010",
    "gs0\rggpa:0xffffff00\rgtdvf/\t\t\t\rg$-1\rmamb'a'b:marks\r\r:jumps\rjj\r",
    "zzz\371\370\012\036H\033OB\033OB\033H\370\000\000\370\073\307",
    "\375\001\001\373r\374\376\200\001\373r:set reload=on\r\375\002\002\373\373\373",
    "dddb1jjjb1b",
    ":note \303\244\342\202\254 \360\237\231\202\314\210x\033OD\033OD\177\r\374a\342\230\203\r\374@",
    ":config\rjj\r\033:set theme!\r:config write\r:config\r",
    "g0x80000000000000000000\rg0-1\rg(1\rgs99\rg5*\r\033q",
    "8\374tP!V0x10\r\374jj!",
    "jE\0255\rqw\0251\rSjjR\377\001ff\r:q\r\033q",
    ":set\rjjlllhhh\033:key j down\r:key x none\r:colour name red on blue bold\r:config write\r:config\r",
    "lljE\0250x20\r\376\377\377jR\02500 11\r\373",
    "\377\037jjjjkkkkllllhhhhGgGg\012\012",
};

static void put_session(const char *directory, const char *name, unsigned number, const char *keys)
{
    char session[SESSION_MAX];
    char path[128];
    int length = snprintf(session, sizeof session, "%c%c%s", '\1', '\1', keys);

    session[0] = (char)(number % IMAGES);
    session[1] = (char)(number % SCREENS);
    snprintf(path, sizeof path, "%s-%u", name, number);
    put_file(directory, path, session, (size_t)length);
}

static const char *sent_by(int key, char character[static 2])
{
    for (size_t i = 0; i < sizeof sent / sizeof *sent; i++) {
        if (sent[i].key == key) {
            return sent[i].sends;
        }
    }
    snprintf(character, 2, "%c", key);
    return character;
}

/* Each key where one is, further down, and in the next pane. */
static void put_keys(const char *directory)
{
    struct keymap map;
    char session[SESSION_MAX];
    char character[2];

    keymap_default(&map);
    for (size_t i = 0; i < map.count; i++) {
        const char *key = sent_by(map.bindings[i].key, character);

        snprintf(session, sizeof session, "%sjjj%s\tjj%s\t%s", key, key, key, key);
        put_session(directory, "key", (unsigned)i, session);
    }
}

static void put_lines(const char *directory)
{
    struct completions lines = {.typed = NULL};
    size_t count;
    const struct command_info *commands = keymap_commands(&count);
    char session[SESSION_MAX];

    for (size_t i = 0; i < count; i++) {
        snprintf(session, sizeof session, ":%s\rjjj:%s\r\033", commands[i].name, commands[i].name);
        put_session(directory, "command", (unsigned)i, session);
    }
    completions_open(&lines, "");
    prompt_offer_command(NULL, "", &lines);
    for (size_t i = 0; i < lines.count; i++) {
        snprintf(session, sizeof session, ":%s\r\033:%s \t\t\t\r\374\033:%s x\r", lines.words[i], lines.words[i],
                 lines.words[i]);
        put_session(directory, "line", (unsigned)i, session);
    }
    completions_close(&lines);
}

static void put_settings(const char *directory)
{
    char session[SESSION_MAX];

    for (int id = 0; id < SETTINGS; id++) {
        const char *name = setting_row((enum setting_id)id)->name;

        snprintf(session, sizeof session, ":set %s!\r2jj:set %s?\r:set %s!\r:set %s&\r", name, name, name, name);
        put_session(directory, "setting", (unsigned)id, session);
    }
}

/* In each pane, and in what has the whole screen: presses in many places, drags, double clicks, the wheel. */
static void put_clicks(const char *directory)
{
    /* clang-format off */
    static const char *const shown[] = {"1", "2", "3", "4", "5", "6", "7", "8\374", "9/a\r\374", "d", "X", "T", "H",
                                        ":set\r", "mamb:marks\r", "v2", ":diff plan.fd\r2", "jE\0255\r:changes\r"};
    /* clang-format on */

    for (unsigned i = 0; i < sizeof shown / sizeof *shown; i++) {
        char session[SESSION_MAX];
        int length = snprintf(session, sizeof session, "%s", shown[i]);

        for (int place = 0; place < 12; place++) {
            int row = 3 + place / 3 * 6;
            int col = 12 + place % 3 * 27;

            int to_row = row + place % 2;
            int to_col = col + place % 2;

            length += snprintf(session + length, sizeof session - (size_t)length,
                               "\033[<0;%d;%dM\033[<32;%d;%dM\033[<0;%d;%dm", col, row, to_col, to_row, to_col, to_row);
        }
        put_session(directory, "clicks", i * SCREENS, session);
    }
}

/* Each lesson is begun, and gone through with hints and answers. */
static void put_lessons(const char *directory)
{
    for (unsigned n = 0; lesson_builtin(n); n++) {
        char session[SESSION_MAX];
        int length = snprintf(session, sizeof session, "T%.*s\r", (int)n, "jjjjjjjjjjjjjjjjjjjjjjjj");

        for (int step = 0; step < LESSON_STEPS; step++) {
            length += snprintf(session + length, sizeof session - (size_t)length, "\374KA0x10\r\033\016");
        }
        put_session(directory, "lesson", n, session);
    }
}

void put_sessions(const char *directory)
{
    put_keys(directory);
    put_lines(directory);
    put_settings(directory);
    put_lessons(directory);
    put_clicks(directory);
    for (unsigned i = 0; i < sizeof sessions / sizeof *sessions; i++) {
        put_session(directory, "session", i, sessions[i]);
    }
    for (unsigned i = 0; i < sizeof clicks / sizeof *clicks; i++) {
        put_session(directory, "click", i, clicks[i]);
    }
}

/* ---- the dictionary ---- */

static void put_word(FILE *out, const char *word)
{
    dictionary_put(out, word, strlen(word));
}

void put_typed_words(const char *path)
{
    static const char *const words[] = {
        "\r", "\t", "\033", "tdvf/", "gpa:", "hex:", "text:", "text/i:", "guid:", "node:"};
    struct completions lines = {.typed = NULL};
    size_t count;
    const struct command_info *commands = keymap_commands(&count);
    FILE *out = dictionary_begin(path);

    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        put_word(out, words[i]);
    }
    for (size_t i = 0; i < sizeof sent / sizeof *sent; i++) {
        put_word(out, sent[i].sends);
    }
    for (size_t i = 0; i < sizeof clicks / sizeof *clicks; i++) {
        put_word(out, clicks[i]);
    }
    for (size_t i = 0; i < count; i++) {
        put_word(out, commands[i].name);
    }
    completions_open(&lines, "");
    prompt_offer_command(NULL, "", &lines);
    for (size_t i = 0; i < lines.count; i++) {
        char word[LINE_SIZE + 1];

        snprintf(word, sizeof word, ":%s", lines.words[i]);
        put_word(out, word);
    }
    completions_close(&lines);
    for (int id = 0; id < SETTINGS; id++) {
        const struct setting *row = setting_row((enum setting_id)id);

        put_word(out, row->name);
        for (const char *const *word = row->words; *word; word++) {
            put_word(out, *word);
        }
    }
    for (unsigned n = 0; key_special(n); n++) {
        put_word(out, key_special(n));
    }
    for (int look = 0; look < LOOKS; look++) {
        put_word(out, palette_looks()[look].name);
    }
    for (unsigned n = 0; palette_colour(n); n++) {
        put_word(out, palette_colour(n));
    }
    for (unsigned n = 0; palette_attribute(n); n++) {
        put_word(out, palette_attribute(n));
    }
    dictionary_end(out, path);
}
