/*
 * The hashes of a kernel that the VMM hands to the firmware in a page that is measured.
 *
 * A table of GUIDs, each with a length in 16 bits that counts the GUID and itself: the table's own, then an entry with a
 * SHA-256 for the command line (with the NUL behind it), the initial ramdisk and the kernel; zeros up to a multiple of
 * 16 bytes. qemu/qemu:target/i386/sev.c, build_kernel_loader_hashes; virtee/sev-snp-measure:sevsnpmeasure/sev_hashes.py.
 */
#include "measure/snp_hashes.h"

#include <openssl/evp.h>
#include <string.h>

#include "image/crypto.h"
#include "measure/little.h"

enum { GUID = 16, HEAD = GUID + 2, HASH = 32, ENTRY = HEAD + HASH, ENTRIES = 3 };

_Static_assert((HEAD + ENTRIES * ENTRY + 15) / 16 * 16 == SNP_HASHES_SIZE, "the table's size");

static const struct tdxp_guid table_guid =
    TDXP_GUID(0x9438d606, 0x4f22, 0x4cc9, 0xb4, 0x79, 0xa7, 0x93, 0xd4, 0x11, 0xfd, 0x21);
static const struct tdxp_guid entry_guids[ENTRIES] = {
    TDXP_GUID(0x97d02dd8, 0xbd20, 0x4c94, 0xaa, 0x78, 0xe7, 0x71, 0x4d, 0x36, 0xab, 0x2a),
    TDXP_GUID(0x44baf731, 0x3a2f, 0x4bd7, 0x9a, 0xf1, 0x41, 0xe2, 0x91, 0x69, 0x78, 0x1d),
    TDXP_GUID(0x4de79437, 0xabd2, 0x427f, 0xb8, 0x35, 0xd5, 0xb1, 0x72, 0xd2, 0x04, 0x5b),
};

static void put_head(uint8_t *at, const struct tdxp_guid *guid, unsigned length)
{
    memcpy(at, guid->bytes, GUID);
    put_little(at + GUID, 2, length);
}

bool snp_hashes_page(const struct tdxp_snp_options *options, uint32_t offset, uint8_t page[static TDXP_PAGE_SIZE])
{
    const char *append = options->append ? options->append : "";
    const struct tdxp_bytes hashed[ENTRIES] = {
        {(const uint8_t *)append, strlen(append) + 1},
        options->initrd,
        options->kernel,
    };
    uint8_t *at = page + offset;

    memset(page, 0, TDXP_PAGE_SIZE);
    put_head(at, &table_guid, HEAD + ENTRIES * ENTRY);
    at += HEAD;
    for (unsigned i = 0; i < ENTRIES; i++) {
        const uint8_t *data = hashed[i].data ? hashed[i].data : page; /* of 0 bytes then */

        put_head(at, &entry_guids[i], ENTRY);
        if (!crypto_ready() || EVP_Digest(data, (size_t)hashed[i].size, at + HEAD, NULL, EVP_sha256(), NULL) != 1) {
            return false;
        }
        at += ENTRY;
    }
    return true;
}
