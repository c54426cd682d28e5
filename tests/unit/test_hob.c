/* Hand-off blocks: lists in files and in TD_HOB sections, every kind of block, and lists that cannot be. */
#include "support.h"

#include <stdlib.h>
#include <string.h>

#include "format/hob.h"

/* A list that is being written. */
struct list {
    uint8_t bytes[0x400];
    size_t used;
};

static const struct tdxp_guid payload_info =
    TDXP_GUID(0xb96fa412, 0x461f, 0x4be3, 0x8c, 0x0d, 0xad, 0x80, 0x5a, 0x49, 0x7a, 0xc0);
static const struct tdxp_guid acpi_table =
    TDXP_GUID(0x6a0c5870, 0xd4ed, 0x44f4, 0xa1, 0x35, 0xdd, 0x23, 0x8b, 0x6f, 0x0c, 0x8d);
static const struct tdxp_guid e820_table =
    TDXP_GUID(0x8f8072ea, 0x3486, 0x4b47, 0x86, 0xa7, 0x23, 0x53, 0xb8, 0x8a, 0x87, 0x73);
static const struct tdxp_guid module =
    TDXP_GUID(0xf8e21975, 0x0899, 0x4f58, 0xa4, 0xbe, 0x55, 0x25, 0xa9, 0xc6, 0xd7, 0x7a);

/* Append a block of length bytes, zeros behind its header. Returns where it begins. */
static uint8_t *add(struct list *list, uint16_t type, uint16_t length)
{
    uint8_t *at = list->bytes + list->used;

    memset(at, 0, length);
    put_uint(at, 2, type);
    put_uint(at + 2, 2, length);
    list->used += ((size_t)length + 7) / 8 * 8;
    return at;
}

static struct list begin(void)
{
    struct list list = {.used = 0};

    put_uint(add(&list, HOB_HANDOFF, 56) + 8, 4, 9);
    return list;
}

static void add_resource(struct list *list, uint32_t type, uint64_t start, uint64_t length)
{
    uint8_t *at = add(list, HOB_RESOURCE_DESCRIPTOR, 48);

    put_uint(at + 24, 4, type);
    put_uint(at + 28, 4, 7);
    put_uint(at + 32, 8, start);
    put_uint(at + 40, 8, length);
}

static uint8_t *add_guid(struct list *list, const struct tdxp_guid *guid, uint16_t data)
{
    uint8_t *at = add(list, HOB_GUID_EXTENSION, (uint16_t)(24 + data));

    memcpy(at + 8, guid->bytes, 16);
    return at + 24;
}

static struct decoded decode_list(const struct list *list)
{
    return decode_copy(list->bytes, list->used);
}

static struct decoded decode_ended(struct list *list)
{
    add(list, HOB_END, 8);
    return decode_list(list);
}

/* ---- lists ---- */

static void file_that_begins_with_a_hand_off_table_is_a_list(void **state)
{
    struct list list = begin();
    struct decoded d;

    (void)state;
    add_resource(&list, 0, 0, 0x80000000);
    add_resource(&list, 7, UINT64_C(0x100000000), 0x40000000);
    d = decode_ended(&list);
    assert_range(&d, "hob-list", 0, 56 + 48 + 48 + 8);
    assert_string_equal(node_at(&d, "hob-list")->note, "4 blocks");
    assert_marks(&d, "hob-list", 0);
    assert_string_equal(node_at(&d, "hob-list/hob[0]")->name, "EFI_HOB_TYPE_HANDOFF");
    assert_value(&d, "hob-list/hob[0]/Header/HobType", "1 (EFI_HOB_TYPE_HANDOFF)");
    assert_value(&d, "hob-list/hob[0]/Version", "9");
    assert_value(&d, "hob-list/hob[0]/BootMode", "0 (BOOT_WITH_FULL_CONFIGURATION)");
    assert_value(&d, "hob-list/hob[1]/ResourceType", "0 (EFI_RESOURCE_SYSTEM_MEMORY)");
    assert_value(&d, "hob-list/hob[1]/ResourceAttribute", "0x7 (PRESENT | INITIALIZED | TESTED)");
    assert_string_equal(node_at(&d, "hob-list/hob[1]")->note, "memory at 0x0, 2.0 GiB");
    assert_leads_to_gpa(&d, "hob-list/hob[2]/PhysicalStart", UINT64_C(0x100000000), 0x40000000);
    assert_int_equal(node_at(&d, "hob-list/hob[2]")->gpa_size, 0x40000000);
    assert_string_equal(node_at(&d, "hob-list/hob[3]")->name, "EFI_HOB_TYPE_END_OF_HOB_LIST");
    assert_sound(&d);
    decoded_free(&d);
}

