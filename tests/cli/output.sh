#!/bin/sh
# Output that does not arrive is an error.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/cli/lib.sh"

lost() {
    ran="tdxplore $* >/dev/full"
    "$TDXPLORE" "$@" >/dev/full 2>"$err"
    check_status "$?" 2
    is "$err" 'tdxplore: write error: No space left on device'

    ran="tdxplore $* >&-"
    "$TDXPLORE" "$@" 2>"$err" >&-
    check_status "$?" 2
    is "$err" 'tdxplore: write error: Bad file descriptor'

    ran="tdxplore $* into a closed pipe, SIGPIPE ignored"
    (
        trap '' PIPE
        { sleep 0.1; "$TDXPLORE" "$@" 2>"$err"; echo "$?" >"$work/status"; } | :
    )
    check_status "$(cat "$work/status")" 2
    is "$err" 'tdxplore: write error: Broken pipe'
}
if [ -c /dev/full ]; then
    lost info
    lost info --json
    lost map
    lost map --json
    lost map --svg
    lost tree
    lost tree --json
    lost annotate
    lost annotate --all --html
    lost annotate --json
    lost sample
    run 0 sample -o "$work/sample"
    lost check "$work/sample"
    lost check --json "$work/sample"
    lost extract "$work/sample" tdvf
    lost extract "$work/sample" 'contents/section[1]'
    lost patch "$work/sample" tdvf/Version=2
    lost --help
    lost --version
fi

# A file that is written is not mixed up with a standard stream that was closed.
ran='tdxplore sample -o FILE >&- 2>&-'
"$TDXPLORE" sample -o "$work/file" >&- 2>&-
run 0 sample
same "$work/file" "$out"

# No message is lost silently either: a closed standard error does not turn failure into success.
ran='tdxplore info none 2>&-'
"$TDXPLORE" info "$work/none" >"$out" 2>&-
check_status "$?" 2
