"""Holds formulas.py against other people's programs where they compute the same, and their known deviations as factors.

    python3 peers.py PRICES.csv

Prints the largest deviation of each figure; fails where one is not explained.
"""
import sys
import warnings

import numpy as np
import statsmodels.api as sm
from scipy import stats

from formulas import Event, group_tests, returns
from oracle import EIGHT, design, read

largest = {}


def hold(program, figure, ours, theirs, bound=1e-10):
    ours, theirs = np.asarray(ours, float), np.asarray(theirs, float)
    difference = float(np.max(np.abs(ours - theirs) / np.maximum(np.abs(theirs), 1e-3)))
    key = (program, figure, bound)
    largest[key] = max(largest.get(key, 0.0), difference)


def main(path):
    dates, prices = read(path)
    row = {d: i for i, d in enumerate(dates)}
    plan = design(window=(-5, 5))
    log_plan = design(kind="log", window=(-5, 5))
    simple = {t: returns(c, "simple") for t, c in prices.items()}
    logarithmic = {t: returns(c, "log") for t, c in prices.items()}
    events = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import eventstudy
    for ticker, date in EIGHT:
        zero = row[date]
        event = Event(simple[ticker], simple["SP500"], zero, plan)
        events.append(event)
        estimation, tested = slice(zero - 260, zero - 10), slice(zero - 5, zero + 6)
        fit = sm.OLS(simple[ticker][estimation], sm.add_constant(simple["SP500"][estimation])).fit()
        hold("statsmodels OLS", "alpha, beta", [event.alpha, event.beta], fit.params)
        hold("statsmodels OLS", "their standard errors", [event.se_alpha, event.se_beta], fit.bse)
        hold("statsmodels OLS", "sigma", event.sigma, np.sqrt(fit.mse_resid))
        hold("statsmodels OLS", "R squared", event.r2, fit.rsquared)
        prediction = fit.get_prediction(sm.add_constant(simple["SP500"][tested], has_constant="add"))
        hold("statsmodels get_prediction", "S_AR (se_obs)", event.s_ar, prediction.se_obs)
        # eventstudy on returns that are given to it: the same AR, but sigma with the divisor m and no prediction error.
        data = {k: np.concatenate([r[estimation], r[tested]]) for k, r in (("s", simple[ticker]), ("m", simple["SP500"]))}
        theirs = eventstudy.Single(
            eventstudy.models.market_model, {"security_returns": data["s"], "market_returns": data["m"]},
            event_window=(-5, 5), estimation_size=250, buffer_size=5,
        )
        hold("eventstudy", "AR", event.ar, theirs.AR)
        hold("eventstudy", "CAR", event.car((-5, 5))["car"], theirs.CAR[-1])
        hold("eventstudy", "sigma x sqrt((m-2)/m)", event.sigma * np.sqrt((event.m - 2) / event.m), np.sqrt(theirs.var_AR[0]))
        hold(
            "eventstudy", "CAR's t / sqrt((m-2)/m), simple variance",
            event.car((-5, 5))["tSimple"] / np.sqrt((event.m - 2) / event.m), theirs.tstat[-1],
        )
        again = Event(logarithmic[ticker], logarithmic["SP500"], zero, log_plan)
        fit = sm.OLS(logarithmic[ticker][estimation], sm.add_constant(logarithmic["SP500"][estimation])).fit()
        hold("statsmodels OLS", "alpha, beta of log returns", [again.alpha, again.beta], fit.params)
    eventstudy.Single.import_returns(path, is_price=True, log_return=False)
    theirs = eventstudy.Single._parameters["returns"]
    hold("eventstudy", "simple returns R/(1+R) from prices", simple["IBM"][1:] / (1 + simple["IBM"][1:]), theirs["IBM"])
    eventstudy.Single.import_returns(path, is_price=True, log_return=True)
    theirs = eventstudy.Single._parameters["returns"]
    hold("eventstudy", "log returns from prices", logarithmic["IBM"][1:], theirs["IBM"])
    tests = group_tests(events, (-1, 1), plan)
    cars = np.array([e.car((-1, 1))["car"] for e in events])
    hold("scipy ttest_1samp", "csect-t and p", [tests["csect-t"]["statistic"], tests["csect-t"]["p"]], stats.ttest_1samp(cars, 0))
    scars = [e.car((-1, 1))["scar"] for e in events]
    hold("scipy ttest_1samp", "bmp-t and p", [tests["bmp-t"]["statistic"], tests["bmp-t"]["p"]], stats.ttest_1samp(scars, 0))
    exact = stats.wilcoxon(cars, method="exact")
    hold("scipy wilcoxon", "p, exact", tests["wilcoxon-z"]["p"], exact.pvalue)
    normal = stats.wilcoxon(cars, method="asymptotic", correction=False)
    hold("scipy wilcoxon", "z, by its p of the normal", 2 * stats.norm.sf(abs(tests["wilcoxon-z"]["statistic"])), normal.pvalue)
    failed = False
    print(f"{'program':28} {'figure':42} largest deviation")
    for (program, figure, bound), difference in largest.items():
        failed |= not difference <= bound
        print(f"{program:28} {figure:42} {difference:.1e}{'' if difference <= bound else '  TOO MUCH'}")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main(sys.argv[1])
