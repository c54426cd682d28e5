/* Images in files of holes: as large as one likes, and decoded over and over in little time. */
#include "sparse.h"

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { PAGE = 4096 };

static bool all_zero(const uint8_t *bytes, uint64_t length)
{
    return length == 0 || (bytes[0] == 0 && memcmp(bytes, bytes + 1, length - 1) == 0);
}

/* Touch only the pages that have something in them. */
static void fill(uint8_t *to, const uint8_t *bytes, uint64_t size)
{
    for (uint64_t at = 0; at < size; at += PAGE) {
        uint64_t length = size - at < PAGE ? size - at : PAGE;

        if (!all_zero(bytes + at, length)) {
            memcpy(to + at, bytes + at, length);
        }
    }
}

static bool map(struct sparse *sparse)
{
    void *mapped;

    if (sparse->fd < 0 || ftruncate(sparse->fd, (off_t)sparse->size) != 0) {
        return false;
    }
    mapped = mmap(NULL, sparse->size, PROT_READ | PROT_WRITE, MAP_SHARED, sparse->fd, 0);
    sparse->bytes = mapped == MAP_FAILED ? NULL : mapped;
    return sparse->bytes != NULL;
}

bool sparse_open(struct sparse *sparse, const uint8_t *bytes, uint64_t size, uint64_t front)
{
    char path[64];

    *sparse = (struct sparse){.size = front + size, .fd = memfd_create("image", MFD_CLOEXEC)};
    if (map(sparse)) {
        fill(sparse->bytes + front, bytes, size);
        snprintf(path, sizeof path, "/proc/self/fd/%d", sparse->fd);
        sparse->image = tdxp_image_open(path, NULL, NULL);
    }
    if (!sparse->image) {
        sparse_close(sparse);
    }
    return sparse->image != NULL;
}

void sparse_close(struct sparse *sparse)
{
    tdxp_image_close(sparse->image);
    if (sparse->bytes) {
        munmap(sparse->bytes, sparse->size);
    }
    if (sparse->fd >= 0) {
        close(sparse->fd);
    }
    *sparse = (struct sparse){.fd = -1};
}
