/* The history of edits, against a plain array of bytes and a stack of copies of it. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "place.h"
#include "tdxplore/edit.h"
#include "tdxplore/save.h"

enum { SIZE = 3 * 4096 + 17, STATES = 64, LONGEST = 40 };

/* What must be there: all states that steps lead to, of which number at is the present one. */
struct model {
    uint8_t base[SIZE];
    uint8_t states[STATES][SIZE];
    char labels[STATES][32]; /* of the step that leads to a state */
    size_t count, at;
    int saved; /* number of a state, or -1 */
};

static struct model *model_new(uint64_t *seed)
{
    struct model *model = calloc(1, sizeof *model);

    assert_non_null(model);
    for (size_t i = 0; i < SIZE; i++) {
        model->base[i] = (uint8_t)random_below(seed, 4);
    }
    memcpy(model->states[0], model->base, SIZE);
    model->count = 1;
    return model;
}

/* The bytes become those of a new state; where they are none, nothing happens. */
static void model_put(struct model *model, const uint8_t *bytes, const char *label)
{
    if (memcmp(bytes, model->states[model->at], SIZE) == 0) {
        return;
    }
    model->at++;
    if (model->saved >= (int)model->at) {
        model->saved = -1;
    }
    memcpy(model->states[model->at], bytes, SIZE);
    snprintf(model->labels[model->at], sizeof model->labels[0], "%s", label);
    model->count = model->at + 1;
}

/* The runs of changed bytes, looked for in all of them. */
static void assert_runs(const struct model *model, const struct tdxp_edits *edits)
{
    const uint8_t *now = model->states[model->at];
    size_t count;
    const struct tdxp_range *runs = tdxp_edits_changed(edits, &count);
    uint64_t bytes = 0;
    size_t run = 0;

    for (size_t i = 0; i < SIZE; i++) {
        bool differs = now[i] != model->base[i];

        assert_int_equal(tdxp_edits_has(edits, i), differs);
        bytes += differs;
        if (differs && (i == 0 || now[i - 1] == model->base[i - 1])) {
            assert_true(run < count);
            assert_int_equal(runs[run].start, i);
        }
        if (differs && (i + 1 == SIZE || now[i + 1] == model->base[i + 1])) {
            assert_int_equal(runs[run].start + runs[run].length, i + 1);
            run++;
        }
    }
    assert_int_equal(run, count);
    assert_int_equal(tdxp_edits_bytes(edits), bytes);
    assert_false(tdxp_edits_has(edits, SIZE));
    assert_false(tdxp_edits_has(edits, UINT64_MAX));
}

static void assert_alike(const struct model *model, const struct tdxp_edits *edits, const struct tdxp_image *base)
{
    const struct tdxp_bytes *bytes = tdxp_image_bytes(tdxp_edits_image(edits));

    assert_int_equal(bytes->size, SIZE);
    assert_memory_equal(bytes->data, model->states[model->at], SIZE);
    assert_memory_equal(tdxp_image_bytes(base)->data, model->base, SIZE);
    assert_int_equal(tdxp_edits_done(edits), model->at);
    assert_int_equal(tdxp_edits_undone(edits), model->count - 1 - model->at);
    assert_int_equal(tdxp_edits_unsaved(edits), model->saved != (int)model->at);
    for (size_t i = 1; i < model->count; i++) {
        assert_string_equal(tdxp_edits_label(edits, i - 1), model->labels[i]);
    }
    assert_null(tdxp_edits_label(edits, model->count - 1));
    assert_runs(model, edits);
}

/* One random put into both; half of the bytes are those of base, so that changes go away again. */
static void put_random(struct tdxp_edits *edits, const struct model *model, uint8_t *bytes, const char *label,
                       uint64_t *seed)
{
    uint64_t length = random_below(seed, LONGEST);
    uint64_t at = random_below(seed, 4) == 0 ? SIZE - length : random_below(seed, SIZE - length);
    bool back = random_below(seed, 3) == 0;

    for (uint64_t i = at; i < at + length; i++) {
        bytes[i] = back || random_below(seed, 2) ? model->base[i] : (uint8_t)random_below(seed, 4);
    }
    assert_true(tdxp_edits_put(edits, at, bytes + at, (size_t)length, label, NULL));
}

