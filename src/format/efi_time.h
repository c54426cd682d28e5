/* EFI_TIME: dates and times of UEFI. */
#ifndef FORMAT_EFI_TIME_H
#define FORMAT_EFI_TIME_H

#include "tdxplore/tree.h"

extern const struct tdxp_format efi_time_format;

/* Add the fields of the time that a node covers as its children, and write it as text. node may be NULL. */
void efi_time_decode(struct tdxp_tree *tree, struct tdxp_node *node);

#endif
