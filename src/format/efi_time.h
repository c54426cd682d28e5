/* EFI_TIME: dates and times of UEFI. */
#ifndef FORMAT_EFI_TIME_H
#define FORMAT_EFI_TIME_H

#include "tdxplore/tree.h"

extern const struct tdxp_format efi_time_format;

enum { EFI_TIME_TEXT = 32 };

/*
 * Write date and time of the EFI_TIME at offset, "2024-05-01 12:00:00", into text, "" where it is not all there. False where
 * there is no such time.
 */
bool efi_time_text(const struct tdxp_bytes *bytes, uint64_t offset, char text[static EFI_TIME_TEXT]);

/* Add the fields of the time that a node covers as its children, and write it as text. node may be NULL. */
void efi_time_decode(struct tdxp_tree *tree, struct tdxp_node *node);

#endif
