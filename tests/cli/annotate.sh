#!/bin/sh
# Bytes with what they are: as text, as a page, and as JSON.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/cli/lib.sh"
need_jq

# page: the output is well-formed, and refers to nothing outside of it.
page() {
    if command -v xmllint >/dev/null 2>&1; then
        checks=$((checks + 1))
        xmllint --noout --nonet "$out" 2>"$work/lint" || fail "no XML: $(head -n 3 "$work/lint")"
    fi
    lacks "$out" '<script'
    lacks "$out" 'src='
    lacks "$out" 'href='
}

# whole FILE: the lines of JSON put together are the bytes of FILE, and none is left out.
whole() {
    json '[.lines[].kind] | index("skip") | not'
    checks=$((checks + 1))
    jq -r '.lines[] | "\(.kind) \(.length) \(.hex)"' "$out" | awk '
        function number(hex,    i, n) {
            n = 0
            for (i = 3; i <= length(hex); i++) {
                n = n * 16 + index("0123456789abcdef", substr(hex, i, 1)) - 1
            }
            return n
        }
        $1 == "bytes" { row = $3; print row }
        $1 == "repeat" { for (i = number($2) / 16; i > 0; i--) print row }' | tr -d '\n' >"$work/hex"
    od -An -v -tx1 "$1" | tr -d ' \n' | cmp -s - "$work/hex" || fail "the lines are not the bytes of ${1##*/}"
}

run 0 sample -o "$work/sample"

# The metadata, and what lies between.
run 0 annotate "$work/sample"
is "$err" ''
has "$out" '     0x0  ... 0xcaf000 bytes left out'
has "$out" 'e9eaf9f3-168e-44d5-a8eb-7f4d8738f6ae (TDX metadata)'
has "$out" 'tdvf/section[0]  Section 0, BFV; 0x20 bytes at 0xcaf020'
has "$out" '0xcaf028  00 f0 ca ff 00 00 00 00                          ........          MemoryAddress'
has "$out" 'guid-table/footer'
has "$out" 'reset-vector'
checks=$((checks + 1))
[ -z "$(grep ' $' "$out")" ] || fail 'lines that end in a space'
cp "$out" "$work/text"
run 0 annotate
sed 1q "$out" >"$work/first"
sed 1q "$work/text" | cmp -s - "$work/first" || fail 'without IMAGE it is not the sample'

# A node, and what is not one.
run 0 annotate "$work/sample" tdvf/section[1]
has "$out" 'DataOffset'
lacks "$out" 'left out'
checks=$((checks + 1))
[ "$(grep -c '^0x' "$out" || :)" -eq 0 ] && [ "$(grep -c ' 0xcaf0[45]' "$out")" -ge 6 ] || fail 'a section has not six lines'
run 2 annotate "$work/sample" tdvf/nothing
has "$err" "there is no node 'tdvf/nothing'"
run 2 annotate "$work/sample" contents
has "$err" 'has no bytes of its own'
is "$out" ''

# What does not go together.
run 2 annotate --all "$work/sample" tdvf
has "$err" 'takes no PATH'
run 2 annotate --html --json "$work/sample"
run 2 annotate --width=20 "$work/sample"
has "$err" 'the least is 64'
run 2 annotate --color=blue "$work/sample"
has "$err" 'must be auto, always or never'

# Colours only where they are wanted.
escape=$(printf '\033')
lacks "$work/text" "$escape"
run 0 annotate --color=always "$work/sample"
has "$out" "$escape[33m00 f0 ca ff"
sed "s/$escape\[[0-9;]*m//g" "$out" >"$work/bare"
same "$work/bare" "$work/text"
run 0 annotate --color=never "$work/sample"
same "$out" "$work/text"

# Columns, and addresses.
run 0 annotate --all --gpa --width=80 "$work/sample"
has "$out" '0xfffff0  0xfffffff0'
checks=$((checks + 1))
[ -z "$(awk 'length > 80' "$out")" ] || fail "wide: $(awk 'length > 80' "$out" | head -n 1)"

# Findings are marked below their bytes.
run 0 annotate --check --broken memory-unaligned
checks=$((checks + 1))
grep -q '^ *^^[^ ]* error: .*\[TDVF-S-0' "$out" || fail 'no error is marked'
run 0 annotate --broken memory-unaligned
lacks "$out" 'error:'
run 0 annotate --check --html --broken memory-unaligned
has "$out" '<tr class="error">'
page

# Every broken image, in every form.
"$TDXPLORE" sample --list --json | jq -r '.images[].name' >"$work/names"
while read -r name; do
    run 0 annotate --check --all --html --broken="$name"
    is "$err" ''
    page
    # Without a descriptor the status is 1.
    ran="tdxplore annotate --check --json --broken=$name"
    "$TDXPLORE" annotate --check --json --broken="$name" >"$out" 2>"$err"
    check_status "$(($? / 2))" 0
    is "$err" ''
    json '.lines | length > 0'
done <"$work/names"

# The bytes of a whole file, and of small ones.
run 0 annotate --json "$work/sample" /
whole "$work/sample"
for size in 1 15 16 33 100; do
    tail -c "$size" "$work/sample" >"$work/tail"
    run 0 annotate --json "$work/tail" /
    whole "$work/tail"
    run 1 annotate "$work/tail"
    run 0 annotate --all --html "$work/tail"
    page
done
: >"$work/empty"
run 2 annotate "$work/empty"
is "$out" ''
if [ -r /usr/share/ovmf/OVMF.fd ]; then
    run 0 annotate --json /usr/share/ovmf/OVMF.fd /
    whole /usr/share/ovmf/OVMF.fd
    run 0 annotate --all --html --check --gpa /usr/share/ovmf/OVMF.fd
    page
    # What a path leads through is opened.
    run 0 annotate /usr/share/ovmf/OVMF.fd 'contents/section[0]/volume[0]/file[1]/section[0]/decompressed/section[0]'
    has "$out" '1:0x0'
fi

# Names that would be markup or control a terminal.
hostile=$work/$(printf '<i>&"\033[31m')
cp "$work/tail" "$hostile"
for form in --html --json --color=never; do
    run 0 annotate --all $form "$hostile"
    lacks "$out" "$escape"
done
run 0 annotate --all --html "$hostile"
page
has "$out" '&lt;i&gt;&amp;&quot;\x1b[31m'
run 0 annotate --all --json "$hostile"
json '.image.name | endswith("[31m")'

# Whoever reads no more than the first lines hears nothing of it.
ran='tdxplore annotate SAMPLE / | head -n 1'
"$TDXPLORE" annotate "$work/sample" / 2>"$err" | head -n 1 >"$out"
is "$err" ''
checks=$((checks + 1))
[ "$(wc -l <"$out")" -eq 1 ] || fail 'head has not one line'
