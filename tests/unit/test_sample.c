/* The built-in sample image, its bytes read back without the code that wrote them. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>
#include <openssl/evp.h>

#include "sample/layout.h"
#include "tdxplore/sample.h"

#define SIZE 0x1000000u
#define BASE UINT64_C(0xff000000)

/* GUIDs as they lie on disk, written out so that a wrong conversion shows. */
static const uint8_t metadata_guid[16] = {0xf3, 0xf9, 0xea, 0xe9, 0x8e, 0x16, 0xd5, 0x44,
                                          0xa8, 0xeb, 0x7f, 0x4d, 0x87, 0x38, 0xf6, 0xae};
static const uint8_t footer_guid[16] = {0xde, 0x82, 0xb5, 0x96, 0xb2, 0x1f, 0xf7, 0x45,
                                        0xba, 0xea, 0xa3, 0x66, 0xc5, 0x5a, 0x08, 0x2d};
static const uint8_t tdx_entry_guid[16] = {0x35, 0x65, 0x7a, 0xe4, 0x4a, 0x98, 0x98, 0x47,
                                           0x86, 0x5e, 0x46, 0x85, 0xa7, 0xbf, 0x8e, 0xc2};
static const uint8_t ffs2_guid[16] = {0x78, 0xe5, 0x8c, 0x8c, 0x3d, 0x8a, 0x1c, 0x4f,
                                      0x99, 0x35, 0x89, 0x61, 0x85, 0xc3, 0x2d, 0xd3};
static const uint8_t ffs3_guid[16] = {0x7a, 0xc0, 0x73, 0x54, 0xcb, 0x3d, 0xca, 0x4d,
                                      0xbd, 0x6f, 0x1e, 0x96, 0x89, 0xe7, 0x34, 0x9a};
static const uint8_t sec_volume_guid[16] = {0x0d, 0xed, 0x3b, 0x76, 0x9f, 0xde, 0xf5, 0x48,
                                            0x81, 0xf1, 0x3e, 0x90, 0xe1, 0xb1, 0xa0, 0x15};
static const uint8_t loader_guid[16] = {0x9e, 0x4c, 0xed, 0x17, 0xe0, 0x05, 0xa6, 0x48,
                                        0xa0, 0x1d, 0xfb, 0x0f, 0xa9, 0x1e, 0x63, 0x98};
static const uint8_t volume_top_guid[16] = {0x2e, 0x06, 0xa0, 0x1b, 0x79, 0xc7, 0x82, 0x45,
                                            0x85, 0x66, 0x33, 0x6a, 0xe8, 0xf7, 0x8f, 0x09};
static const uint8_t anchor_file_guid[16] = {0x2e, 0x74, 0xa2, 0x77, 0x40, 0x93, 0xc9, 0x4a,
                                             0x8f, 0x85, 0xb7, 0xb9, 0x78, 0x58, 0x00, 0x21};
static const uint8_t anchor_guid[16] = {0xa3, 0x65, 0x8f, 0xbe, 0x3b, 0xa8, 0x5c, 0x41,
                                        0xa1, 0xfb, 0xf7, 0x8e, 0x10, 0x5e, 0x82, 0x4e};
static const uint8_t no_guid[16] = {0};

struct expected_section {
    uint64_t data_offset, raw_data_size, memory_address, memory_data_size, type, attributes;
};

struct expected_file {
    uint64_t offset, size; /* from the start of the volume; header included */
    const uint8_t *name;
    unsigned type, attributes;
};

static uint64_t le(const uint8_t *image, uint64_t offset, unsigned width)
{
    uint64_t value = 0;

    assert_true(offset <= SIZE && width <= SIZE - offset);
    for (unsigned i = 0; i < width; i++) {
        value |= (uint64_t)image[offset + i] << 8 * i;
    }
    return value;
}

static bool is_guid(const uint8_t *image, uint64_t offset, const uint8_t guid[16])
{
    assert_true(offset <= SIZE - 16);
    return memcmp(image + offset, guid, 16) == 0;
}

static void assert_zero(const uint8_t *image, uint64_t from, uint64_t to)
{
    assert_true(from < to && to <= SIZE);
    for (uint64_t i = from; i < to; i++) {
        if (image[i] != 0) {
            fail_msg("byte %#llx is %#x, not zero", (unsigned long long)i, image[i]);
        }
    }
}

