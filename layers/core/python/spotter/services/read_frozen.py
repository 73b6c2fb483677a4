"""Read frozen readings: the rows of a dataset version, as the readings that they were made from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import partial

from spotter.contracts.datasets import Cell, Column, DatasetManifest
from spotter.contracts.learning import TrainingRequest
from spotter.contracts.names import DeviceName
from spotter.contracts.readings import Reading
from spotter.domain.features import OF_THE_AIR, channels_of
from spotter.errors import Invalid
from spotter.ports.rows import Piece
from spotter.ports.tables import Tables
from spotter.stores.dataset_versions import DatasetVersions


class ReadFrozen:
    """The use case with the stores that it reads."""

    def __init__(self, versions: DatasetVersions, tables: Tables) -> None:
        self._versions = versions
        self._tables = tables

    def __call__(self, request: TrainingRequest) -> tuple[datetime, Iterator[Reading]]:
        """Give the readings that a request names, and up to when things were known.

        Raises:
            NotFound: there is no such version.
            WrongState: it was deleted.
            Invalid: it lacks a channel of the window, or has no readings of the profile.
        """
        if request.dataset is None:
            raise Invalid("the request names no dataset", field="dataset")
        name, version = request.dataset.name, request.dataset.version
        manifest = self._versions.manifest(request.tenant, name, version)
        _refuse_unfit(manifest, request)
        return manifest.known_at, self._readings(manifest, request)

    def _readings(self, manifest: DatasetManifest, request: TrainingRequest) -> Iterator[Reading]:
        channels = [column for column in manifest.columns if column.channel in channels_of(request.window)]
        number = 0
        for part in self._versions.parts(manifest):
            read = partial(self._versions.content, manifest.tenant, manifest.dataset, part)
            for row in self._tables.rows([Piece(part.sha256, read)], limit=part.rows):
                number += 1
                if row["site"] == request.site:
                    yield _reading(request, row, number, channels)


def _reading(
    request: TrainingRequest, row: Mapping[str, Cell], number: int, channels: list[Column]
) -> Reading:
    at, arrived = row["at"], row["arrived"]
    if not isinstance(at, datetime) or not isinstance(arrived, datetime):
        raise Invalid("the version has rows without a time", field="dataset")
    values = {column.channel: row[column.name] for column in channels}
    return Reading(
        tenant=request.tenant,
        site=request.site,
        device=DeviceName(str(row["device"])),
        profile=request.profile,
        profile_version=0,
        boot="",
        seq=number,
        at=at,
        arrived=arrived,
        values={
            channel: value
            for channel, value in values.items()
            if value is not None and not isinstance(value, datetime)
        },
    )


def _refuse_unfit(manifest: DatasetManifest, request: TrainingRequest) -> None:
    called = f"{manifest.dataset}@{manifest.version}"
    if manifest.recipe is not None:
        sentence = f"{called} was prepared by {manifest.recipe}, which live readings are not; train on"
        remedy = f"{manifest.dataset}@{manifest.parent} with the recipe {manifest.recipe} instead"
        raise Invalid(f"{sentence} {remedy}", field="dataset")
    definition = manifest.definition
    if definition is None or definition.profile != request.profile:
        sentence = f"{called} is not of profile {request.profile}; define a dataset with that profile"
        raise Invalid(sentence, field="dataset")
    there = {column.channel for column in manifest.columns}
    wanted = [name for name in channels_of(request.window) if not name.startswith(OF_THE_AIR)]
    if missing := [channel for channel in wanted if channel not in there]:
        raise Invalid(f"{called} has no channel {missing[0]}", field="window.channels", channels=missing)
