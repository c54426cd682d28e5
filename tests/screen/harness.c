/* Screen tests: a real program on a real pty with libvterm as the terminal. See harness.h. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "harness.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <poll.h>
#include <pty.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>
#include <vterm.h>

/* After vterm.h: term.h has macros for all capabilities, also for names that vterm.h uses. */
#define NCURSES_NOMACROS
#include <curses.h>
#include <term.h>

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
static const char END_MARK[] = "\033_screen-test: the program has ended\033\\";

static const struct key_row {
    const char *capability; /* its name in terminfo; NULL: the same on every terminal */
    VTermKey key;
    VTermModifier modifier;
} key_table[SCREEN_KEYS] = {
    [SCREEN_UP] = {"kcuu1", VTERM_KEY_UP, VTERM_MOD_NONE},
    [SCREEN_DOWN] = {"kcud1", VTERM_KEY_DOWN, VTERM_MOD_NONE},
    [SCREEN_LEFT] = {"kcub1", VTERM_KEY_LEFT, VTERM_MOD_NONE},
    [SCREEN_RIGHT] = {"kcuf1", VTERM_KEY_RIGHT, VTERM_MOD_NONE},
    [SCREEN_PGUP] = {"kpp", VTERM_KEY_PAGEUP, VTERM_MOD_NONE},
    [SCREEN_PGDN] = {"knp", VTERM_KEY_PAGEDOWN, VTERM_MOD_NONE},
    [SCREEN_HOME] = {"khome", VTERM_KEY_HOME, VTERM_MOD_NONE},
    [SCREEN_END] = {"kend", VTERM_KEY_END, VTERM_MOD_NONE},
    [SCREEN_INSERT] = {"kich1", VTERM_KEY_INS, VTERM_MOD_NONE},
    [SCREEN_DELETE] = {"kdch1", VTERM_KEY_DEL, VTERM_MOD_NONE},
    [SCREEN_ENTER] = {NULL, VTERM_KEY_ENTER, VTERM_MOD_NONE},
    [SCREEN_TAB] = {NULL, VTERM_KEY_TAB, VTERM_MOD_NONE},
    [SCREEN_BACKTAB] = {"kcbt", VTERM_KEY_TAB, VTERM_MOD_SHIFT},
    [SCREEN_BACKSPACE] = {"kbs", VTERM_KEY_BACKSPACE, VTERM_MOD_NONE},
    [SCREEN_ESC] = {NULL, VTERM_KEY_ESCAPE, VTERM_MOD_NONE},
    [SCREEN_F1] = {"kf1", VTERM_KEY_FUNCTION(1), VTERM_MOD_NONE},
    [SCREEN_F2] = {"kf2", VTERM_KEY_FUNCTION(2), VTERM_MOD_NONE},
    [SCREEN_F3] = {"kf3", VTERM_KEY_FUNCTION(3), VTERM_MOD_NONE},
    [SCREEN_F4] = {"kf4", VTERM_KEY_FUNCTION(4), VTERM_MOD_NONE},
    [SCREEN_F5] = {"kf5", VTERM_KEY_FUNCTION(5), VTERM_MOD_NONE},
    [SCREEN_F6] = {"kf6", VTERM_KEY_FUNCTION(6), VTERM_MOD_NONE},
    [SCREEN_F7] = {"kf7", VTERM_KEY_FUNCTION(7), VTERM_MOD_NONE},
    [SCREEN_F8] = {"kf8", VTERM_KEY_FUNCTION(8), VTERM_MOD_NONE},
    [SCREEN_F9] = {"kf9", VTERM_KEY_FUNCTION(9), VTERM_MOD_NONE},
    [SCREEN_F10] = {"kf10", VTERM_KEY_FUNCTION(10), VTERM_MOD_NONE},
    [SCREEN_F11] = {"kf11", VTERM_KEY_FUNCTION(11), VTERM_MOD_NONE},
    [SCREEN_F12] = {"kf12", VTERM_KEY_FUNCTION(12), VTERM_MOD_NONE},
};

/* Fails the running test, with a dump of the screen where there is one. */
static void __attribute__((noreturn, format(printf, 2, 3)))
give_up(struct screen *s, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    fputs("screen: ", stderr);
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
    va_end(args);
    if (s && s->cells) {
        screen_dump(s, stderr);
    }
    fail();
    abort();
}

static void *need(void *memory)
{
    if (!memory) {
        give_up(NULL, "out of memory");
    }
    return memory;
}

static void append(struct buffer *b, const char *data, size_t size)
{
    if (b->room - b->size < size) {
        b->room = 2 * b->room + size + 256;
        b->data = need(realloc(b->data, b->room));
    }
    if (size > 0) {
        memcpy(b->data + b->size, data, size);
    }
    b->size += size;
}

