"""The air around a wearer: which measurements of a zone count for a reading, live and offline alike."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

import msgspec

from spotter.contracts.air import AirMoment, AirNote, AirOfZone
from spotter.contracts.learning import WindowSpec
from spotter.contracts.names import DeviceName
from spotter.contracts.readings import Reading
from spotter.domain.features import OF_THE_AIR, channels_of, number

FRESH = timedelta(minutes=5)
"""What a sensor measured longer ago says nothing of the air now; fixed gas detectors report each minute."""

KEPT = timedelta(minutes=20)
"""How much of a zone's air is kept, so that readings that come a little late find theirs."""

MOST_KEPT = 400
"""Moments of a zone that fit into one record."""


def air_channels(window: WindowSpec) -> frozenset[str]:
    """Name the channels of the zone that features look at, without `air.`.

    >>> sorted(air_channels(WindowSpec(("pulse", "air.ch4"), 60.0)))
    ['ch4']
    """
    named = (name for name in channels_of(window) if name.startswith(OF_THE_AIR))
    return frozenset(name.removeprefix(OF_THE_AIR) for name in named)


def breathed(reading: Reading, channels: frozenset[str], zones: Sequence[AirOfZone]) -> dict[str, float]:
    """Give for each channel the last value of the first zone that has one of the last minutes.

    Zones come the likeliest first. Of several sensors the one that measured last counts.
    """
    found: dict[str, float] = {}
    for zone in zones:
        for moment in reversed(zone.moments):
            if moment.at <= reading.at < moment.at + FRESH:
                for channel in channels & moment.values.keys():
                    found.setdefault(OF_THE_AIR + channel, moment.values[channel])
    return found


def joined(known: AirOfZone, arrived: Iterable[Reading], channels: Collection[str]) -> AirOfZone:
    """Put what sensors measured to what was known of a zone, by time, and let the oldest go."""
    moments = {(each.at, each.device): each for each in known.moments}
    for reading in arrived:
        told = {name: number(value) for name, value in reading.values.items() if name in channels}
        values = {name: value for name, value in told.items() if value is not None}
        if values:
            moments.setdefault((reading.at, reading.device), AirMoment(reading.at, reading.device, values))
    ordered = [moments[place] for place in sorted(moments)]
    if not ordered:
        return known
    oldest = ordered[-1].at - KEPT
    return AirOfZone(tuple(each for each in ordered if each.at > oldest)[-MOST_KEPT:])


def with_air(reading: Reading, air: Mapping[str, float]) -> Reading:
    """Give a reading with the air around it among its values."""
    return msgspec.structs.replace(reading, values={**reading.values, **air}) if air else reading


def noted(readings: Iterable[Reading], notes: Iterable[AirNote]) -> Iterator[Reading]:
    """Give archived readings the air that they were given when they were scored.

    The rows of a dataset version have no names of readings; they are known by device and event time.
    """
    air: dict[str | tuple[DeviceName, datetime], dict[str, float]] = {}
    for note in notes:
        air[note.reading] = air[note.device, note.at] = note.values
    for reading in readings:
        yield with_air(reading, air.get(reading.id) or air.get((reading.device, reading.at)) or {})


def note_of(reading: Reading) -> AirNote | None:
    """Write down the air of a scored reading; None where it has none."""
    told = {name: number(value) for name, value in reading.values.items() if name.startswith(OF_THE_AIR)}
    values = {name: value for name, value in told.items() if value is not None}
    if not values:
        return None
    named = (reading.tenant, reading.site, reading.device, reading.id)
    return AirNote(*named, reading.at, reading.arrived, values)
