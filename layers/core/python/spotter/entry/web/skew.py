"""Schemas and checks of datasets over HTTP; as they tell what bodies come down to, they are for engineers."""

from __future__ import annotations

from typing import Annotated

import msgspec
from fastapi import APIRouter, Query

from spotter.contracts.datasets import Version
from spotter.contracts.http.skew import (
    AcceptedAnswer,
    CheckBody,
    CheckStartedAnswer,
    ProposalAnswer,
    ReportAnswer,
    SchemaAnswer,
    SchemaBody,
    ValidationAnswer,
    WaiverAnswer,
    WaiverBody,
)
from spotter.contracts.skew import CheckEntry, ColumnRule, DatasetSchema
from spotter.entry.web.auth import AnEngineer
from spotter.entry.web.dataset_parts import DatasetsParts, ForDatasets
from spotter.entry.web.dataset_versions import VersionPath, version_named
from spotter.entry.web.names import DatasetPath
from spotter.errors import NotFound
from spotter.services.accept_schema import Proposal, Wanted, propose_schema
from spotter.services.waive_skew import waive_skew as let_pass
from spotter.stores.checks import newest

router = APIRouter(prefix="/v1/datasets/{dataset}", tags=["datasets"])
Against = Annotated[
    Version | None, Query(pattern="^[0-9a-f]{16}$", description="Only what was compared with this version.")
]


@router.get("/schema", response_model=SchemaAnswer)
async def show_schema(
    dataset: DatasetPath,
    parts: ForDatasets,
    who: AnEngineer,
    number: Annotated[int | None, Query(ge=1, description="The one in force, when left out.")] = None,
) -> DatasetSchema:
    """Show the schema in force, or an earlier one."""
    schema = parts.checks.schema(who.tenant, dataset, number)
    if schema is None:
        raise NotFound("accepted schema", dataset, remedy=f"spotter dataset schema infer {dataset}")
    return schema


@router.put("/schema")
async def accept_schema(
    dataset: DatasetPath, body: SchemaBody, parts: ForDatasets, who: AnEngineer
) -> AcceptedAnswer:
    """Put a schema in force, and begin to hold the current version against it."""
    columns = msgspec.convert(body.model_dump(mode="json")["columns"], dict[str, ColumnRule])
    wanted = Wanted(body.source, columns, body.why, body.number)
    accepted = parts.accept(who.tenant, dataset, wanted, by=who.name)
    return AcceptedAnswer(schema=SchemaAnswer.model_validate(accepted.schema), check=accepted.check)


@router.post("/versions/{version}/schema", status_code=202)
async def infer_schema(
    dataset: DatasetPath, version: VersionPath, parts: ForDatasets, who: AnEngineer
) -> CheckStartedAnswer:
    """Begin to sum a version up, so that a schema can be inferred from it."""
    run = parts.check(who.tenant, dataset, version_named(version), by=who.name, infer=True)
    return CheckStartedAnswer(run=run)


@router.get("/versions/{version}/schema", response_model=ProposalAnswer)
async def show_proposal(
    dataset: DatasetPath, version: VersionPath, parts: ForDatasets, who: AnEngineer
) -> Proposal:
    """Show the schema that is inferred from a version; nobody is bound by it."""
    return propose_schema(parts.versions, parts.checks, who.tenant, dataset, version_named(version))


@router.post("/versions/{version}/validation", status_code=202)
async def start_validation(
    dataset: DatasetPath, version: VersionPath, body: CheckBody, parts: ForDatasets, who: AnEngineer
) -> CheckStartedAnswer:
    """Begin to hold a version against another one, or against the schema in force."""
    named, against = version_named(version), body.against or ""
    return CheckStartedAnswer(run=parts.check(who.tenant, dataset, named, by=who.name, against=against))


@router.get("/versions/{version}/validation")
async def show_validation(
    dataset: DatasetPath,
    version: VersionPath,
    parts: ForDatasets,
    who: AnEngineer,
    against: Against = None,
) -> ValidationAnswer:
    """Show the last result: of the schema in force where it was asked, or compared with a version."""
    found = parts.versions.manifest(who.tenant, dataset, version_named(version)).version
    by_schema = None if against else parts.checks.by_schema(who.tenant, dataset, found)
    if by_schema is not None:
        return _told(parts, by_schema.document)
    results = parts.checks.results(who.tenant, dataset, found)
    wanted = (each for each in results if against in {None, each.document.against})
    return _told(parts, newest(wanted, f"{dataset}@{found}"))


@router.post("/versions/{version}/waiver")
async def waive_skew(
    dataset: DatasetPath, version: VersionPath, body: WaiverBody, parts: ForDatasets, who: AnEngineer
) -> ValidationAnswer:
    """Let a version be used in spite of a schema skew; not by who made it."""
    entry = let_pass(
        parts.versions,
        parts.checks,
        parts.clock,
        who.tenant,
        dataset,
        version_named(version),
        by=who.name,
        why=body.why,
    )
    return _told(parts, entry)


def _told(parts: DatasetsParts, entry: CheckEntry) -> ValidationAnswer:
    return ValidationAnswer(
        report=ReportAnswer.model_validate(parts.checks.report(entry)),
        trainings=entry.trainings,
        waiver=WaiverAnswer.model_validate(entry.waiver) if entry.waiver else None,
    )