static void what_follows_the_end_is_not_of_the_list(void **state)
{
    struct list list = begin();
    struct decoded d;

    (void)state;
    add(&list, HOB_END, 8);
    add_resource(&list, 0, 0, 0x1000);
    d = decode_list(&list);
    assert_range(&d, "hob-list", 0, 64);
    assert_no_node(&d, "hob-list/hob[2]");
    node_at(&d, "unclaimed/0x40");
    decoded_free(&d);
}

static void other_files_are_no_lists(void **state)
{
    static const size_t places[] = {0, 2, 4, 8};

    (void)state;
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        struct list list = begin();
        struct decoded d;

        list.bytes[places[i]] ^= 0x40;
        d = decode_ended(&list);
        assert_no_node(&d, "hob-list");
        decoded_free(&d);
    }
}

static struct decoded decode_in_section(uint64_t end)
{
    const struct plan_section sections[] = {
        {0x8000, 0x8000, PLAN_GPA + 0x8000, 0x8000, TDXP_SECTION_BFV, TDXP_ATTRIBUTE_MR_EXTEND},
        {0x2000, 0x1000, 0x809000, 0x2000, TDXP_SECTION_TD_HOB, 0},
        {0x2000, 0x1000, 0x80b000, 0x2000, TDXP_SECTION_TD_HOB, 0},
    };
    struct plan plan = plan_default();
    struct list list = begin();
    uint8_t *bytes;

    put_uint(list.bytes + 48, 8, end);
    add(&list, HOB_END, 8);
    plan.sections = sections;
    plan.section_count = 3;
    bytes = plan_bytes(&plan);
    memcpy(bytes + 0x2000, list.bytes, list.used);
    return decode_taken(bytes, PLAN_SIZE);
}

static void list_in_a_section_has_to_end_where_it_says(void **state)
{
    struct decoded d = decode_in_section(0x809040);

    (void)state;
    assert_range(&d, "contents/section[1]/hob-list", 0x2000, 64);
    assert_marks(&d, "contents/section[1]/hob-list/hob[0]/EfiEndOfHobList", 0);
    assert_no_node(&d, "contents/section[2]/hob-list");
    assert_marks(&d, "contents/section[2]", TDXP_MARK_LIMIT);
    assert_no_node(&d, "hob-list");
    decoded_free(&d);
    d = decode_in_section(0x809048);
    assert_marks(&d, "contents/section[1]/hob-list/hob[0]/EfiEndOfHobList", TDXP_MARK_INVALID);
    decoded_free(&d);
}

/* ---- blocks ---- */

static void allocation_names_its_memory(void **state)
{
    struct list list = begin();
    uint8_t *at = add(&list, HOB_MEMORY_ALLOCATION, 48);
    struct decoded d;

    (void)state;
    put_uint(at + 24, 8, 0x1000);
    put_uint(at + 32, 8, 0x2000);
    put_uint(at + 40, 4, 4);
    at = add(&list, HOB_MEMORY_ALLOCATION, 72);
    memcpy(at + 8, module.bytes, 16);
    put_uint(at + 64, 8, 0x123456);
    d = decode_ended(&list);
    assert_leads_to_gpa(&d, "hob-list/hob[1]/MemoryBaseAddress", 0x1000, 0x2000);
    assert_value(&d, "hob-list/hob[1]/MemoryType", "4 (EfiBootServicesData)");
    assert_no_node(&d, "hob-list/hob[1]/EntryPoint");
    assert_string_equal(node_at(&d, "hob-list/hob[2]")->note, "loaded module");
    assert_leads_to_gpa(&d, "hob-list/hob[2]/EntryPoint", 0x123456, 1);
    assert_sound(&d);
    decoded_free(&d);
}

