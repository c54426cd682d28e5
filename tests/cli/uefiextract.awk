# Turns the info.txt files of a dump by UEFIExtract into lines that can be compared. Standard input has their paths
# relative to the dump, one a line. Each line of the output is led by a key that sorts it into its place in the tree.

function hex(text)
{
    sub(/h.*/, "", text)
    return tolower(text)
}

function verdict(text)
{
    return text ~ /invalid/ ? "invalid" : "valid"
}

# The key of a path such as "1 GUID/0 name": the number of each step, padded; and its depth.
function key_of(path,    steps, i, key)
{
    depth = split(path, steps, "/") - 1 # the last is info.txt
    key = ""
    for (i = 1; i <= depth; i++) {
        key = key sprintf("%06d/", steps[i] + 0)
    }
    return key
}

{
    key = key_of($0)
    file = dump "/" $0
    split("", v)
    expression = ""
    in_expression = 0
    while ((getline line < file) > 0) {
        if (in_expression) {
            if (line == "") {
                in_expression = 0
            } else {
                expression = expression (expression == "" ? "" : ", ") tolower(line)
                continue
            }
        }
        if (line ~ /^Parsed expression:/) {
            in_expression = 1
            continue
        }
        at = index(line, ": ")
        if (at == 0) {
            continue
        }
        name = substr(line, 1, at - 1)
        value = substr(line, at + 2)
        if (name == "Type" && !("kind" in v)) {
            v["kind"] = value
        } else {
            v[name] = value
        }
    }
    close(file)

    size = v["Full size"]
    sub(/.*\(/, "", size)
    sub(/\).*/, "", size)
    text = ""
    if (v["kind"] == "Volume") {
        text = "volume " tolower(v["FileSystem GUID"]) " name=" tolower(v["Volume GUID"]) " size=" size \
            " attributes=" hex(v["Attributes"]) " header=" verdict(v["Checksum"])
    } else if (v["kind"] == "File") {
        text = "file " tolower(v["File GUID"]) " type=" hex(v["Type"]) " attributes=" hex(v["Attributes"]) \
            " size=" size " header=" verdict(v["Header checksum"]) " data=" verdict(v["Data checksum"])
    } else if (v["kind"] == "Section") {
        text = "section type=" hex(v["Type"]) " size=" size " guid=" tolower(v["Section GUID"]) \
            " text=" v["Text"] v["Version string"] " depends=" expression
    }
    print key "\t" depth "\t" text
}
