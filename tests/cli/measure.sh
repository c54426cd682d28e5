#!/bin/sh
# What a launch measures: of the sample, of real images, of broken ones; variants, records, mistakes.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/cli/lib.sh"
need_jq

# The value of Debian 12's OVMF.fd (ovmf 2022.11-6+deb12u2), as another program has it.
debian_sha256=7b456907dd0786d415999e801a1ac4637b8ed4d7cf5378cfc6edbe5e574dd773
debian_mrtd=4c7206f0f483c524f12c366c711e9049030a8d47c471ee5aa9c4999a08de4057fb887fed0744d5631a212967fb231c47
no_mrtd=$(printf '%096d' 0)

# narrow: no line of $out is wider than a terminal, but those that hold a whole digest; all of it is ASCII.
narrow() {
    checks=$((checks + 1))
    [ -z "$(grep -v -E '^(MRTD|Expected) [0-9a-f]{96}$' "$out" | awk 'length > 80')" ] ||
        fail "wide: $(awk 'length > 80' "$out")"
    checks=$((checks + 1))
    [ -z "$(tr -d '\n\040-\176' <"$out")" ] || fail "bytes that are not printable ASCII"
}

# mrtd: print the value that the JSON in $out has.
mrtd() {
    jq -r .mrtd "$out"
}

# What holds of every image: STATUS ARGS...
sound() {
    wanted_status=$1
    shift
    run "$wanted_status" measure "$@"
    narrow
    is "$err" ''
    run "$wanted_status" measure --json "$@"
    json '.mrtd == null or (.mrtd | test("^[0-9a-f]{96}$"))'
    json '(.mrtd == null) == (.refused != null and (.forced | not))'
    json '[.sections[] | .pages_added, .bytes_extended, .hashed_bytes | type] | unique - ["number"] == []'
    json '[.sections[].index] == [range(.sections | length)]'
    json '.mrtd == null or ([.sections[].hashed_bytes] | add // 0) == .hashed_bytes'
    json '.vmm and .order and (.covered | keys == ["loaded", "measured", "never"]) and .expected == null'
    json '[.notes[] | .key and .text and .source] | all'
}

# The sample: QEMU does not know its Payload.
sound 1
run 1 measure
has "$out" 'No MRTD: QEMU: TDVF contains unsupported section type 5'
has "$out" '0 BFV            849 0x351000 0x514080'
has "$out" '  covered by the MRTD'
sound 0 --force
run 0 measure --force
has "$out" 'Measured by force, no launch comes to it: QEMU: TDVF contains'
has "$out" '  TD_HOB       RTMR[0]  OVMF    EV_EFI_HANDOFF_TABLES2 "TdxTable"'
run 0 measure --json --force
json '.forced and .refused != null'
forced=$(mrtd)
for vmm in spec cloud-hypervisor; do
    sound 0 --vmm="$vmm"
    run 0 measure --json --vmm="$vmm"
    json '.vmm == "'"$vmm"'" and .mrtd == "'"$forced"'"'
    json '.sections[0] | .pages_added == 849 and .bytes_extended == 3477504 and .hashed_bytes == 849 * 6272'
    json '.sections[1] | .pages_added == 64 and .bytes_extended == 0 and .goes_to == "RTMR[0]"'
    json '.sections[1].events | map(.by) == ["OVMF", "td-shim", "td-shim"] and all(.register == "RTMR[0]" and .mr_index == 1)'
    json '.sections[5].events[1] | .event == "EV_PLATFORM_CONFIG_FLAGS" and .event_type == "0xa" and .descriptor == "td_hob"'
    json '.sections[2].events | length == 1 and .[0].register == null and .[0].event == null'
    json '.sections[-1].digest == .mrtd'
    json '.covered == {"never": "0xc6f000", "loaded": "0x40000", "measured": "0x351000"}'
done

# Each order has its value, and its name for it.
run 0 measure --json --vmm=spec --order=two-passes
two_passes=$(mrtd)
json '.order == "two-passes" and .mrtd != "'"$forced"'" and .notes[0].key == "order-two-passes"'
run 0 measure --json --vmm=spec --order=two-passes-all
json '.mrtd != "'"$forced"'" and .mrtd != "'"$two_passes"'"'

