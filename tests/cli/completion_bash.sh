#!/bin/sh
# What bash offers to complete a command line with.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/cli/lib.sh"
. "${top_srcdir:-$(dirname "$0")/../..}/tests/cli/completion_lib.sh"
need_shell bash

cat >"$work/ask.bash" <<'EOT'
# usage: ask.bash COMPLETION WORD...: what the completion offers for the last of the words of a command line.
set -f
source "$1"
shift
COMP_LINE=$*
COMP_WORDS=()
# Readline takes a word apart at these where they are not in quotes.
for word; do
    while [[ $word =~ ^([^\"\'=:]*)([=:])(.*)$ ]]; do
        [ -z "${BASH_REMATCH[1]}" ] || COMP_WORDS+=("${BASH_REMATCH[1]}")
        COMP_WORDS+=("${BASH_REMATCH[2]}")
        word=${BASH_REMATCH[3]}
    done
    [ -z "$word" ] && [ "${COMP_WORDS[-1]}" = = ] || COMP_WORDS+=("$word")
done
COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
COMPREPLY=()
# What is offered takes the place of the last of them.
replaced=${COMP_WORDS[COMP_CWORD]#[=:]}
_tdxplore "$1" "$replaced" "${COMP_WORDS[COMP_CWORD - 1]}"
before=${*: -1}
before=${before%"$replaced"}
[[ $before == *[=:] ]] || before=''
before=${before#--*=}
for word in "${COMPREPLY[@]/#/"$before"}"; do
    [ ! -d "$word" ] || word+=/
    printf '%s\n' "$word"
done
EOT

ask() {
    bash "$work/ask.bash" "$work/tdxplore" tdxplore "$@"
}

fill_in tdxplore.bash "$work/tdxplore"
reads bash "$work/tdxplore"
offers_everything
