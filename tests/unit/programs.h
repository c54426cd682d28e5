/* Small programs made in memory, and images that hold one. */
#ifndef UNIT_PROGRAMS_H
#define UNIT_PROGRAMS_H

#include <stddef.h>
#include <stdint.h>

enum { PROGRAM_ROOM = 0x800 }; /* bytes that suffice for each of them */

/* Where things are in a program of each kind. */
enum {
    ELF_CODE = 0x200, /* section .text, 0x40 bytes; the entry point is its byte 0x10 */
    ELF_SIZE = 0x400,
    ELF_VADDR = 0x100000,    /* of the file's first byte */
    PE_HEADER = 0x80,        /* of the signature */
    PE_CODE = 0x200,         /* section .text, 0x100 bytes, at RVA 0x1000; the entry point is its byte 0x10 */
    PE_RELOC = 0x300,        /* section .reloc, 0x40 bytes, at RVA 0x2000 */
    PE_CERTIFICATES = 0x340, /* 0x20 bytes */
    PE_SIZE = 0x360,
    TE_STRIPPED = 0x188, /* bytes of headers that the TE image lacks */
    TE_CODE = PE_CODE - TE_STRIPPED + 40,
    TE_SIZE = PE_CERTIFICATES - TE_STRIPPED + 40,
    KERNEL_CODE = 0x400, /* kernel for protected mode, 0x300 bytes, the packed kernel from its byte 0x210 on */
    KERNEL_SIZE = 0x700,
};

/* Write a program into PROGRAM_ROOM bytes that are zero; returns its size. */
size_t make_elf32(uint8_t *at);
size_t make_elf64(uint8_t *at);
size_t make_pe32(uint8_t *at);
size_t make_pe64(uint8_t *at);
size_t make_te(uint8_t *at);
size_t make_kernel(uint8_t *at);

/* One row for each of them, ended by a name NULL. */
struct program_sample {
    const char *name; /* key of the node: "elf" */
    size_t (*make)(uint8_t *at);
};
extern const struct program_sample program_samples[];

/*
 * An image whose configuration volume, at file offset 0 and GPA PLAN_GPA, holds the program in a section of that type
 * (0x10 PE32, 0x12 TE), whose data begins at PROGRAM_AT. Freed by the caller; *size is the image's.
 */
enum { PROGRAM_AT = 0x48 + 24 + 4 };
uint8_t *image_with_program(const uint8_t *program, size_t length, uint8_t section_type, size_t *size);

#endif
