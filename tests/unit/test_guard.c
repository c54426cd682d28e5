/* The guard against files that are truncated while they are mapped. */
#include "support.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tdxplore/image.h"

enum { PAGES = 16 };

/* An open file without a name: PAGES pages of 0x5a. */
static int make_file(char path[static 128])
{
    const char *tmp = getenv("TMPDIR");
    size_t size = PAGES * (size_t)sysconf(_SC_PAGESIZE);
    uint8_t *bytes = malloc(size);
    int fd;

    assert_non_null(bytes);
    memset(bytes, 0x5a, size);
    snprintf(path, 128, "%s/tdxplore-test-XXXXXX", tmp && *tmp ? tmp : "/tmp");
    fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, bytes, size), (ssize_t)size);
    free(bytes);
    return fd;
}

/* In a child: the sanitizers' own handlers, and a dump of core, are kept out of the way. */
static void be_plain(void)
{
    static const struct rlimit none = {0, 0};

    setrlimit(RLIMIT_CORE, &none);
    signal(SIGBUS, SIG_DFL);
}

/* What a child does with a new file, which is open as fd. Its exit status says what was not so; 0: all was. */
struct act {
    int (*in_child)(const char *path, int fd, const struct act *act);
    off_t keep;   /* the size to which the file is cut */
    bool guarded; /* the guard is installed */
};

/* How the child ended, as waitpid() has it. */
static int status_of(struct act act)
{
    char path[128];
    int fd = make_file(path);
    pid_t child = fork();
    int status;

    assert_true(child >= 0);
    if (child == 0) {
        be_plain();
        _exit(act.in_child(path, fd, &act));
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    unlink(path);
    close(fd);
    return status;
}

static void assert_all_so(struct act act)
{
    int status = status_of(act);

    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

static void assert_killed(struct act act)
{
    int status = status_of(act);

    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), SIGBUS);
}

/* Reads every byte of an image whose file is cut. */
static int read_truncated(const char *path, int fd, const struct act *act)
{
    struct tdxp_image *image = tdxp_image_open(path, NULL, NULL);
    const struct tdxp_bytes *bytes;
    uint64_t seen = 0;
    uint8_t byte;

    if (!image || (act->guarded && !tdxp_image_guard_install())) {
        return 10;
    }
    bytes = tdxp_image_bytes(image);
    if (ftruncate(fd, act->keep) != 0) {
        return 11;
    }
    /* From the end, so that every page faults on its own. */
    for (uint64_t at = bytes->size; at-- > 0;) {
        if (!tdxp_read_u8(bytes, at, &byte)) {
            return 12;
        }
        if (byte != (at < (uint64_t)act->keep ? 0x5a : 0)) {
            return 13;
        }
        seen++;
    }
    if (seen != bytes->size || tdxp_image_poll(image) != TDXP_IMAGE_SHRUNK) {
        return 14;
    }
    tdxp_image_close(image);
    return 0;
}

static void truncated_file_reads_as_zeros_past_its_new_end(void **state)
{
    long page = sysconf(_SC_PAGESIZE);
    const off_t ends[] = {0, 1, page - 1, page, page + 1, (PAGES - 1) * page, PAGES * page - 1};

    (void)state;
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        assert_all_so((struct act){read_truncated, ends[i], true});
    }
}

static void without_the_guard_such_a_read_is_deadly(void **state)
{
    (void)state;
    assert_killed((struct act){read_truncated, 0, false});
}

static int raise_sigbus(const char *path, int fd, const struct act *act)
{
    (void)path;
    (void)fd;
    (void)act;
    if (!tdxp_image_guard_install()) {
        return 10;
    }
    raise(SIGBUS);
    return 11;
}

static void sigbus_from_elsewhere_still_ends_the_process(void **state)
{
    (void)state;
    assert_killed((struct act){.in_child = raise_sigbus});
}

static int decode_truncated(const char *path, int fd, const struct act *act)
{
    struct tdxp_image *image = tdxp_image_open(path, NULL, NULL);
    struct tdxp_firmware *fw;

    if (!image || !tdxp_image_guard_install() || ftruncate(fd, act->keep) != 0) {
        return 10;
    }
    fw = tdxp_firmware_decode(image, NULL);
    if (!fw || fw->tdvf) {
        return 11;
    }
    tdxp_firmware_free(fw);
    tdxp_image_close(image);
    return 0;
}

