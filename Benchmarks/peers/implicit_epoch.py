"""Seconds per ml-1m iteration of `implicit` on one thread: BPR or ALS (conjugate gradients, its default).

Usage: implicit_epoch.py bpr-FACTORS|als-FACTORS ITERATIONS   (data in NCF_DATA_DIR)
"""
import os
import sys
import time

import numpy
import scipy.sparse
from implicit.als import AlternatingLeastSquares
from implicit.bpr import BayesianPersonalizedRanking


def interactions():
    folder = os.environ.get("NCF_DATA_DIR", "Data")
    path = os.path.join(folder, "ml-1m", "ml-1m.train.rating")
    if not os.path.exists(path):
        path = os.path.join(folder, "ml-1m.train.rating")
    rows = numpy.loadtxt(path, dtype=numpy.int64, usecols=(0, 1), delimiter="\t")
    ones = numpy.ones(len(rows), dtype=numpy.float32)
    return scipy.sparse.csr_matrix((ones, (rows[:, 0], rows[:, 1])))


def seconds(model, matrix):
    start = time.perf_counter()
    model.fit(matrix, show_progress=False)
    return time.perf_counter() - start


if __name__ == "__main__":
    name, factors = sys.argv[1].split("-")
    count = int(sys.argv[2])
    kind = BayesianPersonalizedRanking if name == "bpr" else AlternatingLeastSquares
    matrix = interactions()

    def model(iterations):
        return kind(factors=int(factors), iterations=iterations, num_threads=1, random_state=1, use_gpu=False)

    # What fitting costs apart from its iterations is taken off.
    one = min(seconds(model(1), matrix) for _ in range(2))
    print((seconds(model(1 + count), matrix) - one) / count)
