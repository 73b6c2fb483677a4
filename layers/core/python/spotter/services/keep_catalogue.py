"""Put things into the catalogue, change what is known of them, and take them out."""

from __future__ import annotations

from datetime import datetime

import msgspec

from spotter.contracts.catalogue import Edit, Entry
from spotter.contracts.names import Tenant
from spotter.domain.catalogue.edits import checked_triple, edited, settled
from spotter.errors import NotFound, WrongState
from spotter.stores.catalogue import Catalogue


def record_thing(catalogue: Catalogue, entry: Entry) -> Entry:
    """Put a thing into the catalogue; recording the same again changes nothing.

    What people have added to it stays; what the platform says now takes the place of what it said before.

    Raises:
        Invalid: a triple cannot be.
    """
    for triple in entry.triples:
        checked_triple(triple, by_platform=True)
    return _there(catalogue.change(entry.tenant, entry.id, lambda before: renewed(before, entry)), entry.id)


def add_thing(catalogue: Catalogue, entry: Entry) -> Entry:
    """Put in what a person describes; adding the same again changes nothing.

    Raises:
        Invalid: a triple cannot be.
        WrongState: there is another thing of that name.
    """
    for triple in entry.triples:
        checked_triple(triple)
    added = msgspec.structs.replace(entry, triples=settled(entry.triples))

    def make(before: Entry | None) -> Entry | None:
        if before is None:
            return added
        if (before.title, before.files, before.triples) != (added.title, added.files, added.triples):
            remedy = "take another version, or `spotter catalogue edit` what is said of it"
            raise WrongState("thing", entry.id, state="there already, and is not the same", remedy=remedy)
        return None

    return _there(catalogue.change(entry.tenant, entry.id, make), entry.id)


def renewed(before: Entry | None, entry: Entry) -> Entry | None:
    """Say what a thing is to be after it was recorded again; None when that changes nothing.

    Who made it, and when, stays as it was said first: a later look may not know.
    """
    said = settled(entry.triples)
    if before is None:
        return msgspec.structs.replace(entry, triples=said, recorded=said)
    known = {triple.attribute for triple in said}
    others = [
        triple
        for triple in before.triples
        if triple not in before.recorded and (before.recorded or triple.attribute not in known)
    ]
    after = msgspec.structs.replace(
        entry,
        triples=settled([*others, *said]),
        recorded=said,
        made_by=before.made_by or entry.made_by,
        made_at=before.made_at,
        retired=before.retired or entry.retired,
        number=before.number,
    )
    same = msgspec.structs.replace(after, changed_at=before.changed_at) == before
    return None if same else after


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


def _there(entry: Entry | None, id_: str) -> Entry:
    if entry is None:
        raise NotFound("thing in the catalogue", id_)
    return entry
