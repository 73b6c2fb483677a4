"""Rule sets: the rules of each site, every version kept."""

from __future__ import annotations

from collections.abc import Iterator

from spotter.contracts.names import SiteName, Tenant
from spotter.contracts.rule_sets import RuleSet
from spotter.ports.records import Key, Records, Write
from spotter.stores.documents import Documents, Stored, encoded


class RuleSets:
    """The rule set of each site of a tenant."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self._sets = Documents(records, RuleSet)

    def get(self, tenant: Tenant, site: SiteName) -> Stored[RuleSet] | None:
        """Read what is chosen for a site; None while nothing was."""
        return self._sets.get(_key(tenant, site))

    def put(self, chosen: RuleSet, *, expected: int | None, new: bool) -> None:
        """Write a site's rule set, and its version for ever if it is a new one, both or none.

        Raises:
            Conflict: somebody else was first.
        """
        writes = [Write(_key(chosen.tenant, chosen.site), encoded(chosen), expected)]
        if new:
            writes.append(
                Write(
                    Key(_history(chosen.tenant, chosen.site), f"{chosen.version:06d}"), encoded(chosen), None
                )
            )
        self._records.put_all(writes)

    def versions(self, tenant: Tenant, site: SiteName) -> Iterator[RuleSet]:
        """Give every choice that was in force, the first one first."""
        return (stored.document for stored in self._sets.query(_history(tenant, site)))


def _key(tenant: Tenant, site: SiteName) -> Key:
    return Key(f"{tenant}#rules", site)


def _history(tenant: Tenant, site: SiteName) -> str:
    return f"{tenant}#rules#{site}"
