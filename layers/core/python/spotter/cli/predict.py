"""`spotter predict`: what a model folder says of the rows of a file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from spotter.cli.show import tell
from spotter.learning.lean import import_lightgbm


def predict(
    *,
    model: Annotated[Path, typer.Option(help="Folder with model.txt and card.json.")],
    data: Annotated[Path, typer.Option(help="CSV, gzipped CSV or Parquet file with the model's features.")],
    out: Annotated[Path, typer.Option(help="CSV file to write: prediction, and proba_<class> for classes.")],
    threads: Annotated[int, typer.Option(min=1, help="Threads at most.")] = 2,
) -> None:
    """Predict every row of a file, in order."""
    import_lightgbm()
    from spotter.learning.files import read_table, write_predictions
    from spotter.learning.models import load
    from spotter.learning.predictions import predict_table

    predictions = predict_table(load(model), read_table(data), threads=threads)
    write_predictions(out, predictions)
    tell(f"{len(predictions.values)} rows predicted into {out}")
