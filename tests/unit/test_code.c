/* Code: instructions, the mode that they are for, and where they begin. */
#include "support.h"

#include <stdlib.h>
#include <string.h>

#include "format/code_engine.h"
#include "programs.h"
#include "tdxplore/listing.h"
#include "tdxplore/sample.h"

enum { LINES = 64 };

/* What the tests of decoding work with; skipped where the build has nothing that decodes. */
static struct tdxp_code *code_or_skip(void)
{
    struct tdxp_code *code = tdxp_code_new();

    assert_non_null(code);
    if (!tdxp_code_engine(code)) {
        tdxp_code_free(code);
        print_message("skipped: built without Capstone\n");
        skip();
    }
    return code;
}

static void skip_without_engine(void)
{
    tdxp_code_free(code_or_skip());
}

/* ---- instructions ---- */

struct expected {
    enum tdxp_code_bits bits;
    uint64_t address;
    uint8_t bytes[8];
    uint8_t length;
    const char *text;
    enum tdxp_flow flow;
    bool has_target;
    uint64_t target;
};

static const struct expected instructions[] = {
    {TDXP_CODE_64, 0x1000, {0x90}, 1, "nop", TDXP_FLOW_NEXT, false, 0},
    {TDXP_CODE_64, 0x1000, {0xc3}, 1, "ret", TDXP_FLOW_RETURN, false, 0},
    {TDXP_CODE_64, 0x1000, {0x48, 0xcf}, 2, "iretq", TDXP_FLOW_RETURN, false, 0},
    {TDXP_CODE_64, 0x1000, {0xe8, 0xfb, 0xff, 0xff, 0xff}, 5, "call 0x1000", TDXP_FLOW_CALL, true, 0x1000},
    {TDXP_CODE_64, 0x1000, {0xeb, 0xfe}, 2, "jmp 0x1000", TDXP_FLOW_JUMP, true, 0x1000},
    {TDXP_CODE_64, 0x1000, {0x0f, 0x84, 1, 0, 0, 0}, 6, "je 0x1007", TDXP_FLOW_BRANCH, true, 0x1007},
    {TDXP_CODE_64, 0x1000, {0xe2, 0xfe}, 2, "loop 0x1000", TDXP_FLOW_BRANCH, true, 0x1000},
    {TDXP_CODE_64, 0x1000, {0xff, 0xe0}, 2, "jmp rax", TDXP_FLOW_JUMP, false, 0},
    {TDXP_CODE_64, 0x1000, {0xff, 0x15, 1, 0, 0, 0}, 6, "call qword ptr [rip + 1]", TDXP_FLOW_CALL, false, 0},
    {TDXP_CODE_32, 0xfffffff2, {0xe9, 0x09, 0xff, 0xff, 0xff}, 5, "jmp 0xffffff00", TDXP_FLOW_JUMP, true, 0xffffff00},
    {TDXP_CODE_32, 0xfffffffe, {0xeb, 0x10}, 2, "jmp 0x10", TDXP_FLOW_JUMP, true, 0x10},
    {TDXP_CODE_32,
     0x1000,
     {0xea, 0x0f, 0xff, 0xff, 0xff, 0x10, 0},
     7,
     "ljmp 0x10:0xffffff0f",
     TDXP_FLOW_JUMP,
     true,
     0xffffff0f},
    {TDXP_CODE_32, 0x12345, {0x66, 0xe9, 0xfc, 0xff}, 4, "jmp 0x12345", TDXP_FLOW_JUMP, true, 0x12345},
    /* In real mode a near jump stays in its 64 KiB, in both directions. */
    {TDXP_CODE_16, 0xfffffffc, {0xe9, 0x09, 0xff}, 3, "jmp 0xffffff08", TDXP_FLOW_JUMP, true, 0xffffff08},
    {TDXP_CODE_16, 0xffff0000, {0xeb, 0xf0}, 2, "jmp 0xfffffff2", TDXP_FLOW_JUMP, true, 0xfffffff2},
    {TDXP_CODE_16, 0xfffffffe, {0xeb, 0x10}, 2, "jmp 0xffff0010", TDXP_FLOW_JUMP, true, 0xffff0010},
    {TDXP_CODE_16,
     0x1000,
     {0x66, 0xea, 4, 3, 2, 1, 0x10, 0},
     8,
     "ljmp 0x10:0x1020304",
     TDXP_FLOW_JUMP,
     true,
     0x1020304},
    {TDXP_CODE_16, 0x1000, {0xea, 0x5b, 0xe0, 0, 0xf0}, 5, "ljmp 0xf000:0xe05b", TDXP_FLOW_JUMP, true, 0xfe05b},
};

