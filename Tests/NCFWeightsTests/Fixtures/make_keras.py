"""Makes keras-*.h5, laid out as Keras 1 does for the authors' models, and keras-*.npz: the same weights in this
project's names, with the scores of some pairs. All are random numbers, of 4 users and 5 items: nothing comes
from a data set or from the authors' weights. Needs h5py and numpy.

    python make_keras.py
"""

import pathlib

import h5py
import numpy as np

HERE = pathlib.Path(__file__).parent
USERS, ITEMS = 4, 5
generator = np.random.default_rng(1)


def draw(*shape):
    return generator.normal(size=shape).astype("<f4")


def write(path, layers, root="/"):
    """Layers as Keras 1's save_weights writes them: a group for each, and lists of names as attributes."""
    with h5py.File(path, "w", libver="earliest", track_order=False) as file:
        group = file.require_group(root)
        group.attrs["layer_names"] = np.array([name.encode() for name, _ in layers])
        for name, weights in layers:
            layer = group.create_group(name)
            layer.attrs["weight_names"] = np.array([weight.encode() for weight, _ in weights])
            for weight, values in weights:
                layer.create_dataset(weight, data=values)


def embedding(name, values):
    return name, [(f"{name}_W", values)]


def dense(name, kernel, bias):
    return name, [(f"{name}_W", kernel), (f"{name}_b", bias)]


def tower(start, layers):
    for kernel, bias in layers:
        start = np.maximum(start @ kernel + bias, 0)
    return start


def scores(function):
    return np.array([[function(user, item) for item in range(ITEMS)] for user in range(USERS)], dtype="<f4")


mf_user, mf_item = draw(USERS, 3), draw(ITEMS, 3)
mlp_user, mlp_item = draw(USERS, 4), draw(ITEMS, 4)
layers = [(draw(8, 6), draw(6)), (draw(6, 2), draw(2))]
h_gmf, h_mlp, h_neumf, bias = draw(3, 1), draw(2, 1), draw(5, 1), draw(1)
hidden = [dense(f"layer{index + 1}", *layer) for index, layer in enumerate(layers)]
names = {}
for index, (kernel, offset) in enumerate(layers):
    names[f"tower.{index}.weight"], names[f"tower.{index}.bias"] = kernel.T, offset
mf = {"mf_user.weight": mf_user, "mf_item.weight": mf_item}
mlp = {"mlp_user.weight": mlp_user, "mlp_item.weight": mlp_item, **names}


def mlp_part(user, item):
    return tower(np.concatenate([mlp_user[user], mlp_item[item]]), layers)


write(
    HERE / "keras-gmf.h5",
    [("item_input", []), embedding("item_embedding", mf_item), embedding("user_embedding", mf_user),
     ("merge_1", []), dense("prediction", h_gmf, bias)])
np.savez(
    HERE / "keras-gmf.npz", **mf, **{"prediction.weight": h_gmf.T, "prediction.bias": bias},
    scores=scores(lambda user, item: (mf_user[user] * mf_item[item]) @ h_gmf[:, 0] + bias[0]))
write(
    HERE / "keras-mlp.h5",
    [embedding("item_embedding", mlp_item), embedding("user_embedding", mlp_user), *hidden,
     dense("prediction", h_mlp, bias)])
np.savez(
    HERE / "keras-mlp.npz", **mlp, **{"prediction.weight": h_mlp.T, "prediction.bias": bias},
    scores=scores(lambda user, item: mlp_part(user, item) @ h_mlp[:, 0] + bias[0]))
# As a whole model is saved, the weights are in a group of their own.
write(
    HERE / "keras-neumf.h5",
    [embedding("mf_embedding_user", mf_user), embedding("mf_embedding_item", mf_item),
     embedding("mlp_embedding_user", mlp_user), embedding("mlp_embedding_item", mlp_item), *hidden,
     dense("prediction", h_neumf, bias)], root="/model_weights")
np.savez(
    HERE / "keras-neumf.npz", **mf, **mlp, **{"prediction.weight": h_neumf.T, "prediction.bias": bias},
    scores=scores(
        lambda user, item: np.concatenate([mf_user[user] * mf_item[item], mlp_part(user, item)]) @ h_neumf[:, 0]
        + bias[0]))
