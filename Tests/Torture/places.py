"""Where a ledger lies: two names of one file, files replaced under their writers, logs beside other files than their own."""

import os
import shutil
import signal
import sqlite3
import subprocess
import threading
import time

import soundness
from copies import exported
from kills import ledger_with_full_log
from program import LEDGER, acknowledged_position, append_arguments, event_id, new_ledger, write_batch
from suite import remove

OTHER = "other.sqlite"


def run(bench):
    bench.run("two names of one file, and writers by both", "places", lambda row: two_names(bench, row))
    bench.run("a file mounted by itself, and writers by both names", "places", lambda row: mounted(bench, row))
    bench.run("the ledger is replaced or removed under a writer", "places", lambda row: replaced(bench, row))
    bench.run("a write-ahead log beside another file than its own", "places", lambda row: foreign_logs(bench, row))
    bench.run("a write-ahead log that is gone", "places", lambda row: missing_logs(bench, row))
    bench.run("files that may not grow any further", "places", lambda row: limited(bench, row))


def check(program, folder, row, acknowledged, words, ledger=LEDGER):
    """All that was acknowledged is where the path leads, and the ledger there is sound."""
    there = {line.split(b'"id":"', 1)[1][:36].decode() for line in exported(program, folder, ledger)}
    lost = [number for number in acknowledged if event_id(number) not in there]
    if lost:
        row.problem(f"{words}: {len(lost)} of {len(acknowledged)} acknowledged events are gone, such as {lost[0]}")
    soundness.verify(program, folder, ledger)


def append_by(program, folder, ledger, numbers, row, allowed):
    done = []
    for number in numbers:
        outcome = program.run(*append_arguments(number, ledger=ledger), folder=folder)
        row.count()
        if acknowledged_position(outcome.output):
            done.append(number)
        elif outcome.code not in allowed:
            row.problem(f"append by {ledger}: {outcome}")
    return done


def write_by_both(program, folder, row, count):
    """Returns what was acknowledged, by name."""
    found = {}

    def write(name, first):
        found[name] = append_by(program, folder, name, range(first, first + count), row, (75, 77))

    threads = [threading.Thread(target=write, args=arguments) for arguments in ((LEDGER, 1000), (OTHER, 2000))]
    for thread in threads:
        thread.start()
    return threads, found


def two_names(bench, row):
    program = bench.program
    for when in range(bench.amount(3, 20)):
        folder = bench.place("names")
        new_ledger(program, folder)
        paths = [os.path.join(folder, name) for name in (LEDGER, OTHER)]
        if when == 0:
            os.link(*paths)
        threads, found = write_by_both(program, folder, row, 12) if when == 0 else (None, {})
        if when > 0:
            # The second name comes in the middle of the work, and goes again.
            first = threading.Thread(
                target=lambda: found.update({LEDGER: append_by(program, folder, LEDGER, range(1000, 1020), row, (75, 77))}))
            first.start()
            time.sleep(bench.random(f"names-{when}").uniform(0, 0.1))
            os.link(*paths)
            found[OTHER] = append_by(program, folder, OTHER, range(2000, 2008), row, (75, 77))
            threads = [first]
        for thread in threads:
            thread.join()
        if found[OTHER]:
            row.problem(f"{len(found[OTHER])} events were taken by a second name")
        if "names (hard links)" not in program.run("doctor", "--ledger", LEDGER, folder=folder).output:
            row.problem("doctor does not say that there are two names")
        os.remove(paths[1])
        check(program, folder, row, found[LEDGER] + found[OTHER], "two names")
        remove(folder)


