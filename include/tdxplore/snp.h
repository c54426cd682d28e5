/*
 * What an AMD SEV-SNP launch of an OVMF image measures: the launch digest, and what each group of pages has in it.
 *
 * The launch digest begins as 48 zero bytes. For each page that is launched it becomes the SHA-384 of a record of 112
 * bytes, PAGE_INFO: the digest so far, 48 bytes for what is in the page (a SHA-384 of it, or zeros where contents are
 * not measured), the record's length, the page's type, its permissions and its GPA. First come all pages of the image,
 * which ends at 4 GiB, then the sections of the SEV metadata, then a page of registers (VMSA) for each vCPU.
 *
 * Facts: AMD SEV-SNP firmware ABI specification, SNP_LAUNCH_UPDATE and the layout of PAGE_INFO;
 * virtee/sev-snp-measure:sevsnpmeasure/gctx.py, guest.py, vmsa.py, sev_hashes.py; qemu/qemu:target/i386/sev.c.
 *
 * A measurement is made in steps, as that of tdxplore/measure.h is, and has its groups and what is covered from the
 * beginning.
 */
#ifndef TDXPLORE_SNP_H
#define TDXPLORE_SNP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tdxplore/error.h"
#include "tdxplore/firmware.h"
#include "tdxplore/measure.h"

#define TDXP_SNP_DIGEST_SIZE TDXP_MRTD_SIZE        /* bytes of a launch digest; tdxp_mrtd_format writes it */
#define TDXP_SNP_RECORD_SIZE 112u                  /* bytes of PAGE_INFO */
#define TDXP_SNP_VMSA_GPA UINT64_C(0xfffffffff000) /* that all VMSA pages are recorded with */

/* ---- what launches the image, and on what ---- */

enum tdxp_snp_vmm {
    TDXP_SNP_QEMU,
    TDXP_SNP_EC2,
    TDXP_SNP_GCE,
    TDXP_SNP_KRUN,
    TDXP_SNP_EC2_OLD, /* Amazon EC2 as it was at first: it has RDX 0 in the VMSA */
    TDXP_SNP_VMMS,
};

/* "qemu", "ec2", "gce", "krun", "ec2-old". */
const char *tdxp_snp_vmm_key(enum tdxp_snp_vmm vmm);

/* "QEMU", "Amazon EC2", "Google Compute Engine", "libkrun", "Amazon EC2 until 2026". */
const char *tdxp_snp_vmm_name(enum tdxp_snp_vmm vmm);

/* A type of vCPU, as QEMU and sev-snp-measure call it. */
struct tdxp_snp_cpu {
    const char *name;   /* "EPYC-v4" */
    uint32_t signature; /* CPUID Fn0000_0001_EAX: family, model, stepping */
};

/* The n-th type, or NULL past the last. */
const struct tdxp_snp_cpu *tdxp_snp_cpu(unsigned n);

/* The first type that has the signature, or NULL. */
const struct tdxp_snp_cpu *tdxp_snp_cpu_of(uint32_t signature);

#define TDXP_SNP_CPU_DEFAULT "EPYC-v4"          /* as all values that sev-snp-measure publishes have it */
#define TDXP_SNP_FEATURES_DEFAULT UINT64_C(0x1) /* SNP alone, as sev-snp-measure has it */

/* Start from tdxp_snp_options_default. The bytes must outlive the measurement. */
struct tdxp_snp_options {
    enum tdxp_snp_vmm vmm;
    uint32_t vcpus;          /* how many VMSA pages: 0 ends before them */
    uint32_t cpu_signature;  /* of the vCPUs; QEMU alone has it in the VMSA */
    const char *cpu_name;    /* of their type, for reports; NULL: not known */
    uint64_t guest_features; /* SEV_FEATURES of each VMSA */
    /* Digest of the image's pages that is taken in place of hashing them; NULL: they are hashed. */
    const uint8_t *firmware_digest;
    /* What the VMM hands over beside the image, where with_kernel is set: their hashes are measured then. */
    bool with_kernel;
    struct tdxp_bytes kernel, initrd; /* either may be empty */
    const char *append;               /* the kernel's command line; NULL is as good as "" */
    uint64_t limit;                   /* bytes to hash at most; 0: TDXP_MEASURE_LIMIT_DEFAULT */
    bool force;                       /* measure what is there, though no launch would come to it */
};

/* QEMU, one vCPU of type EPYC-v4, no kernel. */
struct tdxp_snp_options tdxp_snp_options_default(void);

/* ---- the groups of pages ---- */

/* PAGE_TYPE of PAGE_INFO. */
enum tdxp_snp_page {
    TDXP_SNP_NORMAL = 1,
    TDXP_SNP_VMSA = 2,
    TDXP_SNP_ZERO = 3,
    TDXP_SNP_UNMEASURED = 4,
    TDXP_SNP_SECRETS = 5,
    TDXP_SNP_CPUID = 6,
};

/* "NORMAL", "VMSA", "ZERO", "UNMEASURED", "SECRETS", "CPUID". */
const char *tdxp_snp_page_name(enum tdxp_snp_page page);

/* What makes a group. */
enum tdxp_snp_part {
    TDXP_SNP_PART_FIRMWARE, /* the image */
    TDXP_SNP_PART_SECTION,  /* a section of the SEV metadata */
    TDXP_SNP_PART_VMSA,     /* vCPUs */
};

