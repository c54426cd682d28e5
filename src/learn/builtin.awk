# Makes C of lessons: the table of those that are built in, in the order in which they are given.
#
# usage: awk -f builtin.awk LESSON... >builtin.c

function name_of(path) {
    sub(/.*\//, "", path)
    sub(/\.lesson$/, "", path)
    return path
}

function quoted(text) {
    gsub(/\\/, "\\\\", text)
    gsub(/"/, "\\\"", text)
    return "\"" text "\""
}

function end_of_lesson() {
    print "     ,"
    print "     .title = " quoted(title) ","
    print "     .about = " quoted(about) "},"
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
        end_of_lesson()
    }
    title = about = ""
    print "    {.name = " quoted(name_of(FILENAME)) ","
    print "     .text ="
}

/^@title / { title = substr($0, 8) }
/^@about / { about = substr($0, 8) }
{ print "     " quoted($0) "\"\\n\"" }

END {
    end_of_lesson()
    print "};"
    print ""
    print "const struct lesson_source *lesson_builtin(unsigned n)"
    print "{"
    print "    return n < sizeof sources / sizeof sources[0] ? &sources[n] : NULL;"
    print "}"
}