def mounted(bench, row):
    program, folder = bench.program, bench.place("mounted")
    new_ledger(program, folder)
    other = os.path.join(folder, OTHER)
    open(other, "w").close()
    command = ["mount", "--bind", os.path.join(folder, LEDGER), other]
    if shutil.which("mount") is None or subprocess.run(command, capture_output=True).returncode != 0:
        row.skipped = "a mount is not allowed here"
        return remove(folder)
    try:
        threads, found = write_by_both(program, folder, row, bench.amount(12, 60))
        for thread in threads:
            thread.join()
        if found[OTHER]:
            row.problem(f"{len(found[OTHER])} events were taken by the mounted name")
        if len(found[LEDGER]) < 12:
            row.problem("the ledger's own name took no events")
        for name in (LEDGER, OTHER):
            if "mounted" not in program.run("doctor", "--ledger", name, folder=folder).output:
                row.problem(f"doctor of {name} does not say that the file is mounted")
    finally:
        subprocess.run(["umount", other], check=True)
    check(program, folder, row, found[LEDGER] + found[OTHER], "a mounted file")
    remove(folder)


def replaced(bench, row):
    """An import is stopped before it commits; another file comes to the path, or none, or other bytes; and it goes on."""
    program, random = bench.program, bench.random("replaced")
    others = 0
    seconds = usual_seconds(bench)
    for number in range(bench.amount(24, 240)):
        folder = bench.place("replaced")
        new_ledger(program, folder)
        program.do("backup", "backup.sqlite", "--ledger", LEDGER, folder=folder)
        write_batch(os.path.join(folder, "batch.jsonl"), range(1000, 4000))
        way = ("mv", "rm", "rm and init", "cp")[number % 4]
        path = os.path.join(folder, LEDGER)
        process = program.start("import", "batch.jsonl", "--ledger", LEDGER, folder=folder)
        time.sleep(random.uniform(0, seconds))
        process.send_signal(signal.SIGSTOP)
        row.count()
        is_committed = process.poll() is not None or len(soundness.stored_ids(folder)) > 2
        is_open = not is_committed and has_open(process, path)
        exchange(program, folder, path, way)
        process.send_signal(signal.SIGCONT)
        messages = process.communicate()[1].decode()
        if not is_open:
            others += 1
        elif process.returncode == 0 and way == "cp" and len(exported(program, folder, LEDGER)) == 3002:
            pass  # The copy had the same pages, so that nothing is lost in it.
        elif process.returncode != 74 or messages.startswith("appended"):
            row.problem(f"{way} before the commit: exit {process.returncode}, {messages.strip()!r}")
        leave_sound(program, folder, path, way, row)
        remove(folder)
    row.remarks.append(f"{others} of the imports had not opened the ledger yet, or had committed before")
    if others == row.tried:
        row.problem("no import was met in its middle")


def usual_seconds(bench):
    """How long such an import takes here and now."""
    folder = bench.place("usual")
    new_ledger(bench.program, folder)
    write_batch(os.path.join(folder, "batch.jsonl"), range(1000, 4000))
    start = time.monotonic()
    bench.program.do("import", "batch.jsonl", "--ledger", LEDGER, folder=folder)
    remove(folder)
    return time.monotonic() - start


def has_open(process, path):
    links = f"/proc/{process.pid}/fd"
    return any(os.readlink(os.path.join(links, name)) == path for name in os.listdir(links))


def exchange(program, folder, path, way):
    if way == "mv":
        os.rename(os.path.join(folder, "backup.sqlite"), path)
    elif way == "cp":
        with open(os.path.join(folder, "backup.sqlite"), "rb") as source, open(path, "r+b") as target:
            target.write(source.read())
            target.truncate()
    else:
        os.remove(path)
        if way == "rm and init":
            program.run("init", "--ledger", LEDGER, "--quiet", folder=folder)


def leave_sound(program, folder, path, way, row):
    """Whatever is at the path now, no log of a former file is laid over it unasked."""
    if not os.path.exists(path):
        return
    opened = program.run("log", "--ledger", LEDGER, folder=folder)
    if opened.code == 65:
        for suffix in ("-wal", "-shm"):
            if os.path.exists(path + suffix):
                os.remove(path + suffix)
    elif opened.code != 0:
        row.problem(f"{way}, then log: {opened}")
    soundness.verify(program, folder, LEDGER)


