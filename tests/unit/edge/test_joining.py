"""Joining by a claim, and going over to a rotated identity: what is asked, kept, and never shown."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec
import pytest

from builders.gateways import GATE, MemoryLink
from infra.local.places import ROOT
from spotter.edge.gateway.cloud import Papers
from spotter.edge.gateway.config import GatewayConfig
from spotter.edge.gateway.link import Link, Received
from spotter.edge.gateway.reports import own_manifest
from spotter.edge.identity import DeviceIdentity
from spotter.edge.joining import CREATE, CREATE_FROM_CSR, Claim, join
from spotter.errors import Corrupt, Forbidden, NotFound, Unavailable

CLAIM = Claim("claim certificate", "claim key", "spotter-dev", "claim~", "broker.example", 8883)
PROVISION = "$aws/provisioning-templates/spotter-dev/provision/json"
MADE = {"certificatePem": "own certificate", "privateKey": "own key", "certificateOwnershipToken": "t-1"}


class Fleet:
    """A broker's provisioning service in memory."""

    def __init__(self, **answers: object) -> None:
        self.answers = {CREATE: MADE, PROVISION: {"thingName": f"acme_{GATE}"}, **answers}
        self.asked: list[tuple[str, object]] = []

    def open_link(self, topics: Sequence[str], wake: Callable[[], None]) -> Link:
        del topics, wake
        fleet = self

        class Answering(MemoryLink):
            def publish(self, topic: str, payload: bytes, *, expires_s: int | None = None) -> int:
                fleet.asked.append((topic, json.loads(payload)))
                answer = fleet.answers.get(topic)
                if answer is None:
                    self.open = False
                elif isinstance(answer, str):
                    refused = json.dumps({"errorCode": "AccessDenied", "errorMessage": answer}).encode()
                    self.inbox.append(Received(f"{topic}/rejected", refused))
                else:
                    self.inbox.append(Received(f"{topic}/accepted", json.dumps(answer).encode()))
                return super().publish(topic, payload, expires_s=expires_s)

        return Answering()


def joined(
    fleet: Fleet, folder: Path, *, csr: str | None = None, own_key: str | None = None
) -> DeviceIdentity:
    pending = folder / "pending.json"
    return join(CLAIM, fleet.open_link, serial="SN-1", pending=pending, csr=csr, own_key=own_key)


def test_whoever_holds_a_claim_becomes_what_the_list_says(tmp_path: Path) -> None:
    fleet = Fleet()

    identity = joined(fleet, tmp_path)

    wanted = {"certificateOwnershipToken": "t-1", "parameters": {"SerialNumber": "SN-1"}}
    assert fleet.asked == [(CREATE, {}), (PROVISION, wanted)]
    assert (identity.device, identity.client_id) == (GATE, f"acme_{GATE}")
    assert (identity.certificate_pem, identity.private_key) == ("own certificate", "own key")
    assert identity.events_topic == f"spotter/acme_{GATE}/events"


def test_a_key_of_its_own_is_not_sent(tmp_path: Path) -> None:
    made = {key: value for key, value in MADE.items() if key != "privateKey"}
    fleet = Fleet(**{CREATE_FROM_CSR: made})

    identity = joined(fleet, tmp_path, csr="request", own_key="a key of mine")

    assert fleet.asked[0] == (CREATE_FROM_CSR, {"certificateSigningRequest": "request"})
    assert identity.private_key == "a key of mine"
    assert "a key of mine" not in str(fleet.asked)


def test_with_a_request_of_its_own_it_speaks_as_aws_documents_it_and_the_emulator_cannot(
    tmp_path: Path,
) -> None:
    documented = {"certificateId": "a1", "certificatePem": "pem", "certificateOwnershipToken": "t-9"}
    registered = {"deviceConfiguration": {}, "thingName": f"acme_{GATE}"}
    fleet = Fleet(**{"$aws/certificates/create-from-csr/json": documented, PROVISION: registered})

    identity = joined(fleet, tmp_path, csr="-----BEGIN CERTIFICATE REQUEST-----", own_key="k")

    assert fleet.asked == [
        (
            "$aws/certificates/create-from-csr/json",
            {"certificateSigningRequest": "-----BEGIN CERTIFICATE REQUEST-----"},
        ),
        (
            "$aws/provisioning-templates/spotter-dev/provision/json",
            {"certificateOwnershipToken": "t-9", "parameters": {"SerialNumber": "SN-1"}},
        ),
    ]
    assert (identity.certificate_pem, identity.private_key) == ("pem", "k")


def test_what_joining_says_and_hears_the_policy_of_claims_allows() -> None:
    policy = (ROOT / "infra" / "edge.yaml").read_text()
    provision = "$aws/provisioning-templates/spotter-${Stage}/provision/"

    for topic in (CREATE, CREATE_FROM_CSR, f"{provision}json"):
        allowed = topic.removesuffix("json") + "*"
        assert f':topic/{allowed}"' in policy
        assert f':topicfilter/{allowed}"' in policy


def test_cut_short_it_asks_again_with_the_certificate_that_was_made(tmp_path: Path) -> None:
    fleet = Fleet(**{PROVISION: None})
    with pytest.raises(Unavailable):
        joined(fleet, tmp_path)
    assert (tmp_path / "pending.json").stat().st_mode & 0o777 == 0o600

    again = Fleet()
    identity = joined(again, tmp_path)

    assert [topic for topic, _ in again.asked] == [PROVISION]
    assert identity.certificate_pem == "own certificate"


def test_a_refusal_says_why_and_leaves_nothing_behind(tmp_path: Path) -> None:
    fleet = Fleet(**{PROVISION: "SN-1 is not on the list"})

    with pytest.raises(Forbidden, match="not on the list"):
        joined(fleet, tmp_path)

    assert list(tmp_path.iterdir()) == []


def test_what_is_no_claim_is_said(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        Claim.load(tmp_path)
    (tmp_path / "claim.json").write_text("{}")
    (tmp_path / "certificate.pem").write_text("")
    (tmp_path / "private.key").write_text("")

    with pytest.raises(Corrupt):
        Claim.load(tmp_path)
    assert "claim key" not in repr(CLAIM)


def test_a_rotated_identity_is_noticed_once_and_a_torn_one_leaves_the_one_before(tmp_path: Path) -> None:
    first = joined(Fleet(), tmp_path)
    place = first.save(tmp_path)
    papers = Papers(GatewayConfig(GATE, str(place), "manifest.json", "state"))
    assert not papers.are_new()

    msgspec.structs.replace(first, certificate_pem="the next").save(tmp_path)
    noticed = papers.are_new()
    renewed = papers.newest().certificate_pem
    (place / "device.json").write_text("{")

    assert (noticed, renewed) == (True, "the next")
    assert papers.newest().certificate_pem == "the next"
    assert not papers.are_new()


def test_a_gateway_that_nobody_has_told_anything_judges_itself() -> None:
    manifest = own_manifest(f"acme_{GATE}", "north-pit")

    assert (manifest.tenant, manifest.site, manifest.gateway) == ("acme", "north-pit", GATE)
    assert [each.name for each in manifest.devices] == [GATE]
    assert manifest.rules.rules
