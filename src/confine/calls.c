/* Giving the filter to the kernel; make_filter.c says what is in it. */
#include "confine/calls.h"

#ifdef HAVE_SECCOMP

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

static const struct sock_filter made[] = {
#include "src/confine/filter.inc"
};

bool calls_give_up(void)
{
    struct sock_filter filter[sizeof made / sizeof made[0]];
    struct sock_fprog program = {sizeof made / sizeof made[0], filter};

    memcpy(filter, made, sizeof made);
    for (size_t i = 0; i < program.len; i++) {
        if (filter[i].code == (BPF_JMP | BPF_JEQ | BPF_K) && filter[i].k == CALLS_SELF) {
            filter[i].k = (uint32_t)getpid();
        }
    }
    return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0) == 0;
}

#else

bool calls_give_up(void)
{
    return false;
}

#endif
