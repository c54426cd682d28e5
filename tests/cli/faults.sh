#!/bin/sh
# Files that cannot be read or written, signals while one is written: what is missing is said, and what was there stays whole.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/cli/lib.sh"

PAGE=$(getconf PAGESIZE)
EIO='Input/output error'

preload=${builddir:?is the directory of the build}/tests/fault.so
[ -e "$preload" ] || { echo "no library to preload was made: this build has a sanitizer"; exit 77; }

# faulty "FAULT_...=VALUE ..." ARGS...: run the program with these faults; the status goes to $status.
faulty() {
    faults=$1
    shift
    ran="tdxplore $* ($faults)"
    # shellcheck disable=SC2086 # one word a variable
    env LD_PRELOAD="$preload" $faults timeout 20 "$TDXPLORE" "$@" >"$out" 2>"$err"
    status=$?
}

# says STATUS TEXT: the last run ended so, with a message of one line that holds TEXT.
says() {
    check_status "$status" "$1"
    has "$err" "$2"
    checks=$((checks + 1))
    [ "$(grep -c '^tdxplore: ' "$err")" -eq 1 ] || fail "not one message: $(cat "$err")"
}

# alone FILE...: nothing else is in the directory of what is written.
alone() {
    checks=$((checks + 1))
    [ "$(ls -A "$dir")" = "$*" ] || fail "in the directory are: $(ls -A "$dir")"
}

