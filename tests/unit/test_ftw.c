/* The area for fault-tolerant writes: working block and spare area are shown, and what is wrong is marked. */
#include "nv_image.h"

#include <stdlib.h>
#include <string.h>

#define BLOCK NV_VARIABLES "/ftw-working"
#define SPARE NV_VARIABLES "/ftw-spare"

enum {
    SIZE = 0x2000,
    AT = 0x1000, /* the block */
    QUEUE = AT + NV_FTW_HEADER,
    QUEUE_SIZE = 0x7e0,
    SPARE_AT = QUEUE + QUEUE_SIZE,
    WRITE = 40, /* sizes of a note and of a record */
    RECORD = 40,
};

static struct nv_image new_image(void)
{
    struct nv_image image = nv_new(SIZE, 0x800);

    nv_put_ftw(&image, AT, QUEUE_SIZE);
    return image;
}

/* A note on writes at an offset, with its records behind it; state is stored inverted. */
static void put_write(struct nv_image *image, size_t at, uint8_t state, uint64_t count, uint64_t private_size)
{
    memset(image->bytes + at, 0xff, WRITE);
    image->bytes[at] = state;
    memcpy(image->bytes + at + 4, nv_nobody.bytes, 16);
    put_uint(image->bytes + at + 24, 8, count);
    put_uint(image->bytes + at + 32, 8, private_size);
}

static void put_record(struct nv_image *image, size_t at, uint8_t state)
{
    memset(image->bytes + at, 0, RECORD);
    image->bytes[at] = state;
    put_uint(image->bytes + at + 8, 8, 3);
    put_uint(image->bytes + at + 16, 8, 0x10);
    put_uint(image->bytes + at + 24, 8, 0x20);
    put_uint(image->bytes + at + 32, 8, UINT64_MAX - 0xfff);
}

static void block_and_spare_area_are_shown(void **state)
{
    struct nv_image image = new_image();
    struct decoded d = nv_decode(&image);

    (void)state;
    assert_range(&d, BLOCK, AT, NV_FTW_HEADER + QUEUE_SIZE);
    assert_value(&d, BLOCK "/header/Signature", "9e58292b-7c68-497d-a0ce-6500fd9f1b95 (FTW working block)");
    assert_number(&d, BLOCK "/header/WriteQueueSize", QUEUE_SIZE);
    assert_value(&d, BLOCK "/header/State", "0x1 (WorkingBlockValid)");
    assert_note(&d, BLOCK "/header/State", "in use; stored inverted as 0xfe");
    assert_marks(&d, BLOCK "/header/Crc", 0);
    assert_range(&d, BLOCK "/free-space", QUEUE, QUEUE_SIZE);
    assert_note(&d, BLOCK "/free-space", "erased");
    assert_range(&d, SPARE, SPARE_AT, SIZE - SPARE_AT);
    assert_note(&d, SPARE, "erased");
    assert_range(&d, NV_VARIABLES "/free-space", NV_STORE + 0x800, AT - NV_STORE - 0x800);
    decoded_free(&d);
}

static void spare_area_that_holds_something_is_in_use(void **state)
{
    struct nv_image image = new_image();
    struct decoded d;

    (void)state;
    image.bytes[SIZE - 1] = 0;
    d = nv_decode(&image);
    assert_note(&d, SPARE, "in use");
    decoded_free(&d);
}

static void wrong_checksum_is_marked_with_the_right_one(void **state)
{
    static const unsigned changed[] = {16, 21, 24};

    (void)state;
    for (size_t i = 0; i < sizeof changed / sizeof changed[0]; i++) {
        struct nv_image image = new_image();
        struct decoded d;
        char expected[32];

        image.bytes[AT + changed[i]] ^= 0x10;
        snprintf(expected, sizeof expected, "0x%08x is the CRC32", (unsigned)nv_ftw_crc(&image, AT));
        d = nv_decode(&image);
        assert_marks(&d, BLOCK "/header/Crc", TDXP_MARK_INVALID);
        assert_remark_has(&d, BLOCK "/header/Crc", expected);
        decoded_free(&d);
    }
}

static void state_takes_no_part_in_the_checksum(void **state)
{
    static const struct {
        uint8_t stored;
        const char *note;
    } rows[] = {{0xfc, "replaced"}, {0xfd, "replaced"}, {0xff, "not in use"}};

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct nv_image image = new_image();
        struct decoded d;

        image.bytes[AT + 20] = rows[i].stored;
        d = nv_decode(&image);
        assert_marks(&d, BLOCK "/header/Crc", 0);
        assert_marks(&d, BLOCK "/header/State", TDXP_MARK_INVALID);
        assert_note_has(&d, BLOCK "/header/State", rows[i].note);
        decoded_free(&d);
    }
}

