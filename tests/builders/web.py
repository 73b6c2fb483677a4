"""The two HTTP functions on memory, and what exists in them at the beginning of a test."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import NamedTuple

from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response

from builders.archive import Platform, a_reckoning, an_archive, at
from builders.operators import an_operator
from builders.paging import PagingStores, a_readiness, an_answer, paging_stores
from envelopes.http import Claims, a_client, load_function, provide
from spotter.adapters.memory.claims import MemoryClaims
from spotter.adapters.memory.objects import MemoryObjects
from spotter.adapters.memory.queue import MemoryQueue
from spotter.adapters.memory.records import MemoryRecords
from spotter.adapters.memory.rollouts import MemoryRollouts
from spotter.adapters.memory.things import MemoryThings
from spotter.adapters.memory.users import MemoryUsers
from spotter.adapters.memory.workflow import MemoryWorkflow
from spotter.contracts.names import ThingName
from spotter.entry.web.parts import (
    ArchiveParts,
    ConsoleParts,
    DevicesParts,
    PagingParts,
    archive_parts,
    console_parts,
    devices_parts,
)
from spotter.services.deploy_update import DeployUpdate
from spotter.services.dry_run_profile import DryRunProfile
from spotter.services.follow_answers import FollowAnswers
from spotter.services.keep_claims import KeepClaims
from spotter.services.keep_users import KeepUsers
from spotter.services.register_model import RegisterModel
from spotter.services.show_evidence import ShowEvidence
from spotter.stores.alarms import AlarmLedger
from spotter.stores.assignments import Assignments
from spotter.stores.episodes import Episodes
from spotter.stores.exports import Exports
from spotter.stores.fleet_access import FleetAccess
from spotter.stores.groups import Groups
from spotter.stores.lake import PredictionLog, Quarantine
from spotter.stores.models import Models
from spotter.stores.provisioning_limits import provisioning_limits
from spotter.stores.raw import RawReadings
from spotter.stores.registry import Registry
from spotter.stores.studies import Studies
from spotter.stores.texts import ModelTexts
from spotter.stores.trails import Trails
from spotter.stores.workers import Workers
from spotter.stores.zones import Zones

A_MESSAGE = b'{"v": 1, "boot": "b7", "seq": 41, "at": "2026-11-24T09:00:00Z", "values": {"ch4": 1.2}}'
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)

A_PROFILE = {
    "channels": {
        "ch4": {"type": "number", "unit": "%", "minimum": 0, "maximum": 100, "hazard": "ch4"},
        "sos": {"type": "boolean"},
        "worn_by": {"type": "string"},
    }
}
A_SITE = {"title": "North pit", "supervisors": [{"name": "Siobhan", "phone": "+353861234567"}]}
A_REGISTRATION = {"device": "helmet-7", "site": "north-pit", "profile": "gas-helmet"}


def counting_bytes(count: int) -> bytes:
    """Stand in for randomness."""
    return bytes(range(count))


class DevicesPlatform(NamedTuple):
    """functions/devices on memory."""

    app: FastAPI
    registry: Registry
    things: MemoryThings
    readings: MemoryQueue
    trails: Trails
    rollouts: MemoryRollouts
    parts: DevicesParts
    lake: MemoryObjects

    def client(self, claims: Claims | None = None) -> TestClient:
        return a_client(self.app, claims)


def a_devices_platform() -> DevicesPlatform:
    """Make functions/devices on memory, with nothing in it."""
    app: FastAPI = load_function("devices").app
    registry, things, readings = Registry(MemoryRecords()), MemoryThings(), MemoryQueue()
    trails, assignments = Trails(MemoryRecords()), Assignments(MemoryRecords())
    rollouts, objects = MemoryRollouts(ThingName("acme_gate-1")), MemoryObjects()
    models, texts = Models(MemoryRecords()), ModelTexts(objects)
    deploy = DeployUpdate(registry, objects, objects, rollouts, lambda: NOW, models, texts)
    access = FleetAccess(MemoryRecords())
    parts = DevicesParts(
        registry=registry,
        things=things,
        readings=readings,
        clock=lambda: NOW,
        randomness=counting_bytes,
        trails=trails,
        assignments=assignments,
        workers=Workers(MemoryRecords()),
        deploy=deploy,
        access=access,
        claims=KeepClaims(registry, access, MemoryClaims(), lambda: NOW, provisioning_limits()),
        dry_run=DryRunProfile(registry, RawReadings(objects), Quarantine(objects), lambda: NOW),
    )
    provide(app, devices_parts, parts)
    return DevicesPlatform(app, registry, things, readings, trails, rollouts, parts, objects)


def with_a_site(platform: DevicesPlatform, tenant: str = "acme") -> TestClient:
    """Put a site and a profile there, and give the operator's client that did so."""
    client = platform.client(an_operator(tenant))
    assert client.put("/v1/sites/north-pit", json=A_SITE).status_code == 200
    assert client.put("/v1/profiles/gas-helmet", json=A_PROFILE).status_code == 200
    return client


