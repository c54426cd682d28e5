#!/bin/sh
# Guest memory as a picture, of the sample, of real images, and of broken ones.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/cli/lib.sh"
need_jq
unset COLUMNS NO_COLOR

# plain WIDTH: $out is ASCII without controls, and no line is wider.
plain() {
    checks=$((checks + 1))
    [ -z "$(tr -d '\n\040-\176' <"$out")" ] || fail "bytes that are not printable ASCII"
    checks=$((checks + 1))
    [ -z "$(awk -v most="$1" 'length > most' "$out")" ] ||
        fail "wider than $1: $(awk -v most="$1" 'length > most' "$out" | head -n 1)"
}

# well_formed: $out is XML, to a parser of its own.
well_formed() {
    checks=$((checks + 1))
    command -v xmllint >/dev/null 2>&1 || { echo "left out: xmllint is not installed"; return; }
    xmllint --noout --nonet "$out" 2>"$work/xmllint" || fail "not well-formed: $(head -n 3 "$work/xmllint")"
}

# xpath EXPRESSION VALUE: of the SVG in $out.
xpath() {
    command -v xmllint >/dev/null 2>&1 || return
    checks=$((checks + 1))
    value=$(xmllint --nonet --xpath "$1" "$out" 2>&1)
    [ "$value" = "$2" ] || fail "$1 is '$value' instead of '$2'"
}

# What holds of every image, with or without a descriptor: STATUS IMAGE...
sound() {
    wanted_status=$1
    shift
    run "$wanted_status" map "$@"
    plain 80
    run "$wanted_status" map --json "$@"
    json '.image.name and (.totals | length) == 6'
    json '[.segments[] | .start, .end, .size, (.file_offset // "0x0") | test("^0x(0|[1-9a-f][0-9a-f]*)$")] | all'
    json '[.segments[].source] - ["file", "zero-fill", "zero", "launch", "aug", "none"] == []'
    json '[.segments[] | .overlap_count >= (.overlaps | length) and (.section as $own | .overlaps | index($own)) == null] | all'
    run "$wanted_status" map --svg "$@"
    well_formed
}

# The sample, as text.
run 0 map
plain 80
has "$out" 'built-in sample'
has "$out" '0x100000000 +---------------------------------+   4 GiB'
has "$out" '|# 0 BFV #########################|M  ~3.3 MiB    copied, measured'
has "$out" ' 0xffcaf000 +---------------------------------+'
has "$out" '|= 1 CFV =========================|   256.0 KiB   copied'
has "$out" ': ~3.9 GiB                MMIO hole'
has "$out" '# copied, measured   = copied   . zero pages   M measured'
has "$out" '  of it measured (MR.EXTEND)                 ~3.3 MiB  0x351000'
is "$err" ''
for width in 24 25 31 32 47 48 55 56 72 75 76 79 95 96 132 1024; do
    run 0 map --width="$width"
    plain "$width"
    has "$out" '100000000 +-'
    run 0 map --width="$width" --scale=linear --rows=40
    plain "$width"
done

# Scales and heights.
run 0 map --scale=logarithmic
has "$out" 'logarithmic scale'
run 0 map --scale=linear --rows=100
# Without heading, legend, totals and the blank lines between.
checks=$((checks + 1))
[ "$(sed -e '1,/^$/d' -e '/^$/,$d' "$out" | wc -l)" -eq 100 ] || fail "not 100 lines of picture"

# The locale's characters.
if locale -a 2>/dev/null | grep -q -i '^C\.utf-\{0,1\}8$'; then
    LC_ALL=C.UTF-8
    run 0 map
    has "$out" '0x100000000 ┌─────────────────────────────────┐   4 GiB'
    has "$out" '│█ 0 BFV █████████████████████████│M  ~3.3 MiB    copied, measured'
    has "$out" ' 0xff041000 ├─────────────────────────────────┤'
    LC_ALL=C
fi

