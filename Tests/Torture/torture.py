#!/usr/bin/env python3
"""Faults that happen to a ledger: processes killed, calls that fail, power that goes, disks that fill, files copied wrong.

    python3 Tests/Torture/torture.py [--quick] [--seed N] [SUITE ...]

Needs the release program, a C compiler and Python's own library. Prints a table, one row a fault: how many were tried, and
how many were lost or went unnoticed. Exits 1 where that is not 0. The same seed tries the same faults, as far as the
machine's timing lets it.
"""

import argparse
import os
import shutil
import sys
import tempfile
import time

import copies
import full_disk
import io_faults
import kills
import permissions
import places
import power_loss
import self_checks
from program import Program
from shim import Shim, build
from suite import Bench

HERE = os.path.dirname(os.path.abspath(__file__))
SUITES = {
    "kills": kills.run, "io-faults": io_faults.run, "power-loss": power_loss.run, "full-disk": full_disk.run,
    "copies": copies.run, "places": places.run, "permissions": permissions.run,
    "self-checks": self_checks.run}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("suites", nargs="*", metavar="SUITE", help=f"of {', '.join(SUITES)} (else all)")
    parser.add_argument("--quick", action="store_true", help="the bounded run of the gate, instead of the long one")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--program", default=os.path.join(HERE, "../../.build/release/impact"))
    parser.add_argument("--folder", help="work here (made new, and left where something was lost)")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 2)
    options = parser.parse_args()
    unknown = [name for name in options.suites if name not in SUITES]
    if unknown:
        parser.error(f"no suite {unknown[0]!r}; known are {', '.join(SUITES)}")
    if not os.access(options.program, os.X_OK):
        parser.error(f"there is no program at {options.program}: make build")
    folder = os.path.realpath(options.folder or tempfile.mkdtemp(prefix="impact-torture-"))
    os.makedirs(folder, exist_ok=True)
    # The program as it is now, whatever is built meanwhile, and where another user can start it.
    os.chmod(folder, 0o711)
    program = shutil.copy(options.program, folder)
    bench = Bench(
        Program(program), Shim(build(folder)), folder, options.seed, options.quick, options.workers)
    start = time.monotonic()
    for name in options.suites or SUITES:
        SUITES[name](bench)
    lost = sum(len(row.problems) for row in bench.rows)
    print_table(bench, time.monotonic() - start)
    if lost:
        print(f"\n{lost} lost or unnoticed; the files are in {folder}")
    else:
        shutil.rmtree(folder)
    sys.exit(1 if lost else 0)


def print_table(bench, seconds):
    quick = " --quick" if bench.is_quick else ""
    rows = [("fault", "tried", "lost or unnoticed", "seconds", "command")]
    for row in bench.rows:
        lost = f"skipped: {row.skipped}" if row.skipped else str(len(row.problems))
        rows.append((row.fault, f"{row.tried:,}", lost, f"{row.seconds:.1f}", f"torture.py{quick} {row.command}"))
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    print()
    for index, row in enumerate(rows):
        print("| " + " | ".join(
            cell.rjust(width) if column in (1, 3) else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths))) + " |")
        if index == 0:
            print("|" + "|".join("-" * (width + 1) + (":" if column in (1, 3) else "-")
                                 for column, width in enumerate(widths)) + "|")
    print(f"\n{sum(row.tried for row in bench.rows):,} tried in {seconds:.0f} s, seed {bench.seed}")


main()
