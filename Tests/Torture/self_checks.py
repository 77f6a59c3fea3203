"""Whether the suites can fail: the shim sees what the kernel sees, and the checks notice what they are there to notice."""

import collections
import os
import re
import shutil
import sqlite3
import subprocess

import soundness
from kills import Acknowledged
from program import (
    LEDGER, VIEWS, acknowledged_position, append_arguments, clean_environment, event_id, new_ledger, write_batch)
from shim import CALL, read_journal
from suite import remove

# The shim's word for each system call that changes a file.
SYSTEM_CALLS = {
    "write": "write", "pwrite64": "write", "writev": "write", "pwritev": "write", "pwritev2": "write",
    "fsync": "sync", "fdatasync": "sync", "ftruncate": "truncate", "openat": "open", "open": "open", "creat": "open",
    "rename": "rename", "renameat": "rename", "renameat2": "rename", "link": "link", "linkat": "link",
    "unlink": "unlink", "unlinkat": "unlink", "symlink": "symlink", "symlinkat": "symlink", "mkdir": "mkdir", "mkdirat": "mkdir",
    # None of these has a word: one of them in the trace is one that the shim does not see.
    "truncate": "?", "fallocate": "?", "copy_file_range": "?", "sendfile": "?", "splice": "?",
    "sync_file_range": "?", "msync": "?", "sync": "?", "syncfs": "?", "io_uring_setup": "?"}


def run(bench):
    bench.run("the shim sees every call that strace sees", "self-checks", lambda row: against_strace(bench, row))
    bench.run("the checks notice a lost or changed event", "self-checks", lambda row: tampered(bench, row))
    bench.run("the checks notice a lost or changed row of a view", "self-checks", lambda row: tampered_views(bench, row))


def against_strace(bench, row):
    if not shutil.which("strace") or subprocess.run(["strace", "-o", "/dev/null", "true"]).returncode:
        row.skipped = "there is no strace, or it may not trace"
        return
    program, base = bench.program, bench.place("base")
    new_ledger(program, base)
    write_batch(os.path.join(base, "batch.jsonl"), range(1000, 1100))
    for arguments in [
            ("init", "--demo", "--ledger", "new.sqlite"), append_arguments(10),
            ("import", "batch.jsonl", "--ledger", LEDGER), ("replay", "--ledger", LEDGER),
            ("view", "rights", "--ledger", LEDGER), ("backup", "copy.sqlite", "--ledger", LEDGER),
            ("export", "events", "-o", "out.jsonl", "--ledger", LEDGER),
            ("export", "sqlite", "out.db", "--ledger", LEDGER), ("keygen", "torture.example/1", "-o", "key")]:
        seen = calls_of_shim(bench, base, arguments)
        real = calls_of_strace(bench, base, arguments)
        row.count(sum(real.values()))
        if seen != real:
            row.problem(f"{' '.join(arguments[:2])}: the shim saw {dict(seen)}, strace {dict(real)}")
        if not sum(seen.values()):
            row.problem(f"{' '.join(arguments[:2])}: no calls at all")
    remove(base)


def calls_of_shim(bench, base, arguments):
    folder = bench.copy(base)
    journal = folder + ".journal"
    bench.program.do(*arguments, folder=folder, environment=bench.shim.environment(folder, journal=journal))
    counted = collections.Counter(
        record.data.decode() for record in read_journal(journal) if record.kind == CALL and record.path != "output")
    remove(folder)
    return counted


def calls_of_strace(bench, base, arguments):
    folder = bench.copy(base)
    trace = folder + ".trace"
    subprocess.run(
        ["strace", "-f", "-y", "-s", "0", "-o", trace, "-e", "trace=" + ",".join("?" + name for name in SYSTEM_CALLS),
         bench.program.path, *arguments],
        cwd=folder, env=clean_environment(), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL, check=True)
    counted = collections.Counter()
    with open(trace) as file:
        for line in file:
            found = re.match(r"\d+ +(\w+)\((.*)", line)
            if not found or (folder not in found[2] and not re.match(r'(AT_FDCWD<[^>]*>, )?"(?!/)', found[2])):
                continue
            word = SYSTEM_CALLS[found[1]]
            # Opening what is there and leaving it as it is changes nothing, nor does removing what is not there.
            if word == "open" and not re.search(r"O_CREAT|O_TRUNC", found[2]):
                continue
            if word == "unlink" and "ENOENT" in found[2]:
                continue
            counted[word] += 1
    remove(folder)
    return counted