static int build(void **state)
{
    uint8_t *image = malloc(SIZE);

    if (!image) {
        return -1;
    }
    /* What was there before must not shine through. */
    memset(image, 0xa5, SIZE);
    tdxp_sample_build(image);
    *state = image;
    return 0;
}

static int discard(void **state)
{
    free(*state);
    return 0;
}

static void sample_is_16_mib(void **state)
{
    (void)state;
    assert_int_equal(TDXP_SAMPLE_SIZE, SIZE);
}

static void two_builds_give_the_same_bytes(void **state)
{
    uint8_t *other = malloc(SIZE);

    assert_non_null(other);
    memset(other, 0x5a, SIZE);
    tdxp_sample_build(other);
    assert_memory_equal(*state, other, SIZE);
    free(other);
}

static void sample_has_the_pinned_sha256(void **state)
{
    static const char pinned[] = "d79f26289c48222ee4344436a9c184e0566a60c0d013d5b25ae29131b87a51d1";
    uint8_t digest[EVP_MAX_MD_SIZE];
    unsigned length = 0;
    char text[2 * EVP_MAX_MD_SIZE + 1];

    assert_int_equal(EVP_Digest(*state, SIZE, digest, &length, EVP_sha256(), NULL), 1);
    assert_int_equal(length, 32);
    for (unsigned i = 0; i < length; i++) {
        text[2 * i] = "0123456789abcdef"[digest[i] >> 4];
        text[2 * i + 1] = "0123456789abcdef"[digest[i] & 15];
    }
    text[64] = '\0';
    assert_string_equal(text, pinned);
}

static void guided_table_leads_to_the_descriptor(void **state)
{
    const uint8_t *image = *state;
    const uint64_t end = SIZE - 0x20;
    uint64_t table, entry;

    assert_true(is_guid(image, SIZE - 0x30, footer_guid));
    table = end - le(image, SIZE - 0x32, 2);
    entry = SIZE - 0x32;
    assert_true(is_guid(image, entry - 16, tdx_entry_guid));
    assert_int_equal(le(image, entry - 18, 2), 22);
    assert_int_equal(entry - 22, table);
    assert_int_equal(SIZE - le(image, table, 4), 0xcaf010);
}

static void legacy_dword_says_the_same_as_the_guided_table(void **state)
{
    const uint8_t *image = *state;
    const uint64_t table = SIZE - 0x20 - le(image, SIZE - 0x32, 2);

    assert_int_equal(le(image, SIZE - 0x20, 4), 0x00caf010);
    assert_int_equal(le(image, SIZE - 0x20, 4), SIZE - le(image, table, 4));
}

static void sec_core_information_stands_right_before_the_table(void **state)
{
    const uint8_t *image = *state;
    const uint64_t table = SIZE - 0x20 - le(image, SIZE - 0x32, 2);
    uint64_t base;

    assert_int_equal(table - 12, 0xffffac);
    base = le(image, 0xffffb0, 4) - BASE;
    assert_int_equal(base, 0xcb0094);
    assert_memory_equal(image + base, "\177ELF", 4);
    /* Entry point and size are those of the ELF file there, linked for 1 MiB. */
    assert_int_equal(le(image, 0xffffac, 4), le(image, base + 0x18, 8) - 0x100000);
    assert_int_equal(le(image, 0xffffb4, 4), le(image, base + 0x40 + 0x20, 8));
}

static void metadata_guid_precedes_the_descriptor(void **state)
{
    assert_true(is_guid(*state, 0xcaf000, metadata_guid));
}

static void descriptor_counts_eight_sections(void **state)
{
    const uint8_t *image = *state;

    assert_memory_equal(image + 0xcaf010, "TDVF", 4);
    assert_int_equal(le(image, 0xcaf014, 4), 0x110);
    assert_int_equal(le(image, 0xcaf018, 4), 1);
    assert_int_equal(le(image, 0xcaf01c, 4), 8);
    assert_zero(image, 0xcaf010 + 0x110, 0xcb0000);
}