static void image_that_was_truncated_before_decoding_is_decoded(void **state)
{
    (void)state;
    assert_all_so((struct act){decode_truncated, .keep = 100});
}

/* Changes a copy of an image whose file is cut. */
static int write_truncated(const char *path, int fd, const struct act *act)
{
    struct tdxp_image *image = tdxp_image_open(path, NULL, NULL);
    struct tdxp_image *copy = image ? tdxp_image_copy(image, NULL) : NULL;
    const uint64_t last = (uint64_t)PAGES * (uint64_t)sysconf(_SC_PAGESIZE) - 1;
    uint8_t byte = 0;

    if (!copy || !tdxp_image_guard_install()) {
        return 10;
    }
    if (!tdxp_image_write(copy, 0, "a", 1) || ftruncate(fd, act->keep) != 0) {
        return 11;
    }
    /* A page that was written to, one that is read first, and one that is not. */
    if (!tdxp_read_u8(tdxp_image_bytes(copy), 1, &byte) || byte != 0 || !tdxp_image_write(copy, 1, "b", 1) ||
        !tdxp_image_write(copy, last, "c", 1)) {
        return 12;
    }
    if (!tdxp_read_equals(tdxp_image_bytes(copy), 0, "\0b\0", 3) ||
        !tdxp_read_equals(tdxp_image_bytes(copy), last - 1, "\0c", 2) || tdxp_image_poll(copy) != TDXP_IMAGE_SHRUNK) {
        return 13;
    }
    tdxp_image_close(copy);
    tdxp_image_close(image);
    return 0;
}

static void copy_of_a_truncated_file_can_still_be_written_to(void **state)
{
    (void)state;
    assert_all_so((struct act){.in_child = write_truncated});
}

/* A page of an image that cannot be read, as where the disk fails: that of a file which has none. */
static bool lose_page(const struct tdxp_image *image, size_t number)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    uint8_t *start = (uint8_t *)(uintptr_t)tdxp_image_bytes(image)->data;
    int empty = memfd_create("empty", MFD_CLOEXEC);

    return empty >= 0 &&
           mmap(start + number * page, page, PROT_READ, MAP_PRIVATE | MAP_FIXED, empty, 0) != MAP_FAILED &&
           close(empty) == 0;
}

static bool reads(const struct tdxp_image *image, uint64_t at, uint8_t wanted)
{
    uint8_t byte;

    return tdxp_read_u8(tdxp_image_bytes(image), at, &byte) && byte == wanted;
}

/* What is known of a page that is lost. */
static int read_lost(const char *path, int fd, const struct act *act)
{
    uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE);
    struct tdxp_image *whole = tdxp_image_open(path, NULL, NULL);
    struct tdxp_image *broken = tdxp_image_open(path, NULL, NULL);
    struct tdxp_image *copy = broken ? tdxp_image_copy(broken, NULL) : NULL;
    struct tdxp_image *again;

    (void)fd;
    (void)act;
    if (!whole || !broken || !copy || !tdxp_image_guard_install() || !lose_page(broken, 3)) {
        return 10;
    }
    /* Nothing is missing before it is missed. */
    if (!reads(broken, 2 * page, 0x5a) || tdxp_image_poll(broken) != TDXP_IMAGE_SAME || !tdxp_image_was_read(broken)) {
        return 11;
    }
    if (!reads(broken, 3 * page + 5, 0) || !reads(broken, 4 * page, 0x5a) ||
        tdxp_image_poll(broken) != TDXP_IMAGE_UNREAD || tdxp_image_was_read(broken)) {
        return 12;
    }
    /* Others of the same file are not to blame, nor what is mapped in its place. */
    if (!reads(whole, 3 * page, 0x5a) || tdxp_image_poll(whole) != TDXP_IMAGE_SAME ||
        tdxp_image_poll(copy) != TDXP_IMAGE_SAME || tdxp_image_join(whole, broken, NULL, NULL)) {
        return 13;
    }
    tdxp_image_close(broken);
    again = tdxp_image_open(path, NULL, NULL);
    if (!again || tdxp_image_poll(again) != TDXP_IMAGE_SAME || !lose_page(copy, 0) || !reads(copy, 0, 0) ||
        tdxp_image_poll(copy) != TDXP_IMAGE_UNREAD || tdxp_image_poll(again) != TDXP_IMAGE_SAME) {
        return 14;
    }
    if (unlink(path) != 0 || tdxp_image_poll(copy) != TDXP_IMAGE_UNREAD) {
        return 15;
    }
    tdxp_image_close(again);
    tdxp_image_close(copy);
    tdxp_image_close(whole);
    return 0;
}

