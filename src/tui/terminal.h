/* The terminal: taking it over, giving it back whatever happens, keys and signals. */
#ifndef TUI_TERMINAL_H
#define TUI_TERMINAL_H

#include <curses.h>
#include <stdbool.h>
#include <stdio.h>
#include <wchar.h>

#include "tdxplore/error.h"

struct terminal {
    SCREEN *screen;
    FILE *input; /* the terminal; /dev/tty where standard input is something else */
    int signals; /* signalfd */
    int other;   /* a descriptor to wait for besides, of whoever uses the terminal; -1: none */
    bool own_input;
    bool mouse;        /* it reports the mouse */
    mbstate_t partial; /* of a character whose bytes have not all come */
};

/* Is added to a character beyond ASCII, whose number may else be that of a KEY_*. */
enum { TERM_WIDE = 1 << 24, TERM_NONE = TERM_WIDE /* bytes that are no character of the locale */ };

enum term_event {
    TERM_KEY,    /* value is a character of ASCII, KEY_*, TERM_WIDE and another character of the locale, or TERM_NONE */
    TERM_SIGNAL, /* value is the signal's number */
    TERM_OTHER,  /* there is something to read from the other descriptor */
    TERM_IDLE,   /* nothing came in time */
    TERM_HANGUP, /* the terminal is gone */
};

/*
 * Take over the terminal. Signals that end, stop or resize are from then on delivered by term_wait. False with *err
 * filled in where there is no terminal or its type is unknown. mouse: it is to report the mouse.
 */
bool term_open(struct terminal *term, bool mouse, struct tdxp_error *err);

/* Have the terminal report the mouse, or leave it to the terminal. */
void term_mouse(struct terminal *term, bool mouse);

/* Give it back as it was. */
void term_close(struct terminal *term);

/* Wait for a key, a signal or the other descriptor, at most timeout milliseconds (-1: for ever). */
enum term_event term_wait(struct terminal *term, int timeout, int *value);

/*
 * Put text into the clipboard of the terminal with OSC 52 (XTerm Control Sequences, "Operating System Commands"), which
 * does not say whether it has taken it. At most TERM_CLIPBOARD_MOST bytes: Chromium's hterm, and what was written after it,
 * limits the sequence to 100000. False where it cannot be written.
 */
enum { TERM_CLIPBOARD_MOST = 74994 };
bool term_clipboard(const char *text, size_t length);

/* Give the terminal back, stop the process (with its job, where whole_job) and, when continued, take it over again. */
void term_suspend(struct terminal *term, bool whole_job);

/* After a stop that nobody announced (SIGSTOP): take the terminal over again, whatever was done to it meanwhile. */
void term_resume(struct terminal *term);

/* Ask the terminal for its size and tell curses. */
void term_fit(struct terminal *term);

/* Signals do what they do without us again, at the end of all: one that came too late to be told ends the process now. */
void term_let_signals(void);

/* Unblock the signals and die of signo, so that the parent sees why. */
void term_die(int signo);

#endif
