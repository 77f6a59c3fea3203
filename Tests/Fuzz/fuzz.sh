#!/usr/bin/env bash
# Builds the parsers with libFuzzer's instrumentation and lets it look for inputs that break their promises.
#
#   SECONDS_EACH=5       how long a parser is tried, or
#   EXECUTIONS=10000000  how often, over all parsers
#   SEED=1               0 takes a new one (printed)
#   SANITIZE=address     also finds reads and writes beyond memory, at half the speed
#   PARSERS="json time"  only these
#
# What is found stands in .build/fuzz/findings and is tried again with
#   IMPACT_FUZZ=PARSER .build/fuzz/fuzz FILE
# Mend it, then keep the file in Tests/Fuzz/Corpus/PARSER: every run and `swift test` start from there.
set -euo pipefail
cd "$(dirname "$0")/../.."
out=.build/fuzz
products=${PRODUCTS:-.build/release}
seconds=${SECONDS_EACH:-5}
seed=${SEED:-1}
[ "$seed" != 0 ] || seed=$((RANDOM * 32768 + RANDOM + 1))
sanitize=fuzzer${SANITIZE:+,$SANITIZE}
mkdir -p "$out/findings"
rm -f "$out"/*.o

runtime=$(find -L "$(dirname "$(readlink -f "$(command -v swiftc)")")/../lib" -name 'libclang_rt.fuzzer-*.a' 2>/dev/null | head -1)
if [ -z "$runtime" ]; then
    echo "this toolchain has no libFuzzer; the seeded mutations of 'swift test --filter Fuzz' run everywhere"
    exit 0
fi

# Our modules in the order of their arrows, all instrumented; of other packages what SwiftPM has built.
flags=(-O -suppress-warnings -swift-version 6 -package-name impact_ledger -parse-as-library "-sanitize=$sanitize" -I "$out"
    -I "$products/Modules" -Xcc "-fmodule-map-file=$products/CSQLite.build/module.modulemap")
module() { # NAME FOLDER
    swiftc "${flags[@]}" -whole-module-optimization -module-name "$1" -emit-module \
        -emit-module-path "$out/$1.swiftmodule" -c -o "$out/$1.o" $(find "$2" -name '*.swift' | sort)
}
module CanonicalJSON Sources/CanonicalJSON & first=$!
module CivilTime Sources/CivilTime && wait $first
module MarketEvents Sources/MarketEvents & first=$!
module SQLite Sources/SQLite && module EventLog EventLog && wait $first
module EventStudy Sources/EventStudy
module Projections Projections
module Ledger Sources/Ledger
module FuzzChecks Tests/Fuzz/Checks
swiftc "${flags[@]}" -static-stdlib -module-name FuzzEntry -use-ld=lld -o "$out/fuzz" Tests/Fuzz/Entry/*.swift "$out"/*.o \
    $(grep -E '/(CSQLite|[A-Za-z]*Crypto[A-Za-z]*|CXKCP[A-Za-z]*)\.build/' "$products/impact.product/Objects.LinkFileList") \
    -lsqlite3 -lstdc++

parsers=${PARSERS:-$(cd Tests/Fuzz/Corpus && echo *)}
executions=${EXECUTIONS:+$((EXECUTIONS / $(wc -w <<<"$parsers") + 1))}

# One parser; prints how often it ran. What Swift's runtime keeps for good is no leak. A finding is told at once and fails the whole.
try() {
    local parser=$1 grown=$out/grown/$1 log=$out/$1.log
    rm -rf "$grown" && mkdir -p "$grown"
    if ! IMPACT_FUZZ=$parser "$out/fuzz" "$grown" "Tests/Fuzz/Corpus/$parser" -seed="$seed" \
        ${executions:+-runs="$executions"} $([ -n "$executions" ] || echo "-max_total_time=$seconds") \
        -timeout=20 -rss_limit_mb=1024 -detect_leaks=0 -print_final_stats=1 -artifact_prefix="$out/findings/$parser-" >"$log" 2>&1; then
        echo "$parser: broken with seed $seed; Tests/Fuzz/fuzz.sh says how to try it again" >&2
        grep -E 'Fatal error|ERROR|Test unit written|Base64' "$log" >&2 || tail -20 "$log" >&2
        return 1
    fi
    awk -v parser="$parser" '/number_of_executed_units/ { runs = $2 } /average_exec_per_sec/ { rate = $2 }
        /^taken:/ { taken = $2 } /DONE/ { for (i = 1; i < NF; i++) if ($i == "cov:") edges = $(i + 1) }
        END { printf "%-14s %10d executions  %8d a second  %9d taken  %6d edges\n", parser, runs, rate, taken, edges }' "$log"
}
export -f try
export out seconds seed executions
echo "seed $seed, $sanitize"
printf '%s\n' $parsers | xargs -P "${JOBS:-$(nproc)}" -I{} bash -c 'set -euo pipefail; try {}' | tee "$out/summary"
awk '{ sum += $2 } END { printf "%-14s %10d executions\n", "all", sum }' "$out/summary"
