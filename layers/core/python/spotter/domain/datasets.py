"""What makes a dataset: which definitions make sense, and by what its versions are named."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

import msgspec

from spotter.contracts.datasets import Column, DatasetDefinition, Tree, Version
from spotter.contracts.names import DatasetName, Tenant
from spotter.errors import Invalid

LONGEST = timedelta(days=3_660)
"""What one definition may span: ten years."""

MOST_NAMED = 10_000
"""Devices, workers or channels that one definition may name."""

DAY_S = 86_400
DIGITS = 16


def refuse_undefinable(definition: DatasetDefinition) -> None:
    """Check that a definition can have rows, or raise Invalid."""
    if not definition.sites:
        raise Invalid("a dataset needs at least one site", field="sites")
    if not definition.since < definition.until:
        sentence = f"the range is empty: until ({definition.until.isoformat()}) must be after since"
        raise Invalid(f"{sentence} ({definition.since.isoformat()})", field="until")
    if definition.until - definition.since > LONGEST:
        raise Invalid(f"a dataset spans at most {LONGEST.days} days", field="until")
    for field in ("sites", "devices", "workers", "channels"):
        if len(getattr(definition, field)) > MOST_NAMED:
            raise Invalid(f"{field} may name at most {MOST_NAMED}", field=field)
    every = definition.every_s
    if every is not None and not (0 < every <= DAY_S and (DAY_S * 1_000_000) % round(every * 1_000_000) == 0):
        sentence = f"every_s must divide a day, so that no span lies in two of them; {every:g} s does not"
        raise Invalid(f"{sentence}, {_nearest(every):g} s does", field="every_s")


def version_name(
    definition: DatasetDefinition | None,
    known_at: datetime | None,
    columns: Iterable[Column],
    parts: Tree,
    recipe: str | None = None,
) -> Version:
    """Name a version by what it was made from and what it holds; its title does not matter."""
    told = definition and msgspec.structs.replace(definition, title="")
    shape = [(column.name, column.type, column.channel, column.unit) for column in columns]
    made_from = (told, known_at, shape, parts, recipe)
    return hashlib.sha256(msgspec.json.encode(made_from, order="deterministic")).hexdigest()[:DIGITS]


def question_name(definition: DatasetDefinition, known_at: datetime) -> str:
    """Name what an extraction was asked for."""
    told = msgspec.structs.replace(definition, title="")
    return hashlib.sha256(msgspec.json.encode((told, known_at), order="deterministic")).hexdigest()[:DIGITS]


def run_name(tenant: Tenant, name: DatasetName, at: datetime, asked: object) -> str:
    """Name a run by whose it is, when it was asked for, and what was asked."""
    told = hashlib.sha256(msgspec.json.encode(asked, order="deterministic")).hexdigest()[:12]
    return f"{_owner(tenant, name)}-{at:%Y%m%dT%H%M%S}-{told}"


def asked_at(run: str) -> datetime | None:
    """Read from the name of a run when it was asked for; None where the name does not say so.

    >>> asked_at("0a1b-20261124T090000-c2d3")
    datetime.datetime(2026, 11, 24, 9, 0, tzinfo=datetime.timezone.utc)
    """
    try:
        return datetime.strptime(run.split("-")[1], "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
    except (IndexError, ValueError):
        return None


def is_run_of(tenant: Tenant, name: DatasetName, run: str) -> bool:
    """Tell whether a run belongs to a tenant's dataset; nobody finds another's by knowing its name.

    >>> is_run_of(Tenant("acme"), DatasetName("gas"), "somebody-elses-run")
    False
    """
    return run.startswith(f"{_owner(tenant, name)}-")


def warnings_about(columns: Iterable[Column], rows: int) -> Iterator[str]:
    """Say which columns cannot teach anything."""
    for column in columns:
        if column.channel and column.constant is not None and column.present == rows:
            yield f"column {column.name} is {column.constant} in every row; nothing can be learned from it"
        elif column.channel and column.constant is not None:
            yield f"column {column.name} is {column.constant} wherever it has a value"


def _owner(tenant: Tenant, name: DatasetName) -> str:
    return hashlib.sha256(f"{tenant}/dataset/{name}".encode()).hexdigest()[:16]


def _nearest(every_s: float) -> float:
    """Find the whole number of seconds next to this one that divides a day."""
    return min(
        (each for each in range(1, DAY_S + 1) if DAY_S % each == 0), key=lambda each: abs(each - every_s)
    )
