"""The steps from raw streams to rows to learn from, each by the service that does it on the platform."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec

from bench.chain_streams import Streamed, weda, wesad
from builders.alarm_path import NOON, PRINCIPAL, SITE, TENANT, AlarmPath, a_body, a_device, an_alarm_path
from builders.archive import Platform, an_archive
from builders.datasets import Datasets, datasets_on
from spotter.adapters.memory.objects import MemoryObjects
from spotter.adapters.memory.records import MemoryRecords
from spotter.adapters.parquet.labelled import write_labelled
from spotter.contracts.datasets import Dataset, DatasetDefinition, DatasetManifest, Order
from spotter.contracts.labels import Interval
from spotter.contracts.learning import WindowSpec
from spotter.contracts.names import DatasetName, LabelName, ProfileName
from spotter.contracts.preparing import PreparingOrder
from spotter.contracts.profiles import Channel, ChannelType, Profile
from spotter.domain.annotation_sheets import AnnotationRow
from spotter.domain.recipes.reading import recipe_of
from spotter.learning.feature_tables import Streams, feature_table
from spotter.learning.files import read_table
from spotter.learning.frames import Roles
from spotter.learning.tables import Table
from spotter.services.adjudicate_label import AdjudicateLabel
from spotter.services.import_annotations import ImportAnnotations
from spotter.stores.models import Models

BEGINS = NOON.replace(hour=0)
AT_ONCE = 250
"""Readings of one message."""


@dataclass(frozen=True)
class Chain:
    """A set: its file, what the profile says, the recipe, the window, and how often a row is wanted."""

    name: str
    file: str
    unit: dict[str, str]
    recipe: list[dict[str, Any]]
    window: dict[str, Any]
    every_s: float
    share: float
    label: str
    mean_of_s: float = 0.0
    """With it, each channel's mean over so many seconds is a feature too."""


@dataclass
class Chained:
    """The rows to learn from, what their columns are, and what each step came to."""

    table: Table
    roles: Roles
    readings: int
    steps: dict[str, str] = field(default_factory=dict)


CHAINS = (
    Chain(
        name="weda",
        file="weda_fall/raw_50hz.parquet",
        unit={"ax": "m/s2", "ay": "m/s2", "az": "m/s2", "gx": "rad/s", "gy": "rad/s", "gz": "rad/s"},
        recipe=[{"step": "fill_knn", "neighbours": 3}, {"step": "scale_robust"}],
        window={
            "length_s": 2.56,
            "statistics": [
                "mean",
                "sd",
                "min",
                "max",
                "range",
                "energy",
                "jerk",
                "crossings",
                "frequency",
                "last",
            ],
        },
        every_s=1.28,
        share=0.2,
        label="fall",
    ),
    Chain(
        name="wesad",
        file="wesad_wrist/windows_60s_stride30.csv.gz",
        unit={},
        recipe=[{"step": "fill_regression"}, {"step": "scale_robust"}],
        window={"length_s": 1.0, "statistics": ["last"]},
        every_s=30.0,
        share=0.5,
        label="stress",
        mean_of_s=151.0,
    ),
)
"""What is done with each set. Of WESAD only windows of a minute could be had: each is a reading here."""


def chained(chain: Chain, data: Path, *, people: int | None = None) -> Chained:
    """Walk the whole chain, with the first so many people or all."""
    told = weda(data / chain.file) if chain.name == "weda" else wesad(data / chain.file)
    streams = list(islice(told, people))
    channels = sorted({name for row in streams[0].values for name in row})
    made = Chained(Table({}, 0), Roles(chain.label, group="device", drop=("at",)), 0)
    lake = MemoryObjects()
    path, archive = an_alarm_path(archive=lake), an_archive(objects=lake, now=NOON + timedelta(days=1))
    _register(path, chain, channels, streams)
    made.readings = _replayed(path, streams)
    archive.compacted()
    made.steps["replay"] = f"{made.readings} readings of {len(streams)} people, all accepted, compacted"
    datasets, version = _extracted(path, archive, chain)
    made.steps["dataset"] = f"version {version.version}: {version.rows} rows in {version.parts.count} parts"
    prepared = _prepared(datasets, version, chain)
    filled = sum(each.missing for each in version.columns if each.channel)
    made.steps["recipe"] = f"version {prepared.version}: {filled} cells filled, columns scaled"
    models = Models(MemoryRecords())
    marked = _labelled(path, models, streams, chain)
    made.steps["labels"] = f"{len(marked)} intervals of {chain.label}"
    made.table = _features(datasets, prepared, marked, chain, channels)
    made.steps["features"] = f"{made.table.rows} windows of {len(made.table.columns) - 3} features"
    return made


