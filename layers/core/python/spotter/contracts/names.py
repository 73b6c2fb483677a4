"""How things are named: tenants, sites, devices, profiles, rules, models.

A name is a slug: lower-case letters, digits and hyphens, so that it can stand in a topic, a key and a URL
without quoting. Tenant and device make the thing name `<tenant>_<device>`, which is unambiguous because a
slug has no underscore.
"""

from __future__ import annotations

import re
from typing import Literal, NewType

from spotter.errors import Invalid

SLUG_PATTERN = "^[a-z0-9][a-z0-9-]{0,62}$"
SUBJECT_PATTERN = "^([a-z]{1,10}~)?[a-z0-9][a-z0-9-]{0,62}$"
RECIPE_PATTERN = "^[a-z0-9][a-z0-9-]{0,62}(@[1-9][0-9]{0,5})?$"
ALARM_PATTERN = r"^[a-z0-9][a-z0-9-]{0,62}\.([a-z]{1,10}~)?[a-z0-9][a-z0-9-]{0,62}$"
_SLUG = re.compile(SLUG_PATTERN)

Tenant = NewType("Tenant", str)
SiteName = NewType("SiteName", str)
DeviceName = NewType("DeviceName", str)
ProfileName = NewType("ProfileName", str)
RuleName = NewType("RuleName", str)
ModelName = NewType("ModelName", str)
RecipeName = NewType("RecipeName", str)
LabelName = NewType("LabelName", str)
DatasetName = NewType("DatasetName", str)
ThingName = NewType("ThingName", str)
WorkerName = NewType("WorkerName", str)
ZoneName = NewType("ZoneName", str)
PersonName = NewType("PersonName", str)
Subject = NewType("Subject", str)
SubjectKind = Literal["device", "worker", "zone", "site"]
_KINDS: tuple[SubjectKind, ...] = ("worker", "zone", "site")


def slug(text: str, *, field: str) -> str:
    """Check that a text can be a name, and give it back.

    Raises:
        Invalid: it is not 1 to 63 lower-case letters, digits or hyphens.

    >>> slug("longwall-1", field="device")
    'longwall-1'
    """
    if _SLUG.fullmatch(text) is None:
        sentence = f"{field} must be 1 to 63 lower-case letters, digits or hyphens, starting with no hyphen"
        raise Invalid(sentence, field=field, value=text[:80])
    return text


def thing_name(tenant: Tenant, device: DeviceName) -> ThingName:
    """Name the IoT thing, and so the MQTT client, of a device.

    >>> thing_name(Tenant("acme"), DeviceName("helmet-7"))
    'acme_helmet-7'
    """
    return ThingName(f"{tenant}_{device}")


def subject_of(kind: SubjectKind, name: str) -> Subject:
    """Name what a condition is about; a device bears its own name, every other kind says what it is.

    A slug has no tilde, so no device can be taken for a worker or a zone.

    >>> subject_of("device", "helmet-7"), subject_of("zone", "shaft-2")
    ('helmet-7', 'zone~shaft-2')
    """
    return Subject(name if kind == "device" else f"{kind}~{name}")


def kind_and_name(subject: Subject) -> tuple[SubjectKind, str]:
    """Tell what kind of thing a subject is, and its name.

    >>> kind_and_name(Subject("worker~kim")), kind_and_name(Subject("helmet-7"))
    (('worker', 'kim'), ('device', 'helmet-7'))
    """
    kind, tilde, name = subject.partition("~")
    if not tilde:
        return "device", subject
    for known in _KINDS:
        if kind == known:
            return known, name
    raise Invalid("a subject is a device, a worker, a zone or a site", field="subject", value=subject[:160])


def tenant_and_device(thing: str) -> tuple[Tenant, DeviceName]:
    """Split a thing name into the tenant and the device.

    Raises:
        Invalid: it is no thing name of ours.

    >>> tenant_and_device("acme_helmet-7")
    ('acme', 'helmet-7')
    """
    tenant, underscore, device = thing.partition("_")
    if not underscore:
        raise Invalid("a thing is named <tenant>_<device>", field="thing", value=thing[:160])
    return Tenant(slug(tenant, field="tenant")), DeviceName(slug(device, field="device"))
