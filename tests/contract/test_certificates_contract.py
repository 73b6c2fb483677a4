"""What every implementation of the Certificates port keeps."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from botocore.stub import Stubber

from spotter.adapters.aws.certificates import IotCertificates
from spotter.adapters.aws.clients import connect
from spotter.adapters.memory.certificates import MemoryCertificates
from spotter.errors import Unavailable
from spotter.ports.certificates import Certificates

HELMET, GONE, AUTHORITY = "a" * 64, "b" * 64, "c" * 64
END = datetime(2026, 12, 1, tzinfo=UTC)
IN_SEOUL = END.astimezone(timezone(timedelta(hours=9)))


@pytest.fixture(params=["memory", "iot"])
def certificates(request: pytest.FixtureRequest) -> Any:  # noqa: ANN401 - a stubbed client lives as long as its test
    """A certificate and an authority that end on the first of December; another certificate is gone."""
    request.getfixturevalue("nowhere")
    if request.param == "memory":
        return MemoryCertificates({HELMET: END}, {AUTHORITY: END})
    client: Any = connect("iot")
    stub = Stubber(client)
    described = {"certificateDescription": {"validity": {"notAfter": IN_SEOUL}}}
    stub.add_response(
        "list_ca_certificates", {"certificates": [{"certificateId": AUTHORITY, "status": "ACTIVE"}]}
    )
    stub.add_response("describe_ca_certificate", described, {"certificateId": AUTHORITY})
    stub.add_response("describe_certificate", described, {"certificateId": HELMET})
    stub.add_client_error("describe_certificate", "ResourceNotFoundException")
    stub.activate()
    return IotCertificates(client)


def test_each_end_is_known_and_what_is_gone_is_left_out(certificates: Certificates) -> None:
    assert certificates.authorities() == {AUTHORITY: END}
    assert certificates.ends([HELMET]) == {HELMET: END}
    assert certificates.ends([GONE]) == {}
    assert certificates.ends([]) == {}


@pytest.mark.usefixtures("nowhere")
def test_a_refusal_is_no_answer_and_so_no_certificate_is_called_good() -> None:
    client: Any = connect("iot")
    stub = Stubber(client)
    stub.add_client_error("describe_certificate", "AccessDeniedException")
    stub.activate()

    with pytest.raises(Unavailable):
        IotCertificates(client).ends([HELMET])
