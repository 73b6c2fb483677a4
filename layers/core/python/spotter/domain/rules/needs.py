"""Needs: what timed rules have to remember of each channel, and for how long."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple, assert_never

from spotter.contracts.profiles import Profile
from spotter.contracts.rules import (
    AverageRule,
    CombinedRule,
    DoseRule,
    DurationRule,
    MixtureRule,
    RateRule,
    Rule,
    StalenessRule,
    ThresholdRule,
)
from spotter.contracts.terms import AllOf, AnyOf, Beyond, Held, Not, Pending, Recent, Silent, Term
from spotter.domain.rules.tables import channels_under

LATE_MS = 15 * 60_000
"""How late a reading may be and still find the windows that it belongs to; older ones are for settlement."""

Agent = tuple[str, str]
"""A hazard and its unit."""


class Weight(NamedTuple):
    """What a value counts for in a sum: itself, or the per cent of a dose that it makes in the full time."""

    criterion_db: float = 0.0
    criterion_s: float = 0.0
    exchange_db: float = 0.0
    from_db: float = 0.0

    def of(self, value: float) -> float:
        """Weigh one value."""
        if self.criterion_s <= 0:
            return value
        if value < self.from_db:
            return 0.0
        return 100 * 2 ** ((value - self.criterion_db) / self.exchange_db)

    @property
    def name(self) -> str:
        """The name of it in a lane."""
        return "" if self.criterion_s <= 0 else ":".join(f"{each:g}" for each in self)


PLAIN = Weight()

MOST_POINTS = 2000
"""Points kept of a track: what looks back an hour is kept to about four seconds, five minutes to a third."""


class Kept(NamedTuple):
    """What is kept of a channel of an agent: its points for how long, and a lane for each weight.

    `is_noted` where a rule is about those only who carry it: then it is kept who does, heard or not.
    """

    agent: Agent
    points_ms: int
    weights: tuple[Weight, ...]
    is_noted: bool = False

    @property
    def grain_ms(self) -> int:
        """How far apart two points have to be to be kept apart; memory stays bounded for a fast device."""
        return max(1, self.points_ms // MOST_POINTS)

    def track(self, source: str) -> str:
        """Name the track of a source, which is `device/channel`."""
        return f"{self.agent[0]}|{self.agent[1]}|{source}"

    def lane(self, source: str, weight: Weight) -> str:
        """Name a lane of a source."""
        return f"{self.track(source)}|{weight.name}"


class Needs(NamedTuple):
    """What rules need of agents, and for how long."""

    agents: dict[Agent, Kept]
    minutes_ms: int

    def of(self, profile: Profile) -> dict[str, Kept]:
        """Say what is to be kept of the channels of a profile."""
        return {
            channel: kept
            for agent, kept in self.agents.items()
            for channel in channels_under(*agent, profile)
        }

    def points_ms(self) -> dict[str, int]:
        """Say how long the points of each agent are kept."""
        return {"|".join(agent): kept.points_ms for agent, kept in self.agents.items()}

    @property
    def notes(self) -> bool:
        """Whether it is kept who carries something, and so also who does no longer."""
        return any(kept.is_noted for kept in self.agents.values())

    @property
    def longest_ms(self) -> int:
        """The longest that points of any agent are kept: after so long a silence nothing begins."""
        return max((kept.points_ms for kept in self.agents.values()), default=0)


def needs_of(rules: Iterable[Rule]) -> Needs:
    """Say what rules need to remember, and for how long."""
    rules = tuple(rules)
    points: dict[Agent, float] = {}
    weights: dict[Agent, dict[Weight, None]] = {}
    minutes_s = 0.0
    for rule in rules:
        if isinstance(rule, AverageRule | MixtureRule | DoseRule):
            minutes_s = max(minutes_s, rule.over_s)
            for agent in agents_of(rule):
                weights.setdefault(agent, {})[weight_of(rule)] = None
        else:
            back_s = looks_back(rule)
            longest = max(back_s.values(), default=0.0)
            for agent in back_s:
                points[agent] = max(points.get(agent, 0.0), longest)
    noted = {agent for rule in rules for agent in about_of(rule)}
    agents = {
        agent: Kept(
            agent, round(2000 * points.get(agent, 0.0)), tuple(weights.get(agent, ())), agent in noted
        )
        for agent in [*points, *(each for each in weights if each not in points)]
    }
    return Needs(agents, int(1000 * minutes_s) + LATE_MS)


def agents_of(rule: Rule) -> tuple[Agent, ...]:
    """Name every hazard that a rule looks at, with its unit."""
    if isinstance(rule, MixtureRule):
        return tuple((part.hazard, part.unit) for part in rule.parts)
    if isinstance(rule, CombinedRule):
        return tuple(dict.fromkeys((leaf.hazard, leaf.unit) for leaf in leaves_of(rule.when)))
    return ((rule.hazard, rule.unit),)


def about_of(rule: Rule) -> tuple[Agent, ...]:
    """Name what a subject must carry for a rule to be about it; nothing where any of its hazards will do."""
    if isinstance(rule, CombinedRule):
        return tuple((each.hazard, each.unit) for each in rule.about)
    return ()


def leaves_of(term: Term, *, positive: bool = False) -> Iterator[Beyond | Silent]:
    """Give the innermost terms; with `positive`, only those that no `not` stands before."""
    match term:
        case Beyond() | Silent():
            yield term
        case Not():
            if not positive:
                yield from leaves_of(term.of)
        case Held() | Recent():
            yield from leaves_of(term.of, positive=positive)
        case Pending():
            yield from leaves_of(term.of, positive=positive)
            if not positive:
                yield from leaves_of(term.unless)
        case AllOf() | AnyOf():
            for inner in term.of:
                yield from leaves_of(inner, positive=positive)


def weight_of(rule: Rule) -> Weight:
    """Say what values count for under a rule."""
    if isinstance(rule, DoseRule):
        return Weight(rule.criterion_db, rule.criterion_s, rule.exchange_db, rule.from_db)
    return PLAIN


def in_lanes(rule: Rule) -> bool:
    """Tell whether a rule looks at minutes rather than at points."""
    return isinstance(rule, AverageRule | MixtureRule | DoseRule)


def looks_back(rule: Rule) -> dict[Agent, float]:
    """Say how many seconds of points of each agent a rule needs."""
    match rule:
        case CombinedRule():
            return _reach(rule.when, rule.speaks_for_s)
        case ThresholdRule():
            longest = max(rule.on_delay_s, rule.off_delay_s, rule.within_s)
        case DurationRule():
            longest = rule.within_s
        case RateRule():
            longest = 2 * rule.over_s
        case StalenessRule():
            longest = rule.after_s
        case _:
            longest = 0.0
    return dict.fromkeys(agents_of(rule), longest + rule.speaks_for_s)


def _reach(term: Term, back_s: float) -> dict[Agent, float]:
    match term:
        case Beyond():
            found = {(term.hazard, term.unit): back_s}
        case Silent():
            found = {(term.hazard, term.unit): back_s + term.for_s}
        case Held():
            found = _reach(term.of, back_s + term.for_s)
        case Recent():
            found = _reach(term.of, back_s + term.within_s)
        case Not():
            found = _reach(term.of, back_s)
        case Pending():
            found = _longest(
                [_reach(inner, back_s + term.for_s + term.again_s) for inner in (term.of, term.unless)]
            )
        case AllOf() | AnyOf():
            found = _longest([_reach(inner, back_s) for inner in term.of])
        case _:
            assert_never(term)
    return found


def _longest(many: Iterable[dict[Agent, float]]) -> dict[Agent, float]:
    found: dict[Agent, float] = {}
    for each in many:
        for agent, back_s in each.items():
            found[agent] = max(found.get(agent, 0.0), back_s)
    return found
