"""Sum a version up: each part once, and then the parts together."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from spotter.contracts.datasets import DatasetManifest
from spotter.contracts.skew import VersionSummary
from spotter.domain.skew.summaries import joined
from spotter.ports.rows import Piece
from spotter.ports.summaries import Summaries
from spotter.stores.checks import Checks
from spotter.stores.dataset_versions import DatasetVersions

RESERVE_S = 60.0
"""What must be left of an invocation to begin another part: a million rows of ten numbers take some 15 s,
half of them for how values follow each other."""


class SummariseVersion:
    """The use case with the stores that it works on."""

    def __init__(self, versions: DatasetVersions, checks: Checks, summaries: Summaries) -> None:
        self._versions = versions
        self._checks = checks
        self._summaries = summaries

    def __call__(self, manifest: DatasetManifest, *, left_s: Callable[[], float]) -> VersionSummary | None:
        """Say what a version comes down to; None where there was no time, and somebody has to go on.

        Raises:
            Corrupt: a part is not what was written.
        """
        tenant, name = manifest.tenant, manifest.dataset
        known = self._checks.summary(tenant, name, manifest.version)
        if known is not None:
            return known
        whole = joined((), manifest.columns)
        for part in self._versions.parts(manifest):
            summary = self._checks.part_summary(manifest, part)
            if summary is None:
                if left_s() < RESERVE_S:
                    return None
                piece = Piece(part.sha256, partial(self._versions.content, tenant, name, part))
                summary = self._summaries.summary(piece, manifest.columns)
                self._checks.keep_part_summary(manifest, part, summary)
            whole = joined((whole, summary), manifest.columns)
        self._checks.keep_summary(manifest, whole)
        return whole
