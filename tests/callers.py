"""Callers whom we do not know: urllib for HTTP, plain paho for MQTT. Nothing of spotter's own clients."""

from __future__ import annotations

import json
import ssl
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple, TypeVar
from urllib.parse import quote

import paho.mqtt.client as mqtt
import pytest
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion

from infra.local.places import Endpoints

PATIENCE_S = 30.0
Json = dict[str, Any]  # whatever the platform answers
T = TypeVar("T")


class Answer(NamedTuple):
    """What the platform answered over HTTP."""

    status: int
    body: Json


class Device(NamedTuple):
    """A registered device with its files, ready for any MQTT client."""

    name: str
    thing: str
    token: str
    certificate: Path
    key: Path
    topic: str


class Platform:
    """The platform as its callers see it."""

    def __init__(self, stack: Endpoints, token: str, folder: Path) -> None:
        self.stack = stack
        self._token = token
        self._folder = folder

    def call(self, method: str, path: str, body: object = None, *, token: str | None = None) -> Answer:
        """Call the HTTP API as the operator, or with another token; an empty one sends none."""
        bearer = self._token if token is None else token
        headers = {"content-type": "application/json"} | (
            {"authorization": f"Bearer {bearer}"} if bearer else {}
        )
        data = body if isinstance(body, bytes) else None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.stack.api_url + path, data, headers, method=method)  # noqa: S310
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE_S) as answer:  # noqa: S310 - loopback
                return Answer(answer.status, json.loads(answer.read() or b"{}"))
        except urllib.error.HTTPError as err:
            content = err.read()
            return Answer(err.code, json.loads(content) if content.startswith(b"{") else {"text": content})

    def a_site(self, *phones: str) -> str:
        """Describe a new site whose supervisors have these phones."""
        site = f"site-{uuid.uuid4().hex[:8]}"
        people = [{"name": f"Supervisor {number}", "phone": phone} for number, phone in enumerate(phones)]
        assert self.call("PUT", f"/v1/sites/{site}", {"title": "A site", "supervisors": people}).status == 200
        return site

    def a_profile(self, channels: Json) -> str:
        """Define a new profile."""
        profile = f"profile-{uuid.uuid4().hex[:8]}"
        assert self.call("PUT", f"/v1/profiles/{profile}", {"channels": channels}).status == 200
        return profile

    def a_device(self, site: str, profile: str) -> Device:
        """Register a new device and keep its files as an integrator would."""
        name = f"device-{uuid.uuid4().hex[:8]}"
        status, made = self.call("POST", "/v1/devices", {"device": name, "site": site, "profile": profile})
        assert status == 201, made
        certificate, key = self._folder / f"{name}.pem", self._folder / f"{name}.key"
        certificate.write_text(made["certificate_pem"])
        key.write_text(made["private_key"])
        return Device(name, made["thing"], made["token"], certificate, key, made["topics"]["readings"])

    def publish(
        self,
        device: Device,
        payload: bytes,
        *,
        topic: str | None = None,
        certificate_of: Device | None = None,
        anonymous: bool = False,
        protocol: MQTTProtocolVersion = MQTTProtocolVersion.MQTTv311,
    ) -> bool:
        """Publish with plain paho at QoS 1; True when the broker acknowledged."""
        return self.publish_all(
            device,
            [payload],
            topic=topic,
            certificate_of=certificate_of,
            anonymous=anonymous,
            protocol=protocol,
        )

    def publish_all(
        self,
        device: Device,
        payloads: Iterable[bytes],
        *,
        topic: str | None = None,
        certificate_of: Device | None = None,
        anonymous: bool = False,
        protocol: MQTTProtocolVersion = MQTTProtocolVersion.MQTTv311,
    ) -> bool:
        """Publish one after the other over one connection; True when the broker acknowledged them all."""
        client = mqtt.Client(CallbackAPIVersion.VERSION2, client_id=device.thing, protocol=protocol)
        holder = certificate_of or device
        certificate, key = (None, None) if anonymous else (str(holder.certificate), str(holder.key))
        client.tls_set(self.stack.mqtt_ca, certificate, key, cert_reqs=ssl.CERT_REQUIRED)
        client.tls_insecure_set(True)  # the emulator's certificate names no address
        try:
            client.connect(self.stack.mqtt_host, self.stack.mqtt_port)
            client.loop_start()
            return all(_acknowledged(client, topic or device.topic, payload) for payload in payloads)
        except (OSError, RuntimeError, ValueError):
            return False
        finally:
            client.loop_stop()
            client.disconnect()

    def texts(self, phone: str) -> list[str]:
        """Read the SMS outbox of the emulator for a phone."""
        url = (
            f"{self.stack.endpoint_url}/_ministack/sns/sms-messages?phoneNumber=%2B{phone.removeprefix('+')}"
        )
        with urllib.request.urlopen(url, timeout=10) as answer:  # noqa: S310 - loopback
            return sorted(set(_messages(json.loads(answer.read()))))

    def pushes(self, endpoint: str) -> list[dict[str, str]]:
        """Read what the app of a phone with Android would show, each with `title` and `body`."""
        url = f"{self.stack.endpoint_url}/_ministack/sns/sms-messages?phoneNumber={quote(endpoint)}"
        with urllib.request.urlopen(url, timeout=10) as answer:  # noqa: S310 - loopback
            sent = [json.loads(text) for text in _messages(json.loads(answer.read()))]
        return [json.loads(each["GCM"])["fcmV1Message"]["message"]["notification"] for each in sent]

    def emails(self, address: str) -> list[Json]:
        """Read the e-mails that the emulator has sent to an address."""
        url = f"{self.stack.endpoint_url}/_ministack/ses/messages"
        with urllib.request.urlopen(url, timeout=10) as answer:  # noqa: S310 - loopback
            boxes = json.loads(answer.read())["messages"].values()
        return [mail for box in boxes for mail in box if address in mail["To"]]


