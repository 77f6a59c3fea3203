#!/bin/sh
# Writes the pages that come from the program: the event catalogue and the README's transcript. With --check it writes nothing
# and fails where they differ. IMPACT names the program.
set -eu
cd "$(dirname "$0")/.."
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export SOURCE_DATE_EPOCH=1762214400 NO_COLOR=1 IMPACT_WRITER=reader

"$IMPACT" schema --catalogue > "$folder/events.md"

for marker in '<!-- transcript -->' '<!-- end of transcript -->'; do
    grep -qxF -- "$marker" README.md || { echo "README.md has no line $marker: the transcript has no place" >&2; exit 1; }
done

transcript() {
    for command in "init --demo --quiet" "view market-cap" "view commitments" "view plans" \
        "view rights --as-of 2025-10-27" "explain plans openai-compute:USD" "status"
    do
        printf '$ impact %s\n' "$command"
        # shellcheck disable=SC2086
        (cd "$folder" && "$program" $command 2>&1)
        printf '\n'
    done
}
case "$IMPACT" in /*) program=$IMPACT ;; *) program=$PWD/$IMPACT ;; esac
export IMPACT_LEDGER=story.sqlite
transcript > "$folder/transcript.txt"

awk -v file="$folder/transcript.txt" '
    /^<!-- transcript -->$/ { print; print "```text"; while ((getline line < file) > 0) print line; print "```"; skip = 1; next }
    /^<!-- end of transcript -->$/ { skip = 0 }
    !skip { print }
' README.md > "$folder/README.md"

if [ "${1:-}" = --check ]; then
    diff -u Docs/events.md "$folder/events.md" && diff -u README.md "$folder/README.md" || {
        echo "generated pages have rotted: run make docs and commit" >&2
        exit 1
    }
else
    cp "$folder/events.md" Docs/events.md
    cp "$folder/README.md" README.md
fi
