"""Import an annotation file: checked row by row, and taken as a whole or not at all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from spotter.contracts.annotations import Annotation, Opinion
from spotter.contracts.names import DeviceName, SiteName, Tenant
from spotter.domain.annotating import RowOutcome, RowResult, Voice, entries_of, judged
from spotter.domain.annotation_sheets import AnnotationRow, Entry
from spotter.errors import Conflict
from spotter.stores.annotations import Annotations
from spotter.stores.documents import Stored
from spotter.stores.registry import Registry


class Imported(NamedTuple):
    """What became of each row, and whether the file was taken."""

    results: tuple[RowResult, ...]
    written: bool


class ImportAnnotations(NamedTuple):
    """The use case with the stores that it works on."""

    annotations: Annotations
    registry: Registry

    def __call__(
        self,
        tenant: Tenant,
        site: SiteName,
        rows: Sequence[AnnotationRow],
        *,
        by: str,
        now: datetime,
        dry_run: bool,
    ) -> Imported:
        """Add the annotations of a file to what their annotators have said, if every row is good.

        Importing the same file again finds it unchanged and writes nothing.

        Raises:
            NotFound: there is no such site.
            Invalid: it is more than can be written together.
            Conflict: somebody else imported annotations of the same people in the same moment.
        """
        self.registry.site(tenant, site)
        entries, unread = entries_of(rows)
        before = self.annotations.some(tenant, site, sorted({(e.label, e.annotator) for e in entries}))
        stand = {voice: stored.document.annotations for voice, stored in before.items()}
        results = [*unread, *judged(entries, self._known(tenant, site, entries), stand)]
        results.sort(key=lambda result: result.row)
        outcomes = {result.outcome for result in results}
        good = RowOutcome.REFUSED not in outcomes
        if dry_run or not good or RowOutcome.ADDED not in outcomes:
            return Imported(tuple(results), written=False)
        new = {result.row for result in results if result.outcome is RowOutcome.ADDED}
        opinions = _opinions([each for each in entries if each.row in new], before, by=by, now=now)
        try:
            self.annotations.put_all(tenant, site, opinions)
        except Conflict as err:
            remedy = "somebody else imported annotations in the same moment: try again"
            raise Conflict("annotations of", site, expected=None, remedy=remedy) from err
        return Imported(tuple(results), written=True)

    def _known(self, tenant: Tenant, site: SiteName, entries: Sequence[Entry]) -> set[DeviceName]:
        named = {entry.annotation.device for entry in entries}
        found = self.registry.devices_named((tenant, name) for name in named)
        return {device.name for device in found.values() if device.site == site}


def _opinions(
    entries: Sequence[Entry], before: Mapping[Voice, Stored[Opinion]], *, by: str, now: datetime
) -> list[tuple[Opinion, int | None]]:
    added: dict[Voice, list[Annotation]] = defaultdict(list)
    for entry in entries:
        added[entry.label, entry.annotator].append(entry.annotation)
    opinions: list[tuple[Opinion, int | None]] = []
    for (label, annotator), own in added.items():
        seen = before.get((label, annotator))
        every = [*(seen.document.annotations if seen else ()), *own]
        every.sort(key=lambda each: (each.device, each.start))
        opinion = Opinion(label, annotator, tuple(every), by, now)
        opinions.append((opinion, seen.version if seen else None))
    return opinions
