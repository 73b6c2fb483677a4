"""Bring a file into the catalogue: by a link, in parts, kept under its digest once it was proved.

The same file is kept once. Who dies on the way leaves parts that the store forgets, and begins again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import NamedTuple

from spotter.contracts.catalogue import Entry, HeldFile
from spotter.contracts.names import Tenant
from spotter.errors import Corrupt, Invalid, NotFound, Oversized
from spotter.ports.links import Links
from spotter.ports.objects import Objects
from spotter.ports.uploads import Uploads

PART_BYTES = 8 * 2**20
"""A part; the store wants 5 MiB at least of each but the last."""

MOST_BYTES = 256 * 2**20
"""A file; it is read once to prove it, within half a minute."""

LASTS_S = 3_600
OF_TENANTS = ("datasets", "models", "catalogue")


class Begun(NamedTuple):
    """A transfer with a link for each part; without any where the file is there already."""

    transfer: str
    part_bytes: int
    links: tuple[str, ...]
    lasts_s: int


class Fetched(NamedTuple):
    """A file of a thing, and a link that fetches it."""

    file: HeldFile
    link: str


class BringFile(NamedTuple):
    """The use case with where files come in, where they are kept, and who lets people fetch them."""

    objects: Objects
    uploads: Uploads
    links: Links

    def begin(self, tenant: Tenant, sha256: str, size: int) -> Begun:
        """Give the links to which the parts of a file are PUT.

        Raises:
            Oversized: it is larger than what can be taken.
        """
        if size > MOST_BYTES:
            sentence = f"a file of a thing has at most {MOST_BYTES // 2**20} MiB, and this has {size:,} bytes"
            raise Oversized(f"{sentence}; `spotter dataset upload` takes tables", most=MOST_BYTES)
        if next(self.objects.keys(_kept(tenant, sha256)), None) is not None:
            return Begun("", PART_BYTES, (), LASTS_S)
        key = _coming(tenant, sha256)
        transfer = self.uploads.begin(key)
        parts = range(1, max(1, -(-size // PART_BYTES)) + 1)
        links = tuple(self.uploads.link(key, transfer, part, lasts_s=LASTS_S) for part in parts)
        return Begun(transfer, PART_BYTES, links, LASTS_S)

    def complete(self, tenant: Tenant, sha256: str, transfer: str, tags: Sequence[str]) -> HeldFile:
        """Put the parts together, prove the file and keep it; doing it again changes nothing.

        Raises:
            Invalid: a part did not arrive, or the file is not what its digest says.
            NotFound: there is no such transfer.
        """
        coming, kept = _coming(tenant, sha256), _kept(tenant, sha256)
        try:
            self.uploads.complete(coming, transfer, tags)
        except NotFound:
            if next(self.objects.keys(coming), None) != coming:
                raise
        content = self.objects.get(coming)
        if hashlib.sha256(content).hexdigest() != sha256:
            raise Invalid("what arrived is not what its digest says; send it again", field="sha256")
        self.objects.put(kept, content)
        return HeldFile(kept, sha256, len(content))

    def proved(self, tenant: Tenant, sha256: str, key: str | None) -> HeldFile:
        """Find a file that was brought, or an object of the tenant's in the lake, and prove it.

        Raises:
            NotFound: there is none.
            Invalid: the key is not of this tenant's datasets, models or catalogue.
            Corrupt: it is not what the digest says.
        """
        place = key or _kept(tenant, sha256)
        if not place.startswith(
            tuple(f"{of}/tenant={tenant}/" for of in ("datasets", "models", "catalogue"))
        ):
            sentence = "an object is named by its key below datasets/, models/ or catalogue/"
            raise Invalid(f"{sentence}, tenant={tenant}/", field="files.key", key=place)
        if next(self.objects.keys(place), None) != place:
            remedy = "bring it first" if key is None else "look at its key"
            raise NotFound("file", f"{place}; {remedy}")
        content = self.objects.get(place)
        if hashlib.sha256(content).hexdigest() != sha256:
            raise Corrupt(f"{place} is not what its digest says", key=place)
        return HeldFile(place, sha256, len(content))

    def fetch(self, entry: Entry) -> tuple[Fetched, ...]:
        """Give links to the files that were brought with a thing; what was made here has ways of its own."""
        own = f"catalogue/tenant={entry.tenant}/files/"
        brought = [file for file in entry.files if file.key.startswith(own)]
        return tuple(Fetched(file, self.links.link(file.key, lasts_s=LASTS_S)) for file in brought)


def _kept(tenant: Tenant, sha256: str) -> str:
    return f"catalogue/tenant={tenant}/files/{sha256}"


def _coming(tenant: Tenant, sha256: str) -> str:
    return f"uploads/tenant={tenant}/catalogue/{sha256}"
