"""Whether a ledger is sound: asked of SQLite, of the program, and of the exported lines by RFC 6962 written down once more."""

import base64
import hashlib
import json
import os
import sqlite3

from program import LEDGER


def stored_ids(folder, ledger=LEDGER):
    """The ids by position, read without the program; checks that positions have no gap."""
    connection = sqlite3.connect(f"file:{os.path.join(folder, ledger)}?mode=ro", uri=True, timeout=20)
    try:
        rows = connection.execute("SELECT position, id FROM event ORDER BY position").fetchall()
    finally:
        connection.close()
    for index, (position, _) in enumerate(rows):
        if position != index + 1:
            raise Unsound(f"position {position} stands where {index + 1} is due")
    return [identity for _, identity in rows]


class Unsound(Exception):
    pass


def leaf(line):
    return hashlib.sha256(b"\x00" + line).digest()


def root(leaves):
    """RFC 6962, section 2.1, as it is written there."""
    if len(leaves) == 0:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return hashlib.sha256(b"\x01" + root(leaves[:half]) + root(leaves[half:])).digest()


def base64_root(checkpoint):
    """The root of a C2SP checkpoint: its third line."""
    with open(checkpoint) as file:
        return base64.b64decode(file.readlines()[2])


def check(program, folder, ledger=LEDGER, asks_program=True):
    """The exported lines of a ledger that is sound in every way; raises `Unsound` else.

    Without `asks_program` only what the program prints is judged, and not its own judgement heard.
    """
    connection = sqlite3.connect(f"file:{os.path.join(folder, ledger)}?mode=ro", uri=True, timeout=20)
    try:
        found = connection.execute("PRAGMA integrity_check").fetchall()
    except sqlite3.Error as error:
        raise Unsound(f"SQLite cannot read it: {error}")
    finally:
        connection.close()
    if found != [("ok",)]:
        raise Unsound(f"integrity_check: {found[:3]}")
    exported = program.run("export", "events", "--ledger", ledger, folder=folder)
    if exported.code != 0:
        raise Unsound(f"export: {exported}")
    lines = exported.output.splitlines()
    versions, last_time = {}, ""
    for index, line in enumerate(lines):
        event = json.loads(line)
        if int(event["sequence"]) != index + 1:
            raise Unsound(f"sequence {event['sequence']} stands where {index + 1} is due")
        version = versions.get(event["subject"], 0) + 1
        if event["streamversion"] != version:
            raise Unsound(f"position {index + 1} has version {event['streamversion']} where {version} is due")
        versions[event["subject"]] = version
        if event["recordedtime"] < last_time:
            raise Unsound(f"position {index + 1} was recorded before the one before it")
        last_time = event["recordedtime"]
    said = program.run("status", "--json", "--ledger", ledger, folder=folder)
    if said.code != 0:
        raise Unsound(f"status: {said}")
    status = json.loads(said.output)
    if status["head"] != len(lines):
        raise Unsound(f"the head is {status['head']}, and {len(lines)} events were exported")
    computed = root([leaf(line.encode()) for line in lines]).hex()
    if status["root"] != computed:
        raise Unsound(f"the root is {status['root']}, and the exported lines have {computed}")
    if asks_program:
        verify(program, folder, ledger)
        views_hold(program, folder, ledger)
    return lines


def views_hold(program, folder, ledger=LEDGER):
    """Where there are views: their rows are those that the log gives when it is folded from nothing."""
    if not os.path.exists(os.path.join(folder, ledger.removesuffix(".sqlite") + ".views.sqlite")):
        return
    for command in (("view", "rights"), ("replay", "--check")):
        outcome = program.run(*command, "--ledger", ledger, folder=folder)
        if outcome.code != 0:
            raise Unsound(f"{' '.join(command)}: {outcome}")


def verify(program, folder, ledger=LEDGER):
    """The program's own opinion."""
    outcome = program.run("verify", "--ledger", ledger, folder=folder)
    if outcome.code != 0:
        raise Unsound(f"verify: {outcome}")
