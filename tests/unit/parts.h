/* Firmware made in memory from the inside out: sections, files and volumes, compressed or not. */
#ifndef UNIT_PARTS_H
#define UNIT_PARTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tdxplore/guid.h"

/* Bytes from malloc. The functions that take parts free them. */
struct part {
    uint8_t *data;
    size_t size;
};

extern const struct tdxp_guid part_guid_lzma, part_guid_lzma_x86, part_guid_gzip, part_guid_crc32;
extern const struct tdxp_guid part_guid_brotli, part_guid_nobody;
extern const struct tdxp_guid part_guid_pei_apriori, part_guid_dxe_apriori;

/* A copy of bytes; size bytes of one value; bytes that no method makes smaller. */
struct part part_of(const void *bytes, size_t size);
struct part part_filled(uint8_t value, size_t size);
struct part part_random(size_t size);

/* A section of a type with what follows its header of four bytes. */
struct part part_section(uint8_t type, struct part body);

/* A GUID-defined section; what belongs to the GUID stands before the data. */
struct part part_guided(const struct tdxp_guid *guid, uint16_t attributes, struct part fields, struct part data);

/* A user interface section with that name, in ASCII. */
struct part part_ui(const char *name);

/* Two rows of sections as one: the second begins at a multiple of four bytes. */
struct part part_join(struct part first, struct part second);

/* A file with right checksums and state for zeros as erased bytes. */
struct part part_file(const struct tdxp_guid *name, uint8_t type, struct part body);

/* An FFS2 volume that holds count files, one behind the other, and nothing else; its size is a multiple of 16. */
struct part part_volume(struct part *files, size_t count);

/* The data as LZMA has it in a section: the header of a .lzma file says how much it is. */
struct part part_lzma(struct part data);

/* The same, without the size: an end marker says where it ends. */
struct part part_lzma_endless(struct part data);

/* The same as part_lzma, through the filter for x86 code. */
struct part part_lzma_x86(struct part data);

struct part part_gzip(struct part data);

/* The same as EDK2 has it: two numbers before the stream. False where the tests cannot compress so. */
bool part_brotli(struct part data, struct part *packed);

/* A volume with one file whose one section holds row, compressed by LZMA; and with a file of its own before it. */
struct part part_packed_volume(struct part row);

#endif