static void volumes_capsules_and_processors_are_decoded(void **state)
{
    struct list list = begin();
    struct decoded d;

    (void)state;
    put_uint(add(&list, HOB_FV, 24) + 8, 8, 0xff000000);
    put_uint(list.bytes + list.used - 8, 8, 0x40000);
    put_uint(add(&list, HOB_FV2, 56) + 16, 8, 0x1000);
    put_uint(add(&list, HOB_FV3, 64) + 28, 1, 1);
    put_uint(add(&list, HOB_UEFI_CAPSULE, 24) + 8, 8, 0x5000);
    put_uint(add(&list, HOB_CPU, 16) + 8, 2, 0x1034);
    add(&list, HOB_MEMORY_POOL, 16);
    add(&list, HOB_UNUSED, 8);
    d = decode_ended(&list);
    assert_leads_to_gpa(&d, "hob-list/hob[1]/BaseAddress", 0xff000000, 0x40000);
    assert_string_equal(node_at(&d, "hob-list/hob[1]")->note, "0xff000000, 256.0 KiB");
    assert_range(&d, "hob-list/hob[2]/FileName", 56 + 24 + 40, 16);
    assert_number(&d, "hob-list/hob[3]/ExtractedFv", 1);
    assert_range(&d, "hob-list/hob[3]/FvName", 56 + 24 + 56 + 32, 16);
    assert_number(&d, "hob-list/hob[4]/BaseAddress", 0x5000);
    assert_value(&d, "hob-list/hob[5]/SizeOfMemorySpace", "52");
    assert_value(&d, "hob-list/hob[5]/SizeOfIoSpace", "16");
    assert_range(&d, "hob-list/hob[6]/data", 56 + 24 + 56 + 64 + 24 + 16 + 8, 8);
    assert_marks(&d, "hob-list/hob[7]", 0);
    assert_marks(&d, "hob-list", 0);
    assert_sound(&d);
    decoded_free(&d);
}

static void kind_of_payload_is_read_in_both_layouts(void **state)
{
    struct list list = begin();
    uint8_t *data = add_guid(&list, &payload_info, 16);
    struct decoded d;

    (void)state;
    put_uint(data, 4, 1);
    put_uint(data + 8, 8, 0x1000200);
    data = add_guid(&list, &payload_info, 12); /* as Cloud Hypervisor writes it */
    put_uint(data, 4, 2);
    put_uint(data + 4, 8, 0x2000000);
    add_guid(&list, &payload_info, 8);
    d = decode_ended(&list);
    assert_string_equal(node_at(&d, "hob-list/hob[1]")->note, "payload information");
    assert_value(&d, "hob-list/hob[1]/ImageType", "1 (PayloadImageTypeBzImage)");
    assert_leads_to_gpa(&d, "hob-list/hob[1]/Entrypoint", 0x1000200, 1);
    assert_marks(&d, "hob-list/hob[2]/Header/HobLength", TDXP_MARK_INVALID); /* 36 is no multiple of 8 */
    assert_leads_to_gpa(&d, "hob-list/hob[2]/Entrypoint", 0x2000000, 1);
    assert_marks(&d, "hob-list/hob[3]", TDXP_MARK_INVALID);
    assert_range(&d, "hob-list/hob[3]/data", 56 + 40 + 40 + 24, 8);
    assert_string_equal(node_at(&d, "hob-list/hob[4]")->name, "EFI_HOB_TYPE_END_OF_HOB_LIST");
    assert_sound(&d);
    decoded_free(&d);
}

static uint8_t *add_acpi(struct list *list, uint32_t length)
{
    uint8_t *table = add_guid(list, &acpi_table, 48);
    uint8_t sum = 0;

    memcpy(table, "AP\033C", 4);
    put_uint(table + 4, 4, length);
    table[40] = 0x55;
    for (int i = 0; i < 48; i++) {
        sum = (uint8_t)(sum + table[i]);
    }
    table[9] = (uint8_t)-sum;
    return table;
}

static void acpi_table_is_named_and_summed(void **state)
{
    struct list list = begin();
    struct decoded d;

    (void)state;
    add_acpi(&list, 44);
    add_acpi(&list, 44)[40]++;
    add_acpi(&list, 35);
    add_acpi(&list, 49);
    add_guid(&list, &acpi_table, 32);
    d = decode_ended(&list);
    assert_string_equal(node_at(&d, "hob-list/hob[1]")->note, "ACPI table AP\\x1bC");
    assert_range(&d, "hob-list/hob[1]/AcpiTable", 56 + 24, 44);
    assert_range(&d, "hob-list/hob[1]/AcpiTable/data", 56 + 24 + 36, 8);
    assert_marks(&d, "hob-list/hob[1]/AcpiTable/Checksum", 0);
    assert_marks(&d, "hob-list/hob[2]/AcpiTable/Checksum", TDXP_MARK_INVALID);
    assert_marks(&d, "hob-list/hob[3]/AcpiTable/Length", TDXP_MARK_INVALID);
    assert_marks(&d, "hob-list/hob[4]/AcpiTable/Length", TDXP_MARK_INVALID);
    assert_marks(&d, "hob-list/hob[5]", TDXP_MARK_INVALID);
    assert_sound(&d);
    decoded_free(&d);
}

