"""Danger, whatever a model learns: which labels are it, and which number of the outputs rises with it."""

from __future__ import annotations

from collections.abc import Sequence

from spotter.contracts.labels import AnomalyLabel, Label, MarkedLabel, ValueLabel


def is_danger(label: Label, value: float) -> bool:
    """Tell whether a row with this label was dangerous: marked, some level reached, or the limit.

    >>> is_danger(ValueLabel("ch4", limit=1.0, horizon_s=60.0), 0.9)
    False
    """
    return value >= label.limit if isinstance(label, ValueLabel) else value > 0


def word_for(label: Label) -> str:
    """Say in a word what a label is about: its name, its channel, or that there is none.

    >>> word_for(AnomalyLabel())
    'anomaly'
    """
    match label:
        case MarkedLabel():
            return label.label
        case AnomalyLabel():
            return "anomaly"
        case _:
            return label.channel


def danger_score(task: str, outputs: Sequence[float]) -> float:
    """Give the number that rises with danger: a probability, that of any class but the calm one, or a value.

    >>> danger_score("multiclass", [0.75, 0.2, 0.05])
    0.25
    """
    return 1 - outputs[0] if task == "multiclass" else outputs[0]
