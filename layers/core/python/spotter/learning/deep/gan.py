"""A GAN for what is rare: synthetic dangerous windows, and how unlike the usual a window is.

A generator makes windows from noise, a critic tells them from real ones (Goodfellow et al., 2014).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from spotter.learning.arrays import Floats
from spotter.learning.deep.sequences import Sequences

NOISE, WIDTH, STEPS, BATCH = 8, 48, 800, 64
WANTED_SHARE = 0.25
"""Share of dangerous windows up to which synthetic ones are added."""

STEADINESS = 0.99
"""A generator circles around what it imitates; the mean of its way does not."""

FEWEST = 4
"""With fewer real windows there is nothing to imitate."""


class Gan:
    """A generator and a critic, fitted to windows."""

    def __init__(self, values: Any, *, seed: int, steps: int = STEPS) -> None:  # noqa: ANN401 - single precision
        torch.manual_seed(seed)
        self._shape = values.shape[1:]
        size = int(np.prod(self._shape))
        flat = torch.from_numpy(values.reshape(len(values), size))
        self._centre, self._scale = flat.mean(dim=0), flat.std(dim=0).clamp_min(1e-3)
        self.generator = nn.Sequential(nn.Linear(NOISE, WIDTH), nn.ReLU(), nn.Linear(WIDTH, size))
        self.critic = nn.Sequential(nn.Linear(size, WIDTH), nn.LeakyReLU(0.2), nn.Linear(WIDTH, 1))
        self._fit((flat - self._centre) / self._scale, torch.Generator().manual_seed(seed), steps)

    def windows(self, count: int, *, seed: int) -> Any:  # noqa: ANN401 - single precision
        """Make windows like those it was fitted to."""
        noise = torch.randn(count, NOISE, generator=torch.Generator().manual_seed(seed))
        with torch.no_grad():
            made = self.generator(noise) * self._scale + self._centre
        return made.numpy().reshape(count, *self._shape).astype(np.float32)

    def strangeness(self, values: Any) -> Floats:  # noqa: ANN401 - single precision
        """Say how unlike its windows others are: far from all that it makes, and doubted by the critic."""
        flat = (torch.from_numpy(values.reshape(len(values), -1)) - self._centre) / self._scale
        like = torch.from_numpy(self.windows(512, seed=0).reshape(512, -1))
        with torch.no_grad():
            nearest = torch.cdist(flat, (like - self._centre) / self._scale).amin(dim=1)
            doubt = nn.functional.softplus(-self.critic(flat).squeeze(-1))
        return np.asarray((nearest / flat.shape[1] ** 0.5 + 0.1 * doubt).numpy(), dtype=np.float64)

    def _fit(self, real: Tensor, chance: torch.Generator, steps: int) -> None:
        loss_of = nn.BCEWithLogitsLoss()
        makers = torch.optim.Adam(self.generator.parameters(), lr=2e-3, betas=(0.5, 0.9))
        judges = torch.optim.Adam(self.critic.parameters(), lr=1e-3, betas=(0.5, 0.9))
        steady = AveragedModel(self.generator, multi_avg_fn=get_ema_multi_avg_fn(STEADINESS))
        for _ in range(steps):
            some = real[torch.randint(len(real), (BATCH,), generator=chance)]
            made = self.generator(torch.randn(BATCH, NOISE, generator=chance))
            judges.zero_grad()
            said = torch.cat([self.critic(some), self.critic(made.detach())]).squeeze(-1)
            loss_of(said, torch.cat([torch.full((BATCH,), 0.9), torch.zeros(BATCH)])).backward()
            judges.step()
            makers.zero_grad()
            loss_of(self.critic(made).squeeze(-1), torch.ones(BATCH)).backward()
            makers.step()
            steady.update_parameters(self.generator)
        self.generator = steady.module


def synthetic(rows: Sequences, *, seed: int) -> Sequences:
    """Add synthetic dangerous windows until they are a quarter; rows that have enough stay as they are."""
    danger = np.flatnonzero(rows.target > 0)
    missing = int((WANTED_SHARE * len(rows.target) - danger.size) / (1 - WANTED_SHARE))
    if missing <= 0 or danger.size < FEWEST:
        return rows
    made = Gan(rows.values[danger], seed=seed).windows(missing, seed=seed)
    return Sequences(np.concatenate([rows.values, made]), np.concatenate([rows.target, np.ones(missing)]))
