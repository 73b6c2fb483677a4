"""Dry-run a profile: read the last week of the archive by a draft, and say what would be lost."""

from __future__ import annotations

import base64
import binascii
import zlib
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

import msgspec

from spotter.contracts.devices import Device
from spotter.contracts.dry_runs import DryRun
from spotter.contracts.names import Tenant, tenant_and_device
from spotter.contracts.profiles import Profile
from spotter.contracts.readings import Refusal, RefusalReason
from spotter.domain.codecs.registry import parts_of
from spotter.domain.decoding import Part, Refused
from spotter.domain.dry_runs import Rehearsal
from spotter.domain.validation import Checker
from spotter.errors import Invalid
from spotter.ports.clock import Clock
from spotter.stores.lake import Quarantine
from spotter.stores.raw import RawReadings, readings_of
from spotter.stores.registry import Registry

LOOKED_BACK = timedelta(days=7)
OBJECTS_A_PAGE = 150
"""Objects of the archive read in one call: a few seconds of a function that may take fifteen."""

BY_PROFILE = frozenset(
    {
        RefusalReason.MALFORMED,
        RefusalReason.MISSING_FIELD,
        RefusalReason.UNKNOWN_CHANNEL,
        RefusalReason.WRONG_TYPE,
        RefusalReason.WRONG_UNIT,
        RefusalReason.OUT_OF_RANGE,
    }
)
"""What another profile may take after all."""


class DryRunProfile:
    """The use case with the stores that it reads."""

    def __init__(
        self,
        registry: Registry,
        raw: RawReadings,
        quarantine: Quarantine,
        clock: Clock,
        *,
        objects_a_page: int = OBJECTS_A_PAGE,
    ) -> None:
        self._most = objects_a_page
        self._registry = registry
        self._raw = raw
        self._quarantine = quarantine
        self._clock = clock

    def __call__(self, tenant: Tenant, draft: Profile, *, page: int = 0, pages: int | None = None) -> DryRun:
        """Read one page of what arrived in the last seven days; each is an even share of all of it.

        A first version has no past, so nothing is read for it.

        Raises:
            Invalid: there is no such page, or in so few pages there would be too much in one.
            Corrupt: an object of the archive cannot be read.
        """
        until = self._clock()
        since = until - LOOKED_BACK
        raw, refused = self._keys(tenant, since) if draft.version > 1 else ([], [])
        needed = max(1, -(-(len(raw) + len(refused)) // self._most))
        pages = pages or needed
        if pages * 2 < needed or page >= pages:
            raise Invalid(f"there are {needed} pages now; begin anew", field="pages", pages=needed)
        mine = [key for key in raw if _is_of(key, page, pages)]
        rehearsal = self._rehearsed(tenant, draft, mine)
        theirs = [key for key in refused if _is_of(key, page, pages)]
        quarantined, regained = self._tried(tenant, draft, theirs)
        return msgspec.structs.replace(
            rehearsal.result(since=since, until=until),
            page=page,
            pages=pages,
            objects=len(raw) + len(refused),
            looked_at=len(mine) + len(theirs),
            quarantined=quarantined,
            regained=regained,
        )

    def _keys(self, tenant: Tenant, since: datetime) -> tuple[list[str], list[str]]:
        hour = since.strftime("%Y-%m-%dT%H")
        raw = [
            key
            for site in self._registry.sites(tenant)
            for key in self._raw.keys(tenant, site.name, since=hour)
        ]
        return raw, list(self._quarantine.keys(tenant, since=since))

    def _rehearsed(self, tenant: Tenant, draft: Profile, keys: Sequence[str]) -> Rehearsal:
        rehearsal, known = Rehearsal(draft), dict[int, Profile]()
        named = f'"profile":"{draft.name}"'.encode()
        for _, lines in self._raw.read(keys):
            for reading in readings_of(line.content for line in lines if named in line.content):
                if reading.profile != draft.name:
                    continue
                version = reading.profile_version
                if version not in known:
                    known[version] = self._registry.profile(tenant, draft.name, version)
                rehearsal.take(reading, known[version])
        return rehearsal

    def _tried(self, tenant: Tenant, draft: Profile, keys: Sequence[str]) -> tuple[int, int]:
        """Try what the profile had refused: how many items there are, and how many would be accepted."""
        checker, tried, regained = Checker(draft), 0, 0
        for refusal in self._refusals(keys):
            device = self._device(tenant, refusal)
            if device is None or device.profile != draft.name:
                continue
            for part in _parts(refusal, draft):
                tried += 1
                regained += _is_good(part, checker, device, refusal)
        return tried, regained

    def _refusals(self, keys: Sequence[str]) -> Iterator[Refusal]:
        for key in keys:
            yield from (each for each in self._quarantine.read(key) if each.reason in BY_PROFILE)

    def _device(self, tenant: Tenant, refusal: Refusal) -> Device | None:
        try:
            named = tenant_and_device(refusal.thing)
        except Invalid:
            return None
        return self._registry.devices_named([named]).get(named) if named[0] == tenant else None


def _parts(refusal: Refusal, draft: Profile) -> list[Part]:
    """Give the items of a refused payload; one that was refused as a whole again is one bad item."""
    try:
        payload = base64.b64decode(refusal.payload)
        if refusal.position is None:
            return parts_of(payload, draft, refusal.arrived)
        said = msgspec.json.decode(payload, type=dict[str, object])
    except Refused as refused:
        return [Part(None, refused, None)]
    except (binascii.Error, msgspec.DecodeError):
        return [Part(None, Refused(RefusalReason.MALFORMED, "the item cannot be read"), None)]
    return [Part(refusal.position, said, said)]


def _is_good(part: Part, checker: Checker, device: Device, refusal: Refusal) -> bool:
    if isinstance(part.item, Refused):
        return False
    looked = checker.look_at(
        part.item,
        device=device,
        arrived=refusal.arrived,
        delivery=refusal.delivery,
        position=part.position or 0,
        fault=part.fault,
    )
    return looked.fault is None


def _is_of(key: str, page: int, pages: int) -> bool:
    """Tell whether an object belongs to a page; it does so whatever arrives in the meantime."""
    return zlib.crc32(key.encode()) % pages == page
