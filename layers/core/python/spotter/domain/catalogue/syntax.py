"""How a search is written: `kind:dataset site:north rows>10000 NOT drift:* "wet cell" fal*`.

    query  = any ; any = all { "OR" all } ; all = one { ["AND"] one }
    one    = "NOT" one | "-" one | "(" any ")" | attribute op value | word
    op     = ":" | "=" | "!=" | ">" | ">=" | "<" | "<="
    value  = word | "quoted text" | begin* | * | low..high

`missing:drift` is `NOT drift:*`. Times are written as 2026-11-24 or 2026-11-24T09:00:00Z.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import NamedTuple

from spotter.domain.catalogue.facts import words_of
from spotter.domain.catalogue.query import All, Any, Begins, Comparison, Has, Is, Not, Query, Within, Word
from spotter.errors import Invalid

LONGEST = 2_000
DEEPEST = 30
_TOKEN = re.compile(
    r"""\s*(?: (?P<quoted>"(?:[^"\\]|\\.)*") | (?P<open>\() | (?P<close>\)) | (?P<op>!=|>=|<=|[:=<>])
      | (?P<word>[^\s"():=<>!]+) | (?P<other>\S) )""",
    re.VERBOSE,
)
_ATTRIBUTE = re.compile(r"[a-z][a-z0-9_.-]{0,62}")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.IGNORECASE)


class Token(NamedTuple):
    """A piece of a search and where it begins."""

    kind: str
    text: str
    at: int


def query_of(text: str) -> Query:
    """Read a search; an empty one asks for everything.

    Raises:
        Invalid: it cannot be read; the sentence says where and what would be right.
    """
    if len(text) > LONGEST:
        raise Invalid(f"a search has at most {LONGEST:,} characters, not {len(text):,}", field="q")
    reader = _Reader(_tokens(text))
    query = reader.any(0) if reader.more() else All(())
    if reader.more():
        raise _unreadable(reader.next(), "there is no ( for this )")
    return query


def _tokens(text: str) -> list[Token]:
    found, at = [], 0
    while match := _TOKEN.match(text, at):
        kind = match.lastgroup or "other"
        token = Token(kind, match[kind], match.start(kind))
        if kind == "other":
            raise _unreadable(token, 'put what holds spaces or signs into "quotation marks"')
        found.append(token)
        at = match.end()
    return found


class _Reader:
    """Reads from left to right; each method leaves what it did not understand."""

    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._at = 0

    def more(self) -> bool:
        return self._at < len(self._tokens)

    def next(self) -> Token:
        return self._tokens[self._at]

    def take(self) -> Token:
        self._at += 1
        return self._tokens[self._at - 1]

    def any(self, depth: int) -> Query:
        found = [self.all(depth)]
        while self.more() and self._says("OR"):
            self.take()
            found.append(self.all(depth))
        return found[0] if len(found) == 1 else Any(tuple(found))

    def all(self, depth: int) -> Query:
        found = [self.one(depth)]
        while self.more() and not self._says("OR") and self.next().kind != "close":
            if self._says("AND"):
                self.take()
            found.append(self.one(depth))
        return found[0] if len(found) == 1 else All(tuple(found))

    def one(self, depth: int) -> Query:
        if depth > DEEPEST:
            raise Invalid(f"a search has at most {DEEPEST} levels", field="q")
        if not self.more():
            raise Invalid("the search ends where something should follow", field="q")
        token = self.take()
        match token.kind:
            case "open":
                inner = self.any(depth + 1)
                if not self.more() or self.take().kind != "close":
                    raise _unreadable(token, "there is no ) for this (")
                return inner
            case "word" if token.text == "NOT":
                return Not(self.one(depth + 1))
            case "word" if (
                token.text.startswith("-") and len(token.text) > 1 and not _NUMBER.fullmatch(token.text)
            ):
                self._at -= 1
                self._tokens[self._at] = Token("word", token.text[1:], token.at + 1)
                return Not(self.one(depth + 1))
            case "word" if self.more() and self.next().kind == "op":
                return self._comparison(token)
            case "word" if token.text in {"AND", "OR"}:
                raise _unreadable(token, f"{token.text} stands between two things that are asked")
            case "word" | "quoted":
                return _words(token)
            case _:
                raise _unreadable(token, "a word or attribute:value was expected here")

    def _says(self, word: str) -> bool:
        return self.next().kind == "word" and self.next().text == word

    def _comparison(self, attribute: Token) -> Query:
        if _ATTRIBUTE.fullmatch(attribute.text) is None:
            raise _unreadable(attribute, "an attribute is lower-case letters, digits and _ . -")
        op = self.take()
        value = self._value(op)
        return _COMPARISONS[op.text](attribute.text, value)

    def _value(self, op: Token) -> Token:
        """Take a value; a time has colons, which the tokens split."""
        if not self.more() or self.next().kind not in {"word", "quoted"}:
            raise _unreadable(op, "a value should follow here; * asks for any")
        value = self.take()
        text, end = value.text, value.at + len(value.text)
        while value.kind == "word" and self.more() and self.next().at == end and self.next().text == ":":
            self.take()
            if not self.more() or self.next().at != end + 1 or self.next().kind != "word":
                raise _unreadable(value, "a value with a colon that is no time goes into quotation marks")
            part = self.take()
            text, end = f"{text}:{part.text}", part.at + len(part.text)
        return value._replace(text=text)


