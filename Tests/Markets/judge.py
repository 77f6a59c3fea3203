#!/usr/bin/env python3
"""Holds every session from 1990 to 2026 of the markets that are built in against two libraries and Python's zoneinfo.

Where they differ, differences.txt says who is right; any other difference fails, and so does a line that no longer meets one.
IMPACT names the program. With --list the differences that are not listed are printed as lines for that file.
"""

import datetime
import os
import subprocess
import sys
import warnings
import zoneinfo

import exchange_calendars
import pandas
import pandas_market_calendars

warnings.filterwarnings("ignore")
HERE = os.path.dirname(os.path.abspath(__file__))
IMPACT = os.environ.get("IMPACT", os.path.join(HERE, "../../.build/release/impact"))
FIRST, LAST = datetime.date(1990, 1, 1), datetime.date(2026, 12, 31)

# What each library calls our markets.
EXCHANGE_CALENDARS = (
    "XNYS XTSE XLON XPAR XAMS XBRU XMIL XMAD XETR XSWX XSTO XHEL XCSE XOSL XTKS XHKG XSHG XKRX XTAI XBOM XASX BVMF XSAU"
).split()
PANDAS_MARKET_CALENDARS = {
    "XNYS": "NYSE", "XNAS": "NASDAQ", "BATS": "BATS", "XTSE": "TSX", "XLON": "LSE", "XSWX": "SIX", "XOSL": "OSE",
    "XTKS": "JPX", "XHKG": "HKEX", "XSHG": "SSE", "XBOM": "BSE", "XNSE": "NSE", "XASX": "ASX", "BVMF": "BMF",
}
# Segments and other markets that have the sessions of one.
ALIKE = [
    ("XNGS", "XNAS"), ("XNMS", "XNAS"), ("XNCM", "XNAS"), ("XNAS", "XNYS"), ("ARCX", "XNYS"), ("XASE", "XNYS"),
    ("BATS", "XNYS"), ("XSHE", "XSHG"), ("XNSE", "XBOM"),
]


def ours(mic):
    """By day: opening and close, and the moment of the close in UTC."""
    text = subprocess.run(
        [IMPACT, "markets", mic, "--since", str(FIRST), "--until", str(LAST)],
        check=True, capture_output=True, text=True).stdout
    rows = [line.split(",") for line in text.splitlines()[1:]]
    return {datetime.date.fromisoformat(day): (opens, close, end) for day, opens, close, end in rows}


def schedule(frame, opens, closes, zone):
    def clock(moment):
        return moment.tz_convert(zone).strftime("%H:%M")
    return {day.date(): (clock(a), clock(b)) for day, a, b in zip(frame.index, frame[opens], frame[closes])}


def exchange_calendar(mic):
    kind = exchange_calendars.calendar_utils._default_calendar_factories[mic]
    first = max(filter(None, [kind.bound_min(), pandas.Timestamp(FIRST)]))
    last = min(filter(None, [kind.bound_max(), pandas.Timestamp(LAST)]))
    calendar = kind(start=first, end=last)
    # What it does not reach it says nothing of.
    return schedule(calendar.schedule, "open", "close", calendar.tz), first.date(), last.date()


def market_calendar(name):
    calendar = pandas_market_calendars.get_calendar(name)
    frame = calendar.schedule(str(FIRST), str(LAST), tz=calendar.tz)
    return schedule(frame, "market_open", "market_close", calendar.tz), FIRST, LAST


class Listed:
    """A line of differences.txt: MIC LIBRARY DAYS OURS THEIRS | who is right | why"""

    def __init__(self, line):
        self.line, self.used = line, 0
        facts, self.right, self.why = [part.strip() for part in line.split("|")]
        self.mic, self.library, days, self.ours, self.theirs = facts.split()
        first, _, last = days.partition("..")
        self.first = datetime.date.fromisoformat(first) if first else FIRST
        self.last = datetime.date.fromisoformat(last) if last else LAST if ".." in days else self.first

    def meets(self, mic, library, day, own, other):
        return (self.mic == mic and self.library == library and self.first <= day <= self.last
                and self.ours in (own, "any") and self.theirs in (other, "any"))


def listed():
    with open(os.path.join(HERE, "differences.txt"), encoding="utf-8") as file:
        lines = [line.strip() for line in file]
    return [Listed(line) for line in lines if line and not line.startswith("#")]


def differences(mic, own, other, first, last):
    opens_count = mic in ("XNYS", "XNAS", "BATS")
    for day in sorted(set(own) | set(other)):
        if not first <= day <= last:
            continue
        ours_text, theirs_text = "closed", "closed"
        if day in own:
            ours_text = f"{own[day][0]}-{own[day][1]}" if opens_count else own[day][1]
        if day in other:
            theirs_text = f"{other[day][0]}-{other[day][1]}" if opens_count else other[day][1]
        if ours_text != theirs_text:
            yield day, ours_text, theirs_text


def main():
    lines = listed()
    unlisted, faults, days = [], [], 0
    tables = {}

    def table(mic):
        if mic not in tables:
            tables[mic] = ours(mic)
        return tables[mic]

    sources = [(mic, "exchange_calendars", lambda mic=mic: exchange_calendar(mic)) for mic in EXCHANGE_CALENDARS]
    sources += [
        (mic, "pandas_market_calendars", lambda name=name: market_calendar(name))
        for mic, name in PANDAS_MARKET_CALENDARS.items()
    ]
    for mic, library, read in sources:
        other, first, last = read()
        days += len(other)
        for day, own, theirs in differences(mic, table(mic), other, first, last):
            found = next((line for line in lines if line.meets(mic, library, day, own, theirs)), None)
            if found:
                found.used += 1
            else:
                unlisted.append(f"{mic} {library} {day} {own} {theirs}")
    faults += [f"listed, and no difference: {line.line}" for line in lines if not line.used]
    for segment, market in ALIKE:
        if table(segment) != table(market):
            faults.append(f"{segment} has other sessions than {market}")
    for mic, zone in zone_names().items():
        clock = zoneinfo.ZoneInfo(zone)
        for day, (_, close, end) in table(mic).items():
            local = datetime.datetime.combine(day, datetime.time.fromisoformat(close), clock)
            moment = local.astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
            if moment != end:
                faults.append(f"{mic} {day}: closes {end}; by zoneinfo {moment}")
    for line in unlisted if "--list" in sys.argv else unlisted[:40]:
        print(line)
    for fault in faults[:40]:
        print(fault)
    print(f"{days} sessions held against the libraries, {sum(line.used for line in lines)} listed differences, "
          f"{len(unlisted)} others, {len(faults)} faults")
    return 1 if unlisted or faults else 0


def zone_names():
    text = subprocess.run([IMPACT, "markets", "--catalogue"], check=True, capture_output=True, text=True).stdout
    zones, mic = {}, None
    for line in text.splitlines():
        if line.startswith("## "):
            mic = line[3:].split(":")[0]
        elif line.startswith("Zone `"):
            zones[mic] = line.split("`")[1]
    return zones


if __name__ == "__main__":
    sys.exit(main())
