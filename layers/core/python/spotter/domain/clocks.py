"""Clocks: how far a device's clock is behind ours, as the least delay of what it sent lately.

The delay of a reading is its arrival less its event time. The freshest reading of a message was measured just
before it was sent, so its delay is what the clock is wrong by and a little of travel. While a backlog is sent
nobody can tell a slow clock from old readings: it is doubted until something fresh arrives.
"""

from __future__ import annotations

from collections.abc import Sequence

WORST_SKEW_MS = 120_000
"""A clock that is further off is flagged (domain reference, 1.9). One that is further ahead is refused."""

REMEMBERED = 8
"""Delays that are kept of each boot, the newest by number: the window of the estimate."""

SURE = 2
"""Newest delays that must all be beyond the limit: one message held up on its way proves nothing."""


def note_delay(delays: list[int], number: int, delay_ms: int) -> None:
    """Put the delay of a message's freshest reading into the window `[number, delay, number, delay, …]`.

    Of one number the least delay counts; the newest numbers stay. So the window is the same in any order.

    >>> window = [1, 40]
    >>> note_delay(window, 2, 30); note_delay(window, 1, 20); window
    [1, 20, 2, 30]
    """
    if not delays or number > delays[-2]:
        delays += (number, delay_ms)
    else:
        known = dict(zip(delays[::2], delays[1::2], strict=True))
        known[number] = min(delay_ms, known.get(number, delay_ms))
        delays[:] = [each for pair in sorted(known.items()) for each in pair]
    del delays[: -2 * REMEMBERED]


def skew_ms(delays: Sequence[int]) -> int | None:
    """Estimate how far a clock is behind, in milliseconds (negative: ahead); None when nothing is known."""
    return min(delays[1::2], default=None)


def is_skewed(delays: Sequence[int]) -> bool:
    """Tell whether the newest delays say that a clock is wrong by more than two minutes.

    >>> is_skewed([1, 5, 2, 600_000]), is_skewed([1, 5, 2, 600_000, 3, 600_100]), is_skewed([])
    (False, True, False)
    """
    newest = delays[1::2][-SURE:]
    return bool(newest) and min(newest) > WORST_SKEW_MS
