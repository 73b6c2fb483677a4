"""Times that people give to commands."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from spotter.errors import Invalid

Moment = Annotated[str | None, typer.Option(help="A time with its zone, such as 2026-11-24T14:03:00Z.")]


def as_moment(text: str | None) -> datetime | None:
    """Read a time with its zone.

    Raises:
        Invalid: it is no time, or it does not say its zone.

    >>> as_moment("2026-11-24T14:03:00Z").hour
    14
    """
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as err:
        raise Invalid(f"{text} is no time; write it as 2026-11-24T14:03:00Z") from err
    if moment.tzinfo is None:
        raise Invalid(f"{text} does not say its zone; write it as 2026-11-24T14:03:00Z or ...+09:00")
    return moment
