#!/bin/sh
# The image at a glance, of the sample, of real images, and of broken ones.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/cli/lib.sh"
need_jq

# The sample: every key that the report promises, and its type.
run 0 info --json
json '.image.name == "built-in sample" and .image.size == "0x1000000"'
json '.image.sha256 | test("^[0-9a-f]{64}$")'
json '.image.kind == "td-shim" and .image.kind_name == "image as td-shim has it" and .image.inner_kind == null'
json '.tdvf.located_by == "guid-table" and .tdvf.offset == "0xcaf010"'
json '.tdvf.length == "0x110" and .tdvf.version == "0x1" and .tdvf.guid_precedes'
json '.tdvf.number_of_section_entry == 8 and .tdvf.sections_present == 8'
json '[.tdvf.sections[].index] == [0,1,2,3,4,5,6,7]'
json '[.tdvf.sections[].type] == [0,1,3,3,3,2,5,6]'
json '[.tdvf.sections[].type_name] == ["BFV","CFV","TempMem","TempMem","TempMem","TD_HOB","Payload","PayloadParam"]'
json '.tdvf.sections[0] | .data_offset == "0xcaf000" and .raw_data_size == "0x351000" and
    .memory_address == "0xffcaf000" and .memory_data_size == "0x351000" and .attributes == "0x1"'
json '[.tdvf.sections[] | .data_offset, .raw_data_size, .memory_address, .memory_data_size, .attributes |
    test("^0x(0|[1-9a-f][0-9a-f]*)$")] | all'
json '[.lookups[].method] == ["guid-table","legacy-offset","signature-scan"]'
json '[.lookups[].outcome] == ["found","found","found"]'
json '[.lookups[].taken] == [true,false,false]'
json '[.lookups[].offset] == ["0xcaf010","0xcaf010","0xcaf010"]'
json '.lookups[1].pointer_offset == "0xffffe0" and .lookups[1].pointer == "0xcaf010"'
json '.lookups_disagree == false and .lookups[2].matches == 1'
json '.guid_table.end == "whole" and (.guid_table.entries | length) == 1'
json '.guid_table.entries[0].guid == "e47a6535-984a-4798-865e-4685a7bf8ec2"'
json '[.tdvf.sections[].problems[], .tdvf.problems[], .guid_table.problems[]] == []'
json '.guest_memory.measured == "0x351000"'
json '.sev == null'
run 0 info
has "$out" 'TDVF descriptor at 0xcaf010, by the GUIDed table'
lacks "$out" '!'

# Every command that prints JSON prints ASCII without a byte that controls a terminal.
checks=$((checks + 1))
[ -z "$(tr -d '\n\040-\176' <"$out")" ] || fail "bytes that are not printable ASCII"

if ovmf OVMF.fd; then
    run 0 info "$image"
    has "$out" 'TDVF descriptor at 0x1ff7c0, by the GUIDed table: Version 1, Length 0xd0'
    has "$out" '0x1fffe0  0x90ff2ae9  outside of the file'
    has "$out" '0 BFV     0x20000 0x1e0000 0xffe20000   0x1e0000 0xffffffff MR.EXTEND'
    has "$out" 'SEV metadata at 0x1ffad4: Version 1, Length 0x4c'
    has "$out" '2  SNP_SECRETS  0x80d000   0x1000  0x80dfff  address only'
    lacks "$out" '!'
    run 0 info --json "$image"
    json '.tdvf.offset == "0x1ff7c0" and .tdvf.located_by == "guid-table"'
    json '[.tdvf.sections[].type_name] == ["BFV","CFV","TempMem","TempMem","TD_HOB","TempMem"]'
    json '.lookups[1].outcome == "out-of-range" and .lookups[1].offset == null'
    json '(.guid_table.entries | length) == 5'
    json '.sev.offset == "0x1ffad4" and .sev.length == "0x4c" and .sev.number_of_sections == 5'
    json '[.sev.sections[].type_name] == ["SNP_SEC_MEM","SNP_SEC_MEM","SNP_SECRETS","CPUID","SNP_SEC_MEM"]'
    json '.sev.sections[2] | .base == "0x80d000" and .size == "0x1000" and .last == "0x80dfff" and
        .measured == false and .problems == []'
    json '.image.bios_gpa == "0xffe00000"'
    json "(.image.sha256) == \"$(sha256sum "$image" | cut -d' ' -f1)\""
fi
if ovmf OVMF_VARS.fd; then
    run 1 info "$image"
    has "$out" 'Kind          variable store (OVMF_VARS.fd)'
    has "$out" 'BIOS mapping  none: no VMM maps a file of this kind'
    run 1 info --json "$image"
    json '.image.kind == "ovmf-vars" and .image.bios_gpa == null'
