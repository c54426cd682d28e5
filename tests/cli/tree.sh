#!/bin/sh
# Every node, as text and as JSON.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/cli/lib.sh"
need_jq

run 0 sample -o "$work/sample"
run 0 tree --paths
has "$out" '0xcaf020       0x20  |  |- Section 0'
has "$out" 'tdvf/section[0]/MemoryAddress'
has "$out" '0xffcaf000'
lacks "$out" '├'
lines=$(wc -l <"$out")
checks=$((checks + 1))
[ -z "$(grep ' $' "$out")" ] || fail "lines that end in a space"

run 0 tree --json
json '.image.name == "built-in sample"'
json '.spaces[0] | .id == 0 and .size == "0x1000000"'
json ".nodes | length == $((lines - 1))"
json '[.nodes[].id] == [range(.nodes | length)]'
json '[.nodes[].path] | length == (unique | length)'
# The last word of a line is the path: who completes paths goes by that.
json '[.nodes[].path | test("^[!-~]+$")] | all'
json '.nodes[] | select(.path == "tdvf/section[0]/MemoryAddress") |
    .offset == "0xcaf028" and .length == "0x8" and .raw == "0xffcaf000" and .kind == "field" and
    .target == {"kind":"gpa","start":"0xffcaf000","length":"0x351000"} and .section == 0'
json '. as $r | [.nodes[1:][] | $r.nodes[.parent].depth + 1 == .depth] | all'
json '.nodes | ([.[].summary | strings] | length) == length'

run 0 tree --depth=0
checks=$((checks + 1))
[ "$(wc -l <"$out")" -eq 2 ] || fail "depth 0 is not the image alone"
run 0 tree -d 1 --json
json '[.nodes[].depth] | max == 1'
run 2 tree --depth=99999999999999999999
run 0 tree --depth=18446744073709551615 --json
json ".nodes | length == $((lines - 1))"

# Lines are drawn in the locale's characters.
if locale -a 2>/dev/null | grep -q -i '^C\.utf-\{0,1\}8$'; then
    LC_ALL=C.UTF-8
    run 0 tree
    has "$out" '│  ├─ Section 0'
    LC_ALL=C
fi

# An image without a descriptor has a tree all the same.
head -c 100 /dev/zero >"$work/zeros"
run 0 tree "$work/zeros"
has "$out" 'zeros'
run 0 tree --json "$work/zeros"
json '.nodes[0].length == "0x64"'

# A file that is a list of hand-off blocks, and one that is an IGVM file, are shown as that.
{
    printf '\001\000\070\000\000\000\000\000\011\000\000\000'
    head -c 44 /dev/zero
    printf '\377\377\010\000\000\000\000\000'
} >"$work/hob.bin"
run 0 tree --json "$work/hob.bin"
json '[.nodes[].path] | index("locate") == null and index("reset-vector") == null'
json '.nodes[] | select(.path == "hob-list") | .offset == "0x0" and .length == "0x40" and .note == "2 blocks"'
printf 'IGVM\001\000\000\000\030\000\000\000\000\000\000\000\030\000\000\000\000\000\000\000' >"$work/empty.igvm"
run 0 tree "$work/empty.igvm"
has "$out" 'IGVM file'
lacks "$out" 'legacy offset'
lacks "$out" 'Reset vector'
has "$out" 'the headers make 0x'

# One node and what is below it.
run 0 tree --paths "$work/sample" tdvf
checks=$((checks + 1))
[ "$(awk 'NR > 1 && $NF !~ "^tdvf" ' "$out")" = '' ] || fail 'there is more than what is below the node'
checks=$((checks + 1))
[ "$(awk 'NR == 2 { print $NF }' "$out")" = tdvf ] || fail 'the node itself does not come first'
has "$out" '0x20  |- Section 0'
run 0 tree --json "$work/sample" /tdvf/
json '.nodes[0].path == "tdvf" and ([.nodes[].path | startswith("tdvf")] | all) and (.nodes | length > 60)'
run 0 tree --json --depth=1 "$work/sample" tdvf
json '[.nodes[].depth] | unique == [1, 2]'
run 2 tree "$work/sample" tdvf/none
is "$out" ''
has "$err" "there is no node 'tdvf/none'; below 'tdvf' there is Signature, "
mistake "extra operand 'c'" tree a b c

if ovmf OVMF.fd; then
    run 0 tree --json "$image"
    json '[.nodes[].path | test("^[!-~]+$")] | all'
    json '.nodes[] | select(.path == "tdvf") | .offset == "0x1ff7c0" and .length == "0xd0"'
    json '[.nodes[] | select(.path | test("^contents/section\\[[0-9]+\\]$"))] | length == 2'

    # What is compressed stays closed without --unpack, and is told to be.
    main=contents/section[0]/volume[0]/file[1]/section[0]
    json '.nodes[] | select(.path == "'"$main"'") | .packed == {"method": "LZMA", "state": "closed"}'
    json '.spaces | length == 1'
    run 0 tree "$image"
    has "$out" 'LZMA  (compressed)'
    lacks "$out" 'Decompressed data'

    # A path opens what it leads through, and what its node holds.
    run 0 tree --json "$image" "$main"
    json '.nodes[0].path == "'"$main"'" and .nodes[0].packed.state == "open" and (.spaces | length == 2)'
    json '.nodes[] | select(.path == "'"$main"'/decompressed") | .space == 1'
    run 0 tree --json "$image" "$main/decompressed/section[1]"
    json '[.nodes[].space] | unique == [1]'

    run 0 tree --unpack --json --paths "$image"
    json '.spaces[1] | .origin == "'"$main"'" and .name == "space 1"'
    json '.nodes[] | select(.path == "'"$main"'") | .packed.state == "open" and .target.space == 1'
    json '.spaces[1].size as $size | .nodes[] | select(.path == "'"$main"'/decompressed") |
        .space == 1 and .offset == "0x0" and .length == $size'
    json '[.nodes[].path] | length == (unique | length)'
    json '[.nodes[] | select(.space == 1 and .name == "PcdDxe")] | length == 1'
    json '[.nodes[] | select(.space == 1 and .marks != [])] | length == 0'
    run 0 tree -u "$image"
    has "$out" "1: 0x"
    has "$out" "bytes from $main"
    has "$out" 'load file PPI AND master boot mode PPI AND PCD PPI'

    # A limit is told where it was hit.
    run 0 tree --unpack --unpack-limit=1M --json "$image"
    json '.nodes[] | select(.path == "'"$main"'") | .packed.state == "failed" and .marks == ["limit"] and
        (.remark | contains("the limit of 1.0 MiB"))'
    json '.spaces | length == 1'
    mistake "invalid argument '1 MB' of '--unpack-limit'" tree --unpack-limit='1 MB' "$image"
fi
