/* Opening an image: mapped where it can be, read into memory where not. */
#include "image/image_private.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tdxplore/text.h"

struct tdxp_image *image_new(const char *name, struct tdxp_error *err)
{
    struct tdxp_image *image = calloc(1, sizeof *image);

    if (image) {
        for (size_t i = 0; i < TDXP_IMAGE_PARTS; i++) {
            image->sources[i].fd = -1;
        }
        image->name = strdup(name);
    }
    if (!image || !image->name) {
        free(image);
        tdxp_error_set(err, "out of memory");
        return NULL;
    }
    return image;
}

void become_whole(struct tdxp_image *image)
{
    image->parts[0] = (struct tdxp_image_part){image->name, {0, image->bytes.size}};
    image->part_count = 1;
}

void tdxp_image_close(struct tdxp_image *image)
{
    if (!image) {
        return;
    }
    if (image->mapping) {
        guard_remove(image->mapping);
        munmap(image->mapping, image->mapping_length);
    }
    for (size_t i = 0; i < TDXP_IMAGE_PARTS; i++) {
        if (image->sources[i].fd >= 0) {
            close(image->sources[i].fd);
        }
        if (image->parts[i].name != image->name) {
            free((char *)(uintptr_t)image->parts[i].name);
        }
    }
    free(image->written);
    free(image->memory);
    free(image->name);
    free(image);
}

struct tdxp_image *tdxp_image_from_memory(const char *name, uint8_t *data, uint64_t size, struct tdxp_error *err)
{
    struct tdxp_image *image;

    if (size == 0) {
        tdxp_error_set(err, "the image is empty");
        return NULL;
    }
    image = image_new(name, err);
    if (image) {
        image->memory = data;
        image->bytes = (struct tdxp_bytes){data, size};
        become_whole(image);
    }
    return image;
}

/* Grows the buffer so that at least one more byte fits, but to no more than limit + 1 bytes. */
static bool grow(uint8_t **buffer, size_t *capacity, uint64_t limit)
{
    uint64_t wanted = *capacity ? tdxp_add_sat(*capacity, *capacity) : UINT64_C(1) << 16;
    uint8_t *grown;

    if (wanted > tdxp_add_sat(limit, 1)) {
        wanted = tdxp_add_sat(limit, 1);
    }
    if (wanted > SIZE_MAX) {
        return false;
    }
    grown = realloc(*buffer, (size_t)wanted);
    if (!grown) {
        return false;
    }
    *buffer = grown;
    *capacity = (size_t)wanted;
    return true;
}

static bool read_all(struct tdxp_image *image, int fd, uint64_t limit, struct tdxp_error *err)
{
    size_t capacity = 0;
    size_t used = 0;

    for (;;) {
        ssize_t got;

        if (used == capacity && !grow(&image->memory, &capacity, limit)) {
            tdxp_error_set(err, "out of memory after reading %zu bytes", used);
            return false;
        }
        got = read(fd, image->memory + used, capacity - used);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            tdxp_error_set(err, "cannot read: %s", strerror(errno));
            return false;
        }
        if (got == 0) {
            break;
        }
        used += (size_t)got;
        if (used > limit) {
            tdxp_error_set(err, "more than %llu bytes, the limit for input that is read into memory",
                           (unsigned long long)limit);
            return false;
        }
    }
    image->bytes = (struct tdxp_bytes){image->memory, used};
    return true;
}

