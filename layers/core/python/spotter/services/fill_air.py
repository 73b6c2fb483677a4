"""Fill in the air: give a wearer's readings what was measured in the zone in which he was.

Where no feature set of a tenant looks at the air, nothing is read or written for it. What a reading was given
is written down, so that training sees the same: where people were is forgotten, what they breathed is kept.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import NamedTuple

import msgspec

from spotter.contracts.devices import Device
from spotter.contracts.names import DeviceName, ProfileName, Tenant, ZoneName, kind_and_name
from spotter.contracts.readings import Reading
from spotter.domain.air import air_channels, breathed, joined, note_of, with_air
from spotter.domain.zones.stays import zones_then
from spotter.errors import NotFound
from spotter.ports.clock import Clock
from spotter.services.find_subjects import FindSubjects, Whose
from spotter.services.score_readings import Outcome
from spotter.services.stream import continued
from spotter.stores.feature_sets import FeatureSets
from spotter.stores.lake import AirLog, batch_name
from spotter.stores.registry import Registry
from spotter.stores.tails import Tails
from spotter.stores.whereabouts import LastZones
from spotter.stores.zone_air import ZoneAir

ASK_AGAIN_AFTER = timedelta(seconds=5)
"""How long a new set may take to reach a warm function."""

DEVICES_FOR = timedelta(minutes=1)
"""How long a process goes on with what it has read of a device."""

Messages = Mapping[str, Sequence[Reading]]


class AirParts(NamedTuple):
    """What filling in the air works on."""

    sets: FeatureSets
    registry: Registry
    find: FindSubjects
    last: LastZones
    zones: ZoneAir
    tails: Tails
    log: AirLog
    clock: Clock


class ScoreInAir:
    """Scores readings with the air around their wearers, and writes down what each was given."""

    def __init__(self, score: Callable[[Messages], Outcome], parts: AirParts) -> None:
        self._score = score
        self._parts = parts
        self._wanted: dict[Tenant, tuple[datetime, dict[ProfileName, frozenset[str]]]] = {}
        self._devices: dict[tuple[Tenant, DeviceName], tuple[datetime, Device | None]] = {}

    def __call__(self, messages: Messages) -> Outcome:
        """Score the readings of one device that came with these messages, by message id.

        Raises:
            Unavailable: a store does not answer, or others keep writing this device's tail.
        """
        arrived = [reading for readings in messages.values() for reading in readings]
        wanted = self._asked(arrived[0].tenant) if arrived else {}
        if not wanted:
            return self._score(messages)
        device = self._device(arrived[0])
        named = {(arrived[0].tenant, arrived[0].device): device} if device else {}
        own = wanted.get(arrived[0].profile, frozenset[str]())
        whose = self._parts.find(arrived, {"zone", "worker"} if own else {"zone"}, named)
        self._note(arrived, whose, frozenset().union(*wanted.values()))
        if not own:
            return self._score(messages)
        outcome = self._score(self._filled(messages, arrived, whose, own))
        self._keep(messages)
        return outcome

    def _filled(
        self, messages: Messages, arrived: Sequence[Reading], whose: Whose, own: frozenset[str]
    ) -> Messages:
        """Give each reading the air of the zones in which its wearer was."""
        places = {reading.id: self._zones(reading, whose) for reading in arrived}
        named = sorted({zone for zones in places.values() for zone in zones})
        known = self._parts.zones.of(arrived[0].tenant, arrived[0].site, named)

        def given(reading: Reading) -> Reading:
            zones = [known[zone] for zone in places[reading.id] if zone in known]
            return with_air(reading, breathed(reading, own, zones))

        return {message: [given(reading) for reading in readings] for message, readings in messages.items()}

    def _zones(self, reading: Reading, whose: Whose) -> tuple[ZoneName, ...]:
        """Name the zones of a reading, the likeliest first: those of its device, or else of its wearer."""
        zones = whose("zone", reading)
        if zones:
            return tuple(ZoneName(kind_and_name(zone)[1]) for zone in zones)
        for worker in whose("worker", reading):
            here = self._parts.last.find(reading.tenant, worker)
            if here is not None and here.site == reading.site:
                return zones_then(here, reading.at)
        return ()

    def _note(self, arrived: Sequence[Reading], whose: Whose, channels: frozenset[str]) -> None:
        """Write down what an installed sensor measured in its zones."""
        reading = arrived[0]
        for zone in whose.installed.get((reading.tenant, reading.device), ()):
            changed = partial(joined, arrived=arrived, channels=channels)
            self._parts.zones.change(reading.tenant, reading.site, ZoneName(kind_and_name(zone)[1]), changed)

    def _keep(self, messages: Messages) -> None:
        """Write down what readings were given: what the tail says, whoever has written it."""
        example = next(reading for readings in messages.values() for reading in readings)
        stored = self._parts.tails.get(example.tenant, example.device)
        if stored is None:
            return
        kept = {reading.id: reading for reading in continued(stored.document, [example]).readings}
        for message, readings in messages.items():
            there = (each for each in readings if each.id in kept)
            scored = (msgspec.structs.replace(each, values=kept[each.id].values) for each in there)
            notes = [note for note in map(note_of, scored) if note]
            if notes:
                self._parts.log.keep(notes, batch=batch_name([message]))

    def _asked(self, tenant: Tenant) -> dict[ProfileName, frozenset[str]]:
        """Say which channels of the air are looked at, by the profile of who is in it."""
        now = self._parts.clock()
        read_at, wanted = self._wanted.get(tenant, (None, {}))
        if read_at is None or not read_at <= now < read_at + ASK_AGAIN_AFTER:
            found: defaultdict[ProfileName, frozenset[str]] = defaultdict(frozenset)
            for features in self._parts.sets.all_of(tenant):
                if channels := air_channels(features.window):
                    found[features.profile] |= channels
            wanted = dict(found)
            self._wanted[tenant] = (now, wanted)
        return wanted

    def _device(self, reading: Reading) -> Device | None:
        now, named = self._parts.clock(), (reading.tenant, reading.device)
        read_at, device = self._devices.get(named, (None, None))
        if read_at is None or not read_at <= now < read_at + DEVICES_FOR:
            try:
                device = self._parts.registry.device(*named).document
            except NotFound:
                device = None
            self._devices[named] = (now, device)
        return device