static void drop_front(struct buffer *b, size_t size)
{
    if (size < b->size) {
        memmove(b->data, b->data + size, b->size - size);
    }
    b->size -= size;
}

static int64_t now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* How many times slower than usual things may be. */
static int slowness(void)
{
    const char *asked = getenv("TDXPLORE_TEST_SLOW");
    const char *preload = getenv("LD_PRELOAD");
    bool slow = getenv("ASAN_OPTIONS") || getenv("UBSAN_OPTIONS") ||
                (preload && strstr(preload, "vgpreload"));

#if defined(__SANITIZE_ADDRESS__)
    slow = true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(memory_sanitizer)
    slow = true;
#endif
#endif
    if (asked && *asked) {
        int factor = atoi(asked);

        return factor > 0 ? factor : 4;
    }
    return slow ? 4 : 1;
}

/* ---- The leader of the pty's session: its own process, after the fork ---- */

static void say(int control, int kind, int value)
{
    struct message m = {.kind = kind, .value = value};

    while (send(control, &m, sizeof m, MSG_NOSIGNAL) < 0 && errno == EINTR) {
    }
}

/* Becomes the program. Signals are still blocked: tcsetpgrp() would stop a background process. */
static void __attribute__((noreturn)) become_program(const struct launch *l, int error_pipe)
{
    struct rlimit no_core = {0, 0};
    sigset_t none;
    int error;

    setpgid(0, 0);
    tcsetpgrp(STDIN_FILENO, getpid());
    setrlimit(RLIMIT_CORE, &no_core);
    for (int signo = 1; signo < NSIG; signo++) {
        signal(signo, SIG_DFL);
    }
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    if (!l->cwd || chdir(l->cwd) == 0) {
        execvpe(l->path, l->argv, l->env);
    }
    error = errno;
    if (write(error_pipe, &error, sizeof error) < 0) {
        _exit(126);
    }
    _exit(127);
}

/* The process id of the program that runs now, or -1 with errno. */
static pid_t run_program(const struct launch *l)
{
    int error_pipe[2], error = 0;
    pid_t pid;

    if (pipe2(error_pipe, O_CLOEXEC) < 0) {
        return -1;
    }
    pid = fork();
    if (pid == 0) {
        become_program(l, error_pipe[1]);
    }
    close(error_pipe[1]);
    if (pid > 0 && read(error_pipe[0], &error, sizeof error) == (ssize_t)sizeof error) {
        waitpid(pid, NULL, 0);
        pid = -1;
        errno = error;
    }
    close(error_pipe[0]);
    return pid;
}

/* Tells the harness what became of the program. True at its end. */
static bool report_status(int control, pid_t program)
{
    int status;

    while (waitpid(program, &status, WNOHANG | WUNTRACED | WCONTINUED) == program) {
        if (WIFSTOPPED(status)) {
            tcsetpgrp(STDIN_FILENO, getpid()); /* as a shell that prompts again */
        }
        say(control, SAY_STATUS, status);
        if (WIFEXITED(status) || WIFSIGNALED(status)) {
            return true;
        }
    }
    return false;
}

/* Leads the session until the harness closes its end of the socket. */
static void __attribute__((noreturn)) lead_session(int control, const struct launch *l)
{
    struct pollfd fds[3] = {{.events = POLLIN}, {.events = POLLIN}, {.fd = -1, .events = POLLOUT}};
    struct signalfd_siginfo info;
    size_t marked = 0; /* how much of END_MARK is written */
    bool ended = false;
    struct message m;
    sigset_t all;
    pid_t program;
    int tty;

    /* Another screen's master, if it stayed open here, could never be hung up. */
    fds[0].fd = control == 3 ? 3 : dup3(control, 3, O_CLOEXEC);
    closefrom(4);
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, NULL);
    sigemptyset(&all);
    sigaddset(&all, SIGCHLD);
    sigaddset(&all, SIGHUP);
    fds[1].fd = signalfd(-1, &all, SFD_CLOEXEC);
    tty = open("/dev/tty", O_WRONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    program = run_program(l);
    say(3, program < 0 ? SAY_FAILED : SAY_STARTED, program < 0 ? errno : program);
    if (program < 0) {
        _exit(127);
    }
    for (;;) {
        if (poll(fds, 3, -1) < 0) {
            continue;
        }
        if (fds[1].revents & POLLIN && read(fds[1].fd, &info, sizeof info) > 0) {
            if (info.ssi_signo == SIGHUP && !ended) {
                kill(-program, SIGHUP);
                kill(-program, SIGCONT);
            }
            if (!ended && report_status(3, program)) {
                ended = true;
                fds[2].fd = tty;
            }
        }
        if (fds[2].revents) {
            ssize_t n = write(tty, END_MARK + marked, sizeof END_MARK - 1 - marked);

            marked += n > 0 ? (size_t)n : 0;
            if ((n < 0 && errno != EAGAIN) || marked == sizeof END_MARK - 1) {
                fds[2].fd = -1;
            }
        }
        if (!fds[0].revents) {
            continue;
        }
        if (recv(3, &m, sizeof m, 0) != (ssize_t)sizeof m) {
            break;
        }
        if (!ended && m.kind == ASK_SIGNAL) {
            kill(program, m.value);
        } else if (!ended && m.kind == ASK_FOREGROUND) {
            tcsetpgrp(STDIN_FILENO, program);
            kill(-program, SIGCONT);
        }
    }
    /* What the program itself started and left behind gets SIGHUP from the kernel as this ends. */
    if (!ended) {
        kill(-program, SIGKILL);
        waitpid(program, NULL, 0);
    }
    _exit(0);
}

