"""The catalogue over HTTP: everybody may look, engineers say what is known, operators set policies."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, NamedTuple

import msgspec
from fastapi import APIRouter, Depends, Path, Query, Request

from spotter.contracts.catalogue import Edit, Entry, Kind
from spotter.contracts.http.catalogue import (
    EditBody,
    EntryAnswer,
    FoundAnswer,
    LineageAnswer,
    LinkAnswer,
    PlanAnswer,
    PlannedAnswer,
    PoliciesAnswer,
    PoliciesBody,
    PolicyBody,
    RelativeAnswer,
    RetireBody,
    SweptAnswer,
)
from spotter.contracts.policies import Planned, Policy, PolicySet
from spotter.entry.web.auth import AnEngineer, AnOperator, Anybody
from spotter.entry.web.parts import composed
from spotter.ports.clock import Clock
from spotter.services.audit_features import AuditFeatures
from spotter.services.bring_file import BringFile
from spotter.services.erase_parts import EraseParts, Erasure
from spotter.services.keep_catalogue import edit_thing, restore_thing
from spotter.services.search_catalogue import SearchCatalogue
from spotter.services.set_policies import policies_of, set_policies
from spotter.services.sweep_things import SweepThings, Swept
from spotter.services.take_out import take_out
from spotter.services.tend_catalogue import TendCatalogue
from spotter.services.trace_lineage import Relative, TraceLineage
from spotter.stores.catalogue import Catalogue
from spotter.stores.feature_sets import FeatureSets, LatestValues
from spotter.stores.policies import Policies
from spotter.stores.registry import Registry

TRIAL = timedelta(seconds=20)
"""How long a dry run looks, so that it answers before the API gives up."""

router = APIRouter(prefix="/v1/catalogue", tags=["catalogue"])


class FeatureParts(NamedTuple):
    """What the catalogue's function knows of features."""

    sets: FeatureSets
    latest: LatestValues
    registry: Registry
    audit: AuditFeatures


class CatalogueParts(NamedTuple):
    """What functions/catalogue is made of."""

    catalogue: Catalogue
    policies: Policies
    search: SearchCatalogue
    tend: TendCatalogue
    erase: EraseParts
    sweep: SweepThings
    bring: BringFile
    clock: Clock
    features: FeatureParts


async def catalogue_parts(request: Request) -> CatalogueParts:
    """Give the parts of functions/catalogue, put together on the first request."""
    parts: CatalogueParts = composed(request)
    return parts


ForCatalogue = Annotated[CatalogueParts, Depends(catalogue_parts)]
Part = Annotated[str, Path(min_length=1, max_length=100)]


def thing_path(kind: Kind, name: Part, version: Part) -> str:
    """Name a thing as the catalogue does."""
    return f"{kind}/{name}/{version}"


