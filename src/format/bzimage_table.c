/* The set-up header of a Linux kernel as a table: what each field and flag is. */
#include <stddef.h>

#include "format/program.h"

#define BOOT "torvalds/linux:Documentation/arch/x86/boot.rst"
#define DETAILS BOOT ", Details of Header Fields"

const struct tdxp_doc bzimage_doc_file = {
    "a Linux kernel for x86, packed, with the code that unpacks it",
    "The file begins with code for real mode, which a VMM that boots the kernel directly does not run. Behind it comes the "
    "kernel for protected mode: code that unpacks the kernel proper, and that, compressed. The set-up header at 0x1f1 "
    "tells a boot loader how to load it. Recent kernels are PE images as well, so that UEFI can start them.\n"
    "Cloud Hypervisor puts a kernel of protocol 2.00 or later with LOADED_HIGH set into a Payload section.",
    BOOT "; cloud-hypervisor/cloud-hypervisor:vmm/src/vm.rs"};

const struct tdxp_doc bzimage_doc_setup_code = {
    "code for real mode: boot sector and set-up",
    "What a BIOS would start. It asks the BIOS for memory and screen and switches to protected mode. A VMM or UEFI does "
    "this itself and goes on behind it.",
    BOOT ", The Real-Mode Kernel Header"};

const struct tdxp_doc bzimage_doc_kernel = {
    "code for protected mode and long mode, and the packed kernel",
    "A boot loader puts these bytes where code32_start or pref_address says and jumps to the first byte in protected mode, "
    "or, where XLF_KERNEL_64 is set, 0x200 bytes further in long mode.",
    BOOT ", 32-bit Boot Protocol and 64-bit Boot Protocol"};

const struct tdxp_doc bzimage_doc_version = {"the kernel's version, and who built it when",
                                             "A string that ends with a zero byte. kernel_version leads here.",
                                             DETAILS};

const struct tdxp_doc bzimage_doc_payload = {
    "the kernel proper, an ELF file, compressed",
    "Its first bytes tell how: 1f 8b gzip, 42 5a bzip2, 5d 00 LZMA, fd 37 XZ, 02 21 LZ4, 28 b5 ZSTD.", DETAILS};

static const struct tdxp_flag load_flags[] = {
    {0,
     0,
     "LOADED_HIGH",
     {"the kernel goes to 0x100000, not to 0x10000", "What makes a bzImage: set in every kernel of today.", DETAILS},
     0},
    {1, 1, "KASLR_FLAG", {"the kernel's address has been randomised", "For the kernel's own use.", DETAILS}, 0},
    {2, 4, "reserved[4:2]", {"bits 4:2, which are not defined", "Shown only where one of them is set.", DETAILS}, 1},
    {5, 5, "QUIET_FLAG", {"no early messages", "A boot loader sets it.", DETAILS}, 0},
    {6, 6, "KEEP_SEGMENTS", {"the segment registers are to be left alone", "Obsolete.", DETAILS}, 0},
    {7, 7, "CAN_USE_HEAP", {"heap_end_ptr is valid", "A boot loader sets it.", DETAILS}, 0},
    {0, 0, NULL, {.summary = NULL}, 0},
};

static const struct tdxp_flag xload_flags[] = {
    {0,
     0,
     "XLF_KERNEL_64",
     {"there is a 64-bit entry point", "At 0x200 from the start of the kernel for protected mode.", DETAILS},
     0},
    {1,
     1,
     "XLF_CAN_BE_LOADED_ABOVE_4G",
     {"kernel, command line and initrd may lie above 4 GiB", "Only in 64-bit kernels.", DETAILS},
     0},
    {2,
     2,
     "XLF_EFI_HANDOVER_32",
     {"32-bit firmware can start it at handover_offset", "Deprecated way of UEFI loaders.", DETAILS},
     0},
    {3,
     3,
     "XLF_EFI_HANDOVER_64",
     {"64-bit firmware can start it at handover_offset + 0x200", "Deprecated way of UEFI loaders.", DETAILS},
     0},
    {4,
     4,
     "XLF_EFI_KEXEC",
     {"kexec keeps the services of UEFI", "For starting a kernel from a running one.", DETAILS},
     0},
    {5,
     6,
     "XLF_5LEVEL",
     {"knows page tables of five levels (bit 5), and uses them (bit 6)",
      "So that a loader that has switched them on knows whether it may keep them.",
      "torvalds/linux:arch/x86/include/uapi/asm/bootparam.h"},
     0},
    {7,
     7,
     "XLF_MEM_ENCRYPTION",
     {"the command line asks for memory encryption",
      "Set by the kernel's own boot code, not in "
      "the file.",
      "torvalds/linux:arch/x86/include/uapi/asm/bootparam.h"},
     0},
    {8, 15, "reserved[15:8]", {"bits 15:8, which are not defined", "Shown only where one of them is set.", DETAILS}, 1},
    {0, 0, NULL, {.summary = NULL}, 0},
};

