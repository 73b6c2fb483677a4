"""Where in CBOR bytes each reading of a batch stands; only for bytes that a decoder has read before."""

from __future__ import annotations

_BREAK = 0xFF
_INDEFINITE = 31
_READINGS = b"readings"
_TEXT, _ARRAY, _MAP, _TAG = 3, 4, 5, 6
_MULTIPLES = {_ARRAY: 1, _MAP: 2}


def items_of(payload: bytes) -> list[tuple[int, int]] | None:
    """Give start and end of each item of the list under `readings`; None when it is there twice or never."""
    found = [value for key, value in _pairs(payload) if payload[key[0] : key[1]].endswith(_READINGS)]
    return _children(payload, found[0][0]) if len(found) == 1 else None


def _pairs(payload: bytes) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    children = _children(payload, 0)
    return list(zip(children[::2], children[1::2], strict=True))


def _children(payload: bytes, at: int) -> list[tuple[int, int]]:
    """Give start and end of what an array or map holds, keys and values in turn."""
    major, length, at = _head(payload, at)
    left = -1 if length is None else length * _MULTIPLES.get(major, 0)
    spans = []
    while left and not (left < 0 and payload[at] == _BREAK):
        end = _end(payload, at)
        spans.append((at, end))
        at, left = end, left - 1
    return spans


def _end(payload: bytes, at: int) -> int:
    """Give where the data item that starts here ends."""
    major, length, at = _head(payload, at)
    if length is None:
        while payload[at] != _BREAK:
            at = _end(payload, at)
        return at + 1
    if major in {2, _TEXT}:
        return at + length
    inner = 1 if major == _TAG else length * _MULTIPLES.get(major, 0)
    for _ in range(inner):
        at = _end(payload, at)
    return at


def _head(payload: bytes, at: int) -> tuple[int, int | None, int]:
    """Read the head of a data item: its major type, its argument (None when indefinite), where it ends."""
    major, info = payload[at] >> 5, payload[at] & 31
    at += 1
    if info == _INDEFINITE:
        return major, None, at
    if info < 24:  # noqa: PLR2004 - RFC 8949, section 3: from here on the argument follows the head
        return major, info, at
    width = 1 << (info - 24)
    return major, int.from_bytes(payload[at : at + width]), at + width
