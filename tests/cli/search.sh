#!/bin/sh
# Searching an image on the command line: what is found, and what is said of it.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/cli/lib.sh"
need_jq

run 0 sample -o "$work/sample"

# Text, with everything that belongs to a match.
run 0 search "$work/sample" TDVF
is "$err" ''
has "$out" '  Offset  Length         GPA  Bytes        Text  Node'
has "$out" '0xcaf010     0x4  0xffcaf010  54 44 56 46  TDVF  tdvf/Signature'
checks=$((checks + 1))
[ "$(wc -l <"$out")" -eq 2 ] || fail 'there is more than one match'
run 0 search --json "$work/sample" TDVF
json '.matches == [{space: 0, offset: "0xcaf010", length: "0x4", gpa: "0xffcaf010",
    node: "tdvf/Signature", bytes: "54445646"}]'
json '.kind == "any" and .count == 1 and .complete'
json '.image.size == "0x1000000" and (.spaces | length) == 1'

# Other kinds find it, too.
for pattern in 'hex:54 44 ?? 46' '54445646' 'u32:0x46564454' 'text/i:tdvf' tdvf; do
    run 0 search "$work/sample" "$pattern" --json
    json '[.matches[].offset] == ["0xcaf010"]'
done

# A GUID in whatever form, and the address of a section.
run 0 search --json "$work/sample" e9eaf9f3-168e-44d5-a8eb-7f4d8738f6ae
json '.count == 1 and .kind == "guid" and .matches[0].length == "0x10"'
run 0 search --json "$work/sample" '{0xe9eaf9f3, 0x168e, 0x44d5, {0xa8, 0xeb, 0x7f, 0x4d, 0x87, 0x38, 0xf6, 0xae}}'
json '.count == 1 and .kind == "guid"'
run 0 search --json "$work/sample" gpa:0xff000000
json '[.matches[] | select(.node == "tdvf/section[1]/MemoryAddress" and .length == "0x8")] | length == 1'

# Names and values of nodes.
run 0 search "$work/sample" name:numberofsection
has "$out" 'tdvf/NumberOfSectionEntry'
has "$out" 'Value'
run 0 search --json "$work/sample" name:numberofsection
json '.matches[0].bytes == null and .kind == "name"'

# Nothing, and how many.
run 1 search "$work/sample" 'text:not there'
is "$out" ''
is "$err" ''
run 1 search --json "$work/sample" 'text:not there'
json '.matches == [] and .count == 0 and .complete'
run 1 search --count "$work/sample" 'text:not there'
is "$out" 0
run 0 search -c "$work/sample" TDVF
is "$out" 1

# A limit is said; counting has none.
head -c 200000 /dev/zero >"$work/zeros"
run 0 search "$work/zeros" hex:00
has "$err" "tdxplore: $work/zeros: there are more than 100000 matches"
checks=$((checks + 1))
[ "$(wc -l <"$out")" -eq 100001 ] || fail 'the table has other than 100000 matches'
run 0 search --json "$work/zeros" hex:00
json '.count == 100000 and (.complete | not) and (.matches | length) == 100000'
run 0 search --count "$work/zeros" hex:00
is "$out" 200000
is "$err" ''

# A large file of holes.
if truncate -s 4G "$work/sparse" 2>/dev/null; then
    printf 'needle' | dd of="$work/sparse" bs=1 seek=4000000000 conv=notrunc 2>/dev/null
    run 0 search --json "$work/sparse" text:needle
    json '[.matches[].offset] == ["0xee6b2800"]'
fi

# What is no pattern.
mistake "'hex:5': character 6 of the pattern: a byte has two hexadecimal digits; ?? is any" search "$work/sample" hex:5
mistake 'missing operand' search "$work/sample"
run 2 search "$work/nothing" TDVF
has "$err" 'cannot open'
run 2 search "$work/sample" "hex:$(printf '\033[31m')"
has "$err" "'hex:\\x1b[31m': character 5"

# Help has every kind.
run 0 search --help
for key in guid uint hex any text text/i wide wide/i u8 u16 u32 u64 offset gpa name; do
    has "$out" "  $key:"
done

# What is compressed.
if ovmf OVMF.fd; then
    run 1 search "$image" 'wide:UEFI'
    run 0 search --unpack "$image" 'wide:UEFI'
    has "$out" 'Offsets with a number before them'
    run 0 search --unpack --json "$image" 'wide:UEFI'
    json '(.matches | length) == .count and .count > 0 and all(.matches[]; .space > 0 and .gpa == null)'
    json 'all(.matches[]; .bytes == "5500450046004900")'
    "$TDXPLORE" search --json - 'text:_FVH' <"$image" >"$out"
    LC_ALL=C grep -obUa _FVH "$image" | sed 's/:.*//' >"$work/expected"
    jq -r '.matches[].offset' "$out" | while read -r offset; do echo $((offset)); done >"$work/got"
    same "$work/got" "$work/expected"
    # What a limit has left closed is said, and the answer is not taken for a whole one.
    run 1 search --unpack --unpack-limit=1K --count "$image" name:Shell
    is "$out" 0
    has "$err" "$image: not all that is compressed was looked into: contents/section[0]/volume[0]/file[1]/section[0]: not"
    run 1 search --unpack --unpack-limit=1K --json "$image" name:Shell
    json '.count == 0 and (.complete | not)'
    run 0 search --unpack --json "$image" name:Shell
    json .complete
    is "$err" ''
fi
