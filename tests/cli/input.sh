#!/bin/sh
# Where an image comes from, and what is said where it cannot be read.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/cli/lib.sh"

unreadable() {
    path=$1 message=$2
    for command in info tree ''; do
        # shellcheck disable=SC2086 # no word where it is empty
        run 2 $command "$path"
        has "$err" "tdxplore: $message"
        is "$out" ''
    done
}
: >"$work/empty"
unreadable "$work/none" "$work/none: cannot open: No such file or directory"
unreadable "$work" "$work: is a directory"
unreadable "$work/empty" "$work/empty: is empty"
unreadable "$work/empty/x" "$work/empty/x: cannot open: Not a directory"
unreadable "$(printf 'a\033[2Jb')" 'a\x1b[2Jb: cannot open'
if [ "$(id -u)" -ne 0 ]; then
    echo text >"$work/secret"
    chmod 0 "$work/secret"
    unreadable "$work/secret" "$work/secret: cannot open: Permission denied"
fi

# Without an image: the sample. Without a command and without a terminal: what info prints.
run 0 info
has "$out" 'built-in sample'
cp "$out" "$work/info"
run 0
same "$out" "$work/info"
run 0 tree
has "$out" 'built-in sample'

# Standard input, from a pipe and from a file.
run 0 sample -o "$work/sample"
run 0 info "$work/sample"
sed 1d "$out" >"$work/expected"
"$TDXPLORE" sample | "$TDXPLORE" info - >"$out"
has "$out" 'Image         standard input'
sed 1d "$out" >"$work/got"
same "$work/got" "$work/expected"
run 0 - <"$work/sample"
sed 1d "$out" >"$work/got"
same "$work/got" "$work/expected"
run 2 info - </dev/null
has "$err" 'tdxplore: standard input: is empty'
run 2 info - <&-
has "$err" 'tdxplore: standard input: '

# The limit is for what is read into memory; a mapped file has none.
piped() {
    head -c "$2" "$work/sample" | "$TDXPLORE" --read-limit="$1" - >"$out" 2>"$err"
    status=$?
    ran="head -c $2 | tdxplore --read-limit=$1 -"
}
piped 4K 4096
check_status "$status" 1
piped 4K 4097
check_status "$status" 2
has "$err" 'tdxplore: standard input: more than 4096 bytes'
piped 0x1000 4097
check_status "$status" 2
piped 1M 4097
check_status "$status" 1
run 0 --read-limit=4K info "$work/sample"
run 0 info --read-limit 4K "$work/sample"

# A file larger than the limit for hashes opens at once, holes and all.
truncate -s 300M "$work/sparse"
run 1 info "$work/sparse"
has "$out" 'not computed for a file of more than 256 MiB'
