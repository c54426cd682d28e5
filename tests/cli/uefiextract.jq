# The same lines as uefiextract.awk makes, from what "tdxplore tree --unpack --json" prints.

def number: if . == null then "" else .[2:] end;
def decimal: reduce (.[2:] | explode[]) as $c (0; . * 16 + if $c > 96 then $c - 87 else $c - 48 end);
def padded($width): number | until(length >= $width; "0" + .);
def verdict: if .marks | index("invalid") then "invalid" else "valid" end;
def guid: if . == null then "" else .value[:36] end;
def quoted: if . == null then "" else .note[1:-1] end;

(.nodes | map({key: .path, value: .}) | from_entries) as $nodes |
# Outermost volumes are listed by the sections of the descriptor that hold them; UEFIExtract goes by offset.
def place: $nodes[capture("^(?<outer>[^/]*/(section\\[[0-9]+\\]/)?volume\\[[0-9]+\\])").outer].offset | decimal;
[.nodes[] | select(.path | test("^(contents/section\\[[0-9]+\\]|volumes)/volume"))] |
sort_by([(.path | place), .id])[] | . as $node | .path as $path |
# Programs have sections of another kind.
select($path | test("(volume|file|section)\\[[0-9]+\\]$") and (test("/data/(elf|pe|te|bzimage)/") | not)) |
([$path | sub("^[^/]*/(section\\[[0-9]+\\]/)?volume"; "volume") | scan("(?:volume|file|section)\\[")] |
    length - 1) as $depth |
def field($name): $nodes[$path + "/" + $name];

if $path | test("volume\\[[0-9]+\\]$") then
    "volume \(field("header/FileSystemGuid") | guid) name=\(field("ext-header/FvName") | guid)" +
    " size=\(field("header/FvLength").raw | decimal)" +
    " attributes=\(field("header/Attributes").raw | padded(8)) header=\(field("header/Checksum") | verdict)"
elif $path | test("file\\[[0-9]+\\]$") then
    # The pad file with the volume's extended header is part of the header there: it is not listed.
    ($nodes[$path | sub("/file\\[[0-9]+\\]$"; "/ext-header")]) as $ext |
    select(($ext and field("header/Type").raw == "0xf0" and
            ($ext.offset | decimal) >= ($node.offset | decimal) and
            ($ext.offset | decimal) < ($node.offset | decimal) + ($node.length | decimal)) | not) |
    "file \(field("header/Name") | guid) type=\(field("header/Type").raw | padded(2))" +
    " attributes=\(field("header/Attributes").raw | padded(2))" +
    " size=\((field("header/ExtendedSize") // field("header/Size")).raw | decimal)" +
    " header=\(field("header/IntegrityCheck.Header") | verdict)" +
    " data=\(field("header/IntegrityCheck.File") | verdict)"
else
    "section type=\(field("header/Type").raw | padded(2))" +
    " size=\((field("header/ExtendedSize") // field("header/Size")).raw | decimal)" +
    " guid=\(field("header/SectionDefinitionGuid") | guid)" +
    " text=\((field("FileNameString") // field("VersionString")) | quoted)" +
    " depends=\([range(0; 256) as $i | field("opcode[\($i)]") // empty |
        (.name | ascii_downcase) + (($nodes[.path + "/Guid"] | guid) | if . == "" then . else " " + . end)] | join(", "))"
end | "\($depth) \(.)"
