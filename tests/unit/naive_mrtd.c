/* The MRTD computed anew, slowly and simply. */
#include "naive_mrtd.h"

#include <openssl/evp.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* ---- a section entry, from its bytes ---- */

struct entry {
    uint64_t data_offset, raw_data_size, memory_address, memory_data_size, type, attributes;
};

static uint64_t number(const uint8_t *at, unsigned width)
{
    uint64_t value = 0;

    for (unsigned i = 0; i < width; i++) {
        value += (uint64_t)at[i] << (8 * i);
    }
    return value;
}

static struct entry entry_of(const struct naive *naive, uint32_t index)
{
    const uint8_t *at = naive->image + naive->descriptor + 16 + 32 * (size_t)index;

    return (struct entry){number(at, 4),      number(at + 4, 4),  number(at + 8, 8),
                          number(at + 16, 8), number(at + 24, 4), number(at + 28, 4)};
}

static bool is_added(const struct naive *naive, const struct entry *entry)
{
    return naive->vmm != NAIVE_SPEC || (entry->attributes & 2) == 0;
}

static bool is_extended(const struct naive *naive, const struct entry *entry)
{
    return naive->vmm == NAIVE_CLOUD_HYPERVISOR ? entry->attributes == 1 : (entry->attributes & 1) == 1;
}

/* How many bytes of the section's memory come from the file. */
static uint64_t from_file(const struct naive *naive, const struct entry *entry)
{
    bool firmware = entry->type == 0 || entry->type == 1;
    bool handed_over = entry->type == 2 || entry->type == 6; /* TD_HOB, PayloadParam */

    if (handed_over || (!firmware && naive->vmm == NAIVE_CLOUD_HYPERVISOR)) {
        return 0;
    }
    return firmware && naive->vmm == NAIVE_QEMU ? entry->memory_data_size : entry->raw_data_size;
}

static uint8_t memory_byte(const struct naive *naive, const struct entry *entry, uint64_t at)
{
    uint64_t file = from_file(naive, entry);

    if (at < file) {
        return entry->data_offset + at < naive->size ? naive->image[entry->data_offset + at] : 0;
    }
    if (entry->type == 5 && file == 0 && at < naive->payload_size) {
        return naive->payload[at];
    }
    return 0;
}

/* ---- all that goes into the hash ---- */

struct stream {
    uint8_t *bytes;
    size_t used, room;
};

static void append(struct stream *stream, const uint8_t *bytes, size_t length)
{
    while (stream->used + length > stream->room) {
        stream->room = stream->room ? 2 * stream->room : 1 << 16;
        stream->bytes = realloc(stream->bytes, stream->room);
        assert_non_null(stream->bytes);
    }
    memcpy(stream->bytes + stream->used, bytes, length);
    stream->used += length;
}

static void append_record(struct stream *stream, const char *name, uint64_t gpa)
{
    uint8_t record[128] = {0};

    memcpy(record, name, strlen(name));
    for (unsigned i = 0; i < 8; i++) {
        record[16 + i] = (uint8_t)(gpa >> (8 * i));
    }
    append(stream, record, sizeof record);
}

static void append_add(struct stream *stream, const struct naive *naive, const struct entry *entry, uint64_t page)
{
    if (is_added(naive, entry)) {
        append_record(stream, "MEM.PAGE.ADD", entry->memory_address + page * 4096);
    }
}

static void append_extend(struct stream *stream, const struct naive *naive, const struct entry *entry, uint64_t page)
{
    for (unsigned chunk = 0; chunk < 16 && is_extended(naive, entry); chunk++) {
        uint64_t at = page * 4096 + chunk * 256;
        uint8_t bytes[256];

        append_record(stream, "MR.EXTEND", entry->memory_address + at);
        for (unsigned i = 0; i < 256; i++) {
            bytes[i] = memory_byte(naive, entry, at + i);
        }
        append(stream, bytes, sizeof bytes);
    }
}

typedef void append_page(struct stream *stream, const struct naive *naive, const struct entry *entry, uint64_t page);

/* Two things for each page of the sections [first, end), page by page; the second may be NULL. */
static void append_sections(struct stream *stream, const struct naive *naive, uint32_t first, uint32_t end,
                            append_page *one, append_page *other)
{
    for (uint32_t i = first; i < end; i++) {
        struct entry entry = entry_of(naive, i);

        for (uint64_t page = 0; page < entry.memory_data_size / 4096; page++) {
            one(stream, naive, &entry, page);
            if (other) {
                other(stream, naive, &entry, page);
            }
        }
    }
}

void naive_mrtd(const struct naive *naive, uint8_t mrtd[48])
{
    struct stream stream = {NULL, 0, 0};
    unsigned length;

    if (naive->order == NAIVE_PER_PAGE) {
        append_sections(&stream, naive, 0, naive->count, append_add, append_extend);
    } else if (naive->order == NAIVE_TWO_PASSES_ALL) {
        append_sections(&stream, naive, 0, naive->count, append_add, NULL);
        append_sections(&stream, naive, 0, naive->count, append_extend, NULL);
    } else {
        for (uint32_t i = 0; i < naive->count; i++) {
            append_sections(&stream, naive, i, i + 1, append_add, NULL);
            append_sections(&stream, naive, i, i + 1, append_extend, NULL);
        }
    }
    assert_int_equal(EVP_Digest(stream.bytes, stream.used, mrtd, &length, EVP_sha384(), NULL), 1);
    assert_int_equal(length, 48);
    free(stream.bytes);
}

int naive_cover(const struct naive *naive, size_t offset)
{
    int cover = 0;

    for (uint32_t i = 0; i < naive->count; i++) {
        struct entry entry = entry_of(naive, i);
        uint64_t memory = entry.memory_data_size / 4096 * 4096;
        uint64_t copied = from_file(naive, &entry) < memory ? from_file(naive, &entry) : memory;

        if (offset < entry.data_offset || offset - entry.data_offset >= copied) {
            continue;
        }
        if (is_extended(naive, &entry)) {
            return 2;
        }
        cover = is_added(naive, &entry) ? 1 : cover;
    }
    return cover;
}
