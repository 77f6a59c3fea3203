"""Runs a program on a terminal of its own and answers what it asks, a line a question:

    python3 terminal.py PROGRAM ARGUMENT ... -- ANSWER ...

An answer may be INTERRUPT (Ctrl-C) or END (Ctrl-D). Prints what the terminal showed, and the exit status.
"""

import os
import select
import sys


def main():
    split = sys.argv.index("--")
    program, answers = sys.argv[1:split], sys.argv[split + 1 :]
    child, terminal = os.forkpty()
    if child == 0:
        os.execv(program[0], program)
    shown, asked = b"", 0
    while select.select([terminal], [], [], 60)[0]:
        try:
            piece = os.read(terminal, 65536)
        except OSError:
            break
        if not piece:
            break
        shown += piece
        # A question ends without a line break.
        if answers and shown[asked:].endswith((b": ", b"= ")):
            asked = len(shown)
            answer = answers.pop(0)
            os.write(terminal, {"INTERRUPT": b"\x03", "END": b"\x04"}.get(answer, answer.encode() + b"\n"))
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    print(shown.decode().replace("\r\n", "\n"), end="")
    print(f"status {status}")


main()
