"""List a group: every alarm of a site that was grouped in one slot of time, whoever it was grouped for."""

from __future__ import annotations

from typing import NamedTuple

from spotter.contracts.governor import GovernorNorms, Group, Grouped
from spotter.contracts.names import SiteName, Tenant
from spotter.domain.governor import by_gravity, slot_named
from spotter.errors import NotFound
from spotter.stores.groups import Groups
from spotter.stores.registry import Registry


class Listed(NamedTuple):
    """One grouped alarm, and the titles of those whose notice it is in; `told` when all were sent."""

    item: Grouped
    people: tuple[str, ...]
    told: bool


def list_group(
    groups: Groups, registry: Registry, norms: GovernorNorms, at: tuple[Tenant, SiteName], name: str
) -> list[Listed]:
    """Give every alarm of a group, the gravest first.

    Raises:
        NotFound: there is no such site, or nothing of it was grouped then.
        Invalid: no group has such a name.
    """
    registry.site(*at)
    found: dict[tuple[str, int], tuple[Grouped, list[Group]]] = {}
    for group, item in groups.of_site(*at, slot_named(name, norms)):
        found.setdefault((item.alarm, item.occurrence), (item, []))[1].append(group)
    if not found:
        raise NotFound("alarm group", name)
    return [
        _listed(item, found[item.alarm, item.occurrence][1])
        for item in by_gravity(item for item, _ in found.values())
    ]


def _listed(item: Grouped, groups: list[Group]) -> Listed:
    people = tuple(sorted({group.callee.title for group in groups}))
    return Listed(item, people, all(group.told_at is not None for group in groups))
