/* Values as text: what may be typed for each kind of node, and what is refused. */
#include <stdlib.h>
#include <string.h>

#include "capsule.h"
#include "programs.h"
#include "support.h"
#include "tdxplore/edit.h"
#include "tdxplore/gallery.h"
#include "tdxplore/sample.h"

/* ---- what is typed, against a field made for it ---- */

static const struct tdxp_choice choices[] = {
    {.value = 1, .name = "One"}, {.value = 0x20, .name = "TWENTY"}, {.name = NULL}};
static const struct tdxp_flag flags[] = {{.low = 0, .high = 0, .name = "A"},
                                         {.low = 1, .high = 1, .name = "MR EXTEND"},
                                         {.low = 4, .high = 6, .name = "LEVEL"},
                                         {.low = 8, .high = 15, .name = "Reserved", .reserved = 1},
                                         {.name = NULL}};
static const struct tdxp_field fields[] = {
    {.name = "u8", .size = 1, .type = TDXP_TYPE_UINT, .role = TDXP_ROLE_NUMBER},
    {.name = "count", .size = 2, .type = TDXP_TYPE_UINT, .role = TDXP_ROLE_COUNT},
    {.name = "size", .size = 4, .type = TDXP_TYPE_UINT, .role = TDXP_ROLE_SIZE},
    {.name = "gpa", .size = 8, .type = TDXP_TYPE_UINT, .role = TDXP_ROLE_GPA},
    {.name = "u24", .size = 3, .type = TDXP_TYPE_UINT, .role = TDXP_ROLE_NUMBER},
    {.name = "enum", .size = 2, .type = TDXP_TYPE_UINT, .role = TDXP_ROLE_ENUM, .choices = choices},
    {.name = "flags", .size = 4, .type = TDXP_TYPE_UINT, .role = TDXP_ROLE_FLAGS, .flags = flags},
    {.name = "text", .size = 4, .type = TDXP_TYPE_CHAR8},
    {.name = "guid", .size = 16, .type = TDXP_TYPE_GUID},
    {.name = "bytes", .size = 3, .type = TDXP_TYPE_BYTES},
};

enum { MOST = 16 };

/* A node of a kind, with bytes of its own; node->next is not used. */
struct made {
    uint8_t raw[MOST];
    struct tdxp_space space;
    struct tdxp_node node;
};

static const struct tdxp_field *field_named(const char *name)
{
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        if (strcmp(fields[i].name, name) == 0) {
            return &fields[i];
        }
    }
    fail_msg("no field %s", name);
    return NULL;
}

/* now: what its bytes are, as an integer. */
static struct tdxp_node *make(struct made *made, const char *name, uint64_t now)
{
    const struct tdxp_field *field = field_named(name);

    *made = (struct made){.raw = {0}};
    for (unsigned i = 0; i < 8 && i < field->size; i++) {
        made->raw[i] = (uint8_t)(now >> 8 * i);
    }
    made->space = (struct tdxp_space){.bytes = {made->raw, sizeof made->raw}};
    made->node = (struct tdxp_node){.space = &made->space,
                                    .field = field,
                                    .kind = TDXP_KIND_FIELD,
                                    .length = field->size,
                                    .value = field->type == TDXP_TYPE_UINT ? now : 0};
    return &made->node;
}

static void assert_made(const char *name, uint64_t now, const char *text, uint64_t expected)
{
    struct made made;
    const struct tdxp_node *node = make(&made, name, now);
    uint8_t bytes[MOST] = {0};
    struct tdxp_error err = {.text = ""};
    uint64_t value = 0;

    if (!tdxp_edit_parse(node, text, bytes, &err)) {
        fail_msg("%s = %s: %s", name, text, err.text);
    }
    for (uint64_t i = 0; i < 8 && i < node->length; i++) {
        value |= (uint64_t)bytes[i] << 8 * i;
    }
    if (value != expected) {
        fail_msg("%s = %s: 0x%llx", name, text, (unsigned long long)value);
    }
}

static void assert_refused(const char *name, const char *text, const char *why)
{
    struct made made;
    const struct tdxp_node *node = make(&made, name, 0x11);
    uint8_t *bytes = malloc((size_t)node->length); /* exact, for the sanitizers */
    struct tdxp_error err = {.text = ""};

    assert_false(tdxp_edit_parse(node, text, bytes, &err));
    if (!strstr(err.text, why)) {
        fail_msg("%s = %s: \"%s\"", name, text, err.text);
    }
    assert_false(tdxp_edit_parse(node, text, bytes, NULL));
    free(bytes);
}

