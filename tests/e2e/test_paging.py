"""Tiers, links, replies and languages on the running stack."""

from __future__ import annotations

import json
import re
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable
from typing import Any

import pytest

from callers import Device, Platform, a_message, eventually

pytestmark = pytest.mark.e2e

GAS = {"ch4": {"type": "number", "unit": "%", "minimum": 0, "maximum": 100, "hazard": "ch4"}}
EVERY_DAY = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
TIER_S = 5


class OnCall:
    """A site with a rota of two tiers: Kim reads Korean, Lee is called when Kim does not answer."""

    def __init__(self, platform: Platform, *, tier_s: int) -> None:
        self.platform, self.site = platform, platform.a_site()
        self.phones: dict[str, str] = {}
        names = []
        for language in ("ko", "en"):
            name = f"person-{uuid.uuid4().hex[:8]}"
            self.phones[language] = f"+8210{uuid.uuid4().int % 10**8:08d}"
            body = {"title": name, "phone": self.phones[language], "language": language}
            assert platform.call("PUT", f"/v1/contacts/{name}", body).status == 200
            names.append(name)
        shift = {"name": "always", "days": EVERY_DAY, "start": "00:00", "end": "00:00"}
        rota = {
            "timezone": "Asia/Seoul",
            "shifts": [{**shift, "tiers": [[names[0]], [names[1]]]}],
            "after_s": [0, tier_s],
        }
        answer = platform.call("PUT", f"/v1/sites/{self.site}/rota", rota)
        assert (answer.status, answer.body["gaps"]) == (200, [])
        self.device: Device = platform.a_device(self.site, platform.a_profile(GAS))

    def raise_danger(self) -> str:
        """Publish danger and give the text that reaches the first tier."""
        assert self.platform.publish(self.device, a_message(1, {"ch4": 1.2}))
        return eventually(lambda: self.platform.texts(self.phones["ko"]), "the first page")[0]

    def alarms(self) -> list[dict[str, Any]]:
        return list(self.platform.call("GET", f"/v1/sites/{self.site}/alarms").body["alarms"])

    def open(self, link: str, method: str) -> tuple[int, str]:
        """Open a link as a phone does, without signing in."""
        request = urllib.request.Request(self.platform.stack.api_url + link, method=method)  # noqa: S310
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310 - loopback
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as err:
            return err.code, err.read().decode()


def test_korean_arrives_intact_and_no_answer_calls_the_next_tier_in_time(platform: Platform) -> None:
    on_call = OnCall(platform, tier_s=TIER_S)

    text = on_call.raise_danger()
    began = time.monotonic()
    second = eventually(
        lambda: platform.texts(on_call.phones["en"]), "the second tier", patience_s=TIER_S + 5
    )

    assert re.fullmatch(r"경보 메탄 1\.2%/한도1 .*KST( 답장)? A[0-9A-Z]{4}", text), text
    assert len(text) <= 70
    assert TIER_S - 1 <= time.monotonic() - began <= TIER_S + 5
    assert second[0].startswith("ALARM: Methane. 1.2% (limit 1).")
    assert len(platform.texts(on_call.phones["ko"])) == 1


def test_an_answer_by_link_stops_the_climbing_and_works_once(platform: Platform) -> None:
    on_call = OnCall(platform, tier_s=TIER_S)
    english, korean = on_call.phones["en"], on_call.phones["ko"]
    on_call.raise_danger()
    second = eventually(lambda: platform.texts(english), "the second tier", patience_s=TIER_S + 5)[0]
    link = re.search(r"/a/[\w-]{20}", second)
    assert link is not None, second

    shown, page = on_call.open(link[0], "GET")
    still = [alarm["state"] for alarm in on_call.alarms()]
    done, _ = on_call.open(f"{link[0]}?reason=true_alarm", "POST")
    again, why = on_call.open(f"{link[0]}?reason=true_alarm", "POST")
    forged, _ = on_call.open(link[0][:-1] + ("A" if link[0][-1] != "A" else "B"), "POST")

    assert (shown, done, again, forged) == (200, 200, 400, 400)
    assert "Methane" in page
    assert still == ["active"]
    assert "token: used" in why
    assert [alarm["state"] for alarm in on_call.alarms()] == ["acknowledged"]
    eventually(lambda: len(platform.texts(korean)) == 2, "the notice to the first tier")


def test_a_reply_by_sms_is_an_answer(platform: Platform, aws: Callable[[str], Any]) -> None:
    on_call = OnCall(platform, tier_s=60)
    code = on_call.raise_danger()[-4:]
    text = {"originationNumber": on_call.phones["ko"], "messageBody": f"a {code}"}

    aws("sns").publish(TopicArn=platform.stack.outputs["RepliesTopicArn"], Message=json.dumps(text))

    (answered,) = eventually(
        lambda: [each for each in on_call.alarms() if each["state"] != "active"], "the answer"
    )
    assert answered["state"] == "acknowledged"
