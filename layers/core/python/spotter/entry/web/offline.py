"""The offline store of features over HTTP: rows are made, listed and fetched."""

from __future__ import annotations

from typing import Annotated

import msgspec
from fastapi import APIRouter, Path, Query

from spotter.contracts.http.datasets import ExtractionAnswer
from spotter.contracts.http.offline import (
    LinkedPartsAnswer,
    MaterialisationBody,
    MaterialisationStartedAnswer,
    OfflineAnswer,
    OfflineAuditAnswer,
    OfflineEntryAnswer,
    OfflineHistoryAnswer,
)
from spotter.contracts.names import SLUG_PATTERN
from spotter.contracts.offline import OfflineManifest, Origin
from spotter.entry.web.auth import AnEngineer
from spotter.entry.web.dataset_parts import ForDatasets
from spotter.services.audit_offline import OfflineAudit
from spotter.services.start_extraction import ExtractionState
from spotter.services.start_materialising import LinkedParts

SetPath = Annotated[str, Path(pattern=SLUG_PATTERN, examples=["motion"])]
RunPath = Annotated[str, Path(pattern="^[A-Za-z0-9_-]{1,80}$")]
VersionPath = Annotated[str, Path(pattern="^([0-9a-f]{16}|current)$")]
Number = Annotated[int | None, Query(ge=1, description="Version of the feature set; the latest if left out.")]
Day = Annotated[str | None, Query(pattern=r"^\d{4}-\d\d-\d\d$")]

router = APIRouter(prefix="/v1/features", tags=["features"])


@router.post("/{name}/materialisations", status_code=202)
async def start_materialising(
    name: SetPath, body: MaterialisationBody, parts: ForDatasets, who: AnEngineer
) -> MaterialisationStartedAnswer:
    """Start computing features of what had arrived by `known_at`."""
    origin = msgspec.convert(body.origin.model_dump(), Origin)
    run = parts.offline(who.tenant, name, origin, version=body.version, known_at=body.known_at, by=who.name)
    return MaterialisationStartedAnswer(materialisation=run)


@router.get("/{name}/materialisations/{run}", response_model=ExtractionAnswer)
async def show_materialisation(
    name: SetPath, run: RunPath, parts: ForDatasets, who: AnEngineer
) -> ExtractionState:
    """Tell how far a run has come: days done of all."""
    return parts.offline.state(who.tenant, name, run)


@router.get("/{name}/offline")
async def list_offline_versions(
    name: SetPath, parts: ForDatasets, who: AnEngineer, number: Number = None
) -> OfflineHistoryAnswer:
    """List what was materialised, the last made first."""
    features, found = parts.offline.history(who.tenant, name, number)
    answers = tuple(OfflineEntryAnswer.model_validate(each) for each in found)
    return OfflineHistoryAnswer(features=features, versions=answers)


@router.get("/{name}/offline/{version}")
async def show_offline_version(
    name: SetPath, version: VersionPath, parts: ForDatasets, who: AnEngineer, number: Number = None
) -> OfflineAnswer:
    """Show a version of what was materialised."""
    manifest = parts.offline.manifest(who.tenant, name, number, _named(version))
    return _answer(manifest)


@router.get("/{name}/offline/{version}/parts", response_model=LinkedPartsAnswer)
async def list_offline_parts(  # noqa: PLR0913, PLR0917 - a parameter for each thing that can be asked for
    name: SetPath,
    version: VersionPath,
    parts: ForDatasets,
    who: AnEngineer,
    number: Number = None,
    since: Day = None,
    until: Day = None,
    first: Annotated[int, Query(ge=0)] = 0,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> LinkedParts:
    """Give links to the Parquet parts of a version, of the days from `since` to `until`."""
    manifest = parts.offline.manifest(who.tenant, name, number, _named(version))
    days = (since or "", until or "9999-12-31")
    return parts.offline.linked(manifest, days=days, first=first, limit=limit)


@router.get("/{name}/offline/{version}/audit", response_model=OfflineAuditAnswer)
async def audit_offline_version(
    name: SetPath,
    version: VersionPath,
    parts: ForDatasets,
    who: AnEngineer,
    number: Number = None,
    limit: Annotated[int, Query(ge=1, le=10_000, description="Rows that are looked at.")] = 1_000,
) -> OfflineAudit:
    """Compute rows anew from the archive as live scoring does, and list every difference."""
    return parts.offline.audit(who.tenant, name, number, _named(version), limit=limit)


def _named(version: str) -> str | None:
    return None if version == "current" else version


def _answer(manifest: OfflineManifest) -> OfflineAnswer:
    days = sorted({each.day for each in manifest.days})
    told = {
        field: getattr(manifest, field) for field in OfflineAnswer.model_fields if hasattr(manifest, field)
    }
    counted = {"parts": manifest.parts.count, "days": len(manifest.days)}
    ends = {"first_day": days[0] if days else None, "last_day": days[-1] if days else None}
    return OfflineAnswer(**told | counted | ends)