static void instructions_have_their_length_text_and_target(void **state)
{
    struct tdxp_code *code = code_or_skip();

    (void)state;
    for (size_t i = 0; i < sizeof instructions / sizeof instructions[0]; i++) {
        const struct expected *e = &instructions[i];
        struct tdxp_bytes bytes = {e->bytes, sizeof e->bytes};
        struct tdxp_instruction in;
        char text[256];

        assert_true(tdxp_code_decode(code, e->bits, &bytes, 0, sizeof e->bytes, e->address, &in));
        snprintf(text, sizeof text, "%s%s%s", in.mnemonic, in.operands[0] ? " " : "", in.operands);
        assert_string_equal(text, e->text);
        assert_int_equal(in.length, e->length);
        assert_int_equal(in.flow, e->flow);
        assert_int_equal(in.has_target, e->has_target);
        assert_int_equal(in.target, e->target);
    }
    tdxp_code_free(code);
}

static void a_far_jump_out_of_real_mode_says_so(void **state)
{
    static const uint8_t far[] = {0x66, 0xea, 4, 3, 2, 1, 0x10, 0};
    static const uint8_t near[] = {0xeb, 0};
    struct tdxp_code *code = code_or_skip();
    struct tdxp_instruction in;

    (void)state;
    assert_true(tdxp_code_decode(code, TDXP_CODE_16, &(struct tdxp_bytes){far, sizeof far}, 0, 8, 0, &in));
    assert_int_equal(in.target_bits, TDXP_CODE_32);
    assert_true(tdxp_code_decode(code, TDXP_CODE_16, &(struct tdxp_bytes){near, sizeof near}, 0, 2, 0, &in));
    assert_int_equal(in.target_bits, TDXP_CODE_16);
    tdxp_code_free(code);
}

static void an_instruction_ends_where_it_must(void **state)
{
    static const uint8_t jump[] = {0xe9, 0, 0, 0, 0};
    struct tdxp_bytes bytes = {jump, sizeof jump};
    struct tdxp_code *code = code_or_skip();
    struct tdxp_instruction in;

    (void)state;
    assert_true(tdxp_code_decode(code, TDXP_CODE_32, &bytes, 0, UINT64_MAX, 0, &in));
    for (uint64_t end = 0; end < sizeof jump; end++) {
        assert_false(tdxp_code_decode(code, TDXP_CODE_32, &bytes, 0, end, 0, &in));
    }
    assert_false(tdxp_code_decode(code, TDXP_CODE_32, &bytes, 5, UINT64_MAX, 0, &in));
    assert_false(tdxp_code_decode(code, TDXP_CODE_32, &bytes, UINT64_MAX, UINT64_MAX, 0, &in));
    assert_false(tdxp_code_decode(code, TDXP_CODE_UNKNOWN, &bytes, 0, 5, 0, &in));
    assert_false(tdxp_code_decode(code, TDXP_CODE_FOREIGN, &bytes, 0, 5, 0, &in));
    tdxp_code_free(code);
}

