"""The lake: readings as they arrived, what was refused, and what models said. Nothing is overwritten.

Objects are gzip JSON lines under `<kind>/tenant=<t>/site=<s>/arrived=<yyyy-mm-ddThh>/<batch>.jsonl.gz`. The
batch name comes from the queue messages that it was made from, so an invocation that runs twice writes the
same object twice and nothing is doubled.
"""

from __future__ import annotations

import gzip
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import groupby, takewhile
from typing import Generic, TypeVar

import msgspec

from spotter.contracts.air import AirNote
from spotter.contracts.names import SiteName, Tenant
from spotter.contracts.predictions import Prediction
from spotter.contracts.readings import Reading, Refusal
from spotter.ports.objects import Objects

T = TypeVar("T", bound=msgspec.Struct)


def batch_name(sources: Iterable[str]) -> str:
    """Name a batch after the messages it was made from, whatever their order.

    >>> batch_name(["b", "a"]) == batch_name(["a", "b"])
    True
    """
    return hashlib.sha256("\n".join(sorted(sources)).encode()).hexdigest()[:32]


class Archive:
    """Accepted readings by site and hour of arrival."""

    def __init__(self, objects: Objects) -> None:
        self._objects = objects
        self._lines = _Lines(Reading)

    def keep(self, readings: Iterable[Reading], *, batch: str) -> None:
        """Store readings of one batch, an object for each site and hour."""
        hours: defaultdict[tuple[Tenant, SiteName, datetime], list[Reading]] = defaultdict(list)
        for reading in readings:
            hour = reading.arrived.replace(minute=0, second=0, microsecond=0)
            hours[reading.tenant, reading.site, hour].append(reading)
        for (tenant, site, hour), rows in sorted(hours.items()):
            path = _folder("readings", tenant, site, hour)
            self._objects.put(f"{path}/{batch}.jsonl.gz", self._lines.packed(rows))

    def scan(self, tenant: Tenant, site: SiteName, *, since: datetime, until: datetime) -> Iterator[Reading]:
        """Give the readings of a site that arrived in the hours from `since` to `until`, repeats included."""
        start = _folder("readings", tenant, site, since)
        end = _folder("readings", tenant, site, until + timedelta(hours=1))
        for key in self._objects.keys(f"readings/tenant={tenant}/site={site}/", after=start):
            if key >= end:
                return
            yield from self._lines.unpacked(self._objects.get(key))


class Quarantine:
    """Refused items by hour of arrival, each with its reason and payload."""

    def __init__(self, objects: Objects) -> None:
        self._objects = objects
        self._lines = _Lines(Refusal)

    def keep(self, refusals: Sequence[Refusal], *, batch: str) -> None:
        """Store the refusals of one batch, an object for each tenant and hour."""

        def folder(refusal: Refusal) -> str:
            return f"quarantine/tenant={refusal.tenant}/arrived={_hour(refusal.arrived)}"

        for path, rows in groupby(sorted(refusals, key=folder), key=folder):
            self._objects.put(f"{path}/{batch}.jsonl.gz", self._lines.packed(list(rows)))

    def keys(self, tenant: Tenant, *, since: datetime) -> Iterator[str]:
        """List the objects of a tenant that arrived in the hour of `since` or later."""
        after = f"quarantine/tenant={tenant}/arrived={_hour(since)}"
        return self._objects.keys(f"quarantine/tenant={tenant}/", after=after)

    def read(self, key: str) -> list[Refusal]:
        """Read the refusals of one object."""
        return self._lines.unpacked(self._objects.get(key))

    def scan(self, tenant: str) -> Iterator[Refusal]:
        """Give all refusals of a tenant, oldest hour first; `unknown` holds those of nobody known."""
        for key in self._objects.keys(f"quarantine/tenant={tenant}/"):
            yield from self._lines.unpacked(self._objects.get(key))


class PredictionLog:
    """What models said, by site and hour of the reading."""

    def __init__(self, objects: Objects) -> None:
        self._objects = objects
        self._lines = _Lines(Prediction)

    def keep(self, predictions: Sequence[Prediction], *, batch: str) -> None:
        """Store the predictions of one batch, an object for each site and hour."""

        def folder(prediction: Prediction) -> str:
            return _folder("predictions", prediction.tenant, prediction.site, prediction.at)

        for path, rows in groupby(sorted(predictions, key=folder), key=folder):
            self._objects.put(f"{path}/{batch}.jsonl.gz", self._lines.packed(list(rows)))

    def scan(self, tenant: Tenant, site: SiteName) -> Iterator[Prediction]:
        """Give all predictions for a site, oldest hour first, repeats included."""
        for key in self._objects.keys(f"predictions/tenant={tenant}/site={site}/"):
            yield from self.read(key)

    def batches(self, tenant: Tenant, site: SiteName, *, since: datetime, until: datetime) -> list[str]:
        """Name the batches of the hours that are touched, oldest hour first."""
        first, last = (_folder("predictions", tenant, site, moment) for moment in (since, until))
        keys = self._objects.keys(f"predictions/tenant={tenant}/site={site}/", after=first)
        return list(takewhile(lambda key: key.rpartition("/")[0] <= last, keys))

    def read(self, batch: str) -> list[Prediction]:
        """Read the predictions of a batch that was named."""
        return self._lines.unpacked(self._objects.get(batch))


class AirLog:
    """The air that readings were given when they were scored, by site and hour of arrival."""

    def __init__(self, objects: Objects) -> None:
        self._objects = objects
        self._lines = _Lines(AirNote)

    def keep(self, notes: Sequence[AirNote], *, batch: str) -> None:
        """Store the notes of one batch, an object for each site and hour."""

        def folder(note: AirNote) -> str:
            return _folder("air", note.tenant, note.site, note.arrived)

        for path, rows in groupby(sorted(notes, key=folder), key=folder):
            self._objects.put(f"{path}/{batch}.jsonl.gz", self._lines.packed(list(rows)))

    def keys(self, tenant: Tenant, site: SiteName, *, since: datetime, until: datetime) -> list[str]:
        """Name the objects that arrived in the hours from `since` to `until`."""
        first, last = (_folder("air", tenant, site, moment) for moment in (since, until))
        keys = self._objects.keys(f"air/tenant={tenant}/site={site}/", after=first)
        return list(takewhile(lambda key: key.rpartition("/")[0] <= last, keys))

    def read(self, keys: Iterable[str]) -> Iterator[AirNote]:
        """Give the notes of objects that were named."""
        for key in keys:
            yield from self._lines.unpacked(self._objects.get(key))


class _Lines(Generic[T]):
    """Structs as gzip JSON lines; the same rows always give the same bytes."""

    def __init__(self, kind: type[T]) -> None:
        self._decoder = msgspec.json.Decoder(kind)
        self._encoder = msgspec.json.Encoder()

    def packed(self, rows: Sequence[T]) -> bytes:
        return gzip.compress(self._encoder.encode_lines(rows), mtime=0)

    def unpacked(self, content: bytes) -> list[T]:
        return self._decoder.decode_lines(gzip.decompress(content))


def _folder(kind: str, tenant: Tenant, site: SiteName, moment: datetime) -> str:
    return f"{kind}/tenant={tenant}/site={site}/arrived={_hour(moment)}"


def _hour(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H")
