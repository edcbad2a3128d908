#!/usr/bin/env python3
"""What popularity gives under each rule for ties, by NumPy alone.

Without arguments, writes a small data set full of ties, in the three-file format, and what comes out on it, beside
this file, for the tests of NCFEvaluation. With folders of data sets, prints their HR@10 and NDCG@10:

    python3 make_ties.py ~/data/lastfm ~/data/AMusic

Nothing here knows how the program computes: the mean over ties is taken over every single place.
"""
import json
import pathlib
import sys

import numpy as np

HERE = pathlib.Path(__file__).parent


def read(folder):
    name = folder.name
    known, cases = {}, []
    for line in (folder / f"{name}.train.rating").read_text().splitlines():
        user, item = line.split()[:2]
        known.setdefault(int(user), set()).add(int(item))
    for line in (folder / f"{name}.test.negative").read_text().splitlines():
        case, *negatives = line.split("\t")
        user, item = (int(part) for part in case.strip("()").split(","))
        cases.append((user, item, [int(text) for text in negatives if text.strip()]))
    return known, cases


def places(own, others, rule):
    """Every place on which the held-out item may stand, from 1."""
    ahead = sum(score > own for score in others)
    tied = sum(score == own for score in others)
    return {"against": [ahead + tied + 1], "for": [ahead + 1], "average": list(range(ahead + 1, ahead + tied + 2))}[rule]


def figures(cases, counts, rule):
    ranks = [places(counts.get(item, 0), [counts.get(other, 0) for other in others], rule) for item, others in cases]
    mean = lambda value: float(np.mean([np.mean([value(place) for place in shared]) for shared in ranks]))
    cut = lambda value, k: mean(lambda place: value(place) if place <= k else 0)
    return {
        "hit_ratios": [cut(lambda _: 1, k) for k in range(1, 11)],
        "ndcgs": [cut(lambda place: np.log(2) / np.log(place + 1), k) for k in range(1, 11)],
        "mean_reciprocal_ranks": [cut(lambda place: 1 / place, k) for k in range(1, 11)],
        "mrr": mean(lambda place: 1 / place),
    }


def measure(folder, tasks):
    known, cases = read(folder)
    counts = {}
    for items in known.values():
        for item in items:
            counts[item] = counts.get(item, 0) + 1
    last = max(max(counts), max(max([item, *others]) for _, item, others in cases))
    # A copy of the held-out item among its own negatives does not compete.
    competitors = {
        "sampled": lambda user, item, others: [other for other in others if other != item],
        "full": lambda user, item, others: sorted(set(range(last + 1)) - known.get(user, set()) - {item}),
    }
    rules = ("against", "for", "average")
    return {
        task: {rule: figures([(case[1], competitors[task](*case)) for case in cases], counts, rule) for rule in rules}
        for task in tasks
    }


def write_small_set(folder):
    """30 users, 60 items, few interactions: most items have the same few counts."""
    rng = np.random.default_rng(31)
    training, test, negatives = [], [], []
    weights = 1 / np.arange(1, 61)
    for user in range(30):
        own = rng.choice(60, size=5, replace=False, p=weights / weights.sum())
        others = rng.permutation(np.setdiff1d(np.arange(60), own))[:20]
        training += [f"{user}\t{item}\t1\t{time}" for time, item in enumerate(own[:-1])]
        test.append(f"{user}\t{own[-1]}\t1\t9")
        negatives.append("\t".join([f"({user},{own[-1]})"] + [str(other) for other in others]))
    folder.mkdir(exist_ok=True)
    for ending, lines in (("train.rating", training), ("test.rating", test), ("test.negative", negatives)):
        (folder / f"{folder.name}.{ending}").write_text("\n".join(lines) + "\n")


if len(sys.argv) > 1:
    for folder in map(pathlib.Path, sys.argv[1:]):
        for rule, values in measure(folder, ["sampled"])["sampled"].items():
            print(f"{folder.name}  {rule:8}  HR@10 {values['hit_ratios'][9]:.4f}  NDCG@10 {values['ndcgs'][9]:.4f}")
else:
    write_small_set(HERE / "tied")
    (HERE / "ties.json").write_text(json.dumps(measure(HERE / "tied", ["sampled", "full"]), indent=1) + "\n")
