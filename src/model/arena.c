/* Memory that is handed out piece by piece and freed all at once. */
#include "model/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum { CHUNK_SIZE = 64 * 1024 };

struct arena_chunk {
    struct arena_chunk *next;
    size_t used, size; /* of bytes */
    alignas(max_align_t) unsigned char bytes[];
};

/* Pieces are handed out from the first chunk. One that fills a chunk of its own leaves it first. */
static struct arena_chunk *chunk_add(struct arena *arena, size_t size)
{
    struct arena_chunk **place = &arena->chunks;
    struct arena_chunk *chunk;
    size_t total;

    if (__builtin_add_overflow(size, sizeof *chunk, &total)) {
        return NULL;
    }
    chunk = calloc(1, total);
    if (!chunk) {
        return NULL;
    }
    if (size > CHUNK_SIZE && *place) {
        place = &(*place)->next;
    }
    chunk->size = size;
    chunk->next = *place;
    *place = chunk;
    return chunk;
}

void *arena_alloc(struct arena *arena, size_t count, size_t size)
{
    struct arena_chunk *chunk = arena->chunks;
    size_t bytes;
    void *result;

    if (__builtin_mul_overflow(count, size, &bytes) ||
        __builtin_add_overflow(bytes, alignof(max_align_t) - 1, &bytes)) {
        return NULL;
    }
    bytes &= ~(alignof(max_align_t) - 1);
    if (!chunk || bytes > chunk->size - chunk->used) {
        chunk = chunk_add(arena, bytes > CHUNK_SIZE ? bytes : CHUNK_SIZE);
        if (!chunk) {
            return NULL;
        }
    }
    result = chunk->bytes + chunk->used;
    chunk->used += bytes;
    return result;
}

const char *arena_text(struct arena *arena, const char *format, va_list args)
{
    va_list again;
    char *text;
    int length;

    va_copy(again, args);
    length = vsnprintf(NULL, 0, format, again);
    va_end(again);
    text = length < 0 ? NULL : arena_alloc(arena, (size_t)length + 1, 1);
    if (text) {
        vsnprintf(text, (size_t)length + 1, format, args);
    }
    return text;
}

void arena_free(struct arena *arena)
{
    while (arena->chunks) {
        struct arena_chunk *next = arena->chunks->next;

        free(arena->chunks);
        arena->chunks = next;
    }
}
