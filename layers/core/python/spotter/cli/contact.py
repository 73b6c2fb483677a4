"""`spotter contact`: people who can be called, and how."""

from __future__ import annotations

from typing import Annotated

import typer

from spotter.cli.session import platform
from spotter.cli.show import AsJson, show, show_list, tell
from spotter.contracts.alarms import AlarmClass
from spotter.contracts.people import Language, Medium
from spotter.errors import Invalid

app = typer.Typer(help="People who can be called, and how they are reached.", no_args_is_help=True)
Name = Annotated[str, typer.Argument(help="The contact's name, for example kim.")]


@app.command()
def put(
    name: Name,
    *,
    title: Annotated[str, typer.Option(help="What people call them.")],
    phone: Annotated[str | None, typer.Option(help="A number in E.164 form, such as +821012345678.")] = None,
    email: Annotated[str | None, typer.Option(help="An e-mail address.")] = None,
    push: Annotated[str | None, typer.Option(help="The ARN of the platform endpoint of their app.")] = None,
    language: Annotated[Language, typer.Option(help="The language of their pages.")] = Language.ENGLISH,
    prefer: Annotated[
        list[str] | None,
        typer.Option(help="CLASS=MEDIUM,…, for example life-safety=push,email; as often as needed."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Say how somebody is reached, in place of what was said before."""
    body = {
        "title": title,
        "phone": phone,
        "email": email,
        "push": push,
        "language": language.value,
        "preferences": dict(_preference(text) for text in prefer or ()),
    }
    show(platform().put("contacts", name, body=body), as_json=as_json)


@app.command("list")
def everybody(*, as_json: AsJson = False) -> None:
    """List everybody who can be called."""
    answer = platform().get("contacts")
    columns = ("name", "title", "phone", "email", "push", "language", "tested")
    show_list(answer, answer["contacts"], columns, as_json=as_json)


@app.command("show")
def one(name: Name, *, as_json: AsJson = False) -> None:
    """Show how somebody is reached."""
    show(platform().get("contacts", name), as_json=as_json)


@app.command("test")
def send_test(
    name: Name,
    *,
    medium: Annotated[Medium, typer.Option(help="By which way.")] = Medium.SMS,
    as_json: AsJson = False,
) -> None:
    """Send a test page; when it is answered, that way counts as tested."""
    answer = platform().post("contacts", name, "test", body={"medium": medium.value})
    tell(f"a test page is on its way to {name} by {medium}; have it answered")
    show(answer, as_json=as_json)


def _preference(text: str) -> tuple[str, list[str]]:
    alarm_class, equals, media = text.partition("=")
    if not equals or alarm_class not in set(AlarmClass):
        raise Invalid(f"a preference is given as CLASS=MEDIUM,… with {', '.join(AlarmClass)}, not as {text}")
    return alarm_class, [medium for medium in media.split(",") if medium]
