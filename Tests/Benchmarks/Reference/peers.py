"""Other people's programs on the same events, in one run: `peers.py IMPACT LEDGER`.

- `eventsourcing` (PyPI): as many events, stored by its SQLite recorder, replayed through its notification log into counts by
  type; storing them is not timed.
- DuckDB (PyPI): one aggregate over the exported JSONL, from file to answer.
- `impact replay`: all views from nothing, rows written and synced.

Whole work from open to end, the shortest of three rounds by turns.
"""

import collections
import json
import os
import subprocess
import sys
import tempfile
import time

import duckdb
from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event
from eventsourcing.system import NotificationLogReader


class Story(Aggregate):
    """The stream of an aggregate: one event each time something is noted."""

    @event("Noted")
    def note(self, type, data):
        self.last = type


def store(lines, path):
    application = Application(env={"PERSISTENCE_MODULE": "eventsourcing.sqlite", "SQLITE_DBNAME": path})
    stories = {}
    for line in lines:
        item = json.loads(line)
        stories.setdefault(item["subject"], Story()).note(item["type"], item["data"])
    for story in stories.values():
        application.save(story)
    application.close()


def replay(path):
    application = Application(env={"PERSISTENCE_MODULE": "eventsourcing.sqlite", "SQLITE_DBNAME": path})
    counts = collections.Counter()
    for notification in NotificationLogReader(application.notification_log, section_size=1000).read(start=1):
        noted = application.mapper.to_domain_event(notification)
        if isinstance(noted, Story.Noted):
            counts[noted.type] += 1
    application.close()
    return sum(counts.values())


def aggregate(path):
    return duckdb.sql(
        f"SELECT type, data.company AS company, count(*), max(occurred) FROM read_json('{path}', "
        "format = 'newline_delimited', union_by_name = true, maximum_object_size = 2000000, ignore_errors = false, "
        "columns = {type: 'VARCHAR', occurred: 'VARCHAR', data: 'JSON'}) GROUP BY ALL"
        .replace("data.company", "json_extract_string(data, '$.company')")).fetchall()


def timed(body):
    start = time.perf_counter()
    body()
    return time.perf_counter() - start


def main():
    impact, ledger = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        lines = os.path.join(folder, "events.jsonl")
        subprocess.run([impact, "export", "events", "--quiet", "--ledger", ledger, "-o", lines], check=True)
        with open(lines) as file:
            content = file.readlines()
        peer = os.path.join(folder, "eventsourcing.sqlite")
        store(content, peer)
        best = {}
        for _ in range(3):
            for name, body in [
                    ("impact", lambda: subprocess.run([impact, "replay", "--quiet", "--ledger", ledger], check=True)),
                    ("DuckDB", lambda: aggregate(lines)), ("eventsourcing", lambda: replay(peer))]:
                best[name] = min(best.get(name, 1e9), timed(body))
        replayed = replay(peer)
        if replayed != len(content):
            sys.exit(f"eventsourcing replayed {replayed} of {len(content)} events")
    print(f"{len(content)} events; eventsourcing and DuckDB {duckdb.__version__}, Python {sys.version.split()[0]}")
    print(f"{'figure':58}{'seconds':>9}{'ratio':>8}  goal")
    print(f"{'impact replay, all views from nothing':58}{best['impact']:9.2f}")
    for name, what, goal in [
            ("DuckDB", "one aggregate over the exported JSONL", "2"), ("eventsourcing", "replaying as many events", "40")]:
        print(f"{name + ', ' + what:58}{best[name]:9.2f}{best[name] / best['impact']:8.2f}  >= {goal}")


main()
