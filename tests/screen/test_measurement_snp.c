/* What the launch of an SEV-SNP guest measures: the overlay and the pane with the launch digest, beside those of the MRTD. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "explorer.h"
#include "measured.h"

#define PANE MEASUREMENT

static const char *const no_color[] = {"NO_COLOR=1", NULL};
static const struct screen_options mono = {.rows = 60, .cols = 200, .env = no_color};

static const struct screen_options sizes[] = {
    {.rows = 24, .cols = 80},
    {.rows = 40, .cols = 120},
    {.rows = 60, .cols = 200},
    {.rows = 24, .cols = 80, .env = no_color},
    {.rows = 60, .cols = 200, .env = no_color},
};

enum { SIZES = sizeof sizes / sizeof sizes[0] };

static void show_pane(struct explorer *e)
{
    screen_type(e->s, "t8");
    explorer_wait_focus(e, PANE);
    screen_wait_text(e->s, "Launch digest by QEMU");
}

static void wait_digest(struct explorer *e, const char *arguments)
{
    char expected[TDXP_MRTD_TEXT];
    char all[256];

    snprintf(all, sizeof all, "--snp %s " OVMF, arguments);
    measured_by_command("Launch digest", all, expected);
    measured_wait(e, expected);
}

static void the_pane_has_the_launch_digest_of_the_command_at_every_size(void **state)
{
    struct explorer *e = *state;

    for (int i = 0; i < SIZES; i++) {
        explorer_start_ovmf(e, &sizes[i]);
        show_pane(e);
        wait_digest(e, "");
        screen_wait_text(e->s, "Measurement  SEV-SNP  qemu");
        assert_true(explorer_has(e, PANE, "EPYC-v4 (0x800f12)"));
        assert_false(explorer_has(e, PANE, "MRTD"));
        assert_true(explorer_has(e, PANE, "SNP_SECRETS SECRETS"));
    }
    explorer_quit(e);
}

static void keys_choose_vmm_type_and_number_of_vcpus(void **state)
{
    struct explorer *e = *state;

    explorer_start_ovmf(e, &mono);
    show_pane(e);
    screen_wait_text(e->s, "V VMM  O vCPU type  P vCPUs  ! force");
    screen_type(e->s, "O");
    screen_wait_text(e->s, "1 vCPU of type EPYC-Rome (0x830f10)");
    wait_digest(e, "--vcpu-type=EPYC-Rome");
    screen_type(e->s, "P");
    screen_wait_text(e->s, "Number of vCPUs: 1");
    screen_type(e->s, "2");
    screen_key(e->s, SCREEN_ENTER);
    screen_wait_text(e->s, "12 vCPUs of type EPYC-Rome");
    wait_digest(e, "--vcpu-type=EPYC-Rome --vcpus=12");
    assert_true(explorer_has(e, PANE, "- further vCPUs VMSA    0xfffffffff000    11"));
    for (int i = 0; i < 4; i++) {
        static const char *const vmms[] = {"ec2", "gce", "krun", "ec2-old"};
        char arguments[128];

        screen_type(e->s, "V");
        snprintf(arguments, sizeof arguments, "--vmm=%s --vcpu-type=EPYC-Rome --vcpus=12", vmms[i]);
        wait_digest(e, arguments);
    }
    screen_type(e->s, "!");
    screen_wait_text(e->s, "this launch is not refused");
    explorer_quit(e);
}

static void a_row_has_type_address_pages_and_share(void **state)
{
    struct explorer *e = *state;

    explorer_start_ovmf(e, &mono);
    show_pane(e);
    assert_true(explorer_has(e, PANE, "# Pages of    Type               GPA Pages   Share        Digest so far"));
    assert_true(explorer_has(e, PANE, "3 CPUID       CPUID         0x80e000     1  <0.1 % ░░░░░░ "));
    assert_true(explorer_has(e, PANE, "- firmware    NORMAL      0xffe00000"));
    screen_type(e->s, "z");
    screen_wait_text(e->s, "Before the VMSA pages");
    assert_true(explorer_has(e, PANE, "After the firmware's pages"));
    assert_true(explorer_has(e, PANE, "See: virtee/sev-snp-measure:sevsnpmeasure/vmsa.py"));
    assert_true(explorer_has(e, PANE, "Section 2 and 1 more: The digest covers that this page is there"));
}

static void choosing_a_row_selects_in_all_panes_and_the_other_way_round(void **state)
{
    struct explorer *e = *state;

    explorer_start_ovmf(e, &mono);
    show_pane(e);
    explorer_wait_chosen(e, PANE, "firmware"); /* of which the descriptor is a part */
    screen_type(e->s, "j");
    explorer_wait_path(e, "sev/section[0]");
    explorer_wait_chosen(e, PANE, "0 SNP_SEC_MEM");
    screen_type(e->s, "k");
    explorer_wait_chosen(e, PANE, "firmware");
    explorer_wait_cursor(e, 0);
    explorer_go(e, "sev/section[3]/Base");
    explorer_wait_chosen(e, PANE, "3 CPUID");
    screen_type(e->s, "jj");
    explorer_wait_path(e, "reset-vector");
    explorer_wait_chosen(e, PANE, "first vCPU");
    screen_type(e->s, "k");
    explorer_wait_path(e, "sev/section[4]");
    screen_key(e->s, SCREEN_ENTER);
    explorer_wait_focus(e, "Hex");
}

