#!/bin/sh
# What may stand in the place of the last word of a command line of tdxplore(1). It is asked of the program itself:
# commands and options are those of its help, paths of nodes those of its tree. The completions for bash, fish and zsh
# run this and offer what it prints.
#
# usage: complete.sh PROGRAM [WORD]... TYPED
#
# PROGRAM, the WORDs and TYPED, which is what has been typed of the last word, are given without quotes. Printed is
# first, on a line of its own, the part of TYPED that stands before every candidate, such as "--output=" or "tdvf/".
# Then each line is a candidate, of two or three fields with tabs between them: its kind, its text, and an explanation.
# The kinds are
#
#   command   a sub-command
#   option    a long option, with "=" at its end where it takes a value
#   value     a value of an option, or what an operand is one of
#   node      a part of a path in the tree, with "/" at its end where nodes are below it, and else with "=" where a
#             value is to follow
#   file      no candidate, but that any file may stand there, whose name the shell completes
#
# Candidates that do not begin as TYPED does are printed as well: how they match is the shell's affair.
set -u

tab=$(printf '\t')

# A word as the program gets it, if the shell has not replaced the "~" in front.
plain() {
    # shellcheck disable=SC2088 # it is the one that is replaced here
    case $1 in
    '~' | '~/'*) printf '%s\n' "$HOME${1#'~'}" ;;
    *) printf '%s\n' "$1" ;;
    esac
}

# The help of the command; of the program where there is none yet.
print_help() {
    "$program" ${command:+"$command"} --help </dev/null 2>/dev/null
}

# rows TITLE: what the help explains below TITLE, one a line: how it is written, a tab, the explanation, which begins in
# column 24, on the next line where that is taken.
rows() {
    print_help | awk -v title="$1" '
        index($0, title) == 1 { inside = 1; next }
        inside && !/^  / { exit }
        inside {
            left = substr($0, 24, 1) == " " ? substr($0, 1, 24) : $0
            explanation = substr($0, length(left) + 1)
            gsub(/^ +| +$/, "", left)
            if (left != "") {
                spelling = left
            }
            if (explanation != "") {
                print spelling "\t" explanation
            }
        }'
}

# argument OPTION: the name of the argument that the option takes, however it is spelled; nothing where it takes none.
argument() {
    while IFS=$tab read -r spelling _; do
        case $spelling in
        *=*)
            case ", ${spelling%%=*}," in
            *", $1,"*) printf '%s\n' "${spelling#*=}" ;;
            esac
            ;;
        esac
    done <<EOF
$options
EOF
}

# operand N: the name of the Nth operand of the command; nothing where it takes fewer.
operand() {
    print_help | awk -v n="$1" '
        NR == 1 {
            sub(/.*\[OPTION\]\.\.\./, "")
            gsub(/[][]/, "")
            if (n > NF && $NF ~ /\.\.\.$/) {
                n = NF
            }
            sub(/\.\.\.$/, "", $n)
            print $n
        }'
}

offer_commands() {
    rows Commands | awk -F '\t' '{ sub(/ .*/, "", $1); print "command\t" $1 "\t" $2 }'
}

offer_options() {
    while IFS=$tab read -r spelling explanation; do
        spelling=${spelling#-?, }
        case $spelling in
        *=*) spelling=${spelling%%=*}= ;;
        esac
        printf 'option\t%s\t%s\n' "$spelling" "$explanation"
    done <<EOF
$options
EOF
}

# The broken images, each with its rule and what was changed; then the rules, each with the image that it stands for.
offer_broken() {
    "$program" sample --list </dev/null 2>/dev/null | awk '
        /^[^ ]/ {
            name[++count] = $1
            sub(/^[^ ]+/, "")
        }
        {
            $1 = $1
            about[count] = about[count] (about[count] == "" || $0 == "" ? "" : " ") $0
        }
        END {
            for (i = 1; i <= count; i++) {
                print "value\t" name[i] "\t" about[i]
            }
            for (i = 1; i <= count; i++) {
                rule = about[i]
                sub(/ .*/, "", rule)
                if (!(rule in seen)) {
                    seen[rule] = 1
                    print "value\t" rule "\t" name[i] ": " substr(about[i], length(rule) + 2)
                }
            }
        }'
}

