"""Work on a study: take the next trial that nobody holds, judge it, say so; again, while there is time.

A worker keeps nothing. One that is killed leaves a lease that runs out; one that was thought dead and was not
finds that its lease is somebody else's, and what it found, which is the same, is dropped.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from spotter.contracts.names import Tenant
from spotter.contracts.studies import Standing, Study, StudyTrial
from spotter.learning.arenas import Arena
from spotter.learning.studies import arena_of, judged, proposed, ready, told
from spotter.ports.clock import Clock
from spotter.ports.records import Records
from spotter.services.study_rows import StudyRows
from spotter.stores.studies import Leased, Studies, standing_of


class WorkOnStudy:
    """The use case with the records that hold studies and the rows that they are about."""

    def __init__(self, *, records: Records, rows: StudyRows, clock: Clock, owner: str) -> None:
        self._records = records
        self._studies = Studies(records)
        self._rows = rows
        self._clock = clock
        self._owner = owner

    def __call__(
        self, tenant: Tenant, name: str, *, until: datetime, tell: Callable[[Standing], None] = lambda _: None
    ) -> Standing:
        """Work until no trial is to be had or the time is up, and say how the study stands.

        Raises:
            NotFound: there is no such study, or no such rows.
            Corrupt: the rows are not those that the study began with.
            Invalid: the rows cannot be learned from.
        """
        study = self._studies.study(tenant, name)
        arena: Arena | None = None
        while self._clock() < until:
            trials = self._studies.trials(study)
            tell(standing_of(study, trials))
            held = self._next(study, trials)
            if held is None:
                break
            if arena is None:
                arena = arena_of(*self._rows(study))
            self._judge(study, held, _finished(trials), arena, until)
        return standing_of(study, self._studies.trials(study))

    def _next(self, study: Study, trials: dict[int, Leased]) -> Leased | None:
        """Lease the first trial that is free and can be proposed."""
        finished, now = _finished(trials), self._clock()
        for number in range(study.trials):
            before = trials.get(number)
            if number in finished or (before is not None and before.document.until > now):
                continue
            if not ready(study, number, finished):
                return None
            held = self._studies.lease(study, number, before, owner=self._owner, at=now)
            if held is not None:
                return held
        return None

    def _judge(
        self, study: Study, held: Leased, finished: dict[int, StudyTrial], arena: Arena, until: datetime
    ) -> None:
        params = proposed(study, held.document.number, finished)
        arm = judged(arena, params, lambda: self._clock() < until)
        if arm is None:
            self._studies.give_back(study, held, at=self._clock())
            return
        told(self._records, study, held, arm)


def _finished(trials: dict[int, Leased]) -> dict[int, StudyTrial]:
    return {number: each.document for number, each in trials.items() if each.document.state == "finished"}
