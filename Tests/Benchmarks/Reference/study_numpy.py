"""Abnormal returns and their sums over -1..1 in the market model, and nothing else: what `impact study` is measured against.

    study_numpy.py PRICES POINTS [JSON]

PRICES is a CSV of closes, a column a ticker, the market first; POINTS has TICKER@DATE a line. With the JSON of `impact study` of
the same points it prints the largest deviation of AR and CAR.
"""

import json
import sys

import numpy as np

ESTIMATION = np.arange(-260, -10)
WINDOW = np.arange(-5, 6)


def main(prices, points, reference=None):
    with open(prices) as file:
        tickers = file.readline().rstrip("\n").split(",")[1:]
        dates = [line[:10] for line in file]
    closes = np.loadtxt(prices, delimiter=",", skiprows=1, usecols=range(1, len(tickers) + 1))
    returns = np.full(closes.shape, np.nan)
    returns[1:] = closes[1:] / closes[:-1] - 1
    columns = {ticker: place for place, ticker in enumerate(tickers)}
    rows = {date: place for place, date in enumerate(dates)}
    with open(points) as file:
        pairs = [line.rstrip("\n").split("@") for line in file]
    column = np.array([columns[ticker] for ticker, _ in pairs])
    zero = np.array([rows[date] for _, date in pairs])
    abnormal = np.empty((len(pairs), len(WINDOW)))
    # In blocks that stay in the cache.
    for start in range(0, len(pairs), 1000):
        block = slice(start, start + 1000)
        days = zero[block, None] + ESTIMATION
        own, market = returns[days, column[block, None]], returns[days, 0]
        distance = market - market.mean(axis=1, keepdims=True)
        beta = (distance * (own - own.mean(axis=1, keepdims=True))).sum(axis=1) / (distance**2).sum(axis=1)
        alpha = own.mean(axis=1) - beta * market.mean(axis=1)
        days = zero[block, None] + WINDOW
        abnormal[block] = returns[days, column[block, None]] - alpha[:, None] - beta[:, None] * returns[days, 0]
    sums = abnormal[:, 4:7].sum(axis=1)
    print(f"{abnormal.sum():.12f} {sums.sum():.12f}")
    if reference:
        with open(reference) as file:
            events = json.load(file)["events"]
        theirs = np.array([event["ar"] for event in events])
        cars = np.array([event["cars"][0]["car"] for event in events])
        print(f"{max(abs(theirs - abnormal).max(), abs(cars - sums).max()):.0e}")


main(*sys.argv[1:])
