"""Build what learning and scoring need: streams, requests, fake boosters, and stores in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import msgspec

from spotter.adapters.memory.objects import MemoryObjects
from spotter.adapters.memory.queue import MemoryQueue
from spotter.adapters.memory.records import MemoryRecords
from spotter.adapters.parquet.tables import ParquetTables
from spotter.contracts.alarms import Signal
from spotter.contracts.features import Statistic
from spotter.contracts.labels import Interval, Label, MarkedLabel
from spotter.contracts.learning import Candidate, Champion, ModelCard, TrainingRequest, WindowSpec
from spotter.contracts.names import DeviceName, LabelName, ModelName, ProfileName, SiteName, Tenant
from spotter.contracts.profiles import Channel, ChannelType, Profile
from spotter.contracts.readings import Reading, Scalar
from spotter.errors import Corrupt
from spotter.ports.scorer import Booster
from spotter.services.extract_dataset import ExtractDataset
from spotter.services.judge_data import JudgeData
from spotter.services.keep_latest import KeepLatest
from spotter.services.live_models import LiveModels
from spotter.services.read_frozen import ReadFrozen
from spotter.services.score_readings import ScoreReadings
from spotter.services.validate_candidate import ValidateCandidate
from spotter.stores.checks import Checks
from spotter.stores.dataset_versions import DatasetVersions
from spotter.stores.datasets import Datasets
from spotter.stores.feature_sets import FeatureSets, LatestValues
from spotter.stores.lake import AirLog, Archive, PredictionLog
from spotter.stores.models import MarkedIntervals, Models
from spotter.stores.registry import Registry
from spotter.stores.tails import Tails
from spotter.stores.texts import ModelTexts, digest

TENANT, SITE, PROFILE = Tenant("acme"), SiteName("pit"), ProfileName("wrist")
MODEL, FALL = ModelName("fall"), LabelName("fall")
START = datetime(2026, 9, 1, 8, tzinfo=UTC)
LATER = START + timedelta(days=1)


def a_reading(
    seq: int,
    *,
    device: str = "band-1",
    every_s: float = 1.0,
    at: datetime | None = None,
    late_by: timedelta = timedelta(seconds=1),
    **values: Scalar,
) -> Reading:
    """Build one reading; without a time, `seq` steps after the start."""
    moment = at if at is not None else START + timedelta(seconds=seq * every_s)
    return Reading(
        tenant=TENANT,
        site=SITE,
        device=DeviceName(device),
        profile=PROFILE,
        profile_version=1,
        boot="b1",
        seq=seq,
        at=moment,
        arrived=moment + late_by,
        values=dict(values) or {"g": float(seq)},
    )


def a_stream(values: Iterable[float], *, device: str = "band-1", first: int = 0) -> list[Reading]:
    """Build one reading a second with these values of channel `g`."""
    return [a_reading(first + seq, device=device, g=value) for seq, value in enumerate(values)]


def falls(device: str, *, seconds: int = 200, every: int = 50, length: int = 5) -> list[Reading]:
    """Build a quiet stream in which `g` is high for a few seconds every so often."""
    shift = sum(device.encode()) % 7
    high = ((s + shift) % every < length for s in range(seconds))
    return a_stream((5.0 + s % 3 if up else 1.0 + 0.1 * (s % 4) for s, up in enumerate(high)), device=device)


def marked_falls(stream: Sequence[Reading]) -> list[Interval]:
    """Mark the seconds in which `g` is high, as a person would."""
    high = [reading for reading in stream if float(reading.values["g"]) > 3]
    return [Interval(r.device, r.at, r.at + timedelta(seconds=1)) for r in high]


def a_profile() -> Profile:
    return Profile(
        TENANT,
        PROFILE,
        1,
        {
            "g": Channel(ChannelType.NUMBER, unit="g"),
            "worn": Channel(ChannelType.BOOLEAN),
            "note": Channel(ChannelType.STRING),
        },
    )


def a_window(*channels: str, length_s: float = 3.0) -> WindowSpec:
    return WindowSpec(channels or ("g",), length_s, (Statistic.LAST, Statistic.MEAN, Statistic.MAXIMUM))


def a_request(*, label: Label | None = None, **changes: object) -> TrainingRequest:
    request = TrainingRequest(
        tenant=TENANT,
        model=MODEL,
        site=SITE,
        profile=PROFILE,
        window=a_window(),
        label=label or MarkedLabel(FALL),
        since=START,
        until=START + timedelta(hours=12),
        budget_s=5.0,
    )
    return msgspec.structs.replace(request, **changes)


def a_card(text: str, *, window: WindowSpec | None = None, threshold: float | None = 0.5) -> ModelCard:
    spec = window or a_window()
    return ModelCard(
        task="binary",
        label="label",
        features=spec.feature_names,
        metric="pr_auc",
        scores={},
        params={},
        trials=1,
        rounds=1,
        rows=100,
        seed=0,
        budget_s=1.0,
        spent_s=1.0,
        sha256=digest(text),
        created_at=START,
        libraries={},
        classes=(0, 1),
        threshold=threshold,
        window=spec,
    )


class FakeBooster:
    """Says what a function of the row says."""

    def __init__(self, says: Callable[[Sequence[float]], float]) -> None:
        self._says = says

    def score(self, rows: Sequence[Sequence[float]]) -> list[list[float]]:
        return [[self._says(row)] for row in rows]


def high_last_value(row: Sequence[float]) -> float:
    """Be sure of danger where the last value of the window is high."""
    return min(row[0] / 10, 1.0)


@dataclass
class Workshop:
    """Every store of learning in memory, boosters by the text that loads them, and a clock to move."""

    records: MemoryRecords = field(default_factory=MemoryRecords)
    objects: MemoryObjects = field(default_factory=MemoryObjects)
    alarms: MemoryQueue = field(default_factory=MemoryQueue)
    boosters: dict[str, Booster] = field(default_factory=dict)
    now: datetime = LATER
    seconds: float = 0.0
    step_s: float = 0.0001

    def __post_init__(self) -> None:
        known, lake = self.records, self.objects
        self.models, self.registry, self.tails = Models(known), Registry(known), Tails(known)
        self.archive, self.air, self.datasets = Archive(lake), AirLog(lake), Datasets(lake)
        self.texts, self.log = ModelTexts(lake), PredictionLog(lake)
        self.registry.add_profile(a_profile())
        self.live = LiveModels(self.models, self.texts, self.load, self.clock)
        self.sets, self.latest_values = FeatureSets(known), LatestValues(known)
        self.score = self.scorer_with(self.tails)
        frozen = (self.objects, MemoryRecords())
        self.versions, self.checks = DatasetVersions(*frozen), Checks(*frozen)
        self.extract = ExtractDataset(
            archive=self.archive,
            air=self.air,
            frozen=ReadFrozen(self.versions, ParquetTables(memory="500MB")),
            registry=self.registry,
            models=self.models,
            datasets=self.datasets,
            clock=self.clock,
        )
        self.validate = ValidateCandidate(
            models=self.models,
            datasets=self.datasets,
            texts=self.texts,
            judge_data=JudgeData(self.versions, self.checks),
            load=self.load,
            clock=self.clock,
            stopwatch=self.tick,
        )

    def scorer_with(self, tails: Tails) -> ScoreReadings:
        latest = KeepLatest(self.sets, self.latest_values, self.clock)
        return ScoreReadings(live=self.live, tails=tails, log=self.log, alarms=self.alarms, latest=latest)

    def load(self, text: str) -> Booster:
        if text in self.boosters:
            return self.boosters[text]
        raise Corrupt("the text is no model")

    def clock(self) -> datetime:
        return self.now

    def tick(self) -> float:
        self.seconds += self.step_s
        return self.seconds

    def record_falls(self, *devices: str) -> None:
        """Archive streams with falls, and mark them."""
        streams = [falls(device) for device in devices]
        self.archive.keep([r for stream in streams for r in stream], batch="recorded")
        marked = MarkedIntervals(tuple(i for stream in streams for i in marked_falls(stream)))
        self.models.put_intervals(TENANT, SITE, FALL, marked, expected=None)

    def add_candidate(
        self,
        says: Callable[[Sequence[float]], float],
        *,
        text: str = "a model",
        dataset: str = "none",
        window: WindowSpec | None = None,
        threshold: float | None = 0.5,
    ) -> Candidate:
        """Store a candidate whose booster says this."""
        self.boosters[text] = FakeBooster(says)
        card = a_card(text, window=window, threshold=threshold)
        key = self.texts.keep(TENANT, MODEL, card.sha256[:12], text, card)
        candidate = Candidate(TENANT, MODEL, card.sha256[:12], dataset, SITE, PROFILE, key, card)
        self.models.add_candidate(candidate)
        return candidate

    def make_live(self, candidate: Candidate) -> None:
        live = self.models.champion(TENANT, SITE, PROFILE, MODEL)
        champion = Champion(TENANT, MODEL, candidate.version, SITE, PROFILE, self.now)
        self.models.move_champion(champion, expected=live.version if live else None)

    def signals(self) -> list[Signal]:
        """Take what was sent to the alarms queue."""
        return [msgspec.json.decode(body, type=Signal) for body in self.alarms.drain()]
