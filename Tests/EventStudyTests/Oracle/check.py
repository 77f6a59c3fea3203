"""Runs the scripts again and compares what they write with the committed fixtures; then holds the formulas against peers.

    python3 check.py          compares, to 1e-12 (other versions of numpy round the last digit differently)
    python3 check.py --write  writes the fixtures

Needs numpy, scipy, mpmath, statsmodels, eventstudy and matplotlib (which eventstudy imports).
"""
import json
import pathlib
import subprocess
import sys
import tempfile

here = pathlib.Path(__file__).resolve().parent
prices = here.parents[2] / "Examples" / "prices-2000-2013.csv"


def differences(path, left, right):
    if isinstance(left, dict) and isinstance(right, dict) and left.keys() == right.keys():
        for key in left:
            yield from differences(f"{path}.{key}", left[key], right[key])
    elif isinstance(left, list) and isinstance(right, list) and len(left) == len(right):
        for index, pair in enumerate(zip(left, right)):
            yield from differences(f"{path}[{index}]", *pair)
    elif isinstance(left, float) and isinstance(right, float):
        if abs(left - right) > 1e-12 * max(abs(right), 1e-3):
            yield f"{path}: {left!r} is committed, {right!r} computed"
    elif left != right:
        yield f"{path}: {left!r} is committed, {right!r} computed"


def main():
    found = []
    with tempfile.TemporaryDirectory() as folder:
        for script, arguments in (("distributions", []), ("oracle", [prices]), ("totals", [prices])):
            fixture = here / f"{script}.json"
            target = fixture if "--write" in sys.argv else pathlib.Path(folder) / fixture.name
            subprocess.run([sys.executable, here / f"{script}.py", *arguments, target], check=True)
            found += differences(script, json.loads(fixture.read_text()), json.loads(target.read_text()))
    for line in found[:20]:
        print(line, file=sys.stderr)
    if found:
        sys.exit(f"{len(found)} figures of the fixtures differ")
    subprocess.run([sys.executable, here / "peers.py", prices], check=True)


if __name__ == "__main__":
    main()
