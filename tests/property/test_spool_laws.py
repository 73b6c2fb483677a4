"""The spool against a model of it, in any order of events, with reopening and a failing disk in between."""

from __future__ import annotations

import sqlite3
import tempfile
from pathlib import Path

import msgspec
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from builders.gateways import HELMET, a_spool, heard
from spotter.edge.gateway.gaps import Gap
from spotter.edge.gateway.items import Lane, Numbered
from spotter.edge.gateway.spool import Spool

BOUND = 1_000
lanes = st.sampled_from(Lane)


class FailingDisk(sqlite3.Connection):
    """A connection whose next commits fail, before the disk has anything of them."""

    failing = 0

    def commit(self) -> None:
        if FailingDisk.failing:
            FailingDisk.failing -= 1
            sentence = "disk I/O error"
            raise sqlite3.OperationalError(sentence)
        super().commit()


def a_disk(path: str) -> sqlite3.Connection:
    return sqlite3.connect(path, isolation_level=None, check_same_thread=False, factory=FailingDisk)


class SpoolMachine(RuleBasedStateMachine):
    """What was put is waiting, has landed, or is in a gap: each number exactly once; events outlive bulk."""

    @initialize()
    def begin(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.spool = self._opened()
        self.put_so_far = 0
        self.flying: dict[int, int] = {}
        self.landed: set[int] = set()
        self.events: set[int] = set()
        FailingDisk.failing = 0

    def _opened(self) -> Spool:
        return a_spool(Path(self.folder.name), most_bytes=BOUND, connect=a_disk)

    @rule(lanes_put=st.lists(lanes, max_size=6))
    def put(self, lanes_put: list[Lane]) -> None:
        dropped_before = self._dropped()
        dropped = self.spool.put([heard(lane=lane) for lane in lanes_put])
        self.events |= {self.put_so_far + n for n, lane in enumerate(lanes_put) if lane is Lane.EVENT}
        self.put_so_far += len(lanes_put)
        assert len(self._dropped()) - len(dropped_before) == dropped

    @rule(lane=lanes)
    def put_on_a_failing_disk_changes_nothing(self, lane: Lane) -> None:
        before = (self.spool.depth(), self.spool.gaps())
        FailingDisk.failing = 1
        try:
            self.spool.put([heard(lane=lane)])
        except sqlite3.OperationalError:
            assert (self.spool.depth(), self.spool.gaps()) == before
            return
        raise AssertionError

    @rule(lane=lanes, most=st.integers(1, 5))
    def launch(self, lane: Lane, most: int) -> None:
        rows = self.spool.waiting(lane, most=most)
        self.spool.launch(row.id for row in rows)
        self.flying |= {row.id: _seq(row.body) for row in rows}

    @precondition(lambda self: self.flying)
    @rule()
    def land(self) -> None:
        self.spool.land(list(self.flying))
        self.landed |= set(self.flying.values())
        self.flying = {}

    @rule()
    def lose_the_connection(self) -> None:
        self.spool.recall()
        self.flying = {}

    @rule()
    def die_and_come_back(self) -> None:
        self.spool.close()
        self.spool = self._opened()
        self.flying = {}

    @invariant()
    def every_number_is_somewhere_exactly_once(self) -> None:
        waiting = self._waiting()
        everywhere = sorted([*waiting, *self.landed, *self._dropped()])
        assert everywhere == list(range(self.put_so_far))

    @invariant()
    def the_bound_holds(self) -> None:
        assert self.spool.depth().bytes <= BOUND

    @invariant()
    def an_event_is_dropped_only_where_no_bulk_could_have_made_room(self) -> None:
        lost = {seq for gap in self.spool.gaps() if gap.lane is Lane.EVENT for seq in _numbers(gap)}
        assert lost <= self.events
        assert not self.events & {
            s for gap in self.spool.gaps() if gap.lane is Lane.BULK for s in _numbers(gap)
        }

    def _waiting(self) -> list[int]:
        return [_seq(row.body) for lane in Lane for row in self.spool.waiting(lane, most=10_000)] + [
            *self.flying.values()
        ]

    def _dropped(self) -> list[int]:
        return [seq for gap in self.spool.gaps() for seq in _numbers(gap)]

    def teardown(self) -> None:
        self.spool.close()
        self.folder.cleanup()


def _seq(body: bytes) -> int:
    numbered = msgspec.json.decode(body, type=Numbered)
    assert numbered.device == HELMET
    return numbered.seq


def _numbers(gap: Gap) -> range:
    return range(gap.first, gap.last + 1)


SpoolMachine.TestCase.settings = settings(max_examples=30, stateful_step_count=25, deadline=None)
TestSpool = SpoolMachine.TestCase
