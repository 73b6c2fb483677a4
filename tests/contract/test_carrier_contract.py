"""What every implementation of the Carrier port keeps."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.stub import Stubber

from spotter.adapters.aws.carrier import UNSET_LIMIT_USD, SnsCarrier
from spotter.adapters.aws.clients import connect
from spotter.adapters.memory.carrier import MemoryCarrier
from spotter.errors import Unavailable
from spotter.ports.carrier import Carrier

KIM, LEE = "+821012345678", "+821087654321"


@pytest.fixture(params=["memory", "sns"])
def carrier(request: pytest.FixtureRequest) -> Any:  # noqa: ANN401 - a stubbed client lives as long as its test
    """A sandboxed carrier with a limit of 20 USD, from which Lee has opted out."""
    request.getfixturevalue("nowhere")
    if request.param == "memory":
        return MemoryCarrier(sandboxed=True, limit_usd=20.0, opted_out={LEE})
    client: Any = connect("sns")
    stub = Stubber(client)
    answers: dict[str, dict[str, Any]] = {
        "get_sms_sandbox_account_status": {"IsInSandbox": True},
        "get_sms_attributes": {"attributes": {"MonthlySpendLimit": "20"}},
    }
    for operation, answer in answers.items():
        stub.add_response(operation, answer)
    stub.add_response("check_if_phone_number_is_opted_out", {"isOptedOut": True}, {"phoneNumber": LEE})
    stub.add_response("check_if_phone_number_is_opted_out", {"isOptedOut": False}, {"phoneNumber": KIM})
    stub.activate()
    return SnsCarrier(client)


def test_a_carrier_says_what_stands_between_the_account_and_phones(carrier: Carrier) -> None:
    assert carrier.is_sandboxed() is True
    assert carrier.monthly_limit_usd() == pytest.approx(20.0)
    assert carrier.opted_out(LEE) is True
    assert carrier.opted_out(KIM) is False


@pytest.mark.usefixtures("nowhere")
def test_an_account_that_set_no_limit_has_that_of_new_accounts() -> None:
    client: Any = connect("sns")
    with Stubber(client) as stub:
        stub.add_response("get_sms_attributes", {"attributes": {}})

        assert SnsCarrier(client).monthly_limit_usd() == UNSET_LIMIT_USD


@pytest.mark.usefixtures("nowhere")
def test_a_carrier_that_does_not_say_is_unavailable() -> None:
    client: Any = connect("sns")
    with Stubber(client) as stub:
        stub.add_client_error("get_sms_sandbox_account_status", "InvalidAction")

        with pytest.raises(Unavailable):
            SnsCarrier(client).is_sandboxed()
