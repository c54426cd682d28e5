#!/bin/sh
# Options, help, and what is said of mistakes in them.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/cli/lib.sh"

# Help names every command and option, on standard output.
run 0 --help
has "$out" 'Usage: tdxplore'
for word in info tree check extract sample -- --read-limit=SIZE --help --version; do
    [ "$word" = -- ] || has "$out" "$word"
done
is "$err" ''
for command in info tree annotate check extract patch sample; do
    run 0 "$command" --help
    has "$out" "Usage: tdxplore $command"
    is "$err" ''
    run 0 --help "$command"
    has "$out" "Usage: tdxplore $command"
done
run 0 tree --help
has "$out" '--depth=N'
has "$out" '--json'
run 0 info --help
lacks "$out" '--depth'

# No line of help is wider than 80 columns.
for command in '' info map measure tree annotate check extract patch sample; do
    # shellcheck disable=SC2086 # no word where it is empty
    run 0 $command --help
    checks=$((checks + 1))
    [ -z "$(awk 'length > 80' "$out")" ] || fail "wide: $(awk 'length > 80' "$out")"
done

run 0 --version
checks=$((checks + 1))
head -n 1 "$out" | grep -q '^tdxplore [0-9][0-9.]*$' || fail "version line: $(head -n 1 "$out")"
has "$out" 'BSD-2-Clause'
run 0 info --version
has "$out" 'BSD-2-Clause'

# Mistakes: a message, a hint, nothing on standard output, exit status 2.
mistake "unrecognized option '--bogus'" --bogus
mistake "invalid option -- 'q'" -q
mistake "unrecognized option '--bogus'" info --bogus
has "$err" "Try 'tdxplore info --help'"
mistake "unrecognized option '--depth=1'" info --depth=1
mistake "option '--json' goes with a command only" --json
mistake "option '--json' goes with a command only" some.fd --json
mistake "option '--depth' does not go with 'info'" --depth=1 info
mistake "extra operand 'b'" a b
mistake "extra operand 'b'" info a b
mistake "extra operand 'a'" sample a
mistake "missing operand" check
mistake "option '--severity' does not go with 'info'" --severity=note info
mistake "invalid argument 'x' of '--severity': must be note, warning or error" check --severity=x a
mistake "option '--read-limit' requires an argument" info --read-limit
mistake "invalid argument '4Q' of '--read-limit'" --read-limit=4Q
mistake "invalid argument '' of '--read-limit'" --read-limit=
mistake "invalid argument '1K' of '--depth': not a number" tree --depth=1K
mistake "invalid argument '-' of '--depth': not a number" tree --depth=-

# A number that is out of range is one all the same.
for beyond in 18446744073709551616 99999999999999999999 0x10000000000000000; do
    mistake "invalid argument '$beyond' of '--depth': too large" tree --depth=$beyond
    mistake "invalid argument '$beyond' of '--hash-limit': too large" measure --hash-limit=$beyond
    mistake "invalid argument '-$beyond' of '--depth': must not be negative" tree --depth=-$beyond
    mistake "invalid argument '${beyond}x' of '--depth': not a number" tree --depth=${beyond}x
    mistake "invalid argument '${beyond}x' of '--hash-limit': a size is a number" measure --hash-limit=${beyond}x
done
mistake "invalid argument '99999999999T' of '--hash-limit': too large" measure --hash-limit=99999999999T
mistake "invalid argument '-1' of '--depth': must not be negative" tree --depth=-1
mistake "invalid argument '-1' of '--vcpus': must not be negative" measure --snp --vcpus=-1
mistake "invalid argument '-1K' of '--hash-limit': must not be negative" measure --hash-limit=-1K
mistake "invalid argument '-1K' of '--depth': not a number" tree --depth=-1K
run 0 tree --depth=18446744073709551615

# Sizes are taken in each way of writing them that help names.
run 0 measure --help
has "$out" "also as small letters and with 'iB' behind them"
run 1 measure --hash-limit=1024
cp "$out" "$work/limited"
for size in 0x400 1K 1k 1KiB 1kiB; do
    run 1 measure --hash-limit=$size
    same "$out" "$work/limited"
done

# What the user typed cannot control the terminal.
mistake "extra operand '\\x1b[31m'" info a "$(printf '\033[31m')"

# Options may stand before the command and behind the operand.
run 0 --json info
has "$out" '"located_by"'
run 0 sample -o "$work/info"
run 0 info "$work/info" --json
has "$out" '"located_by"'

run 0 --vmm=spec diff "$work/info" "$work/info"
run 0 --vm=spec diff --vm=qemu "$work/info" "$work/info"
mistake "invalid argument 'ec2' of '--vmm': must be qemu, cloud-hypervisor or spec" --vmm=ec2 diff a b
mistake "option '--vmm' does not go with 'info'" --vmm=spec info
run 0 --vmm=spec measure

# A file that is named like a command.
cd "$work" || exit 99
run 0 ./info
has "$out" 'Image         ./info'
run 0 -- info
has "$out" 'Image         info'
run 0 info -- info
has "$out" 'Image         info'
run 2 -- tree
has "$err" 'tdxplore: tree: '
