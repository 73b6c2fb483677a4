"""The rows of dataset versions: immutable gzip CSV parts, each named after its digest."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, NamedTuple

from spotter.contracts.learning import DatasetVersion, Part, TrainingRequest
from spotter.errors import Corrupt
from spotter.ports.objects import Objects

ROWS_PER_PART = 100_000


class Row(NamedTuple):
    """One labelled window of a device; `at` in epoch seconds. What labels mean, the request says."""

    device: str
    at: float
    features: Sequence[float]
    label: float


class Packed(NamedTuple):
    """A part before it is stored."""

    role: Literal["train", "holdout"]
    content: bytes
    sha256: str
    rows: int


class Datasets:
    """Parts under `datasets/tenant=<t>/model=<m>/<version>/<role>-<n>-<digest>.csv.gz`."""

    def __init__(self, objects: Objects) -> None:
        self._objects = objects

    def keep(self, request: TrainingRequest, version: str, parts: Iterable[Packed]) -> tuple[Part, ...]:
        """Store the parts of a version."""
        folder = f"datasets/tenant={request.tenant}/model={request.model}/{version}"
        kept = []
        for number, part in enumerate(parts):
            key = f"{folder}/{part.role}-{number:04d}-{part.sha256[:12]}.csv.gz"
            self._objects.put(key, part.content)
            size = len(part.content)
            kept.append(Part(key=key, sha256=part.sha256, rows=part.rows, role=part.role, size=size))
        return tuple(kept)

    def contents(self, dataset: DatasetVersion, role: Literal["train", "holdout"]) -> Iterator[bytes]:
        """Read the parts of one role as they were stored.

        Raises:
            Corrupt: a part is not what the manifest says.
        """
        for part in dataset.parts:
            if part.role == role:
                content = self._objects.get(part.key)
                if hashlib.sha256(content).hexdigest() != part.sha256:
                    raise Corrupt(f"the dataset part {part.key} is not what was written", key=part.key)
                yield content

    def rows(self, dataset: DatasetVersion, role: Literal["train", "holdout"]) -> Iterator[Row]:
        """Read the rows of one role, in the order in which they were written.

        Raises:
            Corrupt: a part is not what the manifest says.
        """
        for content in self.contents(dataset, role):
            head, *lines = gzip.decompress(content).decode().splitlines()
            if head != _header(dataset.features):
                raise Corrupt(f"a part of dataset {dataset.version} has other columns than its manifest")
            yield from map(_row, lines)


def packed(
    role: Literal["train", "holdout"], rows: Sequence[Row], features: Iterable[str]
) -> Iterator[Packed]:
    """Write rows as parts; the same rows always give the same bytes.

    Numbers are written with `repr`, which reads back to the same float.
    """
    header = _header(features)
    for first in range(0, len(rows), ROWS_PER_PART):
        some = rows[first : first + ROWS_PER_PART]
        text = "\n".join([header, *map(_line, some), ""])
        content = gzip.compress(text.encode(), compresslevel=6, mtime=0)
        yield Packed(role, content, hashlib.sha256(content).hexdigest(), len(some))


def _header(features: Iterable[str]) -> str:
    return ",".join(("device", "at", *features, "label"))


def _line(row: Row) -> str:
    return ",".join((row.device, repr(row.at), *map(repr, row.features), _plain(row.label)))


def _plain(label: float) -> str:
    return str(int(label)) if label == int(label) else repr(label)


def _row(line: str) -> Row:
    device, at, *numbers, label = line.split(",")
    return Row(device, float(at), [float(number) for number in numbers], float(label))
