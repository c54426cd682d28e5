/* Images whose metadata is nearly right, or not: what wild_image.c is made of. */
#ifndef UNIT_WILD_H
#define UNIT_WILD_H

#include "wild_image.h"

enum {
    WILD_POINTER = WILD_SIZE - 0x20, /* the legacy offset; the GUIDed table ends here */
    WILD_FOOTER = WILD_POINTER - 18, /* its length, then its GUID */
    WILD_USUAL = 4,                  /* sections that every loader takes */
};

#define WILD_GPA UINT64_C(0xffff0000) /* of the first byte */

/* Being made: in a canvas of WILD_SIZE bytes, of which the last ones become the image. */
struct wild {
    uint64_t *rng;
    uint8_t *bytes;
    uint32_t size;       /* of the image */
    uint32_t descriptor; /* offset in the canvas */
    uint32_t count;      /* of section entries */
    uint32_t entry;      /* offset in the canvas of the pointer in the TDX entry of the GUIDed table */
};

/* ---- the canvas ---- */

/* True so often. */
bool wild_once_in(struct wild *w, uint64_t times);

/* Write a number of so many bytes, or bytes. What does not fit is left out, so that no one has to ask first. */
void wild_put(struct wild *w, uint64_t at, unsigned width, uint64_t value);
void wild_put_bytes(struct wild *w, uint64_t at, const void *bytes, size_t length);

/* The number of so many bytes, with zeros for those that do not exist. */
uint64_t wild_get(const struct wild *w, uint64_t at, unsigned width);

/* A number at which something changes, mostly. */
uint64_t wild_edge(struct wild *w);

/* One near a number: itself, or a byte, an entry or a page away. */
uint64_t wild_near(struct wild *w, uint64_t value);

/* ---- the descriptor ---- */

/* Mostly the usual sections, some with further ones, in any order; sets count. */
void wild_put_sections(struct wild *w);

/* A right header for so many sections. */
void wild_put_header(struct wild *w, uint32_t count);

/* Make something wrong, perhaps. */
void wild_spoil_section(struct wild *w);
void wild_spoil_header(struct wild *w);

/* ---- the ways to it ---- */

/* The GUID before the descriptor. */
void wild_put_guid(struct wild *w);

/* Now and then with entries of other GUIDs on both sides of the one, or with one more of its GUID; sets entry. */
void wild_put_table(struct wild *w);

/* Make something wrong, perhaps. */
void wild_spoil_table(struct wild *w);
void wild_spoil_pointer(struct wild *w);

#endif
