#!/bin/sh
# What the tests of a build with --enable-coverage have not run: the lines of src/format and src/check, and for each directory
# of the sources how many lines of how many they have run.
# usage: coverage.sh GCOV SOURCES, in the directory of the build; SOURCES is as the makefile has it, as gcov tells of files so
set -eu

gcov=$1 sources=$2
find src -name '*.gcda' | LC_ALL=C sort >coverage.files
if [ ! -s coverage.files ]; then
    echo 'nothing is counted here: configure with --enable-coverage, and run tests' >&2
    exit 1
fi
# A line of a header is in the counts of many files: it has been run if it has in one of them.
case $sources in
.) sources= ;;
*) sources=$sources/ ;;
esac
xargs "$gcov" --stdout <coverage.files 2>/dev/null | awk -v sources="$sources" '
    /^ *-: *0:Source:/ {
        file = $0
        sub(/^ *-: *0:Source:/, "", file)
        wanted = index(file, sources "src/") == 1 || index(file, sources "include/") == 1
        file = substr(file, length(sources) + 1)
        next
    }
    wanted && match($0, /^ *[0-9#=]+\*?: *[0-9]+:/) {
        split($0, part, ":")
        run = part[1] !~ /[#=]/
        line = file ":" part[2] + 0
        if (!(line in seen)) {
            order[++lines] = line
            text[line] = substr($0, RLENGTH + 1)
        }
        seen[line] = seen[line] || run
    }
    END {
        if (lines == 0) {
            print "no source is known by its name here" >"/dev/stderr"
            exit 1
        }
        for (i = 1; i <= lines; i++) {
            line = order[i]
            directory = line
            sub(/\/[^\/]*$/, "", directory)
            all[directory]++
            ran[directory] += seen[line]
            if (!seen[line] && directory ~ /^src\/(format|check)$/) {
                print line ":" text[line]
            }
        }
        for (directory in all) {
            printf "coverage: %-18s %5d of %5d lines, %5.1f %%\n", directory, ran[directory], all[directory],
                100 * ran[directory] / all[directory] | "LC_ALL=C sort"
        }
    }'
