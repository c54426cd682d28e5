/* The leader of the pty's session: a process of its own, which starts the program and tells what becomes of it. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "harness_private.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

void harness_say(int control, int kind, int value)
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
        harness_say(control, SAY_STATUS, status);
        if (WIFEXITED(status) || WIFSIGNALED(status)) {
            return true;
        }
    }
    return false;
}

/* Leads the session until the harness closes its end of the socket. */
void __attribute__((noreturn)) harness_lead_session(int control, const struct launch *l)
{
    struct pollfd fds[3] = {{.events = POLLIN}, {.events = POLLIN}, {.fd = -1, .events = POLLOUT}};
    struct signalfd_siginfo info;
    size_t marked = 0; /* how much of HARNESS_END_MARK is written */
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
    harness_say(3, program < 0 ? SAY_FAILED : SAY_STARTED, program < 0 ? errno : program);
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
            ssize_t n = write(tty, &HARNESS_END_MARK[marked], sizeof HARNESS_END_MARK - 1 - marked);

            marked += n > 0 ? (size_t)n : 0;
            if ((n < 0 && errno != EAGAIN) || marked == sizeof HARNESS_END_MARK - 1) {
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
