"""A model card as one page: what it is, how good it was, on whom, and what it must not be trusted with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape

from spotter.contracts.evidence import Bar, Evidence
from spotter.contracts.learning import ModelCard
from spotter.learning.evidence.drawings import drawing
from spotter.learning.evidence.plots import plots_of

STYLE = """
body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:60rem;padding:0 1rem;color:#1c2430}
table{border-collapse:collapse;width:100%;margin:.5rem 0 1.5rem}td,th{padding:.3rem .6rem;text-align:left;
border-bottom:1px solid #dde2e8;vertical-align:top}
th{font-weight:600}.warning{background:#fff4d6;padding:.4rem .6rem}
"""


def card_page(card: ModelCard, evidence: Evidence) -> str:
    """Write the page; it needs nothing else."""
    return "".join(_parts(card, evidence))


def _parts(card: ModelCard, evidence: Evidence) -> Iterator[str]:
    title = escape(f"{card.algorithm} for {card.label}")
    yield f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title>'
    yield f"<style>{STYLE}</style><h1>{title}</h1>"
    yield from (f'<p class="warning">{escape(warning)}</p>' for warning in card.warnings)
    yield _table("What it is", _facts(card, evidence))
    yield (
        "<h2>Limits of use</h2><ul>"
        + "".join(f"<li>{escape(each)}</li>" for each in evidence.limits)
        + "</ul>"
    )
    yield "<h2>Plots</h2>" + "".join(map(drawing, plots_of(card, evidence)))
    yield _segments(evidence)
    yield _importance(evidence)
    if evidence.reliability:
        yield _reliability(evidence)
    yield _table("Parameters", {name: str(value) for name, value in card.params.items()})
    yield _table("The run", _run(evidence))
    yield _table("Environment", {**evidence.environment.libraries, **_machine(evidence)})
    yield _table("Notes", {str(at + 1): note for at, note in enumerate(card.notes)})
    yield "</html>\n"


def _facts(card: ModelCard, evidence: Evidence) -> dict[str, str]:
    span = (
        f"{card.first_at:%Y-%m-%d %H:%M} to {card.last_at:%Y-%m-%d %H:%M}"
        if card.first_at and card.last_at
        else "not known"
    )
    facts = {
        "task": card.task,
        "data": f"{card.rows} rows, {len(card.features)} features, {span}",
        "validated on": card.split,
        "seed": str(card.seed),
        "scores (out of fold)": _scores(card.scores),
        "scores (holdout)": _scores(card.holdout),
        "threshold": "" if card.threshold is None else f"{card.threshold:.6g}",
        "alarms per device and day": ""
        if evidence.alarms_per_day is None
        else f"{evidence.alarms_per_day:.3g}",
        "calibration error": "" if evidence.expected_error is None else f"{evidence.expected_error:.4f}",
        "text": card.sha256,
        "data digest": card.data_sha256,
    }
    if card.proof is not None:
        facts["proved"] = (
            f"{card.proof.rows} rows score live as trained, {card.proof.largest_difference:.2g} apart; "
            f"{card.proof.row_us:.0f} us a row, {card.proof.text_bytes} bytes"
        )
    return {name: value for name, value in facts.items() if value}


def _run(evidence: Evidence) -> dict[str, str]:
    run = evidence.run
    return {
        "pipeline": run.pipeline_version,
        "started": run.started_at.isoformat(),
        "ended": run.ended_at.isoformat(),
        "duration": f"{run.duration_s:.1f} s",
        "executor": run.executor,
        "previous model": run.previous_model or "none",
        **{f"--{name}": value for name, value in run.arguments.items()},
    }


def _machine(evidence: Evidence) -> dict[str, str]:
    said = evidence.environment
    return {"python": said.python, "machine": said.machine, "digest": said.digest}


def _segments(evidence: Evidence) -> str:
    names = sorted({name for each in evidence.segments for name in each.scores})
    head = "".join(f"<th>{escape(name)}</th>" for name in ("segment", "rows", "dangerous", *names))
    body = "".join(
        f"<tr><td>{escape(each.name)}</td><td>{each.rows}</td><td>{each.positives}</td>"
        + "".join(f"<td>{_bar(each.scores.get(name))}</td>" for name in names)
        + "</tr>"
        for each in evidence.segments
    )
    return f"<h2>On every segment, with 95 % intervals</h2><table><tr>{head}</tr>{body}</table>"


def _importance(evidence: Evidence) -> str:
    how = "mean |SHAP|" if evidence.effect_by == "shap" else "change when shuffled"
    rows = "".join(
        f"<tr><td>{escape(each.feature)}</td><td>{each.effect:.1%}</td>"
        f"<td>{'' if each.gain is None else f'{each.gain:.1%}'}</td></tr>"
        for each in evidence.importance
    )
    return (
        f"<h2>What it looks at</h2><table><tr><th>feature</th><th>{how}</th><th>gain</th></tr>{rows}</table>"
    )


def _reliability(evidence: Evidence) -> str:
    rows = {
        f"{each.predicted:.3f} said": f"{each.observed:.3f} came true, of {each.rows} rows"
        for each in evidence.reliability
    }
    return _table("Calibration", rows)


def _table(title: str, rows: Mapping[str, str]) -> str:
    if not rows:
        return ""
    body = "".join(
        f"<tr><th>{escape(name)}</th><td>{escape(value)}</td></tr>" for name, value in rows.items()
    )
    return f"<h2>{escape(title)}</h2><table>{body}</table>"


def _scores(scores: Mapping[str, float]) -> str:
    return ", ".join(f"{name} {value:.4g}" for name, value in scores.items())


def _bar(bar: Bar | None) -> str:
    return "" if bar is None else f"{bar.value:.3f} ({bar.low:.3f} to {bar.high:.3f})"
