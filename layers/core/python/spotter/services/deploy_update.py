"""Deploy an update to a gateway: put the content where it can be fetched, and order it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import NamedTuple

import msgspec

from spotter.contracts.gateways import KINDS, Update
from spotter.contracts.names import DeviceName, Tenant, thing_name
from spotter.errors import Invalid
from spotter.ports.objects import Objects
from spotter.ports.rollouts import Rollouts

Link = Callable[[str], str]
"""Gives an address at which whoever has it may fetch an object, for a while."""


class Deployed(NamedTuple):
    """An order: its name, and the digest of what was ordered."""

    job: str
    sha256: str


def deploy_update(
    objects: Objects,
    rollouts: Rollouts,
    link: Link,
    *,
    tenant: Tenant,
    gateway: DeviceName,
    kind: str,
    content: bytes,
) -> Deployed:
    """Order an update for a gateway. The gateway checks the digest, and keeps what it has if anything fails.

    The order is named by gateway and content. The object is written first: an order never names what is
    not there.

    Raises:
        Invalid: the kind is none that a gateway takes, or there is no content.
        NotFound: there is no such thing.
        Conflict: the same content was ordered before, by another address; that order stands.
    """
    if kind not in KINDS:
        raise Invalid(f"an update is one of {', '.join(KINDS)}", field="kind", value=kind)
    if not content:
        raise Invalid("an update must have content", field="content")
    digest = hashlib.sha256(content).hexdigest()
    key = f"updates/{tenant}/{kind}/{digest}"
    objects.put(key, content)
    update = Update(kind, digest, len(content), link(key))
    thing = thing_name(tenant, gateway)
    job = f"{hashlib.sha256(thing.encode()).hexdigest()[:12]}-{kind}-{digest[:24]}"
    rollouts.order(thing, job=job, document=msgspec.json.encode(update).decode())
    return Deployed(job, digest)