static bool map_file(struct tdxp_image *image, int fd, const struct stat *st)
{
    void *mapping;

    if ((uint64_t)st->st_size > SIZE_MAX) {
        return false;
    }
    mapping = mmap(NULL, (size_t)st->st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (mapping == MAP_FAILED) {
        return false;
    }
    image->mapping = mapping;
    image->mapping_length = (size_t)st->st_size;
    guard_add(mapping, image->mapping_length);
    image->bytes = (struct tdxp_bytes){mapping, (uint64_t)st->st_size};
    image->sources[0] = (struct source){fd, (uint64_t)st->st_size, st->st_mtim, st->st_ctim, st->st_nlink > 0};
    return true;
}

static uint64_t read_limit(const struct tdxp_image_options *options)
{
    return options && options->read_limit ? options->read_limit : TDXP_READ_LIMIT_DEFAULT;
}

static bool load(struct tdxp_image *image, int fd, const struct tdxp_image_options *options, bool *keep_fd,
                 struct tdxp_error *err)
{
    struct stat st;

    if (fstat(fd, &st) != 0) {
        tdxp_error_set(err, "cannot read its attributes: %s", strerror(errno));
        return false;
    }
    if (S_ISDIR(st.st_mode)) {
        tdxp_error_set(err, "is a directory");
        return false;
    }
    if (options && options->files_only && (S_ISFIFO(st.st_mode) || S_ISCHR(st.st_mode))) {
        tdxp_error_set(err, "is no file but a pipe or a device");
        return false;
    }
    /* Standard input may be a file of which somebody has read a part already: the image is what follows. */
    if (S_ISREG(st.st_mode) && st.st_size > 0 && lseek(fd, 0, SEEK_CUR) == 0 && map_file(image, fd, &st)) {
        *keep_fd = true;
        return true;
    }
    /* Some file systems give regular files of size 0 that hold data all the same (/proc). */
    return read_all(image, fd, read_limit(options), err);
}

struct tdxp_image *tdxp_image_open(const char *path, const struct tdxp_image_options *options, struct tdxp_error *err)
{
    bool from_stdin = strcmp(path, "-") == 0;
    struct tdxp_image *image;
    bool keep_fd = false;
    bool loaded;
    int fd;

    image = image_new(path, err);
    if (!image) {
        return NULL;
    }
    if (from_stdin) {
        /* A private descriptor: what closes the image must not close standard input. */
        fd = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3);
    } else {
        /* What the path leads to is looked at only once it is open, as it may become another: that must not wait. */
        fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | (options && options->files_only ? O_NONBLOCK : 0));
    }
    if (fd < 0) {
        tdxp_error_set(err, "cannot open: %s", strerror(errno));
        tdxp_image_close(image);
        return NULL;
    }
    loaded = load(image, fd, options, &keep_fd, err);
    if (loaded && image->bytes.size == 0 && !(options && options->allow_empty)) {
        tdxp_error_set(err, "is empty");
        loaded = false;
    }
    if (!keep_fd) {
        close(fd);
    }
    if (!loaded) {
        tdxp_image_close(image);
        return NULL;
    }
    become_whole(image);
    return image;
}

const struct tdxp_bytes *tdxp_image_bytes(const struct tdxp_image *image)
{
    return &image->bytes;
}

const char *tdxp_image_name(const struct tdxp_image *image)
{
    return image->name;
}

bool next_stored(const struct tdxp_image *image, uint64_t from, struct tdxp_range *data)
{
    uint64_t size = image->bytes.size;
    off_t start = lseek(image->sources[0].fd, (off_t)from, SEEK_DATA);
    off_t end;

    *data = (struct tdxp_range){from, size - from};
    if (start < 0) {
        return errno != ENXIO;
    }
    end = lseek(image->sources[0].fd, start, SEEK_HOLE);
    /* Standard input shares its position with whoever opened it: leave it where it was. */
    lseek(image->sources[0].fd, 0, SEEK_SET);
    if ((uint64_t)start >= size) {
        return false;
    }
    data->start = (uint64_t)start;
    data->length = (end > start && (uint64_t)end < size ? (uint64_t)end : size) - (uint64_t)start;
    return true;
}

bool tdxp_image_next_data(const struct tdxp_image *image, uint64_t from, struct tdxp_range *data)
{
    if (from >= image->bytes.size) {
        return false;
    }
    if (!image->mapping) {
        *data = (struct tdxp_range){from, image->bytes.size - from};
        return true;
    }
    return image->written ? next_written(image, from, data) : next_stored(image, from, data);
}

