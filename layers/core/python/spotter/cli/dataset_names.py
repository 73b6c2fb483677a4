"""Which version of a dataset is meant: the current one, a number, a beginning of its name, or all of it."""

from __future__ import annotations

import re

from spotter.cli.client import Json, Platform
from spotter.errors import Invalid

HELP = "A version: its number, its name or the first 6 digits or more of it, or current."
_WHOLE = re.compile(r"[0-9a-f]{16}|current")
_NUMBER = re.compile(r"[0-9]{1,5}")
_BEGINNING = re.compile(r"[0-9a-f]{6,15}")


def version_of(api: Platform, name: str, said: str) -> str:
    """Give the name by which the platform knows a version, deleted or not.

    Up to 5 decimal digits are a number, as `spotter dataset versions` counts; 6 and more begin a name.

    Raises:
        Invalid: what was said is neither, or begins several names.
        NotFound: there is no such dataset.
    """
    if _WHOLE.fullmatch(said):
        return said
    if _NUMBER.fullmatch(said):
        found = [each["version"] for each in _versions(api, name) if each["number"] == int(said)]
    elif _BEGINNING.fullmatch(said):
        found = [each["version"] for each in _versions(api, name) if each["version"].startswith(said)]
    else:
        raise Invalid(
            f"{said} is no version; say a number such as 2, the first 6 digits of a name, or current"
        )
    if not found:
        raise Invalid(f"{name} has no version {said}; spotter dataset versions {name} lists them")
    if len(found) > 1:
        raise Invalid(f"{said} begins {len(found)} versions of {name}: {', '.join(found)}; say more digits")
    return str(found[0])


def _versions(api: Platform, name: str) -> list[Json]:
    return list(api.get("datasets", name)["versions"])