def foreign_logs(bench, row):
    program = bench.program
    for size in range(1, bench.amount(8, 40)):
        folder = ledger_with_full_log(bench, size, at_least=1)
        path = os.path.join(folder, LEDGER)
        program.do("backup", "backup.sqlite", "--ledger", LEDGER, folder=folder)
        other = bench.place("other")
        new_ledger(program, other, companies=3 + size)
        for name, source in (("a backup", os.path.join(folder, "backup.sqlite")), ("another ledger", os.path.join(other, LEDGER))):
            place = bench.copy(folder)
            shutil.copy(source, os.path.join(place, LEDGER))
            row.count()
            outcome = program.run(*append_arguments(900), folder=place)
            if outcome.code == 0:
                # What is sound together may be: then every event of the file is there still.
                soundness.verify(program, place, LEDGER)
                if not exported(program, place, LEDGER)[: 2]:
                    row.problem(f"the log of a former file was laid over {name}")
            elif outcome.code != 65 or "-wal" not in outcome.messages:
                row.problem(f"{name} beside a former log: {outcome}")
            else:
                for suffix in ("-wal", "-shm"):
                    os.remove(os.path.join(place, LEDGER + suffix))
                if program.run(*append_arguments(900), folder=place).code != 0:
                    row.problem(f"{name} takes no event after the log was moved away")
                soundness.verify(program, place, LEDGER)
            remove(place)
        # A pair that moves whole belongs together, with the lock's file and without it.
        for with_lock in (True, False):
            place = bench.copy(folder)
            if not with_lock:
                os.remove(os.path.join(place, LEDGER + "-lock"))
            row.count()
            if exported(program, place, LEDGER) != exported(program, folder, LEDGER):
                row.problem("a pair that was copied whole lost events")
            remove(place)
        remove(other)
        remove(folder)


def missing_logs(bench, row):
    """Somebody takes the log for a leftover: the events that only it had are missed, and nothing is appended in their place."""
    program = bench.program
    for number in range(bench.amount(5, 30)):
        folder = bench.place("missing")
        new_ledger(program, folder)
        path = os.path.join(folder, LEDGER)
        reader = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM event").fetchall()
        for event in range(100, 101 + number % 3):
            program.do(*append_arguments(event), folder=folder)
        reader.close()
        os.remove(path + "-wal")
        row.count()
        for arguments in (append_arguments(900), ("log", "--ledger", LEDGER)):
            outcome = program.run(*arguments, folder=folder)
            if outcome.code != 65 or "-wal is missing" not in outcome.messages:
                row.problem(f"{arguments[0]} without the log: {outcome}")
        if program.run("verify", "--ledger", LEDGER, folder=folder).code != 1:
            row.problem("verify does not miss the log")
        program.run("doctor", "--adopt-wal", "--ledger", LEDGER, folder=folder)
        if program.run(*append_arguments(900), folder=folder).code != 0:
            row.problem("it cannot be gone on with")
        remove(folder)


def limited(bench, row):
    """`ulimit -f`, in pages of the ledger: what does not fit is said to be a full disk, and nothing is there by half."""
    program = bench.program
    for blocks in range(8, bench.amount(200, 800), bench.amount(16, 4)):
        folder = bench.place("limited")
        new_ledger(program, folder)
        write_batch(os.path.join(folder, "batch.jsonl"), range(1000, 1100))
        before = exported(program, folder, LEDGER)
        command = f'ulimit -f {blocks}; exec "$0" import batch.jsonl --ledger {LEDGER}'
        outcome = subprocess.run(["sh", "-c", command, program.path], cwd=folder, capture_output=True, text=True)
        row.count()
        after = exported(program, folder, LEDGER)
        if outcome.returncode not in (0, 74) or (outcome.returncode == 74 and "full" not in outcome.stderr):
            row.problem(f"ulimit -f {blocks}: exit {outcome.returncode}, {outcome.stderr.strip()!r}")
        if len(after) != len(before) + (100 if outcome.returncode == 0 else 0):
            row.problem(f"ulimit -f {blocks}: {len(after) - len(before)} of 100 events are there")
        soundness.verify(program, folder, LEDGER)
        remove(folder)
