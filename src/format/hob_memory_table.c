/* Hand-off blocks as tables: those about memory. */
#include <stddef.h>

#include "format/hob.h"

#define PI "PI specification 1.8 vol. 3, chapter 5, HOB Code Definitions"
#define PIHOB "tianocore/edk2:MdePkg/Include/Pi/PiHob.h"
#define SPEC "TD-SHIM specification 0.7, TD HOB"
#define UEFI "UEFI specification 2.10, 7.2.1, EFI_BOOT_SERVICES.AllocatePages()"

/* ---- resources ---- */

static const struct tdxp_choice resource_types[] = {
    {0,
     "EFI_RESOURCE_SYSTEM_MEMORY",
     {"memory", "In the list of a TD from QEMU: memory that was added before launch and is accepted already.",
      PI "; qemu/qemu:hw/i386/tdvf-hob.c"}},
    {1, "EFI_RESOURCE_MEMORY_MAPPED_IO", {"registers of devices", "Must not be used as memory.", PI}},
    {2, "EFI_RESOURCE_IO", {"port numbers of devices", "Numbers of ports, not addresses of memory.", PI}},
    {3, "EFI_RESOURCE_FIRMWARE_DEVICE", {"storage of the firmware", "Flash memory, on a real machine.", PI}},
    {4, "EFI_RESOURCE_MEMORY_MAPPED_IO_PORT", {"memory that stands for ports", "Not used on x86.", PI}},
    {5,
     "EFI_RESOURCE_MEMORY_RESERVED",
     {"memory that must not be used",
      "Cloud Hypervisor gives this type to memory that it added before launch, for images without a GUIDed table.",
      PI "; cloud-hypervisor/cloud-hypervisor:arch/src/x86_64/tdx/mod.rs"}},
    {6, "EFI_RESOURCE_IO_RESERVED", {"ports that must not be used", "Numbers of ports, not addresses of memory.", PI}},
    {7,
     "EFI_RESOURCE_MEMORY_UNACCEPTED",
     {"memory that the guest has to accept before it uses it",
      "Touching it before is refused by the processor. The TD-SHIM specification has it as system memory with an "
      "attribute for that; QEMU and Cloud Hypervisor use this type.",
      PI "; " SPEC "; qemu/qemu:hw/i386/tdvf-hob.c"}},
    {0, NULL, {.summary = NULL}},
};

#define ATTRIBUTE(bit, label, what, more)                 \
    {                                                     \
        (bit), (bit), (label), {(what), (more), PIHOB}, 0 \
    }

