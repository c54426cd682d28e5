#!/bin/sh
# Writing the built-in sample.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/cli/lib.sh"

run 0 sample
cp "$out" "$work/piped"
is "$err" ''
checks=$((checks + 1))
[ "$(wc -c <"$work/piped")" -eq 16777216 ] || fail "not 16 MiB"

run 0 sample -o "$work/file"
is "$out" ''
same "$work/file" "$work/piped"
run 0 sample --output="$work/again"
same "$work/again" "$work/piped"

# Nothing is replaced unless asked for.
echo mine >"$work/mine"
run 2 sample -o "$work/mine"
has "$err" "tdxplore: $work/mine: exists already"
is "$work/mine" mine
chmod 600 "$work/mine"
run 0 sample --force -o "$work/mine"
same "$work/mine" "$work/piped"
checks=$((checks + 1))
[ "$(stat -c %a "$work/mine")" = 600 ] || fail "the permissions of the replaced file changed"

run 2 sample -f -o "$work"
has "$err" 'is not a regular file'
run 2 sample -o "$work/none/file"
has "$err" 'No such file or directory'

# What fails leaves nothing behind.
mkdir "$work/small"
(
    ulimit -f 8
    trap '' XFSZ
    "$TDXPLORE" sample -o "$work/small/file" >"$out" 2>"$err"
)
check_status "$?" 2
has "$err" 'cannot write: File too large'
checks=$((checks + 1))
[ -z "$(ls -A "$work/small")" ] || fail "left behind: $(ls -A "$work/small")"
