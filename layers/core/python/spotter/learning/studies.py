"""Proposing and judging the trials of a study so that both depend on its seed and the trial's number only."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence

import optuna
from optuna.trial import create_trial

from spotter.contracts.studies import Study, StudyTrial
from spotter.errors import Conflict
from spotter.learning.arenas import Arena
from spotter.learning.arms import Arm
from spotter.learning.budgets import Budget
from spotter.learning.frames import frame_of
from spotter.learning.journal import RecordsJournal
from spotter.learning.lessons import Lesson, directions, preparer_of, rows_of, without_leaks
from spotter.learning.metrics import metric_for
from spotter.learning.race import STARTUP_TRIALS, WORST_LOSS
from spotter.learning.shifts import guided
from spotter.learning.spaces import EXTRA, PORTFOLIO, SPACE, Params
from spotter.learning.tables import Table
from spotter.learning.validation import split_of
from spotter.ports.records import Records
from spotter.stores.studies import Leased, finishing, partition_of

SEED_STEP = 1_000_003
SINGLE_TRIAL = 1


def ready(study: Study, number: int, finished: Mapping[int, StudyTrial]) -> bool:
    """Tell whether everything is finished that a trial is proposed from."""
    return all(earlier in finished for earlier in range(_first_abreast(study, number)))


def proposed(study: Study, number: int, finished: Mapping[int, StudyTrial]) -> Params:
    """Propose a trial: the portfolio first, then what TPE makes of the rows before this trial's own."""
    if number < len(PORTFOLIO):
        return dict(PORTFOLIO[number])
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    seed = (study.seed * SEED_STEP + number) % 2**32
    sampler = optuna.samplers.TPESampler(seed=seed, n_startup_trials=STARTUP_TRIALS)
    known = optuna.create_study(sampler=sampler)
    for earlier in range(_first_abreast(study, number)):
        known.add_trial(_as_optuna(finished[earlier]))
    return dict(known.ask(SPACE).params)


def arena_of(table: Table, lesson: Lesson) -> Arena:
    """Prepare rows for trials that are judged without a clock."""
    rows = rows_of(frame_of(table, lesson.roles, metric=lesson.metric), lesson)
    whole, _ = without_leaks(rows, lesson)
    guide = guided(metric_for(lesson.metric, whole.problem.task).steering, whole, lesson.metric)
    budget = Budget(None, SINGLE_TRIAL, time.monotonic)
    split = split_of(whole, seed=lesson.seed, gap_s=lesson.gap_s)
    constrained, preparer = directions(whole, lesson), preparer_of(lesson)
    return Arena(whole, split, guide, budget, lesson.seed, lesson.threads, constrained, preparer=preparer)


def judged(arena: Arena, params: Params, go_on: Callable[[], bool]) -> Arm | None:
    """Train a trial until more rounds would not help; None when there was no time for that."""
    arm = Arm(arena, params)
    while not arm.converged:
        if not go_on():
            return None
        arm.advance()
    arm.retire()
    return arm


def told(records: Records, study: Study, held: Leased, arm: Arm) -> bool:
    """Finish a trial in its record and in the journal, both or neither; False when the lease was lost."""
    journal = RecordsJournal(records, partition_of(study))
    shared = _shared(journal, study)
    loss = min(arm.best_loss, WORST_LOSS)
    journal.beside = (finishing(study, held, loss, arm.best_rounds, arm.params),)
    try:
        shared.add_trial(_as_optuna(held.document, arm.params, loss))
    except Conflict:
        return False
    return True


def journalled(records: Records, study: Study) -> Sequence[optuna.trial.FrozenTrial]:
    """Give the finished trials as Optuna sees them."""
    return _shared(RecordsJournal(records, partition_of(study)), study).get_trials()


def _shared(journal: RecordsJournal, study: Study) -> optuna.Study:
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    storage = optuna.storages.JournalStorage(journal)
    return optuna.create_study(study_name=study.name, storage=storage, load_if_exists=True)


def _as_optuna(
    trial: StudyTrial, params: Params | None = None, loss: float | None = None
) -> optuna.trial.FrozenTrial:
    return create_trial(
        params={EXTRA: 0} | (trial.params if params is None else params),
        distributions=SPACE,
        value=trial.loss if loss is None else loss,
        user_attrs={"number": trial.number, "attempt": trial.attempt},
    )


def _first_abreast(study: Study, number: int) -> int:
    return number - number % study.abreast