# A value that is expected.
run 0 measure --vmm=spec --expect="$forced"
has "$out" 'That is the MRTD.'
narrow
run 0 measure --vmm=spec --expect="$(printf '%s' "$forced" | tr a-f A-F)"
run 1 measure --vmm=spec --expect="$two_passes"
has "$out" 'Not the MRTD, but that of this variant:'
has "$out" '(order'
narrow
run 1 measure --json --vmm=spec --expect="$two_passes"
json '.expected | (.matches | not) and .found and (.variant | contains("order two-passes"))'
run 1 measure --expect="$no_mrtd"
has "$out" 'nor that of any variant that is known: 3 launches tried.'
run 1 measure --json --expect="$no_mrtd"
json '.expected | (.matches | not) and (.found | not) and .variant == null and .all_tried'
run 1 measure --expect="$forced"
has "$out" 'It would be the MRTD if the launch were not refused.'
run 0 measure --force --expect="$forced"
has "$out" 'That is the MRTD.'

# The records, one a line, and the digests behind them.
run 0 measure --trace --vmm=spec
checks=$((checks + 1))
[ "$(sed -n 1,2p "$out")" = "MEM.PAGE.ADD 0xffcaf000 -
MR.EXTEND 0xffcaf000 0xcaf000" ] || fail "the first records: $(sed -n 1,2p "$out")"
checks=$((checks + 1))
[ "$(grep -c '^MEM.PAGE.ADD 0x[0-9a-f]* -$' "$out")" -eq "$((849 + 64 + 32 + 32 + 1 + 32 + 8192 + 1))" ] ||
    fail 'pages are missing'
checks=$((checks + 1))
[ "$(grep -c '^MR.EXTEND 0x[0-9a-f]* 0x[0-9a-f]*$' "$out")" -eq "$((849 * 16))" ] || fail 'chunks are missing'
is_last="# MRTD $forced"
checks=$((checks + 1))
[ "$(tail -n 1 "$out")" = "$is_last" ] || fail "the last line: $(tail -n 1 "$out")"
has "$out" '# section 7 PayloadParam '
run 1 measure --trace
is "$out" '# no MRTD: QEMU: TDVF contains unsupported section type 5'

# Data that is not in the image.
run 0 sample -o "$work/sample"
cp "$work/sample" "$work/payload"
patch "$work/payload" "$((0xcaf020 + 6 * 32 + 28))" '\001' # Attributes of section 6, Payload
sound 1 --vmm=spec "$work/payload"
run 1 measure --vmm=spec "$work/payload"
has "$out" 'the value depends on what is not known: section 6 (Payload)'
run 0 measure --force --json --vmm=spec "$work/payload"
json '.sections[6] | .content == "payload" and (.content_known | not) and .copied == "0x0"'
printf 'a payload' >"$work/kernel"
run 0 measure --json --vmm=spec --payload="$work/kernel" "$work/payload"
json '.refused == null and (.sections[6] | .content_known and .copied == "0x9")'
json '[.notes[].key] | index("given-data") != null'
run 1 measure --vmm=cloud-hypervisor --payload="$work/kernel" "$work/payload"
has "$out" 'Cloud Hypervisor: the payload is no bzImage'
run 0 measure --json --vmm=spec --payload="$work/kernel" "$work/sample"
json '[.notes[].key] | index("given-in-vain") != null'
for option in payload hob param; do
    run 2 measure "--$option=$work/none" "$work/sample"
    has "$err" "tdxplore: $work/none: cannot open"
    is "$out" ''
done

# No descriptor, and more than can be hashed.
head -c 4096 "$work/sample" >"$work/cut"
sound 1 "$work/cut"
sound 1 --force "$work/cut"
run 1 measure "$work/cut"
has "$out" 'No MRTD: there is no TDX descriptor'
cp "$work/sample" "$work/huge"
patch "$work/huge" "$((0xcaf020 + 6 * 32 + 16))" '\000\000\000\000\000\001\000\000' # MemoryDataSize 2^40
patch "$work/huge" "$((0xcaf020 + 6 * 32 + 28))" '\001'
sound 1 --vmm=spec --force "$work/huge"
run 1 measure --vmm=spec --force "$work/huge"
has "$out" 'bytes would be hashed, which is more than the limit of'
run 1 measure --vmm=spec --hash-limit=1M "$work/sample"
has "$out" 'No MRTD: 0x619180 bytes would be hashed, which is more than the limit of'
run 0 measure --vmm=spec --hash-limit=16M "$work/sample"

# Broken images: there is an answer to each.
for broken in $("$TDXPLORE" sample --list --json | jq -r '.images[].name'); do
    ran="measure --broken $broken"
    "$TDXPLORE" measure --json --vmm=spec --broken="$broken" >"$out" 2>"$err"
    status=$?
    json '(.mrtd != null) == ('"$status"' == 0)'
    is "$err" ''
done

# Names of files cannot control the terminal.
cp "$work/sample" "$work/$(printf '\033[31m\377')"
sound 1 "$work/$(printf '\033[31m\377')"

if ovmf OVMF.fd; then
    sound 0 "$image"
    if [ "$(sha256sum "$image" | cut -d ' ' -f 1)" = "$debian_sha256" ]; then
        run 0 measure --expect="$debian_mrtd" "$image"
        run 0 measure --json "$image"
        json '.mrtd == "'"$debian_mrtd"'"'
        json '[.sections[] | [.index, .pages_added, .bytes_extended, .hashed_bytes]] == [
            [0, 480, 1966080, 3010560], [1, 32, 0, 4096], [2, 16, 0, 2048], [3, 2, 0, 256], [4, 2, 0, 256],
            [5, 6, 0, 768]]'
        run 1 measure --order=two-passes --expect="$debian_mrtd" "$image"
        has "$out" 'order'
    fi
    whole=$image
    run 0 measure --json "$whole"
    value=$(mrtd)
    # The two files that it is made of: the first is found beside the second, under one of two names.
    if ovmf OVMF_CODE.fd; then
        sound 1 "$image"
        run 1 measure --expect="$value" "$image"
        has "$out" 'the image is joined: before it stands '
        has "$out" 'OVMF_VARS.fd'
        run 1 measure --json --expect="$value" "$image"
        json '.expected | .found and (.matches | not) and (.joined | endswith("/OVMF_VARS.fd"))'
        cp "$image" "$work/X_CODE.secboot.fd"
        run 1 measure --expect="$value" "$work/X_CODE.secboot.fd"
        has "$out" 'nor that of any variant'
        head -c 131072 "$whole" >"$work/X_VARS.fd"
        run 1 measure --expect="$value" "$work/X_CODE.secboot.fd"
        has "$out" 'X_VARS.fd'
        cd "$work" || exit 99
        run 1 measure --expect="$value" X_CODE.secboot.fd
        has "$out" 'before it stands X_VARS.fd'
    fi
fi
if ovmf OVMF_CODE_4M.fd; then
    sound 1 "$image"
fi

# Mistakes.
mistake "invalid argument 'xen' of '--vmm': must be qemu, cloud-hypervisor, spec, " measure --vmm=xen
mistake "invalid argument 'x' of '--order': must be per-page, two-passes or two-passes-all" measure --order=x
mistake "invalid argument '00' of '--expect': an MRTD has 96 hexadecimal digits" measure --expect=00
mistake "invalid argument '\\x1b[31m' of '--expect'" measure --expect="$(printf '\033[31m')"
mistake "options '--json' and '--trace' exclude each other" measure --json --trace
mistake "options '--expect' and '--trace' exclude each other" measure --trace --expect="$no_mrtd"
mistake "option '--trace' does not go with 'info'" --trace info
run 2 measure "$work/none"
has "$err" 'No such file'

# Help.
run 0 measure --help
has "$out" 'Usage: tdxplore measure [OPTION]... [IMAGE]'
has "$out" 'VMM is one of qemu, cloud-hypervisor, spec, ec2, gce, krun or ec2-old.'
has "$out" 'ORDER is one of per-page, two-passes or two-passes-all.'
narrow
