/* The terminal: taking it over, giving it back whatever happens, keys and signals. */
#include "tui/terminal.h"

#include <errno.h>
#include <openssl/evp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <term.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

/* What ends the process without asking it. Those that ask are in signal_set(), SIGBUS has a handler of its own. */
static const int crash_signals[] = {SIGSEGV, SIGABRT, SIGFPE,  SIGILL,  SIGTRAP,   SIGSYS,  SIGXCPU,
                                    SIGALRM, SIGUSR1, SIGUSR2, SIGPIPE, SIGVTALRM, SIGPROF, SIGIO};

/*
 * What the crash handlers need. A signal handler takes no argument, so this is the one thing that cannot live in the
 * app: written before the handlers are installed and not changed while they are.
 */
static struct {
    struct termios modes;
    char reset[256];
    size_t reset_length;
    struct sigaction bus; /* what was to be done on SIGBUS before */
    bool armed;           /* curses has begun, and has not ended */
} crash;

static void signal_set(sigset_t *set)
{
    static const int signals[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGWINCH, SIGTSTP, SIGCONT};

    sigemptyset(set);
    for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++) {
        sigaddset(set, signals[i]);
    }
}

/* Only functions that are safe in a signal handler: write, tcsetattr. */
static void give_back(void)
{
    ssize_t ignored = write(STDOUT_FILENO, crash.reset, crash.reset_length);

    (void)ignored;
    tcsetattr(STDOUT_FILENO, TCSANOW, &crash.modes);
}

static void on_crash(int signo)
{
    give_back();
    raise(signo);
}

/*
 * curses ends the process by itself where memory runs out (ThomasDickey/ncurses-snapshots:ncurses/tinfo/comp_error.c), with a
 * message that goes away with the screen.
 */
static void on_exit_of_curses(void)
{
    if (crash.armed) {
        give_back();
        fputs("tdxplore: out of memory for the terminal\n", stderr);
        _exit(2);
    }
}

/* A read past the end of a file that became shorter is no crash where somebody knows how to go on (image.h). */
static void on_bus(int signo, siginfo_t *info, void *context)
{
    if (info->si_code == BUS_ADRERR && crash.bus.sa_flags & SA_SIGINFO) {
        crash.bus.sa_sigaction(signo, info, context);
        return;
    }
    signal(signo, SIG_DFL);
    on_crash(signo);
}

/* Without the "$<5>" that asks for a delay: only tputs knows what to do with it. */
static void add_reset(const char *text)
{
    if (!text || text == (const char *)-1) {
        return;
    }
    while (*text && crash.reset_length < sizeof crash.reset) {
        const char *delay = strncmp(text, "$<", 2) == 0 ? strchr(text, '>') : NULL;

        if (delay) {
            text = delay + 1;
        } else {
            crash.reset[crash.reset_length++] = *text++;
        }
    }
}

/* What has_mouse() will say once the mouse is asked for. */
static bool reports_mouse(void)
{
    const char *event = tigetstr("kmous");

    return event && event != (const char *)-1;
}

static void make_reset(bool mouse)
{
    crash.reset_length = 0;
    add_reset(tigetstr("rmkx"));
    add_reset(tigetstr("sgr0"));
    if (mouse && reports_mouse()) {
        add_reset("\033[?1002l\033[?1000l\033[?1006l");
    }
    add_reset(tigetstr("rmcup"));
    /* Behind that, which gives back a cursor as it was saved: where nothing was saved yet, perhaps none. */
    add_reset(tigetstr("cnorm"));
}

/* SA_RESETHAND: the signal that is raised again then does what it would have done without us, core dump included. */
static void install_crash_handlers(bool mouse)
{
    struct sigaction action;
    struct sigaction old;

    make_reset(mouse);
    memset(&action, 0, sizeof action);
    action.sa_handler = on_crash;
    action.sa_flags = (int)SA_RESETHAND | SA_NODEFER;
    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < sizeof crash_signals / sizeof crash_signals[0]; i++) {
        /* A sanitizer or a debugger that has a handler of its own keeps it. */
        if (sigaction(crash_signals[i], NULL, &old) == 0 && old.sa_handler == SIG_DFL) {
            sigaction(crash_signals[i], &action, NULL);
        }
    }
    action.sa_sigaction = on_bus;
    action.sa_flags = SA_SIGINFO | SA_NODEFER;
    sigaction(SIGBUS, &action, &crash.bus);
}

