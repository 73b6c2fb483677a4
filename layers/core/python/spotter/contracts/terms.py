"""Terms: what a combined rule is made of. A term holds or does not hold at a moment of event time."""

from __future__ import annotations

from typing import Literal, Union

import msgspec


class Beyond(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="is", tag="beyond"):
    """A channel of the hazard is at or beyond the limit; with `count`, on so many devices at once."""

    hazard: str
    unit: str
    direction: Literal["rising", "falling"]
    limit: float
    count: int = 1


class Silent(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="is", tag="silent"):
    """No channel of the hazard said anything for `for_s`; what was never heard is not silent."""

    hazard: str
    unit: str
    for_s: float


class Held(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="is", tag="held"):
    """The inner term has held without a break for `for_s`."""

    of: Term
    for_s: float


class Recent(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="is", tag="recent"):
    """The inner term held at some moment of the last `within_s`."""

    of: Term
    within_s: float


class Pending(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="is", tag="pending"):
    """The inner term has held for `for_s`, and `unless` (the worker cancels) did not begin since then.

    A cancel keeps it quiet for `again_s` and as long as it lasts; then the time begins anew. One that began
    before the inner term did, cancels nothing.
    """

    of: Term
    unless: Term
    for_s: float
    again_s: float


class AllOf(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="is", tag="all"):
    """Every inner term holds."""

    of: tuple[Term, ...]


class AnyOf(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="is", tag="any"):
    """At least one inner term holds."""

    of: tuple[Term, ...]


class Not(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="is", tag="not"):
    """The inner term is not known to hold: what nobody has heard of keeps no alarm from being raised."""

    of: Term


Term = Union[Beyond, Silent, Held, Recent, Pending, AllOf, AnyOf, Not]  # noqa: UP007 - the name refers to itself
