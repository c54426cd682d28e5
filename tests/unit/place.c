/* A directory and a file for a test that needs one on a file system. */
#include "place.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

int make_place(void **state)
{
    struct place *place = calloc(1, sizeof *place);
    const char *tmp = getenv("TMPDIR");

    if (!place) {
        return -1;
    }
    snprintf(place->dir, sizeof place->dir, "%s/tdxplore-test-XXXXXX", tmp && *tmp ? tmp : "/tmp");
    if (!mkdtemp(place->dir)) {
        free(place);
        return -1;
    }
    snprintf(place->file, sizeof place->file, "%s/image", place->dir);
    *state = place;
    return 0;
}

int remove_place(void **state)
{
    struct place *place = *state;

    unlink(place->file);
    rmdir(place->dir);
    free(place);
    return 0;
}

int open_new(const struct place *place)
{
    int fd = open(place->file, O_RDWR | O_CREAT | O_TRUNC, 0600);

    assert_true(fd >= 0);
    return fd;
}

void put_at(int fd, uint64_t offset, const void *bytes, size_t length)
{
    assert_int_equal(pwrite(fd, bytes, length, (off_t)offset), (ssize_t)length);
}