/* ---- Taking in and sending ---- */

static int on_property(VTermProp property, VTermValue *value, void *user)
{
    struct screen *s = user;

    if (property == VTERM_PROP_ALTSCREEN) {
        s->altscreen = value->boolean;
    } else if (property == VTERM_PROP_CURSORVISIBLE) {
        s->cursor_shown = value->boolean;
    } else if (property == VTERM_PROP_MOUSE) {
        s->mouse = value->number;
    }
    return 1;
}

static const VTermScreenCallbacks screen_callbacks = {.settermprop = on_property};

/* Keys, and answers of the terminal to questions of the program. */
static void on_output(const char *bytes, size_t size, void *user)
{
    struct screen *s = user;

    append(&s->keys_out, bytes, size);
}

/* True if c goes on with a sequence "ESC [ number ; number ..." or "ESC [ ? number ...", as held. */
static bool continues_sequence(const struct screen *s, char c)
{
    if (s->held_size < 2) {
        return c == "\033["[s->held_size];
    }
    return (c >= '0' && c <= '9') || c == ';' || (c == '?' && s->held_size == 2);
}

/* Gives "ESC [ ? number ; number" and its last byte to libvterm, each number on its own. */
static void interpret_modes(struct screen *s, char last)
{
    size_t from = 3;

    for (size_t i = from; i <= s->held_size; i++) {
        if (i == s->held_size || s->held[i] == ';') {
            vterm_input_write(s->vt, "\033[?", 3);
            vterm_input_write(s->vt, s->held + from, i - from);
            vterm_input_write(s->vt, &last, 1);
            from = i + 1;
        }
    }
}

/*
 * Gives "ESC [ number b" (repeat the last character) to libvterm, and takes back that libvterm 0.1
 * thinks of the last column as written where the repetition ends one before it.
 */
static void interpret_repeat(struct screen *s)
{
    VTermPos at;
    char column[24];

    vterm_input_write(s->vt, s->held, s->held_size);
    vterm_input_write(s->vt, "b", 1);
    vterm_state_get_cursorpos(vterm_obtain_state(s->vt), &at);
    if (at.col == s->cols - 1) {
        int length = snprintf(column, sizeof column, "\033[%dG", s->cols);

        vterm_input_write(s->vt, column, (size_t)length);
    }
}

/* What a last byte makes of the sequence that is held; false where nothing is special about it. */
static bool interpret_held(struct screen *s, char last)
{
    bool private = s->held_size > 2 && s->held[2] == '?';

    if (private && s->held_size > 3 && (last == 'h' || last == 'l')) {
        interpret_modes(s, last);
    } else if (!private && s->held_size >= 2 && last == 'b') {
        interpret_repeat(s);
    } else {
        return false;
    }
    return true;
}

/*
 * What vterm_input_write() does, but that libvterm 0.1 sees only the first of several private modes
 * that are set or reset at once, as terminfo's XM of an xterm does (mouse: CSI ? 1006 ; 1000 h), and
 * errs about repeated characters near the edge.
 */
static void interpret(struct screen *s, const char *bytes, size_t size)
{
    size_t from = 0; /* first byte that is neither held nor interpreted */

    for (size_t i = 0; i < size; i++) {
        if (s->held_size < sizeof s->held && continues_sequence(s, bytes[i])) {
            if (s->held_size == 0) {
                vterm_input_write(s->vt, bytes + from, i - from);
            }
            s->held[s->held_size++] = bytes[i];
            from = i + 1;
        } else if (interpret_held(s, bytes[i])) {
            s->held_size = 0;
            from = i + 1;
        } else if (s->held_size > 0) {
            vterm_input_write(s->vt, s->held, s->held_size);
            s->held_size = 0;
            i--; /* it may begin a sequence itself */
        }
    }
    vterm_input_write(s->vt, bytes + from, size - from);
}