# On a terminal the picture has its width, and colour where nothing speaks against it. Where a terminal has no size,
# COLUMNS is asked.
on_terminal() {
    ran="map on a terminal: $*"
    script -qec "stty $1; $2 '$TDXPLORE' map" /dev/null </dev/null 2>&1 | tr -d '\r' >"$out"
}
if command -v script >/dev/null 2>&1 && script -qec true /dev/null </dev/null >/dev/null 2>&1; then
    esc=$(printf '\033')
    on_terminal 'cols 60' 'TERM=dumb'
    plain 60
    has "$out" '0x100000000 +-------------------------------+   4 GiB'
    on_terminal 'cols 60' 'TERM=xterm NO_COLOR=1'
    plain 60
    on_terminal 'cols 60' 'TERM=xterm'
    has "$out" "$esc[33m#$esc[33;1m 0 BFV $esc[33m#"
    on_terminal 'cols 0' 'TERM=dumb COLUMNS=50'
    plain 50
    has "$out" '0x100000000 +'
else
    echo "left out: there is no terminal to be had from script"
fi

# The sample, as JSON.
run 0 map --json
json '.image.name == "built-in sample" and .image.size == "0x1000000"'
json '(.segments | length) == 8'
json '.segments[] | select(.section == 0) | . == {"start":"0xffcaf000","end":"0xffffffff","size":"0x351000",
    "section":0,"type_name":"BFV","source":"file","file_offset":"0xcaf000","measured":true,"overlaps":[],
    "overlap_count":0}'
json '.segments[] | select(.type_name == "TD_HOB") | .source == "launch" and .file_offset == null and (.measured | not)'
json '.totals.measured == "0x351000" and .totals.file_loaded == "0x391000" and .totals.file_not_loaded == "0xc6f000"'

# The sample, as SVG.
run 0 map --svg
well_formed
has "$out" 'role="img" aria-labelledby="tdxp-title tdxp-desc"'
xpath 'string(/*/*[local-name()="title"])' 'Guest memory of built-in sample'
xpath 'count(//*[local-name()="g"])' 8
xpath 'count(//*[local-name()="script"])' 0
xpath 'string((//*[local-name()="g"]/*[local-name()="text"])[1])' '0 BFV ~3.3 MiB'

if ovmf OVMF.fd; then
    sound 0 "$image"
    run 0 map "$image"
    has "$out" ' 0xffe20000 +---------------------------------+'
    has "$out" '|. 2 TempMem .....................|   64.0 KiB    zero pages'
    run 0 map --json "$image"
    json '[.segments[] | [.start, .end, .section, .source]] == [
        ["0x800000", "0x805fff", 5, "zero"], ["0x809000", "0x80afff", 4, "launch"],
        ["0x80b000", "0x80cfff", 3, "zero"], ["0x810000", "0x81ffff", 2, "zero"],
        ["0xffe00000", "0xffe1ffff", 1, "file"], ["0xffe20000", "0xffffffff", 0, "file"]]'
    json '[.segments[] | select(.measured) | .section] == [0]'
    json '.totals == {"added": "0x21a000", "measured": "0x1e0000", "zero": "0x1a000", "augmented": "0x0",
        "file_loaded": "0x200000", "file_not_loaded": "0x0"}'
    # The document names the file, not where it lies.
    run 0 map --svg "$image"
    xpath 'string(/*/*[local-name()="title"])' 'Guest memory of OVMF.fd'
    lacks "$out" "${image%/*}"
fi
if ovmf OVMF_CODE.fd; then
    # Metadata of the joined file: the sections reach past the end of this one.
    sound 0 "$image"
    run 0 map --json "$image"
    json '[.segments[] | select(.source == "none")] != []'
fi
if ovmf OVMF_CODE_4M.fd; then
    sound 1 "$image"
    run 1 map "$image"
    has "$out" 'No TDX descriptor'
    run 1 map --json "$image"
    json '.segments == []'
    run 1 map --svg "$image"
    has "$out" 'No TDX descriptor'
fi

# Broken samples.
run 0 sample -o "$work/sample"
broken() {
    cp "$work/sample" "$work/broken"
    patch "$work/broken" "$1" "$2"
}

broken 0xcaf048 '\000\000\304\377' # MemoryAddress of section 1: into section 0, and below it
patch "$work/broken" 0xcaf050 '\000\000\010\000' # and its MemoryDataSize
sound 0 "$work/broken"
run 0 map "$work/broken"
has "$out" 'M! overlap of 2'
has "$out" '! overlap'
run 0 map --json "$work/broken"
json '[.segments[] | select(.section == 0) | .overlaps] == [[1]]'
json '[.segments[] | select(.section == 1) | [.source, .overlaps]] == [["file", []], ["zero-fill", [0]]]'
run 0 map --svg "$work/broken"
has "$out" 'overlap of 1 CFV and 0 BFV'

