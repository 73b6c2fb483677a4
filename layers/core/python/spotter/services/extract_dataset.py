"""Extract a dataset version: labelled windows of archived readings, split and frozen."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Literal

import msgspec

from spotter.contracts.labels import AnomalyLabel, MarkedLabel
from spotter.contracts.learning import DatasetVersion, TrainingRequest
from spotter.contracts.names import DeviceName
from spotter.contracts.readings import Reading
from spotter.domain.air import air_channels, noted
from spotter.domain.catalogue.made_datasets import entry_of_training_set
from spotter.domain.danger import is_danger
from spotter.domain.features import feature_rows, in_order
from spotter.domain.holdout import cut_in_time, held_out
from spotter.domain.labelling import horizon_s, labels
from spotter.domain.requests import refuse_unlearnable
from spotter.errors import Invalid
from spotter.ports.clock import Clock
from spotter.services.note_things import note
from spotter.services.read_frozen import ReadFrozen
from spotter.stores.code_version import code_version
from spotter.stores.datasets import Datasets, Packed, Row, packed
from spotter.stores.lake import AirLog, Archive
from spotter.stores.models import MarkedIntervals, Models
from spotter.stores.registry import Registry

CLOCK_SKEW = timedelta(hours=1)
"""A device's clock may run ahead, so that a reading arrives before it was measured."""

FEWEST_ROWS = 100
"""With fewer training rows the folds of a search hold nothing to compare."""

FEWEST_POSITIVES = 10
"""With fewer dangerous training rows a fold often has none, and its score is noise."""

Role = Literal["train", "holdout"]
Rows = Mapping[DeviceName, Sequence[Row]]


class ExtractDataset:
    """The use case with the stores that it reads and writes."""

    def __init__(
        self,
        *,
        archive: Archive,
        air: AirLog,
        frozen: ReadFrozen,
        registry: Registry,
        models: Models,
        datasets: Datasets,
        clock: Clock,
    ) -> None:
        self._archive = archive
        self._air = air
        self._frozen = frozen
        self._registry = registry
        self._models = models
        self._datasets = datasets
        self._clock = clock

    def __call__(self, request: TrainingRequest) -> DatasetVersion:
        """Freeze what is known now into a dataset version; the same knowledge gives the same version.

        Raises:
            Invalid: the request cannot be learned from, or there is too little to learn from.
            NotFound: there is no such profile.
        """
        refuse_unlearnable(request, self._registry.profile(request.tenant, request.profile))
        marked, labels_version = self._marked(request)
        known_at, streams = self._streams(request)
        rows = {device: list(_labelled(request, readings, marked)) for device, readings in streams.items()}
        sides = _split(request, rows)
        _demand_enough(request, sides["train"])
        features = request.window.feature_names
        parts = [*packed("train", sides["train"], features), *packed("holdout", sides["holdout"], features)]
        version = _version(request, parts)
        made = _manifest(request, version, sides, known_at=known_at, datasets=self._datasets, parts=parts)
        self._models.add_dataset(msgspec.structs.replace(made, labels_version=labels_version))
        kept = self._models.dataset(request.tenant, request.model, version)
        note(self._models.catalogue, entry_of_training_set(kept))
        return kept

    def _marked(self, request: TrainingRequest) -> tuple[MarkedIntervals, int]:
        """Read what carries the label, and how often that was changed."""
        if not isinstance(request.label, MarkedLabel):
            return MarkedIntervals(()), 0
        stored = self._models.intervals(request.tenant, request.site, request.label.label)
        if stored is None or not stored.document.intervals:
            sentence = f"nobody marked {request.label.label} at site {request.site}"
            raise Invalid(sentence, label=request.label.label)
        return stored.document, stored.version

    def _streams(self, request: TrainingRequest) -> tuple[datetime, dict[DeviceName, list[Reading]]]:
        """Read what was measured in the requested time, by device in event order; and when it was known."""
        found: dict[DeviceName, list[Reading]] = defaultdict(list)
        known_at, readings = self._read(request)
        if air_channels(request.window):
            since = request.since - CLOCK_SKEW
            keys = self._air.keys(request.tenant, request.site, since=since, until=known_at)
            readings = noted(readings, (n for n in self._air.read(keys) if n.arrived <= known_at))
        for reading in readings:
            if reading.profile == request.profile and request.since <= reading.at < request.until:
                found[reading.device].append(reading)
        return known_at, {device: in_order(found[device]) for device in sorted(found)}

    def _read(self, request: TrainingRequest) -> tuple[datetime, Iterator[Reading]]:
        if request.dataset is not None:
            return self._frozen(request)
        now, since = self._clock(), request.since - CLOCK_SKEW
        return now, self._archive.scan(request.tenant, request.site, since=since, until=now)