static void any_bytes_give_harmless_text_or_none(void **state)
{
    static const enum tdxp_code_bits modes[] = {TDXP_CODE_16, TDXP_CODE_32, TDXP_CODE_64};
    struct tdxp_code *code = code_or_skip();
    uint64_t rng = 11;
    unsigned decoded = 0;

    (void)state;
    for (int round = 0; round < 30000; round++) {
        size_t size = 1 + (size_t)random_below(&rng, TDXP_INSTRUCTION_MAX + 2);
        uint8_t raw[TDXP_INSTRUCTION_MAX + 2];
        struct tdxp_instruction in;
        uint8_t *exact;

        for (size_t i = 0; i < size; i++) {
            raw[i] = (uint8_t)random_next(&rng);
        }
        exact = exact_copy(raw, size);
        if (tdxp_code_decode(code, modes[round % 3], &(struct tdxp_bytes){exact, size}, 0, size, random_next(&rng),
                             &in)) {
            decoded++;
            assert_in_range(in.length, 1, size);
            assert_true(in.length <= TDXP_INSTRUCTION_MAX && in.mnemonic[0]);
            for (const char *p = in.mnemonic; *p; p++) {
                assert_in_range(*p, 0x20, 0x7e);
            }
            for (const char *p = in.operands; *p; p++) {
                assert_in_range(*p, 0x20, 0x7e);
            }
        }
        free(exact);
    }
    assert_true(decoded > 15000);
    tdxp_code_free(code);
}

/* ---- listings ---- */

/* A decoded image and a listing of it. */
struct listed {
    struct decoded d;
    struct tdxp_listing *listing;
    const struct tdxp_space *file;
    struct tdxp_line lines[LINES];
    size_t count;
};

static struct listed list_image(struct decoded d)
{
    struct listed l = {.d = d, .listing = tdxp_listing_new(d.fw), .file = tdxp_tree_space(d.fw->tree, 0)};

    assert_non_null(l.listing);
    return l;
}

static void listed_free(struct listed *l)
{
    tdxp_listing_free(l->listing);
    decoded_free(&l->d);
}

static struct tdxp_listing_place place_at(const struct listed *l, uint64_t offset)
{
    return (struct tdxp_listing_place){l->file, offset, TDXP_CODE_UNKNOWN, UINT64_MAX};
}

static void list_from(struct listed *l, uint64_t offset, size_t count)
{
    struct tdxp_listing_place place = place_at(l, offset);

    l->count = tdxp_listing_from(l->listing, &place, count, l->lines);
}

/* "jmp 0xffffff00", "(none)" or the name of the node whose data it is. */
static void line_text(const struct tdxp_line *line, char *text, size_t size)
{
    const struct tdxp_instruction *in = &line->instruction;

    if (line->kind == TDXP_LINE_INSTRUCTION) {
        snprintf(text, size, "%s%s%s", in->mnemonic, in->operands[0] ? " " : "", in->operands);
    } else {
        snprintf(text, size, "%s", line->kind == TDXP_LINE_DATA ? line->node->name : "(none)");
    }
}

static void assert_lines(struct listed *l, uint64_t offset, const char *const *texts)
{
    size_t count = 0;

    while (texts[count]) {
        count++;
    }
    list_from(l, offset, count);
    assert_int_equal(l->count, count);
    for (size_t i = 0; i < count; i++) {
        char text[256];

        line_text(&l->lines[i], text, sizeof text);
        assert_string_equal(text, texts[i]);
    }
}

