"""What judging remembers from one reading to the next, and over a restart."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from spotter.contracts.alarms import ConditionActive
from spotter.contracts.trails import Trail
from spotter.domain.rules.memory import Memory
from spotter.edge.gateway.shelf import Shelf

Cause = str
"""What a siren sounds for: `<rule>.<subject>` of a condition, as alarms are named."""

Holding = dict[Cause, ConditionActive]
_HOLDING = "holding"


class Mind(msgspec.Struct):
    """What timed rules remember of a subject; `heard` is when it was last heard, by this gateway's clock.

    Both in epoch milliseconds. A silence is measured from there, so a device whose clock is wrong, or whose
    readings travel long, is given the same time as any other.
    """

    memory: Memory = msgspec.field(default_factory=Memory)
    heard: int = 0


class Remembered:
    """Trails by device, minds by subject, and which conditions hold."""

    def __init__(self, notes: Mapping[str, bytes] | None = None) -> None:
        kept = notes or {}
        self.trails: Shelf[Trail] = Shelf("trail/", Trail, Trail, kept)
        self.minds: Shelf[Mind] = Shelf("mind/", Mind, Mind, kept)
        self._holding: Shelf[Holding] = Shelf(
            "", Holding, dict, {n: c for n, c in kept.items() if n == _HOLDING}
        )

    @property
    def holding(self) -> Mapping[Cause, ConditionActive]:
        """Give the conditions that hold."""
        return self._holding.look(_HOLDING)

    def hold(self, cause: Cause, found: ConditionActive) -> None:
        """Remember that a condition holds."""
        self._holding.take(_HOLDING)[cause] = found

    def end(self, cause: Cause) -> bool:
        """Remember that a condition is over; tell whether it had held."""
        return cause in self.holding and self._holding.take(_HOLDING).pop(cause) is not None

    def changes(self) -> dict[str, bytes]:
        """Give what is to be written with the readings that were judged."""
        return {**self.trails.changes(), **self.minds.changes(), **self._holding.changes()}

    def written(self, changes: Mapping[str, bytes]) -> None:
        """Take note that it is on the disk."""
        for shelf in (self.trails, self.minds, self._holding):
            shelf.written(changes)

    def undo(self) -> None:
        """Go back to what is on the disk: the readings will come again."""
        for shelf in (self.trails, self.minds, self._holding):
            shelf.undo()
