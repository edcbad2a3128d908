"""Checks that PyTorch, with the module of docs/weights.md, gives the probabilities that ncf-exp recommends by.

    python check_scores.py PROGRAM

trains a small NeuMF on the sample, loads its weights into the module and compares all pairs. Needs torch and
safetensors.
"""

import json
import pathlib
import re
import subprocess
import sys
import tempfile

import torch
from safetensors.torch import load_file, save_file

ROOT = pathlib.Path(__file__).resolve().parents[2]
TOLERANCE = 1e-6


def documented_module():
    """The class that the documentation shows."""
    page = (ROOT / "docs" / "weights.md").read_text(encoding="utf-8")
    code = next(block for block in re.findall(r"```python\n(.*?)```", page, re.S) if "class NeuMF" in block)
    names = {}
    exec(code, names)
    return names["NeuMF"]


def main(program):
    def run(*arguments):
        return subprocess.run(
            [program, *arguments], cwd=ROOT, check=True, text=True, stdout=subprocess.PIPE).stdout

    def recommendations(weights):
        lines = run(
            "recommend", "--weights", weights, "--dataset", "sample", "--data", "Data", "-k", "250",
            "--format", "jsonl").splitlines()
        return [json.loads(line) for line in lines]

    with tempfile.TemporaryDirectory() as folder:
        weights = f"{folder}/neumf.safetensors"
        run(
            "train", "--model", "neumf", "--dataset", "sample", "--data", "Data", "--num-factors", "8", "--layers",
            "32,16,8", "--epochs", "3", "--verbose", "0", "--out", weights, "--db", f"{folder}/ncf.sqlite")
        model = documented_module()(users=300, items=250, factors=8, layers=[32, 16, 8])
        model.load_state_dict(load_file(weights))
        found = recommendations(weights)

        largest, pairs = 0.0, 0
        with torch.no_grad():
            for line in found:
                items = torch.tensor([item["item"] for item in line["items"]])
                scores = torch.tensor([item["score"] for item in line["items"]], dtype=torch.float64)
                expected = model(torch.full_like(items, line["user"]), items).double()
                largest = max(largest, (scores - expected).abs().max().item())
                pairs += len(items)
        print(f"{pairs} pairs, largest difference {largest:.2e}")
        assert pairs > 60_000 and largest < TOLERANCE

        # The other way round: PyTorch's file is read as ours.
        save_file(model.state_dict(), f"{folder}/torch.safetensors")
        assert recommendations(f"{folder}/torch.safetensors") == found


if __name__ == "__main__":
    main(str(pathlib.Path(sys.argv[1]).resolve()))
