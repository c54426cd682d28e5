/* Comparing a launch digest with a value of somebody else: which launch gives it. */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "measure/snp_hasher.h"
#include "measure/snp_vmsa.h"

/* A launch that was found to give the value, in what it differs from the one asked about. */
struct found {
    struct tdxp_snp_options options;
    unsigned differences; /* how many; more than any launch has where none was found */
};

struct search {
    const struct tdxp_firmware *firmware;
    const struct tdxp_snp_options *asked;
    const uint8_t *expected;
    struct tdxp_measure_match *match;
    struct found found;
    EVP_MD_CTX *context;
    uint8_t firmware_digest[TDXP_SNP_DIGEST_SIZE];
    uint64_t left; /* bytes that may still be hashed */
    bool failed;
};

/* ---- how far a launch is from the one asked about ---- */

static bool has_signature(const struct tdxp_snp_options *options)
{
    return options->vcpus > 0 && snp_model_of(options->vmm)->rdx_is_signature;
}

static unsigned differences(const struct tdxp_snp_options *asked, const struct tdxp_snp_options *tried)
{
    return (unsigned)(tried->vmm != asked->vmm) + (tried->vcpus != asked->vcpus) +
           (tried->with_kernel != asked->with_kernel) +
           (tried->vcpus > 0 && tried->guest_features != asked->guest_features) +
           (has_signature(tried) && tried->cpu_signature != asked->cpu_signature);
}

static void compare(struct search *s, const struct tdxp_snp_options *tried,
                    const uint8_t digest[static TDXP_SNP_DIGEST_SIZE])
{
    unsigned far = differences(s->asked, tried);

    s->match->tried++;
    if (memcmp(digest, s->expected, TDXP_SNP_DIGEST_SIZE) == 0 && far < s->found.differences) {
        s->found = (struct found){*tried, far};
        s->match->found = true;
    }
}

/* No launch that is still to be tried can be nearer. */
static bool is_over(const struct search *s)
{
    return s->failed || s->found.differences == 0;
}

/* ---- the VMSA pages ---- */

/* Try all numbers of vCPUs behind what precedes them: before. eip is 0 where further ones have no address. */
static void try_vcpus(struct search *s, struct tdxp_snp_options tried, uint32_t eip,
                      const uint8_t before[static TDXP_SNP_DIGEST_SIZE])
{
    uint32_t most = s->asked->vcpus > TDXP_SNP_MATCH_VCPUS ? s->asked->vcpus : TDXP_SNP_MATCH_VCPUS;
    uint8_t digest[TDXP_SNP_DIGEST_SIZE];
    uint8_t contents[2][TDXP_SNP_DIGEST_SIZE];
    uint8_t page[TDXP_PAGE_SIZE];

    memcpy(digest, before, sizeof digest);
    snp_vmsa_first(&tried, page);
    s->failed = !snp_sha384(s->context, page, sizeof page, contents[0]) || s->failed;
    snp_vmsa_further(&tried, eip, page);
    s->failed = !snp_sha384(s->context, page, sizeof page, contents[1]) || s->failed;
    for (uint64_t n = 1; n <= (eip ? most : 1) && !is_over(s); n++) {
        if (s->left < TDXP_SNP_RECORD_SIZE) {
            s->match->all_tried = false;
            break;
        }
        s->left -= TDXP_SNP_RECORD_SIZE;
        s->failed = !snp_extend(s->context, digest, TDXP_SNP_VMSA, TDXP_SNP_VMSA_GPA, contents[n > 1]);
        tried.vcpus = (uint32_t)n;
        compare(s, &tried, digest);
    }
}

/* The signature asked about, then each of the types; false past the last. */
static bool nth_signature(const struct search *s, unsigned n, uint32_t *signature)
{
    *signature = n == 0 ? s->asked->cpu_signature : tdxp_snp_cpu(n - 1)->signature;
    return n == 0 || *signature != s->asked->cpu_signature;
}

/* A type that has the signature of one before it makes no new launch. */
static bool is_first_of_signature(unsigned n)
{
    return n == 0 || tdxp_snp_cpu_of(tdxp_snp_cpu(n - 1)->signature) == tdxp_snp_cpu(n - 1);
}

static void try_signatures(struct search *s, struct tdxp_snp_options tried, uint32_t eip,
                           const uint8_t before[static TDXP_SNP_DIGEST_SIZE])
{
    bool matters = snp_model_of(tried.vmm)->rdx_is_signature;

    for (unsigned n = 0; !is_over(s) && (n == 0 || (matters && tdxp_snp_cpu(n - 1))); n++) {
        if (is_first_of_signature(n) && nth_signature(s, n, &tried.cpu_signature)) {
            try_vcpus(s, tried, eip, before);
        }
    }
}

/* What the guest has for SEV_FEATURES by default: SNP alone, or DebugSwap besides. */
static const uint64_t usual_features[] = {0x1, 0x21};

static void try_features(struct search *s, struct tdxp_snp_options tried, uint32_t eip,
                         const uint8_t before[static TDXP_SNP_DIGEST_SIZE])
{
    try_signatures(s, tried, eip, before);
    for (size_t i = 0; i < sizeof usual_features / sizeof usual_features[0]; i++) {
        if (usual_features[i] != s->asked->guest_features) {
            tried.guest_features = usual_features[i];
            try_signatures(s, tried, eip, before);
        }
    }
}

/* ---- what precedes them ---- */

