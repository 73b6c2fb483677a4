"""What the extraction machine hands to its check, and gets back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from spotter.contracts.datasets import Order, Version
from spotter.contracts.sheets import Load
from spotter.contracts.skew import CheckOrder
from spotter.errors import Invalid
from spotter.services.check_version import Checked


class Made(msgspec.Struct, frozen=True):
    """What was frozen before the check."""

    version: Version


class CheckTask(msgspec.Struct, frozen=True):
    """The state of the machine: a check that somebody asked for, or a version that was just made."""

    check: CheckOrder | None = None
    order: Order | None = None
    load: Load | None = None
    extraction: Made | None = None

    @property
    def asked(self) -> CheckOrder:
        """Say what is to be checked, or raise Invalid; a new version is held against the schema in force."""
        if self.check is not None:
            return self.check
        if self.extraction is not None and self.order is not None:
            told = self.order.definition
            return CheckOrder(self.order.run, told.tenant, told.name, self.extraction.version, self.order.by)
        if self.extraction is not None and self.load is not None:
            load = self.load
            return CheckOrder(load.run, load.tenant, load.dataset, self.extraction.version, load.by)
        raise Invalid("this is no check: it names neither a version nor what made one")


def task_of(event: Mapping[str, Any]) -> CheckTask:
    """Read the input of the task, or raise Invalid."""
    try:
        return msgspec.convert(event, CheckTask)
    except msgspec.ValidationError as err:
        raise Invalid(f"this is no check: {err}") from err


def check_result(checked: Checked) -> dict[str, Any]:
    """Say what came of it; where it is not finished the machine comes again."""
    return {
        "finished": checked.finished,
        "outcomes": [entry.outcome for entry in checked.entries],
        "trainings": sorted({run for entry in checked.entries for run in entry.trainings}),
    }