static void remove_crash_handlers(void)
{
    for (size_t i = 0; i < sizeof crash_signals / sizeof crash_signals[0]; i++) {
        struct sigaction old;

        if (sigaction(crash_signals[i], NULL, &old) == 0 && old.sa_handler == on_crash) {
            signal(crash_signals[i], SIG_DFL);
        }
    }
    sigaction(SIGBUS, &crash.bus, NULL);
}

/* No clicks: curses would merge those that come fast into double clicks, and the first would be lost. */
static void take_mouse(void)
{
    mousemask(BUTTON1_PRESSED | BUTTON1_RELEASED | BUTTON3_PRESSED | BUTTON4_PRESSED | BUTTON5_PRESSED |
                  REPORT_MOUSE_POSITION,
              NULL);
    mouseinterval(0);
}

/*
 * Until somebody has left it once, curses writes out what it has whenever it moves the cursor, which makes some dozens of
 * writes of a frame (ncurses 6.4, ncurses/tty/lib_mvcur.c: ewInitial). So it is left before anything is drawn.
 */
static void leave_once(void)
{
    endwin();
    refresh();
}

static void set_modes(bool mouse)
{
    raw();
    noecho();
    nonl();
    keypad(stdscr, TRUE);
    nodelay(stdscr, TRUE);
    intrflush(stdscr, FALSE);
    typeahead(-1); /* it would look for keys at each fifth line, to no purpose: what is drawn is drawn as a whole */
    if (mouse) {
        take_mouse();
    }
}

/* curses has flushed what it had to write: whatever refreshes the screen does. */
static bool write_all(const char *text, size_t length)
{
    while (length > 0) {
        ssize_t wrote = write(STDOUT_FILENO, text, length);

        if (wrote < 0 && errno != EINTR) {
            return false;
        }
        text += wrote > 0 ? wrote : 0;
        length -= wrote > 0 ? (size_t)wrote : 0;
    }
    return true;
}

/*
 * Button-event tracking (XTerm Control Sequences, "Mouse Tracking"): motion too while a button is down. curses asks for
 * presses and releases alone, and anew whenever it takes the terminal over; this is to be said behind that.
 */
static void report_motion(const struct terminal *term, bool on)
{
    const char *text = on ? "\033[?1002h" : "\033[?1002l";

    if (term->mouse) {
        write_all(text, strlen(text));
    }
}

void term_mouse(struct terminal *term, bool mouse)
{
    report_motion(term, false);
    if (mouse) {
        take_mouse();
    } else {
        mousemask(0, NULL);
    }
    term->mouse = mouse && has_mouse();
    report_motion(term, true);
    make_reset(mouse);
}

/* newterm takes any terminal that is described, a printer too, and then writes what nobody can read. */
static bool is_usable(struct tdxp_error *err)
{
    const char *type = getenv("TERM");
    const char *cup;
    int found;

    if (!type || !*type) {
        tdxp_error_set(err, "TERM is not set: it names the type of the terminal");
        return false;
    }
    if (setupterm(type, STDOUT_FILENO, &found) != OK) {
        tdxp_error_set(err, "terminal type '%s' is unknown; set TERM", type);
        return false;
    }
    cup = tigetstr("cup");
    if (!cup || cup == (const char *)-1) {
        tdxp_error_set(err, "terminal type '%s' cannot place the cursor; set TERM", type);
    }
    del_curterm(cur_term);
    return cup && cup != (const char *)-1;
}

/* Never called: the signal is blocked, but while the program stops. */
static void on_stop(int signo)
{
    (void)signo;
}

/*
 * curses takes each string with parameters apart once and remembers what it is, but does not look whether there was memory for
 * that (6.4; ThomasDickey/ncurses-snapshots:ncurses/tinfo/lib_tparm.c): it does so now, before anything is drawn.
 */
static void know_strings(void)
{
    for (const char *const *name = strnames; *name; name++) {
        const char *text = tigetstr(*name);

        if (text && text != (const char *)-1 && strstr(text, "%p")) {
            (void)tparm(text, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L);
        }
    }
}

