"""Mark stretches of devices' time with a label, to learn from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec

from spotter.contracts.labels import Interval
from spotter.contracts.names import DeviceName, LabelName, SiteName, Tenant
from spotter.errors import Conflict, Invalid
from spotter.services.note_things import note_labels
from spotter.stores.models import MarkedIntervals, Models
from spotter.stores.registry import Registry

MOST_INTERVALS = 2000
"""As many as fit into one record whatever the devices are called."""


def mark_label(
    models: Models,
    registry: Registry,
    at: tuple[Tenant, SiteName, LabelName],
    intervals: Sequence[Interval],
    *,
    by: str,
    now: datetime,
) -> MarkedIntervals:
    """Add intervals to those that carry the label; what overlaps on one device becomes one interval.

    Raises:
        NotFound: there is no such site.
        Invalid: an interval ends before it starts, or names a device that is not at the site.
        Conflict: somebody else marked in the same moment.
    """
    tenant, site, label = at
    registry.site(tenant, site)
    _check(registry, tenant, site, intervals)
    seen = models.intervals(tenant, site, label)
    before = seen.document.intervals if seen else ()
    marked = MarkedIntervals(merged([*before, *intervals]), seen.document.excluded if seen else ())
    if len(marked.intervals) > MOST_INTERVALS:
        raise Invalid(f"a label has at most {MOST_INTERVALS} intervals", given=len(marked.intervals))
    if seen is not None and marked.intervals == before:
        return seen.document
    expected = seen.version if seen else None
    try:
        models.put_intervals(tenant, site, label, marked, expected=expected)
    except Conflict as err:
        remedy = "somebody else marked in the same moment: try again"
        raise Conflict("label", label, expected=expected, remedy=remedy) from err
    note_labels(models, at, now=now, by=by)
    return marked


def merged(intervals: Iterable[Interval]) -> tuple[Interval, ...]:
    """Sort intervals by device and time, and make those of one device that overlap into one."""
    kept: list[Interval] = []
    for interval in sorted(intervals, key=lambda each: (each.device, each.start, each.end)):
        last = kept[-1] if kept else None
        if last is not None and last.device == interval.device and interval.start < last.end:
            kept[-1] = msgspec.structs.replace(last, end=max(last.end, interval.end))
        else:
            kept.append(interval)
    return tuple(kept)


def _check(registry: Registry, tenant: Tenant, site: SiteName, intervals: Sequence[Interval]) -> None:
    named: set[DeviceName] = {interval.device for interval in intervals}
    known = registry.devices_named((tenant, name) for name in named)
    for position, interval in enumerate(intervals):
        if interval.start >= interval.end:
            raise Invalid("an interval must start before it ends", field=f"intervals.{position}")
        device = known.get((tenant, interval.device))
        if device is None or device.site != site:
            sentence = f"there is no device {interval.device} at this site"
            raise Invalid(sentence, field=f"intervals.{position}.device", device=interval.device)
