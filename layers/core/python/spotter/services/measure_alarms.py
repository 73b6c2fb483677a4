"""Measure how a site's alarms perform: the load of people, the behaviour of alarms, the times of answers."""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

from spotter.contracts.alarm_load import AlarmMetrics, LoadNorms
from spotter.contracts.names import Tenant
from spotter.domain.alarm_metrics import Span, measured
from spotter.errors import Invalid
from spotter.stores.alarms import AlarmLedger
from spotter.stores.registry import Registry

LONGEST = timedelta(days=366)
"""BS 8484 looks at twelve months."""


class MeasureAlarms(NamedTuple):
    """The use case with what it reads."""

    ledger: AlarmLedger
    registry: Registry
    norms: LoadNorms

    def __call__(self, tenant: Tenant, span: Span) -> AlarmMetrics:
        """Measure the alarms of a site that were raised within a span of time.

        Raises:
            NotFound: there is no such site.
            Invalid: the span ends before it begins, or is longer than a year.
        """
        self.registry.site(tenant, span.site)
        if not span.since < span.until:
            raise Invalid("until must be after since", field="until")
        if span.until - span.since > LONGEST:
            raise Invalid(f"a measure spans at most {LONGEST.days} days", field="until")
        return measured(self.ledger.transitions_of_site(tenant, span.site), span, self.norms)
