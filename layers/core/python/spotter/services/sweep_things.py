"""Sweep what is kept: whatever the catalogue does not know, or knows as it was, is noted now.

This is what makes noting safe to lose: who dies between making a thing and noting it, and who finds the
catalogue down, leaves a thing that the next sweep finds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import NamedTuple

from spotter.contracts.catalogue import Entry
from spotter.contracts.names import Tenant
from spotter.errors import SpotterError
from spotter.ports.clock import Clock
from spotter.services.find_things import Found, Kept, find_things
from spotter.services.keep_catalogue import renewed
from spotter.services.note_things import note
from spotter.stores.catalogue import Catalogue

AT_ONCE = 100
"""Things that are compared with the catalogue in one reading."""


class Swept(NamedTuple):
    """How many things were looked at, which were noted, how many could not be, and whether all were seen."""

    looked_at: int
    noted: tuple[str, ...]
    failed: int
    is_complete: bool


class SweepThings:
    """The use case with the catalogue and what it is compared with."""

    def __init__(self, catalogue: Catalogue, kept: Kept, clock: Clock) -> None:
        self._catalogue = catalogue
        self._kept = kept
        self._clock = clock

    def __call__(self, tenant: Tenant, *, until: datetime) -> Swept:
        """Note what the catalogue does not know, or as much of it as there is time for."""
        found, looked_at, failed = find_things(self._kept, tenant, self._clock()), 0, 0
        noted: list[str] = []
        while self._clock() < until:
            several = list(islice(found, AT_ONCE))
            if not several:
                return Swept(looked_at, tuple(noted), failed, is_complete=True)
            looked_at += len(several)
            for entry in self._unknown(tenant, several):
                taken = 0 if entry is None else note(self._catalogue, entry)
                if entry is not None and taken:
                    noted.append(entry.id)
                else:
                    failed += 1
        return Swept(looked_at, tuple(noted), failed, is_complete=False)

    def _unknown(self, tenant: Tenant, found: Sequence[Found]) -> Iterator[Entry | None]:
        """Describe what the catalogue does not say; None for what cannot be described."""
        known = {entry.id: entry for entry in self._catalogue.entries(tenant, [each.id for each in found])}
        for each in found:
            before = known.get(each.id)
            if before is not None and each.is_known(before):
                continue
            try:
                entry = each.describe()
            except SpotterError:
                yield None
                continue
            if renewed(before, entry) is not None:
                yield entry