static void feed(struct screen *s, const char *bytes, size_t size)
{
    if (size > 0) {
        append(&s->log, bytes, size);
        s->received += size;
        interpret(s, bytes, size);
    }
}

/* Nothing more of the program will come. */
static void finish(struct screen *s)
{
    feed(s, s->pending.data, s->pending.size);
    s->pending.size = 0;
    s->drained = true;
}

static void close_master(struct screen *s)
{
    if (s->master >= 0) {
        close(s->master);
        s->master = -1;
    }
    s->keys_out.size = 0;
    finish(s);
}

/* What the leader has to say, if anything. */
static void hear(struct screen *s)
{
    struct message m;

    while (s->control >= 0) {
        ssize_t n = recv(s->control, &m, sizeof m, MSG_DONTWAIT);

        if (n < 0 && (errno == EAGAIN || errno == EINTR)) {
            return;
        }
        if (n != (ssize_t)sizeof m) {
            close(s->control);
            s->control = -1;
            return;
        }
        if (m.kind == SAY_STATUS) {
            s->status = m.value;
            s->state = WIFSTOPPED(m.value)     ? SCREEN_STOPPED
                       : WIFCONTINUED(m.value) ? SCREEN_RUNNING
                                               : SCREEN_ENDED;
        }
    }
}

static void take_in(struct screen *s, const char *bytes, size_t size)
{
    const char *mark;
    size_t before;

    /* The leader speaks of the end before it writes the mark; so no part of it can pass here. */
    hear(s);
    if (s->state != SCREEN_ENDED || s->drained) {
        feed(s, bytes, size);
        return;
    }
    append(&s->pending, bytes, size);
    mark = memmem(s->pending.data, s->pending.size, END_MARK, sizeof END_MARK - 1);
    if (mark) {
        before = (size_t)(mark - s->pending.data);
        feed(s, s->pending.data, before);
        drop_front(&s->pending, before + sizeof END_MARK - 1);
        finish(s);
    }
}

/* One round of taking in and sending; waits for something to do for at most timeout ms. */
static void pump(struct screen *s, int64_t timeout)
{
    struct pollfd fds[2] = {
        {.fd = s->master, .events = POLLIN | (s->keys_out.size > 0 ? POLLOUT : 0)},
        {.fd = s->control, .events = POLLIN},
    };
    char chunk[16384];
    ssize_t n;

    if (poll(fds, 2, timeout > 0 ? (int)timeout : 0) < 0) {
        return;
    }
    hear(s);
    if (fds[0].revents & POLLOUT && s->keys_out.size > 0) {
        n = write(s->master, s->keys_out.data, s->keys_out.size);
        if (n > 0) {
            drop_front(&s->keys_out, (size_t)n);
        }
    }
    if (fds[0].revents & (POLLIN | POLLHUP | POLLERR)) {
        n = read(s->master, chunk, sizeof chunk);
        if (n > 0) {
            take_in(s, chunk, (size_t)n);
        } else if (n == 0 || (errno != EAGAIN && errno != EINTR)) {
            close_master(s); /* EIO: nobody has the other side open any more */
        }
    }
}

/* Pumps until nothing has come for quiet ms, but no longer than until deadline. True if quiet. */
static bool pump_until_quiet(struct screen *s, int64_t first, int64_t quiet, int64_t deadline)
{
    int64_t until = now_ms() + first;

    for (;;) {
        int64_t now = now_ms(), end = until < deadline ? until : deadline;
        uint64_t before = s->received;

        if (now >= end) {
            return until <= now;
        }
        pump(s, end - now);
        if (s->received != before) {
            until = now_ms() + quiet;
        }
    }
}

/* ---- Start and end ---- */

char *screen_program(void)
{
    char *program = getenv("TDXPLORE");

    if (!program || !*program) {
        give_up(NULL, "TDXPLORE does not name the program to be tested");
    }
    return program;
}

/* Puts NAME=VALUE into the list in place of another value of NAME. The list owns a copy. */
static void env_set(char **list, const char *name, size_t name_length, const char *value)
{
    char *entry;

    if (asprintf(&entry, "%.*s=%s", (int)name_length, name, value) < 0) {
        give_up(NULL, "out of memory");
    }
    while (*list && strncmp(*list, entry, name_length + 1) != 0) {
        list++;
    }
    free(*list);
    *list = entry;
}

static void env_remove(char **list, const char *name)
{
    size_t length = strlen(name);

    for (; *list; list++) {
        if (strncmp(*list, name, length) == 0 && (*list)[length] == '=') {
            free(*list);
            do {
                list[0] = list[1];
            } while (*list++);
            return;
        }
    }
}

