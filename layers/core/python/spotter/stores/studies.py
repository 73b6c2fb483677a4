"""Studies and their trials: a record a trial, whose version decides who may finish it."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta

import msgspec

from spotter.contracts.names import Tenant
from spotter.contracts.studies import Standing, Study, StudyTrial
from spotter.errors import Conflict, NotFound
from spotter.ports.records import Key, Records, Write
from spotter.stores.documents import Documents, Stored, encoded

Leased = Stored[StudyTrial]
"""A trial that this worker holds, with the version that finishing it must expect."""


class Studies:
    """The studies of all tenants."""

    def __init__(self, records: Records) -> None:
        self._studies = Documents(records, Study)
        self._trials = Documents(records, StudyTrial)

    def add(self, study: Study) -> None:
        """Begin a study, or raise Conflict when there is one of that name that is another."""
        key = Key(f"{study.tenant}#studies", study.name)
        try:
            self._studies.put(key, study, expected=None)
        except Conflict as err:
            before = self.study(study.tenant, study.name)
            if msgspec.structs.replace(before, begun_at=study.begun_at) != study:
                remedy = "choose another name; this one is taken by a study of something else"
                raise Conflict("study", study.name, expected=None, remedy=remedy) from err

    def study(self, tenant: Tenant, name: str) -> Study:
        """Read a study, or raise NotFound."""
        stored = self._studies.get(Key(f"{tenant}#studies", name))
        if stored is None:
            raise NotFound("study", name)
        return stored.document

    def all(self, tenant: Tenant) -> list[Study]:
        """Give all studies of a tenant, by name."""
        return [stored.document for stored in self._studies.query(f"{tenant}#studies")]

    def trials(self, study: Study) -> dict[int, Leased]:
        """Read all trials that anybody has begun."""
        found = self._trials.query(partition_of(study), prefix="trial#")
        return {stored.document.number: stored for stored in found}

    def lease(
        self, study: Study, number: int, before: Leased | None, *, owner: str, at: datetime
    ) -> Leased | None:
        """Take a trial; None when somebody else was first."""
        attempt = 1 if before is None else before.document.attempt + 1
        until = at + timedelta(seconds=study.lease_s)
        trial = StudyTrial(number, "leased", owner, until, attempt)
        expected = None if before is None else before.version
        try:
            return self._trials.put(_key(study, number), trial, expected=expected)
        except Conflict:
            return None

    def give_back(self, study: Study, held: Leased, *, at: datetime) -> None:
        """Let another worker take a trial at once, unless one has already."""
        freed = msgspec.structs.replace(held.document, until=at)
        with suppress(Conflict):
            self._trials.put(_key(study, held.document.number), freed, expected=held.version)


def finishing(study: Study, held: Leased, loss: float, rounds: int, params: dict[str, float | int]) -> Write:
    """Give the write that finishes a trial, for whoever writes more in the same moment."""
    done = msgspec.structs.replace(held.document, state="finished", loss=loss, rounds=rounds, params=params)
    return Write(_key(study, held.document.number), encoded(done), held.version)


def partition_of(study: Study) -> str:
    """Where the trials and the journal of a study live."""
    return f"{study.tenant}#study#{study.name}"


def standing_of(study: Study, trials: dict[int, Leased]) -> Standing:
    """Say how a study stands; of equally good trials the first is the best."""
    finished = [each.document for each in trials.values() if each.document.state == "finished"]
    best = min(finished, key=lambda trial: (trial.loss, trial.number), default=None)
    attempts = sum(each.document.attempt for each in trials.values())
    return Standing(study.name, study.trials, len(finished), len(trials) - len(finished), attempts, best)


def _key(study: Study, number: int) -> Key:
    return Key(partition_of(study), f"trial#{number:06}")
