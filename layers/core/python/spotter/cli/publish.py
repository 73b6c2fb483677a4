"""`spotter publish`: be a device for a moment."""

from __future__ import annotations

import math
import secrets
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Literal

import typer

from spotter.cli.files import content_of
from spotter.cli.payloads import Spoken, payload_in
from spotter.cli.session import broker_of, identities
from spotter.cli.show import AsJson, show
from spotter.contracts.readings import Measured, Scalar
from spotter.edge.identity import DeviceIdentity
from spotter.errors import Invalid


def publish(
    device: Annotated[str, typer.Argument(help="The device, registered from this machine.")],
    values: Annotated[
        list[str] | None, typer.Argument(help="CHANNEL=VALUE, for example ch4=1.2 sos=true.")
    ] = None,
    *,
    file: Annotated[Path | None, typer.Option(help="Publish this file as it is instead.")] = None,
    codec: Annotated[Spoken, typer.Option(help="How its profile says that it speaks.")] = "json",
    lane: Annotated[Literal["readings", "events"], typer.Option(help="events: it cannot wait.")] = "events",
    protocol: Annotated[Literal["3.1.1", "5"], typer.Option(help="The version of MQTT.")] = "3.1.1",
    folder: Annotated[Path | None, typer.Option(help="Where its identity is kept.")] = None,
    as_json: AsJson = False,
) -> None:
    """Publish one reading over MQTT with the device's own certificate, and wait until the broker has it."""
    from spotter.edge.publisher import Publisher

    payload = content_of(file) if file is not None else _reading(values or [], codec)
    identity = DeviceIdentity.load(folder or identities(), device)
    topic = identity.events_topic if lane == "events" else identity.readings_topic
    with Publisher(identity, broker_of(identity), protocol=protocol) as publisher:
        publisher.publish(topic, payload)
    show({"topic": topic, "bytes": len(payload)}, as_json=as_json)


def _reading(values: list[str], codec: Spoken) -> bytes:
    if not values:
        raise Invalid("say what was measured: CHANNEL=VALUE, or --file")
    measured = dict(_pair(text) for text in values)
    return payload_in(codec, Measured(f"cli-{secrets.token_hex(4)}", 0, datetime.now(UTC), measured))


def _pair(text: str) -> tuple[str, Scalar]:
    name, equals, value = text.partition("=")
    if not equals:
        raise Invalid(f"a value is given as CHANNEL=VALUE, not as {text}")
    if value in {"true", "false"}:
        return name, value == "true"
    for kind in (int, float):
        try:
            return name, _finite(text, kind(value))
        except ValueError:
            continue
    return name, value


def _finite(text: str, value: float) -> float:
    """Refuse what is no number: JSON has no word for it, and every reading with it would be quarantined."""
    if not math.isfinite(value):
        remedy = "leave the channel out, or publish what a device really says with --file"
        raise Invalid(f"{text} is no finite number; {remedy}")
    return value