static void step_random(struct tdxp_edits *edits, struct model *model, unsigned number, uint64_t *seed)
{
    static uint8_t bytes[SIZE];
    uint64_t puts = random_below(seed, 4) == 0 ? 1 + random_below(seed, 5) : 0;
    char label[32];
    bool changed = false;

    snprintf(label, sizeof label, "step %u", number);
    memcpy(bytes, model->states[model->at], SIZE);
    if (puts == 0) {
        put_random(edits, model, bytes, label, seed);
        model_put(model, bytes, label);
        return;
    }
    tdxp_edits_begin(edits);
    for (uint64_t i = 0; i < puts; i++) {
        uint8_t before[SIZE];

        memcpy(before, bytes, SIZE);
        put_random(edits, model, bytes, label, seed);
        changed = changed || memcmp(before, bytes, SIZE) != 0;
        assert_false(tdxp_edits_undo(edits, NULL));
        assert_false(tdxp_edits_redo(edits, NULL));
    }
    tdxp_edits_end(edits);
    if (changed && memcmp(bytes, model->states[model->at], SIZE) == 0) {
        /* A step that ends where it began is a step all the same: the model tells them by their bytes. */
        bytes[0] ^= 1;
        model_put(model, bytes, label);
        bytes[0] ^= 1;
        memcpy(model->states[model->at], bytes, SIZE);
    } else {
        model_put(model, bytes, label);
    }
}

/* Undo and redo tell where bytes changed, and change none elsewhere. */
static void move_random(struct tdxp_edits *edits, struct model *model, bool back)
{
    const size_t to = back ? model->at - 1 : model->at + 1;
    const bool possible = back ? model->at > 0 : model->at + 1 < model->count;
    struct tdxp_range where = {1, 2};

    assert_int_equal((back ? tdxp_edits_undo : tdxp_edits_redo)(edits, &where), possible);
    if (!possible) {
        assert_int_equal(where.start, 1);
        return;
    }
    assert_true(tdxp_fits(where.start, where.length, SIZE));
    assert_true(where.length > 0);
    for (size_t i = 0; i < SIZE; i++) {
        assert_true(tdxp_range_has(where, i) || model->states[to][i] == model->states[model->at][i]);
    }
    model->at = to;
}

static void save_and_compare(struct tdxp_edits *edits, struct model *model, const char *path)
{
    size_t size;
    uint8_t *bytes;

    assert_true(tdxp_save(path, tdxp_image_bytes(tdxp_edits_image(edits)), TDXP_SAVE_REPLACE, NULL));
    bytes = file_bytes(path, &size);
    assert_non_null(bytes);
    assert_int_equal(size, SIZE);
    assert_memory_equal(bytes, model->states[model->at], SIZE);
    free(bytes);
    tdxp_edits_mark_saved(edits);
    model->saved = (int)model->at;
}

static void run_random(struct tdxp_image *base, struct model *model, const char *path, uint64_t seed)
{
    struct tdxp_edits *edits = tdxp_edits_new(base, NULL);

    assert_non_null(edits);
    assert_alike(model, edits, base);
    for (unsigned i = 0; i < 600; i++) {
        switch (random_below(&seed, 8)) {
        case 0:
        case 1:
            move_random(edits, model, true);
            break;
        case 2:
            move_random(edits, model, false);
            break;
        case 3:
            save_and_compare(edits, model, path);
            break;
        default:
            if (model->at + 1 == STATES) {
                move_random(edits, model, true);
            } else {
                step_random(edits, model, i, &seed);
            }
            break;
        }
        assert_alike(model, edits, base);
    }
    while (tdxp_edits_undo(edits, NULL)) {
        model->at--;
    }
    assert_alike(model, edits, base);
    tdxp_edits_free(edits);
}

