"""Put things into the catalogue, change what is known of them, and take them out."""

from __future__ import annotations

from datetime import datetime

import msgspec

from spotter.contracts.catalogue import Edit, Entry, Triple
from spotter.contracts.names import Tenant
from spotter.domain.catalogue.edits import checked_triple, edited, settled
from spotter.errors import NotFound, WrongState
from spotter.stores.catalogue import Catalogue


def record_thing(catalogue: Catalogue, entry: Entry) -> Entry:
    """Put a thing into the catalogue; recording the same again changes nothing.

    What people have added to it stays; what the recorder says takes the place of what it said before.

    Raises:
        Invalid: a triple cannot be.
    """
    for triple in entry.triples:
        checked_triple(triple)

    def make(before: Entry | None) -> Entry | None:
        if before is None:
            return msgspec.structs.replace(entry, triples=settled(entry.triples))
        said = {triple.attribute for triple in entry.triples}
        others = [triple for triple in before.triples if triple.attribute not in said]
        after = msgspec.structs.replace(
            entry,
            triples=settled([*others, *entry.triples]),
            made_at=before.made_at,
            retired=before.retired,
            number=before.number,
        )
        same = msgspec.structs.replace(after, changed_at=before.changed_at) == before
        return None if same else after

    return _there(catalogue.change(entry.tenant, entry.id, make), entry.id)


def edit_thing(
    catalogue: Catalogue, tenant: Tenant, id_: str, edit: Edit, *, expected: int | None, now: datetime
) -> Entry:
    """Change the triples of a thing, all or nothing; with `expected` only if its number is still this.

    Raises:
        NotFound: there is no such thing.
        Invalid: a triple cannot be.
        WrongState: somebody else changed it since it was looked at.
    """

    def make(before: Entry | None) -> Entry | None:
        entry = _there(before, id_)
        if expected is not None and entry.number != expected:
            remedy = "look at it again, and change what is there now"
            raise WrongState("thing", id_, state=f"at change {entry.number}, not {expected}", remedy=remedy)
        triples = edited(entry, edit)
        if triples == entry.triples:
            return None
        return msgspec.structs.replace(entry, triples=triples, changed_at=now)

    return _there(catalogue.change(tenant, id_, make), id_)


def retire_thing(catalogue: Catalogue, tenant: Tenant, id_: str, *, why: str, now: datetime) -> Entry:
    """Take a thing out of the catalogue and leave a tombstone that says why; its files are not touched.

    Raises:
        NotFound: there is no such thing.
    """

    def make(before: Entry | None) -> Entry | None:
        entry = _there(before, id_)
        if entry.retired is not None:
            return None
        return msgspec.structs.replace(entry, retired=why, changed_at=now)

    return _there(catalogue.change(tenant, id_, make), id_)


def restore_thing(catalogue: Catalogue, tenant: Tenant, id_: str, *, now: datetime) -> Entry:
    """Take a tombstone away again, or raise NotFound."""

    def make(before: Entry | None) -> Entry | None:
        entry = _there(before, id_)
        return msgspec.structs.replace(entry, retired=None, changed_at=now) if entry.retired else None

    return _there(catalogue.change(tenant, id_, make), id_)


def triples_of(**said: bool | float | str | None) -> tuple[Triple, ...]:
    """Make triples of what a recorder knows; what is None is left out.

    >>> triples_of(rows=3, drift=None)
    (Triple(attribute='rows', value=3.0, unit=None),)
    """
    known = {name: value for name, value in said.items() if value is not None}
    return tuple(
        Triple(name, value if isinstance(value, bool | str) else float(value))
        for name, value in known.items()
    )


def _there(entry: Entry | None, id_: str) -> Entry:
    if entry is None:
        raise NotFound("thing in the catalogue", id_)
    return entry
