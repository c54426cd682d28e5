/* Firmware volumes made in memory, and what the decoder of volumes alone makes of them. */
#ifndef TESTS_UNIT_VOLUMES_H
#define TESTS_UNIT_VOLUMES_H

#include <stddef.h>
#include <stdint.h>

#include "format/fv.h"
#include "tdxplore/tree.h"
#include "tdxplore/volume.h"

/* ---- building ---- */

/* Where things are in the plain volume, in bytes from its start. */
enum {
    VOLUME = 0x400, /* its size */
    EXT = 0x60,     /* its extended header, in the pad file at 0x48 */
    PAD = 0x48,
    PROGRAM = 0x78, /* its first file, and the sections of that */
    CODE = 0x90,
    VERSION_SECTION = 0xa8,
    UI = 0xb8,
    RAW = 0xd0, /* its second file */
    FREE = 0x100,
    LOADER_SIZE = 0x55,
};

/* GUIDs of file systems, of files, of a volume and of a section, and one of nobody. */
extern const uint8_t volumes_ffs2[16], volumes_ffs3[16], volumes_variables[16], volumes_top_file[16],
    volumes_sec_volume[16], volumes_lzma[16], volumes_nobody[16];

/*
 * A volume of VOLUME bytes with erase polarity 1: pad file with the extended header, a program with PE32, version and
 * user interface section, a raw file with a checksum of its data, free space.
 */
void volumes_put_plain(uint8_t *at);

/* A header of 0x48 bytes in front of length bytes, which are erased to ones where attributes bit 11 says so. */
void volumes_put(uint8_t *at, uint64_t length, const uint8_t *guid, uint32_t attributes);

/* Make the checksum of a volume right for header_length bytes. */
void volumes_seal(uint8_t *at, size_t header_length);

/* The header of a file of size bytes, that included, with the checksums of what is there. state is as it is stored. */
void volumes_put_file(uint8_t *at, const uint8_t *name, uint8_t type, uint8_t attributes, uint32_t size, uint8_t state);

/* Make the checksums of a file right that has a header of that many bytes. */
void volumes_seal_file(uint8_t *at, size_t header, uint64_t size);

/* The four bytes that a section of size bytes begins with. */
void volumes_put_section(uint8_t *at, uint8_t type, uint32_t size);

/* A text in UCS-2 with a zero behind it. */
void volumes_put_wide(uint8_t *at, const char *text);

/* ---- decoding ---- */

/* Bytes in memory of their exact size, so that a read past the end is noticed, and what was decoded from them. */
struct volumes {
    uint8_t *bytes;
    struct tdxp_tree *tree;
    struct volume_list list;
};

/* Of a copy at an odd address; to be given to volumes_free(). */
struct volumes volumes_decode(const uint8_t *bytes, size_t size);
void volumes_free(struct volumes *d);

/* The node with that path; fails the test where there is none. */
const struct tdxp_node *volumes_at(const struct volumes *d, const char *path);

void volumes_assert_range(const struct volumes *d, const char *path, uint64_t offset, uint64_t length);
void volumes_assert_value(const struct volumes *d, const char *path, const char *value);

/* text, which may be NULL, has part in it. */
void volumes_assert_text(const char *text, const char *part);

/* The node bears the mark, and a remark with that in it. */
void volumes_assert_marked(const struct volumes *d, const char *path, uint32_t mark, const char *remark);

/* No node bears a mark or a remark. */
void volumes_assert_no_marks(const struct volumes *d);

/* Every child lies in its parent, keys of siblings differ, and everything has an explanation. */
void volumes_assert_sound(const struct volumes *d);

#endif
