/*
 * What a launch measures: the MRTD that it gives, what each section has in it, and which bytes it covers.
 *
 * MRTD is a SHA-384 over records of 128 bytes and the contents of pages. For each page that is added there is a record
 * "MEM.PAGE.ADD" with its GPA; for each 256 bytes that are measured there is a record "MR.EXTEND" with their GPA, and
 * the 256 bytes. Facts: TD-SHIM specification 0.7, MRTD Calculation; Intel TDX Module ABI, TDH.MEM.PAGE.ADD and
 * TDH.MR.EXTEND; confidential-containers/td-shim:td-shim-tools/src/tee_info_hash.rs.
 *
 * A measurement is made in steps, so that a program can show progress and stay at hand. It has its plan, the sections
 * and what is covered from the beginning; the digests come with the steps.
 */
#ifndef TDXPLORE_MEASURE_H
#define TDXPLORE_MEASURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tdxplore/check.h"
#include "tdxplore/error.h"
#include "tdxplore/firmware.h"

#define TDXP_MRTD_SIZE 48u            /* bytes of an MRTD */
#define TDXP_MRTD_TEXT 97u            /* bytes that its text needs, the closing NUL included */
#define TDXP_MEASURE_RECORD_SIZE 128u /* bytes of a record */
#define TDXP_MEASURE_CHUNK_SIZE 256u  /* bytes of memory that one MR.EXTEND measures */

/* What launches the image. Where launches differ, tdxp_measure_result has a note. */
enum tdxp_vmm {
    TDXP_VMM_QEMU, /* current QEMU on current KVM */
    TDXP_VMM_CLOUD_HYPERVISOR,
    TDXP_VMM_SPEC, /* the TD-SHIM specification as it is written */
    TDXP_VMMS,
};

/* "qemu", "cloud-hypervisor", "spec": the keys of the consumers of tdxplore/check.h. */
const char *tdxp_vmm_key(enum tdxp_vmm vmm);

/* "QEMU", "Cloud Hypervisor", "the specification". */
const char *tdxp_vmm_name(enum tdxp_vmm vmm);

/* In which order the records go into the hash. It is KVM's doing, not the VMM's. */
enum tdxp_measure_order {
    TDXP_ORDER_PER_PAGE,   /* a page is added, then its chunks are extended: the specification; Linux 6.16 and later */
    TDXP_ORDER_TWO_PASSES, /* all pages of a section are added, then all extended: kernels of 2024 */
    TDXP_ORDER_TWO_PASSES_ALL, /* all pages of all sections are added, then all extended */
    TDXP_ORDERS,
};

/* "per-page", "two-passes", "two-passes-all". */
const char *tdxp_measure_order_name(enum tdxp_measure_order order);

/* Where the contents of a section's pages come from; what is not there is zeros. */
enum tdxp_measure_content {
    TDXP_CONTENT_ZERO,          /* zeros alone */
    TDXP_CONTENT_FILE,          /* bytes of the image */
    TDXP_CONTENT_PAYLOAD,       /* a payload that is not in the image */
    TDXP_CONTENT_TD_HOB,        /* the hand-off blocks that the VMM writes */
    TDXP_CONTENT_PAYLOAD_PARAM, /* the command line that the VMM writes */
    TDXP_CONTENTS,
};

/* "zero", "file", "payload", "td-hob", "payload-param". */
const char *tdxp_measure_content_name(enum tdxp_measure_content content);

/* How many bytes are hashed at most, unless the caller says otherwise: 1 GiB. */
#define TDXP_MEASURE_LIMIT_DEFAULT (UINT64_C(1) << 30)

/* Zero-initialised: as current QEMU on current KVM does, with no data but the image's. */
struct tdxp_measure_options {
    enum tdxp_vmm vmm;
    enum tdxp_measure_order order;
    /*
     * What the VMM puts into memory besides the image, by what it is; data NULL: not known. Those of TDXP_CONTENT_ZERO
     * and _FILE are not looked at. The bytes must outlive the measurement.
     */
    struct tdxp_bytes given[TDXP_CONTENTS];
    uint64_t limit; /* bytes to hash at most; 0: TDXP_MEASURE_LIMIT_DEFAULT */
    bool force;     /* measure what is there, though no launch would come to it */
};

