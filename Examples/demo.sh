#!/bin/sh
# The main job on the real story: a ledger, its views, its report. Called by `make run`, which names the three files.
set -eu

show() {
    printf '\n$ impact %s\n' "$*"
    "$IMPACT" "$@" --ledger "$LEDGER"
}

show init --demo
show view market-cap
show view claims
show explain claims amazon@2025-11-03
show view commitments
show view plans
show view dependencies
show view rights
show view rights --as-of 2025-10-27
show explain plans openai-compute
show replay --check
show report -o "$REPORT"

cat <<END

The ledger is $LEDGER, the report is $REPORT. Try next:
  $IMPACT view timeline --ledger $LEDGER
  $IMPACT view dependencies --indirect -O dot --ledger $LEDGER
  $IMPACT append stock.moved company=ORCL direction=down --occurred 2025-11-03 --ledger $LEDGER
END
