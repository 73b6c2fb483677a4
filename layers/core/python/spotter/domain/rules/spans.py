"""Spans: when something holds, as half-open stretches of event time in epoch milliseconds, in order, apart.

Every operation is a pure function of sets of moments, so what is built from them cannot depend on the order
in which readings came.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

Span = tuple[int, int]
Spans = list[Span]


def union(*many: Iterable[Span]) -> Spans:
    """Give when at least one holds.

    >>> union([(0, 2), (5, 6)], [(2, 3)])
    [(0, 3), (5, 6)]
    """
    joined: Spans = []
    for start, end in sorted(span for spans in many for span in spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def at_least(count: int, many: Sequence[Spans]) -> Spans:
    """Give when at least so many hold at once.

    >>> at_least(2, [[(0, 4)], [(3, 9)], [(8, 10)]])
    [(3, 4), (8, 9)]
    """
    edges = sorted(edge for spans in many for start, end in spans for edge in ((start, 1), (end, -1)))
    found: Spans = []
    holding, since = 0, 0
    for moment, step in edges:
        before, holding = holding, holding + step
        if before < count <= holding:
            since = moment
        elif holding < count <= before and moment > since:
            found.append((since, moment))
    return union(found)


def both(first: Spans, second: Spans) -> Spans:
    """Give when both hold."""
    return at_least(2, [first, second])


def without(spans: Spans, *, since: int, until: int) -> Spans:
    """Give when it does not hold, from `since` to `until`.

    >>> without([(2, 3), (5, 9)], since=0, until=8)
    [(0, 2), (3, 5)]
    """
    edges = [since, *(edge for span in spans for edge in span), until]
    gaps = [(max(start, since), min(end, until)) for start, end in zip(edges[::2], edges[1::2], strict=True)]
    return [(start, end) for start, end in gaps if start < end]


def held(spans: Spans, for_ms: int) -> Spans:
    """Give when it has held without a break for so long.

    >>> held([(0, 5), (10, 12)], 3)
    [(3, 5)]
    """
    return [(start + for_ms, end) for start, end in spans if start + for_ms < end]


def recent(spans: Spans, within_ms: int) -> Spans:
    """Give when it holds or held at most so long ago."""
    return union((start, end + within_ms) for start, end in spans)


def totalling(spans: Spans, *, for_ms: int, within_ms: int) -> Spans:
    """Give when it held for at least so long in total within the time just past.

    >>> totalling([(0, 4), (6, 10)], for_ms=5, within_ms=10)
    [(7, 13)]
    """
    edges = sorted({moment for span in spans for edge in span for moment in (edge, edge + within_ms)})
    found: Spans = []
    for start, end in pairwise(edges):
        first, last = (_total(spans, moment - within_ms, moment) for moment in (start, end))
        if first >= for_ms and last >= for_ms:
            found.append((start, end))
        elif last >= for_ms:
            found.append((end - (last - for_ms), end))
        elif first >= for_ms:
            found.append((start, start + (first - for_ms)))
    return union(span for span in found if span[0] < span[1])


def latched(active: Spans, normal: Spans) -> list[tuple[int, int | None, int]]:
    """Join active stretches into episodes that end only where normal begins: start, end, last active moment.

    >>> latched([(0, 2), (4, 6), (20, 21)], [(8, 12)])
    [(0, 8, 5), (20, None, 20)]
    """
    episodes: list[tuple[int, int | None, int]] = []
    at = 0
    for start, end in active:
        open_since = episodes[-1][0] if episodes and episodes[-1][1] is None else None
        while at < len(normal) and normal[at][1] <= end:
            at += 1
        ended = max(normal[at][0], end) if at < len(normal) else None
        later = next((each for each, _ in active if each >= end), None)
        closed = ended if ended is not None and (later is None or ended <= later) else None
        if open_since is None:
            episodes.append((start, closed, end - 1))
        else:
            episodes[-1] = (open_since, closed, end - 1)
    return episodes


def _total(spans: Spans, since: int, until: int) -> int:
    return sum(max(0, min(end, until) - max(start, since)) for start, end in spans)
