"""Query readings: what a site's devices measured, from the compacted days and from what came since.

An answer is complete: beside the Parquet of the days it reads the raw objects that no compaction has taken
in yet. What these say is provisional: a name or a moment that a compacted day knows stays as it is there.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

import msgspec

from spotter.contracts.archive import Bucket, ExportFormat, Manifest, Place, Selection, Value
from spotter.contracts.names import SiteName, Tenant
from spotter.domain.proofs import microseconds
from spotter.domain.settling import settled
from spotter.errors import Invalid, Oversized
from spotter.ports.rows import Piece, Rows
from spotter.stores.days import Days
from spotter.stores.raw import RawLine, RawReadings, day_of, hour_of, readings_of

LONGEST = timedelta(days=31)
"""What one question may span; a longer time is asked for month by month."""

SHORTEST_S = 0.001
"""The shortest bucket."""

MOST_ROWS = 10_000
"""Rows of one answer; there is a next page. At 250 bytes each they fit into what a function answers."""

MOST_EXPORTED = 2_000_000
"""Rows of one export: some 200 MB as CSV, which a function can still hold."""

MOST_FRESH = 5_000
"""Raw objects read for one answer; more than that waits for compaction."""


class Page(NamedTuple):
    """A part of an answer: values, or buckets where they were asked for; `next` is None at the end."""

    rows: Sequence[Value] | Sequence[Bucket]
    next: Place | None


class Exported(NamedTuple):
    """A whole answer as a file."""

    content: bytes
    rows: int


class QueryReadings:
    """The use case with the stores that it reads."""

    def __init__(self, *, raw: RawReadings, days: Days, rows: Rows) -> None:
        self._raw = raw
        self._days = days
        self._rows = rows
        self._packed: tuple[object, bytes | None] = (None, None)

    def __call__(self, tenant: Tenant, site: SiteName, wanted: Selection) -> Page:
        """Answer a page of at most as many rows as are wanted.

        Raises:
            Invalid: there is no such span or bucket.
            Oversized: more came since the last compaction than can be read at once.
        """
        refuse_unanswerable(wanted)
        limit = min(wanted.limit or MOST_ROWS, MOST_ROWS)
        asked = msgspec.structs.replace(wanted, limit=limit + 1)
        pieces, fresh = self._sources(tenant, site, wanted)
        ask = self._rows.values if wanted.every_s is None else self._rows.buckets
        found = ask(pieces, fresh, asked)
        return Page(found[:limit], place_of(found[limit - 1]) if len(found) > limit else None)

    def export(self, tenant: Tenant, site: SiteName, wanted: Selection, form: ExportFormat) -> Exported:
        """Write the whole answer as a file.

        Raises:
            Invalid: there is no such span or bucket.
            Oversized: it has more rows than one file may have, or see above.
        """
        refuse_unanswerable(wanted)
        asked = msgspec.structs.replace(wanted, limit=MOST_EXPORTED + 1, after=None)
        content, rows = self._rows.export(*self._sources(tenant, site, wanted), asked, form)
        if rows > MOST_EXPORTED:
            raise Oversized(f"an export has at most {MOST_EXPORTED} rows; ask for less", most=MOST_EXPORTED)
        return Exported(content, rows)

    def _sources(self, tenant: Tenant, site: SiteName, wanted: Selection) -> tuple[list[Piece], bytes | None]:
        first, last = day_of(wanted.since), day_of(wanted.until - timedelta(microseconds=1))
        manifests = list(self._days.between(tenant, site, first, last))
        pieces = [
            Piece(file.key, lambda file=file: self._days.file(file))  # type: ignore[misc]
            for manifest in manifests
            for file in manifest.files
            if _may_hold(wanted, file.first, file.last)
        ]
        return pieces, self._fresh(tenant, site, wanted, manifests)

    def _fresh(
        self, tenant: Tenant, site: SiteName, wanted: Selection, manifests: Sequence[Manifest]
    ) -> bytes | None:
        frontier = self._days.frontier(tenant, site)
        since = frontier.document.hour if frontier else ""
        taken = self._days.intakes(tenant, site, since=since)
        known = {source.key for each in taken.values() for source in each.document.sources}
        known |= {source.key for each in manifests for source in each.sources}
        new = [key for key in self._raw.keys(tenant, site, since=since) if key not in known]
        if len(new) > MOST_FRESH:
            sentence = f"{len(new)} raw objects wait for compaction; ask again after the next"
            raise Oversized(sentence, waiting=len(new), since=hour_of(new[0]))
        asked = (new, wanted.devices, wanted.stints, day_of(wanted.since), day_of(wanted.until))
        if self._packed[0] != asked:
            self._packed = asked, self._pack(new, wanted)
        return self._packed[1]

    def _pack(self, new: Sequence[str], wanted: Selection) -> bytes | None:
        """Pack what raw objects hold of what is wanted; they never change, so the next page needs no more."""
        lines = [line for _, some in self._raw.read(new) for line in some if _is_wanted(line, wanted)]
        return self._rows.pack(settled(readings_of(line.content for line in lines)).kept) if lines else None


def refuse_unanswerable(wanted: Selection) -> None:
    """Check that there is an answer to what is asked, or raise Invalid."""
    if not wanted.since < wanted.until:
        raise Invalid("until must be after since", field="until")
    if wanted.until - wanted.since > LONGEST:
        raise Invalid(f"a question spans at most {LONGEST.days} days", field="until")
    if wanted.every_s is not None and not SHORTEST_S <= wanted.every_s <= LONGEST.total_seconds():
        raise Invalid("every must be from a millisecond to a month", field="every")
    if wanted.limit is not None and wanted.limit < 1:
        raise Invalid("limit must be at least 1", field="limit")


def place_of(row: Value | Bucket) -> Place:
    """Name the place of a row in its answer."""
    at = microseconds(row.at)
    if isinstance(row, Bucket):
        return Place(row.device, row.channel, at)
    return Place(row.device, row.channel, at, row.boot, row.seq, microseconds(row.arrived), row.variant)


def _is_wanted(line: RawLine, wanted: Selection) -> bool:
    return _may_hold(wanted, line.device, line.device) and (
        day_of(wanted.since) <= line.day <= day_of(wanted.until)
    )


def _may_hold(wanted: Selection, first: str, last: str) -> bool:
    """Tell whether something about devices from the first to the last by name can be wanted."""
    named = wanted.devices
    worn = None if wanted.stints is None else [stint.device for stint in wanted.stints]
    return all(names is None or any(first <= name <= last for name in names) for names in (named, worn))
