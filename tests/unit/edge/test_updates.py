from __future__ import annotations

import hashlib
import json
import threading
from pathlib import Path

import msgspec
import pytest

from builders.gateways import GATE, HELMET, MemoryLink, a_manifest
from spotter.contracts.gateways import Update
from spotter.contracts.names import ThingName
from spotter.edge.gateway.config import GatewayConfig
from spotter.edge.gateway.jobs import JobDesk, Perform
from spotter.edge.gateway.knowledge import known, manifest_in
from spotter.edge.gateway.link import Received
from spotter.edge.gateway.updates import Versions, install
from spotter.errors import Corrupt, Invalid, Unavailable

THING = ThingName("acme_gate-1")
JOBS = f"$aws/things/{THING}/jobs"
OLD, NEW = b"old rules", b"new rules"


def an_update(content: bytes, *, said: bytes | None = None) -> Update:
    return Update("manifest", hashlib.sha256(said or content).hexdigest(), len(content), "https://x.example")


def installed(versions: Versions, content: bytes) -> list[bytes]:
    used: list[bytes] = []
    install(an_update(content), versions, lambda _url, _size: content, used.append)
    return used


def test_an_update_is_kept_switched_to_and_used(tmp_path: Path) -> None:
    versions = Versions(tmp_path)

    used = installed(versions, NEW)

    assert used == [NEW]
    assert versions.current is not None
    assert versions.content(versions.current) == NEW


def test_what_is_not_what_the_job_named_is_never_used(tmp_path: Path) -> None:
    versions = Versions(tmp_path)
    installed(versions, OLD)
    used: list[bytes] = []

    with pytest.raises(Corrupt):
        install(an_update(NEW, said=b"other"), versions, lambda _url, _size: NEW, used.append)

    assert used == []
    assert versions.current == hashlib.sha256(OLD).hexdigest()


def test_what_is_not_fit_for_use_is_rolled_back(tmp_path: Path) -> None:
    versions = Versions(tmp_path)
    installed(versions, OLD)

    def refuse(_content: bytes) -> None:
        sentence = "no rules"
        raise Invalid(sentence)

    with pytest.raises(Invalid):
        install(an_update(NEW), versions, lambda _url, _size: NEW, refuse)

    assert versions.current == hashlib.sha256(OLD).hexdigest()


def test_installing_what_is_current_fetches_nothing(tmp_path: Path) -> None:
    versions = Versions(tmp_path)
    installed(versions, NEW)

    def away(_url: str, _size: int) -> bytes:
        sentence = "away"
        raise Unavailable(sentence)

    install(an_update(NEW), versions, away, lambda _: None)

    assert versions.current == hashlib.sha256(NEW).hexdigest()


def test_an_update_that_rotted_on_the_disk_gives_way_to_the_set_up(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_bytes(msgspec.json.encode(a_manifest()))
    config = GatewayConfig(GATE, ".", str(tmp_path / "manifest.json"), str(tmp_path))
    versions = Versions(tmp_path / "updates" / "manifest")
    installed(versions, msgspec.json.encode(a_manifest(GATE, "helmet-9")))
    assert [each.name for each in known(config).devices] == [GATE, "helmet-9"]

    (tmp_path / "updates" / "manifest" / str(versions.current)).write_bytes(b"rot")

    assert [each.name for each in known(config).devices] == [GATE, HELMET]


def test_a_manifest_of_another_gateway_or_without_rules_is_refused() -> None:
    config = GatewayConfig("gate-2", ".", "m", "s")
    mine = a_manifest("gate-2")
    mute = msgspec.structs.replace(mine, rules=msgspec.structs.replace(mine.rules, rules=()))

    for wrong in (a_manifest(), mute, msgspec.structs.replace(mine, profiles=())):
        with pytest.raises(Invalid):
            manifest_in(msgspec.json.encode(wrong), config)


def a_desk(perform: Perform) -> tuple[JobDesk, threading.Event]:
    done = threading.Event()
    return JobDesk(THING, perform, done.set), done


def an_order(document: object) -> Received:
    said = {"execution": {"jobId": "j1", "status": "IN_PROGRESS", "jobDocument": document}}
    return Received(f"{JOBS}/start-next/accepted", json.dumps(said).encode())


def reported(document: object, perform: Perform) -> dict[str, object]:
    (desk, done), link = a_desk(perform), MemoryLink()
    desk.step(link, 1, [an_order(document)])
    assert done.wait(5)
    desk.step(link, 1, [])
    said: dict[str, object] = json.loads(dict(link.published)[f"{JOBS}/j1/update"])
    return said


def test_a_gateway_asks_for_its_jobs_when_it_connects_and_when_there_is_one() -> None:
    (desk, _), link = a_desk(lambda _: None), MemoryLink()

    desk.step(link, 1, [])
    desk.step(link, 1, [Received(f"{JOBS}/notify-next", b"{}")])

    assert [topic for topic, _ in link.published] == [f"{JOBS}/start-next"] * 2


def test_a_job_that_was_done_is_reported_done() -> None:
    performed: list[Update] = []

    said = reported(msgspec.to_builtins(an_update(NEW)), performed.append)

    assert said["status"] == "SUCCEEDED"
    assert performed == [an_update(NEW)]


@pytest.mark.parametrize("document", [{}, [], {"kind": "firmware", "sha256": "", "size": 1, "url": ""}])
def test_a_job_that_orders_nothing_we_do_is_reported_failed_with_its_reason(document: object) -> None:
    said = reported(document, lambda _: None)

    assert said["status"] == "FAILED"
    assert "update" in str(said["statusDetails"])
