"""Uploads of people's own files over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path

from spotter.contracts.http.datasets import ExtractionStartedAnswer
from spotter.contracts.http.uploads import (
    AcceptBody,
    OptionsBody,
    PreviewAnswer,
    ReceivedAnswer,
    TagsBody,
    UploadAnswer,
    UploadBody,
)
from spotter.contracts.sheets import Preview, SheetOptions
from spotter.entry.web.auth import AnEngineer
from spotter.entry.web.bodies import as_struct
from spotter.entry.web.dataset_parts import ForDatasets
from spotter.entry.web.names import DatasetPath
from spotter.services.receive_upload import Awaited

UploadPath = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]

router = APIRouter(prefix="/v1/datasets/{dataset}/uploads", tags=["datasets"])


@router.post("", status_code=201, response_model=UploadAnswer)
async def begin_upload(
    dataset: DatasetPath, body: UploadBody, parts: ForDatasets, who: AnEngineer
) -> Awaited:
    """Give links to which the parts of a file are PUT, without a token, for an hour."""
    return parts.receive.begin(who.tenant, dataset, file=body.file, size=body.size, by=who.name)


@router.post("/{upload}/complete")
async def complete_upload(
    dataset: DatasetPath, upload: UploadPath, body: TagsBody, parts: ForDatasets, who: AnEngineer
) -> ReceivedAnswer:
    """Put the parts together."""
    done = parts.receive.complete(who.tenant, dataset, upload, body.tags)
    return ReceivedAnswer(upload=done.id, file=done.file, size=done.size)


@router.post("/{upload}/preview", response_model=PreviewAnswer)
async def preview_upload(
    dataset: DatasetPath, upload: UploadPath, body: OptionsBody, parts: ForDatasets, who: AnEngineer
) -> Preview:
    """Tell what the file is taken for, and what stands in the way."""
    return parts.receive.preview(who.tenant, dataset, upload, as_struct(body, SheetOptions))


@router.post("/{upload}/accept", status_code=202)
async def accept_upload(
    dataset: DatasetPath, upload: UploadPath, body: AcceptBody, parts: ForDatasets, who: AnEngineer
) -> ExtractionStartedAnswer:
    """Start making a version of the file; how it stands is told as of an extraction."""
    options = as_struct(body.options, SheetOptions)
    run = parts.receive.accept(who.tenant, dataset, upload, options, append=body.append, by=who.name)
    return ExtractionStartedAnswer(extraction=run)
