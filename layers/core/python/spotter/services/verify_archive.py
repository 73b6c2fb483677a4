"""Verify the archive: read the raw objects of a day again, and prove that its Parquet holds the same."""

from __future__ import annotations

from typing import NamedTuple

from spotter.contracts.archive import Manifest, Proof
from spotter.contracts.names import SiteName, Tenant
from spotter.domain.proofs import MODULUS, proof_of, together, trust_digest
from spotter.errors import NotFound, Oversized
from spotter.ports.rows import Rows
from spotter.services.pack_day import blocks, lines_of
from spotter.services.settle_trust import KnownProfiles
from spotter.stores.days import Days
from spotter.stores.raw import RawReadings
from spotter.stores.registry import Registry

MOST_READINGS = 250_000
"""Readings that are verified within the time in which a caller is answered; some 20 s of one processor."""


class Verified(NamedTuple):
    """What the manifest says, what the raw objects give and what the files give: the same, if all is well.

    `trust` is the digest of what is believed of the readings, settled again by what the manifest keeps.
    """

    manifest: Manifest
    raw: Proof
    packed: Proof
    trust: str

    @property
    def holds(self) -> bool:
        """Tell whether nothing was lost, doubled or changed."""
        return self.manifest.proof == self.raw == self.packed and self.trust == self.manifest.trust


class VerifyArchive:
    """The use case with the stores that it reads."""

    def __init__(self, *, raw: RawReadings, days: Days, rows: Rows, registry: Registry) -> None:
        self._profiles = KnownProfiles(registry)
        self._raw = raw
        self._days = days
        self._rows = rows

    def __call__(
        self, tenant: Tenant, site: SiteName, day: str, *, most: int | None = MOST_READINGS
    ) -> Verified:
        """Verify a day.

        Raises:
            NotFound: the day was not compacted.
            Corrupt: an object is not what it was when it was written.
            Oversized: the day holds more readings than `most`.
        """
        stored = self._days.manifest(tenant, site, day)
        if stored is None:
            raise NotFound("compacted day", f"{site} {day}")
        manifest = stored.document
        if most is not None and manifest.proof.readings > most:
            raise Oversized(f"{day} has more than the {most} readings that are verified here", most=most)
        by, proofs, believed = self._days.settlement(manifest).by, list[Proof](), 0
        for block in blocks(lines_of(manifest, self._raw), by, self._profiles):
            proofs.append(proof_of(each.reading for each in block.kept))
            believed += trust_digest(each.reading for each in block.kept)
        raw, trust = together(proofs), f"{believed % MODULUS:064x}"
        packed = together(proof_of(self._rows.unpack(self._days.file(file))) for file in manifest.files)
        return Verified(manifest, raw, packed, trust if manifest.trust else "")
