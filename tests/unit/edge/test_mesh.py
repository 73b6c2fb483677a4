from __future__ import annotations

from datetime import datetime

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from builders.alarm_path import NOON, SITE, after, danger
from builders.gateways import GATE, MemoryLink
from spotter.contracts.alarms import AlarmClass
from spotter.contracts.names import DeviceName
from spotter.edge.gateway.link import Received
from spotter.edge.gateway.mesh import Mesh
from spotter.edge.gateway.neighbours import Heeded, Told, notice_of, over, topic_of
from spotter.edge.gateway.pacing import Backoff
from spotter.edge.gateway.siren import Siren
from spotter.errors import Unavailable

NEXT = DeviceName("gate-2")
TTL_S = 60


class Station:
    """One gateway's mesh on a broker in memory."""

    def __init__(self, name: DeviceName, *links: MemoryLink) -> None:
        self.told = Told(name, TTL_S)
        self.siren = Siren([], failed=lambda _: None)
        self.said: list[tuple[str, str]] = []
        self._links = list(links)
        self.mesh = Mesh(
            site=SITE,
            told=self.told,
            heeded=Heeded(name),
            siren=self.siren,
            sounds_for=(AlarmClass.LIFE_SAFETY, AlarmClass.HIGH),
            open_link=self._open,
            backoff=Backoff(least_s=1, most_s=1, chance=lambda least, _: least),
            say=lambda state, notice: self.said.append((state, notice.origin)),
        )

    def _open(self) -> MemoryLink:
        if not self._links:
            sentence = "away"
            raise Unavailable(sentence)
        return self._links.pop(0)

    def step(self, at: datetime) -> None:
        self.mesh.step((at - NOON).total_seconds(), at)


def carry(link: MemoryLink, to: MemoryLink, *, retained: bool = False) -> None:
    to.inbox += [Received(topic, payload, retained) for topic, payload in link.published]


def test_danger_at_one_gateway_warns_the_workers_of_the_next() -> None:
    here, there = MemoryLink(), MemoryLink()
    first, second = Station(GATE, here), Station(NEXT, there)
    first.told.danger(danger(0), NOON)

    first.step(NOON)
    carry(here, there)
    second.step(after(1))

    assert second.said == [("danger", GATE)]
    assert len(second.siren.causes) == 1


def test_what_a_gateway_hears_it_never_passes_on_nor_takes_its_own() -> None:
    here, there = MemoryLink(), MemoryLink()
    first, second = Station(GATE, here), Station(NEXT, there)
    first.told.danger(danger(0), NOON)
    first.step(NOON)
    carry(here, there)
    here.inbox += [Received(*message) for message in here.published]

    for second_later in range(1, 100):
        second.step(after(second_later))
        first.step(after(second_later))

    assert there.published == []
    assert first.said == []


def test_the_end_of_danger_silences_the_next_gateway() -> None:
    here, there = MemoryLink(), MemoryLink()
    first, second = Station(GATE, here), Station(NEXT, there)
    first.told.danger(danger(0), NOON)
    first.step(NOON)
    first.told.over(f"{danger(0).rule}.{danger(0).subject}", after(5))
    first.step(after(5))

    carry(here, there)
    second.step(after(6))

    assert [state for state, _ in second.said] == ["danger", "over"]
    assert second.siren.causes == []


def test_a_notice_that_nobody_renews_becomes_unknown() -> None:
    here, there = MemoryLink(), MemoryLink()
    first, second = Station(GATE, here), Station(NEXT, there)
    first.told.danger(danger(0), NOON)
    first.step(NOON)
    carry(here, there)

    for seconds in (1, 50, 62):
        second.step(after(seconds))

    assert [state for state, _ in second.said] == ["danger", "unknown"]


def test_danger_that_lasts_is_renewed_before_it_expires() -> None:
    link = MemoryLink()
    first = Station(GATE, link)
    first.told.danger(danger(0), NOON)

    for seconds in range(TTL_S):
        first.step(after(seconds))

    assert len(link.published) == 3


def test_a_broker_that_was_away_is_told_again_what_stands() -> None:
    before, back = MemoryLink(), MemoryLink()
    first = Station(GATE, before, back)
    first.told.danger(danger(0), NOON)
    first.step(NOON)

    before.open = False
    for seconds in (1, 2, 3):
        first.step(after(seconds))

    assert len(back.published) == 1


def test_a_retained_notice_that_is_old_warns_nobody() -> None:
    here, there = MemoryLink(), MemoryLink()
    first, second = Station(GATE, here), Station(NEXT, there)
    first.told.danger(danger(0), NOON)
    first.step(NOON)

    carry(here, there, retained=True)
    second.step(after(TTL_S + 1))

    assert second.said == []


def test_rubbish_and_a_notice_under_a_strangers_topic_are_left_alone() -> None:
    link = MemoryLink()
    station = Station(NEXT, link)
    payload = msgspec.json.encode(notice_of(GATE, danger(0), NOON, TTL_S))
    link.inbox += [Received("sites/pit/hazards/gate-3/x", payload), Received("sites/pit/hazards/x/y", b"{")]

    station.step(NOON)

    assert station.said == []


@given(order=st.permutations(range(6)), ends=st.booleans())
def test_notices_in_any_order_and_repeated_end_as_the_newest_says(order: list[int], ends: bool) -> None:  # noqa: FBT001 - drawn
    begun = notice_of(GATE, danger(0), NOON, TTL_S)
    story = [msgspec.structs.replace(begun, sent_at=after(step)) for step in range(5)]
    story.append(over(begun, after(5)) if ends else msgspec.structs.replace(begun, sent_at=after(5)))
    heeded = Heeded(NEXT)

    for step in (*order, *order):
        heeded.heed(story[step], after(6), retained=False)

    assert [each.state for each in heeded.standing] == ([] if ends else ["danger"])
    assert topic_of(SITE, GATE, begun.cause).startswith("sites/")
