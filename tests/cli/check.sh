#!/bin/sh
# Checking images: exit status, several images, the choice of findings, JSON and SARIF.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/cli/lib.sh"
need_jq

rules=$work/sarif.jq
cp "${top_srcdir:-$(dirname "$0")/../..}/tests/cli/sarif.jq" "$rules"
run 0 sample -o "$work/good"

# spoil NAME OFFSET BYTES: a copy of the sample with other bytes.
spoil() {
    cp "$work/good" "$work/$1"
    patch "$work/$1" "$2" "$3"
}
spoil unaligned 0xcaf048 '\001' # the lowest byte of MemoryAddress of section 1, the CFV
spoil signature 0xcaf010 'X'

# The sample has notes and no fault.
run 0 check "$work/good"
has "$out" "$work/good:0xcaf0f8: note: section 6"
has "$out" "$work/good: spec: accepts"
has "$out" "$work/good: qemu: refuses: TDVF contains unsupported section type 5 [TDVF-S-020]"
checks=$((checks + 1))
tail -n 1 "$out" | grep -q '^0 errors, 0 warnings, [1-9][0-9]* notes in 1 image$' ||
    fail "totals: $(tail -n 1 "$out")"
is "$err" ''

# A fault is one line that leads to its bytes, and below it what would be right.
run 1 check "$work/unaligned"
has "$out" "$work/unaligned:0xcaf048: error: section 1 (CFV): MemoryAddress 0xff000001"
has "$out" '    fix: 0xff000000'
lacks "$out" "$(printf '\033')"

for image in unaligned signature; do
    run 1 check "$work/$image"
    checks=$((checks + 1))
    head -n 1 "$out" | grep -q "^$work/$image:0x[0-9a-f]*: error: .* \[[A-Z-]*-[0-9]*\]\$" ||
        fail "first line: $(head -n 1 "$out")"
done

# Findings below the severity are neither printed nor counted for the exit status.
run 1 check --severity=note "$work/good"
has "$out" ': note: '
run 0 check --severity=warning "$work/good"
lacks "$out" ': note: '
has "$out" 'findings left out'
run 0 check --severity error "$work/good"
run 1 check --severity error "$work/signature"

# One consumer: what it refuses for, its verdict, and 1 where it refuses.
run 0 check --consumer=spec "$work/good"
lacks "$out" note:
has "$out" "$work/good: spec: accepts"
lacks "$out" qemu
run 1 check --consumer=qemu "$work/good"
has "$out" '[TDVF-S-020]'
has "$out" "$work/good: qemu: refuses: "
lacks "$out" td-shim
run 1 check --consumer=qemu --severity=error "$work/good"
lacks "$out" note:
run 0 check --consumer=cloud-hypervisor "$work/good"
run 2 check --consumer=libvirt "$work/good"
has "$err" "invalid argument 'libvirt' of '--consumer': must be spec, td-shim, qemu, kvm or cloud-hypervisor"
is "$out" ''
for word in none fatal '' 'no
te'; do
    run 2 check --severity="$word" "$work/good"
    has "$err" "of '--severity': must be note, warning or error"
    is "$out" ''
done

# Several images, in the order given; the worst counts.
run 1 check "$work/good" "$work/signature" "$work/good"
checks=$((checks + 1))
[ "$(grep -c "^$work/good: spec: accepts" "$out")" -eq 2 ] || fail 'the image that came twice is not there twice'
has "$out" 'in 3 images'

# An image that cannot be read does not keep the others from being checked.
run 2 check "$work/none" "$work/signature" "$work"
has "$err" "tdxplore: $work/none: cannot open: No such file or directory"
has "$err" "tdxplore: $work: is a directory"
has "$out" "$work/signature: spec: refuses"
has "$out" 'in 1 image; 2 images not checked'
run 2 check "$(printf 'a\033[2Jb')"
has "$err" 'tdxplore: a\x1b[2Jb: cannot open'
run 2 check
has "$err" 'tdxplore: missing operand'

# A name that could control the terminal does not.
cp "$work/signature" "$work/$(printf 'x\033[31m')"
run 1 check "$work/$(printf 'x\033[31m')"
has "$out" "$work/x\\x1b[31m: spec: refuses"

# On a terminal severities are in colour, unless the user has them without.
on_terminal() {
    ran="$* tdxplore check signature, on a terminal"
    env "$@" script -q -e -c "'$TDXPLORE' check '$work/signature'" /dev/null </dev/null >"$out" 2>"$err"
    check_status "$?" 1
}
if command -v script >/dev/null 2>&1; then
    red=$(printf '\033[1;31merror:\033[m ')
    on_terminal TERM=xterm NO_COLOR=
    has "$out" "$red"
    for environment in NO_COLOR=1 TERM=dumb; do
        on_terminal TERM=xterm "$environment"
        has "$out" ': error: '
        lacks "$out" "$(printf '\033')"
    done
fi

