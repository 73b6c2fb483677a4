from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from spotter.contracts.alarms import AlarmClass
from spotter.contracts.names import DeviceName, ProfileName, RuleName
from spotter.contracts.profiles import Channel, ChannelType
from spotter.contracts.rules import ThresholdRule
from spotter.edge.messages import Measured
from spotter.edge.publisher import Lane
from spotter.simulation.player import Watch, play, shipments
from spotter.simulation.recording import Mark, Recording, Sample, together

NINE = datetime(2026, 11, 24, 9, tzinfo=UTC)
CHANNELS = {"ch4": Channel(type=ChannelType.NUMBER, unit="%", hazard="ch4")}
METHANE = ThresholdRule(
    name=RuleName("ch4-high"),
    title="Methane high",
    hazard="ch4",
    unit="%",
    direction="rising",
    limit=1.0,
    deadband=0.1,
    alarm_class=AlarmClass.HIGH,
    source="an example",
)


def recording_of(device: str, *methane: float, every_s: float = 1.0) -> Recording:
    name, profile = DeviceName(device), ProfileName("head")
    samples = tuple(Sample(name, (i + 1) * every_s, {"ch4": value}) for i, value in enumerate(methane))
    return Recording("made up", {profile: CHANNELS}, {name: profile}, samples, ())


def test_readings_leave_in_batches_numbered_from_zero() -> None:
    sent = list(shipments(recording_of("a", 0.1, 0.2, 0.3), begins=NINE, boot="b1", batch=2))

    assert [[reading.seq for reading in shipment.readings] for shipment in sent] == [[0, 1], [2]]
    assert {shipment.lane for shipment in sent} == {"readings"}


def test_a_reading_keeps_the_moment_at_which_it_was_measured() -> None:
    (shipment,) = shipments(recording_of("a", 0.1), begins=NINE, boot="b1")

    assert shipment.readings[0].at == NINE + timedelta(seconds=1)


def test_a_crossing_leaves_at_once_after_what_was_gathered_before_it() -> None:
    sent = list(shipments(recording_of("a", 0.1, 1.2, 1.3, 0.5), begins=NINE, boot="b1", rules=[METHANE]))

    told = [(shipment.lane, [reading.seq for reading in shipment.readings]) for shipment in sent]
    assert told == [("readings", [0]), ("events", [1]), ("readings", [2]), ("events", [3])]


def test_a_value_inside_the_deadband_is_no_return_to_normal() -> None:
    watch = Watch(CHANNELS, [METHANE])

    turns = [watch.turns({"ch4": value}) for value in (0.5, 1.0, 0.95, 1.0, 0.9, 0.89)]

    assert turns == [False, True, False, False, False, True]


def test_each_device_spreads_its_stretch_over_the_whole_replay() -> None:
    both = together(recording_of("a", 0.1, 0.2, every_s=100), recording_of("b", 0.1, 0.2))

    sent = list(shipments(both, begins=NINE, boot="b1", batch=1))

    assert [(shipment.device, shipment.due) for shipment in sent] == [("a", 0), ("b", 0), ("a", 1), ("b", 1)]


def test_two_recordings_together_end_at_the_same_moment() -> None:
    both = together(recording_of("a", 0.1, 0.2, every_s=100), recording_of("b", 0.1))

    assert [(sample.device, sample.at_s) for sample in both.samples] == [("a", 100), ("a", 200), ("b", 200)]


def test_part_of_a_recording_takes_its_marks_along() -> None:
    marked = Mark(label="fall", device=DeviceName("a"), start_s=1, end_s=2)  # type: ignore[arg-type]
    both = together(recording_of("a", 0.1), recording_of("b", 0.1))

    part = Recording(both.credit, both.profiles, both.devices, both.samples, (marked,)).only(
        {DeviceName("b")}
    )

    assert (list(part.devices), part.marks) == (["b"], ())


class Notebook:
    """An outlet that writes down what it was given, and when."""

    def __init__(self, clock: list[float]) -> None:
        self.lines: list[tuple[float, int]] = []
        self._clock = clock

    def send(self, readings: Sequence[Measured], *, lane: Lane = "readings") -> None:
        assert lane == "readings"
        self.lines.append((self._clock[0], readings[0].seq))


def test_playing_spreads_the_messages_over_the_time_it_may_take() -> None:
    now = [50.0]
    notebook = Notebook(now)

    def sleep(seconds: float) -> None:
        now[0] += seconds

    play(
        shipments(recording_of("a", 0.1, 0.2, 0.3), begins=NINE, boot="b1", batch=1),
        {DeviceName("a"): notebook},
        lasting_s=10,
        clock=lambda: now[0],
        sleep=sleep,
    )

    assert notebook.lines == [(50.0, 0), (55.0, 1), (60.0, 2)]
