"""The power goes at any moment of a scripted run: what was acknowledged is there, and the log is sound.

The script runs once under the shim, which writes down every write, name and sync. For each point between two of them the
disk is built as it may then be: only what was synced, everything, and random parts (disk_states.py). The program is let loose
on each: it must open the ledger, take an event, and hold every acknowledged event in its place.
"""

import errno
import hashlib
import os
import re
import sqlite3

import disk_states
import shim
import soundness
from program import LEDGER, VIEWS, acknowledged_position, append_arguments, event_id, new_ledger, write_batch
from suite import Row, remove

BACKUP = "backup.sqlite"
EXPORT = "export.jsonl"
AFTER = 777_777


class Recording:
    """One scripted run: the journal, and what was acknowledged from which record on."""

    def __init__(self, bench, script, drop=None):
        self.bench = bench
        self.folder = bench.place("script")
        os.makedirs(self.folder)
        self.journal = self.folder + ".journal"
        self.drop = drop
        self.sizes = [0]  # of the log between two commands: nothing may ever be in between
        self.ends = []  # (bytes of the journal, size of the log, files made) after each command
        self.is_exact = True
        self.made = {}
        script(self)
        self.records = shim.read_journal(self.journal)
        self.rows = rows(self.folder)
        self.promises = self._promises()
        self.backups = {}  # how many events those have that were verified, by their bytes

    def do(self, *arguments, adds=0, makes=None, fault=None):
        environment = self.bench.shim.environment(self.folder, journal=self.journal, drop=self.drop, fault=fault)
        outcome = self.bench.program.run(*arguments, folder=self.folder, environment=environment)
        if outcome.code != 0 and not (fault and outcome.code == 74):
            raise soundness.Unsound(f"{arguments[0]}: {outcome}")
        if outcome.code == 0:
            self.sizes.append(self.sizes[-1] + adds)
            if makes:
                self.made[makes] = self.sizes[-1]
        self.ends.append((os.path.getsize(self.journal), self.sizes[-1], dict(self.made)))
        return outcome

    def everyday(self):
        """Appends, imports, views, a long reading, a backup and an export."""
        bench, numbers = self.bench, iter(range(1, 10**6))
        self.do("init", "--ledger", LEDGER, makes=LEDGER)
        for _ in range(4):
            self.do(*append_arguments(next(numbers)), adds=1)
        self.batch(1000, bench.amount(20, 400))
        self.do(*append_arguments(next(numbers)), adds=1)
        self.do("replay", "--ledger", LEDGER)
        # While somebody reads, the write-ahead log grows; afterwards it is copied into the file.
        reader = sqlite3.connect(f"file:{os.path.join(self.folder, LEDGER)}?mode=ro", uri=True)
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM event").fetchall()
        for start in (2000, 3000):
            self.batch(start, bench.amount(20, 400))
            self.do(*append_arguments(next(numbers)), adds=1)
        reader.close()
        self.do(*append_arguments(next(numbers)), adds=1)
        self.do("backup", BACKUP, "--ledger", LEDGER, makes=BACKUP)
        self.do("export", "events", "--ledger", LEDGER, "-o", EXPORT)
        for _ in range(2):
            self.do(*append_arguments(next(numbers)), adds=1)

    def batch(self, start, size):
        # Not below the folder of the shim: it is no file of the program.
        path = self.folder + ".jsonl"
        write_batch(path, range(start, start + size), 100)
        self.do("import", path, "--ledger", LEDGER, adds=size)

    def _promises(self):
        """For each record: how many events were acknowledged and which files were made, as of that record."""
        promises, place, end, size, made = [], 0, 0, 0, {}
        for record in self.records:
            place += 32 + len(record.path.encode()) + len(record.data)
            if record.kind == shim.OUTPUT:
                position = acknowledged_position(record.data.decode(errors="replace"))
                size = max(size, position or 0)
                # The message of an import comes after its commit: whoever reads it relies on it.
                if re.match(rb"appended \d+ event", record.data):
                    size = max(size, self.ends[end][1])
            if place == self.ends[end][0]:
                size, made = max(size, self.ends[end][1]), self.ends[end][2]
                end += 1
            promises.append((size, made))
        return promises


def rows(folder, ledger=LEDGER):
    connection = sqlite3.connect(f"file:{os.path.join(folder, ledger)}?mode=ro", uri=True)
    try:
        found = connection.execute("PRAGMA integrity_check").fetchall()
        if found != [("ok",)]:
            raise soundness.Unsound(f"integrity_check: {found[:3]}")
        return connection.execute("SELECT position, id, recordedtime, leaf FROM event ORDER BY position").fetchall()
    finally:
        connection.close()


class Opened:
    """What the program made of one state of the disk; the same for every crash point that has this state."""

    def __init__(self, bench, recording, state, with_views):
        self.size, self.problem, self.has_ledger, self.backup = 0, None, LEDGER in state, None
        folder = bench.place("state")
        disk_states.write_out(state, folder)
        try:
            if BACKUP in state:
                self.backup = sound_backup(bench, recording, folder, state[BACKUP])
            self.problem = self.look(bench, recording, folder, with_views)
        except (soundness.Unsound, sqlite3.Error) as error:
            self.problem = str(error)
        if self.problem:
            self.problem += f" (as it is after looking: {folder})"
        else:
            remove(folder)

    def look(self, bench, recording, folder, with_views):
        program = bench.program
        if not self.has_ledger:
            outcome = program.run("init", "--ledger", LEDGER, folder=folder)
            return None if outcome.code == 0 else f"there is no ledger, and init: {outcome}"
        outcome = program.run(*append_arguments(AFTER), folder=folder)
        if outcome.code != 0:
            return f"the next append: {outcome}"
        found = rows(folder)
        self.size = len(found) - 1
        if found[:-1] != recording.rows[:self.size]:
            return "the log is not the beginning of what was recorded"
        if found[-1][1] != event_id(AFTER) or acknowledged_position(outcome.output) != len(found):
            return "the next event stands elsewhere"
        if recording.is_exact and self.size not in recording.sizes:
            return f"{self.size} events are there: a batch by half"
        soundness.verify(program, folder)
        if with_views:
            soundness.views_hold(program, folder)
        return None


