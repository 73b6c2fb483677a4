"""What the catalogue says of updates of gateways: what was ordered, and the models that it carries."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from spotter.contracts.catalogue import Entry, Kind
from spotter.contracts.gateways import CarriedModels
from spotter.contracts.names import DeviceName, Tenant
from spotter.domain.catalogue.made_models import model_id
from spotter.domain.catalogue.telling import PARENT, linked, thing_id, triples_of

CARRIED = "carried-by-gateways"
"""The name of what gateways carry: the models that are live behind one, in one file."""

DIGITS = 16


class Ordered(NamedTuple):
    """An order: which gateway, the name of its job, what kind of update, its digest and size."""

    gateway: DeviceName
    job: str
    kind: str
    sha256: str
    size: int


def carried_id(sha256: str) -> str:
    """Name what a gateway carries."""
    return thing_id(Kind.MODEL, CARRIED, sha256[:DIGITS])


def entry_of_carried(
    tenant: Tenant, sha256: str, carried: CarriedModels | None, size: int, *, now: datetime
) -> Entry:
    """Describe the models that gateways carry together; None where somebody ordered content of their own."""
    models = () if carried is None else carried.models
    at = ", somebody's own content" if carried is None else f" of {carried.site}"
    return Entry(
        tenant=tenant,
        kind=Kind.MODEL,
        name=CARRIED,
        version=sha256[:DIGITS],
        title=f"{len(models)} live models{at}, as gateways carry them",
        made_by="",
        made_at=now,
        changed_at=now,
        number=0,
        site=None if carried is None else carried.site,
        triples=(
            *triples_of(checksum=sha256, bytes=(size, "B"), models=len(models)),
            *linked(PARENT, sorted({model_id(each.model, each.version) for each in models})),
        ),
    )


def entry_of_update(tenant: Tenant, ordered: Ordered, *, now: datetime) -> Entry:
    """Describe the order of an update."""
    parent = carried_id(ordered.sha256) if ordered.kind == "model" else None
    return Entry(
        tenant=tenant,
        kind=Kind.RUN,
        name=ordered.gateway,
        version=ordered.job,
        title=f"Update of {ordered.gateway} ({ordered.kind})",
        made_by="",
        made_at=now,
        changed_at=now,
        number=0,
        triples=(
            *triples_of(
                does="update", carries=ordered.kind, checksum=ordered.sha256, bytes=(ordered.size, "B")
            ),
            *linked(PARENT, (parent,)),
        ),
    )
