"""Things of a catalogue, and whole catalogues of them at random."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

from spotter.contracts.catalogue import TIME, Entry, HeldFile, Kind, Triple
from spotter.contracts.names import Tenant

ACME = Tenant("acme")
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
SITES = ("north-pit", "south-pit", "plant-3", None)
PEOPLE = ("kim", "lee", "siobhan", "olga")
NOUNS = ("fall", "falls", "gas", "stress", "heat", "methane", "walk", "dust", "noise", "fallback")
ATTRIBUTES = ("rows", "drift", "auc", "unit", "seen_at", "is_live", "note", "mixed")


def an_entry(  # noqa: PLR0913 - what a test says of a thing
    name: str = "falls",
    *triples: Triple,
    kind: Kind = Kind.DATASET,
    version: str = "1",
    title: str = "Falls of the north pit",
    site: str | None = "north-pit",
    number: int = 1,
    made_at: datetime = NOON,
    files: tuple[HeldFile, ...] = (),
    retired: str | None = None,
) -> Entry:
    return Entry(
        tenant=ACME,
        kind=kind,
        name=name,
        version=version,
        title=title,
        made_by="kim",
        made_at=made_at,
        changed_at=made_at,
        number=number,
        site=site,
        triples=triples,
        files=files,
        retired=retired,
    )


def entries_at_random(count: int, *, seed: int, first: int = 1) -> list[Entry]:
    """Make things whose attributes overlap, so that searches find some and not all of them."""
    dice = random.Random(seed)  # noqa: S311 - made up, and the same each time
    return [_at_random(dice, number) for number in range(first, first + count)]


def _at_random(dice: random.Random, number: int) -> Entry:
    moment = NOON - timedelta(hours=dice.randrange(10_000))
    noun = dice.choice(NOUNS)
    return Entry(
        tenant=ACME,
        kind=dice.choice(list(Kind)),
        name=f"{noun}-{dice.randrange(40)}",
        version=str(number),
        title=f"{noun.title()} {dice.choice(NOUNS)}, part {dice.randrange(9)}",
        made_by=dice.choice(PEOPLE),
        made_at=moment,
        changed_at=moment,
        number=number,
        site=dice.choice(SITES),
        triples=tuple(_triple(dice, name) for name in ATTRIBUTES for _ in range(dice.choice((0, 1, 1, 2)))),
        retired=dice.choice((None,) * 9 + ("superseded",)),
    )


def _triple(dice: random.Random, name: str) -> Triple:
    match name:
        case "rows":
            return Triple(name, float(dice.randrange(20) * 1000))
        case "drift" | "auc":
            return Triple(name, round(dice.random(), 2))
        case "seen_at":
            return Triple(name, (NOON - timedelta(hours=dice.randrange(200))).isoformat(), TIME)
        case "is_live":
            return Triple(name, dice.random() < 0.5)
        case "mixed":
            return Triple(name, dice.choice((True, 1.0, "1", "true", 2.0, "Two")))
        case _:
            return Triple(name, dice.choice(("ppm", "PPM", "mg/m3", "Wet cell", "wet", "%LEL", "north-pit")))
