/* Memory that is handed out piece by piece and freed all at once. */
#ifndef MODEL_ARENA_H
#define MODEL_ARENA_H

#include <stdarg.h>
#include <stddef.h>

struct arena_chunk;

/* Zero-initialise before use. */
struct arena {
    struct arena_chunk *chunks;
};

/* count * size zeroed bytes, aligned for any type; NULL where memory ran out or the product overflows. */
void *arena_alloc(struct arena *arena, size_t count, size_t size);

/* A formatted string in the arena; NULL where memory ran out or the format does not fit the arguments. */
const char *arena_text(struct arena *arena, const char *format, va_list args) __attribute__((format(printf, 2, 0)));

void arena_free(struct arena *arena);

#endif
