/* The measurement of the guest that is shown. */
#include "tui/measure_kind.h"

const struct measure_kind *measure_kind_of(const struct app *app)
{
    return app->whose == TDXP_GUEST_SEV ? &measure_snp : &measure_tdx;
}

struct measured measured_of(const struct app *app)
{
    struct measured measured = {.kind = measure_kind_of(app), .app = app};

    measured.kind->read(&measured);
    return measured;
}