# Standard input.
run 0 check - <"$work/good"
has "$out" 'standard input: spec: accepts'
ran='head -c 4097 sample | tdxplore check --read-limit=4K -'
head -c 4097 "$work/good" | "$TDXPLORE" check --read-limit=4K - >"$out" 2>"$err"
check_status "$?" 2

# ---- JSON ----

run 1 check --json "$work/good" "$work/signature"
json '[.images[].path | sub(".*/"; "")] == ["good", "signature"]'
json '.failed == []'
json '.images | all(.[]; keys == ["complete", "files", "findings", "path", "verdicts"])'
json '.images | all(.[]; .verdicts | keys == ["cloud-hypervisor", "kvm", "qemu", "spec", "td-shim"])'
json '.images | all(.[].verdicts[];
    keys == ["accepts", "reason", "rule"] and (.accepts | type == "boolean") and
    if .accepts then .reason == null and .rule == null
    else (.reason | length > 0) and (.rule | test("^[A-Z-]+-[0-9]{3}$")) end)'
json '.images | all(.[].findings[];
    keys == ["fix", "length", "message", "node", "offset", "refused_by", "rule", "section", "severity"] and
    (.offset | test("^0x[0-9a-f]+$")) and (.length | test("^0x[0-9a-f]+$")) and
    (.message | length > 0) and (.severity | IN("note", "warning", "error")))'
# Who refuses is the same in findings and verdicts.
json '.images | all(.[]; . as $i | all($i.verdicts | keys[]; . as $c |
    ($i.verdicts[$c].accepts | not) == any($i.findings[].refused_by[]; . == $c)))'
json '.images[0].verdicts.qemu ==
    {"accepts": false, "reason": "TDVF contains unsupported section type 5", "rule": "TDVF-S-020"}'
json '.images[0].findings[] | select(.section == 6) |
    .offset == "0xcaf0f8" and .length == "0x4" and .node == "tdvf/section[6]/Type" and .refused_by == ["qemu"]'
json '.images[1].findings | any(.[]; .severity == "error")'

run 1 check --json --consumer=qemu "$work/good"
json '.images[0].verdicts | keys == ["qemu"]'
json '.images[0].findings | length > 0 and all(.[]; .refused_by | index("qemu") != null)'
run 0 check --json --severity=error "$work/good"
json '.images[0].findings == []'
run 2 check --json "$work/none" "$work/good"
json '.images | length == 1'
json '.failed | length == 1 and (.[0].path | endswith("/none")) and .[0].message == "cannot open: No such file or directory"'
# A name that is no UTF-8 does not break the JSON.
cp "$work/good" "$work/$(printf 'y\377')"
run 0 check --json "$work/$(printf 'y\377')"
json '.images[0].path | endswith("/y\\xff")'

run 2 check --json --sarif "$work/good"
has "$err" "tdxplore: options '--json' and '--sarif' exclude each other"
is "$out" ''

# ---- SARIF ----

# sarif: $out keeps the constraints of SARIF.
sarif() {
    checks=$((checks + 1))
    jq -c -f "$rules" "$out" >"$work/broken" 2>&1
    [ "$(cat "$work/broken")" = '[]' ] || fail "not SARIF: $(head -c 1000 "$work/broken")"
}

run 0 check --sarif "$work/good"
sarif
json '.runs[0].results | length > 0 and all(.[]; .level == "note")'
json '.runs[0].results | any(.[]; .properties.refusedBy == ["qemu"] and
    .locations[0].physicalLocation.region == {"byteOffset": 13299960, "byteLength": 4})'
run 1 check --sarif --severity=error "$work/good" "$work/unaligned" "$work/signature"
sarif
json '.runs[0].results | length > 0 and all(.[]; .level == "error")'
json '.runs[0].artifacts | length == 3 and .[0].properties.verdicts.spec.accepts'
run 0 check --sarif - <"$work/good"
sarif

# A joined image: each of its files is an artifact, and a result is in the one that has the bytes.
head -c "$((0x40000))" "$work/unaligned" >"$work/store"
tail -c "+$((0x40001))" "$work/unaligned" >"$work/code"
run 1 check --sarif --vars "$work/store" "$work/code"
sarif
json '.runs[0].artifacts | map(.location.uri | sub(".*/"; "")) == ["store", "code"]'
json '.runs[0].artifacts | map(.length) == [262144, 16515072]'
json '.runs[0].results | any(.[]; .locations[0].physicalLocation | .artifactLocation.index == 1 and
    .region == {"byteOffset": 13037640, "byteLength": 8})'

# The same image twice, names that are no URI as they are, and images that cannot be read.
cd "$work" || exit 99
mkdir -p 'd:r/s p'
cp signature 'd:r/s p/%41#?.fd'
run 2 check --sarif good ./good 'd:r/s p/%41#?.fd' 'd:r/../good' "$(printf 'y\377')" none - </dev/null
sarif
json '.runs[0].artifacts | map(.location.uri) | .[:3] == ["good", "good", "d%3Ar/s%20p/%2541%23%3F.fd"] and
    (.[3] | test("^file:///.*/good$")) and .[4:] == ["y%FF", "none", null]'
