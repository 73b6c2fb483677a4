"""Features of whole columns of readings at once: what `domain/features.py` says of each, bit for bit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from spotter.contracts.features import Feature, Pairing, Statistic
from spotter.contracts.learning import WindowSpec
from spotter.domain.features import LARGEST, channels_of, micros_of_seconds, together
from spotter.domain.statistics import correlation
from spotter.learning.arrays import Flags, Floats, Ints
from spotter.learning.window_blocks import Track, Windows
from spotter.learning.window_statistics import correlations, statistics_of

_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, eq=False)
class Moments:
    """Readings of streams below one another: which stream, when, and each channel's values, NaN for none.

    Streams are numbered upwards, and within a stream readings are in order. A channel that is not named has
    no values.
    """

    streams: Ints
    micros: Ints
    values: Mapping[str, Floats]


def feature_matrix(moments: Moments, spec: WindowSpec, wanted: Ints) -> Floats:
    """Give a row of features for each of the wanted readings, as `feature_rows` does; NaN where none is told.

    `wanted` are ascending places among the readings.
    """
    line = _on_a_line(moments, spec)
    tracks = {name: _track(moments.values.get(name), line) for name in channels_of(spec)}
    taken = {}
    for key, names in _asked(spec).items():
        taken[key] = statistics_of(_windows(tracks[key.channel], line, wanted, key), tuple(names))
    columns = []
    for channel in spec.channels:
        key = _Span.of_usual(channel, spec)
        columns += [taken[key][name] for name in spec.statistics]
    for feature in spec.more:
        if feature.beside is not None and feature.how is Pairing.CORRELATION:
            columns.append(_correlated(feature, tracks, line, wanted))
        else:
            columns.append(_combined(feature, taken))
    return np.stack(columns).T if columns else np.empty((wanted.size, 0))


def looked_back_to(moments: Moments, spec: WindowSpec, wanted: Ints) -> Ints:
    """Give for each wanted reading the place of the first that any of its features looks at."""
    line = _on_a_line(moments, spec)
    reach = max(span.length + span.lag for span in _spans(spec))
    return np.searchsorted(line, line[wanted] - reach, side="right")


@dataclass(frozen=True)
class _Span:
    """A window of a channel: how long, and how long before the reading it ends; in microseconds."""

    channel: str
    length: int
    lag: int

    @classmethod
    def of_usual(cls, channel: str, spec: WindowSpec) -> _Span:
        return cls(channel, timedelta(seconds=spec.length_s) // _MICROSECOND, 0)

    @classmethod
    def of(cls, channel: str, feature: Feature) -> _Span:
        return cls(channel, micros_of_seconds(feature.length_s), micros_of_seconds(feature.lag_s))


def _asked(spec: WindowSpec) -> dict[_Span, dict[Statistic, None]]:
    """Say which statistics are taken of each window, so that a window is laid out once for all."""
    asked: defaultdict[_Span, dict[Statistic, None]] = defaultdict(dict)
    for channel in spec.channels:
        asked[_Span.of_usual(channel, spec)] |= dict.fromkeys(spec.statistics)
    for feature in spec.more:
        if feature.beside is None or feature.how is not Pairing.CORRELATION:
            for channel in filter(None, (feature.channel, feature.beside)):
                asked[_Span.of(channel, feature)][feature.statistic] = None
    return asked


def _combined(feature: Feature, taken: Mapping[_Span, Mapping[Statistic, Floats]]) -> Floats:
    one = taken[_Span.of(feature.channel, feature)][feature.statistic]
    if feature.beside is None:
        return one
    other = taken[_Span.of(feature.beside, feature)][feature.statistic]
    if feature.how is Pairing.DIFFERENCE:
        return one - other
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(other == 0, np.nan, one / other)


def _correlated(feature: Feature, tracks: Mapping[str, Track], line: Ints, wanted: Ints) -> Floats:
    """Correlate what was measured at the same moments; of several values of a moment the last counts."""
    one, other = tracks[feature.channel], tracks[feature.beside or ""]
    of_one, of_other = _last_of_moments(one), _last_of_moments(other)
    micros, at_one, at_other = np.intersect1d(
        one.micros[of_one], other.micros[of_other], assume_unique=True, return_indices=True
    )
    places = np.maximum(one.places[of_one][at_one], other.places[of_other][at_other])
    both = Track(places, micros, one.values[of_one][at_one])
    span = _Span.of(feature.channel, feature)
    found = correlations(_windows(both, line, wanted, span), other.values[of_other][at_other])
    if not span.lag:
        for row in np.flatnonzero(_within_a_moment(line, wanted)).tolist():
            found[row] = _correlation_up_to(int(wanted[row]), one, other, int(line[wanted[row]]), span)
    return found


def _within_a_moment(line: Ints, wanted: Ints) -> Flags:
    """Tell which readings are followed by another of the same moment, which they do not know of."""
    return np.asarray(line[wanted] == np.append(line[1:], -1)[wanted])


def _correlation_up_to(place: int, one: Track, other: Track, now: int, span: _Span) -> float:
    sides: list[list[float]] = []
    times: list[list[int]] = []
    for track in (one, other):
        last = int(np.searchsorted(track.places, place, side="right"))
        first = min(last, int(np.searchsorted(track.micros, now - span.length, side="right")))
        sides.append(track.values[first:last].tolist())
        times.append(track.micros[first:last].tolist())
    return correlation(*together(sides[0], times[0], sides[1], times[1]))


def _last_of_moments(track: Track) -> Ints:
    return np.flatnonzero(np.append(track.micros[1:] != track.micros[:-1], [True] * bool(track.micros.size)))


def _windows(track: Track, line: Ints, wanted: Ints, span: _Span) -> Windows:
    until = line[wanted] - span.lag
    known = np.searchsorted(track.places, wanted, side="right")
    first = np.minimum(np.searchsorted(track.micros, until - span.length, side="right"), known)
    last = np.maximum(np.minimum(np.searchsorted(track.micros, until, side="right"), known), first)
    return Windows(track, first, last, until)


def _track(values: Floats | None, line: Ints) -> Track:
    if values is None:
        return Track(np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0))
    with np.errstate(invalid="ignore"):
        places = np.flatnonzero(np.abs(values) <= LARGEST)
    return Track(places, line[places], values[places] + 0.0)


def _on_a_line(moments: Moments, spec: WindowSpec) -> Ints:
    """Put streams one after another on one line of time, so far apart that no window reaches another."""
    if not moments.micros.size:
        return moments.micros
    begins = np.flatnonzero(np.append(True, np.diff(moments.streams) != 0))
    ends = np.append(begins[1:], moments.micros.size) - 1
    gap = max(span.length + span.lag for span in _spans(spec)) + 1
    lengths = moments.micros[ends] - moments.micros[begins] + gap
    shift = np.cumsum(np.append(gap, lengths[:-1])) - moments.micros[begins]
    return moments.micros + np.repeat(shift, np.diff(np.append(begins, moments.micros.size)))


def _spans(spec: WindowSpec) -> Iterator[_Span]:
    yield _Span.of_usual("", spec)
    yield from (_Span.of(feature.channel, feature) for feature in spec.more)
