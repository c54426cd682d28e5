/* What the locale says about output. */
#ifndef CLI_LOCALE_H
#define CLI_LOCALE_H

#include <stdbool.h>

/* True where the user's locale takes UTF-8. */
bool locale_is_utf8(void);

#endif
