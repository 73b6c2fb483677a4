"""Devices over HTTP: registration, life cycle, imports."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Literal

from pydantic import Field

from spotter.contracts.devices import DeviceState
from spotter.contracts.http.models import Answer, Body, Moment, Slug

Marks = Annotated[tuple[Slug, ...], Field(max_length=50, examples=[["zone-a", "spare"]])]
Csr = Annotated[
    str, Field(max_length=8192, description="A PKCS #10 request in PEM; the private key stays where it is.")
]
Because = Annotated[str, Field(min_length=1, max_length=300, examples=["reads 0.0 beside a known leak"])]
Overlap = Annotated[
    timedelta,
    Field(
        ge=timedelta(minutes=1),
        le=timedelta(days=30),
        description="How long the old certificate stays good if the new one is not used.",
        examples=["P1D"],
    ),
]


class RegistrationBody(Body):
    """The device to register, where it is, and its data structure."""

    device: Slug = Field(examples=["helmet-7"])
    site: Slug = Field(examples=["north-pit"])
    profile: Slug = Field(examples=["gas-helmet"])
    tags: Marks = ()
    groups: Marks = ()
    csr: Csr | None = None


class TopicsAnswer(Answer):
    """Where the device publishes: `events` is the lane for what cannot wait."""

    readings: str = Field(examples=["spotter/acme_helmet-7/readings"])
    events: str = Field(examples=["spotter/acme_helmet-7/events"])


class CertificateAnswer(Answer):
    """A certificate and where to connect with it. A private key is shown once: keep it now."""

    device: str
    thing: str = Field(examples=["acme_helmet-7"])
    client_id: str = Field(description="The MQTT client id to connect with.", examples=["acme_helmet-7"])
    principal: str = Field(description="The id of the certificate.")
    certificate_pem: str
    private_key: str | None = Field(description="None when the certificate was made for your request.")
    endpoint: str = Field(examples=["a1b2c3d4e5f6g7-ats.iot.eu-central-1.amazonaws.com"])
    port: int = Field(examples=[8883])


class RegistrationAnswer(CertificateAnswer):
    """The identity of a device. Private key and token are shown once: keep them now."""

    site: str
    profile: str
    profile_version: int
    topics: TopicsAnswer
    token: str = Field(description="For batches over HTTP.", examples=["spd_acme_helmet-7_0123..."])


class TokenAnswer(Answer):
    """A device's token for HTTP, shown once."""

    device: str
    token: str


class RotationBody(Body):
    """How to rotate."""

    overlap: Overlap = timedelta(days=1)
    csr: Csr | None = None


class RotationAnswer(CertificateAnswer):
    """The further certificate. Those before it are good until it was used, and at most `overlap_until`."""

    overlap_until: datetime | None


class ChecksAnswer(Answer):
    """When a channel's sensor was last calibrated and bump-tested."""

    calibrated_at: datetime | None
    bump_tested_at: datetime | None


class DeviceAnswer(Answer):
    """A device as registered, without anything that opens something."""

    name: str
    site: str
    profile: str
    profile_version: int
    state: DeviceState
    because: str | None
    thing: str
    principal: str
    registered_at: datetime
    retired_at: datetime | None
    overlap_until: datetime | None
    tags: tuple[str, ...]
    groups: tuple[str, ...]
    gateways: tuple[str, ...]
    checks: dict[str, ChecksAnswer]


class DevicesAnswer(Answer):
    """Some devices by name; `next`, where there is one, goes into `after` to get more."""

    devices: tuple[DeviceAnswer, ...]
    next: str | None


class ChangesBody(Body):
    """What to say anew; what is left out stays. Naming the profile takes its latest version."""

    site: Slug | None = None
    profile: Slug | None = None
    tags: Marks | None = None
    groups: Marks | None = None


class BecauseBody(Body):
    """Why."""

    because: Because | None = None


class CheckBody(Body):
    """A calibration or a bump test of one channel's sensor; made now if not said otherwise."""

    channel: Annotated[str, Field(min_length=1, max_length=80)] = Field(examples=["ch4"])
    kind: Literal["calibration", "bump_test"]
    at: Moment | None = None


class RowBody(Body):
    """One row of a list of devices. Nothing of it is checked here: each row gets an answer of its own."""

    row: Annotated[int, Field(ge=1)]
    device: Annotated[str, Field(max_length=200)] = ""
    site: Annotated[str, Field(max_length=200)] = ""
    profile: Annotated[str, Field(max_length=200)] = ""
    tags: Annotated[tuple[str, ...], Field(max_length=100)] = ()
    groups: Annotated[tuple[str, ...], Field(max_length=100)] = ()


class ImportBody(Body):
    """Part of a list of devices; a dry run registers none of them and says what would happen."""

    devices: Annotated[tuple[RowBody, ...], Field(min_length=1, max_length=20)]
    dry_run: bool = False


class RowAnswer(Answer):
    """What became of a row, and if it was refused what is wrong and what to do about it."""

    row: int
    device: str
    outcome: Literal["registered", "unchanged", "refused"]
    wrong: str | None
    remedy: str | None


class ImportAnswer(Answer):
    """What became of each row, and the identities of the devices that were registered, shown this once."""

    dry_run: bool
    rows: tuple[RowAnswer, ...]
    identities: tuple[RegistrationAnswer, ...]