static const struct tdxp_flag resource_attributes[] = {
    ATTRIBUTE(0, "PRESENT", "it is there", "Clear: the range is known, but nothing is behind it."),
    ATTRIBUTE(1, "INITIALIZED", "it can be used at once", "No driver has to set it up first."),
    ATTRIBUTE(2, "TESTED", "it was tested", "The firmware uses memory only where the bit is set. VMMs set it."),
    ATTRIBUTE(3, "SINGLE_BIT_ECC", "errors of one bit are corrected", "Can be switched on."),
    ATTRIBUTE(4, "MULTIPLE_BIT_ECC", "errors of several bits are found", "Can be switched on."),
    ATTRIBUTE(5, "ECC_RESERVED_1", "a further kind of error correction", "Left to the platform."),
    ATTRIBUTE(6, "ECC_RESERVED_2", "a further kind of error correction", "Left to the platform."),
    ATTRIBUTE(7, "READ_PROTECTED", "reading is refused", "As things stand."),
    ATTRIBUTE(8, "WRITE_PROTECTED", "it is cached for reading only",
              "A kind of caching, in spite of its name: READ_ONLY_PROTECTED says that writing is refused."),
    ATTRIBUTE(9, "EXECUTION_PROTECTED", "executing is refused", "As things stand."),
    ATTRIBUTE(10, "UNCACHEABLE", "can be used without a cache", "The only way for registers of devices."),
    ATTRIBUTE(11, "WRITE_COMBINEABLE", "writes can be gathered", "Suits frame buffers."),
    ATTRIBUTE(12, "WRITE_THROUGH_CACHEABLE", "can be cached for reading", "Writes go to memory at once."),
    ATTRIBUTE(13, "WRITE_BACK_CACHEABLE", "can be cached", "The usual way for memory."),
    ATTRIBUTE(14, "16_BIT_IO", "ports take 16 bits at a time", "Of ranges of ports."),
    ATTRIBUTE(15, "32_BIT_IO", "ports take 32 bits at a time", "Of ranges of ports."),
    ATTRIBUTE(16, "64_BIT_IO", "ports take 64 bits at a time", "Of ranges of ports."),
    ATTRIBUTE(17, "UNCACHED_EXPORTED", "can be used uncached with fetch-and-add", "Of Itanium processors."),
    ATTRIBUTE(18, "READ_ONLY_PROTECTED", "writing is refused", "As things stand."),
    ATTRIBUTE(19, "READ_ONLY_PROTECTABLE", "writing can be refused", "By page tables, for instance."),
    ATTRIBUTE(20, "READ_PROTECTABLE", "reading can be refused", "By page tables, for instance."),
    ATTRIBUTE(21, "WRITE_PROTECTABLE", "can be cached for reading only", "A kind of caching, in spite of its name."),
    ATTRIBUTE(22, "EXECUTION_PROTECTABLE", "executing can be refused", "By page tables, for instance."),
    ATTRIBUTE(23, "PERSISTENT", "it keeps its contents without power", "As things stand."),
    ATTRIBUTE(24, "PERSISTABLE", "it can keep its contents without power", "If it is told to."),
    ATTRIBUTE(25, "MORE_RELIABLE", "it is more reliable than other memory", "Clear everywhere where all is alike."),
    ATTRIBUTE(26, "ENCRYPTED", "it is encrypted", "Older VMMs mark the memory of a TD with it."),
    ATTRIBUTE(27, "SPECIAL_PURPOSE", "it is kept for certain uses", "The firmware leaves it alone."),
    ATTRIBUTE(28, "HOT_PLUGGABLE", "it can be taken out while the machine runs", "So nothing lasting goes there."),
    {29,
     31,
     "reserved[31:29]",
     {"bits 31:29, which the specification does not define", "Shown only where one of them is set.", PIHOB},
     1},
    {0, 0, NULL, {.summary = NULL}, 0},
};

static const struct tdxp_field resource_fields[] = {
    {.name = "Owner",
     .type_name = "EFI_GUID",
     .offset = 8,
     .size = 16,
     .type = TDXP_TYPE_GUID,
     .doc = {"whose it is", "All zero in the list of a TD: nobody's in particular.", PI}},
    {.name = "ResourceType",
     .type_name = "UINT32",
     .offset = 24,
     .size = 4,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_ENUM,
     .choices = resource_types,
     .doc = {"what is there", "td-shim refuses a list with a type that it does not know.",
             PI "; confidential-containers/td-shim:td-shim-interface/src/td_uefi_pi/hob.rs"}},
    {.name = "ResourceAttribute",
     .type_name = "UINT32",
     .offset = 28,
     .size = 4,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_FLAGS,
     .flags = resource_attributes,
     .doc = {"how it is, and how it can be used",
             "QEMU and Cloud Hypervisor give memory PRESENT, INITIALIZED and TESTED. UNACCEPTED, of which the TD-SHIM "
             "specification speaks, never got a bit of its own.",
             PI "; " SPEC "; qemu/qemu:hw/i386/tdvf-hob.c"}},
    {.name = "PhysicalStart",
     .type_name = "EFI_PHYSICAL_ADDRESS",
     .offset = 32,
     .size = 8,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_GPA,
     .doc = {"where it begins", "A guest-physical address, or the number of a port.", PI}},
    {.name = "ResourceLength",
     .type_name = "UINT64",
     .offset = 40,
     .size = 8,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_SIZE,
     .doc = {"how many bytes it has", "td-shim refuses a list in which start and length exceed 64 bits.",
             PI "; confidential-containers/td-shim:td-shim-interface/src/td_uefi_pi/hob.rs"}},
    {.name = NULL},
};

const struct tdxp_format hob_format_resource = {
    .name = "EFI_HOB_RESOURCE_DESCRIPTOR",
    .size = 48,
    .fields = resource_fields,
    .doc = {"a range of addresses, and what is there", "Does not say how it is used.", PI}};

const struct tdxp_choice *hob_resource_type_find(uint64_t type)
{
    return tdxp_choice_find(resource_types, type);
}

/* ---- allocations ---- */

