/* The range of bytes that is marked, and what is selected: the range, or else the node. */
#include "tui/span.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "image/digest.h"
#include "tdxplore/text.h"
#include "tui/reload.h"

enum {
    STEP = 4 << 20,   /* bytes that are hashed between two looks at the keys */
    AT_ONCE = 1 << 16 /* and before the range is drawn: what is small has its hashes at once */
};

/* ---- the range ---- */

static struct tdxp_range range_of(const struct span *span)
{
    uint64_t first = span->anchor < span->head ? span->anchor : span->head;
    uint64_t last = span->anchor < span->head ? span->head : span->anchor;

    return (struct tdxp_range){first, last - first + 1};
}

static void drop_hashes(struct span *span)
{
    digest_free(span->digest);
    span->digest = NULL;
    span->state = SPAN_HASHING;
}

static void finish_hashes(struct span *span)
{
    span->state = digest_finish(span->digest, &span->crc32, span->sha256) ? SPAN_HASHED : SPAN_UNHASHED;
    digest_free(span->digest);
    span->digest = NULL;
}

static void hash(struct span *span, uint64_t bytes)
{
    if (span->state == SPAN_HASHING && span->digest && !digest_step(span->digest, bytes)) {
        finish_hashes(span);
    }
}

static void begin_hashes(struct span *span)
{
    struct tdxp_range range = range_of(span);
    struct tdxp_bytes bytes = tdxp_bytes_slice(&span->space->bytes, range.start, range.length);

    drop_hashes(span);
    span->digest = digest_begin(&bytes);
    span->state = span->digest ? SPAN_HASHING : SPAN_UNHASHED;
    hash(span, AT_ONCE);
}

bool span_begin(struct app *app)
{
    struct span *span = &app->span;

    if (app->guest) {
        app_message(app, false, "a range is one of bytes of the file; %s shows those", app_key(app, CMD_VIEW).text);
        return false;
    }
    span->active = true;
    span->space = app->selection.space;
    span->anchor = app->selection.offset;
    span->head = span->anchor;
    begin_hashes(span);
    return true;
}

void span_end(struct app *app)
{
    drop_hashes(&app->span);
    app->span = (struct span){.active = false};
}

void span_toggle(struct app *app)
{
    if (app->span.active) {
        span_end(app);
    } else {
        span_begin(app);
    }
}

/* In guest memory the cursor may be on an address that has no byte of the file. */
void span_follow(struct app *app)
{
    struct span *span = &app->span;
    const struct selection *s = &app->selection;

    if (!span->active || app->guest) {
        return;
    }
    if (s->space != span->space) {
        span_end(app);
        app_message(app, false, "no longer marked: the cursor has gone to other bytes, those of the %s",
                    s->space->name);
    } else if (s->offset != span->head) {
        span->head = s->offset;
        begin_hashes(span);
    }
}

void span_reload(struct app *app, const struct change *change)
{
    struct span *span = &app->span;
    const struct tdxp_space *space = span->active ? change_space(change, span->space) : NULL;
    struct tdxp_range range = range_of(span);

    if (!space || !tdxp_fits(range.start, range.length, space->bytes.size)) {
        span_end(app);
        return;
    }
    span->space = space;
    begin_hashes(span);
}

bool span_runs(const struct app *app)
{
    return app->span.active && app->span.state == SPAN_HASHING;
}

void span_step(struct app *app)
{
    if (span_runs(app)) {
        hash(&app->span, STEP);
    }
}

bool span_has(const struct app *app, const struct tdxp_space *space, uint64_t offset)
{
    return app->span.active && app->span.space == space && tdxp_range_has(range_of(&app->span), offset);
}

/* ---- what is selected ---- */

static bool covers(const struct tdxp_node *node, const struct tdxp_space *space, struct tdxp_range range)
{
    return node->space == space && tdxp_range_within(range, (struct tdxp_range){node->offset, node->length});
}

struct picked span_picked(const struct app *app)
{
    const struct tdxp_node *node = app->selection.node;
    struct picked picked = {node->space, {node->offset, node->length}, node, false};

