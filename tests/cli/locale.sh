#!/bin/sh
# Whatever the locale is: numbers, names and JSON are the same, and nothing is printed that its characters are not.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/cli/lib.sh"

unset LC_ALL
made=$work/locales
mkdir "$made"

# make_locale SOURCE CHARACTERS: a locale of this test's own, as most are not installed. False where that cannot be done.
make_locale() {
    localedef -c -i "$1" -f "$2" "$made/$1.$2" >"$work/localedef" 2>&1 || [ -d "$made/$1.$2" ] ||
        { echo "left out: the locale $1.$2 cannot be made"; return 1; }
}

# with VARIABLES ARGS...: run the program in a locale; the status goes to $status.
with() {
    variables=$1
    shift
    ran="tdxplore $* ($variables)"
    # shellcheck disable=SC2086 # one word a variable
    env LOCPATH="$made" $variables "$TDXPLORE" "$@" >"$out" 2>"$err"
    status=$?
}

image=$work/image.fd
# A name of two characters: one in UTF-8, and one whose second byte in Big5 is that of a backslash.
odd=$(printf '%s/\303\274\245\134.fd' "$work")
XDG_DATA_HOME=$work/data
export XDG_DATA_HOME
run 0 sample -o "$image"
cp "$image" "$odd"
run 0 patch "$image" tdvf/Version=2 -o "$work/other.fd"
LC_ALL=C.UTF-8 run 0 notes "$image" tdvf --text="$(printf 'M\303\274nze, \342\202\254 1,5')"

all() {
    cat <<EOT
info $odd
check --json $image
map --json $image
measure $image
tree $image
annotate --html $image tdvf
annotate $image tdvf
search $image text/i:tdvf
search $image guid:E9EAF9F3-168E-44D5-A8EB-7F4D87A0FC58
search --json $image hex:545456
diff $image $work/other.fd
patch $image tdvf/section[2]/Type=td_info -o $work/typed.fd
patch $image tdvf/section[0]/Attributes=mr.extend -o $work/bits.fd
notes $image
notes --json $image
learn --list
info none
EOT
}

# prepare KIND VARIABLES: what all of them print, to be compared with.
prepare() {
    all | while read -r command; do
        rm -f "$work/typed.fd" "$work/bits.fd"
        # shellcheck disable=SC2086 # one word an argument
        with "$2" $command
        echo "exit status $status" >>"$err"
        cat "$out" "$err" >"$work/$1.$(echo "$command" | cksum | tr ' ' .)"
    done
}
prepare ascii LC_ALL=C
prepare utf8 LC_ALL=C.UTF-8
ran='all of them in C'
checks=$((checks + 1))
cat "$work"/ascii.* >"$work/whole"
! LC_ALL=C grep -q "$(printf '[\200-\377]')" "$work/whole" || fail "a byte that is not ASCII"
has "$work/whole" '\xc3\xbc\xa5\\.fd'
has "$work/whole" 'tdvf/section[2]/Type: 3 (TempMem) -> 7 (TD_INFO)'
cat "$work"/utf8.* >"$work/whole"
has "$work/whole" "$(printf '\303\274\\xa5\\\\.fd')"
has "$work/whole" "$(printf '| M\303\274nze, \342\202\254 1,5')"

# holds KIND VARIABLES: all of them print what they print in the C locale of that kind.
holds() {
    count=0
    while read -r command; do
        rm -f "$work/typed.fd" "$work/bits.fd"
        # shellcheck disable=SC2086 # one word an argument
        with "$2" $command
        echo "exit status $status" >>"$err"
        cat "$out" "$err" >"$work/got"
        same "$work/got" "$work/$1.$(echo "$command" | cksum | tr ' ' .)"
        count=$((count + 1))
    done <"$work/commands"
    [ "$count" -gt 15 ] || fail "only $count commands"
}
all >"$work/commands"
holds ascii LANG=
holds ascii 'LC_ALL=xx_YY.UTF-8'
holds ascii 'LANG=C.UTF-8 LC_CTYPE=C'
holds utf8 'LANG=C LC_CTYPE=C.UTF-8'
! make_locale tr_TR UTF-8 || holds utf8 LC_ALL=tr_TR.UTF-8
! make_locale tr_TR ISO-8859-9 || holds ascii LC_ALL=tr_TR.ISO-8859-9
if make_locale de_DE ISO-8859-1; then
    holds ascii LC_ALL=de_DE.ISO-8859-1
    holds utf8 'LANG=de_DE.ISO-8859-1 LC_CTYPE=C.UTF-8'
fi
! make_locale ja_JP EUC-JP || holds ascii LANG=ja_JP.EUC-JP
! make_locale zh_TW BIG5 || holds ascii LANG=zh_TW.BIG5