/* What one section of the descriptor has in the MRTD. */
struct tdxp_measure_section {
    const struct tdxp_section *section;
    enum tdxp_measure_content content; /* of its pages */
    bool extended;                     /* its pages are extended: the MRTD covers what is in them */
    bool unknown;            /* that is so, and they would hold data that was not given: zeros are in its place */
    uint64_t pages_added;    /* records MEM.PAGE.ADD */
    uint64_t bytes_extended; /* of memory, each 256 with its record MR.EXTEND */
    uint64_t hashed_bytes;   /* of all its records with what follows them; stays at 2^64 - 1 where that is exceeded */
    uint64_t file_offset;    /* of the first byte copied, for TDXP_CONTENT_FILE */
    uint64_t copied;         /* bytes copied into its pages: from the image, or of the data that was given */
    uint64_t missing;        /* bytes that should be copied from the image, but lie past its end: zeros */
    bool done;               /* digest is final */
    uint8_t digest[TDXP_MRTD_SIZE]; /* SHA-384 of everything up to this section's last record */
};

/* A way in which this launch is not what the specification says, or something else to know about the value. */
struct tdxp_measure_note {
    const char *key;    /* stable: "tail-from-file" */
    const char *text;   /* in a sentence or two, printable ASCII */
    const char *source; /* repository:file, or the specification's clause */
    uint32_t first;     /* index of the first section that it is about */
    uint32_t count;     /* how many sections it is about; 0: it is about none */
};

enum tdxp_measure_state {
    TDXP_MEASURE_RUNNING, /* there are steps to make */
    TDXP_MEASURE_DONE,    /* mrtd is there */
    TDXP_MEASURE_REFUSED, /* there is no number: see refused */
    TDXP_MEASURE_FAILED,  /* memory ran out, or the cryptographic library failed */
};

/* How far a measurement is, and what it gave. */
struct tdxp_measure_result {
    enum tdxp_measure_state state;
    enum tdxp_vmm vmm;
    enum tdxp_measure_order order;
    /*
     * Why the launch does not come to an MRTD, or not to one that can be known; NULL where it does. With force it is
     * measured all the same, but for an image without descriptor and for more bytes than the limit.
     */
    const char *refused;
    const struct tdxp_tdvf *tdvf;                /* the descriptor that is launched; NULL where there is none */
    const struct tdxp_measure_section *sections; /* in the descriptor's order */
    uint32_t section_count;
    const struct tdxp_measure_note *notes;
    size_t note_count;
    uint64_t done, total;         /* bytes hashed, and to hash; total stays at 2^64 - 1 where it exceeds that */
    uint8_t mrtd[TDXP_MRTD_SIZE]; /* where state is TDXP_MEASURE_DONE */
};

struct tdxp_measurement;

/*
 * Begin to measure the launch of an image. check is what tdxp_check found in it; NULL, or a result of tdxp_check_none, has
 * it asked here. It is not referred to afterwards. firmware and the data that options gives must outlive the result, which
 * the caller frees. NULL only where memory ran out or the cryptographic library fails, with *err filled in.
 */
struct tdxp_measurement *tdxp_measure_begin(const struct tdxp_firmware *firmware, const struct tdxp_check_result *check,
                                            const struct tdxp_measure_options *options, struct tdxp_error *err);

/* measurement may be NULL. */
void tdxp_measure_free(struct tdxp_measurement *measurement);

/*
 * Hash about budget bytes more: at least one page's records, at most one page's beyond budget. True while there is more
 * to do. UINT64_MAX does all.
 */
bool tdxp_measure_step(struct tdxp_measurement *measurement, uint64_t budget);

/* How far it is. Valid until the measurement is freed; its numbers change with each step. */
const struct tdxp_measure_result *tdxp_measure_result(const struct tdxp_measurement *measurement);

