"""Lines of live advisories that follow what supervisors answer: a step a shift, within bounds, on record.

A line belongs to one version of a model at one site. It moves where an advisory begins and nothing else: no
rule reads it, and what rules raise is only heard of here, as danger that a model missed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

import msgspec

from spotter.contracts.alarms import AlarmClass, ConditionActive, Origin, ReasonCode
from spotter.contracts.learning import Champion
from spotter.contracts.ledger import Acknowledge, Transition
from spotter.contracts.names import (
    DeviceName,
    ModelName,
    ProfileName,
    RuleName,
    SiteName,
    Tenant,
    kind_and_name,
)
from spotter.domain.line_rates import Rates, is_worse, rates_of
from spotter.domain.threshold_policy import Answered, Band, Policy, after_shift
from spotter.errors import Invalid

STEPS = 4
"""Lines on each side of the calibrated one."""

FEWEST_ANSWERS = 5
"""With fewer, one mistaken answer would move a line."""

NEAR = timedelta(minutes=5)
"""An advisory so long before danger was about it, and so was the model's score."""

Why = Literal["begun", "learned", "worse", "rolled_back"]


class LineMove(msgspec.Struct, frozen=True):
    """One entry of a line's history: from where to where, why, by whom, and on how many answers."""

    number: int
    at: datetime
    by: str
    version: str
    why: Why
    before: float
    after: float
    answers: int = 0
    missed: int = 0


class Line(msgspec.Struct, frozen=True):
    """Where the advisories of a live version begin; a `held` line stays until it is begun again.

    `before` is what was answered of the line from before the last step; None where there was none.
    """

    tenant: Tenant
    site: SiteName
    profile: ProfileName
    model: ModelName
    version: str
    calibrated: float
    policy: Policy
    learned_until: datetime
    moves: int
    held: bool = False
    before: Rates | None = None

    @property
    def threshold(self) -> float:
        """The line in force."""
        return self.policy.threshold


class Missed(NamedTuple):
    """Danger that a rule found and a person confirmed, of which the model had said nothing."""

    device: DeviceName
    at: datetime


Moved = tuple[Line, LineMove]


def begun(
    champion: Champion,
    threshold: float,
    bounds: tuple[float, float],
    *,
    at: datetime,
    by: str,
    moves: int = 0,
) -> Moved:
    """Let the line of a champion follow answers, beginning with its calibrated threshold.

    Raises:
        Invalid: the threshold does not lie between the bounds.
    """
    policy = policy_around(threshold, *bounds)
    line = Line(
        champion.tenant,
        champion.site,
        champion.profile,
        champion.model,
        champion.version,
        threshold,
        policy,
        at,
        moves + 1,
    )
    return line, LineMove(moves + 1, at, by, champion.version, "begun", threshold, threshold)


def policy_around(threshold: float, lowest: float, highest: float) -> Policy:
    """Lay lines between two bounds so that the calibrated threshold is one of them.

    >>> policy_around(0.4, 0.2, 0.8).threshold
    0.4
    """
    if not 0 < lowest < threshold < highest < 1:
        sentence = (
            f"the calibrated threshold {threshold:.4g} must lie between the bounds, and they within 0 and 1"
        )
        raise Invalid(sentence, field="lowest", threshold=threshold)
    below = [lowest + (threshold - lowest) * step / STEPS for step in range(STEPS)]
    above = [threshold + (highest - threshold) * step / STEPS for step in range(1, STEPS + 1)]
    return Policy(tuple(Band(low) for low in (*below, threshold, *above)), STEPS)


