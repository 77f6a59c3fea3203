#!/usr/bin/env python3
"""Questions about one thing, asked of a short ledger and of a long one: process start to exit, views current, warm cache.

    questions.py LONG.sqlite SHORT.sqlite IMPACT ROUNDS

Prints the best time on each, the larger peak of memory, and the goal for the long one. Fails where a question fails, never for
being slow: timings are for people to read.
"""

import json
import os
import resource
import subprocess
import sys
import time


class Program:
    def __init__(self, path, ledger):
        self.path = path
        self.environment = dict(os.environ, IMPACT_LEDGER=ledger, TZ="UTC")

    def read(self, *arguments):
        done = subprocess.run([self.path, *arguments], env=self.environment, capture_output=True, text=True)
        if done.returncode != 0:
            raise SystemExit(f"impact {' '.join(arguments)}: {done.returncode}\n{done.stderr}")
        return done.stdout

    def measure(self, arguments):
        """Seconds, and the peak of memory in MB."""
        start = time.perf_counter()
        child = subprocess.Popen(
            [self.path, *arguments], env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        errors = child.stderr.read()
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.perf_counter() - start
        # A difference is told by 1.
        if child.returncode not in (0, 1):
            raise SystemExit(f"impact {' '.join(arguments)}: {child.returncode}\n{errors.decode()}")
        return seconds, usage.ru_maxrss / 1024


def deal(program):
    """The buyer and the id of a deal that is in force."""
    for line in reversed(program.read("log", "--type", "deal.announced", "--limit", "50", "--json").splitlines()):
        data = json.loads(line)["data"]
        rows = json.loads(program.read("view", "commitments", "--company", data["buyer"], "--json"))["rows"]
        if any(row["deal"] == data["deal"] for row in rows):
            return data["buyer"], data["deal"]
    raise SystemExit("no deal is in force")


def questions(program):
    """Each with its goal in milliseconds and MB on a million events."""
    company, key = deal(program)
    # Under a cut that leaves out nothing the same has to be found without what is stored.
    moment = "2099-12-31"
    return [
        (["show", "77"], 40, 50),
        (["log", "--limit", "20"], 40, 50),
        (["log", "--company", company, "--limit", "20"], 40, 50),
        (["log", "--stream", f"deal/{key}"], 40, 50),
        (["status"], 40, 50),
        (["view", "commitments", "--limit", "20"], 60, 60),
        (["view", "commitments", "--company", company], 60, 60),
        (["view", "market-cap", "--company", company], 60, 60),
        (["view", "timeline", "--company", company, "--limit", "20"], 60, 60),
        (["view", "timeline", "--since", "2020-02-01", "--limit", "20"], 60, 60),
        (["explain", "commitments", key], 100, 60),
        (["explain", "commitments", key, "--as-of", moment], 150, 60),
        (["view", "commitments", "--company", company, "--as-of", moment], 150, 60),
        (["view", "market-cap", "--company", company, "--as-of", moment], 150, 60),
        (["report", "--company", company, "-o", "/dev/null", "-O", "md"], 500, 100),
    ]


def main():
    long, short, path, rounds = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
    figures = {}
    for ledger in (short, long):
        program = Program(path, ledger)
        # The first question folds the views and indexes the log.
        program.read("view", "commitments", "--limit", "1", "-O", "jsonl")
        program.read("show", "1")
        asked = questions(program)
        program.read(*asked[2][0])
        figures[ledger] = []
        for arguments, milliseconds, megabytes in asked:
            measured = [program.measure(arguments) for _ in range(rounds)]
            name = " ".join(arguments[:2] + [word for word in arguments[2:] if word.startswith("--")])
            figures[ledger].append(
                (name, min(seconds for seconds, _ in measured), max(memory for _, memory in measured), milliseconds,
                 megabytes))
    print(f"{'question':58} {'short':>9} {'long':>9} {'memory':>9}   goal")
    for (name, small, small_memory, *_), (_, seconds, memory, milliseconds, megabytes) in zip(
            figures[short], figures[long]):
        print(
            f"{name:58} {small * 1000:6.0f} ms {seconds * 1000:6.0f} ms {max(memory, small_memory):6.0f} MB"
            f"   {milliseconds} ms, {megabytes} MB")


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    main()