/* The terminal has its line modes alone to be given back yet. */
static void on_early_crash(int signo)
{
    static const char text[] = "tdxplore: cannot take over the terminal: curses failed, as it does without memory\n";
    ssize_t ignored = write(STDERR_FILENO, text, sizeof text - 1);

    (void)signo;
    (void)ignored;
    tcsetattr(STDOUT_FILENO, TCSANOW, &crash.modes);
    _exit(2);
}

/* NULL where curses fails, which it does by a crash as well. */
static SCREEN *begin_curses(FILE *input)
{
    struct sigaction before;
    SCREEN *screen;

    /* A sanitizer's tells more. */
    if (sigaction(SIGSEGV, NULL, &before) == 0 && before.sa_handler == SIG_DFL) {
        signal(SIGSEGV, on_early_crash);
    }
    screen = newterm(NULL, stdout, input);
    if (screen) {
        know_strings();
    }
    sigaction(SIGSEGV, &before, NULL);
    return screen;
}

bool term_open(struct terminal *term, bool mouse, struct tdxp_error *err)
{
    sigset_t set;

    memset(term, 0, sizeof *term);
    term->signals = -1;
    term->other = -1;
    term->input = stdin;
    if (!isatty(STDIN_FILENO)) {
        term->input = fopen("/dev/tty", "re");
        term->own_input = term->input != NULL;
    }
    if (!term->input) {
        tdxp_error_set(err, "cannot read keys: no terminal: %s", strerror(errno));
        return false;
    }
    if (tcgetattr(STDOUT_FILENO, &crash.modes) != 0) {
        tdxp_error_set(err, "standard output is not a terminal");
        term_close(term);
        return false;
    }
    crash.armed = atexit(on_exit_of_curses) == 0;
    if (!is_usable(err)) {
        term_close(term);
        return false;
    }
    signal_set(&set);
    sigprocmask(SIG_BLOCK, &set, NULL);
    term->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    set_escdelay(25);
    /*
     * While it draws, curses has SIGTSTP ignored, which takes away one that has come and is not read yet; unless it finds
     * that somebody else has a handler (ThomasDickey/ncurses-snapshots:ncurses/tty/lib_tstp.c, _nc_signal_handler).
     */
    signal(SIGTSTP, on_stop);
    term->screen = begin_curses(term->input);
    if (!term->screen || term->signals < 0) {
        tdxp_error_set(err, "cannot take over the terminal: %s", strerror(errno));
        term_close(term);
        return false;
    }
    install_crash_handlers(mouse);
    leave_once();
    set_modes(mouse);
    term->mouse = mouse && has_mouse();
    report_motion(term, true);
    return true;
}

void term_close(struct terminal *term)
{
    if (term->screen) {
        report_motion(term, false);
        endwin();
        remove_crash_handlers();
        /* The process ends, and delscreen() crashes where memory ran out while something was drawn (ncurses 6.4). */
        term->screen = NULL;
    }
    crash.armed = false;
    if (term->signals >= 0) {
        close(term->signals);
        term->signals = -1;
    }
    if (term->own_input) {
        fclose(term->input);
        term->own_input = false;
    }
}

/*
 * A byte of a character beyond ASCII. True where that makes it whole, with what it is in *key, and where it is a key of its
 * own. curses puts characters together too (get_wch), but loses those whose bytes do not come at once, and what follows a
 * byte that is none.
 */
static bool take_byte(struct terminal *term, int *key)
{
    bool inside = !mbsinit(&term->partial);
    char byte = (char)*key;
    wchar_t wide = 0;
    size_t length = mbrtowc(&wide, &byte, 1, &term->partial);

    if (length == (size_t)-2) {
        return false;
    }
    if (length == (size_t)-1) {
        term->partial = (mbstate_t){0};
        /* What breaks a character off may be one itself. */
        if (inside) {
            ungetch(*key);
        }
        *key = TERM_NONE;
        return true;
    }
    *key = wide < 0x80 ? (int)wide : TERM_WIDE | (int)wide;
    return true;
}

/* ERR where none is there, or not all of it yet. */
static int next_key(struct terminal *term)
{
    int key;

    while ((key = getch()) != ERR) {
        if (key > 0xff) {
            term->partial = (mbstate_t){0};
            return key;
        }
        if ((key < 0x80 && mbsinit(&term->partial)) || take_byte(term, &key)) {
            return key;
        }
    }
    return ERR;
}

