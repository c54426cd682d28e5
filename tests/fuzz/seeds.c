/*
 * Writes what fuzzing begins with: small images of every kind that the decoders know, and a dictionary of the GUIDs and
 * signatures that they look for; and the same of keys that are typed (seeds_keys.c).
 *
 * usage: seeds DIRECTORY DICTIONARY KEY-DIRECTORY KEY-DICTIONARY
 */
#include <glob.h>
#include <stdlib.h>
#include <string.h>

#include "../unit/capsule.h"
#include "../unit/nv_image.h"
#include "../unit/parts.h"
#include "../unit/programs.h"
#include "../unit/support.h"
#include "seeds.h"
#include "tdxplore/gallery.h"
#include "tdxplore/guid.h"
#include "tdxplore/sample.h"

enum {
    SEED_MAX = 0x4000, /* bytes of a seed: small ones are changed and tried faster */
    PAGE = 0x1000,
    DESCRIPTOR = 0xcaf010, /* of the sample */
    TAIL = 0x2000,         /* of its end, with the table, the legacy offset and the reset vector */
};

void put_file(const char *directory, const char *name, const void *bytes, size_t size)
{
    char path[1024];
    FILE *file;

    snprintf(path, sizeof path, "%s/%s", directory, name);
    file = fopen(path, "wb");
    if (!file || fwrite(bytes, 1, size, file) != size || fclose(file) != 0) {
        perror(path);
        exit(EXIT_FAILURE);
    }
}

/* ---- images that are made small ---- */

static void put_plans(const char *directory)
{
    static const uint8_t data[8] = {4, 0xb0, 0x80, 0, 1, 0, 0, 0};
    static const struct plan_entry entries[] = {
        {TDXP_GUID(0xdc886566, 0x984a, 0x4798, 0xa7, 0x5e, 0x55, 0x85, 0xa7, 0xbf, 0x67, 0xcc), data, 4},
        {TDXP_GUID(0x7255371f, 0x3a3b, 0x4b04, 0x92, 0x7b, 0x1d, 0xa6, 0xef, 0xa8, 0xd4, 0x54), data, 8},
        {TDXP_GUID(0x00f771de, 0x1a7e, 0x4fcb, 0x89, 0x0e, 0x68, 0xc7, 0x7e, 0x2f, 0xb4, 0x4e), data, 4},
    };
    struct plan_section sections[24];
    struct plan plan = plan_default();
    uint8_t *bytes;

    bytes = plan_bytes(&plan);
    put_volume_header(bytes, 0x4000);
    put_volume_header(bytes + 0x8000, 0x6000);
    put_file(directory, "plan", bytes, plan.size);
    free(bytes);
    for (uint32_t i = 0; i < 24; i++) {
        sections[i] = (struct plan_section){i * 0x100, 0x180, 0x100000 + i * UINT64_C(0x800), 0x1000, i % 10, i};
    }
    plan.size = 0x2000;
    plan.descriptor = 0x1800;
    plan.sections = sections;
    plan.section_count = 24;
    plan.entries = entries;
    plan.entry_count = sizeof entries / sizeof entries[0];
    bytes = plan_bytes(&plan);
    put_file(directory, "plan-overlaps", bytes, plan.size);
    free(bytes);
    plan.no_table = plan.no_legacy = true;
    bytes = plan_bytes(&plan);
    put_file(directory, "plan-scan", bytes, plan.size);
    free(bytes);
}

static void put_capsules(const char *directory)
{
    struct plan plan = plan_default();
    uint8_t *image;
    struct capsule_plan capsule;
    size_t size;
    size_t start;
    uint8_t *bytes;

    plan.size = 0x1000;
    plan.descriptor = 0xc00;
    image = plan_bytes(&plan);
    capsule = capsule_full(image, plan.size);
    bytes = capsule_bytes(&capsule, &size, &start);
    put_file(directory, "capsule-fmp", bytes, size);
    free(bytes);
    capsule.fmp = false;
    bytes = capsule_bytes(&capsule, &size, &start);
    put_file(directory, "capsule", bytes, size);
    free(bytes);
    free(image);
}

static void put_part(const char *directory, const char *name, struct part part)
{
    put_file(directory, name, part.data, part.size);
    free(part.data);
}