static void any_steps_are_those_of_a_plain_array(void **state)
{
    const struct test_place *place = *state;
    char saved[256];

    snprintf(saved, sizeof saved, "%s.saved", place->file);
    for (uint64_t seed = 1; seed <= 8; seed++) {
        uint64_t number = seed;
        struct model *model = model_new(&number);
        struct tdxp_image *base;
        int fd = open_new(place);
        size_t size;
        uint8_t *bytes;

        put_at(fd, 0, model->base, SIZE);
        close(fd);
        /* Mapped, and in memory. */
        base = seed % 2 ? tdxp_image_open(place->file, NULL, NULL)
                        : tdxp_image_from_memory("memory", exact_copy(model->base, SIZE), SIZE, NULL);
        assert_non_null(base);
        run_random(base, model, saved, number);
        tdxp_image_close(base);
        bytes = file_bytes(place->file, &size);
        assert_int_equal(size, SIZE);
        assert_memory_equal(bytes, model->base, SIZE);
        free(bytes);
        free(model);
        unlink(place->file);
    }
    unlink(saved);
}

/* ---- edges ---- */

static struct tdxp_edits *edits_of(struct tdxp_image **base, uint64_t size)
{
    uint8_t *bytes = calloc(1, (size_t)size);
    struct tdxp_edits *edits;

    *base = tdxp_image_from_memory("memory", bytes, size, NULL);
    edits = tdxp_edits_new(*base, NULL);
    assert_non_null(edits);
    return edits;
}

static void close_both(struct tdxp_edits *edits, struct tdxp_image *base)
{
    tdxp_edits_free(edits);
    tdxp_image_close(base);
}

static void what_reaches_outside_is_refused(void **state)
{
    static const uint8_t bytes[8] = {1, 2, 3, 4, 5, 6, 7, 8};
    struct tdxp_error err = {.text = ""};
    struct tdxp_image *base;
    struct tdxp_edits *edits = edits_of(&base, 16);
    size_t count;

    (void)state;
    assert_false(tdxp_edits_put(edits, 9, bytes, 8, "x", &err));
    assert_non_null(strstr(err.text, "inside"));
    assert_false(tdxp_edits_put(edits, UINT64_MAX, bytes, 8, "x", NULL));
    assert_false(tdxp_edits_put(edits, UINT64_MAX - 3, bytes, 8, "x", NULL));
    assert_true(tdxp_edits_put(edits, 16, bytes, 0, "x", NULL));
    assert_int_equal(tdxp_edits_done(edits), 0);
    tdxp_edits_changed(edits, &count);
    assert_int_equal(count, 0);
    assert_false(tdxp_edits_unsaved(edits));
    assert_true(tdxp_edits_put(edits, 8, bytes, 8, "x", NULL));
    assert_true(tdxp_edits_touch(edits, (struct tdxp_range){0, 9}));
    assert_false(tdxp_edits_touch(edits, (struct tdxp_range){0, 8}));
    assert_false(tdxp_edits_touch(edits, (struct tdxp_range){8, 0}));
    close_both(edits, base);
    tdxp_edits_free(NULL);
}

static void put_of_what_is_there_drops_nothing(void **state)
{
    static const uint8_t one = 1, zero = 0;
    struct tdxp_image *base;
    struct tdxp_edits *edits = edits_of(&base, 16);

    (void)state;
    assert_true(tdxp_edits_put(edits, 3, &one, 1, "one", NULL));
    assert_true(tdxp_edits_undo(edits, NULL));
    assert_true(tdxp_edits_put(edits, 3, &zero, 1, "zero", NULL));
    assert_int_equal(tdxp_edits_undone(edits), 1);
    assert_true(tdxp_edits_redo(edits, NULL));
    assert_true(tdxp_edits_has(edits, 3));
    close_both(edits, base);
}

