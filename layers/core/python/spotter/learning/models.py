"""Model folders: `model.txt` is LightGBM's text, `card.json` says everything else. Never pickle."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import msgspec

from spotter.contracts.evidence import Point
from spotter.contracts.learning import ModelCard
from spotter.errors import Corrupt, NotFound, Unavailable
from spotter.learning.arrays import Floats, Keys
from spotter.learning.evidence.unseen import Unseen

TEXT, CARD, EVIDENCE = "model.txt", "card.json", "evidence.json"


@dataclass(frozen=True, eq=False)
class OutOfFold:
    """What the search said of rows it had not learned from; for who draws the decision line elsewhere."""

    target: Floats
    outputs: Floats
    groups: Keys
    times: Floats


@dataclass(frozen=True)
class TrainedModel:
    """A model's text and its card, whose digest is the text's.

    After a training `unseen` and `history` are there, and on rows with groups and times
    `out_of_fold`; none of them is stored.
    """

    card: ModelCard
    text: str
    out_of_fold: OutOfFold | None = None
    unseen: Unseen | None = None
    history: tuple[Point, ...] = ()


def digest_of(text: str) -> str:
    """Give the SHA-256 of a model's text."""
    return hashlib.sha256(text.encode()).hexdigest()


def save(model: TrainedModel, folder: Path) -> None:
    """Write a model folder, or raise Unavailable."""
    card = msgspec.json.format(msgspec.json.encode(model.card), indent=2)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / TEXT).write_bytes(model.text.encode())
        (folder / CARD).write_bytes(card + b"\n")
    except OSError as err:
        raise Unavailable(f"cannot write {folder}: {err.strerror}", folder=str(folder)) from err


def load(folder: Path) -> TrainedModel:
    """Read a model folder.

    Raises:
        NotFound: a file of it is not there.
        Corrupt: the card cannot be read, or the text is not the one the card was written for.
    """
    for name in (TEXT, CARD):
        if not (folder / name).is_file():
            raise NotFound("model file", str(folder / name))
    try:
        card = msgspec.json.decode((folder / CARD).read_bytes(), type=ModelCard)
        text = (folder / TEXT).read_bytes().decode()
    except (msgspec.DecodeError, UnicodeDecodeError) as err:
        raise Corrupt(f"the model in {folder} cannot be read: {err}", folder=str(folder)) from err
    if digest_of(text) != card.sha256:
        sentence = f"{folder / TEXT} is not the text that the card was written for: its digest differs"
        raise Corrupt(sentence, folder=str(folder), expected=card.sha256)
    return TrainedModel(card, text)
