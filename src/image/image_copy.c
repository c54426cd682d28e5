/* Copies of an image that can be changed: in memory, never in a file. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "image/image_private.h"

/*
 * The file system knows nothing of what is written to a private mapping, and may have a hole there. One bit a chunk is
 * little even for a file of many gigabytes, and writing needs no memory then.
 */
#define CHUNK (UINT64_C(1) << 16)

static bool is_written(const struct tdxp_image *image, uint64_t chunk)
{
    return image->written[chunk / 8] >> (chunk % 8) & 1;
}

bool next_written(const struct tdxp_image *image, uint64_t from, struct tdxp_range *data)
{
    uint64_t size = image->bytes.size;
    bool stored = next_stored(image, from, data);
    uint64_t last = ((stored ? data->start : size - 1)) / CHUNK;
    uint64_t chunk = from / CHUNK;
    uint64_t start;

    while (chunk <= last && !is_written(image, chunk)) {
        /* Eight at once where none is. */
        chunk += chunk % 8 == 0 && image->written[chunk / 8] == 0 ? 8 : 1;
    }
    if (chunk > last) {
        return stored;
    }
    start = chunk * CHUNK > from ? chunk * CHUNK : from;
    if (!stored || start < data->start) {
        *data = (struct tdxp_range){start, tdxp_clip(start, (chunk + 1) * CHUNK - start, size)};
    }
    return true;
}

/* The bytes of a mapped file, mapped once more: the kernel copies the pages that are written to, and no others. */
static bool map_again(struct tdxp_image *copy, const struct tdxp_image *image, struct tdxp_error *err)
{
    void *mapping =
        mmap(NULL, image->mapping_length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_NORESERVE, image->sources[0].fd, 0);

    if (mapping == MAP_FAILED) {
        tdxp_error_set(err, "cannot map a copy of it: %s", strerror(errno));
        return false;
    }
    copy->mapping = mapping;
    copy->mapping_length = image->mapping_length;
    guard_add(mapping, copy->mapping_length);
    copy->writable = mapping;
    copy->written = calloc((size_t)(image->bytes.size / CHUNK / 8 + 1), 1);
    if (!copy->written) {
        tdxp_error_set(err, "out of memory");
        return false;
    }
    return true;
}

static bool copy_memory(struct tdxp_image *copy, const struct tdxp_image *image, struct tdxp_error *err)
{
    copy->memory = malloc((size_t)image->bytes.size);
    if (!copy->memory) {
        tdxp_error_set(err, "out of memory");
        return false;
    }
    tdxp_read_some(&image->bytes, 0, copy->memory, (size_t)image->bytes.size);
    copy->writable = copy->memory;
    return true;
}

/* The files that the image is made of, with descriptors of the copy's own. */
static bool copy_parts(struct tdxp_image *copy, const struct tdxp_image *image, struct tdxp_error *err)
{
    for (size_t i = 0; i < image->part_count; i++) {
        int fd = image->sources[i].fd;

        copy->sources[i] = image->sources[i];
        copy->sources[i].fd = fd < 0 ? -1 : fcntl(fd, F_DUPFD_CLOEXEC, 3);
        if (fd >= 0 && copy->sources[i].fd < 0) {
            tdxp_error_set(err, "cannot keep its file open: %s", strerror(errno));
            return false;
        }
        copy->parts[i].range = image->parts[i].range;
        copy->parts[i].name = image->part_count == 1 ? copy->name : strdup(image->parts[i].name);
        copy->part_count = i + 1;
        if (!copy->parts[i].name) {
            tdxp_error_set(err, "out of memory");
            return false;
        }
    }
    return true;
}

struct tdxp_image *tdxp_image_copy(const struct tdxp_image *image, struct tdxp_error *err)
{
    struct tdxp_image *copy;

    if (image->writable) {
        tdxp_error_set(err, "is a copy already");
        return NULL;
    }
    copy = image_new(image->name, err);
    if (!copy) {
        return NULL;
    }
    if (!copy_parts(copy, image, err) || !(image->mapping ? map_again : copy_memory)(copy, image, err)) {
        tdxp_image_close(copy);
        return NULL;
    }
    copy->bytes = (struct tdxp_bytes){copy->writable, image->bytes.size};
    return copy;
}

bool tdxp_image_write(struct tdxp_image *copy, uint64_t offset, const void *bytes, size_t length)
{
    if (!copy->writable || !tdxp_fits(offset, length, copy->bytes.size)) {
        return false;
    }
    if (length == 0) {
        return true;
    }
    memcpy(copy->writable + offset, bytes, length);
    for (uint64_t chunk = offset / CHUNK; copy->written && chunk <= (offset + length - 1) / CHUNK; chunk++) {
        copy->written[chunk / 8] |= (uint8_t)(1u << (chunk % 8));
    }
    return true;
}
