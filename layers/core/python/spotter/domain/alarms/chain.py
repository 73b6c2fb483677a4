"""The chain of a ledger: what proves that no line was changed, taken out or put in."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from spotter.contracts.alarms import Alarm
from spotter.contracts.ledger import Anchor, Head, Transition


def digest_of(link: Transition | Anchor) -> str:
    """Give the SHA-256 of a line or an anchor, its own digest left out, in hexadecimal."""
    bare = msgspec.structs.replace(link, digest="")
    return hashlib.sha256(msgspec.json.encode(bare, order="deterministic")).hexdigest()


def broken_links(links: Sequence[Transition | Anchor]) -> Iterator[str]:
    """Say in words what is wrong with a chain that should be whole, from its first link on."""
    previous = ""
    for number, link in enumerate(links, start=1):
        named = link.version if isinstance(link, Transition) else link.number
        if named != number:
            yield f"line {number} is missing or out of its place: there is line {named}"
            return
        if link.digest != digest_of(link):
            yield f"line {number} was changed: its digest does not fit it"
        if link.previous != previous:
            yield f"line {number} does not follow on the line before it"
        previous = link.digest


def faults_of(alarm: Alarm | None, lines: Sequence[Transition]) -> Iterator[str]:
    """Say in words what is wrong with the ledger of an alarm, and whether its end is the alarm as stored."""
    yield from broken_links(lines)
    if alarm is None:
        yield "the alarm that the lines are about is missing"
        return
    others = {line.alarm for line in lines} - {alarm.id}
    if others:
        yield f"there are lines of another alarm: {', '.join(sorted(others))}"
    if len(lines) != alarm.version:
        yield f"the alarm has moved {alarm.version} times and there are {len(lines)} lines"
    elif lines and lines[-1].digest != alarm.chain:
        yield "the last line is not the one that the alarm names"


def faults_of_anchors(
    anchors: Sequence[Anchor], ledger: Mapping[str, Sequence[Transition]], *, only: frozenset[str] | None
) -> Iterator[str]:
    """Say which anchored lines are no longer there, by the lines of each alarm; `only` of some."""
    yield from (f"anchors: {fault}" for fault in broken_links(anchors))
    heads = ((anchor.number, alarm, head) for anchor in anchors for alarm, head in anchor.heads.items())
    for number, alarm, head in heads:
        if only is not None and alarm not in only:
            continue
        lines = ledger.get(alarm, ())
        if len(lines) < head.version or lines[head.version - 1].digest != head.digest:
            yield f"{alarm}: anchor {number} names line {head.version}, which is gone or changed"


def anchored(heads: Mapping[str, Head], anchors: Sequence[Anchor]) -> dict[str, Head]:
    """Give the heads that moved since the anchors before."""
    known: dict[str, Head] = {}
    for anchor in anchors:
        known.update(anchor.heads)
    return {alarm: head for alarm, head in sorted(heads.items()) if known.get(alarm) != head}
