"""Checks the .h5 files that ncf-exp writes: h5py reads the values that .npz has, and Keras gives the probabilities that
ncf-exp recommends by.

    python check_weights.py PROGRAM

trains GMF, MLP and NeuMF on the sample. Needs h5py and numpy; where Keras (2 or 3) is there too, it loads the files
into models like the authors'.
"""

import json
import pathlib
import subprocess
import sys
import tempfile

import h5py
import numpy as np

try:
    import keras
except ImportError:
    keras = None

ROOT = pathlib.Path(__file__).resolve().parents[2]
USERS, ITEMS, FACTORS, LAYERS = 300, 250, 8, [32, 16, 8]
TOLERANCE = 1e-5


def arrays(file):
    """The arrays by layer, in the order in which Keras takes them."""
    names = [name.decode() for name in file.attrs["layer_names"]]
    return {
        name: [file[name][weight.decode()][()] for weight in file[name].attrs["weight_names"]] for name in names}


def expected(method, ours):
    """The same from this project's names, in the order of Keras 1.0.7."""

    def dense(name, tensors):
        return {name: [ours[f"{tensors}.weight"].T, ours[f"{tensors}.bias"]]}

    def embeddings(part, pattern):
        return {pattern.format(side): [ours[f"{part}_{side}.weight"]] for side in ("item", "user")}

    if method == "gmf":
        return embeddings("mf", "{}_embedding") | dense("prediction", "prediction")
    tower = [dense("layer1", "tower.0"), dense("layer2", "tower.1")]
    if method == "mlp":
        return embeddings("mlp", "{}_embedding") | tower[0] | tower[1] | dense("prediction", "prediction")
    return (
        embeddings("mlp", "mlp_embedding_{}") | embeddings("mf", "mf_embedding_{}") | tower[0] | tower[1]
        | dense("prediction", "prediction"))


def model(method):
    """As GMF.py, MLP.py and NeuMF.py build it."""
    user, item = (keras.Input(shape=(1,), dtype="int32", name=f"{side}_input") for side in ("user", "item"))

    def latent(pattern, width):
        return [
            keras.layers.Flatten()(keras.layers.Embedding(count, width, name=pattern.format(side))(source))
            for side, count, source in (("user", USERS, user), ("item", ITEMS, item))]

    parts = []
    if method != "mlp":
        pattern = "{}_embedding" if method == "gmf" else "mf_embedding_{}"
        parts.append(keras.layers.Multiply()(latent(pattern, FACTORS)))
    if method != "gmf":
        pattern = "{}_embedding" if method == "mlp" else "mlp_embedding_{}"
        vector = keras.layers.Concatenate()(latent(pattern, LAYERS[0] // 2))
        for index, width in enumerate(LAYERS[1:], start=1):
            vector = keras.layers.Dense(width, activation="relu", name=f"layer{index}")(vector)
        parts.append(vector)
    joined = parts[0] if len(parts) == 1 else keras.layers.Concatenate()(parts)
    return keras.Model([user, item], keras.layers.Dense(1, activation="sigmoid", name="prediction")(joined))


def check(method, run, folder):
    file, archive = f"{folder}/{method}.h5", f"{folder}/{method}.npz"
    flags = ["--num-factors", str(FACTORS)] if method != "mlp" else []
    if method != "gmf":
        flags += ["--layers", ",".join(map(str, LAYERS))]
    run(
        "train", "--model", method, "--dataset", "sample", "--data", "Data", "--epochs", "3", "--verbose", "0", "--out",
        file, "--db", f"{folder}/ncf.sqlite", *flags)
    run("weights", "convert", file, archive)
    with h5py.File(file) as content, np.load(archive) as ours:
        found, wanted = arrays(content), expected(method, ours)
    assert list(found) == list(wanted), list(found)
    for name, values in wanted.items():
        assert len(found[name]) == len(values), name
        for one, other in zip(found[name], values):
            assert one.dtype == np.float32 and np.array_equal(one, other), name
    print(f"{method}: {len(found)} layers are as they should be")
    if keras is None:
        return
    loaded = model(method)
    loaded.load_weights(file, by_name=True)
    lines = run(
        "recommend", "--weights", file, "--dataset", "sample", "--data", "Data", "-k", str(ITEMS), "--format", "jsonl")
    rows = [json.loads(line) for line in lines.splitlines()]
    pairs = [(row["user"], entry["item"], entry["score"]) for row in rows for entry in row["items"]]
    users, items, scores = (np.array(column) for column in zip(*pairs))
    found = loaded.predict([users[:, None], items[:, None]], batch_size=8192, verbose=0)[:, 0]
    largest = np.abs(found - scores).max()
    print(f"{method}: {len(pairs)} pairs in Keras {keras.__version__}, largest difference {largest:.1e}")
    assert len(pairs) > 60_000 and largest < TOLERANCE


def main(program):
    def run(*arguments):
        return subprocess.run([program, *arguments], cwd=ROOT, check=True, text=True, stdout=subprocess.PIPE).stdout

    with tempfile.TemporaryDirectory() as folder:
        for method in ("gmf", "mlp", "neumf"):
            check(method, run, folder)


if __name__ == "__main__":
    main(str(pathlib.Path(sys.argv[1]).resolve()))
