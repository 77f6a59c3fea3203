"""The event study once more, in plain numpy and scipy, from the published formulas: what the Swift code is held against.

Nothing here is fast or clever. Every function names where its formula is from. NaN is a missing day.
"""
import numpy as np
from scipy import stats

PARAMETERS = {"market": 2, "market-adjusted": 0, "mean-adjusted": 1, "scholes-williams": 2}


def returns(prices, kind):
    """Close to close on adjacent rows; NaN where either is missing."""
    result = np.full(len(prices), np.nan)
    ratio = prices[1:] / prices[:-1]
    result[1:] = ratio - 1 if kind == "simple" else np.log(ratio)
    return result


def at(values, rows):
    """The values at rows, NaN for rows that do not exist."""
    return np.array([values[r] if 0 <= r < len(values) else np.nan for r in rows])


def window(bounds):
    return range(bounds[0], bounds[1] + 1)


def slope(x, y):
    return np.sum((x - x.mean()) * (y - y.mean())) / np.sum((x - x.mean()) ** 2)


class Event:
    """The model and the abnormal returns of one event."""

    def __init__(self, ri, rm, zero, design):
        model, k = design["model"], PARAMETERS[design["model"]]
        estimation = window(design["estimation"])
        y, x = at(ri, [zero + d for d in estimation]), at(rm, [zero + d for d in estimation])
        valid = ~np.isnan(y) & ~np.isnan(x)
        yv, xv = y[valid], x[valid]
        m = len(yv)
        self.m, self.k, self.market_mean = m, k, xv.mean()
        self.sxx = np.sum((xv - xv.mean()) ** 2)
        if model == "market":
            self.beta = slope(xv, yv)
            self.alpha = yv.mean() - self.beta * xv.mean()
        elif model == "market-adjusted":
            self.alpha, self.beta = 0.0, 1.0
        elif model == "mean-adjusted":
            self.alpha, self.beta = yv.mean(), 0.0
        else:
            # Scholes & Williams (1977): three simple regressions over the days whose neighbours are in the window.
            inner = [t for t in range(1, len(y) - 1) if not np.isnan(y[t - 1 : t + 2][1]) and not np.isnan(x[t - 1 : t + 2]).any()]
            own = np.array([y[t] for t in inner])
            lag, same, lead = (np.array([x[t + s] for t in inner]) for s in (-1, 0, 1))
            whole = x[~np.isnan(x)]
            rho = np.corrcoef(whole[:-1], whole[1:])[0, 1]
            self.beta = (slope(lag, own) + slope(same, own) + slope(lead, own)) / (1 + 2 * rho)
            self.alpha = own.mean() - self.beta * same.mean()
        residual = yv - self.alpha - self.beta * xv
        self.sse = np.sum(residual**2)
        self.sigma = np.sqrt(self.sse / (m - k))
        self.r2 = 1 - self.sse / np.sum((yv - yv.mean()) ** 2)
        self.se_alpha = self.se_beta = np.nan
        if model == "market":
            self.se_beta = self.sigma / np.sqrt(self.sxx)
            self.se_alpha = self.sigma * np.sqrt(1 / m + xv.mean() ** 2 / self.sxx)
        if model == "mean-adjusted":
            self.se_alpha = self.sigma / np.sqrt(m)
        self.intercept_term = 0.0 if k == 0 else 1 / m
        self.slope_term = 1 / self.sxx if k == 2 else 0.0
        self.est = y - self.alpha - self.beta * x
        self.days = list(window(design["window"]))
        self.r, self.rm = at(ri, [zero + d for d in self.days]), at(rm, [zero + d for d in self.days])
        self.ar = self.r - self.alpha - self.beta * self.rm
        # Patell (1976): the standard deviation of a prediction error.
        self.s_ar = self.sigma * np.sqrt(
            1 + self.intercept_term + (self.rm - self.market_mean) ** 2 * self.slope_term
        )
        self.s_ar[np.isnan(self.ar)] = np.nan
        self.sar = self.ar / self.s_ar
        self.simple = (lambda r: r) if design["returns"] == "simple" else np.expm1
        self.kind = design["returns"]

    def car(self, bounds):
        place = [self.days.index(d) for d in window(bounds)]
        ar, n = self.ar[place], len(place)
        if np.isnan(ar).any():
            return None
        off = np.sum(self.rm[place] - self.market_mean)
        # Campbell, Lo & MacKinlay (1997), section 4.4.
        exact = self.sigma**2 * (n + n * n * self.intercept_term + off**2 * self.slope_term)
        simple = n * self.sigma**2
        car, df = ar.sum(), self.m - self.k
        t = car / np.sqrt(exact)
        held = lambda r: np.prod(1 + self.simple(r)) - 1
        expected = self.alpha + self.beta * self.rm[place]
        result = {
            "window": list(bounds), "car": car, "varSimple": simple, "tSimple": car / np.sqrt(simple), "varExact": exact,
            "tExact": t, "pExact": 2 * stats.t.sf(abs(t), df), "df": df, "scar": t, "csar": np.sum(self.sar[place]),
            "bharMarket": held(self.r[place]) - held(self.rm[place]),
            "bharModel": held(self.r[place]) - held(expected),
        }
        # The covariance of the prediction errors, X the regressors: sigma^2 (I + X (X'X)^-1 X').
        covariance = np.eye(n) + self.intercept_term
        covariance += np.outer(self.rm[place] - self.market_mean, self.rm[place] - self.market_mean) * self.slope_term
        quantile = stats.t.ppf(0.975, df)
        if self.kind == "simple":
            growth = np.prod(1 + expected)
            weights = growth / (1 + expected)
            error = self.sigma * np.sqrt(weights @ covariance @ weights)
            fraction = result["bharModel"]
            bounds95 = [fraction - quantile * error, fraction + quantile * error]
        else:
            fraction, spread = np.expm1(car), np.sqrt(exact)
            error = np.exp(car) * spread
            bounds95 = [np.expm1(car - quantile * spread), np.expm1(car + quantile * spread)]
        result["change"] = [fraction, error, *bounds95]
        return result