static void saved_state_that_was_dropped_does_not_come_back(void **state)
{
    static const uint8_t values[] = {1, 2, 3};
    struct tdxp_image *base;
    struct tdxp_edits *edits = edits_of(&base, 16);

    (void)state;
    assert_true(tdxp_edits_put(edits, 0, &values[0], 1, "one", NULL));
    tdxp_edits_mark_saved(edits);
    assert_true(tdxp_edits_undo(edits, NULL));
    assert_true(tdxp_edits_unsaved(edits));
    assert_true(tdxp_edits_redo(edits, NULL));
    assert_false(tdxp_edits_unsaved(edits));
    assert_true(tdxp_edits_undo(edits, NULL));
    assert_true(tdxp_edits_put(edits, 0, &values[1], 1, "two", NULL));
    assert_true(tdxp_edits_unsaved(edits));
    assert_true(tdxp_edits_undo(edits, NULL));
    assert_true(tdxp_edits_unsaved(edits));
    /* Saved in the middle of a group, which then goes on. */
    tdxp_edits_begin(edits);
    assert_true(tdxp_edits_put(edits, 0, &values[1], 1, "two", NULL));
    tdxp_edits_mark_saved(edits);
    assert_false(tdxp_edits_unsaved(edits));
    assert_true(tdxp_edits_put(edits, 1, &values[2], 1, "three", NULL));
    tdxp_edits_end(edits);
    assert_true(tdxp_edits_unsaved(edits));
    assert_int_equal(tdxp_edits_done(edits), 1);
    close_both(edits, base);
}

static void groups_in_groups_are_one_step(void **state)
{
    static const uint8_t one = 1;
    struct tdxp_image *base;
    struct tdxp_edits *edits = edits_of(&base, 16);
    struct tdxp_range where;

    (void)state;
    tdxp_edits_begin(edits);
    assert_true(tdxp_edits_put(edits, 10, &one, 1, "first", NULL));
    tdxp_edits_begin(edits);
    assert_true(tdxp_edits_put(edits, 2, &one, 1, "second", NULL));
    tdxp_edits_end(edits);
    assert_true(tdxp_edits_put(edits, 5, &one, 1, "third", NULL));
    tdxp_edits_end(edits);
    tdxp_edits_end(edits); /* one too many does no harm */
    assert_true(tdxp_edits_put(edits, 0, &one, 1, "fourth", NULL));
    assert_int_equal(tdxp_edits_done(edits), 2);
    assert_string_equal(tdxp_edits_label(edits, 0), "first");
    assert_true(tdxp_edits_undo(edits, NULL));
    assert_true(tdxp_edits_undo(edits, &where));
    assert_int_equal(where.start, 2);
    assert_int_equal(where.length, 9);
    assert_int_equal(tdxp_edits_bytes(edits), 0);
    close_both(edits, base);
}

/* ---- copies of images ---- */

static void copy_is_no_other_image_for_its_file(void **state)
{
    const struct test_place *place = *state;
    int fd = open_new(place);
    struct tdxp_image_stamp stamps[2];
    struct tdxp_image *base;
    struct tdxp_image *copy;
    struct tdxp_error err = {.text = ""};
    uint8_t byte = 7;
    size_t count;

    put_at(fd, 0, "0123456789", 10);
    base = tdxp_image_open(place->file, NULL, NULL);
    copy = tdxp_image_copy(base, NULL);
    assert_non_null(copy);
    assert_false(tdxp_image_write(base, 0, &byte, 1));
    assert_false(tdxp_image_write(copy, 10, &byte, 1));
    assert_false(tdxp_image_write(copy, UINT64_MAX, &byte, 1));
    assert_true(tdxp_image_write(copy, 10, &byte, 0));
    assert_true(tdxp_image_write(copy, 9, &byte, 1));
    assert_null(tdxp_image_copy(copy, &err));
    assert_non_null(strstr(err.text, "copy already"));
    stamps[0] = tdxp_image_stamp(base);
    stamps[1] = tdxp_image_stamp(copy);
    assert_memory_equal(&stamps[0], &stamps[1], sizeof stamps[0]);
    tdxp_image_close(base);
    assert_string_equal(tdxp_image_name(copy), place->file);
    assert_string_equal(tdxp_image_parts(copy, &count)->name, place->file);
    assert_int_equal(count, 1);
    assert_true(tdxp_image_part_is_file(copy, 0));
    assert_int_equal(tdxp_image_poll(copy), TDXP_IMAGE_SAME);
    assert_memory_equal(tdxp_image_bytes(copy)->data, "012345678\7", 10);
    assert_int_equal(ftruncate(fd, 4), 0);
    assert_int_equal(tdxp_image_poll(copy), TDXP_IMAGE_SHRUNK);
    close(fd);
    tdxp_image_close(copy);
}

