"""The recorded sets that learning is measured on: where they are, and what their columns are."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from spotter.learning.arrays import Keys
from spotter.learning.frames import Frame, Roles
from spotter.learning.splits import Fold
from spotter.learning.tables import Table
from spotter.learning.validation import GAP_SHARE, holdout_of

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"
HOLDOUT_SHARE = 0.3
BLOCKS = 10
"""So many blocks of time are groups, for tools that split by groups only."""

BEGINNINGS = (0.7, 0.4, 0.1, 0.55, 0.25, 0.0)
"""Where in time the held-out block begins, by seed: the last one first, then earlier ones."""


@dataclass(frozen=True)
class Set:
    """One data set: its file, the roles of its columns, what is reported of it in `make bench`."""

    name: str
    file: str
    roles: Roles
    metrics: tuple[str, ...]
    without: str = "#"
    """How the names of further columns begin that are no features."""

    def roles_in(self, table: Table) -> Roles:
        """Give the roles of a table's columns."""
        more = tuple(name for name in table.columns if name.startswith(self.without))
        return replace(self.roles, drop=(*self.roles.drop, *more))


SETS = (
    Set(
        "weda",
        "weda_fall/windows.csv.gz",
        Roles("label", group="subject", drop=("trial_id", "activity", "window", "t_start", "fall_overlap_s")),
        ("logloss", "auc", "pr_auc"),
    ),
    Set(
        "phone",
        "phone_watch_har/windows.csv.gz",
        Roles("label", group="subject", drop=("run", "device", "window", "t_start", "label_purity")),
        ("logloss", "f1_macro"),
    ),
    Set(
        "wesad",
        "wesad_wrist/windows_60s_stride30.csv.gz",
        Roles("stress", group="subject_id", drop=("time_end_sec", "condition")),
        ("logloss", "auc", "pr_auc"),
        without="z_",  # these were standardised by a labelled rest of the same person
    ),
    Set(
        "methane",
        "methane_longwall/methane.csv.gz",
        Roles("onset_1pct", time="row", drop=("split", "step", "mm116_max_next_3min", "warn_1pct")),
        ("logloss", "auc", "pr_auc"),
    ),
    Set(
        "ai4i",
        "ai4i2020/ai4i2020.csv.gz",
        Roles("machine_failure", drop=("udi", "product_id", "twf", "hdf", "pwf", "osf", "rnf")),
        ("logloss", "auc", "pr_auc"),
    ),
    Set(
        "gas",
        "gas_drift/gas_drift.csv.gz",
        Roles("gas_name", group="batch", drop=("gas", "months")),
        ("logloss", "f1_macro"),
    ),
)


def held_out(frame: Frame, seed: int) -> Fold:
    """Keep people, machines or a block of time away; each seed others.

    Rows on both sides of a block of time are learned from, but for a gap.
    """
    if frame.groups is not None or frame.times is None:
        return holdout_of(frame, HOLDOUT_SHARE, seed=seed)
    times, order = frame.times, np.argsort(frame.times, kind="stable")
    first = round(BEGINNINGS[seed % len(BEGINNINGS)] * times.size)
    block = np.sort(order[first : first + round(HOLDOUT_SHARE * times.size)])
    gap_s = GAP_SHARE * float(np.ptp(times))
    far = (times < times[block].min() - gap_s) | (times > times[block].max() + gap_s)
    return Fold(np.flatnonzero(far), block)


def groups_of(frame: Frame) -> Keys | None:
    """Give what a tool should keep whole: groups, or blocks of time, or nothing."""
    if frame.groups is not None:
        return np.unique(frame.groups, return_inverse=True)[1]
    if frame.times is not None:
        order = np.argsort(np.argsort(frame.times, kind="stable"), kind="stable")
        return order * BLOCKS // order.size
    return None
