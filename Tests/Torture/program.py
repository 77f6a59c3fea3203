"""Running the program, and the events that the suites give it."""

import json
import os
import re
import subprocess

# A program that hangs is a fault as much as one that crashes.
SECONDS_LIMIT = 60


class Outcome:
    def __init__(self, code, output, messages):
        self.code, self.output, self.messages = code, output, messages

    def __str__(self):
        return f"exit {self.code}, {self.output.strip()!r}, {self.messages.strip()!r}"


class Program:
    def __init__(self, path):
        self.path = os.path.realpath(path)

    def start(self, *arguments, folder, environment=None, **options):
        options.setdefault("stdout", subprocess.PIPE)
        options.setdefault("stderr", subprocess.PIPE)
        return subprocess.Popen(
            [self.path, *arguments], cwd=folder, stdin=subprocess.DEVNULL, env={**clean_environment(), **(environment or {})},
            **options)

    def run(self, *arguments, folder, environment=None):
        process = self.start(*arguments, folder=folder, environment=environment)
        try:
            output, messages = process.communicate(timeout=SECONDS_LIMIT)
        except subprocess.TimeoutExpired:
            process.kill()
            output, messages = process.communicate()
            messages += b"\n(hung: killed by the test)"
        return Outcome(process.returncode, output.decode(errors="replace"), messages.decode(errors="replace"))

    def do(self, *arguments, folder, environment=None):
        """What must succeed for the test to make sense."""
        outcome = self.run(*arguments, folder=folder, environment=environment)
        if outcome.code != 0:
            raise RuntimeError(f"impact {' '.join(arguments)}: {outcome}")
        return outcome


def clean_environment():
    return {"PATH": os.environ.get("PATH", ""), "USER": "torture", "LC_ALL": "C.UTF-8", "TZ": "UTC"}


LEDGER = "ledger.sqlite"
VIEWS = "ledger.views.sqlite"


def event_id(number):
    return f"019a4a10-0000-7000-8000-{number:012x}"


def append_arguments(number, ledger=LEDGER):
    """One event with a known identity, so that it can be looked for, and handed in again."""
    return ("append", "company.registered", f"company=company-{number}", f"name=Company {number}", "kind=public",
            "--id", event_id(number), "--occurred", "2025-11-03", "--ledger", ledger)


def event_line(number, padding=200):
    return json.dumps({
        "specversion": "1.0", "id": event_id(number), "source": "urn:impact:writer:torture", "type": "deal.announced",
        "subject": f"deal/deal-{number}", "occurred": "2025-11-03",
        "data": {"deal": f"deal-{number}", "buyer": "company-1", "supplier": "company-2", "kind": "cloud",
                 "certainty": "reported", "summary": "x" * padding,
                 "value": {"amount": str(number), "unit": "USD", "qualifier": "exact"}}})


def write_batch(path, numbers, padding=200):
    with open(path, "w") as file:
        file.writelines(event_line(number, padding) + "\n" for number in numbers)


def acknowledged_position(output):
    """The position that `append` printed, or None where the line is not whole."""
    found = re.search(r"^(?:appended at|unchanged: the same event is at) (\d+),[^\n]*\n", output, re.MULTILINE)
    return int(found[1]) if found else None


def new_ledger(program, folder, companies=2):
    """A ledger with the companies that the deals of `event_line` name."""
    os.makedirs(folder, exist_ok=True)
    program.do("init", "--ledger", LEDGER, "--quiet", folder=folder)
    for number in range(1, companies + 1):
        program.do(*append_arguments(number), folder=folder)