static void memory_map_has_its_entries(void **state)
{
    struct list list = begin();
    uint8_t *data = add_guid(&list, &e820_table, 48);
    struct decoded d;

    (void)state;
    put_uint(data + 8, 8, 0xa0000);
    put_uint(data + 16, 4, 1);
    put_uint(data + 20, 8, 0x100000);
    put_uint(data + 28, 8, 0x1000);
    put_uint(data + 36, 4, 9);
    d = decode_ended(&list);
    assert_string_equal(node_at(&d, "hob-list/hob[1]")->note, "2 entries");
    assert_value(&d, "hob-list/hob[1]/E820Table[0]/Type", "1 (AddressRangeMemory)");
    assert_leads_to_gpa(&d, "hob-list/hob[1]/E820Table[1]/Address", 0x100000, 0x1000);
    assert_marks(&d, "hob-list/hob[1]/E820Table[1]/Type", TDXP_MARK_RESERVED);
    assert_range(&d, "hob-list/hob[1]/data", 56 + 24 + 40, 8);
    decoded_free(&d);
}

static void unknown_guids_and_types_show_their_bytes(void **state)
{
    static const struct tdxp_guid unknown = {.bytes = {1, 2, 3}};
    struct list list = begin();
    struct decoded d;

    (void)state;
    add_guid(&list, &unknown, 16);
    add(&list, 0x1234, 24);
    d = decode_ended(&list);
    assert_range(&d, "hob-list/hob[1]/data", 56 + 24, 16);
    assert_string_equal(node_at(&d, "hob-list/hob[2]")->name, "Unknown type");
    assert_marks(&d, "hob-list/hob[2]/Header/HobType", TDXP_MARK_RESERVED);
    assert_range(&d, "hob-list/hob[2]/data", 56 + 40 + 8, 16);
    assert_sound(&d);
    decoded_free(&d);
}

/* ---- what is wrong ---- */

static void list_without_an_end_is_marked(void **state)
{
    struct list list = begin();
    struct decoded d;

    (void)state;
    add_resource(&list, 0, 0, 0x1000);
    d = decode_list(&list);
    assert_marks(&d, "hob-list", TDXP_MARK_INVALID);
    assert_range(&d, "hob-list", 0, 104);
    decoded_free(&d);
    d = decode_copy(list.bytes, list.used - 1);
    assert_marks(&d, "hob-list/hob[1]", TDXP_MARK_TRUNCATED | TDXP_MARK_INVALID);
    assert_range(&d, "hob-list/hob[1]/data", 64, 39);
    assert_marks(&d, "hob-list", TDXP_MARK_INVALID);
    assert_sound(&d);
    decoded_free(&d);
}

static void length_that_leads_nowhere_ends_the_walk(void **state)
{
    static const uint16_t lengths[] = {0, 1, 7};

    (void)state;
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        struct list list = begin();
        uint8_t *at = add(&list, HOB_FV, 24);
        struct decoded d;

        put_uint(at + 2, 2, lengths[i]);
        d = decode_ended(&list);
        assert_marks(&d, "hob-list/hob[1]/Header/HobLength", TDXP_MARK_INVALID);
        assert_no_node(&d, "hob-list/hob[2]");
        assert_marks(&d, "hob-list", TDXP_MARK_INVALID);
        assert_range(&d, "hob-list", 0, 64);
        assert_sound(&d);
        decoded_free(&d);
    }
}

static void blocks_too_short_for_their_type_are_marked(void **state)
{
    static const uint16_t types[] = {
        HOB_MEMORY_ALLOCATION, HOB_RESOURCE_DESCRIPTOR, HOB_GUID_EXTENSION, HOB_FV, HOB_FV2, HOB_FV3, HOB_UEFI_CAPSULE};

    (void)state;
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        struct list list = begin();
        struct decoded d;

        add(&list, types[i], 16);
        d = decode_ended(&list);
        assert_marks(&d, "hob-list/hob[1]", TDXP_MARK_INVALID);
        assert_range(&d, "hob-list/hob[1]/data", 64, 8);
        assert_marks(&d, "hob-list", 0);
        assert_sound(&d);
        decoded_free(&d);
    }
}

