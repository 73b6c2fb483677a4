from __future__ import annotations

import json
from pathlib import Path

from builders.gateways import MemoryLink, a_spool, heard, ids_in
from spotter.edge.gateway.items import Lane
from spotter.edge.gateway.pacing import Allowance, Backoff
from spotter.edge.gateway.sender import Lanes, Sender
from spotter.edge.gateway.spool import Spool
from spotter.errors import Unavailable

LANES = Lanes("events", "readings", batch_s=10.0, most_bytes=1_000)


def a_sender(spool: Spool, *links: MemoryLink, per_s: float = 1e6, burst: int = 1000) -> Sender:
    waiting = list(links)

    def open_link() -> MemoryLink:
        if not waiting:
            sentence = "nobody answers"
            raise Unavailable(sentence)
        return waiting.pop(0)

    backoff = Backoff(least_s=1.0, most_s=8.0, chance=lambda _, most: most)
    return Sender(
        spool=spool,
        open_link=open_link,
        lanes=LANES,
        allowance=Allowance(per_s=per_s, burst=burst),
        backoff=backoff,
    )


def test_events_leave_at_once_one_by_one_and_before_the_bulk(tmp_path: Path) -> None:
    spool, link = a_spool(tmp_path), MemoryLink()
    spool.put([heard(), heard(lane=Lane.EVENT), heard(), heard(lane=Lane.EVENT)])
    sender = a_sender(spool, link)

    sender.step(0.0)
    sender.step(10.0)

    assert [(topic, ids_in(payload)) for topic, payload in link.published] == [
        ("events", ["helmet-7/b1/1"]),
        ("events", ["helmet-7/b1/3"]),
        ("readings", ["helmet-7/b1/0", "helmet-7/b1/2"]),
    ]


def test_bulk_waits_for_its_batch_unless_a_message_is_full(tmp_path: Path) -> None:
    spool, link = a_spool(tmp_path), MemoryLink()
    sender = a_sender(spool, link)
    spool.put([heard()])
    sender.step(0.0)
    sender.step(9.9)
    early = len(link.published)

    spool.put([heard() for _ in range(20)])
    sender.step(9.95)

    assert early == 0
    assert link.published
    assert all(len(payload) <= LANES.most_bytes for _, payload in link.published)


def test_a_reading_leaves_the_spool_only_when_the_broker_has_it(tmp_path: Path) -> None:
    spool, link = a_spool(tmp_path), MemoryLink()
    spool.put([heard(lane=Lane.EVENT)])
    sender = a_sender(spool, link)

    sender.step(0.0)
    before = spool.depth().events
    link.acknowledge()
    sender.step(0.1)

    assert (before, spool.depth().events) == (1, 0)


def test_what_was_not_acknowledged_is_sent_again_over_the_next_connection(tmp_path: Path) -> None:
    spool, first, second = a_spool(tmp_path), MemoryLink(), MemoryLink()
    spool.put([heard(lane=Lane.EVENT)])
    sender = a_sender(spool, first, second)
    sender.step(0.0)

    first.open = False
    sender.step(1.0)
    sender.step(60.0)

    assert first.published == second.published
    assert json.loads(second.published[0][1])["readings"][0]["seq"] == 0


def test_nobody_is_asked_again_before_the_wait_is_over(tmp_path: Path) -> None:
    sender = a_sender(a_spool(tmp_path))

    troubles: list[str | None] = []
    for now in (0.0, 1.0, 2.9, 3.1):
        sender.line.trouble = None
        sender.step(now)
        troubles.append(sender.line.trouble)

    assert troubles == ["nobody answers", None, None, "nobody answers"]


def test_no_more_is_published_than_a_connection_may(tmp_path: Path) -> None:
    spool, link = a_spool(tmp_path), MemoryLink()
    spool.put([heard(lane=Lane.EVENT) for _ in range(300)])
    sender = a_sender(spool, link, per_s=90.0, burst=20)

    for tenth in range(11):
        sender.step(tenth / 10)
        link.acknowledge()

    assert len(link.published) <= 20 + 90


def test_a_thousand_gateways_do_not_come_back_at_once() -> None:
    import random

    chance = random.Random(1)  # noqa: S311 - chance, not secrets
    waits = sorted(Backoff(least_s=0.5, most_s=60, chance=chance.uniform).next_s() for _ in range(1000))

    assert waits[0] >= 0.5
    assert waits[-1] - waits[0] > 0.9
