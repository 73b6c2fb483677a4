"""Sequences: sets of sequence numbers as flat closed intervals `[first, last, first, last, …]`, in order.

A device that numbers without holes costs two numbers whatever it has sent; each hole costs two more.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence

Interval = tuple[int, int]


def insert(intervals: list[int], number: int) -> bool:
    """Put a number into a set, in place; False when it was there already.

    >>> numbers = [1, 3]
    >>> insert(numbers, 5), insert(numbers, 4), insert(numbers, 4), numbers
    (True, True, False, [1, 5])
    """
    if not intervals or number > intervals[-1] + 1:
        intervals += (number, number)
        return True
    if number == intervals[-1] + 1:
        intervals[-1] = number
        return True
    place = bisect_right(intervals, number)
    if place % 2 or (place and intervals[place - 1] == number):
        return False
    follows = place > 0 and intervals[place - 1] == number - 1
    precedes = intervals[place] == number + 1
    if follows and precedes:
        del intervals[place - 1 : place + 1]
    elif follows:
        intervals[place - 1] = number
    elif precedes:
        intervals[place] = number
    else:
        intervals[place:place] = (number, number)
    return True


def contains(intervals: Sequence[int], number: int) -> bool:
    """Tell whether a number is in a set.

    >>> contains([1, 3, 7, 7], 7), contains([1, 3, 7, 7], 5)
    (True, False)
    """
    place = bisect_right(intervals, number)
    return bool(place % 2) or (place > 0 and intervals[place - 1] == number)


def missing(*sets: Sequence[int]) -> Iterator[Interval]:
    """Give the holes in the union of sets, from its least number to its greatest, as closed intervals.

    >>> list(missing([1, 3, 7, 9], [5, 5]))
    [(4, 4), (6, 6)]
    """
    intervals = sorted(pair for each in sets for pair in zip(each[::2], each[1::2], strict=True))
    reached = intervals[0][1] if intervals else 0
    for first, last in intervals:
        if first > reached + 1:
            yield reached + 1, first - 1
        reached = max(reached, last)


def joined(*sets: Sequence[int]) -> list[int]:
    """Join sets into one.

    >>> joined([1, 2, 9, 9], [3, 4], [10, 12])
    [1, 4, 9, 12]
    """
    union: list[int] = []
    for first, last in sorted(pair for each in sets for pair in zip(each[::2], each[1::2], strict=True)):
        if union and first <= union[-1] + 1:
            union[-1] = max(union[-1], last)
        else:
            union += (first, last)
    return union
