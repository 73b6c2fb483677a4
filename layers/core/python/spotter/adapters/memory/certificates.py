"""Certificates in memory: when each ends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from spotter.ports.certificates import Certificates


class MemoryCertificates:
    """Certificates that end when a test says so."""

    def __init__(
        self, ends: Mapping[str, datetime] | None = None, authorities: Mapping[str, datetime] | None = None
    ) -> None:
        self._ends = dict(ends or {})
        self._authorities = dict(authorities or {})

    def ends(self, principals: Sequence[str]) -> Mapping[str, datetime]:
        """Say when each certificate ends; those not known are left out."""
        return {each: self._ends[each] for each in principals if each in self._ends}

    def authorities(self) -> Mapping[str, datetime]:
        """Say when each authority ends."""
        return dict(self._authorities)


if TYPE_CHECKING:
    _port: type[Certificates] = MemoryCertificates