static void sections_are_those_of_td_shim_for_a_linux_payload(void **state)
{
    static const struct expected_section expected[] = {
        {0xcaf000, 0x351000, 0xffcaf000, 0x351000, 0, 1},
        {0, 0x40000, 0xff000000, 0x40000, 1, 0},
        {0, 0, 0xff041000, 0x20000, 3, 0},
        {0, 0, 0xff061000, 0x20000, 3, 0},
        {0, 0, 0xff040000, 0x1000, 3, 0},
        {0, 0, 0x800000, 0x20000, 2, 0},
        {0, 0, 0x861000, 0x2000000, 5, 0},
        {0, 0, 0x860000, 0x1000, 6, 0},
    };
    const uint8_t *image = *state;

    for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++) {
        const uint64_t at = 0xcaf020 + 32 * i;

        assert_int_equal(le(image, at, 4), expected[i].data_offset);
        assert_int_equal(le(image, at + 4, 4), expected[i].raw_data_size);
        assert_int_equal(le(image, at + 8, 8), expected[i].memory_address);
        assert_int_equal(le(image, at + 16, 8), expected[i].memory_data_size);
        assert_int_equal(le(image, at + 24, 4), expected[i].type);
        assert_int_equal(le(image, at + 28, 4), expected[i].attributes);
    }
}

static void sections_do_not_overlap_in_guest_memory(void **state)
{
    const uint8_t *image = *state;

    for (unsigned i = 0; i < 8; i++) {
        const uint64_t a = le(image, 0xcaf028 + 32 * i, 8);
        const uint64_t a_end = a + le(image, 0xcaf030 + 32 * i, 8);

        assert_true(a < a_end && a % 0x1000 == 0 && a_end % 0x1000 == 0);
        for (unsigned j = 0; j < i; j++) {
            const uint64_t b = le(image, 0xcaf028 + 32 * j, 8);

            assert_true(a_end <= b || b + le(image, 0xcaf030 + 32 * j, 8) <= a);
        }
    }
}

static void section_bytes_lie_at_the_gpa_of_a_bios_mapping(void **state)
{
    const uint8_t *image = *state;
    unsigned with_bytes = 0;

    for (unsigned i = 0; i < 8; i++) {
        const uint64_t at = 0xcaf020 + 32 * i;

        if (le(image, at + 4, 4) == 0) {
            continue;
        }
        with_bytes++;
        assert_int_equal(le(image, at + 8, 8), UINT64_C(0x100000000) - SIZE + le(image, at, 4));
        assert_true(le(image, at, 4) + le(image, at + 4, 4) <= SIZE);
    }
    assert_int_equal(with_bytes, 2);
}

/* A volume header by the PI rules: signature, revision, checksum over HeaderLength, block map. */
static void assert_volume_header(const uint8_t *image, uint64_t base, uint64_t length, const uint8_t *file_system,
                                 const uint8_t *name)
{
    const uint64_t header = le(image, base + 0x30, 2);
    const uint64_t ext = base + le(image, base + 0x34, 2);
    uint64_t map = base + 0x38, mapped = 0;
    unsigned sum = 0;

    assert_zero(image, base, base + 0x10);
    assert_true(is_guid(image, base + 0x10, file_system));
    assert_int_equal(le(image, base + 0x20, 8), length);
    assert_memory_equal(image + base + 0x28, "_FVH", 4);
    assert_int_equal(le(image, base + 0x2c, 4), 0x0004f6ff);
    assert_int_equal(header, 0x48);
    assert_int_equal(image[base + 0x36], 0);
    assert_int_equal(image[base + 0x37], 2);
    for (uint64_t i = 0; i < header; i += 2) {
        sum += (unsigned)le(image, base + i, 2);
    }
    assert_int_equal(sum & 0xffff, 0);

    for (; le(image, map, 8) != 0; map += 8) {
        mapped += le(image, map, 4) * le(image, map + 4, 4);
    }
    assert_int_equal(mapped, length);
    assert_int_equal(map + 8, base + header);

    assert_int_equal(ext - base, 0x60);
    assert_true(is_guid(image, ext, name));
    assert_int_equal(le(image, ext + 16, 4), 0x14);
}

/* Walks the files from the end of the header; the last must end the volume. */
static void assert_files(const uint8_t *image, uint64_t base, uint64_t length, const struct expected_file *expected,
                         size_t count)
{
    uint64_t at = le(image, base + 0x30, 2);

    for (size_t i = 0; i < count; i++) {
        const uint64_t file = base + at;
        unsigned sum = 0;

        assert_int_equal(at, expected[i].offset);
        assert_true(is_guid(image, file, expected[i].name));
        assert_int_equal(image[file + 0x12], expected[i].type);
        assert_int_equal(image[file + 0x13], expected[i].attributes);
        assert_int_equal(le(image, file + 0x14, 3), expected[i].size);
        assert_int_equal(image[file + 0x11], 0xaa);
        assert_int_equal(image[file + 0x17], 0x07);
        for (unsigned k = 0; k < 24; k++) {
            sum += k == 0x11 || k == 0x17 ? 0 : image[file + k];
        }
        assert_int_equal(sum & 0xff, 0);
        at += (expected[i].size + 7) / 8 * 8;
        assert_true(at <= length);
    }
    assert_int_equal(at, length);
}

