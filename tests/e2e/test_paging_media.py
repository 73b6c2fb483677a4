"""Pages by e-mail and by push on the running stack, and what takes over when a way fails."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest

from callers import Platform, a_message, eventually

pytestmark = pytest.mark.e2e

GAS = {"ch4": {"type": "number", "unit": "%", "minimum": 0, "maximum": 100, "hazard": "ch4"}}
EVERY_DAY = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


def an_address() -> str:
    return f"person-{uuid.uuid4().hex[:8]}@spotter.invalid"


def an_endpoint(aws: Callable[[str], Any]) -> str:
    """Register a phone's app as a mobile back end does, and give its ARN."""
    sns = aws("sns")
    app = sns.create_platform_application(
        Name=f"app-{uuid.uuid4().hex[:8]}", Platform="GCM", Attributes={"PlatformCredential": "none"}
    )["PlatformApplicationArn"]
    made = sns.create_platform_endpoint(PlatformApplicationArn=app, Token=uuid.uuid4().hex)
    return str(made["EndpointArn"])


def danger_calls(platform: Platform, **ways: object) -> str:
    """Have gas reach one person on call, who has these ways, and give the device it was at."""
    site, name = f"site-{uuid.uuid4().hex[:8]}", f"person-{uuid.uuid4().hex[:8]}"
    place = {"title": "A site", "supervisors": [], "position": [37.5, 127.25]}
    assert platform.call("PUT", f"/v1/sites/{site}", place).status == 200
    answer = platform.call("PUT", f"/v1/contacts/{name}", {"title": name, **ways})
    assert answer.status == 200, answer.body
    shift = {"name": "always", "days": EVERY_DAY, "start": "00:00", "end": "00:00", "tiers": [[name]]}
    rota = {"timezone": "Asia/Seoul", "shifts": [shift]}
    assert platform.call("PUT", f"/v1/sites/{site}/rota", rota).status == 200
    device = platform.a_device(site, platform.a_profile(GAS))
    assert platform.publish(device, a_message(1, {"ch4": 1.2}))
    return device.name


def test_an_email_says_what_how_bad_where_and_how_to_answer(platform: Platform) -> None:
    address = an_address()

    device = danger_calls(platform, email=address)

    (mail,) = eventually(lambda: platform.emails(address), "the e-mail")
    assert "Methane" in mail["Subject"]
    assert mail["Source"] == "alarms@spotter.invalid"
    first, answer, where = mail["BodyText"].splitlines()
    assert first.startswith(f"ALARM: Methane. 1.2% (limit 1). At {device}, site-"), first
    assert re.fullmatch(r"https://spotter\.invalid/a/[\w-]{20}", answer), answer
    assert where == "https://maps.google.com/?q=37.5000,127.2500"


def test_a_push_takes_over_from_an_sms_that_is_refused(platform: Platform, aws: Callable[[str], Any]) -> None:
    phone, push, email = f"+99910{uuid.uuid4().int % 10**8:08d}", an_endpoint(aws), an_address()

    device = danger_calls(platform, phone=phone, push=push, email=email)

    (shown,) = eventually(lambda: platform.pushes(push), "the notification")
    assert "Methane" in shown["title"]
    assert shown["body"].startswith(f"ALARM: Methane. 1.2% (limit 1). At {device}, site-"), shown
    assert re.search(r"^https://spotter\.invalid/a/[\w-]{20}$", shown["body"], re.MULTILINE), shown
    assert (platform.texts(phone), platform.emails(email)) == ([], [])


def test_an_email_takes_over_from_a_push_to_an_app_that_was_removed(
    platform: Platform, aws: Callable[[str], Any]
) -> None:
    push, email = an_endpoint(aws), an_address()
    aws("sns").set_endpoint_attributes(EndpointArn=push, Attributes={"Enabled": "false"})

    danger_calls(platform, push=push, email=email)

    (mail,) = eventually(lambda: platform.emails(email), "the e-mail")
    assert "1.2% (limit 1)" in mail["BodyText"]
    assert platform.pushes(push) == []
