"""Dependence: to how many independent values the rows of a column come down, as slow values hang together.

With autocorrelations rho of the values of a device in the order of time, n values say as much of a mean as
n / tau independent ones, tau = 1 + 2 * (rho_1 + rho_2 + ...) (Bayley and Hammersley 1946). The sum ends where
rho is no longer positive, as in Geyer's initial sequence estimators (1992), or beyond 6 tau (Sokal 1989: a
window of some tau), whatever comes first. Rho is known at lags of 1, 2, 4, ... values and taken to be
straight in between, which for falling rho is rather too much than too little.

What is kept of a part are sums, which add up to those of the whole. Pairs that span two parts are not
counted.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from spotter.contracts.datasets import Column, ColumnType
from spotter.contracts.skew import ColumnSummary, Stream

LAGS = tuple(2**power for power in range(15))
MOST_STREAMS = 32
"""Devices that are followed: those of the smallest digests, so that every part follows the same."""

TAILS = (0.05, 0.95)
"""Values beyond are taken for these quantiles of a part, so that single spikes do not hide what is slow."""

WINDOW = 6.0
LONG_ENOUGH = 20.0
"""Shorter than so many tau, a stream is held against the mean of all: its own would hide what is slow."""

FEWEST_INDEPENDENT = 20
"""So many independent values are needed on either side: below, tau itself is hardly known."""

OWNERS = ("device", "worker", "site")
MOMENTS = "at"


def order_in(columns: Sequence[Column]) -> tuple[Column, Column] | None:
    """Find the columns that say whose a row is and of when; None where the order of rows means nothing."""
    named = {column.name: column for column in columns}
    owner = next((named[name] for name in OWNERS if name in named), None)
    moment = named.get(MOMENTS)
    if owner is None or moment is None or moment.type is not ColumnType.TIME:
        return None
    return owner, moment


def stream_of(mark: str, values: Sequence[float]) -> Stream:
    """Sum up the values of a device in the order of time."""
    shifted = [(values[: max(0, len(values) - lag)], values[lag:]) for lag in LAGS]
    return Stream(
        mark,
        len(values),
        math.fsum(values),
        math.fsum(value * value for value in values),
        tuple(len(later) for _, later in shifted),
        tuple(math.fsum(first) + math.fsum(later) for first, later in shifted),
        tuple(math.fsum(a * b for a, b in zip(first, later, strict=True)) for first, later in shifted),
    )


def added_streams(one: Iterable[Stream], other: Iterable[Stream]) -> tuple[Stream, ...]:
    """Add streams up device by device, and keep the first of them."""
    held = {stream.mark: stream for stream in one}
    for stream in other:
        known = held.get(stream.mark)
        held[stream.mark] = _both(known, stream) if known else stream
    return tuple(held[mark] for mark in sorted(held)[:MOST_STREAMS])


def time_of_memory(streams: Sequence[Stream]) -> float | None:
    """Give tau, in values; None where nothing is known of their order."""
    told = [stream for stream in streams if stream.values > 1]
    if not told:
        return None
    own = [stream.total / stream.values for stream in told]
    tau = _tau(told, own)
    values = sum(stream.values for stream in told)
    if values < LONG_ENOUGH * tau * len(told):
        tau = max(tau, _tau(told, [math.fsum(stream.total for stream in told) / values] * len(told)))
    return tau


def independent(column: ColumnSummary) -> float | None:
    """Tell how many independent values a column comes down to; None where nobody knows."""
    tau = time_of_memory(column.streams)
    return None if tau is None else (column.present - column.infinite) / tau


def _tau(streams: Sequence[Stream], means: Sequence[float]) -> float:
    tau, before, last = 1.0, 0.0, 0
    for lag, rho in zip(LAGS, _rhos(streams, means), strict=False):
        gap = lag - last
        start = before if last else rho
        end = max(0.0, rho)
        tau += 2 * max(0.0, gap * (start + end) / 2 + (end - start) / 2)
        if rho <= 0 or lag >= WINDOW * tau:
            break
        before, last = rho, lag
    return tau


def _rhos(streams: Sequence[Stream], means: Sequence[float]) -> Iterable[float]:
    both = list(zip(streams, means, strict=True))
    values = sum(stream.values for stream in streams)
    variance = sum(s.squares - 2 * m * s.total + s.values * m * m for s, m in both) / values
    scale = sum(stream.squares for stream in streams) / values
    if not math.isfinite(variance) or variance <= 1e-12 * scale:
        return
    for place in range(len(LAGS)):
        pairs = sum(stream.pairs[place] for stream in streams)
        if not pairs:
            return
        products = sum(s.products[place] - m * s.sums[place] + s.pairs[place] * m * m for s, m in both)
        yield products / pairs / variance


def _both(one: Stream, other: Stream) -> Stream:
    return Stream(
        one.mark,
        one.values + other.values,
        one.total + other.total,
        one.squares + other.squares,
        tuple(map(sum, zip(one.pairs, other.pairs, strict=True))),
        tuple(map(sum, zip(one.sums, other.sums, strict=True))),
        tuple(map(sum, zip(one.products, other.products, strict=True))),
    )
