"""Joining the fleet by a claim certificate on the stack: plain paho, real certificates, IAM enforced."""

from __future__ import annotations

import json
import queue
import ssl
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple, Self

import paho.mqtt.client as mqtt
import pytest
from paho.mqtt.enums import CallbackAPIVersion

from callers import Device, Json, Platform, a_message, eventually

pytestmark = pytest.mark.e2e

GAS = {"ch4": {"type": "number", "unit": "%", "minimum": 0, "maximum": 100, "hazard": "ch4"}}
CREATE = "$aws/certificates/create/json"
Aws = Callable[[str], Any]


class Claimant:
    """Whoever holds a claim certificate, on the air."""

    def __init__(self, client: mqtt.Client, template: str) -> None:
        self._client, self._ask = client, f"$aws/provisioning-templates/{template}/provision/json"
        self._heard: queue.Queue[tuple[str, Json]] = queue.Queue()
        client.on_message = lambda _client, _data, message: self._heard.put(
            (message.topic, json.loads(message.payload))
        )
        for topic in (CREATE, self._ask):
            client.subscribe([(f"{topic}/accepted", 1), (f"{topic}/rejected", 1)])

    def asks(self, serial: str) -> tuple[bool, Json]:
        """Ask for an identity as the device of a serial: whether it was given, and all that was said."""
        made = self._said(CREATE, {})[1]
        wanted = {
            "certificateOwnershipToken": made["certificateOwnershipToken"],
            "parameters": {"SerialNumber": serial, "ThingName": "demo_somebody-else"},
        }
        topic, said = self._said(self._ask, wanted)
        return topic.endswith("/accepted"), {**made, **said}

    def _said(self, topic: str, body: Json, *, patience_s: float = 5.0) -> tuple[str, Json]:
        self._client.publish(topic, json.dumps(body), qos=1)
        return self._heard.get(timeout=patience_s)


class Crate(NamedTuple):
    """A site, and what its operator and its installers know of the devices in a crate."""

    platform: Platform
    site: str
    profile: str
    claim: Json
    folder: Path

    @classmethod
    def of(cls, platform: Platform, folder: Path, *, per_hour: int) -> Self:
        site, profile = platform.a_site(), platform.a_profile(GAS)
        status, claim = platform.call("POST", "/v1/claims", {"site": site, "per_hour": per_hour})
        assert status == 201, claim
        (folder / "claim.pem").write_text(claim["certificate_pem"])
        (folder / "claim.key").write_text(claim["private_key"])
        return cls(platform, site, profile, claim, folder)

    def allow(self, count: int, **more: object) -> list[str]:
        """Put serials on the allow list."""
        serials = [f"SN-{uuid.uuid4().hex[:8]}" for _ in range(count)]
        for serial in serials:
            self.allow_one(serial, **more)
        return serials

    def allow_one(self, serial: str, **more: object) -> None:
        row = {
            "row": 1,
            "serial": serial,
            "device": serial.lower(),
            "site": self.site,
            "profile": self.profile,
        }
        answer = self.platform.call("POST", "/v1/allowed/import", {"serials": [{**row, **more}]})
        assert answer.body["rows"][0]["outcome"] == "allowed", answer.body

    @contextmanager
    def claimant(self) -> Iterator[Claimant]:
        stack = self.platform.stack
        client = mqtt.Client(CallbackAPIVersion.VERSION2, client_id=f"claim~{uuid.uuid4().hex[:8]}")
        client.tls_set(
            stack.mqtt_ca,
            str(self.folder / "claim.pem"),
            str(self.folder / "claim.key"),
            cert_reqs=ssl.CERT_REQUIRED,
        )
        client.tls_insecure_set(True)  # the emulator's certificate names no address
        client.connect(stack.mqtt_host, stack.mqtt_port)
        client.loop_start()
        try:
            yield Claimant(client, self.claim["template"])
        finally:
            client.disconnect()
            client.loop_stop()

    def device(self, given: Json) -> Device:
        """Keep what a device was given, ready for any MQTT client."""
        thing, stem = given["thingName"], self.folder / given["certificateId"][:12]
        certificate, key = stem.with_suffix(".pem"), stem.with_suffix(".key")
        certificate.write_text(given["certificatePem"])
        key.write_text(given["privateKey"])
        name = thing.partition("_")[2]
        return Device(name, thing, "", certificate, key, f"spotter/{thing}/readings")

    def shown(self, device: Device) -> Json:
        return self.platform.call("GET", f"/v1/devices/{device.name}").body

    def accepted(self, device: Device) -> int:
        return int(self.platform.call("GET", f"/v1/devices/{device.name}/account").body.get("accepted", 0))

    def abuse(self) -> list[Json]:
        answer = self.platform.call("GET", f"/v1/sites/{self.site}/alarms").body
        return [each for each in answer["alarms"] if each["rule"] == "claim-abuse"]