static char **make_env(const struct screen_options *opt, const char *home)
{
    static const char *const passed[] = {"ASAN_OPTIONS", "LSAN_OPTIONS", "UBSAN_OPTIONS"};
    const char *path = getenv("PATH");
    size_t extra = 0;
    char **list;

    while (opt->env && opt->env[extra]) {
        extra++;
    }
    list = need(calloc(extra + 8, sizeof *list));
    env_set(list, "PATH", 4, path ? path : "/usr/local/bin:/usr/bin:/bin");
    env_set(list, "HOME", 4, home);
    env_set(list, "TERM", 4, opt->term);
    env_set(list, "LC_ALL", 6, opt->locale);
    for (size_t i = 0; i < sizeof passed / sizeof *passed; i++) {
        if (getenv(passed[i])) {
            env_set(list, passed[i], strlen(passed[i]), getenv(passed[i]));
        }
    }
    for (size_t i = 0; opt->unset && opt->unset[i]; i++) {
        env_remove(list, opt->unset[i]);
    }
    for (size_t i = 0; i < extra; i++) {
        const char *equals = strchr(opt->env[i], '=');

        if (!equals) {
            give_up(NULL, "not NAME=VALUE: %s", opt->env[i]);
        }
        env_set(list, opt->env[i], (size_t)(equals - opt->env[i]), equals + 1);
    }
    return list;
}

static void free_list(char **list, size_t count)
{
    for (size_t i = 0; list && (count == 0 ? list[i] != NULL : i < count); i++) {
        free(list[i]);
    }
    free(list);
}

/* True for a cursor key as terminfo has it where there is an application mode: ESC O and a letter. */
static bool follows_cursor_mode(const char *sequence)
{
    return strncmp(sequence, "\033O", 2) == 0 && sequence[2] && strchr("ABCDHF", sequence[2]) &&
           !sequence[3];
}

static void look_up_keys(struct screen *s, const char *term)
{
    TERMINAL *before = cur_term;
    int error;

    if (setupterm(term, STDOUT_FILENO, &error) == OK) {
        for (size_t i = 0; i < SCREEN_KEYS; i++) {
            const char *name = key_table[i].capability;
            char *sequence = name ? tigetstr(name) : NULL;

            if (sequence && sequence != (char *)-1 && !follows_cursor_mode(sequence)) {
                s->keys[i] = need(strdup(sequence));
            }
        }
        del_curterm(set_curterm(before));
    }
}

static void make_terminal(struct screen *s, const char *locale)
{
    s->vt = need(vterm_new(s->rows, s->cols));
    vterm_set_utf8(s->vt, strcasestr(locale, "utf-8") || strcasestr(locale, "utf8"));
    vterm_output_set_callback(s->vt, on_output, s);
    s->cells = vterm_obtain_screen(s->vt);
    vterm_screen_set_callbacks(s->cells, &screen_callbacks, s);
    vterm_screen_enable_altscreen(s->cells, 1);
    vterm_screen_reset(s->cells, 1);
    s->row_texts = need(calloc((size_t)s->rows, sizeof *s->row_texts));
}

/* Opens the pty, starts the leader and, through it, the program. 0 or errno. */
static int launch(struct screen *s, const struct launch *l)
{
    struct winsize size = {.ws_row = (unsigned short)s->rows, .ws_col = (unsigned short)s->cols};
    int ends[2];
    struct message m = {.kind = SAY_FAILED, .value = EPIPE};

    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0) {
        return errno;
    }
    s->control = ends[0];
    s->leader = forkpty(&s->master, NULL, NULL, &size);
    if (s->leader == 0) {
        lead_session(ends[1], l);
    }
    close(ends[1]);
    if (s->leader < 0) {
        return errno;
    }
    fcntl(s->master, F_SETFD, FD_CLOEXEC);
    fcntl(s->master, F_SETFL, O_NONBLOCK);
    while (recv(s->control, &m, sizeof m, 0) < 0 && errno == EINTR) {
    }
    s->program = m.value;
    return m.kind == SAY_STARTED ? 0 : m.value;
}

/* A copy of argv, or of the program under test alone where that is empty; of free_list(). */
static char **make_argv(const char *const argv[])
{
    size_t count = 0;
    char **copy;

    while (argv && argv[count]) {
        count++;
    }
    copy = need(calloc(count + 2, sizeof *copy));
    if (count == 0) {
        copy[0] = need(strdup(screen_program()));
    }
    for (size_t i = 0; i < count; i++) {
        copy[i] = need(strdup(argv[i]));
    }
    return copy;
}

struct screen *screen_start(const struct screen_options *opt, const char *const argv[])
{
    struct screen_options o = opt ? *opt : (struct screen_options){0};
    struct screen *s = need(calloc(1, sizeof *s));
    struct launch l = {.argv = make_argv(argv), .cwd = o.cwd};
    const char *tmp = getenv("TMPDIR");
    char *absolute = NULL;
    int error;

