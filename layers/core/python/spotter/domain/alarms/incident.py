"""Incident files: ledgers with their evidence as JSON lines, which anybody can check without the platform.

Each line is `{"kind": ..., "content": ...}`: the lines of the ledger as they are stored, the alarms that they
lead to, and the anchors of the site. Checking means: every digest is computed again, every act is done again,
and every anchored line is looked for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

import msgspec

from spotter.contracts.alarms import Alarm
from spotter.contracts.ledger import Anchor, Transition
from spotter.domain.alarms.chain import faults_of, faults_of_anchors
from spotter.domain.alarms.steps import replayed
from spotter.errors import Corrupt

FORMAT: Literal["spotter-incident-1"] = "spotter-incident-1"


class Incident(NamedTuple):
    """Alarms with their ledgers, and the anchors of their site. `whole`: every alarm of the site is in it."""

    alarms: Mapping[str, Alarm]
    lines: Mapping[str, Sequence[Transition]]
    anchors: Sequence[Anchor]
    whole: bool


class _Header(msgspec.Struct):
    whole: bool
    format: Literal["spotter-incident-1"]


class _Line(msgspec.Struct):
    kind: Literal["header", "line", "alarm", "anchor"]
    content: msgspec.Raw


def written(incident: Incident) -> bytes:
    """Write an incident file; equal incidents make equal bytes."""
    return b"".join(_written(incident))


def read(content: bytes) -> Incident:
    """Read an incident file.

    Raises:
        Corrupt: it is none, or a line of it cannot be read.
    """
    alarms: dict[str, Alarm] = {}
    lines: defaultdict[str, list[Transition]] = defaultdict(list)
    anchors: list[Anchor] = []
    header: _Header | None = None
    for number, line in enumerate(content.splitlines(), start=1):
        try:
            parsed = msgspec.json.decode(line, type=_Line)
            match parsed.kind:
                case "header":
                    header = msgspec.json.decode(parsed.content, type=_Header)
                case "line":
                    transition = msgspec.json.decode(parsed.content, type=Transition)
                    lines[transition.alarm].append(transition)
                case "alarm":
                    alarm = msgspec.json.decode(parsed.content, type=Alarm)
                    alarms[alarm.id] = alarm
                case "anchor":
                    anchors.append(msgspec.json.decode(parsed.content, type=Anchor))
        except msgspec.DecodeError as err:
            raise Corrupt(f"line {number} of the incident file cannot be read: {err}", line=number) from err
    if header is None:
        raise Corrupt(f"this is no incident file: its header must say {FORMAT}")
    return Incident(alarms, dict(lines), anchors, header.whole)


def findings(incident: Incident) -> tuple[str, ...]:
    """Say in words everything that is wrong with an incident; nothing when it is whole."""
    return tuple(_findings(incident))


def _findings(incident: Incident) -> Iterator[str]:
    for name in sorted({*incident.alarms, *incident.lines}):
        alarm, lines = incident.alarms.get(name), incident.lines.get(name, ())
        faults = list(faults_of(alarm, lines))
        yield from (f"{name}: {fault}" for fault in faults or _remade(alarm, lines))
    yield from faults_of_anchors(
        incident.anchors, incident.lines, only=None if incident.whole else frozenset(incident.alarms)
    )


def _remade(alarm: Alarm | None, lines: Sequence[Transition]) -> Iterator[str]:
    try:
        same = replayed(lines) == alarm
    except Corrupt as err:
        yield err.sentence
        return
    if not same:
        yield "the alarm is not what its lines make of it"


def _written(incident: Incident) -> Iterator[bytes]:
    yield _line("header", _Header(incident.whole, FORMAT))
    for name in sorted(incident.alarms):
        yield from _all("line", incident.lines.get(name, ()))
        yield _line("alarm", incident.alarms[name])
    yield from _all("anchor", incident.anchors)


def _all(kind: Literal["line", "anchor"], structs: Iterable[msgspec.Struct]) -> Iterator[bytes]:
    return (_line(kind, struct) for struct in structs)


def _line(kind: Literal["header", "line", "alarm", "anchor"], struct: msgspec.Struct) -> bytes:
    content = msgspec.Raw(msgspec.json.encode(struct, order="deterministic"))
    return msgspec.json.encode(_Line(kind, content)) + b"\n"