static bool is_same_time(struct timespec a, struct timespec b)
{
    return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec;
}

static bool is_written_to(const struct source *source, const struct stat *st)
{
    return (uint64_t)st->st_size != source->size || !is_same_time(st->st_mtim, source->modified);
}

/* lost: zeros stand for some of the bytes. */
static enum tdxp_image_state source_state(const struct source *source, bool lost)
{
    struct stat st;
    bool deleted;

    if (source->fd < 0 || fstat(source->fd, &st) != 0) {
        return lost ? TDXP_IMAGE_UNREAD : TDXP_IMAGE_SAME;
    }
    deleted = st.st_nlink == 0 && source->named;
    if ((uint64_t)st.st_size < source->size) {
        return TDXP_IMAGE_SHRUNK;
    }
    if (is_written_to(source, &st)) {
        return TDXP_IMAGE_CHANGED;
    }
    if (lost) {
        /* Who writes a file anew may set its time back; deleting it is no reason for bytes to be missing. */
        return deleted || is_same_time(st.st_ctim, source->changed) ? TDXP_IMAGE_UNREAD : TDXP_IMAGE_CHANGED;
    }
    return deleted ? TDXP_IMAGE_GONE : TDXP_IMAGE_SAME;
}

static bool has_lost(const struct tdxp_image *image)
{
    return image->mapping && guard_has_lost(image->mapping);
}

bool tdxp_image_was_read(const struct tdxp_image *image)
{
    return !has_lost(image) && tdxp_image_poll(image) != TDXP_IMAGE_SHRUNK;
}

/* Pages were missing while the file was written anew. A copy's pages may have been written to: they stay. */
static void look_again(const struct tdxp_image *image)
{
    const struct source *source = &image->sources[0];
    struct stat st;

    if (!image->writable && fstat(source->fd, &st) == 0 && st.st_size > 0 && is_written_to(source, &st)) {
        guard_restore(image->mapping, (uint64_t)st.st_size < source->size ? (size_t)st.st_size : image->mapping_length,
                      source->fd);
    }
}

enum tdxp_image_state tdxp_image_poll(const struct tdxp_image *image)
{
    if (image->part_count == 1) {
        bool lost = has_lost(image);

        if (lost) {
            look_again(image);
        }
        return source_state(&image->sources[0], lost);
    }
    for (size_t i = 0; i < image->part_count; i++) {
        if (source_state(&image->sources[i], false) != TDXP_IMAGE_SAME) {
            return TDXP_IMAGE_GONE;
        }
    }
    return TDXP_IMAGE_SAME;
}

/* ---- joined images ---- */

const struct tdxp_image_part *tdxp_image_parts(const struct tdxp_image *image, size_t *count)
{
    *count = image->part_count;
    return image->parts;
}

const struct tdxp_image_part *tdxp_image_part_at(const struct tdxp_image *image, uint64_t offset)
{
    for (size_t i = 0; i < image->part_count; i++) {
        if (tdxp_range_has(image->parts[i].range, offset)) {
            return &image->parts[i];
        }
    }
    return NULL;
}

/* Copy a part behind those that are there. False where memory ran out. */
static bool add_part(struct tdxp_image *image, const struct tdxp_image *part)
{
    struct tdxp_image_part *slot = &image->parts[image->part_count];
    struct source *source = &image->sources[image->part_count];

    slot->name = strdup(part->name);
    if (!slot->name) {
        return false;
    }
    slot->range = (struct tdxp_range){image->bytes.size, part->bytes.size};
    *source = part->sources[0];
    if (source->fd >= 0) {
        source->fd = fcntl(source->fd, F_DUPFD_CLOEXEC, 3);
    }
    tdxp_read_some(&part->bytes, 0, image->memory + image->bytes.size, (size_t)part->bytes.size);
    image->bytes.size += part->bytes.size;
    image->part_count++;
    return true;
}