@router.get("/things")
async def search_catalogue(
    parts: ForCatalogue,
    who: Anybody,
    q: Annotated[str, Query(max_length=2_000, examples=["kind:dataset rows>10000 NOT drift:*"])] = "",
    before: Annotated[int | None, Query(ge=1)] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> FoundAnswer:
    """Find things by what is known of them, the last changed first."""
    page = parts.search(who.tenant, q, before=before, limit=limit)
    return FoundAnswer(things=tuple(map(_answer, page.entries)), total=page.total, next=page.next)


@router.get("/things/{kind}/{name}/{version}")
async def show_thing(
    thing: Annotated[str, Depends(thing_path)], parts: ForCatalogue, who: Anybody
) -> EntryAnswer:
    """Show what is known of a thing."""
    return _answer(parts.catalogue.entry(who.tenant, thing))


@router.get("/things/{kind}/{name}/{version}/lineage")
async def trace(
    thing: Annotated[str, Depends(thing_path)],
    parts: ForCatalogue,
    who: Anybody,
    depth: Annotated[int, Query(ge=1, le=20)] = 6,
) -> LineageAnswer:
    """Trace where a thing comes from and what came of it, so many steps back and forth."""
    traced = TraceLineage(parts.catalogue, parts.search)(who.tenant, thing, depth=depth)
    return LineageAnswer(
        relatives=tuple(map(_relative, traced.relatives)),
        links=tuple(map(LinkAnswer.model_validate, traced.links)),
        is_complete=traced.is_complete,
    )


@router.patch("/things/{kind}/{name}/{version}")
async def edit(
    thing: Annotated[str, Depends(thing_path)], body: EditBody, parts: ForCatalogue, who: AnEngineer
) -> EntryAnswer:
    """Change what is known of a thing, all or nothing."""
    change = msgspec.convert(body.model_dump(exclude={"expected"}), Edit)
    edited = edit_thing(parts.catalogue, who.tenant, thing, change, expected=body.expected, now=parts.clock())
    return _answer(edited)


@router.post("/retired/{kind}/{name}/{version}")
async def retire(
    thing: Annotated[str, Depends(thing_path)], body: RetireBody, parts: ForCatalogue, who: AnEngineer
) -> EntryAnswer:
    """Take a thing out and leave a tombstone, unless a policy keeps it; its files are not touched."""
    why = f"{body.why} ({who.name})"
    gone = take_out(parts.catalogue, parts.policies, who.tenant, thing, why=why, now=parts.clock())
    return _answer(gone)


@router.delete("/retired/{kind}/{name}/{version}")
async def restore(
    thing: Annotated[str, Depends(thing_path)], parts: ForCatalogue, who: AnEngineer
) -> EntryAnswer:
    """Take a tombstone away again."""
    return _answer(restore_thing(parts.catalogue, who.tenant, thing, now=parts.clock()))


@router.post("/sweep", response_model=SweptAnswer)
async def sweep(parts: ForCatalogue, who: AnEngineer) -> Swept:
    """Note now what was made and the catalogue does not know yet, as the steward does every hour."""
    return parts.sweep(who.tenant, until=parts.clock() + TRIAL)


@router.get("/policies")
async def show_policies(parts: ForCatalogue, who: Anybody) -> PoliciesAnswer:
    """Show what becomes of things by themselves."""
    return _policies(policies_of(parts.policies, who.tenant, now=parts.clock()))


@router.put("/policies")
async def put_policies(body: PoliciesBody, parts: ForCatalogue, who: AnOperator) -> PoliciesAnswer:
    """Set what becomes of things, in place of what was set before; `plan` says what it would do."""
    chosen = msgspec.convert(body.model_dump()["policies"], tuple[Policy, ...])
    return _policies(set_policies(parts.policies, who.tenant, chosen, by=who.name, now=parts.clock()))


@router.get("/plan")
async def plan(parts: ForCatalogue, who: AnOperator) -> PlanAnswer:
    """Say what the policies in force, and the time of deleted versions, would do now: nothing is written."""
    until = parts.clock() + TRIAL
    tended = parts.tend(who.tenant, until=until, dry_run=True)
    erased = map(_planned, parts.erase(who.tenant, until=until, dry_run=True))
    would = tuple(map(PlannedAnswer.model_validate, (*tended.done, *erased)))
    return PlanAnswer(things=tended.things, files=tended.files, size=tended.size, would=would)


def _planned(erasure: Erasure) -> Planned:
    parts = "1 part" if erasure.parts == 1 else f"{erasure.parts} parts"
    said = f"{parts}, {erasure.size} bytes; other versions hold {erasure.shared} more, which stay"
    return Planned("deleted versions", f"dataset/{erasure.dataset}/{erasure.version}", erasure.does, said)


def _answer(entry: Entry) -> EntryAnswer:
    return EntryAnswer.model_validate(entry)


def _relative(relative: Relative) -> RelativeAnswer:
    entry = relative.entry
    return RelativeAnswer(
        id=relative.id,
        step=relative.step,
        title=entry.title if entry else None,
        retired=entry.retired if entry else None,
    )


def _policies(chosen: PolicySet) -> PoliciesAnswer:
    said = [PolicyBody.model_validate(each) for each in msgspec.to_builtins(chosen.policies)]
    return PoliciesAnswer(
        version=chosen.version,
        policies=tuple(said),
        set_by=chosen.set_by or None,
        set_at=chosen.set_at if chosen.version else None,
    )
