"""The holdout: which rows are kept away from training and decide the verdict.

Whole devices are held out where that leaves something to learn and to judge on both sides. Where danger
is known of one device only, the last stretch of time is held out instead, with a gap before it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from spotter.contracts.names import DeviceName

_FEWEST_POSITIVE_DEVICES = 2


class Cut(NamedTuple):
    """A cut in time: the holdout begins at `start`, training ends before `start - gap`."""

    start: datetime
    gap: timedelta

    def role(self, at: datetime) -> str | None:
        """Say which side a row of this moment is on; None in the gap, where windows and labels overlap."""
        if at >= self.start:
            return "holdout"
        return "train" if at < self.start - self.gap else None


def held_out(positives: Mapping[DeviceName, int], *, share: float, seed: int) -> frozenset[DeviceName]:
    """Choose the devices to hold out; none when fewer than two devices have positives.

    `positives` counts the positive rows of each device. The choice depends on names and seed alone, except
    that both sides get a device with positives.
    """
    order = sorted(positives, key=lambda device: hashlib.sha256(f"{seed}:{device}".encode()).digest())
    positive = [device for device in order if positives[device]]
    if len(positive) < _FEWEST_POSITIVE_DEVICES:
        return frozenset()
    count = min(max(1, round(share * len(order))), len(order) - 1)
    chosen = order[:count]
    if not any(device in positive for device in chosen):
        chosen[-1] = positive[0]
    if all(device in chosen for device in positive):
        chosen.remove(positive[-1])
    return frozenset(chosen)


def cut_in_time(rows: Sequence[tuple[datetime, int]], *, share: float, gap: timedelta) -> Cut:
    """Cut rows of (time, label) so that the last `share` is held out and both sides have positives.

    When the last rows hold no positive, or all of them, the cut goes where the last `share` of the positives
    begins. There must be at least one row.
    """
    ordered = sorted(rows)
    cut = Cut(ordered[min(int((1 - share) * len(ordered)), len(ordered) - 1)][0], gap)
    roles = {cut.role(at) for at, label in ordered if label}
    positive = [at for at, label in ordered if label]
    if {"train", "holdout"} <= roles or not positive:
        return cut
    return Cut(positive[min(int((1 - share) * len(positive)), len(positive) - 1)], gap)
