/* The area for fault-tolerant writes: the working block and the spare area of a volume of variables. */
#include <inttypes.h>
#include <string.h>
#include <zlib.h>

#include "format/varstore.h"
#include "format/walker.h"
#include "tdxplore/guid.h"
#include "tdxplore/range.h"

enum {
    ALIGN = 8,          /* of the block, from the start of the volume */
    CRC_AT = 16,        /* of the checksum, in the header */
    STATE_AT = 20,      /* of the state, in the header */
    STATE_BITS = 0x03,  /* of the state, that the checksum takes as erased */
    STATE_VALID = 0x01, /* of the header: in use, and not replaced */
    HEADER_ALLOCATED = 0x01,
    ERASED = 0xff, /* the format has no other polarity: FaultTolerantWrite.h, FTW_ERASE_POLARITY */
};

static const struct tdxp_guid guid_block =
    TDXP_GUID(0x9e58292b, 0x7c68, 0x497d, 0xa0, 0xce, 0x65, 0x00, 0xfd, 0x9f, 0x1b, 0x95);

uint64_t ftw_find(const struct tdxp_bytes *bytes, uint64_t base, uint64_t start, uint64_t end)
{
    uint64_t hit;

    while (tdxp_bytes_find(bytes, start, end, guid_block.bytes, sizeof guid_block.bytes, &hit)) {
        if ((hit - base) % ALIGN == 0 && end - hit >= ftw_format_header.size) {
            return hit;
        }
        start = hit + 1;
    }
    return end;
}

/* A state in words: the highest of its bits, which were taken as 0 where they are erased, counts. */
struct words {
    uint8_t bit;
    const char *text;
};

static const struct words block_words[] = {{0x02, "replaced"}, {0x01, "in use"}, {0, "not in use"}};
static const struct words write_words[] = {{0x04, "complete"}, {0x02, "under way"}, {0, "being prepared"}};
static const struct words record_words[] = {{0x04, "block written"}, {0x02, "copy written"}, {0, "not begun"}};

/* Add a structure whose State is stored inverted; the last of the words has no bit. */
static struct tdxp_node *add_note(const struct ffs_walk *w, struct tdxp_node *parent, const struct tdxp_format *format,
                                  const struct words *words, const char *key, const char *name, uint64_t at)
{
    struct tdxp_node *node = walk_struct(w->tree, parent, format, key, name, at);
    struct tdxp_node *field = walked_field(node, "State");
    uint8_t stored = ERASED;
    uint8_t state;

    if (field && tdxp_read_u8(w->bytes, field->offset, &stored)) {
        state = stored ^ ERASED;
        while (words->bit && !(state & words->bit)) {
            words++;
        }
        ffs_show_state(w, field, stored, state, words->text);
    }
    return node;
}

/* ---- the header ---- */

static void judge_crc(const struct ffs_walk *w, struct tdxp_node *header, uint64_t at)
{
    struct tdxp_node *field = volume_field(header, "Crc");
    uint8_t bytes[32];
    uint32_t expected;

    if (!tdxp_read_copy(w->bytes, at, bytes, sizeof bytes)) {
        return;
    }
    memset(bytes + CRC_AT, ERASED, sizeof expected);
    bytes[STATE_AT] |= STATE_BITS;
    expected = (uint32_t)crc32(0, bytes, sizeof bytes);
    if (field->value != expected) {
        tdxp_node_mark(w->tree, field, TDXP_MARK_INVALID, "0x%08" PRIx32 " is the CRC32 of the header", expected);
        tdxp_node_set_right(w->tree, field, expected);
    }
}

static struct tdxp_node *add_header(const struct ffs_walk *w, struct tdxp_node *block, uint64_t at)
{
    struct tdxp_node *header =
        add_note(w, block, &ftw_format_header, block_words, "header", "Working block header", at);
    uint8_t state = 0;

    judge_crc(w, header, at);
    tdxp_read_u8(w->bytes, at + STATE_AT, &state);
    if (((state ^ ERASED) & STATE_BITS) != STATE_VALID) {
        tdxp_node_mark(w->tree, volume_field(header, "State"), TDXP_MARK_INVALID, "not that of a block in use");
    }
    return header;
}