/* Volumes with a section of every kind of compression, one in another, and what stands in a file of a driver. */
static void put_packed(const char *directory)
{
    static const uint8_t depex[] = {0x02, 1,  2,  3,  4,  5,  6,  7,  8,
                                    9,    10, 11, 12, 13, 14, 15, 16, 0x08}; /* PUSH GUID, END */
    struct part file;

    file = part_file(&part_guid_nobody, 0x07,
                     part_join(part_section(0x13, part_of(depex, sizeof depex)), part_ui("Driver")));
    put_part(directory, "volume-driver", part_volume(&file, 1));
    file = part_file(&part_guid_dxe_apriori, 0x02, part_section(0x19, part_random(32)));
    put_part(directory, "volume-apriori", part_volume(&file, 1));
    file = part_file(&part_guid_nobody, 0x07, part_guided(&part_guid_crc32, 2, part_random(4), part_ui("Summed")));
    put_part(directory, "volume-crc32", part_volume(&file, 1));
    file = part_file(&part_guid_nobody, 0x07,
                     part_guided(&part_guid_gzip, 1, part_of(NULL, 0), part_gzip(part_ui("gzip"))));
    put_part(directory, "volume-gzip", part_volume(&file, 1));
    file =
        part_file(&part_guid_nobody, 0x07,
                  part_guided(&part_guid_lzma_x86, 1, part_of(NULL, 0), part_lzma_x86(part_ui("LZMA for x86 code"))));
    put_part(directory, "volume-lzma-x86", part_volume(&file, 1));
    put_part(directory, "volume-lzma",
             part_packed_volume(part_section(0x17, part_packed_volume(part_ui("in a volume")))));
    put_part(directory, "volume-bomb", part_packed_volume(part_filled(0, 1 << 22)));
}

static void put_programs(const char *directory)
{
    for (const struct program_sample *sample = program_samples; sample->name; sample++) {
        uint8_t bytes[PROGRAM_ROOM] = {0};
        size_t size = sample->make(bytes);
        size_t image_size;
        uint8_t *image = image_with_program(bytes, size, 0x10, &image_size);
        char name[64];

        put_file(directory, sample->name, bytes, size);
        snprintf(name, sizeof name, "volume-%s", sample->name);
        put_file(directory, name, image, image_size < SEED_MAX ? image_size : SEED_MAX);
        free(image);
    }
}

static void put_variables(const char *directory)
{
    static const char *const entries[] = {"O", "Organisation", "CN", "Name", NULL};
    struct nv_image image = nv_new(0x2000, 0x1000);
    uint8_t list[0x800];
    size_t length;
    uint8_t *der = nv_certificate(entries, &length);

    nv_add(&image, "BootOrder", &nv_global, NV_ADDED, "\1\0\2", 4);
    nv_add(&image, "Gone", &nv_nobody, NV_DELETED, "value", 6);
    nv_add(&image, "db", &nv_database, NV_ADDED, list, nv_put_list(list, &nv_type_x509, der, length));
    nv_put_ftw(&image, NV_STORE + 0x1000, 0x800);
    put_file(directory, "variables", image.bytes, image.size);
    free(image.bytes);
    free(der);
}

/* A list of hand-off blocks of each type; an IGVM file with a header of a platform; a signed payload. */
static void put_small_files(const char *directory)
{
    static const struct tdxp_guid signed_guid =
        TDXP_GUID(0xfcf2d558, 0x9df5, 0x4f4d, 0xb0, 0xd7, 0x3e, 0x4b, 0x79, 0x8a, 0xb0, 0x66);
    static const uint16_t types[] = {2, 3, 4, 5, 6, 7, 9, 0xa, 0xb, 0xc, 0xfffe, 0xffff};
    uint8_t hobs[56 + 12 * 80] = {1, 0, 56, 0, 0, 0, 0, 0, 9};
    uint8_t igvm[0x80] = "IGVM";
    uint8_t payload[0x200] = {0};

    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        put_uint(hobs + 56 + 80 * i, 2, types[i]);
        put_uint(hobs + 58 + 80 * i, 2, 80);
    }
    put_file(directory, "hob-list", hobs, sizeof hobs);
    put_uint(igvm + 4, 4, 1);
    put_uint(igvm + 8, 4, 24);
    put_uint(igvm + 12, 4, 40);
    put_uint(igvm + 16, 4, sizeof igvm);
    put_uint(igvm + 24, 4, 1);
    put_uint(igvm + 28, 4, 32);
    put_file(directory, "igvm", igvm, sizeof igvm);
    memcpy(payload, signed_guid.bytes, sizeof signed_guid.bytes);
    put_uint(payload + 16, 4, 1);
    put_uint(payload + 20, 4, 0x100);
    put_uint(payload + 40, 4, 1);
    put_file(directory, "signed-payload", payload, sizeof payload);
}

/* ---- the sample, and images made of it ---- */

/* Where a dword of the tail holds one value, let it hold the other. */
static void replace(uint8_t *bytes, size_t size, uint32_t from, uint32_t to)
{
    for (size_t at = size - 0x100; at + 4 <= size; at++) {
        const struct tdxp_bytes view = {bytes, size};
        uint32_t value;

        if (tdxp_read_u32(&view, at, &value) && value == from) {
            put_uint(bytes + at, 4, to);
        }
    }
}

