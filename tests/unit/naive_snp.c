/* The SEV-SNP launch digest computed anew, slowly and simply. */
#include "naive_snp.h"

#include <openssl/evp.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { PAGE = 4096, DIGEST = 48 };

static uint64_t number(const uint8_t *at, unsigned width)
{
    return width == 0 ? 0 : at[0] + 256 * number(at + 1, width - 1);
}

/* Bytes from their hexadecimal digits; blanks are passed over. Returns how many there are. */
static size_t from_hex(const char *hex, uint8_t *out)
{
    size_t digits = 0;

    for (; *hex; hex++) {
        if (*hex != ' ') {
            unsigned value = (unsigned)(strchr("0123456789abcdef", *hex) - "0123456789abcdef");

            out[digits / 2] = (uint8_t)(digits % 2 ? out[digits / 2] + value : 16 * value);
            digits++;
        }
    }
    return digits / 2;
}

static void hash(const EVP_MD *kind, const void *bytes, size_t length, uint8_t *digest)
{
    assert_int_equal(EVP_Digest(bytes, length, digest, NULL, kind, NULL), 1);
}

/* ---- the table at the end, from its last entry to its first ---- */

/* Where the data of the entry with that GUID is, given as the bytes that stand in the file. NULL: there is none. */
static const uint8_t *table_entry(const struct naive_snp *naive, const char *guid)
{
    uint8_t footer[16];
    uint8_t wanted[16];
    const uint8_t *end;
    const uint8_t *start;

    from_hex("de82b596b21ff745baeaa366c55a082d", footer);
    from_hex(guid, wanted);
    if (naive->size < 0x32 || memcmp(naive->image + naive->size - 0x30, footer, 16) != 0) {
        return NULL;
    }
    end = naive->image + naive->size - 0x32;
    if (number(end, 2) < 18 || number(end, 2) - 18 > naive->size - 0x32) {
        return NULL;
    }
    start = end - (number(end, 2) - 18);
    while (end - start >= 18) {
        uint64_t length = number(end - 18, 2);

        if (length < 18 || length > (uint64_t)(end - start)) {
            return NULL;
        }
        if (memcmp(end - 16, wanted, 16) == 0) {
            return length >= 18 + 4 ? end - length : NULL;
        }
        end -= length;
    }
    return NULL;
}

static const uint8_t *metadata(const struct naive_snp *naive)
{
    const uint8_t *entry = table_entry(naive, "666588dc4a989847a75e5585a7bf67cc");
    uint64_t distance = entry ? number(entry, 4) : 0;

    if (distance < 16 || distance > naive->size || memcmp(naive->image + naive->size - distance, "ASEV", 4) != 0) {
        return NULL;
    }
    return naive->image + naive->size - distance;
}

static uint32_t reset_address(const struct naive_snp *naive)
{
    const uint8_t *entry = table_entry(naive, "de71f7007e1acb4f890e68c77e2fb44e");

    return entry ? (uint32_t)number(entry, 4) : 0;
}

struct section {
    uint64_t gpa, size, type;
};

static uint32_t section_count(const struct naive_snp *naive)
{
    return metadata(naive) ? (uint32_t)number(metadata(naive) + 12, 4) : 0;
}

static struct section section_of(const struct naive_snp *naive, uint32_t i)
{
    const uint8_t *at = metadata(naive) + 16 + 12 * (size_t)i;

    return (struct section){number(at, 4), number(at + 4, 4), number(at + 8, 4)};
}

/* ---- pages ---- */

static void launch(uint8_t digest[DIGEST], unsigned type, uint64_t gpa, const uint8_t *page)
{
    uint8_t info[112] = {0};

    memcpy(info, digest, DIGEST);
    if (page) {
        hash(EVP_sha384(), page, PAGE, info + 48);
    }
    info[96] = 0x70;
    info[98] = (uint8_t)type;
    for (unsigned i = 0; i < 8; i++) {
        info[104 + i] = (uint8_t)(gpa >> 8 * i);
    }
    hash(EVP_sha384(), info, sizeof info, digest);
}

static void launch_all(uint8_t digest[DIGEST], unsigned type, uint64_t gpa, uint64_t size)
{
    for (uint64_t at = 0; at < size; at += PAGE) {
        launch(digest, type, gpa + at, NULL);
    }
}