/* Write a digest as 96 lower-case hexadecimal digits. */
void tdxp_mrtd_format(const uint8_t digest[static TDXP_MRTD_SIZE], char text[static TDXP_MRTD_TEXT]);

/* Read one: 96 hexadecimal digits, of either case. False, and *digest untouched, for anything else. */
bool tdxp_mrtd_parse(const char *text, uint8_t digest[static TDXP_MRTD_SIZE]);

/*
 * Where what is in the section's pages is measured: "MRTD" at launch, "RTMR[0]" or "RTMR[1]" by the firmware that runs
 * then, or "-" (TD-SHIM specification 0.7, table 1.1-4).
 */
const char *tdxp_measure_register(const struct tdxp_measure_section *section);

/* ---- every record that goes into the hash ---- */

struct tdxp_measure_record {
    bool extend;          /* MR.EXTEND, else MEM.PAGE.ADD */
    uint32_t section;     /* index in the descriptor */
    uint64_t gpa;         /* of the page or the chunk */
    const uint8_t *data;  /* the 256 bytes of memory behind the record; NULL for MEM.PAGE.ADD */
    uint32_t from_file;   /* how many of them, from the first on, are copied from the image */
    uint64_t file_offset; /* of the first of them; 0 where there are none */
};

/* Told of each record in the order of the hash. The record is valid during the call. */
typedef void tdxp_measure_listener(void *context, const struct tdxp_measure_record *record);

/* Have a listener told of all records of the steps to come. */
void tdxp_measure_listen(struct tdxp_measurement *measurement, tdxp_measure_listener *listener, void *context);

/* ---- what is covered, known before the first step and whether the launch is refused or not ---- */

enum tdxp_cover {
    TDXP_COVER_NEVER,    /* a byte of the file that no section copies; memory that no section adds */
    TDXP_COVER_LOADED,   /* copied, or added, and not measured */
    TDXP_COVER_MEASURED, /* the MRTD covers it */
    TDXP_COVERS,
};

/* "never", "loaded", "measured". */
const char *tdxp_cover_name(enum tdxp_cover cover);

/*
 * What becomes of the byte at offset of the file; how many bytes from there on are alike, itself included, into *run.
 * Where several sections copy it, one that measures it decides. Past the file's end TDXP_COVER_NEVER, and *run is
 * 2^64 - 1. O(log n).
 */
enum tdxp_cover tdxp_measure_cover(const struct tdxp_measurement *measurement, uint64_t offset, uint64_t *run);

/* The same for guest memory: the last address that is like gpa in a row from there into *last. O(log n). */
enum tdxp_cover tdxp_measure_cover_gpa(const struct tdxp_measurement *measurement, uint64_t gpa, uint64_t *last);

/* Bytes of the file by what becomes of them; together the file's size. */
void tdxp_measure_cover_totals(const struct tdxp_measurement *measurement, uint64_t bytes[static TDXP_COVERS]);

/* ---- comparing with a value of somebody else ---- */

/* In what a launch that gave the value differs from the one asked about. */
struct tdxp_measure_match {
    bool found;     /* the value is that of some launch that is known */
    bool as_asked;  /* of the one that was asked about */
    bool all_tried; /* false: the limit kept some launches from being tried */
    uint32_t tried; /* how many launches were measured */
    /* Where found and not as asked: what differs, in words, printable ASCII; else empty. */
    char text[768];
};

/*
 * Look for a launch of the image whose MRTD is expected, whether it would be refused or not: the one that options
 * describe, then the variants of it: orders of records, what QEMU, Cloud Hypervisor and the specification do with the
 * tail of a section, with PAGE.AUG and with other attributes, and with TD_INFO. Those with the fewest differences come
 * first. At most four times the limit is hashed. False where memory ran out, with *err filled in.
 */
bool tdxp_measure_match(const struct tdxp_firmware *firmware, const struct tdxp_check_result *check,
                        const struct tdxp_measure_options *options, const uint8_t expected[static TDXP_MRTD_SIZE],
                        struct tdxp_measure_match *match, struct tdxp_error *err);

#endif