static void the_sample_starts_in_protected_mode(void **state)
{
    static const char *const entry[] = {"nop", "nop", "jmp 0xffffff00", "nop", NULL};
    static const char *const main32[] = {"cli",       "lgdt [0xfffffed8]", "ljmp 0x10:0xffffff0f",
                                         "mov ax, 8", "mov ds, eax",       NULL};
    static const char *const loader[] = {"cli", "cld", "lea rsi, [rip + 0xe]", "mov ecx, 0x30", NULL};
    struct listed l;

    (void)state;
    skip_without_engine();
    l = list_image(decode_taken(sample_bytes(), TDXP_SAMPLE_SIZE));
    assert_lines(&l, 0xfffff0, entry);
    assert_int_equal(l.lines[2].bits, TDXP_CODE_32);
    assert_true(l.lines[2].has_gpa && l.lines[2].has_target);
    assert_int_equal(l.lines[2].address, 0xfffffff2);
    assert_int_equal(l.lines[2].target, 0xffff00);
    assert_lines(&l, 0xffff00, main32);
    assert_int_equal(l.lines[2].target, 0xffff0f);
    assert_lines(&l, 0xcb010c, loader);
    assert_int_equal(l.lines[0].bits, TDXP_CODE_64);
    listed_free(&l);
}

static void the_tables_among_the_code_are_no_code(void **state)
{
    static const char *const table[] = {"Offset", "Length", "Guid", "Length", "Guid", "Legacy offset", NULL};
    struct listed l = list_image(decode_taken(sample_bytes(), TDXP_SAMPLE_SIZE));

    (void)state;
    assert_lines(&l, 0xffffb8, table);
    assert_int_equal(l.lines[2].length, 16);
    listed_free(&l);
}

/* OVMF's reset code serves real mode and protected mode; edk2's ResetVectorVtf0.asm. */
static void ovmf_starts_in_either_mode(void **state)
{
    static const char *const entry[] = {
        "mov eax, cr0", "test al, 1", "je 0xfffffffc", "jmp 0xffffff24", "jmp 0xffffff08", "nop", NULL};
    static const char *const further[] = {"jmp 0xffffff0d", "nop", NULL};
    struct listed l;

    (void)state;
    skip_without_engine();
    l = list_image(decode_file_or_skip("/usr/share/ovmf/OVMF.fd"));
    if (!tdxp_read_equals(&l.file->bytes, 0x1ffff0, "\x0f\x20\xc0\xa8\x01\x74\x05\xe9\x28\xff", 10)) {
        listed_free(&l);
        print_message("skipped: OVMF.fd is of another build\n");
        skip();
    }
    assert_lines(&l, 0x1ffff0, entry);
    assert_int_equal(l.lines[2].bits, TDXP_CODE_16);
    assert_int_equal(l.lines[3].bits, TDXP_CODE_32);
    assert_int_equal(l.lines[4].bits, TDXP_CODE_16);
    assert_int_equal(l.lines[4].target, 0x1fff08);
    assert_lines(&l, 0x1fffe0, further);
    /* What is reached at last runs in long mode: the jump to SEC. */
    assert_int_equal(tdxp_listing_bits(l.listing, l.file, 0x1fff49), TDXP_CODE_64);
    list_from(&l, 0x1fff49, 1);
    assert_string_equal(l.lines[0].instruction.operands, "rsi");
    listed_free(&l);
}

static void reset_code_without_a_metadata_pointer_is_told_by_its_jump(void **state)
{
    static const struct {
        uint8_t bytes[5];
        enum tdxp_code_bits bits;
    } rows[] = {{{0xe9, 0x00, 0xff, 0xff, 0xff}, TDXP_CODE_32}, {{0xe9, 0x00, 0xff, 0x90, 0x90}, TDXP_CODE_16}};

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        uint8_t *bytes = calloc(1, 0x2000);
        struct listed l;

        assert_non_null(bytes);
        memset(bytes + 0x1ff0, 0x90, 16);
        memcpy(bytes + 0x1ff2, rows[i].bytes, 5);
        l = list_image(decode_taken(bytes, 0x2000));
        assert_int_equal(tdxp_listing_bits(l.listing, l.file, 0x1ff0), rows[i].bits);
        assert_int_equal(tdxp_listing_bits(l.listing, l.file, 0x1000), rows[i].bits);
        listed_free(&l);
    }
}

