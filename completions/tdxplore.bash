# shellcheck shell=bash
# Completion of tdxplore(1) for bash. What it offers it asks of the program itself: commands and options are those of
# its help, paths of nodes those of its tree.

# The help of a command; of the program where the command is empty.
_tdxplore_help() {
    "$program" ${command:+"$command"} --help 2>/dev/null
}

# The options of the help, one a line: "-o --output FILE", "- --json -".
_tdxplore_options() {
    _tdxplore_help | sed -n '/^Options:/,/^$/ {
        s/^  \(-.\), \(--[a-z-]*\)=\([A-Z]*\).*/\1 \2 \3/p; t
        s/^  \(-.\), \(--[a-z-]*\).*/\1 \2 -/p; t
        s/^      \(--[a-z-]*\)=\([A-Z]*\).*/- \1 \2/p; t
        s/^      \(--[a-z-]*\).*/- \1 -/p
    }'
}

_tdxplore_commands() {
    command='' _tdxplore_help | sed -n '/^Commands/,/^$/ s/^  \([a-z][a-z]*\) .*/\1/p'
}

# What the option (as typed) takes: the name of its argument, or nothing.
_tdxplore_argument() {
    _tdxplore_options | awk -v option="$1" '($1 == option || $2 == option) && $3 != "-" { print $3 }'
}

# A word as the shell gives it to the program: without quotes and backslashes, and with the home directory.
_tdxplore_plain() {
    local word=${1//\\/}
    word=${word#[\"\']}
    word=${word%[\"\']}
    case $word in
    '~' | '~/'*) word=$HOME${word#'~'} ;;
    esac
    printf '%s\n' "$word"
}

# Offer the words on standard input that begin as what is typed.
_tdxplore_offer() {
    local word
    while IFS= read -r word; do
        case $word in
        "$typed"*) COMPREPLY+=("$word") ;;
        esac
    done
}

_tdxplore_files() {
    compopt -o filenames 2>/dev/null
    mapfile -t COMPREPLY < <(compgen -f -- "$typed")
}

# Paths of nodes, one level at a time, as directories are completed: a node that has others below it ends in '/'.
_tdxplore_paths() {
    local image parent=''
    image=$(_tdxplore_plain "${operands[0]}")
    case $typed in
    */*) parent=${typed%/*} ;;
    esac
    # Two levels, for a node's slash; a path into what is compressed opens that.
    mapfile -t COMPREPLY < <("$program" tree --paths --depth=2 ${vars:+--vars="$vars"} -- "$image" "$parent" 2>/dev/null |
        TYPED=$typed awk '
            BEGIN { typed = ENVIRON["TYPED"] }
            /^$/ { exit }
            NR > 1 && index($NF, typed) == 1 {
                rest = substr($NF, length(typed) + 1)
                slash = index(rest, "/")
                path = slash ? typed substr(rest, 1, slash) : $NF
                if (path != "/" && !(path in seen)) {
                    seen[path] = 1
                    order[count++] = path
                }
            }
            END {
                for (i = 0; i < count; i++) {
                    if (!((order[i] "/") in seen)) {
                        print order[i]
                    }
                }
            }')
    case ${COMPREPLY[*]} in
    */) compopt -o nospace 2>/dev/null ;;
    esac
}

# The values of an option, by the name of its argument.
_tdxplore_values() {
    case $1 in
    FILE) _tdxplore_files ;;
    NAME) _tdxplore_offer < <("$program" sample --list 2>/dev/null | awk '/^[a-z]/ { print $1 }') ;;
    *)
        _tdxplore_offer < <(_tdxplore_help | sed -n "s/^$1 is one of \(.*\)\.\$/\1/p" |
            sed 's/ or / /; s/,/ /g' | tr -s ' ' '\n')
        ;;
    esac
}

_tdxplore() {
    local program=${COMP_WORDS[0]} typed=${COMP_WORDS[COMP_CWORD]} last=${COMP_WORDS[COMP_CWORD - 1]}
    local command='' vars='' operands=() taken='' ended='' word argument i

    COMPREPLY=()
    typed=${typed//\\/}
    typed=${typed#[\"\']}

    # The words before: which command, which operands, and what --vars names.
    for ((i = 1; i < COMP_CWORD; i++)); do
        word=${COMP_WORDS[i]}
        if [ -n "$taken" ]; then
            [ "$word" = = ] && continue
            [ "$taken" = --vars ] && vars=$(_tdxplore_plain "$word")
            taken=''
        elif [ -z "$ended" ] && [ "$word" = -- ]; then
            ended=yes
        elif [ -z "$ended" ] && [[ $word == -?* ]]; then
            [ -z "$(_tdxplore_argument "$word")" ] || taken=$word
        elif [ -z "$ended$command${operands[*]}" ] && _tdxplore_commands | grep -q -x -F -e "$word"; then
            command=$word
        else
            operands+=("$word")
        fi
    done

    # An option and its value, which "=" may stand between as a word of its own.
    if [ -n "$taken" ]; then
        [ "$typed" = = ] && typed=''
        argument=$(_tdxplore_argument "$taken")
        _tdxplore_values "$argument"
        return
    fi
    if [ -z "$ended" ] && [[ $typed == -* ]]; then
        _tdxplore_offer < <(_tdxplore_options | awk '{ print $2 ($3 == "-" ? "" : "=") }')
        case ${COMPREPLY[*]} in
        *=) compopt -o nospace 2>/dev/null ;;
        esac
        return
    fi
    case $command in
    sample) ;;
    annotate | extract | tree)
        if [ "${#operands[@]}" -eq 1 ]; then
            _tdxplore_paths
        elif [ "${#operands[@]}" -eq 0 ]; then
            _tdxplore_files
        fi
        ;;
    search) [ "${#operands[@]}" -gt 0 ] || _tdxplore_files ;;
    '')
        _tdxplore_files
        [ -n "$ended${operands[*]}" ] || _tdxplore_offer < <(_tdxplore_commands)
        ;;
    *) _tdxplore_files ;;
    esac
    return 0
}

complete -F _tdxplore tdxplore
