#!/bin/sh
# The manual pages: free of faults, and those of the rules and of the format say what the tables say.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/cli/lib.sh"
need_jq

page=${builddir:?is the directory of the build}/man/tdxplore-rules.7
[ -r "$page" ] || { echo "left out by a build for another system"; exit 77; }

# quiet COMMAND...: it succeeds without a word.
quiet() {
    ran=$*
    checks=$((checks + 1))
    "$@" >"$out" 2>&1 || fail "exit status $?"
    is "$out" ''
}

# Columns of plain text, no line of which is wider than the terminal.
print_page() {
    if command -v groff >/dev/null 2>&1; then
        groff -man -Tascii -P-c -P-b -P-o -P-u -rLL=80n -rHY=0 "$1"
    else
        mandoc -T ascii -O width=80 "$1" | sed "s/.$(printf '\b')//g"
    fi
}

command -v groff >/dev/null 2>&1 || command -v mandoc >/dev/null 2>&1 ||
    { echo "neither groff nor mandoc is installed"; exit 77; }
# sound PAGE: no fault in the source, and no line of the printed page ($work/page) wider than the terminal.
sound() {
    if command -v groff >/dev/null 2>&1; then
        quiet groff -man -ww -z -Tutf8 "$1"
    fi
    if command -v mandoc >/dev/null 2>&1; then
        quiet mandoc -T lint "$1"
    fi
    ran="print $1"
    print_page "$1" >"$work/page"
    checks=$((checks + 1))
    [ -z "$(awk 'length > 80' "$work/page")" ] || fail "wide: $(awk 'length > 80' "$work/page")"
}

# The program's own page has every command and option of the help, and its keys.
sound "$builddir/man/tdxplore.1"
run 0 --help
sed -n 's/^  \([a-z][a-z]*\) .*/\1/p' "$out" >"$work/commands"
checks=$((checks + 1))
[ "$(wc -l <"$work/commands")" -ge 4 ] || fail 'there are hardly any commands'
while read -r command; do
    has "$work/page" "tdxplore $command"
    run 0 "$command" --help
    for option in $(sed -n 's/^.*\(--[a-z][-a-z]*\).*/\1/p' "$out"); do
        has "$work/page" "$option"
    done
done <"$work/commands"
has "$work/page" 'Ctrl-O'

# Each option is explained once, with what it can be.
for option in --vmm=VMM --severity=S; do
    checks=$((checks + 1))
    [ "$(grep -c "^ *$option\( \|$\)" "$work/page")" -eq 1 ] || fail "$option is not explained once"
done
has "$work/page" 'leave out findings below severity S: note, warning or error'

# What JSON has is told: the members of the objects that the commands print, and of the image.
members_told() {
    awk -v name="$1" '/^\.SH/ { json = $2 == "JSON" } tag { told = json && $0 == ".B " name } { tag = $0 == ".TP" } told' \
        "$builddir/man/tdxplore.1" >"$work/told"
    shift
    jq -r "$@" "$out" >"$work/members"
    checks=$((checks + 1))
    [ "$(wc -l <"$work/members")" -ge 2 ] || fail 'there are hardly any members'
    while read -r member; do
        checks=$((checks + 1))
        grep -q "^\.BR* $member\( \|\$\)" "$work/told" || fail "member $member is not told of"
    done <"$work/members"
}
run 0 sample -o "$work/sample"
for command in info map tree annotate; do
    run 0 "$command" --json "$work/sample"
    members_told "$command" 'keys[] | select(. != "image")'
done
members_told image '.image | keys[]'
run 1 measure --json "$work/sample"
members_told measure 'keys[] | select(. != "image")'
run 0 search --json "$work/sample" text:TDVF
members_told search 'keys[] | select(. != "image")'
run 0 check --json "$work/sample"
members_told check 'keys[], (.images[0] | keys[])'
run 0 diff --json "$work/sample" "$work/sample"
members_told diff 'keys[]'
run 0 sample --list --json
members_told sample 'keys[], (.images[0] | keys[])'