def _register(path: AlarmPath, chain: Chain, channels: Sequence[str], streams: Sequence[Streamed]) -> None:
    profile = ProfileName(f"{chain.name}-band")
    said = {name: Channel(ChannelType.NUMBER, unit=chain.unit.get(name, "")) for name in channels}
    path.registry.add_profile(Profile(TENANT, profile, 1, said))
    for each in streams:
        device = msgspec.structs.replace(a_device(each.device), profile=profile)
        path.registry.put_device(device, expected=None)


def _replayed(path: AlarmPath, streams: Sequence[Streamed]) -> int:
    """Send everything as the devices would, in messages, through ingest."""
    accepted = 0
    for stream in streams:
        batch: dict[str, str] = {}
        for first in range(0, len(stream.at_s), AT_ONCE):
            some = range(first, min(first + AT_ONCE, len(stream.at_s)))
            readings = [
                {
                    "boot": "b1",
                    "seq": seq,
                    "at": (BEGINS + timedelta(seconds=stream.at_s[seq])).isoformat(),
                    "values": stream.values[seq],
                }
                for seq in some
            ]
            batch[f"{stream.device}-{first}"] = a_body(
                {"readings": readings}, device=stream.device, principal=PRINCIPAL
            )
            accepted += len(some)
        done = path.ingest(batch)
        assert done.refused == 0, next(path.quarantine.scan(TENANT)).detail
    return accepted


def _extracted(path: AlarmPath, archive: Platform, chain: Chain) -> tuple[Datasets, DatasetManifest]:
    datasets = datasets_on(archive)
    name, profile = DatasetName(chain.name), ProfileName(f"{chain.name}-band")
    found = path.registry.profile(TENANT, profile)
    datasets.stores.registry.add_profile(found)
    datasets.stores.registry.put_site(path.registry.site(TENANT, SITE).document, expected=None)
    until = NOON + timedelta(days=1)
    definition = DatasetDefinition(TENANT, name, (SITE,), BEGINS, until, profile=profile)
    datasets.stores.versions.put(Dataset(TENANT, name, NOON, "ada", definition), expected=None)
    made = datasets.extract(Order("chain", definition, until, "ada"), left_s=lambda: float("inf"))
    assert made is not None
    return datasets, made


def _prepared(datasets: Datasets, version: DatasetManifest, chain: Chain) -> DatasetManifest:
    recipe = recipe_of({"steps": chain.recipe})
    order = PreparingOrder("chain", TENANT, version.dataset, version.version, recipe, "chain@1", "ada")
    made = datasets.prepare(order).made
    return datasets.stores.versions.manifest(TENANT, version.dataset, made)


def _labelled(
    path: AlarmPath, models: Models, streams: Sequence[Streamed], chain: Chain
) -> tuple[Interval, ...]:
    """Bring the marks of the set as an annotation file of one person, and decide by it."""
    rows = [
        AnnotationRow(0, each.device, _said(start), _said(end), chain.label, "authors")
        for each in streams
        for start, end in each.marks
    ]
    rows = [msgspec.structs.replace(row, row=number) for number, row in enumerate(rows, start=2)]
    bring, label = ImportAnnotations(models.annotations, path.registry), LabelName(chain.label)
    done = bring(TENANT, SITE, rows, by="ada", now=NOON, dry_run=False)
    assert done.written, [each for each in done.results if each.wrong][:3]
    decide = AdjudicateLabel(models, path.registry)
    return decide((TENANT, SITE), label, annotator="authors", by="ada", now=NOON, replace=False).intervals


def _features(
    datasets: Datasets,
    version: DatasetManifest,
    marked: Sequence[Interval],
    chain: Chain,
    channels: Sequence[str],
) -> Table:
    """Export the version with its label, and compute the features of every window that is whole."""
    means = [{"channel": name, "statistic": "mean", "length_s": chain.mean_of_s} for name in channels]
    said = {"channels": channels, "more": means if chain.mean_of_s else (), **chain.window}
    window = msgspec.convert(said, WindowSpec)
    with tempfile.TemporaryDirectory() as folder:
        parts = []
        for number, content in enumerate(datasets.contents(version)):
            parts.append(Path(folder, f"{number}.parquet"))
            parts[-1].write_bytes(content)
        whole = Path(folder, "whole.parquet")
        write_labelled(parts, whole, "parquet", chain.label, marked=marked, excluded=())
        streams = Streams("device", "at", chain.every_s, chain.label, chain.share)
        return feature_table(read_table(whole), window, streams)


def _said(at_s: float) -> str:
    return (BEGINS + timedelta(seconds=at_s)).isoformat()