static void notes_on_writes_are_shown_with_their_records(void **state)
{
    struct nv_image image = new_image();
    size_t second = QUEUE + WRITE + 2 * (RECORD + 8);
    struct decoded d;

    (void)state;
    put_write(&image, QUEUE, 0xf8, 2, 8);
    put_record(&image, QUEUE + WRITE, 0xf9);
    put_record(&image, QUEUE + WRITE + RECORD + 8, 0xfd);
    put_write(&image, second, 0xfe, 0, 0);
    d = nv_decode(&image);
    assert_range(&d, BLOCK "/write[0]", QUEUE, WRITE + 2 * (RECORD + 8));
    assert_note_has(&d, BLOCK "/write[0]/State", "complete;");
    assert_value(&d, BLOCK "/write[0]/NumberOfWrites", "2");
    assert_value(&d, BLOCK "/write[0]/CallerId", "01234567-89ab-cdef-1032-547698badcfe");
    assert_note_has(&d, BLOCK "/write[0]/record[0]/State", "block written;");
    assert_number(&d, BLOCK "/write[0]/record[0]/Lba", 3);
    assert_number(&d, BLOCK "/write[0]/record[0]/RelativeOffset", UINT64_MAX - 0xfff);
    assert_range(&d, BLOCK "/write[0]/record[0]/PrivateData", QUEUE + WRITE + RECORD, 8);
    assert_note_has(&d, BLOCK "/write[0]/record[1]/State", "copy written;");
    assert_range(&d, BLOCK "/write[1]", second, WRITE);
    assert_note_has(&d, BLOCK "/write[1]/State", "being prepared;");
    assert_range(&d, BLOCK "/free-space", second + WRITE, SPARE_AT - second - WRITE);
    decoded_free(&d);
}

static void records_that_do_not_fit_are_marked(void **state)
{
    static const struct {
        uint64_t count, private_size;
    } rows[] = {{50, 0},         {1, QUEUE_SIZE},          {UINT64_MAX, 0},
                {1, UINT64_MAX}, {UINT64_MAX, UINT64_MAX}, {2, UINT64_MAX / 2}};

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct nv_image image = new_image();
        struct decoded d;

        put_write(&image, QUEUE, 0xfc, rows[i].count, rows[i].private_size);
        d = nv_decode(&image);
        assert_marks(&d, BLOCK "/write[0]", TDXP_MARK_INVALID);
        assert_remark_has(&d, BLOCK "/write[0]", "do not fit into the block");
        assert_no_node(&d, BLOCK "/free-space");
        decoded_free(&d);
    }
}

static void queue_that_is_longer_than_the_volume_is_cut_and_marked(void **state)
{
    static const uint64_t sizes[] = {SIZE, UINT64_MAX, SIZE - QUEUE + 1};

    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        struct nv_image image = new_image();
        struct decoded d;

        nv_put_ftw(&image, AT, sizes[i]);
        d = nv_decode(&image);
        assert_marks(&d, BLOCK "/header/WriteQueueSize", TDXP_MARK_INVALID);
        assert_marks(&d, BLOCK "/header/Crc", 0);
        assert_range(&d, BLOCK, AT, SIZE - AT);
        assert_no_node(&d, SPARE);
        decoded_free(&d);
    }
}

static void block_is_found_at_multiples_of_eight_bytes_only(void **state)
{
    struct nv_image image = nv_new(SIZE, 0x800);
    struct decoded d;

    (void)state;
    nv_put_ftw(&image, AT + 4, 0x100);
    nv_put_ftw(&image, AT + 0x208, 0x100);
    d = nv_decode(&image);
    assert_range(&d, BLOCK, AT + 0x208, 0x120);
    node_at(&d, NV_VARIABLES "/rest");
    decoded_free(&d);
}

static void block_is_shown_in_a_volume_without_a_store(void **state)
{
    struct nv_image image = new_image();
    struct decoded d;

    (void)state;
    memset(image.bytes + NV_STORE, 0xff, AT - NV_STORE);
    d = nv_decode(&image);
    assert_no_node(&d, NV_STORE_PATH);
    assert_range(&d, BLOCK, AT, NV_FTW_HEADER + QUEUE_SIZE);
    decoded_free(&d);
}

static void block_whose_header_is_cut_is_no_block(void **state)
{
    struct nv_image image = nv_new(SIZE, 0x800);
    struct decoded d;

    (void)state;
    nv_put_ftw(&image, SIZE - NV_FTW_HEADER, 0);
    memmove(image.bytes + SIZE - 24, image.bytes + SIZE - NV_FTW_HEADER, 24);
    d = nv_decode(&image);
    assert_no_node(&d, BLOCK);
    decoded_free(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(block_and_spare_area_are_shown),
        cmocka_unit_test(spare_area_that_holds_something_is_in_use),
        cmocka_unit_test(wrong_checksum_is_marked_with_the_right_one),
        cmocka_unit_test(state_takes_no_part_in_the_checksum),
        cmocka_unit_test(notes_on_writes_are_shown_with_their_records),
        cmocka_unit_test(records_that_do_not_fit_are_marked),
        cmocka_unit_test(queue_that_is_longer_than_the_volume_is_cut_and_marked),
        cmocka_unit_test(block_is_found_at_multiples_of_eight_bytes_only),
        cmocka_unit_test(block_is_shown_in_a_volume_without_a_store),
        cmocka_unit_test(block_whose_header_is_cut_is_no_block),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
