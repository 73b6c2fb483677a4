"""Live models: the champions of a kind of device, loaded and kept ready."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from spotter.contracts.learning import Champion, ModelCard, WindowSpec
from spotter.contracts.names import ModelName, ProfileName, SiteName, Tenant
from spotter.contracts.readings import Reading
from spotter.domain.features import feature_rows
from spotter.domain.followed_lines import Line
from spotter.errors import Invalid, SpotterError, Unavailable
from spotter.ports.clock import Clock
from spotter.ports.scorer import Booster, LoadBooster, TimedBooster
from spotter.services.score_rows import reach_s
from spotter.stores.models import Models
from spotter.stores.texts import ModelTexts

ASK_AGAIN_AFTER = timedelta(seconds=5)
"""How long a promotion may take to reach a warm function."""

MOST_LOADED = 32
"""Models that one function keeps ready; the one loaded first goes first."""


UNITS = {"regression": "forecast", "anomaly": "unusualness"}


class LiveModel(NamedTuple):
    """A champion that is ready to score."""

    name: ModelName
    version: str
    window: WindowSpec
    threshold: float
    booster: Booster
    task: str

    @property
    def needs(self) -> timedelta:
        """How much of a stream a score looks at: the window, and what a recipe smooths over."""
        return timedelta(seconds=self.window.span_s + reach_s(self.booster))

    def outputs(self, readings: Sequence[Reading], wanted: Collection[int]) -> list[list[float]]:
        """Score the windows of the wanted readings of one device; all of them are in order.

        Raises:
            Invalid: the features are not those that the model takes.
        """
        if not wanted:
            return []
        if not isinstance(self.booster, TimedBooster) or not self.booster.reach_s:
            return self.booster.score(list(feature_rows(readings, self.window, wanted=wanted)))
        begin = readings[min(wanted)].at - timedelta(seconds=self.booster.reach_s)
        seen = [index for index, reading in enumerate(readings) if reading.at > begin]
        rows = list(feature_rows(readings, self.window, wanted=frozenset(seen)))
        times = [readings[index].at.timestamp() for index in seen]
        said = dict(zip(seen, self.booster.score_in_time(rows, times), strict=True))
        return [said[index] for index in sorted(wanted)]

    @property
    def unit(self) -> str:
        """What its scores are counted in."""
        return UNITS.get(self.task, "probability")


class Lineup(NamedTuple):
    """What is live for a kind of device, and which champions cannot be used, with the reason."""

    models: tuple[LiveModel, ...] = ()
    broken: tuple[str, ...] = ()


class LiveModels:
    """Champions by tenant, site and profile; asked for at most every few seconds, loaded once a version."""

    def __init__(self, models: Models, texts: ModelTexts, load: LoadBooster, clock: Clock) -> None:
        self._models = models
        self._texts = texts
        self._load = load
        self._clock = clock
        self._lineups: dict[tuple[Tenant, SiteName, ProfileName], tuple[datetime, Lineup]] = {}
        self._loaded: dict[tuple[Tenant, ModelName, str], LiveModel] = {}

    def of(self, tenant: Tenant, site: SiteName, profile: ProfileName) -> Lineup:
        """Give what is live for a kind of device.

        A champion that cannot be loaded is left out and named; it must not keep the others from scoring.

        Raises:
            Unavailable: the store is not answering now.
        """
        now = self._clock()
        asked_at, lineup = self._lineups.get((tenant, site, profile), (None, Lineup()))
        if asked_at is None or not asked_at <= now < asked_at + ASK_AGAIN_AFTER:
            lineup = self._asked(tenant, site, profile)
            self._lineups[tenant, site, profile] = (now, lineup)
        return lineup

    def _asked(self, tenant: Tenant, site: SiteName, profile: ProfileName) -> Lineup:
        ready: list[LiveModel] = []
        broken: list[str] = []
        lines = self._models.lines.of(tenant, site, profile)
        for champion in self._models.champions(tenant, site, profile):
            try:
                ready.append(_at_line(self._ready(champion), lines.get(champion.model)))
            except Unavailable:
                raise
            except SpotterError as err:
                broken.append(f"{champion.model}@{champion.version}: {err}")
        return Lineup(tuple(ready), tuple(broken))

    def _ready(self, champion: Champion) -> LiveModel:
        key = (champion.tenant, champion.model, champion.version)
        if key not in self._loaded:
            self._loaded[key] = self._load_champion(champion)
            if len(self._loaded) > MOST_LOADED:
                del self._loaded[next(iter(self._loaded))]
        return self._loaded[key]

    def _load_champion(self, champion: Champion) -> LiveModel:
        candidate = self._models.candidate(champion.tenant, champion.model, champion.version)
        text = self._texts.read(candidate)
        return made_ready(champion.model, champion.version, candidate.card, text, self._load)


def _at_line(model: LiveModel, line: Line | None) -> LiveModel:
    """Take the line that follows answers, where there is one of this very version."""
    return (
        model if line is None or line.version != model.version else model._replace(threshold=line.threshold)
    )


def made_ready(model: ModelName, version: str, card: ModelCard, text: str, load: LoadBooster) -> LiveModel:
    """Make a model ready to score a stream.

    Raises:
        Invalid: its card does not say how.
        Corrupt: its text is no model.
    """
    window, threshold = card.window, card.threshold
    if window is None or threshold is None:
        raise Invalid("its card names no window or threshold, so it cannot score a stream")
    if card.features != window.feature_names:
        raise Invalid("its features are not those of its window")
    return LiveModel(model, version, window, threshold, load(text), card.task)