static void set_arm(uint8_t *at)
{
    put_uint(at + PE_HEADER + 4, 2, 0xaa64);
}

static enum tdxp_code_bits bits_in(size_t (*make_one)(uint8_t *at), void (*change)(uint8_t *at), uint64_t offset)
{
    uint8_t bytes[PROGRAM_ROOM] = {0};
    size_t size = make_one(bytes);
    enum tdxp_code_bits bits;
    struct listed l;

    if (change) {
        change(bytes);
    }
    l = list_image(decode_copy(bytes, size));
    bits = tdxp_listing_bits(l.listing, l.file, offset);
    listed_free(&l);
    return bits;
}

static void the_mode_of_a_program_is_that_of_its_machine(void **state)
{
    (void)state;
    assert_int_equal(bits_in(make_pe64, NULL, PE_CODE), TDXP_CODE_64);
    assert_int_equal(bits_in(make_pe32, NULL, PE_CODE), TDXP_CODE_32);
    assert_int_equal(bits_in(make_te, NULL, TE_CODE), TDXP_CODE_32);
    assert_int_equal(bits_in(make_pe64, set_arm, PE_CODE), TDXP_CODE_FOREIGN);
    assert_int_equal(bits_in(make_kernel, NULL, 0x300), TDXP_CODE_16);
    assert_int_equal(bits_in(make_kernel, NULL, KERNEL_CODE), TDXP_CODE_32);
    assert_int_equal(bits_in(make_kernel, NULL, KERNEL_CODE + 0x200), TDXP_CODE_64);
}

static void code_of_another_processor_is_shown_as_bytes_unless_it_is_asked_for(void **state)
{
    uint8_t bytes[PROGRAM_ROOM] = {0};
    size_t size = make_pe64(bytes);
    struct tdxp_listing_place place;
    struct listed l;

    (void)state;
    skip_without_engine();
    set_arm(bytes);
    l = list_image(decode_copy(bytes, size));
    place = place_at(&l, PE_CODE);
    assert_int_equal(tdxp_listing_from(l.listing, &place, 1, l.lines), 1);
    assert_int_equal(l.lines[0].kind, TDXP_LINE_DATA);
    assert_int_equal(l.lines[0].length, 16);
    place.bits = TDXP_CODE_64;
    place.offset = PE_CODE + 0x10;
    assert_int_equal(tdxp_listing_from(l.listing, &place, 1, l.lines), 1);
    assert_string_equal(l.lines[0].instruction.operands, "eax, eax");
    listed_free(&l);
}

static void in_a_program_addresses_are_offsets_and_targets_lie_in_it(void **state)
{
    uint8_t bytes[PROGRAM_ROOM] = {0};
    struct listed l;

    (void)state;
    skip_without_engine();
    l = list_image(decode_copy(bytes, make_pe64(bytes)));
    list_from(&l, PE_CODE + 0x10, 3);
    assert_false(l.lines[1].has_gpa);
    assert_int_equal(l.lines[1].address, PE_CODE + 0x12);
    assert_true(l.lines[1].has_target);
    assert_int_equal(l.lines[1].target, PE_CODE + 0x10);
    listed_free(&l);
}

static void a_line_does_not_cross_an_edge(void **state)
{
    struct listed l;
    struct tdxp_listing_place place;

    (void)state;
    skip_without_engine();
    l = list_image(decode_taken(sample_bytes(), TDXP_SAMPLE_SIZE));
    place = place_at(&l, 0xffff01);
    place.edge = 0xffff03; /* in the middle of lgdt */
    assert_int_equal(tdxp_listing_from(l.listing, &place, 3, l.lines), 3);
    assert_int_equal(l.lines[0].offset + l.lines[0].length, 0xffff02);
    assert_int_equal(l.lines[0].kind, TDXP_LINE_NONE);
    assert_int_equal(l.lines[2].offset, 0xffff03);
    listed_free(&l);
}

