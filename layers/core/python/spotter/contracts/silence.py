"""Silence: how long devices may say nothing, and what is remembered of those that do."""

from __future__ import annotations

from datetime import datetime

import msgspec

from spotter.contracts.alarms import AlarmClass
from spotter.contracts.names import DeviceName, Tenant


class SilenceNorms(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """When a channel is silent, for all sites. Times in seconds.

    A channel may be quiet for `factor` times its sampling interval and never for less than `least_s`, because
    gateways batch. One that never spoke has `first_s` from the first word of its device on. Silence is over
    when nothing was silent for `off_delay_s`. `clock_s` is how wrong a clock may be and still be believed.
    Devices that bear one of `unwatched_tags` may be silent. It is looked at every `step_s` at least, and
    devices are listed every `list_s`: one that is put to use is watched from then on.
    """

    edition: str
    sources: dict[str, str]
    factor: float
    least_s: float
    first_s: float
    off_delay_s: float
    clock_s: float
    step_s: float
    list_s: float
    alarm_class: AlarmClass
    unwatched_tags: tuple[str, ...]


class Hush(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A device whose silence was signalled: which channels, and since when nothing of it is silent any more.

    Without channels its silence is over. `told_at` is when it was signalled last.
    """

    tenant: Tenant
    device: DeviceName
    channels: tuple[str, ...]
    told_at: datetime
    back_since: datetime | None = None


class Stop(msgspec.Struct, frozen=True):
    """Where a sweep stopped because its time was up: the next one goes on behind this device."""

    tenant: Tenant | None = None
    device: DeviceName | None = None
