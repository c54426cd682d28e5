dnl Compiler and linker flags that are used where they work.

dnl TDXP_COMPILE_FLAG(FLAG, VARIABLE)
dnl Append FLAG to VARIABLE if the compiler takes it without a word. A program is linked too: some
dnl flags are accepted while compiling and then need a run-time library that may be missing.
AC_DEFUN([TDXP_COMPILE_FLAG], [
    AS_VAR_PUSHDEF([tdxp_cache], [tdxp_cv_compile_flag_$1])
    AC_CACHE_CHECK([whether $CC accepts $1], [tdxp_cache], [
        tdxp_saved_CFLAGS=$CFLAGS
        CFLAGS="$CFLAGS -Werror $1"
        AC_LINK_IFELSE([AC_LANG_PROGRAM([], [])],
            [AS_VAR_SET([tdxp_cache], [yes])], [AS_VAR_SET([tdxp_cache], [no])])
        CFLAGS=$tdxp_saved_CFLAGS
    ])
    AS_VAR_IF([tdxp_cache], [yes], [$2="$$2 $1"])
    AS_VAR_POPDEF([tdxp_cache])
])

dnl TDXP_LINK_FLAG(FLAG, VARIABLE)
dnl Append FLAG to VARIABLE if the linker takes it without a word.
AC_DEFUN([TDXP_LINK_FLAG], [
    AS_VAR_PUSHDEF([tdxp_cache], [tdxp_cv_link_flag_$1])
    AC_CACHE_CHECK([whether the linker accepts $1], [tdxp_cache], [
        tdxp_saved_LDFLAGS=$LDFLAGS
        LDFLAGS="$LDFLAGS -Werror $1"
        AC_LINK_IFELSE([AC_LANG_PROGRAM([], [])],
            [AS_VAR_SET([tdxp_cache], [yes])], [AS_VAR_SET([tdxp_cache], [no])])
        LDFLAGS=$tdxp_saved_LDFLAGS
    ])
    AS_VAR_IF([tdxp_cache], [yes], [$2="$$2 $1"])
    AS_VAR_POPDEF([tdxp_cache])
])

dnl TDXP_STANDARD_FLAGS
dnl C17 with the extensions of the C library, or stop.
AC_DEFUN([TDXP_STANDARD_FLAGS], [
    TDXP_COMPILE_FLAG([-std=gnu17], [TDXP_CFLAGS])
    AS_VAR_IF([tdxp_cv_compile_flag__std_gnu17], [yes], [],
        [AC_MSG_ERROR([$CC does not know C17 (-std=gnu17)])])
    AC_SUBST([TDXP_CPPFLAGS])
    AC_SUBST([TDXP_CFLAGS])
    AC_SUBST([TDXP_LDFLAGS])
    AC_SUBST([TDXP_PIE])
])

dnl TDXP_WARNING_FLAGS
AC_DEFUN([TDXP_WARNING_FLAGS], [
    m4_foreach_w([tdxp_flag], [
        -Wall -Wextra
        -Wcast-align -Wcast-qual -Wdate-time -Wdouble-promotion
        -Wduplicated-branches -Wduplicated-cond -Wformat=2 -Wformat-signedness
        -Wimplicit-fallthrough -Wlogical-op -Wmissing-declarations -Wmissing-prototypes
        -Wnested-externs -Wold-style-definition -Wpointer-arith -Wredundant-decls
        -Wshadow -Wstrict-prototypes -Wundef -Wvla -Wwrite-strings
    ], [TDXP_COMPILE_FLAG(tdxp_flag, [TDXP_CFLAGS])])
    AS_IF([test "x$enable_werror" != xno], [TDXP_CFLAGS="$TDXP_CFLAGS -Werror"])
])

