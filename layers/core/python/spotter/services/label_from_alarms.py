"""Label time by what people said of the alarms that were raised in it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from spotter.contracts.annotations import Decision
from spotter.contracts.names import LabelName, RuleName, SiteName, Tenant
from spotter.domain.agreement import seconds
from spotter.domain.alarm_labels import AlarmLabels, dispositions, labelled
from spotter.errors import NotFound
from spotter.services.decide_label import decide_label
from spotter.stores.alarms import AlarmLedger
from spotter.stores.models import MarkedIntervals, Models
from spotter.stores.registry import Registry


class Around(NamedTuple):
    """Which rule's alarms label time, and how much of it around each event."""

    rule: RuleName
    before: timedelta
    after: timedelta


class LabelFromAlarms(NamedTuple):
    """The use case with the stores that it works on."""

    models: Models
    registry: Registry
    ledger: AlarmLedger

    def __call__(
        self,
        at: tuple[Tenant, SiteName],
        label: LabelName,
        around: Around,
        *,
        by: str,
        now: datetime,
        replace: bool,
    ) -> tuple[MarkedIntervals, AlarmLabels]:
        """Make the time around true alarms carry the label; false ones do not, and of others nobody knows.

        Raises:
            NotFound: there is no such site, or the rule has raised no alarm on a device there.
            Lossy: the label was marked or decided otherwise; `replace` does it all the same.
        """
        self.registry.site(*at)
        said = dispositions(self.ledger.transitions_of_site(*at), around.rule)
        if not said:
            raise NotFound("alarm on a device by rule", around.rule)
        found = labelled(said, before=around.before, after=around.after)
        decision = Decision(
            how="alarms",
            by=by,
            at=now,
            rule=around.rule,
            undecided_s=seconds(found.excluded),
            noise=found.noise,
            delay_p50_s=found.delay_p50_s,
            delay_worst_s=max(found.delays_s, default=None),
        )
        marked = MarkedIntervals(found.positive, found.excluded, decision)
        return decide_label(self.models, (*at, label), marked, replace=replace), found
