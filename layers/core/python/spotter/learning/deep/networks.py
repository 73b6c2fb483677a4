"""Networks of time: RNN, LSTM, GRU and 1-D CNN, each to one log-odds a row."""

from __future__ import annotations

from typing import Literal, get_args

import torch
from torch import Tensor, nn

Kind = Literal["rnn", "lstm", "gru", "cnn"]
KINDS: tuple[Kind, ...] = get_args(Kind)


class Recurrent(nn.Module):
    """A recurrent layer whose last state is weighed."""

    def __init__(self, kind: Kind, inputs: int, width: int) -> None:
        super().__init__()
        layer = {"rnn": nn.RNN, "lstm": nn.LSTM, "gru": nn.GRU}[kind]
        self.layer = layer(inputs, width, batch_first=True)
        self.head = nn.Linear(width, 1)

    def forward(self, values: Tensor) -> Tensor:
        """Give one log-odds a row."""
        states, _ = self.layer(values)
        weighed: Tensor = self.head(states[:, -1])
        return weighed.squeeze(-1)


class Convolved(nn.Module):
    """Two convolutions over time, and the strongest answer of each filter."""

    def __init__(self, inputs: int, width: int) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv1d(inputs, width, 3, padding=1),
            nn.ReLU(),
            nn.Conv1d(width, width, 3, padding=1),
            nn.ReLU(),
        )
        self.head = nn.Linear(width, 1)

    def forward(self, values: Tensor) -> Tensor:
        """Give one log-odds a row."""
        filtered = self.layers(values.transpose(1, 2))
        weighed: Tensor = self.head(filtered.amax(dim=2))
        return weighed.squeeze(-1)


def network_of(kind: Kind, inputs: int, width: int, *, seed: int) -> nn.Module:
    """Make a network with weights that the seed decides."""
    torch.manual_seed(seed)
    return Convolved(inputs, width) if kind == "cnn" else Recurrent(kind, inputs, width)
