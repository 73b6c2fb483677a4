"""What the catalogue says of models: candidates, what was decided about them, and where they are live."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from spotter.contracts.catalogue import Entry, HeldFile, Kind
from spotter.contracts.learning import Candidate, Champion, ModelCard, Verdict
from spotter.domain.catalogue.telling import PARENT, Said, code_id, linked, recipe_id, thing_id, triples_of

MOST_PARAMETERS = 60
"""Parameters that can be searched; the card holds all of them."""


def model_id(name: str, version: str) -> str:
    """Name a version of a model."""
    return thing_id(Kind.MODEL, name, version)


def entry_of_model(
    candidate: Candidate, verdict: Verdict | None, live: Sequence[Champion], *, recipe: str | None
) -> Entry:
    """Describe a version of a model by its card, the verdict on it, and the places where it is live."""
    card = candidate.card
    here = [each for each in live if (each.model, each.version) == (candidate.model, candidate.version)]
    parents = (
        thing_id(Kind.DATASET, candidate.model, candidate.dataset),
        recipe_id(recipe) if recipe else None,
        code_id(candidate.code) if candidate.code else None,
    )
    said = _of_card(card) | _judged(verdict) | {"code": candidate.code, "recipe": recipe}
    said |= {"profile": candidate.profile, "live": bool(here), "live_since": here[0].since if here else None}
    return Entry(
        tenant=candidate.tenant,
        kind=Kind.MODEL,
        name=candidate.model,
        version=candidate.version,
        title=f"{card.algorithm.replace('_', ' ')} for {candidate.profile} at {candidate.site}",
        made_by="",
        made_at=card.created_at,
        changed_at=card.created_at,
        number=0,
        site=candidate.site,
        triples=(*triples_of(said), *linked(PARENT, parents)),
        files=(HeldFile(candidate.text_key, card.sha256, card.proof.text_bytes if card.proof else 0),),
    )


def _of_card(card: ModelCard) -> dict[str, Said]:
    span = card.last_at - card.first_at if card.first_at and card.last_at else None
    return {
        **_named("", card.scores),
        **_named("holdout.", card.holdout),
        **_named("param.", dict(sorted(card.params.items())[:MOST_PARAMETERS])),
        **_named("library.", card.libraries),
        "algorithm": card.algorithm,
        "task": card.task,
        "metric": card.metric,
        "threshold": card.threshold,
        "features": len(card.features),
        "rows": card.rows,
        "trials": card.trials,
        "rounds": card.rounds,
        "seed": card.seed,
        "budget": (card.budget_s, "s"),
        "duration": (card.spent_s, "s"),
        "split": card.split,
        "checksum": card.sha256,
        "data_checksum": card.data_sha256,
        "first_at": card.first_at,
        "last_at": card.last_at,
        "span": _seconds(span),
        "warnings": len(card.warnings),
        "row_time": (card.proof.row_us, "us") if card.proof else None,
    }


def _judged(verdict: Verdict | None) -> dict[str, Said]:
    if verdict is None:
        return {"verdict": "none yet"}
    failed = [check.name for check in verdict.checks if not check.passed]
    return {
        **_named("validated.", verdict.metrics),
        "verdict": verdict.outcome,
        "judged_at": verdict.decided_at,
        "judged_against": verdict.against,
        "failed_checks": ", ".join(failed),
    }


def _named(prefix: str, values: Mapping[str, float | int | str | bool]) -> dict[str, Said]:
    """Make attributes of names that a library chose: lower case, and signs that attributes have."""
    return {prefix + _attribute(name): value for name, value in values.items()}


def _attribute(name: str) -> str:
    return "".join(sign if sign.isalnum() or sign in "_.-" else "_" for sign in name.lower())[:50]


def _seconds(span: timedelta | None) -> Said:
    return None if span is None else (span.total_seconds(), "s")
