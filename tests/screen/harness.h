/*
 * Screen tests: a real program on a real pty with libvterm as the terminal. Keys go in, cells come
 * out. Nothing here knows what the program is.
 *
 * How it is built: the program does not lead the session of its pty. A small process of the harness
 * does, as a shell would: it puts the program into the foreground in a process group of its own,
 * notices when it stops or ends, and stays. So the program can be suspended (the kernel ignores
 * SIGTSTP in an orphaned process group), and the modes that it leaves behind can be read after its
 * end (the kernel resets them when the session's leader ends).
 *
 * Every function that waits takes in what the program writes and sends what was typed; nothing runs
 * in between. What goes wrong (a timeout, a program that ended too early, a cell off the screen)
 * fails the running cmocka test, with a dump of the screen on standard error. As that jumps out of
 * the test, keep the screen in *state and free it in the test's teardown: screen_teardown().
 *
 * libvterm 0.1 does not know the attribute "dim" (SGR 2) and does not report it.
 */
#ifndef TESTS_SCREEN_HARNESS_H
#define TESTS_SCREEN_HARNESS_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>
#include <termios.h>

struct screen; /* a program and its terminal; of screen_start(), to be freed with screen_free() */

/* What the program and its terminal are to be like. All zero is a good default. */
struct screen_options {
    int rows;                 /* 0: 24 */
    int cols;                 /* 0: 80 */
    const char *term;         /* TERM; NULL: "xterm-256color" */
    const char *locale;       /* LC_ALL; NULL: "C.UTF-8". The terminal is in UTF-8 if it says so */
    const char *const *env;   /* more NAME=VALUE, NULL at the end; these win. May be NULL */
    const char *const *unset; /* names to leave out, NULL at the end. May be NULL */
    const char *cwd;          /* directory to run in; NULL: that of the test */
    int timeout_ms;           /* of each wait, before it is stretched (see below); 0: 30000 */
};

enum screen_state {
    SCREEN_RUNNING,
    SCREEN_STOPPED, /* by a signal, as with Ctrl-Z */
    SCREEN_ENDED,   /* exited, or killed by a signal */
};

enum screen_colour_kind {
    SCREEN_DEFAULT, /* the terminal's own; idx, r, g, b are 0 */
    SCREEN_INDEXED, /* idx, 0 to 255: 0 to 7 the ANSI colours, 8 to 15 the bright ones */
    SCREEN_RGB,
};

struct screen_colour {
    enum screen_colour_kind kind;
    uint8_t idx;
    uint8_t r, g, b;
};

#define SCREEN_CELL_CHARS 6 /* the base character and what combines with it */

struct screen_cell {
    uint32_t chars[SCREEN_CELL_CHARS];    /* code points, 0 after the last; a blank cell has ' ' */
    char utf8[SCREEN_CELL_CHARS * 4 + 1]; /* the same; "" in the right half of a wide character */
    int width;                            /* in cells: 1, 2, or 0 for that right half */
    bool bold, underline, reverse, blink, italic, strike;
    struct screen_colour fg, bg;
};

enum screen_key {
    SCREEN_UP,
    SCREEN_DOWN,
    SCREEN_LEFT,
    SCREEN_RIGHT,
    SCREEN_PGUP,
    SCREEN_PGDN,
    SCREEN_HOME,
    SCREEN_END,
    SCREEN_INSERT,
    SCREEN_DELETE,
    SCREEN_ENTER,
    SCREEN_TAB,
    SCREEN_BACKTAB, /* Shift-Tab */
    SCREEN_BACKSPACE,
    SCREEN_ESC,
    SCREEN_F1,
    SCREEN_F2,
    SCREEN_F3,
    SCREEN_F4,
    SCREEN_F5,
    SCREEN_F6,
    SCREEN_F7,
    SCREEN_F8,
    SCREEN_F9,
    SCREEN_F10,
    SCREEN_F11,
    SCREEN_F12,
    SCREEN_KEYS /* how many there are */
};

enum screen_button {
    SCREEN_BUTTON_LEFT = 1,
    SCREEN_BUTTON_MIDDLE,
    SCREEN_BUTTON_RIGHT,
    SCREEN_WHEEL_UP,
    SCREEN_WHEEL_DOWN,
};

enum screen_mouse_mode { /* what the program asked the terminal to report */
                         SCREEN_MOUSE_OFF,
                         SCREEN_MOUSE_CLICK, /* presses and releases */
                         SCREEN_MOUSE_DRAG,  /* also motion while a button is down */
                         SCREEN_MOUSE_MOVE,  /* also motion without one */
};

/* ---- Start and end ---- */

/* The program under test: the value of TDXPLORE. Fails the test where that is not set. */
char *screen_program(void);

/*
 * Starts argv[0] (sought in PATH where it has no slash) with the arguments argv on a new terminal.
 * argv NULL, or an empty list, is screen_program() without arguments. opt may be NULL.
 *
 * The program's environment is PATH as it is here, HOME (a new directory, removed by screen_free),
 * TERM, LC_ALL, what opt asks for, and ASAN_OPTIONS, LSAN_OPTIONS and UBSAN_OPTIONS where they are
 * set. It cannot dump core. Fails the test where the program cannot be run. Never NULL.
 */
struct screen *screen_start(const struct screen_options *opt, const char *const argv[]);

/* Kills what still runs, waits for it, frees everything. NULL is allowed. */
void screen_free(struct screen *s);

/* A cmocka teardown: frees the screen in *state, if any, and sets *state to NULL. Returns 0. */
int screen_teardown(void **state);