static void numbers_are_decimal_or_hexadecimal(void **state)
{
    (void)state;
    assert_made("u8", 0, "255", 255);
    assert_made("u8", 0, " 0xFf ", 255);
    assert_made("u8", 0, "0x1B", 0x1b);
    assert_made("u8", 0, "hex:fe", 0xfe);
    assert_made("count", 0, "010", 10);
    assert_made("u24", 0, "0xffffff", 0xffffff);
    assert_made("size", 0, "16K", 0x4000);
    assert_made("size", 0, "0x10KiB", 0x4000);
    assert_made("size", 0, "3G", UINT64_C(3) << 30);
    assert_made("gpa", 0, "4G", UINT64_C(4) << 30);
    assert_made("gpa", 0, "0xffffffffffffffff", UINT64_MAX);
    assert_made("gpa", 0, "0x0000000000000000000000001", 1);
    assert_refused("u8", "256", "the largest is 0xff");
    assert_refused("u8", "-1", "not a number");
    assert_refused("u8", "", "not a number");
    assert_refused("u8", "0x", "not a number");
    assert_refused("u8", "1 2", "not a number");
    assert_refused("u8", "1k", "not a number");
    assert_refused("u8", "12B", "not a number");
    assert_refused("count", "1k", "not a number");
    assert_refused("size", "4G", "the largest is 0xffffffff");
    assert_refused("size", "1KB", "not a number");
    assert_refused("gpa", "0x10000000000000000", "the largest is 0xffffffffffffffff");
    assert_refused("gpa", "99999999999999999999999999999999", "does not fit");
    assert_refused("u24", "0x1000000", "the largest is 0xffffff");
    assert_refused("u8", "hex:", "1 byte");
    assert_refused("u8", "hex:0", "two digits");
    assert_refused("u8", "hex:00 00", "1 byte");
}

static void enumerations_are_numbers_or_names(void **state)
{
    (void)state;
    assert_made("enum", 0, "one", 1);
    assert_made("enum", 0, "Twenty", 0x20);
    assert_made("enum", 0, "7", 7);
    assert_refused("enum", "two", "One, TWENTY");
    assert_refused("enum", "0x10000", "the largest is 0xffff");
    assert_refused("enum", "", "not a number");
}

static void flags_are_numbers_names_or_changes(void **state)
{
    (void)state;
    assert_made("flags", 0xff, "0x3", 3);
    assert_made("flags", 0xff, "A", 1);
    assert_made("flags", 0xff, "a|mr extend", 3);
    assert_made("flags", 0xff, "A, MR EXTEND ,LEVEL=5", 0x53);
    assert_made("flags", 0x100, "+A", 0x101);
    assert_made("flags", 0x103, "-A +LEVEL=0x7", 0x172);
    assert_made("flags", 0x173, "-level,-MR EXTEND", 0x101);
    assert_made("flags", 0x102, "+A -mr extend", 0x101);
    assert_made("flags", 0x101, "-Reserved", 1);
    assert_refused("flags", "B", "A, MR EXTEND, LEVEL");
    assert_refused("flags", "+B", "no flag \"B\"");
    assert_refused("flags", "+", "no flag \"\"");
    assert_refused("flags", "A||A", "no flag");
    assert_refused("flags", "LEVEL", "LEVEL=NUMBER");
    assert_refused("flags", "LEVEL=8", "the largest is 0x7");
    assert_refused("flags", "-LEVEL=1", "takes no number");
    assert_refused("flags", "A=2", "the largest is 0x1");
    assert_refused("flags", "\x1b[2J", "\\x1b");
}

