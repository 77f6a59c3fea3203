"""Files that may be read and not written, and files that others must not read."""

import os

import soundness
from program import LEDGER, VIEWS, append_arguments, new_ledger
from suite import remove

NOBODY = 65534


class AnyUser:
    """Runs the program as a user to whom the bits of a file mean something."""

    def __init__(self, program, folder):
        self.program, self.options = program, {}
        if os.geteuid() == 0:
            self.options = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
            for path in (folder, *(os.path.join(folder, name) for name in os.listdir(folder))):
                os.chown(path, NOBODY, NOBODY)

    def run(self, *arguments, folder):
        process = self.program.start(*arguments, folder=folder, **self.options)
        output, messages = process.communicate()
        return process.returncode, output.decode(), messages.decode()


def run(bench):
    bench.run("files that may not be written, folders that are not there", "permissions", lambda row: tries(bench, row))
    bench.run("modes of new files with a umask of 0", "permissions", lambda row: modes(bench, row))


def tries(bench, row):
    if os.geteuid() == 0 and not reachable(bench.folder):
        row.skipped = f"another user cannot reach {bench.folder}"
        return

    def expect(words, outcome, code, said=""):
        row.count()
        if outcome[0] != code or said not in outcome[2]:
            row.problem(f"{words}: {outcome}, exit {code} is due")

    folder = bench.place("protected")
    new_ledger(bench.program, folder)
    for suffix in ("-wal", "-shm"):
        os.remove(os.path.join(folder, LEDGER + suffix))
    os.chmod(os.path.join(folder, LEDGER), 0o400)
    user = AnyUser(bench.program, folder)
    expect("a question to a protected ledger", user.run("view", "rights", "--ledger", LEDGER, folder=folder), 0)
    expect("an append to it", user.run(*append_arguments(50), folder=folder), 77, "can only be read")
    os.chmod(os.path.join(folder, LEDGER), 0o600)
    expect("an append after it was writable again", user.run(*append_arguments(50), folder=folder), 0)
    remove(folder)

    for with_companions in (False, True):
        folder = bench.place("locked")
        new_ledger(bench.program, folder)
        if not with_companions:
            for suffix in ("-wal", "-shm", "-lock"):
                os.remove(os.path.join(folder, LEDGER + suffix))
        user = AnyUser(bench.program, folder)
        os.chmod(folder, 0o500)
        words = f"a writable ledger in a protected folder {'with' if with_companions else 'without'} SQLite's files: "
        expect(words + "a question", user.run("view", "rights", "--ledger", LEDGER, folder=folder), 0)
        outcome = user.run(*append_arguments(50), folder=folder)
        expect(words + "an append", outcome, 77, "can only be read")
        os.chmod(folder, 0o700)
        soundness.check(bench.program, folder)
        remove(folder)

    folder = bench.place("astray")
    new_ledger(bench.program, folder)
    bench.program.do("keygen", "torture.example/1", "-o", "key", folder=folder)
    user = AnyUser(bench.program, folder)
    for arguments in [
            ("init", "--ledger", "none/new.sqlite"), ("export", "sqlite", "none/new.db", "--ledger", LEDGER),
            ("export", "events", "-o", "none/new.jsonl", "--ledger", LEDGER),
            ("backup", "none/new.sqlite", "--ledger", LEDGER), ("keygen", "torture.example/2", "-o", "none/key"),
            ("checkpoint", "--key", "key", "-o", "none/checkpoint", "--ledger", LEDGER),
            ("report", "-o", "none/report.html", "--ledger", LEDGER)]:
        expect(" ".join(arguments), user.run(*arguments, folder=folder), 73)
    remove(folder)


def reachable(path):
    while path != "/":
        if os.stat(path).st_mode & 0o001 == 0:
            return False
        path = os.path.dirname(path)
    return True


def modes(bench, row):
    program, folder = bench.program, bench.place("modes")
    old = os.umask(0)
    try:
        new_ledger(program, folder)
        program.do("replay", "--ledger", LEDGER, folder=folder)
        program.do("keygen", "torture.example/1", "-o", "key", folder=folder)
        program.do("backup", "backup.sqlite", "--ledger", LEDGER, folder=folder)
    finally:
        os.umask(old)
    names = {LEDGER, LEDGER + "-wal", LEDGER + "-shm", LEDGER + "-lock", VIEWS, "key", "backup.sqlite"}
    for name in sorted(names | set(os.listdir(folder))):
        row.count()
        mode = os.stat(os.path.join(folder, name)).st_mode & 0o777
        if mode != 0o600:
            row.problem(f"{name} has mode {mode:o}")
    remove(folder)
