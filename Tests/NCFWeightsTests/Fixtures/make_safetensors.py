"""Writes reference.safetensors with the reference implementation (pip install safetensors numpy).

The values follow a rule that the test repeats: value i of a tensor is (i - 3) / 4.
"""

from pathlib import Path

import numpy
from safetensors.numpy import save_file


def tensor(*shape):
    count = int(numpy.prod(shape))
    return ((numpy.arange(count, dtype=numpy.float32) - 3) / 4).reshape(shape)


save_file(
    {
        "users": tensor(3, 4),
        "items": tensor(5, 2),
        "größe/ü": tensor(7),
        "bias": tensor(),
        "empty": tensor(0, 3),
    },
    Path(__file__).parent / "reference.safetensors",
    metadata={"format": "np", "note": 'free text, with "quotes"'},
)
