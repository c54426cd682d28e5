#!/bin/sh
# An image with fields and bytes of it changed: what is written, what is told, and what is refused.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/cli/lib.sh"

sample=$work/sample
new=$work/new
run 0 sample -o "$sample"
cp "$sample" "$work/kept"

# bytes FILE OFFSET COUNT: these bytes, in hexadecimal.
bytes() {
    od -A n -t x1 -v -j "$(($2))" -N "$3" "$1" | tr -d '\n' | sed 's/^ //'
}

# bytes_are OFFSET BYTES: what stands in the new file.
bytes_are() {
    checks=$((checks + 1))
    [ "$(bytes "$new" "$1" "$(echo "$2" | wc -w)")" = "$2" ] ||
        fail "at $1 stands $(bytes "$new" "$1" "$(echo "$2" | wc -w)"), not $2"
}

# patch STATUS OPERAND...: of the sample, into a new file that is not there before.
patch() {
    status=$1
    shift
    rm -f "$new"
    run "$status" patch "$sample" "$@" -o "$new"
    if [ "$status" -ne 0 ]; then
        is "$out" ''
        checks=$((checks + 1))
        [ ! -e "$new" ] || fail 'something was written all the same'
    fi
}

# differs COUNT: in so many bytes the new file differs from the sample, and no more than these.
differs() {
    checks=$((checks + 1))
    [ "$(cmp -l "$sample" "$new" | wc -l)" -eq "$1" ] ||
        fail "$(cmp -l "$sample" "$new" | wc -l) bytes differ, not $1"
}

# Each kind of value, and what is told of it. The file that was opened stays as it is.
patch 0 tdvf/Version=7
is "$out" 'tdvf/Version: 1 -> 7 (offset 0xcaf018, 4 bytes)'
is "$err" ''
bytes_are 0xcaf018 '07 00 00 00'
differs 1
patch 0 'tdvf/section[5]/MemoryDataSize=64K' 'tdvf/section[5]/MemoryAddress=0x10M'
has "$out" 'tdvf/section[5]/MemoryDataSize: '
has "$out" ' -> 0x10000 (offset '
patch 0 'tdvf/section[0]/Type=cfv'
has "$out" 'tdvf/section[0]/Type: 0 (BFV) -> 1 (CFV) (offset '
patch 0 'tdvf/section[0]/Attributes=+PAGE.AUG -MR.EXTEND'
has "$out" 'Attributes: 0x1 (MR.EXTEND) -> 0x2 (PAGE.AUG) ('
patch 0 'tdvf/section[0]/Attributes/PAGE.AUG=set'
has "$out" 'tdvf/section[0]/Attributes/PAGE.AUG: clear -> set ('
bytes_are 0xcaf03c '03 00 00 00'
patch 0 tdvf/Signature=_NRX
bytes_are 0xcaf010 '5f 4e 52 58'
patch 0 'tdvf/Signature="x"'
bytes_are 0xcaf010 '78 00 00 00'
patch 0 'tdvf/Signature=hex:01020304'
bytes_are 0xcaf010 '01 02 03 04'
patch 0 '0x10=de ad' '0x100000="a=\xff"'
has "$out" '0x10: '
has "$out" ' -> de ad (offset 0x10, 2 bytes)'
bytes_are 0x10 'de ad'
bytes_are 0x100000 '61 3d ff'
patch 0 tdvf/Version=1
differs 0
same "$sample" "$work/kept"

# The path ends at the '=' that makes it one; the value has the others.
patch 0 'tdvf/Signature=a=b'
bytes_are 0xcaf010 '61 3d 62 00'

# Assignments are made in their order, each on what is there by then.
patch 0 tdvf/NumberOfSectionEntry=2 tdvf/Length=fix
has "$out" 'tdvf/Length: 0x110 -> 0x50 ('
run 0 tree "$new" tdvf/Length
has "$out" 0x50
patch 2 tdvf/NumberOfSectionEntry=2 'tdvf/section[7]/Type=0'
has "$err" "tdxplore: $sample: there is no node 'tdvf/section[7]/Type'; below 'tdvf' there is Signature,"
has "$err" 'NumberOfSectionEntry, section[0], section[1]'

# The correct value makes the sample again of what was broken, and there is none where nothing is.
patch 2 tdvf/Version=fix
has "$err" "node 'tdvf/Version' has no correct value: no finding computes one"
fix() {
    rm -f "$new"
    run 0 sample --broken "$1" -f -o "$work/broken"
    run 0 patch "$work/broken" "$2=fix" -o "$new"
    same "$new" "$sample"
}
fix version tdvf/Version
fix length tdvf/Length
fix signature tdvf/Signature
fix volume-checksum 'contents/section[1]/volume[0]/header/Checksum'

