/*
 * The hash itself: the records of a plan in their order, a page at a time.
 *
 * A record is the name of the operation padded to 16 bytes, a GPA as 64 bits, and zeros up to 128 bytes (Intel TDX
 * Module ABI, TDH.MEM.PAGE.ADD and TDH.MR.EXTEND; td-shim-tools/src/tee_info_hash.rs). Buffers hold the fixed parts
 * ready, so that a page takes one call of the library.
 */
#include "measure/hasher.h"

#include <string.h>

#include "image/crypto.h"
#include "measure/little.h"

enum {
    RECORD = TDXP_MEASURE_RECORD_SIZE,
    CHUNK = TDXP_MEASURE_CHUNK_SIZE,
    GPA = 16, /* of the GPA in a record */
};

_Static_assert(TDXP_PAGE_SIZE == (size_t)CHUNKS * CHUNK && BUFFER == RECORD + CHUNKS * (RECORD + CHUNK),
               "a page's records fill the buffer");

/* What is done with a page in one visit. */
enum { ADD = 1, EXTEND = 2 };

/* An order: what the visits of a section do, and whether all sections have their first visit before any its second. */
struct order {
    unsigned rounds;
    unsigned work[2];
    bool all_first;
};

static const struct order orders[TDXP_ORDERS] = {
    [TDXP_ORDER_PER_PAGE] = {1, {ADD | EXTEND}, false},
    [TDXP_ORDER_TWO_PASSES] = {2, {ADD, EXTEND}, false},
    [TDXP_ORDER_TWO_PASSES_ALL] = {2, {ADD, EXTEND}, true},
};

static void put_name(uint8_t *record, const char *name)
{
    /* NOLINTNEXTLINE(bugprone-not-null-terminated-result): a record has the name and no end of it. */
    memcpy(record, name, strlen(name));
}

static void put_gpa(uint8_t *record, uint64_t gpa)
{
    put_little(record + GPA, 8, gpa);
}

/* The record of a chunk in the buffer of a whole page. */
static uint8_t *chunk_record(struct hasher *h, unsigned chunk)
{
    return h->whole + RECORD + (size_t)chunk * (RECORD + CHUNK);
}

bool hasher_open(struct hasher *h, const struct plan *plan, enum tdxp_measure_order order)
{
    *h = (struct hasher){.plan = plan, .order = order};
    for (unsigned i = 0; i < RECORDS; i++) {
        put_name(h->adds + (size_t)i * RECORD, "MEM.PAGE.ADD");
    }
    put_name(h->whole, "MEM.PAGE.ADD");
    for (unsigned i = 0; i < CHUNKS; i++) {
        put_name(chunk_record(h, i), "MR.EXTEND");
    }
    h->context = crypto_begin(EVP_sha384());
    h->scratch = EVP_MD_CTX_new();
    return h->context && h->scratch;
}

void hasher_close(struct hasher *h)
{
    EVP_MD_CTX_free(h->context);
    EVP_MD_CTX_free(h->scratch);
}

bool hasher_digest(struct hasher *h, uint8_t digest[static TDXP_MRTD_SIZE])
{
    unsigned length;

    return EVP_MD_CTX_copy_ex(h->scratch, h->context) == 1 && EVP_DigestFinal_ex(h->scratch, digest, &length) == 1 &&
           length == TDXP_MRTD_SIZE;
}

static void update(struct hasher *h, const uint8_t *bytes, size_t length)
{
    h->failed = EVP_DigestUpdate(h->context, bytes, length) != 1 || h->failed;
    h->done += length;
}

static void tell(const struct hasher *h, struct tdxp_measure_record record)
{
    if (h->listener) {
        record.section = h->section;
        h->listener(h->listener_context, &record);
    }
}

static uint64_t gpa_of(const struct hasher *h, uint64_t page)
{
    return h->plan->results[h->section].section->memory_address + page * TDXP_PAGE_SIZE;
}

