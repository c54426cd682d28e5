#!/bin/sh
# What zsh offers to complete a command line with.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/cli/lib.sh"
. "${top_srcdir:-$(dirname "$0")/../..}/tests/cli/completion_lib.sh"
need_shell zsh

# An interactive shell, on a terminal of its own, that completes $LINE once and ends. What is offered goes to $OFFERED,
# and to $COMPLETED the line that comes of it.
mkdir "$work/zsh"
cat >"$work/zsh/.zshrc" <<'EOF'
# No explanation is cut.
COLUMNS=200
setopt no_auto_list no_beep
fpath=("$ZDOTDIR" $fpath)
autoload -Uz compinit
compinit -u -C -d "$ZDOTDIR/dump"

# All that is offered passes by here; with -O, -A and -D it is only asked what matches.
compadd() {
    if [[ ${@[1,(i)(-|--)]} == *-[OAD]\ * ]]; then
        builtin compadd "$@"
        return
    fi
    local -a all hits explanations prefix suffix
    local word explained
    local -i i
    all=("$@")
    (($@[(I)-d])) && explanations=("${(@P)@[$@[(i)-d]+1]}")
    builtin compadd -A hits -D explanations "$@"
    zparseopts -E p:=prefix S:=suffix
    for ((i = 1; i <= $#hits; i++)); do
        word=${(Q):-$IPREFIX$prefix[2]$hits[i]$suffix[2]}
        [[ $word != --*=?* ]] || word=${word#--*=}
        [[ ! -d $word ]] || word+=/
        explained=${explanations[i]-}
        [[ $explained == *' -- '* ]] && word+=$'\t'${explained#* -- }
        print -r -- "$word" >>$OFFERED
    done
    builtin compadd "$all[@]"
}

complete-once() {
    _main_complete
}
zle -C complete-once complete-word complete-once
zle-line-init() {
    BUFFER=$LINE
    CURSOR=$#BUFFER
    zle complete-once
    print -r -- "$BUFFER" >$COMPLETED
    BUFFER=exit
    zle .accept-line
}
zle -N zle-line-init
EOF
cat >"$work/ask.zsh" <<'EOF'
zmodload zsh/zpty || exit
zpty shell zsh -d -i
while zpty -r shell output; do
done
EOF
run_zsh() {
    : >"$work/offered"
    LINE=$1 OFFERED=$work/offered COMPLETED=$work/completed ZDOTDIR=$work/zsh TERM=dumb zsh -f "$work/ask.zsh"
}

ask() {
    run_zsh "tdxplore $*"
    cat "$work/offered"
}

# types EXPECTED LINE: what zsh makes of the line.
types() {
    ran="complete: $2"
    run_zsh "$2" >"$out" 2>"$err"
    is "$err" ''
    is "$work/completed" "$1"
}

fill_in _tdxplore "$work/zsh/_tdxplore"
reads zsh "$work/zsh/_tdxplore"
offers_everything
offers_explanations

# Brackets and blanks are no patterns and no ends of words, and a blank follows only what is whole.
types 'tdxplore check ' 'tdxplore che'
types 'tdxplore check --severity=' 'tdxplore check --sev'
types 'tdxplore extract image.fd contents/' 'tdxplore extract image.fd con'
types 'tdxplore extract image.fd tdvf/section\[' 'tdxplore extract image.fd tdvf/se'
types 'tdxplore extract image.fd tdvf/section\[7\]/Type ' 'tdxplore extract image.fd tdvf/section\[7\]/Ty'
types "tdxplore extract image.fd 'tdvf/section[7]/Type' " "tdxplore extract image.fd 'tdvf/section[7]/Ty"
types 'tdxplore extract a\ b/c ' 'tdxplore extract a\ b/c'
types 'tdxplore info ~/image.fd ' 'tdxplore info ~/im'
