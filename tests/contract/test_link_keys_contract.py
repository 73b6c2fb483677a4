"""What every implementation of the LinkKeys port keeps."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import boto3
import pytest

from spotter.adapters.aws.link_keys import SecretLinkKeys
from spotter.adapters.memory.link_keys import MemoryLinkKeys
from spotter.domain.links import LinkKey
from spotter.errors import Unavailable
from spotter.ports.link_keys import LinkKeys

Rotated = Callable[[str], None]


@pytest.fixture
def kept(place: str) -> Iterator[tuple[LinkKeys, Rotated]]:
    if place == "memory":
        memory = MemoryLinkKeys(LinkKey(b"one"))
        yield memory, lambda text: memory.rotate(LinkKey(text.encode()))
        return
    client = boto3.client("secretsmanager")
    arn = client.create_secret(Name="links", SecretString="one")["ARN"]

    def rotate(text: str) -> None:
        client.put_secret_value(SecretId=arn, SecretString=text)

    yield SecretLinkKeys(client, arn), rotate
    client.delete_secret(SecretId=arn, ForceDeleteWithoutRecovery=True)


def test_a_key_that_was_never_rotated_is_alone(kept: tuple[LinkKeys, Rotated]) -> None:
    keys, _ = kept

    assert keys.read() == (b"one",)


def test_after_a_rotation_the_new_key_signs_and_the_one_before_is_still_good(
    kept: tuple[LinkKeys, Rotated],
) -> None:
    keys, rotate = kept

    rotate("two")
    assert keys.read() == (b"two", b"one")
    rotate("three")
    assert keys.read() == (b"three", b"two")


@pytest.mark.usefixtures("nowhere")
def test_a_secret_that_is_gone_is_no_key(place: str) -> None:
    if place == "memory":
        return
    with pytest.raises(Unavailable):
        SecretLinkKeys(
            boto3.client("secretsmanager"), "arn:aws:secretsmanager:us-east-1:1:secret:none"
        ).read()
