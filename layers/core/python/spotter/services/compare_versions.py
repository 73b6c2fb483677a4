"""Compare two versions of a dataset: their columns, what these come down to, and their rows."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import partial
from typing import NamedTuple

from spotter.contracts.datasets import Column, DatasetManifest, DatasetPart, RowChanges, Version
from spotter.contracts.names import DatasetName, Tenant
from spotter.ports.rows import Piece
from spotter.ports.tables import Tables
from spotter.stores.dataset_versions import DatasetVersions

MOST_ROWS = 4_000_000
"""Rows compared one by one, which takes some 10 s; of more it is said which parts differ."""

KEYS = ("site", "device", "at")


class ColumnChange(NamedTuple):
    """A column in both versions, one of them, or neither; and how far its mean and its gaps moved."""

    name: str
    before: Column | None
    after: Column | None


class Difference(NamedTuple):
    """What one version has and another has not. `rows` is None where too many would have to be compared."""

    before: Version
    after: Version
    rows_before: int
    rows_after: int
    parts_same: int
    parts_before: int
    parts_after: int
    rows: RowChanges | None
    columns: tuple[ColumnChange, ...]


class CompareVersions:
    """The use case with the stores that it reads."""

    def __init__(self, versions: DatasetVersions, tables: Tables) -> None:
        self._versions = versions
        self._tables = tables

    def __call__(self, tenant: Tenant, name: DatasetName, before: Version, after: Version) -> Difference:
        """Tell what changed from one version to another; parts that both have are not even read.

        Raises:
            NotFound: there is no such version.
            WrongState: one of them was deleted.
        """
        old, new = (self._versions.manifest(tenant, name, version) for version in (before, after))
        had, has = (list(self._versions.parts(each)) for each in (old, new))
        gone, come = _only(had, has), _only(has, had)
        rows = None
        if sum(part.rows for part in (*gone, *come)) <= MOST_ROWS:
            rows = self._rows(old, new, gone, come)
        return Difference(
            old.version,
            new.version,
            old.rows,
            new.rows,
            len(had) - len(gone),
            len(gone),
            len(come),
            rows,
            tuple(_columns(old.columns, new.columns)),
        )

    def _rows(
        self,
        old: DatasetManifest,
        new: DatasetManifest,
        gone: Sequence[DatasetPart],
        come: Sequence[DatasetPart],
    ) -> RowChanges:
        """Compare the days that differ, one after the other; parts of prepared versions hold several days."""
        there = {column.name for column in old.columns}
        both = [column for column in new.columns if column.name in there]
        keys = KEYS if {"site", "device", "at"} <= {column.name for column in both} else ()
        by_day = bool(keys) and "prepared" not in {old.origin, new.origin}
        days: defaultdict[str, tuple[list[Piece], list[Piece]]] = defaultdict(lambda: ([], []))
        for side, parts in ((0, gone), (1, come)):
            for part in parts:
                days[_day(part) if by_day else ""][side].append(self._piece(new, part))
        found = [self._tables.changes(*sides, columns=both, keys=keys) for sides in days.values()]
        return RowChanges(
            sum(each.added for each in found),
            sum(each.removed for each in found),
            sum(each.changed for each in found),
        )

    def _piece(self, of: DatasetManifest, part: DatasetPart) -> Piece:
        return Piece(part.sha256, partial(self._versions.content, of.tenant, of.dataset, part))


def _only(these: Sequence[DatasetPart], those: Sequence[DatasetPart]) -> list[DatasetPart]:
    """Leave out what is in both; a part that stands twice here and once there stays once."""
    there = Counter(part.sha256 for part in those)
    only = []
    for part in these:
        if there[part.sha256]:
            there[part.sha256] -= 1
        else:
            only.append(part)
    return only


def _columns(before: Iterable[Column], after: Iterable[Column]) -> Iterable[ColumnChange]:
    old, new = ({column.name: column for column in side} for side in (before, after))
    for name in dict.fromkeys((*old, *new)):
        yield ColumnChange(name, old.get(name), new.get(name))


def _day(part: DatasetPart) -> str:
    return part.place.rpartition("/")[0]
