"""Rules: limits with their source, as versioned data. Every kind of rule is one struct, told apart by `kind`.

Times are seconds, limits are in `unit`. A rule looks at every channel whose profile names its hazard in that
unit. How each kind is judged stands in `domain/rules`.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from spotter.contracts.alarms import AlarmClass
from spotter.contracts.names import RuleName
from spotter.contracts.terms import Term

Direction = Literal["rising", "falling"]
Scope = Literal["device", "worker", "zone", "site"]

SPEAKS_FOR_S = 120.0
"""How long a value stands when no newer one comes: twice the slowest usual logging, one value a minute
(domain reference, section 2: WBGT logging)."""


class Schedule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """When a rule is in force, by the clocks of the site: `start` to `end` as HH:MM on days 0 (Monday) to 6.

    A schedule whose end is not after its start runs over midnight and belongs to the day it began.
    """

    zone: str
    start: str
    end: str
    days: tuple[int, ...] = (0, 1, 2, 3, 4, 5, 6)


class Example(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A claim about a rule: these readings, `[seconds, {channel hazard: value}]`, raise it at these seconds.

    `raised_at` is empty where the rule must stay silent.
    """

    readings: tuple[tuple[float, dict[str, float]], ...]
    raised_at: tuple[float, ...] = ()


class RuleHead(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag_field="kind"):
    """What every rule says: its name, what people call it, how much is at stake, and where it comes from.

    `act_by_s` is how old danger may be and still be acted on; `speaks_for_s` how long one value stands.
    `examples` are checked by `spotter rules test`.
    """

    name: RuleName
    title: str
    alarm_class: AlarmClass
    source: str
    title_ko: str | None = None
    act_by_s: float = 3600.0
    speaks_for_s: float = SPEAKS_FOR_S
    schedule: Schedule | None = None
    examples: tuple[Example, ...] = ()


class LessAge(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A limit of `of` less the age in years of whoever wears the device at that moment.

    The rule's own `limit` is that for the age `unknown`, which counts where no year of birth is recorded.
    """

    of: float
    unknown: int


class ThresholdRule(RuleHead, frozen=True, kw_only=True, tag="threshold"):
    """Active at or beyond `limit`, normal again only when `deadband` inside it for `off_delay_s`.

    With `on_delay_s` it has to stay beyond for so long; with `repeats` it has to be crossed so often within
    `within_s`; with `less_age` its limit depends on people. None of these is allowed for life safety.
    """

    hazard: str
    unit: str
    direction: Direction
    limit: float
    deadband: float
    on_delay_s: float = 0.0
    off_delay_s: float = 0.0
    repeats: int = 1
    within_s: float = 0.0
    less_age: LessAge | None = None

    @property
    def instant(self) -> bool:
        """Tell whether one value shows the danger, whoever it is of."""
        lasting = self.on_delay_s <= 0 and self.repeats <= 1
        return lasting and self.schedule is None and self.less_age is None


class DurationRule(RuleHead, frozen=True, kw_only=True, tag="duration"):
    """At or beyond `limit` for `for_s` in total within any stretch of `within_s`."""

    hazard: str
    unit: str
    direction: Direction
    limit: float
    for_s: float
    within_s: float
    less_age: LessAge | None = None


class RateRule(RuleHead, frozen=True, kw_only=True, tag="rate"):
    """A change of at least `limit` per minute, seen over `over_s`; never faster than the sensor's t90."""

    hazard: str
    unit: str
    direction: Direction
    limit: float
    deadband: float
    over_s: float


class AverageRule(RuleHead, frozen=True, kw_only=True, tag="average"):
    """The time-weighted average over the last `over_s` is at or above `limit`.

    What is summed is divided by `divide_by_s` where it is given: 8 h for a TWA whatever the shift's length.
    The estimate counts from a coverage of `coverage` on; what was measured for certain always counts.
    """

    statistic: Literal["twa", "stel", "ceiling", "mean"]
    hazard: str
    unit: str
    limit: float
    deadband: float
    over_s: float
    divide_by_s: float | None = None
    coverage: float = 0.5


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One agent of a mixture and its own limit."""

    hazard: str
    unit: str
    limit: float


class MixtureRule(RuleHead, frozen=True, kw_only=True, tag="mixture"):
    """The sum of each agent's average over its own limit is at or above `limit`."""

    parts: tuple[Part, ...]
    limit: float
    deadband: float
    over_s: float
    divide_by_s: float | None = None
    coverage: float = 0.5


class DoseRule(RuleHead, frozen=True, kw_only=True, tag="dose"):
    """A noise dose of `limit` per cent within `over_s`.

    At `criterion_db` the dose is full after `criterion_s`; each `exchange_db` more halves the time. Levels
    under `from_db` do not count.
    """

    hazard: str
    unit: str
    limit: float
    deadband: float
    over_s: float
    criterion_db: float
    criterion_s: float
    exchange_db: float
    from_db: float


class StalenessRule(RuleHead, frozen=True, kw_only=True, tag="staleness"):
    """A channel of the hazard said nothing for `after_s`."""

    hazard: str
    unit: str
    after_s: float


class Carried(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A hazard, with its unit, that a channel of a profile names."""

    hazard: str
    unit: str


class CombinedRule(RuleHead, frozen=True, kw_only=True, tag="combined"):
    """Conditions joined by all, any and not, over the readings of a device, a worker, a zone or a site.

    `about` names what a subject's devices must carry for the rule to be about it: by their profiles, heard or
    not. A rule that also holds where nothing is heard must say so, or it would be about everybody.
    """

    scope: Scope
    when: Term
    about: tuple[Carried, ...] = ()


Rule = (
    ThresholdRule
    | DurationRule
    | RateRule
    | AverageRule
    | MixtureRule
    | DoseRule
    | StalenessRule
    | CombinedRule
)


class RulePack(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Rules of one jurisdiction and edition."""

    name: str
    edition: str
    rules: tuple[Rule, ...]
    jurisdiction: str = ""
    note: str = ""

    @property
    def thresholds(self) -> tuple[ThresholdRule, ...]:
        """Give the rules that one value can show to be broken."""
        return tuple(rule for rule in self.rules if isinstance(rule, ThresholdRule))
