# shellcheck shell=sh
# What the tests of the command line share; read with ".", never run.
#
# $TDXPLORE is the program. Each check that does not hold prints what it wanted and what it got; the test then goes on
# and fails at its end.
set -u
: "${TDXPLORE:?is the path of the program}"
LC_ALL=C
export LC_ALL
unset POSIXLY_CORRECT

work=$(mktemp -d "${TMPDIR:-/tmp}/tdxplore-cli.XXXXXX") || exit 99
out=$work/out err=$work/err
failures=0
checks=0
ran=

# shellcheck disable=SC2317 # called by the trap
finish() {
    status=$?
    rm -rf "$work"
    [ "$status" -eq 0 ] || exit "$status"
    [ "$checks" -gt 0 ] || { echo "no check was made"; exit 1; }
    [ "$failures" -eq 0 ] || { echo "$failures of $checks checks failed"; exit 1; }
}
trap finish EXIT

fail() {
    failures=$((failures + 1))
    echo "FAILED: $*"
    echo "    after: $ran"
}

# run STATUS ARGS...: run the program; its output goes to $out and $err. Standard input is that of the caller.
run() {
    wanted=$1
    shift
    ran="tdxplore $*"
    "$TDXPLORE" "$@" >"$out" 2>"$err"
    check_status "$?" "$wanted"
}

# check_status GOT WANTED
check_status() {
    checks=$((checks + 1))
    if [ "$1" -ne "$2" ]; then
        fail "exit status $1 instead of $2"
        sed 's/^/    stderr: /' "$err"
    fi
}

# has FILE TEXT: a line of FILE holds TEXT.
has() {
    checks=$((checks + 1))
    if ! grep -q -F -e "$2" "$1"; then
        fail "'$2' is not in ${1##*/}:"
        sed 's/^/    | /' "$1" | head -n 40
    fi
}

# lacks FILE TEXT
lacks() {
    checks=$((checks + 1))
    if grep -q -F -e "$2" "$1"; then
        fail "'$2' is in ${1##*/}"
    fi
}

# is FILE TEXT: FILE holds nothing but the line TEXT, or nothing at all where TEXT is empty.
is() {
    checks=$((checks + 1))
    if [ "$(cat "$1")" != "$2" ]; then
        fail "${1##*/} is not '$2' but:"
        sed 's/^/    | /' "$1" | head -n 10
    fi
}

# same FILE FILE
same() {
    checks=$((checks + 1))
    cmp "$1" "$2" >"$work/cmp" 2>&1 || fail "$(cat "$work/cmp")"
}

# mistake MESSAGE ARGS...: run the program, which says MESSAGE and where help is, and nothing else.
mistake() {
    message=$1
    shift
    run 2 "$@"
    is "$out" ''
    has "$err" "tdxplore: $message"
    has "$err" "--help' for more information."
}

# json FILTER: the JSON in $out makes the jq filter true.
json() {
    checks=$((checks + 1))
    jq -e "$1" "$out" >"$work/jq" 2>&1 || fail "not true: $1 (got: $(head -c 300 "$work/jq"))"
}

need_jq() {
    command -v jq >/dev/null 2>&1 || { echo "jq is not installed"; exit 77; }
}

# made NAME: the value of a variable of the makefile in $builddir, all references in it followed. Of the make that runs the
# tests nothing goes on to this one.
made() {
    printf 'value:\n\t@echo "$(%s)"\n' "$1" >"$work/value.mk"
    env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL make -s -C "$builddir" -f Makefile -f "$work/value.mk" value
}

# ovmf NAME: the path of an image of Debian's package ovmf in $image; false where it is not installed.
ovmf() {
    for image in "/usr/share/OVMF/$1" "/usr/share/ovmf/$1"; do
        [ ! -r "$image" ] || return 0
    done
    echo "left out: $1 is not installed"
    return 1
}

# patch FILE OFFSET BYTES: write BYTES (as printf takes them) over those at OFFSET.
patch() {
    # shellcheck disable=SC2059 # escapes are wanted
    printf "$3" | dd of="$1" bs=1 seek="$(($2))" conv=notrunc 2>/dev/null
}