/* Makes a new directory, named by name, below $TMPDIR or where that is too long for dir below /tmp. False: it failed. */
bool screen_make_dir(char *dir, size_t size, const char *name);

/* Removes a directory with all that is in it. */
void screen_remove_dir(const char *dir);

/* The directory that the program sees as HOME; lives as long as the screen. */
const char *screen_home(const struct screen *s);

/* The process id of the program; it is not to be waited for by the test. */
pid_t screen_pid(const struct screen *s);

/* ---- Keys in. They are queued, and written as fast as the program takes them ---- */

/* Types text as it is, byte by byte. */
void screen_type(struct screen *s, const char *text);

/*
 * Presses a key. What is sent is what terminfo says of the program's TERM, but for cursor keys that
 * have an application mode: those follow the mode that the program has set. A key that this TERM
 * has not, or any of an unknown TERM, is sent as xterm does.
 */
void screen_key(struct screen *s, enum screen_key key);

/* Presses Ctrl and a letter, or one of @ [ \ ] ^ _ ?. */
void screen_ctrl(struct screen *s, char c);

/*
 * Moves the mouse to a cell (from 0) and presses or releases a button there. True where the program
 * has asked for the mouse; otherwise nothing is sent. A wheel has no release: pressed is ignored.
 */
bool screen_mouse(struct screen *s, int row, int col, enum screen_button button, bool pressed);

/* Presses and releases a button on a cell. As screen_mouse(). */
bool screen_click(struct screen *s, int row, int col, enum screen_button button);

/* Gives the terminal another size; the program gets SIGWINCH. */
void screen_resize(struct screen *s, int rows, int cols);

/*
 * ---- Waiting. Whatever is waited for may take four times as long under sanitizers and valgrind; the
 * variable TDXPLORE_TEST_SLOW, where it is set, is the factor instead ----
 */

/*
 * Waits until the program has been quiet for 60 ms, having given it 150 ms to write anything at
 * all, and computes nothing more. Prefer the waits below wherever there is something to wait for.
 */
void screen_settle(struct screen *s);

typedef bool screen_predicate(struct screen *s, void *ctx);

/*
 * Waits until predicate(s, ctx) is true. Once it is, waits for 20 ms of quiet (at most half a
 * second of it) and asks again, so that the rest of the same picture has arrived. what is said
 * where it never becomes true: "waited for WHAT".
 */
void screen_wait_until(struct screen *s, screen_predicate *predicate, void *ctx, const char *what);

/* Waits until text (UTF-8, within one row) stands anywhere on the screen; as screen_wait_until(). */
void screen_wait_text(struct screen *s, const char *text);

/* Waits until text stands nowhere on the screen; as screen_wait_until(). */
void screen_wait_gone(struct screen *s, const char *text);

/* ---- Cells out. Rows and columns count from 0 ---- */

int screen_rows(const struct screen *s);
int screen_cols(const struct screen *s);

/* One cell. Fails the test where there is none. */
struct screen_cell screen_cell(struct screen *s, int row, int col);

/*
 * The text of a row in UTF-8, without the blanks at its end. Of the screen; good until the same row
 * is asked for again, a resize, or screen_free().
 */
const char *screen_row_text(struct screen *s, int row);

/*
 * Finds the first place of text (UTF-8, not empty, within one row), row by row. *row and *col, each
 * of which may be NULL, are its first cell, set only where it is found. A wide character is two
 * columns.
 */
bool screen_find(struct screen *s, const char *text, int *row, int *col);

/* As screen_find(), from the cell (from_row, from_col) on. */
bool screen_find_from(struct screen *s, const char *text, int from_row, int from_col, int *row, int *col);

/* Where the cursor is, and whether it can be seen. Each may be NULL. */
void screen_cursor(const struct screen *s, int *row, int *col, bool *visible);

/* True while the program shows the alternate screen. */
bool screen_altscreen(const struct screen *s);

/* What the program wants to hear of the mouse. */
enum screen_mouse_mode screen_mouse_mode(const struct screen *s);

/* Writes size, cursor and all the rows for a reader. */
void screen_dump(struct screen *s, FILE *out);

/* ---- Bytes out ---- */

/* How many bytes the program has written in all. */
uint64_t screen_raw_bytes(const struct screen *s);

/* Forgets the bytes so far: screen_bytes_since() counts from here. Settle first. */
void screen_mark(struct screen *s);

/*
 * The bytes that the program has written since the last mark, or from the start, as the terminal
 * got them; *size is how many. Of the screen; good until anything is waited for.
 */
const uint8_t *screen_bytes_since(const struct screen *s, size_t *size);

/* ---- Life ---- */

/* Sends a signal to the program (SIGCONT: in the background. See screen_foreground()). */
void screen_signal(struct screen *s, int signo);

/* What a shell does on "fg": gives the terminal back to the program and continues it. */
void screen_foreground(struct screen *s);

/* Closes the terminal as when its window is closed: the program gets SIGHUP, then end of file. */
void screen_hangup(struct screen *s);

/* What has become of the program, as far as is known now. */
enum screen_state screen_child_state(struct screen *s);

/* Waits until the program is in the state; as screen_wait_until(). */
void screen_wait_state(struct screen *s, enum screen_state state);

/*
 * Waits for the program's end and takes in all that it wrote. *status, which may be NULL, is as
 * waitpid() gives it: see WIFEXITED and the like.
 */
void screen_wait_exit(struct screen *s, int *status);

/* The modes of the program's terminal, also after its end. Fails the test after a hangup. */
void screen_termios(const struct screen *s, struct termios *modes);

#endif