    if (!app->span.active) {
        return picked;
    }
    picked.space = app->span.space;
    picked.range = range_of(&app->span);
    picked.is_range = true;
    node = tdxp_tree_at(app->fw->tree, picked.space, picked.range.start);
    while (node && node->parent && !covers(node, picked.space, picked.range)) {
        node = node->parent;
    }
    picked.node = node ? node : tdxp_tree_root(app->fw->tree);
    return picked;
}

/* Where the range begins in the structure around it; of one in another space than its node's, in the space. */
static uint64_t offset_in(const struct picked *picked)
{
    return picked->node->space == picked->space ? picked->range.start - picked->node->offset : picked->range.start;
}

void span_path(const struct picked *picked, char *buffer, size_t size)
{
    size_t used = tdxp_node_path(picked->node, buffer, size);

    if (picked->is_range && used < size) {
        snprintf(buffer + used, size - used, "+0x%" PRIx64, offset_in(picked));
    }
}

/* ---- in words ---- */

static void size_text(uint64_t length, char *text, size_t size)
{
    char human[TDXP_HUMAN_SIZE];

    tdxp_human_size(length, human);
    if (length < 1024) {
        snprintf(text, size, "%s", human);
    } else {
        snprintf(text, size, "0x%" PRIx64 " bytes, %s", length, human);
    }
}

static void hash_texts(const struct span *span, char *crc32, char *sha256, size_t size)
{
    uint64_t length = range_of(span).length;

    if (span->state == SPAN_HASHED) {
        snprintf(crc32, size, "0x%08" PRIx32, span->crc32);
        snprintf(sha256, size, "%s", span->sha256);
    } else if (span->state == SPAN_HASHING) {
        snprintf(crc32, size, "%d %%", (int)(100.0 * (double)digest_done(span->digest) / (double)length));
        snprintf(sha256, size, "%s", crc32);
    } else {
        snprintf(crc32, size, "could not be computed");
        snprintf(sha256, size, "could not be computed");
    }
}

void span_lines(const struct app *app, char lines[static SPAN_LINES][SPAN_TEXT])
{
    struct picked picked = span_picked(app);
    uint64_t last = picked.range.start + picked.range.length - 1;
    char crc32[SHA256_TEXT], sha256[SHA256_TEXT];
    char path[SAFE_SIZE], safe[SAFE_SIZE];
    char size[64], whole[64];

    size_text(picked.range.length, size, sizeof size);
    size_text(picked.node->length, whole, sizeof whole);
    hash_texts(&app->span, crc32, sha256, sizeof crc32);
    tdxp_node_path(picked.node, path, sizeof path);
    snprintf(lines[0], SPAN_TEXT, "0x%" PRIx64 "..0x%" PRIx64 ", %s of the %s", picked.range.start, last, size,
             picked.space->name);
    snprintf(lines[1], SPAN_TEXT, "+0x%" PRIx64 "..+0x%" PRIx64 " of %s, which has %s", offset_in(&picked),
             offset_in(&picked) + picked.range.length - 1, app_safe(app, path, safe, sizeof safe), whole);
    snprintf(lines[2], SPAN_TEXT, "%s", crc32);
    snprintf(lines[3], SPAN_TEXT, "%s", sha256);
}

void span_line(const struct app *app, char *buffer, size_t size)
{
    struct picked picked = span_picked(app);
    char crc32[SHA256_TEXT], sha256[SHA256_TEXT];
    char path[SAFE_SIZE], safe[SAFE_SIZE];
    char length[64];

    size_text(picked.range.length, length, sizeof length);
    hash_texts(&app->span, crc32, sha256, sizeof crc32);
    span_path(&picked, path, sizeof path);
    snprintf(buffer, size, "0x%" PRIx64 "..0x%" PRIx64 "  %s  CRC32 %s  %s  SHA-256 %s", picked.range.start,
             picked.range.start + picked.range.length - 1, length, crc32, app_safe(app, path, safe, sizeof safe),
             sha256);
}
