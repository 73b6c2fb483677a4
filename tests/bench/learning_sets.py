"""The recorded sets that learning is measured on: where they are, and what their columns are."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from spotter.learning.arrays import Keys
from spotter.learning.frames import Frame, Roles
from spotter.learning.tables import Table

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"
HOLDOUT_SHARE = 0.3
BLOCKS = 10
"""So many blocks of time are groups, for tools that split by groups only."""


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


def groups_of(frame: Frame) -> Keys | None:
    """Give what a tool should keep whole: groups, or blocks of time, or nothing."""
    if frame.groups is not None:
        return np.unique(frame.groups, return_inverse=True)[1]
    if frame.times is not None:
        order = np.argsort(np.argsort(frame.times, kind="stable"), kind="stable")
        return order * BLOCKS // order.size
    return None