static void configuration_volume_holds_the_trust_anchor_file_alone(void **state)
{
    static const struct expected_file expected[] = {
        {0x48, 0x2c, no_guid, 0xf0, 0},
        {0x78, 0x40000 - 0x78, anchor_file_guid, 0x01, 0},
    };

    assert_volume_header(*state, 0, 0x40000, ffs3_guid, no_guid);
    assert_files(*state, 0, 0x40000, expected, 2);
}

static void trust_anchor_names_sha384_and_a_made_up_hash(void **state)
{
    const uint8_t *image = *state;

    assert_true(is_guid(image, 0x90, anchor_guid));
    assert_int_equal(le(image, 0xa0, 4), 1);
    assert_int_equal(le(image, 0xa4, 4), 32 + 48);
    assert_int_equal(le(image, 0xa8, 4), 1);
    assert_int_equal(le(image, 0xac, 4), 0);
    for (unsigned i = 0; i < 48; i++) {
        assert_int_equal(image[0xb0 + i], i % 16 * 0x11);
    }
    assert_zero(image, 0xe0, 0x40000);
}

static void ipl_volume_holds_the_loader_and_the_reset_vector(void **state)
{
    static const struct expected_file expected[] = {
        {0x48, 0x2c, no_guid, 0xf0, 0},
        {0x78, 0x347fd8 - 0x78, loader_guid, 0x03, 0},
        {0x347fd8, 0x8028, volume_top_guid, 0x01, 0x08},
    };

    assert_volume_header(*state, 0xcb0000, 0x350000, ffs2_guid, sec_volume_guid);
    assert_files(*state, 0xcb0000, 0x350000, expected, 3);
}

static void loader_file_is_one_pe32_section(void **state)
{
    const uint8_t *image = *state;

    assert_int_equal(le(image, 0xcb0090, 3), 0xff7fd8 - 0xcb0090);
    assert_int_equal(image[0xcb0093], 0x10);
}

static void reset_vector_file_is_two_raw_sections_of_which_the_second_is_the_region(void **state)
{
    const uint8_t *image = *state;
    const uint64_t first = 0xff7fd8 + 24;
    const uint64_t second = first + le(image, first, 3);

    /* Alignment 16 in the attributes: the content begins on a multiple of 16. */
    assert_int_equal((first - 0xcb0000) % 16, 0);
    assert_int_equal(image[first + 3], 0x19);
    assert_int_equal(image[second + 3], 0x19);
    assert_int_equal(second % 4, 0);
    assert_int_equal(second + 4, 0xff8000);
    assert_int_equal(second + le(image, second, 3), SIZE);
}

static void loader_is_an_elf64_executable_with_one_segment(void **state)
{
    const uint8_t *image = *state;
    const uint64_t elf = 0xcb0094, segment = elf + 0x40;
    const uint64_t address = le(image, segment + 0x10, 8), size = le(image, segment + 0x20, 8);
    const uint64_t entry = le(image, elf + 0x18, 8);

    assert_memory_equal(image + elf, "\177ELF\2\1\1\0\0\0\0\0\0\0\0\0", 16);
    assert_int_equal(le(image, elf + 0x10, 2), 2);
    assert_int_equal(le(image, elf + 0x12, 2), 62);
    assert_int_equal(le(image, elf + 0x14, 4), 1);
    assert_int_equal(le(image, elf + 0x20, 8), 0x40);
    assert_int_equal(le(image, elf + 0x28, 8), 0);
    assert_int_equal(le(image, elf + 0x34, 2), 64);
    assert_int_equal(le(image, elf + 0x36, 2), 56);
    assert_int_equal(le(image, elf + 0x38, 2), 1);
    assert_int_equal(le(image, elf + 0x3c, 2), 0);

    assert_int_equal(le(image, segment, 4), 1);
    assert_int_equal(le(image, segment + 4, 4), 5);
    assert_int_equal(le(image, segment + 8, 8), 0);
    assert_int_equal(address, 0x100000);
    assert_int_equal(le(image, segment + 0x28, 8), size);
    assert_int_equal(address % le(image, segment + 0x30, 8), 0);
    assert_true(entry >= address && entry < address + size);
    assert_zero(image, elf + size, 0xff7fd8);
}

