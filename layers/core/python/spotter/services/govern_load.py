"""Govern the load of a person: let a calling through, or keep it for the group notice."""

from __future__ import annotations

import contextlib
from typing import NamedTuple

from spotter.contracts.alarms import Alarm, AlarmClass
from spotter.contracts.governor import GovernorNorms, Group, Load
from spotter.contracts.pages import Call, Callee
from spotter.domain.governor import after_call, item_of, key_of, slot_of
from spotter.errors import Conflict, Unavailable
from spotter.ports.clock import Clock
from spotter.stores.groups import Groups

ATTEMPTS = 8
"""How often a load is written anew when another writer was first; then the queue brings the signal again."""


class GovernLoad(NamedTuple):
    """The use case with what it works on."""

    groups: Groups
    norms: GovernorNorms
    clock: Clock

    def __call__(self, alarm: Alarm, callee: Callee, call: Call) -> bool:
        """Tell whether somebody is to be called now; if not, the alarm is in their next group notice.

        Life safety is let through, also when the store does not answer.

        Raises:
            Unavailable: another class cannot be counted; calling again is right.
        """
        key = key_of(alarm, call)
        if alarm.alarm_class is AlarmClass.LIFE_SAFETY:
            with contextlib.suppress(Conflict, Unavailable):
                self._count(alarm, callee, key)
            return True
        for _ in range(ATTEMPTS):
            try:
                counted = self._count(alarm, callee, key)
            except Conflict:
                continue
            if not counted:
                self._group(alarm, callee)
            return counted
        raise Unavailable("the load of a person is being written by others", alarm=alarm.id)

    def _count(self, alarm: Alarm, callee: Callee, key: str) -> bool:
        stored = self.groups.load(alarm.tenant, callee.key)
        before = stored.document if stored else Load()
        after = after_call(before, key, alarm.alarm_class, now=self.clock(), norms=self.norms)
        if after is None:
            return False
        if after != before:
            expected = stored.version if stored else None
            self.groups.put_load(alarm.tenant, callee.key, after, expected=expected)
        return True

    def _group(self, alarm: Alarm, callee: Callee) -> None:
        now = self.clock()
        group = Group(alarm.tenant, slot_of(now, self.norms), callee, alarm.site)
        with contextlib.suppress(Conflict):  # it is in the group already
            self.groups.add(group, item_of(alarm, now))
        if self.groups.find(group) is None:
            with contextlib.suppress(Conflict):  # another alarm has opened the group
                self.groups.put(group, expected=None)
