/*
 * An image: the bytes of a firmware file, opened read-only; and copies of it in memory that can be changed.
 *
 * A regular file is mapped; whatever cannot be mapped (standard input, a pipe, a device) is read into memory.
 * The file is never written to.
 */
#ifndef TDXPLORE_IMAGE_H
#define TDXPLORE_IMAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tdxplore/bytes.h"
#include "tdxplore/error.h"
#include "tdxplore/range.h"

struct tdxp_image;

/* How much is read into memory from an input that cannot be mapped, unless the caller says otherwise: 1 GiB. */
#define TDXP_READ_LIMIT_DEFAULT (UINT64_C(1) << 30)

struct tdxp_image_options {
    uint64_t read_limit; /* bytes; 0 means TDXP_READ_LIMIT_DEFAULT. Does not apply to mapped files. */
    bool allow_empty;    /* no bytes at all will do: for a file that is hashed, not looked into */
    bool files_only;     /* refuse a pipe or a device of characters, and never wait for one: it may have no end */
};

/*
 * Open path; "-" is standard input, from where it stands. options may be NULL.
 * Returns an image that the caller closes, or NULL with *err filled in: the path does not exist, may not be
 * read, is a directory, is empty (unless that is allowed), exceeds the read limit, or memory ran out.
 */
struct tdxp_image *tdxp_image_open(const char *path, const struct tdxp_image_options *options, struct tdxp_error *err);

/*
 * Make an image of size bytes in memory. The image takes over data, which must come from malloc, and frees it
 * on close; name is copied. NULL where memory ran out or size is 0; data then still belongs to the caller.
 */
struct tdxp_image *tdxp_image_from_memory(const char *name, uint8_t *data, uint64_t size, struct tdxp_error *err);

/* One of the files that an image is made of. */
struct tdxp_image_part {
    const char *name;        /* as the path was given; may hold any byte */
    struct tdxp_range range; /* of the image: the file's bytes */
};

#define TDXP_IMAGE_PARTS 2 /* most parts of an image */

/*
 * Join two images: the bytes of first, then those of second, as a VMM maps OVMF_VARS.fd directly below OVMF_CODE.fd
 * (qemu/qemu:hw/i386/pc_sysfw.c). They are copied, and the caller closes all three. options may be NULL; the read limit
 * is one of both together. NULL with *err filled in where they exceed it, one is joined already, or memory ran out.
 */
struct tdxp_image *tdxp_image_join(const struct tdxp_image *first, const struct tdxp_image *second,
                                   const struct tdxp_image_options *options, struct tdxp_error *err);

/* The files that the image is made of, in the order of their bytes, as long as it is open; *count of them, at least 1. */
const struct tdxp_image_part *tdxp_image_parts(const struct tdxp_image *image, size_t *count);

/* The name of a part is that of a file, and not of standard input or of bytes in memory. */
bool tdxp_image_part_is_file(const struct tdxp_image *image, size_t part);

/* The file that the byte at an offset of the image is of, or NULL past the end. */
const struct tdxp_image_part *tdxp_image_part_at(const struct tdxp_image *image, uint64_t offset);

/*
 * What the names of an image's files lead to now: two stamps that are alike mean the same files, unchanged between them.
 * All zero for what has no name to look for, and for a file that is not there.
 */
struct tdxp_image_stamp {
    struct {
        uint64_t device, inode, size;
        int64_t seconds, nanoseconds; /* of the last change of its bytes */
    } files[TDXP_IMAGE_PARTS];
};

struct tdxp_image_stamp tdxp_image_stamp(const struct tdxp_image *image);

/*
 * Open the file or files that an image is made of once more, as they are now. NULL with *err filled in where one cannot be
 * opened, has become a pipe or a device, or has no name to open it by: standard input, a pipe, an image in memory. The
 * caller closes both.
 */
struct tdxp_image *tdxp_image_reopen(const struct tdxp_image *image, struct tdxp_error *err);

/*
 * Where the path of a file of code (OVMF_CODE.fd) has a variable store of exactly size bytes beside it by its name
 * (OVMF_VARS.fd; of OVMF_CODE_4M.secboot.fd also OVMF_VARS_4M.fd), write that one's path into buffer. False where there
 * is none, or its path does not fit.
 */
bool tdxp_vars_beside(const char *path, uint64_t size, char *buffer, size_t room);

/*
 * A copy of an image whose bytes can be changed: in memory alone, so that no file is ever written to. Of a mapped file only
 * what is written takes memory. It has the name, the parts and the files of the image, for all functions that ask for them.
 * The caller closes both, in any order. NULL with *err filled in where the image is such a copy already, it cannot be
 * mapped again, or memory ran out.
 */
struct tdxp_image *tdxp_image_copy(const struct tdxp_image *image, struct tdxp_error *err);

/*
 * Change bytes of such a copy, at offset (in bytes from the start of the image). False, and nothing changed, where they do
 * not all lie inside, or the image is not such a copy. Where the file that was mapped gets shorter, what was written past
 * its end is lost, and reads as zero.
 */
bool tdxp_image_write(struct tdxp_image *copy, uint64_t offset, const void *bytes, size_t length);

/* Unmap or free the bytes. Every view of them ends here. image may be NULL. */
void tdxp_image_close(struct tdxp_image *image);

/* The bytes; valid until the image is closed. */
const struct tdxp_bytes *tdxp_image_bytes(const struct tdxp_image *image);

/* The path as it was given, the name of an image in memory, or of a joined image both names with " + " between them;
   never NULL. May hold any byte: escape it. */
const char *tdxp_image_name(const struct tdxp_image *image);

/*
 * The next run of bytes at or after from (file offset) that the file system stores, into *data.
 * Holes of a sparse file are passed over; where holes cannot be known, all that remains is one run.
 * False where only a hole, or nothing, remains.
 */
bool tdxp_image_next_data(const struct tdxp_image *image, uint64_t from, struct tdxp_range *data);

enum tdxp_image_state {
    TDXP_IMAGE_SAME,    /* as it was when it was opened */
    TDXP_IMAGE_CHANGED, /* size or modification time differ, or of bytes that are missing the time of any change: what is
                           shown may be old and new mixed */
    TDXP_IMAGE_SHRUNK,  /* the file is shorter than it was: bytes past its end now read as zero */
    TDXP_IMAGE_GONE,    /* deleted, or another file has taken its name: what was opened is still there, unchanged.
                           Of a joined image, which is a copy: anything has happened to one of its files */
    TDXP_IMAGE_UNREAD,  /* a read error: bytes that the disk did not give back read as zero. Where the guard (below) is
                           not installed, this is never known: the process has died of it */
};

/*
 * Ask the file system whether the opened file is still what was opened. An image in memory never changes. Where bytes were
 * missing while a file was truncated and written anew, and the file has them by now, they are its bytes from here on; not
 * those of a copy that can be changed, which keeps the zeros.
 */
enum tdxp_image_state tdxp_image_poll(const struct tdxp_image *image);

/*
 * False where zeros stand for bytes of the image that could not be read: TDXP_IMAGE_SHRUNK or TDXP_IMAGE_UNREAD, or the file
 * was truncated and written anew while it was read.
 */
bool tdxp_image_was_read(const struct tdxp_image *image);

/*
 * Make reads of a mapped file that was truncated by somebody else, or that the disk does not give back, give zero bytes
 * in place of SIGBUS; tdxp_image_poll then says so.
 * Installs a signal handler for the whole process; meant to be called once by a program, not by a library user
 * with a SIGBUS handler of its own. False with errno set where the handler could not be installed.
 */
bool tdxp_image_guard_install(void);

#endif
