"""Days are settled from the set of their readings, and what is learned too late to act on pages nobody."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import NamedTuple

import pytest

from builders.alarm_path import NOON, SITE, TENANT, AlarmPath, a_body, an_alarm_path
from builders.archive import ROWS, an_archive
from property.test_time_true import a_trace, alarms_of, batches
from spotter.adapters.memory.objects import MemoryObjects
from spotter.adapters.memory.queue import MemoryQueue
from spotter.adapters.memory.records import MemoryRecords
from spotter.errors import Corrupt, Unavailable
from spotter.services.rules_in_force import RulesInForce
from spotter.services.settle_days import SettleDays, Settling
from spotter.stores.episodes import Episodes
from spotter.stores.rule_sets import RuleSets

DAYS = ("2026-11-23", "2026-11-24")


class Settled(NamedTuple):
    """An alarm path whose lake is compacted and settled."""

    path: AlarmPath
    lake: MemoryObjects
    records: MemoryRecords
    settle: SettleDays

    def arrive(self, seed: int, *, part: slice = slice(None), live: bool = True) -> None:
        """Let a trace arrive in the order of a seed; without `live` its signals are lost."""
        for messages in [*batches(a_trace(), seed)][part]:
            self.path.ingest(messages)
        for signal in self.path.signals():
            if live:
                self.path.move(signal)

    def compact(self) -> None:
        """Compact what has arrived."""
        an_archive(objects=self.lake, records=self.records, now=NOON).compact(sweep=True)

    def sweep(self) -> Settling:
        """Compact and settle, and let the alarms be told."""
        self.compact()
        done = self.settle()
        signals = self.path.signals()
        random.Random(len(signals)).shuffle(signals)  # noqa: S311 - an order that anybody can throw again
        for signal in signals:
            self.path.move(signal)
        return done

    def ledgers(self) -> list[bytes]:
        """Give the ledgers of both days."""
        stored = [self.settle.episodes.day(TENANT, SITE, day) for day in DAYS]
        return [self.lake.get(each.document.key) for each in stored if each]


def a_site() -> Settled:
    lake, records = MemoryObjects(), MemoryRecords()
    path = an_alarm_path(archive=lake)
    settle = SettleDays(
        path.registry,
        an_archive(objects=lake, records=records, now=NOON).days,
        ROWS,
        RulesInForce(RuleSets(MemoryRecords()), lambda: NOON),
        Episodes(lake, MemoryRecords()),
        path.alarms,
        lambda: NOON,
    )
    return Settled(path, lake, records, settle)


def first_settled() -> list[bytes]:
    site = a_site()
    site.arrive(0)
    site.sweep()
    return site.ledgers()


LEDGERS = first_settled()


@pytest.mark.parametrize("seed", range(1, 7))
def test_any_order_in_any_number_of_sweeps_settles_to_the_same_bytes_and_pages_nobody(seed: int) -> None:
    site = a_site()
    half = seed * 3
    site.arrive(seed, part=slice(half))
    site.sweep()
    site.arrive(seed, part=slice(half, None))
    site.sweep()

    assert len(LEDGERS) == 2
    assert site.ledgers() == LEDGERS
    assert site.path.pager.outbox == []
    assert site.sweep() == Settling(0, 0)


def test_what_the_live_way_lost_is_noted_in_retrospect_and_pages_nobody() -> None:
    site = a_site()
    site.arrive(3, live=False)
    assert alarms_of(site.path) == {}

    done = site.sweep()

    assert done.retrospective > 0
    assert {alarm.is_retrospective for alarm in alarms_of(site.path).values()} == {True}
    assert site.path.pager.outbox == []
    assert site.path.paging.runs.payloads == {}


def test_what_the_alarms_were_told_in_order_is_no_news_to_them() -> None:
    site = a_site()
    for number, item in enumerate(a_trace()):
        site.path.ingest({f"m{number}": a_body({"v": 1, "readings": [item]})})
        for signal in site.path.signals():
            site.path.move(signal)
    before = list(site.path.ledger.transitions_of_site(TENANT, SITE))

    site.sweep()

    assert list(site.path.ledger.transitions_of_site(TENANT, SITE)) == before


def test_a_day_whose_alarms_could_not_be_told_comes_again() -> None:
    site = a_site()
    site.arrive(5, live=False)
    site.compact()

    with pytest.raises(Unavailable):
        site.settle._replace(alarms=_Down())()

    assert site.settle().retrospective > 0


def test_a_ledger_of_which_a_line_was_taken_out_is_not_believed() -> None:
    site = a_site()
    site.arrive(6)
    site.sweep()
    stored = site.settle.episodes.day(TENANT, SITE, DAYS[0])
    assert stored is not None
    lines = site.lake.get(stored.document.key).splitlines(keepends=True)
    site.lake.put(stored.document.key, b"".join(lines[1:]))

    with pytest.raises(Corrupt, match="chain"):
        site.settle.episodes.of(stored.document)


class _Down(MemoryQueue):
    """A queue that does not answer."""

    def send(self, bodies: Sequence[bytes]) -> list[str]:
        """Raise Unavailable."""
        raise Unavailable("the queue does not answer", bodies=len(bodies))
