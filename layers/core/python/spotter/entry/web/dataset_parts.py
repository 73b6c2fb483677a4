"""What functions/datasets is made of; `bootstrap` puts it together, tests do so from memory."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from fastapi import Depends, Request

from spotter.entry.web.parts import composed
from spotter.ports.clock import Clock
from spotter.services.accept_schema import AcceptSchema
from spotter.services.compare_versions import CompareVersions
from spotter.services.plan_query import PlanQuery
from spotter.services.plan_recipe import PlanRecipe
from spotter.services.read_version import ReadVersion
from spotter.services.receive_upload import ReceiveUpload
from spotter.services.start_check import StartCheck
from spotter.services.start_extraction import StartExtraction
from spotter.services.start_materialising import StartMaterialising
from spotter.services.start_preparing import StartPreparing
from spotter.stores.catalogue import Catalogue
from spotter.stores.checks import Checks
from spotter.stores.dataset_versions import DatasetVersions
from spotter.stores.registry import Registry


class DatasetsParts(NamedTuple):
    """What functions/datasets is made of."""

    registry: Registry
    versions: DatasetVersions
    extract: StartExtraction
    read: ReadVersion
    compare: CompareVersions
    receive: ReceiveUpload
    plan: PlanQuery
    prepare: StartPreparing
    plan_recipe: PlanRecipe
    checks: Checks
    check: StartCheck
    accept: AcceptSchema
    clock: Clock
    catalogue: Catalogue
    offline: StartMaterialising


async def datasets_parts(request: Request) -> DatasetsParts:
    """Give the parts of functions/datasets, put together on the first request."""
    parts: DatasetsParts = composed(request)
    return parts


ForDatasets = Annotated[DatasetsParts, Depends(datasets_parts)]
