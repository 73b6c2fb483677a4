"""Studies survive their workers: killed anywhere, a study finishes every trial once, with the same best."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from builders.mortal import Died, Fate, MortalRecords
from builders.tables import a_lesson, a_table
from spotter.adapters.memory.records import MemoryRecords
from spotter.contracts.names import Tenant
from spotter.contracts.studies import RowsOfFile, Standing, Study
from spotter.errors import Conflict, Corrupt, Invalid, NotFound, Unavailable
from spotter.learning.files import read_table
from spotter.learning.lessons import Lesson
from spotter.learning.studies import arena_of, journalled, judged, proposed, told
from spotter.learning.tables import Table
from spotter.ports.records import Records
from spotter.services.study_rows import StudyRows
from spotter.services.work_on_study import WorkOnStudy
from spotter.stores.studies import Studies, partition_of

TENANT, NOON = Tenant("acme"), datetime(2026, 11, 24, 12, tzinfo=UTC)
TABLE = a_table(60)
KILLS = 20


class RowsAtHand(StudyRows):
    """A small table, without a file."""

    def __init__(self) -> None:
        super().__init__(threads=1)

    def __call__(self, study: Study) -> tuple[Table, Lesson]:
        return TABLE, a_lesson(trials=study.trials, seed=study.seed)


@dataclass
class World:
    """What outlives a worker: the records, and time."""

    records: MemoryRecords = field(default_factory=MemoryRecords)
    now: datetime = NOON
    trials: int = 14
    study: Study = field(init=False)

    def __post_init__(self) -> None:
        rows = RowsOfFile("rows.csv", TABLE.digest, "label")
        self.study = Study(TENANT, "falls", rows, self.trials, NOON, abreast=3, lease_s=60.0)
        Studies(self.records).add(self.study)

    def work(self, *, records: Records | None = None, until: datetime | None = None) -> Standing:
        worker = WorkOnStudy(
            records=records or self.records, rows=RowsAtHand(), clock=lambda: self.now, owner="w"
        )
        return worker(TENANT, "falls", until=until or self.now + timedelta(hours=1))


@pytest.fixture(scope="module")
def uninterrupted() -> Standing:
    return World().work()


def test_a_study_finishes_all_its_trials(uninterrupted: Standing) -> None:
    assert (uninterrupted.finished, uninterrupted.left, uninterrupted.attempts) == (14, 0, 14)
    assert uninterrupted.best is not None


def test_killed_twenty_times_at_random_it_finishes_every_trial_once_and_finds_the_same_best(
    uninterrupted: Standing,
) -> None:
    world, chance, kills = World(), random.Random(6), 0  # noqa: S311 - kills need no secrecy
    while kills < KILLS:
        try:
            world.work(records=MortalRecords(world.records, Fate(chance.randrange(12))))
        except Died:
            kills += 1
        world.now += timedelta(seconds=chance.choice([1, 30, 61]))
    world.now += timedelta(seconds=61)

    standing = world.work()

    assert (standing.finished, standing.left) == (14, 0)
    assert standing.best is not None
    assert uninterrupted.best is not None
    assert standing.best.loss == uninterrupted.best.loss
    assert standing.best.params == uninterrupted.best.params
    numbers = [trial.user_attrs["number"] for trial in journalled(world.records, world.study)]
    assert sorted(numbers) == list(range(14))


def test_a_worker_thought_dead_that_was_not_counts_nothing_twice() -> None:
    world = World(trials=2)
    studies = Studies(world.records)
    held = studies.lease(world.study, 0, None, owner="slow", at=world.now)
    assert held is not None
    world.now += timedelta(seconds=61)
    standing = world.work()

    arm = judged(arena_of(TABLE, a_lesson(trials=2)), proposed(world.study, 0, {}), lambda: True)

    assert arm is not None
    assert not told(world.records, world.study, held, arm)
    assert (standing.finished, standing.attempts) == (2, 3)
    assert studies.trials(world.study)[0].document.owner == "w"
    assert len(journalled(world.records, world.study)) == 2


def test_a_lease_that_runs_is_left_alone_and_its_successors_wait() -> None:
    world = World()
    Studies(world.records).lease(world.study, 1, None, owner="other", at=world.now)

    standing = world.work()

    assert (standing.finished, standing.leased) == (2, 1)


def test_a_trial_for_which_there_was_no_time_is_given_back_at_once() -> None:
    world = World()
    looks = iter([NOON, NOON, *[NOON + timedelta(hours=2)] * 99])
    worker = WorkOnStudy(records=world.records, rows=RowsAtHand(), clock=lambda: next(looks), owner="w")

    worker(TENANT, "falls", until=NOON + timedelta(hours=1))

    trial = Studies(world.records).trials(world.study)[0].document
    assert (trial.state, trial.until) == ("leased", NOON + timedelta(hours=2))


def test_telling_a_trial_is_one_write_of_its_record_and_of_the_journal() -> None:
    world = World(trials=1)
    world.work()

    kinds = [record.key.sort.partition("#")[0] for record in world.records.query(partition_of(world.study))]

    assert sorted(kinds) == ["log", "log", "trial"]  # the study, the trial; the trial's record


def test_beginning_the_same_study_again_changes_nothing_and_another_of_its_name_is_refused() -> None:
    world = World()
    Studies(world.records).add(world.study)

    with pytest.raises(Conflict, match="choose another name"):
        Studies(world.records).add(Study(TENANT, "falls", world.study.rows, 9, NOON))
    with pytest.raises(NotFound, match="study named slips"):
        Studies(world.records).study(TENANT, "slips")


def test_rows_that_changed_or_cannot_be_reached_are_said(tmp_path: Path) -> None:
    file = tmp_path / "rows.csv"
    file.write_text("x,label\n1,0\n2,1\n")
    study = Study(TENANT, "falls", RowsOfFile(str(file), read_table(file).digest, "label"), 3, NOON)
    rows = StudyRows(read=read_table, threads=1)
    assert rows(study)[0].rows == 2

    file.write_text("x,label\n1,1\n2,0\n")

    with pytest.raises(Corrupt, match="has changed since"):
        rows(study)
    with pytest.raises(Unavailable, match="reads no files"):
        StudyRows(threads=1)(study)


def test_rows_that_cannot_be_learned_from_are_refused() -> None:
    world = World()

    class Few(RowsAtHand):
        def __call__(self, study: Study) -> tuple[Table, Lesson]:
            return a_table(5), a_lesson(trials=study.trials)

    worker = WorkOnStudy(records=world.records, rows=Few(), clock=lambda: NOON, owner="w")
    with pytest.raises(Invalid, match="too few"):
        worker(TENANT, "falls", until=NOON + timedelta(hours=1))