/* Pages that stand one after the other in the launch, of one type. */
struct tdxp_snp_group {
    enum tdxp_snp_part part;
    const char *name;                       /* "firmware", the section type's name, "first vCPU", "further vCPUs" */
    const struct tdxp_sev_section *section; /* for TDXP_SNP_PART_SECTION, else NULL */
    enum tdxp_snp_page page;
    uint64_t gpa;                         /* of the first page; VMSA pages all have the same */
    uint64_t pages;                       /* records */
    uint64_t hashed_bytes;                /* of its records, and of contents that are hashed for them */
    bool given;                           /* not hashed: options have the digest */
    bool done;                            /* digest is there */
    uint8_t digest[TDXP_SNP_DIGEST_SIZE]; /* the launch digest after its last page */
};

struct tdxp_snp_result {
    enum tdxp_measure_state state;
    enum tdxp_snp_vmm vmm;
    uint32_t vcpus, cpu_signature;
    const char *cpu_name; /* NULL: not known */
    uint64_t guest_features;
    bool with_kernel; /* hashes of a kernel are measured */
    /*
     * Why the launch does not come to a digest, or not to one that is known; NULL where it does. With force it is
     * measured all the same, but where there is nothing to measure, or more than the limit.
     */
    const char *refused;
    bool final;                          /* it is refused, and force does not help */
    const struct tdxp_snp_group *groups; /* in the order of the launch: the image, sections, VMSA pages */
    uint32_t group_count;
    const struct tdxp_measure_note *notes; /* first and count are about sections of the metadata */
    size_t note_count;
    uint64_t done, total;                 /* bytes hashed, and to hash; total stays at 2^64 - 1 where it exceeds that */
    const uint8_t *firmware_digest;       /* after the image's pages; NULL until it is known */
    const uint8_t *before_vmsa;           /* after the last page before the VMSA pages; NULL until it is known */
    uint8_t digest[TDXP_SNP_DIGEST_SIZE]; /* the launch digest, where state is TDXP_MEASURE_DONE */
};

/* ---- measuring ---- */

struct tdxp_snp_measurement;

/*
 * Begin to measure the launch of an image. firmware must outlive the result, which the caller frees. NULL only where
 * memory ran out or the cryptographic library fails, with *err filled in.
 */
struct tdxp_snp_measurement *tdxp_snp_begin(const struct tdxp_firmware *firmware,
                                            const struct tdxp_snp_options *options, struct tdxp_error *err);

/* measurement may be NULL. */
void tdxp_snp_free(struct tdxp_snp_measurement *measurement);

/* Hash about budget bytes more, at least one page. True while there is more to do. UINT64_MAX does all. */
bool tdxp_snp_step(struct tdxp_snp_measurement *measurement, uint64_t budget);

/* How far it is. Valid until the measurement is freed; its numbers change with each step. */
const struct tdxp_snp_result *tdxp_snp_result(const struct tdxp_snp_measurement *measurement);

struct tdxp_snp_record {
    uint32_t group; /* index */
    enum tdxp_snp_page page;
    uint64_t gpa;
    bool from_file;        /* the page is one of the image */
    uint64_t file_offset;  /* of it then; else 0 */
    const uint8_t *digest; /* the launch digest after it: TDXP_SNP_DIGEST_SIZE bytes */
};

/* Told of each page in the order of the launch. The record is valid during the call. */
typedef void tdxp_snp_listener(void *context, const struct tdxp_snp_record *record);

/* Have a listener told of all pages of the steps to come. */
void tdxp_snp_listen(struct tdxp_snp_measurement *measurement, tdxp_snp_listener *listener, void *context);

/*
 * ---- what is covered, known before the first step and whether the launch is refused or not ----
 *
 * As tdxp_measure_cover, tdxp_measure_cover_gpa and tdxp_measure_cover_totals. Of memory, TDXP_COVER_MEASURED are pages
 * whose contents the digest covers, the zeros of zero pages too; TDXP_COVER_LOADED those of which it covers only that
 * they are there: SECRETS, CPUID, UNMEASURED.
 */
enum tdxp_cover tdxp_snp_cover(const struct tdxp_snp_measurement *measurement, uint64_t offset, uint64_t *run);
enum tdxp_cover tdxp_snp_cover_gpa(const struct tdxp_snp_measurement *measurement, uint64_t gpa, uint64_t *last);
void tdxp_snp_cover_totals(const struct tdxp_snp_measurement *measurement, uint64_t bytes[static TDXP_COVERS]);

/* Most vCPUs that are tried for a value, unless more were asked for. */
#define TDXP_SNP_MATCH_VCPUS 512u

/*
 * Look for a launch of the image whose digest is expected, whether it would be refused or not: the one that options
 * describe, then other numbers and types of vCPUs, guest features 0x1 and 0x21, other VMMs, and no hashes of the kernel.
 * One with the fewest differences is taken. What differs is in match->text. At most four times the limit is hashed.
 * False where memory ran out, with *err filled in.
 */
bool tdxp_snp_match(const struct tdxp_firmware *firmware, const struct tdxp_snp_options *options,
                    const uint8_t expected[static TDXP_SNP_DIGEST_SIZE], struct tdxp_measure_match *match,
                    struct tdxp_error *err);

#endif
