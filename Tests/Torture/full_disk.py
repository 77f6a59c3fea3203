"""A real file system of a few megabytes that is full: a clear end, a sound ledger, and work goes on when there is space.

Each command runs with ever more free pages of 4 KiB until it succeeds, so that the disk fills at every place of its work.
"""

import os
import shutil
import subprocess

import soundness
from io_faults import views
from kills import next_append
from program import LEDGER, append_arguments, event_id, new_ledger, write_batch
from suite import remove

PAGE = 4096
MEGABYTES = 3


class SmallDisk:
    """A tmpfs, where the operating system lets us mount one."""

    def __init__(self, bench):
        self.path = bench.place("small-disk")
        os.makedirs(self.path)
        done = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={MEGABYTES}m", "tmpfs", self.path], capture_output=True, text=True)
        self.reason = done.stderr.strip() if done.returncode else None

    def fill(self, free_pages):
        """Leaves so many pages free."""
        space = os.statvfs(self.path)
        with open(os.path.join(self.path, "ballast"), "wb") as file:
            file.write(bytes((space.f_bavail - free_pages) * space.f_frsize))

    def free(self):
        os.remove(os.path.join(self.path, "ballast"))

    def empty(self):
        for name in os.listdir(self.path):
            os.remove(os.path.join(self.path, name))

    def unmount(self):
        subprocess.run(["umount", self.path], check=True)


def run(bench):
    disk = SmallDisk(bench)
    if disk.reason:
        bench.run("a full disk", "full-disk", lambda row: setattr(row, "skipped", f"no mount here: {disk.reason}"))
        return
    try:
        bench.run("a disk that is full at every page of six commands", "full-disk", lambda row: fills(bench, row, disk))
        bench.run("appends until the disk is full", "full-disk", lambda row: until_full(bench, row, disk))
    finally:
        disk.unmount()


def fills(bench, row, disk):
    program, base = bench.program, bench.place("base")
    new_ledger(program, base)
    write_batch(os.path.join(base, "batch.jsonl"), range(1000, 1150))
    program.do("import", "batch.jsonl", "--ledger", LEDGER, folder=base)
    program.do("replay", "--ledger", LEDGER, folder=base)
    write_batch(os.path.join(base, "more.jsonl"), range(2000, 2200))
    before = soundness.stored_ids(base)
    more = [event_id(number) for number in range(2000, 2200)]
    expected = views(bench, base)
    commands = [
        ("append", append_arguments(500), [event_id(500)], None),
        ("import", ("import", "more.jsonl", "--ledger", LEDGER), more, None),
        ("replay", ("replay", "--ledger", LEDGER), [], None),
        ("backup", ("backup", "new.sqlite", "--ledger", LEDGER), [], "new.sqlite"),
        ("export events", ("export", "events", "--ledger", LEDGER, "-o", "new.jsonl"), [], "new.jsonl"),
        ("export sqlite", ("export", "sqlite", "new.db", "--ledger", LEDGER), [], "new.db"),
    ]
    for name, arguments, new, target in commands:
        free = failures = 0
        while True:
            disk.empty()
            for entry in os.listdir(base):
                shutil.copy(os.path.join(base, entry), disk.path)
            disk.fill(free)
            outcome = program.run(*arguments, folder=disk.path)
            row.count()
            here = f"{name} with {free} free pages"
            found = soundness.stored_ids(disk.path)
            if outcome.code not in (0, 73, 74):
                row.problem(f"{here}: {outcome}")
            if found not in (before, before + new) or (outcome.code == 0 and found != before + new):
                row.problem(f"{here}: {len(found)} events are there [{outcome}]")
            if target and outcome.code != 0 and os.path.exists(os.path.join(disk.path, target)):
                row.problem(f"{here}: {target} is there although it failed")
            try:
                disk.free()
                soundness.verify(program, disk.path)
                if not new and views(bench, disk.path) != expected:
                    row.problem(f"{here}: afterwards the views are not those of the log")
                row.problem(next_append(program, disk.path, found))
            except soundness.Unsound as error:
                row.problem(f"{here}: {error}")
            if outcome.code == 0 or len(row.problems) > 20:
                break
            failures += 1
            # The first pages one by one: that is where the small files are made.
            free += 3 if bench.is_quick and free >= 24 else 1
        row.remarks.append(f"{name}: {failures} times full, then done with {free} free pages")
    remove(base)


def until_full(bench, row, disk):
    """The disk fills by the ledger itself."""
    program = bench.program
    disk.empty()
    new_ledger(program, disk.path)
    program.do("replay", "--ledger", LEDGER, folder=disk.path)
    disk.fill(60)
    acknowledged, failed = soundness.stored_ids(disk.path), 0
    for number in range(1000, 10**6):
        outcome = program.run(*append_arguments(number), folder=disk.path)
        row.count()
        if outcome.code == 0:
            acknowledged.append(event_id(number))
            continue
        failed += 1
        if outcome.code != 74 or not outcome.messages.startswith("impact: "):
            row.problem(f"append {number}: {outcome}")
        found = soundness.stored_ids(disk.path)
        # One that was refused may have come through all the same; it is whole then.
        if found[:len(acknowledged)] != acknowledged or len(found) > len(acknowledged) + 1:
            row.problem(f"{len(acknowledged)} events were acknowledged, {len(found)} are there")
        acknowledged = found
        if failed == 5:
            break
    disk.free()
    soundness.check(program, disk.path)
    row.problem(next_append(program, disk.path, acknowledged))
    row.remarks.append(f"{len(acknowledged)} events fitted in")