static bool rewrite(int fd, uint8_t with, size_t size)
{
    uint8_t bytes[1024];

    memset(bytes, with, sizeof bytes);
    for (size_t at = 0; at < size; at += sizeof bytes) {
        if (pwrite(fd, bytes, sizeof bytes, (off_t)at) != (ssize_t)sizeof bytes) {
            return false;
        }
    }
    return true;
}

static bool is(const struct tdxp_image *image, enum tdxp_image_state state, bool was_read)
{
    /* Asked first: who polls may find the bytes again. */
    return tdxp_image_was_read(image) == was_read && tdxp_image_poll(image) == state;
}

/* A file that is truncated, looked at, and written anew. */
static int read_rewritten(const char *path, int fd, const struct act *act)
{
    static const struct timespec long_ago[2] = {{.tv_sec = 1000000000}, {.tv_sec = 1000000000}};
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    bool ready = futimens(fd, long_ago) == 0;
    struct tdxp_image *image = tdxp_image_open(path, NULL, NULL);
    struct tdxp_image *copy = image ? tdxp_image_copy(image, NULL) : NULL;

    if (!ready || !copy || !tdxp_image_guard_install() || ftruncate(fd, act->keep) != 0) {
        return 10;
    }
    if (!reads(image, 0, 0) || !reads(image, 9 * page, 0) || !reads(copy, 2 * page, 0) ||
        !is(image, TDXP_IMAGE_SHRUNK, false)) {
        return 11;
    }
    /* Half of it: what is there is shown, the rest is missing still. */
    if (!rewrite(fd, 0x11, PAGES / 2 * page) || !is(image, TDXP_IMAGE_SHRUNK, false) || !reads(image, 0, 0x11) ||
        !reads(image, 9 * page, 0)) {
        return 12;
    }
    /* All of it. What was worked out before is not right for that; from then on it is all there. */
    if (!rewrite(fd, 0x22, PAGES * page) || !is(image, TDXP_IMAGE_CHANGED, false) || !reads(image, 0, 0x22) ||
        !reads(image, 9 * page, 0x22) || !is(image, TDXP_IMAGE_CHANGED, true)) {
        return 13;
    }
    /* What is written to a copy stays, and so do its zeros. */
    if (!tdxp_image_write(copy, 2 * page + 1, "c", 1) || !is(copy, TDXP_IMAGE_CHANGED, false) ||
        !reads(copy, 2 * page, 0) || !reads(copy, 2 * page + 1, 'c')) {
        return 14;
    }
    /* Its time set back hides nothing, nor is anything hidden by being written a second time. */
    if (futimens(fd, long_ago) != 0 || !is(copy, TDXP_IMAGE_CHANGED, false) || !is(image, TDXP_IMAGE_SAME, true) ||
        ftruncate(fd, 0) != 0 || !reads(image, page, 0) || !rewrite(fd, 0x33, PAGES * page) ||
        !is(image, TDXP_IMAGE_CHANGED, false) || !reads(image, page, 0x33)) {
        return 15;
    }
    tdxp_image_close(copy);
    tdxp_image_close(image);
    return 0;
}

static void a_file_that_is_written_anew_has_changed_and_shows_its_new_bytes(void **state)
{
    (void)state;
    assert_all_so((struct act){.in_child = read_rewritten});
}

static void a_page_that_cannot_be_read_is_known_of_its_image_alone(void **state)
{
    (void)state;
    assert_all_so((struct act){.in_child = read_lost});
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(truncated_file_reads_as_zeros_past_its_new_end),
        cmocka_unit_test(copy_of_a_truncated_file_can_still_be_written_to),
        cmocka_unit_test(without_the_guard_such_a_read_is_deadly),
        cmocka_unit_test(sigbus_from_elsewhere_still_ends_the_process),
        cmocka_unit_test(image_that_was_truncated_before_decoding_is_decoded),
        cmocka_unit_test(a_file_that_is_written_anew_has_changed_and_shows_its_new_bytes),
        cmocka_unit_test(a_page_that_cannot_be_read_is_known_of_its_image_alone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
