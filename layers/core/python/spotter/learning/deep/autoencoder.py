"""A denoising autoencoder in PyTorch, with the face that the imputer knows from scikit-learn's network."""

from __future__ import annotations

import copy
from itertools import pairwise
from typing import Any, Self

import numpy as np
import torch
from torch import nn

from spotter.learning.arrays import Floats

BATCH = 256
RATE = 2e-3
KEPT_ASIDE = 0.1
"""Of the rows, to tell when more passes teach nothing more."""

PATIENCE = 10
"""Passes without anything better after which it stops, as scikit-learn's network does."""


class Autoencoder:
    """Rectified layers, the last one linear, in double precision: what it learned is plain matrices."""

    coefs_: list[Floats]
    intercepts_: list[Floats]

    def __init__(self, hidden: tuple[int, ...], *, epochs: int, seed: int) -> None:
        self._hidden = hidden
        self._epochs = epochs
        self._seed = seed

    def fit(self, inputs: Floats, wanted: Floats) -> Self:
        """Learn to give the wanted rows for the inputs; the same rows and seed teach the same."""
        targets = wanted.reshape(len(wanted), -1)
        generator = torch.Generator().manual_seed(self._seed)
        torch.manual_seed(self._seed)
        network = self._network(inputs.shape[1], targets.shape[1])
        x, y = torch.from_numpy(inputs), torch.from_numpy(targets)
        order = torch.randperm(len(x), generator=generator)
        aside = max(1, int(KEPT_ASIDE * len(x)))
        self._trained(
            network, (x[order[aside:]], y[order[aside:]]), (x[order[:aside]], y[order[:aside]]), generator
        )
        layers = [each for each in network if isinstance(each, nn.Linear)]
        self.coefs_ = [each.weight.detach().numpy().T.copy() for each in layers]
        self.intercepts_ = [each.bias.detach().numpy().copy() for each in layers]
        return self

    def predict(self, inputs: Floats) -> Floats:
        """Give what the network makes of rows."""
        signals = inputs
        for number, (weights, biases) in enumerate(zip(self.coefs_, self.intercepts_, strict=True), 1):
            signals = signals @ weights + biases
            if number < len(self.coefs_):
                signals = np.maximum(signals, 0.0)
        return signals

    def _network(self, given: int, wanted: int) -> nn.Sequential:
        sizes = [given, *self._hidden, wanted]
        layers: list[nn.Module] = []
        for before, after in pairwise(sizes):
            layers += [nn.Linear(before, after, dtype=torch.float64), nn.ReLU()]
        return nn.Sequential(*layers[:-1])

    def _trained(self, network: nn.Sequential, rows: Any, aside: Any, generator: Any) -> None:  # noqa: ANN401 - tensors
        """Show the rows pass after pass, and keep what did best on those aside."""
        descent = torch.optim.Adam(network.parameters(), lr=RATE)
        loss = nn.MSELoss()
        best, kept, waited = float("inf"), copy.deepcopy(network.state_dict()), 0
        for _ in range(self._epochs):
            for some in torch.randperm(len(rows[0]), generator=generator).split(BATCH):
                descent.zero_grad()
                loss(network(rows[0][some]), rows[1][some]).backward()
                descent.step()
            with torch.no_grad():
                told = float(loss(network(aside[0]), aside[1]))
            if told < best:
                best, kept, waited = told, copy.deepcopy(network.state_dict()), 0
                continue
            waited += 1
            if waited == PATIENCE:
                break
        network.load_state_dict(kept)
