"""Let the line of a live advisory follow what supervisors answer, show every move, and go back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from spotter.contracts.learning import Champion
from spotter.contracts.ledger import Transition
from spotter.contracts.names import ModelName, ProfileName, SiteName, Tenant
from spotter.domain.followed_lines import (
    NEAR,
    Line,
    LineMove,
    Missed,
    Moved,
    answers_of,
    begun,
    learned,
    missed_of,
    rolled_back,
)
from spotter.domain.requests import advisory_rule
from spotter.domain.threshold_policy import Answered
from spotter.errors import Invalid, NotFound, SpotterError
from spotter.ports.clock import Clock
from spotter.stores.alarms import AlarmLedger
from spotter.stores.documents import Stored
from spotter.stores.lake import PredictionLog
from spotter.stores.models import Models

MOST_MISSED = 50
"""Dangers of one shift whose scores are looked up; each reads a few objects of the log."""

WITHOUT_ODDS = frozenset({"regression"})


class Followed(NamedTuple):
    """A line with every move it made, the latest last."""

    line: Line
    moves: tuple[LineMove, ...]


class Shift(NamedTuple):
    """What came of a round through all lines."""

    lines: int = 0
    moved: int = 0
    failed: int = 0


class At(NamedTuple):
    """Which model, where; the profile may be left out where the model is live for one only."""

    tenant: Tenant
    site: SiteName
    model: ModelName
    profile: ProfileName | None = None


class FollowAnswers:
    """The use case with the stores that it works on."""

    def __init__(self, models: Models, ledger: AlarmLedger, log: PredictionLog, clock: Clock) -> None:
        self._models = models
        self._ledger = ledger
        self._log = log
        self._clock = clock

    def begin(self, at: At, *, lowest: float | None, highest: float | None, by: str) -> Followed:
        """Let a line follow answers from now on, from its calibrated threshold; a line that does begins anew.

        Raises:
            NotFound: the model is not live there.
            Invalid: its scores are no probabilities, or the bounds do not hold its threshold.
        """
        champion = self._champion(at)
        card = self._models.candidate(at.tenant, at.model, champion.version).card
        if card.task in WITHOUT_ODDS or card.threshold is None:
            raise Invalid(f"{at.model} forecasts a value: its line is the limit itself and follows nobody")
        threshold, seen = card.threshold, self._find(champion)
        bounds = (
            threshold / 2 if lowest is None else lowest,
            (1 + threshold) / 2 if highest is None else highest,
        )
        before = seen.document.moves if seen else 0
        self._keep(begun(champion, threshold, bounds, at=self._clock(), by=by, moves=before), seen)
        return self.show(at)

    def show(self, at: At) -> Followed:
        """Give a line and its moves, or raise NotFound."""
        line = self._line(at).document
        moves = self._models.lines.moves(line.tenant, line.site, line.profile, line.model)
        return Followed(line, tuple(moves))

    def learn(self, at: At) -> Followed:
        """Learn from what was answered since the last time; where that is too little, nothing changes.

        Raises:
            NotFound: the line does not follow answers.
            Conflict: it was moved by somebody else meanwhile.
        """
        self._learn(self._line(at))
        return self.show(at)

    def roll_back(self, at: At, *, by: str, hold: bool) -> Followed:
        """Go back to the calibrated threshold; a held line stays there until it is begun again.

        Raises:
            NotFound: the line does not follow answers.
            Conflict: it was moved by somebody else meanwhile.
        """
        seen = self._line(at)
        self._keep(rolled_back(seen.document, at=self._clock(), by=by, hold=hold), seen)
        return self.show(at)

    def everywhere(self) -> Shift:
        """Learn for every line; one that fails is counted and tried again the next time."""
        lines = moved = failed = 0
        for seen in list(self._models.lines.all()):
            lines += 1
            try:
                moved += self._learn(seen)
            except SpotterError:
                failed += 1
        return Shift(lines, moved, failed)

    def _learn(self, seen: Stored[Line]) -> bool:
        line, now = seen.document, self._clock()
        champion = self._models.champion(line.tenant, line.site, line.profile, line.model)
        if champion is None or champion.document.version != line.version:
            return False
        told = list(self._ledger.transitions_of_site(line.tenant, line.site))
        rule = advisory_rule(line.model)
        answers = list(answers_of(told, rule, since=line.learned_until, until=now))
        answers += self._missed(line, told, now)
        moved = learned(line, answers, at=now)
        if moved is None:
            return False
        self._keep(moved, seen)
        return moved[1].before != moved[1].after

    def _missed(self, line: Line, told: Sequence[Transition], now: datetime) -> Iterator[Answered]:
        """Give the score that the model had of each danger it kept silent about."""
        rule = advisory_rule(line.model)
        found = list(missed_of(told, rule, since=line.learned_until, until=now))[:MOST_MISSED]
        for each in found:
            score = self._score(line, each)
            if score is not None and score < line.threshold:
                yield Answered(score, danger=True, raised=False)

    def _score(self, line: Line, missed: Missed) -> float | None:
        begins = missed.at - NEAR
        said = (
            prediction.score
            for batch in self._log.batches(line.tenant, line.site, since=begins, until=missed.at)
            for prediction in self._log.read(batch)
            if (prediction.model, prediction.device) == (line.model, missed.device)
            and begins <= prediction.at <= missed.at
        )
        return max(said, default=None)

    def _champion(self, at: At) -> Champion:
        live = [
            each for each in self._models.champions(at.tenant, at.site, at.profile) if each.model == at.model
        ]
        if not live:
            raise NotFound(f"live version at {at.site} of the model", at.model)
        if len(live) > 1:
            profiles = ", ".join(sorted(each.profile for each in live))
            raise Invalid(f"{at.model} is live for several profiles; name one: {profiles}", field="profile")
        return live[0]

    def _line(self, at: At) -> Stored[Line]:
        seen = self._find(self._champion(at))
        if seen is None:
            raise NotFound(f"line at {at.site} that follows answers, of the model", at.model)
        return seen

    def _find(self, champion: Champion) -> Stored[Line] | None:
        return self._models.lines.find(champion.tenant, champion.site, champion.profile, champion.model)

    def _keep(self, moved: Moved, seen: Stored[Line] | None) -> None:
        self._models.lines.move(*moved, expected=seen.version if seen else None)
