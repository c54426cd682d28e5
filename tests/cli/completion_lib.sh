# shellcheck shell=sh disable=SC2034,SC2154 # $ran, $work and the like are those of lib.sh
# What the tests of completion share: what every shell completes; read with "." after lib.sh, never run.
#
# A test defines "ask WORD...", which prints what its shell offers for the last of the words of a command line that
# begins with "tdxplore", one a line, with a tab and the explanation behind it where the shell shows one. The words are
# given as they are typed. What is offered is printed without quotes and as the line has it then, a path with its
# beginning and a directory with "/", but without the "--option=" that it stands behind.

completions=$(cd "${top_srcdir:-$(dirname "$0")/../..}" && pwd)/completions
PATH=$(dirname "$TDXPLORE"):$PATH
HOME=$work/home
TAB=$(printf '\t')
export PATH HOME
mkdir "$HOME"

need_shell() {
    command -v "$1" >/dev/null 2>&1 || { echo "$1 is not installed"; exit 77; }
}

# fill_in NAME FILE: write the completion NAME to FILE as it is installed, but with the script among the sources.
fill_in() {
    sed "s|@pkgdatadir@|$completions|" "$completions/$1.in" >"$2"
}

# reads SHELL FILE: the shell, which with -n only reads, finds no fault in the completion.
reads() {
    ran="$1 -n"
    "$1" -n "$2" 2>"$err"
    check_status "$?" 0
    is "$err" ''
}

# offers EXPECTED WORD...: the words of EXPECTED, in any order, and no others. What is offered stays in $out.
offers() {
    expected=$1
    shift
    ran="complete: tdxplore $*"
    ask "$@" >"$out" 2>"$err"
    is "$err" ''
    checks=$((checks + 1))
    # shellcheck disable=SC2086 # one word a line
    [ "$(cut -f 1 "$out" | sort)" = "$(printf '%s\n' $expected | sort)" ] || fail "offered: $(tr '\n' ' ' <"$out")"
}

# The commands in the help, one a line, each with a tab and its summary.
commands() {
    "$TDXPLORE" --help | awk '
        /^Commands/ { inside = 1; next }
        !/^  / { inside = 0 }
        inside && /^  [^ ]/ { name = $1 }
        inside && length($0) > 24 && substr($0, 24, 1) == " " { print name "\t" substr($0, 25) }'
}

# Explanations are those of the help. For shells that show them; after offers_everything.
offers_explanations() {
    cd "$work/empty" || exit 99
    offers "$(commands | cut -f 1)" ''
    sort "$out" >"$work/got"
    commands | sort >"$work/commands"
    same "$work/got" "$work/commands"
    cd "$work" || exit 99

    offers '--severity= --sarif' check --s
    has "$out" "--severity=${TAB}leave out findings below severity S"
    # The help has this one on the line below.
    offers '--unpack --unpack-limit=' tree --un
    has "$out" "--unpack-limit=${TAB}decompress at most SIZE in all, however small it was"
    offers data-offset-unaligned sample --broken data-offset-un
    has "$out" "$("$TDXPLORE" sample --list | sed -n "s/^\(data-offset-unaligned\)  *\([^ ]*\)  */\1$TAB\2 /p")"
    offers TDVF-L-005 sample --broken TDVF-L-005
    has "$out" "TDVF-L-005${TAB}tdx-entry-length: The length of the TDX metadata offset entry is 20 and not 22."
    offers 03-descriptor learn 03
    has "$out" "03-descriptor$TAB$("$TDXPLORE" learn --list | sed -n 's/^ 3  03-descriptor  *//p')"
}

# Commands and options are those of the help, all of them.
offers_what_help_names() {
    mkdir "$work/empty"
    cd "$work/empty" || exit 99
    offers "$(commands | cut -f 1)" ''
    checks=$((checks + 1))
    [ "$(commands | wc -l)" -ge 5 ] || fail 'there are hardly any commands'
    cd "$work" || exit 99
    for command in $(commands | cut -f 1); do
        "$TDXPLORE" "$command" --help | sed -n '/^Options:/,/^$/ s/^.\{6\}\(--[a-z-]*=*\).*/\1/p' >"$work/options"
        offers "$(cat "$work/options")" "$command" --
        has "$out" --help
    done
    offers extract ext
    offers '--severity= --sarif' check --s
    offers --severity= check file --sev
    offers --depth= tree --d
}

offers_values() {
    offers 'note warning error' check --severity ''
    offers 'note warning error' check --severity=
    offers warning check --severity w
    offers warning check --severity=w
    offers 'spec td-shim qemu kvm cloud-hypervisor' check --consumer ''
    offers warning check file --severity=w
    # A list of more than one line.
    "$TDXPLORE" measure --help | sed -n '/^TYPE is one of/,/\.$/p' |
        tr -d ',.' | tr ' ' '\n' | grep '^EPYC' >"$work/types"
    offers "$(cat "$work/types")" measure --vcpu-type=
    offers data-offset-unaligned sample --broken data-offset-un
    offers data-offset-unaligned --broken=data-offset-un
    # Each rule that is broken once, however many images break it.
    "$TDXPLORE" sample --list | grep -o 'TDVF-[A-Z]-[0-9]*' | sort -u >"$work/rules"
    checks=$((checks + 1))
    [ "$(wc -l <"$work/rules")" -ge 5 ] || fail 'there are hardly any rules'
    offers "$(cat "$work/rules")" sample --broken=TDVF
    offers "$(cat "$work/rules")" sample --broken TDVF
    offers "$(grep TDVF-L-00 "$work/rules")" sample --broken TDVF-L-00
    offers '' tree --depth ''
}

