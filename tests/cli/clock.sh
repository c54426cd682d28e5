#!/bin/sh
# Whatever time a clock tells, and whatever a variable says of its zone: notes are written and read as ever.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/cli/lib.sh"

preload=${builddir:?is the directory of the build}/tests/fault.so
[ -e "$preload" ] || { echo "no library to preload was made: this build has a sanitizer"; exit 77; }
need_jq

image=$work/image.fd
XDG_DATA_HOME=$work/data
export XDG_DATA_HOME
run 0 sample -o "$image"

# at SECONDS ARGS...: run the program when it is that time.
at() {
    seconds=$1
    shift
    ran="tdxplore $* (at $seconds, TZ=${TZ-})"
    LD_PRELOAD=$preload FAULT_TIME=$seconds "$TDXPLORE" "$@" >"$out" 2>"$err"
    check_status "$?" 0
    is "$err" ''
}

# noted SECONDS TIME: a note that is made then is of that time; where TIME is empty, of none.
noted() {
    at "$1" notes "$image" tdvf --text="at $1"
    at "$1" notes "$image"
    has "$out" "| at $1"
    if [ -n "$2" ]; then
        has "$out" "made $2"
    else
        lacks "$out" 'made'
    fi
    at "$1" notes --json "$image"
    json ".notes[0].made == $([ -n "$2" ] && echo "\"$2\"" || echo null)"
    run 0 notes "$image"
    has "$out" "| at $1"
    run 0 notes "$image" tdvf --remove
}
for TZ in '' nonsense XXX99:99:99 :/etc/passwd :/nowhere Asia/Kathmandu; do
    export TZ
    noted 1700000000 2023-11-14T22:13:20Z
done
unset TZ
noted 5000000000 2128-06-11T08:53:20Z
noted 253402300799 9999-12-31T23:59:59Z
for seconds in -1 0 -62135596801 253402300800 9223372036854775807 -9223372036854775808; do
    noted "$seconds" ''
done

# A note that is changed at an earlier time than it was made.
at 2000000000 notes "$image" tdvf --text=first
at 1000000000 notes "$image" tdvf --text=second
run 0 notes "$image"
has "$out" 'made 2033-05-18T03:33:20Z'
has "$out" 'changed 2001-09-09T01:46:40Z'
has "$out" '| second'

# The time that a file tells of its own last change is nothing that anybody believes.
for when in 1901-12-13 1969-12-31T23:59:59 2242-01-01; do
    touch -d "$when" "$image" || continue
    run 0 info "$image"
done
