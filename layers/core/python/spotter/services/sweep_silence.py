"""Sweep for silence: watch every device for a while, and signal those that are not heard in time.

A trail is read once at the start and again only when its device's time is up, because being heard makes that
later and never earlier; what is silent, or has channels that never spoke, is looked at every step. Devices
are listed anew now and then, so that one that speaks for the first time and falls silent is not left to the
next sweep. Signals go out before they are remembered: who dies in between repeats one, which changes nothing.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import NamedTuple

import msgspec

from spotter.contracts.devices import Device
from spotter.contracts.names import DeviceName, ProfileName, SiteName, Tenant
from spotter.contracts.silence import Hush, SilenceNorms, Stop
from spotter.contracts.trails import Trail
from spotter.domain.silence import Limit, Step, is_watched, limits_of, looked_at, times_of, unwatched
from spotter.errors import Conflict, Corrupt, NotFound
from spotter.ports.clock import Clock
from spotter.ports.queue import Queue
from spotter.services.rules_in_force import RulesInForce
from spotter.stores.documents import Stored
from spotter.stores.hushes import Hushes
from spotter.stores.registry import Registry
from spotter.stores.trails import Trails

PAGE = 100
"""Devices looked at together: what one read of many records takes."""

Named = tuple[Tenant, DeviceName]

Pause = Callable[[float], None]
"""Waits for so many seconds."""


class Swept(NamedTuple):
    """What a sweep did, for the log line; `left` when its time was up before every device was looked at."""

    devices: int
    signals: int
    unreadable: int
    left: bool


class _Watched:
    """A device under watch."""

    def __init__(self, device: Device, limits: tuple[Limit, ...], hush: Stored[Hush] | None) -> None:
        self.device = device
        self.limits = limits
        self.hush = hush
        self.look_at: datetime | None = None

    @property
    def name(self) -> Named:
        return self.device.tenant, self.device.name

    def is_as(self, other: _Watched | None) -> bool:
        """Tell whether nothing changed that decides when the device is silent."""
        return other is not None and (self.device, self.limits) == (other.device, other.limits)


class _Parts(NamedTuple):
    """What a sweep works on."""

    registry: Registry
    trails: Trails
    hushes: Hushes
    rules: RulesInForce
    alarms: Queue
    norms: SilenceNorms
    clock: Clock
    pause: Pause


class SweepSilence(_Parts):
    """The use case with what it works on."""

    def __call__(self, until: datetime) -> Swept:
        """Watch every device until a moment; the next sweep goes on where one did not get round.

        Raises:
            Unavailable: a store or the queue does not answer; the next sweep begins anew.
        """
        sweep = _Sweep(self)
        watched: dict[Named, _Watched] = {}
        stopped = self.hushes.stop()
        for page in _pages(sweep.devices(stopped.document if stopped else Stop())):
            if watched and self.clock() >= until:
                self._stop(Stop(*next(reversed(watched))), stopped)
                return sweep.result(len(watched), left=True)
            sweep.look(page)
            watched |= {each.name: each for each in page}
        if stopped and stopped.document.tenant is not None:
            self._stop(Stop(), stopped)
        listed = self.clock()
        while (now := self.clock()) < until:
            if now >= listed + timedelta(seconds=self.norms.list_s):
                watched, listed = self._listed_anew(sweep, watched), self.clock()
            sweep.look(_due(watched, now))
            self.pause(max(0.0, min(self._rest_s(watched.values()), (until - self.clock()).total_seconds())))
        return sweep.result(len(watched), left=False)

    def _listed_anew(self, sweep: _Sweep, before: Mapping[Named, _Watched]) -> dict[Named, _Watched]:
        """Give what is to be watched now; what is new, changed or due meanwhile is looked at."""
        sweep.forget_limits()
        watched: dict[Named, _Watched] = {}
        for page in _pages(sweep.devices(Stop())):
            known = [before[each.name] if each.is_as(before.get(each.name)) else each for each in page]
            watched |= {each.name: each for each in known}
            sweep.look([each for each in known if each.look_at is None])
            sweep.look(_due({**before, **watched}, self.clock()))
        return watched

    def _rest_s(self, watched: Iterable[_Watched]) -> float:
        """Say how long nothing is to be looked at; a step at most, since a clock may jump."""
        now = self.clock()
        soonest = min((each.look_at for each in watched if each.look_at is not None), default=None)
        until_s = self.norms.step_s if soonest is None else (soonest - now).total_seconds()
        return min(max(until_s, 0.2), self.norms.step_s)

    def _stop(self, stop: Stop, before: Stored[Stop] | None) -> None:
        with contextlib.suppress(Conflict):  # another sweep has said where it stopped
            self.hushes.put_stop(stop, expected=before.version if before else None)


class _Sweep:
    """One sweep: what it has found out about profiles, and what it has counted."""

    def __init__(self, parts: _Parts) -> None:
        self._parts = parts
        self._limits: dict[tuple[Tenant, SiteName, ProfileName, int], tuple[Limit, ...]] = {}
        self._signals = 0
        self._unreadable = 0

    def result(self, devices: int, *, left: bool) -> Swept:
        """Say what was done."""
        return Swept(devices, self._signals, self._unreadable, left)

    def forget_limits(self) -> None:
        """Look up anew how long channels may be quiet: rules may have changed."""
        self._limits.clear()

    def devices(self, stop: Stop) -> Iterator[_Watched]:
        """Give every device that is watched or was silent, those behind the stop first."""
        tenants = sorted(self._parts.registry.tenants())
        mark = (stop.tenant or "", stop.device or "")
        yield from self._of(tenants, lambda name: name > mark)
        if stop.tenant is not None:
            yield from self._of(tenants, lambda name: name <= mark)

    def look(self, watched: Sequence[_Watched]) -> None:
        """Look at devices, signal what is to be signalled, and remember it."""
        for page in _pages(iter(watched)):
            trails = self._trails(page)
            now = self._parts.clock()
            steps = [(each, self._step(each, trails, now)) for each in page]
            signals = [msgspec.json.encode(step.signal) for _, step in steps if step.signal is not None]
            if signals:
                self._parts.alarms.send(signals)
            self._signals += len(signals)
            for each, step in steps:
                self._remember(each, step)

    def _of(self, tenants: Iterable[Tenant], wanted: Callable[[tuple[str, str]], bool]) -> Iterator[_Watched]:
        for tenant in tenants:
            hushes = self._parts.hushes.of_tenant(tenant)
            for device in self._parts.registry.devices(tenant):
                if not wanted((tenant, device.name)):
                    continue
                hush = hushes.get(device.name)
                limits = self._limits_of(device) if is_watched(device, self._parts.norms) else ()
                if limits or (hush and hush.document.channels):
                    yield _Watched(device, limits, hush)

    def _limits_of(self, device: Device) -> tuple[Limit, ...]:
        key = (device.tenant, device.site, device.profile, device.profile_version)
        if key not in self._limits:
            parts = self._parts
            try:
                profile = parts.registry.profile(device.tenant, device.profile, device.profile_version)
            except NotFound:
                self._limits[key] = ()
            else:
                rules = parts.rules.of(device.tenant, device.site).rules
                self._limits[key] = limits_of(profile, rules, parts.norms)
        return self._limits[key]

    def _trails(self, page: Sequence[_Watched]) -> dict[Named, Trail]:
        """Read the trails of devices; one that cannot be read is as one that is not there."""
        named = [each.name for each in page]
        try:
            return {name: kept.document for name, kept in self._parts.trails.get_many(named).items()}
        except Corrupt:
            found = {}
            for name in named:
                try:
                    kept = self._parts.trails.get(*name)
                except Corrupt:
                    self._unreadable += 1
                    continue
                if kept is not None:
                    found[name] = kept.document
            return found

    def _step(self, watched: _Watched, trails: dict[Named, Trail], now: datetime) -> Step:
        device, norms = watched.device, self._parts.norms
        hush = watched.hush.document if watched.hush else None
        if not watched.limits:
            return unwatched(device, hush, now=now)
        times = times_of(device, watched.limits, trails.get((device.tenant, device.name)), norms)
        return looked_at(device, times, hush, now=now, norms=norms)

    def _remember(self, watched: _Watched, step: Step) -> None:
        watched.look_at = step.look_at if watched.limits else None
        if step.hush is None:
            return
        expected = watched.hush.version if watched.hush else None
        with contextlib.suppress(Conflict):  # another sweep signals and remembers the same
            watched.hush = self._parts.hushes.put(step.hush, expected=expected)


def _due(watched: Mapping[Named, _Watched], now: datetime) -> list[_Watched]:
    return [each for each in watched.values() if each.look_at is not None and each.look_at <= now]


def _pages(watched: Iterator[_Watched]) -> Iterator[list[_Watched]]:
    while page := list(islice(watched, PAGE)):
        yield page