/* The page of the descriptor and the end, with the ways that lead to it still leading there. */
static void put_compact(const char *directory, const char *name, const uint8_t *bytes, size_t size)
{
    uint8_t compact[PAGE + TAIL];

    memcpy(compact, bytes + DESCRIPTOR / PAGE * PAGE, PAGE);
    memcpy(compact + PAGE, bytes + size - TAIL, TAIL);
    replace(compact, sizeof compact, (uint32_t)(size - DESCRIPTOR), sizeof compact - DESCRIPTOR % PAGE);
    replace(compact, sizeof compact, DESCRIPTOR, DESCRIPTOR % PAGE);
    put_file(directory, name, compact, sizeof compact);
}

static void put_sample(const char *directory)
{
    uint8_t *bytes = sample_bytes();

    put_compact(directory, "sample", bytes, TDXP_SAMPLE_SIZE);
    put_file(directory, "sample-tail", bytes + TDXP_SAMPLE_SIZE - SEED_MAX, SEED_MAX);
    put_file(directory, "sample-cfv", bytes, PAGE);
    put_file(directory, "sample-ipl", bytes + 0xcb0000, 4 * PAGE);
    free(bytes);
}

static void put_gallery(const char *directory)
{
    size_t count;
    const struct tdxp_gallery_image *images = tdxp_gallery(&count);

    for (size_t i = 0; i < count; i++) {
        struct tdxp_error err;
        uint64_t size;
        uint8_t *bytes = tdxp_gallery_build(&images[i], &size, &err);

        if (bytes && size == TDXP_SAMPLE_SIZE) {
            put_compact(directory, images[i].name, bytes, (size_t)size);
        }
        free(bytes);
    }
}

/* ---- real images, where they are at hand ---- */

static void put_real(const char *directory)
{
    glob_t found;

    if (glob("/usr/share/OVMF/*.fd", 0, NULL, &found) != 0) {
        return;
    }
    for (size_t i = 0; i < found.gl_pathc; i++) {
        const char *base = strrchr(found.gl_pathv[i], '/') + 1;
        size_t size;
        uint8_t *bytes = file_bytes(found.gl_pathv[i], &size);
        char name[256];

        if (bytes && size > SEED_MAX) {
            snprintf(name, sizeof name, "%s-head", base);
            put_file(directory, name, bytes, SEED_MAX);
            snprintf(name, sizeof name, "%s-tail", base);
            put_file(directory, name, bytes + size - SEED_MAX, SEED_MAX);
        }
        free(bytes);
    }
    globfree(&found);
}

/* ---- the dictionary ---- */

FILE *dictionary_begin(const char *path)
{
    FILE *out = fopen(path, "w");

    if (!out) {
        perror(path);
        exit(EXIT_FAILURE);
    }
    return out;
}

void dictionary_put(FILE *out, const void *bytes, size_t size)
{
    fputc('"', out);
    for (size_t i = 0; i < size; i++) {
        fprintf(out, "\\x%02x", ((const uint8_t *)bytes)[i]);
    }
    fputs("\"\n", out);
}

void dictionary_end(FILE *out, const char *path)
{
    if (fclose(out) != 0) {
        perror(path);
        exit(EXIT_FAILURE);
    }
}

static void put_dictionary(const char *path)
{
    static const struct tdxp_guid guids[] = {
#define GUID_NAME(a, b, c, d0, d1, d2, d3, d4, d5, d6, d7, name, summary, source) \
    TDXP_GUID(a, b, c, d0, d1, d2, d3, d4, d5, d6, d7),
#include "model/guids.def"
#undef GUID_NAME
    };
    static const char *const words[] = {"TDVF", "_FVH", "ASEV", "_NRX", "IGVM", "MSS1", "MZ", "PE", "\177ELF"};
    FILE *out = dictionary_begin(path);

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        dictionary_put(out, words[i], strlen(words[i]));
    }
    for (size_t i = 0; i < sizeof guids / sizeof guids[0]; i++) {
        dictionary_put(out, guids[i].bytes, sizeof guids[i].bytes);
    }
    dictionary_end(out, path);
}

int main(int argc, char **argv)
{
    if (argc != 5) {
        fputs("usage: seeds DIRECTORY DICTIONARY KEY-DIRECTORY KEY-DICTIONARY\n", stderr);
        return EXIT_FAILURE;
    }
    put_plans(argv[1]);
    put_capsules(argv[1]);
    put_packed(argv[1]);
    put_programs(argv[1]);
    put_variables(argv[1]);
    put_small_files(argv[1]);
    put_sample(argv[1]);
    put_gallery(argv[1]);
    put_real(argv[1]);
    put_dictionary(argv[2]);
    put_sessions(argv[3]);
    put_typed_words(argv[4]);
    return EXIT_SUCCESS;
}
