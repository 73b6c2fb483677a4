"""What every implementation of the Pager port keeps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import NamedTuple

import pytest

from contract.places import sms_sent
from spotter.adapters.aws.clients import connect
from spotter.adapters.aws.pager import SnsPager
from spotter.adapters.memory.pager import MemoryPager
from spotter.errors import Unavailable
from spotter.ports.pager import Pager

KIM, LEE = "+821012345678", "+821087654321"


class Bench(NamedTuple):
    """A pager and the texts that have reached a phone."""

    pager: Pager
    reached: Callable[[str], list[str]]


@pytest.fixture
def bench(place: str) -> Bench:
    if place == "memory":
        memory = MemoryPager(unreachable={LEE})
        return Bench(memory, lambda phone: [page.text for page in memory.outbox if page.phone == phone])
    earlier = Counter(sms_sent(place))
    return Bench(
        SnsPager(connect("sns")),
        lambda phone: [text for to, text in (Counter(sms_sent(place)) - earlier).elements() if to == phone],
    )


def test_a_page_reaches_its_phone_as_written(bench: Bench) -> None:
    bench.pager.page(KIM, "메탄 1.6 % at longwall-1")

    assert bench.reached(KIM) == ["메탄 1.6 % at longwall-1"]
    assert bench.reached(LEE) == []


def test_every_page_has_its_own_receipt(bench: Bench) -> None:
    receipts = {bench.pager.page(KIM, "CH4 high"), bench.pager.page(KIM, "CH4 high")}

    assert len(receipts) == 2
    assert all(receipts)


def test_a_page_for_what_is_no_phone_number_is_not_taken(bench: Bench) -> None:
    with pytest.raises(Unavailable):
        bench.pager.page("call me", "CH4 high")


def test_memory_refuses_the_phones_that_it_was_told_are_unreachable() -> None:
    with pytest.raises(Unavailable):
        MemoryPager(unreachable={LEE}).page(LEE, "CH4 high")
