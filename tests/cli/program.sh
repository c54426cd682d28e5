#!/bin/sh
# Programs as files of their own and inside of an image, compared with what binutils say of them.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/cli/lib.sh"
need_jq

# have TOOL: false, with a word, where it is not installed.
have() {
    command -v "$1" >/dev/null 2>&1 && return 0
    echo "left out: $1 is not installed"
    return 1
}

# raw PATH: the number that the field with that path holds, in $out.
raw() {
    jq -r --arg path "$1" '.nodes[] | select(.path == $path) | .raw' "$out"
}

# equal WHAT GOT WANTED
equal() {
    checks=$((checks + 1))
    [ "$2" = "$3" ] || fail "$1 is '$2', not '$3'"
}

# same_table: what was found is what was wanted, and something was.
same_table() {
    same "$work/got" "$work/wanted"
    [ -s "$work/wanted" ] || fail "there is nothing to compare"
}

# table KEY FIELD...: a row for each header of that key, of note and fields.
table() {
    jq -r --arg key "$1" '
        .nodes as $nodes | $nodes[] | select(.path | test("/" + $key + "\\[[0-9]+\\]$")) |
        .id as $id | [.note] + [$ARGS.positional[] as $name |
            $nodes[] | select(.parent == $id and .name == $name) | .raw] | join(" ")' \
        "$out" --args "$@" | sed 's/^PT_//'
}

# A program for this machine, whatever it was built for, is an ELF file that readelf knows.
if have readelf; then
    run 0 tree --json "$TDXPLORE"
    json '.nodes[1:] | map(select(.depth == 1) | .path) | contains(["elf"])'
    run 1 info "$TDXPLORE"
    has "$out" 'none: no VMM maps a file of this kind'
    run 0 tree --json "$TDXPLORE"
    readelf -hW "$TDXPLORE" >"$work/header"
    equal "the entry point" "$(raw elf/header/e_entry)" \
        "$(sed -n 's/^ *Entry point address: *//p' "$work/header")"
    equal "the number of sections" "$(($(raw elf/header/e_shnum)))" \
        "$(sed -n 's/^ *Number of section headers: *//p' "$work/header")"

    readelf -SW "$TDXPLORE" | sed -n 's/^ *\[ *[1-9][0-9]*\] *//p' |
        awk '{ printf "%s %s %s\n", $1, $4, $5 }' >"$work/wanted"
    table section-header sh_offset sh_size | sed 1d |
        while read -r name offset size; do
            printf '%s %06x %06x\n' "$name" "$((offset))" "$((size))"
        done >"$work/got"
    same_table

    readelf -lW "$TDXPLORE" | awk '$2 ~ /^0x/ && $3 ~ /^0x/ { print $1, $2, $3, $5 }' |
        while read -r name offset address size; do
            printf '%s 0x%x 0x%x 0x%x\n' "$name" "$((offset))" "$((address))" "$((size))"
        done >"$work/wanted"
    table program-header p_offset p_vaddr p_filesz >"$work/got"
    same_table
fi

# The SEC phase of OVMF is a PE image that is not compressed.
if ovmf OVMF.fd && have objdump; then
    run 0 tree --json "$image"
    sec=$(jq -r '[.nodes[] | select(.path | endswith("/data/pe"))][0].path' "$out")
    offset=$(jq -r --arg path "$sec" '.nodes[] | select(.path == $path) | .offset' "$out")
    length=$(jq -r --arg path "$sec" '.nodes[] | select(.path == $path) | .length' "$out")
    tail -c "+$((offset + 1))" "$image" | head -c "$((length))" >"$work/sec"
    objdump -p "$work/sec" >"$work/header"
    for field in AddressOfEntryPoint ImageBase SizeOfImage SizeOfHeaders SectionAlignment BaseOfCode; do
        wanted=$(sed -n "s/^$field[[:space:]]*//p" "$work/header")
        equal "$field" "$(($(raw "$sec/optional-header/$field")))" "$((0x$wanted))"
    done
    objdump -h "$work/sec" | awk '$1 ~ /^[0-9]+$/ { print $2, $3, $6 }' |
        while read -r name size place; do
            printf '%s 0x%x 0x%x\n' "$name" "$((0x$size))" "$((0x$place))"
        done >"$work/wanted"
    table section-header SizeOfRawData PointerToRawData >"$work/got"
    same_table

    # What was cut out of the image is decoded in the same way.
    run 0 tree --json "$work/sec"
    json '[.nodes[] | select(.path | startswith("pe/optional-header/directory["))] | length == 48'
    equal "the entry point alone" "$(raw pe/optional-header/AddressOfEntryPoint)" \
        "0x$(sed -n 's/^AddressOfEntryPoint[[:space:]]*0*//p' "$work/header")"
fi

# The sample's loader is an ELF file in a PE32 section.
run 0 tree --json
elf='contents/section[0]/volume[0]/file[1]/section[0]/data/elf'
json ".nodes[] | select(.path == \"$elf/header/e_entry\") | .note == \"byte 0xcb010c, GPA 0xffcb010c\" and
    .target == {\"kind\":\"bytes\",\"space\":0,\"start\":\"0xcb010c\",\"length\":\"0x1\"}"
run 0 tree
has "$out" 'EM_X86_64, ET_EXEC'
