"""The links in pages: a page with buttons, and what the buttons do.

Looking answers nothing, because the previews of messages open links too. There is no sign-in: the link itself
is the permission, for this one alarm and person, once. What is shown is what the SMS said already.
"""

from __future__ import annotations

from html import escape
from typing import Annotated

from fastapi import APIRouter, Path, Query
from fastapi.responses import HTMLResponse

from spotter.contracts.alarms import Alarm, ReasonCode
from spotter.entry.problems import status_of
from spotter.entry.web.parts import ForConsole
from spotter.errors import Invalid
from spotter.services.answer_page import Answered

Token = Annotated[str, Path(min_length=1, max_length=64)]
_CHOICES = {
    ReasonCode.TRUE_ALARM: "I act: it is real",
    ReasonCode.UNKNOWN: "I act and will look",
    ReasonCode.FALSE_ALARM: "False alarm",
}
_HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'",
}
_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1"><title>Spotter</title>
<style>body{{font:1.2rem sans-serif;margin:1.5rem;max-width:34rem}}button{{font:inherit;display:block;
width:100%;padding:1rem;margin:.7rem 0}}</style><h1>{title}</h1><p>{said}</p>{form}</html>"""

router = APIRouter(tags=["answers"])


@router.get("/a/{token}", response_class=HTMLResponse)
async def look_at_page(token: Token, parts: ForConsole) -> HTMLResponse:
    """Show what a page was about, with buttons to answer it; opening the link answers nothing."""
    try:
        return _asking(parts.paging.answer.look(token))
    except Invalid as err:
        return _refused(err)


@router.post("/a/{token}", response_class=HTMLResponse)
async def answer_page(
    token: Token, parts: ForConsole, reason: Annotated[ReasonCode, Query()] = ReasonCode.UNKNOWN
) -> HTMLResponse:
    """Acknowledge the alarm that the link was made for, which spends the link."""
    try:
        answered = parts.paging.answer.by_link(token, reason)
    except Invalid as err:
        return _refused(err)
    if answered.alarm is None:
        return _html("Thank you", "This way to you works.")
    by = answered.alarm.acknowledged_by or ""
    return _html("Thank you", f"{_about(answered.alarm)} Acknowledged by {by}.")


def _asking(answered: Answered) -> HTMLResponse:
    if answered.alarm is None:
        return _html("A test", "There is no danger.", _form({ReasonCode.TEST: "It has reached me"}))
    return _html("Do you act on this?", _about(answered.alarm), _form(_CHOICES))


def _about(alarm: Alarm) -> str:
    worst = alarm.worst
    value = f" {worst.value:.4g} {worst.unit} (limit {worst.limit:.4g})" if worst.unit else ""
    return f"{alarm.title}.{value} At {alarm.subject}, {alarm.site}. {alarm.raised_at:%d %b %H:%M:%S} UTC."


def _form(choices: dict[ReasonCode, str]) -> str:
    buttons = (
        f'<button formaction="?reason={code}">{escape(words)}</button>' for code, words in choices.items()
    )
    return f'<form method="post">{"".join(buttons)}</form>'


def _refused(err: Invalid) -> HTMLResponse:
    field, reason = (escape(str(err.facts.get(name, ""))) for name in ("field", "reason"))
    said = f"{err.sentence}. Look at the alarm in Spotter, or call the site."
    note = f"<small>{field}: {reason}</small>"
    return _html("This link does not work", said, note, status=status_of(err))


def _html(title: str, said: str, form: str = "", *, status: int = 200) -> HTMLResponse:
    text = _PAGE.format(title=escape(title), said=escape(said), form=form)
    return HTMLResponse(text, status_code=status, headers=_HEADERS)
