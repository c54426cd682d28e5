#!/bin/sh
# Volumes, files and sections are the same as another tool finds them: UEFIExtract of Debian's uefitool-cli.
#
# Compared are nesting and order, types, GUIDs, attributes and sizes, whether checksums are right, names, versions and
# dependency expressions. What differs on purpose: UEFIExtract counts the pad file that holds a volume's extended header
# as part of the volume's header.
# TDXPLORE_TEST_PEERS=no leaves it out: it takes long, and every build finds the same.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/cli/lib.sh"
need_jq
[ "${TDXPLORE_TEST_PEERS-}" != no ] || {
    echo "skipped: TDXPLORE_TEST_PEERS is no"
    exit 77
}
command -v UEFIExtract >/dev/null 2>&1 || {
    echo "skipped: no UEFIExtract (Debian package uefitool-cli)"
    exit 77
}
here=${top_srcdir:-$(dirname "$0")/../..}/tests/cli

# theirs FILE: what UEFIExtract finds, one line each for volumes, files and sections.
theirs() {
    rm -rf "$1.dump"
    UEFIExtract "$1" all >"$work/log" 2>&1
    (cd "$1.dump" && find . -name info.txt | sed 's|^\./||') |
        awk -v dump="$1.dump" -f "$here/uefiextract.awk" | sort |
        awk -F '\t' '
            {
                shown[$2] = $3 != ""
                above = 0
                for (i = 0; i < $2; i++) {
                    above += shown[i]
                }
                if ($3 != "") {
                    print above " " $3
                }
            }'
}

# compare FILE: of a copy that may be written beside.
compare() {
    theirs "$1" >"$work/theirs"
    run 0 tree --unpack --json "$1"
    jq -r -f "$here/uefiextract.jq" "$out" >"$work/ours" 2>"$work/jq" || fail "jq: $(cat "$work/jq")"
    checks=$((checks + 1))
    [ -s "$work/theirs" ] || fail "UEFIExtract found nothing in ${1##*/}"
    diff -u "$work/theirs" "$work/ours" >"$work/diff" || {
        fail "UEFIExtract (-) and tdxplore (+) differ over ${1##*/}:"
        head -n 60 "$work/diff"
    }
    echo "${1##*/}: $(wc -l <"$work/ours") volumes, files and sections"
}

found=0
for image in /usr/share/ovmf/*.fd /usr/share/OVMF/*.fd; do
    name=${image##*/}
    [ -f "$image" ] && [ ! -L "$image" ] || continue
    found=$((found + 1))
    mkdir -p "$work/images"
    cp "$image" "$work/images/$name"
    compare "$work/images/$name"
    rm -rf "$work/images"
done

# offset PATH: of a node of the image at $image.
offset() {
    "$TDXPLORE" tree --json "$image" | jq -r --arg path "$1" '.nodes[] | select(.path == $path).offset'
}

# What is wrong is wrong for both: checksums of a volume's header, of a file's header and of its data.
if ovmf OVMF.fd; then
    mkdir -p "$work/images"
    cp "$image" "$work/images/damaged.fd"
    patch "$work/images/damaged.fd" "$(offset 'contents/section[0]/volume[1]') + 0x32" '\377\377'
    patch "$work/images/damaged.fd" "$(offset 'contents/section[0]/volume[1]/file[1]') + 0x10" '\001'
    patch "$work/images/damaged.fd" "$(offset 'contents/section[0]/volume[1]/file[2]') + 0x11" '\001'
    compare "$work/images/damaged.fd"
    has "$work/ours" 'header=invalid data=valid'
    has "$work/ours" 'header=valid data=invalid'
    checks=$((checks + 1))
    [ "$(grep -c 'volume .*header=invalid' "$work/ours")" -eq 1 ] || fail "the volume's broken checksum is not seen"
fi

[ "$found" -gt 0 ] || {
    echo "skipped: no images (Debian package ovmf)"
    exit 77
}
