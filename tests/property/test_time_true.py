"""Time-true: any order and repetition settles to the same bytes, and what is too old to act on pages nobody.

`SPOTTER_PERMUTATIONS=1000` runs as many as the claim has.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from builders.alarm_path import (
    GAS,
    NOON,
    PHONES,
    SITE,
    TENANT,
    AlarmPath,
    a_body,
    an_alarm_path,
    an_item,
)
from spotter.contracts.alarms import Alarm
from spotter.domain.alarms.episodes import settled_ledger
from spotter.domain.alarms.incident import Incident, findings
from spotter.services.settle_episodes import settle_episodes
from spotter.stores.rulebook import rule_pack

PERMUTATIONS = int(os.environ.get("SPOTTER_PERMUTATIONS", "80"))
EVERY = timedelta(minutes=10)
A_DAY = 144
PROFILES = {(TENANT, GAS.name, GAS.version): GAS}


def dice(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 - orders that anybody can throw again


def a_trace(*, fresh: float | None = None) -> list[dict[str, Any]]:
    """24 hours of methane with a few releases, the last hour calm unless `fresh` says how it ends."""
    rng = dice(4)
    values = [round(0.2 + 0.1 * rng.random(), 3) for _ in range(A_DAY)]
    for start, length, height in ((9, 3, 1.2), (40, 6, 1.7), (47, 1, 1.1), (90, 12, 2.4), (130, 4, 1.3)):
        for place in range(start, start + length):
            values[place] = round(height + 0.1 * rng.random(), 3)
    if fresh is not None:
        values[-4] = fresh
    begin = NOON - A_DAY * EVERY
    return [
        an_item({"ch4": value}, seq=place, at=begin + (place + 1) * EVERY)
        for place, value in enumerate(values)
    ]


def batches(trace: list[dict[str, Any]], seed: int) -> Iterator[dict[str, str]]:
    """Shuffle a trace with 5 % repeated, and cut it into deliveries anywhere."""
    rng = dice(seed)
    items = [*trace, *rng.sample(trace, len(trace) // 20)]
    rng.shuffle(items)
    while items:
        size = rng.randint(1, 12)
        some, items = items[:size], items[size:]
        yield {f"m{len(items)}-{seed}": a_body({"v": 1, "readings": some})}


def lived(trace: list[dict[str, Any]], seed: int) -> AlarmPath:
    """Let a trace arrive in the order of a seed; signals are delivered in no order either, some twice."""
    path, rng = an_alarm_path(), dice(seed)
    for messages in batches(trace, seed):
        path.ingest(messages)
        signals = path.signals()
        rng.shuffle(signals)
        for signal in [*signals, *signals[:1]]:
            path.move(signal)
    return path


def settled_of(path: AlarmPath) -> bytes:
    readings = path.archive.scan(TENANT, SITE, since=NOON, until=NOON)
    return settled_ledger(settle_episodes(readings, rule_pack().rules, PROFILES))


def alarms_of(path: AlarmPath) -> dict[str, Alarm]:
    return {alarm.id: alarm for alarm in path.ledger.of_site(TENANT, SITE)}


SETTLED = settled_of(lived(a_trace(), 0))


def test_the_releases_of_the_trace_are_its_episodes() -> None:
    assert SETTLED.count(b"\n") == 5 + 2  # five above 1.0, two of them above 1.5
    assert SETTLED.count(b'"ended_at":null') == 0


@pytest.mark.parametrize("block", range(8))
def test_any_order_with_repeats_settles_to_the_same_bytes_and_pages_nobody_for_what_is_too_old(
    block: int,
) -> None:
    for seed in range(block, PERMUTATIONS, 8):
        path = lived(a_trace(), seed + 1)

        assert settled_of(path) == SETTLED
        assert path.pager.outbox == []
        assert path.paging.runs.payloads == {}
        assert {alarm.is_retrospective for alarm in alarms_of(path).values()} == {True}


@pytest.mark.parametrize("seed", range(2))
def test_what_may_still_be_hazardous_pages_each_phone_with_its_delay(seed: int) -> None:
    path = lived(a_trace(fresh=1.9), seed)

    assert sorted({page.address for page in path.pager.outbox}) == sorted(PHONES)
    assert all("delayed by 30 min" in page.text for page in path.pager.outbox)
    for name, alarm in alarms_of(path).items():
        assert not alarm.is_retrospective
        lines = list(path.ledger.transitions(TENANT, SITE, name))
        assert findings(Incident({name: alarm}, {name: lines}, (), whole=False)) == ()