def u_scores(rows):
    """rank/(1 + M) - 1/2 within each row, NaN kept (Corrado & Zivney 1992)."""
    result = np.full(rows.shape, np.nan)
    for i, row in enumerate(rows):
        valid = ~np.isnan(row)
        result[i, valid] = stats.rankdata(row[valid]) / (1 + valid.sum()) - 0.5
    return result


def rank_z(rows, tested):
    """Corrado (1989); several days: Campbell & Wasley (1993), Cowan (1992)."""
    u, n = u_scores(rows), len(rows)
    counts = np.sum(~np.isnan(u), axis=0)
    used = counts > 0
    mean = np.array([np.nanmean(u[:, t]) if used[t] else 0.0 for t in range(u.shape[1])])
    s = np.sqrt(np.sum((counts / n * mean**2)[used]) / used.sum())
    return np.sqrt(len(tested)) * np.mean(mean[tested]) / s, mean, used.sum()


def mean_correlation(rows):
    """The mean of all pairwise correlations, over the days that both have."""
    values = []
    for i in range(len(rows)):
        for j in range(i):
            both = ~np.isnan(rows[i]) & ~np.isnan(rows[j])
            if both.sum() >= 3:
                values.append(np.corrcoef(rows[i][both], rows[j][both])[0, 1])
    return np.mean(values)


def t_row(statistic, df):
    return {"statistic": statistic, "p": 2 * stats.t.sf(abs(statistic), df), "df": int(df)}


def z_row(statistic):
    return {"statistic": statistic, "p": 2 * stats.norm.sf(abs(statistic))}


