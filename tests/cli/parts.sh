#!/bin/sh
# Files that are only a part of an image, or an envelope around one.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/cli/lib.sh"
need_jq

# ---- a variable store before its code ----

run 0 sample -o "$work/whole"
# The sample's CFV is its first 0x40000 bytes: cut there, it is the pair that OVMF is built as.
mkdir "$work/dir"
head -c "$((0x40000))" "$work/whole" >"$work/dir/TEST_VARS.fd"
tail -c "+$((0x40001))" "$work/whole" >"$work/dir/TEST_CODE.fd"
vars=$work/dir/TEST_VARS.fd code=$work/dir/TEST_CODE.fd

# Together they give what the whole gives, but for the names.
run 0 info --json "$work/whole"
jq 'del(.image.files, .image.name)' "$out" >"$work/expected"
run 0 info --json --vars "$vars" "$code"
jq 'del(.image.files, .image.name)' "$out" >"$work/got"
same "$work/got" "$work/expected"
json ".image.name == \"$vars + $code\""
json ".image.files == [{\"path\":\"$vars\",\"offset\":\"0x0\",\"size\":\"0x40000\"},
    {\"path\":\"$code\",\"offset\":\"0x40000\",\"size\":\"0xfc0000\"}]"
run 0 info --json "$work/whole"
json ".image.files == [{\"path\":\"$work/whole\",\"offset\":\"0x0\",\"size\":\"0x1000000\"}]"

run 0 info --vars "$vars" "$code"
has "$out" "Files         0x0 + 0x40000  $vars"
has "$out" "              0x40000 + 0xfc0000  $code"
lacks "$out" '!'
run 0 --vars "$vars" "$code"
has "$out" "Image         $vars + $code"

# Either may come from standard input.
run 0 info --json --vars - "$code" <"$vars"
jq 'del(.image.files, .image.name)' "$out" >"$work/got"
same "$work/got" "$work/expected"
run 0 info --json --vars "$vars" - <"$code"
jq 'del(.image.files, .image.name)' "$out" >"$work/got"
same "$work/got" "$work/expected"

run 0 info --vars "$vars" - <"$code"
has "$out" "Image         $vars + standard input"
has "$out" '+ 0xfc0000  standard input'

# The tree says which bytes are whose.
run 0 tree --json --vars "$vars" "$code"
json '.nodes[] | select(.path == "files/file[0]") | .name == "TEST_VARS.fd" and .offset == "0x0" and .length == "0x40000"'
json '.nodes[] | select(.path == "files/file[1]") | .name == "TEST_CODE.fd" and .offset == "0x40000" and .length == "0xfc0000"'
json '.nodes[0].name == "TEST_VARS.fd + TEST_CODE.fd"'
run 0 extract --vars "$vars" "$code" 'files/file[1]'
same "$out" "$code"
run 0 extract --vars "$vars" "$code" /
same "$out" "$work/whole"

# A finding is told where an editor finds it: in the file that has the bytes.
patch "$code" 0xc6f048 '\001' # MemoryAddress of section 1, at 0xcaf048 of both
run 1 check --vars "$vars" "$code"
has "$out" "$code:0xc6f048: error: section 1 (CFV): MemoryAddress 0xff000001"
has "$out" "$vars + $code: spec: refuses: "
run 1 check --json --vars "$vars" "$code"
json ".images[0] | .path == \"$vars + $code\" and .files[1].offset == \"0x40000\" and
    ([.findings[].offset] | index(\"0xcaf048\"))"
# Each file of several images is joined.
run 1 check --vars "$vars" "$code" "$code"
has "$out" ' in 2 images'

# Messages name the file that they are about.
run 2 info --vars "$work/none" "$code"
has "$err" "tdxplore: $work/none: cannot open: No such file or directory"
run 2 info --vars "$vars" "$work/none"
has "$err" "tdxplore: $work/none: cannot open: No such file or directory"
run 2 check --vars "$work/none" "$code"
has "$err" "tdxplore: $work/none: cannot open: No such file or directory"
run 2 check --json --vars "$work" "$code"
json ".failed[0].path == \"$work\""
run 2 info --read-limit=1M --vars "$vars" "$code"
has "$err" "tdxplore: $code: more than 1048576 bytes when joined"
mistake "option '--vars' goes with an IMAGE only" info --vars "$vars"
mistake "unrecognized option '--vars'" sample --vars "$vars"

# ---- the offer ----

# offers COMMAND...: what is printed of the code alone names the command that joins, and that does.
offers() {
    "$TDXPLORE" "$@" "$code" >"$out" 2>"$err"
    has "$out" "hint: the variable store that it lacks is beside it: tdxplore $* --vars=$vars $code"
}
tail -c "+$((0x40001))" "$work/whole" >"$code"
offers info
offers check
run 0 "$code"
has "$out" "beside it: tdxplore --vars=$vars $code"
run 0 info --json "$code"
json '.image.kind == "ovmf-code"'
run 0 info --vars "$vars" "$code"
lacks "$out" hint
run 0 info "$work/whole"
lacks "$out" hint

# A store of another size is not offered, nor one that is not beside it.
printf x >>"$vars"
run 0 info "$code"
has "$out" "hint: put the variable store that it lacks before it: tdxplore info --vars=FILE $code"
rm "$vars"
run 0 info "$code"
has "$out" "--vars=FILE $code"

# What is offered can be copied, whatever the name.
mkdir "$work/a b"
cp "$code" "$work/a b/it's_CODE.x.fd"
head -c "$((0x40000))" "$work/whole" >"$work/a b/it's_VARS.fd"
run 0 info "$work/a b/it's_CODE.x.fd"
sed -n "s|^hint: .*: tdxplore|$TDXPLORE|p" "$out" >"$work/command"
checks=$((checks + 1))
sh "$work/command" >"$out" 2>"$err" || fail "$(cat "$work/command" "$err")"
has "$out" "0x40000 + 0xfc0000  $work/a b/it's_CODE.x.fd"

# ---- real files ----

if ovmf OVMF_CODE.fd && ovmf OVMF_VARS.fd && ovmf OVMF.fd; then
    directory=${image%/*}
    [ -r "$directory/OVMF_CODE.fd" ] || directory=/usr/share/OVMF
    run 0 info --json --vars "$directory/OVMF_VARS.fd" "$directory/OVMF_CODE.fd"
    json ".image.kind == \"ovmf\" and .image.sha256 == \"$(sha256sum "$image" | cut -d' ' -f1)\""
    json '[.tdvf.sections[].problems[]] == []'
    run 0 check --severity=error --vars "$directory/OVMF_VARS.fd" "$directory/OVMF_CODE.fd"
    run 1 check "$directory/OVMF_CODE.fd"
    has "$out" "--vars=$directory/OVMF_VARS.fd $directory/OVMF_CODE.fd"
fi

# ---- capsules ----

# A GUID that nobody knows, HeaderSize 0x1c, no flags, CapsuleImageSize 0x100001c.
printf '3333333333333333\034\0\0\0\0\0\0\0\034\0\0\001' >"$work/capsule"
cat "$work/whole" >>"$work/capsule"
run 0 info "$work/capsule"
has "$out" 'Kind          UEFI capsule: image as td-shim has it'
has "$out" 'BIOS mapping  0xff000000 - 0xffffffff, the end of the image at 4 GiB'
has "$out" 'TDVF descriptor at 0xcaf02c, by the GUIDed table'
has "$out" "hint: to have the image alone: tdxplore extract -o FILE $work/capsule capsule/image"
lacks "$out" '!'
run 0 info --json "$work/capsule"
json '.image.kind == "capsule" and .image.inner_kind == "td-shim" and .image.bios_gpa == "0xff000000"'
run 0 extract "$work/capsule" capsule/image
same "$out" "$work/whole"