broken 0xcaf028 '\000\360\377\377\377\377\377\377' # MemoryAddress of section 0: a page below 2^64
sound 0 "$work/broken"
run 0 map "$work/broken"
has "$out" '2^64 +-'
run 0 map --json "$work/broken"
json '.segments[-1] | .end == "0xffffffffffffffff" and .size == "0x1000"'

broken 0xcaf01c '\377\377\377\377' # NumberOfSectionEntry
sound 0 "$work/broken"
broken 0xcaf03c '\377\377\377\377' # Attributes of section 0
sound 0 "$work/broken"
broken 0xcaf058 '\377\377\377\377' # Type of section 1
sound 0 "$work/broken"
for size in 1 100 4096; do
    head -c "$size" "$work/sample" >"$work/cut"
    sound 1 "$work/cut"
done
head -c "$((0xcaf100))" "$work/sample" >"$work/cut"
sound 0 "$work/cut"

# A name that is neither text nor XML.
cp "$work/sample" "$work/$(printf 'a<b>&"\033[31m\377')"
sound 0 "$work/$(printf 'a<b>&"\033[31m\377')"
xpath 'string(/*/*[local-name()="title"])' 'Guest memory of a<b>&"\x1b[31m\xff'

# Mistakes.
mistake "invalid argument 'cubic' of '--scale': must be compressed, linear or logarithmic" map --scale=cubic
mistake "invalid argument '23' of '--width': the least is 24" map --width=23
mistake "invalid argument 'x' of '--width': not a number" map --width=x
mistake "options '--json' and '--svg' exclude each other" map --json --svg
has "$err" "Try 'tdxplore map --help'"
run 2 map "$work/none"
has "$err" 'No such file'

# Help.
run 0 map --help
has "$out" 'Usage: tdxplore map [OPTION]... [IMAGE]'
has "$out" '--scale=SCALE'
has "$out" 'SCALE is one of compressed, linear or logarithmic.'
plain 80
run 0 --help
has "$out" 'map [IMAGE]'
plain 80

# The guest of the SEV metadata; without a TDX descriptor it is drawn unasked.
if ovmf OVMF.fd; then
    run 0 map --guest=sev "$image"
    has "$out" 'Guest memory as the VMM builds it for SEV-SNP'
    has "$out" 'SNP_SEC_MEM'
    has "$out" ' 5 image '
    has "$out" 'added (SNP_LAUNCH_UPDATE)'
    lacks "$out" 'PAGE.A'
    lacks "$out" 'BFV'
    run 0 map --guest=sev --json "$image"
    json '.guest == "sev" and (.segments | map(.type_name) | index("CPUID") != null)'
    json '.segments[-1] | .type_name == "image" and .start == "0xffe00000" and .file_offset == "0x0"'
    run 0 map --guest=sev --svg "$image"
    has "$out" 'Guest memory as the VMM builds it for SEV-SNP from 5 sections of a file of 2.0 MiB'
    has "$out" 'contents measured into the launch digest'
    run 0 map --guest=tdx --json "$image"
    json '.guest == "tdx"'
    # The entry of the GUIDed table that leads to the TDX descriptor, made unknown, and so is the GUID before that.
    LC_ALL=C sed 's/\x35\x65\x7a\xe4\x4a\x98\x98\x47\x86\x5e/\x35\x65\x7a\xe4\x4a\x98\x98\x47\x86\x5f/
        s/\xf3\xf9\xea\xe9\x8e\x16\xd5\x44/\xf3\xf9\xea\xe9\x8e\x16\xd5\x45/' "$image" >"$work/sev.fd"
    run 0 map "$work/sev.fd"
    has "$out" 'for SEV-SNP'
    run 1 map --guest=tdx "$work/sev.fd"
    has "$out" 'No TDX descriptor'
fi
run 1 map --guest=sev
has "$out" 'No SEV metadata'
run 1 map --guest=sev --svg
has "$out" 'No SEV metadata'
run 1 map --guest=sev --json
json '.guest == "sev" and .segments == []'
