"""Our epochs against the peers', in turn in one run, as a Markdown table.

Usage: compare.py [ROUNDS]   from the project's root, in the virtual environment that `make bench-peers` makes
"""
import os
import statistics
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
OURS = ".build/release/ncf-bench"
# (our workload, epochs that count; the peer's script and arguments; the goal)
PAIRS = [
    ("gmf-8", 3, "torch_epoch.py", ["gmf-8", "400"], "PyTorch", 30),
    ("mlp-8", 2, "torch_epoch.py", ["mlp-8", "300"], "PyTorch", 25),
    ("neumf-8", 2, "torch_epoch.py", ["neumf-8", "300"], "PyTorch", 25),
    ("mlp-64", 1, "torch_epoch.py", ["mlp-64", "60"], "PyTorch", 9),
    ("neumf-64", 1, "torch_epoch.py", ["neumf-64", "60"], "PyTorch", 9),
    ("evaluation", 5, "torch_epoch.py", ["evaluation", "1"], "PyTorch", 20),
    ("bpr-16", 3, "implicit_epoch.py", ["bpr-16", "4"], "implicit", 1.5),
    ("eals-64", 2, "implicit_epoch.py", ["als-64", "2"], "implicit ALS", 1),
    ("ials-64", 3, "implicit_epoch.py", ["als-64", "4"], "implicit ALS", 1),
    ("mf-sgd-192", 3, "mf_sgd.c", ["192", "8", "3"], "a C loop, gcc -O3 -march=native -ffast-math", 1),
]


def run(command):
    # One thread on both sides, whatever library does the work.
    environment = dict(os.environ, OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1", MKL_NUM_THREADS="1")
    output = subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout
    return statistics.median(float(line) for line in output.split())


def peer(script, arguments, folder):
    """The command of a peer; what has to be compiled for it goes into `folder`."""
    if not script.endswith(".c"):
        return [sys.executable, os.path.join(HERE, script), *arguments]
    binary = os.path.join(folder, "peer")
    subprocess.run(
        ["gcc", "-O3", "-march=native", "-ffast-math", os.path.join(HERE, script), "-o", binary, "-lm"], check=True)
    training = os.path.join(os.environ.get("NCF_DATA_DIR", "Data"), "ml-1m", "ml-1m.train.rating")
    return [binary, training, *arguments]


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    print("| workload | ours, s | peer | peer, s | times faster (median of pairs; min–max) | goal |")
    print("|---|---:|---|---:|---:|---:|")
    for ours, epochs, script, arguments, name, goal in PAIRS:
        pairs = []
        with tempfile.TemporaryDirectory(prefix="ncf-peer-") as folder:
            command = peer(script, arguments, folder)
            for _ in range(rounds):
                mine = run([OURS, ours, "--seconds", "--repeats", str(epochs)])
                theirs = run(command)
                pairs.append((mine, theirs))
        ratios = sorted(theirs / mine for mine, theirs in pairs)
        print(
            f"| {ours} | {statistics.median(p[0] for p in pairs):.3f} | {name} "
            f"| {statistics.median(p[1] for p in pairs):.2f} "
            f"| {statistics.median(ratios):.1f} ({ratios[0]:.1f}–{ratios[-1]:.1f}) | {goal} |", flush=True)


if __name__ == "__main__":
    main()
