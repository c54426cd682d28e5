#!/bin/sh
# What the launch of an SEV-SNP guest measures: of images made here and real ones, published values, mistakes.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/cli/lib.sh"
need_jq

# narrow: no line of $out is wider than a terminal, but those that hold a whole digest; all of it is ASCII.
narrow() {
    checks=$((checks + 1))
    [ -z "$(grep -v -E '^(Firmware|Before VMSA|Launch digest|Expected) +[0-9a-f]{96}$' "$out" | awk 'length > 80')" ] ||
        fail "wide: $(awk 'length > 80' "$out")"
    checks=$((checks + 1))
    [ -z "$(tr -d '\n\040-\176' <"$out")" ] || fail "bytes that are not printable ASCII"
}

# digest: print the value that the JSON in $out has.
digest() {
    jq -r .snp.launch_digest "$out"
}

# What holds of every launch: STATUS ARGS...
sound() {
    wanted_status=$1
    shift
    run "$wanted_status" measure --snp "$@"
    narrow
    is "$err" ''
    run "$wanted_status" measure --snp --trace "$@"
    cp "$out" "$work/trace"
    run "$wanted_status" measure --snp --json "$@"
    json '.image.size and (.snp | .vmm and .vcpus != null and .vcpu_signature and .guest_features)'
    json '.snp | .launch_digest == null or (.launch_digest | test("^[0-9a-f]{96}$"))'
    json '.snp | (.launch_digest == null) == (.refused != null and (.forced | not))'
    json '.snp | .launch_digest == null or ([.groups[].hashed_bytes] | add) == .hashed_bytes'
    json '.snp | .groups[0].part == "firmware" and .groups[0].digest == .firmware_digest'
    json '.snp | .launch_digest == null or .groups[-1].digest == .launch_digest'
    json '.snp | [.groups[] | select(.part != "vmsa")][-1].digest == .digest_before_vmsa'
    json '.snp | ([.groups[] | select(.part == "vmsa") | .pages] | add // 0) == .vcpus'
    json '.snp | .covered | keys == ["loaded", "measured", "never"]'
    json '[.snp.notes[] | .key and .text and .source] | all'
    # The trace has a line a page, and comes to the same.
    jq -r '.snp | select(.launch_digest) | .groups[] | .page_type as $type | range(.pages) | $type' "$out" >"$work/types"
    grep -v '^#' "$work/trace" | cut -d ' ' -f 1 >"$work/traced"
    same "$work/traced" "$work/types"
    [ "$(digest)" = null ] || has "$work/trace" "# launch digest $(digest)"
}

# An image of one page: SEV metadata at 0x800 with four sections, and a table of three entries.
image=$work/snp.fd
dd if=/dev/zero of="$image" bs=4096 count=1 2>"$work/dd"
patch "$image" 0xfd0 '\336\202\265\226\262\037\367\105\272\352\243\146\305\132\010\055'
patch "$image" 0xfce '\130\000'
patch "$image" 0xfb8 '\004\260\200\000\026\000\336\161\367\000\176\032\313\117\211\016\150\307\176\057\264\116'
patch "$image" 0xfa2 '\000\010\000\000\026\000\146\145\210\334\112\230\230\107\247\136\125\205\247\277\147\314'
patch "$image" 0xf88 '\000\014\201\000\000\004\000\000\032\000\037\067\125\162\073\072\004\113\222\173\035\246\357\250\324\124'
patch "$image" 0x800 'ASEV\100\000\000\000\001\000\000\000\004\000\000\000'
patch "$image" 0x810 '\000\000\200\000\000\060\000\000\001\000\000\000'
patch "$image" 0x81c '\000\320\200\000\000\020\000\000\002\000\000\000'
patch "$image" 0x828 '\000\340\200\000\000\020\000\000\003\000\000\000'
patch "$image" 0x834 '\000\000\201\000\000\020\000\000\020\000\000\000'

sound 0 "$image"
json '.snp | .vmm == "qemu" and .vcpus == 1 and .vcpu_type == "EPYC-v4" and .vcpu_signature == "0x800f12"'
json '.snp | .guest_features == "0x1" and (.kernel_hashes | not) and .expected == null'
json '[.snp.groups[] | [.name, .page_type, .gpa, .pages]] == [
    ["firmware", "NORMAL", "0xfffff000", 1], ["SNP_SEC_MEM", "ZERO", "0x800000", 3],
    ["SNP_SECRETS", "SECRETS", "0x80d000", 1], ["CPUID", "CPUID", "0x80e000", 1],
    ["KERNEL_HASHES", "ZERO", "0x810000", 1], ["first vCPU", "VMSA", "0xfffffffff000", 1]]'
