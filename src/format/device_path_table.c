/* Device paths as tables: the kinds of nodes, and what each field is. */
#include <stddef.h>

#include "format/device_path.h"

#define UEFI "UEFI specification 2.10, "
#define EDK2 "; tianocore/edk2:MdePkg/Include/Protocol/DevicePath.h"
#define GENERAL UEFI "10.3.1, Generic Device Path Structures" EDK2

const struct tdxp_doc device_path_doc = {
    "where a device or a file is",
    "A row of nodes that leads from the processor to the device, one bus at a time, and on to a partition and a file. A "
    "variable for consoles holds several such rows.",
    GENERAL};

const struct tdxp_doc device_path_doc_node = {
    "a step on the way to the device",
    "Type and sub-type say what kind of step it is; what follows them depends on the kind.", GENERAL};

const struct tdxp_doc device_path_doc_data = {"what the kind of node wants to say", "Not taken apart here.", GENERAL};

const struct tdxp_doc device_path_doc_rest = {
    "bytes that are no node",
    "A node has 4 bytes at the least, and none reaches past the end of the path; the path ends with its last node.",
    GENERAL};

static const struct tdxp_choice types[] = {
    {0x01,
     "Hardware",
     {"a device of the machine itself", "Reached through a PCI function or a range of memory.", GENERAL}},
    {0x02,
     "ACPI",
     {"a device that the ACPI tables name", "Mostly the first step of a path: the root of the PCI devices.", GENERAL}},
    {0x03,
     "Messaging",
     {"a device at the end of a bus or a network", "Disks, network cards, serial lines and what is spoken over them.",
      GENERAL}},
    {0x04, "Media", {"a part of what a device holds", "A partition, a file, a firmware volume.", GENERAL}},
    {0x05,
     "BIOS Boot Specification",
     {"a device as an old BIOS knows it", "For operating systems that do not know of UEFI.", GENERAL}},
    {0x7f, "End", {"the end of a path", "Sub-type ff ends all, 01 is followed by another path.", GENERAL}},
    {.name = NULL},
};

static const struct tdxp_field header_fields[] = {
    {.name = "Type",
     .type_name = "UINT8",
     .offset = 0,
     .size = 1,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_ENUM,
     .choices = types,
     .doc = {"which type of node it is", "The sub-type is read by it.", GENERAL}},
    {.name = "SubType",
     .type_name = "UINT8",
     .offset = 1,
     .size = 1,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_NUMBER,
     .doc = {"which kind of node of that type", "Each type counts its kinds from 1.", GENERAL}},
    {.name = "Length",
     .type_name = "UINT16",
     .offset = 2,
     .size = 2,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_SIZE,
     .doc = {"size of the node in bytes", "These 4 bytes count: it is never less.", GENERAL}},
    {.name = NULL},
};

const struct tdxp_format device_path_format_header = {
    .name = "EFI_DEVICE_PATH_PROTOCOL",
    .size = 4,
    .fields = header_fields,
    .doc = {"what every node begins with", "Type, sub-type and size.", GENERAL}};

#define NUMBER(field, c_type, at, width, kind, ...)                                                      \
    {                                                                                                    \
        .name = (field), .type_name = (c_type), .offset = (at), .size = (width), .type = TDXP_TYPE_UINT, \
        .role = (kind), .doc = {                                                                         \
            __VA_ARGS__                                                                                  \
        }                                                                                                \
    }

#define PCI UEFI "10.3.2, Hardware Device Path" EDK2
static const struct tdxp_field pci_fields[] = {
    NUMBER("Function", "UINT8", 0, 1, TDXP_ROLE_NUMBER, "number of the PCI function", "A device has up to 8.", PCI),
    NUMBER("Device", "UINT8", 1, 1, TDXP_ROLE_NUMBER, "number of the PCI device",
           "On the bus that the step before leads to.", PCI),
    {.name = NULL},
};
static const struct tdxp_format pci = {
    .name = "PCI_DEVICE_PATH", .size = 2, .fields = pci_fields, .doc = {.summary = "PCI"}};

