"""Staging: readings as JSON lines in which every value stands under its type, for DuckDB to take apart."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from spotter.contracts.archive import Lost
from spotter.contracts.readings import Doubt, Reading, Trust
from spotter.domain.proofs import microseconds
from spotter.domain.settling import Kept
from spotter.domain.trust.grading import doubts_about, trust_of

_ENCODER = msgspec.json.Encoder()


class _Line(msgspec.Struct, omit_defaults=True):
    """One reading: floats, integers, booleans and texts by channel, and what is to be said about each."""

    device: str
    boot: str
    seq: int
    at: int
    arrived: int
    profile: str
    profile_version: int
    variant: int
    floats: dict[str, float]
    integers: dict[str, int] = {}
    flags: dict[str, bool] = {}
    texts: dict[str, str] = {}
    trusts: dict[str, Trust] = {}
    doubts: dict[str, tuple[Doubt, ...]] = {}
    lost: dict[str, Lost] = {}


LINE = """{
    'device': 'VARCHAR', 'boot': 'VARCHAR', 'seq': 'BIGINT', 'at': 'BIGINT', 'arrived': 'BIGINT',
    'profile': 'VARCHAR', 'profile_version': 'BIGINT', 'variant': 'BIGINT', 'floats': 'MAP(VARCHAR, DOUBLE)',
    'integers': 'MAP(VARCHAR, BIGINT)', 'flags': 'MAP(VARCHAR, BOOLEAN)', 'texts': 'MAP(VARCHAR, VARCHAR)',
    'trusts': 'MAP(VARCHAR, VARCHAR)',
    'doubts': 'MAP(VARCHAR, VARCHAR[])', 'lost': 'MAP(VARCHAR, VARCHAR)'}"""
"""The same line, as DuckDB reads it."""


def lines(kept: Iterable[Kept], *, at_once: int = 10_000) -> Iterable[bytes]:
    """Write readings as JSON lines, so many in one piece."""
    gathered: list[_Line] = []
    for each in kept:
        gathered.append(_line(each))
        if len(gathered) == at_once:
            yield _ENCODER.encode_lines(gathered)
            gathered.clear()
    yield _ENCODER.encode_lines(gathered)


def _line(kept: Kept) -> _Line:
    reading, lost, variant = kept
    line = _Line(
        reading.device,
        reading.boot,
        reading.seq,
        microseconds(reading.at),
        microseconds(reading.arrived),
        reading.profile,
        reading.profile_version,
        variant,
        {},
    )
    _by_type(reading, line)
    if reading.doubts:
        _believed(reading, line)
    if lost:
        line.lost = dict(lost)
    return line


def _by_type(reading: Reading, line: _Line) -> None:
    floats = line.floats
    for channel, value in reading.values.items():
        match value:
            case float():
                floats[channel] = value
            case bool():
                line.flags = {**line.flags, channel: value}
            case int():
                line.integers = {**line.integers, channel: value}
            case _:
                line.texts = {**line.texts, channel: value}


def _believed(reading: Reading, line: _Line) -> None:
    for channel in reading.values:
        doubts = tuple(sorted(set(doubts_about(reading, channel))))
        if doubts:
            line.doubts = {**line.doubts, channel: doubts}
            line.trusts = {**line.trusts, channel: trust_of(doubts)}