    o.term = o.term ? o.term : "xterm-256color";
    o.locale = o.locale ? o.locale : "C.UTF-8";
    s->rows = o.rows > 0 ? o.rows : 24;
    s->cols = o.cols > 0 ? o.cols : 80;
    s->timeout_ms = (o.timeout_ms > 0 ? o.timeout_ms : 10000) * slowness();
    s->master = s->control = -1;
    if (!tmp || strlen(tmp) > sizeof s->home - sizeof "/screen-XXXXXX") {
        tmp = "/tmp";
    }
    snprintf(s->home, sizeof s->home, "%s/screen-XXXXXX", tmp);
    if (!mkdtemp(s->home)) {
        give_up(NULL, "cannot make %s: %s", s->home, strerror(errno));
    }
    make_terminal(s, o.locale);
    look_up_keys(s, o.term);
    if (strchr(l.argv[0], '/')) {
        absolute = realpath(l.argv[0], NULL); /* another directory may be asked for */
    }
    l.path = absolute ? absolute : l.argv[0];
    l.env = make_env(&o, s->home);
    error = launch(s, &l);
    free(absolute);
    free_list(l.env, 0);
    if (error) {
        screen_free(s);
        give_up(NULL, "cannot run %s: %s", l.argv[0], strerror(error));
    }
    free_list(l.argv, 0);
    return s;
}

static int remove_entry(const char *path, const struct stat *st, int kind, struct FTW *where)
{
    (void)st;
    (void)kind;
    (void)where;
    remove(path);
    return 0;
}

void screen_free(struct screen *s)
{
    if (!s) {
        return;
    }
    if (s->control >= 0) {
        close(s->control);
    }
    while (s->leader > 0 && waitpid(s->leader, NULL, 0) < 0 && errno == EINTR) {
    }
    close_master(s);
    nftw(s->home, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
    vterm_free(s->vt);
    free_list(s->row_texts, (size_t)s->rows);
    for (size_t i = 0; i < SCREEN_KEYS; i++) {
        free(s->keys[i]);
    }
    free(s->keys_out.data);
    free(s->log.data);
    free(s->pending.data);
    free(s);
}

int screen_teardown(void **state)
{
    screen_free(*state);
    *state = NULL;
    return 0;
}

const char *screen_home(const struct screen *s)
{
    return s->home;
}

pid_t screen_pid(const struct screen *s)
{
    return s->program;
}

/* ---- Keys in ---- */

void screen_type(struct screen *s, const char *text)
{
    append(&s->keys_out, text, strlen(text));
    pump(s, 0);
}

void screen_key(struct screen *s, enum screen_key key)
{
    if (s->keys[key]) {
        screen_type(s, s->keys[key]);
        return;
    }
    vterm_keyboard_key(s->vt, key_table[key].key, key_table[key].modifier);
    pump(s, 0);
}

void screen_ctrl(struct screen *s, char c)
{
    char byte = c == '?' ? 0x7f : (char)(c & 0x1f);

    append(&s->keys_out, &byte, 1);
    pump(s, 0);
}

bool screen_mouse(struct screen *s, int row, int col, enum screen_button button, bool pressed)
{
    /* libvterm 0.1 reports buttons also to a program that has not asked for them. */
    pump(s, 0);
    if (s->mouse == VTERM_PROP_MOUSE_NONE) {
        return false;
    }
    vterm_mouse_move(s->vt, row, col, VTERM_MOD_NONE);
    vterm_mouse_button(s->vt, (int)button, pressed || button >= SCREEN_WHEEL_UP, VTERM_MOD_NONE);
    pump(s, 0);
    return true;
}

bool screen_click(struct screen *s, int row, int col, enum screen_button button)
{
    return screen_mouse(s, row, col, button, true) &&
           (button >= SCREEN_WHEEL_UP || screen_mouse(s, row, col, button, false));
}

void screen_resize(struct screen *s, int rows, int cols)
{
    struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)cols};

    pump(s, 0);
    vterm_set_size(s->vt, rows, cols);
    free_list(s->row_texts, (size_t)s->rows);
    s->row_texts = need(calloc((size_t)rows, sizeof *s->row_texts));
    s->rows = rows;
    s->cols = cols;
    if (ioctl(s->master, TIOCSWINSZ, &size) < 0) {
        give_up(s, "cannot resize the terminal: %s", strerror(errno));
    }
}

/* ---- Waiting ---- */

void screen_settle(struct screen *s)
{
    int slow = slowness();

    if (!pump_until_quiet(s, 150 * slow, 60 * slow, now_ms() + s->timeout_ms)) {
        give_up(s, "the program has not stopped writing");
    }
}

static void describe_end(const struct screen *s, char *text, size_t size)
{
    if (WIFSIGNALED(s->status)) {
        snprintf(text, size, "signal %d", WTERMSIG(s->status));
    } else {
        snprintf(text, size, "exit status %d", WEXITSTATUS(s->status));
    }
}

