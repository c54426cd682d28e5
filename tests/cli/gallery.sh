#!/bin/sh
# The gallery: listing the broken images, writing them, and looking at them.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/cli/lib.sh"
need_jq

# The list has each image with the rule that it is meant for and what was changed, within 80 columns.
run 0 sample --list
is "$err" ''
cp "$out" "$work/list"
has "$work/list" 'data-offset-unaligned   TDVF-S-014  DataOffset of the CFV is 0x10.'
checks=$((checks + 1))
[ -z "$(awk 'length > 80' "$work/list")" ] || fail "wide: $(awk 'length > 80' "$work/list")"

# A long name has a line of its own; the columns stay where they are.
run 0 sample --list
checks=$((checks + 1))
grep -A 1 -x 'type-unknown-to-cloud-hypervisor' "$out" |
    grep -q -x ' \{24\}TDVF-S-021  A TD_INFO is added.' || fail 'the columns moved behind a long name'

run 0 sample --list --json
json '[.images[] | (.name, .rule, .change) | type == "string"] | all'
json '.images[] | select(.name == "version") | .rule == "TDVF-D-003" and .change == "Version is 2."'
jq -r '.images[].name' "$out" >"$work/names"
checks=$((checks + 1))
[ "$(wc -l <"$work/names")" -gt 60 ] || fail "only $(wc -l <"$work/names") images"

# Both lists name the same images.
checks=$((checks + 1))
while read -r name; do
    grep -q "^$name\( \|\$\)" "$work/list" || fail "the text does not list $name"
done <"$work/names"

# An image is written as the sample is, and is the same every time.
run 0 sample
cp "$out" "$work/sample"
run 0 sample --broken version
is "$err" ''
cp "$out" "$work/piped"
run 0 sample --broken=version -o "$work/version"
is "$out" ''
same "$work/version" "$work/piped"
run 2 sample --broken version -o "$work/version"
has "$err" "tdxplore: $work/version: exists already"
run 0 sample --broken version --force -o "$work/version"
same "$work/version" "$work/piped"

# Only the byte that the row names differs: Version, at 0xcaf018.
cmp -l "$work/sample" "$work/version" >"$work/cmp" 2>&1
checks=$((checks + 1))
[ "$(cat "$work/cmp")" = "$((0xcaf018 + 1))   1   2" ] || fail "differs in: $(cat "$work/cmp")"

# Images may have another size than the sample.
for size in truncated=8388608 size-4k=16777232 size-64k=16781312; do
    run 0 sample --broken "${size%=*}" -o "$work/${size%=*}"
    checks=$((checks + 1))
    [ "$(wc -c <"$work/${size%=*}")" -eq "${size#*=}" ] || fail "${size%=*} is not of ${size#*=} bytes"
done

# The id of a rule stands for the first image that is meant for it.
run 0 sample --broken TDVF-D-003 -o "$work/alias"
same "$work/alias" "$work/version"

# Wherever the sample would be taken, a broken image can be; what it is called says which it is.
run 0 --broken TDVF-D-003
has "$out" 'Image         broken sample: version'
has "$out" 'Version 2'
cp "$out" "$work/explored"
run 0 info --broken version
same "$out" "$work/explored"
run 0 --broken version info
same "$out" "$work/explored"
run 0 info --broken version --json
json '.image.name == "broken sample: version" and .tdvf.version == "0x2"'
run 0 tree --broken version
has "$out" 'broken sample: version'
run 1 info --broken no-descriptor
has "$out" 'broken sample: no-descriptor'

# Names that there are not.
for command in '' info tree sample; do
    # shellcheck disable=SC2086 # no word where it is empty
    run 2 $command --broken foo
    is "$out" ''
    is "$err" "tdxplore: no broken image 'foo'; 'tdxplore sample --list' names them"
done
run 2 info --broken ''
is "$err" "tdxplore: no broken image ''; 'tdxplore sample --list' names them"
run 2 info --broken data-offset-unalinged
has "$err" "(did you mean 'data-offset-unaligned'?)"
run 2 sample --broken "$(printf 'a\033[31m')" -o "$work/none"
has "$err" "no broken image 'a\\x1b[31m'"
checks=$((checks + 1))
[ ! -e "$work/none" ] || fail 'a file was written all the same'

# A broken image stands in the place of IMAGE.
mistake "option '--broken' and operand '$work/sample' exclude each other" --broken version "$work/sample"
mistake "option '--broken' and operand '-' exclude each other" info --broken version -
mistake "option '--broken' and operand 'a' exclude each other" tree a --broken version
mistake "extra operand 'a'" sample --broken version a
mistake "option '--broken' requires an argument" info --broken
mistake "option '--list' does not go with 'info'" --list info

# A list is no image.
mistake "option '--broken' does not go with '--list'" sample --list --broken version
mistake "option '--output' does not go with '--list'" sample --list -o "$work/none"
mistake "option '--force' does not go with '--list'" sample --list -f
mistake "option '--json' goes with '--list' only" sample --json
