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
from spotter.services.answer_page import AnswerPage
from spotter.services.check_readiness import CheckReadiness
from spotter.services.deploy_update import DeployUpdate
from spotter.services.dry_run_profile import DryRunProfile
from spotter.services.follow_answers import FollowAnswers
from spotter.services.keep_claims import KeepClaims
from spotter.services.keep_users import KeepUsers
from spotter.services.query_readings import QueryReadings
from spotter.services.reckon_exposure import ReckonExposure
from spotter.services.register_model import RegisterModel
from spotter.services.show_evidence import ShowEvidence
from spotter.services.verify_archive import VerifyArchive
from spotter.stores.alarms import AlarmLedger
from spotter.stores.assignments import Assignments
from spotter.stores.episodes import Episodes
from spotter.stores.exports import Exports
from spotter.stores.fleet_access import FleetAccess
from spotter.stores.groups import Groups
from spotter.stores.lake import PredictionLog
from spotter.stores.models import Models
from spotter.stores.people import People
from spotter.stores.registry import Registry
from spotter.stores.studies import Studies
from spotter.stores.trails import Trails
from spotter.stores.workers import Workers
from spotter.stores.zones import Zones


class DevicesParts(NamedTuple):
    """What functions/devices is made of."""

    registry: Registry
    things: Things
    readings: Queue
    clock: Clock
    randomness: Callable[[int], bytes]
    trails: Trails
    assignments: Assignments
    workers: Workers
    deploy: DeployUpdate
    access: FleetAccess
    claims: KeepClaims
    dry_run: DryRunProfile


class PagingParts(NamedTuple):
    """What the console knows of people: who they are, what they answer, and whether they can be reached."""

    people: People
    answer: AnswerPage
    readiness: CheckReadiness
    runs: Workflow


class ConsoleParts(NamedTuple):
    """What functions/console is made of."""

    registry: Registry
    ledger: AlarmLedger
    models: Models
    trainings: Workflow
    clock: Clock
    paging: PagingParts
    users: KeepUsers
    groups: Groups
    evidence: ShowEvidence
    follow: FollowAnswers
    studies: Studies
    searches: Workflow
    assignments: Assignments
    zones: Zones
    register: RegisterModel


class ArchiveParts(NamedTuple):
    """What functions/archive is made of."""

    registry: Registry
    query: QueryReadings
    verify: VerifyArchive
    exports: Exports
    assignments: Assignments
    clock: Clock
    reckon: ReckonExposure
    episodes: Episodes
    predictions: PredictionLog
    models: Models


async def archive_parts(request: Request) -> ArchiveParts:
    """Give the parts of functions/archive, put together on the first request."""
    parts: ArchiveParts = composed(request)
    return parts


async def devices_parts(request: Request) -> DevicesParts:
    """Give the parts of functions/devices, put together on the first request."""
    parts: DevicesParts = composed(request)
    return parts


async def console_parts(request: Request) -> ConsoleParts:
    """Give the parts of functions/console, put together on the first request."""
    parts: ConsoleParts = composed(request)
    return parts


def composed(request: Request) -> Any:  # noqa: ANN401 - the two callers say what it is
    """Put the parts of a function together; what is wrong with the environment is not the caller's fault."""
    try:
        return request.app.state.compose()
    except Invalid as err:
        raise RuntimeError("this function's environment is not complete") from err


ForArchive = Annotated[ArchiveParts, Depends(archive_parts)]
ForDevices = Annotated[DevicesParts, Depends(devices_parts)]
ForConsole = Annotated[ConsoleParts, Depends(console_parts)]
