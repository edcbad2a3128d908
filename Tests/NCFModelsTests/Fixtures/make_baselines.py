"""Reference scores of the methods without networks, worked out with NumPy, SciPy and scikit-learn on dense matrices.

Run with Python 3, NumPy, SciPy and scikit-learn:

    python3 Tests/NCFModelsTests/Fixtures/make_baselines.py

Writes baselines.json beside this file. Neighbourhoods, RP3beta, SLIM and EASE follow what the code of Dacrema et al.
(RecSys 2019, TOIS 2021) computes; SLIM is scikit-learn's ElasticNet itself, iALS the normal equations of Hu et al.
(ICDM 2008) and of Rendle et al. (RecSys 2022), all in double precision.
"""

import json
import pathlib

import numpy as np
from scipy.sparse.linalg import svds
from sklearn.linear_model import ElasticNet

FOLDER = pathlib.Path(__file__).parent
EPSILON = 1e-6


def make_data(users, items, seed):
    """Popular items and active users; item 3 and user 5 have nothing."""
    rng = np.random.default_rng(seed)
    chances = np.outer(rng.uniform(0.2, 1, users), rng.uniform(0.1, 0.8, items))
    x = (rng.uniform(size=(users, items)) < chances).astype(float)
    x[:, 3] = 0
    x[5] = 0
    return x


def keep_largest(weights, count, axis):
    """The `count` largest entries of each column (axis 0) or row (axis 1); of equals, the one that comes first."""
    if axis == 1:
        return keep_largest(weights.T, count, 0).T
    if count == 0:
        return weights
    kept = np.zeros_like(weights)
    for column in range(weights.shape[1]):
        # Equal in single precision is equal.
        order = np.argsort(-weights[:, column].astype(np.float32), kind="stable")[:count]
        kept[order, column] = weights[order, column]
    return kept


def feature_shares(x, scheme):
    """What users (a column) and items (a row) bring into the weight of an interaction."""
    users, items = np.ones((x.shape[0], 1)), np.ones((1, x.shape[1]))
    if scheme != "none":
        users = np.log(x.shape[1] / (1 + x.sum(axis=1, keepdims=True)))
    if scheme == "bm25":
        frequencies = x.sum(axis=0, keepdims=True)
        length = 0.25 + 0.75 * frequencies / frequencies.mean()
        items = (1.2 + 1) / (1.2 * length + 1)
    return users, items


def similarities(r, measure, shrinkage, normalised, asymmetry, alpha, beta, plain):
    """Entry (i, j) is the similarity of column i to column j."""
    if measure in ["jaccard", "dice", "tversky"]:
        r = (r != 0).astype(float)
    products = r.T @ r
    np.fill_diagonal(products, 0)
    squares = (r**2).sum(axis=0)
    other, own = squares[:, None], squares[None, :]
    with np.errstate(divide="ignore", invalid="ignore"):
        if measure == "jaccard":
            result = products / (own + other - products + shrinkage + EPSILON)
        elif measure == "dice":
            result = products / (own + other + shrinkage + EPSILON)
        elif measure == "tversky":
            result = products / (
                products + alpha * (own - products) + beta * (other - products) + shrinkage + EPSILON
            )
        elif not normalised:
            result = products / shrinkage if shrinkage else products
        elif measure == "asymmetric_cosine":
            result = products / (own**asymmetry * other ** (1 - asymmetry) + shrinkage + EPSILON)
        else:
            result = products / (np.sqrt(own * other) + shrinkage + (0 if plain else EPSILON))
    return np.where(products == 0, 0, result)


def itemknn(x, neighbours, feature_weights="none", **settings):
    users, items = feature_shares(x, feature_weights)
    s = similarities(users * x * items, plain=feature_weights == "none", **settings)
    # The user's share is the same for all items, and left out.
    return x * items @ keep_largest(s, neighbours, 0)


def userknn(x, neighbours, feature_weights="none", reverse_neighbours=False, **settings):
    users, items = feature_shares(x, feature_weights)
    r = users * x * items
    s = similarities(r.T, plain=feature_weights == "none", **settings)
    kept = keep_largest(s, neighbours, 0)
    return (kept if reverse_neighbours else kept.T) @ r


def rp3beta(x, neighbours, alpha, beta, normalised_rows=False, kept_neighbours="rows"):
    def power(values, exponent):
        return np.where(values == 0, 0, np.power(np.maximum(values, 1), -exponent))

    popularity, activity = x.sum(axis=0), x.sum(axis=1)
    w = (x.T * power(popularity, alpha)[:, None]) @ (x * power(activity, alpha)[:, None])
    w = w * power(popularity, beta)[None, :]
    np.fill_diagonal(w, 0)
    w = keep_largest(w, neighbours, 1)
    if normalised_rows:
        w = w / np.maximum(w.sum(axis=1, keepdims=True), 1e-300)
    return x @ (w if kept_neighbours == "rows" else keep_largest(w, neighbours, 0))


def slim(x, elastic_net_alpha, l1_ratio, non_negative, neighbours):
    w = np.zeros((x.shape[1], x.shape[1]))
    for item in range(x.shape[1]):
        others = x.copy()
        others[:, item] = 0
        model = ElasticNet(
            alpha=elastic_net_alpha, l1_ratio=l1_ratio, positive=non_negative, fit_intercept=False,
            tol=1e-12, max_iter=1_000_000,
        )
        if x[:, item].any():
            w[:, item] = model.fit(others, x[:, item]).coef_
    return x @ keep_largest(w, neighbours, 0)


def ease(x, l2):
    p = np.linalg.inv(x.T @ x + l2 * np.eye(x.shape[1]))
    b = np.eye(x.shape[1]) - p / np.diag(p)
    np.fill_diagonal(b, 0)
    return x @ b