static void copy_of_a_joined_image_has_its_parts(void **state)
{
    struct tdxp_image *first = tdxp_image_from_memory("vars", exact_copy((const uint8_t *)"abc", 3), 3, NULL);
    struct tdxp_image *second = tdxp_image_from_memory("code", exact_copy((const uint8_t *)"defg", 4), 4, NULL);
    struct tdxp_image *joined = tdxp_image_join(first, second, NULL, NULL);
    struct tdxp_image *copy = tdxp_image_copy(joined, NULL);
    const struct tdxp_image_part *parts;
    size_t count;

    (void)state;
    tdxp_image_close(first);
    tdxp_image_close(second);
    tdxp_image_close(joined);
    assert_non_null(copy);
    parts = tdxp_image_parts(copy, &count);
    assert_int_equal(count, 2);
    assert_string_equal(parts[0].name, "vars");
    assert_string_equal(parts[1].name, "code");
    assert_int_equal(parts[1].range.start, 3);
    assert_string_equal(tdxp_image_name(copy), "vars + code");
    assert_true(tdxp_image_write(copy, 2, "XY", 2));
    assert_memory_equal(tdxp_image_bytes(copy)->data, "abXYefg", 7);
    tdxp_image_close(copy);
}

/* What the runs that are stored or written to have together, from one offset to another; they come in rising order. */
static uint64_t data_of(const struct tdxp_image *image)
{
    struct tdxp_range run;
    uint64_t at = 0;
    uint64_t total = 0;

    while (tdxp_image_next_data(image, at, &run)) {
        assert_true(run.start >= at);
        assert_true(run.length > 0);
        at = run.start + run.length;
        total += run.length;
    }
    return total;
}

static void what_is_written_to_a_hole_is_data(void **state)
{
    const struct test_place *place = *state;
    const uint64_t size = UINT64_C(5) << 30;
    int fd = open_new(place);
    struct tdxp_image *base;
    struct tdxp_edits *edits;
    struct tdxp_range run;
    uint64_t before;
    struct stat st;

    assert_int_equal(ftruncate(fd, (off_t)size), 0);
    put_at(fd, UINT64_C(3) << 30, "x", 1);
    base = tdxp_image_open(place->file, NULL, NULL);
    edits = tdxp_edits_new(base, NULL);
    assert_non_null(edits);
    before = data_of(base);
    if (before == size) {
        skip(); /* the file system knows no holes */
    }
    assert_int_equal(data_of(tdxp_edits_image(edits)), before);
    for (uint64_t at = 0; at < size; at += size - 1) {
        assert_true(tdxp_edits_put(edits, at, "y", 1, "y", NULL));
    }
    assert_true(tdxp_edits_put(edits, UINT64_C(2) << 30, "y", 1, "y", NULL));
    assert_true(tdxp_image_next_data(tdxp_edits_image(edits), 0, &run));
    assert_int_equal(run.start, 0);
    assert_true(tdxp_image_next_data(tdxp_edits_image(edits), UINT64_C(1) << 30, &run));
    assert_true(run.start == UINT64_C(2) << 30);
    assert_true(tdxp_image_next_data(tdxp_edits_image(edits), (UINT64_C(3) << 30) - 1, &run));
    assert_true(run.start == UINT64_C(3) << 30);
    assert_true(tdxp_image_next_data(tdxp_edits_image(edits), UINT64_C(4) << 30, &run));
    assert_true(tdxp_range_has(run, size - 1));
    assert_true(data_of(tdxp_edits_image(edits)) < before + (1 << 20));
    assert_int_equal(fstat(fd, &st), 0);
    assert_true((uint64_t)st.st_blocks * 512 < 1 << 20);
    close(fd);
    close_both(edits, base);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        PLACED(any_steps_are_those_of_a_plain_array),
        cmocka_unit_test(what_reaches_outside_is_refused),
        cmocka_unit_test(put_of_what_is_there_drops_nothing),
        cmocka_unit_test(saved_state_that_was_dropped_does_not_come_back),
        cmocka_unit_test(groups_in_groups_are_one_step),
        PLACED(copy_is_no_other_image_for_its_file),
        PLACED(copy_of_a_joined_image_has_its_parts),
        PLACED(what_is_written_to_a_hole_is_data),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
