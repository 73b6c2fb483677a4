"""What the extraction machine hands to its task, and gets back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal

import msgspec

from spotter.contracts.datasets import DatasetManifest, Order
from spotter.contracts.offline import Materialisation, OfflineManifest
from spotter.contracts.preparing import PreparingOrder, PreparingReport
from spotter.contracts.sheets import Load
from spotter.errors import Invalid

AT_ONCE = 900.0
"""Seconds of an invocation, where the one who calls does not count them."""


class Task(msgspec.Struct, frozen=True):
    """The state of the machine as the task sees it: an order, or an upload to load.

    `step` is for days that are made beside one another: first they are named, then each is made.
    """

    order: Order | None = None
    load: Load | None = None
    prepare: PreparingOrder | None = None
    materialisation: Materialisation | None = None
    step: Literal["all", "days", "day"] = "all"
    day: str = ""

    @property
    def asked(self) -> Order | Load:
        """Give what is asked for, or raise Invalid."""
        asked = self.order or self.load
        if asked is None:
            raise Invalid("this is no extraction: it names neither an order nor an upload")
        return asked

    @property
    def recipe(self) -> PreparingOrder:
        """Give what a recipe is to be done to, or raise Invalid."""
        if self.prepare is None:
            raise Invalid("this is no preparation: it names no version and no recipe")
        return self.prepare

    @property
    def features(self) -> Materialisation:
        """Give what features are to be computed of, or raise Invalid."""
        if self.materialisation is None:
            raise Invalid("this is no materialisation: it names no features")
        return self.materialisation


def task_of(event: Mapping[str, Any]) -> Task:
    """Read the input of the task, or raise Invalid."""
    try:
        return msgspec.convert(event, Task)
    except msgspec.ValidationError as err:
        raise Invalid(f"this is no extraction: {err}") from err


def extraction_result(manifest: DatasetManifest | None, *, has_schema: bool) -> dict[str, Any]:
    """Say whether the version is made; if not, the machine comes again.

    Where the dataset has a schema in force, the machine holds the version against it next.
    """
    if manifest is None:
        return {"finished": False}
    return {
        "finished": True,
        "version": manifest.version,
        "rows": manifest.rows,
        "has_schema": has_schema,
    }


def materialising_result(manifest: OfflineManifest | None) -> dict[str, Any]:
    """Say whether the version is made, and how many of its rows are new; if not, the machine comes again."""
    if manifest is None:
        return {"finished": False}
    return {"finished": True, "version": manifest.version, "rows": manifest.added}


def preparing_result(report: PreparingReport) -> dict[str, Any]:
    """Say which version was made, if any, and of how many rows."""
    return {"finished": True, "version": report.made or "", "rows": report.rows_after}


def seconds_left(context: object) -> Callable[[], float]:
    """Tell how much time an invocation has left, as its context counts it."""
    counted: Callable[[], int] | None = getattr(context, "get_remaining_time_in_millis", None)
    return (lambda: AT_ONCE) if counted is None else (lambda: counted() / 1_000)
