"""Joining the fleet by a claim: a device that shares a claim certificate asks for an identity of its own.

AWS IoT's fleet provisioning over MQTT. The certificate that was made is kept until the broker has accepted
it, so that whoever loses power in between asks again with the same one and is counted once.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import msgspec

from spotter.contracts.names import ThingName, tenant_and_device
from spotter.edge.gateway.link import Link, MqttLink, Received
from spotter.edge.identity import Broker, DeviceIdentity, write_private
from spotter.edge.trust import mutual_tls
from spotter.errors import Corrupt, Forbidden, NotFound, Unavailable

OpenLink = Callable[[Sequence[str], Callable[[], None]], Link]
"""Connects as whoever holds the claim, and subscribes. Raises as `MqttLink` does."""

PATIENCE_S = 20.0
CREATE, CREATE_FROM_CSR = "$aws/certificates/create/json", "$aws/certificates/create-from-csr/json"


class Claim(msgspec.Struct, frozen=True):
    """A claim certificate, as `spotter device claim create` wrote it."""

    certificate_pem: str
    private_key: str
    template: str
    client_id: str
    endpoint: str
    port: int

    def __repr__(self) -> str:
        """Say which template it is for, without what opens something."""
        return f"Claim({self.template})"

    @classmethod
    def load(cls, folder: Path) -> Claim:
        """Read a claim.

        Raises:
            NotFound: the folder is none of a claim.
            Corrupt: what lies there is none.
        """
        try:
            said: dict[str, Any] = msgspec.json.decode((folder / "claim.json").read_bytes())
            said["certificate_pem"] = (folder / "certificate.pem").read_text()
            said["private_key"] = (folder / "private.key").read_text()
            return msgspec.convert(said, type=cls)
        except FileNotFoundError as err:
            raise NotFound("claim", str(folder)) from err
        except (msgspec.DecodeError, TypeError) as err:
            raise Corrupt(f"{folder} holds no claim: {err}", path=str(folder)) from err


class Made(msgspec.Struct, frozen=True):
    """A certificate that was made and has no power yet; `private_key` is empty where the key is one's own."""

    certificate_pem: str = msgspec.field(name="certificatePem")
    token: str = msgspec.field(name="certificateOwnershipToken")
    private_key: str = msgspec.field(name="privateKey", default="")


class _Joined(msgspec.Struct, frozen=True):
    thing: ThingName = msgspec.field(name="thingName")


def join(
    claim: Claim, open_link: OpenLink, *, serial: str, pending: Path, csr: str | None, own_key: str | None
) -> DeviceIdentity:
    """Become what the allow list says of a serial; `pending` is the file that outlives a power loss.

    Raises:
        Unavailable: the broker does not answer.
        Forbidden: the claim was refused, with what the broker says of it.
    """
    create = CREATE if csr is None else CREATE_FROM_CSR
    provision = f"$aws/provisioning-templates/{claim.template}/provision/json"
    desk = _Desk(open_link, (create, provision))
    try:
        made = _kept(pending)
        if made is None:
            body = {} if csr is None else {"certificateSigningRequest": csr}
            made = msgspec.json.decode(desk.ask(create, body), type=Made)
            if own_key is not None:
                made = msgspec.structs.replace(made, private_key=own_key)
            write_private(pending, msgspec.json.encode(made))
        wanted = {"certificateOwnershipToken": made.token, "parameters": {"SerialNumber": serial}}
        joined = msgspec.json.decode(desk.ask(provision, wanted), type=_Joined)
    except Forbidden:
        pending.unlink(missing_ok=True)
        raise
    except msgspec.DecodeError as err:
        raise Unavailable(f"the broker answered what is no answer: {err}") from err
    finally:
        desk.close()
    return _identity(claim, made, joined.thing)


def as_claimant(claim: Claim, broker: Broker) -> OpenLink:
    """Connect with a claim certificate, under a name that no thing bears."""
    identity = _identity(claim, Made(claim.certificate_pem, "", claim.private_key), ThingName("claim_claim"))

    def open_link(topics: Sequence[str], wake: Callable[[], None]) -> Link:
        return MqttLink(
            host=broker.host,
            port=broker.port,
            client_id=f"{claim.client_id}{secrets.token_hex(6)}",
            tls=mutual_tls(identity, broker),
            subscriptions=topics,
            wake=wake,
        )

    return open_link


class _Desk:
    """Asks the broker, and waits for its answer."""

    def __init__(self, open_link: OpenLink, questions: Sequence[str]) -> None:
        self._heard = threading.Event()
        topics = [f"{each}/{answer}" for each in questions for answer in ("accepted", "rejected")]
        self._link = open_link(topics, self._heard.set)

    def ask(self, topic: str, body: object) -> bytes:
        """Ask something, and give what was accepted."""
        self._link.publish(topic, msgspec.json.encode(body))
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline and self._link.is_open():
            for message in self._link.received():
                if message.topic.startswith(f"{topic}/"):
                    return _accepted(message)
            self._heard.wait(0.1)
            self._heard.clear()
        raise Unavailable(f"the broker did not answer {topic}", topic=topic)

    def close(self) -> None:
        """Hang up."""
        self._link.close()


def _accepted(message: Received) -> bytes:
    if message.topic.endswith("/accepted"):
        return message.payload
    try:
        said = msgspec.json.decode(message.payload, type=dict[str, Any])
    except msgspec.DecodeError:
        said = {}
    reason = str(said.get("errorMessage") or said.get("message") or "no reason given")[:300]
    raise Forbidden(f"the claim was refused: {reason}", code=str(said.get("errorCode", ""))[:60])


def _kept(pending: Path) -> Made | None:
    try:
        return msgspec.json.decode(pending.read_bytes(), type=Made)
    except (FileNotFoundError, msgspec.DecodeError):
        return None


def _identity(claim: Claim, made: Made, thing: ThingName) -> DeviceIdentity:
    return DeviceIdentity(
        device=tenant_and_device(thing)[1],
        client_id=thing,
        certificate_pem=made.certificate_pem,
        private_key=made.private_key,
        token="",
        endpoint=claim.endpoint,
        port=claim.port,
        readings_topic=f"spotter/{thing}/readings",
        events_topic=f"spotter/{thing}/events",
    )
