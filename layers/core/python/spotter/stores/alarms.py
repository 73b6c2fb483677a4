"""The alarms of a site and the ledger of everything that happened to them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from spotter.contracts.alarms import Alarm
from spotter.contracts.ledger import Anchor, Transition
from spotter.contracts.names import SiteName, Tenant
from spotter.errors import NotFound
from spotter.ports.records import Key, Records, Write
from spotter.stores.documents import Documents, encoded


class AlarmLedger:
    """One record a condition, and one ledger line for each of its transitions, written together."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self._alarms = Documents(records, Alarm)
        self._transitions = Documents(records, Transition)
        self._anchors = Documents(records, Anchor)

    def find(self, tenant: Tenant, site: SiteName, alarm: str) -> Alarm | None:
        """Read an alarm; None when its condition was never active."""
        stored = self._alarms.get(_alarm_key(tenant, site, alarm))
        return None if stored is None else stored.document

    def get(self, tenant: Tenant, site: SiteName, alarm: str) -> Alarm:
        """Read an alarm, or raise NotFound."""
        found = self.find(tenant, site, alarm)
        if found is None:
            raise NotFound("alarm", alarm)
        return found

    def find_many(self, wanted: Iterable[tuple[Tenant, SiteName, str]]) -> list[Alarm]:
        """Read several alarms at once; those never raised are left out."""
        found = self._alarms.get_many([_alarm_key(*names) for names in wanted])
        return [stored.document for stored in found.values()]

    def of_site(self, tenant: Tenant, site: SiteName) -> Iterator[Alarm]:
        """Give every alarm of a site, whatever its state."""
        return (stored.document for stored in self._alarms.query(_alarms(tenant, site)))

    def record(self, alarm: Alarm, transition: Transition) -> None:
        """Write an alarm one version on, with its ledger line, both or neither.

        Raises:
            Conflict: the stored version is not `alarm.version - 1`.
        """
        line = f"{transition.alarm}#{transition.version:08d}"
        expected = None if alarm.version == 1 else alarm.version - 1
        self._records.put_all(
            [
                Write(_alarm_key(alarm.tenant, alarm.site, alarm.id), encoded(alarm), expected),
                Write(Key(_ledger(alarm.tenant, alarm.site), line), encoded(transition), None),
            ]
        )

    def transitions(self, tenant: Tenant, site: SiteName, alarm: str) -> Iterator[Transition]:
        """Give the ledger lines of an alarm, oldest first."""
        lines = self._transitions.query(_ledger(tenant, site), prefix=f"{alarm}#")
        return (stored.document for stored in lines)

    def transitions_of_site(self, tenant: Tenant, site: SiteName) -> Iterator[Transition]:
        """Give the ledger lines of every alarm of a site, by alarm, each oldest first."""
        return (stored.document for stored in self._transitions.query(_ledger(tenant, site)))

    def anchors(self, tenant: Tenant, site: SiteName) -> Iterator[Anchor]:
        """Give the anchors of a site's ledger, oldest first."""
        return (stored.document for stored in self._anchors.query(_anchors(tenant, site)))

    def add_anchor(self, anchor: Anchor) -> None:
        """Write an anchor.

        Raises:
            Conflict: there is one of that number.
        """
        key = Key(_anchors(anchor.tenant, anchor.site), f"{anchor.number:08d}")
        self._anchors.put(key, anchor, expected=None)


def _alarms(tenant: Tenant, site: SiteName) -> str:
    return f"{tenant}#{site}#alarms"


def _ledger(tenant: Tenant, site: SiteName) -> str:
    return f"{tenant}#{site}#ledger"


def _anchors(tenant: Tenant, site: SiteName) -> str:
    return f"{tenant}#{site}#anchors"


def _alarm_key(tenant: Tenant, site: SiteName, alarm: str) -> Key:
    return Key(_alarms(tenant, site), alarm)
