"""Keys said twice in one JSON object: parsers take the last in silence, which hides what was said first.

A full check costs as much as parsing again, so it is only made where counting shows that something may be
repeated. Every key is followed by a colon, straight or behind white space; a text may hold the same two
characters, so the count of quote-colon pairs is never below the number of keys. Where it equals the number of
keys that the parser kept, none was dropped.
"""

from __future__ import annotations

import json
from collections import Counter

from spotter.contracts.readings import RefusalReason
from spotter.domain.decoding import Fields, Part, Refused

_SPACED = (b'" :', b'"\t:', b'"\n:', b'"\r:')


Repeats = dict[int, tuple[str, Fields]]
"""The first repeated key of an object and the object, by its identity (held, so that none is used again)."""


def may_repeat_keys(payload: bytes, message: object) -> bool:
    """Tell whether a payload may say a key twice, given what a parser made of it; False is certain."""
    if payload.count(b'":') != _keys(message):
        return True
    return any(spaced in payload for spaced in _SPACED)


def noticing_repeats(payload: bytes) -> tuple[object, Repeats]:
    """Parse JSON again and give with it which of its objects repeat a key.

    Raises:
        Refused: what the faster parser took is beyond this one.
    """
    repeats: Repeats = {}

    def paired(pairs: list[tuple[str, object]]) -> Fields:
        made = dict(pairs)
        if len(made) != len(pairs):
            said = Counter(key for key, _ in pairs)
            repeats[id(made)] = next(key for key, times in said.items() if times > 1), made
        return made

    try:
        return json.loads(payload.decode(), object_pairs_hook=paired), repeats
    except (ValueError, RecursionError) as err:
        raise Refused(RefusalReason.MALFORMED, f"this is no JSON: {str(err)[:200]}") from err


def marked(part: Part, repeats: Repeats) -> Part:
    """Give a part its fault where it, or an object in it, repeats a key."""
    if isinstance(part.item, Refused):
        return part
    key = _repeated(part.item, repeats)
    return part if key is None else part._replace(fault=repeated_key(key))


def repeated_key(key: str, *, count: int = 1) -> Refused:
    """Refuse an item, or a batch of so many, for a key that it says twice."""
    return Refused(RefusalReason.DUPLICATE_KEY, f"{ascii(key)[:80]} is said more than once", count=count)


def _repeated(said: object, repeats: Repeats) -> str | None:
    if isinstance(said, dict):
        inner = list(said.values())
    elif isinstance(said, list):
        inner = said
    else:
        return None
    if id(said) in repeats:
        return repeats[id(said)][0]
    return next((key for each in inner if (key := _repeated(each, repeats)) is not None), None)


def _keys(said: object) -> int:
    """Count the keys of all objects in what was parsed."""
    if said.__class__ is dict:
        count = len(said)
        for value in said.values():
            kind = value.__class__
            if kind is dict or kind is list:
                count += _keys(value)
        return count
    if said.__class__ is list:
        return sum(map(_keys, said))
    return 0
