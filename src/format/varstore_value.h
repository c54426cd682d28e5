/* Values of variables that are numbers, switches and rows of them. */
#ifndef FORMAT_VARSTORE_VALUE_H
#define FORMAT_VARSTORE_VALUE_H

#include "tdxplore/format.h"

extern const struct tdxp_format value_format_switch;
extern const struct tdxp_format value_format_option;
extern const struct tdxp_format value_format_timeout;
extern const struct tdxp_format value_format_indications;
extern const struct tdxp_format value_format_signature_type;
extern const struct tdxp_format value_format_counter;
extern const struct tdxp_format value_format_error_flag;
extern const struct tdxp_format value_format_memory_type;
extern const struct tdxp_format value_format_certificates;

#endif
