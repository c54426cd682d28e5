/* What reports say of a guest in words: one row for each. */
#include "report/guest.h"

const struct guest_words guest_words[TDXP_GUESTS] = {
    [TDXP_GUEST_TDX] =
        {
            .none = "No TDX descriptor: this image does not say how to build a trust domain.",
            .empty = "No section describes memory.",
            .builds = "as the VMM builds it",
            .into = "measured into MRTD (MR.EXTEND)",
            .added = "added (PAGE.ADD)",
            .measured = "of it measured (MR.EXTEND)",
            .zero = "of it without bytes of the file",
            .augmented = "left to the guest to accept (PAGE.AUG)",
        },
    /* The image itself is loaded whole, and each page goes into the launch digest with its type (SNP_LAUNCH_UPDATE). */
    [TDXP_GUEST_SEV] =
        {
            .none = "No SEV metadata: this image does not say how to build an SEV-SNP guest.",
            .empty = "The SEV metadata describes no memory.",
            .builds = "as the VMM builds it for SEV-SNP",
            .into = "contents measured into the launch digest",
            .added = "added (SNP_LAUNCH_UPDATE)",
            .measured = "of it measured with its contents",
            .zero = "of it without bytes of the file",
        },
};
