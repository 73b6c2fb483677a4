"""Networks as ONNX: a graph that any runtime scores, never pickle."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn

from spotter.learning.arrays import Floats


def exported(network: nn.Module, example: Any) -> bytes:  # noqa: ANN401 - single-precision rows
    """Write a network as one ONNX file for any number of rows."""
    rows = torch.export.Dim("rows", min=1)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "model.onnx")
        torch.onnx.export(
            network.eval(),
            (torch.from_numpy(example),),
            file,
            input_names=["values"],
            output_names=["log_odds"],
            dynamic_shapes=({0: rows},),
            dynamo=True,
            external_data=False,
            verbose=False,
        )
        return file.read_bytes()


def scored(content: bytes, values: Any) -> Floats:  # noqa: ANN401 - single-precision rows
    """Score rows with the ONNX runtime: log-odds."""
    import onnxruntime

    session = onnxruntime.InferenceSession(content, providers=["CPUExecutionProvider"])
    (said,) = session.run(None, {"values": values})
    return np.asarray(said, dtype=np.float64)
