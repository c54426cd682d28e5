/* What the parts of the harness share. */
#ifndef TESTS_SCREEN_HARNESS_PRIVATE_H
#define TESTS_SCREEN_HARNESS_PRIVATE_H

#include <vterm.h>

#include "harness.h"

/* Between the harness and the leader of the pty's session, over a SOCK_SEQPACKET socket. */
struct message {
    enum { SAY_STARTED, SAY_FAILED, SAY_STATUS, ASK_SIGNAL, ASK_FOREGROUND } kind;
    int value; /* process id, errno, wait status, signal, unused */
};

/* What the leader needs to run the program; made before the fork. */
struct launch {
    const char *path;
    char **argv;
    char **env;
    const char *cwd; /* may be NULL */
};

struct buffer {
    char *data;
    size_t size, room;
};

struct screen {
    VTerm *vt;
    VTermScreen *cells;
    int rows, cols;
    bool altscreen, cursor_shown;
    int mouse;               /* VTERM_PROP_MOUSE_... */
    char *keys[SCREEN_KEYS]; /* as terminfo has them; NULL: as libvterm has them */
    char **row_texts;        /* rows of them, each NULL or as screen_row_text() made it */
    int master;              /* of the pty; -1 when closed */
    int control;             /* to the leader; -1 when closed */
    pid_t leader, program;   /* process ids */
    enum screen_state state; /* of the program */
    int status;              /* of the program, as waitpid() gave it */
    bool drained;            /* all that the program wrote has been taken in */
    char held[64];           /* what may become a sequence that needs help; held_size bytes */
    size_t held_size;
    struct buffer keys_out; /* to be written to the program */
    struct buffer log;      /* bytes since the mark */
    struct buffer pending;  /* bytes after the program's end that may hold END_MARK */
    uint64_t received;      /* bytes in all */
    int timeout_ms;
    char home[64];
};

/*
 * Bytes written to the pty may be on their way to its master when the end of the program is already
 * known. The leader writes this after them: what comes before is all there was. An APC string, which
 * no output mode of the tty changes.
 */
#define HARNESS_END_MARK "\033_screen-test: the program has ended\033\\"

/* A key of the keyboard. */
struct key_row {
    const char *capability; /* its name in terminfo; NULL: the same on every terminal */
    VTermKey key;
    VTermModifier modifier;
};

/* ---- harness.c ---- */

/* Fails the running test, with a dump of the screen where there is one. */
void harness_give_up(struct screen *s, const char *format, ...) __attribute__((noreturn, format(printf, 2, 3)));

/* memory, or the end of the test where it is NULL. */
void *harness_need(void *memory);

void harness_append(struct buffer *b, const char *data, size_t size);
void harness_drop_front(struct buffer *b, size_t size);

/* Milliseconds of a clock that only goes forward. */
int64_t harness_now_ms(void);

/* Frees count strings, or those up to a NULL where count is 0, and the list. */
void harness_free_list(char **list, size_t count);

/* ---- harness_leader.c ---- */

/* Sends a message over the socket between the harness and the leader; for both ends. */
void harness_say(int control, int kind, int value);

/* Leads the session until the harness closes its end of the socket. */
void harness_lead_session(int control, const struct launch *l) __attribute__((noreturn));

/* ---- harness_io.c ---- */

void harness_make_terminal(struct screen *s, const char *locale);

/* One round of taking in and sending; waits for something to do for at most timeout ms. */
void harness_pump(struct screen *s, int64_t timeout);

/*
 * Pumps until nothing has come for quiet ms, having waited first ms for anything. A program that is still computing then
 * is waited for until busy ms from the start, so a slow one needs no longer times. False at the deadline.
 */
bool harness_pump_until_quiet(struct screen *s, int64_t first, int64_t quiet, int64_t busy, int64_t deadline);

/* What the leader has to say, if anything. */
void harness_hear(struct screen *s);

void harness_close_master(struct screen *s);

/* ---- harness_keys.c ---- */

/* Learns what the keys of that type of terminal send. */
void harness_look_up_keys(struct screen *s, const char *term);

#endif
