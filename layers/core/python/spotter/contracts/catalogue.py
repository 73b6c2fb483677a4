"""The catalogue: what there is, what is known of it, and whether its files are still what they were.

A thing has triples of attribute, value and unit, as iRODS has them; the values are typed. What the platform
knows by itself (kind, name, version, site, who made it and when) can be searched like any attribute.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import msgspec

from spotter.contracts.names import Tenant

ATTRIBUTE_PATTERN = r"^[a-z][a-z0-9_.-]{0,62}$"
MOST_TRIPLES = 500
LONGEST_TEXT = 1_000


class Kind(StrEnum):
    """What a thing of the catalogue is."""

    DATASET = "dataset"
    RECIPE = "recipe"
    MODEL = "model"
    RUN = "run"
    NOTEBOOK = "notebook"
    CODE = "code"
    FEATURE = "feature"
    LABELS = "labels"
    REPORT = "report"
    PROFILE = "profile"
    RULES = "rules"


TIME = "time"
"""The unit of a text that is a time, such as 2026-11-24T09:00:00Z; it is compared as one."""


class Triple(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One thing that is known: an attribute, its value, and the unit where it has one."""

    attribute: str
    value: bool | float | str
    unit: str | None = None


class HeldFile(msgspec.Struct, frozen=True):
    """An object in the lake that a thing consists of, with the digest that it must have."""

    key: str
    sha256: str
    size: int


class Entry(msgspec.Struct, frozen=True):
    """A thing of the catalogue as it is now. `number` counts the changes of the tenant's catalogue.

    `retired` says why and when a thing was taken out; it stays as a tombstone and is not found any more,
    unless one asks for `is:retired`. `recorded` are those of the triples that the platform says
    itself; people add others, and change none of these.
    """

    tenant: Tenant
    kind: Kind
    name: str
    version: str
    title: str
    made_by: str
    made_at: datetime
    changed_at: datetime
    number: int
    site: str | None = None
    triples: tuple[Triple, ...] = ()
    files: tuple[HeldFile, ...] = ()
    retired: str | None = None
    recorded: tuple[Triple, ...] = ()

    @property
    def id(self) -> str:
        """What names this thing for ever: `kind/name/version`."""
        return f"{self.kind}/{self.name}/{self.version}"


class Edit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Several changes of a thing's triples, all of them or none.

    `set` takes the place of every value of those attributes, `add` stands beside what there is, `drop` takes
    out whole attributes, `remove` single triples.
    """

    set: tuple[Triple, ...] = ()
    add: tuple[Triple, ...] = ()
    remove: tuple[Triple, ...] = ()
    drop: tuple[str, ...] = ()
