"""List the alarms of a site, what matters most first."""

from __future__ import annotations

from spotter.contracts.alarms import Alarm, AlarmClass, AlarmState
from spotter.contracts.names import SiteName, Tenant
from spotter.stores.alarms import AlarmLedger
from spotter.stores.registry import Registry

_ORDER = {alarm_class: rank for rank, alarm_class in enumerate(AlarmClass)}


def list_alarms(
    ledger: AlarmLedger, registry: Registry, tenant: Tenant, site: SiteName, *, only_open: bool
) -> tuple[Alarm, ...]:
    """Give the alarms of a site by class and then newest first, without those cleared if `only_open`.

    Raises:
        NotFound: there is no such site.
    """
    registry.site(tenant, site)
    wanted = (
        alarm
        for alarm in ledger.of_site(tenant, site)
        if not only_open or alarm.state is not AlarmState.CLEARED
    )
    return tuple(sorted(wanted, key=lambda alarm: (_ORDER[alarm.alarm_class], -alarm.raised_at.timestamp())))
