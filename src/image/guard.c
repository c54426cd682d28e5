/* Surviving a mapped file that is truncated under us. */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "tdxplore/image.h"

/*
 * A read past the new end of a truncated mapping raises SIGBUS with BUS_ADRERR. Putting an anonymous zero page in
 * its place lets the interrupted read go on, and what follows sees zero bytes. The page can be written to, as a write to
 * a private mapping (tdxp_image_write) may be what was interrupted. mmap and sysconf make no use of
 * locks or the heap here. Any other SIGBUS is a fault of the hardware or of ours: die of it, as without the handler.
 */
static void on_sigbus(int signo, siginfo_t *info, void *context)
{
    int saved = errno;
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
    uintptr_t address = (uintptr_t)info->si_addr & ~(page - 1);

    (void)context;
    if (info->si_code == BUS_ADRERR &&
        mmap((void *)address, page, PROT_READ | PROT_WRITE,
             MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED | MAP_NORESERVE, -1, 0) != MAP_FAILED) {
        errno = saved;
        return;
    }
    signal(signo, SIG_DFL);
    raise(signo);
}

bool tdxp_image_guard_install(void)
{
    struct sigaction action;

    memset(&action, 0, sizeof action);
    action.sa_sigaction = on_sigbus;
    action.sa_flags = SA_SIGINFO;
    sigemptyset(&action.sa_mask);
    return sigaction(SIGBUS, &action, NULL) == 0;
}
