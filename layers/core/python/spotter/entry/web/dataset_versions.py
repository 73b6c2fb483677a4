"""Single versions of datasets over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query

from spotter.contracts.datasets import Column, DatasetManifest, Version, VersionEntry
from spotter.contracts.http.datasets import (
    ColumnAnswer,
    DefinitionAnswer,
    DeletionBody,
    DifferenceAnswer,
    ManifestAnswer,
    PartsAnswer,
    PartsQuery,
    RowsAnswer,
    VersionSummary,
)
from spotter.contracts.users import Role
from spotter.entry.web.auth import AnEngineer, Anybody
from spotter.entry.web.dataset_parts import ForDatasets
from spotter.entry.web.names import DatasetPath
from spotter.services.compare_versions import Difference
from spotter.services.delete_version import delete_version as delete
from spotter.services.read_version import ExportedParts
from spotter.stores.privacy import biometric_channels

VersionPath = Annotated[str, Path(pattern="^([0-9a-f]{16}|current)$")]
VersionQuery = Annotated[Version, Query(pattern="^[0-9a-f]{16}$", description="The version to compare with.")]

router = APIRouter(prefix="/v1/datasets/{dataset}/versions/{version}", tags=["datasets"])


@router.get("")
async def show_version(
    dataset: DatasetPath, version: VersionPath, parts: ForDatasets, who: Anybody
) -> ManifestAnswer:
    """Show what a version holds and was made from; engineers also see what bodies come down to."""
    manifest = parts.versions.manifest(who.tenant, dataset, version_named(version))
    is_engineer = Role.ENGINEER in who.roles
    hidden = () if is_engineer else biometric_channels(parts.registry.profiles(who.tenant))
    return _told(manifest, frozenset(hidden))


@router.get("/rows")
async def preview_version(
    dataset: DatasetPath,
    version: VersionPath,
    parts: ForDatasets,
    who: AnEngineer,
    limit: Annotated[int, Query(ge=1, le=1_000)] = 20,
) -> RowsAnswer:
    """Give the first rows; workers go by their pseudonyms."""
    manifest, rows = parts.read.rows(who.tenant, dataset, version_named(version), limit=limit)
    return RowsAnswer(version=manifest.version, rows=tuple(rows))


@router.get("/parts", response_model=PartsAnswer)
async def export_version(
    dataset: DatasetPath,
    version: VersionPath,
    asked: Annotated[PartsQuery, Query()],
    parts: ForDatasets,
    who: AnEngineer,
) -> ExportedParts:
    """Give parts as files behind links that soon end; some at a time, for as long as there is a next."""
    if asked.names:
        who.require(Role.OPERATOR)
    return parts.read.export(
        who.tenant,
        dataset,
        version_named(version),
        asked.format,
        first=asked.first,
        limit=asked.limit,
        names=asked.names,
    )


@router.get("/difference", response_model=DifferenceAnswer)
async def compare_versions(
    dataset: DatasetPath, version: VersionPath, to: VersionQuery, parts: ForDatasets, who: AnEngineer
) -> Difference:
    """Tell what changed from this version to another: columns, what they come down to, and rows."""
    begin = parts.versions.manifest(who.tenant, dataset, version_named(version)).version
    return parts.compare(who.tenant, dataset, begin, to)


@router.post("/delete", response_model=VersionSummary)
async def delete_version(
    dataset: DatasetPath, version: VersionPath, body: DeletionBody, parts: ForDatasets, who: AnEngineer
) -> VersionEntry:
    """Put a tombstone on a version; its parts are kept for 90 days."""
    wanted = version_named(version) or parts.versions.manifest(who.tenant, dataset).version
    return delete(
        parts.versions, parts.catalogue, parts.clock, who.tenant, dataset, wanted, by=who.name, why=body.why
    )


def version_named(version: str) -> Version | None:
    """Give the version that a path names; None stands for the current one."""
    return None if version == "current" else version


def _told(manifest: DatasetManifest, hidden: frozenset[str]) -> ManifestAnswer:
    sources = manifest.sources
    return ManifestAnswer(
        dataset=manifest.dataset,
        version=manifest.version,
        origin=manifest.origin,
        columns=tuple(
            ColumnAnswer.model_validate(_without_values(column) if column.channel in hidden else column)
            for column in manifest.columns
        ),
        rows=manifest.rows,
        size=manifest.size,
        parts=manifest.parts.count,
        root=manifest.parts.root,
        known_at=manifest.known_at,
        first_at=manifest.first_at,
        last_at=manifest.last_at,
        definition=DefinitionAnswer.model_validate(told) if (told := manifest.definition) else None,
        parent=manifest.parent,
        recipe=manifest.recipe,
        source_days=len(sources.days) if sources else 0,
        source_objects=len(sources.raw) if sources else 0,
        code=manifest.code,
        made_at=manifest.made_at,
        by=manifest.by,
        warnings=() if hidden else manifest.warnings,
    )


def _without_values(column: Column) -> Column:
    """Say of a column that it is there, and how full it is."""
    return Column(column.name, column.type, column.channel, column.unit, column.present, column.missing)
