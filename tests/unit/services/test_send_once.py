"""One page for each person, medium and calling, whoever dies and however many try."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from builders.alarm_path import PHONES, SITE, TENANT, a_mover
from builders.mortal import ALARM, DANGER, Fate, MortalNotifier, World, paging_of, signal_arrives
from builders.paging import paging_stores
from spotter.contracts.escalation import Climb
from spotter.contracts.pages import PageState
from spotter.stores.alarms import AlarmLedger
from spotter.stores.registry import Registry

PARALLEL = 1000


def step_is_due(world: World, fate: Fate) -> None:
    paging_of(world, fate).escalate(Climb(TENANT, SITE, ALARM, 1, 0, 0, again=True))


def test_a_thousand_parallel_deliveries_of_one_event_are_one_alarm_and_one_page_each() -> None:
    world = World()

    with ThreadPoolExecutor(32) as pool:
        list(pool.map(lambda _: world.process(Fate(None), signal_arrives), range(PARALLEL)))
    world.now += timedelta(seconds=120)
    assert world.process(Fate(None), signal_arrives)

    assert Counter(message.address for message in world.outbox) == dict.fromkeys(PHONES, 1)
    assert len(world.runs.payloads) == 1
    assert AlarmLedger(world.records).get(TENANT, SITE, ALARM).occurrence == 1


def test_a_crash_after_any_call_loses_no_page_and_doubles_only_what_its_record_counts() -> None:
    crashes = doubled = 0
    while True:
        world = World()
        died = world.until_done(crashes, signal_arrives)
        sent = Counter(message.address for message in world.outbox)
        assert set(sent) == set(PHONES), f"after call {crashes}"
        assert sum(sent.values()) - len(PHONES) <= world.repeats() <= 1
        assert len(world.runs.payloads) == 1
        doubled += sum(sent.values()) - len(PHONES)
        if not died:
            break
        crashes += 1

    assert crashes > 20
    assert doubled == len(PHONES)  # once for each phone: the carrier took it and nobody lived to note it


def test_a_crash_after_any_call_of_an_escalation_loses_no_second_alarm() -> None:
    crashes = 0
    while True:
        world = World()
        world.process(Fate(None), signal_arrives)
        world.now += timedelta(seconds=301)
        died = world.until_done(crashes, step_is_due)
        sent = Counter(message.address for message in world.outbox)
        assert set(sent) == set(PHONES)
        assert min(sent.values()) == 2, f"after call {crashes}"
        assert sum(sent.values()) - 2 * len(PHONES) <= world.repeats() <= 1
        if not died:
            break
        crashes += 1

    assert crashes >= 20


def test_what_was_claimed_and_not_sent_is_sent_when_the_claim_is_void() -> None:
    world = World()
    stores = paging_stores(world.records)
    mover = a_mover(
        AlarmLedger(world.records),
        Registry(world.records),
        MortalNotifier(world.outbox, Fate(0)),
        clock=world.clock,
        stores=stores,
    )
    world.process(Fate(None), lambda _, __: mover(DANGER))
    claimed = next(iter(stores.pages.of_occurrence(TENANT, SITE, ALARM, 1)))

    too_early = world.process(Fate(None), signal_arrives)
    world.now += timedelta(seconds=26)

    assert claimed.state is PageState.CLAIMED
    assert not too_early
    assert world.process(Fate(None), signal_arrives)
    assert world.repeats() == 1
