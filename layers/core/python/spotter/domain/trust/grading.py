"""Grading: how far a value is believed, given why it is doubted."""

from __future__ import annotations

from collections.abc import Iterable

from spotter.contracts.readings import Doubt, Reading, Trust

WHOLE = ""
"""The name under which the doubts about a reading as a whole stand among its channels."""

HARMLESS = frozenset({Doubt.LATE})
"""What is said for the record only: a value that comes late was measured all the same."""

VOID = frozenset(
    {Doubt.OXYGEN_STARVED, Doubt.WARMING_UP, Doubt.STUCK, Doubt.NEGATIVE, Doubt.OVER_RANGE, Doubt.SILENT}
)
"""What says that the sensor measured nothing: its value is bad. Every other doubt makes it suspect."""


def trust_of(doubts: Iterable[Doubt]) -> Trust:
    """Grade a value by the doubts about it.

    >>> trust_of([]), trust_of([Doubt.LATE]), trust_of([Doubt.LATE, Doubt.CLOCK_SKEW])
    (<Trust.GOOD: 'good'>, <Trust.GOOD: 'good'>, <Trust.SUSPECT: 'suspect'>)
    >>> trust_of([Doubt.STUCK])
    <Trust.BAD: 'bad'>
    """
    serious = set(doubts) - HARMLESS
    if not serious:
        return Trust.GOOD
    return Trust.BAD if serious & VOID else Trust.SUSPECT


def doubts_about(reading: Reading, channel: str) -> tuple[Doubt, ...]:
    """Give every doubt about one channel of a reading, those about the reading as a whole first."""
    if not reading.doubts:
        return ()
    return (*reading.doubts.get(WHOLE, ()), *reading.doubts.get(channel, ()))


def trust_in(reading: Reading, channel: str) -> Trust:
    """Grade one channel of a reading."""
    return trust_of(doubts_about(reading, channel)) if reading.doubts else Trust.GOOD
