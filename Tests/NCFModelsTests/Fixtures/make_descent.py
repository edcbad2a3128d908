"""Writes descent.json: steps of SGD on single instances (Rendle et al., RecSys 2020, section 3.1), by NumPy in double
precision, from given parameters over given instances.

Usage: python3 make_descent.py > descent.json
"""
import json

import numpy as np

USERS, ITEMS, WIDTH, COUNT = 7, 9, 11, 200
RATE, PENALTY = 0.05, 0.02


def main():
    random = np.random.default_rng(2020)
    p, q = random.normal(0, 0.5, (USERS, WIDTH)), random.normal(0, 0.5, (ITEMS, WIDTH))
    b_user, b_item, b = random.normal(0, 0.5, USERS), random.normal(0, 0.5, ITEMS), 0.25
    # As they are written they are read: the steps start from the same numbers on both sides.
    start = {"users": p.tolist(), "items": q.tolist(), "userBiases": b_user.tolist(), "itemBiases": b_item.tolist(),
             "bias": b}
    users, items = random.integers(0, USERS, COUNT), random.integers(0, ITEMS, COUNT)
    labels = random.integers(0, 2, COUNT)
    loss = 0.0
    for u, i, y in zip(users, items, labels):
        z = p[u] @ q[i] + b_user[u] + b_item[i] + b
        loss += np.logaddexp(0, -z) if y else np.logaddexp(0, z)
        g = y - 1 / (1 + np.exp(-z))
        pu, qi = p[u].copy(), q[i].copy()
        p[u] += RATE * (g * qi - PENALTY * pu)
        q[i] += RATE * (g * pu - PENALTY * qi)
        b_user[u] += RATE * (g - PENALTY * b_user[u])
        b_item[i] += RATE * (g - PENALTY * b_item[i])
        b += RATE * (g - PENALTY * b)
    end = {"users": p.tolist(), "items": q.tolist(), "userBiases": b_user.tolist(), "itemBiases": b_item.tolist(),
           "bias": float(b)}
    instances = {"users": users.tolist(), "items": items.tolist(), "labels": labels.tolist()}
    print(json.dumps({"rate": RATE, "penalty": PENALTY, "instances": instances, "start": start, "end": end,
                      "loss": float(loss)}))


if __name__ == "__main__":
    main()
