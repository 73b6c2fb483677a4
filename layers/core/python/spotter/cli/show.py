"""How commands answer: a table for people, JSON for machines."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any

import msgspec
import typer

WIDE = 200
"""Columns where nobody watches: what is read by a pipe need not fold."""

AsJson = Annotated[bool, typer.Option("--json", help="Answer in JSON, for machines.")]


def show(answer: Mapping[str, Any], *, as_json: bool) -> None:
    """Show one thing: its fields one below the other."""
    if as_json:
        _print_json(answer)
        return
    _print_table(("field", "value"), [(name, _text(value)) for name, value in answer.items()], header=False)


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
        return ", ".join(f"{name}={_text(each)}" for name, each in value.items() if each is not None) or "-"
    return str(value)


def _number(value: float) -> str:
    """Write a number with the digits that matter and no exponent where people would not use one.

    >>> _number(0.12345678), _number(123456.7), _number(2.5e-7), _number(80.0)
    ('0.1235', '123457', '2.5e-07', '80')
    """
    whole = 10_000
    return f"{value:.0f}" if whole <= abs(value) < whole**3 else f"{value:.4g}"
