"""Makes the matrices beside it, with SciPy and NumPy: python3 make_matrices.py"""

import pathlib

import numpy
import scipy.sparse

here = pathlib.Path(__file__).parent

# 4 users and 6 items. User 2 has nothing, item 4 nobody, and one 0 is stored.
rows = numpy.array([0, 0, 0, 1, 1, 3, 3, 3])
columns = numpy.array([5, 0, 2, 1, 5, 0, 2, 3])
values = numpy.array([1.0, 4.5, 3.0, 2.0, 5.0, 3.5, 0.0, 4.0])
matrix = scipy.sparse.coo_matrix((values, (rows, columns)), shape=(4, 6))
scipy.sparse.save_npz(here / "coo.npz", matrix)
scipy.sparse.save_npz(here / "csr.npz", matrix.tocsr(), compressed=False)
scipy.sparse.save_npz(here / "csc.npz", matrix.tocsc())
# A "sparse array", SciPy's newer kind, of booleans with 64-bit indices.
array = scipy.sparse.csr_array(matrix.astype(numpy.float32))
array.indices, array.indptr = array.indices.astype(numpy.int64), array.indptr.astype(numpy.int64)
scipy.sparse.save_npz(here / "csr-array.npz", array)
whole = scipy.sparse.csr_matrix((numpy.array([1, 1, 1, 1], dtype=numpy.int8), ([0, 0, 1, 1], [0, 1, 1, 2])))
scipy.sparse.save_npz(here / "int8.npz", whole)
scipy.sparse.save_npz(here / "bool.npz", whole.astype(bool))
scipy.sparse.save_npz(here / "bsr.npz", matrix.tobsr())
numpy.savez(here / "dense.npz", matrix.toarray())
numpy.savez(here / "objects.npz", format=numpy.array("csr"), shape=numpy.array([2, 2]), data=numpy.array([1, None]))