/* The page of hashes as a text of hexadecimal digits, with the hashes put into their places. */
static void hashes_page(const struct naive_snp *naive, uint8_t page[PAGE])
{
    const uint8_t *entry = table_entry(naive, "1f3755723b3a044b927b1da6efa8d454");
    uint8_t *at = page + number(entry, 4) % PAGE;
    const char *append = naive->append ? naive->append : "";
    const char *initrd = naive->initrd ? naive->initrd : "";

    memset(page, 0, PAGE);
    from_hex("06d63894224fc94cb479a793d411fd21 a800", at);
    from_hex("d82dd09720bd944caa78e7714d36ab2a 3200", at + 18);
    hash(EVP_sha256(), append, strlen(append) + 1, at + 36);
    from_hex("31f7ba442f3ad74b9af141e29169781d 3200", at + 68);
    hash(EVP_sha256(), initrd, strlen(initrd), at + 86);
    from_hex("3794e74dd2ab7f42b835d5b172d2045b 3200", at + 118);
    hash(EVP_sha256(), naive->kernel, strlen(naive->kernel), at + 136);
}

struct run {
    unsigned at;
    const char *bytes;
};

/* What stands in a VMSA that is not zero, for the first vCPU of QEMU. */
static const struct run vmsa_runs[] = {
    {0x000, "0000 9300 ffff0000 0000000000000000"}, /* ES */
    {0x010, "00f0 9b00 ffff0000 0000ffff00000000"}, /* CS */
    {0x020, "0000 9300 ffff0000 0000000000000000"}, /* SS */
    {0x030, "0000 9300 ffff0000 0000000000000000"}, /* DS */
    {0x040, "0000 9300 ffff0000 0000000000000000"}, /* FS */
    {0x050, "0000 9300 ffff0000 0000000000000000"}, /* GS */
    {0x060, "0000 0000 ffff0000 0000000000000000"}, /* GDTR */
    {0x070, "0000 8200 ffff0000 0000000000000000"}, /* LDTR */
    {0x080, "0000 0000 ffff0000 0000000000000000"}, /* IDTR */
    {0x090, "0000 8b00 ffff0000 0000000000000000"}, /* TR */
    {0x0d0, "0010000000000000"},                    /* EFER */
    {0x148, "4000000000000000"},                    /* CR4 */
    {0x158, "1000000000000000"},                    /* CR0 */
    {0x160, "0004000000000000"},                    /* DR7 */
    {0x168, "f00fffff00000000"},                    /* DR6 */
    {0x170, "0200000000000000"},                    /* RFLAGS */
    {0x178, "f0ff000000000000"},                    /* RIP */
    {0x268, "0604070006040700"},                    /* PAT */
    {0x3e8, "0100000000000000"},                    /* XCR0 */
    {0x408, "801f0000"},                            /* MXCSR */
    {0x410, "7f03"},                                /* FCW */
};

static void vmsa_page(const struct naive_snp *naive, bool first, uint8_t page[PAGE])
{
    uint32_t reset = first ? 0xfffffff0 : reset_address(naive);
    bool ec2 = naive->vmm == NAIVE_SNP_EC2 || naive->vmm == NAIVE_SNP_EC2_OLD;
    uint32_t rdx = naive->vmm == NAIVE_SNP_QEMU                                 ? naive->signature
                   : naive->vmm == NAIVE_SNP_EC2 || naive->vmm == NAIVE_SNP_GCE ? 0x600
                                                                                : 0;

    memset(page, 0, PAGE);
    for (size_t i = 0; i < sizeof vmsa_runs / sizeof vmsa_runs[0]; i++) {
        from_hex(vmsa_runs[i].bytes, page + vmsa_runs[i].at);
    }
    page[0x18] = 0;
    page[0x19] = 0;
    page[0x1a] = (uint8_t)(reset >> 16);
    page[0x1b] = (uint8_t)(reset >> 24);
    page[0x178] = (uint8_t)reset;
    page[0x179] = (uint8_t)(reset >> 8);
    for (unsigned i = 0; i < 4; i++) {
        page[0x310 + i] = (uint8_t)(rdx >> 8 * i);
    }
    for (unsigned i = 0; i < 8; i++) {
        page[0x3b0 + i] = (uint8_t)(naive->features >> 8 * i);
    }
    if (naive->vmm != NAIVE_SNP_QEMU) {
        memset(page + 0x408, 0, 10);
    }
    if (naive->vmm == NAIVE_SNP_GCE) {
        from_hex("0601070000000000", page + 0x268);
    }
    if (ec2 || naive->vmm == NAIVE_SNP_KRUN) {
        page[0x22] = 0x92;
        page[0x92] = 0x83;
        page[0x12] = naive->vmm == NAIVE_SNP_KRUN || reset == 0xfffffff0 ? 0x9a : 0x9b;
    }
}

