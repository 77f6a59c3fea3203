"""A long ledger out and in again: as many events as asked for are imported, exported, restored into a new ledger and
exported once more. Both exports are the same bytes, both ledgers have the same root, no run needs more memory than a bound,
and a restore that is killed leaves nothing.

    python3 Tests/Exchange/round_trip.py [EVENTS]

IMPACT names the program (else .build/release/impact).
"""

import filecmp
import json
import os
import random
import subprocess
import sys
import tempfile
import time

PROGRAM = os.path.abspath(os.environ.get("IMPACT", ".build/release/impact"))
EVENTS = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
MOST_MEGABYTES = 150
# One company is the buyer of every fourth event here. What rests on all deals of one company is folded with all of them in
# memory, some 4 KB each.
MOST_MEGABYTES_FOLDING = MOST_MEGABYTES + EVENTS // 4 * 4 / 1000


def events():
    """One event of a market day after the other, seeded."""
    chosen = random.Random(2025)
    for number in range(EVENTS):
        amount = {"amount": str(chosen.randrange(1, 10**12)), "unit": "USD", "qualifier": "about"}
        kind, subject, data = chosen.choice(
            [
                ("risk.flagged", f"risk/r{number % 5000}", {"risk": f"r{number % 5000}", "companies": ["openai"]}),
                ("market-cap.changed", "stock/XNAS:AMZN", {"company": "amazon", "change": amount}),
                (
                    "deal.announced",
                    f"deal/d{number}",
                    {"deal": f"d{number}", "buyer": "openai", "supplier": "amazon", "kind": "cloud", "value": amount},
                ),
                (
                    "right.granted",
                    f"right/x{number}",
                    {"right": f"x{number}", "holder": "microsoft", "grantor": "openai", "kind": "warrant"},
                ),
            ]
        )
        data |= {
            "certainty": "reported",
            "summary": f"Something happened and somebody wrote of it, number {number}",
            "evidence": [{"publisher": "P", "published": "2025-11-03", "url": f"https://example.org/{number}"}],
        }
        yield {
            "specversion": "1.0",
            "id": f"019a4a11-0000-7000-8000-{number:012x}",
            "source": "urn:impact:writer:exchange",
            "type": kind,
            "subject": subject,
            "occurred": f"2025-10-{1 + number % 28:02}",
            "data": data,
        }


def run(folder, *arguments, output=None):
    """Runs the program and gives its peak memory in megabytes."""
    with open(output or os.devnull, "wb") as stream:
        process = subprocess.Popen([PROGRAM, *arguments], cwd=folder, stdout=stream, stderr=subprocess.PIPE)
        errors = process.stderr.read().decode()
        _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"{' '.join(arguments)} ended with {os.waitstatus_to_exitcode(status)}: {errors}")
    megabytes = usage.ru_maxrss / 1024
    most = MOST_MEGABYTES_FOLDING if arguments[0] in ("view", "replay") else MOST_MEGABYTES
    if megabytes > most:
        sys.exit(f"{' '.join(arguments)} took {megabytes:.0f} MB; at most {most:.0f} are expected")
    return megabytes


def root(folder, ledger):
    shown = subprocess.run(
        [PROGRAM, "checkpoint", "--ledger", ledger], cwd=folder, check=True, capture_output=True, text=True
    ).stdout.split("\n")
    return shown[1:3]


def kill_restore(folder):
    """Kills a restore of `first` in the middle; how long it takes depends on the machine."""
    for seconds in [1, 0.5, 0.2, 0.1]:
        ledger = f"killed-{seconds}.sqlite"
        run(folder, "init", "--ledger", ledger)
        with open(os.path.join(folder, "first"), "rb") as source:
            killed = subprocess.Popen(
                [PROGRAM, "import", "-", "--restore", "--ledger", ledger], cwd=folder, stdin=source,
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(seconds)
            killed.kill()
        if killed.wait() == 0:
            continue
        left = os.path.join(folder, "left")
        run(folder, "export", "events", "--ledger", ledger, output=left)
        if os.path.getsize(left):
            sys.exit("a restore that was killed left events")
        return
    sys.exit("the restore was over before it could be killed: ask for more events")


def main():
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="impact-exchange-") as folder:
        path = lambda name: os.path.join(folder, name)
        with open(path("events.jsonl"), "w") as file:
            for event in events():
                file.write(json.dumps(event) + "\n")
        run(folder, "init", "--demo", "--ledger", "first.sqlite")
        peaks = [run(folder, "import", "events.jsonl", "--ledger", "first.sqlite")]
        peaks.append(run(folder, "export", "events", "--ledger", "first.sqlite", output=path("first")))
        kill_restore(folder)
        run(folder, "init", "--ledger", "second.sqlite")
        peaks.append(run(folder, "import", "first", "--restore", "--ledger", "second.sqlite"))
        peaks.append(run(folder, "export", "events", "--ledger", "second.sqlite", output=path("second")))
        if not filecmp.cmp(path("first"), path("second"), shallow=False):
            sys.exit("the export of the restored ledger differs")
        if root(folder, "first.sqlite") != root(folder, "second.sqlite"):
            sys.exit("the restored ledger has another root")
        # Views that were folded from events as they came, against a fold of everything.
        run(folder, "view", "rights", "--ledger", "second.sqlite")
        run(folder, "append", "right.ended", "right=x3", "--ledger", "second.sqlite")
        run(folder, "view", "rights", "--ledger", "second.sqlite")
        run(folder, "replay", "--check", "--ledger", "second.sqlite")
        size = os.path.getsize(path("first")) / 1e6
    print(
        f"{EVENTS} events ({size:.0f} MB) imported, exported, restored, exported: the same bytes and root, "
        f"at most {max(peaks):.0f} MB of memory, {time.monotonic() - started:.0f} s"
    )


main()