#define ACPI UEFI "10.3.3, ACPI Device Path" EDK2
static const struct tdxp_field acpi_fields[] = {
    NUMBER(
        "HID", "UINT32", 0, 4, TDXP_ROLE_NUMBER, "hardware ID of the device",
        "Compressed: 41d0 in the lower half stands for PNP, the upper half is its number. 0a0341d0 is PNP0A03, the root of "
        "the PCI devices.",
        ACPI),
    NUMBER("UID", "UINT32", 4, 4, TDXP_ROLE_NUMBER, "number of the device",
           "Tells apart those with the same hardware ID.", ACPI),
    {.name = NULL},
};
static const struct tdxp_format acpi = {
    .name = "ACPI_HID_DEVICE_PATH", .size = 8, .fields = acpi_fields, .doc = {.summary = "ACPI"}};

#define VENDOR UEFI "10.3.2, Hardware Device Path" EDK2
static const struct tdxp_field vendor_fields[] = {
    {.name = "Guid",
     .type_name = "EFI_GUID",
     .offset = 0,
     .size = 16,
     .type = TDXP_TYPE_GUID,
     .doc = {"what the vendor means by the node",
             "Data of the vendor's own may follow. Four of them are kinds of terminals at a serial line.", VENDOR}},
    {.name = NULL},
};
static const struct tdxp_format vendor = {
    .name = "VENDOR_DEVICE_PATH", .size = 16, .fields = vendor_fields, .doc = {.summary = "vendor"}};

#define SCSI UEFI "10.3.4, Messaging Device Path" EDK2
static const struct tdxp_field scsi_fields[] = {
    NUMBER("Pun", "UINT16", 0, 2, TDXP_ROLE_NUMBER, "number of the target", "Physical unit on the bus.", SCSI),
    NUMBER("Lun", "UINT16", 2, 2, TDXP_ROLE_NUMBER, "number of the logical unit", "Inside of the target.", SCSI),
    {.name = NULL},
};
static const struct tdxp_format scsi = {
    .name = "SCSI_DEVICE_PATH", .size = 4, .fields = scsi_fields, .doc = {.summary = "SCSI"}};

#define USB UEFI "10.3.4, Messaging Device Path" EDK2
static const struct tdxp_field usb_fields[] = {
    NUMBER("ParentPortNumber", "UINT8", 0, 1, TDXP_ROLE_NUMBER, "port that the device is plugged into",
           "Of the hub that the step before leads to.", USB),
    NUMBER("InterfaceNumber", "UINT8", 1, 1, TDXP_ROLE_NUMBER, "interface of the device",
           "A device may do several things.", USB),
    {.name = NULL},
};
static const struct tdxp_format usb = {
    .name = "USB_DEVICE_PATH", .size = 2, .fields = usb_fields, .doc = {.summary = "USB"}};

#define MAC UEFI "10.3.4, Messaging Device Path" EDK2
static const struct tdxp_field mac_fields[] = {
    {.name = "MacAddress",
     .type_name = "EFI_MAC_ADDRESS",
     .offset = 0,
     .size = 32,
     .type = TDXP_TYPE_BYTES,
     .doc = {"address of the network card", "Six bytes for Ethernet; zeros fill the rest.", MAC}},
    NUMBER("IfType", "UINT8", 32, 1, TDXP_ROLE_NUMBER, "type of the network", "1 is Ethernet (RFC 3232).", MAC),
    {.name = NULL},
};
static const struct tdxp_format mac = {
    .name = "MAC_ADDR_DEVICE_PATH", .size = 33, .fields = mac_fields, .doc = {.summary = "MAC address"}};

