"""Which code made something: a digest of every module of this library."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

import spotter

DIGITS = 16


@cache
def code_version() -> str:
    """Name this code by its content; the same files give the same name wherever they are."""
    folder = Path(spotter.__file__).parent
    whole = hashlib.sha256()
    for path in sorted(folder.rglob("*.py")):
        whole.update(path.relative_to(folder).as_posix().encode())
        whole.update(path.read_bytes())
    return whole.hexdigest()[:DIGITS]
