"""Reference numbers for GMF, MLP and NeuMF and for the ranking metrics, worked out in NumPy alone.

Run with Python 3 and NumPy:

    python3 Tests/NCFModelsTests/Fixtures/make_reference.py

Writes networks.json beside this file and metrics.json into the fixtures of NCFEvaluationTests. The equations
are those of He et al. (WWW 2017): GMF eq. 8 and 9, MLP eq. 10, NeuMF eq. 12, log loss eq. 7; gradients by the
chain rule over whole matrices, in double precision.
"""

import json
import pathlib

import numpy as np

USERS, ITEMS, NEGATIVES, STEPS, RATE = 4, 6, 2, 5, 0.01
FOLDER = pathlib.Path(__file__).parent


def make_weights(rng, factors, layers):
    """Random tensors with the names and shapes of a PyTorch module; three decimals each."""
    shapes = {}
    if factors:
        shapes["mf_user.weight"] = (USERS, factors)
        shapes["mf_item.weight"] = (ITEMS, factors)
    if layers:
        shapes["mlp_user.weight"] = (USERS, layers[0] // 2)
        shapes["mlp_item.weight"] = (ITEMS, layers[0] // 2)
    for index, (inputs, outputs) in enumerate(zip(layers, layers[1:])):
        shapes[f"tower.{index}.weight"] = (outputs, inputs)
        shapes[f"tower.{index}.bias"] = (outputs,)
    shapes["prediction.weight"] = (1, factors + (layers[-1] if layers else 0))
    shapes["prediction.bias"] = (1,)
    return {name: np.round(rng.uniform(-0.9, 0.9, shape), 3) for name, shape in shapes.items()}


def as_stored(weights):
    """What is left of the weights in single precision."""
    return {name: value.astype(np.float32).astype(np.float64) for name, value in weights.items()}


def forward(weights, users, items):
    """Logits of a batch, and what the backward pass needs."""
    parts, activations = [], []
    if "mf_user.weight" in weights:
        parts.append(weights["mf_user.weight"][users] * weights["mf_item.weight"][items])
    if "mlp_user.weight" in weights:
        a = np.hstack([weights["mlp_user.weight"][users], weights["mlp_item.weight"][items]])
        activations.append(a)
        index = 0
        while f"tower.{index}.weight" in weights:
            a = np.maximum(a @ weights[f"tower.{index}.weight"].T + weights[f"tower.{index}.bias"], 0)
            activations.append(a)
            index += 1
        parts.append(a)
    joined = np.hstack(parts)
    logits = joined @ weights["prediction.weight"][0] + weights["prediction.bias"][0]
    return logits, joined, activations


def mean_loss(logits, labels):
    return np.mean(np.logaddexp(0, logits) - labels * logits)


def gradients(weights, users, items, labels):
    """Gradients of the mean log loss with respect to every tensor."""
    logits, joined, activations = forward(weights, users, items)
    dz = (1 / (1 + np.exp(-logits)) - labels) / len(labels)
    result = {name: np.zeros_like(value) for name, value in weights.items()}
    result["prediction.weight"][0] = dz @ joined
    result["prediction.bias"][0] = dz.sum()
    upstream = np.outer(dz, weights["prediction.weight"][0])
    factors = 0
    if "mf_user.weight" in weights:
        p, q = weights["mf_user.weight"], weights["mf_item.weight"]
        factors = p.shape[1]
        np.add.at(result["mf_user.weight"], users, upstream[:, :factors] * q[items])
        np.add.at(result["mf_item.weight"], items, upstream[:, :factors] * p[users])
    if activations:
        upstream = upstream[:, factors:]
        for index in reversed(range(len(activations) - 1)):
            upstream = upstream * (activations[index + 1] > 0)
            result[f"tower.{index}.weight"] = upstream.T @ activations[index]
            result[f"tower.{index}.bias"] = upstream.sum(axis=0)
            upstream = upstream @ weights[f"tower.{index}.weight"]
        half = upstream.shape[1] // 2
        np.add.at(result["mlp_user.weight"], users, upstream[:, :half])
        np.add.at(result["mlp_item.weight"], items, upstream[:, half:])
    return result


def train(weights, batch, learner):
    """STEPS dense steps over the whole batch."""
    weights = {name: value.copy() for name, value in weights.items()}
    first = {name: np.zeros_like(value) for name, value in weights.items()}
    second = {name: np.zeros_like(value) for name, value in weights.items()}
    for step in range(1, STEPS + 1):
        for name, g in gradients(weights, *batch).items():
            if learner == "adam":
                first[name] = 0.9 * first[name] + 0.1 * g
                second[name] = 0.999 * second[name] + 0.001 * g**2
                mean, square = first[name] / (1 - 0.9**step), second[name] / (1 - 0.999**step)
                weights[name] -= RATE * mean / (np.sqrt(square) + 1e-8)
            elif learner == "adagrad":
                second[name] += g**2
                weights[name] -= RATE * g / (np.sqrt(second[name]) + 1e-8)
            elif learner == "rmsprop":
                second[name] = 0.9 * second[name] + 0.1 * g**2
                weights[name] -= RATE * g / (np.sqrt(second[name]) + 1e-8)
            else:
                weights[name] -= RATE * g
    return weights


def flat(tensors, digits):
    return {
        name: {"shape": list(value.shape), "values": [float(f"{x:.{digits}g}") for x in value.ravel()]}
        for name, value in tensors.items()
    }


def make_case(name, factors, layers, seed):
    """A model over interactions in which each user lacks one item, so that the negatives are known."""
    rng = np.random.default_rng(seed)
    weights = make_weights(rng, factors, layers)
    missed = [int(item) for item in rng.integers(0, ITEMS, USERS)]
    batch = [
        (user, item, label)
        for user in range(USERS)
        for positive in range(ITEMS)
        if positive != missed[user]
        for item, label in [(positive, 1)] + [(missed[user], 0)] * NEGATIVES
    ]
    users, items, labels = (np.array(column) for column in zip(*batch))
    stored = as_stored(weights)
    every_user, every_item = np.repeat(np.arange(USERS), ITEMS), np.tile(np.arange(ITEMS), USERS)
    return {
        "method": name,
        "factors": factors,
        "layers": layers,
        "negatives": NEGATIVES,
        "item_count": ITEMS,
        "missed_items": missed,
        "weights": flat(weights, 6),
        "logits": [float(f"{z:.9g}") for z in forward(stored, every_user, every_item)[0]],
        "loss": float(mean_loss(forward(stored, users, items)[0], labels)),
        "gradients": flat(gradients(stored, users, items, labels), 9),
        "rate": RATE,
        "steps": STEPS,
        "learned": {
            learner: flat(train(stored, (users, items, labels), learner), 9)
            for learner in ["adam", "adagrad", "rmsprop", "sgd"]
        },
    }


def make_metrics(ranks):
    """HR@K and NDCG@K for K = 1…10 from 1-based ranks (section 4.1)."""
    ranks = np.array(ranks)
    return {
        "ranks": ranks.tolist(),
        "hit_ratios": [float(np.mean(ranks <= k)) for k in range(1, 11)],
        "ndcgs": [float(np.mean(np.where(ranks <= k, 1 / np.log2(ranks + 1), 0))) for k in range(1, 11)],
    }


def write(path, value):
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(value, separators=(",", ":")) + "\n")


write(
    FOLDER / "networks.json",
    [
        make_case("gmf", 3, [], 1),
        make_case("mlp", 0, [6], 2),
        make_case("mlp", 0, [6, 5, 4], 3),
        make_case("neumf", 4, [6, 9, 3], 4),
    ],
)
write(
    FOLDER.parent.parent / "NCFEvaluationTests" / "Fixtures" / "metrics.json",
    make_metrics(np.random.default_rng(5).integers(1, 25, 60)),
)
