#!/bin/sh
# What bash offers to complete a command line with.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/cli/lib.sh"

command -v bash >/dev/null 2>&1 || { echo "bash is not installed"; exit 77; }
script=$(cd "${top_srcdir:-$(dirname "$0")/../..}" && pwd)/completions/tdxplore.bash

cat >"$work/ask.bash" <<'EOT'
# usage: ask.bash SCRIPT WORD...: what the script offers for the last of the words of a command line.
set -f
source "$1"
shift
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
COMPREPLY=()
_tdxplore "$1" "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
[ "${#COMPREPLY[@]}" -eq 0 ] || printf '%s\n' "${COMPREPLY[@]}"
EOT

# offers EXPECTED WORD...: the words of EXPECTED, in any order, and no others.
offers() {
    expected=$1
    shift
    ran="complete: tdxplore $*"
    (cd "$work" && bash "$work/ask.bash" "$script" "$TDXPLORE" "$@") >"$out" 2>"$err"
    check_status "$?" 0
    is "$err" ''
    checks=$((checks + 1))
    # shellcheck disable=SC2086 # one word a line
    [ "$(sort "$out")" = "$(printf '%s\n' $expected | sort)" ] || fail "offered: $(tr '\n' ' ' <"$out")"
}

cd "$work" || exit 99
# The shell that starts with -n only reads.
ran='bash -n'
bash -n "$script" 2>"$err"
check_status "$?" 0

# Commands and options are those of the help, all of them.
"$TDXPLORE" --help | sed -n '/^Commands/,/^$/ s/^  \([a-z][a-z]*\) .*/\1/p' >"$work/commands"
checks=$((checks + 1))
[ "$(wc -l <"$work/commands")" -ge 5 ] || fail 'there are hardly any commands'
mkdir empty
ran='complete: tdxplore'
(cd empty && bash "$work/ask.bash" "$script" "$TDXPLORE" '') >"$out" 2>"$err"
is "$err" ''
same "$out" "$work/commands"
rmdir empty
for command in $(cat "$work/commands"); do
    "$TDXPLORE" "$command" --help | sed -n '/^Options:/,/^$/ s/^.\{6\}\(--[a-z-]*=*\).*/\1/p' >"$work/options"
    offers "$(cat "$work/options")" "$command" --
    has "$out" --help
done
offers extract ext
offers '--severity= --sarif' check --s
offers '--severity=' check file --sev
offers '--depth=' tree --d

# Values of options, with "=" as a word of its own, as bash has it, and without.
offers 'note warning error' check --severity ''
offers 'note warning error' check --severity =
offers warning check --severity = w
offers 'spec td-shim qemu kvm cloud-hypervisor' check --consumer ''
offers 'data-offset-unaligned' sample --broken data-offset-un
offers '' tree --depth ''

# Files.
"$TDXPLORE" sample >image.fd
"$TDXPLORE" sample >imagine.fd
mkdir images
offers 'image.fd imagine.fd images' info im
offers image.fd check image.f
offers image.fd check imagine.fd image.f
offers image.fd image.f
offers image.fd -- image.f
offers image.fd info --vars image.f
offers image.fd info --vars = image.f
offers image.fd extract -o image.f
offers image.fd extract image.f
offers '' sample im
offers '' extract image.fd tdvf im

# Paths of nodes, one level at a time.
offers 'contents/' extract image.fd con
offers 'contents/section[0]/ contents/section[1]/' extract image.fd contents/
offers 'tdvf/ tdvf-guid' extract image.fd tdvf
offers 'tdvf/Signature' extract image.fd tdvf/S
offers 'tdvf/Signature' extract -o out image.fd tdvf/S
offers 'tdvf/Signature' extract image.fd -f --output = out "'tdvf/S"
offers 'tdvf/section[7]/Type' extract image.fd 'tdvf/section\[7\]/T'
offers '' extract image.fd nothing
offers '' extract image.fd nothing/at/all
offers '' extract none.fd ''
ran='all paths of the first level'
bash "$work/ask.bash" "$script" "$TDXPLORE" extract image.fd '' >"$out"
"$TDXPLORE" tree --depth=1 --paths image.fd | awk 'NR > 2 { print $NF }' | sort >"$work/paths"
sed 's|/$||' "$out" | sort >"$work/got"
same "$work/got" "$work/paths"

# Every path that is completed leads to a node.
path=''
while bash "$work/ask.bash" "$script" "$TDXPLORE" extract image.fd "$path" >"$out" &&
    next=$(tail -n 1 "$out") && [ -n "$next" ] && [ "$next" != "$path" ]; do
    path=$next
done
run 0 extract image.fd "$path"

# Names with blanks, and the store that the image is joined with.
mkdir 'a b'
head -c "$((0x40000))" image.fd >'a b/v'
tail -c "+$((0x40001))" image.fd >'a b/c'
offers 'files/' extract --vars 'a\ b/v' 'a\ b/c' fil
offers 'files/' extract --vars = "'a b/v'" '"a b/c"' fil

# Paths into what is compressed, and the operand of tree.
if ovmf OVMF.fd; then
    packed='contents/section[0]/volume[0]/file[1]/section[0]'
    offers "$packed/header/ $packed/data $packed/decompressed/" extract "$image" "$packed/"
    offers "$packed/decompressed/section[0]/ $packed/decompressed/section[1]/ $packed/decompressed/section[2]/ \
        $packed/decompressed/section[3]/" extract "$image" "$packed/decompressed/s"
fi
offers 'tdvf/ tdvf-guid' tree image.fd tdvf
offers 'tdvf/ tdvf-guid' annotate image.fd tdvf
offers 'image.fd imagine.fd images' tree im
