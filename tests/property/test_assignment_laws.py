"""Who wore a device when, held against the plainest reading of the history."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from spotter.contracts.assignments import Assignment
from spotter.contracts.names import DeviceName, Tenant, WorkerName
from spotter.domain.assignments import devices_of, stints, wearer

ACME = Tenant("acme")
DAWN = datetime(2026, 11, 24, 6, tzinfo=UTC)
DEVICES = [DeviceName("helmet-7"), DeviceName("helmet-8")]
WORKERS = [WorkerName("kim"), WorkerName("lee"), None]

hours = st.integers(0, 12)
statements = st.tuples(st.sampled_from(DEVICES), st.sampled_from(WORKERS), hours, st.none() | hours, hours)


def hour(number: int) -> datetime:
    return DAWN + timedelta(hours=number)


@st.composite
def histories(draw: st.DrawFn) -> list[Assignment]:
    told = []
    for number, (device, worker, since, length, recorded) in enumerate(
        draw(st.lists(statements, max_size=8))
    ):
        until = None if length is None else hour(since + length + 1)
        told.append(Assignment(ACME, device, number + 1, worker, hour(since), until, hour(recorded), "olga"))
    return told


def replayed(
    history: list[Assignment], device: DeviceName, at: datetime, known: datetime
) -> WorkerName | None:
    """Paint the statements over one another, oldest first, and look at one moment."""
    seen: WorkerName | None = None
    for told in sorted(history, key=lambda told: (told.recorded_at, told.number)):
        ends = told.valid_until or datetime.max.replace(tzinfo=UTC)
        if told.device == device and told.recorded_at <= known and told.valid_from <= at < ends:
            seen = told.worker
    return seen


@given(histories(), st.sampled_from(DEVICES), hours, hours)
def test_the_statement_recorded_last_decides(
    history: list[Assignment], device: DeviceName, at: int, known: int
) -> None:
    assert wearer(history, device, hour(at), hour(known)) == replayed(history, device, hour(at), hour(known))


@given(histories(), st.randoms(), st.sampled_from(DEVICES), hours)
def test_the_order_in_which_a_history_is_read_does_not_matter(
    history: list[Assignment], random: Random, device: DeviceName, at: int
) -> None:
    shuffled = random.sample(history, len(history))

    assert wearer(shuffled, device, hour(at)) == wearer(history, device, hour(at))


@given(histories(), statements, hours)
def test_what_is_said_later_never_changes_what_was_known_before(
    history: list[Assignment], later: tuple[DeviceName, WorkerName | None, int, int | None, int], at: int
) -> None:
    device, worker, since, _, _ = later
    correction = Assignment(ACME, device, 99, worker, hour(since), None, hour(13), "olga")

    assert wearer([*history, correction], device, hour(at), hour(12)) == wearer(
        history, device, hour(at), hour(12)
    )
    if at >= since:
        assert wearer([*history, correction], device, hour(at)) == worker


@given(histories(), st.sampled_from(DEVICES), st.integers(0, 30))
def test_stints_say_for_every_moment_what_wearer_says(
    history: list[Assignment], device: DeviceName, at: int
) -> None:
    spans = stints(history, device)
    moment = hour(at)

    wearing = [
        span.worker for span in spans if span.since <= moment and (not span.until or moment < span.until)
    ]

    assert wearing == [worker for worker in [wearer(history, device, moment)] if worker]
    for earlier, later in pairwise(spans):
        assert earlier.until is not None
        assert earlier.until <= later.since


@given(histories(), st.sampled_from(WORKERS[:2]), hours)
def test_devices_of_a_worker_are_those_whose_wearer_it_is(
    history: list[Assignment], worker: WorkerName, at: int
) -> None:
    assert devices_of(history, worker, hour(at)) == tuple(
        device for device in DEVICES if wearer(history, device, hour(at)) == worker
    )


def test_a_correction_changes_exactly_the_span_it_speaks_of() -> None:
    kim, lee = WORKERS[:2]
    first = Assignment(ACME, DEVICES[0], 1, kim, hour(0), None, hour(0), "olga")
    correction = Assignment(ACME, DEVICES[0], 2, lee, hour(2), hour(4), hour(9), "olga")

    told = [first, correction]

    assert [wearer(told, DEVICES[0], hour(at)) for at in (1, 2, 3, 4)] == [kim, lee, lee, kim]
    assert wearer(told, DEVICES[0], hour(3), known_at=hour(8)) == kim
