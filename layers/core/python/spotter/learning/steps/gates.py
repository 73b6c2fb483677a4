"""Gates: what a model must reach before an automatic training counts as done."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from spotter.contracts.learning import ModelCard
from spotter.contracts.training_config import Gate
from spotter.errors import Invalid
from spotter.learning.metrics import METRICS

AT_THE_LINE = ("threshold_recall", "threshold_recall_low", "threshold_false_alarms_per_1000")
COSTS = ("row_us", "text_bytes")


def expect_known(gates: Mapping[str, Gate]) -> None:
    """Refuse gates that nothing is measured for, before anything is computed."""
    known = {*METRICS, *AT_THE_LINE, *COSTS}
    for name, gate in gates.items():
        if name.removeprefix("holdout.") not in known:
            raise Invalid(f"gates: nothing named {name} is measured; there are: {', '.join(sorted(known))}")
        if gate.at_least is None and gate.at_most is None:
            raise Invalid(f"gates: {name} needs at_least or at_most")


def failed(card: ModelCard, gates: Mapping[str, Gate]) -> tuple[str, ...]:
    """Say which gates a model does not pass, and by how much."""
    return tuple(_sentences(card, gates))


def _sentences(card: ModelCard, gates: Mapping[str, Gate]) -> Iterator[str]:
    measured = _measured(card)
    for name, gate in gates.items():
        value = measured.get(name)
        if value is None:
            yield f"{name} was not measured"
        elif gate.at_least is not None and not value >= gate.at_least:
            yield f"{name} is {value:.4g}; at least {gate.at_least:g} is asked"
        elif gate.at_most is not None and not value <= gate.at_most:
            yield f"{name} is {value:.4g}; at most {gate.at_most:g} is allowed"


def _measured(card: ModelCard) -> dict[str, float]:
    found = card.scores | {f"holdout.{name}": value for name, value in card.holdout.items()}
    if card.proof is not None:
        found |= {"row_us": card.proof.row_us, "text_bytes": float(card.proof.text_bytes)}
    return found
