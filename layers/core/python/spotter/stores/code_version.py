"""Which code made something: a digest of every module of this library."""

from __future__ import annotations

import hashlib
import platform
from functools import cache
from pathlib import Path

import spotter

DIGITS = 16
BUILD = "build.txt"
"""The file beside the code in which whoever built it says from what: the answer of `git describe`."""


@cache
def code_version() -> str:
    """Name this code by its content; the same files give the same name wherever they are."""
    folder = Path(spotter.__file__).parent
    whole = hashlib.sha256()
    for path in sorted(folder.rglob("*.py")):
        whole.update(path.relative_to(folder).as_posix().encode())
        whole.update(path.read_bytes())
    return whole.hexdigest()[:DIGITS]


@cache
def known_of_code() -> dict[str, str]:
    """Tell what this code knows of itself: what runs it, and what it was built from."""
    build = Path(spotter.__file__).parent / BUILD
    said = build.read_text().strip() if build.is_file() else ""
    known = {"python": platform.python_version(), "processor": platform.machine(), "build": said}
    return {name: value for name, value in known.items() if value}