class Cloud(NamedTuple):
    """What otherwise time does: waking functions; and clients for what callers never see."""

    client: Callable[[str], Any]

    def wake(self, function: str, **event: object) -> None:
        """Wake a function as its schedule does; not waited for."""
        pages = self.client("lambda").get_paginator("list_functions").paginate()
        names = [each["FunctionName"] for page in pages for each in page["Functions"]]
        (name,) = (each for each in names if function in each)
        self.client("lambda").invoke(
            FunctionName=name, InvocationType="Event", Payload=json.dumps(event).encode()
        )

    def table(self, part: str) -> str:
        """Name a table by a part of its name."""
        names = self.client("dynamodb").list_tables()["TableNames"]
        return str(next(name for name in names if part in name))


def eventually(look: Callable[[], T], what: str, *, patience_s: float = PATIENCE_S) -> T:
    """Look until there is something to see, and give it."""
    deadline = time.monotonic() + patience_s
    while time.monotonic() < deadline:
        if seen := look():
            return seen
        time.sleep(0.1)
    pytest.fail(f"{what} did not happen within {patience_s:.0f} s")


def _acknowledged(client: mqtt.Client, topic: str, payload: bytes) -> bool:
    message = client.publish(topic, payload, qos=1)
    message.wait_for_publish(5)
    return message.is_published()


def a_message(seq: int, values: Json, *, at: datetime | None = None) -> bytes:
    """Write a message as a device would."""
    moment = (at or datetime.now(UTC)).isoformat().replace("+00:00", "Z")
    return json.dumps({"v": 1, "boot": "b1", "seq": seq, "at": moment, "values": values}).encode()


def _messages(answer: object) -> Iterator[str]:
    """Find the texts wherever the emulator nests them."""
    match answer:
        case dict():
            for key, value in answer.items():
                if key.lower() == "message" and isinstance(value, str):
                    yield value
                else:
                    yield from _messages(value)
        case list():
            for each in answer:
                yield from _messages(each)
        case _:
            return
