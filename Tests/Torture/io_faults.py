"""Every single call that changes a file fails once: writes, syncs, truncations, and those that make, link, rename, remove.

A command is traced once to count its calls; then it runs again for each of them, in a fresh copy of its folder, with that
call failing (of a command with thousands of writes for some hundreds of them: `tried_calls`). After each: a clear error, or an end as if nothing had been; the ledger is sound; nothing acknowledged is lost;
nothing is there by half; the next append works. Dying at each call is tried the same way.
"""

import collections
import errno
import json
import os
import signal
import sqlite3

import soundness
from kills import ledger_with_full_log, next_append, what_is_half
from program import LEDGER, VIEWS, acknowledged_position, append_arguments, event_id, new_ledger, write_batch
from shim import read_calls
from suite import remove

# What goes wrong: the shim's word for it, whether from then on, and whether it is also tried in the quick run.
WAYS = [
    ("the call fails with EIO", str(errno.EIO), False, True),
    ("calls fail with EIO from there on", str(errno.EIO), True, False),
    ("the call fails with ENOSPC", str(errno.ENOSPC), False, False),
    ("calls fail with ENOSPC from there on", str(errno.ENOSPC), True, True),
    ("the write is short", "short", False, True),
    ("writes are short from there on", "short", True, False),
    ("killed before the call", "kill", False, False),
    ("killed in the middle of the call", "half", False, True),
]

# What a command leaves: `missing` names what is wrong where it ended well, `half` what must never be.
Case = collections.namedtuple("Case", "name folder arguments missing half output")


def ids_case(name, folder, arguments, new):
    """A command that appends the events `new`, all or nothing."""
    before = soundness.stored_ids(folder)
    whole = before + new

    def missing(bench, copy, outcome):
        return None if soundness.stored_ids(copy) == whole else "it ended well and its events are not there"

    def half(bench, copy, outcome):
        found = soundness.stored_ids(copy)
        if found not in (before, whole):
            return f"{len(found)} events where {len(before)} or {len(whole)} are due"
        if acknowledged_position(outcome.output) and found != whole:
            return "the acknowledged event is not there"
        return None

    return Case(name, folder, arguments, missing, half, None)


def views_case(bench, name, folder, arguments):
    """A command that brings the views up to date and appends nothing."""
    ids = soundness.stored_ids(folder)
    copy = bench.copy(folder)
    expected = views(bench, copy)
    remove(copy)

    def half(bench, copy, outcome):
        if soundness.stored_ids(copy) != ids:
            return "the log changed"
        found = views(bench, copy)
        return None if found == expected else f"the views are {found}, and {expected} are due"

    return Case(name, folder, arguments, lambda *_: None, half, None)


def views(bench, folder):
    """Digests of the views, brought up to date by a question."""
    asked = bench.program.run("view", "rights", "--json", "--ledger", LEDGER, folder=folder)
    if asked.code != 0:
        return f"refused: {asked}"
    status = json.loads(bench.program.do("status", "--digests", "--json", "--ledger", LEDGER, folder=folder).output)
    return sorted((view["name"], view["digest"]) for view in status["projections"])


def file_case(name, folder, arguments, target, half_of):
    """A command that makes the file `target`, whole or not at all."""
    def missing(bench, copy, outcome):
        return None if os.path.exists(os.path.join(copy, target)) else f"it ended well and there is no {target}"

    def half(bench, copy, outcome):
        return half_of(bench, copy) if os.path.exists(os.path.join(copy, target)) else None

    return Case(name, folder, arguments, missing, half, target)


def cases(bench):
    program = bench.program
    empty = bench.place("empty")
    os.makedirs(empty)
    base = bench.place("base")
    new_ledger(program, base)
    write_batch(os.path.join(base, "batch.jsonl"), range(1000, 1150))
    batch_ids = [event_id(number) for number in range(1000, 1150)]
    fresh = bench.copy(base)
    filled = bench.copy(base)
    program.do("import", "batch.jsonl", "--ledger", LEDGER, folder=filled)
    stale = bench.copy(filled)
    program.do("replay", "--ledger", LEDGER, folder=stale)
    write_batch(os.path.join(stale, "more.jsonl"), range(2000, 2050))
    program.do("import", "more.jsonl", "--ledger", LEDGER, folder=stale)
    remove_views(fresh)
    remove_views(filled)
    full_log = ledger_with_full_log(bench, bench.amount(400, 1500), at_least=200_000)
    exported = program.do("export", "events", "--ledger", LEDGER, folder=filled).output
    demo = bench.copy(empty)
    program.do("init", "--demo", "--ledger", LEDGER, folder=demo)
    story = program.do("export", "events", "--ledger", LEDGER, folder=demo).output
    remove(demo)

    def whole_ledger(events):
        return lambda bench, copy: what_is_half(bench.program, copy, LEDGER, events, None)

    yield file_case("init", empty, ("init", "--ledger", LEDGER), LEDGER, whole_ledger(0))
    yield file_case(
        "init --demo", empty, ("init", "--demo", "--ledger", LEDGER), LEDGER, whole_ledger(len(story.splitlines())))
    yield ids_case("append", base, append_arguments(100), [event_id(100)])
    yield ids_case("append, the first with views", fresh, append_arguments(100), [event_id(100)])
    yield ids_case("append after a long reading", full_log, append_arguments(100), [event_id(100)])
    yield ids_case("import", base, ("import", "batch.jsonl", "--ledger", LEDGER), batch_ids)
    if not bench.is_quick:
        large = bench.copy(base)
        write_batch(os.path.join(large, "large.jsonl"), range(5000, 8000), 1000)
        yield ids_case("import of 3,000", large, ("import", "large.jsonl", "--ledger", LEDGER),
                       [event_id(number) for number in range(5000, 8000)])
    yield views_case(bench, "replay", stale, ("replay", "--ledger", LEDGER))
    yield views_case(bench, "replay into a new file", filled, ("replay", "--ledger", LEDGER))
    yield views_case(bench, "view", stale, ("view", "commitments", "--ledger", LEDGER))
    yield file_case(
        "export events", filled, ("export", "events", "--ledger", LEDGER, "-o", "new.jsonl"), "new.jsonl",
        lambda bench, copy: what_is_half(bench.program, copy, "new.jsonl", 0, exported))
    yield file_case(
        "export sqlite", filled, ("export", "sqlite", "new.db", "--ledger", LEDGER), "new.db",
        lambda bench, copy: what_is_half(bench.program, copy, "new.db", 0, None))
    yield file_case(
        "backup", filled, ("backup", "new.sqlite", "--ledger", LEDGER), "new.sqlite",
        lambda bench, copy: what_is_half(bench.program, copy, "new.sqlite", len(batch_ids) + 2, None))
    yield file_case("keygen", base, ("keygen", "torture.example/1", "-o", "new.key"), "new.key", half_a_key)


