"""Raw readings: the immutable objects that ingest left in the lake, found by site and hour of arrival."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import NamedTuple

import msgspec

from spotter.contracts.archive import Source
from spotter.contracts.names import DeviceName, SiteName, Tenant
from spotter.contracts.readings import Reading
from spotter.errors import Corrupt
from spotter.ports.objects import Objects

READERS = 8
"""Objects fetched at once; the cloud's client keeps ten connections."""


class RawLine(NamedTuple):
    """One reading as it was archived, and what is needed to know where it belongs."""

    device: DeviceName
    day: str
    content: bytes


class _Head(msgspec.Struct):
    device: DeviceName
    at: datetime


_HEADS = msgspec.json.Decoder(_Head)
_READINGS = msgspec.json.Decoder(Reading)


class RawReadings:
    """The raw objects under `readings/`, which are only ever added to."""

    def __init__(self, objects: Objects) -> None:
        self._objects = objects

    def sites(self) -> Iterator[tuple[Tenant, SiteName]]:
        """Name every site that has sent something, by looking at one key of each."""
        after = "readings/"
        while key := next(self._objects.keys("readings/", after=after), None):
            tenant, site = _site_of(key)
            yield tenant, site
            after = f"{_folder(tenant, site)}~"

    def keys(self, tenant: Tenant, site: SiteName, *, since: str = "") -> Iterator[str]:
        """List the objects of a site that arrived in the hour `since` or later, in order of their hour."""
        folder = _folder(tenant, site)
        return self._objects.keys(folder, after=f"{folder}arrived={since}" if since else "")

    def read(self, keys: Sequence[str]) -> Iterator[tuple[Source, list[RawLine]]]:
        """Read objects, several at once, and give each with its readings, in the order of the keys."""
        with ThreadPoolExecutor(READERS) as pool:
            for start in range(0, len(keys), READERS * 4):
                some = keys[start : start + READERS * 4]
                for key, content in zip(some, pool.map(self._objects.get, some), strict=True):
                    yield _opened(key, content)


def hour_of(key: str) -> str:
    """Read the hour of arrival from a key.

    >>> hour_of("readings/tenant=acme/site=pit/arrived=2026-11-24T09/ab.jsonl.gz")
    '2026-11-24T09'
    """
    return key.split("/")[3].removeprefix("arrived=")


def readings_of(contents: Iterable[bytes]) -> list[Reading]:
    """Read archived lines."""
    return [_READINGS.decode(content) for content in contents]


def day_of(moment: datetime) -> str:
    """Name the day of a moment, in UTC."""
    return moment.astimezone(UTC).date().isoformat()


def _opened(key: str, content: bytes) -> tuple[Source, list[RawLine]]:
    try:
        lines = [line for line in gzip.decompress(content).split(b"\n") if line]
        heads = [_HEADS.decode(line) for line in lines]
    except (OSError, EOFError, msgspec.DecodeError) as err:
        raise Corrupt(f"the raw object {key} cannot be read: {err}", key=key) from err
    found = [RawLine(head.device, day_of(head.at), line) for head, line in zip(heads, lines, strict=True)]
    days = tuple(sorted({line.day for line in found}))
    return Source(key, hashlib.sha256(content).hexdigest(), len(found), days), found


def _folder(tenant: Tenant, site: SiteName) -> str:
    return f"readings/tenant={tenant}/site={site}/"


def _site_of(key: str) -> tuple[Tenant, SiteName]:
    _, tenant, site, *_ = key.split("/")
    return Tenant(tenant.removeprefix("tenant=")), SiteName(site.removeprefix("site="))
