"""Seconds per ml-1m epoch of GMF, MLP and NeuMF in PyTorch: eager, batch 256, dense Adam, one thread.

Sampling and loading are not counted. Some hundred steps are timed and scaled to an epoch's 19,418.
Usage: torch_epoch.py MODEL-FACTORS STEPS, or torch_epoch.py evaluation REPEATS
"""
import sys
import time

import torch

USERS, ITEMS, TEST_USERS, CANDIDATES = 6040, 3706, 6040, 100
STEPS_PER_EPOCH = -(-994_169 * 5 // 256)


class Network(torch.nn.Module):
    def __init__(self, model, factors, depth=3):
        super().__init__()
        self.model = model
        layers = [factors << (depth - i) for i in range(depth + 1)]
        width = 0
        if model != "mlp":
            self.mf_user = torch.nn.Embedding(USERS, factors)
            self.mf_item = torch.nn.Embedding(ITEMS, factors)
            width += factors
        if model != "gmf":
            self.mlp_user = torch.nn.Embedding(USERS, layers[0] // 2)
            self.mlp_item = torch.nn.Embedding(ITEMS, layers[0] // 2)
            self.tower = torch.nn.Sequential(
                *[m for a, b in zip(layers, layers[1:]) for m in (torch.nn.Linear(a, b), torch.nn.ReLU())])
            width += layers[-1]
        self.prediction = torch.nn.Linear(width, 1)
        for name, parameter in self.named_parameters():
            if "user" in name or "item" in name:
                torch.nn.init.normal_(parameter, 0, 0.01)

    def forward(self, users, items):
        parts = []
        if self.model != "mlp":
            parts.append(self.mf_user(users) * self.mf_item(items))
        if self.model != "gmf":
            parts.append(self.tower(torch.cat([self.mlp_user(users), self.mlp_item(items)], 1)))
        return self.prediction(torch.cat(parts, 1)).squeeze(1)


def epoch_seconds(model, factors, steps):
    network = Network(model, factors)
    optimiser = torch.optim.Adam(network.parameters(), lr=0.001)
    loss = torch.nn.BCEWithLogitsLoss()
    generator = torch.Generator().manual_seed(1)
    users = torch.randint(0, USERS, (steps + 10, 256), generator=generator)
    items = torch.randint(0, ITEMS, (steps + 10, 256), generator=generator)
    labels = (torch.rand((steps + 10, 256), generator=generator) < 0.2).float()
    for step in range(steps + 10):
        if step == 10:
            start = time.perf_counter()
        optimiser.zero_grad()
        loss(network(users[step], items[step]), labels[step]).backward()
        optimiser.step()
    return (time.perf_counter() - start) / steps * STEPS_PER_EPOCH


def evaluation_seconds():
    """The usual loop: each user's candidates in one call, the rank from the scores."""
    network = Network("neumf", 8).eval()
    generator = torch.Generator().manual_seed(1)
    items = torch.randint(0, ITEMS, (TEST_USERS, CANDIDATES), generator=generator)
    start = time.perf_counter()
    with torch.no_grad():
        for user in range(TEST_USERS):
            scores = network(torch.full((CANDIDATES,), user), items[user])
            int((scores[1:] >= scores[0]).sum())
    return time.perf_counter() - start


if __name__ == "__main__":
    torch.set_num_threads(1)
    workload, count = sys.argv[1], int(sys.argv[2])
    if workload == "evaluation":
        for _ in range(count):
            print(evaluation_seconds())
    else:
        model, factors = workload.split("-")
        print(epoch_seconds(model, int(factors), count))