static void bits_leave_the_others_of_their_field_alone(void **state)
{
    struct made made;
    struct tdxp_node *node = make(&made, "flags", 0xabcd);
    uint8_t bytes[4];
    char text[32];

    (void)state;
    node->kind = TDXP_KIND_BITS;
    node->flag = &flags[2];
    node->value = 0xabcd >> 4 & 7;
    assert_true(tdxp_edit_parse(node, "3", bytes, NULL));
    assert_memory_equal(bytes, ((uint8_t[]){0xbd, 0xab, 0, 0}), 4);
    assert_false(tdxp_edit_parse(node, "8", bytes, NULL));
    assert_false(tdxp_edit_parse(node, "set", bytes, NULL));
    node->flag = &flags[0];
    node->value = 1;
    assert_true(tdxp_edit_parse(node, "clear", bytes, NULL));
    assert_memory_equal(bytes, ((uint8_t[]){0xcc, 0xab, 0, 0}), 4);
    assert_true(tdxp_edit_parse(node, "1", bytes, NULL));
    assert_memory_equal(bytes, ((uint8_t[]){0xcd, 0xab, 0, 0}), 4);
    assert_int_equal(tdxp_edit_value_text(node, text, sizeof text), 3);
    assert_string_equal(text, "set");
    /* As FFS stores its State: the other way round. */
    node->value = 0;
    assert_true(tdxp_edit_parse(node, "set", bytes, NULL));
    assert_memory_equal(bytes, ((uint8_t[]){0xcc, 0xab, 0, 0}), 4);
    assert_true(tdxp_edit_parse(node, "clear", bytes, NULL));
    assert_memory_equal(bytes, ((uint8_t[]){0xcd, 0xab, 0, 0}), 4);
}

static void characters_are_filled_up_with_zeros(void **state)
{
    (void)state;
    assert_made("text", UINT32_MAX, "ab", 0x6261);
    assert_made("text", UINT32_MAX, "\"ab\"", 0x6261);
    assert_made("text", UINT32_MAX, "\"\"", 0);
    assert_made("text", UINT32_MAX, "", 0);
    assert_made("text", UINT32_MAX, " a ", 0x206120);
    assert_made("text", UINT32_MAX, "\"\\xff\\\\\\\"\"", 0x225cff);
    assert_made("text", UINT32_MAX, "hex:01 02 03 04", 0x04030201);
    assert_made("text", UINT32_MAX, "\"hex:\"", 0x3a786568);
    assert_refused("text", "ab\\x00de", "it has 4 bytes, not 5");
    assert_refused("text", "\"ab", "no \" ends");
    assert_refused("text", "\"ab\"c", "behind the \"");
    assert_refused("text", "\\x0", "two hexadecimal digits");
    assert_refused("text", "\\", "two hexadecimal digits");
}

static void bytes_are_hexadecimal_and_as_many_as_there_are(void **state)
{
    (void)state;
    assert_made("bytes", 0, "de ad be", 0xbeadde);
    assert_made("bytes", 0, "DEADBE", 0xbeadde);
    assert_made("bytes", 0, "\"abc\"", 0x636261);
    assert_refused("bytes", "de ad", "it has 3 bytes, not 2");
    assert_refused("bytes", "de", "it has 3 bytes, not 1");
    assert_refused("bytes", "de ad be ef", "it has 3 bytes, not 4");
    assert_refused("bytes", "hex:de ad be ef 00 00", "it has 3 bytes, not 6");
    assert_refused("bytes", "\"abcdefg\"", "it has 3 bytes, not 7");
    assert_refused("bytes", "d ead be", "two digits");
    assert_refused("bytes", "\"ab\"", "it has 3 bytes");
    assert_refused("bytes", "0xdeadbe", "two digits");
}

static void guids_are_text_or_names(void **state)
{
    static const uint8_t footer[] = {0xde, 0x82, 0xb5, 0x96, 0xb2, 0x1f, 0xf7, 0x45,
                                     0xba, 0xea, 0xa3, 0x66, 0xc5, 0x5a, 0x08, 0x2d};
    static const char *const texts[] = {"96b582de-1fb2-45f7-baea-a366c55a082d",
                                        "{96B582DE-1FB2-45F7-BAEA-A366C55A082D}", "guided TABLE footer"};
    struct made made;
    const struct tdxp_node *node = make(&made, "guid", 0);
    uint8_t bytes[16];

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        memset(bytes, 0, sizeof bytes);
        assert_true(tdxp_edit_parse(node, texts[i], bytes, NULL));
        assert_memory_equal(bytes, footer, sizeof bytes);
    }
    assert_refused("guid", "96b582de-1fb2-45f7-baea-a366c55a082", "8-4-4-4-12");
    assert_refused("guid", "nobody knows it", "8-4-4-4-12");
    assert_refused("guid", "", "8-4-4-4-12");
    assert_non_null(tdxp_edit_choice(node, 0));
    assert_null(tdxp_edit_choice(node, 100000));
}

