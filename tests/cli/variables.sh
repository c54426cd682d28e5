#!/bin/sh
# The variables of a configuration volume, in the tree.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/cli/lib.sh"
need_jq

# The trust anchor of the sample.
run 0 tree --paths
has "$out" 'data/trust-anchor/header/TrustAnchorAlgorithm'
has "$out" '1 (SHA384)'

# A store that begins with a file which has no descriptor.
if ovmf OVMF_VARS.fd; then
    run 0 tree "$image"
    has "$out" 'Variable store'
    has "$out" 'FTW working block'
    has "$out" 'FTW spare area'
fi

# below NODE FILTER: the filter holds of the nodes below the variable that is called NODE and counts.
below() {
    # shellcheck disable=SC2016 # variables of jq
    json '.nodes as $all | [$all[] | select(.name == "'"$1"'" and (.path | test("/variable\\[[0-9]+\\]$")) and
        (.note | contains("deleted") | not))] | length == 1 and (.[0].path as $variable |
        [$all[] | select(.path | startswith($variable + "/"))] | '"$2"')'
}

if ovmf OVMF_VARS_4M.ms.fd; then
    run 0 tree --json "$image"
    for variable in PK KEK db; do
        below "$variable" 'any(.summary == "an X.509 certificate, in DER form")'
        below "$variable" 'any(.name == "SHA-256 fingerprint" and (.note | test("^[0-9a-f]{64}$")))'
    done
    below dbx 'any(.name == "SHA-256 hash" and (.note | test("^[0-9a-f]{64}$")))'
    below SecureBootEnable 'any(.value == "1 (on)")'
    json '[.nodes[] | select(.path | test("/store/")) | .marks[]] == []'

    # Certificates say what another program reads in the same bytes.
    if command -v openssl >/dev/null 2>&1; then
        jq -r '.nodes | (map({key: .path, value: .note}) | from_entries) as $note |
            .[] | select(.path | endswith("/certificate")) | .path as $path |
            [.offset, .length, $note[$path + "/fingerprint"], $note[$path + "/serialNumber"]] | @tsv' \
            "$out" >"$work/certificates"
        checks=$((checks + 1))
        [ -s "$work/certificates" ] || fail "no certificate was found"
        while read -r offset length fingerprint serial; do
            dd if="$image" of="$work/der" bs=1 skip="$((offset))" count="$((length))" 2>/dev/null
            openssl x509 -inform DER -in "$work/der" -noout -fingerprint -sha256 -serial |
                tr -d : | tr '[:upper:]' '[:lower:]' >"$work/read"
            has "$work/read" "fingerprint=$fingerprint"
            has "$work/read" "serial=$serial"
        done <"$work/certificates"
    else
        echo "left out: openssl is not installed"
    fi
fi
