"""Stays: in which zones somebody was when, as far as a few words remember it. Pure, without geometry."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

import msgspec

from spotter.contracts.names import Subject, ZoneName, subject_of
from spotter.contracts.whereabouts import Stay, Whereabouts

MOST_STAYS = 12
"""Earlier stays that are remembered; who walks to and fro is at worst looked for in the zone just before."""

INSTALLED_IN = "zone-"
"""How the tag begins by which an installed device says in which zone it is."""

COUNTS_FOR = timedelta(hours=2)
"""How long somebody counts as where they were seen last, as for calling people to an alarm there."""


def installed_in(tags: Iterable[str]) -> tuple[Subject, ...]:
    """Name the zones that the tags of an installed device say it is in.

    >>> installed_in(["spare", "zone-shaft-2"])
    ('zone~shaft-2',)
    """
    names = (tag.removeprefix(INSTALLED_IN) for tag in tags if tag.startswith(INSTALLED_IN))
    return tuple(sorted(subject_of("zone", name) for name in names if name))


def zones_then(here: Whereabouts, at: datetime) -> tuple[ZoneName, ...]:
    """Name the zones that somebody was in at a moment; none where nobody knows."""
    stays = (*here.before, Stay(here.zones, here.since or here.at))
    entered = [stay for stay in stays if stay.since <= at]
    if not entered or at - here.at > COUNTS_FOR:
        return ()
    return entered[-1].zones


def moved(before: Whereabouts | None, here: Whereabouts) -> Whereabouts:
    """Join a newer sighting to what was known: a stay goes on, or a new one begins at the sighting."""
    if before is None or before.site != here.site:
        return msgspec.structs.replace(here, since=here.at)
    began = before.since or before.at
    if before.zones == here.zones:
        return msgspec.structs.replace(here, since=began, before=before.before)
    stays = (*before.before, Stay(before.zones, began))[-MOST_STAYS:]
    return msgspec.structs.replace(here, since=here.at, before=stays)