dnl TDXP_SANITIZER_FLAGS
dnl Asked for by name, so a compiler without them is an error.
AC_DEFUN([TDXP_SANITIZER_FLAGS], [
    tdxp_sanitizers=
    TDXP_COMPILE_FLAG([-fsanitize=address,undefined], [tdxp_sanitizers])
    AS_IF([test -z "$tdxp_sanitizers"],
        [AC_MSG_ERROR([$CC cannot build with -fsanitize=address,undefined (is its run-time library missing?)])])
    TDXP_CFLAGS="$TDXP_CFLAGS $tdxp_sanitizers -fno-sanitize-recover=all -fno-omit-frame-pointer"
])

dnl TDXP_COVERAGE_FLAGS
dnl Asked for by name as well.
AC_DEFUN([TDXP_COVERAGE_FLAGS], [
    tdxp_coverage=
    TDXP_COMPILE_FLAG([--coverage], [tdxp_coverage])
    AS_IF([test -z "$tdxp_coverage"], [AC_MSG_ERROR([$CC cannot build with --coverage])])
    TDXP_CFLAGS="$TDXP_CFLAGS $tdxp_coverage"
])

dnl TDXP_LIBRARY_FLAGS
dnl What the shared library needs is compiled into all objects: so they are compiled once, for the library and for the
dnl program. No other library takes the place of a function of this one, so calls within it go straight.
AC_DEFUN([TDXP_LIBRARY_FLAGS], [
    TDXP_COMPILE_FLAG([-fPIC], [TDXP_CFLAGS])
    TDXP_COMPILE_FLAG([-fno-semantic-interposition], [TDXP_CFLAGS])
])

dnl TDXP_HARDENING_FLAGS
AC_DEFUN([TDXP_HARDENING_FLAGS], [
    TDXP_COMPILE_FLAG([-fstack-protector-strong], [TDXP_CFLAGS])
    TDXP_COMPILE_FLAG([-fstack-clash-protection], [TDXP_CFLAGS])
    TDXP_COMPILE_FLAG([-fcf-protection=full], [TDXP_CFLAGS])
    AS_IF([test "x$have_library" = xno], [TDXP_COMPILE_FLAG([-fPIE], [TDXP_CFLAGS])])
    AS_CASE([$TDXP_CFLAGS], [*-fPI*], [TDXP_LINK_FLAG([-pie], [TDXP_PIE])])
    TDXP_LINK_FLAG([-Wl,-z,relro], [TDXP_LDFLAGS])
    TDXP_LINK_FLAG([-Wl,-z,now], [TDXP_LDFLAGS])
    TDXP_LINK_FLAG([-Wl,-z,noexecstack], [TDXP_LDFLAGS])
    AS_IF([test "x$enable_sanitizers" = xno], [TDXP_FORTIFY_SOURCE])
])

dnl TDXP_FORTIFY_SOURCE
dnl The highest level that the C library makes something of. None without optimisation, where it only
dnl warns; none where the builder has chosen one. The sanitizers see more without it: it replaces the
dnl calls that they watch.
AC_DEFUN([TDXP_FORTIFY_SOURCE], [
    AC_CACHE_CHECK([for the level of _FORTIFY_SOURCE], [tdxp_cv_fortify_source], [
        tdxp_cv_fortify_source=none
        AS_CASE([" $CPPFLAGS $CFLAGS "],
            [*_FORTIFY_SOURCE*], [tdxp_cv_fortify_source="as given"],
            [for tdxp_level in 3 2; do
                tdxp_saved_CPPFLAGS=$CPPFLAGS
                CPPFLAGS="$CPPFLAGS -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=$tdxp_level"
                AC_COMPILE_IFELSE([AC_LANG_SOURCE([[
                    #include <stdlib.h>
                    #if !defined __OPTIMIZE__ || __USE_FORTIFY_LEVEL != _FORTIFY_SOURCE
                    #error this level has no effect
                    #endif
                    ]])], [tdxp_cv_fortify_source=$tdxp_level])
                CPPFLAGS=$tdxp_saved_CPPFLAGS
                test "$tdxp_cv_fortify_source" = none || break
            done])
    ])
    AS_CASE([$tdxp_cv_fortify_source],
        [2|3], [TDXP_CPPFLAGS="$TDXP_CPPFLAGS -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=$tdxp_cv_fortify_source"])
])
