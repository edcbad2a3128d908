"""Checks the reference numbers of the tests against PyTorch: forward pass, loss, gradients and every learner.

    python check_gradients.py

The numbers were worked out in NumPy, by hand (Tests/NCFModelsTests/Fixtures/make_reference.py); here the gradients
come from autograd, and the learners are those of torch.optim. Needs torch.
"""

import json
import pathlib
import sys

import torch

ROOT = pathlib.Path(__file__).resolve().parents[2]
TOLERANCE = 1e-7
LEARNERS = {
    "adam": lambda weights, rate: torch.optim.Adam(weights, lr=rate, eps=1e-8),
    "adagrad": lambda weights, rate: torch.optim.Adagrad(weights, lr=rate, eps=1e-8),
    "rmsprop": lambda weights, rate: torch.optim.RMSprop(weights, lr=rate, alpha=0.9, eps=1e-8),
    "sgd": lambda weights, rate: torch.optim.SGD(weights, lr=rate),
}


def tensor(stored):
    return torch.tensor(stored["values"], dtype=torch.float64).reshape(stored["shape"])


def fresh_weights(case):
    """The weights in single precision, as the engine has them, but reckoned with in double precision."""
    return {
        name: tensor(stored).float().double().requires_grad_() for name, stored in case["weights"].items()}


def logits(weights, users, items):
    parts = []
    if "mf_user.weight" in weights:
        parts.append(weights["mf_user.weight"][users] * weights["mf_item.weight"][items])
    if "mlp_user.weight" in weights:
        hidden = torch.cat([weights["mlp_user.weight"][users], weights["mlp_item.weight"][items]], -1)
        index = 0
        while f"tower.{index}.weight" in weights:
            hidden = torch.relu(
                torch.nn.functional.linear(
                    hidden, weights[f"tower.{index}.weight"], weights[f"tower.{index}.bias"]))
            index += 1
        parts.append(hidden)
    joined = torch.cat(parts, -1)
    return torch.nn.functional.linear(joined, weights["prediction.weight"], weights["prediction.bias"])[:, 0]


def batch(case):
    """Each user's items but one, each with that one as its negatives."""
    rows = [
        (user, item, label)
        for user, missed in enumerate(case["missed_items"])
        for positive in range(case["item_count"])
        if positive != missed
        for item, label in [(positive, 1.0)] + [(missed, 0.0)] * case["negatives"]
    ]
    users, items, labels = zip(*rows)
    return torch.tensor(users), torch.tensor(items), torch.tensor(labels, dtype=torch.float64)


def check(case):
    """The largest difference."""
    differences = []

    def compare(found, expected):
        differences.append((found.detach() - expected).abs().max().item())

    users, items, labels = batch(case)
    loss_of = torch.nn.BCEWithLogitsLoss()
    weights = fresh_weights(case)
    user_count, item_count = len(case["missed_items"]), case["item_count"]
    every = torch.arange(user_count).repeat_interleave(item_count), torch.arange(item_count).repeat(user_count)
    compare(logits(weights, *every), torch.tensor(case["logits"], dtype=torch.float64))
    loss = loss_of(logits(weights, users, items), labels)
    compare(loss, torch.tensor(case["loss"], dtype=torch.float64))
    loss.backward()
    for name, expected in case["gradients"].items():
        compare(weights[name].grad, tensor(expected))
    for learner, learned in case["learned"].items():
        weights = fresh_weights(case)
        optimiser = LEARNERS[learner](list(weights.values()), case["rate"])
        for _ in range(case["steps"]):
            optimiser.zero_grad()
            loss_of(logits(weights, users, items), labels).backward()
            optimiser.step()
        for name, expected in learned.items():
            compare(weights[name], tensor(expected))
    return max(differences), len(differences)


cases = json.loads((ROOT / "Tests/NCFModelsTests/Fixtures/networks.json").read_text(encoding="utf-8"))
outcomes = [(case["method"], *check(case)) for case in cases]
for method, difference, count in outcomes:
    print(f"{method}: {count} comparisons, largest difference {difference:.1e}")
sys.exit(0 if cases and all(difference <= TOLERANCE for _, difference, _ in outcomes) else 1)
