#!/usr/bin/env python3
"""Writes expected.json beside this file: what SciPy says of small samples, for NCFStatisticsTests.

Run it with `python3 make_expected.py`; needs NumPy and SciPy 1.11 or later.
"""
import json
import pathlib

import numpy as np
from scipy import special, stats

rng = np.random.default_rng(2017)
pairs = []
for name, first, second in [
    ("hits", (rng.random(400) < 0.69).astype(float), (rng.random(400) < 0.62).astype(float)),
    ("gains", rng.random(60).round(4), (rng.random(60) * 0.9).round(4)),
    ("small", np.array([1.0, 2.5, 3.0, 4.5]), np.array([0.5, 2.0, 3.5, 3.0])),
    ("ties", np.array([1.0, 1, 0, 0, 1, 1, 0.5, 0.5, 1, 1]), np.array([0.0, 1, 1, 0, 0.5, 0, 0, 1, 0, 0.5])),
    ("strong", rng.random(300) + 0.5, rng.random(300)),
]:
    t = stats.ttest_rel(first, second)
    w = stats.wilcoxon(first, second, zero_method="wilcox", correction=False, method="asymptotic")
    pairs.append({
        "name": name, "first": first.tolist(), "second": second.tolist(),
        "t": float(t.statistic), "tTestP": float(t.pvalue),
        "w": float(w.statistic), "wilcoxonP": float(w.pvalue),
        "mean": float(first.mean()), "standardDeviation": float(first.std(ddof=1)),
    })
beta = [
    {"x": x, "a": a, "b": b, "value": float(special.betainc(a, b, x))}
    for x, a, b in [(0.5, 2, 3), (0.01, 0.5, 0.5), (0.999, 27593, 0.5), (0.9995, 3019.5, 0.5), (0.3, 10, 0.5), (0.9, 8, 30)]
]
student_t = [
    {"degreesOfFreedom": df, "t": t, "upperTail": float(stats.t.sf(t, df)),
     "tail": tail, "critical": float(stats.t.isf(tail, df))}
    for df, t, tail in [(1, 3, 0.025), (1.7, -0.4, 0.3), (4, 25, 1e-9), (87.3, 2, 0.025), (55186, 1.96, 0.6), (6039, 9, 1e-7)]
]


def two_way(values):
    """Mean squares of users, seeds and what is left, from the sums of squares of a two-way analysis of variance."""
    seeds, users = values.shape
    mean = values.mean()
    of_users = seeds * ((values.mean(axis=0) - mean) ** 2).sum()
    of_seeds = users * ((values.mean(axis=1) - mean) ** 2).sum()
    left = ((values - mean) ** 2).sum() - of_users - of_seeds
    return of_users / (users - 1), of_seeds / (seeds - 1), left / ((seeds - 1) * (users - 1))


def seeded(name, first, second, second_depends_on_seed=True):
    users = first.shape[1]
    estimate = first.mean() - second.mean()
    mean_squares = [np.cov(first.mean(axis=0) - second.mean(axis=0)).item() / users]
    freedoms = [users - 1]
    variance = mean_squares[0]
    for values in [first, second] if second_depends_on_seed else [first]:
        _, of_seeds, left = two_way(values)
        seeds = len(values)
        variance += max(0, (of_seeds - left) / users) / seeds
        mean_squares.append(of_seeds / users / seeds)
        freedoms.append(seeds - 1)
    freedom = variance ** 2 / sum(m ** 2 / f for m, f in zip(mean_squares, freedoms))
    error = variance ** 0.5
    t = stats.t(freedom)
    margin = 0.05
    return {
        "name": name, "first": first.tolist(), "second": second.tolist(), "secondDependsOnSeed": second_depends_on_seed,
        "estimate": estimate, "standardError": error, "degreesOfFreedom": freedom,
        "lower": estimate - t.isf(0.025) * error, "upper": estimate + t.isf(0.025) * error,
        "p": 2 * t.sf(abs(estimate) / error), "margin": margin,
        "pWithin": max(t.sf((margin - estimate) / error), t.sf((margin + estimate) / error)),
    }


def values(seeds, users, shift, of_seed):
    return (rng.random(users) + of_seed * rng.normal(size=(seeds, 1)) + 0.2 * rng.normal(size=(seeds, users)) + shift).round(3)


seeded_pairs = [
    seeded("two and three seeds", values(2, 12, 0.3, 0.1), values(3, 12, 0, 0.1)),
    seeded("seeds that hardly vary", values(5, 15, 0, 0.001), values(5, 15, 0.02, 0.001)),
    seeded("hits", (values(3, 20, 0, 0.2) > 0.4).astype(float), (values(2, 20, 0, 0.05) > 0.5).astype(float)),
    seeded("a closed form", values(4, 10, 0, 0.1), values(1, 10, 0, 0), second_depends_on_seed=False),
]
welch = []
for name, first, second in [
    ("coverage", [2514.0, 2498, 2550, 2531, 2507], [2470.0, 2533, 2491]),
    ("two each", [0.21, 0.24], [0.30, 0.27]),
]:
    result = stats.ttest_ind(first, second, equal_var=False)
    interval = result.confidence_interval(0.95)
    welch.append({
        "name": name, "first": first, "second": second, "degreesOfFreedom": float(result.df), "p": float(result.pvalue),
        "lower": float(interval.low), "upper": float(interval.high),
    })
target = pathlib.Path(__file__).with_name("expected.json")
target.write_text(json.dumps({"pairs": pairs, "incompleteBeta": beta, "studentT": student_t, "seeded": seeded_pairs, "welch": welch}, indent=1) + "\n")