# The chapters of lessons by their names, and by their numbers where one is typed: the numbers in names have two digits.
offer_chapters() {
    case $typed in
    [1-9]*) numbers=yes ;;
    *) numbers='' ;;
    esac
    "$program" learn --list </dev/null 2>/dev/null | awk -v numbers="$numbers" '
        {
            number = $1
            name = $2
            sub(/^ *[^ ]+ +[^ ]+ +/, "")
            print "value\t" name "\t" $0
            if (numbers) {
                print "value\t" number "\t" $0
            }
        }'
}

# offer_words NAME: those that the help says NAME is one of.
offer_words() {
    print_help | awk -v name="$1" '
        index($0, name " is one of ") == 1 {
            inside = 1
            sub(/.* is one of /, "")
        }
        inside {
            last = /\.$/
            gsub(/[,.]$|, /, " ")
            for (i = 1; i <= NF; i++) {
                if ($i != "or") {
                    print "value\t" $i
                }
            }
        }
        last { exit }'
}

# offer_values NAME: the values of an option whose argument has this name.
offer_values() {
    case $1 in
    '') ;;
    FILE | DIRS) echo file ;;
    NAME) offer_broken ;;
    *) offer_words "$1" ;;
    esac
}

# offer_nodes LEAD END: those whose paths are LEAD, which is empty or ends in "/", and one part more. A path into what is
# compressed opens that. END stands behind nodes that have none below them.
offer_nodes() {
    # Two levels, for a node's slash.
    "$program" tree --paths --depth=2 ${vars:+--vars="$vars"} -- "$image" "${1%/}" </dev/null 2>/dev/null |
        LEAD=${1#/} awk -v end="$2" '
            BEGIN { lead = ENVIRON["LEAD"] }
            /^$/ { exit }
            NR > 1 && index($NF, lead) == 1 {
                name = substr($NF, length(lead) + 1)
                slash = index(name, "/")
                if (slash) {
                    name = substr(name, 1, slash - 1)
                    inner[name] = 1
                }
                if (name != "" && !(name in seen)) {
                    seen[name] = 1
                    order[count++] = name
                }
            }
            END {
                for (i = 0; i < count; i++) {
                    print "node\t" order[i] (order[i] in inner ? "/" : end)
                }
            }'
}

# offer_paths END: what may follow in the path that is typed.
offer_paths() {
    case $typed in
    */*) lead=${typed%/*}/ ;;
    *) lead='' ;;
    esac
    printf '%s\n' "$lead"
    offer_nodes "$lead" "$1"
}

program=$(plain "$1")
shift

# The words before: which command, how many operands, the image among them, and what --vars names.
command='' operands=0 image='' vars='' taken='' ended=''
options=$(rows Options:)
while [ $# -gt 1 ]; do
    word=$(plain "$1")
    shift
    if [ -n "$taken" ]; then
        [ "$taken" != --vars ] || vars=$word
        taken=''
        continue
    fi
    case $ended$word in
    --) ended=yes ;;
    --vars=*) vars=${word#*=} ;;
    -?*) [ -z "$(argument "$word")" ] || taken=$word ;;
    *)
        if [ -z "$ended$command" ] && [ "$operands" -eq 0 ] &&
            offer_commands | cut -f 2 | grep -q -x -F -e "$word"; then
            command=$word
            options=$(rows Options:)
        else
            [ "$operands" -gt 0 ] || image=$word
            operands=$((operands + 1))
        fi
        ;;
    esac
done

typed=$1
if [ -n "$taken" ]; then
    echo
    offer_values "$(argument "$taken")"
    exit
fi
case $ended$typed in
--*=*)
    printf '%s\n' "${typed%%=*}="
    offer_values "$(argument "${typed%%=*}")"
    exit
    ;;
-*)
    echo
    offer_options
    exit
    ;;
esac
case $(operand "$((operands + 1))") in
IMAGE | A | B)
    echo
    [ -n "$ended$command" ] || [ "$operands" -gt 0 ] || offer_commands
    echo file
    ;;
CHAPTER)
    echo
    offer_chapters
    ;;
PATH) offer_paths '' ;;
PATH=VALUE)
    case $typed in
    *=*) echo ;;
    *) offer_paths = ;;
    esac
    ;;
*) echo ;;
esac