# What is refused, and nothing is written then, whichever assignment it is.
patch 2 tdvf/Versio=1
has "$err" "tdxplore: $sample: there is no node 'tdvf/Versio'; below 'tdvf' there is Version"
patch 2 tdvf/Version=2 none=1
has "$err" "there is no node 'none'; below '/' there is"
patch 2 tdvf/Version=2 tdvf/Length=0x100000000
has "$err" "node 'tdvf/Length' cannot be '0x100000000': "
has "$err" 'the largest is 0xffffffff'
patch 2 'tdvf/section[0]/Type=ROM'
has "$err" 'BFV, CFV'
patch 2 tdvf=00
is "$err" "tdxplore: $sample: node 'tdvf' cannot be '00': it has 272 bytes, not 1"
patch 2 tdvf/Signature=ABCDE
is "$err" "tdxplore: $sample: node 'tdvf/Signature' cannot be 'ABCDE': it has 4 bytes, not 5"
patch 2 0xffffff=0102
is "$err" "tdxplore: $sample: 0xffffff cannot be '0102': not all of these bytes lie inside of the image"
patch 2 0xffffffffffffffff=0102
has "$err" 'not all of these bytes'
patch 2 0x10=zz
has "$err" "tdxplore: $sample: 0x10 cannot be 'zz': no hexadecimal bytes"
patch 2 0x10="$(printf 'z\033[2J')"
has "$err" "tdxplore: $sample: 0x10 cannot be 'z\\x1b[2J': no hexadecimal bytes"
patch 2 0x10=
is "$err" "tdxplore: $sample: 0x10 cannot be '': these are no bytes at all"
patch 2 =1
has "$err" "no path before the '='"
patch 2 tdvf/Version
has "$err" "tdxplore: 'tdvf/Version' is no assignment: PATH=VALUE, or OFFSET=BYTES"
has "$err" "Try 'tdxplore patch --help'"
patch 2 tdvf/Version="$(printf '\033[2J')"
has "$err" '\x1b[2J'
mistake 'missing operand' patch "$sample"
run 2 patch "$work/none" a=b
has "$err" 'No such file'

# Nothing is replaced unless asked for, and the image itself least of all.
echo mine >"$work/mine"
run 2 patch "$sample" tdvf/Version=2 -o "$work/mine"
has "$err" "tdxplore: $work/mine: exists already"
is "$work/mine" mine
ln -s sample "$work/link"
ln "$sample" "$work/hard"
for name in "$sample" "$work/link" "$work/hard" "$work/../${work##*/}/sample"; do
    run 2 patch "$sample" tdvf/Version=2 -o "$name"
    has "$err" "is the image itself; '--force' replaces it"
    same "$sample" "$work/kept"
done
run 2 patch "$sample" tdvf/Version=2 -f -o "$work/link"
has "$err" 'is not a regular file'
same "$sample" "$work/kept"
run 0 patch "$sample" tdvf/Version=2 -f -o "$work/mine"
run 0 patch "$sample" tdvf/Version=2 -f -o "$sample"
same "$sample" "$work/mine"
same "$work/hard" "$work/kept"
cp "$work/kept" "$sample"
run 2 patch "$sample" tdvf/Version=2 -o "$work/no/where"
has "$err" "tdxplore: $work/no/where: cannot create"

# From standard input, and to standard output, where there is room for nothing else.
run 0 patch - tdvf/Version=2 <"$sample"
same "$out" "$work/mine"
is "$err" ''
run 2 patch "$sample" tdvf/Version=2 tdvf/Version=x
is "$out" ''
if [ -w /dev/full ]; then
    ran='tdxplore patch to a full device'
    "$TDXPLORE" patch "$sample" tdvf/Version=2 >/dev/full 2>"$err"
    check_status "$?" 2
fi

# A joined image is written as a whole.
head -c "$((0x40000))" "$sample" >"$work/vars"
tail -c "+$((0x40001))" "$sample" >"$work/code"
run 0 patch --vars "$work/vars" "$work/code" tdvf/Version=2 0x0=00 -o "$work/joined"
run 0 patch "$sample" tdvf/Version=2 0x0=00 -o "$work/whole"
same "$work/joined" "$work/whole"
run 2 patch --vars "$work/vars" "$work/code" tdvf/Version=2 -o "$work/vars"
has "$err" 'is the image itself'

# Holes stay holes.
truncate -s 4G "$work/large" 2>/dev/null || dd if=/dev/null of="$work/large" bs=1 seek=4294967296 2>/dev/null
if [ "$(du -k "$work/large" | cut -f 1)" -lt 1000 ]; then
    rm -f "$new"
    run 0 patch "$work/large" 0x80000000=ff 0xffffffff=fe -o "$new"
    bytes_are 0x80000000 ff
    bytes_are 0xffffffff fe
    checks=$((checks + 1))
    [ "$(du -k "$new" | cut -f 1)" -lt 1000 ] || fail "$(du -k "$new") KiB are stored"
    rm -f "$new" "$work/large"
fi

# What is decompressed is not written.
if ovmf OVMF.fd; then
    packed='contents/section[0]/volume[0]/file[1]/section[0]'
    run 2 patch "$image" "$packed/decompressed/section[0]/header/Size=0" -o "$new"
    has "$err" "decompressed/section[0]/header/Size' lies in decompressed bytes, which are not written"
    run 0 patch "$image" "$packed/header/Size=0x10" -o "$new"
fi
