"""kill -9 at random moments: what was acknowledged is there, nothing is there by half, and the next append works."""

import json
import os
import signal
import sqlite3
import statistics
import subprocess
import threading
import time

import soundness
from program import LEDGER, VIEWS, acknowledged_position, append_arguments, event_id, new_ledger, write_batch
from suite import remove


class Acknowledged:
    """What the program said it had taken."""

    def __init__(self):
        self.positions = {}

    def add(self, identity, position):
        self.positions[identity] = position

    def missing_from(self, ids):
        """What was acknowledged and does not stand at its place in `ids`, a list by position."""
        return [f"{identity} was acknowledged at {position} and is not there"
                for identity, position in self.positions.items()
                if position > len(ids) or ids[position - 1] != identity]


class Pace:
    """How long a run takes now: the machine may be busier later, or less, than when it was measured first."""

    def __init__(self, seconds):
        self.seconds = seconds

    def ended(self, seconds):
        self.seconds = (self.seconds + seconds) / 2

    def was_killed(self):
        # A kill does not tell how much longer the run would have taken.
        self.seconds *= 1.02


def moment(random, pace):
    """Any moment of a run; every other time one of its later part, where it writes."""
    return random.uniform(0 if random.random() < 0.5 else 0.6 * pace.seconds, 1.1 * pace.seconds)


def kill_at(process, moment, pace=None):
    """Whether the process was killed (and had not ended before), and what it had printed."""
    start = time.monotonic()
    try:
        output, messages = process.communicate(timeout=moment)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        output, messages = process.communicate()
    killed = process.returncode == -signal.SIGKILL
    if pace and killed:
        pace.was_killed()
    elif pace:
        pace.ended(time.monotonic() - start)
    return killed, output.decode(), messages.decode()


def typical_seconds(run, times=5):
    def measure():
        start = time.monotonic()
        run()
        return time.monotonic() - start
    return statistics.median(measure() for _ in range(times))


def single_appends(bench, row, kills):
    program, random, folder = bench.program, bench.random("appends"), bench.place("appends")
    new_ledger(program, folder)
    acknowledged, numbers = Acknowledged(), iter(range(10, 10**9))
    pace = Pace(typical_seconds(lambda: program.do(*append_arguments(next(numbers)), folder=folder)))
    in_doubt = after_acknowledgement = 0
    number = next(numbers)
    while row.tried < kills:
        process = program.start(*append_arguments(number), folder=folder)
        killed, output, messages = kill_at(process, moment(random, pace), pace)
        position = acknowledged_position(output)
        if position is not None:
            acknowledged.add(event_id(number), position)
        if not killed:
            if process.returncode != 0:
                row.problem(f"an append after a kill: exit {process.returncode}, {messages.strip()}")
                return
            number = next(numbers)
            continue
        row.count()
        ids = soundness.stored_ids(folder)
        for text in acknowledged.missing_from(ids):
            row.problem(text)
        after_acknowledgement += position is not None
        in_doubt += position is None and event_id(number) in ids
        if row.tried % 50 == 0:
            soundness.check(program, folder)
        else:
            soundness.verify(program, folder)
        # Half of them are handed in again, as a caller does who heard no answer; the others are left in doubt.
        if random.random() < 0.5:
            number = next(numbers)
    soundness.check(program, folder)
    row.remarks.append(
        f"{after_acknowledgement} kills came after the acknowledgement, {in_doubt} between commit and acknowledgement, "
        f"{row.tried - after_acknowledgement - in_doubt} before the commit")
    remove(folder)


def imports(bench, row, kills, size, padding):
    """All or nothing, in a fresh copy each time."""
    program, random, base = bench.program, bench.random(f"imports {size}"), bench.place("import-base")
    new_ledger(program, base)
    numbers = range(1000, 1000 + size)
    write_batch(os.path.join(base, "batch.jsonl"), numbers, padding)
    before = soundness.stored_ids(base)
    whole = before + [event_id(number) for number in numbers]
    command = ("import", "batch.jsonl", "--ledger", LEDGER)

    def once():
        folder = bench.copy(base)
        start = time.monotonic()
        program.do(*command, folder=folder)
        seconds = time.monotonic() - start
        remove(folder)
        return seconds

    pace = Pace(statistics.median(once() for _ in range(3)))
    taken = 0
    while row.tried < kills:
        folder = bench.copy(base)
        process = program.start(*command, folder=folder)
        killed, _, messages = kill_at(process, moment(random, pace), pace)
        ids = soundness.stored_ids(folder)
        if killed:
            row.count()
            taken += ids == whole
            if ids not in (before, whole):
                row.problem(f"{len(ids) - len(before)} of {size} events are there")
            # The message comes after the commit: who read it may rely on it.
            if messages.startswith("appended") and ids != whole:
                row.problem("an import that reported its events left none")
            soundness.verify(program, folder)
            row.problem(next_append(program, folder, ids))
        elif process.returncode != 0 or ids != whole:
            row.problem(f"an import that was not killed: exit {process.returncode}, {messages.strip()}")
        if row.tried % 20 == 0:
            soundness.check(program, folder)
        remove(folder)
    row.remarks.append(f"{taken} kills came after the commit, {row.tried - taken} before")
    remove(base)