/* ---- the launch ---- */

static void launch_section(const struct naive_snp *naive, const struct section *section, uint8_t digest[DIGEST])
{
    uint8_t page[PAGE];

    if (section->type == 2) {
        launch(digest, 5, section->gpa, NULL);
    } else if (section->type == 3) {
        launch(digest, 6, section->gpa, NULL);
    } else if (section->type == 0x10 && naive->kernel) {
        hashes_page(naive, page);
        launch(digest, 1, section->gpa, page);
    } else {
        launch_all(digest, section->type == 1 && naive->vmm == NAIVE_SNP_GCE ? 4 : 3, section->gpa, section->size);
    }
}

void naive_snp(const struct naive_snp *naive, struct naive_snp_digests *digests)
{
    bool ec2 = naive->vmm == NAIVE_SNP_EC2 || naive->vmm == NAIVE_SNP_EC2_OLD;
    uint8_t page[PAGE];
    uint8_t digest[DIGEST] = {0};

    for (size_t at = 0; at < naive->size; at += PAGE) {
        launch(digest, 1, 0x100000000 - naive->size + at, naive->image + at);
    }
    memcpy(digests->firmware, digest, DIGEST);
    for (uint32_t i = 0; i < section_count(naive); i++) {
        struct section section = section_of(naive, i);

        if (!ec2 || section.type != 3) {
            launch_section(naive, &section, digest);
        }
    }
    for (uint32_t i = 0; ec2 && i < section_count(naive); i++) {
        struct section section = section_of(naive, i);

        if (section.type == 3) {
            launch_section(naive, &section, digest);
        }
    }
    memcpy(digests->before_vmsa, digest, DIGEST);
    for (uint32_t i = 0; i < naive->vcpus; i++) {
        vmsa_page(naive, i == 0, page);
        launch(digest, 2, 0xfffffffff000, page);
    }
    memcpy(digests->launch, digest, DIGEST);
}

/* ---- whether it comes to it ---- */

static bool is_known(uint64_t type)
{
    return (type >= 1 && type <= 4) || type == 0x10;
}

static bool share(struct section a, struct section b)
{
    return a.gpa < b.gpa + b.size && b.gpa < a.gpa + a.size;
}

static bool section_launches(const struct naive_snp *naive, uint32_t i)
{
    struct section firmware = {0x100000000 - naive->size, naive->size, 0};
    struct section section = section_of(naive, i);
    bool one = section.type == 2 || section.type == 3 || (section.type == 0x10 && naive->kernel);

    for (uint32_t j = 0; j < i; j++) {
        if (share(section, section_of(naive, j))) {
            return false;
        }
    }
    return is_known(section.type) && section.gpa % PAGE == 0 && section.size % PAGE == 0 && section.size > 0 &&
           (!one || section.size == PAGE) && section.gpa + section.size <= 0x100000000 && !share(section, firmware);
}

static bool kernel_launches(const struct naive_snp *naive)
{
    const uint8_t *entry = table_entry(naive, "1f3755723b3a044b927b1da6efa8d454");

    for (uint32_t i = 0; i < section_count(naive); i++) {
        if (section_of(naive, i).type == 0x10) {
            return entry && number(entry, 4) != 0 && number(entry, 4) % PAGE + 176 <= PAGE;
        }
    }
    return false;
}

bool naive_snp_launches(const struct naive_snp *naive)
{
    const uint8_t *header = metadata(naive);
    size_t room;

    if (!header || naive->size % PAGE != 0) {
        return false;
    }
    room = (size_t)(naive->image + naive->size - header) - 16;
    if (number(header + 12, 4) > room / 12 || number(header + 4, 4) < 16 + 12 * number(header + 12, 4)) {
        return false;
    }
    for (uint32_t i = 0; i < section_count(naive); i++) {
        if (!section_launches(naive, i)) {
            return false;
        }
    }
    return (naive->vcpus == 0 || reset_address(naive) != 0) && (!naive->kernel || kernel_launches(naive));
}
