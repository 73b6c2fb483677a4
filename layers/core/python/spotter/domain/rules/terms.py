"""Terms: when the conditions of a combined rule hold."""

from __future__ import annotations

from itertools import pairwise
from typing import assert_never

from spotter.contracts.terms import AllOf, AnyOf, Beyond, Held, Not, Pending, Recent, Silent, Term
from spotter.domain.rules.scenes import Scene
from spotter.domain.rules.spans import Spans, at_least, both, held, recent, union, without
from spotter.domain.rules.tracks import Track

MS = 1000


def holds(term: Term, scene: Scene, speaks_for_ms: int) -> Spans:
    """Say when a term holds, up to the newest moment known."""
    window = [(scene.since, scene.until)]
    match term:
        case Beyond():
            found = both(_beyond(term, scene, speaks_for_ms), window)
        case Silent():
            found = silences(scene.of((term.hazard, term.unit)), round(term.for_s * MS), scene.until)
        case Held():
            found = held(holds(term.of, scene, speaks_for_ms), round(term.for_s * MS))
        case Pending():
            found = _pending(term, scene, speaks_for_ms)
        case Recent():
            found = both(recent(holds(term.of, scene, speaks_for_ms), round(term.within_s * MS)), window)
        case Not():
            inner = holds(term.of, scene, speaks_for_ms)
            found = without(inner, since=scene.since, until=scene.until)
        case AllOf() | AnyOf():
            needed = len(term.of) if isinstance(term, AllOf) else 1
            found = at_least(needed, [holds(inner, scene, speaks_for_ms) for inner in term.of])
        case _:
            assert_never(term)
    return found


def silences(tracks: list[Track], for_ms: int, until: int) -> Spans:
    """Give when none of the tracks had said anything for so long; what was never heard is not silent."""
    heard = sorted({point.at for track in tracks for point in track.points})
    return union(
        (before + for_ms, after)
        for before, after in pairwise([*heard, max(until, heard[-1]) if heard else until])
        if before + for_ms < after
    )


def _beyond(term: Beyond, scene: Scene, speaks_for_ms: int) -> Spans:
    by_device: dict[str, list[Spans]] = {}
    for track in scene.of((term.hazard, term.unit)):
        by_device.setdefault(track.device, []).append(track.beyond(term, speaks_for_ms))
    return at_least(term.count, [union(*spans) for spans in by_device.values()])


def _pending(term: Pending, scene: Scene, speaks_for_ms: int) -> Spans:
    """Give when the inner term has held so long since it began or since a cancel was over."""
    again = round(term.again_s * MS)
    cancels = holds(term.unless, scene, speaks_for_ms)
    pieces: Spans = []
    for start, end in holds(term.of, scene, speaks_for_ms):
        quiet = union((since, max(until, since + again)) for since, until in cancels if since >= start)
        pieces += without(both(quiet, [(start, end)]), since=start, until=end)
    return held(pieces, round(term.for_s * MS))
