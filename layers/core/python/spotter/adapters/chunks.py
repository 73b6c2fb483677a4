"""Cutting what is to be sent into pieces that a service takes at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")


def chunks(things: Sequence[T], *, most: int) -> Iterator[Sequence[T]]:
    """Cut a sequence into pieces of at most so many things.

    >>> list(chunks("abcde", most=2))
    ['ab', 'cd', 'e']
    """
    return (things[start : start + most] for start in range(0, len(things), most))


def packets(bodies: Sequence[bytes], *, most: int, size: int) -> Iterator[list[bytes]]:
    """Cut texts into packets of at most so many texts and so many bytes in all.

    >>> list(packets([b"aaa", b"b", b"cc"], most=10, size=4))
    [[b'aaa', b'b'], [b'cc']]
    """
    packet: list[bytes] = []
    for body in bodies:
        if packet and (len(packet) == most or sum(map(len, packet)) + len(body) > size):
            yield packet
            packet = []
        packet.append(body)
    if packet:
        yield packet