static void t_changes_pane_and_overlay_and_each_keeps_its_own(void **state)
{
    struct explorer *e = *state;

    explorer_start_ovmf(e, &mono);
    screen_type(e->s, "8m");
    screen_wait_text(e->s, "M MRTD covers ");
    screen_type(e->s, "V");
    screen_wait_text(e->s, "MRTD by Cloud Hypervisor");
    screen_type(e->s, "t");
    screen_wait_text(e->s, "M launch digest covers 100.0 % of the file");
    screen_wait_text(e->s, "Launch digest by QEMU");
    screen_type(e->s, "V");
    screen_wait_text(e->s, "Launch digest by Amazon EC2");
    screen_type(e->s, "t");
    screen_wait_text(e->s, "MRTD by Cloud Hypervisor");
    screen_wait_text(e->s, "M MRTD covers ");
    screen_type(e->s, "t");
    screen_wait_text(e->s, "Launch digest by Amazon EC2");
    explorer_quit(e);
}

/* The first page of the image is not measured into the MRTD: it is the variable store. */
static void the_overlay_is_that_of_the_guest_in_title_bytes_and_map(void **state)
{
    struct explorer *e = *state;

    explorer_start_ovmf(e, &mono);
    screen_type(e->s, "m");
    explorer_prompt(e, "g", "Go to: ", "0x10");
    screen_wait_text(e->s, "file 0x10  loaded, not measured");
    assert_true(explorer_has(e, "Hex", "000020 L "));
    screen_type(e->s, "t");
    screen_wait_text(e->s, "file 0x10  measured");
    assert_true(explorer_has(e, "Hex", "000020 M "));
    explorer_prompt(e, ":", ":", "gpa 0x80e000");
    screen_wait_text(e->s, "SEV-SNP guest  GPA 0x80e000  loaded, not measured");
    explorer_prompt(e, ":", ":", "gpa 0x800000");
    screen_wait_text(e->s, "SEV-SNP guest  GPA 0x800000  measured");
    explorer_quit(e);
}

/* The way back leads to the guest that was shown before, with its overlay. */
static void the_overlay_follows_the_way_back(void **state)
{
    struct explorer *e = *state;

    explorer_start_ovmf(e, &mono);
    explorer_go(e, "sev/section[3]/Base");
    screen_type(e->s, "m");
    screen_wait_text(e->s, "M MRTD covers ");
    screen_key(e->s, SCREEN_ENTER);
    screen_wait_text(e->s, "M launch digest covers");
    screen_ctrl(e->s, 'o');
    screen_wait_text(e->s, "M MRTD covers ");
    explorer_quit(e);
}

