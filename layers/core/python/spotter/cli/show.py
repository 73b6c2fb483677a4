"""How commands answer: a table for people, JSON for machines."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any

import msgspec
import typer

WIDE = 200
"""Columns where nobody watches: what is read by a pipe need not fold."""

LONG = 60
"""Characters from which a field gets a line of its own."""

AsJson = Annotated[bool, typer.Option("--json", help="Answer in JSON, for machines.")]


def show(answer: Mapping[str, Any], *, as_json: bool) -> None:
    """Show one thing: its fields one below the other; what has no value is left out."""
    if as_json:
        _print_json(answer)
        return
    said = [(name, _text(value)) for name, value in answer.items() if value not in (None, "", [], {})]
    _print_table(("field", "value"), said, header=False)


def show_list(
    answer: Mapping[str, Any], rows: Iterable[Mapping[str, Any]], columns: Sequence[str], *, as_json: bool
) -> None:
    """Show many things: a row each, with these columns; JSON shows the whole answer."""
    if as_json:
        _print_json(answer)
        return
    _print_table(columns, [[_text(row.get(column)) for column in columns] for row in rows])


def tell(sentence: str) -> None:
    """Say something beside the answer, on standard error."""
    sys.stderr.write(f"{sentence}\n")


def _print_json(answer: Mapping[str, Any]) -> None:
    sys.stdout.write(msgspec.json.format(msgspec.json.encode(answer), indent=2).decode() + "\n")


def _print_table(columns: Sequence[str], rows: Iterable[Sequence[str]], *, header: bool = True) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, show_header=header, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*row)
    width = None if sys.stdout.isatty() else WIDE
    Console(highlight=False, markup=False, width=width).print(table)


def _text(value: Any) -> str:  # noqa: ANN401 - whatever JSON holds
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, list | tuple):
        between = "\n" if any(isinstance(each, Mapping) for each in value) else ", "
        return between.join(_text(each) for each in value) or "-"
    if isinstance(value, Mapping):
        return _fields(value)
    return str(value)


def _fields(value: Mapping[str, Any]) -> str:
    """Write the fields of a thing in one line, or a line each where one is long or has fields itself."""
    said = {name: _text(each) for name, each in value.items() if each is not None}
    if any(len(text) > LONG or isinstance(value[name], Mapping) for name, text in said.items()):
        return "\n".join(f"{name}: {text}" for name, text in said.items())
    return ", ".join(f"{name}={text}" for name, text in said.items()) or "-"


def _number(value: float) -> str:
    """Write a number as it is when it is short, so that a place keeps its metres, and else to six digits.

    >>> _number(127.00051), _number(0.123456789), _number(123456.7), _number(80.0)
    ('127.00051', '0.123457', '123456.7', '80')
    """
    short = 10
    is_whole = value.is_integer() and abs(value) < 10**short
    exact = str(int(value)) if is_whole else repr(value)
    return exact if len(exact) <= short else f"{value:.6g}"
