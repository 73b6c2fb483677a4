"""What the HTTP functions are made of; `bootstrap` puts it together, tests do so from memory."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, NamedTuple

from fastapi import Depends, Request

from spotter.errors import Invalid
from spotter.ports.clock import Clock
from spotter.ports.queue import Queue
from spotter.ports.things import Things
from spotter.ports.workflows import Workflow
from spotter.stores.alarms import AlarmLedger
from spotter.stores.models import Models
from spotter.stores.registry import Registry
from spotter.stores.trails import Trails


class DevicesParts(NamedTuple):
    """What functions/devices is made of."""

    registry: Registry
    things: Things
    readings: Queue
    clock: Clock
    randomness: Callable[[int], bytes]
    trails: Trails


class ConsoleParts(NamedTuple):
    """What functions/console is made of."""

    registry: Registry
    ledger: AlarmLedger
    models: Models
    trainings: Workflow
    clock: Clock


async def devices_parts(request: Request) -> DevicesParts:
    """Give the parts of functions/devices, put together on the first request."""
    parts: DevicesParts = _composed(request)
    return parts


async def console_parts(request: Request) -> ConsoleParts:
    """Give the parts of functions/console, put together on the first request."""
    parts: ConsoleParts = _composed(request)
    return parts


def _composed(request: Request) -> Any:  # noqa: ANN401 - the two callers say what it is
    """Put the parts together; what is wrong with the environment is not the caller's fault."""
    try:
        return request.app.state.compose()
    except Invalid as err:
        raise RuntimeError("this function's environment is not complete") from err


ForDevices = Annotated[DevicesParts, Depends(devices_parts)]
ForConsole = Annotated[ConsoleParts, Depends(console_parts)]
