/*
 * The launch digest itself: the pages of a plan in their order.
 *
 * PAGE_INFO: the digest so far and that of the contents, 48 bytes each; the record's length in 16 bits; page type, IMI
 * flag, permissions of VMPL 3, 2 and 1, a reserved byte, of which all but the type are 0 here; the GPA in 64 bits (AMD
 * SEV-SNP firmware ABI specification, SNP_LAUNCH_UPDATE; sevsnpmeasure/gctx.py).
 */
#include "measure/snp_hasher.h"

#include <string.h>

#include "image/crypto.h"
#include "measure/little.h"

enum {
    DIGEST = TDXP_SNP_DIGEST_SIZE,
    INFO = TDXP_SNP_RECORD_SIZE,
    INFO_CONTENTS = DIGEST,
    INFO_LENGTH = 2 * DIGEST,
    INFO_TYPE = INFO_LENGTH + 2,
    INFO_GPA = INFO_LENGTH + 8,
};

_Static_assert(INFO_GPA + 8 == INFO, "the fields fill PAGE_INFO");

EVP_MD_CTX *snp_context(void)
{
    return crypto_begin(EVP_sha384());
}

/* Starting anew without naming the algorithm saves looking it up for each page. */
bool snp_sha384(EVP_MD_CTX *context, const void *bytes, size_t length, uint8_t digest[static TDXP_SNP_DIGEST_SIZE])
{
    return EVP_DigestInit_ex(context, NULL, NULL) == 1 && EVP_DigestUpdate(context, bytes, length) == 1 &&
           EVP_DigestFinal_ex(context, digest, NULL) == 1;
}

bool snp_extend(EVP_MD_CTX *context, uint8_t digest[static TDXP_SNP_DIGEST_SIZE], enum tdxp_snp_page page, uint64_t gpa,
                const uint8_t contents[static TDXP_SNP_DIGEST_SIZE])
{
    uint8_t info[INFO] = {0};

    memcpy(info, digest, DIGEST);
    memcpy(info + INFO_CONTENTS, contents, DIGEST);
    put_little(info + INFO_LENGTH, 2, INFO);
    info[INFO_TYPE] = (uint8_t)page;
    put_little(info + INFO_GPA, 8, gpa);
    return snp_sha384(context, info, sizeof info, digest);
}

bool snp_hasher_open(struct snp_hasher *h, struct snp_plan *plan)
{
    *h = (struct snp_hasher){.plan = plan, .context = snp_context()};
    return h->context;
}

void snp_hasher_close(struct snp_hasher *h)
{
    EVP_MD_CTX_free(h->context);
}

/* The digest of the next page's contents, into h->contents. */
static bool hash_contents(struct snp_hasher *h, const struct tdxp_bytes *contents)
{
    uint64_t offset = h->page * TDXP_PAGE_SIZE;
    struct tdxp_bytes page;

    if (contents->size == 0) {
        memset(h->contents, 0, sizeof h->contents);
        return true;
    }
    if (offset >= contents->size) {
        return true; /* the page before, once more */
    }
    page = tdxp_bytes_slice(contents, offset, TDXP_PAGE_SIZE);
    h->done += page.size;
    return snp_sha384(h->context, page.data, (size_t)page.size, h->contents);
}

static void launch_page(struct snp_hasher *h)
{
    const struct tdxp_snp_group *group = &h->plan->groups[h->group];
    bool vmsa = group->part == TDXP_SNP_PART_VMSA;
    struct tdxp_snp_record record = {
        .group = h->group,
        .page = group->page,
        .gpa = group->gpa + (vmsa ? 0 : h->page * TDXP_PAGE_SIZE),
        .from_file = group->part == TDXP_SNP_PART_FIRMWARE,
        .file_offset = group->part == TDXP_SNP_PART_FIRMWARE ? h->plan->image_start + h->page * TDXP_PAGE_SIZE : 0,
        .digest = h->digest,
    };

    h->failed = !hash_contents(h, &h->plan->contents[h->group]) ||
                !snp_extend(h->context, h->digest, record.page, record.gpa, h->contents);
    h->done += INFO;
    h->page++;
    if (h->listener && !h->failed) {
        h->listener(h->listener_context, &record);
    }
}

static void leave_group(struct snp_hasher *h)
{
    struct tdxp_snp_group *group = &h->plan->groups[h->group];

    if (group->given) {
        memcpy(h->digest, group->digest, sizeof h->digest);
    } else {
        memcpy(group->digest, h->digest, sizeof group->digest);
        group->done = true;
    }
    h->page = 0;
    h->group++;
}

bool snp_hasher_step(struct snp_hasher *h, uint64_t budget)
{
    uint64_t begin = h->done;

    while (!h->finished && !h->failed) {
        const struct tdxp_snp_group *group = &h->plan->groups[h->group];

        if (h->group == h->plan->count) {
            h->finished = true;
        } else if (group->given || h->page == group->pages) {
            leave_group(h);
        } else if (h->done > begin && h->done - begin >= budget) {
            break;
        } else {
            launch_page(h);
        }
    }
    return !h->finished && !h->failed;
}
