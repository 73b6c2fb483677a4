"""`spotter label show|agreement|adjudicate|from-alarms|from-incidents`: how a label comes to be decided."""

from __future__ import annotations

from typing import Annotated

import typer

from spotter.cli.amounts import stretch
from spotter.cli.client import Json
from spotter.cli.session import platform
from spotter.cli.show import AsJson, show_list, tell

Site = Annotated[str, typer.Argument(help="The site.")]
Label = Annotated[str, typer.Argument(help="The label, for example fall.")]
Replace = Annotated[
    bool, typer.Option("--replace", help="Also in place of what was marked by hand or decided otherwise.")
]
PAIRS = ("first", "second", "devices", "both_s", "first_s", "second_s", "neither_s", "observed", "kappa")


def show_label(site: Site, label: Label, *, as_json: AsJson = False) -> None:
    """Show what carries a label, of what time nobody knows, and who decided so and when."""
    _show(platform().get("sites", site, "labels", label), as_json=as_json)


def agreement(
    site: Site,
    label: Label,
    *,
    since: Annotated[str | None, typer.Option(help="From, for example 2026-11-24T09:00:00Z.")] = None,
    until: Annotated[str | None, typer.Option(help="Until.")] = None,
    as_json: AsJson = False,
) -> None:
    """Compare every two annotators by Cohen's kappa over time: 1 agrees, 0 is no better than chance."""
    answer = platform().get("sites", site, "labels", label, "agreement", since=since, until=until)
    show_list(answer, answer["pairs"], PAIRS, as_json=as_json)
    if answer["mean_kappa"] is not None:
        tell(f"mean kappa {answer['mean_kappa']:.3f} of {len(answer['annotators'])} annotators")
    elif not answer["pairs"]:
        tell("one annotator alone agrees with nobody; import a second one's annotations")


def adjudicate(
    site: Site,
    label: Label,
    *,
    annotator: Annotated[
        str | None, typer.Option(help="Whose word counts; most of them when left out.")
    ] = None,
    replace: Replace = False,
    as_json: AsJson = False,
) -> None:
    """Make what most annotators say, or one of them, the label that models are learned from."""
    body = {"annotator": annotator, "replace": replace}
    _show(platform().post("sites", site, "labels", label, "adjudication", body=body), as_json=as_json)


def from_alarms(
    site: Site,
    label: Label,
    *,
    rule: Annotated[str, typer.Option(help="The rule whose alarms people answered.")],
    before: Annotated[str, typer.Option(help="How much time before each event is labelled.")] = "10s",
    after: Annotated[str, typer.Option(help="How much time after it.")] = "20s",
    replace: Replace = False,
    as_json: AsJson = False,
) -> None:
    """Label time by what people said of alarms: true is positive, false is not, of a drill nobody knows."""
    body = {"rule": rule, "before_s": stretch(before), "after_s": stretch(after), "replace": replace}
    answer = platform().post("sites", site, "labels", label, "from-alarms", body=body)
    _show(answer, as_json=as_json)
    tell(", ".join(f"{count} {reason}" for reason, count in answer["counts"].items()))


def from_incidents(
    site: Site,
    label: Label,
    *,
    what: Annotated[str, typer.Option(help="What was reported: fall, gas, struck-by.")],
    severity: Annotated[
        str, typer.Option(help="From which on: near_miss, first_aid, medical, lost_time or fatal.")
    ] = "near_miss",
    before: Annotated[str, typer.Option(help="How much time before each is labelled too.")] = "0s",
    after: Annotated[str, typer.Option(help="How much time after it.")] = "0s",
    replace: Replace = False,
    as_json: AsJson = False,
) -> None:
    """Label the time of incident reports on what was worn; as far as their times are rough, nobody knows."""
    body = {
        "what": what,
        "severity": severity,
        "before_s": stretch(before),
        "after_s": stretch(after),
        "replace": replace,
    }
    answer = platform().post("sites", site, "labels", label, "from-incidents", body=body)
    _show(answer, as_json=as_json)
    tell(f"{answer['used']} reports")
    if answer["unplaced"]:
        tell(f"note: of {', '.join(answer['unplaced'])} no device is known, so they label nothing")


def _show(answer: Json, *, as_json: bool) -> None:
    rows = [{**each, "is": "positive"} for each in answer["intervals"]]
    rows += [{**each, "is": "negative"} for each in answer.get("negative", ())]
    rows += [{**each, "is": "left out"} for each in answer["excluded"]]
    show_list(answer, rows, ("device", "start", "end", "is"), as_json=as_json)
    decision = answer["decision"]
    if decision is None:
        tell("marked by hand")
        return
    said = [f"decided by {decision['how']}, {decision['by']}, {decision['at']}"]
    said += [f"{name} {decision[name]:.3g}" for name in FIGURES if decision[name] is not None]
    tell("; ".join(said))


FIGURES = ("undecided_s", "kappa", "noise", "delay_p50_s", "delay_worst_s")
