"""Gather what a gateway needs to know to judge readings without the cloud."""

from __future__ import annotations

from datetime import datetime

from spotter.contracts.devices import Device, DeviceState
from spotter.contracts.gateways import Behind, Manifest
from spotter.contracts.names import DeviceName, SiteName, Tenant
from spotter.contracts.rules import RulePack
from spotter.domain.zones.stays import installed_in
from spotter.services.choose_rules import chosen_rules
from spotter.stores.registry import Registry
from spotter.stores.rulebook import in_packs, rule_pack


def gateway_manifest(registry: Registry, *, tenant: Tenant, gateway: DeviceName, now: datetime) -> Manifest:
    """Say who is behind a gateway, by which profiles they speak, and by which rules of its site.

    Raises:
        NotFound: there is no such device.
    """
    speaker = registry.device(tenant, gateway).document
    served = [
        device
        for device in registry.devices(tenant)
        if gateway in device.gateways and device.state is not DeviceState.RETIRED
    ]
    devices = tuple(_behind(each) for each in (speaker, *served))
    versions = sorted({(each.profile, each.profile_version) for each in devices})
    profiles = tuple(registry.profile(tenant, name, version) for name, version in versions)
    return Manifest(
        tenant, speaker.site, gateway, devices, profiles, _rules(registry, tenant, speaker.site, now)
    )


def _behind(device: Device) -> Behind:
    suspect = device.state is DeviceState.SUSPECT
    zones = installed_in(device.tags)
    return Behind(device.name, device.profile, device.profile_version, device.checks, suspect, zones)


def _rules(registry: Registry, tenant: Tenant, site: SiteName, now: datetime) -> RulePack:
    """Give the rules in force at a site as one pack, named by the packs and the version of the choice."""
    chosen = chosen_rules(registry, tenant, site, now=now)
    packs, own = chosen.choice.packs, chosen.choice.rules
    if not own and len(packs) == 1:
        return rule_pack(packs[0])
    return RulePack(
        "+".join((*packs, *(("own",) if own else ()))), f"v{chosen.version}", in_packs(packs, own)
    )
