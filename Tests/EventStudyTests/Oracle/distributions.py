"""Tables of the distributions that the tests use, with 40 digits by mpmath; see check.sh for how they are kept true.

Writes JSON: the arguments are doubles (exact), the values decimal strings of 25 digits.
"""
import json
import sys

from mpmath import betainc, erfc, exp, inf, log1p, loggamma, mp, mpf, pi, quad, sqrt

mp.dps = 50


def text(x):
    return mp.nstr(x, 25, strip_zeros=False)


def two_sided_t(t, nu):
    t, nu = mpf(t), mpf(nu)
    if nu < 1000:
        return betainc(nu / 2, mpf(1) / 2, 0, nu / (nu + t * t), regularized=True)
    # The hypergeometric series does not converge there; the density is smooth, so integrate it.
    scale = exp(loggamma((nu + 1) / 2) - loggamma(nu / 2)) / sqrt(nu * pi)
    density = lambda x: scale * exp(-(nu + 1) / 2 * log1p(x * x / nu))
    steps = [mpf(k) / 2 for k in range(160)] + [mpf(80) * mpf(2) ** k for k in range(12)] + [inf]
    return 2 * quad(density, [t + step / (1 + t) for step in steps])


def signed_rank(doubled):
    """Two-sided p of every sum, by walking all signs."""
    n = len(doubled)
    counts = {}
    for signs in range(2**n):
        total = sum(r for i, r in enumerate(doubled) if signs >> i & 1)
        counts[total] = counts.get(total, 0) + 1
    rows = []
    for total in sorted(counts):
        low = sum(c for s, c in counts.items() if s <= total)
        high = sum(c for s, c in counts.items() if s >= total)
        rows.append([total, min(1.0, 2 * min(low, high) / 2**n)])
    return rows


points = [0.0, 1e-12, 1e-6, 0.001, 0.1, 0.5, 1.0, 1.5, 1.96, 2.0, 2.5, 3.0, 4.0, 5.5, 7.0, 10.0, 15.0, 25.0, 37.0]
freedoms = [1, 2, 3, 4, 5, 7, 10, 18, 29, 30, 49, 98, 99, 100, 234, 248, 249, 250, 999, 2500, 1000000, 0.5, 33.5]
table = {
    "normal": [[z, text(erfc(mpf(z) / sqrt(mpf(2))))] for z in points],
    "student": [[nu, t, text(two_sided_t(t, nu))] for nu in freedoms for t in points + [100.0, 1e4]],
    "signedRank": [
        {"doubledRanks": ranks, "rows": signed_rank(ranks)}
        for ranks in ([2], [2, 4, 6], [3, 3, 6, 8, 10], [2, 4, 7, 7, 10, 12, 15, 15], [2 * i for i in range(1, 13)])
    ],
}
with open(sys.argv[1], "w") as file:
    json.dump(table, file, indent=0)
    file.write("\n")
