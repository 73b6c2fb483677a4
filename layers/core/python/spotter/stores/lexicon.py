"""What hazards are called in other languages, as data; English titles stand in the rules themselves."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import msgspec

from spotter.contracts.people import Language


@cache
def hazard_words(language: Language) -> Mapping[str, str]:
    """Give the words of a language by hazard, the beginning of a rule's name; none where titles will do."""
    path = Path(__file__).parent / "paging" / f"words-{language}.json"
    return msgspec.json.decode(path.read_bytes(), type=dict[str, str]) if path.is_file() else {}