def sound_backup(bench, recording, folder, content):
    """How many events a backup holds. Most states have the same one, which is looked at once."""
    key = hashlib.sha256(content).digest()
    if key not in recording.backups:
        found = rows(folder, BACKUP)
        soundness.verify(bench.program, folder, BACKUP)
        if found != recording.rows[:len(found)]:
            raise soundness.Unsound("the backup holds other events")
        recording.backups[key] = len(found)
    return recording.backups[key]


def broken_promise(recording, opened, promise):
    """What is wrong where `promise` was given, in words."""
    if opened.problem:
        return opened.problem
    size, made = promise
    if LEDGER in made and not opened.has_ledger:
        return "the ledger is gone"
    if opened.size < size:
        return f"{size} events were acknowledged, {opened.size} are there"
    if BACKUP in made and opened.backup is None:
        return "the backup is gone"
    if opened.backup is not None and opened.backup != recording.made[BACKUP]:
        return f"the backup has {opened.backup} events"
    return None


def examine(bench, recording, row, variants, stop_at=None):
    """Every crash point of the recording; returns the number of points."""
    disk, known, seen_views, points = disk_states.Disk(recording.folder), {}, set(), 0
    waiting = []
    random = bench.random("power loss")

    def flush():
        def open_one(item):
            key, state, with_views = item
            known[key] = Opened(bench, recording, state, with_views)
        bench.in_parallel(open_one, [(key, *item) for key, item in batch.items()])
        for key, words, promise, point in waiting:
            row.count()
            problem = broken_promise(recording, known[key], promise)
            row.problem(problem and f"after record {point}, {words}: {problem}")
        waiting.clear()
        batch.clear()

    batch = {}
    for index, record in enumerate(recording.records):
        if not disk.follow(record):
            continue
        points += 1
        states = [("only what was synced", disk.only_synced()), ("everything", disk.everything())]
        states += [("a part of what was not synced", disk.some(random)) for _ in range(variants)]
        # An acknowledgement that follows before the disk changes again promises this very state.
        following = index
        while following + 1 < len(recording.records) and recording.records[following + 1].kind in (
                shim.OUTPUT, shim.CALL):
            following += 1
        for words, state in states:
            if EXPORT in state and state[EXPORT] != disk.names[EXPORT].content(disk.names[EXPORT].pending):
                row.problem(f"after record {index}, {words}: the exported file is there by half")
            key = disk_states.identity(state)
            if key not in known and key not in batch:
                views = disk_states.identity({name: data for name, data in state.items() if name.startswith(VIEWS)})
                batch[key] = (state, views not in seen_views)
                seen_views.add(views)
            waiting.append((key, words, recording.promises[following], f"{index} ({record.path})"))
        if len(batch) >= 64:
            flush()
        if stop_at and len(row.problems) >= stop_at:
            return points
    flush()
    return points


def run(bench):
    def body(row):
        recording = Recording(bench, Recording.everyday)
        changes = sum(record.kind == shim.SYNC for record in recording.records)
        if not changes:
            row.problem("the shim saw no sync")
        points = examine(bench, recording, row, bench.amount(4, 12))
        row.remarks.append(
            f"{points} crash points of {len(recording.ends)} commands with {len(recording.rows)} events; the shim saw "
            f"{changes} syncs of files and {sum(record.kind == shim.WRITE for record in recording.records)} writes")

    bench.run("power loss at every point of a scripted run", "power-loss", body)
    bench.run("a sync that fails, then power loss", "power-loss", lambda row: failed_syncs(bench, row))
    for drop, words in DROPPED.items():
        bench.run(f"the suite catches a program that never syncs {words}", "power-loss",
                  lambda row: catches(bench, row, drop))


def failed_syncs(bench, row):
    """A sync fails once, and what it should have made safe never is, although it can be read; then all is well again."""
    def script(recording, number):
        recording.do("init", "--ledger", LEDGER, makes=LEDGER)
        recording.do(*append_arguments(1), adds=1)
        recording.do(*append_arguments(2), fault=f"{number}:{errno.EIO}")
        # Whether the event of the failing call is there, nobody knows.
        recording.is_exact = False
        for later in (3, 4):
            recording.do(*append_arguments(later))

    calls = []
    for record in Recording(bench, lambda recording: script(recording, 10**6)).records:
        if record.kind == shim.CALL:
            if record.call == 1:
                calls.append([])
            calls[-1].append(record)
    for number, call in enumerate(calls[2], start=1):
        if call.data == b"sync":
            recording = Recording(bench, lambda recording: script(recording, number))
            before = len(row.problems)
            examine(bench, recording, row, bench.amount(1, 12))
            row.problems[before:] = [f"sync {number}, of {os.path.basename(call.path)}, fails: {text}"
                                     for text in row.problems[before:]]


# What a disk that lies about its syncs must make the suite report, or the suite proves nothing.
DROPPED = {"-wal": "the write-ahead log", LEDGER: "the ledger's file", "/": "folders"}


def catches(bench, row, drop):
    found = Row("", "")
    examine(bench, Recording(bench, Recording.everyday, drop), found, 1, stop_at=1)
    row.count(found.tried)
    if found.problems:
        row.remarks.append(f"caught: {found.problems[0]}")
    else:
        row.problem("nothing was reported")