/* ---- whatever the bytes ---- */

/* With an edge at offset a line begins there, wherever one lists from. */
static const char *edge_fault(struct listed *l, uint64_t offset)
{
    struct tdxp_listing_place place = place_at(l, offset);
    size_t i = 0;

    place.edge = offset;
    if (tdxp_listing_start(l->listing, &place) != offset) {
        return "no line begins at the edge";
    }
    place.offset = offset + 20 < l->file->bytes.size ? offset + 20 : l->file->bytes.size;
    l->count = tdxp_listing_before(l->listing, &place, LINES, l->lines);
    while (i < l->count && l->lines[i].offset < offset) {
        i++;
    }
    return i < l->count && l->lines[i].offset == offset ? NULL : "a line before a place crosses the edge";
}

/* Lines follow each other, from a place and before it, and each byte has one. */
static const char *listing_fault(struct listed *l, uint64_t offset)
{
    struct tdxp_listing_place place = place_at(l, offset);
    uint64_t start = tdxp_listing_start(l->listing, &place);
    uint64_t at = start;

    if (start > offset) {
        return "a line begins behind its byte";
    }
    place.offset = start;
    l->count = tdxp_listing_from(l->listing, &place, 20, l->lines);
    for (size_t i = 0; i < l->count; i++) {
        const struct tdxp_line *line = &l->lines[i];

        if (line->offset != at || line->length == 0 || line->length > TDXP_LINE_DATA_MAX || !line->node) {
            return "lines do not follow each other";
        }
        if (line->has_target && line->target >= l->file->bytes.size) {
            return "a target lies outside of the space";
        }
        at += line->length;
    }
    if (l->count == 0 || offset >= start + l->lines[0].length || at > l->file->bytes.size) {
        return "a byte's line does not hold it";
    }
    l->count = tdxp_listing_before(l->listing, &place, 20, l->lines);
    if (l->count < 20 && l->count > 0 ? l->lines[0].offset != 0 : l->count == 0 && start != 0) {
        return "lines before a place are missing";
    }
    for (size_t i = 0; i < l->count; i++) {
        uint64_t next = i + 1 < l->count ? l->lines[i + 1].offset : start;

        if (l->lines[i].length == 0 || l->lines[i].offset + l->lines[i].length != next) {
            return "lines before a place do not follow each other";
        }
    }
    return NULL;
}

static void assert_listed(struct decoded d, uint64_t step)
{
    struct listed l = list_image(d);

    for (uint64_t offset = 0; offset < l.file->bytes.size; offset += step) {
        const char *fault = listing_fault(&l, offset);

        fault = fault ? fault : edge_fault(&l, offset);

        if (fault) {
            fail_msg("byte 0x%llx: %s", (unsigned long long)offset, fault);
        }
    }
    listed_free(&l);
}

static void every_byte_has_a_line_whatever_the_image(void **state)
{
    uint64_t rng = 3;

    (void)state;
    for (const struct program_sample *s = program_samples; s->name; s++) {
        uint8_t bytes[PROGRAM_ROOM] = {0};

        assert_listed(decode_copy(bytes, s->make(bytes)), 3);
    }
    assert_listed(decode_plan(&(struct plan){.size = 0x1000, .descriptor = 0x800}), 7);
    for (int round = 0; round < 20; round++) {
        size_t size = 1 + (size_t)random_below(&rng, 3000);
        uint8_t *bytes = malloc(size);

        assert_non_null(bytes);
        for (size_t i = 0; i < size; i++) {
            bytes[i] = (uint8_t)random_next(&rng);
        }
        assert_listed(decode_taken(bytes, size), 5);
    }
}

