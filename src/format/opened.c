/* Opened spaces: decompressing in steps, within limits, and the store of what came of it. */
#include "format/opened.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "format/codec.h"
#include "tdxplore/text.h"

#define FIRST_ROOM (UINT64_C(64) << 10) /* bytes that an output begins with */
#define STEP_ALL (UINT64_C(1) << 20)    /* bytes a step where nobody waits in between */

struct entry {
    char *path;            /* owned */
    const uint8_t *source; /* where the compressed bytes are: what the entry is of, besides the path */
    uint64_t source_size;
    uint8_t *data; /* owned; what part.bytes shows */
    struct opened_part part;
};

struct tdxp_opened {
    struct tdxp_open_limits limits;
    bool all;
    char *way;     /* owned; a path that everything is opened on, or NULL */
    char **wanted; /* owned; paths that are opened when they are met, in their order */
    uint32_t wanted_count;
    struct entry *entries; /* by path */
    uint32_t count, capacity;
    uint32_t spaces; /* entries with bytes */
    uint64_t bytes;  /* in them */
};

struct tdxp_opening {
    struct tdxp_opened *opened;
    struct entry entry; /* what it is going to be */
    struct tdxp_bytes packed;
    const struct tdxp_codec *codec;
    void *state;             /* of the codec; NULL where it was not started */
    uint64_t claimed;        /* bytes, or CODEC_SIZE_UNKNOWN */
    uint64_t most;           /* bytes that may come out */
    uint64_t size, capacity; /* of entry.data, in bytes */
    bool more, no_memory;
};

struct tdxp_open_limits tdxp_open_limits_default(void)
{
    return (struct tdxp_open_limits){
        .one = UINT64_C(128) << 20, .all = UINT64_C(512) << 20, .ratio = 1000, .count = 1024, .depth = 4};
}

struct tdxp_open_limits tdxp_open_limits_of_size(uint64_t bytes)
{
    struct tdxp_open_limits limits = tdxp_open_limits_default();

    limits.one = limits.all = bytes;
    limits.ratio = 0;
    return limits;
}

struct tdxp_opened *tdxp_opened_new(const struct tdxp_open_limits *limits, bool all)
{
    struct tdxp_opened *opened = calloc(1, sizeof *opened);

    if (opened) {
        opened->limits = limits ? *limits : tdxp_open_limits_default();
        opened->all = all;
    }
    return opened;
}

bool tdxp_opened_lead(struct tdxp_opened *opened, const char *path)
{
    char *way = strdup(path + (*path == '/'));

    if (!way) {
        return false;
    }
    free(opened->way);
    opened->way = way;
    return true;
}

struct tdxp_opened *tdxp_opened_again(const struct tdxp_opened *opened)
{
    struct tdxp_opened *again = tdxp_opened_new(&opened->limits, opened->all);

    if (!again) {
        return NULL;
    }
    again->wanted = calloc((size_t)opened->count + 1, sizeof *again->wanted);
    for (uint32_t i = 0; again->wanted && i < opened->count; i++) {
        again->wanted[i] = strdup(opened->entries[i].path);
        if (!again->wanted[i]) {
            break;
        }
        again->wanted_count++;
    }
    if (!again->wanted || again->wanted_count < opened->count) {
        tdxp_opened_free(again);
        return NULL;
    }
    return again;
}

static void entry_free(struct entry *entry)
{
    free(entry->path);
    free(entry->data);
}

void tdxp_opened_free(struct tdxp_opened *opened)
{
    if (!opened) {
        return;
    }
    for (uint32_t i = 0; i < opened->count; i++) {
        entry_free(&opened->entries[i]);
    }
    for (uint32_t i = 0; i < opened->wanted_count; i++) {
        free(opened->wanted[i]);
    }
    free(opened->wanted);
    free(opened->way);
    free(opened->entries);
    free(opened);
}

uint64_t tdxp_opened_bytes(const struct tdxp_opened *opened)
{
    return opened->bytes;
}

const char *tdxp_opened_path(const struct tdxp_opened *opened, uint32_t index)
{
    return index < opened->count ? opened->entries[index].path : NULL;
}