def learned(line: Line, answers: Sequence[Answered], *, at: datetime) -> Moved | None:
    """Learn from a shift and move the line by one step at most; None if it is held or too little was said.

    Where it is worse than before its last step, beyond doubt, it goes back there.
    """
    if line.held or len(answers) < FEWEST_ANSWERS:
        return None
    wished, now = after_shift(line.policy, answers), line.policy.current
    rates, before = rates_of(now, answers), line.before
    why: Why = "learned"
    step = max(now - 1, min(now + 1, wished.current))
    if before is not None and is_worse(rates, before):
        step, before, why = before.step, None, "worse"
    elif step != now:
        before = rates
    policy = msgspec.structs.replace(wished, current=step)
    after = msgspec.structs.replace(
        line, policy=policy, learned_until=at, moves=line.moves + 1, before=before
    )
    missed = sum(not answer.raised for answer in answers)
    move = LineMove(
        line.moves + 1,
        at,
        "answers",
        line.version,
        why,
        line.threshold,
        after.threshold,
        len(answers) - missed,
        missed,
    )
    return after, move


def rolled_back(line: Line, *, at: datetime, by: str, hold: bool) -> Moved:
    """Go back to the calibrated threshold and forget what was learned; a held line then stays there."""
    policy = msgspec.structs.replace(
        line.policy, bands=tuple(Band(band.low) for band in line.policy.bands), current=STEPS
    )
    after = msgspec.structs.replace(
        line, policy=policy, learned_until=at, moves=line.moves + 1, held=hold, before=None
    )
    move = LineMove(line.moves + 1, at, by, line.version, "rolled_back", line.threshold, after.threshold)
    return after, move


def answers_of(
    told: Iterable[Transition], rule: RuleName, *, since: datetime, until: datetime
) -> Iterator[Answered]:
    """Give what people said of a model's advisories in a time, with the worst score of each.

    Only "true" and "false" count: a drill or a test tells nothing of the model.
    """
    for acts in _occurrences(told).values():
        raised = [act for _, act in acts if isinstance(act, ConditionActive)]
        if not raised or raised[0].rule != rule or raised[0].alarm_class is not AlarmClass.ADVISORY:
            continue
        reason = _said(acts, since, until)
        if reason in {ReasonCode.TRUE_ALARM, ReasonCode.FALSE_ALARM}:
            worst = max(act.evidence.value for act in raised)
            yield Answered(worst, danger=reason is ReasonCode.TRUE_ALARM)


def missed_of(
    told: Sequence[Transition], rule: RuleName, *, since: datetime, until: datetime
) -> Iterator[Missed]:
    """Give the dangers that rules found and people confirmed in a time, and no advisory was about."""
    occurrences = list(_occurrences(told).values())
    raised = [[act for _, act in acts if isinstance(act, ConditionActive)] for acts in occurrences]
    advised = [acts[0] for acts in raised if acts and acts[0].rule == rule]
    for acts, own in zip(occurrences, raised, strict=True):
        if not own or own[0].origin is Origin.MODEL or _said(acts, since, until) is not ReasonCode.TRUE_ALARM:
            continue
        first = own[0]
        kind, name = kind_and_name(first.subject)
        if kind == "device" and not any(_about(advice, first) for advice in advised):
            yield Missed(DeviceName(name), first.first_at)


def _about(advice: ConditionActive, danger: ConditionActive) -> bool:
    soon = danger.first_at - NEAR <= advice.last_at and advice.first_at <= danger.first_at + NEAR
    return advice.subject == danger.subject and soon


def _occurrences(told: Iterable[Transition]) -> dict[tuple[str, int], list[tuple[datetime, object]]]:
    found: dict[tuple[str, int], list[tuple[datetime, object]]] = defaultdict(list)
    for line in sorted(told, key=lambda line: line.version):
        found[line.alarm, line.occurrence].append((line.at, line.act))
    return found


def _said(acts: Iterable[tuple[datetime, object]], since: datetime, until: datetime) -> ReasonCode | None:
    """Give what was said last, where that was within a time."""
    answers = [(at, act.reason) for at, act in acts if isinstance(act, Acknowledge)]
    if not answers or not since < answers[-1][0] <= until:
        return None
    return answers[-1][1]