/* Add the next pages, as many as fit into one buffer. */
static void add_pages(struct hasher *h)
{
    uint64_t left = h->plan->sections[h->section].pages - h->page;
    unsigned count = left < RECORDS ? (unsigned)left : RECORDS;

    for (unsigned i = 0; i < count; i++) {
        uint64_t gpa = gpa_of(h, h->page + i);

        put_gpa(h->adds + (size_t)i * RECORD, gpa);
        tell(h, (struct tdxp_measure_record){.gpa = gpa});
    }
    update(h, h->adds, (size_t)count * RECORD);
    h->page += count;
}

/* offset is that of the chunk in the section's memory. */
static void tell_chunk(const struct hasher *h, uint64_t offset, uint64_t gpa, const uint8_t *data)
{
    const struct tdxp_measure_section *result = &h->plan->results[h->section];
    struct tdxp_measure_record record = {.extend = true, .gpa = gpa, .data = data};

    if (!h->listener) {
        return;
    }
    if (result->content == TDXP_CONTENT_FILE && offset < result->copied) {
        record.from_file = (uint32_t)tdxp_clip(offset, CHUNK, result->copied);
        record.file_offset = result->file_offset + offset;
    }
    tell(h, record);
}

/* Extend the next page, and add it before where that is asked for. */
static void extend_page(struct hasher *h, bool add)
{
    uint64_t gpa = gpa_of(h, h->page);

    if (add) {
        put_gpa(h->whole, gpa);
        tell(h, (struct tdxp_measure_record){.gpa = gpa});
    }
    for (unsigned i = 0; i < CHUNKS; i++) {
        uint8_t *record = chunk_record(h, i);
        uint64_t in_page = (uint64_t)i * CHUNK;
        uint64_t offset = h->page * TDXP_PAGE_SIZE + in_page;

        put_gpa(record, gpa + in_page);
        plan_read(h->plan, h->section, offset, record + RECORD, CHUNK);
        tell_chunk(h, offset, gpa + in_page, record + RECORD);
    }
    update(h, h->whole + (add ? 0 : RECORD), BUFFER - (add ? 0 : RECORD));
    h->page++;
}

/* What this visit does with the pages of the section. */
static unsigned work_of(const struct hasher *h)
{
    unsigned work = orders[h->order].work[h->round];

    work &= h->plan->sections[h->section].added ? ~0u : ~(unsigned)ADD;
    work &= h->plan->results[h->section].extended ? ~0u : ~(unsigned)EXTEND;
    return work;
}

/* The visit of a section ends: keep the digest, unless another visit with something to do comes. */
static void leave_section(struct hasher *h)
{
    const struct order *order = &orders[h->order];
    struct tdxp_measure_section *result = &h->plan->results[h->section];
    bool last = h->round + 1 == order->rounds;

    if (!result->done && (last || !result->extended)) {
        result->done = hasher_digest(h, result->digest);
        h->failed = h->failed || !result->done;
    }
    h->page = 0;
    if (!order->all_first && !last) {
        h->round++;
        return;
    }
    h->round = order->all_first ? h->round : 0;
    if (++h->section == h->plan->count && order->all_first && !last) {
        h->section = 0;
        h->round++;
    }
}

bool hasher_step(struct hasher *h, uint64_t budget)
{
    uint64_t begin = h->done;

    while (!h->finished && !h->failed) {
        unsigned work;

        if (h->section == h->plan->count) {
            h->finished = true;
            break;
        }
        work = work_of(h);
        if (work == 0 || h->page == h->plan->sections[h->section].pages) {
            leave_section(h);
            continue;
        }
        if (h->done > begin && h->done - begin >= budget) {
            break;
        }
        if (work & EXTEND) {
            extend_page(h, work & ADD);
        } else {
            add_pages(h);
        }
    }
    return !h->finished && !h->failed;
}
