"""Redeliveries: the messages that were taken in lately, so that one which its queue delivers again is known.

Of each message eight characters are kept, in one text for each minute: a quarter of what its name and second
would take in the record that is written with every batch. Six bytes of digest mix two messages up once in
some 10^11; the second is then kept and judged as ever, and not counted.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Iterable
from hashlib import blake2b

COMES_AGAIN_WITHIN_S = 1200
"""How long a message is known by its name: twice the five receives, two minutes apart, of the readings queue
(infra/state.yaml), after which it is among the dead letters and would return under another name."""

MOST = 3000
"""Messages that are remembered at most: two and a half a second. Of a device that sends more a redelivery may
be counted as duplicates; readings are kept all the same."""

LENGTH = 8

Minutes = dict[str, str]
"""By minute since the epoch, the names of its messages one after the other, in order."""


def named(message: str) -> str:
    """Shorten the name of a message to what tells it from a few thousand others.

    >>> len(named("5f3c8a52-0000-4000-8000-000000000000"))
    8
    """
    return urlsafe_b64encode(blake2b(message.encode(), digest_size=6).digest()).decode()


def knows(minutes: Minutes, name: str) -> bool:
    """Tell whether a message was taken in before.

    >>> knows({"7": "aaaaaaaabbbbbbbb"}, "bbbbbbbb"), knows({"7": "aaaabbbbbbbbaaaa"}, "bbbbbbbb")
    (True, False)
    """
    return any(name in text and _stands_in(text, name) for text in minutes.values())


def note(minutes: Minutes, names: Iterable[str], *, now_s: int) -> None:
    """Remember messages, in place, and forget what cannot come again."""
    minute = now_s // 60
    if taken := [*names]:
        known = _names(minutes.get(str(minute), ""))
        minutes[str(minute)] = "".join(sorted([*known, *taken]))
    for old in [each for each in minutes if int(each) < minute - COMES_AGAIN_WITHIN_S // 60]:
        del minutes[old]
    _bound(minutes)


def _bound(minutes: Minutes) -> None:
    """Forget the oldest where there are more than can be kept."""
    over = sum(map(len, minutes.values())) - MOST * LENGTH
    while over > 0:
        oldest = min(minutes, key=int)
        text = minutes.pop(oldest)
        if len(text) > over:
            minutes[oldest] = text[over:]
        over -= len(text)


def _stands_in(text: str, name: str) -> bool:
    """Tell whether a name that is somewhere in a text begins where names begin."""
    place = text.find(name)
    while place % LENGTH and place >= 0:
        place = text.find(name, place + 1)
    return place >= 0


def _names(text: str) -> list[str]:
    return [text[place : place + LENGTH] for place in range(0, len(text), LENGTH)]
