/* Surviving a mapped file that is truncated under us, or that cannot be read. */
#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "image/image_private.h"

/*
 * The mappings of images that are open, and whether a page of theirs could not be read. A signal handler takes no argument
 * and has nowhere else to look; it may come while an entry changes, which then has no length. What is opened when there are
 * so many already is read like them, but no loss of it is known.
 */
enum { GUARDED = 64 };

static struct {
    atomic_uintptr_t start; /* 0: the entry is free */
    atomic_size_t length;
    atomic_bool lost;
} guarded[GUARDED];

void guard_add(const void *mapping, size_t length)
{
    for (int i = 0; i < GUARDED; i++) {
        uintptr_t none = 0;

        if (atomic_compare_exchange_strong(&guarded[i].start, &none, (uintptr_t)mapping)) {
            atomic_store(&guarded[i].lost, false);
            atomic_store(&guarded[i].length, length);
            return;
        }
    }
}

/* The entry of a mapping, or GUARDED. */
static int find(const void *mapping)
{
    int i = 0;

    while (i < GUARDED && atomic_load(&guarded[i].start) != (uintptr_t)mapping) {
        i++;
    }
    return i;
}

bool guard_has_lost(const void *mapping)
{
    int i = find(mapping);

    return i < GUARDED && atomic_load(&guarded[i].lost);
}

void guard_restore(void *mapping, size_t length, int fd)
{
    int i = find(mapping);
    bool whole = i < GUARDED && length == atomic_load(&guarded[i].length);

    if (whole) {
        /* Before it is mapped: a page may be lost again at once. */
        atomic_store(&guarded[i].lost, false);
    }
    if (mmap(mapping, length, PROT_READ, MAP_PRIVATE | MAP_FIXED, fd, 0) == MAP_FAILED && whole) {
        atomic_store(&guarded[i].lost, true);
    }
}

void guard_remove(const void *mapping)
{
    int i = find(mapping);

    if (i < GUARDED) {
        atomic_store(&guarded[i].length, 0);
        atomic_store(&guarded[i].start, 0);
    }
}

static void note_loss(uintptr_t address)
{
    for (int i = 0; i < GUARDED; i++) {
        if (address - atomic_load(&guarded[i].start) < atomic_load(&guarded[i].length)) {
            atomic_store(&guarded[i].lost, true);
        }
    }
}

/*
 * A read past the new end of a truncated mapping raises SIGBUS with BUS_ADRERR, and so does one of a page that the disk
 * does not give back. Putting an anonymous zero page in its place lets the interrupted read go on, and what follows sees
 * zero bytes. The page can be written to, as a write to a private mapping (tdxp_image_write) may be what was interrupted.
 * mmap and sysconf make no use of locks or the heap here. Any other SIGBUS is a fault of the hardware or of ours: die of it, as without the handler.
 */
static void on_sigbus(int signo, siginfo_t *info, void *context)
{
    int saved = errno;
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
    uintptr_t address = (uintptr_t)info->si_addr & ~(page - 1);

    (void)context;
    if (info->si_code == BUS_ADRERR &&
        mmap((void *)address, page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED | MAP_NORESERVE, -1,
             0) != MAP_FAILED) {
        note_loss(address);
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
