"""Dry runs: read again what devices said, by another version of their profile. Pure.

The archive holds readings in normal form, not bytes. A device goes on saying what it said, so each reading is
written again in the codec of the version that it was read by, and those bytes are read by the draft: a moved
field of a packed record, another delimiter or another unit shows just as it would on the device.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import datetime
from functools import reduce
from typing import NamedTuple

from spotter.contracts.dry_runs import LOSSES, Became, ChannelRun, DryRun, Example
from spotter.contracts.profiles import Channel, Profile
from spotter.contracts.readings import BY_CONTENT, Measured, Reading, RefusalReason, Scalar
from spotter.domain import fields
from spotter.domain.codecs.registry import parts_of, payload_of
from spotter.domain.decoding import Fields, Refused
from spotter.domain.validation import Checker
from spotter.errors import Invalid

MOST_EXAMPLES = 3
"""Of each channel and outcome: enough to see what is meant."""


class _Outcome(NamedTuple):
    became: Became
    detail: str
    reason: RefusalReason | None = None


class Rehearsal:
    """A draft of a profile that takes readings, and counts what becomes of them."""

    def __init__(self, draft: Profile) -> None:
        self._draft = draft
        self._checker = Checker(draft)
        self._counts: defaultdict[str, Counter[Became]] = defaultdict(Counter)
        self._reasons: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._examples: defaultdict[str, list[Example]] = defaultdict(list)
        self._whole: Counter[str] = Counter()
        self._readings = self._refused = self._unwritten = 0

    def take(self, reading: Reading, spoken: Profile) -> None:
        """Read a reading again that was read by `spoken`, the version that it names."""
        self._readings += 1
        try:
            item = self._said_again(reading, spoken)
        except Invalid:
            self._unwritten += 1
            return
        except Refused as refused:
            outcome = _Outcome(Became.REFUSED, refused.detail, refused.reason)
            outcomes = dict.fromkeys(reading.values, outcome)
        else:
            outcomes = {name: self._outcome(name, reading, item, spoken) for name in reading.values}
            outcomes |= self._news(reading, item)
        for name, outcome in outcomes.items():
            self._note(reading, name, outcome)
        if first := next((each.reason for each in outcomes.values() if each.reason), None):
            self._refused += 1
            self._whole[first] += 1

    def result(self, *, since: datetime, until: datetime) -> DryRun:
        """Say what became of everything that was taken."""
        return DryRun(
            version=self._draft.version,
            since=since,
            until=until,
            readings=self._readings,
            refused=self._refused,
            unwritten=self._unwritten,
            reasons=dict(self._whole),
            channels={
                name: ChannelRun(
                    dict(counts), dict(self._reasons.get(name, {})), tuple(self._examples.get(name, ()))
                )
                for name, counts in sorted(self._counts.items())
            },
        )

    def _said_again(self, reading: Reading, spoken: Profile) -> Fields:
        """Write a reading as its device did, and read that by the draft, or raise Refused."""
        measured = Measured(reading.boot, reading.seq, reading.at, reading.values)
        (part, *_) = parts_of(payload_of([measured], spoken), self._draft, reading.arrived)
        if isinstance(part.item, Refused):
            raise part.item
        if part.fault:
            raise part.fault
        item = dict(part.item)
        if reading.boot == BY_CONTENT:
            item.pop("boot", None)
            item.pop("seq", None)
        return item

    def _outcome(self, name: str, reading: Reading, item: Fields, spoken: Profile) -> _Outcome:
        was, said = reading.values[name], fields.values(item)
        if name not in said:
            if name in self._draft.channels:
                return _Outcome(Became.LEFT_OUT, "the payload is not read for this channel")
            return _unknown(name)
        try:
            becomes = self._checked(name, said[name])
        except Refused as refused:
            return _Outcome(Became.REFUSED, refused.detail, refused.reason)
        if becomes is None:
            return _Outcome(Became.LEFT_OUT, "the value is read as none")
        before, after = spoken.channels.get(name), self._draft.channels[name]
        return self._compared(name, was, becomes, before or after)

    def _compared(self, name: str, was: Scalar, becomes: Scalar, before: Channel) -> _Outcome:
        after = self._draft.channels[name]
        shown = f"{was!r} {before.unit or ''}".strip(), f"{becomes!r} {after.unit or ''}".strip()
        sentence = f"{shown[0]} is read as {shown[1]}"
        if before.unit != after.unit and not isinstance(was, bool | str):
            conversion = self._draft.conversions.get(name, {}).get(before.unit or "")
            wanted = None if conversion is None else fields.converted(was, conversion)
            if wanted is None or not _is_same(wanted, becomes):
                return _Outcome(Became.REREAD, sentence)
            if not _is_same(was, becomes):
                return _Outcome(Became.CONVERTED, sentence)
        elif not _is_same(was, becomes):
            return _Outcome(Became.ALTERED, sentence)
        if before.type is not after.type:
            return _Outcome(Became.RETYPED, f"a {before.type} is read as a {after.type}")
        return _Outcome(Became.KEPT, sentence)

    def _news(self, reading: Reading, item: Fields) -> dict[str, _Outcome]:
        """Find what the draft reads beside what was read before and refuses; it takes the reading along."""
        found = {}
        for name, said in fields.values(item).items():
            if name not in reading.values:
                try:
                    self._checked(name, said)
                except Refused as refused:
                    found[name] = _Outcome(Became.REFUSED, refused.detail, refused.reason)
        return found

    def _checked(self, name: str, said: object) -> Scalar | None:
        value = self._checker.value(name, said)
        if value is not None:
            fields.check_range(name, value, self._draft.channels[name])
        return value

    def _note(self, reading: Reading, name: str, outcome: _Outcome) -> None:
        count = self._counts[name]
        count[outcome.became] += 1
        if outcome.reason:
            self._reasons[name][outcome.reason] += 1
        if outcome.became is not Became.KEPT and count[outcome.became] <= MOST_EXAMPLES:
            value = reading.values.get(name, "")
            example = Example(reading.device, reading.at, outcome.became, value, outcome.detail)
            self._examples[name].append(example)


def losses(run: DryRun) -> dict[str, int]:
    """Count, by channel, the values that would be lost or would come to mean something else."""
    lost = {
        name: sum(count for became, count in channel.counts.items() if became in LOSSES)
        for name, channel in run.channels.items()
    }
    return {name: count for name, count in lost.items() if count}


def together(runs: Iterable[DryRun]) -> DryRun:
    """Add up the pages of one dry run."""
    return reduce(_added, runs)


def _added(one: DryRun, other: DryRun) -> DryRun:
    names = sorted({*one.channels, *other.channels})
    none = ChannelRun()
    return DryRun(
        version=one.version,
        since=min(one.since, other.since),
        until=max(one.until, other.until),
        page=other.page,
        pages=other.pages,
        objects=max(one.objects, other.objects),
        looked_at=one.looked_at + other.looked_at,
        readings=one.readings + other.readings,
        refused=one.refused + other.refused,
        unwritten=one.unwritten + other.unwritten,
        quarantined=one.quarantined + other.quarantined,
        regained=one.regained + other.regained,
        reasons=dict(Counter(one.reasons) + Counter(other.reasons)),
        channels={n: _channel(one.channels.get(n, none), other.channels.get(n, none)) for n in names},
    )


def _channel(one: ChannelRun, other: ChannelRun) -> ChannelRun:
    examples: list[Example] = []
    for example in (*one.examples, *other.examples):
        if sum(each.became is example.became for each in examples) < MOST_EXAMPLES:
            examples.append(example)
    counts = dict(Counter(one.counts) + Counter(other.counts))
    return ChannelRun(counts, dict(Counter(one.reasons) + Counter(other.reasons)), tuple(examples))


def _unknown(name: str) -> _Outcome:
    reason = RefusalReason.UNKNOWN_CHANNEL
    return _Outcome(Became.REFUSED, f"the profile has no channel {name}", reason)


def _is_same(one: Scalar, other: Scalar) -> bool:
    """Tell whether two values are one: exactly, or as far as a unit's factor can be written down."""
    if isinstance(one, bool | str) or isinstance(other, bool | str):
        return type(one) is type(other) and one == other
    return one == other or math.isclose(one, other, rel_tol=1e-12)
