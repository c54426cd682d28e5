/* The terminal: taking it over, giving it back whatever happens, keys and signals. */
#include "tui/terminal.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>

static const int crash_signals[] = {SIGSEGV, SIGABRT, SIGFPE, SIGILL};

/*
 * What the crash handler needs. A signal handler takes no argument, so this is the one thing that cannot live in the
 * app: written before the handler is installed and not changed while it is.
 */
static struct {
    struct termios modes;
    char reset[256];
    size_t reset_length;
} crash;

static void signal_set(sigset_t *set)
{
    static const int signals[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGWINCH, SIGTSTP, SIGCONT};

    sigemptyset(set);
    for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++) {
        sigaddset(set, signals[i]);
    }
}

/* Only functions that are safe in a signal handler: write, tcsetattr, raise. */
static void on_crash(int signo)
{
    ssize_t ignored = write(STDOUT_FILENO, crash.reset, crash.reset_length);

    (void)ignored;
    tcsetattr(STDOUT_FILENO, TCSANOW, &crash.modes);
    raise(signo);
}

static void add_reset(const char *text)
{
    size_t length = text && text != (const char *)-1 ? strlen(text) : 0;

    if (length > 0 && length < sizeof crash.reset - crash.reset_length) {
        memcpy(crash.reset + crash.reset_length, text, length);
        crash.reset_length += length;
    }
}

/* SA_RESETHAND: the signal that is raised again then does what it would have done without us, core dump included. */
static void install_crash_handler(void)
{
    struct sigaction action;

    crash.reset_length = 0;
    add_reset(tigetstr("rmkx"));
    add_reset(tigetstr("sgr0"));
    add_reset(tigetstr("cnorm"));
    add_reset("\033[?1000l\033[?1006l");
    add_reset(tigetstr("rmcup"));
    memset(&action, 0, sizeof action);
    action.sa_handler = on_crash;
    action.sa_flags = (int)SA_RESETHAND | SA_NODEFER;
    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < sizeof crash_signals / sizeof crash_signals[0]; i++) {
        struct sigaction old;

        /* A sanitizer or a debugger that has a handler of its own keeps it. */
        if (sigaction(crash_signals[i], NULL, &old) == 0 && old.sa_handler == SIG_DFL) {
            sigaction(crash_signals[i], &action, NULL);
        }
    }
}

static void remove_crash_handler(void)
{
    for (size_t i = 0; i < sizeof crash_signals / sizeof crash_signals[0]; i++) {
        struct sigaction old;

        if (sigaction(crash_signals[i], NULL, &old) == 0 && old.sa_handler == on_crash) {
            signal(crash_signals[i], SIG_DFL);
        }
    }
}

static void set_modes(void)
{
    raw();
    noecho();
    nonl();
    keypad(stdscr, TRUE);
    nodelay(stdscr, TRUE);
    intrflush(stdscr, FALSE);
    meta(stdscr, TRUE);
    mousemask(BUTTON1_PRESSED | BUTTON1_CLICKED | BUTTON1_DOUBLE_CLICKED | BUTTON4_PRESSED | BUTTON5_PRESSED,
              NULL);
    mouseinterval(0);
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

bool term_open(struct terminal *term, struct tdxp_error *err)
{
    sigset_t set;

    memset(term, 0, sizeof *term);
    term->signals = -1;
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
    if (!is_usable(err)) {
        term_close(term);
        return false;
    }
    signal_set(&set);
    sigprocmask(SIG_BLOCK, &set, NULL);
    term->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    set_escdelay(25);
    term->screen = newterm(NULL, stdout, term->input);
    if (!term->screen || term->signals < 0) {
        tdxp_error_set(err, "cannot take over the terminal: %s", strerror(errno));
        term_close(term);
        return false;
    }
    set_modes();
    install_crash_handler();
    return true;
}

void term_close(struct terminal *term)
{
    if (term->screen) {
        remove_crash_handler();
        endwin();
        delscreen(term->screen);
        term->screen = NULL;
    }
    if (term->signals >= 0) {
        close(term->signals);
        term->signals = -1;
    }
    if (term->own_input) {
        fclose(term->input);
        term->own_input = false;
    }
}

enum term_event term_wait(struct terminal *term, int timeout, int *value)
{
    struct pollfd fds[] = {{fileno(term->input), POLLIN, 0}, {term->signals, POLLIN, 0}};
    struct signalfd_siginfo info;
    int key = getch();

    /* curses may hold keys back that it has read already, as when it took an escape sequence apart. */
    if (key == ERR) {
        if (poll(fds, 2, timeout) <= 0) {
            return TERM_IDLE;
        }
        if ((fds[1].revents & POLLIN) && read(term->signals, &info, sizeof info) == sizeof info) {
            *value = (int)info.ssi_signo;
            return TERM_SIGNAL;
        }
        key = getch();
        if (key == ERR && (fds[0].revents & (POLLHUP | POLLERR | POLLNVAL))) {
            return TERM_HANGUP;
        }
    }
    if (key == ERR || key == KEY_RESIZE) {
        return TERM_IDLE;
    }
    *value = key;
    return TERM_KEY;
}

void term_suspend(struct terminal *term, bool whole_job)
{
    sigset_t stop;

    (void)term;
    endwin();
    signal(SIGTSTP, SIG_DFL);
    sigemptyset(&stop);
    sigaddset(&stop, SIGTSTP);
    sigprocmask(SIG_UNBLOCK, &stop, NULL);
    kill(whole_job ? 0 : getpid(), SIGTSTP);
    sigprocmask(SIG_BLOCK, &stop, NULL);
    term_fit(term);
    clearok(curscr, TRUE);
    refresh();
}

void term_fit(struct terminal *term)
{
    struct winsize size;

    (void)term;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 && size.ws_col > 0) {
        resizeterm(size.ws_row, size.ws_col);
    }
}

void term_die(int signo)
{
    sigset_t set;

    signal(signo, SIG_DFL);
    raise(signo);
    sigemptyset(&set);
    sigaddset(&set, signo);
    sigprocmask(SIG_UNBLOCK, &set, NULL);
}