def puresvd(x, factors):
    _, _, v = svds(x, k=factors, rng=np.random.default_rng(0))
    return x @ v.T @ v


def ials(x, start, epochs, l2, regularisation_exponent, unobserved_weight=None, confidence=None,
         confidence_alpha=None, confidence_epsilon=None):
    """Each pair has a weight and a target; each epoch solves for users, then for items."""
    p, q = np.array(start["user.weight"]), np.array(start["item.weight"])
    if confidence is None:
        # (1 − ŷ)² where x is 1, and α₀·ŷ² everywhere.
        quadratic, linear = x + unobserved_weight, x
    else:
        scale = x if confidence == "linear" else np.log(1 + x / confidence_epsilon)
        quadratic = 1 + confidence_alpha * scale
        linear = quadratic * x
    penalties = [l2 * quadratic.sum(axis=axis) ** regularisation_exponent for axis in [1, 0]]
    for _ in range(epochs):
        for user in range(len(p)):
            a = (q.T * quadratic[user]) @ q + penalties[0][user] * np.eye(q.shape[1])
            p[user] = np.linalg.solve(a, q.T @ linear[user])
        for item in range(len(q)):
            a = (p.T * quadratic[:, item]) @ p + penalties[1][item] * np.eye(p.shape[1])
            q[item] = np.linalg.solve(a, p.T @ linear[:, item])
    return p @ q.T


def neighbourhood_cases():
    base = dict(
        measure="cosine", shrinkage=0, normalised=True, asymmetry=0.5, alpha=1, beta=1, neighbours=6
    )
    changes = [
        {}, {"neighbours": 0, "shrinkage": 3}, {"feature_weights": "tfidf"},
        {"feature_weights": "bm25", "shrinkage": 2}, {"feature_weights": "bm25", "normalised": False},
        {"normalised": False, "shrinkage": 4, "neighbours": 3},
        {"measure": "asymmetric_cosine", "asymmetry": 0.3},
        {"measure": "asymmetric_cosine", "asymmetry": 1.4, "feature_weights": "bm25", "neighbours": 0},
        {"measure": "jaccard"}, {"measure": "jaccard", "shrinkage": 7, "feature_weights": "tfidf"},
        {"measure": "dice", "shrinkage": 1}, {"measure": "tversky", "alpha": 0.4, "beta": 1.7},
        {"measure": "tversky", "alpha": 0, "beta": 0.2, "shrinkage": 5, "neighbours": 0},
    ]
    return [base | change for change in changes]


def in_spec_terms(settings):
    """The keys as specs have them."""
    renamed = {"measure": "similarity", "alpha": "tversky_alpha", "beta": "tversky_beta"}
    return {renamed.get(key, key): value for key, value in settings.items()}


def case(x, method, settings, scores, start=None):
    return {
        "method": method,
        "settings": settings,
        "start": start,
        "scores": [float(f"{score:.6g}") for score in scores.ravel()],
    }


def make_cases(x):
    for settings in neighbourhood_cases():
        yield case(x, "itemknn", in_spec_terms(settings), itemknn(x, **settings))
        for reverse in [False, True]:
            settings_of_users = settings | {"reverse_neighbours": reverse}
            yield case(x, "userknn", in_spec_terms(settings_of_users), userknn(x, **settings_of_users))
    for neighbours in [0, 5]:
        for changes in [{}, {"normalised_rows": True}, {"kept_neighbours": "rows_and_columns"},
                        {"normalised_rows": True, "kept_neighbours": "rows_and_columns"}]:
            settings = dict(neighbours=neighbours, alpha=1.1, beta=0.7) | changes
            yield case(x, "rp3beta", settings, rp3beta(x, **settings))
    for alpha, ratio, positive, neighbours in [
        (0.01, 0.5, True, 0), (0.05, 1e-4, True, 0), (0.02, 0.3, False, 0), (0.1, 0, False, 0),
        (0.02, 1, True, 0), (0.03, 1, False, 0), (0.05, 0.01, True, 4), (10, 0.9, True, 0),
    ]:
        settings = dict(elastic_net_alpha=alpha, l1_ratio=ratio, non_negative=positive, neighbours=neighbours)
        yield case(x, "slim", settings, slim(x, **settings))
    for l2 in [0.5, 20]:
        yield case(x, "ease", {"l2": l2}, ease(x, l2))
    for factors in [1, 5]:
        yield case(x, "puresvd", {"factors": factors}, puresvd(x, factors))
    rng = np.random.default_rng(11)
    for changes in [
        {"unobserved_weight": 0.2}, {"unobserved_weight": 0.05, "regularisation_exponent": 0},
        {"confidence": "linear", "confidence_alpha": 5, "regularisation_exponent": 0},
        {"confidence": "logarithmic", "confidence_alpha": 3, "confidence_epsilon": 0.5,
         "regularisation_exponent": 0},
        {"confidence": "logarithmic", "confidence_alpha": 50, "confidence_epsilon": 10},
    ]:
        settings = dict(epochs=3, l2=0.04, regularisation_exponent=1) | changes
        start = {
            "user.weight": np.round(rng.normal(0, 0.5, (x.shape[0], 4)), 4).tolist(),
            "item.weight": np.round(rng.normal(0, 0.5, (x.shape[1], 4)), 4).tolist(),
        }
        yield case(x, "ials", settings | {"factors": 4}, ials(x, start, **settings), start)


data = make_data(users=18, items=15, seed=1)
(FOLDER / "baselines.json").write_text(
    json.dumps(
        {
            "item_count": data.shape[1],
            "items_of_users": [np.flatnonzero(row).tolist() for row in data],
            "cases": list(make_cases(data)),
        },
        separators=(",", ":"),
    )
    + "\n"
)
