"""What was asked of `spotter train`, in options or in a configuration, and the lesson that it means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from spotter.cli.amounts import megabytes, seconds
from spotter.cli.recipe_text import recipe_in
from spotter.contracts.training_config import Gate
from spotter.errors import Invalid

if TYPE_CHECKING:
    from spotter.learning.frames import Roles
    from spotter.learning.lessons import Lesson

SIGNS = {"+": 1, "-": -1}


@dataclass(frozen=True, kw_only=True)
class Asked:
    """The options by their names."""

    data: Path
    label: str
    out: Path
    group: str | None = None
    time: str | None = None
    drop: str = ""
    role: list[str] | None = None
    exclude_leaks: bool = False
    monotone: list[str] | None = None
    algorithm: str = "boosted_tree"
    metric: str | None = None
    budget: str | None = None
    trials: int | None = None
    holdout: float = 0.0
    false_alarms: float | None = None
    seed: int = 0
    threads: int = 2
    memory: str | None = None
    most_size: str | None = None
    most_row_us: float | None = None
    before: list[Path] | None = None
    recipe: Path | None = None
    evidence: bool = False
    previous: str | None = None
    script: Path | None = None
    notebook: Path | None = None
    pages: bool = False
    mlflow: Path | None = None
    gates: Mapping[str, Gate] = field(default_factory=dict)
    as_json: bool = False

    @property
    def lesson(self) -> Lesson:
        """Read the words, or raise Invalid where one is none."""
        from spotter.learning.lessons import Lesson
        from spotter.learning.limits import Limits
        from spotter.learning.models import load

        return Lesson(
            self._roles(),
            metric=self.metric,
            budget_s=self._budget_s(),
            trials=self.trials,
            seed=self.seed,
            threads=self.threads,
            holdout_share=self.holdout,
            false_alarms_per_thousand=self.false_alarms,
            exclude_leaks=self.exclude_leaks,
            monotone=_directions(self.monotone or []),
            memory_mb=None if self.memory is None else megabytes(self.memory),
            before=tuple(load(folder).card.params for folder in self.before or []),
            recipe=None if self.recipe is None else recipe_in(self.recipe),
            limits=Limits(
                None if self.most_size is None else 1e6 * megabytes(self.most_size), self.most_row_us
            ),
        )

    def _roles(self) -> Roles:
        from spotter.learning.frames import Roles
        from spotter.learning.roles import given

        columns = tuple(filter(None, map(str.strip, self.drop.split(","))))
        return given(Roles(self.label, self.group, self.time, columns), _pairs(self.role or []))

    def _budget_s(self) -> float | None:
        if self.budget is None:
            return None if self.trials is not None else seconds("60s")
        return seconds(self.budget)


def _pairs(said: list[str]) -> dict[str, str]:
    """Read `COLUMN=VALUE` options."""
    pairs = dict(each.rpartition("=")[::2] for each in said)
    if "" in pairs:
        raise Invalid(f"{' '.join(said)} is not COLUMN=VALUE, such as --role badge=id")
    return pairs


def _directions(said: list[str]) -> dict[str, int]:
    pairs = _pairs(said)
    if not set(pairs.values()) <= set(SIGNS):
        raise Invalid(f"--monotone is COLUMN=+ or COLUMN=-, not {' '.join(said)}")
    return {name: SIGNS[sign] for name, sign in pairs.items()}
