"""Identities as they are shown once: a certificate, its key, and where to connect."""

from __future__ import annotations

from typing import Any

from spotter.contracts.devices import Device, Identity, topics_of
from spotter.contracts.http.devices import RegistrationAnswer, RotationAnswer, TopicsAnswer
from spotter.services.register_device import Registered
from spotter.services.rotate_certificate import Rotated

MQTT_PORT = 8883
"""Where IoT Core speaks MQTT with mutual TLS."""


def registration_answer(registered: Registered) -> RegistrationAnswer:
    """Show everything that a new device needs to publish."""
    device, identity, token = registered
    return RegistrationAnswer(
        **_certificate(device, identity),
        site=device.site,
        profile=device.profile,
        profile_version=device.profile_version,
        topics=TopicsAnswer.model_validate(topics_of(device.thing)),
        token=token,
    )


def rotation_answer(rotated: Rotated) -> RotationAnswer:
    """Show the further certificate, and how long those before it are good."""
    return RotationAnswer(
        **_certificate(rotated.device, rotated.identity), overlap_until=rotated.device.overlap_until
    )


def host_of(endpoint: str) -> str:
    """Give the host of an endpoint; an emulator names the port of its HTTP side too."""
    return endpoint.partition(":")[0]


def _certificate(
    device: Device, identity: Identity
) -> dict[str, Any]:  # fields of both answers, checked there
    return {
        "device": device.name,
        "thing": device.thing,
        "client_id": device.thing,
        "principal": identity.principal,
        "certificate_pem": identity.certificate_pem,
        "private_key": identity.private_key,
        "endpoint": host_of(identity.endpoint),
        "port": MQTT_PORT,
    }