def next_append(program, folder, ids):
    """What is wrong with one more event behind `ids`, all that were there."""
    outcome = program.run(*append_arguments(999_999), folder=folder)
    if outcome.code != 0 or acknowledged_position(outcome.output) != len(ids) + 1:
        return f"the next append: {outcome}"
    if soundness.stored_ids(folder) != ids + [event_id(999_999)]:
        return "the next append changed what was there"
    return None


def ledger_with_full_log(bench, size, at_least=1 << 20):
    """A ledger whose events stand in the write-ahead log still: a reader kept it from being copied into the file."""
    program, folder = bench.program, bench.place("full-log")
    new_ledger(program, folder)
    write_batch(os.path.join(folder, "batch.jsonl"), range(1000, 1000 + size), 1000)
    reader = sqlite3.connect(f"file:{os.path.join(folder, LEDGER)}?mode=ro", uri=True)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM event").fetchall()
    program.do("import", "batch.jsonl", "--ledger", LEDGER, folder=folder)
    # Copied while the reader is there: its end would change nothing, but it is another program.
    copy = bench.copy(folder)
    reader.close()
    remove(folder)
    if os.path.getsize(os.path.join(copy, LEDGER + "-wal")) < at_least:
        raise RuntimeError("the write-ahead log was emptied although a reader was there")
    return copy


def checkpoints(bench, row, kills):
    """The first append after a long reading copies megabytes of the write-ahead log into the file."""
    program, random = bench.program, bench.random("checkpoints")
    base = ledger_with_full_log(bench, bench.amount(3000, 6000))
    before = soundness.stored_ids(base)

    def once():
        folder = bench.copy(base)
        start = time.monotonic()
        program.do(*append_arguments(500), folder=folder)
        seconds = time.monotonic() - start
        if os.path.getsize(os.path.join(folder, LEDGER + "-wal")) > 0:
            raise RuntimeError("this append did not copy the write-ahead log: nothing to kill")
        remove(folder)
        return seconds

    pace = Pace(statistics.median(once() for _ in range(3)))
    within = 0
    while row.tried < kills:
        folder = bench.copy(base)
        if random.random() < 0.5:
            os.remove(os.path.join(folder, LEDGER + "-shm"))
        process = program.start(*append_arguments(500), folder=folder)
        killed, output, messages = kill_at(process, moment(random, pace), pace)
        ids = soundness.stored_ids(folder)
        if killed:
            row.count()
            acknowledged = acknowledged_position(output) is not None
            within += acknowledged
            if ids[:len(before)] != before or ids[len(before):] not in ([], [event_id(500)]):
                row.problem(f"{len(ids)} events where {len(before)} or one more are due")
            if acknowledged and len(ids) == len(before):
                row.problem("the acknowledged event is not there")
            soundness.verify(program, folder)
            row.problem(next_append(program, folder, ids))
        elif process.returncode != 0:
            row.problem(f"an append that was not killed: exit {process.returncode}, {messages.strip()}")
        remove(folder)
    row.remarks.append(f"{within} kills came after the acknowledgement, while the log was copied")
    remove(base)


def digests(program, folder):
    status = json.loads(program.do("status", "--digests", "--json", "--ledger", LEDGER, folder=folder).output)
    return {view["name"]: (view["digest"], view["position"]) for view in status["projections"]}