static void loader_prints_its_text_and_halts(void **state)
{
    static const char text[] = "tdxplore sample: there is nothing to boot here\r\n";
    const uint8_t *image = *state;
    const uint64_t code = 0xcb0094 + 0x78;

    assert_int_equal(le(image, code, 2), 0xfcfa);             /* cli; cld */
    assert_memory_equal(image + code + 2, "\x48\x8d\x35", 3); /* lea rsi, [rip + disp32] */
    assert_string_equal((const char *)image + code + 9 + le(image, code + 5, 4), text);
    assert_int_equal(image[code + 9], 0xb9); /* mov ecx, imm32 */
    assert_int_equal(le(image, code + 10, 4), strlen(text));
    assert_memory_equal(image + code + 14, "\x66\xba\xf8\x03", 4); /* mov dx, 0x3f8 */
    assert_memory_equal(image + code + 18, "\xf3\x6e\xf4\xeb\xfd", 5);
}

static void image_ends_with_the_vtf_signature_and_the_reset_vector(void **state)
{
    const uint8_t *image = *state;

    assert_memory_equal(image + SIZE - 0x14, "VTF", 4);
    assert_memory_equal(image + SIZE - 0x10, "\x90\x90\xe9", 3);
}

static void reset_vector_jumps_to_the_32_bit_stub(void **state)
{
    const uint8_t *image = *state;
    const uint64_t displacement = le(image, SIZE - 0x10 + 3, 4);
    const uint32_t target = (uint32_t)(0xfffffff7u + displacement);

    assert_int_equal(target, 0xffffff00u);
    assert_int_equal(image[target - BASE], 0xfa);
    assert_memory_equal(image + (target - BASE) + 1, "\x0f\x01\x15", 3);
}

static void reset_vector_in_real_mode_lands_on_a_jump_back_to_hlt(void **state)
{
    const uint8_t *image = *state;
    const uint16_t ip = (uint16_t)(0xfff5u + le(image, SIZE - 0x10 + 3, 2));
    const uint64_t landing = SIZE - 0x10000 + ip;

    assert_int_equal(image[landing], 0xeb);
    assert_int_equal(image[landing + 2 + (int8_t)image[landing + 1]], 0xf4);
}

static void stub_loads_flat_segments_from_its_gdt(void **state)
{
    const uint8_t *image = *state;
    const uint64_t stub = 0xffff00;
    const uint64_t gdtr = le(image, stub + 4, 4) - BASE;
    const uint64_t limit = le(image, gdtr, 2), gdt = le(image, gdtr + 2, 4) - BASE;
    const uint64_t code = le(image, stub + 0x0d, 2), data = le(image, stub + 0x11, 2);

    /* jmp code:next */
    assert_int_equal(image[stub + 8], 0xea);
    assert_int_equal(le(image, stub + 9, 4), BASE + stub + 0x0f);
    /* mov ax, data */
    assert_memory_equal(image + stub + 0x0f, "\x66\xb8", 2);

    assert_true(code + 7 <= limit && data + 7 <= limit);
    assert_int_equal(le(image, gdt, 8), 0);
    assert_int_equal(le(image, gdt + code, 8), UINT64_C(0x00cf9b000000ffff));
    assert_int_equal(le(image, gdt + data, 8), UINT64_C(0x00cf93000000ffff));
}

static void stub_reads_the_sec_core_information_and_halts(void **state)
{
    const uint8_t *image = *state;
    const uint64_t at = 0xffff00 + 0x1d;

    assert_memory_equal(image + at, "\x8b\x3d", 2); /* mov edi, [base] */
    assert_int_equal(le(image, at + 2, 4), 0xffffffb0u);
    assert_memory_equal(image + at + 6, "\x8b\x1d", 2); /* mov ebx, [size] */
    assert_int_equal(le(image, at + 8, 4), 0xffffffb4u);
    assert_memory_equal(image + at + 12, "\x8b\x35", 2); /* mov esi, [entry point] */
    assert_int_equal(le(image, at + 14, 4), 0xffffffacu);
    assert_memory_equal(image + at + 18, "\x01\xfe\xf4\xeb\xfd", 5);
}

