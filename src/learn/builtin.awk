# Makes C of lessons: the table of those that are built in, in the order in which they are given.
#
# usage: awk -f builtin.awk LESSON... >builtin.c

function name_of(path) {
    sub(/.*\//, "", path)
    sub(/\.lesson$/, "", path)
    return path
}

BEGIN {
    print "/* Made from the files in lessons/ when tdxplore was built. */"
    print "#include <stddef.h>"
    print ""
    print "#include \"learn/library.h\""
    print ""
    print "static const struct lesson_source sources[] = {"
}

FNR == 1 {
    if (NR > 1) {
        print "    },"
    }
    printf "    {\"%s\",\n", name_of(FILENAME)
}

{
    gsub(/\\/, "\\\\")
    gsub(/"/, "\\\"")
    printf "     \"%s\\n\"\n", $0
}

END {
    print "    },"
    print "};"
    print ""
    print "const struct lesson_source *lesson_builtin(unsigned n)"
    print "{"
    print "    return n < sizeof sources / sizeof sources[0] ? &sources[n] : NULL;"
    print "}"
}
