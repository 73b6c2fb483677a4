"""Rollouts in memory: what it means to order an update."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spotter.contracts.names import ThingName
from spotter.errors import Conflict, NotFound
from spotter.ports.rollouts import Rollout, Rollouts


class MemoryRollouts:
    """Orders in a dictionary, for things that are named at the beginning."""

    def __init__(self, *things: ThingName) -> None:
        self._things = set(things)
        self._orders: dict[str, tuple[ThingName, str]] = {}
        self._states: dict[str, Rollout] = {}

    def order(self, thing: ThingName, *, job: str, document: str) -> None:
        """Order an update."""
        if thing not in self._things:
            raise NotFound("thing", thing)
        if self._orders.setdefault(job, (thing, document)) != (thing, document):
            raise Conflict("job", job, expected=None)
        self._states.setdefault(job, Rollout("QUEUED", ""))

    def state(self, thing: ThingName, *, job: str) -> Rollout:
        """Tell how an order stands."""
        if self._orders.get(job, ("", ""))[0] != thing:
            raise NotFound("job", job)
        return self._states[job]

    def document(self, job: str) -> str:
        """Give what was ordered, as the thing would read it."""
        return self._orders[job][1]


if TYPE_CHECKING:
    _port: type[Rollouts] = MemoryRollouts
