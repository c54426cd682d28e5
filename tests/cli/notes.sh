#!/bin/sh
# Notes from the command line: written, listed, merged, and shown where their bytes are.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/cli/lib.sh"
need_jq
XDG_DATA_HOME=$work/data
export XDG_DATA_HOME
esc=$(printf '\033')

run 0 sample -o "$work/image"
sha=$(sha256sum "$work/image" | cut -d ' ' -f 1)
store=$XDG_DATA_HOME/tdxplore/notes/$sha.notes

# Nothing is kept, read or changed before somebody asks.
run 1 notes "$work/image"
is "$out" "tdxplore notes 1
image $sha"
run 1 notes "$work/image" --json
json '.notes == []'
run 0 tree "$work/image"
cp "$out" "$work/tree"
run 0 tree "$work/image" --notes
same "$out" "$work/tree"
[ ! -e "$XDG_DATA_HOME" ] || fail "the directory was made by reading"

# Writing.
run 0 notes "$work/image" tdvf --text="the descriptor"
run 0 notes "$work/image" 'tdvf/section[0]' --range=0x8+8 -t "two lines
with ${esc}[31m and \\"
run 0 notes "$work/image" '/' --text=all
is "$err" ''
[ -f "$store" ] || fail "no $store"
[ "$(stat -c %a "$store")" = 600 ] || fail "others may read it"
[ "$(stat -c %a "${store%/*}")" = 700 ] || fail "others may look into the directory"
run 0 notes "$work/image"
cp "$out" "$work/text"
has "$out" "image $sha"
has "$out" 'note tdvf/section[0]'
has "$out" 'range 0x8+0x8'
has "$out" '# at 0xcaf028, 0x8 bytes'
has "$out" '| two lines'
has "$out" '| with \x1b[31m and \\'
lacks "$out" "$esc"
grep '^note' "$out" >"$work/order"
is "$work/order" 'note /
note tdvf
note tdvf/section[0]'
run 1 notes "$work/image" tdvf/section
lacks "$out" 'note '
run 0 notes "$work/image" 'tdvf/section[0]'
lacks "$out" 'the descriptor'
has "$out" 'two lines'
run 1 notes "$work/image" guid-table
run 0 notes "$work/image" --json
cp "$out" "$work/json"
json '.format == "tdxplore notes" and .version == 1 and (.notes | length) == 3'
json ".sha256 == \"$sha\""
json '.notes[2] | .path == "tdvf/section[0]" and .offset == "0x8" and .length == "0x8" and
    .start == "0xcaf028" and .size == "0x8" and .space == 0 and
    .text == "two lines\nwith \u001b[31m and \\" and (.made | test("^[0-9T:-]+Z$"))'
json '.notes[1] | .offset == null and .length == null'

# Shown where they are.
run 0 tree "$work/image"
same "$out" "$work/tree"
run 0 tree "$work/image" --notes
has "$out" 'noted: the descriptor'
has "$out" 'noted 0x8+0x8: two lines'
has "$out" '                with \x1b[31m and \\'
lacks "$out" "$esc"
grep -v 'noted' "$out" | grep -v 'x1b' >"$work/rest"
same "$work/rest" "$work/tree"
run 0 tree "$work/image" --json --notes
json '[.nodes[] | select(.notes != [])] | length == 3'
json '.nodes[] | select(.path == "tdvf") | .notes == [{"offset": null, "length": null, "text": "the descriptor"}]'
run 0 tree "$work/image" --json
json '[.nodes[] | has("notes")] | any | not'
run 0 annotate "$work/image" --notes
has "$out" 'noted: the descriptor'
has "$out" '~~~~~~~~~~~~~~~~~~~~~~~ noted 0x8+0x8: two lines'
has "$out" 'noted: all'
lacks "$out" "$esc"
run 0 annotate "$work/image" tdvf --notes
has "$out" '1 note is about other bytes'
has "$out" 'noted 0x8+0x8: two lines'
lacks "$out" 'noted: all'
run 0 annotate "$work/image" --notes --html
has "$out" '<strong>noted 0x8+0x8: </strong>two lines<br/>with \x1b[31m and \\'
lacks "$out" "$esc"
run 0 annotate "$work/image" --notes --json
json '[.lines[].notes[]] | length == 3'
json '.lines[] | select(.path == "tdvf/section[0]/MemoryAddress") | .notes[0].text | startswith("two lines")'
run 0 annotate "$work/image" --json
json '[.lines[] | has("notes")] | any | not'

# What was printed is taken again, in another place, as text and as JSON; a second time nothing is new.
XDG_DATA_HOME=$work/other
for form in text json; do
    rm -rf "$XDG_DATA_HOME"
    run 0 notes "$work/image" --import="$work/$form"
    is "$out" '3 new, 0 joined with others, 0 as they were'
    is "$err" ''
    run 0 notes "$work/image" --import=- <"$work/$form"
    is "$out" '0 new, 0 joined with others, 3 as they were'
    run 0 notes "$work/image"
    same "$out" "$work/text"
    run 0 notes "$work/image" --json
    same "$out" "$work/json"
done
run 0 notes "$work/image" tdvf --text=mine
run 0 notes "$work/image" --import="$work/text"
is "$out" '0 new, 1 joined with others, 2 as they were'
run 0 notes "$work/image" tdvf
has "$out" '| mine'
has "$out" '| the descriptor'

# Those of another image are taken as well; where it has no such node, they stay.
cp "$work/image" "$work/broken"
patch "$work/broken" 0 x
printf 'tdxplore notes 1\nimage %064d\nnote no/such/node\n| lost\n' 0 >"$work/foreign"
run 0 notes "$work/broken" --import="$work/foreign"
has "$err" 'these are notes of another image'
run 0 notes "$work/broken"
has "$out" '# not in this image'
run 0 tree "$work/broken" --notes
lacks "$out" lost
run 0 annotate "$work/broken" --notes
has "$out" '1 note is about other bytes'
run 0 notes "$work/broken" no/such/node --remove
run 1 notes "$work/broken" no/such/node --remove
has "$err" 'there is no such note'

# What a terminal without UTF-8 is shown is taken again all the same.
run 0 notes "$work/image" reset-vector --text="$(printf 'caf\303\251')"
run 0 notes "$work/image" reset-vector
has "$out" '| caf\xc3\xa9'
cp "$out" "$work/ascii"
run 0 notes "$work/image" --import="$work/ascii"
is "$out" '0 new, 0 joined with others, 1 as they were'
run 0 notes "$work/image" reset-vector --remove

# Removing; with the last note the file goes.
run 1 notes "$work/image" tdvf --range=1+1 --remove
run 0 notes "$work/image" tdvf --remove
run 0 notes "$work/image" / --remove
run 0 notes "$work/image" 'tdvf/section[0]' --range=8+8 --remove
run 1 notes "$work/image"
[ ! -e "$XDG_DATA_HOME/tdxplore/notes/$sha.notes" ] || fail "the file is still there"

# In what is compressed: found where that is opened, and told apart from what is not there at all.
if ovmf OVMF.fd; then
    inner='contents/section[0]/volume[0]/file[1]/section[0]/decompressed'
    run 0 notes "$image" "$inner" --text=inner
    run 0 notes "$image"
    has "$out" '# in what is not decompressed'
    run 0 notes "$image" "$inner"
    has "$out" '# at 0x0, '
    run 0 notes "$image" --unpack
    has "$out" '# at 0x0, '
    run 0 tree "$image" "$inner" --notes --depth=0
    has "$out" 'noted: inner'
    run 0 annotate "$image" "$inner/section[0]" --notes
    has "$out" '1 note is about other bytes'
    run 0 notes "$image" "$inner" --remove
fi

# What is not understood is told with its line, and nothing changes.
mkdir -p "$XDG_DATA_HOME/tdxplore/notes"
printf 'tdxplore notes 1\nnote a\n| x\nwhat is this\n' >"$work/bad"
run 2 notes "$work/image" --import="$work/bad"
has "$err" 'bad: line 4: this is no line of notes here'
cp "$work/bad" "$XDG_DATA_HOME/tdxplore/notes/$sha.notes"
run 2 notes "$work/image"
has "$err" "$sha.notes: line 4:"
run 2 tree "$work/image" --notes
run 2 annotate "$work/image" --notes
run 2 notes "$work/image" tdvf --text=x
same "$work/bad" "$XDG_DATA_HOME/tdxplore/notes/$sha.notes"
rm "$XDG_DATA_HOME/tdxplore/notes/$sha.notes"
printf 'MZ' >"$work/bad"
run 2 notes "$work/image" --import="$work/bad"
run 2 notes "$work/image" --import="$work/none"
run 2 notes "$work/image" --import="$work"

# Mistakes.
run 2 notes "$work/image" no/such/node --text=x
has "$err" "there is no node 'no/such/node'"
run 2 notes "$work/image" tdvf --range=0+0x10000 --text=x
has "$err" "does not have all bytes of that range"
run 2 notes "$work/image" tdvf --text=
has "$err" "'--remove' takes a note away"
mistake "'--text' is of the note at a PATH" notes "$work/image" --text=x
mistake "'--remove' is of the note at a PATH" notes "$work/image" --remove
mistake "options '--text' and '--remove' exclude each other" notes "$work/image" tdvf --text=x --remove
mistake "'--range' goes with '--text' or '--remove'" notes "$work/image" tdvf --range=1+1
mistake "invalid argument 'x' of '--range'" notes "$work/image" tdvf --range=x --text=x
mistake "'--import' takes notes of all nodes" notes "$work/image" tdvf --import=x
run 2 notes "$work/image" tdvf --text="$(printf 'a\377')"
has "$err" 'not UTF-8'

# A directory that cannot be written to.
XDG_DATA_HOME=/dev/null/data
run 2 notes "$work/image" tdvf --text=x
has "$err" 'Not a directory'
XDG_DATA_HOME=relative HOME=
export HOME
run 2 notes "$work/image" tdvf --text=x
has "$err" 'no place for notes'