static void mailbox_is_empty_but_for_the_invalid_apic_id(void **state)
{
    const uint8_t *image = *state;

    assert_zero(image, 0x40000, 0x40004);
    assert_int_equal(le(image, 0x40004, 4), 0xffffffffu);
    assert_zero(image, 0x40008, 0x41000);
}

static void stack_heap_free_and_payload_regions_are_zero(void **state)
{
    assert_zero(*state, 0x41000, 0xcaf000);
}

static void reset_vector_region_is_zero_before_its_code(void **state)
{
    assert_zero(*state, 0xff8000, 0xfffec0);
}

/* Every writer that is handed a bad range must die before it writes, so each runs in a child. */
static void assert_aborts(uint64_t offset, unsigned width)
{
    const pid_t child = fork();
    int status;

    assert_true(child >= 0);
    if (child == 0) {
        uint8_t bytes[32] = {0};
        const struct sample_image image = {bytes, {8, 16}};

        signal(SIGABRT, SIG_DFL);
        sample_put_uint(&image, offset, width, 1);
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), SIGABRT);
}

static void writers_refuse_what_lies_outside_of_their_window(void **state)
{
    (void)state;
    assert_aborts(7, 1);
    assert_aborts(24, 1);
    assert_aborts(21, 4);
    assert_aborts(UINT64_MAX, 2);
    assert_aborts(8, 0);
    assert_aborts(8, 9);
}

static void writers_store_little_endian_up_to_the_edge_of_their_window(void **state)
{
    static const uint8_t expected[12] = {0, 0, 0x33, 0x22, 0x11, 0x88, 0x77, 0x66, 0x55, 0, 0, 0};
    uint8_t bytes[12] = {0};
    const struct sample_image image = {bytes, {2, 7}};

    (void)state;
    sample_put_u24(&image, 2, 0x112233);
    sample_put_u32(&image, 5, 0x55667788);
    assert_memory_equal(bytes, expected, sizeof bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sample_is_16_mib),
        cmocka_unit_test(two_builds_give_the_same_bytes),
        cmocka_unit_test(sample_has_the_pinned_sha256),
        cmocka_unit_test(guided_table_leads_to_the_descriptor),
        cmocka_unit_test(legacy_dword_says_the_same_as_the_guided_table),
        cmocka_unit_test(sec_core_information_stands_right_before_the_table),
        cmocka_unit_test(metadata_guid_precedes_the_descriptor),
        cmocka_unit_test(descriptor_counts_eight_sections),
        cmocka_unit_test(sections_are_those_of_td_shim_for_a_linux_payload),
        cmocka_unit_test(sections_do_not_overlap_in_guest_memory),
        cmocka_unit_test(section_bytes_lie_at_the_gpa_of_a_bios_mapping),
        cmocka_unit_test(configuration_volume_holds_the_trust_anchor_file_alone),
        cmocka_unit_test(trust_anchor_names_sha384_and_a_made_up_hash),
        cmocka_unit_test(ipl_volume_holds_the_loader_and_the_reset_vector),
        cmocka_unit_test(loader_file_is_one_pe32_section),
        cmocka_unit_test(reset_vector_file_is_two_raw_sections_of_which_the_second_is_the_region),
        cmocka_unit_test(loader_is_an_elf64_executable_with_one_segment),
        cmocka_unit_test(loader_prints_its_text_and_halts),
        cmocka_unit_test(image_ends_with_the_vtf_signature_and_the_reset_vector),
        cmocka_unit_test(reset_vector_jumps_to_the_32_bit_stub),
        cmocka_unit_test(reset_vector_in_real_mode_lands_on_a_jump_back_to_hlt),
        cmocka_unit_test(stub_loads_flat_segments_from_its_gdt),
        cmocka_unit_test(stub_reads_the_sec_core_information_and_halts),
        cmocka_unit_test(mailbox_is_empty_but_for_the_invalid_apic_id),
        cmocka_unit_test(stack_heap_free_and_payload_regions_are_zero),
        cmocka_unit_test(reset_vector_region_is_zero_before_its_code),
        cmocka_unit_test(writers_refuse_what_lies_outside_of_their_window),
        cmocka_unit_test(writers_store_little_endian_up_to_the_edge_of_their_window),
    };

    return cmocka_run_group_tests(tests, build, discard);
}
