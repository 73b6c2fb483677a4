"""Groups: each person's load, and what was grouped for them in which slot of time."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import msgspec

from spotter.contracts.governor import GovernorNorms, Group, Grouped, Load
from spotter.contracts.names import SiteName, Tenant
from spotter.ports.records import Key, Records
from spotter.stores.documents import Documents, Stored


class Groups:
    """One record a person with their load, one a group, one an item of it."""

    def __init__(self, records: Records) -> None:
        self._loads = Documents(records, Load)
        self._groups = Documents(records, Group)
        self._items = Documents(records, Grouped)

    def load(self, tenant: Tenant, person: str) -> Stored[Load] | None:
        """Read what a person was called to lately; None when they never were."""
        return self._loads.get(Key(f"{tenant}#loads", person))

    def put_load(self, tenant: Tenant, person: str, load: Load, *, expected: int | None) -> None:
        """Write what a person was called to, or raise Conflict."""
        self._loads.put(Key(f"{tenant}#loads", person), load, expected=expected)

    def find(self, group: Group) -> Stored[Group] | None:
        """Read the group of the same person and slot; None when nothing was grouped."""
        return self._groups.get(_group_key(group.tenant, group.slot, group.callee.key))

    def put(self, group: Group, *, expected: int | None) -> Stored[Group]:
        """Write a group, or raise Conflict."""
        key = _group_key(group.tenant, group.slot, group.callee.key)
        return self._groups.put(key, group, expected=expected)

    def of_slot(self, tenant: Tenant, slot: int) -> Iterator[Stored[Group]]:
        """Give the groups of a slot, by person."""
        return self._groups.query(f"{tenant}#groups#{slot}")

    def of_site(self, tenant: Tenant, site: SiteName, slot: int) -> Iterator[tuple[Group, Grouped]]:
        """Give every item of a site in a slot, with the group that it is in."""
        for stored in self.of_slot(tenant, slot):
            group = stored.document
            yield from ((group, item) for item in self.items(group) if item.site == site)

    def add(self, group: Group, item: Grouped) -> None:
        """Write an item of a group, or raise Conflict when it is in it already."""
        sort = f"{item.site}/{item.alarm}#{item.occurrence:06d}"
        self._items.put(Key(_items(group.tenant, group.slot, group.callee.key), sort), item, expected=None)

    def items(self, group: Group) -> Iterator[Grouped]:
        """Give every item of a group."""
        found = self._items.query(_items(group.tenant, group.slot, group.callee.key))
        return (stored.document for stored in found)


@cache
def governor_norms() -> GovernorNorms:
    """Read how many notifications a person gets; once a process."""
    content = (Path(__file__).parent / "watch" / "governor.json").read_bytes()
    return msgspec.json.decode(content, type=GovernorNorms)


def _group_key(tenant: Tenant, slot: int, person: str) -> Key:
    return Key(f"{tenant}#groups#{slot}", person)


def _items(tenant: Tenant, slot: int, person: str) -> str:
    return f"{tenant}#grouped#{slot}#{person}"
