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
target = pathlib.Path(__file__).with_name("expected.json")
target.write_text(json.dumps({"pairs": pairs, "incompleteBeta": beta}, indent=1) + "\n")