# Settings, keys and colours are those of the program.
sound "$builddir/man/tdxplore.conf.5"
for word in theme=auto bytes=auto 'auto, 8, 16 or 32' next-finding bright-black match-current Ctrl-Space; do
    has "$work/page" "$word"
done

# Each instruction of lessons is described.
sound "${top_srcdir:-.}/man/tdxplore-lesson.5"
for word in $(sed -n 's/^    {"\([a-z-]*\)",.*take_.*/\1/p' "${top_srcdir:-.}/src/learn/lesson.c"); do
    has "$work/page" "@$word"
done

# Each header of the library is named.
sound "${top_srcdir:-.}/man/libtdxplore.3"
for header in "${top_srcdir:-.}"/include/tdxplore/*.h; do
    has "$work/page" "${header##*/}"
done

sound "$page"
has "$work/page" 'tdxplore-rules - what tdxplore checks'

# Each rule is there with all its words, wherever the lines are broken.
run 0 check --sarif "$work/sample"
cp "$out" "$work/log"
tr -d ' \n' <"$work/page" >"$work/words"
jq -r '.runs[0].tool.driver.rules[] | .id + .name + "(" + .defaultConfiguration.level + ")" +
    .shortDescription.text + .fullDescription.text + "Source:" + .properties.clause +
    if .properties.requires == [] then "" else "Buildson:" + (.properties.requires | join(",")) + "." end' \
    "$work/log" >"$work/rules"
checks=$((checks + 1))
[ "$(wc -l <"$work/rules")" -gt 50 ] || fail 'there are hardly any rules'
while read -r rule; do
    ran="look for $rule"
    has "$work/words" "$(printf '%s' "$rule" | tr -d ' ' | sed 's/{{/{/g; s/}}/}/g')"
done <"$work/rules"

# Each consumer is there, with its own words.
for key in $(jq -r '.runs[0].artifacts[0].properties.verdicts | keys[]' "$work/log"); do
    ran="look for consumer $key"
    checks=$((checks + 1))
    grep -q "^   $key: " "$work/page" || fail "consumer $key is not there"
done
has "$work/page" 'Says: TDVF contains unsupported section type {type:d}'
has "$work/page" 'Says: Invalid TdxMetadataGuid'

# The page of the format, and the same as HTML, have every field that the sample's descriptor and table have.
sound "$builddir/man/tdvf.5"
has "$work/page" 'tdvf - firmware image with a TDVF descriptor'
has "$work/page" 'GUIDed table: leads to 0xcaf010'
has "$work/page" '00caf010  54 44 56 46              Signature = "TDVF"'
tr -d ' \n' <"$work/page" >"$work/words"
html=$builddir/doc/tdvf.html
if command -v xmllint >/dev/null 2>&1; then
    quiet xmllint --noout --nonet "$html"
    ran="read $html"
    xmllint --nonet --xpath 'string(/*/*[local-name()="body"])' "$html" | tr -d ' \n' >"$work/html"
else
    echo 'left out: xmllint is not installed'
    rm -f "$work/html"
fi
run 0 tree --json "$work/sample"
jq -r '.nodes[] | select(.kind == "field" and (.path | test("^(tdvf|guid-table|mailbox|sec-core-info)/"))) |
    .name + "\t" + .summary' "$out" | sort -u >"$work/fields"
checks=$((checks + 1))
[ "$(wc -l <"$work/fields")" -ge 15 ] || fail 'there are hardly any fields'
while IFS="$(printf '\t')" read -r name summary; do
    ran="look for $name"
    summary=$(printf '%s' "$summary" | tr -d ' ')
    checks=$((checks + 1))
    grep -q "^ *$name (offset [0-9]*, [0-9]* byte" "$work/page" || fail "$name is not there"
    has "$work/words" "$summary"
    [ ! -e "$work/html" ] || has "$work/html" "$name$summary"
done <"$work/fields"