def post_readings(client: TestClient, token: str | None, body: bytes, device: str = "helmet-7") -> Response:
    """Post a batch as a gateway does."""
    headers = {} if token is None else {"authorization": f"Bearer {token}"}
    answer: Response = client.post(f"/v1/devices/{device}/readings", content=body, headers=headers)
    return answer


class ArchivePlatform(NamedTuple):
    """functions/archive on memory, at noon of the day after the readings of `builders.archive`."""

    app: FastAPI
    registry: Registry
    archive: Platform
    assignments: Assignments
    episodes: Episodes
    predictions: PredictionLog
    models: Models

    def client(self, claims: Claims | None = None) -> TestClient:
        return a_client(self.app, claims)


def an_archive_platform() -> ArchivePlatform:
    """Make functions/archive on memory, with nothing in it."""
    app: FastAPI = load_function("archive").app
    registry, archive = Registry(MemoryRecords()), an_archive()
    exports, assignments = Exports(archive.objects, archive.links), Assignments(MemoryRecords())
    reckon = a_reckoning(archive.query, registry, assignments)
    episodes = Episodes(archive.objects, MemoryRecords())
    predictions = PredictionLog(archive.objects)
    models = Models(MemoryRecords())
    parts = ArchiveParts(
        registry,
        archive.query,
        archive.verify,
        exports,
        assignments,
        lambda: at(36 * 3600),
        reckon,
        episodes,
        predictions,
        models,
    )
    provide(app, archive_parts, parts)
    return ArchivePlatform(app, registry, archive, assignments, episodes, predictions, models)


class ConsolePlatform(NamedTuple):
    """functions/console on memory."""

    app: FastAPI
    registry: Registry
    ledger: AlarmLedger
    models: Models
    trainings: MemoryWorkflow
    paging: PagingStores
    groups: Groups
    texts: ModelTexts
    studies: Studies
    searches: MemoryRecords
    runs: MemoryWorkflow
    assignments: Assignments
    judging: MemoryWorkflow

    def client(self, claims: Claims | None = None) -> TestClient:
        return a_client(self.app, claims)


def a_console_platform() -> ConsolePlatform:
    """Make functions/console on memory, with nothing in it."""
    app: FastAPI = load_function("console").app
    registry = Registry(MemoryRecords())
    ledger, models, trainings = AlarmLedger(MemoryRecords()), Models(MemoryRecords()), MemoryWorkflow()
    stores = paging_stores()
    answer, readiness = an_answer(ledger, stores, lambda: NOW), a_readiness(registry, stores.people)
    paging = PagingParts(stores.people, answer, readiness, stores.runs)
    users = KeepUsers(MemoryUsers(), counting_bytes)
    groups = Groups(MemoryRecords())
    lake, searches = MemoryObjects(), MemoryRecords()
    studies = Studies(searches)
    texts = ModelTexts(lake)
    worn, zones = Assignments(MemoryRecords()), Zones(MemoryRecords())
    evidence = ShowEvidence(models, texts, lake)
    runs, judging = MemoryWorkflow(), MemoryWorkflow()
    follow = FollowAnswers(models, ledger, PredictionLog(lake), lambda: NOW)
    register = RegisterModel(models, texts, lake, judging, lambda: NOW)
    learned = (evidence, follow, studies, runs, worn, zones, register)
    parts = ConsoleParts(registry, ledger, models, trainings, lambda: NOW, paging, users, groups, *learned)
    provide(app, console_parts, parts)
    kept = (texts, studies, searches, runs, worn, judging)
    return ConsolePlatform(app, registry, ledger, models, trainings, stores, groups, *kept)
