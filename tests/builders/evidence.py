"""Evidence as a training gathers it, without a training."""

from __future__ import annotations

from datetime import timedelta

from builders.learning import START
from spotter.contracts.evidence import Bar, Bin, Environment, Evidence, Importance, Point, RunRecord, Segment


def some_evidence(model: str) -> Evidence:
    """Make evidence of a model that goes by this digest."""
    auc = {"auc": Bar(0.9, 0.85, 0.94)}
    return Evidence(
        model=model,
        run=RunRecord(
            pipeline_version="1",
            started_at=START,
            ended_at=START + timedelta(seconds=9),
            duration_s=9.0,
            executor="functions/train",
            arguments={"budget_s": "9.0"},
            previous_model=None,
            metrics={"auc": 0.9},
        ),
        environment=Environment("3.11.9", "Linux x86_64", {"lightgbm": "4.6.0"}, "d" * 64),
        segments=(Segment("all rows", 100, 20, auc), Segment("group <kim>", 50, 9, auc)),
        importance=(Importance("g__last", 0.75, 0.5), Importance("g__mean", 0.25, 0.5)),
        effect_by="shap",
        limits=("It was never tried on another site.",),
        reliability=(Bin(0.2, 0.25, 50), Bin(0.8, 0.75, 50)),
        expected_error=0.05,
        roc=(Point(0.0, 0.0), Point(0.1, 0.8), Point(1.0, 1.0)),
        precision=(Point(0.0, 1.0), Point(1.0, 0.2)),
        history=(Point(1.0, 0.8),),
        alarms_per_day=3.0,
    )