#define NUMBER(field_name, at, bits, r)                                                                             \
    .name = (field_name), .type_name = "u" #bits, .offset = (at)-0x1f1, .size = (bits) / 8, .type = TDXP_TYPE_UINT, \
    .role = (r)

/* Offsets as the documentation has them: from the start of the file. */
static const struct tdxp_field fields[] = {
    {NUMBER("setup_sects", 0x1f1, 8, TDXP_ROLE_COUNT),
     .doc =
         {"size of the code for real mode, in sectors of 512 bytes, less one",
          "The boot sector is not counted; 0 means 4. The kernel for protected mode begins at (setup_sects + 1) * 512.",
          DETAILS}},
    {NUMBER("root_flags", 0x1f2, 16, TDXP_ROLE_NUMBER),
     .doc = {"whether the root file system is mounted read-only", "Deprecated: the command line says it.", DETAILS}},
    {NUMBER("syssize", 0x1f4, 32, TDXP_ROLE_COUNT),
     .doc = {"size of the kernel for protected mode, in units of 16 bytes", "From protocol 2.04 on.", DETAILS}},
    {NUMBER("ram_size", 0x1f8, 16, TDXP_ROLE_NUMBER), .doc = {"obsolete", "The kernel's own.", DETAILS}},
    {NUMBER("vid_mode", 0x1fa, 16, TDXP_ROLE_NUMBER),
     .doc = {"video mode", "Boot loaders put the value of the option vga= here.", DETAILS}},
    {NUMBER("root_dev", 0x1fc, 16, TDXP_ROLE_NUMBER),
     .doc = {"device number of the root file system", "Deprecated: the command line says it.", DETAILS}},
    {NUMBER("boot_flag", 0x1fe, 16, TDXP_ROLE_NUMBER),
     .doc = {"0xaa55, which a BIOS expects at the end of a boot sector", "The oldest mark of a Linux kernel.",
             DETAILS}},
    {NUMBER("jump", 0x200, 16, TDXP_ROLE_NUMBER),
     .doc = {"a jump over the header", "The byte eb, and how far from 0x202: that is where the header ends.", DETAILS}},
    {.name = "header",
     .type_name = "CHAR8[4]",
     .offset = 0x202 - 0x1f1,
     .size = 4,
     .type = TDXP_TYPE_CHAR8,
     .doc = {"marks a kernel with a boot protocol: \"HdrS\"", "Without it the kernel is older than protocol 2.00.",
             DETAILS}},
    {NUMBER("version", 0x206, 16, TDXP_ROLE_NUMBER),
     .doc = {"version of the boot protocol: 0x020f is 2.15",
             "Says which of the fields below a boot loader may rely on. Cloud Hypervisor wants 2.00 at least.",
             DETAILS "; cloud-hypervisor/cloud-hypervisor:vmm/src/vm.rs"}},
    {NUMBER("realmode_swtch", 0x208, 32, TDXP_ROLE_NUMBER),
     .doc = {"a hook for boot loaders in peculiar surroundings", "0 in the file.", DETAILS}},
    {NUMBER("start_sys_seg", 0x20c, 16, TDXP_ROLE_NUMBER), .doc = {"obsolete", "A segment: 0x1000.", DETAILS}},
    {NUMBER("kernel_version", 0x20e, 16, TDXP_ROLE_SIZE),
     .doc = {"where the version string is, in bytes from 0x200; 0 for none", "Following it leads there.", DETAILS}},
    {NUMBER("type_of_loader", 0x210, 8, TDXP_ROLE_NUMBER),
     .doc = {"who loads the kernel", "0 in the file; a boot loader puts its number here, 0xff where it has none.",
             DETAILS}},
    {NUMBER("loadflags", 0x211, 8, TDXP_ROLE_FLAGS), .flags = load_flags,
     .doc = {"how the kernel is to be loaded", "Some bits are read by the boot loader, some set by it.", DETAILS}},
    {NUMBER("setup_move_size", 0x212, 16, TDXP_ROLE_SIZE),
     .doc = {"how much is moved with the code for real mode", "For protocols 2.00 and 2.01 alone.", DETAILS}},
    {NUMBER("code32_start", 0x214, 32, TDXP_ROLE_GPA),
     .doc =
         {"where the processor is sent in protected mode",
          "The address at which the kernel for protected mode is loaded, unless a boot loader changes it. Following it "
          "leads to the first byte of that code.",
          DETAILS}},
    {NUMBER("ramdisk_image", 0x218, 32, TDXP_ROLE_GPA), .doc = {"address of the initrd", "0 in the file.", DETAILS}},
    {NUMBER("ramdisk_size", 0x21c, 32, TDXP_ROLE_SIZE),
     .doc = {"size of the initrd in bytes", "0 in the file.", DETAILS}},
    {NUMBER("bootsect_kludge", 0x220, 32, TDXP_ROLE_NUMBER), .doc = {"obsolete", "The kernel's own.", DETAILS}},
    {NUMBER("heap_end_ptr", 0x224, 16, TDXP_ROLE_NUMBER),
     .doc = {"end of the heap of the code for real mode, less 0x200", "From protocol 2.01 on.", DETAILS}},
    {NUMBER("ext_loader_ver", 0x226, 8, TDXP_ROLE_NUMBER),
     .doc = {"more of the boot loader's version", "Goes with type_of_loader.", DETAILS}},
    {NUMBER("ext_loader_type", 0x227, 8, TDXP_ROLE_NUMBER),
     .doc = {"more of the boot loader's number", "Goes with type_of_loader.", DETAILS}},
    {NUMBER("cmd_line_ptr", 0x228, 32, TDXP_ROLE_GPA),
     .doc = {"address of the command line",
             "0 in the file. With td-shim the command line is in the PayloadParam section.",
             DETAILS "; TD-SHIM specification, table 1.1-4"}},
    {NUMBER("initrd_addr_max", 0x22c, 32, TDXP_ROLE_NUMBER),
     .doc = {"the highest address that the initrd may take", "From protocol 2.03 on.", DETAILS}},
    {NUMBER("kernel_alignment", 0x230, 32, TDXP_ROLE_SIZE),
     .doc = {"alignment that the kernel wants in memory", "In bytes, where it is relocatable. From protocol 2.05 on.",
             DETAILS}},
    {NUMBER("relocatable_kernel", 0x234, 8, TDXP_ROLE_COUNT),
     .doc = {"whether the kernel can be loaded anywhere",
             "Not 0: at any address that kernel_alignment allows. 0: at pref_address, where it moves itself.",
             DETAILS}},
    {NUMBER("min_alignment", 0x235, 8, TDXP_ROLE_COUNT),
     .doc = {"alignment that the kernel needs at least, as a power of two", "From protocol 2.10 on.", DETAILS}},
    {NUMBER("xloadflags", 0x236, 16, TDXP_ROLE_FLAGS), .flags = xload_flags,
     .doc = {"what else a boot loader can do with the kernel", "From protocol 2.12 on.", DETAILS}},
    {NUMBER("cmdline_size", 0x238, 32, TDXP_ROLE_SIZE),
     .doc = {"how long the command line may be", "In bytes, without the zero at its end. From protocol 2.06 on.",
             DETAILS}},
    {NUMBER("hardware_subarch", 0x23c, 32, TDXP_ROLE_NUMBER),
     .doc = {"the kind of machine: 0 is a PC", "A boot loader sets it. From protocol 2.07 on.", DETAILS}},
    {NUMBER("hardware_subarch_data", 0x240, 64, TDXP_ROLE_NUMBER),
     .doc = {"data for that kind of machine", "Unused for a PC.", DETAILS}},
    {NUMBER("payload_offset", 0x248, 32, TDXP_ROLE_SIZE),
     .doc = {"where the packed kernel is, from the start of the kernel for protected mode",
             "Following it leads there. From protocol 2.08 on.", DETAILS}},
    {NUMBER("payload_length", 0x24c, 32, TDXP_ROLE_SIZE),
     .doc = {"size of the packed kernel in bytes", "From protocol 2.08 on.", DETAILS}},
    {NUMBER("setup_data", 0x250, 64, TDXP_ROLE_GPA),
     .doc = {"address of a list of further data for the kernel", "0 in the file. From protocol 2.09 on.", DETAILS}},
    {NUMBER("pref_address", 0x258, 64, TDXP_ROLE_GPA),
     .doc =
         {"where the kernel would like to be loaded",
          "A kernel that is not relocatable moves itself there. Following it leads to guest memory. From protocol 2.10 on.",
          DETAILS}},
    {NUMBER("init_size", 0x260, 32, TDXP_ROLE_SIZE),
     .doc = {"how much memory the kernel needs before it has looked at the memory map",
             "In bytes, from where it runs. A Payload section with less memory is too small for it.", DETAILS}},
    {NUMBER("handover_offset", 0x264, 32, TDXP_ROLE_SIZE),
     .doc = {"where UEFI loaders can start the kernel, from the start of the kernel for protected mode",
             "With XLF_EFI_HANDOVER_64 set 0x200 bytes further. Deprecated: the PE image's entry point is used.",
             DETAILS}},
    {NUMBER("kernel_info_offset", 0x268, 32, TDXP_ROLE_SIZE),
     .doc = {"where more is said of the kernel, from the start of the kernel for protected mode",
             "A structure that begins with \"LToP\". From protocol 2.15 on.", DETAILS}},
    {.name = NULL},
};

const struct tdxp_format bzimage_format_setup = {
    .name = "Set-up header",
    .size = 0x26c - 0x1f1,
    .fields = fields,
    .doc =
        {"what a boot loader and the kernel tell each other",
         "A loader reads from it how to load the kernel and hands it on, with what it has filled in, as a part of the boot "
         "parameters. How many of the fields there are depends on the version of the boot protocol.",
         BOOT ", The Real-Mode Kernel Header"},
};
