"""The race: a portfolio of live boosters first, then arms that Optuna proposes, abandoned when behind.

An arm is compared with the incumbent at equal cost, not at equal rounds, so a cheap configuration that is
ahead early counts for what it is.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
import optuna

from spotter.errors import Invalid
from spotter.learning.arenas import Arena
from spotter.learning.arms import Arm, Report
from spotter.learning.crews import Overrun
from spotter.learning.spaces import known, portfolio, space_of

SEARCH_SHARE = 0.4
"""Search stops here; measured against 60 and 75 %, the lower-rate refit is worth more than more arms."""

INCUMBENT_SHARE = 0.55
"""An incumbent that has not converged when the search ends may go on until here."""

FIRST_ALLOWANCE = 0.015
"""Share of the budget that each arm gets before it is first judged; doubled each time."""

UNTIMED_ALLOWANCE = 20 * 31.0
"""The same for races without a clock: 20 rounds of 31 leaves."""

MARGIN = 1.003
"""Worse than the incumbent by more than this factor at equal cost: abandoned."""

REMEMBERED = 24
"""So many of the best arms are remembered with their outputs."""

STARTUP_TRIALS = 8
WORST_LOSS = 1e9
"""What Optuna is told of an arm whose loss is not defined."""


@dataclass(eq=False)
class Race:
    """One search. `report` hears of every arm that is judged; `arms` counts how many were looked at.

    `before` are configurations that did well elsewhere: they start beside the portfolio.
    """

    arena: Arena
    report: Report
    before: Iterable[Mapping[str, object]] = ()
    arms: int = 0
    seen: list[Arm] = field(default_factory=list)
    incumbent: Arm = field(init=False)
    study: optuna.Study = field(init=False)
    starters: int = field(init=False)

    def __post_init__(self) -> None:
        optuna.logging.set_verbosity(optuna.logging.WARNING)
        sampler = optuna.samplers.TPESampler(seed=self.arena.seed, n_startup_trials=STARTUP_TRIALS)
        self.study = optuna.create_study(sampler=sampler)
        frame = self.arena.frame
        starters = [*(known(params, frame) for params in self.before), *portfolio(frame)]
        for params in starters:
            self.study.enqueue_trial(params)
        self.starters = len(starters)
        self.incumbent = Arm(self.arena, dict(starters[0]))

    def run(self) -> Arm:
        """Search until the share of the budget or the trials are used, or somebody presses Ctrl-C."""
        try:
            self._halve()
            self._finish(self.incumbent, SEARCH_SHARE)
            while self._goes_on():
                self._challenge()
            self._finish(self.incumbent, INCUMBENT_SHARE)
        except KeyboardInterrupt:
            self.arena.budget.hurry()
        except Overrun:
            self.incumbent = min([self.incumbent, *self.seen], key=lambda arm: arm.best_loss)
            return self.incumbent
        if not self.incumbent.rounds:
            self.incumbent.advance()
            self.seen.append(self.incumbent)
        return self.incumbent

    def best(self, count: int) -> list[Arm]:
        """Give the best arms that were measured.

        Raises:
            Invalid: not one round was done in time.
        """
        measured = sorted((arm for arm in self.seen if arm.outputs.size), key=lambda arm: arm.best_loss)
        if not measured:
            raise Invalid("the time was up within the first round: give a larger budget, or fewer rows")
        return measured[:count]

    def tell(self, phase: str, arm: Arm) -> None:
        """Report how far a phase is."""
        self.report(phase, arm, self.arms)

    def _goes_on(self) -> bool:
        budget = self.arena.budget
        return budget.more_trials(self.arms) and not budget.passed(SEARCH_SHARE)

    def _halve(self) -> None:
        """Run the portfolio side by side; the worse half goes each time the allowance doubles."""
        field_: list[tuple[optuna.Trial, Arm]] = []
        while len(field_) < self.starters and self.arena.budget.more_trials(len(field_)):
            field_.append(self._ask())
        allowance = self._allowance()
        while len(field_) > 1 and not self.arena.budget.passed(SEARCH_SHARE):
            for _, arm in field_:
                self._run_until(arm, allowance)
            field_.sort(key=lambda pair: pair[1].best_loss)
            keep = math.ceil(len(field_) / 2)
            for trial, arm in field_[keep:]:
                self._close(trial, arm)
            field_, allowance = field_[:keep], 2 * allowance
        for trial, arm in field_:
            self._finish(arm, SEARCH_SHARE)
            self._close(trial, arm)

    def _challenge(self) -> None:
        """Let one proposed arm run against the incumbent."""
        trial, arm = self._ask()
        checkpoint = 2 * self._allowance()
        while not arm.converged and not self.arena.budget.passed(SEARCH_SHARE):
            arm.advance()
            if arm.spent >= checkpoint:
                checkpoint *= 2
                if arm.best_loss > MARGIN * self.incumbent.loss_at(arm.spent):
                    break
        self._close(trial, arm)

    def _ask(self) -> tuple[optuna.Trial, Arm]:
        trial = self.study.ask(space_of(self.arena.frame))
        self.arms += 1
        arm = Arm(self.arena, dict(trial.params))
        self.seen.append(arm)
        return trial, arm

    def _close(self, trial: optuna.Trial, arm: Arm) -> None:
        self.study.tell(trial, min(arm.best_loss, WORST_LOSS))
        self._forget()
        if arm.rounds and (not self.incumbent.rounds or arm.best_loss < self.incumbent.best_loss):
            self.incumbent.retire()
            self.incumbent = arm
        else:
            arm.retire()
        self.tell("search", self.incumbent)

    def _forget(self) -> None:
        """Keep what was said by those that may yet be part of a blend."""
        self.seen.sort(key=lambda arm: arm.best_loss)
        for arm in self.seen[REMEMBERED:]:
            if arm.closed:
                arm.outputs = np.empty(0)

    def _run_until(self, arm: Arm, allowance: float) -> None:
        while arm.spent < allowance and not arm.converged and not self.arena.budget.passed(SEARCH_SHARE):
            arm.advance()

    def _finish(self, arm: Arm, share: float) -> None:
        while arm.rounds and not arm.converged and not self.arena.budget.passed(share):
            arm.advance()

    def _allowance(self) -> float:
        seconds = self.arena.budget.seconds
        share = UNTIMED_ALLOWANCE if seconds is None else FIRST_ALLOWANCE * seconds * self.arena.processors
        return share * (len(self.arena.folds) if seconds is None else 1)
