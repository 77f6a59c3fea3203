"""The import of a wide file of prices against DuckDB reading the same file: `prices.py IMPACT FOLDER SECURITIES DAYS ROUNDS`.

- `impact import --prices` into a new ledger, judged, recorded and synced.
- DuckDB (PyPI), `unpivot`: read_csv and UNPIVOT into a table of date, ticker and close in a database file, a row a price as the
  import records them.
- DuckDB, `wide`: read_csv into a table of a column a ticker, as the file has them.

Whole processes by turns, the shortest round of each; memory is the most of any round. The file is made once, always the same for
the same size: weekdays from 2000-01-03, closes with two digits behind the point that walk by a seeded generator.
"""

import datetime
import os
import random
import subprocess
import sys
import time


def make(path, securities, days):
    generator = random.Random(6)
    closes = [generator.randrange(1_000, 50_000) for _ in range(securities)]
    day = datetime.date(2000, 1, 3)
    draft = path + ".draft"
    with open(draft, "w") as file:
        file.write("date," + ",".join(f"T{place}" for place in range(securities)) + "\n")
        for _ in range(days):
            steps = generator.getrandbits(8 * securities).to_bytes(securities, "little")
            closes = [max(100, close + (step - 127) * close // 12_700) for close, step in zip(closes, steps)]
            file.write(f"{day}," + ",".join(f"{close // 100}.{close % 100:02}" for close in closes) + "\n")
            day += datetime.timedelta(days=3 if day.weekday() == 4 else 1)
    os.rename(draft, path)


def duckdb_load(form, source, target):
    import duckdb

    connection = duckdb.connect(target)
    table = f"FROM read_csv('{source}', header = true)"
    if form == "unpivot":
        table = f"FROM (UNPIVOT (SELECT * {table}) ON COLUMNS(* EXCLUDE date) INTO NAME ticker VALUE close)"
    connection.execute(f"CREATE TABLE prices AS SELECT * {table}")
    if form == "unpivot":
        print(connection.execute("SELECT count(*) FROM prices").fetchone()[0])
    connection.close()


def remove(path):
    for suffix in ["", "-wal", "-shm", "-lock", ".wal"]:
        if os.path.exists(path + suffix):
            os.unlink(path + suffix)


def run(command):
    """Seconds, processor seconds and megabytes of a process."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        sys.exit(f"{' '.join(command)} ended with {status}")
    return time.perf_counter() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main(impact, folder, securities, days, rounds):
    import duckdb

    prices = securities * days
    source = os.path.join(folder, f"prices-{securities}x{days}.csv")
    if not os.path.exists(source):
        make(source, securities, days)
    ledger, database = os.path.join(folder, "prices.sqlite"), os.path.join(folder, "prices.duckdb")
    commands = {
        "impact import --prices": [
            impact, "import", "--prices", "--currency", "USD", "--adjusted", "all", "--quiet", source, "--ledger", ledger],
        "DuckDB, read_csv and UNPIVOT": [sys.executable, __file__, "duckdb", "unpivot", source, database],
        "DuckDB, read_csv": [sys.executable, __file__, "duckdb", "wide", source, database],
    }
    best = {}
    for _ in range(rounds):
        for name, command in commands.items():
            remove(ledger)
            remove(database)
            subprocess.run([impact, "init", "--quiet", "--ledger", ledger], check=True)
            seconds, processor, memory = run(command)
            known = best.get(name, (1e9, 1e9, 0))
            best[name] = (min(seconds, known[0]), min(processor, known[1]), max(memory, known[2]))
    remove(ledger)
    remove(database)
    own = best["impact import --prices"][0]
    print(f"{securities} securities x {days} days, {prices} prices, {os.path.getsize(source) / 1e6:.0f} MB; "
          f"DuckDB {duckdb.__version__}, Python {sys.version.split()[0]}, {os.cpu_count()} processors")
    print(f"{'work':30}{'seconds':>9}{'processor':>11}{'prices/s':>12}{'memory':>9}{'impact takes':>14}")
    for name, (seconds, processor, memory) in best.items():
        print(f"{name:30}{seconds:9.2f}{processor:11.2f}{prices / seconds:12.0f}{memory:6.0f} MB"
              f"{own / seconds:11.2f} x")


if sys.argv[1] == "duckdb":
    duckdb_load(*sys.argv[2:])
else:
    main(sys.argv[1], sys.argv[2], *map(int, sys.argv[3:]))
