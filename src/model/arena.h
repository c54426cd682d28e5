/* Memory that is handed out piece by piece and freed all at once. */
#ifndef MODEL_ARENA_H
#define MODEL_ARENA_H

#include <stddef.h>

struct arena_chunk;

/* Zero-initialise before use. */
struct arena {
    struct arena_chunk *chunks;
};

/* count * size zeroed bytes, aligned for any type; NULL where memory ran out or the product overflows. */
void *arena_alloc(struct arena *arena, size_t count, size_t size);

void arena_free(struct arena *arena);

#endif
