#!/bin/sh
# Adds up the test cases in the logs of "make check" and prints "N passed, N failed, N skipped".
#
# usage: tally.sh LOG...
#
# A cmocka program counts as many tests as it says it ran, any other test counts as one. The verdict
# on the whole file (LOG with .trs for .log) is the harness's own: a program that dies on the way has
# failed, whatever it printed before. Fails if a test failed, and if none ran.
set -eu

passed=0 failed=0 skipped=0

for log in "$@"; do
    verdict=$(sed -n 's/^:test-result: *\([A-Z]*\).*/\1/p' "${log%.log}.trs" 2>/dev/null || :)
    counts=$(awk '
        function tests(line) {
            match(line, /[0-9]+ test\(s\)/)
            return substr(line, RSTART) + 0
        }
        /^\[==========\] .*[Rr]unning [0-9]+ test\(s\)/ { groups++ }
        /^\[  PASSED  \] .*[0-9]+ test\(s\)/ { passed += tests($0) }
        /^\[  FAILED  \] .*[0-9]+ test\(s\)/ { failed += tests($0) }
        /^\[  SKIPPED \] .*[0-9]+ test\(s\)/ { skipped += tests($0) }
        END { print groups + 0, passed + 0, failed + 0, skipped + 0 }
    ' "$log" 2>/dev/null || echo 0 0 0 0)
    read -r groups p f s <<COUNTS
$counts
COUNTS

    case $verdict in
    PASS | XFAIL)
        if [ $((p + f + s)) -eq 0 ]; then
            # A cmocka program that runs an empty group proves nothing.
            if [ "$groups" -gt 0 ]; then f=1; else p=1; fi
        fi
        ;;
    SKIP)
        [ $((p + f + s)) -gt 0 ] || s=1
        ;;
    *)
        [ "$f" -gt 0 ] || f=1
        ;;
    esac

    passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
done

echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
