/* A decoded image: the tree, the descriptor, the guest map, and the way between file offsets and GPAs. */
#ifndef TDXPLORE_FIRMWARE_H
#define TDXPLORE_FIRMWARE_H

#include <stdbool.h>
#include <stdint.h>

#include "tdxplore/error.h"
#include "tdxplore/guest_map.h"
#include "tdxplore/image.h"
#include "tdxplore/kind.h"
#include "tdxplore/opened.h"
#include "tdxplore/sev.h"
#include "tdxplore/tdvf.h"
#include "tdxplore/tree.h"
#include "tdxplore/volume.h"

struct tdxp_firmware {
    const struct tdxp_image *image;      /* not owned */
    const struct tdxp_image_kind *kind;  /* what the file seems to be */
    const struct tdxp_image_kind *inner; /* what the image in a capsule seems to be; NULL without one */
    bool capsule;                        /* the file is a capsule: the image is a part of it, which the file's
                                            space tells */
    uint64_t missing_front;              /* bytes that the image lacks at its front, where it is the later part
                                            of a split one by what its metadata says; else 0 */
    struct tdxp_tree *tree;
    struct tdxp_guest_map *map; /* of the descriptor that was taken; empty without one */
    struct tdxp_guid_table table;
    struct tdxp_lookup lookups[TDXP_METHODS]; /* all ways, whichever was taken */
    int located_by;                           /* enum tdxp_method, or -1 where there is no descriptor */
    const struct tdxp_tdvf *tdvf;             /* the descriptor that was taken, or NULL */
    bool lookups_disagree;                    /* two ways lead to the signature at different places */
    const struct tdxp_sev *sev;               /* the SEV metadata, or NULL */
    struct tdxp_guest_map *sev_map;           /* of the SEV metadata and the image, which is the section behind the
                                                 last of sev ("image"); empty without metadata */
    const struct tdxp_volume *volumes;        /* in the order in which they were met; owned by the tree */
    uint32_t volume_count;
};

/*
 * Decode all that the bytes allow. No image is refused: NULL only where memory ran out, with *err filled in.
 * The image must outlive the result, which the caller frees.
 */
struct tdxp_firmware *tdxp_firmware_decode(const struct tdxp_image *image, struct tdxp_error *err);

/*
 * The same with what was opened of the image: compressed parts that the store has are decoded as spaces of their own. The
 * store must outlive the result; one that opens everything is changed. opened may be NULL.
 */
struct tdxp_firmware *tdxp_firmware_decode_opened(const struct tdxp_image *image, struct tdxp_opened *opened,
                                                  struct tdxp_error *err);

/* firmware may be NULL. */
void tdxp_firmware_free(struct tdxp_firmware *firmware);

/* Where in the file the image is: all of it, but for a capsule. */
static inline struct tdxp_range tdxp_firmware_range(const struct tdxp_firmware *firmware)
{
    return tdxp_tree_space(firmware->tree, 0)->image;
}

/* Whether a VMM could map the image with its end at 4 GiB, as a BIOS: it is not too large, nor of a kind that is not so. */
bool tdxp_is_bios_mapped(const struct tdxp_firmware *firmware);

/* Whose memory the image describes: that of a trust domain, by its TDVF descriptor, or of an SEV guest, by its SEV metadata. */
enum tdxp_guest { TDXP_GUEST_TDX, TDXP_GUEST_SEV, TDXP_GUESTS };

/* "tdx", "sev". */
const char *tdxp_guest_key(enum tdxp_guest guest);

/* Whether the image has what describes such a guest. */
bool tdxp_guest_described(const struct tdxp_firmware *firmware, enum tdxp_guest guest);

/* The guest that is meant where none is named: the TDX one, unless the image describes an SEV one alone. */
enum tdxp_guest tdxp_guest_default(const struct tdxp_firmware *firmware);

/* Its memory; without regions where the image does not describe such a guest. As long as the firmware. */
const struct tdxp_guest_map *tdxp_guest_map_of(const struct tdxp_firmware *firmware, enum tdxp_guest guest);

/* A guest-physical address and what gives it. */
struct tdxp_gpa {
    uint64_t gpa;
    int32_t section; /* index of the section that copies the byte there, or -1: the BIOS mapping */
};

/*
 * The GPA to which the first section that copies it puts the byte at a file offset.
 * False where no section copies that byte.
 */
bool tdxp_gpa_by_section(const struct tdxp_firmware *firmware, uint64_t offset, struct tdxp_gpa *out);

/*
 * The GPA of the byte at a file offset, of an image whose end is mapped at 4 GiB, as that of a BIOS is.
 * False outside of the image, for one larger than 4 GiB, and for a file of a kind that is not mapped so.
 */
bool tdxp_gpa_by_bios(const struct tdxp_firmware *firmware, uint64_t offset, struct tdxp_gpa *out);

/*
 * How many compressed parts have been opened and have not come out as a whole: nothing came of them, or what did was cut or
 * is broken. *first (which may be NULL) is the node of the first that says why in its remark; NULL where there is none.
 */
uint32_t tdxp_firmware_unpacked_in_part(const struct tdxp_firmware *firmware, const struct tdxp_node **first);

/* By section where one copies the byte, else by the BIOS mapping. False where neither gives an address. */
bool tdxp_gpa_of_offset(const struct tdxp_firmware *firmware, uint64_t offset, struct tdxp_gpa *out);

/*
 * The file offset of the byte that is copied to gpa: by the first section that covers it with a byte of the file,
 * else by the BIOS mapping where no section covers gpa at all. *section as in struct tdxp_gpa.
 * False where nothing of the file is there.
 */
bool tdxp_offset_of_gpa(const struct tdxp_firmware *firmware, uint64_t gpa, uint64_t *offset, int32_t *section);

#endif
