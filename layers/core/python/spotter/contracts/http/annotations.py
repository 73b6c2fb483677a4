"""Annotations, agreement and decided labels over HTTP."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from spotter.contracts.http.learning import IntervalAnswer
from spotter.contracts.http.models import Answer, Body, Slug

Cell = Annotated[str, Field(max_length=300)]
MOST_ROWS = 5000


class AnnotationBody(Body):
    """One row of an annotation file, as it is written there."""

    row: int = Field(ge=1, le=10_000_000)
    device: Cell = ""
    start: Cell = ""
    end: Cell = ""
    label: Cell = ""
    annotator: Cell = ""
    note: Cell = ""


class AnnotationsBody(Body):
    """A whole annotation file: taken if every row is good; a dry run only says so."""

    annotations: Annotated[tuple[AnnotationBody, ...], Field(min_length=1, max_length=MOST_ROWS)]
    dry_run: bool = False


class AnnotationAnswer(Answer):
    """What became of a row; if it was refused, which column is wrong, how, and what to do about it."""

    row: int
    outcome: Literal["added", "unchanged", "refused"]
    column: str | None
    wrong: str | None
    remedy: str | None


class AnnotationsAnswer(Answer):
    """What became of each row, and whether anything was written."""

    written: bool
    rows: tuple[AnnotationAnswer, ...]


class PairAnswer(Answer):
    """Two annotators: on how many devices both looked, and the seconds on which they say what."""

    first: str
    second: str
    devices: int
    both_s: float
    first_s: float
    second_s: float
    neither_s: float
    observed: float | None
    kappa: float | None


class AgreementAnswer(Answer):
    """How far the annotators of a label agree."""

    site: str
    label: str
    annotators: tuple[str, ...]
    pairs: tuple[PairAnswer, ...]
    mean_kappa: float | None


class AdjudicationBody(Body):
    """Who decides: the named annotator, or most of them where none is named."""

    annotator: str | None = Field(default=None, min_length=1, max_length=80)
    replace: bool = False


class FromAlarmsBody(Body):
    """Which alarms label time, and how much of it around each event."""

    rule: Slug
    before_s: float = Field(default=10.0, ge=0, le=86_400)
    after_s: float = Field(default=20.0, gt=0, le=86_400)
    replace: bool = False


class DecisionAnswer(Answer):
    """Who decided what carries a label, when and from what."""

    how: str
    by: str
    at: datetime
    annotators: tuple[str, ...]
    rule: str | None
    undecided_s: float
    kappa: float | None
    noise: float | None
    delay_p50_s: float | None
    delay_worst_s: float | None


class DecidedLabelAnswer(Answer):
    """What carries a label, of what time nobody knows, and who decided so; nobody if marked by hand."""

    site: str
    label: str
    intervals: tuple[IntervalAnswer, ...]
    excluded: tuple[IntervalAnswer, ...]
    decision: DecisionAnswer | None
    earlier: tuple[DecisionAnswer, ...] = ()


class FromAlarmsAnswer(DecidedLabelAnswer):
    """The label, and how many alarms people called what."""

    counts: dict[str, int]
    negative: tuple[IntervalAnswer, ...]
