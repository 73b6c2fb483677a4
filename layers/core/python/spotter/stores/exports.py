"""Exports: answers too large for one message, kept as objects and fetched by a link that soon ends."""

from __future__ import annotations

import hashlib

import msgspec

from spotter.contracts.archive import ExportFormat
from spotter.contracts.names import SiteName, Tenant
from spotter.ports.links import Links
from spotter.ports.objects import Objects

LASTS_S = 600
"""How long a link holds: long enough to fetch what it names, too short to be passed around."""


class Export(msgspec.Struct, frozen=True):
    """An export that can be fetched."""

    url: str
    format: ExportFormat
    rows: int
    size: int
    sha256: str
    lasts_s: int


class Exports:
    """The exports under `exports/`, which the lake forgets after a day."""

    def __init__(self, objects: Objects, links: Links) -> None:
        self._objects = objects
        self._links = links

    def keep(
        self, tenant: Tenant, site: SiteName, content: bytes, *, form: ExportFormat, rows: int
    ) -> Export:
        """Store an export under the name of its content, and give a link to it."""
        digest = hashlib.sha256(content).hexdigest()
        key = f"exports/tenant={tenant}/site={site}/{digest}.{form}"
        self._objects.put(key, content)
        url = self._links.link(key, lasts_s=LASTS_S)
        return Export(url, form, rows, len(content), digest, LASTS_S)
