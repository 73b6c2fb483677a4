"""Score rows of devices; a model that looks back sees the earlier rows of a device, in order of time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from spotter.ports.scorer import Booster, TimedBooster
from spotter.stores.datasets import Row


def reach_s(booster: Booster) -> float:
    """Say how far back the rows lie that a model needs beside the one that it scores."""
    return booster.reach_s if isinstance(booster, TimedBooster) else 0.0


def score_rows(booster: Booster, rows: Sequence[Row]) -> list[list[float]]:
    """Score rows of a dataset, in their order.

    Raises:
        Invalid: a row has not as many features as the model.
    """
    if not isinstance(booster, TimedBooster) or not booster.reach_s:
        return booster.score([row.features for row in rows])
    of_device: dict[str, list[int]] = defaultdict(list)
    for at, row in enumerate(rows):
        of_device[row.device].append(at)
    outputs: list[list[float]] = [[] for _ in rows]
    for own in of_device.values():
        ordered = sorted(own, key=lambda at: rows[at].at)
        said = booster.score_in_time([rows[at].features for at in ordered], [rows[at].at for at in ordered])
        for at, output in zip(ordered, said, strict=True):
            outputs[at] = output
    return outputs