static void what_has_no_bytes_of_the_file_is_refused(void **state)
{
    struct made made;
    struct tdxp_node *node = make(&made, "bytes", 0);
    struct tdxp_error err;
    uint8_t bytes[3];
    char text[8] = "x";

    (void)state;
    node->length = 0;
    assert_false(tdxp_edit_parse(node, "", bytes, &err));
    assert_string_equal(err.text, "has no bytes");
    assert_int_equal(tdxp_edit_value_text(node, text, sizeof text), 0);
    assert_string_equal(text, "");
    node->length = 3;
    made.space.id = 1;
    assert_false(tdxp_edit_parse(node, "01 02 03", bytes, &err));
    assert_string_equal(err.text, "lies in decompressed bytes, which are not written");
    assert_null(tdxp_edit_choice(node, 0));
    /* Of a field that is cut, the bytes that are there. */
    node = make(&made, "gpa", 0);
    node->length = 3;
    assert_true(tdxp_edit_parse(node, "01 02 03", bytes, NULL));
    assert_int_equal(tdxp_edit_value_text(node, text, 4), 8);
    assert_string_equal(text, "00 ");
}

static void bytes_of_an_offset_are_as_many_as_are_typed(void **state)
{
    static const struct {
        const char *text, *bytes;
        size_t length; /* 0: refused, and bytes say why */
    } rows[] = {
        {"de ad", "\xde\xad", 2},
        {" DEAD\t", "\xde\xad", 2},
        {"hex: 00", "\0", 1},
        {"\"a\\x00\"", "a\0", 2},
        {"\"\\\\\"", "\\", 1},
        {"", "no bytes at all", 0},
        {"hex:", "no bytes at all", 0},
        {"\"\"", "no bytes at all", 0},
        {"dea", "two digits", 0},
        {"\"a", "no \" ends", 0},
        {"zz", "two digits", 0},
        {"\"a\" b", "behind the \"", 0},
        {"\"\\x1\"", "two hexadecimal digits", 0},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct tdxp_error err = {.text = ""};
        size_t length = 0;
        uint8_t *bytes = tdxp_edit_parse_bytes(rows[i].text, &length, &err);

        assert_int_equal(bytes != NULL, rows[i].length > 0);
        assert_int_equal(length, rows[i].length);
        if (bytes) {
            assert_memory_equal(bytes, rows[i].bytes, length);
        } else if (!strstr(err.text, rows[i].bytes)) {
            fail_msg("%s: %s", rows[i].text, err.text);
        }
        free(bytes);
    }
}

/* Whatever is typed, no more bytes are written than there are, and the error is text for a terminal. */
static void any_text_is_read_or_refused(void **state)
{
    static const char *const parts[] = {"0x", "1",    "ff",   "-",   "+",         "A",    "LEVEL",     "=", "|",
                                        ",",  " ",    "\"",   "\\",  "x",         "hex:", "MR EXTEND", "{", "}",
                                        "K",  "\033", "\xff", "One", "96b582de-", "set",  "1fb2-",     "0", "\t"};
    uint64_t seed = 1;

    (void)state;
    for (unsigned i = 0; i < 60000; i++) {
        const char *name = fields[i % (sizeof fields / sizeof fields[0])].name;
        uint64_t count = random_below(&seed, 9);
        struct tdxp_error err = {.text = ""};
        struct made made;
        struct tdxp_node *node = make(&made, name, 5);
        uint8_t *bytes = malloc((size_t)node->length);
        char text[128] = "";

        if (i % 11 == 0 && node->field->flags) {
            node->kind = TDXP_KIND_BITS;
            node->flag = &flags[i % 3];
        }
        for (uint64_t n = 0; n < count; n++) {
            strcat(text, parts[random_below(&seed, sizeof parts / sizeof parts[0])]);
        }
        if (!tdxp_edit_parse(node, text, bytes, &err)) {
            assert_true(err.text[0] != '\0');
            for (const char *c = err.text; *c; c++) {
                assert_true(*c >= ' ' && *c <= '~');
            }
        }
        free(bytes);
    }
}

/* ---- every node of every image ---- */

/* The bytes that a text makes are those that are there. */
static void assert_same_bytes(const struct tdxp_node *node, const char *text)
{
    uint8_t *bytes = malloc((size_t)node->length);
    struct tdxp_error err = {.text = ""};
    char path[256];

    tdxp_node_path(node, path, sizeof path);
    assert_non_null(bytes);
    if (!tdxp_edit_parse(node, text, bytes, &err)) {
        fail_msg("%s = %s: %s", path, text, err.text);
    }
    if (!tdxp_read_equals(&node->space->bytes, node->offset, bytes, (size_t)node->length)) {
        fail_msg("%s = %s: other bytes", path, text);
    }
    free(bytes);
}

