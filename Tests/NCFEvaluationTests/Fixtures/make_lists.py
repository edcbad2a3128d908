#!/usr/bin/env python3
"""What is in the lists of the best ten items of the data set `tied`, by NumPy alone: lists.json, for ListEvaluatorTests.

An item's score for a user is (37 user + 101 item) mod 23, so that many tie, and 40 less for every fifth item, so that not
all are recommended. The formulas are Elliot's, list by list, as
its sources and the papers have them; nothing here knows how the program computes.
"""
import json
import pathlib

import numpy as np

HERE = pathlib.Path(__file__).parent
LENGTH = 10


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


def score(user, item):
    return (37 * user + 101 * item) % 23 - (40 if item % 5 == 4 else 0)


def ranked(user, own, others, rule):
    """All candidates, the best first: equals by their number, the held-out item where the rule has it."""
    among_equals = {"against": lambda item: (item == own, item), "for": lambda item: (item != own, item)}
    by_rule = among_equals.get(rule, lambda item: (False, item))
    return sorted([own, *others], key=lambda item: (-score(user, item), *by_rule(item)))


def long_tail(counts):
    """As Elliot's Popularity has it: the head is filled up to 80 % of the interactions, the item that crosses it included."""
    order = np.argsort(-counts, kind="stable")
    before = np.concatenate([[0], np.cumsum(counts[order])[:-1]])
    return set(order[before >= 0.8 * counts.sum()].tolist())


def figures(known, cases, counts, rule):
    lists = [(own, ranked(user, own, others, rule)) for user, own, others in cases]
    top = [ranking[:LENGTH] for _, ranking in lists]
    tail = long_tail(counts)
    shown = np.bincount(np.concatenate(top), minlength=len(counts))
    share = np.sort(shown) / shown.sum()
    n = len(counts)
    gini = (np.sum((2 * np.arange(1, n + 1) - n - 1) * share)) / (n - 1)
    positive = share[share > 0]
    users = len(known)
    complement = 1 - counts / users
    smallest = counts[counts > 0].min()
    discovery = -np.log2(np.where(counts > 0, counts, smallest) / counts.sum())
    discount = lambda place: 1 / np.log2(place + 1)

    def places(user, own, others):
        """Every place on which the held-out item may stand, from 1."""
        mine = score(user, own)
        ahead = sum(score(user, other) > mine for other in others)
        tied = sum(score(user, other) == mine for other in others)
        return {"against": [ahead + tied + 1], "for": [ahead + 1]}.get(rule, range(ahead + 1, ahead + tied + 2))

    def wanted(novelty):
        values = []
        for (user, own, others), items in zip(cases, top):
            norm = sum(discount(place) for place in range(1, len(items) + 1))
            gains = [novelty[own] * discount(place) if place <= len(items) else 0 for place in places(user, own, others)]
            values.append(np.mean(gains) / norm)
        return float(np.mean(values))

    ahead_of = [np.mean([(len(others) - place + 1) / len(others) for place in places(*case)]) for case in cases for others in [case[2]]]
    return {
        "coverage@10": len(set(np.concatenate(top).tolist())),
        "gini@10": float(1 - gini),
        "entropy@10": float(-(positive * np.log2(positive)).sum()),
        "epc@10": wanted(complement),
        "efd@10": wanted(discovery),
        "arp@10": float(np.mean([np.mean([counts[item] for item in items]) for items in top])),
        "aplt@10": float(np.mean([len(tail & set(items)) / len(items) for items in top])),
        "aclt@10": float(np.mean([len(tail & set(items)) for items in top])),
        "auc": float(np.mean(ahead_of)),
    }


known, cases = read(HERE / "tied")
items = 1 + max(max(max(own, *others) for _, own, others in cases), max(max(items) for items in known.values()))
counts = np.bincount([item for items in known.values() for item in items], minlength=items)
# One list shorter than ten: the sample of the first case is cut to five.
cases[0] = (cases[0][0], cases[0][1], cases[0][2][:5])
everything = [(user, own, sorted(set(range(items)) - known.get(user, set()) - {own})) for user, own, _ in cases]
rules = ("against", "for", "average")
(HERE / "lists.json").write_text(json.dumps({
    "sampled": {rule: figures(known, cases, counts, rule) for rule in rules},
    "full": {rule: figures(known, everything, counts, rule) for rule in rules},
}, indent=1) + "\n")