def _labelled(
    request: TrainingRequest, readings: Sequence[Reading], marked: MarkedIntervals
) -> Iterator[Row]:
    known = labels(
        request.label,
        readings,
        length_s=request.window.length_s,
        marked=marked.intervals,
        excluded=marked.excluded,
    )
    wanted = frozenset(index for index, label in enumerate(known) if label is not None)
    rows = feature_rows(readings, request.window, wanted=wanted)
    for index, features in zip(sorted(wanted), rows, strict=True):
        yield Row(readings[index].device, readings[index].at.timestamp(), features, known[index] or 0.0)


def _split(request: TrainingRequest, rows: Rows) -> dict[Role, list[Row]]:
    """Give whole devices to the holdout, or the end of everyone's time where danger is on one device only."""
    positives = {device: _telling(request, own) for device, own in rows.items() if own}
    every = [row for own in rows.values() for row in own]
    if not every:
        raise Invalid("no readings of this profile were archived in this time, or none has a label", rows=0)
    chosen = held_out(positives, share=request.holdout_share, seed=request.seed)
    if chosen:
        return {
            "train": [row for row in every if row.device not in chosen],
            "holdout": [row for row in every if row.device in chosen],
        }
    gap = timedelta(seconds=request.window.span_s + horizon_s(request.label))
    cut = cut_in_time(
        [(_moment(row), _telling(request, [row])) for row in every], share=request.holdout_share, gap=gap
    )
    return {
        "train": [row for row in every if cut.role(_moment(row)) == "train"],
        "holdout": [row for row in every if cut.role(_moment(row)) == "holdout"],
    }


def _demand_enough(request: TrainingRequest, train: Sequence[Row]) -> None:
    positives = _dangers(request, train)
    if len(train) < FEWEST_ROWS:
        sentence = f"{len(train)} labelled windows to train on are too few; {FEWEST_ROWS} are needed"
        raise Invalid(sentence, model=request.model, rows=len(train))
    if isinstance(request.label, AnomalyLabel):
        return
    if not FEWEST_POSITIVES <= positives <= len(train) - FEWEST_POSITIVES:
        sentence = (
            f"{positives} of {len(train)} windows are positive; at least {FEWEST_POSITIVES} of each kind"
        )
        raise Invalid(f"{sentence} are needed", model=request.model, positives=positives)


def _telling(request: TrainingRequest, rows: Sequence[Row]) -> int:
    """Count the rows that both sides must have: those of danger; without a label, any."""
    return len(rows) if isinstance(request.label, AnomalyLabel) else _dangers(request, rows)


def _dangers(request: TrainingRequest, rows: Iterable[Row]) -> int:
    return sum(is_danger(request.label, row.label) for row in rows)


def _version(request: TrainingRequest, parts: Iterable[Packed]) -> str:
    made_from = [msgspec.json.encode(request, order="deterministic").decode()]
    made_from += [f"{part.role} {part.sha256}" for part in parts]
    return hashlib.sha256("\n".join(made_from).encode()).hexdigest()[:16]


def _manifest(
    request: TrainingRequest,
    version: str,
    sides: Mapping[Role, Sequence[Row]],
    *,
    known_at: datetime,
    datasets: Datasets,
    parts: Iterable[Packed],
) -> DatasetVersion:
    every = [*sides["train"], *sides["holdout"]]
    return DatasetVersion(
        tenant=request.tenant,
        model=request.model,
        version=version,
        request=request,
        features=request.window.feature_names,
        parts=datasets.keep(request, version, parts),
        rows=len(every),
        positives=_dangers(request, every),
        devices=_devices(every),
        holdout_devices=_devices(sides["holdout"]),
        first_at=min(map(_moment, every)),
        last_at=max(map(_moment, every)),
        known_at=known_at,
        code=code_version(),
    )


def _devices(rows: Iterable[Row]) -> tuple[DeviceName, ...]:
    return tuple(DeviceName(name) for name in sorted({row.device for row in rows}))


def _moment(row: Row) -> datetime:
    return datetime.fromtimestamp(row.at, UTC)
