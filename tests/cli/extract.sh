#!/bin/sh
# The bytes of a node: as they are in the file, and what is said where there are none.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/cli/lib.sh"
need_jq

run 0 sample -o "$work/sample"

# cut FILE OFFSET LENGTH: these bytes of the file.
cut_out() {
    tail -c "+$(($2 + 1))" "$1" | head -c "$(($3))"
}

# Every node of the sample that has bytes gives those at its offset.
run 0 tree --json "$work/sample"
jq -r '.nodes[] | select(.space == 0 and .length != "0x0" and .kind != "bits" and .depth < 4) |
    [.path, .offset, .length] | join(" ")' "$out" >"$work/nodes"
checks=$((checks + 1))
[ "$(wc -l <"$work/nodes")" -gt 50 ] || fail 'there are hardly any nodes'
while read -r path offset length; do
    run 0 extract "$work/sample" "$path"
    is "$err" ''
    cut_out "$work/sample" "$offset" "$length" >"$work/expected"
    same "$out" "$work/expected"
done <"$work/nodes"
run 0 extract "$work/sample" /tdvf/
cut_out "$work/sample" 0xcaf010 0x110 >"$work/expected"
same "$out" "$work/expected"

# From standard input.
"$TDXPLORE" extract - tdvf <"$work/sample" >"$out"
same "$out" "$work/expected"

# Into a file, which is never replaced unless asked for.
run 0 extract -o "$work/new" "$work/sample" tdvf
is "$out" ''
is "$err" ''
same "$work/new" "$work/expected"
echo mine >"$work/mine"
run 2 extract "$work/sample" tdvf -o "$work/mine"
has "$err" "tdxplore: $work/mine: exists already"
is "$work/mine" mine
run 0 extract "$work/sample" tdvf --output="$work/mine" --force
same "$work/mine" "$work/expected"
run 2 extract "$work/sample" tdvf -f -o "$work"
has "$err" 'is not a regular file'

# What does not exist: the closest that does, and what is below it.
run 2 extract "$work/sample" tdvf/Sig
is "$out" ''
has "$err" "tdxplore: $work/sample: there is no node 'tdvf/Sig'; below 'tdvf' there is Signature"
lacks "$err" Version
run 2 extract "$work/sample" tdvf/none
has "$err" "below 'tdvf' there is Signature, Length, Version, NumberOfSectionEntry, section[0],"
run 2 extract "$work/sample" none/at/all
has "$err" "there is no node 'none/at/all'; below '/' there is locate, tdvf,"
run 2 extract "$work/sample" tdvf/Length/x
has "$err" "below 'tdvf/Length' there is nothing"
run 2 extract "$work/sample" contents/section[0]/volume[0]/file
has "$err" "below 'contents/section[0]/volume[0]' there is file[0]"
run 2 extract "$work/sample" "$(printf '\033[31m')"
has "$err" "no node '\\x1b[31m'"
run 2 extract -o "$work/none" "$work/sample" tdvf/none
checks=$((checks + 1))
[ ! -e "$work/none" ] || fail 'a file was written all the same'

# What has no bytes.
run 2 extract "$work/sample" locate
is "$out" ''
has "$err" "node 'locate' has no bytes of its own; below it there is guid-table, legacy-offset, signature-scan"

# What has only a part of its bytes.
head -c "$((0xcaf018))" "$work/sample" >"$work/cut"
run 2 extract "$work/cut" tdvf
has "$err" "node 'tdvf' is cut: a part of it does not exist"
cut_out "$work/cut" 0xcaf010 8 >"$work/expected"
same "$out" "$work/expected"

# Where it cannot go.
if [ -c /dev/full ]; then
    "$TDXPLORE" extract "$work/sample" tdvf >/dev/full 2>"$err"
    check_status "$?" 2
    has "$err" 'tdxplore: write error'
fi
mistake 'missing operand' extract "$work/sample"
mistake "extra operand 'c'" extract a b c
run 2 extract "$work/nothing" tdvf
has "$err" "tdxplore: $work/nothing: cannot open"

# The whole image.
run 0 extract "$work/sample" /
same "$out" "$work/sample"

# Of what is compressed, the bytes that come out of it.
if ovmf OVMF.fd; then
    packed='contents/section[0]/volume[0]/file[1]/section[0]'
    run 0 tree --unpack --json "$image"
    cp "$out" "$work/tree"
    size=$(jq -r '.spaces[1].size' "$work/tree")
    run 0 extract "$image" "$packed/decompressed"
    checks=$((checks + 1))
    [ "$(wc -c <"$out")" -eq "$((size))" ] || fail "the whole space has $(wc -c <"$out") bytes"
    cp "$out" "$work/space"
    jq -r '.nodes[] | select(.space == 1 and .length != "0x0" and .depth > 6 and .depth < 10) |
        [.path, .offset, .length] | join(" ")' "$work/tree" | head -n 20 >"$work/nodes"
    checks=$((checks + 1))
    [ "$(wc -l <"$work/nodes")" -eq 20 ] || fail 'there are hardly any nodes'
    while read -r path offset length; do
        run 0 extract "$image" "$path"
        is "$err" ''
        cut_out "$work/space" "$offset" "$length" >"$work/expected"
        same "$out" "$work/expected"
    done <"$work/nodes"

    # A limit keeps it closed, and that is said.
    run 2 extract --unpack-limit=64K "$image" "$packed/decompressed"
    is "$out" ''
    has "$err" "there is no node '$packed/decompressed'; below '$packed' there is header, data; it is not decompressed: it claims "
fi