static void assert_names_are_read(const struct tdxp_node *node)
{
    uint8_t bytes[16];
    const char *name;

    for (size_t n = 0; (name = tdxp_edit_choice(node, n)) && node->length <= sizeof bytes; n++) {
        struct tdxp_error err = {.text = ""};

        if (!tdxp_edit_parse(node, name, bytes, &err) && !strstr(err.text, "=NUMBER")) {
            fail_msg("%s = %s: %s", node->name, name, err.text);
        }
    }
}

/* Returns how many nodes there were; the image is closed. */
static size_t try_every_node(struct tdxp_image *image)
{
    struct tdxp_firmware *fw = tdxp_firmware_decode(image, NULL);
    uint32_t count = tdxp_tree_count(fw->tree);
    size_t tried = 0;

    for (uint32_t id = 0; id < count; id++) {
        const struct tdxp_node *node = tdxp_tree_node(fw->tree, id);
        size_t length;
        char *text;

        if (node->length > 4096 || !tdxp_edit_possible(node, NULL)) {
            continue;
        }
        length = tdxp_edit_value_text(node, NULL, 0);
        text = malloc(length + 1);
        assert_int_equal(tdxp_edit_value_text(node, text, length + 1), length);
        assert_int_equal(strlen(text), length);
        assert_same_bytes(node, text);
        assert_names_are_read(node);
        tried++;
        free(text);
    }
    tdxp_firmware_free(fw);
    tdxp_image_close(image);
    return tried;
}

static void present_value_of_every_node_is_read_back(void **state)
{
    size_t count;
    const struct tdxp_gallery_image *images = tdxp_gallery(&count);
    uint64_t size;
    size_t tried = 0;

    (void)state;
    for (size_t i = 0; i < count; i++) {
        uint8_t *bytes = tdxp_gallery_build(&images[i], &size, NULL);

        tried += try_every_node(tdxp_image_from_memory(images[i].name, bytes, size, NULL));
    }
    tried += try_every_node(tdxp_image_from_memory("sample", sample_bytes(), TDXP_SAMPLE_SIZE, NULL));
    assert_true(tried > 10000);
}

static void present_value_of_every_node_of_a_program_or_capsule_is_read_back(void **state)
{
    struct capsule_plan plan;
    uint8_t *bytes;
    size_t size;
    size_t at;

    (void)state;
    for (const struct program_sample *sample = program_samples; sample->name; sample++) {
        uint8_t program[PROGRAM_ROOM] = {0};

        bytes = image_with_program(program, sample->make(program), 0x10, &size);
        assert_true(try_every_node(tdxp_image_from_memory(sample->name, bytes, size, NULL)) > 50);
    }
    plan = capsule_full((const uint8_t *)"image", 5);
    bytes = capsule_bytes(&plan, &size, &at);
    assert_true(try_every_node(tdxp_image_from_memory("capsule", bytes, size, NULL)) > 20);
}

static void present_value_of_every_node_of_ovmf_is_read_back(void **state)
{
    static const char *const files[] = {"/usr/share/OVMF/OVMF_CODE.fd", "/usr/share/OVMF/OVMF_VARS.ms.fd"};

    (void)state;
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        struct tdxp_image *image = tdxp_image_open(files[i], NULL, NULL);

        if (!image) {
            skip();
        }
        assert_true(try_every_node(image) > 100);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_decimal_or_hexadecimal),
        cmocka_unit_test(enumerations_are_numbers_or_names),
        cmocka_unit_test(flags_are_numbers_names_or_changes),
        cmocka_unit_test(bits_leave_the_others_of_their_field_alone),
        cmocka_unit_test(characters_are_filled_up_with_zeros),
        cmocka_unit_test(bytes_are_hexadecimal_and_as_many_as_there_are),
        cmocka_unit_test(guids_are_text_or_names),
        cmocka_unit_test(what_has_no_bytes_of_the_file_is_refused),
        cmocka_unit_test(bytes_of_an_offset_are_as_many_as_are_typed),
        cmocka_unit_test(any_text_is_read_or_refused),
        cmocka_unit_test(present_value_of_every_node_is_read_back),
        cmocka_unit_test(present_value_of_every_node_of_a_program_or_capsule_is_read_back),
        cmocka_unit_test(present_value_of_every_node_of_ovmf_is_read_back),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
