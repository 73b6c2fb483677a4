"""Networks of time as documents, which live scoring evaluates in plain Python."""

from __future__ import annotations

from typing import Any, NamedTuple

import msgspec
import numpy as np
from torch import nn

from spotter.contracts.documents import Matrix, Preparation, Vector
from spotter.contracts.sequences import Convolved, Filter, Recurrent, SequenceDocument
from spotter.learning.algorithms.documented import matrix, vector
from spotter.learning.deep import networks
from spotter.learning.frames import Roles


class Sight(NamedTuple):
    """How a network sees rows: whose and when, prepared how, how many, and over how many seconds at most."""

    roles: Roles
    preparation: Preparation
    length: int
    reach_s: float


def text_of(
    network: nn.Module, kind: networks.Kind, features: int, sight: Sight, calibration: dict[str, float]
) -> str:
    """Write a network down with its calibration."""
    weights = {name: value.detach().numpy().astype(np.float64) for name, value in network.named_parameters()}
    document = SequenceDocument(
        format="spotter-sequence/1",
        algorithm=kind,
        features=features,
        length=sight.length,
        reach_s=sight.reach_s,
        preparation=sight.preparation,
        body=_convolved(weights) if kind == "cnn" else _recurrent(kind, weights),
        head=vector(weights["head.weight"][0]),
        head_offset=float(weights["head.bias"][0]),
        slope=calibration["calibration_slope"],
        offset=calibration["calibration_offset"],
        group=sight.roles.group,
        time=sight.roles.time,
    )
    return msgspec.json.encode(document).decode()


def _recurrent(kind: Any, weights: dict[str, Any]) -> Recurrent:  # noqa: ANN401 - one of the three cells
    return Recurrent(
        cell=kind,
        inputs=matrix(weights["layer.weight_ih_l0"]),
        states=matrix(weights["layer.weight_hh_l0"]),
        input_offsets=vector(weights["layer.bias_ih_l0"]),
        state_offsets=vector(weights["layer.bias_hh_l0"]),
    )


def _convolved(weights: dict[str, Any]) -> Convolved:
    return Convolved(tuple(_filter(weights, at) for at in (0, 2)))


def _filter(weights: dict[str, Any], at: int) -> Filter:
    own: tuple[Matrix, ...] = tuple(matrix(each) for each in weights[f"layers.{at}.weight"])
    offsets: Vector = vector(weights[f"layers.{at}.bias"])
    return Filter(own, offsets)
