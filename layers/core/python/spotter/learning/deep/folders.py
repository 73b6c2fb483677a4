"""Folders of networks: the text that scores live, `model.onnx`, how its inputs are made, and the card."""

from __future__ import annotations

from pathlib import Path

import msgspec

from spotter.errors import Unavailable
from spotter.learning.deep.training import DeepModel


def save(model: DeepModel, length: int, folder: Path) -> None:
    """Write a network's folder, or raise Unavailable."""
    inputs = {"length": length, "preparation": model.preparation}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "model.txt").write_bytes(model.text.encode())
        (folder / "model.onnx").write_bytes(model.onnx)
        (folder / "inputs.json").write_bytes(msgspec.json.encode(inputs))
        (folder / "card.json").write_bytes(msgspec.json.format(msgspec.json.encode(model.card), indent=2))
    except OSError as err:
        raise Unavailable(f"cannot write {folder}: {err.strerror}", folder=str(folder)) from err
