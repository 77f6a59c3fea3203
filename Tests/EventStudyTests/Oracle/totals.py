"""Writes totals.json: returns of raw closes that splits and dividends run through, straight from their definitions.

    python3 totals.py PRICES.csv totals.json

A return compares a close, with what was handed out that day, with the close before in shares of the day. No series is carried
anywhere: each pair of days stands for itself. The splits and dividends are made up; the closes are IBM's with them put in.
"""
import json
import sys
from fractions import Fraction

import numpy as np

from formulas import Event
from oracle import number, read

ZERO = "2004-12-08"
# Days relative to day 0, new shares for old.
SPLITS = [(-200, 2, 1), (-40, 3, 2), (-1, 1, 10), (3, 5, 4)]
# Days relative to day 0, an amount a share of that day, whether in kind, and whether it is told in shares of after all splits.
DIVIDENDS = [
    (-230, "0.36", False, False), (-170, "0.18", False, False), (-100, "0.19", False, True), (-40, "0.12", False, False),
    (0, "1.25", False, False), (1, "41.5", True, False), (3, "2.1", False, False),
]


def ratio_up_to(day):
    product = Fraction(1)
    for split, new, old in SPLITS:
        if split <= day:
            product *= Fraction(new, old)
    return product


def main(prices_path, output):
    dates, prices = read(prices_path)
    zero = dates.index(ZERO)
    first, last = zero - 265, zero + 10
    days = list(range(first - zero, last - zero + 1))
    # The closes of the file, with the splits put in and the value of what is handed out in kind gone from then on.
    raw = []
    for day in days:
        close = Fraction(prices["IBM"][zero + day]).limit_denominator(10**6) / ratio_up_to(day)
        if day >= 1:
            close -= Fraction("41.5") / ratio_up_to(day) * ratio_up_to(1)
        raw.append(f"{float(close):.4f}")
    closes = [float(close) for close in raw]
    market = [float(f"{prices['SP500'][zero + day]:.6f}") for day in days]
    designs = {}
    for kind in ("simple", "log", "total"):
        own = np.full(len(days), np.nan)
        for row in range(1, len(days)):
            day = days[row]
            before = closes[row - 1]
            for split, new, old in SPLITS:
                if split == day:
                    before = before * old / new
            paid = 0.0
            if kind == "total":
                for paid_on, amount, _, is_adjusted in DIVIDENDS:
                    if paid_on == day:
                        paid += float(Fraction(amount) * (ratio_up_to(99) / ratio_up_to(day) if is_adjusted else 1))
            change = (closes[row] + paid) / before
            own[row] = np.log(change) if kind == "log" else change - 1
        benchmark = np.full(len(days), np.nan)
        pairs = np.array(market[1:]) / np.array(market[:-1])
        benchmark[1:] = np.log(pairs) if kind == "log" else pairs - 1
        design = {
            "model": "market", "returns": "log" if kind == "log" else "simple", "estimation": [-260, -11],
            "window": [-5, 5], "cars": [[-1, 1]],
        }
        event = Event(own, benchmark, days.index(0), design)
        designs[kind] = {
            "m": event.m, "alpha": event.alpha, "beta": event.beta, "sigma": event.sigma, "r": event.r, "ar": event.ar,
            "car": event.car((-1, 1))["car"],
        }
    result = {
        "dates": [dates[zero + day] for day in days], "market": [f"{close:.6f}" for close in market], "closes": raw,
        "zero": ZERO, "splits": [[dates[zero + day], f"{new}:{old}"] for day, new, old in SPLITS],
        "dividends": [
            {"day": dates[zero + day], "amount": amount, "inKind": kind, "adjusted": adjusted}
            for day, amount, kind, adjusted in DIVIDENDS
        ],
        "returns": designs,
    }
    with open(output, "w") as file:
        file.write(json.dumps(number(result)) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