image=$work/image.fd
XDG_DATA_HOME=$work/data
export XDG_DATA_HOME
dir=$work/dir
mkdir "$dir"
run 0 sample -o "$image"
run 0 notes "$image" tdvf --text=note
store=$(ls "$XDG_DATA_HOME"/tdxplore/notes/*.notes)
cp "$store" "$work/notes"
beside=$(ls -A "${store%/*}")
pages=$(($(wc -c <"$image") / PAGE))
descriptor=$((0xcaf000 / PAGE + 1))

# ---- reading ----

# each PATTERN: what is wrong with a file is said by every command, with the status of trouble.
each() {
    for command in "info" "check --json" "map" "measure" "measure --snp --vcpus=1 --vcpu-type=EPYC-v4" "tree --json" "notes" \
        "annotate @ tdvf" "search @ hex:00" "extract @ tdvf -o $dir/new" "patch @ tdvf/Version=2 -o $dir/new" "diff @ $image"; do
        case $command in
        *@*) ;;
        *) command="$command @" ;;
        esac
        # shellcheck disable=SC2046 # one word an argument
        faulty "$1" $(echo "$command" | sed "s|@|$work/bad.fd|")
        check_status "$status" 2
        has "$err" "$2"
    done
    alone ''
}
cp "$image" "$work/bad.fd"
# A page in which the structure stands, and one that nothing but the hash and a search reads.
each "FAULT_CALL=page FAULT_FILE=bad.fd FAULT_AT=$descriptor" "$EIO"
faulty "FAULT_CALL=page FAULT_FILE=bad.fd FAULT_AT=$((pages / 2))" info "$work/bad.fd"
says 2 "tdxplore: $work/bad.fd: $EIO; what could not be read counts as zeros"
faulty "FAULT_CALL=page FAULT_FILE=bad.fd FAULT_AT=$((pages / 2))" "$work/bad.fd"
says 2 "tdxplore: $work/bad.fd: $EIO; what could not be read counts as zeros"
each "FAULT_CALL=open FAULT_FILE=bad.fd" "tdxplore: $work/bad.fd: cannot open: $EIO"
each "FAULT_CALL=fstat FAULT_FILE=bad.fd" "tdxplore: $work/bad.fd: cannot read its attributes: $EIO"

# What is no file to be mapped, and fails at once or on the way.
mkfifo "$work/fifo"
for at in 1 2 100; do
    cat "$image" >"$work/fifo" 2>"$work/cut" &
    faulty "FAULT_CALL=read FAULT_FILE=fifo FAULT_AT=$at" info - <"$work/fifo"
    wait
    says 2 "tdxplore: standard input: cannot read: $EIO"
done
run 2 info /proc/self/mem
is "$err" "tdxplore: /proc/self/mem: cannot read: $EIO"
run 2 info "$dir"
is "$err" "tdxplore: $dir: is a directory"
ran='tdxplore info - <DIRECTORY'
"$TDXPLORE" info - <"$dir" >"$out" 2>"$err"
status=$?
says 2 'tdxplore: standard input: is a directory'

# Where a file cannot be mapped, it is read.
run 0 info "$image"
mv "$out" "$work/right"
faulty "FAULT_CALL=mmap FAULT_FILE=image.fd FAULT_ERROR=19" info "$image"
check_status "$status" 0
same "$out" "$work/right"

# Two files as one: what is missing of either is an error before anything is said of them.
head -c 131072 "$image" >"$work/vars.fd"
for bad in bad.fd vars.fd; do
    faulty "FAULT_CALL=page FAULT_FILE=$bad FAULT_AT=1" info --vars="$work/vars.fd" "$work/bad.fd"
    says 2 "cannot read: $EIO"
    is "$out" ''
done

# A file that becomes shorter while it is looked at.
for left in 1 4 $((pages - 1)); do
    cp "$image" "$work/cut.fd"
    faulty "FAULT_CALL=shrink FAULT_FILE=cut.fd FAULT_AT=$left" info --no-confine "$work/cut.fd"
    says 2 "tdxplore: $work/cut.fd: became shorter while it was read; what is missing counts as zeros"
done

# One that is written to meanwhile, which its time tells.
cp "$image" "$work/cut.fd"
faulty "FAULT_CALL=age FAULT_FILE=cut.fd" info --no-confine "$work/cut.fd"
says 2 "tdxplore: $work/cut.fd: was written to while it was read; old and new may be mixed"

# Files beside the image.
printf '@title Mine\n@step one\ntext\n' >"$work/mine.lesson"
run 0 learn --check --lesson="$work/mine.lesson"
for call in open read; do
    faulty "FAULT_CALL=$call FAULT_FILE=mine.lesson" learn --check --lesson="$work/mine.lesson"
    says 2 "tdxplore: $work/mine.lesson: cannot $call: $EIO"
done
run 2 notes --import=/proc/self/mem "$image"
is "$err" "tdxplore: /proc/self/mem: cannot read: $EIO"

# ---- notes ----

# Notes that cannot be read are not there to be listed, and nothing is written in their place.
for fault in "page" "open" "read FAULT_AT=1" "fstat" "lstat"; do
    faulty "FAULT_CALL=$fault FAULT_FILE=.notes" notes "$image"
    case $fault in
    read*) check_status "$status" 0 ;; # they are mapped
    *) says 2 "$EIO" ;;
    esac
    faulty "FAULT_CALL=$fault FAULT_FILE=.notes" notes "$image" tdvf/Version --text=more
    case $fault in
    read*) run 0 notes "$image" tdvf/Version --remove ;;
    *) says 2 "$EIO" ;;
    esac
    same "$store" "$work/notes"
done

# ---- writing ----

# written CALL ARGS...: the program, writing a file in $dir, meets an error of CALL.
written() {
    call=$1
    shift
    faulty "FAULT_CALL=$call FAULT_FILE=$dir/new" "$@"
    says 2 "$EIO"
}
for call in open write fsync close rename lstat; do
    for command in "extract $image tdvf" "patch $image tdvf/Version=2"; do
        # shellcheck disable=SC2086 # one word an argument
        written "$call" $command -o "$dir/new"
        has "$err" "tdxplore: $dir/new: cannot "
        alone ''
        echo old >"$dir/new"
        # shellcheck disable=SC2086 # one word an argument
        written "$call" $command --force -o "$dir/new"
        alone new
        is "$dir/new" old
        rm "$dir/new"
    done
    # The file beside which they become new ones; and they, that are looked for.
    file=.notes.tdxp-
    [ "$call" != lstat ] || file=.notes
    faulty "FAULT_CALL=$call FAULT_FILE=$file" notes "$image" tdvf/Version --text=more
    says 2 "$EIO"
    same "$store" "$work/notes"
    checks=$((checks + 1))
    [ "$(ls -A "${store%/*}")" = "$beside" ] || fail "beside the notes are: $(ls -A "${store%/*}")"
done
written ftruncate patch "$image" tdvf/Version=2 -o "$dir/new"
alone ''
# No space, no permission, a quota: whichever error it is, it is named.
for error in 28:'No space left on device' 13:'Permission denied' 122:'Disk quota exceeded' 30:'Read-only file system'; do
    faulty "FAULT_CALL=write FAULT_FILE=$dir/new FAULT_AT=3 FAULT_ERROR=${error%%:*}" sample -o "$dir/new"
    says 2 "tdxplore: $dir/new: cannot write: ${error#*:}"
    faulty "FAULT_CALL=open FAULT_FILE=$dir/new FAULT_ERROR=${error%%:*}" sample -o "$dir/new"
    says 2 "tdxplore: $dir/new: cannot create it: ${error#*:}"
    alone ''
    # What is to be replaced is there: the file that takes its place is another.
    echo old >"$dir/new"
    faulty "FAULT_CALL=open FAULT_FILE=$dir/new FAULT_ERROR=${error%%:*}" sample --force -o "$dir/new"
    says 2 "tdxplore: $dir/new: cannot create a file beside it: ${error#*:}"
    rm "$dir/new"
done
# Where the first notes cannot be written, none are there.
rm "$store"
faulty "FAULT_CALL=write FAULT_FILE=.notes" notes "$image" tdvf --text=note
says 2 "$EIO"
checks=$((checks + 1))
[ ! -e "$store" ] || fail "an empty file of notes is left"

# More than the user may write is no end without a word.
ran='tdxplore sample -o FILE (ulimit -f)'
(ulimit -f 100 && "$TDXPLORE" sample -o "$dir/new" >"$out" 2>"$err")
status=$?
says 2 "tdxplore: $dir/new: cannot write: File too large"
alone ''
ran='tdxplore sample >FILE (ulimit -f)'
(ulimit -f 100 && "$TDXPLORE" sample >"$out" 2>"$err")
status=$?
says 2 'tdxplore: write error: File too large'

# ---- signals while a file is written ----

# No signal leaves anything but what was there, or the whole new file; and the program ends of it.
# shellcheck disable=SC3045 # a shell that does not know this leaves a file of the core
ulimit -c 0 2>"$err" || :
run 0 extract "$image" tdvf -o "$work/tdvf"
for signal in HUP:1 INT:2 QUIT:3 TERM:15; do
    for call in open write fsync close rename; do
        for target in new "old --force"; do
            echo old >"$dir/old"
            # shellcheck disable=SC2086 # a file and an option
            faulty "FAULT_CALL=$call FAULT_FILE=$dir/ FAULT_SIGNAL=${signal#*:}" extract "$image" tdvf -o "$dir/"$target
            check_status "$status" $((128 + ${signal#*:}))
            lacks "$err" 'tdxplore: '
            ! cmp -s "$dir/${target%% *}" "$work/tdvf" || rm "$dir/${target%% *}"
            [ ! -e "$dir/old" ] || is "$dir/old" old
            rm -f "$dir/old"
            alone ''
        done
    done
done
# Nobody waits for the rest of a large one.
faulty "FAULT_CALL=write FAULT_FILE=$dir/ FAULT_AT=2 FAULT_SIGNAL=2" sample -o "$dir/new"
check_status "$status" 130
alone ''
