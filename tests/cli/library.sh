#!/bin/sh
# The library as other programs meet it: installed, found through pkg-config, linked as shared and as static.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/cli/lib.sh"

build=${builddir:?is the directory of the build}
example=$top_srcdir/examples/verdicts.c
[ -e "$build/library/libtdxplore.a" ] || { echo "the library is left out of this build"; exit 77; }
[ -e "$build/man/tdxplore.1" ] || { echo "built for another system"; exit 77; }
command -v pkg-config >/dev/null 2>&1 || { echo "pkg-config is not installed"; exit 77; }

# ends STATUS COMMAND...: its output goes to $out and $err.
ends() {
    wanted=$1
    shift
    ran=$*
    "$@" >"$out" 2>"$err"
    check_status "$?" "$wanted"
}

# Of the make that runs the tests nothing goes on to the one that installs.
unset MAKEFLAGS MFLAGS MAKELEVEL
ends 0 make -C "$build" install-data DESTDIR="$work/root"
[ "$failures" -eq 0 ] || exit 1
libs=$work/root$(made libdir)
headers=$work/root$(made includedir)
cc=$(made CC)
PKG_CONFIG_PATH=$libs/pkgconfig${PKG_CONFIG_PATH:+:$PKG_CONFIG_PATH}
PKG_CONFIG_SYSROOT_DIR=$work/root
export PKG_CONFIG_PATH PKG_CONFIG_SYSROOT_DIR
version=$(made PACKAGE_VERSION)
ends 0 pkg-config --modversion tdxplore
is "$out" "$version"

# compile SOURCE PROGRAM ARGUMENT-OF-PKG-CONFIG...: as strictly as anybody may.
compile() {
    source=$1 program=$2
    shift 2
    # shellcheck disable=SC2046,SC2086 # words of their own
    ends 0 $cc -std=c17 -pedantic -Wall -Wextra -Werror -O1 "$source" \
        $(pkg-config --cflags --libs "$@" tdxplore) -o "$program"
    [ "$failures" -eq 0 ] || exit 1
}

# says_the_same PROGRAM IMAGE: the example's sections and verdicts are those of tdxplore.
says_the_same() {
    program=$1 file=$2
    "$TDXPLORE" check "$file" >"$work/check"
    refused=0
    ! grep -q ': refuses: ' "$work/check" || refused=1
    ends "$refused" "$program" "$file"
    sed '/^section /d' "$out" >"$work/verdicts"
    grep -c '^section ' "$out" >"$work/sections"
    sed -n "s|^$file: \([-a-z]*: [ar][ce]\)|\1|p" "$work/check" >"$work/wanted"
    same "$work/verdicts" "$work/wanted"
    [ "$(wc -l <"$work/wanted")" -ge 5 ] || fail "tdxplore check has too few verdicts"
    "$TDXPLORE" info "$file" --json >"$work/info"
    ! command -v jq >/dev/null 2>&1 ||
        is "$work/sections" "$(jq '[.tdvf.sections[]?] | length' "$work/info")"
}

says_all() {
    program=$1
    says_the_same "$program" "$work/sample.img"
    ! ovmf OVMF.fd || says_the_same "$program" "$image"
    says_the_same "$program" "$work/byte.img"
    for bad in nothing.img empty.img; do
        ends 2 "$program" "$work/$bad"
        has "$err" 'verdicts: '
        is "$out" ''
    done
}

run 0 sample -o "$work/sample.img"
: >"$work/empty.img"
printf x >"$work/byte.img"

# Each header stands for itself.
ran='make install-data'
checks=$((checks + 1))
[ -e "$headers/tdxplore/firmware.h" ] || fail 'the headers are not installed'
for header in "$headers"/tdxplore/*.h; do
    printf '#include <tdxplore/%s>\nint main(void) { return 0; }\n' "${header##*/}" >"$work/one.c"
    compile "$work/one.c" "$work/one"
done

compile "$example" "$work/shared"
LD_LIBRARY_PATH=$libs
export LD_LIBRARY_PATH
says_all "$work/shared"

# What is offered is in the headers, has a version, and is the same in both.
if command -v nm >/dev/null 2>&1; then
    nm -D --defined-only --with-symbol-versions "$libs/libtdxplore.so" | awk '$2 != "A" { print $3 }' |
        LC_ALL=C sort >"$work/versioned"
    sed 's/@@TDXPLORE_0$//' "$work/versioned" >"$work/names"
    nm -g --defined-only "$libs/libtdxplore.a" | awk 'NF == 3 { print $3 }' | LC_ALL=C sort >"$work/static"
    ran='nm libtdxplore.so'
    same "$work/names" "$work/static"
    lacks "$work/names" '@'
    cat "$headers"/tdxplore/*.h | tr -c 'a-z0-9_' '[\n*]' | LC_ALL=C sort -u >"$work/words"
    LC_ALL=C comm -23 "$work/names" "$work/words" >"$work/private"
    is "$work/private" ''
    has "$work/names" tdxp_check
fi

# The name that programs are linked with leads to the one that they ask for.
ran=readlink
readlink "$libs/libtdxplore.so.0" >"$work/link"
checks=$((checks + 1))
[ -s "$work/link" ] && [ -f "$libs/$(cat "$work/link")" ] || fail 'libtdxplore.so.0 leads nowhere'

rm "$libs"/libtdxplore.so*
ends 127 "$work/shared" "$work/sample.img"
compile "$example" "$work/static-program" --static
says_all "$work/static-program"
