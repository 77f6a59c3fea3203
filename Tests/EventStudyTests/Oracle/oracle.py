"""Writes oracle.json: the studies that the Swift tests repeat, computed with formulas.py on the prices of the examples.

    python3 oracle.py PRICES.csv oracle.json
"""
import csv
import json
import math
import sys

import numpy as np

from formulas import Event, group_tests, returns

EIGHT = [
    ("AAPL", "2007-01-09"), ("MSFT", "2008-02-01"), ("IBM", "2004-12-08"), ("GOOG", "2006-10-09"),
    ("AAPL", "2011-08-25"), ("MSFT", "2004-07-20"), ("IBM", "2009-04-06"), ("GOOG", "2011-08-15"),
]
SHARED = [(ticker, "2008-09-15") for ticker in ("AAPL", "GOOG", "IBM", "MSFT")]


def design(model="market", kind="simple", estimation=(-260, -11), window=(-5, 5), cars=((-1, 1),)):
    return {
        "model": model, "returns": kind, "estimation": list(estimation), "window": list(window),
        "cars": [list(c) for c in cars],
    }


def many(dates, prices):
    """Events of the four long-listed securities, every 55 sessions, on days of their own."""
    events = []
    for i, row in enumerate(range(1400, 3200, 55)):
        events.append((("AAPL", "GOOG", "IBM", "MSFT")[i % 4], dates[row]))
    return events


def holes(dates, seed, tickers, share, around):
    """Days taken away at random before some days."""
    chance = np.random.default_rng(seed)
    return {
        ticker: sorted(dates[r] for r in range(around[0], around[1]) if chance.random() < share) for ticker in tickers
    }


def cases(dates, prices):
    row = {d: i for i, d in enumerate(dates)}
    zero = row["2008-09-15"]
    wide = ((0, 0), (-1, 1), (-1, 0), (2, 5))
    yield "eight events", EIGHT, design(cars=wide), {}
    yield "eight events, log returns", EIGHT, design(kind="log", cars=wide), {}
    yield "eight events, market-adjusted", EIGHT, design("market-adjusted", cars=wide), {}
    yield "eight events, mean-adjusted", EIGHT, design("mean-adjusted", cars=wide), {}
    yield "eight events, Scholes-Williams", EIGHT, design("scholes-williams", cars=wide), {}
    yield "eight events, Scholes-Williams, log returns", EIGHT, design("scholes-williams", "log", cars=wide), {}
    yield "eight events, a short estimation window", EIGHT, design(estimation=(-70, -11), window=(-10, 10), cars=wide), {}
    yield "a shared day", SHARED, design(cars=wide), {}
    yield "a shared day, log returns, mean-adjusted", SHARED, design("mean-adjusted", "log", cars=wide), {}
    gaps = holes(dates, 7, ("AAPL", "IBM", "MSFT"), 0.06, (zero - 260, zero - 10))
    yield "a shared day, estimation days missing", SHARED, design(cars=wide), gaps
    yield "the same, Scholes-Williams", SHARED, design("scholes-williams", cars=wide), gaps
    yield "the same, market-adjusted", SHARED, design("market-adjusted", "log", cars=wide), gaps
    lost = holes(dates, 8, ("AAPL", "GOOG", "IBM", "MSFT"), 0.03, (0, len(dates)))
    yield "eight events, days missing anywhere", EIGHT, design(cars=wide), lost
    yield "a day of the event window missing", SHARED, design(cars=wide), {"GOOG": [dates[zero + 3]]}
    yield "a young listing", [("FB", "2012-10-24"), ("GOOG", "2012-10-19")], design(cars=wide), {}
    yield "one event", EIGHT[:1], design(cars=wide), {}
    yield "two events", EIGHT[:2], design(cars=wide), {}
    yield "the same security again and again", [("IBM", d) for _, d in EIGHT], design(cars=wide), {}
    yield "more than 25 events", many(dates, prices), design(cars=((0, 0), (-1, 1))), {}
    yield "more than 25 events, days missing", many(dates, prices), design(kind="log", cars=((0, 0),)), lost


def number(value):
    """As JSON has it: NaN is null."""
    if isinstance(value, dict):
        return {k: number(v) for k, v in value.items()}
    if isinstance(value, (list, tuple, np.ndarray)):
        return [number(v) for v in value]
    if isinstance(value, (float, np.floating)):
        return None if math.isnan(value) else float(value)
    if isinstance(value, np.integer):
        return int(value)
    return value


def study(dates, prices, events, design, missing):
    row = {d: i for i, d in enumerate(dates)}
    prices = {ticker: column.copy() for ticker, column in prices.items()}
    for ticker, days in missing.items():
        for day in days:
            prices[ticker][row[day]] = np.nan
    rates = {ticker: returns(column, design["returns"]) for ticker, column in prices.items()}
    studied = [Event(rates[ticker], rates["SP500"], row[date], design) for ticker, date in events]
    windows = []
    for bounds in design["cars"] + [design["window"]]:
        if bounds not in windows:
            windows.append(bounds)
    return {
        "events": [
            {
                "ticker": ticker, "date": date, "m": e.m, "alpha": e.alpha, "beta": e.beta, "sigma": e.sigma, "sse": e.sse,
                "r2": e.r2, "seAlpha": e.se_alpha, "seBeta": e.se_beta, "ar": e.ar, "sAr": e.s_ar, "sar": e.sar,
                "cars": [e.car(bounds) for bounds in windows],
            }
            for (ticker, date), e in zip(events, studied)
        ],
        "tests": [group_tests(studied, bounds, design) for bounds in windows],
    }


def read(path):
    with open(path) as file:
        rows = list(csv.reader(file))
    columns = np.array([[float(c) if c else np.nan for c in r[1:]] for r in rows[1:]])
    return [r[0] for r in rows[1:]], {name: columns[:, i] for i, name in enumerate(rows[0][1:])}


def main(prices_path, output):
    dates, prices = read(prices_path)
    written = [
        {"name": name, "design": d, "missing": missing, **study(dates, prices, events, d, missing)}
        for name, events, d, missing in cases(dates, prices)
    ]
    with open(output, "w") as file:
        file.write("[\n" + ",\n".join(json.dumps(number(case)) for case in written) + "\n]\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
