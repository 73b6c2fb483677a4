"""Days: the compacted archive, a manifest for each event day of a site and the files that it names.

Manifests and files are named by their content and never change; a record points to the current manifest and
moves by conditional write. A file is written before the manifest that names it, and that before the pointer.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import TypeVar

import msgspec

from spotter.contracts.archive import File, Frontier, Intake, Manifest, Proof
from spotter.contracts.names import DeviceName, SiteName, Tenant
from spotter.contracts.settlements import Settlement
from spotter.errors import Corrupt, NotFound
from spotter.ports.objects import Objects
from spotter.ports.records import Key, Records
from spotter.stores.documents import Documents, Stored

T = TypeVar("T")


class _Pointer(msgspec.Struct, frozen=True):
    """What is current: the key of an immutable object."""

    key: str


class Days:
    """The compacted days of all sites."""

    def __init__(self, objects: Objects, records: Records) -> None:
        self._objects = objects
        self._pointers = Documents(records, _Pointer)
        self._frontiers = Documents(records, Frontier)
        self._manifests = msgspec.json.Decoder(Manifest)
        self._intakes = msgspec.json.Decoder(Intake)
        self._settlements = msgspec.json.Decoder(Settlement)

    def manifest(self, tenant: Tenant, site: SiteName, day: str) -> Stored[Manifest] | None:
        """Read the current manifest of a day and the version of its pointer; None when there is none."""
        pointer = self._pointers.get(_key(tenant, site, "day", day))
        return None if pointer is None else Stored(self._read(pointer, self._manifests), pointer.version)

    def between(self, tenant: Tenant, site: SiteName, first: str, last: str) -> Iterator[Manifest]:
        """Give the current manifests of the days from the first to the last, in order."""
        for pointer in self._pointers.query(_partition(tenant), prefix=f"{site}#day#"):
            if first <= _day_in(pointer.document.key) <= last:
                yield self._read(pointer, self._manifests)

    def keys_between(self, tenant: Tenant, site: SiteName, first: str, last: str) -> Iterator[str]:
        """Name the current manifests of the days from the first to the last; each stays as it is for ever."""
        for pointer in self._pointers.query(_partition(tenant), prefix=f"{site}#day#"):
            if first <= _day_in(pointer.document.key) <= last:
                yield pointer.document.key

    def manifest_at(self, key: str) -> Manifest:
        """Read a manifest that was named once, current or not."""
        return self._read(Stored(_Pointer(key), 0), self._manifests)

    def keep_file(
        self, of: Manifest, content: bytes, *, first: DeviceName, last: DeviceName, proof: Proof
    ) -> File:
        """Store a file of a day under the name of its content."""
        digest = hashlib.sha256(content).hexdigest()
        key = f"{_folder(of.tenant, of.site)}day={of.day}/{digest[:32]}.parquet"
        self._objects.put(key, content)
        return File(key, digest, len(content), first, last, proof)

    def names(self, tenant: Tenant, site: SiteName) -> list[str]:
        """Name the days of a site that are compacted, in order."""
        found = self._pointers.query(_partition(tenant), prefix=f"{site}#day#")
        return [_day_in(pointer.document.key) for pointer in found]

    def keep_settlement(self, of: Manifest, settlement: Settlement) -> str:
        """Store by what the trust of a day was settled, and give its key."""
        return self._put(f"{_folder(of.tenant, of.site)}day={of.day}/", settlement)

    def settlement(self, manifest: Manifest) -> Settlement:
        """Read by what the trust of a day was settled; empty where it was not.

        Raises:
            Corrupt: it cannot be read.
        """
        if not manifest.settlement:
            return Settlement()
        try:
            return self._settlements.decode(self._objects.get(manifest.settlement))
        except (NotFound, msgspec.DecodeError) as err:
            sentence = f"{manifest.settlement} cannot be read"
            raise Corrupt(sentence, key=manifest.settlement) from err

    def file(self, file: File) -> bytes:
        """Read a file, or raise Corrupt when it is not what was written."""
        content = self._objects.get(file.key)
        if hashlib.sha256(content).hexdigest() != file.sha256:
            raise Corrupt(f"the file {file.key} is not what was written", key=file.key)
        return content

    def point(self, manifest: Manifest, *, expected: int | None) -> str:
        """Store a manifest and make it the current one, or raise Conflict when another writer was first."""
        folder = f"{_folder(manifest.tenant, manifest.site)}day={manifest.day}/"
        key = self._put(folder, manifest)
        where = _key(manifest.tenant, manifest.site, "day", manifest.day)
        self._pointers.put(where, _Pointer(key), expected=expected)
        return key

    def intakes(self, tenant: Tenant, site: SiteName, *, since: str = "") -> dict[str, Stored[Intake]]:
        """Give what was taken in from each hour of arrival, from the hour `since` on."""
        found = self._pointers.query(_partition(tenant), prefix=f"{site}#hour#")
        recent = [each for each in found if _day_in(each.document.key, kind="hour=") >= since]
        read = [Stored(self._read(each, self._intakes), each.version) for each in recent]
        return {each.document.hour: each for each in read}

    def take_in(self, tenant: Tenant, site: SiteName, intake: Intake, *, expected: int | None) -> None:
        """Remember what was taken in from an hour of arrival, or raise Conflict."""
        key = self._put(f"{_folder(tenant, site)}hour={intake.hour}/", intake)
        self._pointers.put(_key(tenant, site, "hour", intake.hour), _Pointer(key), expected=expected)

    def frontier(self, tenant: Tenant, site: SiteName) -> Stored[Frontier] | None:
        """Tell where the frontier of a site is; None when nothing was ever taken in."""
        return self._frontiers.get(_key(tenant, site, "frontier", ""))

    def advance(self, tenant: Tenant, site: SiteName, hour: str, *, expected: int | None) -> None:
        """Move the frontier, or raise Conflict."""
        self._frontiers.put(_key(tenant, site, "frontier", ""), Frontier(hour), expected=expected)

    def _put(self, folder: str, document: msgspec.Struct) -> str:
        content = msgspec.json.encode(document)
        key = f"{folder}{hashlib.sha256(content).hexdigest()[:32]}.json"
        self._objects.put(key, content)
        return key

    def _read(self, pointer: Stored[_Pointer], decoder: msgspec.json.Decoder[T]) -> T:
        try:
            return decoder.decode(self._objects.get(pointer.document.key))
        except (NotFound, msgspec.DecodeError) as err:
            sentence = f"{pointer.document.key}, which is the current one, cannot be read"
            raise Corrupt(sentence, key=pointer.document.key) from err


def _partition(tenant: Tenant) -> str:
    return f"{tenant}#archive"


def _key(tenant: Tenant, site: SiteName, kind: str, name: str) -> Key:
    return Key(_partition(tenant), f"{site}#{kind}#{name}")


def _folder(tenant: Tenant, site: SiteName) -> str:
    return f"compacted/tenant={tenant}/site={site}/"


def _day_in(key: str, *, kind: str = "day=") -> str:
    return key.split("/")[3].removeprefix(kind)