fi
if ovmf OVMF_CODE.fd; then
    # Metadata of the joined file: the sections reach past the end of this one.
    run 0 info "$image"
    has "$out" '! RawDataSize claims 0x1e0000 bytes from 0x20000, but the file ends at'
    has "$out" '! the BIOS mapping has the byte at DataOffset at 0xffe40000'
    has "$out" 'Kind          OVMF without its variable store'
    run 0 info --json "$image"
    json '.tdvf.offset == "0x1df7c0"'
    json '.tdvf.sections[0].raw_data_present == "0x1c0000"'
    json '[.tdvf.sections[0].problems[].path] | index("contents/section[0]")'
fi
if ovmf OVMF_CODE_4M.fd; then
    # A GUIDed table without TDX metadata.
    run 1 info "$image"
    has "$out" 'GUIDed table  0x37bf84 + 0x5c, 3 entries'
    has "$out" 'No TDX descriptor'
    run 1 info --json "$image"
    json '.tdvf == null and .guest_memory == null and (.guid_table.entries | length) == 3'
    json '[.lookups[].outcome] == ["absent","out-of-range","absent"]'
    run 1 "$image"
    has "$out" 'No TDX descriptor'
fi

# Broken samples.
run 0 sample -o "$work/sample"
broken() {
    cp "$work/sample" "$work/broken"
    patch "$work/broken" "$1" "$2"
}

broken 0xcaf01c '\377\377\377\377' # NumberOfSectionEntry
run 0 info "$work/broken"
has "$out" '! NumberOfSectionEntry: '
run 0 info --json "$work/broken"
json '.tdvf.number_of_section_entry == 4294967295 and .tdvf.sections_present == (.tdvf.sections | length)'

broken 0xcaf058 '\011' # Type of section 1
run 0 info "$work/broken"
has "$out" 'reserved (0x9)'
run 0 info --json "$work/broken"
json '.tdvf.sections[1] | .type == 9 and .type_name == "reserved"'

broken 0xcaf03c '\377\377\377\377' # Attributes of section 0
run 0 info "$work/broken"
has "$out" 'MR.EXTEND PAGE.AUG 0xfffffffc'
has "$out" '! Attributes: reserved bits are set'

broken 0xcaf010 'XDVF' # Signature
run 0 info "$work/broken"
has "$out" '! Signature: not "TDVF"'

broken 0xcaf000 'X' # metadata GUID
run 0 info "$work/broken"
has "$out" 'the TDX metadata GUID does not stand before it'
run 0 info --json "$work/broken"
json '.tdvf.guid_precedes == false and .lookups[2].outcome == "absent"'

broken 0xffffe0 '\020\000\000\000' # legacy offset
run 0 info --json "$work/broken"
json '.lookups[1].outcome == "no-signature" and .tdvf.located_by == "guid-table"'

broken 0xffffce '\377\377' # length of the GUIDed table
run 0 info --json "$work/broken"
json '.guid_table.problems != []'

cp "$work/sample" "$work/broken"
dd if="$work/sample" of="$work/broken" bs=4096 skip=$((0xcaf)) seek=1 count=1 conv=notrunc 2>/dev/null
patch "$work/broken" 0xffffe0 '\020\020\000\000' # legacy offset to a second descriptor
run 0 info "$work/broken"
has "$out" '! the ways lead to different descriptors'
run 0 info --json "$work/broken"
json '.lookups_disagree and .lookups[2].matches == 2'

# Truncated and senseless images: a report of what there is, never a crash.
for size in 1 2 15 16 17 31 32 33 47 48 49 50 51 64 100 4096; do
    head -c "$size" "$work/sample" >"$work/cut"
    run 1 info "$work/cut"
    has "$out" 'No TDX descriptor'
    run 1 info --json "$work/cut"
    json ".tdvf == null and .image.size == \"$(printf '0x%x' "$size")\""
    tail -c "$size" "$work/sample" >"$work/cut"
    run 1 info --json "$work/cut"
    json '.tdvf == null'
done
for end in 0xcaf013 0xcaf014 0xcaf018 0xcaf01f 0xcaf020 0xcaf03f 0xcaf040 0xcaf100 0xcaf11f; do
    head -c "$((end))" "$work/sample" >"$work/cut"
    "$TDXPLORE" info --json "$work/cut" >"$out" 2>"$err"
    status=$?
    ran="info --json of the sample's first $end bytes"
    # The signature scan alone finds what is left of the descriptor.
    [ "$((end))" -lt "$((0xcaf014))" ] && wanted=1 || wanted=0
    check_status "$status" "$wanted"
    json '.image.size'
done