# Chapters by their names, and by their numbers where what is typed may be one.
offers_chapters() {
    "$TDXPLORE" learn --list | awk '{ print $2 }' >"$work/chapters"
    offers "$(cat "$work/chapters")" learn ''
    offers "$(cat "$work/chapters")" learn --check ''
    offers "$(grep ^0 "$work/chapters")" learn 0
    offers "$("$TDXPLORE" learn --list | awk '$1 ~ /^1/ { print $1 }; $2 ~ /^1/ { print $2 }')" learn 1
    offers 3 learn 3
    offers 03-descriptor learn 03
    offers '' learn 1 ''
}

offers_files() {
    "$TDXPLORE" sample >image.fd
    cp image.fd imagine.fd
    cp image.fd a=b:c.fd
    mkdir images
    offers 'image.fd imagine.fd images/' info im
    offers 'image.fd imagine.fd images/' tree im
    offers image.fd check image.f
    offers image.fd check imagine.fd image.f
    offers image.fd image.f
    offers image.fd -- image.f
    offers image.fd info --vars image.f
    offers image.fd info --vars=image.f
    offers image.fd extract -o image.f
    offers a=b:c.fd info a=b
    offers '' sample im
    offers '' info image.fd im
    offers '' search image.fd im
    offers '' extract image.fd tdvf im
}

# One level at a time.
offers_paths() {
    offers contents/ extract image.fd con
    offers 'contents/section[0]/ contents/section[1]/' extract image.fd contents/
    offers 'tdvf/ tdvf-guid' extract image.fd tdvf
    offers 'tdvf/ tdvf-guid' tree image.fd tdvf
    offers 'tdvf/ tdvf-guid' annotate image.fd tdvf
    offers /tdvf/Signature tree image.fd /tdvf/S
    offers tdvf/Signature extract image.fd tdvf/S
    offers tdvf/Signature extract -o out image.fd tdvf/S
    offers tdvf/Signature extract image.fd -f --output=out "'tdvf/S"
    offers 'tdvf/section[7]/Type' extract image.fd 'tdvf/section\[7\]/T'
    offers 'tdvf/section[7]/Type' extract image.fd '"tdvf/section[7]/T'
    offers tdvf/Signature extract a=b:c.fd tdvf/S
    offers tdvf/Version= patch image.fd tdvf/V
    offers tdvf/Version= patch -o new image.fd tdvf/Length=fix tdvf/V
    offers 'tdvf/ tdvf-guid=' patch image.fd tdvf
    offers '' patch image.fd tdvf/Version=
    offers '' extract image.fd nothing
    offers '' extract image.fd nothing/at/all
    offers '' extract none.fd ''

    ran='all paths of the first level'
    ask extract image.fd '' | sed 's|/$||' | sort >"$work/got"
    "$TDXPLORE" tree --depth=1 --paths image.fd | awk 'NR > 2 { print $NF }' | sort >"$work/paths"
    same "$work/got" "$work/paths"

    # Every path that is completed leads to a node.
    path=contents/
    while next=$(ask extract image.fd "$(echo "$path" | sed 's/[][]/\\&/g')" | tail -n 1) &&
        [ -n "$next" ] && [ "$next" != "$path" ]; do
        path=$next
    done
    run 0 extract image.fd "$path"
    case $path in
    */*/*) ;;
    *) fail "the path that is completed is short: $path" ;;
    esac
}

# Names with blanks, below the home directory and with the sign for it, and the store that the image is joined with.
offers_paths_of_named_images() {
    mkdir 'a b'
    head -c "$((0x40000))" image.fd >'a b/v'
    tail -c "+$((0x40001))" image.fd >'a b/c'
    offers tdvf/Signature extract 'a\ b/c' tdvf/S
    offers files/ extract --vars 'a\ b/v' 'a\ b/c' fil
    offers files/ extract "--vars='a b/v'" '"a b/c"' fil
    offers files/ extract --vars='a\ b/v' 'a\ b/c' fil
    offers '' extract 'a\ b/c' fil
    cp image.fd '~image.fd'
    cp image.fd "$HOME/image.fd"
    # shellcheck disable=SC2088 # the shell that completes replaces it
    offers tdvf/Signature extract '~/image.fd' tdvf/S
    offers tdvf/Signature extract '\~image.fd' tdvf/S
    offers tdvf/Signature extract "'~image.fd'" tdvf/S
}

# Paths into what is compressed.
offers_paths_into_sections() {
    ovmf OVMF.fd || return 0
    packed='contents/section[0]/volume[0]/file[1]/section[0]'
    offers "$packed/header/ $packed/data $packed/decompressed/" extract "$image" "$packed/"
    offers "$packed/decompressed/section[0]/ $packed/decompressed/section[1]/ $packed/decompressed/section[2]/ \
        $packed/decompressed/section[3]/" extract "$image" "$packed/decompressed/s"
}

# All of the above but for explanations, which bash does not show.
offers_everything() {
    cd "$work" || exit 99
    offers_what_help_names
    offers_values
    offers_chapters
    offers_files
    offers_paths
    offers_paths_of_named_images
    offers_paths_into_sections
}