one=$(digest)
firmware=$(jq -r .snp.firmware_digest "$out")
before=$(jq -r .snp.digest_before_vmsa "$out")
for vmm in ec2 gce krun ec2-old; do
    sound 0 --vmm="$vmm" --vcpus=3 "$image"
    json '.snp.vmm == "'"$vmm"'"'
    json '[.snp.groups[-2, -1].name] == ["first vCPU", "further vCPUs"]'
done
run 0 measure --snp --json --vmm=ec2 "$image"
json '[.snp.groups[].section] == [null, 0, 1, 3, 2, null]'
run 0 measure --snp --json --vmm=gce "$image"
json '.snp.groups[1].page_type == "UNMEASURED"'
sound 0 --vcpus=0 "$image"
json '.snp.launch_digest == "'"$before"'"'

# Types of vCPUs have a signature; those with the same one, and none where the VMM does not use it, make no difference.
run 0 measure --snp --json --vcpu-type=EPYC-Rome "$image"
json '.snp | .vcpu_type == "EPYC-Rome" and .vcpu_signature == "0x830f10" and .launch_digest != "'"$one"'"'
rome=$(digest)
run 0 measure --snp --json --vcpu-sig=0x830f10 "$image"
json '.snp | .vcpu_type == null and .launch_digest == "'"$rome"'"'
run 0 measure --snp --json --vcpu-type=EPYC "$image"
json '.snp.launch_digest == "'"$one"'"'

# A kernel: an empty file is one as well, and so is no initial ramdisk.
printf 'kernel' >"$work/kernel"
: >"$work/empty"
sound 0 --kernel="$work/kernel" --append=quiet "$image"
json '.snp | .kernel_hashes and .groups[4].page_type == "NORMAL" and .launch_digest != "'"$one"'"'
kernel=$(digest)
run 0 measure --snp --json --kernel="$work/kernel" --append=quiet --initrd="$work/empty" "$image"
json '.snp.launch_digest == "'"$kernel"'"'
run 0 measure --snp --json --kernel="$work/empty" --initrd="$work/kernel" "$image"
json '.snp.launch_digest != "'"$kernel"'"'

# The digest of the firmware's pages may be given, for the image or in its place.
run 0 measure --snp --json --snp-ovmf-hash="$firmware" "$image"
json '.snp | .launch_digest == "'"$one"'" and .groups[0].given'
run 0 measure --snp --json --snp-ovmf-hash="$one" "$image"
json '.snp | .launch_digest != "'"$one"'" and .firmware_digest == "'"$one"'"'

# A value of somebody else.
run 0 measure --snp --expect="$one" "$image"
has "$out" '  That is the launch digest.'
narrow
run 1 measure --snp --expect="$rome" --vcpus=2 --guest-features=0x21 "$image"
has "$out" '  Not the launch digest, but that of this variant:'
has "$out" '  - there is 1 vCPU; the vCPUs have the signature 0x830f10, that of EPYC-Rome;'
narrow
run 1 measure --snp --expect="$firmware" "$image"
has "$out" 'it ends behind the pages of the firmware'
run 1 measure --snp --json --expect="$rome" "$image"
json '.snp.expected | .launch_digest == "'"$rome"'" and .found and (.matches | not)'
run 1 measure --snp --expect="$(printf '%096d' 0)" "$image"
has "$out" 'Not the launch digest, nor that of any variant that is known'
narrow

# What is refused: the reason in place of the value, unless by force.
cp "$image" "$work/bad.fd"
patch "$work/bad.fd" 0x824 '\007'
sound 1 "$work/bad.fd"
run 1 measure --snp "$work/bad.fd"
has "$out" 'No launch digest: section 1 has the type 0x7'
sound 0 --force "$work/bad.fd"
run 1 measure --snp --trace "$work/bad.fd"
is "$out" '# no launch digest: section 1 has the type 0x7, which is not known; QEMU takes it for zero pages'
forced=$("$TDXPLORE" measure --snp --json --force "$work/bad.fd" | jq -r .snp.launch_digest)
run 1 measure --snp --expect="$forced" "$work/bad.fd"
has "$out" 'It would be the launch digest if the launch were not refused.'
run 1 measure --snp --hash-limit=1K "$image"
has "$out" 'No launch digest: 0x2380 bytes would be hashed, which is more than the limit of'
run 1 measure --snp --vcpus=4294967295 "$image"
has "$out" 'bytes would be hashed, which is more than the'
sound 1
run 1 measure --snp
has "$out" 'No launch digest: there is no SEV metadata'
head -c 4095 "$image" >"$work/odd.fd"
sound 1 --force "$work/odd.fd"