#define UART UEFI "10.3.4, Messaging Device Path" EDK2
static const struct tdxp_field uart_fields[] = {
    NUMBER("Reserved", "UINT32", 0, 4, TDXP_ROLE_NUMBER, "not used", "Nobody looks at it.", UART),
    NUMBER("BaudRate", "UINT64", 4, 8, TDXP_ROLE_COUNT, "bits a second", "0: what the device has as default.", UART),
    NUMBER("DataBits", "UINT8", 12, 1, TDXP_ROLE_COUNT, "bits of a character", "0: what the device has as default.",
           UART),
    NUMBER("Parity", "UINT8", 13, 1, TDXP_ROLE_NUMBER, "parity bit",
           "0 default, 1 none, 2 even, 3 odd, 4 mark, 5 space.", UART),
    NUMBER("StopBits", "UINT8", 14, 1, TDXP_ROLE_NUMBER, "stop bits", "0 default, 1 one, 2 one and a half, 3 two.",
           UART),
    {.name = NULL},
};
static const struct tdxp_format uart = {
    .name = "UART_DEVICE_PATH", .size = 15, .fields = uart_fields, .doc = {.summary = "UART"}};

#define SATA UEFI "10.3.4, Messaging Device Path" EDK2
static const struct tdxp_field sata_fields[] = {
    NUMBER("HBAPortNumber", "UINT16", 0, 2, TDXP_ROLE_NUMBER, "port of the controller", "ffff is reserved.", SATA),
    NUMBER("PortMultiplierPortNumber", "UINT16", 2, 2, TDXP_ROLE_NUMBER, "port of the port multiplier",
           "ffff: there is none.", SATA),
    NUMBER("Lun", "UINT16", 4, 2, TDXP_ROLE_NUMBER, "number of the logical unit", "Inside of the device.", SATA),
    {.name = NULL},
};
static const struct tdxp_format sata = {
    .name = "SATA_DEVICE_PATH", .size = 6, .fields = sata_fields, .doc = {.summary = "SATA"}};

#define HARD_DRIVE UEFI "10.3.5, Media Device Path" EDK2
static const struct tdxp_field hard_drive_fields[] = {
    NUMBER("PartitionNumber", "UINT32", 0, 4, TDXP_ROLE_COUNT, "number of the partition",
           "Counted from 1; 0 is the whole disk.", HARD_DRIVE),
    NUMBER("PartitionStart", "UINT64", 4, 8, TDXP_ROLE_NUMBER, "first block of the partition",
           "In logical blocks of the disk.", HARD_DRIVE),
    NUMBER("PartitionSize", "UINT64", 12, 8, TDXP_ROLE_NUMBER, "size of the partition",
           "In logical blocks of the disk.", HARD_DRIVE),
    {.name = "Signature",
     .type_name = "UINT8[16]",
     .offset = 20,
     .size = 16,
     .type = TDXP_TYPE_BYTES,
     .doc = {"by what the partition is found again",
             "The GUID of the partition for GPT; the number of the disk for MBR.", HARD_DRIVE}},
    NUMBER("MBRType", "UINT8", 36, 1, TDXP_ROLE_NUMBER, "form of the partition table", "1 MBR, 2 GPT.", HARD_DRIVE),
    NUMBER("SignatureType", "UINT8", 37, 1, TDXP_ROLE_NUMBER, "what Signature is",
           "0 nothing, 1 a number of 32 bits, 2 a GUID.", HARD_DRIVE),
    {.name = NULL},
};
static const struct tdxp_format hard_drive = {
    .name = "HARDDRIVE_DEVICE_PATH", .size = 38, .fields = hard_drive_fields, .doc = {.summary = "hard drive"}};

#define PIWG UEFI "10.3.5, Media Device Path" EDK2
static const struct tdxp_field firmware_fields[] = {
    {.name = "Name",
     .type_name = "EFI_GUID",
     .offset = 0,
     .size = 16,
     .type = TDXP_TYPE_GUID,
     .doc = {"name of the firmware volume, or of the file in it",
             "FvName of a volume's extended header; Name of a file's header.", PIWG}},
    {.name = NULL},
};
static const struct tdxp_format firmware = {
    .name = "MEDIA_FW_VOL_DEVICE_PATH", .size = 16, .fields = firmware_fields, .doc = {.summary = "firmware"}};