void screen_wait_until(struct screen *s, screen_predicate *predicate, void *ctx, const char *what)
{
    int64_t deadline = now_ms() + s->timeout_ms;
    char end[40];

    for (;;) {
        if (predicate(s, ctx)) {
            int slow = slowness();

            pump_until_quiet(s, 20 * slow, 20 * slow, now_ms() + 500 * slow);
            if (predicate(s, ctx)) {
                return;
            }
        }
        if (s->state == SCREEN_ENDED && s->drained) {
            if (predicate(s, ctx)) {
                return;
            }
            describe_end(s, end, sizeof end);
            give_up(s, "waited for %s, but the program has ended: %s", what, end);
        }
        if (now_ms() >= deadline) {
            give_up(s, "waited in vain for %s", what);
        }
        pump(s, deadline - now_ms());
    }
}

static bool has_text(struct screen *s, void *text)
{
    return screen_find(s, text, NULL, NULL);
}

static bool has_no_text(struct screen *s, void *text)
{
    return !screen_find(s, text, NULL, NULL);
}

static void wait_quoted(struct screen *s, screen_predicate *predicate, const char *text,
                        const char *tail)
{
    char what[256];

    snprintf(what, sizeof what, "\"%s\"%s", text, tail);
    screen_wait_until(s, predicate, (void *)(uintptr_t)text, what);
}

void screen_wait_text(struct screen *s, const char *text)
{
    wait_quoted(s, has_text, text, "");
}

void screen_wait_gone(struct screen *s, const char *text)
{
    wait_quoted(s, has_no_text, text, " to go away");
}

/* ---- Cells out ---- */

int screen_rows(const struct screen *s)
{
    return s->rows;
}

int screen_cols(const struct screen *s)
{
    return s->cols;
}

static size_t put_utf8(uint32_t c, char *out)
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        out[0] = (char)(0xc0 | c >> 6);
        out[1] = (char)(0x80 | (c & 0x3f));
        return 2;
    }
    if (c < 0x10000) {
        out[0] = (char)(0xe0 | c >> 12);
        out[1] = (char)(0x80 | (c >> 6 & 0x3f));
        out[2] = (char)(0x80 | (c & 0x3f));
        return 3;
    }
    out[0] = (char)(0xf0 | (c >> 18 & 0x07));
    out[1] = (char)(0x80 | (c >> 12 & 0x3f));
    out[2] = (char)(0x80 | (c >> 6 & 0x3f));
    out[3] = (char)(0x80 | (c & 0x3f));
    return 4;
}

static struct screen_colour colour_of(const VTermColor *c)
{
    if (VTERM_COLOR_IS_DEFAULT_FG(c) || VTERM_COLOR_IS_DEFAULT_BG(c)) {
        return (struct screen_colour){.kind = SCREEN_DEFAULT};
    }
    if (VTERM_COLOR_IS_INDEXED(c)) {
        return (struct screen_colour){.kind = SCREEN_INDEXED, .idx = c->indexed.idx};
    }
    return (struct screen_colour){
        .kind = SCREEN_RGB, .r = c->rgb.red, .g = c->rgb.green, .b = c->rgb.blue};
}

struct screen_cell screen_cell(struct screen *s, int row, int col)
{
    struct screen_cell cell = {.width = 0};
    VTermScreenCell v = {.chars = {0}};
    char *end = cell.utf8;

    if (row < 0 || col < 0 || row >= s->rows || col >= s->cols ||
        !vterm_screen_get_cell(s->cells, (VTermPos){.row = row, .col = col}, &v)) {
        give_up(s, "there is no cell at row %d, column %d", row, col);
    }
    if (v.chars[0] != UINT32_MAX) { /* what libvterm has in the right half of a wide character */
        v.chars[0] = v.chars[0] ? v.chars[0] : ' ';
        for (size_t i = 0; i < SCREEN_CELL_CHARS && v.chars[i]; i++) {
            cell.chars[i] = v.chars[i];
            end += put_utf8(v.chars[i], end);
        }
        cell.width = v.width;
    }
    *end = '\0';
    cell.bold = v.attrs.bold;
    cell.underline = v.attrs.underline != VTERM_UNDERLINE_OFF;
    cell.reverse = v.attrs.reverse;
    cell.blink = v.attrs.blink;
    cell.italic = v.attrs.italic;
    cell.strike = v.attrs.strike;
    cell.fg = colour_of(&v.fg);
    cell.bg = colour_of(&v.bg);
    return cell;
}