json '.runs[0].invocations[0] | .executionSuccessful == false and (.toolExecutionNotifications | length == 2)'
cp "$out" "$work/log"

# What checks SARIF sees faults: each of these makes the log above a wrong one.
while read -r fault; do
    ran="jq $fault"
    checks=$((checks + 1))
    jq "$fault" "$work/log" >"$work/faulty" || fail "does not run"
    jq -c -f "$rules" "$work/faulty" 2>&1 | grep -q '^\["' || fail "is not seen"
done <<'EOT'
.version = "2.1"
del(.runs)
.extra = 1
.runs[0].extra = 1
del(.runs[0].tool.driver.name)
.runs[0].tool.driver.rules[3].id = ""
.runs[0].tool.driver.rules[3].defaultConfiguration.level = "fatal"
.runs[0].tool.driver.rules[1] = .runs[0].tool.driver.rules[0]
.runs[0].tool.driver.rules[0].shortDescription.text = "a {0}"
.runs[0].results[0].level = "info"
.runs[0].results[0].ruleId = "TDVF-X-001"
.runs[0].results[0].ruleIndex = 1000
.runs[0].results[0].ruleIndex = -1
del(.runs[0].results[0].message)
.runs[0].results[0].message.text = "a } b"
del(.runs[0].results[0].locations[0].physicalLocation.region)
.runs[0].results[0].locations[0].physicalLocation.region.byteOffset = -1
.runs[0].results[0].locations[0].physicalLocation.region.byteOffset = 0.5
.runs[0].results[0].locations[0].physicalLocation.region.byteOffset = "0x10"
.runs[0].results[0].locations[0].physicalLocation.region.byteLength = 16777217
.runs[0].results[0].locations[0].physicalLocation.artifactLocation.index = 2
.runs[0].results[0].locations[0].physicalLocation.artifactLocation.uri = "a b"
.runs[0].artifacts[0].location.uri = "/good"
.runs[0].artifacts[0].location.uri = "c:good"
.runs[0].artifacts[3].location.uri = "file:///a/../b"
.runs[0].artifacts[3].location.uriBaseId = "PWD"
.runs[0].artifacts[0].location.uriBaseId = "HOME"
del(.runs[0].artifacts[6].location.index)
.runs[0].artifacts[1] = .runs[0].artifacts[0]
.runs[0].artifacts[0].length = -2
.runs[0].artifacts[0].roles = ["target"]
.runs[0].invocations[0].executionSuccessful = true
del(.runs[0].invocations[0].executionSuccessful)
.runs[0].invocations[0].toolExecutionNotifications[0].level = "fatal"
EOT

# ---- real images ----

# What is compressed is checked where it is unpacked: a byte changed in it, in the middle of the section.
if ovmf OVMF.fd; then
    cp "$image" "$work/packed"
    patch "$work/packed" 0x100000 '\377\377\377\377'
    run 0 check "$work/packed"
    run 1 check --unpack "$work/packed"
    has "$out" 'bytes came out [FFS-009]'

    # What a limit has left closed is said, and the answer is not taken for a whole one.
    run 0 check --unpack --unpack-limit=1K "$image"
    has "$err" "$image: not all that is compressed was looked into: contents/section[0]/volume[0]/file[1]/section[0]: not"
    run 0 check --unpack --unpack-limit=1K --json "$image"
    json '.images[0].complete == false'
    run 0 check --unpack --unpack-limit=1K --sarif "$image"
    json '.runs[0].artifacts[0].properties.complete == false'
    for unpack in '' --unpack; do
        run 0 check $unpack --json "$image"
        json '.images[0].complete == true'
        is "$err" ''
    done
    run 0 check --unpack --sarif "$image"
    json '.runs[0].artifacts[0].properties.complete == true'
fi

if ovmf OVMF.fd; then
    for unpack in '' --unpack; do
        run 0 check $unpack "$image"
        lacks "$out" ': error: '
        lacks "$out" ': warning: '
    done
    run 0 check --json "$image"
    json '.images[0].verdicts | .spec.accepts and .qemu.accepts and .kvm.accepts and
        .["cloud-hypervisor"].accepts and (.["td-shim"].accepts | not)'
    run 0 check --sarif "$image"
    sarif
    run 1 check --consumer=td-shim "$image"
fi
if ovmf OVMF_CODE.fd; then
    run 1 check --json "$image"
    json '.images[0].findings | any(.[]; .rule == "TDVF-S-012" and .severity == "error" and
        (.refused_by | index("kvm") != null) and (.fix | test("OVMF_VARS")))'
    run 1 check --consumer=kvm "$image"
    run 0 check --consumer=qemu "$image"
fi