def replays(bench, row, kills):
    program, random, folder = bench.program, bench.random("replays"), bench.place("replays")
    new_ledger(program, folder)
    write_batch(os.path.join(folder, "batch.jsonl"), range(1000, 1000 + bench.amount(2000, 10000)))
    program.do("import", "batch.jsonl", "--ledger", LEDGER, folder=folder)
    pace = Pace(typical_seconds(lambda: program.do("replay", "--ledger", LEDGER, folder=folder), 3))
    expected, ids = digests(program, folder), soundness.stored_ids(folder)
    removed = 0
    while row.tried < kills:
        # Without the file, too, so that making it is killed as well as filling it.
        if random.random() < 0.5:
            removed += 1
            for suffix in ("", "-wal", "-shm", "-journal"):
                if os.path.exists(path := os.path.join(folder, VIEWS + suffix)):
                    os.remove(path)
        process = program.start("replay", "--ledger", LEDGER, folder=folder)
        killed, _, messages = kill_at(process, moment(random, pace), pace)
        if not killed and process.returncode != 0:
            row.problem(f"a replay after a kill: exit {process.returncode}, {messages.strip()}")
            return
        if not killed:
            continue
        row.count()
        view = program.run("view", "rights", "--json", "--ledger", LEDGER, folder=folder)
        if view.code != 0:
            row.problem(f"a view after a kill: {view}")
        elif digests(program, folder) != expected:
            row.problem("the views after a kill are not those of the log")
        if row.tried % 20 == 0:
            soundness.views_hold(program, folder)
        if soundness.stored_ids(folder) != ids:
            row.problem("the log changed")
    soundness.check(program, folder)
    row.remarks.append(f"in {removed} rounds the views file was missing before")
    remove(folder)


def backups(bench, row, kills):
    program, random, folder = bench.program, bench.random("backups"), bench.place("backups")
    new_ledger(program, folder)
    write_batch(os.path.join(folder, "batch.jsonl"), range(1000, 3000))
    program.do("import", "batch.jsonl", "--ledger", LEDGER, folder=folder)
    ids, target = soundness.stored_ids(folder), os.path.join(folder, "copy.sqlite")

    def once():
        program.do("backup", "copy.sqlite", "--ledger", LEDGER, folder=folder)
        os.remove(target)

    pace, whole = Pace(typical_seconds(once, 3)), 0
    while row.tried < kills:
        process = program.start("backup", "copy.sqlite", "--ledger", LEDGER, folder=folder)
        killed, _, messages = kill_at(process, moment(random, pace), pace)
        if not killed and process.returncode != 0:
            row.problem(f"a backup after a kill: exit {process.returncode}, {messages.strip()}")
            return
        if killed:
            row.count()
        if os.path.exists(target):
            whole += killed
            if soundness.stored_ids(folder, "copy.sqlite") != ids:
                row.problem("a copy by half has the name of the backup")
            soundness.verify(program, folder, "copy.sqlite")
            remove_database(target)
        elif not killed:
            row.problem("a backup that ended well is not there")
        if soundness.stored_ids(folder) != ids:
            row.problem("the log changed")
    row.remarks.append(f"{whole} kills came after the copy had its name")
    remove(folder)


def remove_database(path):
    for suffix in ("", "-wal", "-shm", "-journal", "-lock"):
        if os.path.exists(path + suffix):
            os.remove(path + suffix)


def new_ledgers(bench, row, kills):
    """`init --demo` and `export -o`: the file has its name only when it is whole."""
    program, random, folder = bench.program, bench.random("new"), bench.place("new")
    os.makedirs(folder)
    program.do("init", "--demo", "--ledger", "story.sqlite", folder=folder)
    story = program.do("export", "events", "--ledger", "story.sqlite", folder=folder).output
    commands = [
        (("init", "--demo", "--ledger", "new.sqlite"), "new.sqlite"),
        (("export", "events", "--ledger", "story.sqlite", "-o", "new.jsonl"), "new.jsonl"),
        (("export", "sqlite", "new.db", "--ledger", "story.sqlite"), "new.db"),
    ]
    paces = {}
    for command, name in commands:
        paces[name] = Pace(typical_seconds(
            lambda: (remove_database(os.path.join(folder, name)), program.do(*command, folder=folder)), 3))
    with_name = 0
    while row.tried < kills:
        command, name = commands[row.tried % len(commands)]
        path = os.path.join(folder, name)
        remove_database(path)
        process = program.start(*command, folder=folder)
        killed, _, messages = kill_at(process, moment(random, paces[name]), paces[name])
        if not killed and process.returncode != 0:
            row.problem(f"{' '.join(command)} after a kill: exit {process.returncode}, {messages.strip()}")
            return
        if not killed:
            continue
        row.count()
        if os.path.exists(path):
            with_name += 1
            problem = what_is_half(program, folder, name, len(story.splitlines()), story)
            if problem:
                row.problem(f"{' '.join(command[:2])}: {problem}")
    row.remarks.append(f"{with_name} kills came after the file had its name")
    remove(folder)