static const struct tdxp_choice memory_types[] = {
    {0, "EfiReservedMemoryType", {"not to be used", "Whatever the reason.", UEFI}},
    {1, "EfiLoaderCode", {"code of a boot loader", "Free once the operating system has taken over.", UEFI}},
    {2, "EfiLoaderData", {"data of a boot loader", "Free once the operating system has taken over.", UEFI}},
    {3,
     "EfiBootServicesCode",
     {"code of the firmware's boot services", "Free once the operating system has taken over.", UEFI}},
    {4,
     "EfiBootServicesData",
     {"data of the firmware's boot services", "Free once the operating system has taken over.", UEFI}},
    {5,
     "EfiRuntimeServicesCode",
     {"code of the firmware's runtime services", "The operating system must keep it.", UEFI}},
    {6,
     "EfiRuntimeServicesData",
     {"data of the firmware's runtime services", "The operating system must keep it.", UEFI}},
    {7, "EfiConventionalMemory", {"free memory", "Nobody uses it.", UEFI}},
    {8, "EfiUnusableMemory", {"memory with errors", "Must not be used.", UEFI}},
    {9, "EfiACPIReclaimMemory", {"ACPI tables", "Free once the operating system has read them.", UEFI}},
    {10, "EfiACPIMemoryNVS", {"memory that ACPI keeps over sleep", "The operating system must keep it.", UEFI}},
    {11, "EfiMemoryMappedIO", {"registers of devices", "Used by the firmware's runtime services.", UEFI}},
    {12, "EfiMemoryMappedIOPortSpace", {"memory that stands for ports", "Not used on x86.", UEFI}},
    {13, "EfiPalCode", {"code of the processor's own firmware", "Of Itanium processors.", UEFI}},
    {14, "EfiPersistentMemory", {"memory that keeps its contents", "Otherwise free.", UEFI}},
    {15, "EfiUnacceptedMemoryType", {"memory that the guest has to accept first", "Free once it is accepted.", UEFI}},
    {0, NULL, {.summary = NULL}},
};

static const struct tdxp_field allocation_fields[] = {
    {.name = "Name",
     .type_name = "EFI_GUID",
     .offset = 8,
     .size = 16,
     .type = TDXP_TYPE_GUID,
     .doc = {"what the memory is for",
             "Certain GUIDs stand for the stack and for a loaded program; all zero: nothing in particular.", PI}},
    {.name = "MemoryBaseAddress",
     .type_name = "EFI_PHYSICAL_ADDRESS",
     .offset = 24,
     .size = 8,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_GPA,
     .doc = {"where it begins", "A guest-physical address.", PI}},
    {.name = "MemoryLength",
     .type_name = "UINT64",
     .offset = 32,
     .size = 8,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_SIZE,
     .doc = {"how many bytes it has", "Usually whole pages.", PI}},
    {.name = "MemoryType",
     .type_name = "EFI_MEMORY_TYPE",
     .offset = 40,
     .size = 4,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_ENUM,
     .choices = memory_types,
     .doc = {"what the memory is to be in the memory map of the operating system",
             "Values from 0x70000000 on are left to "
             "makers of firmware and to operating systems.",
             UEFI}},
    {.name = "Reserved",
     .type_name = "UINT8[4]",
     .offset = 44,
     .size = 4,
     .type = TDXP_TYPE_BYTES,
     .doc = {"not used", "Padding for Itanium processors.", PI}},
    {.name = NULL},
};

const struct tdxp_format hob_format_allocation = {
    .name = "EFI_HOB_MEMORY_ALLOCATION",
    .size = 48,
    .fields = allocation_fields,
    .doc = {"memory that is in use, and for what", "Says how memory is used, not what it is.", PI}};

static const struct tdxp_field module_fields[] = {
    {.name = "ModuleName",
     .type_name = "EFI_GUID",
     .offset = 48,
     .size = 16,
     .type = TDXP_TYPE_GUID,
     .doc = {"name of the file that was loaded", "That of the DXE core.", PI}},
    {.name = "EntryPoint",
     .type_name = "EFI_PHYSICAL_ADDRESS",
     .offset = 64,
     .size = 8,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_GPA,
     .doc = {"where it was entered", "A guest-physical address.", PI}},
    {.name = NULL},
};

const struct tdxp_format hob_format_allocation_module = {
    .name = "EFI_HOB_MEMORY_ALLOCATION_MODULE",
    .size = 72,
    .fields = module_fields,
    .doc = {"memory of a loaded program", "The program that reads the list.", PI}};
