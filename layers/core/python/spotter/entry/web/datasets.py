"""Datasets and their extraction over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path

from spotter.contracts.datasets import Dataset, DatasetDefinition
from spotter.contracts.http.datasets import (
    DatasetAnswer,
    DatasetsAnswer,
    DatasetVersionsAnswer,
    DefinitionBody,
    ExtractionAnswer,
    ExtractionBody,
    ExtractionStartedAnswer,
    VersionBody,
    VersionSummary,
)
from spotter.contracts.http.plans import PlanAnswer
from spotter.entry.web.auth import AnEngineer, Anybody
from spotter.entry.web.bodies import as_struct
from spotter.entry.web.dataset_parts import ForDatasets
from spotter.entry.web.names import DatasetPath
from spotter.services.define_dataset import define_dataset as define
from spotter.services.plan_query import QueryPlan
from spotter.services.roll_back import roll_back
from spotter.services.start_extraction import ExtractionState

ExtractionPath = Annotated[str, Path(pattern="^[A-Za-z0-9_-]{1,80}$")]

router = APIRouter(prefix="/v1/datasets", tags=["datasets"])


@router.get("", response_model=DatasetsAnswer)
async def list_datasets(parts: ForDatasets, who: Anybody) -> dict[str, tuple[Dataset, ...]]:
    """List all datasets and which version of each is the current one."""
    return {"datasets": tuple(parts.versions.datasets(who.tenant))}


@router.put("/{dataset}", response_model=DatasetAnswer)
async def define_dataset(
    dataset: DatasetPath, body: DefinitionBody, parts: ForDatasets, who: AnEngineer
) -> Dataset:
    """Say what belongs to a dataset; versions that are there stay as they are."""
    definition = as_struct(body, DatasetDefinition, tenant=who.tenant, name=dataset)
    return define(parts.versions, parts.registry, parts.clock, definition, by=who.name)


@router.get("/{dataset}")
async def show_dataset(dataset: DatasetPath, parts: ForDatasets, who: Anybody) -> DatasetVersionsAnswer:
    """Show a dataset and all its versions, the deleted ones with their tombstones."""
    stored = parts.versions.dataset(who.tenant, dataset)
    return DatasetVersionsAnswer(
        dataset=DatasetAnswer.model_validate(stored.document),
        versions=tuple(
            VersionSummary.model_validate(entry) for entry in parts.versions.entries(who.tenant, dataset)
        ),
    )


@router.get("/{dataset}/plan", response_model=PlanAnswer)
async def plan_query(dataset: DatasetPath, parts: ForDatasets, who: AnEngineer) -> QueryPlan:
    """Tell how much an extraction would read, and write the query for what no function can hold."""
    return parts.plan(who.tenant, dataset)


@router.post("/{dataset}/extractions", status_code=202)
async def start_extraction(
    dataset: DatasetPath, body: ExtractionBody, parts: ForDatasets, who: AnEngineer
) -> ExtractionStartedAnswer:
    """Start making a version of what had arrived by `known_at`."""
    run = parts.extract(who.tenant, dataset, known_at=body.known_at, by=who.name)
    return ExtractionStartedAnswer(extraction=run)


@router.get("/{dataset}/extractions/{extraction}", response_model=ExtractionAnswer)
async def show_extraction(
    dataset: DatasetPath, extraction: ExtractionPath, parts: ForDatasets, who: Anybody
) -> ExtractionState:
    """Tell how far an extraction has come."""
    return parts.extract.state(who.tenant, dataset, extraction)


@router.post("/{dataset}/rollback", response_model=DatasetAnswer)
async def roll_back_dataset(
    dataset: DatasetPath, body: VersionBody, parts: ForDatasets, who: AnEngineer
) -> Dataset:
    """Make another version the current one; no version changes."""
    return roll_back(parts.versions, parts.catalogue, who.tenant, dataset, body.version)