const char *screen_row_text(struct screen *s, int row)
{
    struct buffer text = {0};

    for (int col = 0; col < s->cols; col++) {
        struct screen_cell cell = screen_cell(s, row, col);

        append(&text, cell.utf8, strlen(cell.utf8));
    }
    while (text.size > 0 && text.data[text.size - 1] == ' ') {
        text.size--;
    }
    append(&text, "", 1);
    free(s->row_texts[row]);
    s->row_texts[row] = text.data;
    return text.data;
}

static bool matches_at(struct screen *s, const char *text, int row, int col)
{
    while (*text) {
        struct screen_cell cell;
        size_t length;

        if (col >= s->cols) {
            return false;
        }
        cell = screen_cell(s, row, col);
        length = strlen(cell.utf8);
        if (length == 0 || strncmp(text, cell.utf8, length) != 0) {
            return false;
        }
        text += length;
        col += cell.width;
    }
    return true;
}

bool screen_find_from(struct screen *s, const char *text, int from_row, int from_col, int *row,
                      int *col)
{
    for (int r = from_row; r < s->rows; r++, from_col = 0) {
        for (int c = from_col; c < s->cols; c++) {
            if (!matches_at(s, text, r, c)) {
                continue;
            }
            if (row) {
                *row = r;
            }
            if (col) {
                *col = c;
            }
            return true;
        }
    }
    return false;
}

bool screen_find(struct screen *s, const char *text, int *row, int *col)
{
    return screen_find_from(s, text, 0, 0, row, col);
}

void screen_cursor(const struct screen *s, int *row, int *col, bool *visible)
{
    VTermPos at;

    vterm_state_get_cursorpos(vterm_obtain_state(s->vt), &at);
    if (row) {
        *row = at.row;
    }
    if (col) {
        *col = at.col;
    }
    if (visible) {
        *visible = s->cursor_shown;
    }
}

bool screen_altscreen(const struct screen *s)
{
    return s->altscreen;
}

enum screen_mouse_mode screen_mouse_mode(const struct screen *s)
{
    static const enum screen_mouse_mode modes[VTERM_N_PROP_MOUSES] = {
        [VTERM_PROP_MOUSE_NONE] = SCREEN_MOUSE_OFF,
        [VTERM_PROP_MOUSE_CLICK] = SCREEN_MOUSE_CLICK,
        [VTERM_PROP_MOUSE_DRAG] = SCREEN_MOUSE_DRAG,
        [VTERM_PROP_MOUSE_MOVE] = SCREEN_MOUSE_MOVE,
    };

    return modes[s->mouse];
}

void screen_dump(struct screen *s, FILE *out)
{
    int row, col;

    screen_cursor(s, &row, &col, NULL);
    fprintf(out, "screen of %d rows, %d columns; cursor at %d, %d%s%s\n", s->rows, s->cols, row,
            col, s->cursor_shown ? "" : ", hidden", s->altscreen ? "; alternate screen" : "");
    for (int r = 0; r < s->rows; r++) {
        fprintf(out, "%3d|%s\n", r, screen_row_text(s, r));
    }
    fflush(out);
}

/* ---- Bytes out ---- */

uint64_t screen_raw_bytes(const struct screen *s)
{
    return s->received;
}

void screen_mark(struct screen *s)
{
    s->log.size = 0;
}

const uint8_t *screen_bytes_since(const struct screen *s, size_t *size)
{
    *size = s->log.size;
    return (const uint8_t *)(s->log.data ? s->log.data : "");
}

/* ---- Life ---- */

void screen_signal(struct screen *s, int signo)
{
    say(s->control, ASK_SIGNAL, signo);
}

void screen_foreground(struct screen *s)
{
    say(s->control, ASK_FOREGROUND, 0);
}

void screen_hangup(struct screen *s)
{
    pump(s, 0);
    close_master(s);
}

enum screen_state screen_child_state(struct screen *s)
{
    pump(s, 0);
    return s->state;
}

static bool is_in_state(struct screen *s, void *state)
{
    return s->state == *(enum screen_state *)state;
}

void screen_wait_state(struct screen *s, enum screen_state state)
{
    static const char *const names[] = {
        [SCREEN_RUNNING] = "the program to run",
        [SCREEN_STOPPED] = "the program to be stopped",
        [SCREEN_ENDED] = "the program to end",
    };

    screen_wait_until(s, is_in_state, &state, names[state]);
}

static bool is_over(struct screen *s, void *unused)
{
    (void)unused;
    return s->state == SCREEN_ENDED && s->drained;
}

void screen_wait_exit(struct screen *s, int *status)
{
    screen_wait_until(s, is_over, NULL, "the program to end");
    if (status) {
        *status = s->status;
    }
}

void screen_termios(const struct screen *s, struct termios *modes)
{
    if (s->master < 0 || tcgetattr(s->master, modes) < 0) {
        give_up(NULL, "the terminal is closed");
    }
}