enum term_event term_wait(struct terminal *term, int timeout, int *value)
{
    struct pollfd fds[] = {{fileno(term->input), POLLIN, 0}, {term->signals, POLLIN, 0}, {term->other, POLLIN, 0}};
    struct signalfd_siginfo info;
    int key = next_key(term);

    /* curses may hold keys back that it has read already, as when it took an escape sequence apart. */
    if (key == ERR) {
        if (poll(fds, 3, timeout) <= 0) {
            return TERM_IDLE;
        }
        if ((fds[1].revents & POLLIN) && read(term->signals, &info, sizeof info) == sizeof info) {
            *value = (int)info.ssi_signo;
            return TERM_SIGNAL;
        }
        key = next_key(term);
        if (key == ERR && (fds[0].revents & (POLLHUP | POLLERR | POLLNVAL))) {
            return TERM_HANGUP;
        }
        if (key == ERR && (fds[2].revents & POLLIN)) {
            return TERM_OTHER;
        }
    }
    if (key == ERR || key == KEY_RESIZE) {
        return TERM_IDLE;
    }
    *value = key;
    return TERM_KEY;
}

bool term_clipboard(const char *text, size_t length)
{
    static const char before[] = "\033]52;c;";
    static const char behind[] = "\a";
    size_t encoded = (length + 2) / 3 * 4;
    char *sequence;
    bool written;

    if (length > TERM_CLIPBOARD_MOST) {
        return false;
    }
    sequence = malloc(sizeof before + encoded + sizeof behind);
    if (!sequence) {
        return false;
    }
    memcpy(sequence, before, sizeof before);
    EVP_EncodeBlock((unsigned char *)sequence + strlen(before), (const unsigned char *)text, (int)length);
    memcpy(sequence + strlen(before) + encoded, behind, sizeof behind);
    written = write_all(sequence, strlen(before) + encoded + strlen(behind));
    free(sequence);
    return written;
}

/* endwin has been called, by us or in effect by a shell: the next refresh takes the terminal over again, as a whole. */
static void take_again(struct terminal *term)
{
    term_fit(term);
    clearok(curscr, TRUE);
    refresh();
    report_motion(term, true);
}

void term_suspend(struct terminal *term, bool whole_job)
{
    static const struct timespec now = {0, 0};
    sigset_t set;

    report_motion(term, false);
    endwin();
    signal(SIGTSTP, SIG_DFL);
    sigemptyset(&set);
    sigaddset(&set, SIGTSTP);
    sigprocmask(SIG_UNBLOCK, &set, NULL);
    kill(whole_job ? 0 : getpid(), SIGTSTP);
    sigprocmask(SIG_BLOCK, &set, NULL);
    /* What continued us has been seen to. */
    sigemptyset(&set);
    sigaddset(&set, SIGCONT);
    sigtimedwait(&set, NULL, &now);
    take_again(term);
}

void term_resume(struct terminal *term)
{
    endwin();
    take_again(term);
}

void term_fit(struct terminal *term)
{
    struct winsize size;

    (void)term;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 && size.ws_col > 0) {
        resizeterm(size.ws_row, size.ws_col);
    }
}

void term_let_signals(void)
{
    /* curses has taken these, to end with a status of its own, and SIGTSTP is ours. */
    static const int taken[] = {SIGINT, SIGTERM, SIGTSTP};
    sigset_t set;

    for (size_t i = 0; i < sizeof taken / sizeof taken[0]; i++) {
        struct sigaction action;

        if (sigaction(taken[i], NULL, &action) == 0 && action.sa_handler != SIG_IGN) {
            signal(taken[i], SIG_DFL);
        }
    }
    signal_set(&set);
    sigprocmask(SIG_UNBLOCK, &set, NULL);
}

void term_die(int signo)
{
    sigset_t set;

    signal(signo, SIG_DFL);
    raise(signo);
    /* cppcheck-suppress unreachableCode ; raise() returns where the signal is blocked */
    sigemptyset(&set);
    sigaddset(&set, signo);
    sigprocmask(SIG_UNBLOCK, &set, NULL);
}