# Mistakes.
mistake "option '--vcpus' goes with '--snp' only" measure --vcpus=2 "$image"
mistake "option '--order' does not go with '--snp'" measure --snp --order=per-page "$image"
mistake "option '--vmm=gce' goes with '--snp' only" measure --vmm=gce "$image"
mistake "option '--vmm=spec' does not go with '--snp'" measure --snp --vmm=spec "$image"
mistake "option '--append' needs '--kernel'" measure --snp --append=quiet "$image"
mistake "option '--initrd' needs '--kernel'" measure --snp --initrd=x "$image"
mistake "options '--vcpu-type' and '--vcpu-sig' exclude each other" measure --snp --vcpu-sig=1 --vcpu-type=EPYC
mistake "options '--json' and '--trace' exclude each other" measure --snp --json --trace "$image"
mistake "invalid argument '4294967296' of '--vcpus': at most 4294967295" measure --snp --vcpus=4294967296
mistake "invalid argument '0x100000000' of '--vcpu-sig'" measure --snp --vcpu-sig=0x100000000
mistake "invalid argument 'epyc' of '--vcpu-type': must be EPYC, " measure --snp --vcpu-type=epyc
mistake "invalid argument 'ab' of '--expect': a launch digest has 96 hexadecimal digits" measure --snp --expect=ab
mistake "invalid argument 'ab' of '--snp-ovmf-hash': a launch digest has" measure --snp --snp-ovmf-hash=ab
mistake "option '--snp' does not go with 'info'" --snp info
run 2 measure --snp --kernel="$work/none" "$image"
has "$err" "none: cannot open"

# Real images.
for name in OVMF.fd OVMF_CODE.fd; do
    ! ovmf "$name" || sound 0 --vcpus=2 "$image"
done

# virtee/sev-snp-measure:tests/test_guest.py, tests of the suffix of an image; the kernel is empty there.
published() {
    value=$1
    data=$TDXPLORE_TEST_DATA/$2
    shift 2
    run 0 measure --snp --expect="$value" "$@" "$data"
}
if [ -r "${TDXPLORE_TEST_DATA:-}/ovmf_AmdSev_suffix.bin" ]; then
    published 5061fffb019493a903613d56d54b94912a1a2f9e4502385f5c194616753720a92441310ba6c4933de877c36e23046ad5 \
        ovmf_AmdSev_suffix.bin --vcpus=4 --kernel=/dev/null
    published 803f691094946e42068aaa3a8f9e26a5c89f36f7b73ecfb28c653360fe4b3aba7e534442e7e1e17895dfe778d0228977 \
        ovmf_AmdSev_suffix.bin --guest-features=0x21 --kernel=/dev/null --append='console=ttyS0 loglevel=7'
    published 0ce9ccc06bab55eebe8abc234f3df6514883977a68a591b71052498ab52b2f1aa415db338033946ef93aa8278c0d67fb \
        ovmf_AmdSev_suffix.bin --guest-features=0x21 --kernel=/dev/null --initrd=/dev/null --vmm=ec2
    published 5c5debf100fc339f90276e761ee1f1658d08922c3b20e2a2e6c7a6c3370b2452a15a00eae11886a93d6fd1e7ab81e29d \
        ovmf_AmdSev_suffix.bin --vcpus=4 --kernel=/dev/null --vmm=gce
    published da0296de8193586a5512078dcd719eccecbd87e2b825ad4148c44f665dc87df21e5b49e21523a9ad993afdb6a30b4005 \
        ovmf_OvmfX64_suffix.bin --vcpu-type=EPYC-v4
else
    echo "left out: TDXPLORE_TEST_DATA names no directory with ovmf_AmdSev_suffix.bin"
fi

# The value of the whole image, asked of its later part.
if ovmf OVMF.fd; then
    run 0 measure --snp --json "$image"
    whole=$(jq -r .snp.launch_digest "$out")
    if ovmf OVMF_CODE.fd; then
        run 1 measure --snp --expect="$whole" "$image"
        has "$out" 'the image is joined: before it stands '
        has "$out" 'OVMF_VARS.fd'
        run 1 measure --snp --json --expect="$whole" "$image"
        json '.snp.expected | .found and (.joined | endswith("/OVMF_VARS.fd"))'
        cp "$image" "$work/X_CODE.fd"
        run 1 measure --snp --expect="$whole" "$work/X_CODE.fd"
        has "$out" 'nor that of any variant'
    fi
fi
