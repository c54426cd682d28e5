/* Screen tests: a real program on a real pty with libvterm as the terminal. See harness.h. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "harness_private.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <pty.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

/* Fails the running test, with a dump of the screen where there is one. */
void harness_give_up(struct screen *s, const char *format, ...)
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

void *harness_need(void *memory)
{
    if (!memory) {
        harness_give_up(NULL, "out of memory");
    }
    return memory;
}

void harness_append(struct buffer *b, const char *data, size_t size)
{
    if (b->room - b->size < size) {
        b->room = 2 * b->room + size + 256;
        b->data = harness_need(realloc(b->data, b->room));
    }
    if (size > 0) {
        memcpy(b->data + b->size, data, size);
    }
    b->size += size;
}

void harness_drop_front(struct buffer *b, size_t size)
{
    if (size < b->size) {
        memmove(b->data, b->data + size, b->size - size);
    }
    b->size -= size;
}

int64_t harness_now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

void harness_free_list(char **list, size_t count)
{
    for (size_t i = 0; list && (count == 0 ? list[i] != NULL : i < count); i++) {
        free(list[i]);
    }
    free(list);
}

/* How many times slower than usual things may be. */
static int slowness(void)
{
    const char *asked = getenv("TDXPLORE_TEST_SLOW");
    const char *preload = getenv("LD_PRELOAD");
    bool slow = getenv("ASAN_OPTIONS") || getenv("UBSAN_OPTIONS") || (preload && strstr(preload, "vgpreload"));

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

/* ---- Start and end ---- */

char *screen_program(void)
{
    char *program = getenv("TDXPLORE");

    if (!program || !*program) {
        harness_give_up(NULL, "TDXPLORE does not name the program to be tested");
    }
    return program;
}

/* Puts NAME=VALUE into the list in place of another value of NAME. The list owns a copy. */
static void env_set(char **list, const char *name, size_t name_length, const char *value)
{
    char *entry;

    if (asprintf(&entry, "%.*s=%s", (int)name_length, name, value) < 0) {
        harness_give_up(NULL, "out of memory");
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
    list = harness_need(calloc(extra + 8, sizeof *list));
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
            harness_give_up(NULL, "not NAME=VALUE: %s", opt->env[i]);
        }
        env_set(list, opt->env[i], (size_t)(equals - opt->env[i]), equals + 1);
    }
    return list;
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
        harness_lead_session(ends[1], l);
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

/* A copy of argv, or of the program under test alone where that is empty; of harness_free_list(). */
static char **make_argv(const char *const argv[])
{
    size_t count = 0;
    char **copy;

    while (argv && argv[count]) {
        count++;
    }
    copy = harness_need(calloc(count + 2, sizeof *copy));
    if (count == 0) {
        copy[0] = harness_need(strdup(screen_program()));
    }
    for (size_t i = 0; i < count; i++) {
        copy[i] = harness_need(strdup(argv[i]));
    }
    return copy;
}

struct screen *screen_start(const struct screen_options *opt, const char *const argv[])
{
    struct screen_options o = opt ? *opt : (struct screen_options){0};
    struct screen *s = harness_need(calloc(1, sizeof *s));
    struct launch l = {.argv = make_argv(argv), .cwd = o.cwd};
    char *absolute = NULL;
    int error;

    o.term = o.term ? o.term : "xterm-256color";
    o.locale = o.locale ? o.locale : "C.UTF-8";
    s->rows = o.rows > 0 ? o.rows : 24;
    s->cols = o.cols > 0 ? o.cols : 80;
    s->timeout_ms = (o.timeout_ms > 0 ? o.timeout_ms : 30000) * slowness();
    s->master = s->control = -1;
    if (!screen_make_dir(s->home, sizeof s->home, "screen")) {
        harness_give_up(NULL, "cannot make %s: %s", s->home, strerror(errno));
    }
    harness_make_terminal(s, o.locale);
    harness_look_up_keys(s, o.term);
    if (strchr(l.argv[0], '/')) {
        absolute = realpath(l.argv[0], NULL); /* another directory may be asked for */
    }
    l.path = absolute ? absolute : l.argv[0];
    l.env = make_env(&o, s->home);
    error = launch(s, &l);
    free(absolute);
    harness_free_list(l.env, 0);
    if (error) {
        screen_free(s);
        harness_give_up(NULL, "cannot run %s: %s", l.argv[0], strerror(error));
    }
    harness_free_list(l.argv, 0);
    return s;
}

bool screen_make_dir(char *dir, size_t size, const char *name)
{
    const char *tmp = getenv("TMPDIR");

    if (!tmp || strlen(tmp) + strlen(name) + sizeof "/-XXXXXX" > size) {
        tmp = "/tmp";
    }
    snprintf(dir, size, "%s/%s-XXXXXX", tmp, name);
    return mkdtemp(dir) != NULL;
}

static int remove_entry(const char *path, const struct stat *st, int kind, struct FTW *where)
{
    (void)st;
    (void)kind;
    (void)where;
    remove(path);
    return 0;
}

void screen_remove_dir(const char *dir)
{
    nftw(dir, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
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
    harness_close_master(s);
    screen_remove_dir(s->home);
    vterm_free(s->vt);
    harness_free_list(s->row_texts, (size_t)s->rows);
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
/* ---- Waiting ---- */

void screen_settle(struct screen *s)
{
    if (!harness_pump_until_quiet(s, 150, 60, s->timeout_ms + 1, harness_now_ms() + s->timeout_ms)) {
        harness_give_up(s, "the program has not come to rest");
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
    int64_t deadline = harness_now_ms() + s->timeout_ms;
    char end[40];

    for (;;) {
        if (predicate(s, ctx)) {
            int slow = slowness();

            /* What computes on may do so for long: it is not waited for, but that its picture may be on its way. */
            harness_pump_until_quiet(s, 20, 20, 20 * slow, harness_now_ms() + 500 * slow);
            if (predicate(s, ctx)) {
                return;
            }
        }
        if (s->state == SCREEN_ENDED && s->drained) {
            if (predicate(s, ctx)) {
                return;
            }
            describe_end(s, end, sizeof end);
            harness_give_up(s, "waited for %s, but the program has ended: %s", what, end);
        }
        if (harness_now_ms() >= deadline) {
            harness_give_up(s, "waited in vain for %s", what);
        }
        harness_pump(s, deadline - harness_now_ms());
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

static void wait_quoted(struct screen *s, screen_predicate *predicate, const char *text, const char *tail)
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
    harness_say(s->control, ASK_SIGNAL, signo);
}

void screen_foreground(struct screen *s)
{
    harness_say(s->control, ASK_FOREGROUND, 0);
}

void screen_hangup(struct screen *s)
{
    harness_pump(s, 0);
    harness_close_master(s);
}

enum screen_state screen_child_state(struct screen *s)
{
    harness_pump(s, 0);
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
        harness_give_up(NULL, "the terminal is closed");
    }
}