/* The first entry whose path does not come before path. */
static uint32_t place_of(const struct tdxp_opened *opened, const char *path)
{
    uint32_t low = 0;
    uint32_t high = opened->count;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;

        if (strcmp(opened->entries[middle].path, path) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/* Takes the entry over. False where memory ran out: it then still belongs to the caller. */
static bool store(struct tdxp_opened *opened, const struct entry *entry)
{
    uint32_t place = place_of(opened, entry->path);

    if (opened->count == opened->capacity) {
        uint32_t capacity = opened->capacity ? opened->capacity * 2 : 8;
        struct entry *grown = realloc(opened->entries, capacity * sizeof *grown);

        if (!grown) {
            return false;
        }
        opened->entries = grown;
        opened->capacity = capacity;
    }
    memmove(&opened->entries[place + 1], &opened->entries[place], (opened->count - place) * sizeof *opened->entries);
    opened->entries[place] = *entry;
    opened->count++;
    opened->spaces += entry->part.bytes.size > 0;
    opened->bytes += entry->part.bytes.size;
    return true;
}

/* ---- limits ---- */

__attribute__((format(printf, 3, 4))) static void say(struct opened_part *part, uint32_t marks, const char *format, ...)
{
    va_list args;

    part->marks |= marks;
    va_start(args, format);
    vsnprintf(part->remark, sizeof part->remark, format, args);
    va_end(args);
}

/* Bytes that may come out by the ratio. */
static uint64_t ratio_most(const struct tdxp_open_limits *limits, uint64_t packed)
{
    uint64_t most;

    if (limits->ratio == 0 || __builtin_mul_overflow(packed, limits->ratio, &most)) {
        return UINT64_MAX;
    }
    return most < TDXP_OPEN_RATIO_FROM ? TDXP_OPEN_RATIO_FROM : most;
}

/* The least of the limits, and the words for it. */
static uint64_t find_most(const struct tdxp_opening *o, char *words, size_t size)
{
    const struct tdxp_open_limits *limits = &o->opened->limits;
    uint64_t left = limits->all > o->opened->bytes ? limits->all - o->opened->bytes : 0;
    uint64_t by_ratio = ratio_most(limits, o->packed.size);
    char human[TDXP_HUMAN_SIZE];

    if (by_ratio <= limits->one && by_ratio <= left) {
        snprintf(words, size, "the limit of %" PRIu64 " bytes for each compressed one", limits->ratio);
        return by_ratio;
    }
    tdxp_human_size(limits->one <= left ? limits->one : limits->all, human);
    snprintf(words, size, "the limit of %s for %s", human,
             limits->one <= left ? "one compressed part" : "all compressed parts together");
    return limits->one <= left ? limits->one : left;
}

/* False, with the reason in the part, where it must not or cannot even be begun. */
static bool may_begin(struct tdxp_opening *o, unsigned depth)
{
    const struct tdxp_open_limits *limits = &o->opened->limits;
    struct opened_part *part = &o->entry.part;
    char human[TDXP_HUMAN_SIZE];
    char words[96];

    if (depth >= limits->depth) {
        say(part, TDXP_MARK_LIMIT, "not decompressed: it lies inside of %u parts that are, and that is the limit",
            depth);
        return false;
    }
    if (o->opened->spaces >= limits->count) {
        say(part, TDXP_MARK_LIMIT, "not decompressed: %" PRIu32 " parts are, and that is the limit", limits->count);
        return false;
    }
    o->claimed = CODEC_SIZE_UNKNOWN;
    if (!o->codec->claim(&o->packed, &o->claimed)) {
        say(part, TDXP_MARK_INVALID, "it does not begin as %s does", o->codec->name);
        return false;
    }
    o->most = find_most(o, words, sizeof words);
    if (o->claimed == 0) {
        say(part, TDXP_MARK_INVALID, "it claims that nothing comes out of it");
        return false;
    }
    if (o->claimed != CODEC_SIZE_UNKNOWN && o->claimed > o->most) {
        tdxp_human_size(o->claimed, human);
        say(part, TDXP_MARK_LIMIT, "not decompressed: it claims %s, and %s is in the way", human, words);
        return false;
    }
    if (o->claimed < o->most) {
        o->most = o->claimed;
    }
    return true;
}

/* ---- steps ---- */

static const char *trouble_words(enum codec_status status)
{
    switch (status) {
    case CODEC_UNABLE:
        return "it is of a kind that the library for it cannot do";
    case CODEC_TRUNCATED:
        return "the compressed bytes end too early";
    default:
        return "the compressed bytes are damaged";
    }
}

static void end_with(struct tdxp_opening *o, enum codec_status status)
{
    struct opened_part *part = &o->entry.part;

    o->more = false;
    if (status == CODEC_NO_MEMORY) {
        o->no_memory = true;
    } else if (status != CODEC_DONE && o->claimed != CODEC_SIZE_UNKNOWN) {
        say(part, TDXP_MARK_INVALID | (o->size > 0 ? TDXP_MARK_TRUNCATED : 0),
            "%s: 0x%" PRIx64 " of 0x%" PRIx64 " bytes came out", trouble_words(status), o->size, o->claimed);
    } else if (status != CODEC_DONE) {
        say(part, TDXP_MARK_INVALID | (o->size > 0 ? TDXP_MARK_TRUNCATED : 0), "%s: 0x%" PRIx64 " bytes came out",
            trouble_words(status), o->size);
    } else if (o->size == 0) {
        say(part, TDXP_MARK_INVALID, "nothing comes out of it");
    }
}

/* All that may come out has: was that the end? */
static void end_at_most(struct tdxp_opening *o)
{
    char words[96];
    uint8_t next;
    size_t written = 0;
    enum codec_status status;

    if (o->size == o->claimed) {
        end_with(o, CODEC_DONE);
        return;
    }
    status = o->codec->run(o->state, &next, 1, &written);
    if (written == 0) {
        end_with(o, status == CODEC_MORE ? CODEC_TRUNCATED : status);
        return;
    }
    o->more = false;
    find_most(o, words, sizeof words);
    say(&o->entry.part, TDXP_MARK_LIMIT | TDXP_MARK_TRUNCATED,
        "only the first 0x%" PRIx64 " bytes were decompressed: %s is reached", o->size, words);
}

/* Room for at least one more byte. */
static bool make_room(struct tdxp_opening *o)
{
    uint64_t capacity = o->capacity ? o->capacity * 2 : FIRST_ROOM;
    uint8_t *grown;

    if (o->size < o->capacity) {
        return true;
    }
    capacity = capacity < o->most ? capacity : o->most;
    grown = realloc(o->entry.data, (size_t)capacity);
    if (!grown) {
        return false;
    }
    o->entry.data = grown;
    o->capacity = capacity;
    return true;
}

bool tdxp_opening_step(struct tdxp_opening *o, uint64_t bytes)
{
    while (o->more && bytes > 0) {
        enum codec_status status;
        uint64_t room;
        size_t written = 0;

        if (!make_room(o)) {
            end_with(o, CODEC_NO_MEMORY);
            break;
        }
        room = o->capacity - o->size < bytes ? o->capacity - o->size : bytes;
        status = o->codec->run(o->state, o->entry.data + o->size, (size_t)room, &written);
        o->size += written;
        bytes -= written;
        if (status != CODEC_MORE) {
            end_with(o, status);
        } else if (o->size == o->most) {
            end_at_most(o);
        } else if (written == 0) {
            end_with(o, CODEC_TRUNCATED);
        }
    }
    return o->more;
}

static void begin(struct tdxp_opening *o, unsigned depth)
{
    enum codec_status status;

    if (!may_begin(o, depth)) {
        return;
    }
    o->state = calloc(1, o->codec->state_size);
    if (!o->state) {
        end_with(o, CODEC_NO_MEMORY);
        return;
    }
    status = o->codec->start(o->state, &o->packed, o->most);
    if (status != CODEC_MORE) {
        free(o->state);
        o->state = NULL;
        end_with(o, status);
        return;
    }
    o->more = true;
}

/* Lets go of what only decompressing needs. */
static void stop(struct tdxp_opening *o)
{
    if (o->state) {
        o->codec->end(o->state);
    }
    free(o->state);
    o->state = NULL;
}

static struct tdxp_opening *opening_new(struct tdxp_opened *opened, const struct tdxp_node *node, unsigned depth)
{
    struct tdxp_opening *o = calloc(1, sizeof *o);
    size_t length = tdxp_node_path(node, NULL, 0);

    if (!o) {
        return NULL;
    }
    o->opened = opened;
    o->packed = node->packed->bytes;
    o->codec = node->packed->codec;
    o->entry.source = o->packed.data;
    o->entry.source_size = o->packed.size;
    o->entry.path = malloc(length + 1);
    if (!o->entry.path) {
        free(o);
        return NULL;
    }
    tdxp_node_path(node, o->entry.path, length + 1);
    begin(o, depth);
    return o;
}

static unsigned depth_of(const struct tdxp_node *node)
{
    unsigned depth = 0;

    for (; node && node->space->origin; node = node->space->origin) {
        depth++;
    }
    return depth;
}

struct tdxp_opening *tdxp_opening_start(struct tdxp_opened *opened, const struct tdxp_node *node,
                                        struct tdxp_error *err)
{
    struct tdxp_opening *opening = opening_new(opened, node, depth_of(node));

    if (!opening) {
        tdxp_error_set(err, "out of memory");
    }
    return opening;
}

double tdxp_opening_progress(const struct tdxp_opening *o)
{
    if (!o->more) {
        return 1;
    }
    if (o->claimed != CODEC_SIZE_UNKNOWN) {
        return (double)o->size / (double)o->claimed;
    }
    return (double)o->codec->used(o->state) / (double)o->packed.size;
}

uint64_t tdxp_opening_bytes(const struct tdxp_opening *o)
{
    return o->size;
}

/* The output as a part, no larger than it is. */
static void settle(struct tdxp_opening *o)
{
    uint8_t *cut;

    stop(o);
    if (o->size == 0) {
        free(o->entry.data);
        o->entry.data = NULL;
        return;
    }
    cut = realloc(o->entry.data, (size_t)o->size);
    if (cut) {
        o->entry.data = cut;
    }
    o->entry.part.bytes = (struct tdxp_bytes){o->entry.data, o->size};
}

/* Into the store with it, settled as it is. False where memory ran out. */
static bool keep(struct tdxp_opening *o)
{
    if (!store(o->opened, &o->entry)) {
        return false;
    }
    o->entry = (struct entry){.path = NULL};
    return true;
}

bool tdxp_opening_finish(struct tdxp_opening *o, struct tdxp_error *err)
{
    if (!o->no_memory) {
        settle(o);
        if (keep(o)) {
            return true;
        }
    }
    tdxp_error_set(err, "out of memory while decompressing");
    return false;
}

void tdxp_opening_free(struct tdxp_opening *o)
{
    if (!o) {
        return;
    }
    stop(o);
    entry_free(&o->entry);
    free(o);
}

/* ---- asking ---- */

/* Of a refusal nothing is kept: asked again, it is the same again, and a hostile image has no end of them. */
static enum opened_answer open_now(struct tdxp_opened *opened, const struct tdxp_node *node, unsigned depth,
                                   struct opened_part *part)
{
    struct tdxp_opening *o = opening_new(opened, node, depth);
    enum opened_answer answer = OPENED_NO_MEMORY;

    if (!o) {
        return OPENED_NO_MEMORY;
    }
    while (tdxp_opening_step(o, STEP_ALL)) {
    }
    if (!o->no_memory) {
        settle(o);
        *part = o->entry.part;
        if (o->size == 0 || keep(o)) {
            answer = OPENED_PART;
        }
    }
    tdxp_opening_free(o);
    return answer;
}

static const struct entry *find(const struct tdxp_opened *opened, const struct tdxp_node *node, const char *path)
{
    const struct tdxp_bytes *bytes = &node->packed->bytes;

    for (uint32_t i = place_of(opened, path); i < opened->count && strcmp(opened->entries[i].path, path) == 0; i++) {
        const struct entry *entry = &opened->entries[i];

        if (entry->source == bytes->data && entry->source_size == bytes->size) {
            return entry;
        }
    }
    return NULL;
}

static int by_text(const void *path, const void *wanted)
{
    return strcmp(path, *(char *const *)wanted);
}

static bool is_on_way(const struct tdxp_opened *opened, const char *path)
{
    size_t length = strlen(path);

    return opened->way && strncmp(opened->way, path, length) == 0 && opened->way[length] == '/';
}

static bool is_wanted(const struct tdxp_opened *opened, const char *path)
{
    return opened->all || is_on_way(opened, path) ||
           (opened->wanted_count > 0 &&
            bsearch(path, opened->wanted, opened->wanted_count, sizeof *opened->wanted, by_text));
}

enum opened_answer opened_ask(struct tdxp_opened *opened, const struct tdxp_node *node, unsigned depth,
                              struct opened_part *part)
{
    const struct entry *entry;
    bool wanted;
    size_t length;
    char *path;

    if (!opened || (opened->count == 0 && opened->wanted_count == 0 && !opened->way && !opened->all)) {
        return OPENED_NOTHING;
    }
    length = tdxp_node_path(node, NULL, 0);
    path = malloc(length + 1);
    if (!path) {
        return OPENED_NO_MEMORY;
    }
    tdxp_node_path(node, path, length + 1);
    entry = find(opened, node, path);
    wanted = is_wanted(opened, path);
    free(path);
    if (entry) {
        *part = entry->part;
        return OPENED_PART;
    }
    return wanted ? open_now(opened, node, depth, part) : OPENED_NOTHING;
}
