"""Deploy an update to a gateway: put the content where it can be fetched, and order it."""

from __future__ import annotations

import hashlib
from typing import NamedTuple

import msgspec

from spotter.contracts.gateways import KINDS, CarriedModels, Manifest, Update
from spotter.contracts.names import DeviceName, Tenant, ThingName, thing_name
from spotter.domain.catalogue.made_updates import Ordered
from spotter.domain.lifecycle import is_gone
from spotter.errors import Conflict, Invalid, NotFound, Oversized
from spotter.ports.clock import Clock
from spotter.ports.links import Links
from spotter.ports.objects import Objects
from spotter.ports.rollouts import Rollout, Rollouts
from spotter.services.carry_models import carried_models
from spotter.services.gateway_manifest import gateway_manifest
from spotter.services.note_things import note_update
from spotter.stores.models import Models
from spotter.stores.registry import Registry
from spotter.stores.texts import ModelTexts

LINK_HOLDS_S = 12 * 3600
"""How long the address holds that an order names: no longer than the credentials that sign it may live
(Lambda's end within twelve hours). What is fetched later is refused, and is ordered again."""

MOST_BYTES = 4 * 1024 * 1024
"""What one request may bring: Lambda takes 6 MB, of which base64 leaves 4.5."""


class Deployed(NamedTuple):
    """An order: its name, and the digest and size of what was ordered."""

    job: str
    sha256: str
    size: int


class DeployUpdate(NamedTuple):
    """The use case with what it works on."""

    registry: Registry
    objects: Objects
    links: Links
    rollouts: Rollouts
    clock: Clock
    models: Models
    texts: ModelTexts

    def __call__(self, tenant: Tenant, gateway: DeviceName, *, kind: str, content: bytes) -> Deployed:
        """Order an update for a gateway, which checks the digest and keeps what it has if anything fails.

        Without content it is what the platform has for the gateway now: its manifest, or the models that are
        live for the devices behind it. The object is written
        first: an order never names what is not there. The order is named by gateway, content and minute, so
        a repeated call is one order, and a later one is a new order with a fresh address.

        Raises:
            Invalid: the kind is none that a gateway takes, the content is none of its kind, no model is live.
            Oversized: there is too much of it.
            NotFound: there is no such gateway.
            Conflict: the gateway was retired.
        """
        if kind not in KINDS:
            raise Invalid(f"an update is one of {', '.join(KINDS)}", field="kind", value=kind[:40])
        self._expect_here(tenant, gateway)
        content = content or self._known(tenant, gateway, kind)
        if len(content) > MOST_BYTES:
            raise Oversized("an update has at most 4 MiB", bytes=len(content), most=MOST_BYTES)
        _expect_form(kind, content)
        digest = hashlib.sha256(content).hexdigest()
        thing = thing_name(tenant, gateway)
        ordered = Deployed(self._job(thing, kind, digest), digest, len(content))
        if not self._stands(thing, ordered.job):
            self._order(thing, ordered, f"updates/{tenant}/{kind}/{digest}", kind, content)
            told = Ordered(gateway, ordered.job, kind, digest, len(content))
            note_update(self.models.catalogue, tenant, told, content, now=self.clock())
        return ordered

    def state(self, tenant: Tenant, gateway: DeviceName, *, job: str) -> Rollout:
        """Tell how an order stands, and why it failed if it did.

        Raises:
            NotFound: nothing of that name was ordered for that gateway.
        """
        return self.rollouts.state(thing_name(tenant, gateway), job=job)

    def _order(self, thing: ThingName, ordered: Deployed, key: str, kind: str, content: bytes) -> None:
        self.objects.put(key, content)
        update = Update(kind, ordered.sha256, ordered.size, self.links.link(key, lasts_s=LINK_HOLDS_S))
        self.rollouts.order(thing, job=ordered.job, document=msgspec.json.encode(update).decode())

    def _expect_here(self, tenant: Tenant, gateway: DeviceName) -> None:
        if is_gone(self.registry.device(tenant, gateway).document):
            raise Conflict("device", gateway, expected=None, remedy="a retired gateway takes no updates")

    def _known(self, tenant: Tenant, gateway: DeviceName, kind: str) -> bytes:
        now = self.clock()
        manifest = gateway_manifest(self.registry, tenant=tenant, gateway=gateway, now=now)
        if kind == "manifest":
            return msgspec.json.encode(manifest)
        carried = carried_models(self.models, self.texts, manifest)
        if not carried.models:
            raise Invalid(
                "no model is live for the devices behind the gateway", field="kind", gateway=gateway
            )
        return msgspec.json.encode(carried)

    def _job(self, thing: ThingName, kind: str, digest: str) -> str:
        owner = hashlib.sha256(thing.encode()).hexdigest()[:12]
        return f"{owner}-{kind}-{digest[:16]}-{self.clock():%Y%m%dT%H%M}"

    def _stands(self, thing: ThingName, job: str) -> bool:
        try:
            self.rollouts.state(thing, job=job)
        except NotFound:
            return False
        return True


def _expect_form(kind: str, content: bytes) -> None:
    """Refuse what no gateway could use; whether it is fit for this one, the gateway says."""
    try:
        msgspec.json.decode(content, type=Manifest if kind == "manifest" else CarriedModels)
    except (msgspec.DecodeError, UnicodeDecodeError) as err:
        raise Invalid(f"this is no {kind} for a gateway: {err}"[:300], field="body") from err
