"""How many SMS a text is: GSM 7-bit where every character is in its alphabet, else UCS-2 (3GPP TS 23.038)."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from math import ceil

_GSM_7 = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENSION = frozenset("\f^{}\\[~]|€")
"""These take two places: an escape and the character."""

GSM_7_UNITS, GSM_7_UNITS_OF_MANY = 160, 153
UCS_2_UNITS, UCS_2_UNITS_OF_MANY = 70, 67

_PLAIN = {"\N{DEGREE SIGN}": " deg", "\N{MICRO SIGN}": "u", "\N{EN DASH}": "-", "\N{EM DASH}": "-"}
"""What units and titles often hold and the GSM alphabet lacks; accents and subscripts lose their mark."""

Measure = Callable[[str], int]
"""Counts the places that a text takes in one alphabet."""


def in_gsm_7(text: str) -> int:
    """Count the places of a text in the GSM 7-bit alphabet; what is in neither of its tables counts as one.

    >>> in_gsm_7("10 €"), in_gsm_7("CH4 [1]")
    (5, 9)
    """
    return len(text) + sum(character in _EXTENSION for character in text)


def in_ucs_2(text: str) -> int:
    """Count the places of a text in UCS-2, where a character beyond the basic plane takes two.

    >>> in_ucs_2("메탄"), in_ucs_2("🔥")
    (2, 2)
    """
    return len(text) + sum(ord(character) > 0xFFFF for character in text)  # noqa: PLR2004 - the basic plane


def segments(text: str) -> int:
    """Count the SMS that a text is sent as. No character is split over two of them.

    >>> segments("a" * 160), segments("a" * 161), segments("€" * 80), segments("€" * 81)
    (1, 2, 1, 2)
    >>> segments("메" * 70), segments("메" * 71), segments("메" * 135)
    (1, 2, 3)
    """
    if all(character in _GSM_7 or character in _EXTENSION for character in text):
        return _segments(text, in_gsm_7, GSM_7_UNITS, GSM_7_UNITS_OF_MANY)
    return _segments(text, in_ucs_2, UCS_2_UNITS, UCS_2_UNITS_OF_MANY)


def fitted(text: str, room: int, measure: Measure) -> str:
    """Shorten a text to so many places, ending in a full stop where something was left out.

    >>> fitted("longwall-1", 5, in_gsm_7)
    'long.'
    """
    if measure(text) <= room:
        return text
    while text and measure(text) + 1 > room:
        text = text[:-1]
    return f"{text}." if room > 0 else ""


def plain(text: str) -> str:
    """Write a text in the GSM alphabet, with a question mark for what has no likeness in it.

    >>> plain("CH₄ at 20 °C [메]")
    'CH4 at 20  degC [?]'
    """
    return "".join(_likeness(each) for each in text)


def printable(text: str) -> str:
    """Write a text on one line, without what no phone shows."""
    return "".join(each for each in " ".join(text.split()) if unicodedata.category(each)[0] != "C")


def _likeness(character: str) -> str:
    if character in _GSM_7 or character in _EXTENSION:
        return character
    bare = _PLAIN.get(character) or unicodedata.normalize("NFKD", character)[0]
    return bare if all(each in _GSM_7 for each in bare) else "?"


def _segments(text: str, measure: Measure, alone: int, of_many: int) -> int:
    if measure(text) <= alone:
        return 1
    count, used = 1, 0
    for character in text:
        width = measure(character)
        if used + width > of_many:
            count, used = count + 1, 0
        used += width
    return max(count, ceil(measure(text) / of_many))