def what_is_half(program, folder, name, events, story):
    path = os.path.join(folder, name)
    if name.endswith(".jsonl"):
        with open(path) as file:
            return None if file.read() == story else "the exported file is not whole"
    if name.endswith(".sqlite"):
        found = len(soundness.stored_ids(folder, name))
        soundness.check(program, folder, name)
        return None if found == events else f"the new ledger has {found} of {events} events"
    connection = sqlite3.connect(path)
    try:
        tables = {table for table, in connection.execute("SELECT name FROM sqlite_schema")}
        return None if "commitments" in tables else f"the exported database has only the tables {sorted(tables)}"
    except sqlite3.Error as error:
        return f"the exported database cannot be read: {error}"
    finally:
        connection.close()


def many_writers(bench, row, kills):
    """Four writers append at once, alone and in batches; any of them may die at any moment, and at times all do."""
    program, folder = bench.program, bench.place("writers")
    new_ledger(program, folder)
    writers, per_round = 4, bench.amount(30, 60)
    acknowledged, lock, numbers = Acknowledged(), threading.Lock(), iter(range(10, 10**9))
    batches = {}

    def write(random, stop):
        while not stop.is_set():
            with lock:
                count = 1 if random.random() < 0.7 else 30
                mine = [next(numbers) for _ in range(count)]
            if count == 1:
                command = append_arguments(mine[0])
            else:
                name = f"batch-{mine[0]}.jsonl"
                write_batch(os.path.join(folder, name), mine)
                command = ("import", name, "--ledger", LEDGER)
                batches[mine[0]] = [event_id(number) for number in mine]
            process = program.start(*command, folder=folder)
            if random.random() < 0.5:
                killed, output, messages = kill_at(process, random.uniform(0, 0.08))
            else:
                output, messages = (text.decode() for text in process.communicate())
                killed = False
            position = acknowledged_position(output)
            with lock:
                if killed:
                    row.count()
                elif process.returncode not in (0, 75):
                    row.problem(f"{command[0]} beside other writers: exit {process.returncode}, {messages.strip()}")
                if position is not None:
                    acknowledged.add(event_id(mine[0]), position)
                if count > 1 and process.returncode == 0:
                    finished.add(mine[0])

    finished = set()
    round_number = 0
    while row.tried < kills:
        round_number += 1
        stop, goal = threading.Event(), min(kills, row.tried + per_round)
        threads = [
            threading.Thread(target=write, args=(bench.random(f"writer {round_number} {index}"), stop))
            for index in range(writers)]
        for thread in threads:
            thread.start()
        while row.tried < goal and any(thread.is_alive() for thread in threads) and not row.problems:
            time.sleep(0.01)
        stop.set()
        for thread in threads:
            thread.join()
        ids = soundness.stored_ids(folder)
        present = set(ids)
        for text in acknowledged.missing_from(ids):
            row.problem(text)
        for first, batch in batches.items():
            found = sum(identity in present for identity in batch)
            if found not in (0, len(batch)):
                row.problem(f"{found} of {len(batch)} events of a batch are there")
            if first in finished and found == 0:
                row.problem("a batch whose import ended well is not there")
        soundness.check(program, folder)
        if row.problems:
            return
    row.remarks.append(f"{len(acknowledged.positions)} single events and {len(finished)} batches were acknowledged")
    remove(folder)


def run(bench):
    scenarios = [
        ("single appends", single_appends, 130, 1000),
        ("batches of 30 events", lambda b, r, n: imports(b, r, n, 30, 200), 50, 300),
        ("imports of 3,000 events", lambda b, r, n: imports(b, r, n, 3000, 1000), 30, 200),
        ("replays", replays, 40, 200),
        ("backups", backups, 40, 200),
        ("checkpoints of the write-ahead log", checkpoints, 40, 200),
        ("init --demo and exports", new_ledgers, 45, 150),
        ("four writers at once", many_writers, 60, 400),
    ]

    def one(scenario):
        name, body, quick, whole = scenario
        bench.run(f"kill -9 during {name}", "kills", lambda row: body(bench, row, bench.amount(quick, whole)))

    bench.in_parallel(one, scenarios)

