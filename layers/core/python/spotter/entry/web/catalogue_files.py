"""Things that people put into the catalogue, and the files that they bring, over HTTP."""

from __future__ import annotations

from typing import Annotated

import msgspec
from fastapi import APIRouter, Depends, Path

from spotter.contracts.catalogue import Entry, Kind, Triple
from spotter.contracts.http.catalogue import (
    AddBody,
    BegunAnswer,
    CompleteBody,
    EntryAnswer,
    FetchedAnswer,
    FileAnswer,
    FileBody,
    LinkedFileAnswer,
)
from spotter.contracts.names import SiteName, slug
from spotter.domain.catalogue.edits import checked_addition
from spotter.entry.web.auth import AnEngineer
from spotter.entry.web.catalogue import ForCatalogue, Part, thing_path
from spotter.services.keep_catalogue import add_thing

router = APIRouter(prefix="/v1/catalogue", tags=["catalogue"])
Sha256 = Annotated[str, Path(pattern="^[0-9a-f]{64}$")]


@router.post("/files", status_code=201, response_model=BegunAnswer)
async def begin_file(body: FileBody, parts: ForCatalogue, who: AnEngineer) -> object:
    """Give links to which the parts of a file are PUT, without a token; none where it is there already."""
    return parts.bring.begin(who.tenant, body.sha256, body.size)


@router.post("/files/{sha256}/complete", response_model=FileAnswer)
async def complete_file(sha256: Sha256, body: CompleteBody, parts: ForCatalogue, who: AnEngineer) -> object:
    """Put the parts together and keep the file, if it is what its digest says."""
    return parts.bring.complete(who.tenant, sha256, body.transfer, body.tags)


@router.put("/things/{kind}/{name}/{version}")
async def add(
    kind: Kind, name: Part, version: Part, body: AddBody, parts: ForCatalogue, who: AnEngineer
) -> EntryAnswer:
    """Put a thing in with what is known of it and the files that were brought; again changes nothing."""
    now = parts.clock()
    if body.site is not None:
        parts.features.registry.site(who.tenant, SiteName(body.site))
    entry = Entry(
        tenant=who.tenant,
        kind=kind,
        name=slug(name, field="name"),
        version=version,
        title=body.title,
        made_by=who.name,
        made_at=now,
        changed_at=now,
        number=0,
        site=body.site,
        triples=tuple(msgspec.convert(each.model_dump(), Triple) for each in body.triples),
        files=tuple(parts.bring.proved(who.tenant, file.sha256, file.key) for file in body.files),
    )
    return EntryAnswer.model_validate(add_thing(parts.catalogue, checked_addition(entry)))


@router.get("/things/{kind}/{name}/{version}/files")
async def fetch(
    thing: Annotated[str, Depends(thing_path)], parts: ForCatalogue, who: AnEngineer
) -> FetchedAnswer:
    """Give a link to each file that was brought with a thing."""
    fetched = parts.bring.fetch(parts.catalogue.entry(who.tenant, thing))
    return FetchedAnswer(
        files=tuple(
            LinkedFileAnswer(key=each.file.key, sha256=each.file.sha256, size=each.file.size, link=each.link)
            for each in fetched
        )
    )