/* Hash the pages before the VMSA pages into *digest. False where no launch comes to them, or the limit keeps from it. */
static bool hash_before(struct search *s, const struct tdxp_snp_options *options, uint32_t *eip,
                        uint8_t digest[static TDXP_SNP_DIGEST_SIZE])
{
    struct refusal refusal = {.refused = false};
    struct snp_hasher hasher = {.plan = NULL};
    struct snp_plan plan;
    bool planned = snp_plan_open(&plan, s->firmware, options, &refusal);
    bool fits = planned && !refusal.final && plan.total <= s->left;
    bool hashed = fits && snp_hasher_open(&hasher, &plan) && !snp_hasher_step(&hasher, UINT64_MAX) && hasher.finished;

    if (planned && plan.total > s->left) {
        s->match->all_tried = false;
    }
    if (fits) {
        s->left -= plan.total;
    }
    s->failed = s->failed || !planned || (fits && !hashed);
    if (hashed) {
        memcpy(digest, hasher.digest, TDXP_SNP_DIGEST_SIZE);
        *eip = plan.has_reset ? plan.reset_eip : 0;
    }
    snp_hasher_close(&hasher);
    snp_plan_close(&plan);
    return hashed;
}

static void try_launches(struct search *s, enum tdxp_snp_vmm vmm, bool with_kernel)
{
    struct tdxp_snp_options tried = *s->asked;
    uint8_t before[TDXP_SNP_DIGEST_SIZE];
    uint32_t eip = 0;

    tried.vmm = vmm;
    tried.with_kernel = with_kernel;
    tried.vcpus = 0;
    tried.firmware_digest = s->firmware_digest;
    if (!hash_before(s, &tried, &eip, before)) {
        return;
    }
    compare(s, &tried, before);
    try_features(s, tried, eip, before);
}

/* The digest of the firmware's pages, which all launches begin with. False where there is none. */
static bool hash_firmware(struct search *s)
{
    struct tdxp_snp_options alone = *s->asked;
    struct tdxp_firmware without = *s->firmware;
    const struct tdxp_firmware *all = s->firmware;
    uint32_t eip;
    bool hashed;

    alone.vcpus = 0;
    alone.with_kernel = false;
    without.sev = NULL;
    s->firmware = &without;
    hashed = hash_before(s, &alone, &eip, s->firmware_digest);
    s->firmware = all;
    return hashed;
}

/* ---- in words ---- */

struct words {
    char *text;
    size_t size, used;
};

__attribute__((format(printf, 2, 3))) static void say(struct words *words, const char *format, ...)
{
    size_t used = words->used;
    va_list args;

    if (used > 0) {
        used += (size_t)snprintf(words->text + used, words->size - used, "; ");
    }
    va_start(args, format);
    used += (size_t)vsnprintf(words->text + used, words->size - used, format, args);
    va_end(args);
    words->used = used;
}

static void describe(const struct tdxp_snp_options *asked, const struct tdxp_snp_options *found,
                     struct tdxp_measure_match *match)
{
    struct words words = {match->text, sizeof match->text, 0};
    const struct tdxp_snp_cpu *cpu = tdxp_snp_cpu_of(found->cpu_signature);

    if (found->vmm != asked->vmm) {
        say(&words, "the VMM is %s (%s)", tdxp_snp_vmm_name(found->vmm), tdxp_snp_vmm_key(found->vmm));
    }
    if (found->vcpus == 0 && asked->vcpus > 0) {
        say(&words, "it ends before the VMSA pages (no vCPU)");
    } else if (found->vcpus != asked->vcpus) {
        say(&words, "there %s %" PRIu32 " vCPU%s", found->vcpus == 1 ? "is" : "are", found->vcpus,
            found->vcpus == 1 ? "" : "s");
    }
    if (has_signature(found) && found->cpu_signature != asked->cpu_signature) {
        say(&words, "the vCPUs have the signature 0x%" PRIx32 "%s%s", found->cpu_signature, cpu ? ", that of " : "",
            cpu ? cpu->name : "");
    }
    if (found->vcpus > 0 && found->guest_features != asked->guest_features) {
        say(&words, "the guest features are 0x%" PRIx64, found->guest_features);
    }
    if (found->with_kernel != asked->with_kernel) {
        say(&words, "the hashes of the kernel are not in it");
    }
}

bool tdxp_snp_match(const struct tdxp_firmware *firmware, const struct tdxp_snp_options *options,
                    const uint8_t expected[static TDXP_SNP_DIGEST_SIZE], struct tdxp_measure_match *match,
                    struct tdxp_error *err)
{
    uint64_t limit = options->limit ? options->limit : TDXP_MEASURE_LIMIT_DEFAULT;
    struct search s = {
        .firmware = firmware,
        .asked = options,
        .expected = expected,
        .match = match,
        .found.differences = UINT32_MAX,
        .context = snp_context(),
        .left = limit > UINT64_MAX / 4 ? UINT64_MAX : 4 * limit,
    };

    *match = (struct tdxp_measure_match){.all_tried = true};
    s.failed = !s.context;
    if (!s.failed && hash_firmware(&s)) {
        for (unsigned vmm = 0; vmm < TDXP_SNP_VMMS && !is_over(&s); vmm++) {
            try_launches(&s, (enum tdxp_snp_vmm)vmm, options->with_kernel);
            if (options->with_kernel) {
                try_launches(&s, (enum tdxp_snp_vmm)vmm, false);
            }
        }
        if (!match->found && memcmp(s.firmware_digest, expected, sizeof s.firmware_digest) == 0) {
            match->found = true;
            snprintf(match->text, sizeof match->text,
                     "it ends behind the pages of the firmware, before those of the metadata");
        } else if (match->found) {
            match->as_asked = s.found.differences == 0;
            describe(options, &s.found.options, match);
        }
    }
    EVP_MD_CTX_free(s.context);
    if (s.failed) {
        tdxp_error_set(err, "out of memory, or a hash is not to be had from the cryptographic library");
    }
    return !s.failed;
}