/* A copy of OVMF with the bytes from offset changed. */
static char *changed(struct explorer *e, uint64_t offset, const uint8_t *with, size_t size)
{
    const struct tdxp_bytes *image = tdxp_image_bytes(e->image);
    uint8_t *bytes = malloc((size_t)image->size);
    char *path;

    assert_non_null(bytes);
    tdxp_read_copy(image, 0, bytes, (size_t)image->size);
    memcpy(bytes + offset, with, size);
    path = explorer_file(e, "changed.fd", bytes, (size_t)image->size);
    free(bytes);
    return path;
}

static void a_refused_launch_says_why_and_how_to_measure_all_the_same(void **state)
{
    static const uint8_t odd[4] = {0x01, 0x90};
    struct explorer *e = *state;
    char *path;

    explorer_start_ovmf(e, &mono);
    path = changed(e, explorer_node(e, "sev/section[0]/Size")->offset, odd, sizeof odd);
    explorer_start(e, &mono, path);
    free(path);
    show_pane(e);
    assert_true(explorer_has(e, PANE, "No launch digest: section 0 (SNP_SEC_MEM)"));
    assert_true(explorer_has(e, PANE, "! measures all the same."));
    screen_wait_text(e->s, "Measurement  SEV-SNP  qemu  refused");
    screen_type(e->s, "m");
    screen_wait_text(e->s, "M launch digest would cover 100.0 %");
    screen_type(e->s, "!");
    screen_wait_text(e->s, "Measured by force, no launch comes to it");
    explorer_quit(e);
}

/* 896 MiB of zero pages: 25 MB of records, a step of 4 MiB each. */
static void keys_work_while_a_large_launch_is_measured(void **state)
{
    static const uint8_t large[4] = {0x00, 0x00, 0x00, 0x38};
    static const uint8_t base[4] = {0x00, 0x00, 0x00, 0x10};
    struct explorer *e = *state;
    char expected[TDXP_MRTD_TEXT];
    char arguments[256];
    uint8_t entry[8];
    char *path;

    explorer_start_ovmf(e, &mono);
    memcpy(entry, base, 4);
    memcpy(entry + 4, large, 4);
    path = changed(e, explorer_node(e, "sev/section[0]")->offset, entry, sizeof entry);
    explorer_start(e, &mono, path);
    show_pane(e);
    screen_type(e->s, "j");
    explorer_wait_path(e, "sev/section[0]");
    screen_type(e->s, "t");
    screen_wait_text(e->s, "MRTD by QEMU on KVM");
    screen_type(e->s, "tH");
    screen_wait_text(e->s, "or Esc back");
    screen_type(e->s, "H");
    screen_wait_text(e->s, "Launch digest by QEMU");
    snprintf(arguments, sizeof arguments, "--snp '%s'", path);
    measured_by_command("Launch digest", arguments, expected);
    measured_wait(e, expected);
    explorer_quit(e);
    free(path);
}

static void an_image_without_sev_metadata_has_no_launch_digest(void **state)
{
    struct explorer *e = *state;

    explorer_start(e, &mono, NULL);
    screen_type(e->s, "8t");
    screen_wait_text(e->s, "the image has no SEV metadata");
    assert_true(explorer_has(e, PANE, "MRTD by QEMU on KVM"));
    screen_type(e->s, "P");
    screen_wait_text(e->s, "that key does nothing here");
    explorer_quit(e);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, explorer_setup, explorer_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(the_pane_has_the_launch_digest_of_the_command_at_every_size),
        CASE(keys_choose_vmm_type_and_number_of_vcpus),
        CASE(a_row_has_type_address_pages_and_share),
        CASE(choosing_a_row_selects_in_all_panes_and_the_other_way_round),
        CASE(t_changes_pane_and_overlay_and_each_keeps_its_own),
        CASE(the_overlay_is_that_of_the_guest_in_title_bytes_and_map),
        CASE(the_overlay_follows_the_way_back),
        CASE(a_refused_launch_says_why_and_how_to_measure_all_the_same),
        CASE(keys_work_while_a_large_launch_is_measured),
        CASE(an_image_without_sev_metadata_has_no_launch_digest),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
