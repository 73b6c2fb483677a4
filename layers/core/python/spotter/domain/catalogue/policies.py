"""What the policies of a tenant do with a thing; pure, so that a dry run is the real decision."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from spotter.contracts.catalogue import Entry
from spotter.contracts.names import slug
from spotter.contracts.policies import MOST_POLICIES, Happening, Notify, Planned, Policy, Replicate, Retain
from spotter.domain.catalogue.matching import matches
from spotter.domain.catalogue.syntax import query_of
from spotter.errors import Invalid


def checked(policies: Sequence[Policy]) -> tuple[Policy, ...]:
    """Check that policies can be followed, and give them back.

    Raises:
        Invalid: one cannot; the sentence names it.
    """
    if len(policies) > MOST_POLICIES:
        raise Invalid(f"a tenant has at most {MOST_POLICIES} policies", field="policies")
    names = [slug(policy.name, field="policies.name") for policy in policies]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise Invalid(f"two policies are named {', '.join(twice)}", field="policies.name")
    for policy in policies:
        _check(policy)
    return tuple(policies)


def kept_by(policies: Iterable[Policy], entry: Entry, now: datetime) -> tuple[str, datetime] | None:
    """Say which policy keeps a thing, and until when; None where it may be taken out."""
    found = [
        (entry.made_at + timedelta(days=policy.then.days), policy.name)
        for policy in policies
        if isinstance(policy.then, Retain) and matches(query_of(policy.search), entry)
    ]
    until, name = max(found, default=(now, ""))
    return (name, until) if until > now else None


def retired_by(policies: Iterable[Policy], entry: Entry, now: datetime) -> Planned | None:
    """Say which policy retires a thing now; the one that keeps longest decides, as it was set on purpose.

    None when no policy says how long it stays, or the longest time is not over.
    """
    if entry.retired is not None:
        return None
    found = [
        (policy.then.days, policy.name)
        for policy in policies
        if isinstance(policy.then, Retain) and matches(query_of(policy.search), entry)
    ]
    if not found:
        return None
    days, name = max(found)
    if entry.made_at + timedelta(days=days) > now:
        return None
    return Planned(name, entry.id, "retire", f"made {entry.made_at:%Y-%m-%d}, kept for {days} days")


def is_kept_twice(policies: Iterable[Policy], entry: Entry) -> bool:
    """Tell whether a policy wants a second copy of a thing's files."""
    return entry.retired is None and any(
        isinstance(policy.then, Replicate) and matches(query_of(policy.search), entry) for policy in policies
    )


def told_of(policies: Iterable[Policy], entry: Entry, happening: Happening) -> Iterator[str]:
    """Name the policies that want somebody to be told."""
    return (
        policy.name
        for policy in policies
        if isinstance(policy.then, Notify)
        and happening in policy.then.of
        and matches(query_of(policy.search), entry)
    )


def _check(policy: Policy) -> None:
    try:
        query_of(policy.search)
    except Invalid as err:
        raise Invalid(f"policy {policy.name}: {err.sentence}", field="policies.search") from err
    if isinstance(policy.then, Retain) and policy.then.days < 1:
        raise Invalid(f"policy {policy.name}: things stay for one day at least", field="policies.then.days")
    if isinstance(policy.then, Notify) and not policy.then.of:
        raise Invalid(f"policy {policy.name}: say of what somebody is told", field="policies.then.of")