static void every_byte_of_ovmf_near_its_end_has_a_line(void **state)
{
    size_t size;
    uint8_t *bytes = file_bytes("/usr/share/ovmf/OVMF.fd", &size);

    (void)state;
    if (!bytes || size < 0x3000) {
        free(bytes);
        print_message("skipped: no OVMF.fd\n");
        skip();
    }
    memmove(bytes, bytes + size - 0x3000, 0x3000);
    assert_listed(decode_taken(bytes, 0x3000), 13);
}

/* Reset code that jumps about: it is followed once, however it is wound. */
static void code_that_never_ends_is_followed_once(void **state)
{
    uint64_t rng = 77;

    (void)state;
    for (int round = 0; round < 10; round++) {
        enum { SIZE = 0x10000 };
        uint8_t *bytes = malloc(SIZE);

        assert_non_null(bytes);
        for (size_t i = 0; i + 3 <= SIZE; i += 3) {
            bytes[i] = random_below(&rng, 2) ? 0xe8 : 0x74;
            put_uint(bytes + i + 1, 2, random_next(&rng));
        }
        bytes[SIZE - 1] = 0x90;
        assert_listed(decode_taken(bytes, SIZE), 0x101);
    }
}

/* ---- without the library ---- */

static void without_an_engine_there_are_no_instructions_and_all_else_works(void **state)
{
    static const uint8_t nop[] = {0x90};
    struct decoded d = decode_taken(sample_bytes(), TDXP_SAMPLE_SIZE);
    struct tdxp_listing *listing = listing_new(d.fw, &code_engine_none);
    struct tdxp_code *code = code_new(&code_engine_none);
    struct tdxp_listing_place place = {tdxp_tree_space(d.fw->tree, 0), 0xfffff0, TDXP_CODE_UNKNOWN, UINT64_MAX};
    struct tdxp_instruction in;
    struct tdxp_line lines[4];

    (void)state;
    assert_non_null(code);
    assert_non_null(listing);
    assert_null(tdxp_code_engine(code));
    assert_null(tdxp_listing_engine(listing));
    assert_false(tdxp_code_decode(code, TDXP_CODE_64, &(struct tdxp_bytes){nop, 1}, 0, 1, 0, &in));
    assert_int_equal(tdxp_listing_from(listing, &place, 4, lines), 4);
    assert_int_equal(lines[3].kind, TDXP_LINE_NONE);
    assert_int_equal(lines[3].offset, 0xfffff3);
    assert_int_equal(tdxp_listing_bits(listing, place.space, 0xfffff0), TDXP_CODE_32);
    tdxp_code_free(code);
    tdxp_listing_free(listing);
    tdxp_code_free(NULL);
    tdxp_listing_free(NULL);
    decoded_free(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(instructions_have_their_length_text_and_target),
        cmocka_unit_test(a_far_jump_out_of_real_mode_says_so),
        cmocka_unit_test(an_instruction_ends_where_it_must),
        cmocka_unit_test(any_bytes_give_harmless_text_or_none),
        cmocka_unit_test(the_sample_starts_in_protected_mode),
        cmocka_unit_test(the_tables_among_the_code_are_no_code),
        cmocka_unit_test(ovmf_starts_in_either_mode),
        cmocka_unit_test(reset_code_without_a_metadata_pointer_is_told_by_its_jump),
        cmocka_unit_test(the_mode_of_a_program_is_that_of_its_machine),
        cmocka_unit_test(code_of_another_processor_is_shown_as_bytes_unless_it_is_asked_for),
        cmocka_unit_test(in_a_program_addresses_are_offsets_and_targets_lie_in_it),
        cmocka_unit_test(a_line_does_not_cross_an_edge),
        cmocka_unit_test(every_byte_has_a_line_whatever_the_image),
        cmocka_unit_test(every_byte_of_ovmf_near_its_end_has_a_line),
        cmocka_unit_test(code_that_never_ends_is_followed_once),
        cmocka_unit_test(without_an_engine_there_are_no_instructions_and_all_else_works),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
