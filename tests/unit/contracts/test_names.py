import pytest
from hypothesis import given
from hypothesis import strategies as st

from spotter.contracts.names import SLUG_PATTERN, DeviceName, Tenant, slug, tenant_and_device, thing_name
from spotter.errors import Invalid

slugs = st.from_regex(SLUG_PATTERN, fullmatch=True).map(lambda text: text.rstrip("\n"))


@given(tenant=slugs, device=slugs)
def test_a_thing_name_splits_back_into_its_tenant_and_device(tenant: str, device: str) -> None:
    thing = thing_name(Tenant(tenant), DeviceName(device))

    assert tenant_and_device(thing) == (tenant, device)


@pytest.mark.parametrize("text", ["", "-a", "A", "a_b", "a/b", "a#b", "a\n", "é", "a" * 64])
def test_what_could_break_a_topic_or_a_key_is_no_name(text: str) -> None:
    with pytest.raises(Invalid):
        slug(text, field="device")


@pytest.mark.parametrize("thing", ["acme", "acme_", "_helmet", "a_b_c", "acme_Helmet"])
def test_a_foreign_thing_name_is_refused(thing: str) -> None:
    with pytest.raises(Invalid):
        tenant_and_device(thing)