def _words(token: Token) -> Query:
    """Read words outside of any attribute: a word, a beginning, or a phrase with all of its words."""
    text = _unquoted(token)
    if token.kind == "word" and text.endswith("*") and len(text) > 1:
        text, is_prefix = text[:-1], True
    else:
        is_prefix = False
    parts = words_of(text)
    if not parts:
        raise _unreadable(token, "there is no word in this")
    *whole, last = parts
    found: list[Query] = [*map(Word, whole), Word(last, is_prefix)]
    return found[0] if len(found) == 1 else All(tuple(found))


def _is(attribute: str, value: Token) -> Query:
    text = _unquoted(value)
    if attribute == "missing":
        return Not(Has(text))
    if value.kind == "quoted":
        return Is(attribute, text)
    if text.endswith("*"):
        return Begins(attribute, text[:-1]) if len(text) > 1 else Has(attribute)
    low, dots, high = text.partition("..")
    if dots and (low or high):
        return Within(attribute, _end(low, value), _end(high, value))
    is_number = _NUMBER.fullmatch(text) is not None
    return Any((Is(attribute, text), _exactly(attribute, float(text)))) if is_number else Is(attribute, text)


def _exactly(attribute: str, number: float) -> Query:
    return Within(attribute, number, number)


def _end(text: str, value: Token) -> float | datetime | None:
    return _ordered(Token("word", text, value.at)) if text else None


def _compared(comparison: Comparison) -> Callable[[str, Token], Query]:
    def read(attribute: str, value: Token) -> Query:
        end = _ordered(value)
        match comparison:
            case Comparison.BELOW | Comparison.AT_MOST:
                return Within(attribute, None, end, with_high=comparison is Comparison.AT_MOST)
            case _:
                return Within(attribute, end, None, with_low=comparison is Comparison.AT_LEAST)

    return read


def _ordered(value: Token) -> float | datetime:
    """Read a number or a time, which are what can be more or less."""
    text = _unquoted(value)
    if _NUMBER.fullmatch(text):
        return float(text)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as err:
        raise _unreadable(value, "only numbers and times such as 2026-11-24 can be more or less") from err
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


_COMPARISONS: dict[str, Callable[[str, Token], Query]] = {
    ":": _is,
    "=": _is,
    "!=": lambda attribute, value: Not(_is(attribute, value)),
    **{comparison.value: _compared(comparison) for comparison in Comparison},
}


def _unquoted(token: Token) -> str:
    return re.sub(r"\\(.)", r"\1", token.text[1:-1]) if token.kind == "quoted" else token.text


def _unreadable(token: Token, remedy: str) -> Invalid:
    where = f"at {token.text[:40]} (character {token.at + 1})"
    return Invalid(f"the search cannot be read {where}: {remedy}", field="q")
