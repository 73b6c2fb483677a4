"""What every implementation of the Rollouts port keeps."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import NamedTuple

import pytest

from spotter.adapters.aws.clients import connect
from spotter.adapters.aws.rollouts import IotRollouts
from spotter.adapters.memory.rollouts import MemoryRollouts
from spotter.contracts.names import ThingName
from spotter.errors import Conflict, NotFound
from spotter.ports.rollouts import Rollouts


class Bench(NamedTuple):
    """Rollouts, and a thing that exists."""

    rollouts: Rollouts
    thing: ThingName


@pytest.fixture
def bench(place: str) -> Iterator[Bench]:
    thing = ThingName(f"acme_gate-{uuid.uuid4().hex[:8]}")
    if place == "memory":
        yield Bench(MemoryRollouts(thing), thing)
        return
    client = connect("iot")
    client.create_thing(thingName=thing)
    yield Bench(IotRollouts(client), thing)
    client.delete_thing(thingName=thing)


@pytest.fixture
def job() -> str:
    return f"job-{uuid.uuid4().hex}"


def test_what_was_ordered_waits_until_the_thing_asks(bench: Bench, job: str) -> None:
    bench.rollouts.order(bench.thing, job=job, document='{"v":1}')

    assert bench.rollouts.state(bench.thing, job=job) == ("QUEUED", "")


def test_ordering_the_same_again_changes_nothing(bench: Bench, job: str) -> None:
    for _ in range(2):
        bench.rollouts.order(bench.thing, job=job, document='{"v":1}')

    assert bench.rollouts.state(bench.thing, job=job).status == "QUEUED"


def test_a_name_stands_for_one_order(bench: Bench, job: str) -> None:
    bench.rollouts.order(bench.thing, job=job, document='{"v":1}')

    with pytest.raises(Conflict):
        bench.rollouts.order(bench.thing, job=job, document='{"v":2}')


def test_a_thing_that_does_not_exist_gets_no_order(bench: Bench, job: str) -> None:
    with pytest.raises(NotFound):
        bench.rollouts.order(ThingName("acme_nobody"), job=job, document="{}")


def test_an_order_that_was_never_given_is_not_found(bench: Bench, job: str) -> None:
    with pytest.raises(NotFound):
        bench.rollouts.state(bench.thing, job=job)
