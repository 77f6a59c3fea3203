"""What the suites share: a place to work in, a random source, and the rows of the closing table."""

import concurrent.futures
import os
import random
import shutil
import sys
import threading
import time
import traceback


class Row:
    """One line of the closing table. `problems` are what was lost or went unnoticed, in words."""

    def __init__(self, fault, command, progress=None):
        self.fault, self.command = fault, command
        self.tried, self.seconds = 0, 0.0
        self.problems, self.remarks = [], []
        self.skipped = None
        self._progress = progress
        self._lock = threading.Lock()

    def count(self, number=1):
        with self._lock:
            self.tried += number
            if self._progress:
                self._progress.show(f"{self.fault}: {self.tried:,} tried")

    def problem(self, text):
        """Takes None, too, where nothing is wrong."""
        if text:
            with self._lock:
                self.problems.append(text)


class Progress:
    """A line on a terminal that says how far a row is, so that nobody takes a long one for one that hangs."""

    def __init__(self):
        self._start = self._shown = time.monotonic()

    def show(self, text):
        now = time.monotonic()
        if now - self._shown >= 0.5:
            self._shown = now
            sys.stderr.write(f"\r{text}, {now - self._start:.0f} s\x1b[K")
            sys.stderr.flush()

    @staticmethod
    def clear():
        sys.stderr.write("\r\x1b[K")
        sys.stderr.flush()


class Bench:
    """The setting of one run: the program, the shim, a folder, how much to try, and the seed."""

    def __init__(self, program, shim, folder, seed, is_quick, workers):
        self.program, self.shim, self.folder = program, shim, folder
        self.seed, self.is_quick, self.workers = seed, is_quick, workers
        self.rows = []
        self._places = 0
        self._lock = threading.Lock()

    def amount(self, quick, whole):
        return quick if self.is_quick else whole

    def random(self, name):
        """A source of its own for each use, so that a suite alone does what it does among all."""
        return random.Random(f"{self.seed}/{name}")

    def place(self, name):
        """The path of a folder that is not there yet."""
        with self._lock:
            self._places += 1
            return os.path.join(self.folder, f"{name}-{self._places}")

    def copy(self, folder, name="copy"):
        target = self.place(name)
        shutil.copytree(folder, target, symlinks=True)
        return target

    def run(self, fault, command, body):
        """Runs `body(row)` and keeps its row."""
        progress = Progress() if sys.stderr.isatty() else None
        row = Row(fault, command, progress)
        start = time.monotonic()
        try:
            body(row)
        except Exception as error:  # A suite that breaks off has not shown what it is there to show.
            traceback.print_exc()
            row.problem(f"broke off: {error}")
        row.seconds = time.monotonic() - start
        self.rows.append(row)
        if progress:
            progress.clear()
        state = f"skipped: {row.skipped}" if row.skipped else f"{row.tried} tried, {len(row.problems)} lost or unnoticed"
        print(f"{fault}: {state}, {row.seconds:.1f} s", flush=True)
        for text in row.problems[:10]:
            print(f"    {text}", flush=True)
        for text in row.remarks:
            print(f"    ({text})", flush=True)

    def in_parallel(self, body, items):
        """`body` over all items on as many threads as there are workers: their time goes by in child processes."""
        with concurrent.futures.ThreadPoolExecutor(self.workers) as pool:
            for future in [pool.submit(body, item) for item in items]:
                future.result()


def remove(folder):
    shutil.rmtree(folder, ignore_errors=True)
