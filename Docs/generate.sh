#!/bin/sh
# Writes the pages that come from the program: the catalogues of events and markets, the transcripts of the README, of Docs/event-study.md
# and Docs/recording.md, the pictures of the former, and the example that the latter records.
# With --check it writes nothing and fails where they differ. IMPACT names the program.
set -eu
cd "$(dirname "$0")/.."
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export SOURCE_DATE_EPOCH=1762214400 NO_COLOR=1 IMPACT_WRITER=reader
case "$IMPACT" in /*) program=$IMPACT ;; *) program=$PWD/$IMPACT ;; esac
cp Examples/prices-2000-2013.csv "$folder/prices.csv"

# A line as a reader types it, and what the program says to it.
show() {
    printf '$ impact %s\n' "$1"
    (cd "$folder" && eval "'$program' $1" 2>&1)
    printf '\n'
}

# Puts FILE between the marks of a transcript in PAGE: fill PAGE MARK FILE.
fill() {
    for mark in "<!-- $2 -->" '<!-- end of transcript -->'; do
        grep -qxF -- "$mark" "$1" || { echo "$(basename "$1") has no line $mark: the transcript has no place" >&2; exit 1; }
    done
    awk -v file="$folder/$3" -v start="<!-- $2 -->" '
        $0 == start { print; print "```text"; while ((getline line < file) > 0) print line; print "```"; skip = 1; next }
        /^<!-- end of transcript -->$/ { skip = 0 }
        !skip { print }
    ' "$1" > "$folder/filled" && mv "$folder/filled" "$1"
}

"$IMPACT" schema --catalogue > "$folder/events.md"
"$IMPACT" markets --catalogue > "$folder/markets.md"

export IMPACT_LEDGER=story.sqlite
{
    show "init --demo --quiet"
    show "view market-cap"
    show "view claims"
    show "view commitments"
    show "view plans"
    show "view rights --as-of 2025-10-27"
    show "explain plans openai-compute:USD"
    show "status"
} > "$folder/story.txt"
cp README.md "$folder/README.md"
fill "$folder/README.md" transcript story.txt

export IMPACT_LEDGER=study.sqlite
{
    show "init --demo study"
    show "view study"
} > "$folder/demo.txt"

export IMPACT_LEDGER=prices.sqlite
{
    show "init"
    show "import --prices --currency USD --adjusted all --index SP500 prices.csv"
    show "study --on AAPL@2007-01-09 --on MSFT@2008-02-01 --on IBM@2004-12-08 --on GOOG@2006-10-09 \\
    --on AAPL@2011-08-25 --on MSFT@2004-07-20 --on IBM@2009-04-06 --on GOOG@2011-08-15 --window=-1..1 --car=0..0"
    show "study --on AAPL@2011-08-24 --after-close --window=-1..1 --car=0..0 -O csv --quiet"
} > "$folder/eight.txt"
# Pictures of the page, drawn by the program.
draw() { (cd "$folder" && eval "'$program' study $2 --quiet -o '$1'"); }
draw event-study-one.svg "--on AAPL@2007-01-09"
draw event-study-eight.svg "--on AAPL@2007-01-09 --on MSFT@2008-02-01 --on IBM@2004-12-08 --on GOOG@2006-10-09 \
    --on AAPL@2011-08-25 --on MSFT@2004-07-20 --on IBM@2009-04-06 --on GOOG@2011-08-15 --window=-10..10"
{
    show "study --on AAPL@2008-09-15 --on GOOG@2008-09-15 --on IBM@2008-09-15 --on MSFT@2008-09-15 --window=-1..1"
} > "$folder/shared.txt"
{
    show "append company.registered company=google name=Google kind=public --occurred ../2004-08-19 --quiet \\
    'listings=[{\"ticker\":\"GOOG\",\"mic\":\"XNAS\",\"currency\":\"USD\"}]' --certainty confirmed --id 019a4a10-0000-7000-8000-0000000000d1"
    show "append company.registered company=youtube name=YouTube kind=private --occurred ../2006-10-09 --quiet \\
    --certainty confirmed --id 019a4a10-0000-7000-8000-0000000000d2"
    show "append deal.announced deal=google-youtube buyer=google supplier=youtube kind=acquisition \\
    value='1.65bn USD' --occurred 2006-10-09 --certainty confirmed --quiet --id 019a4a10-0000-7000-8000-0000000000e1"
    show "append results.released company=google period=2006-Q3 --occurred 2006-10-19T16:05:00-04:00 \\
    --certainty confirmed --quiet --id 019a4a10-0000-7000-8000-0000000000e2"
    show "study 019a4a10-0000-7000-8000-0000000000e1 --window=-10..10 --car=0..0"
    show "view study"
} > "$folder/recorded.txt"
cp Docs/event-study.md "$folder/event-study.md"
for part in demo eight shared recorded; do fill "$folder/event-study.md" "transcript: $part" "$part.txt"; done

# The page on recording deals, and the example that comes of it.
export IMPACT_LEDGER=deals.sqlite IMPACT_WRITER=impact-examples
cp Examples/ai-compute-2025/*.csv "$folder/"
source="--publisher AMD --title 'Release and 8-K of 6 October 2025'"
{
    show "init"
    show "import companies.csv"
} > "$folder/companies.txt"
{
    printf '$ cat first-deals.csv\n'
    cat "$folder/first-deals.csv"
    printf '\n'
    show "import first-deals.csv --type deal.announced --key deal --dry-run"
} > "$folder/dry-run.txt"
{
    show "import first-deals.csv --type deal.announced --key deal"
    show "import first-deals.csv --type deal.announced --key deal"
} > "$folder/deals.txt"
show "append deal.announced deal=openai-amd-2025 buyer=OpenAI supplier=AMD kind=chips \\
    capacity='6 gigawatts' valueStated='tens of billions of dollars' \\
    parts.first.capacity='1 GW' parts.first.commitment=binding parts.first.due='H2 2026' \\
    parts.rest.capacity='5 GW' parts.rest.commitment=option \\
    summary='OpenAI is to deploy six gigawatts of AMD GPUs' --occurred '6 Oct 2025' --certainty confirmed \\
    $source --id 019a4a12-0000-7000-8000-000000000001" > "$folder/append.txt"
show "append right.granted right=openai-amd-warrant holder=OpenAI grantor=AMD kind=warrant \\
    quantity='up to 160 million shares' strike='\$0.01' --occurred '6 Oct 2025' --certainty confirmed \\
    $source --cause 019a4a12-0000-7000-8000-000000000001 \\
    --id 019a4a12-0000-7000-8000-000000000002" > "$folder/right.txt"
id=019a4a12-0000-7000-8000-000000000003
{
    printf '$ impact new deal.announced --id %s\n' "$id"
    (cd "$folder" && python3 "$OLDPWD/Tests/CommandTests/terminal.py" "$program" new deal.announced --id "$id" -- \
        meta-coreweave-2025 Meta CoreWeave cloud '30 Sep 2025' confirmed value 14.2bn 'up to $14.2bn' commitment=binding \
        ends=2031-12-14 parts.expansion.commitment=option parts.expansion.lapses=2032 \
        "summary=Meta orders CoreWeave's capacity through 2031" '' CoreWeave '8-K of 30 September 2025' '' '' yes)
} | sed '$d' > "$folder/new.txt"
show "import more-deals.csv" > "$folder/rest.txt"
show "view concentration --certainty confirmed,reported --company openai" > "$folder/concentration.txt"
show "explain commitments openai-coreweave-2025" > "$folder/explain.txt"
cp Docs/recording.md "$folder/recording.md"
for part in companies dry-run deals append right new rest concentration explain; do
    fill "$folder/recording.md" "transcript: $part" "$part.txt"
done
# What the ledger adds is no part of an example.
(cd "$folder" && "$program" export events) \
    | sed -E 's/"recordedtime":"[^"]*",//; s/"sequence":"[0-9]*",//; s/"streamversion":[0-9]*,//' > "$folder/ai-compute-2025.jsonl"

if [ "${1:-}" = --check ]; then
    diff -u Docs/events.md "$folder/events.md" && diff -u Docs/markets.md "$folder/markets.md" \
        && diff -u README.md "$folder/README.md" \
        && diff -u Docs/event-study.md "$folder/event-study.md" \
        && diff -u Docs/recording.md "$folder/recording.md" \
        && diff -u Examples/ai-compute-2025.jsonl "$folder/ai-compute-2025.jsonl" \
        && diff -u Docs/event-study-one.svg "$folder/event-study-one.svg" \
        && diff -u Docs/event-study-eight.svg "$folder/event-study-eight.svg" || {
        echo "generated pages have rotted: run make docs and commit" >&2
        exit 1
    }
else
    cp "$folder/events.md" "$folder/markets.md" "$folder/event-study.md" "$folder/recording.md" "$folder"/event-study-*.svg Docs/
    cp "$folder/ai-compute-2025.jsonl" Examples/
    cp "$folder/README.md" README.md
fi
