"""Tokens of gateways: taken apart in one way, compared by digest, silent about their secret."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spotter.contracts.names import SLUG_PATTERN, DeviceName, Tenant
from spotter.domain.credentials import DeviceToken, digest, matches, mint, parse
from spotter.errors import Invalid

slugs = st.from_regex(re.compile(SLUG_PATTERN[:-1] + r"\Z", re.ASCII))
secrets = st.binary(min_size=32, max_size=32)
tokens = st.builds(mint, slugs.map(Tenant), slugs.map(DeviceName), secrets)


@given(tokens)
def test_a_token_is_taken_apart_into_what_it_was_made_of(token: DeviceToken) -> None:
    assert parse(token.text) == token


@given(tokens, tokens)
def test_only_the_same_token_matches_its_digest(one: DeviceToken, other: DeviceToken) -> None:
    assert matches(one, digest(one))
    assert matches(other, digest(one)) is (one == other)


@given(tokens)
def test_neither_the_digest_nor_the_representation_shows_the_secret(token: DeviceToken) -> None:
    assert token.secret not in digest(token)
    assert token.secret not in repr(token)


@given(st.text())
def test_any_text_is_a_token_or_refused(text: str) -> None:
    try:
        token = parse(text)
    except Invalid:
        return

    assert token.text == text


@given(tokens, st.integers(min_value=0), st.characters())
def test_a_token_with_one_character_changed_never_matches(token: DeviceToken, at: int, other: str) -> None:
    at %= len(token.text)
    changed = token.text[:at] + other + token.text[at + 1 :]
    if changed == token.text:
        return

    try:
        read = parse(changed)
    except Invalid:
        return

    assert not matches(read, digest(token))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "spd",
        "spd___",
        "spd_acme_helmet-7_",
        "spd_acme_helmet-7_" + "0" * 63,
        "spd_acme_helmet-7_" + "0" * 64 + "\n",
        "spd_acme_helmet-7_" + "A" * 64,
        "spd_Acme_helmet-7_" + "0" * 64,
        "spd_acme_x_helmet-7_" + "0" * 64,
        "xpd_acme_helmet-7_" + "0" * 64,
        "spd_acme_" + "h" * 10_000 + "_" + "0" * 64,
    ],
)
def test_what_looks_almost_like_a_token_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        parse(text)


@pytest.mark.parametrize("size", [0, 16, 31, 33])
def test_a_secret_is_never_made_of_fewer_or_more_bytes(size: int) -> None:
    with pytest.raises(Invalid):
        mint(Tenant("acme"), DeviceName("helmet-7"), bytes(size))
