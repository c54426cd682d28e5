/* Volumes of variables made in memory. */
#ifndef UNIT_NV_IMAGE_H
#define UNIT_NV_IMAGE_H

#include "support.h"

/* Offsets in the image: a volume that begins with it, and a store behind the volume's header. */
enum {
    NV_STORE = VOLUME_HEADER,
    NV_FIRST = NV_STORE + 28, /* the first variable */
    NV_AUTHENTICATED = 60,    /* size of a variable's header in either kind of store */
    NV_PLAIN = 32,
    NV_FTW_HEADER = 32,
};

#define NV_VARIABLES "volumes/volume[0]/data"
#define NV_STORE_PATH NV_VARIABLES "/store"
#define NV_VARIABLE(n) NV_STORE_PATH "/variable[" #n "]"

/* Stored states of a variable where erased bytes are ff. */
enum {
    NV_ADDED = 0x3f,
    NV_REPLACED = 0x3e, /* in deleted transition */
    NV_DELETED = 0x3c,
    NV_HEADER_ONLY = 0x7f,
};

extern const struct tdxp_guid nv_global;   /* vendor of the variables that UEFI defines */
extern const struct tdxp_guid nv_database; /* vendor of db and dbx */
extern const struct tdxp_guid nv_nobody;   /* a vendor that nobody knows */

/* A volume under construction. bytes are owned by the caller until they are decoded. */
struct nv_image {
    uint8_t *bytes;
    size_t size;
    size_t at; /* where the next variable goes */
    bool plain;
    uint8_t erased;
};

/*
 * A volume of size bytes whose store takes store_size of them, 0 for all behind the header. Erased bytes are ff, the
 * store is one of authenticated variables.
 */
struct nv_image nv_new(size_t size, uint32_t store_size);

/* The same with a plain store. */
struct nv_image nv_new_plain(size_t size, uint32_t store_size);

/* The next variable; returns where its header is. name is written as 16-bit characters with a zero behind them. */
size_t nv_add(struct nv_image *image, const char *name, const struct tdxp_guid *vendor, uint8_t state, const void *data,
              size_t length);

/* A working block for fault-tolerant writes at an offset, with its checksum. */
void nv_put_ftw(struct nv_image *image, size_t at, uint64_t queue_size);

/* The CRC32 of the header at an offset, as its format wants it. */
uint32_t nv_ftw_crc(const struct nv_image *image, size_t at);

/* Decode, and let go of the bytes. */
struct decoded nv_decode(struct nv_image *image);

/* The remark of a node, or an empty string. */
const char *nv_remark(const struct decoded *d, const char *path);

/* The note of the node equals expected; or is one that holds part. */
void assert_note(const struct decoded *d, const char *path, const char *expected);
void assert_note_has(const struct decoded *d, const char *path, const char *part);

/* The name of the node equals expected. */
void assert_name(const struct decoded *d, const char *path, const char *expected);

/* The remark of the node holds part. */
void assert_remark_has(const struct decoded *d, const char *path, const char *part);

/* A variable that consists of one signature list with one signature. Returns its length; list has room for it. */
size_t nv_put_list(uint8_t *list, const struct tdxp_guid *type, const void *data, size_t length);

extern const struct tdxp_guid nv_type_x509; /* types of signature lists */
extern const struct tdxp_guid nv_type_sha256;

/*
 * A certificate, in DER form, that is signed with its own key: serial number 0x1234, valid for all of 2020. entries are
 * short names of attributes, such as CN, each followed by its value; NULL ends them. Freed by the caller with free().
 */
uint8_t *nv_certificate(const char *const *entries, size_t *length);

#endif
