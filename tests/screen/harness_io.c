/* Taking in what the program writes, and sending what was typed. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "harness_private.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

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

    harness_append(&s->keys_out, bytes, size);
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
        harness_append(&s->log, bytes, size);
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

void harness_close_master(struct screen *s)
{
    if (s->master >= 0) {
        close(s->master);
        s->master = -1;
    }
    s->keys_out.size = 0;
    finish(s);
}

/* What the leader has to say, if anything. */
void harness_hear(struct screen *s)
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
            s->state = WIFSTOPPED(m.value) ? SCREEN_STOPPED : WIFCONTINUED(m.value) ? SCREEN_RUNNING : SCREEN_ENDED;
        }
    }
}

static void take_in(struct screen *s, const char *bytes, size_t size)
{
    const char *mark;
    size_t before;

    /* The leader speaks of the end before it writes the mark; so no part of it can pass here. */
    harness_hear(s);
    if (s->state != SCREEN_ENDED || s->drained) {
        feed(s, bytes, size);
        return;
    }
    harness_append(&s->pending, bytes, size);
    mark = memmem(s->pending.data, s->pending.size, HARNESS_END_MARK, sizeof HARNESS_END_MARK - 1);
    if (mark) {
        before = (size_t)(mark - s->pending.data);
        feed(s, s->pending.data, before);
        harness_drop_front(&s->pending, before + sizeof HARNESS_END_MARK - 1);
        finish(s);
    }
}

/* One round of taking in and sending; waits for something to do for at most timeout ms. */
void harness_pump(struct screen *s, int64_t timeout)
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
    harness_hear(s);
    if (fds[0].revents & POLLOUT && s->keys_out.size > 0) {
        n = write(s->master, s->keys_out.data, s->keys_out.size);
        if (n > 0) {
            harness_drop_front(&s->keys_out, (size_t)n);
        }
    }
    if (fds[0].revents & (POLLIN | POLLHUP | POLLERR)) {
        n = read(s->master, chunk, sizeof chunk);
        if (n > 0) {
            take_in(s, chunk, (size_t)n);
        } else if (n == 0 || (errno != EAGAIN && errno != EINTR)) {
            harness_close_master(s); /* EIO: nobody has the other side open any more */
        }
    }
}

/* True while the program computes, or would if it were given a processor: it may still have something to write. */
static bool is_busy(const struct screen *s)
{
    char path[40];
    char line[128];
    const char *end_of_name;
    FILE *file;
    bool read;

    snprintf(path, sizeof path, "/proc/%d/stat", (int)s->program);
    file = fopen(path, "re");
    if (!file) {
        return false; /* it has ended */
    }
    read = fgets(line, sizeof line, file) != NULL;
    fclose(file);
    end_of_name = read ? strrchr(line, ')') : NULL;
    return end_of_name && (strncmp(end_of_name, ") R", 3) == 0 || strncmp(end_of_name, ") D", 3) == 0);
}

bool harness_pump_until_quiet(struct screen *s, int64_t first, int64_t quiet, int64_t busy, int64_t deadline)
{
    int64_t start = harness_now_ms();
    int64_t until = start + first;

    for (;;) {
        int64_t now = harness_now_ms();
        uint64_t before = s->received;

        if (now >= until) {
            if (now >= start + busy || !is_busy(s)) {
                return true;
            }
            until = now + quiet;
        }
        if (now >= deadline) {
            return false;
        }
        harness_pump(s, (until < deadline ? until : deadline) - now);
        if (s->received != before) {
            until = harness_now_ms() + quiet;
        }
    }
}

void harness_make_terminal(struct screen *s, const char *locale)
{
    s->vt = harness_need(vterm_new(s->rows, s->cols));
    vterm_set_utf8(s->vt, strcasestr(locale, "utf-8") || strcasestr(locale, "utf8"));
    vterm_output_set_callback(s->vt, on_output, s);
    s->cells = vterm_obtain_screen(s->vt);
    vterm_screen_set_callbacks(s->cells, &screen_callbacks, s);
    vterm_screen_enable_altscreen(s->cells, 1);
    vterm_screen_reset(s->cells, 1);
    s->row_texts = harness_need(calloc((size_t)s->rows, sizeof *s->row_texts));
}
