/* Capsules made in memory. */
#include "capsule.h"

#include <stdlib.h>
#include <string.h>

#include "support.h"

static const struct tdxp_guid fmp_guid =
    TDXP_GUID(0x6dcbd5ed, 0xe82d, 0x4c44, 0xbd, 0xa1, 0x71, 0x94, 0x19, 0x9a, 0xd9, 0x2a);
static const struct tdxp_guid pkcs7_guid =
    TDXP_GUID(0x4aafd29d, 0x68df, 0x49ee, 0x8a, 0xa9, 0x34, 0x7d, 0x37, 0x56, 0x65, 0xa7);

struct capsule_plan capsule_full(const uint8_t *image, size_t size)
{
    return (struct capsule_plan){
        .image = image,
        .size = size,
        .fmp = true,
        .with_driver = true,
        .is_signed = true,
        .has_version = true,
        .vendor = 5,
    };
}

/* Writes the signature and returns how long it is. */
static size_t put_auth(uint8_t *at)
{
    put_uint(at, 8, 7);
    put_uint(at + 8, 4, 24 + CAPSULE_CERT);
    put_uint(at + 12, 2, 0x0200);
    put_uint(at + 14, 2, 0x0ef1);
    memcpy(at + 16, pkcs7_guid.bytes, 16);
    memset(at + 32, 0xce, CAPSULE_CERT);
    return 32 + CAPSULE_CERT;
}

static size_t put_payload_header(uint8_t *at)
{
    memcpy(at, "MSS1", 4);
    put_uint(at + 4, 4, 16);
    put_uint(at + 8, 4, 0x30002);
    put_uint(at + 12, 4, 0x30000);
    return 16;
}

/* Writes the payload with all its headers and returns how long it is; *image is where in it the image begins. */
static size_t put_payload(uint8_t *at, const struct capsule_plan *plan, size_t *image)
{
    uint32_t version = plan->version ? plan->version : 3;
    size_t header = version == 1 ? 32 : version == 2 ? 40 : 48;
    size_t end = header;

    put_uint(at, 4, version);
    memset(at + 4, 0x77, 16);
    at[20] = 1;
    put_uint(at + 28, 4, plan->vendor);
    if (version >= 3) {
        put_uint(at + 40, 8, plan->is_signed);
    }
    end += plan->is_signed ? put_auth(at + end) : 0;
    end += plan->has_version ? put_payload_header(at + end) : 0;
    *image = end;
    memcpy(at + end, plan->image, plan->size);
    end += plan->size;
    put_uint(at + 24, 4, end - header);
    memset(at + end, 0x5a, plan->vendor);
    return end + plan->vendor;
}

/* Writes what an FMP capsule carries and returns how long it is. */
static size_t put_fmp(uint8_t *at, const struct capsule_plan *plan, size_t *image)
{
    unsigned items = plan->with_driver ? 2 : 1;
    size_t end = 8 + 8 * (size_t)items;
    size_t payload;

    put_uint(at, 4, 1);
    put_uint(at + 4, 2, plan->with_driver);
    put_uint(at + 6, 2, 1);
    if (plan->with_driver) {
        put_uint(at + 8, 8, end);
        memset(at + end, 0xd4, CAPSULE_DRIVER);
        end += CAPSULE_DRIVER;
    }
    put_uint(at + 8 + 8 * (size_t)(items - 1), 8, end);
    payload = put_payload(at + end, plan, image);
    *image += end;
    return end + payload;
}

uint8_t *capsule_bytes(const struct capsule_plan *plan, size_t *size, size_t *image)
{
    enum { HEADERS_MAX = 0x400 };
    uint8_t *room = calloc(1, HEADERS_MAX + plan->size + plan->vendor + plan->behind);
    uint8_t *exact;

    assert_non_null(room);
    *image = 0;
    *size = CAPSULE_HEADER;
    if (plan->fmp) {
        memcpy(room, fmp_guid.bytes, 16);
        *size += put_fmp(room + CAPSULE_HEADER, plan, image);
    } else {
        memset(room, 0x33, 16);
        memcpy(room + CAPSULE_HEADER, plan->image, plan->size);
        *size += plan->size;
    }
    *image += CAPSULE_HEADER;
    put_uint(room + 16, 4, CAPSULE_HEADER);
    put_uint(room + 20, 4, 0x50000);
    put_uint(room + 24, 4, *size);
    *size += plan->behind;
    exact = exact_copy(room, *size);
    free(room);
    return exact;
}
