"""Copies: what `cp` leaves out is noticed, and a backup that is made while others write is whole."""

import os
import re
import shutil
import threading
import time

import soundness
from program import LEDGER, acknowledged_position, append_arguments, new_ledger, write_batch
from suite import remove
from kills import ledger_with_full_log

ORIGIN = "torture.example/1"


def run(bench):
    bench.run("cp without the write-ahead log", "copies", lambda row: without_log(bench, row))
    bench.run("cp of the file and its log while others write", "copies", lambda row: while_written(bench, row))
    bench.run("backup while others write", "copies", lambda row: backups(bench, row))
    bench.run("backup onto what is there", "copies", lambda row: taken_names(bench, row))


def published(program, folder):
    """Keeps a signed checkpoint of the ledger as it is; returns how to verify a copy against it."""
    if not os.path.exists(os.path.join(folder, "key")):
        verifier = program.do("keygen", ORIGIN, "-o", "key", folder=folder).output.strip()
        with open(os.path.join(folder, "verifier"), "w") as file:
            file.write(verifier)
    with open(os.path.join(folder, "verifier")) as file:
        verifier = file.read()
    path = os.path.join(folder, "checkpoint")
    program.do("checkpoint", "--key", "key", "-o", path, "--ledger", LEDGER, folder=folder)
    return ("--checkpoint", path, "--verifier", verifier)


def without_log(bench, row):
    program = bench.program
    for size in range(1, bench.amount(12, 60)):
        folder = ledger_with_full_log(bench, size, at_least=1)
        against = published(program, folder)
        copy = bench.place("copy")
        os.makedirs(copy)
        shutil.copy(os.path.join(folder, LEDGER), copy)
        row.count()
        outcome = program.run("verify", *against, "--ledger", LEDGER, folder=copy)
        if outcome.code != 1:
            row.problem(f"the copy lacks {size} events: {outcome}")
        if program.run("verify", *against, "--ledger", LEDGER, folder=folder).code != 0:
            row.problem("the ledger itself does not pass")
        remove(copy)
        remove(folder)


class Writers:
    """Appends and imports of several processes at once, as long as the block lasts."""

    def __init__(self, bench, folder, count=2):
        self.bench, self.folder, self.stop = bench, folder, threading.Event()
        self.problems, self.done = [], 0
        self.threads = [threading.Thread(target=self.write, args=(10**6 * (index + 1),)) for index in range(count)]

    def write(self, number):
        program = self.bench.program
        while not self.stop.is_set():
            number += 100
            if number % 500:
                arguments = append_arguments(number)
            else:
                name = f"batch-{number}.jsonl"
                write_batch(os.path.join(self.folder, name), range(number, number + 40))
                arguments = ("import", name, "--ledger", LEDGER)
            outcome = program.run(*arguments, folder=self.folder)
            self.done += 1
            if outcome.code != 0:
                self.problems.append(f"{arguments[0]}: {outcome}")

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.stop.set()
        for thread in self.threads:
            thread.join()


def while_written(bench, row):
    """Either the copy holds all that was published when it was made, or verify says no."""
    program, random, folder, noticed = bench.program, bench.random("cp"), bench.place("source"), 0
    new_ledger(program, folder)
    with Writers(bench, folder) as writers:
        for number in range(bench.amount(40, 400)):
            against = published(program, folder)
            copy = bench.place("copy")
            os.makedirs(copy)
            for suffix in ("-wal", "") if number % 2 else ("", "-wal"):
                if os.path.exists(path := os.path.join(folder, LEDGER + suffix)):
                    shutil.copy(path, copy)
                time.sleep(random.uniform(0, 0.02))
            row.count()
            outcome = program.run("verify", *against, "--ledger", LEDGER, folder=copy)
            if outcome.code == 0:
                with open(os.path.join(folder, "checkpoint")) as file:
                    size = int(file.readlines()[1])
                root = soundness.root([soundness.leaf(line) for line in exported(program, copy, LEDGER)[:size]])
                if soundness.base64_root(os.path.join(folder, "checkpoint")) != root:
                    row.problem("verify passed a copy that does not have what was published")
            elif outcome.code in (1, 65, 74):
                noticed += 1
            else:
                row.problem(f"verify of a torn copy: {outcome}")
            remove(copy)
    for text in writers.problems:
        row.problem(text)
    row.remarks.append(f"{noticed} of the copies were torn, and verify said so")
    remove(folder)


def exported(program, folder, ledger):
    return program.do("export", "events", "--ledger", ledger, folder=folder).output.encode().splitlines()


def backups(bench, row):
    program, folder, made = bench.program, bench.place("source"), []
    new_ledger(program, folder)
    with Writers(bench, folder) as writers:
        for number in range(bench.amount(25, 250)):
            name = f"backup-{number}.sqlite"
            outcome = program.run("backup", name, "--ledger", LEDGER, folder=folder)
            row.count()
            said = re.search(r"with (\d+) events, root ([0-9a-f]{64})", outcome.messages)
            if outcome.code != 0 or not said:
                row.problem(f"{outcome}")
                continue
            made.append((name, int(said[1]), said[2]))
            if os.stat(os.path.join(folder, name)).st_mode & 0o777 != 0o600:
                row.problem("the copy can be read by others")
    for text in writers.problems:
        row.problem(text)
    source = exported(program, folder, LEDGER)
    for name, size, root in made:
        soundness.verify(program, folder, name)
        lines = exported(program, folder, name)
        if len(lines) != size or lines != source[:size]:
            row.problem(f"{name} holds {len(lines)} events, not the first {size} of the ledger")
        if soundness.root([soundness.leaf(line) for line in source[:size]]).hex() != root:
            row.problem(f"the root of {name} is not the ledger's at {size}")
        appended = program.run(*append_arguments(10**8, ledger=name), folder=folder)
        if acknowledged_position(appended.output) != size + 1:
            row.problem(f"{name} takes no event: {appended}")
    row.remarks.append(
        f"of {made[0][1] if made else 0} to {made[-1][1] if made else 0} events, beside {writers.done} appends and imports")
    remove(folder)


def taken_names(bench, row):
    program, folder = bench.program, bench.place("source")
    new_ledger(program, folder)
    path = os.path.join(folder, "taken")
    with open(path, "w") as file:
        file.write("precious")
    os.symlink("nowhere", os.path.join(folder, "dangling"))
    os.symlink("taken", os.path.join(folder, "alias"))
    os.makedirs(os.path.join(folder, "subfolder"))
    for target in ("taken", "alias", "dangling", "subfolder", LEDGER, "none/backup.sqlite"):
        row.count()
        before = sorted(os.listdir(folder))
        outcome = program.run("backup", target, "--ledger", LEDGER, folder=folder)
        if outcome.code != 73:
            row.problem(f"backup {target}: {outcome}")
        after = [name for name in sorted(os.listdir(folder)) if not name.endswith(("-wal", "-shm"))]
        if after != [name for name in before if not name.endswith(("-wal", "-shm"))]:
            row.problem(f"backup {target} left {sorted(set(after) - set(before))}")
    with open(path) as file:
        if file.read() != "precious":
            row.problem("the file was overwritten")
    soundness.check(program, folder)
    remove(folder)