def half_a_key(bench, copy):
    signed = bench.program.run("checkpoint", "--key", "new.key", "--ledger", LEDGER, folder=copy)
    return None if signed.code == 0 else f"the new key does not sign: {signed}"


def remove_views(folder):
    for suffix in ("", "-wal", "-shm"):
        if os.path.exists(path := os.path.join(folder, VIEWS + suffix)):
            os.remove(path)


def count_calls(bench, case):
    """What the command does where nothing fails, call by call."""
    copy = bench.copy(case.folder)
    journal = copy + ".journal"
    outcome = bench.program.run(
        *case.arguments, folder=copy, environment=bench.shim.environment(copy, journal=journal))
    if outcome.code != 0 or case.missing(bench, copy, outcome):
        raise RuntimeError(f"{case.name} under the shim: {outcome}")
    calls = read_calls(journal)
    remove(copy)
    os.remove(journal)
    return calls


def try_case(bench, row, ends, case, call, number, way):
    words, fault, onward, _ = way
    copy = bench.copy(case.folder)
    setting = f"{number}{'+' if onward else ''}:{fault}"
    outcome = bench.program.run(
        *case.arguments, folder=copy, environment=bench.shim.environment(copy, fault=setting))
    row.count()
    ends.append((outcome.code, outcome.messages))
    try:
        problem = judge(bench, case, copy, outcome, fault) or after(bench, case, copy)
    except (soundness.Unsound, sqlite3.Error) as error:
        problem = str(error)
    if problem:
        row.problem(f"{case.name}, call {number} ({call}), {words}: {problem} [{outcome}] SHIM_FAULT={setting} in {copy}")
    else:
        remove(copy)


def judge(bench, case, copy, outcome, fault):
    dies = fault in ("kill", "half")
    if dies and outcome.code == -signal.SIGKILL:
        pass
    elif outcome.code not in (0, 73, 74):
        return f"exit {outcome.code}"
    elif outcome.code != 0 and not outcome.messages.startswith("impact: "):
        return "no message"
    return (case.missing(bench, copy, outcome) if outcome.code == 0 else None) or case.half(bench, copy, outcome)


def after(bench, case, copy):
    """The ledger is sound, and takes an event."""
    if not os.path.exists(os.path.join(copy, LEDGER)):
        again = bench.program.run("init", "--ledger", LEDGER, folder=copy)
        return None if again.code == 0 else f"the next init: {again}"
    soundness.verify(bench.program, copy)
    return next_append(bench.program, copy, soundness.stored_ids(copy))


MOST_CALLS = 250


def tried_calls(bench, case, calls):
    """The calls that fail in turn, by their numbers: all; where the long run has many, all that are no writes, the writes
    beside them, and others drawn by the seed. A long transaction writes page after page; what differs stands beside syncs."""
    numbered = list(enumerate(calls, start=1))
    if bench.is_quick or len(numbered) <= MOST_CALLS:
        return numbered
    kept = {place + step for place, call in enumerate(calls) if not call.startswith("write") for step in (-1, 0, 1)}
    kept &= set(range(len(calls)))
    others = sorted(set(range(len(calls))) - kept)
    kept.update(bench.random(f"calls of {case.name}").sample(others, max(0, MOST_CALLS - len(kept))))
    return [numbered[place] for place in sorted(kept)]


def run(bench):
    all_cases = list(cases(bench))
    calls = {case.name: tried_calls(bench, case, count_calls(bench, case)) for case in all_cases}
    for way in WAYS:
        words, fault, _, in_quick = way
        if bench.is_quick and not in_quick:
            continue

        def body(row):
            items = [(case, call, number) for case in all_cases for number, call in calls[case.name]
                     if fault not in ("short", "half") or call.startswith("write")]
            ends = []
            bench.in_parallel(lambda item: try_case(bench, row, ends, *item, way), items)
            for code, count in sorted(collections.Counter(code for code, _ in ends).items()):
                row.remarks.append(f"{count} ended with " + ("kill -9" if code < 0 else f"exit {code}"))
            row.remarks.append(
                "calls: " + ", ".join(f"{case.name} {sum(item[0] is case for item in items)}" for case in all_cases))

        bench.run(f"each call of {len(all_cases)} commands: {words}", "io-faults", body)
