/* The variables that are known: what they are for, and what their data is made of. */
#include <stddef.h>
#include <string.h>

#include "format/device_path.h"
#include "format/siglist.h"
#include "format/varstore.h"
#include "format/varstore_value.h"
#include "tdxplore/guid.h"

#define GLOBAL "UEFI specification 2.10, 3.3, Globally Defined Variables"
#define DATABASE "UEFI specification 2.10, 32.4.1, Signature Database"
#define SECURE_BOOT "UEFI specification 2.10, 32.3, Firmware/OS Key Exchange"
#define EDK2_SECURITY "tianocore/edk2:SecurityPkg/Include/Guid/AuthenticatedVariableFormat.h"
#define EDK2_AUTH "tianocore/edk2:MdeModulePkg/Include/Guid/"
#define MTC EDK2_AUTH "MtcVendor.h"
#define ERROR_FLAG EDK2_AUTH "VarErrorFlag.h"
#define MEMORY_INFORMATION EDK2_AUTH "MemoryTypeInformation.h"
#define SHIM "rhboot/shim:mok.c"

static const struct tdxp_guid global =
    TDXP_GUID(0x8be4df61, 0x93ca, 0x11d2, 0xaa, 0x0d, 0x00, 0xe0, 0x98, 0x03, 0x2b, 0x8c);
static const struct tdxp_guid database =
    TDXP_GUID(0xd719b2cb, 0x3d3a, 0x4596, 0xa3, 0xbc, 0xda, 0xd0, 0x0e, 0x67, 0x65, 0x6f);
static const struct tdxp_guid secure_boot_enable =
    TDXP_GUID(0xf0a30bc7, 0xaf08, 0x4556, 0x99, 0xc4, 0x00, 0x10, 0x09, 0xc9, 0x3a, 0x44);
static const struct tdxp_guid custom_mode =
    TDXP_GUID(0xc076ec0c, 0x7028, 0x4399, 0xa0, 0x72, 0x71, 0xee, 0x5c, 0x44, 0x8b, 0x9f);
static const struct tdxp_guid vendor_keys =
    TDXP_GUID(0x9073e4e0, 0x60ec, 0x4b6e, 0x99, 0x03, 0x4c, 0x22, 0x3c, 0x26, 0x0f, 0x3c);
static const struct tdxp_guid certificates =
    TDXP_GUID(0xd9bee56e, 0x75dc, 0x49d9, 0xb4, 0xd7, 0xb5, 0x34, 0x21, 0x0f, 0x63, 0x7a);
static const struct tdxp_guid counter =
    TDXP_GUID(0xeb704011, 0x1402, 0x11d3, 0x8e, 0x77, 0x00, 0xa0, 0xc9, 0x69, 0x72, 0x3b);
static const struct tdxp_guid error_flag =
    TDXP_GUID(0x04b37fe8, 0xf6ae, 0x480b, 0xbd, 0xd5, 0x37, 0xd9, 0x8c, 0x5e, 0x89, 0xaa);
static const struct tdxp_guid memory_types =
    TDXP_GUID(0x4c19049f, 0x4137, 0x4dd3, 0x9c, 0x10, 0x8b, 0x97, 0xa8, 0x3f, 0xfd, 0xfa);
static const struct tdxp_guid shim =
    TDXP_GUID(0x605dab50, 0xe046, 0x4300, 0xab, 0xb6, 0x3d, 0xd8, 0x10, 0xdd, 0x8b, 0x23);
static const struct tdxp_guid iscsi =
    TDXP_GUID(0x4b47d616, 0xa8d6, 0x4552, 0x9d, 0x44, 0xcc, 0xad, 0x2e, 0x0f, 0x4c, 0xf9);
static const struct tdxp_guid initiator =
    TDXP_GUID(0x59324945, 0xec44, 0x4c0d, 0xb1, 0xcd, 0x9d, 0xb1, 0x39, 0xdf, 0x07, 0x0c);

