"""Other people's programs on the same events, in one run: `peers.py IMPACT LEDGER`.

- `eventsourcing` (PyPI): as many events, stored by its SQLite recorder, which is not timed. Once they are only read through its
  notification log and counted by type, in memory. Once they are replayed into a materialised view as its manual has it ("Projection"
  with a tracking recorder): each event's row and the position reached are written in one transaction, into an empty SQLite file. It
  writes one row an event and folds nothing.
- DuckDB (PyPI): one aggregate over the exported JSONL, from file to answer.
- `impact replay`: all views from nothing, rows written and synced.

Whole work from open to end, the shortest of three rounds by turns; the replay into a view, which takes a minute for 100,000
events, once.
"""

import collections
import json
import os
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version

import duckdb
from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event
from eventsourcing.persistence import Tracking
from eventsourcing.projection import Projection
from eventsourcing.sqlite import SQLiteFactory, SQLiteTrackingRecorder
from eventsourcing.system import NotificationLogReader


PROJECTED = "eventsourcing, replaying into a view, a row an event"


class Story(Aggregate):
    """The stream of an aggregate: one event each time something is noted."""

    @event("Noted")
    def note(self, type, data):
        self.last = type


class NotedRows(SQLiteTrackingRecorder):
    """The view: a row an event, kept together with the position that was reached."""

    def construct_create_table_statements(self):
        return super().construct_create_table_statements() + [
            "CREATE TABLE IF NOT EXISTS noted (position INTEGER PRIMARY KEY, story TEXT, type TEXT, data TEXT)"]

    def add(self, story, type, data, tracking):
        with self.datastore.transaction(commit=True) as cursor:
            self._insert_tracking(cursor, tracking)
            cursor.execute(
                "INSERT INTO noted VALUES (?, ?, ?, ?)", (tracking.notification_id, story, type, json.dumps(data)))

    def count(self):
        with self.datastore.transaction(commit=False) as cursor:
            cursor.execute("SELECT count(*) FROM noted")
            return cursor.fetchone()[0]


class NotedProjection(Projection[NotedRows]):
    def process_event(self, domain_event, tracking):
        if isinstance(domain_event, Story.Noted):
            self.view.add(str(domain_event.originator_id), domain_event.type, domain_event.data, tracking)
        else:
            self.view.insert_tracking(tracking)


def environment(path):
    return {"PERSISTENCE_MODULE": "eventsourcing.sqlite", "SQLITE_DBNAME": path}


def notifications(application):
    return NotificationLogReader(application.notification_log, section_size=1000).read(start=1)


def store(lines, path):
    application = Application(env=environment(path))
    stories = {}
    for line in lines:
        item = json.loads(line)
        stories.setdefault(item["subject"], Story()).note(item["type"], item["data"])
    for story in stories.values():
        application.save(story)
    application.close()


def read(path):
    application = Application(env=environment(path))
    counts = collections.Counter()
    for notification in notifications(application):
        noted = application.mapper.to_domain_event(notification)
        if isinstance(noted, Story.Noted):
            counts[noted.type] += 1
    application.close()
    return sum(counts.values())


def project(path, views, expected):
    """Replays into an empty view. Its own runner follows the log in the same order, but not with the SQLite recorder."""
    for suffix in ["", "-wal", "-shm"]:
        if os.path.exists(views + suffix):
            os.remove(views + suffix)
    application = Application(env=environment(path))
    view = SQLiteFactory(environment(views)).tracking_recorder(NotedRows)
    projection = NotedProjection(view)
    for notification in notifications(application):
        projection.process_event(
            application.mapper.to_domain_event(notification), Tracking(application.name, notification.id))
    if (rows := view.count()) != expected:
        sys.exit(f"eventsourcing projected {rows} of {expected} events")
    view.datastore.close()
    application.close()


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
        peer, views = os.path.join(folder, "eventsourcing.sqlite"), os.path.join(folder, "projection.sqlite")
        store(content, peer)
        if (events := read(peer)) != len(content):
            sys.exit(f"eventsourcing replayed {events} of {len(content)} events")
        works = [
            ("impact replay, all views from nothing", "",
             lambda: subprocess.run([impact, "replay", "--quiet", "--ledger", ledger], check=True)),
            ("DuckDB, one aggregate over the exported JSONL", ">= 2", lambda: aggregate(lines)),
            (PROJECTED, ">= 40", lambda: project(peer, views, len(content))),
            ("eventsourcing, reading and counting, nothing written", "", lambda: read(peer)),
        ]
        best = {}
        for round in range(3):
            for name, _, body in works:
                if name == PROJECTED and round > 0:
                    continue
                best[name] = min(best.get(name, 1e9), timed(body))
    print(f"{len(content)} events; DuckDB {duckdb.__version__}, eventsourcing {version('eventsourcing')}, "
          f"Python {sys.version.split()[0]}")
    print(f"{'figure':58}{'seconds':>9}{'ratio':>8}  goal")
    for name, goal, _ in works:
        print(f"{name:58}{best[name]:9.2f}{best[name] / best[works[0][0]]:8.2f}  {goal}")


main()
