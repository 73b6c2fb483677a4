"""Preparing versions of datasets by recipes, over HTTP."""

from __future__ import annotations

from typing import Annotated

import msgspec
from fastapi import APIRouter, Path

from spotter.contracts.http.preparing import (
    PreparedAnswer,
    PreparingAnswer,
    PreparingBody,
    PreparingReportAnswer,
    PreparingStartedAnswer,
    RecipePlanAnswer,
)
from spotter.contracts.preparing import PreparingRoles
from spotter.domain.recipes.sentences import explain
from spotter.entry.web.auth import AnEngineer
from spotter.entry.web.dataset_parts import ForDatasets
from spotter.entry.web.names import DatasetPath
from spotter.services.plan_recipe import RecipePlan
from spotter.services.start_preparing import Asked, PreparingState

VersionPath = Annotated[str, Path(pattern="^([0-9a-f]{16}|current)$")]
RunPath = Annotated[str, Path(pattern="^[A-Za-z0-9_-]{1,80}$")]

router = APIRouter(prefix="/v1/datasets/{dataset}", tags=["datasets"])


@router.post("/versions/{version}/preparations", status_code=202)
async def start_preparation(
    dataset: DatasetPath, version: VersionPath, body: PreparingBody, parts: ForDatasets, who: AnEngineer
) -> PreparingStartedAnswer:
    """Start to do a recipe to a version: another version comes of it, or a report of a sample."""
    roles = PreparingRoles(body.label, body.group, body.time, body.drop)
    asked = Asked(body.recipe, roles, marks=body.marks, sample=body.sample, current=body.current)
    wanted = None if version == "current" else version
    return PreparingStartedAnswer(run=parts.prepare(who.tenant, dataset, wanted, asked, by=who.name))


@router.post("/versions/{version}/preparation-plans", response_model=RecipePlanAnswer)
async def plan_preparation(
    dataset: DatasetPath, version: VersionPath, body: PreparingBody, parts: ForDatasets, who: AnEngineer
) -> RecipePlan:
    """Tell where each step of a recipe would be done and what it needs, and write the query for Athena."""
    roles = PreparingRoles(body.label, body.group, body.time, body.drop)
    wanted = None if version == "current" else version
    return parts.plan_recipe(who.tenant, dataset, wanted, body.recipe, roles)


@router.get("/preparations/{run}", response_model=PreparingAnswer)
async def show_preparation(
    dataset: DatasetPath, run: RunPath, parts: ForDatasets, who: AnEngineer
) -> PreparingState:
    """Tell how a run stands, and what it did to each column."""
    return parts.prepare.state(who.tenant, dataset, run)


@router.get("/versions/{version}/preparation")
async def show_prepared(
    dataset: DatasetPath, version: VersionPath, parts: ForDatasets, who: AnEngineer
) -> PreparedAnswer:
    """Tell by which recipe a version was prepared, in plain words, and what it did to each column."""
    wanted = parts.versions.manifest(who.tenant, dataset).version if version == "current" else version
    made = parts.prepare.of(who.tenant, dataset, wanted)
    return PreparedAnswer(
        recipe=made.order.called,
        steps=tuple(msgspec.to_builtins(made.order.recipe)["steps"]),
        explained=tuple(explain(made.order.recipe)),
        report=PreparingReportAnswer.model_validate(made.report),
    )
