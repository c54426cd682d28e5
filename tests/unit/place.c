/* A directory and a file for a test that needs one on a file system. */
#include "place.h"

#include <fcntl.h>
#include <ftw.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

bool make_directory(char dir[static PLACE_DIR])
{
    const char *tmp = getenv("TMPDIR");

    snprintf(dir, PLACE_DIR, "%s/tdxplore-test-XXXXXX", tmp && *tmp ? tmp : "/tmp");
    return mkdtemp(dir) != NULL;
}

/* A directory that a test has made read-only keeps its entries. */
static int make_writable(const char *path, const struct stat *status, int type, struct FTW *where)
{
    (void)status;
    (void)where;
    return type == FTW_D || type == FTW_DNR ? chmod(path, 0700) : 0;
}

static int remove_one(const char *path, const struct stat *status, int type, struct FTW *where)
{
    (void)status;
    (void)type;
    (void)where;
    return remove(path);
}

bool remove_directory(const char *dir)
{
    enum { OPEN_MOST = 8 };

    return nftw(dir, make_writable, OPEN_MOST, FTW_PHYS) == 0 &&
           nftw(dir, remove_one, OPEN_MOST, FTW_DEPTH | FTW_PHYS) == 0;
}

int make_place(void **state)
{
    struct test_place *place = calloc(1, sizeof *place);

    if (!place || !make_directory(place->dir)) {
        free(place);
        return -1;
    }
    snprintf(place->file, sizeof place->file, "%s/image", place->dir);
    *state = place;
    return 0;
}

int remove_place(void **state)
{
    struct test_place *place = *state;
    bool removed = remove_directory(place->dir);

    free(place);
    return removed ? 0 : -1;
}

int open_new(const struct test_place *place)
{
    int fd = open(place->file, O_RDWR | O_CREAT | O_TRUNC, 0600);

    assert_true(fd >= 0);
    return fd;
}

void put_at(int fd, uint64_t offset, const void *bytes, size_t length)
{
    assert_int_equal(pwrite(fd, bytes, length, (off_t)offset), (ssize_t)length);
}
