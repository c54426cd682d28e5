#!/bin/sh
# Comparing two images on the command line.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/cli/lib.sh"
need_jq

run 0 sample -o "$work/a"
cp "$work/a" "$work/same"

# The same: nothing is said.
run 0 diff "$work/a" "$work/same"
is "$out" ''
is "$err" ''
run 0 diff --json "$work/a" "$work/same"
json '.same and .differences == [] and .totals.bytes_changed == 0 and .findings == [] and .verdicts == []'
json '.measurement.a.mrtd == .measurement.b.mrtd and .measurement.sections == []'

# An attribute: PAGE.AUG of TempMem.
cp "$work/a" "$work/b"
printf '\002' | dd of="$work/b" bs=1 seek=$((0xcaf07c)) conv=notrunc 2>/dev/null
run 1 diff "$work/a" "$work/b"
is "$err" ''
has "$out" "A  $work/a: 16.0 MiB"
has "$out" "B  $work/b: 16.0 MiB"
has "$out" '0xcaf07c  0xcaf07c  ~     Attributes: 0x0 -> 0x2 (PAGE.AUG)'
has "$out" 'Nodes: 0 added, 0 removed, 1 changed, 0 only moved'
has "$out" 'Bytes: 1 changed, 0 of what A alone has, 0 of what B alone has'
has "$out" 'MRTD, as QEMU launches each'
has "$out" 'section 0, BFV: 1 byte of its contents differs'
run 1 diff --vmm=spec --force "$work/a" "$work/b"
has "$out" 'MRTD, as the specification launches each'
lacks "$out" 'none: '
run 1 diff --paths "$work/a" "$work/b"
has "$out" 'Attributes: 0x0 -> 0x2 (PAGE.AUG)  tdvf/section[2]/Attributes'
run 1 diff --json "$work/a" "$work/b"
json '[.differences[] | select(.what != []) | .a.path] == ["tdvf/section[2]/Attributes"]'
json '.differences[-1] | .a.value == "0x0" and .b.value == "0x2 (PAGE.AUG)" and .what == ["value"] and
    .runs == [{kind: "changed", a: "0xcaf07c", a_length: "0x1", b: "0xcaf07c", b_length: "0x1"}]'
json '.differences[-1].parent as $p | .differences[$p].a.path == "tdvf/section[2]"'
json '(.same | not) and .measurement.vmm == "qemu" and [.measurement.sections[] | .a, .bytes] == [0, 1]'

# A value that a VMM refuses: verdicts and findings.
cp "$work/a" "$work/c"
printf '\001' | dd of="$work/c" bs=1 seek=$((0xcaf024)) conv=notrunc 2>/dev/null
run 1 diff "$work/a" "$work/c"
has "$out" 'Verdicts'
has "$out" '~ td-shim: accepts -> '
has "$out" '[TDVF-S-008]'
run 1 diff --json "$work/c" "$work/a"
json '[.findings[] | select(.rule == "TDVF-S-008") | .in] == ["a"]'
json '[.verdicts[] | select(.consumer == "td-shim") | .b.accepts] == [true]'
json '.measurement.a.mrtd == null and (.measurement.a.refused | length) > 0'

# Colours only where they are asked for.
lacks "$out" "$(printf '\033')"
run 1 diff --color=always "$work/a" "$work/b"
has "$out" "$(printf '\033[33m~\033[m')"

# Names are shown harmlessly.
cp "$work/b" "$work/$(printf 'x\033[31my')"
run 1 diff "$work/a" "$work/$(printf 'x\033[31my')"
has "$out" 'x\x1b[31my'
lacks "$out" "$(printf '\033')"

# What is no two images.
mistake 'missing operand' diff "$work/a"
mistake "extra operand '$work/c'" diff "$work/a" "$work/b" "$work/c"
run 2 diff "$work/a" "$work/nothing"
has "$err" "tdxplore: $work/nothing: cannot open"
is "$out" ''
run 2 diff "$work" "$work/a"
has "$err" "tdxplore: $work: is a directory"

# A trust domain is what is measured.
run 2 diff --vmm=ec2 "$work/a" "$work/b"
has "$err" "invalid argument 'ec2' of '--vmm': must be qemu, cloud-hypervisor or spec"
run 1 diff --vmm=spec "$work/a" "$work/b"
has "$out" 'as the specification launches'
run 0 diff --help
has "$out" 'VMM is one of qemu, cloud-hypervisor or spec.'

# One of them from standard input.
"$TDXPLORE" sample | run 0 diff - "$work/a"

# What is compressed is told by what comes out of it.
if ovmf OVMF.fd; then
    cp "$image" "$work/ovmf"
    chmod u+w "$work/ovmf"
    printf '\001' | dd of="$work/ovmf" bs=1 seek=$((0x20020)) conv=notrunc 2>/dev/null
    run 1 diff "$image" "$work/ovmf"
    has "$out" 'FvLength: 0x1ac000 -> 0x1ac001'

    # Values are whole, however long: Attributes of the first volume without ERASE_POLARITY.
    cp "$image" "$work/ovmf"
    printf '\366' | dd of="$work/ovmf" bs=1 seek=$((0x2d)) conv=notrunc 2>/dev/null
    run 1 diff "$image" "$work/ovmf"
    has "$out" 'WRITE_LOCK_STATUS | ALIGNMENT) -> 0x4f6ff (READ_DISABLED_CAP'
    run 1 diff --json "$image" "$work/ovmf"
    json 'any(.differences[]; .text | test("^0x4feff \\(.* \\| ALIGNMENT\\) -> 0x4f6ff \\(.* \\| ALIGNMENT\\)$"))'
fi
