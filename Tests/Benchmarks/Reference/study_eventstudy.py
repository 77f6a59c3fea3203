"""PyPI's `eventstudy` on the same points: market model, AR and CAR only, from its natural input, a CSV of prices.

    study_eventstudy.py PRICES POINTS
"""

import sys
import warnings

warnings.simplefilter("ignore")
import eventstudy  # noqa: E402
import numpy as np  # noqa: E402


def main(prices, points):
    eventstudy.Single.import_returns(prices, is_price=True, log_return=False)
    total = 0.0
    with open(points) as file:
        for line in file:
            ticker, date = line.rstrip("\n").split("@")
            study = eventstudy.Single.market_model(
                security_ticker=ticker, market_ticker="MARKET", event_date=np.datetime64(date),
                event_window=(-5, 5), estimation_size=250, buffer_size=5)
            total += study.AR.sum() + study.CAR[-1]
    print(f"{total:.9f}")


main(*sys.argv[1:])
