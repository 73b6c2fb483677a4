"""What IoT Core asks a pre-provisioning hook, and what it wants to hear (payload version 2020-04-01)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, TypedDict

import msgspec

from spotter.contracts.names import ThingName
from spotter.contracts.provisioning import SERIAL_PARAMETER, SERIAL_PATTERN, Asked

_CERTIFICATE = re.compile(r"[0-9a-f]{64}")
_SERIAL = re.compile(SERIAL_PATTERN)
THING_PARAMETER = "ThingName"
"""What the provisioning template names the thing by; only the hook says it."""


NO_SERIAL = "?"
"""Stands for what cannot be a serial: no entry has it, so whoever sends such a thing is told of."""


class HookAnswer(TypedDict, total=False):
    """What IoT Core understands."""

    allowProvisioning: bool
    parameterOverrides: dict[str, str]


class _HookEvent(msgspec.Struct, rename="camel"):
    claim_certificate_id: str
    certificate_id: str
    parameters: dict[str, Any]


def asked_of(event: Mapping[str, object]) -> Asked | None:
    """Read who asks for an identity; None when that is no request that a template of ours could send."""
    try:
        said = msgspec.convert(event, _HookEvent)
    except msgspec.ValidationError:
        return None
    serial = said.parameters.get(SERIAL_PARAMETER)
    if not isinstance(serial, str) or _SERIAL.fullmatch(serial) is None:
        serial = NO_SERIAL
    certificates = (said.certificate_id, said.claim_certificate_id)
    if any(_CERTIFICATE.fullmatch(each) is None for each in certificates):
        return None
    return Asked(serial, *certificates)


def hook_answer(thing: ThingName | None) -> HookAnswer:
    """Answer with the thing that the device may be, or that it may be none."""
    if thing is None:
        return {"allowProvisioning": False}
    return {"allowProvisioning": True, "parameterOverrides": {THING_PARAMETER: thing}}