def test_a_device_with_a_claim_becomes_what_the_list_says_and_its_readings_are_accepted(
    platform: Platform, tmp_path: Path
) -> None:
    crate = Crate.of(platform, tmp_path, per_hour=5)
    (serial,) = crate.allow(1, tags=["new"])

    with crate.claimant() as claimant:
        accepted, given = claimant.asks(serial)

    assert accepted, given
    device = crate.device(given)
    shown = crate.shown(device)
    assert device.name == serial.lower()
    assert (shown["state"], shown["site"], shown["tags"]) == ("new", crate.site, ["new"])
    assert shown["principal"] == given["certificateId"]
    assert platform.publish(device, a_message(1, {"ch4": 0.1}))
    eventually(lambda: crate.accepted(device) == 1, "an accepted reading")
    assert crate.abuse() == []


def test_a_leaked_claim_gains_its_number_an_hour_raises_one_alarm_and_opens_nothing_else(
    platform: Platform, tmp_path: Path
) -> None:
    crate = Crate.of(platform, tmp_path, per_hour=2)
    serials = crate.allow(4)

    with crate.claimant() as claimant:
        gained = [claimant.asks(serial)[0] for serial in (*serials, "SN-unknown", serials[0])]

    assert gained == [True, True, False, False, False, False]
    eventually(lambda: len(crate.abuse()) == 1, "the alarm")
    (alarm,) = crate.abuse()
    assert (alarm["subject"], alarm["alarm_class"]) == (f"site~{crate.site}", "high")
    victim = platform.a_device(crate.site, crate.profile)
    thief = victim._replace(certificate=tmp_path / "claim.pem", key=tmp_path / "claim.key")
    assert not platform.publish(thief, a_message(1, {"ch4": 0.1}))
    assert not platform.publish(thief._replace(thing="claim~thief"), a_message(1, {"ch4": 0.1}))


def test_a_device_that_joins_again_loses_its_old_certificate_at_the_broker_by_the_next_sweep(
    platform: Platform, aws: Aws, tmp_path: Path
) -> None:
    crate = Crate.of(platform, tmp_path, per_hour=5)
    (serial,) = crate.allow(1)
    with crate.claimant() as claimant:
        old = crate.device(claimant.asks(serial)[1])
        assert not claimant.asks(serial)[0]
        crate.allow_one(serial, again=True)
        new = crate.device(claimant.asks(serial)[1])
    assert platform.publish(new, a_message(1, {"ch4": 0.1}))

    swept = aws("lambda").invoke(FunctionName=platform.stack.outputs["FleetName"], Payload=b"{}")
    counts = json.loads(swept["Payload"].read())

    assert "revoked" in counts, counts
    assert not platform.publish(old, a_message(2, {"ch4": 0.1}))
    assert platform.publish(new, a_message(3, {"ch4": 0.1}))


def test_a_revoked_claim_is_not_let_in(platform: Platform, tmp_path: Path) -> None:
    crate = Crate.of(platform, tmp_path, per_hour=5)
    (serial,) = crate.allow(1)
    assert platform.call("POST", f"/v1/claims/{crate.claim['certificate']}/revoke").status == 200

    with crate.claimant() as claimant, pytest.raises(queue.Empty):
        claimant.asks(serial)
