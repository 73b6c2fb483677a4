"""What every implementation of the Things port keeps."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import pytest

from builders.certificates import a_signing_request
from contract.places import a_policy
from spotter.adapters.aws.things import IotThings
from spotter.adapters.memory.things import MemoryThings
from spotter.contracts.names import ThingName
from spotter.errors import Invalid
from spotter.ports.things import Things

HELMET, LONGWALL = ThingName("acme_helmet-7"), ThingName("acme_longwall-1")


class Bench(NamedTuple):
    """Things, and the questions whether a certificate may connect as a thing, and whether a thing exists."""

    things: Things
    may_connect: Callable[[ThingName, str], bool]
    exists: Callable[[ThingName], bool]


@pytest.fixture
def bench(place: str) -> Iterator[Bench]:
    if place == "memory":
        memory = MemoryThings()
        yield Bench(memory, memory.may_connect, memory.exists)
        return
    with a_policy() as (client, policy):
        yield Bench(
            IotThings(client, policy),
            lambda thing, principal: _may(client, policy, thing, principal),
            lambda thing: thing in {each["thingName"] for each in client.list_things()["things"]},
        )


def test_an_issued_certificate_may_connect_as_its_thing_only(bench: Bench) -> None:
    helmet, longwall = bench.things.issue(HELMET), bench.things.issue(LONGWALL)

    assert bench.may_connect(HELMET, helmet.principal)
    assert bench.may_connect(LONGWALL, longwall.principal)
    assert not bench.may_connect(LONGWALL, helmet.principal)


def test_an_identity_is_whole(bench: Bench) -> None:
    identity = bench.things.issue(HELMET)

    assert len(identity.principal) == 64
    assert identity.certificate_arn.endswith(f"cert/{identity.principal}")
    assert identity.certificate_pem
    assert identity.private_key
    assert identity.endpoint


def test_a_thing_may_have_a_further_certificate(bench: Bench) -> None:
    first, second = bench.things.issue(HELMET), bench.things.issue(HELMET)

    assert first.principal != second.principal
    assert bench.may_connect(HELMET, first.principal)
    assert bench.may_connect(HELMET, second.principal)


def test_a_revoked_certificate_may_not_connect_and_the_others_may(bench: Bench) -> None:
    first, second = bench.things.issue(HELMET), bench.things.issue(HELMET)

    bench.things.revoke(HELMET, first.principal)

    assert not bench.may_connect(HELMET, first.principal)
    assert bench.may_connect(HELMET, second.principal)


def test_revoking_twice_is_revoking_once(bench: Bench) -> None:
    identity = bench.things.issue(HELMET)

    bench.things.revoke(HELMET, identity.principal)
    bench.things.revoke(HELMET, identity.principal)

    assert not bench.may_connect(HELMET, identity.principal)


def test_revoking_a_certificate_that_never_was_is_no_error(bench: Bench) -> None:
    bench.things.revoke(HELMET, "0" * 64)

    assert not bench.may_connect(HELMET, "0" * 64)


def test_a_certificate_for_a_devices_own_key_comes_without_a_private_key(bench: Bench) -> None:
    identity = bench.things.sign(HELMET, a_signing_request())

    assert identity.private_key is None
    assert identity.certificate_pem
    assert identity.endpoint
    assert bench.may_connect(HELMET, identity.principal)


def test_a_signed_certificate_stands_beside_an_issued_one(bench: Bench) -> None:
    issued, signed = bench.things.issue(HELMET), bench.things.sign(HELMET, a_signing_request())

    bench.things.revoke(HELMET, issued.principal)

    assert not bench.may_connect(HELMET, issued.principal)
    assert bench.may_connect(HELMET, signed.principal)


@pytest.mark.parametrize(
    "csr",
    [
        "",
        "hello",
        "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----",
        "-----BEGIN CERTIFICATE REQUEST-----\nnot base64 at all\n-----END CERTIFICATE REQUEST-----",
        "-----BEGIN CERTIFICATE REQUEST-----\n" + "A" * 9000 + "\n-----END CERTIFICATE REQUEST-----",
    ],
)
def test_what_is_no_signing_request_is_refused_and_makes_no_thing(bench: Bench, csr: str) -> None:
    with pytest.raises(Invalid, match="csr"):
        bench.things.sign(HELMET, csr)

    assert not bench.exists(HELMET)


def test_a_removed_thing_is_gone_and_removing_it_again_is_no_error(bench: Bench) -> None:
    identity = bench.things.issue(HELMET)
    assert bench.exists(HELMET)
    bench.things.revoke(HELMET, identity.principal)

    bench.things.remove(HELMET)
    bench.things.remove(HELMET)

    assert not bench.exists(HELMET)


def _may(client: Any, policy: str, thing: str, principal: str) -> bool:  # noqa: ANN401 - made at run time
    known = {found["certificateId"]: found for found in client.list_certificates()["certificates"]}
    found = known.get(principal, {"status": "UNKNOWN"})
    if found["status"] != "ACTIVE":
        return False
    policies = client.list_attached_policies(target=found["certificateArn"])["policies"]
    principals = client.list_thing_principals(thingName=thing)["principals"]
    return [one["policyName"] for one in policies] == [policy] and found["certificateArn"] in principals
