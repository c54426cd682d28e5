#!/bin/sh
# A decoder that somebody's bytes have taken over can do nothing to the user's files, the network, or other programs.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/cli/lib.sh"

build=${builddir:?is the directory of the build}
intruder=$build/tests/intruder.so
[ -e "$intruder" ] || { echo "no library to preload was made in this build"; exit 77; }
grep -q '^#define CONFINEMENT 1' "$build/config.h" || { echo "built without confinement"; exit 77; }
calls=yes
grep -q '^#define HAVE_SECCOMP 1' "$build/config.h" || calls=

home=$work/home
mkdir "$home"
echo secret >"$home/secret"

# intruded STATUS ARGS...: the program with the intruder in it; what that could do goes to $work/log.
intruded() {
    wanted=$1
    shift
    ran="tdxplore $* (with an intruder)"
    rm -f "$work/log"
    env LD_PRELOAD="$intruder" INTRUDER_LOG="$work/log" INTRUDER_HOME="$home" "$TDXPLORE" "$@" >"$out" 2>"$err"
    check_status "$?" "$wanted"
    [ -e "$work/log" ] || : >"$work/log"
    is "$home/secret" secret
}

# done_by WHAT... ; refused WHAT...: according to the log.
done_by() {
    for what in "$@"; do
        has "$work/log" "$what done"
    done
}

refused() {
    for what in "$@"; do
        lacks "$work/log" "$what done"
        has "$work/log" "$what E" # the name of an error
    done
}

# The log is whole: the intruder has come to its end, and has not become another program.
whole() {
    has "$work/log" end
}

image=$work/image.fd
run 0 sample -o "$image"

# What it can do where nothing is given up: else what follows would show nothing.
files="read-secret read-passwd write-secret make-file make-link rename list-root"
others="truncate chmod utimes udp-socket unix-socket fork exec signal-parent memfd"
intruded 0 info --no-confine "$image"
# shellcheck disable=SC2086 # words of a list
done_by $files $others
whole
grep -q 'landlock done' "$work/log" || files=
[ -n "$files" ] || echo "this kernel has no Landlock: files are left out"
[ -n "$calls" ] || others=

# confined STATUS ARGS...
confined() {
    intruded "$@"
    whole
    # shellcheck disable=SC2086
    refused $files $others
    [ -z "$files" ] || refused read-own-memory
    [ -z "$calls" ] || refused connect pidfd ptrace user-namespace keyring bpf type-for-user
}

confined 0 info "$image"
confined 0 info - <"$image"
XDG_DATA_HOME=$work/data
export XDG_DATA_HOME
run 0 notes "$image" tdvf --text=note
confined 0 notes "$image"
confined 0 tree --notes "$image"
confined 0 tree --notes "$image" / # the root of the tree, not that of the files
confined 0 notes "$image" tdvf --text=other
if [ -r /usr/share/ovmf/OVMF.fd ]; then
    confined 0 measure /usr/share/ovmf/OVMF.fd
    confined 1 diff /usr/share/ovmf/OVMF.fd "$image"
fi
confined 0 "$image" # the report, where there is no terminal

# Without the intruder everything is as it is without confinement.
# alike STATUS ARGS...
alike() {
    wanted=$1
    shift
    run "$wanted" --no-confine "$@"
    mv "$out" "$work/free"
    run "$wanted" "$@"
    same "$out" "$work/free"
}
mkdir "$work/sub"

# A lesson's image is read where the lesson is, and elsewhere where that is allowed.
printf '@title Mine\n@image file ../image.fd\n@step One\n' >"$work/sub/my.lesson"
if [ -n "$files" ]; then
    run 2 learn --check --lesson="$work/sub/my.lesson"
    has "$err" "image '../image.fd': cannot open: Permission denied"
fi
run 0 learn --check --lesson="$work/sub/my.lesson" --allow="$work"

ln -s ../image.fd "$work/sub/link.fd"
alike 0 info "$work/sub/link.fd"
alike 0 check "$image" "$work/sub/link.fd"
(cd "$work/sub" && alike 0 tree ../image.fd tdvf && exit "$failures") || fail "by a relative path"
alike 0 notes "$image"
run 0 extract "$image" tdvf -o "$work/sub/part"
run 0 extract "$image" tdvf -o "$work/sub/part" --force
run 2 extract "$image" tdvf -o "$work/absent/part"
has "$err" "No such file or directory"
(cd "$work/sub" && run 0 extract ../image.fd tdvf -o here && [ -s here ]) || fail "in the directory where it runs"