def tampered(bench, row):
    program, base = bench.program, bench.place("base")
    new_ledger(program, base)
    outcome = program.do(*append_arguments(10), folder=base)
    acknowledged = Acknowledged()
    acknowledged.add(event_id(10), acknowledged_position(outcome.output))
    if acknowledged.missing_from(soundness.stored_ids(base)):
        row.problem("an event that is there was reported")
    triggers = "DROP TRIGGER event_delete; DROP TRIGGER event_update;"
    for words, statement in [
            ("the last event is gone", "DELETE FROM event WHERE position = 3"),
            ("an event in the middle is gone", "DELETE FROM event WHERE position = 2"),
            ("one letter of a payload was changed",
             "UPDATE event SET data = replace(data, 'Company 2', 'Company 3') WHERE position = 2"),
            ("an event was recorded earlier", "UPDATE event SET recordedtime = 0 WHERE position = 3"),
            ("an event stands in another stream", "UPDATE event SET subject = 'company/other' WHERE position = 3")]:
        folder = bench.copy(base)
        connection = sqlite3.connect(os.path.join(folder, LEDGER))
        connection.executescript(triggers + statement)
        connection.close()
        row.count()
        try:
            # A log without its last event is a sound, shorter log: only who was told of the event misses it.
            soundness.check(program, folder, asks_program=False)
            if not acknowledged.missing_from(soundness.stored_ids(folder)):
                row.problem(f"{words}: not noticed without the program's own judgement")
        except soundness.Unsound:
            pass
        try:
            soundness.verify(program, folder)
            row.problem(f"{words}: not noticed by impact verify")
        except soundness.Unsound:
            pass
        remove(folder)
    remove(base)


def tampered_views(bench, row):
    """Views that claim to be those of the log's head, and are not."""
    program, base = bench.program, bench.place("base")
    os.makedirs(base)
    program.do("init", "--demo", "--ledger", LEDGER, folder=base)
    program.do("replay", "--ledger", LEDGER, folder=base)
    try:
        soundness.views_hold(program, base)
    except soundness.Unsound as error:
        row.problem(f"views that nobody touched were reported: {error}")
    for words, statement in [
            ("a row is gone", "DELETE FROM rights_row WHERE place = (SELECT max(place) FROM rights_row)"),
            ("a row is there that no event gives",
             "INSERT INTO rights_row (place, key, events) VALUES (1, 'made-up', '[]')"),
            ("one letter of a row was changed", "UPDATE dependencies_row SET provider = provider || 'x' WHERE place = "
             "(SELECT min(place) FROM dependencies_row)"),
            ("a figure was changed", "UPDATE commitments_row SET total = json_replace(total, '$[0]', '1') WHERE place = "
             "(SELECT min(place) FROM commitments_row WHERE total IS NOT NULL)"),
            ("rows were moved to other events", "UPDATE claims_row SET events = '[]' WHERE place = "
             "(SELECT min(place) FROM claims_row)")]:
        folder = bench.copy(base)
        connection = sqlite3.connect(os.path.join(folder, VIEWS))
        changed = connection.execute(statement).rowcount
        connection.commit()
        connection.close()
        row.count()
        if changed != 1:
            row.problem(f"{words}: {changed} rows were changed, so that nothing is to be noticed")
        try:
            soundness.views_hold(program, folder)
            row.problem(f"{words}: not noticed by impact replay --check")
        except soundness.Unsound as error:
            if "DIFFERENT" not in str(error):
                row.problem(f"{words}: noticed as something else: {error}")
        remove(folder)
    remove(base)
