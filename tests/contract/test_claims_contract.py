"""What every implementation of the Claims port keeps."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import pytest

from contract.places import a_policy
from spotter.adapters.aws.claims import IotClaims
from spotter.adapters.memory.claims import MemoryClaims
from spotter.ports.claims import Claims


class Bench(NamedTuple):
    """Claims, and the question whether a certificate may ask for an identity."""

    claims: Claims
    may_ask: Callable[[str], bool]


@pytest.fixture
def bench(place: str) -> Iterator[Bench]:
    if place == "memory":
        memory = MemoryClaims()
        yield Bench(memory, memory.may_ask)
        return
    with a_policy() as (client, policy):
        claims = IotClaims(client, policy_name=policy, template="a-template")
        yield Bench(claims, lambda certificate: _may(client, policy, certificate))


def test_a_claim_certificate_may_ask_and_is_whole(bench: Bench) -> None:
    made = bench.claims.issue()

    assert bench.may_ask(made.certificate)
    assert len(made.certificate) == 64
    assert all((made.certificate_pem, made.private_key, made.endpoint, made.template))


def test_each_claim_certificate_is_another(bench: Bench) -> None:
    assert bench.claims.issue().certificate != bench.claims.issue().certificate


def test_a_revoked_claim_certificate_may_not_ask_and_the_others_may(bench: Bench) -> None:
    first, second = bench.claims.issue(), bench.claims.issue()

    bench.claims.revoke(first.certificate)
    bench.claims.revoke(first.certificate)

    assert not bench.may_ask(first.certificate)
    assert bench.may_ask(second.certificate)


def test_revoking_a_certificate_that_never_was_is_no_error(bench: Bench) -> None:
    bench.claims.revoke("0" * 64)

    assert not bench.may_ask("0" * 64)


def _may(client: Any, policy: str, certificate: str) -> bool:  # noqa: ANN401 - made at run time
    known = {found["certificateId"]: found for found in client.list_certificates()["certificates"]}
    found = known.get(certificate, {"status": "UNKNOWN"})
    if found["status"] != "ACTIVE":
        return False
    policies = client.list_attached_policies(target=found["certificateArn"])["policies"]
    return [one["policyName"] for one in policies] == [policy]
