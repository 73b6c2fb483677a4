"""Senses: what the values of one channel have been, as far as trust in the next one needs to know it."""

from __future__ import annotations

from spotter.contracts.trails import Mark
from spotter.domain.trust.sensors import Sensor


class Sense:
    """The memory of one channel while its values pass in event order; times are epoch milliseconds.

    Its first four fields are those of a `Mark`, and in any order of the values the same. `since` is when the
    present value was first seen, `jumped` says that it came by an implausible change and has not moved since,
    and `settles` until when a jump is doubted at least.
    """

    __slots__ = ("at", "before", "differed", "jumped", "settles", "since", "value")

    def __init__(self, at: int, value: float) -> None:
        self.at = self.differed = self.since = at
        self.value = self.before = value
        self.jumped = False
        self.settles = 0

    @classmethod
    def of(cls, mark: Mark, sensor: Sensor) -> Sense:
        """Go on from what a trail holds."""
        sense = cls(mark.at, mark.value)
        sense.since, sense.differed, sense.before = mark.differed, mark.differed, mark.before
        sense.jumped = abs(mark.value - mark.before) > sensor.fastest * max(sensor.t90, sensor.settles)
        return sense

    def mark(self) -> Mark:
        """Give what a trail keeps."""
        return Mark(self.at, self.value, self.differed, self.before)

    def move(self, at: int, value: float, sensor: Sensor) -> None:
        """Take in a newer value."""
        if value != self.value:
            change = abs(value - self.value)
            self.jumped = change > sensor.fastest * max(at - self.at, sensor.t90)
            if self.jumped:
                self.settles = at + sensor.settles
            self.differed, self.before = self.at, self.value
            self.since, self.value = at, value
        self.at = at

    def join(self, at: int, value: float) -> None:
        """Take in a value that is not newer; what is remembered becomes what it were in order of time."""
        if (at, value) > (self.at, self.value):  # of two values at one moment the greater is the later
            if value != self.value:
                self.differed, self.before = self.at, self.value
                self.value = value
        elif value == self.value:
            if self.before == self.value:
                self.differed = min(self.differed, at)
        elif self.before == self.value or (at, value) > (self.differed, self.before):
            self.differed, self.before = at, value
