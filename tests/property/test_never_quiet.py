"""The law of alarms that never go quiet: whoever does what, in any order, while escalation runs.

The machine is simulated: a run waits for its step and takes it, steps that ask to be repeated are repeated.
"""

from __future__ import annotations

import heapq
import os
from datetime import datetime, timedelta
from itertools import count

import msgspec
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from builders.alarm_path import NOON, PHONES, SITE, TENANT, all_clear, an_alarm_path, danger
from builders.paging import a_contact, a_paging, a_rota
from spotter.adapters.memory.notifier import MemoryNotifier
from spotter.contracts.alarms import Alarm, AlarmClass, ReasonCode
from spotter.contracts.escalation import Ladder
from spotter.contracts.handling import SilenceKind
from spotter.contracts.ledger import Acknowledge, Approve, By, Channel, Clear, PersonsAct, Resume, Silencing
from spotter.domain.alarms.moves import as_of
from spotter.errors import Forbidden, Invalid
from spotter.ports.notifier import Message, Receipt
from spotter.services.act_on_alarm import act_on_alarm
from spotter.services.decide_alarm import AlarmAt
from spotter.services.follow_up import follow_up
from spotter.services.move_alarm import MoveAlarm
from spotter.stores.philosophy import philosophy

AT = AlarmAt(TENANT, SITE, "ch4-high.longwall-1")
REALARM_S = philosophy().classes[AlarmClass.LIFE_SAFETY].realarm_s or 0
ROUNDING_S = 2
"""Waits are whole seconds, rounded up: once for a silence and once for an interval."""

EXAMPLES = int(os.environ.get("SPOTTER_LAW_EXAMPLES", "40"))
STEPS = 30
KIM, LEE = (By(name, Channel.HTTP, name) for name in ("kim", "lee"))
KINDS = st.sampled_from(SilenceKind)
SECONDS = st.sampled_from((30, 240, 900, 3600))


class TimedNotifier(MemoryNotifier):
    """A carrier that remembers when the last page was, notices left out."""

    def __init__(self, night: NeverQuiet) -> None:
        super().__init__()
        self._night = night

    def send(self, message: Message) -> Receipt:
        if message.text.startswith("DANGER"):
            self._night.paged_at = self._night.now
        return super().send(message)


class NeverQuiet(RuleBasedStateMachine):
    """A site at night: gas comes and goes, people act, time passes, runs take their steps."""

    tiers: tuple[list[str], ...] = (["kim"], ["lee"])

    def __init__(self) -> None:
        super().__init__()
        self.now, self.paged_at = NOON, NOON - timedelta(days=1)
        self.audible_since: datetime | None = None
        path = an_alarm_path()
        self.ledger, self.stores = path.ledger, path.paging
        for name, phone in zip(("kim", "lee"), PHONES, strict=True):
            self.stores.people.put_contact(a_contact(name, phone), expected=None)
        self.stores.people.put_rota(a_rota(*self.tiers), expected=None)
        self.paging = a_paging(path.ledger, path.registry, [TimedNotifier(self)], self.stores, self.clock)
        self.move = MoveAlarm(
            ledger=path.ledger, summon=self.paging.summon, philosophy=philosophy(), clock=self.clock
        )
        self.due: list[tuple[datetime, int, Ladder]] = []
        self.started: set[str] = set()
        self.order = count()

    def clock(self) -> datetime:
        return self.now

    def alarm(self) -> Alarm | None:
        return self.ledger.find(*AT)

    @rule()
    def gas(self) -> None:
        self.move(danger(self.elapsed(), alarm_class=AlarmClass.LIFE_SAFETY))
        self.settle()

    @rule()
    def air(self) -> None:
        self.move(all_clear(self.elapsed()))
        self.settle()

    @rule(kind=KINDS, seconds=SECONDS, one_shot=st.booleans())
    def propose(self, kind: SilenceKind, seconds: int, *, one_shot: bool) -> None:
        self.act(Silencing(kind, self.now + timedelta(seconds=seconds), one_shot=one_shot), KIM)

    @rule(kind=KINDS, seconds=SECONDS, one_shot=st.booleans())
    def silence(self, kind: SilenceKind, seconds: int, *, one_shot: bool) -> None:
        self.propose(kind, seconds, one_shot=one_shot)
        self.act(Approve(), LEE)

    @rule(kind=KINDS)
    def resume(self, kind: SilenceKind) -> None:
        self.act(Resume(kind), LEE)

    @rule()
    def answer_and_reset(self) -> None:
        self.act(Acknowledge(ReasonCode.TRUE_ALARM), KIM)
        self.act(Clear(), KIM)

    @rule(seconds=st.sampled_from((1, 20, 31, 100, 301, 1000, 3601)))
    def wait(self, seconds: int) -> None:
        until = self.now + timedelta(seconds=seconds)
        while self.due and self.due[0][0] <= until:
            at, _, rung = heapq.heappop(self.due)
            self.now = max(self.now, at)
            self.watch()
            self.wait_for(self.paging.escalate(rung.step))
            self.settle()
        self.now = until

    @invariant()
    def watch(self) -> None:
        """Hold the law: audible and unanswered, it was paged within the interval, or has just become so."""
        alarm = self.alarm()
        standing = as_of(alarm, self.now) if alarm else None
        if alarm is None or standing is None or not alarm.is_unanswered or standing.silences:
            self.audible_since = None
            return
        if self.audible_since is None:
            ends = [each.until for each in alarm.silences.values()]
            self.audible_since = max(ends, default=self.now)
        quiet_s = (self.now - max(self.paged_at, self.audible_since)).total_seconds()
        assert quiet_s <= REALARM_S + ROUNDING_S
        if (self.now - self.audible_since).total_seconds() > ROUNDING_S:
            assert self.paged_at >= self.audible_since, "nobody was called when it could be heard again"

    def act(self, act: PersonsAct, by: By) -> None:
        if self.alarm() is None:
            return
        try:
            after = act_on_alarm(self.ledger, self.clock, AT, act, by=by)
        except (Invalid, Forbidden):
            return
        follow_up(self.stores.runs, after, act, now=self.now)
        self.settle()

    def settle(self) -> None:
        """Put runs that were started among those that wait."""
        for name, payload in list(self.stores.runs.payloads.items()):
            if name not in self.started:
                self.started.add(name)
                self.wait_for(msgspec.json.decode(payload, type=Ladder))
        while self.due and self.due[0][0] <= self.now:
            self.wait_for(self.paging.escalate(heapq.heappop(self.due)[2].step))
            self.settle()

    def wait_for(self, rung: Ladder) -> None:
        if rung.go_on:
            heapq.heappush(self.due, (self.now + timedelta(seconds=rung.wait_s), next(self.order), rung))

    def elapsed(self) -> float:
        return (self.now - NOON).total_seconds()


class NeverQuietAlone(NeverQuiet):
    """The same with one tier, where the run after the first page only waits."""

    tiers = (["kim"],)


NeverQuiet.TestCase.settings = settings(max_examples=EXAMPLES, stateful_step_count=STEPS, deadline=None)
NeverQuietAlone.TestCase.settings = NeverQuiet.TestCase.settings
TestNeverQuiet = NeverQuiet.TestCase
TestNeverQuietAlone = NeverQuietAlone.TestCase
