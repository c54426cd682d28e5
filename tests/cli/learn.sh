#!/bin/sh
# Lessons without the screen: their list, and whether they fit their images.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/cli/lib.sh"

run 0 learn --list
has "$out" ' 1  01-why             Why a virtual machine needs firmware: '
checks=$((checks + 1))
[ "$(wc -l <"$out")" -ge 14 ] || fail 'there are hardly any lessons'
awk '{ print $2 }' "$out" >"$work/names"
while read -r name; do
    run 0 learn --check "$name"
    is "$out" ''
done <"$work/names"

# Without a terminal there is nothing to take them on.
run 2 learn
is "$err" "tdxplore: lessons need a terminal; 'tdxplore learn --list' names them"
run 2 learn 99
is "$err" "tdxplore: no chapter '99'; 'tdxplore learn --list' names them"
run 2 learn --check "$(printf 'no\033[2Jpe')"
is "$err" "tdxplore: no chapter 'no\\x1b[2Jpe'; 'tdxplore learn --list' names them"
run 2 learn --check
has "$err" "option '--check' goes with a chapter or with '--lesson'"
run 2 learn 1 --lesson x
has "$err" "exclude each other"

# A list is of all of them, and does nothing else.
mistake "a chapter does not go with '--list'" learn --list 1
mistake "a chapter does not go with '--list'" learn --list nope
mistake "option '--check' does not go with '--list'" learn --list --check
mistake "option '--lesson' does not go with '--list'" learn --list --lesson x

# One of one's own, with an image beside it.
mkdir "$work/lessons"
printf '@title Mine\n@image file a.fd\n@step One\n@go tdvf/Nothing\n@run quit\n' >"$work/lessons/my.lesson"
run 2 learn --check --lesson "$work/lessons/my.lesson"
is "$err" "tdxplore: $work/lessons/my.lesson: image 'a.fd': cannot open: No such file or directory"
run 0 sample -o "$work/lessons/a.fd"
run 1 learn --check --lesson "$work/lessons/my.lesson"
has "$out" "$work/lessons/my.lesson:4: no such place"
has "$out" "$work/lessons/my.lesson:5: no command for a lesson: quit"
printf '@title Mine\n@step One\n@fly\n' >"$work/lessons/my.lesson"
run 2 learn --check --lesson "$work/lessons/my.lesson"
is "$err" "tdxplore: $work/lessons/my.lesson: line 3: no such instruction"
printf '@title Mine\n@image broken a\033[2J\n@step One\n' >"$work/lessons/my.lesson"
run 2 learn --check --lesson "$work/lessons/my.lesson"
is "$err" "tdxplore: $work/lessons/my.lesson: no broken image 'a\\x1b[2J'"
run 2 learn --check --lesson "$work/none"
is "$err" "tdxplore: $work/none: cannot open: No such file or directory"
run 2 learn --check --lesson "$work/lessons"
is "$err" "tdxplore: $work/lessons: cannot read: Is a directory"
