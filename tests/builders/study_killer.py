"""Workers on a study as processes that are killed by the system: `study_killer.py FOLDER KILLS SEED TRIALS`.

This process imports what workers need, once, and then forks them, so that a worker begins in milliseconds. It
never trains itself. Two workers stand abreast; one of them gets SIGKILL at a random moment, again and again.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from builders.tables import a_lesson, a_table
from spotter.adapters.sqlite.records import SqliteRecords
from spotter.contracts.names import Tenant
from spotter.contracts.studies import RowsOfFile, Standing, Study
from spotter.learning.lessons import Lesson
from spotter.learning.studies import journalled
from spotter.learning.tables import Table
from spotter.services.study_rows import StudyRows
from spotter.services.work_on_study import WorkOnStudy
from spotter.stores.studies import Studies, standing_of

TENANT, NAME, LEASE_S = Tenant("acme"), "night", 0.4
SHORTEST_S, LONGEST_S = 0.01, 0.35
"""A worker is killed between these: before its first write, within a trial, or while it tells of one."""


class RowsAtHand(StudyRows):
    """A small table, without a file."""

    def __init__(self) -> None:
        super().__init__(threads=1)

    def __call__(self, study: Study) -> tuple[Table, Lesson]:
        """Give the table."""
        return a_table(60), a_lesson(trials=study.trials, seed=study.seed)


def the_study() -> Study:
    """Say what is searched."""
    trials = int(sys.argv[4])
    begun = datetime(2026, 11, 24, tzinfo=UTC)
    return Study(
        TENANT, NAME, RowsOfFile("rows.csv", "digest", "label"), trials, begun, abreast=2, lease_s=LEASE_S
    )


def a_worker(store: Path) -> int:
    """Fork a worker that works until no trial is to be had."""
    worker = os.fork()
    if worker:
        return worker
    work = WorkOnStudy(
        records=SqliteRecords(store),
        rows=RowsAtHand(),
        clock=lambda: datetime.now(UTC),
        owner=str(os.getpid()),
    )
    work(TENANT, NAME, until=datetime.now(UTC) + timedelta(minutes=5))
    os._exit(0)


def standing(store: Path) -> Standing:
    """Say how the study stands."""
    studies = Studies(SqliteRecords(store))
    return standing_of(the_study(), studies.trials(the_study()))


def killed(store: Path, kills: int, chance: random.Random) -> int:
    """Let workers work until all trials are finished, and kill so many of them on the way."""
    Studies(SqliteRecords(store)).add(the_study())
    done, working = 0, [a_worker(store)]
    while working:
        if done < kills:
            time.sleep(chance.uniform(SHORTEST_S, LONGEST_S))
            victim = working.pop(chance.randrange(len(working)))
            os.kill(victim, signal.SIGKILL)
            _, status = os.waitpid(victim, 0)
            done += os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        else:
            os.waitpid(working.pop(), 0)
        if standing(store).left:
            working += [a_worker(store) for _ in range(2 - len(working))]
    return done


def main(folder: Path, kills: int, seed: int) -> None:
    """Run the study with kills and without, and say what came of both."""
    chance = random.Random(seed)  # noqa: S311 - kills need no secrecy
    told = {}
    for name, deaths in (("killed", kills), ("uninterrupted", 0)):
        store = folder / f"{name}.db"
        died = killed(store, deaths, chance)
        found = standing(store)
        numbers = [trial.user_attrs["number"] for trial in journalled(SqliteRecords(store), the_study())]
        best = None if found.best is None else [found.best.loss, found.best.params]
        told[name] = {
            "killed": died,
            "finished": found.finished,
            "attempts": found.attempts,
            "best": best,
            "told": sorted(numbers),
        }
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
