/* An allocator that fails on demand. See shortage.h. */
#include "shortage.h"

#include <errno.h>
#include <stdlib.h>

#include "parts.h"
#include "support.h"

/* Those of the sanitizer's run-time library where there is one, else those of the C library. */
extern void *__interceptor_malloc(size_t size) __attribute__((weak));
extern void *__interceptor_calloc(size_t count, size_t size) __attribute__((weak));
extern void *__interceptor_realloc(void *old, size_t size) __attribute__((weak));
extern void *__libc_malloc(size_t size) __attribute__((weak));
extern void *__libc_calloc(size_t count, size_t size) __attribute__((weak));
extern void *__libc_realloc(void *old, size_t size) __attribute__((weak));

/* Test programs have one thread. */
static struct {
    bool armed;
    bool for_ever;      /* all calls from the one that fails on, else that one alone */
    unsigned countdown; /* calls until then */
    unsigned failed;    /* calls that failed */
} faults;

static bool must_fail(void)
{
    if (!faults.armed) {
        return false;
    }
    if (faults.countdown > 0) {
        faults.countdown--;
        return false;
    }
    if (!faults.for_ever && faults.failed > 0) {
        return false;
    }
    faults.failed++;
    errno = ENOMEM;
    return true;
}

void *malloc(size_t size)
{
    if (must_fail()) {
        return NULL;
    }
    return __interceptor_malloc ? __interceptor_malloc(size) : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
    if (must_fail()) {
        return NULL;
    }
    return __interceptor_calloc ? __interceptor_calloc(count, size) : __libc_calloc(count, size);
}

void *realloc(void *old, size_t size)
{
    if (must_fail()) {
        return NULL;
    }
    return __interceptor_realloc ? __interceptor_realloc(old, size) : __libc_realloc(old, size);
}

void shortage_begin(unsigned countdown, bool for_ever)
{
    faults.countdown = countdown;
    faults.for_ever = for_ever;
    faults.failed = 0;
    faults.armed = true;
}

unsigned shortage_end(void)
{
    faults.armed = false;
    return faults.failed;
}

struct tdxp_image *shortage_packed_image(void)
{
    struct part inner = part_guided(&part_guid_gzip, 1, part_of(NULL, 0), part_gzip(part_ui("Inside")));
    struct part row = part_join(part_guided(&part_guid_lzma, 1, part_of(NULL, 0),
                                            part_lzma(part_join(part_section(0x19, part_random(70000)), inner))),
                                part_guided(&part_guid_lzma_x86, 1, part_of(NULL, 0), part_lzma_x86(part_ui("Code"))));
    struct part brotli;
    struct part file;
    struct part volume;

    if (part_brotli(part_section(0x19, part_random(70000)), &brotli)) {
        row = part_join(row, part_guided(&part_guid_brotli, 1, part_of(NULL, 0), brotli));
    } else {
        free(brotli.data);
    }
    file = part_file(&part_guid_nobody, 0x07, row);
    volume = part_volume(&file, 1);
    return tdxp_image_from_memory("packed", volume.data, volume.size, NULL);
}