const struct device_path_kind device_path_kinds[] = {
    {0x01, 0x01, "PCI", "Pci", &pci},
    {0x01, 0x02, "PCCARD", "PcCard", NULL},
    {0x01, 0x03, "Memory mapped", "MemoryMapped", NULL},
    {0x01, 0x04, "Hardware vendor", "VenHw", &vendor},
    {0x01, 0x05, "Controller", "Ctrl", NULL},
    {0x01, 0x06, "BMC", "BMC", NULL},
    {0x02, 0x01, "ACPI", "Acpi", &acpi},
    {0x02, 0x02, "Expanded ACPI", "AcpiEx", NULL},
    {0x02, 0x03, "ACPI _ADR", "AcpiAdr", NULL},
    {0x02, 0x04, "NVDIMM", "AcpiNvdimm", NULL},
    {0x03, 0x01, "ATAPI", "Ata", NULL},
    {0x03, 0x02, "SCSI", "Scsi", &scsi},
    {0x03, 0x03, "Fibre Channel", "Fibre", NULL},
    {0x03, 0x04, "1394", "I1394", NULL},
    {0x03, 0x05, "USB", "USB", &usb},
    {0x03, 0x06, "I2O", "I2O", NULL},
    {0x03, 0x09, "InfiniBand", "Infiniband", NULL},
    {0x03, 0x0a, "Messaging vendor", "VenMsg", &vendor},
    {0x03, 0x0b, "MAC address", "MAC", &mac},
    {0x03, 0x0c, "IPv4", "IPv4", NULL},
    {0x03, 0x0d, "IPv6", "IPv6", NULL},
    {0x03, 0x0e, "UART", "Uart", &uart},
    {0x03, 0x0f, "USB class", "UsbClass", NULL},
    {0x03, 0x10, "USB WWID", "UsbWwid", NULL},
    {0x03, 0x11, "Logical unit", "Unit", NULL},
    {0x03, 0x12, "SATA", "Sata", &sata},
    {0x03, 0x13, "iSCSI", "iSCSI", NULL},
    {0x03, 0x14, "VLAN", "Vlan", NULL},
    {0x03, 0x15, "Fibre Channel Ex", "FibreEx", NULL},
    {0x03, 0x16, "SAS Ex", "SasEx", NULL},
    {0x03, 0x17, "NVMe", "NVMe", NULL},
    {0x03, 0x18, "URI", "Uri", NULL},
    {0x03, 0x19, "UFS", "UFS", NULL},
    {0x03, 0x1a, "SD", "SD", NULL},
    {0x03, 0x1b, "Bluetooth", "Bluetooth", NULL},
    {0x03, 0x1c, "Wi-Fi", "Wi-Fi", NULL},
    {0x03, 0x1d, "eMMC", "eMMC", NULL},
    {0x03, 0x1e, "Bluetooth LE", "BluetoothLE", NULL},
    {0x03, 0x1f, "DNS", "Dns", NULL},
    {0x03, 0x20, "NVDIMM namespace", "NVDIMM", NULL},
    {0x03, 0x21, "REST service", "RestService", NULL},
    {0x03, 0x22, "NVMe-oF namespace", "NVMEoF", NULL},
    {0x04, 0x01, "Hard drive", "HD", &hard_drive},
    {0x04, 0x02, "CD-ROM", "CDROM", NULL},
    {0x04, 0x03, "Media vendor", "VenMedia", &vendor},
    {0x04, 0x04, "File path", "File", NULL},
    {0x04, 0x05, "Media protocol", "Media", NULL},
    {0x04, 0x06, "Firmware file", "FvFile", &firmware},
    {0x04, 0x07, "Firmware volume", "Fv", &firmware},
    {0x04, 0x08, "Relative offset range", "Offset", NULL},
    {0x04, 0x09, "RAM disk", "RamDisk", NULL},
    {0x05, 0x01, "BIOS boot", "BBS", NULL},
    {0x7f, 0x01, "End of this path", "", NULL},
    {0x7f, 0xff, "End of all", "", NULL},
    {.name = NULL},
};
