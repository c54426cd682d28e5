/* Images in files of holes: as large as one likes, and decoded over and over in little time. */
#include "sparse.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PAGE = 4096 };

static bool all_zero(const uint8_t *bytes, uint64_t length)
{
    return length == 0 || (bytes[0] == 0 && memcmp(bytes, bytes + 1, length - 1) == 0);
}

/* The page at offset stays a hole: note it with those before it. */
static void note_hole(struct sparse *sparse, uint64_t offset, uint64_t length)
{
    struct tdxp_range *last = sparse->hole_count > 0 ? &sparse->holes[sparse->hole_count - 1] : NULL;

    if (last && last->start + last->length == offset) {
        last->length += length;
    } else if (sparse->hole_count < sizeof sparse->holes / sizeof sparse->holes[0]) {
        sparse->holes[sparse->hole_count++] = (struct tdxp_range){offset, length};
    }
}

/* Touch only the pages that have something in them. */
static void fill(struct sparse *sparse, const uint8_t *bytes, uint64_t size, uint64_t front)
{
    for (uint64_t at = 0; at < size; at += PAGE) {
        uint64_t length = size - at < PAGE ? size - at : PAGE;

        if (all_zero(bytes + at, length)) {
            note_hole(sparse, front + at, length);
        } else {
            memcpy(sparse->bytes + front + at, bytes + at, length);
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

static int64_t stored(int fd)
{
    struct stat status;

    return fstat(fd, &status) == 0 ? (int64_t)status.st_blocks : 0;
}

bool sparse_open(struct sparse *sparse, const uint8_t *bytes, uint64_t size, uint64_t front)
{
    char path[64];

    *sparse = (struct sparse){.size = front + size, .fd = memfd_create("image", MFD_CLOEXEC)};
    if (map(sparse)) {
        fill(sparse, bytes, size, front);
        sparse->stored = stored(sparse->fd);
        snprintf(path, sizeof path, "/proc/self/fd/%d", sparse->fd);
        sparse->image = tdxp_image_open(path, NULL, NULL);
    }
    if (!sparse->image) {
        sparse_close(sparse);
    }
    return sparse->image != NULL;
}

void sparse_dig(struct sparse *sparse)
{
    if (stored(sparse->fd) <= sparse->stored) {
        return;
    }
    for (size_t i = 0; i < sparse->hole_count; i++) {
        /* Where it fails the test takes longer, no more. */
        (void)fallocate(sparse->fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, (off_t)sparse->holes[i].start,
                        (off_t)sparse->holes[i].length);
    }
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