/* ---- the variables ---- */

#define FIELDS(format) (format), false, NULL
#define ROW_OF(format) (format), true, NULL
#define BY(function) NULL, false, (function)
#define BYTES NULL, false, NULL

#define ANY_CONSOLE "Several devices may be named, one path behind the other; all of them are used."
#define LIST \
    "A list of signatures: certificates, keys or hashes. A change must be signed with a key that PK or KEK vouches for."
#define NO_STORE "Firmware makes it anew at each start; in a store it has no effect."
#define MOK                                                                                                      \
    "shim, a boot loader that Microsoft signs for Linux distributions, keeps its own lists beside those of the " \
    "firmware. They are changed at the console, by somebody who knows a password."

const struct varstore_known varstore_known[] = {
    /* Secure Boot. */
    {"PK",
     &global,
     {"platform key: who owns the machine",
      "One certificate. Its owner may change KEK; deleting it switches Secure Boot off.", SECURE_BOOT},
     BY(siglist_decode)},
    {"KEK", &global, {"key exchange keys: who may change db and dbx", LIST, SECURE_BOOT}, BY(siglist_decode)},
    {"db", &database, {"which programs may be started", LIST, DATABASE}, BY(siglist_decode)},
    {"dbx", &database, {"which programs must not be started", "It outweighs db. " LIST, DATABASE}, BY(siglist_decode)},
    {"dbt", &database, {"whose time stamps of signatures are trusted", LIST, DATABASE}, BY(siglist_decode)},
    {"dbr", &database, {"which programs may start a recovery", LIST, DATABASE}, BY(siglist_decode)},
    {"PKDefault", &global, {"the platform key that the machine came with", NO_STORE, GLOBAL}, BY(siglist_decode)},
    {"KEKDefault", &global, {"the key exchange keys that the machine came with", NO_STORE, GLOBAL}, BY(siglist_decode)},
    {"dbDefault", &global, {"the db that the machine came with", NO_STORE, GLOBAL}, BY(siglist_decode)},
    {"dbxDefault", &global, {"the dbx that the machine came with", NO_STORE, GLOBAL}, BY(siglist_decode)},
    {"dbtDefault", &global, {"the dbt that the machine came with", NO_STORE, GLOBAL}, BY(siglist_decode)},
    {"SecureBoot", &global, {"on: the firmware checks what it starts", NO_STORE, GLOBAL}, FIELDS(&value_format_switch)},
    {"SetupMode",
     &global,
     {"on: there is no platform key, and anybody may write the lists", NO_STORE, GLOBAL},
     FIELDS(&value_format_switch)},
    {"AuditMode",
     &global,
     {"on: what would be refused is noted, and started all the same", NO_STORE, GLOBAL},
     FIELDS(&value_format_switch)},
    {"DeployedMode",
     &global,
     {"on: the mode of Secure Boot cannot be changed by programs", NO_STORE, GLOBAL},
     FIELDS(&value_format_switch)},
    {"VendorKeys",
     &global,
     {"on: nobody has changed the keys that the machine came with", NO_STORE, GLOBAL},
     FIELDS(&value_format_switch)},
    {"SignatureSupport",
     &global,
     {"types of signatures that the firmware understands", NO_STORE, GLOBAL},
     ROW_OF(&value_format_signature_type)},
    {"SecureBootEnable",
     &secure_boot_enable,
     {"on: Secure Boot is wanted", "EDK2's own switch. It takes effect where there is a platform key.", EDK2_SECURITY},
     FIELDS(&value_format_switch)},
    {"CustomMode",
     &custom_mode,
     {"on: keys can be changed without a signature",
      "EDK2's own switch, for somebody who sits at the machine. Tools that enrol keys turn it on and off again.",
      EDK2_SECURITY},
     FIELDS(&value_format_switch)},
    {"VendorKeysNv",
     &vendor_keys,
     {"on: nobody has changed the keys that the machine came with", "EDK2 keeps here what it tells as VendorKeys.",
      EDK2_SECURITY},
     FIELDS(&value_format_switch)},
    {"certdb",
     &certificates,
     {"who signed which variable first",
      "For signed variables that are no part of Secure Boot: only the same signer may change them.", EDK2_SECURITY},
     FIELDS(&value_format_certificates)},
    {"MokList", &shim, {"machine owner's keys: what shim starts beside what db allows", MOK, SHIM}, BY(siglist_decode)},
    {"MokListX", &shim, {"what shim does not start whatever else allows it", MOK, SHIM}, BY(siglist_decode)},
    {"MokListRT", &shim, {"copy of MokList for the operating system", MOK, SHIM}, BY(siglist_decode)},
    {"MokListXRT", &shim, {"copy of MokListX for the operating system", MOK, SHIM}, BY(siglist_decode)},
    {"MokNew", &shim, {"keys that wait to be added to MokList", MOK, SHIM}, BY(siglist_decode)},
    {"MokDel", &shim, {"keys that wait to be taken from MokList", MOK, SHIM}, BY(siglist_decode)},
    {"MokSBState", &shim, {"on: shim starts what is not signed, too", MOK, SHIM}, FIELDS(&value_format_switch)},

    /* The boot manager. */
    {"BootOrder",
     &global,
     {"in which order boot options are tried", "Numbers of boot options, the first to be tried first.", GLOBAL},
     ROW_OF(&value_format_option)},
    {"BootNext",
     &global,
     {"which boot option is tried first at the next start",
      "Once: the firmware deletes the variable before it starts the option.", GLOBAL},
     FIELDS(&value_format_option)},
    {"BootCurrent", &global, {"which boot option was started", NO_STORE, GLOBAL}, FIELDS(&value_format_option)},
    {"Boot####",
     &global,
     {"a boot option: a program that can be started", "BootOrder says which are tried.", GLOBAL},
     BY(load_option_decode)},
    {"DriverOrder",
     &global,
     {"in which order driver options are loaded", "Numbers of driver options.", GLOBAL},
     ROW_OF(&value_format_option)},
    {"Driver####",
     &global,
     {"a driver option: a driver that is loaded before anything is booted", "DriverOrder says which are loaded.",
      GLOBAL},
     BY(load_option_decode)},
    {"SysPrepOrder",
     &global,
     {"in which order preparing programs are run", "Numbers of SysPrep options.", GLOBAL},
     ROW_OF(&value_format_option)},
    {"SysPrep####",
     &global,
     {"a program that is run before anything is booted", "SysPrepOrder says which are run.", GLOBAL},
     BY(load_option_decode)},
    {"OsRecovery####",
     &global,
     {"a program that recovers the operating system", "The firmware starts it where no boot option can be started.",
      GLOBAL},
     BY(load_option_decode)},
    {"PlatformRecovery####",
     &global,
     {"a program that recovers the machine", "The firmware starts it where no boot option can be started.", GLOBAL},
     BY(load_option_decode)},
    {"Key####",
     &global,
     {"keys that start a boot option", "Pressed while the firmware waits.", GLOBAL},
     BY(key_option_decode)},
    {"Timeout",
     &global,
     {"how long the firmware waits for a key before it boots", "In seconds.", GLOBAL},
     FIELDS(&value_format_timeout)},
    {"OsIndications",
     &global,
     {"what the operating system asks of the firmware", "Looked at during the next start.", GLOBAL},
     FIELDS(&value_format_indications)},
    {"OsIndicationsSupported",
     &global,
     {"what the operating system may ask of the firmware", NO_STORE, GLOBAL},
     FIELDS(&value_format_indications)},

    /* Consoles and languages. */
    {"ConIn", &global, {"devices that keys are read from", ANY_CONSOLE, GLOBAL}, BY(device_path_decode_data)},
    {"ConOut", &global, {"devices that text is written to", ANY_CONSOLE, GLOBAL}, BY(device_path_decode_data)},
    {"ErrOut", &global, {"devices that errors are written to", ANY_CONSOLE, GLOBAL}, BY(device_path_decode_data)},
    {"ConInDev", &global, {"devices that keys could be read from", NO_STORE, GLOBAL}, BY(device_path_decode_data)},
    {"ConOutDev", &global, {"devices that text could be written to", NO_STORE, GLOBAL}, BY(device_path_decode_data)},
    {"ErrOutDev", &global, {"devices that errors could be written to", NO_STORE, GLOBAL}, BY(device_path_decode_data)},
    {"PlatformLang",
     &global,
     {"language of the firmware", "As RFC 4646 writes languages: en, de-CH.", GLOBAL},
     BY(varstore_text_decode)},
    {"PlatformLangCodes",
     &global,
     {"languages that the firmware can speak", "As RFC 4646 writes languages, with semicolons between them.", GLOBAL},
     BY(varstore_text_decode)},
    {"Lang",
     &global,
     {"language of the firmware, in the old form", "Three letters of ISO 639-2. PlatformLang took its place.", GLOBAL},
     BY(varstore_text_decode)},
    {"LangCodes",
     &global,
     {"languages that the firmware can speak, in the old form",
      "Three letters of ISO 639-2 each. PlatformLangCodes took its place.", GLOBAL},
     BY(varstore_text_decode)},
    {"SbatLevel",
     &shim,
     {"which generations of boot loaders are refused", MOK, "rhboot/shim:SBAT.md"},
     BY(varstore_text_decode)},

    /* EDK2's own. */
    {"MTC",
     &counter,
     {"upper half of a counter that never falls", "It goes up with each start of the machine.", MTC},
     FIELDS(&value_format_counter)},
    {"VarErrorFlag",
     &error_flag,
     {"whether there was room for all variables", "EDK2 offers to clean up where there was not.", ERROR_FLAG},
     FIELDS(&value_format_error_flag)},
    {"MemoryTypeInformation",
     &memory_types,
     {"how much memory of each type the last start needed",
      "The firmware sets as much aside early, so that the memory map is the same at each start.", MEMORY_INFORMATION},
     ROW_OF(&value_format_memory_type)},
    {"InitialAttemptOrder",
     &iscsi,
     {"in which order disks on the network are tried", "One byte each: the number of an attempt.",
      "tianocore/edk2:NetworkPkg/IScsiDxe/IScsiConfig.c"},
     BYTES},
    {"Attempt #",
     &initiator,
     {"how to reach a disk on the network (iSCSI)", "A name, addresses and passwords of one attempt.",
      "tianocore/edk2:NetworkPkg/IScsiDxe/IScsiConfig.c"},
     BYTES},
    {"I_NAME",
     &initiator,
     {"name of this machine to disks on the network (iSCSI)", "An iSCSI qualified name.",
      "UEFI specification 2.10, 16.2, EFI_ISCSI_INITIATOR_NAME_PROTOCOL"},
     BYTES},
};

const size_t varstore_known_count = sizeof varstore_known / sizeof varstore_known[0];

/* Digits are capital letters: the specification prints them so. */
static bool name_fits(const char *pattern, const char *name)
{
    for (; *pattern && *name; pattern++, name++) {
        if (*pattern == '#' ? !strchr("0123456789ABCDEF", *name) : *pattern != *name) {
            return false;
        }
    }
    return *pattern == '\0' && *name == '\0';
}

const struct varstore_known *varstore_known_find(const char *name, const struct tdxp_guid *vendor)
{
    for (size_t i = 0; i < varstore_known_count; i++) {
        if (tdxp_guid_equal(varstore_known[i].vendor, vendor) && name_fits(varstore_known[i].name, name)) {
            return &varstore_known[i];
        }
    }
    return NULL;
}
