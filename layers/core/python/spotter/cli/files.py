"""Files that people give to commands."""

from __future__ import annotations

import sys
from pathlib import Path

import msgspec

from spotter.cli.client import Json
from spotter.errors import Invalid, NotFound


def content_of(file: Path) -> bytes:
    """Read a file, or standard input where the name is `-`."""
    if str(file) == "-":
        return sys.stdin.buffer.read()
    try:
        return file.read_bytes()
    except (FileNotFoundError, IsADirectoryError) as err:
        raise NotFound("file", str(file)) from err


def mapping_of(file: Path) -> Json:
    """Read an object from a file of JSON or YAML, or from standard input where the name is `-`."""
    import yaml

    try:
        return msgspec.convert(yaml.safe_load(content_of(file)), Json)
    except yaml.YAMLError as err:
        raise Invalid(f"{file} is neither JSON nor YAML{where(err)}") from err
    except msgspec.ValidationError as err:
        raise Invalid(f"{file} holds no object of names and values: {err}") from err


def where(err: Exception) -> str:
    """Say at which line and column a parser of YAML gave up, and over what; empty when it does not know."""
    mark = getattr(err, "problem_mark", None)
    if mark is None:
        return ""
    problem = getattr(err, "problem", None) or "not understood"
    return f": line {mark.line + 1}, column {mark.column + 1}: {problem}"


def write_text(path: Path, text: str) -> None:
    """Write a file, and its folders where they are not there.

    Raises:
        Invalid: it cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as err:
        raise Invalid(f"cannot write {path}: {err.strerror}; name another file or folder") from err