/* ---- the queue ---- */

/* Add the records of a write, which begin at *at and end where *at is then. False where they do not fit. */
static bool add_records(const struct ffs_walk *w, struct tdxp_node *write, uint64_t end, uint64_t count,
                        uint64_t private_size, uint64_t *at)
{
    for (uint64_t i = 0; i < count; i++) {
        uint64_t start = *at;
        struct tdxp_node *node;

        if (!volume_nodes_left(w->tree, write, w->volumes)) {
            return false;
        }
        if (end - start < ftw_format_record.size || private_size > end - start - ftw_format_record.size) {
            tdxp_node_mark(w->tree, write, TDXP_MARK_INVALID, "its %" PRIu64 " records do not fit into the block",
                           count);
            return false;
        }
        node = add_note(w, write, &ftw_format_record, record_words, tdxp_tree_text(w->tree, "record[%" PRIu64 "]", i),
                        tdxp_tree_text(w->tree, "Record %" PRIu64, i), start);
        *at = start + ftw_format_record.size + private_size;
        if (private_size > 0) {
            tdxp_tree_add(w->tree, node, TDXP_KIND_CONTENT, "PrivateData", "PrivateData", *at - private_size,
                          private_size, &ftw_doc_private);
        }
        node->length = *at - start;
        volume_nodes_add(w->volumes, node);
    }
    return true;
}

/* Add the notes on writes that fill [at, end). */
static void add_queue(const struct ffs_walk *w, struct tdxp_node *block, uint64_t at, uint64_t end)
{
    uint8_t state = ERASED;
    bool whole = true;

    for (uint32_t i = 0; whole && end - at >= ftw_format_write.size; i++) {
        struct tdxp_node *node;
        uint64_t start = at;
        uint64_t count = 0;
        uint64_t private_size = 0;

        tdxp_read_u8(w->bytes, at, &state);
        if (!((state ^ ERASED) & HEADER_ALLOCATED)) {
            break;
        }
        if (!volume_nodes_left(w->tree, block, w->volumes)) {
            return;
        }
        tdxp_read_u64(w->bytes, at + 24, &count);
        tdxp_read_u64(w->bytes, at + 32, &private_size);
        node = add_note(w, block, &ftw_format_write, write_words, tdxp_tree_text(w->tree, "write[%" PRIu32 "]", i),
                        tdxp_tree_text(w->tree, "Write %" PRIu32, i), at);
        volume_nodes_add(w->volumes, node);
        at += ftw_format_write.size;
        whole = add_records(w, node, end, count, private_size, &at);
        node->length = at - start;
    }
    if (at < end && whole) {
        ffs_content(w, block, "free-space", "Free space", at, end - at, &ftw_doc_queue_free)->note =
            ffs_first_used(w->bytes, at, end, ERASED) == end ? "erased" : "not erased";
    }
}

/* ---- the areas ---- */

void ftw_decode(const struct ffs_walk *w, struct tdxp_node *parent, uint64_t at, uint64_t end)
{
    uint64_t queue = at + ftw_format_header.size;
    uint64_t length = 0;
    uint64_t queue_end;
    struct tdxp_node *block;
    struct tdxp_node *header;

    tdxp_read_u64(w->bytes, at + 24, &length);
    queue_end = queue + tdxp_clip(queue, length, end);
    block = tdxp_tree_add(w->tree, parent, TDXP_KIND_STRUCT, "ftw-working", "FTW working block", at, queue_end - at,
                          &ftw_doc_block);
    header = add_header(w, block, at);
    volume_nodes_add(w->volumes, block);
    if (length > end - queue) {
        tdxp_node_mark(w->tree, volume_field(header, "WriteQueueSize"), TDXP_MARK_INVALID,
                       "only 0x%" PRIx64 " bytes lie between the header and the end of the volume", end - queue);
    }
    add_queue(w, block, queue, queue_end);
    if (queue_end < end) {
        ffs_content(w, parent, "ftw-spare", "FTW spare area", queue_end, end - queue_end, &ftw_doc_spare)->note =
            ffs_first_used(w->bytes, queue_end, end, ERASED) == end ? "erased" : "in use";
    }
}
