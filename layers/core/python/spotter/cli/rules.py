"""`spotter rules`: what raises an alarm, checked before it is relied on, and told in plain words."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from spotter.cli.rule_files import read_rules
from spotter.cli.rule_trials import dry_run, exposure
from spotter.cli.session import platform
from spotter.cli.show import AsJson, show, show_list, tell
from spotter.errors import Invalid

app = typer.Typer(help="Rules: check, explain, try and set what raises an alarm.", no_args_is_help=True)
File = Annotated[Path, typer.Argument(help="Rules as JSON or YAML, or the name of a pack such as msha.")]
Site = Annotated[str, typer.Argument(help="The site.")]
app.command("dry-run")(dry_run)
app.command()(exposure)


@app.command()
def lint(file: File, *, as_json: AsJson = False) -> None:
    """Say what is wrong with rules, field by field; nothing is sent."""
    from spotter.domain.rules.checks import faults
    from spotter.services.choose_rules import known_channels

    found = [fault._asdict() for fault in faults(read_rules(file).rules, known_channels())]
    show_list({"faults": found}, found, ("rule", "field", "sentence"), as_json=as_json)
    if found:
        raise Invalid(f"{len(found)} things are wrong with {file}")
    tell(f"{file} is sound")


@app.command()
def explain(
    file: File,
    *,
    language: Annotated[Literal["en", "ko"], typer.Option(help="en or ko")] = "en",
    as_json: AsJson = False,
) -> None:
    """Say in plain words what each rule does and where its number comes from."""
    from spotter.domain.rules.sentences import explain as words

    found = [{"rule": rule.name, "says": words(rule, language)} for rule in read_rules(file).rules]
    show_list({"rules": found}, found, ("rule", "says"), as_json=as_json)


@app.command("test")
def trial(file: File, *, as_json: AsJson = False) -> None:
    """Play the examples that rules carry against them."""
    from spotter.domain.rules.trials import failures

    rules = read_rules(file).rules
    found = [{"rule": rule.name, "says": failure} for rule in rules for failure in failures(rule)]
    played = sum(len(rule.examples) for rule in rules)
    show_list({"examples": played, "failures": found}, found, ("rule", "says"), as_json=as_json)
    if found:
        raise Invalid(f"{len(found)} of {played} examples come out otherwise")
    tell(f"{played} examples come out as told")


@app.command()
def schema() -> None:
    """Give the JSON Schema of a file of rules."""
    import msgspec

    from spotter.contracts.rules import RulePack

    show(msgspec.json.schema(RulePack), as_json=True)


@app.command("show")
def shown(site: Site, *, as_json: AsJson = False) -> None:
    """Show what is in force at a site, in words, and what waits for a second person."""
    show(platform().get("sites", site, "rules"), as_json=as_json)


@app.command("set")
def choose(
    site: Site,
    *,
    pack: Annotated[list[str], typer.Option(help="A pack to have in force, as often as needed.")],
    file: Annotated[Path | None, typer.Option(help="The site's own rules, JSON or YAML.")] = None,
    as_json: AsJson = False,
) -> None:
    """Choose a site's packs and own rules. What makes life safety looser waits for a second person."""
    import msgspec

    own = [] if file is None else [msgspec.to_builtins(rule) for rule in read_rules(file).rules]
    answer = platform().put("sites", site, "rules", body={"packs": pack, "rules": own})
    show(answer, as_json=as_json)
    if answer.get("waits_for_approval"):
        tell(f"it loosens {', '.join(answer['loosens'])}: somebody else runs `spotter rules approve {site}`")


@app.command()
def approve(site: Site, *, as_json: AsJson = False) -> None:
    """Approve, as a second person, a choice that makes life safety looser."""
    show(platform().post("sites", site, "rules", "approve"), as_json=as_json)
