"""Runs of the training machine, as they are remembered when the machine has forgotten them."""

from __future__ import annotations

from datetime import datetime

import msgspec

from spotter.contracts.learning import TrainingRequest
from spotter.contracts.names import Tenant


class TrainingRun(msgspec.Struct, frozen=True):
    """A training that somebody asked for: the name of its run, what was asked, by whom and when."""

    tenant: Tenant
    name: str
    request: TrainingRequest
    by: str
    asked_at: datetime
