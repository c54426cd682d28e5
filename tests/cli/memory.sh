#!/bin/sh
# Memory that runs out at any point: what was asked for is printed, or it is said what is missing; nothing crashes or hangs.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/cli/lib.sh"

DENSE=3 # the gap between two points grows by a part of what stands before them: this one

preload=${builddir:?is the directory of the build}/tests/starve.so
[ -e "$preload" ] || { echo "no library to preload was made: a sanitizer allocates in this build"; exit 77; }

# starved VARIABLE=VALUE... PROGRAM ARGS...: with the allocator that fails; the status goes to $status.
starved() {
    env LD_PRELOAD="$preload" "$@" >"$out" 2>"$err"
    status=$?
}

# fed AT ON ARGS...: the program with one allocation that fails, or where ON is not empty all from there.
fed() {
    at=$1 on=${2:+STARVE_ON=1}
    shift 2
    ran="tdxplore $* (allocation $at${on:+ and all that follow})"
    # shellcheck disable=SC2086 # no word where it is empty
    starved STARVE_AT="$at" $on timeout 60 "$TDXPLORE" "$@"
    checks=$((checks + 1))
    if [ "$status" -gt 2 ]; then
        fail "ended with $status"
    elif grep -v '^tdxplore: ' "$err" >"$work/strange"; then
        fail "messages of others: $(head -n 1 "$work/strange")"
    elif [ -s "$err" ] || cmp -s "$out" "$work/whole"; then
        [ -s "$err" ] || [ "$status" -eq "$whole" ] || fail "exit status $status instead of $whole, and nothing said"
    else
        # A hash that could not be computed, in text or JSON, is no reason to keep back the rest.
        grep -q 'could not be computed\|"sha256": null\|memory' "$out" || fail "other output, and nothing said"
    fi
}

# any_point ARGS...: with points in all of a run, the denser the nearer to its begin: libraries set themselves up there.
any_point() {
    ran="tdxplore $*"
    starved STARVE_COUNT="$work/count" "$TDXPLORE" "$@"
    whole=$status
    mv "$out" "$work/whole"
    check_status "$whole" "$((whole <= 1 ? whole : 0))"
    total=$(cat "$work/count")
    checks=$((checks + 1))
    [ "$total" -gt 5 ] || fail "only $total allocations"
    point=1
    while [ "$point" -le "$total" ] && [ "$failures" -lt 5 ]; do
        fed "$point" '' "$@"
        fed "$point" on "$@"
        point=$((point + 1 + point / DENSE))
    done
}

a=$work/a.fd b=$work/b.fd
run 0 sample -o "$a"
run 0 sample --broken=TDVF-S-008 -o "$b"
XDG_DATA_HOME=$work/data
export XDG_DATA_HOME
run 0 notes "$a" tdvf/Signature --text=note

any_point info "$a"
any_point check --json "$a" "$b"
any_point map "$b"
any_point map --json "$a"
any_point measure "$a"
any_point tree "$a"
any_point tree --json "$b"
any_point annotate "$a" tdvf
any_point search "$a" TDVF
any_point extract "$a" "tdvf/section[1]"
any_point diff "$a" "$b"
any_point diff --json "$a" "$b"
any_point patch "$a" tdvf/Version=2
any_point notes "$a"
any_point notes --json "$a"
if ovmf OVMF.fd; then
    any_point tree --unpack "$image"
    any_point check "$image"
fi

# The image that is written is whole, or is not there.
written=$work/written.fd
starved STARVE_COUNT="$work/count" "$TDXPLORE" patch "$a" tdvf/Version=2 -o "$written"
check_status "$status" 0
total=$(cat "$work/count")
mv "$written" "$work/right.fd"
point=1 lost=0
while [ "$point" -le "$total" ]; do
    starved STARVE_AT="$point" STARVE_COUNT="$work/count" "$TDXPLORE" patch "$a" tdvf/Version=2 -o "$written"
    ran="tdxplore patch (allocation $point)"
    checks=$((checks + 1))
    [ "$(cat "$work/count")" -ge "$point" ] || fail "ended before that allocation"
    if [ -e "$written" ]; then
        same "$written" "$work/right.fd"
        check_status "$status" 0
        rm "$written"
    else
        check_status "$status" 2
        has "$err" "tdxplore: "
        lost=$((lost + 1))
    fi
    point=$((point + 1 + total / 40))
done
checks=$((checks + 1))
[ "$lost" -gt 5 ] || fail "memory was missed no more than $lost times"
