"""Episodes of danger by day: a ledger named by its content, and a record that says which one counts."""

from __future__ import annotations

import hashlib

import msgspec

from spotter.contracts.episodes import SettledDay
from spotter.contracts.names import SiteName, Tenant
from spotter.domain.alarms.episodes import Episode, settled_ledger
from spotter.errors import Corrupt, NotFound
from spotter.ports.objects import Objects
from spotter.ports.records import Key, Records
from spotter.stores.documents import Documents, Stored


class _Line(msgspec.Struct, frozen=True):
    episode: Episode
    digest: str


class Episodes:
    """The settled days of all sites; ledgers that no longer count stay where they are."""

    def __init__(self, objects: Objects, records: Records) -> None:
        self._objects = objects
        self._days = Documents(records, SettledDay)
        self._lines = msgspec.json.Decoder(_Line)

    def day(self, tenant: Tenant, site: SiteName, day: str) -> Stored[SettledDay] | None:
        """Say what counts of a day; None while it was not settled."""
        return self._days.get(_key(tenant, site, day))

    def keep(self, settled: SettledDay, episodes: tuple[Episode, ...], *, expected: int | None) -> None:
        """Write the ledger of a day and make it the one that counts, or raise Conflict."""
        content = settled_ledger(episodes)
        digest = hashlib.sha256(content).hexdigest()[:32]
        folder = f"compacted/tenant={settled.tenant}/site={settled.site}/episodes/day={settled.day}"
        key = f"{folder}/{digest}.jsonl"
        self._objects.put(key, content)
        done = msgspec.structs.replace(settled, key=key, episodes=len(episodes))
        self._days.put(_key(settled.tenant, settled.site, settled.day), done, expected=expected)

    def of(self, settled: SettledDay) -> tuple[Episode, ...]:
        """Read the episodes of a settled day.

        Raises:
            Corrupt: the ledger is not there, or is not what was written.
        """
        try:
            content = self._objects.get(settled.key)
            episodes = tuple(line.episode for line in map(self._lines.decode, content.splitlines()))
        except (NotFound, msgspec.DecodeError) as err:
            raise Corrupt(f"{settled.key} cannot be read", key=settled.key) from err
        if settled_ledger(episodes) != content:
            raise Corrupt(f"the chain of {settled.key} does not hold", key=settled.key)
        return episodes


def _key(tenant: Tenant, site: SiteName, day: str) -> Key:
    return Key(f"{tenant}#{site}#episodes", day)
