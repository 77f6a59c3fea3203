#!/bin/sh
# Writes the pages that come from the program: the catalogues of events and markets, the transcripts of the README and of Docs/event-study.md, and
# that page's pictures.
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

if [ "${1:-}" = --check ]; then
    diff -u Docs/events.md "$folder/events.md" && diff -u Docs/markets.md "$folder/markets.md" \
        && diff -u README.md "$folder/README.md" \
        && diff -u Docs/event-study.md "$folder/event-study.md" \
        && diff -u Docs/event-study-one.svg "$folder/event-study-one.svg" \
        && diff -u Docs/event-study-eight.svg "$folder/event-study-eight.svg" || {
        echo "generated pages have rotted: run make docs and commit" >&2
        exit 1
    }
else
    cp "$folder/events.md" "$folder/markets.md" "$folder/event-study.md" "$folder"/event-study-*.svg Docs/
    cp "$folder/README.md" README.md
fi
