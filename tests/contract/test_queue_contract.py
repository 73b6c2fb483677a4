"""What every implementation of the Queue port keeps."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import pytest

from contract.places import a_queue
from spotter.adapters.aws.queue import SqsQueue
from spotter.adapters.memory.queue import MemoryQueue
from spotter.errors import Invalid
from spotter.ports.queue import Queue


class Bench(NamedTuple):
    """A queue and a receiver that takes so many texts from it."""

    queue: Queue
    receive: Callable[[int], list[bytes]]
    names: list[str]


@pytest.fixture
def bench(place: str) -> Iterator[Bench]:
    if place == "memory":
        memory = MemoryQueue()
        yield Bench(memory, lambda _: memory.drain(), [])
        return
    with a_queue() as (client, url):
        names: list[str] = []
        yield Bench(SqsQueue(client, url), lambda count: _received(client, url, count, names), names)


def test_every_text_arrives(bench: Bench) -> None:
    bodies = [f'{{"n":{number},"name":"갱도"}}'.encode() for number in range(23)]

    bench.queue.send(bodies)

    assert sorted(bench.receive(23)) == sorted(bodies)


def test_a_text_is_named_as_its_receiver_sees_it(bench: Bench) -> None:
    names = bench.queue.send([f"text {number}".encode() for number in range(12)])

    bench.receive(12)

    assert len(set(names)) == 12
    assert sorted(bench.names) in ([], sorted(names))  # in memory the receiver names what it takes


def test_sending_nothing_hands_nothing_on(bench: Bench) -> None:
    bench.queue.send([])

    assert bench.receive(0) == []


def test_texts_too_large_for_one_batch_all_arrive(bench: Bench) -> None:
    bodies = [letter * 100_000 for letter in (b"a", b"b", b"c", b"d")]

    bench.queue.send(bodies)

    assert sorted(bench.receive(4)) == bodies


def test_a_text_may_have_256_kib(bench: Bench) -> None:
    bench.queue.send([b"x" * 256 * 1024])

    assert [len(body) for body in bench.receive(1)] == [256 * 1024]


@pytest.mark.parametrize("wrong", [b"", b"x" * (256 * 1024 + 1)])
def test_an_empty_or_larger_text_is_refused_with_all_sent_beside_it(bench: Bench, wrong: bytes) -> None:
    with pytest.raises(Invalid) as raised:
        bench.queue.send([b"fine", wrong])

    assert raised.value.facts["position"] == 1
    assert bench.receive(0) == []


def _received(client: Any, url: str, count: int, names: list[str]) -> list[bytes]:  # noqa: ANN401 - a client is made at run time
    received: list[bytes] = []
    for _ in range(count + 1):
        answer = client.receive_message(QueueUrl=url, MaxNumberOfMessages=10)
        received += [message["Body"].encode() for message in answer.get("Messages", [])]
        names += [message["MessageId"] for message in answer.get("Messages", [])]
        if len(received) >= count:
            return received
    return received
