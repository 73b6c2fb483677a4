"""The demonstration itself: a site comes alive, danger is paged, a model is learned, goes live and scores."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

from infra.local.audit import Audit
from infra.local.books import Books
from infra.local.bump import BUMPED, bump_test
from infra.local.mischief import bad_messages, half_good_batch, impostor_gets_in
from infra.local.places import Endpoints
from infra.local.supervisor import Supervisor
from spotter.cli.client import Json, Platform
from spotter.cli.model import wait_for
from spotter.cli.replay import enrol
from spotter.contracts.names import SiteName, Tenant
from spotter.edge.identity import Broker, DeviceIdentity
from spotter.edge.messages import encode_batch
from spotter.edge.publisher import Publisher
from spotter.simulation.cast import Cast
from spotter.simulation.player import Shipment, play, shipments
from spotter.simulation.recording import Recording
from spotter.stores.rulebook import rule_pack

SITE = SiteName("north-pit")
SUPERVISORS = (("Kim Min-jun", "+821055550101"), ("Lee Seo-yeon", "+821055550102"))  # numbers for fiction
FIRST_LASTS_S = 30.0
SECOND_LASTS_S = 12.0
BUDGET_S = 12.0
Progress = Callable[[str], None]


class Performance:
    """One demonstration on a running platform."""

    def __init__(self, endpoints: Endpoints, platform: Platform, cast: Cast, folder: Path) -> None:
        self.cast = cast
        self.platform = platform
        self.published: dict[str, datetime] = {}
        self.refusable = 0
        self.books = Books()
        self._endpoints = endpoints
        self._folder = folder
        self._broker = Broker(endpoints.mqtt_host, endpoints.mqtt_port, endpoints.mqtt_ca)
        self._known: dict[str, DeviceIdentity] = {}
        tenant = Tenant(endpoints.tenant)
        self.audit = Audit(endpoints, tenant=tenant, site=SITE, since=datetime.now(UTC))
        self.supervisor = Supervisor(platform, SITE)

    def run(self, progress: Progress) -> Json:
        """Perform, and give how the training ended."""
        progress("describing the site, registering devices")
        self._enrol()
        with self.supervisor:
            progress("bump test: gas at one detector, to prove the way to the phone")
            self._bump_test()
            progress(f"{len(self.cast.first.devices)} devices publish over MQTT")
            begins = self._replay(self.cast.first, FIRST_LASTS_S)
            progress("bad messages, an impostor, a gateway's batch over HTTP")
            self._misbehave()
            progress("waiting until everything has arrived")
            self.audit.drain(self.expected)
            progress(f"learning falls from marked intervals, {BUDGET_S:.0f} s of search")
            training = self._learn(begins)
            progress(f"{len(self.cast.second.devices)} other devices publish; the champion scores")
            self._replay(self.cast.second, SECOND_LASTS_S)
            progress("waiting until everything has arrived")
            self.audit.drain(self.expected)
            if training["champion"] is not None:
                self.audit.wait_for_scores(len(self.cast.second.samples))
        return training

    @property
    def expected(self) -> int:
        """How many readings must be accounted for."""
        return len(self.published) + self.refusable

    def times_to_page(self) -> list[float]:
        """Give the milliseconds from publishing the cause of an alarm to its SMS, the bump test left out."""
        shift = {
            reading: at for reading, at in self.published.items() if not reading.startswith(f"{BUMPED}/")
        }
        return self.supervisor.times_to_page(shift)

    def _enrol(self) -> None:
        people = [{"name": name, "phone": phone} for name, phone in SUPERVISORS]
        self.platform.put("sites", SITE, body={"title": "North pit, level 3", "supervisors": people})
        for recording in (self.cast.first, self.cast.second):
            self._known |= enrol(self.platform, recording, SITE, self._folder)

    def _bump_test(self) -> None:
        """Prove the way to the phone, from cold: the test is counted, and not timed."""
        test = bump_test(self.cast.first)
        self._known |= enrol(self.platform, test, SITE, self._folder)
        begins = datetime.now(UTC) - timedelta(seconds=test.duration_s)
        with Publisher(self._known[BUMPED], self._broker) as publisher:
            for shipment in shipments(test, begins=begins, boot="bump", batch=1):
                publisher.send(shipment.readings, lane="events")
                self._note(shipment)
                self.supervisor.wait_for_page(BUMPED)

    def _replay(self, recording: Recording, lasting_s: float) -> datetime:
        """Publish a recording, compressed, so that its last readings are of now; give when it began."""
        begins = datetime.now(UTC) - timedelta(seconds=recording.duration_s)
        replay = shipments(
            recording, begins=begins, boot=f"demo-{secrets.token_hex(3)}", rules=rule_pack().thresholds
        )
        with ExitStack() as stack:
            outlets = {
                device: stack.enter_context(Publisher(self._known[device], self._broker))
                for device in recording.devices
            }
            play(
                replay, outlets, lasting_s=lasting_s, clock=time.monotonic, sleep=time.sleep, sent=self._note
            )
        return begins

    def _note(self, shipment: Shipment) -> None:
        now = datetime.now(UTC)
        for reading in shipment.readings:
            self.published[f"{shipment.device}/{reading.boot}/{reading.seq}"] = now
        self.books.sent(shipment.device, len(shipment.readings))

    def _misbehave(self) -> None:
        """Publish what must be refused, and by HTTP what must not."""
        device, other = list(self.cast.first.devices)[:2]
        identity = self._known[device]
        now = datetime.now(UTC)
        values = next(sample.values for sample in self.cast.first.samples if sample.device == device)
        channel = next(name for name, value in values.items() if isinstance(value, float))
        bad = bad_messages(channel, now)
        with Publisher(identity, self._broker, protocol="5") as publisher:
            for message in bad:
                publisher.publish(identity.readings_topic, message)
            publisher.publish(identity.readings_topic, half_good_batch(values, channel, now))
        self.published[f"{device}/half/1"] = now
        self.refusable += len(bad) + 1
        self.books.sent(device, len(bad) + 2)
        self.refusable += int(impostor_gets_in(identity, self._known[other], self._broker))
        self._post_by_http(other, now)

    def _post_by_http(self, device: str, now: datetime) -> None:
        """Post as a gateway does; one message never leaves, and the last one goes twice."""
        samples = [sample for sample in self.cast.first.samples if sample.device == device][:10]
        recording = Recording(
            self.cast.first.credit, self.cast.first.profiles, self.cast.first.devices, tuple(samples), ()
        )
        begins = now - timedelta(seconds=max(sample.at_s for sample in samples))
        gateway = Platform(self._endpoints.api_url, self._known[device].token)
        first, lost, *others = shipments(recording, begins=begins, boot="gateway", batch=2)
        for reading in lost.readings:
            self.books.withheld(device, reading.boot, reading.seq)
        for shipment in (first, *others, others[-1]):
            gateway.post("devices", device, "readings", body=encode_batch(shipment.readings))
            self._note(shipment)

    def _learn(self, begins: datetime) -> Json:
        lesson = self.cast.lesson
        marks = [mark for mark in self.cast.first.marks if mark.label == lesson.label]
        intervals = [
            {
                "device": mark.device,
                "start": begins + timedelta(seconds=mark.start_s),
                "end": begins + timedelta(seconds=mark.end_s),
            }
            for mark in marks
        ]
        self.platform.put("sites", SITE, "labels", lesson.label, body={"intervals": intervals})
        started = self.platform.post("models", lesson.model, "trainings", body=self._request(begins))
        return wait_for(self.platform, lesson.model, str(started["training"]), within_s=BUDGET_S + 120)

    def _request(self, begins: datetime) -> Mapping[str, object]:
        lesson = self.cast.lesson
        return {
            "site": SITE,
            "profile": lesson.profile,
            "window": {"channels": lesson.channels, "length_s": lesson.length_s},
            "label": {"type": "marked", "label": lesson.label, "overlap_s": lesson.overlap_s},
            "since": begins,
            "until": datetime.now(UTC),
            "budget_s": BUDGET_S,
            "seed": 7,
            "false_alarms_per_device_hour": 20.0,
        }
