#!/bin/sh
# Every node, as text and as JSON.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/cli/lib.sh"
need_jq

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

if ovmf OVMF.fd; then
    run 0 tree --json "$image"
    json '[.nodes[].path | test("^[!-~]+$")] | all'
    json '.nodes[] | select(.path == "tdvf") | .offset == "0x1ff7c0" and .length == "0xd0"'
    json '[.nodes[] | select(.path | test("^contents/section\\[[0-9]+\\]$"))] | length == 2'
fi