static void values_that_cannot_be_are_marked(void **state)
{
    static const struct {
        const char *path;
        size_t at;
        unsigned width;
        uint64_t value;
        uint32_t marks;
    } faults[] = {
        {"hob-list/hob[0]/BootMode", 12, 4, 0x99, TDXP_MARK_RESERVED},
        {"hob-list/hob[1]/Header/Reserved", 60, 4, 1, TDXP_MARK_RESERVED},
        {"hob-list/hob[1]/ResourceType", 80, 4, 8, TDXP_MARK_RESERVED},
        {"hob-list/hob[1]/ResourceAttribute", 84, 4, 0x20000000, TDXP_MARK_RESERVED},
        {"hob-list/hob[1]/ResourceLength", 96, 8, UINT64_MAX, TDXP_MARK_INVALID},
        {"hob-list/hob[2]/Reserved", 119, 1, 1, TDXP_MARK_RESERVED},
    };

    (void)state;
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
        struct list list = begin();
        struct decoded d;

        add_resource(&list, 0, 0x1000, 0x1000);
        add(&list, HOB_CPU, 16);
        put_uint(list.bytes + faults[i].at, faults[i].width, faults[i].value);
        d = decode_ended(&list);
        assert_marks(&d, faults[i].path, faults[i].marks);
        assert_sound(&d);
        decoded_free(&d);
    }
}

static void decoder_stops_at_its_limit_and_says_so(void **state)
{
    enum { COUNT = 8192, SIZE = 56 + 8 * COUNT };
    struct list list = begin();
    uint8_t *bytes = malloc(SIZE);
    struct decoded d;

    (void)state;
    assert_non_null(bytes);
    memcpy(bytes, list.bytes, 56);
    for (size_t i = 0; i < COUNT; i++) {
        put_uint(bytes + 56 + 8 * i, 8, UINT64_C(0x8fffe)); /* unused, of 8 bytes */
    }
    d = decode_copy(bytes, SIZE - 8 * 1024);
    assert_marks(&d, "hob-list", TDXP_MARK_INVALID); /* only that it has no end */
    decoded_free(&d);
    free(bytes);
    bytes = calloc(1, 0x80000);
    assert_non_null(bytes);
    memcpy(bytes, list.bytes, 56);
    for (size_t at = 56; at + 48 <= 0x80000; at += 48) {
        put_uint(bytes + at, 8, UINT64_C(0x300003)); /* a resource, of 48 bytes */
    }
    d = decode_taken(bytes, 0x80000);
    assert_marks(&d, "hob-list", TDXP_MARK_LIMIT);
    assert_in_range(tdxp_tree_count(d.fw->tree), HOB_NODE_LIMIT, HOB_NODE_LIMIT + 1000);
    assert_sound(&d);
    decoded_free(&d);
}

static void any_bytes_changed_are_sound(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 300; seed++) {
        struct list list = begin();
        uint64_t rng = seed;
        struct decoded d;

        add_resource(&list, 0, 0x1000, 0x1000);
        add_guid(&list, &payload_info, 16);
        add_acpi(&list, 44);
        memset(add_guid(&list, &e820_table, 48), 0x11, 48);
        add(&list, HOB_MEMORY_ALLOCATION, 72);
        add(&list, HOB_FV3, 64);
        add(&list, HOB_END, 8);
        for (int i = 0; i < 4; i++) {
            size_t at = 12 + random_below(&rng, list.used - 12);

            list.bytes[at] = (uint8_t)(random_next(&rng) >> random_below(&rng, 8));
        }
        d = decode_copy(list.bytes, 16 + random_below(&rng, list.used - 15));
        assert_sound(&d);
        decoded_free(&d);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(file_that_begins_with_a_hand_off_table_is_a_list),
        cmocka_unit_test(what_follows_the_end_is_not_of_the_list),
        cmocka_unit_test(other_files_are_no_lists),
        cmocka_unit_test(list_in_a_section_has_to_end_where_it_says),
        cmocka_unit_test(allocation_names_its_memory),
        cmocka_unit_test(volumes_capsules_and_processors_are_decoded),
        cmocka_unit_test(kind_of_payload_is_read_in_both_layouts),
        cmocka_unit_test(acpi_table_is_named_and_summed),
        cmocka_unit_test(memory_map_has_its_entries),
        cmocka_unit_test(unknown_guids_and_types_show_their_bytes),
        cmocka_unit_test(list_without_an_end_is_marked),
        cmocka_unit_test(length_that_leads_nowhere_ends_the_walk),
        cmocka_unit_test(blocks_too_short_for_their_type_are_marked),
        cmocka_unit_test(values_that_cannot_be_are_marked),
        cmocka_unit_test(decoder_stops_at_its_limit_and_says_so),
        cmocka_unit_test(any_bytes_changed_are_sound),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
