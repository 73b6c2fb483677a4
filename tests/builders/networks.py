"""A network of time that can be read: danger where the newest row's first feature is high."""

from __future__ import annotations

import msgspec

from spotter.contracts.documents import Preparation
from spotter.contracts.sequences import Recurrent, SequenceDocument


def a_network_text(features: int, *, from_value: float = 3.0) -> str:
    """Write a network of one cell that compares the first feature with a value."""
    places, ones = tuple(range(features)), (1.0,) * features
    weights = (1.0,) + (0.0,) * (features - 1)
    document = SequenceDocument(
        format="spotter-sequence/1",
        algorithm="rnn",
        features=features,
        length=3,
        reach_s=6.0,
        preparation=Preparation(places, (from_value,) * features, (from_value,) * features, ones),
        body=Recurrent("rnn", (weights,), ((0.1,),), (0.0,), (0.0,)),
        head=(4.0,),
        head_offset=0.0,
        group="device",
        time="at",
    )
    return msgspec.json.encode(document).decode()
