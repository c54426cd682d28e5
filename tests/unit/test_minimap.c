/* A strip of cells over bytes, and their entropy. */
#include "support.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tui/minimap.h"

static void assert_near(double got, double wanted)
{
    if (fabs(got - wanted) > 1e-9) {
        fail_msg("%f is not %f", got, wanted);
    }
}

static struct minimap *done_map(const struct tdxp_bytes *bytes, int cells)
{
    struct minimap *map = minimap_new(bytes, cells);

    assert_non_null(map);
    while (minimap_step(map)) {
    }
    return map;
}

static void cells_have_all_bytes_and_none_twice(void **state)
{
    static const uint64_t sizes[] = {1, 2, 7, 100, 4096, 1000003, UINT64_MAX, (UINT64_C(1) << 63) + 12345};
    static const uint8_t nothing;

    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        for (int cells = 1; cells < 200; cells += 13) {
            /* Nothing of it is read. */
            const struct tdxp_bytes bytes = {&nothing, sizes[i]};
            struct minimap *map = minimap_new(&bytes, cells);
            uint64_t at = 0;

            assert_non_null(map);
            assert_true(minimap_cells(map) == cells || (uint64_t)minimap_cells(map) == sizes[i]);
            for (int cell = 0; cell < minimap_cells(map); cell++) {
                struct tdxp_range range = minimap_range(map, cell);

                assert_true(range.start == at);
                assert_true(range.length > 0);
                assert_int_equal(minimap_cell_of(map, at), cell);
                at += range.length;
                assert_int_equal(minimap_cell_of(map, at - 1), cell);
            }
            assert_true(at == sizes[i]);
            minimap_free(map);
        }
    }
}

static void entropy_is_between_0_and_8_bits(void **state)
{
    enum { CELL = 1024 };
    uint8_t data[4 * CELL];
    const struct tdxp_bytes bytes = {data, sizeof data};
    struct minimap *map;

    (void)state;
    memset(data, 0xff, CELL);
    for (int i = 0; i < CELL; i++) {
        data[CELL + i] = (uint8_t)(i & 1);
        data[2 * CELL + i] = (uint8_t)i;
        /* Three quarters one value, one quarter another: 2 - 3/4 log2 3 bits. */
        data[3 * CELL + i] = i % 4 == 0;
    }
    map = done_map(&bytes, 4);
    assert_near(minimap_entropy(map, 0), 0);
    assert_near(minimap_entropy(map, 1), 1);
    assert_near(minimap_entropy(map, 2), 8);
    assert_near(minimap_entropy(map, 3), 2 - 0.75 * log2(3));
    minimap_free(map);
}

static void what_is_not_worked_out_is_told(void **state)
{
    static const uint8_t data[2] = {1, 2};
    const struct tdxp_bytes bytes = {data, 2};
    struct minimap *map = minimap_new(&bytes, 10);

    (void)state;
    assert_int_equal(minimap_cells(map), 2);
    assert_true(minimap_entropy(map, 0) < 0);
    assert_true(minimap_step(map));
    assert_near(minimap_entropy(map, 0), 0);
    assert_true(minimap_entropy(map, 1) < 0);
    assert_false(minimap_step(map));
    assert_near(minimap_entropy(map, 1), 0);
    assert_false(minimap_step(map));
    minimap_free(map);
    minimap_free(NULL);
}

/* Pieces that are read cover a large cell from its start to near its end. */
static void a_large_cell_is_read_in_pieces_that_are_spread(void **state)
{
    const size_t size = 4 << 20;
    uint8_t *data = calloc(1, size);
    const struct tdxp_bytes bytes = {data, size};
    struct minimap *map;

    (void)state;
    assert_non_null(data);
    memset(data + size / 2, 1, size / 2);
    map = done_map(&bytes, 1);
    assert_near(minimap_entropy(map, 0), 1);
    minimap_free(map);
    free(data);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cells_have_all_bytes_and_none_twice),
        cmocka_unit_test(entropy_is_between_0_and_8_bits),
        cmocka_unit_test(what_is_not_worked_out_is_told),
        cmocka_unit_test(a_large_cell_is_read_in_pieces_that_are_spread),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
