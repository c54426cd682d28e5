#!/bin/sh
# What fish offers to complete a command line with.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/cli/lib.sh"
. "${top_srcdir:-$(dirname "$0")/../..}/tests/cli/completion_lib.sh"
need_shell fish

# complete_line LINE ARGUMENT...: what fish completes the line with, whole words.
complete_line() {
    line=$1
    shift
    # shellcheck disable=SC2016 # fish expands them
    fish --no-config -c 'source $argv[1]; complete $argv[3..] -C $argv[2]' "$work/tdxplore.fish" "$line" "$@"
}

ask() {
    complete_line "tdxplore $*" | sed 's/^--[a-z-]*=\([^'"$TAB"']\)/\1/'
}

# types EXPECTED LINE: what fish writes in place of the line's last word.
types() {
    ran="complete: $2"
    complete_line "$2" --escape >"$out" 2>"$err"
    is "$err" ''
    is "$out" "$1"
}

fill_in tdxplore.fish "$work/tdxplore.fish"
reads fish "$work/tdxplore.fish"
offers_everything
offers_explanations

# Brackets and blanks are no patterns and no ends of words.
types 'tdvf/section\[7\]/Type' 'tdxplore extract image.fd tdvf/section\[7\]/T'
types 'a\ b/' 'tdxplore info a\ '
# shellcheck disable=SC2088 # it stays as it is
types '~/image.fd' 'tdxplore info ~/im'