def group_tests(events, bounds, design):
    """The tests of the events whose window is whole; None for one that is not defined."""
    cars = [e.car(bounds) for e in events]
    events = [e for e, c in zip(events, cars) if c is not None]
    cars = [c for c in cars if c is not None]
    n, length = len(events), bounds[1] - bounds[0] + 1
    car = np.array([c["car"] for c in cars])
    scar = np.array([c["scar"] for c in cars])
    csar = np.array([c["csar"] for c in cars])
    m = np.array([e.m for e in events], float)
    k = events[0].k
    est = np.array([e.est for e in events])
    tested = np.array([e.ar for e in events])
    first = design["window"][0]
    result = {"window": list(bounds), "n": n, "caar": car.mean(), "nPositive": int((car > 0).sum()), "rbar": None}
    tests = {}
    if n >= 2:
        result["rbar"] = rbar = mean_correlation(est)
        tests["csect-t"] = t_row(np.sqrt(n) * car.mean() / car.std(ddof=1), n - 1)
    if n >= 3:
        # Johnson (1978), Hall (1992).
        s = car.mean() / car.std(ddof=1)
        g = n / ((n - 1) * (n - 2)) * np.sum(((car - car.mean()) / car.std(ddof=1)) ** 3)
        tests["skew-t"] = t_row(np.sqrt(n) * (s + g * s**2 / 3 + g**2 * s**3 / 27 + g / (6 * n)), n - 1)
    # Patell (1976).
    variance = (m - k) / (m - k - 2)
    z = np.sum(csar / np.sqrt(length * variance)) / np.sqrt(n)
    tests["patell-z"] = z_row(z)
    tests["patell-z-exact"] = z_row(scar.sum() / np.sqrt(variance.sum()))
    if n >= 2:
        # Boehmer, Musumeci & Poulsen (1991); Kolari & Pynnonen (2010).
        inflation = 1 + (n - 1) * rbar
        bmp = np.sqrt(n) * scar.mean() / scar.std(ddof=1)
        short = csar / np.sqrt(length)
        tests["bmp-t"] = t_row(bmp, n - 1)
        tests["bmp-t-csar"] = t_row(np.sqrt(n) * short.mean() / short.std(ddof=1), n - 1)
        if inflation > 0:
            tests["adj-patell-z"] = z_row(z * np.sqrt(1 / inflation))
            tests["adj-bmp-t"] = t_row(bmp * np.sqrt((1 - rbar) / inflation), n - 1)
    place = [d - first for d in window(bounds)]
    tests["rank-z"] = z_row(rank_z(np.hstack([est, tested[:, place]]), [est.shape[1] + i for i in range(length)])[0])
    if length == 1:
        tests["rank-z-full"] = z_row(rank_z(np.hstack([est, tested]), [est.shape[1] + place[0]])[0])
    w = (car > 0).sum()
    tests["sign-z"] = z_row((w - n / 2) / np.sqrt(n / 4))
    # Cowan (1992).
    p = np.mean([np.sum(e.est > 0) / e.m for e in events])
    tests["gsign-z"] = z_row((w - n * p) / np.sqrt(n * p * (1 - p)))
    nonzero = car[car != 0]
    ranks, count = stats.rankdata(abs(nonzero)), len(nonzero)
    plus = ranks[nonzero > 0].sum()
    row = z_row((plus - count * (count + 1) / 4) / np.sqrt(count * (count + 1) * (2 * count + 1) / 24))
    if count <= 25:
        row["p"] = float(stats.wilcoxon(nonzero, method="exact").pvalue)
    tests["wilcoxon-z"] = row
    if n >= 2:
        # Kolari & Pynnonen (2011).
        star = scar / scar.std(ddof=1)
        gsar = np.hstack([est / np.array([[e.sigma] for e in events]), star[:, None]])
        z0, mean, days = rank_z(gsar, [est.shape[1]])
        tests["grank-t"] = t_row(z0 * np.sqrt((days - 2) / (days - 1 - z0**2)), days - 2)
        tests["grank-z"] = z_row(mean[-1] / np.sqrt(np.sum(m / (12 * (m + 2))) / n**2))
    # Brown & Warner (1985).
    aar = np.array([np.nanmean(est[:, t]) for t in range(est.shape[1]) if (~np.isnan(est[:, t])).any()])
    tests["bw-t"] = t_row(car.mean() / (aar.std(ddof=1) * np.sqrt(length)), len(aar) - 1)
    result.update(tests)
    return result