static char *joined_name(const char *first, const char *second)
{
    const char *titles[] = {tdxp_file_title(first), tdxp_file_title(second)};
    size_t size = strlen(titles[0]) + strlen(titles[1]) + sizeof " + ";
    char *name = malloc(size);

    if (name) {
        snprintf(name, size, "%s + %s", titles[0], titles[1]);
    }
    return name;
}

struct tdxp_image *tdxp_image_join(const struct tdxp_image *first, const struct tdxp_image *second,
                                   const struct tdxp_image_options *options, struct tdxp_error *err)
{
    uint64_t limit = read_limit(options);
    uint64_t size = tdxp_add_sat(first->bytes.size, second->bytes.size);
    struct tdxp_image *image = NULL;
    char *name;

    if (first->part_count > 1 || second->part_count > 1) {
        tdxp_error_set(err, "is made of two files already");
        return NULL;
    }
    if (size > limit || size > SIZE_MAX) {
        tdxp_error_set(err, "more than %llu bytes when joined, the limit for input that is read into memory",
                       (unsigned long long)limit);
        return NULL;
    }
    name = joined_name(first->name, second->name);
    if (name) {
        image = image_new(name, NULL);
    }
    free(name);
    if (image) {
        image->memory = malloc((size_t)size);
        image->bytes.data = image->memory;
    }
    if (!image || !image->memory || !add_part(image, first) || !add_part(image, second)) {
        tdxp_error_set(err, "out of memory");
    } else if (!tdxp_image_was_read(first) || !tdxp_image_was_read(second)) {
        tdxp_error_set(err, "cannot read: %s", strerror(EIO));
    } else {
        return image;
    }
    tdxp_image_close(image);
    return NULL;
}

/* ---- once more ---- */

bool tdxp_image_part_is_file(const struct tdxp_image *image, size_t part)
{
    return image->sources[part].fd >= 0 && strcmp(image->parts[part].name, "-") != 0;
}

struct tdxp_image_stamp tdxp_image_stamp(const struct tdxp_image *image)
{
    struct tdxp_image_stamp stamp;

    memset(&stamp, 0, sizeof stamp);
    for (size_t i = 0; i < image->part_count; i++) {
        struct stat st;

        if (tdxp_image_part_is_file(image, i) && stat(image->parts[i].name, &st) == 0) {
            stamp.files[i].device = st.st_dev;
            stamp.files[i].inode = st.st_ino;
            stamp.files[i].size = (uint64_t)st.st_size;
            stamp.files[i].seconds = st.st_mtim.tv_sec;
            stamp.files[i].nanoseconds = st.st_mtim.tv_nsec;
        }
    }
    return stamp;
}

static struct tdxp_image *reopen_part(const struct tdxp_image *image, size_t part, struct tdxp_error *err)
{
    const struct tdxp_image_options options = {.files_only = true};

    if (!tdxp_image_part_is_file(image, part)) {
        tdxp_error_set(err, "it is no file that could be opened again");
        return NULL;
    }
    return tdxp_image_open(image->parts[part].name, &options, err);
}

struct tdxp_image *tdxp_image_reopen(const struct tdxp_image *image, struct tdxp_error *err)
{
    struct tdxp_image *parts[TDXP_IMAGE_PARTS] = {NULL};
    struct tdxp_image *again;
    size_t count = 0;

    while (count < image->part_count && (parts[count] = reopen_part(image, count, err))) {
        count++;
    }
    if (image->part_count == 1) {
        return parts[0];
    }
    again = count == image->part_count ? tdxp_image_join(parts[0], parts[1], NULL, err) : NULL;
    for (size_t i = 0; i < count; i++) {
        tdxp_image_close(parts[i]);
    }
    return again;
}
