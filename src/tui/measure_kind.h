/* What the measurement pane shows and does, and how the MRTD of a TDX guest and the launch digest of an SEV-SNP one differ. */
#ifndef TUI_MEASURE_KIND_H
#define TUI_MEASURE_KIND_H

#include "tui/app.h"
#include "tui/measure_layout.h"
#include "tui/writer.h"

/* A measurement as the pane shows it, of either kind: as far as it is now. */
struct measured {
    const struct measure_kind *kind;
    const struct app *app;
    enum tdxp_measure_state state;
    uint64_t done, total; /* bytes hashed, and to hash */
    const char *vmm;      /* its key */
    const char *refused;  /* why the launch comes to no value; NULL where it does */
    bool final;           /* neither force nor another VMM helps */
    const char *way_out;  /* what the user may do where it is refused; NULL: nothing */
    const uint8_t *value; /* where state is TDXP_MEASURE_DONE */
    uint32_t row_count;
    const struct tdxp_measure_note *notes;
    size_t note_count;
};

/* A row of the table: a section, or a group of pages. */
struct measured_row {
    int32_t hue;           /* the section whose colour it has; -1: none */
    uint64_t hashed_bytes; /* of all that is hashed */
    const uint8_t *digest; /* up to there; NULL until it is known */
};

/* What is not alike. All is asked of a launch that has been begun. */
struct measure_kind {
    const char *value; /* as in "No MRTD" */
    const char *title; /* in the pane's frame before the VMM */
    const char *hint;
    const struct measure_column *columns; /* column_count of them, from the left */
    unsigned column_count;

    /* Fill in all but kind and app. */
    void (*read)(struct measured *measured);
    /* What is launched by whom, for the first line. */
    void (*head)(const struct app *app, char *text, size_t size);
    struct measured_row (*row)(const struct app *app, uint32_t row);
    /* What stands in a column of MEASURE_TEXT. */
    void (*cell)(const struct app *app, uint32_t row, unsigned column, char *text, size_t size);
    /* What there is to say between the table and the notes. */
    void (*rest)(struct writer *w, const struct measured *measured);
    /* The row of what is selected; -1: none. */
    int32_t (*chosen)(const struct app *app);
    /* Select what a row is of. A message where that is nothing. */
    void (*choose)(struct app *app, uint32_t row, bool remember);
    /* Change the options by a command, and measure anew; false for one that does not. */
    bool (*command)(struct app *app, enum command command);
    bool *(*force)(struct app *app); /* the option */
};

extern const struct measure_kind measure_tdx, measure_snp;

/* That of the guest that is shown. */
const struct measure_kind *measure_kind_of(const struct app *app);

/* Its measurement, which has been begun. */
struct measured measured_of(const struct app *app);

#endif
