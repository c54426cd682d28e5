#!/bin/sh
# Builds the Debian packages out of a tarball and looks through them.
#
# usage: package.sh TARBALL DIRECTORY
#
# The packages are left in DIRECTORY, which is emptied first. The build does not run the tests, and leaves out what debuggers want. What must hold: lintian has
# neither errors nor warnings; program, manual pages, completions, lessons and library are where Debian looks
# for them and work; and the tarball that the unpacked tree makes of itself is the one that it came from, byte by byte.
# Exit status: 0 all holds, 1 something does not, or what builds packages is not installed.
set -eu
LC_ALL=C
export LC_ALL
unset MAKEFLAGS MFLAGS MAKELEVEL

[ $# -eq 2 ] || { echo 'usage: package.sh TARBALL DIRECTORY' >&2; exit 2; }
for tool in dpkg-buildpackage dh lintian; do
    command -v "$tool" >/dev/null 2>&1 || { echo "package: $tool is not installed" >&2; exit 1; }
done
tarball=$(realpath "$1")
rm -rf "$2"
mkdir -p "$2"
cd "$2"
failures=0

say() {
    printf 'package: %s\n' "$*"
}

fail() {
    say "$@"
    failures=$((failures + 1))
}

# quietly LOG COMMAND...: the end of what it said is shown where it fails, and that is the end.
quietly() {
    log=$1
    shift
    "$@" >"$log" 2>&1 && return
    tail -n 60 "$log"
    say "failed: $*"
    exit 1
}

# holds PATH...: each is in the packages, as a file that is not empty.
holds() {
    for path; do
        [ -s "root$path" ] || fail "$path is not in the packages"
    done
}

build() {
    mkdir tree
    tar -xzf "$tarball" -C tree --strip-components=1
    (
        cd tree
        DEB_BUILD_OPTIONS="nocheck noautodbgsym parallel=$(getconf _NPROCESSORS_ONLN)" DEB_BUILD_PROFILES=nocheck
        export DEB_BUILD_OPTIONS DEB_BUILD_PROFILES
        quietly ../build.log dpkg-buildpackage -uc -us
    )
}

lint() {
    lintian -EIL +pedantic --fail-on error,warning --allow-root ./*.changes >lintian.log 2>&1 || {
        cat lintian.log
        fail 'lintian has errors or warnings'
    }
}

# In the unpacked tree the build is another one, in another place, with other rights for new files.
compare_tarballs() {
    (
        umask 077
        TZ=Asia/Tokyo
        export TZ
        quietly dist.log make -C tree/debian/build dist
    )
    cmp "$tarball" tree/debian/build/"${tarball##*/}" || fail 'make dist made other bytes'
}

# shellcheck disable=SC2086 # one argument a file
look_through() {
    lib=/usr/lib/$(dpkg-architecture -qDEB_HOST_MULTIARCH)
    man=/usr/share/man
    for package in ./*_*.deb; do
        dpkg-deb -x "$package" root
    done
    holds /usr/bin/tdxplore /usr/share/doc/tdxplore/tdvf.html
    holds $man/man1/tdxplore.1.gz $man/man5/tdxplore.conf.5.gz $man/man5/tdvf.5.gz
    holds $man/man3/libtdxplore.3.gz $man/man5/tdxplore-lesson.5.gz $man/man7/tdxplore-rules.7.gz
    holds /usr/share/bash-completion/completions/tdxplore
    holds /usr/share/zsh/vendor-completions/_tdxplore
    holds /usr/share/fish/vendor_completions.d/tdxplore.fish /usr/share/tdxplore/complete.sh
    for lesson in tree/lessons/*.lesson; do
        holds "/usr/share/tdxplore/lessons/${lesson##*/}"
    done
    for header in tree/include/tdxplore/*.h; do
        holds "/usr/include/tdxplore/${header##*/}"
    done
    holds $lib/libtdxplore.so.0 $lib/libtdxplore.so $lib/libtdxplore.a $lib/pkgconfig/tdxplore.pc
    holds /usr/share/doc/libtdxplore-dev/examples/verdicts.c
}

# The program without the tree that it was built in, and the example with what the packages alone have.
try_out() {
    program=$PWD/root/usr/bin/tdxplore
    quietly version.log "$program" --version
    quietly sample.log "$program" sample -o sample.img
    quietly check.log "$program" check sample.img
    (
        PKG_CONFIG_SYSROOT_DIR=$PWD/root PKG_CONFIG_PATH=$PWD/root$lib/pkgconfig
        export PKG_CONFIG_SYSROOT_DIR PKG_CONFIG_PATH
        # shellcheck disable=SC2046 # words of their own
        quietly example.log cc root/usr/share/doc/libtdxplore-dev/examples/verdicts.c \
            $(pkg-config --cflags --libs tdxplore) -o verdicts
    )
    # Somebody refuses the sample, which is an exit status of its own.
    LD_LIBRARY_PATH=$PWD/root$lib ./verdicts sample.img >verdicts.log || [ $? -eq 1 ]
    grep -q '^spec: accepts$' verdicts.log || fail 'the example does not run'
}

build
lint
compare_tarballs
look_through
try_out
[ "$failures" -eq 0 ] || exit 1
rm -rf tree root
say "$(echo ./*.deb | sed 's|\./||g')"
