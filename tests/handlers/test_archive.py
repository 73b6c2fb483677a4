from __future__ import annotations

import json
import re
from typing import Any

import pytest
from httpx2 import Response

from builders.archive import DAY, PROFILE, SITE, TENANT, a_reading, at
from builders.operators import a_supervisor, an_engineer
from builders.web import ArchivePlatform, an_archive_platform
from spotter.contracts.alarms import AlarmClass, Evidence
from spotter.contracts.assignments import Assignment
from spotter.contracts.episodes import SettledDay
from spotter.contracts.names import DeviceName, RuleName, Subject, WorkerName
from spotter.contracts.profiles import Channel, ChannelType, Profile
from spotter.contracts.readings import Doubt
from spotter.contracts.sites import Site
from spotter.domain.alarms.episodes import Episode

READINGS = f"/v1/sites/{SITE}/readings"
NOW_S = 36 * 3600 - 60
THE_DAY: dict[str, str | float] = {"since": "2026-11-24T00:00:00Z", "until": "2026-11-25T00:00:00Z"}


@pytest.fixture
def platform() -> ArchivePlatform:
    platform = an_archive_platform()
    number = ChannelType.NUMBER
    channels = {
        "ch4": Channel(number, "%"),
        "pulse": Channel(number, "bpm"),
        "warmth": Channel(number, "degC", hazard="core_temperature"),
    }
    platform.registry.put_site(Site(TENANT, SITE, "The pit", ()), expected=None)
    platform.registry.add_profile(Profile(TENANT, PROFILE, 1, channels))
    stuck: dict[str, tuple[Doubt, ...]] = {"ch4": (Doubt.STUCK,)}
    platform.archive.arrive(
        [a_reading(seq, {"ch4": seq / 10, "pulse": 60 + seq}) for seq in range(30)],
        [a_reading(1, {"ch4": 0.5, "warmth": 37.5}, device="helmet-8", doubts=stuck)],
    )
    return platform


def asked(platform: ArchivePlatform, *, engineer: bool = True, **query: str | float) -> Response:
    client = platform.client(an_engineer() if engineer else a_supervisor())
    answer: Response = client.get(READINGS, params=THE_DAY | query)
    return answer


def test_values_come_back_as_they_were_measured(platform: ArchivePlatform) -> None:
    answer = asked(platform, device="helmet-8")

    assert answer.status_code == 200
    first = answer.json()["values"][0]
    assert first == {
        "device": "helmet-8",
        "channel": "ch4",
        "at": "2026-11-24T00:00:01Z",
        "value": 0.5,
        "trust": "bad",
        "doubts": ["stuck"],
        "boot": "b1",
        "seq": 1,
        "arrived": "2026-11-24T00:00:02Z",
        "profile": "gas",
        "profile_version": 1,
        "reason": None,
    }


def test_what_is_compacted_and_what_is_not_make_one_answer(platform: ArchivePlatform) -> None:
    platform.archive.compacted()
    new, again = a_reading(30, {"ch4": 3}, arrived=NOW_S), a_reading(29, {"ch4": 2.9}, arrived=NOW_S)
    platform.archive.arrive([new], [again])

    values = asked(platform, device="helmet-7", channel="ch4").json()["values"]

    assert [each["seq"] for each in values] == list(range(31))


def test_pages_follow_one_another_without_a_gap(platform: ArchivePlatform) -> None:
    seen: list[tuple[str, int]] = []
    cursor = None
    while True:
        page = asked(platform, limit=7, channel="ch4", **({"cursor": cursor} if cursor else {})).json()
        seen += [(each["device"], each["seq"]) for each in page["values"]]
        if (cursor := page["next"]) is None:
            break

    assert seen == [("helmet-7", seq) for seq in range(30)] + [("helmet-8", 1)]


def test_buckets_say_least_most_mean_and_last(platform: ArchivePlatform) -> None:
    buckets = asked(platform, device="helmet-7", channel="ch4", every=10).json()["buckets"]

    assert [
        (each["at"], each["count"], each["minimum"], each["maximum"], each["last"]) for each in buckets
    ] == [
        ("2026-11-24T00:00:00Z", 10, 0.0, 0.9, 0.9),
        ("2026-11-24T00:00:10Z", 10, 1.0, 1.9, 1.9),
        ("2026-11-24T00:00:20Z", 10, 2.0, 2.9, 2.9),
    ]
    assert [round(each["mean"], 6) for each in buckets] == [0.45, 1.45, 2.45]


def test_only_what_is_trusted_is_given_where_that_is_asked(platform: ArchivePlatform) -> None:
    good = asked(platform, channel="ch4", trust="good").json()["values"]
    bad = asked(platform, channel="ch4", trust="bad").json()["values"]

    assert {each["device"] for each in good} == {"helmet-7"}
    assert [(each["device"], each["doubts"]) for each in bad] == [("helmet-8", ["stuck"])]


def test_a_worker_is_followed_from_device_to_device_and_through_corrections(
    platform: ArchivePlatform,
) -> None:
    for number, (device, worker, since, until) in enumerate(
        [("helmet-7", "kim", 0, 20), ("helmet-8", "kim", 0, None), ("helmet-7", "olga", 10, 15)], start=1
    ):
        platform.assignments.add(
            Assignment(
                tenant=TENANT,
                device=DeviceName(device),
                number=number,
                worker=WorkerName(worker),
                valid_from=at(since),
                valid_until=None if until is None else at(until),
                recorded_at=at(1_000 + number),
                by="olga",
            )
        )

    def worn(worker: str) -> list[tuple[str, int]]:
        values = asked(platform, worker=worker, channel="ch4").json()["values"]
        return [(each["device"], each["seq"]) for each in values]

    kims = [("helmet-7", seq) for seq in [*range(10), *range(15, 20)]]
    assert worn("kim") == [*kims, ("helmet-8", 1)]
    assert worn("olga") == [("helmet-7", seq) for seq in range(10, 15)]
    assert worn("nobody") == []


def test_what_is_measured_on_bodies_is_for_engineers(platform: ArchivePlatform) -> None:
    supervisor = asked(platform, engineer=False).json()
    refused = asked(platform, engineer=False, channel="pulse")

    assert {each["channel"] for each in supervisor["values"]} == {"ch4"}
    assert supervisor["hidden"] == ["pulse", "warmth"]
    assert refused.status_code == 403
    assert {each["channel"] for each in asked(platform).json()["values"]} == {"ch4", "pulse", "warmth"}


@pytest.mark.parametrize("form", ["csv", "json", "parquet"])
def test_an_export_holds_the_whole_answer(platform: ArchivePlatform, form: str) -> None:
    export = asked(platform, engineer=False, format=form, limit=1).json()["export"]

    key = export["url"].removeprefix("memory:").partition("?")[0]
    content = platform.archive.objects.get(key)
    assert (export["rows"], export["size"]) == (31, len(content))
    if form == "csv":
        assert len(content.splitlines()) == 32
        assert re.search(rb",\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z,", content.splitlines()[1])
    elif form == "json":
        assert {json.loads(line)["channel"] for line in content.splitlines()} == {"ch4"}
    else:
        assert content[:4] == content[-4:] == b"PAR1"


def test_a_day_is_proven_from_its_raw_objects(platform: ArchivePlatform) -> None:
    platform.archive.compacted()
    client = platform.client(an_engineer())

    answer = client.get(f"/v1/sites/{SITE}/days/{DAY}/verification").json()

    assert answer["holds"]
    assert answer["raw"] == answer["packed"] == answer["manifest"]
    assert (answer["raw"]["readings"], answer["raw"]["rows"], answer["sources"]) == (31, 62, 2)


def test_a_day_never_compacted_and_a_site_never_described_are_not_found(platform: ArchivePlatform) -> None:
    client = platform.client(an_engineer())

    assert client.get(f"/v1/sites/{SITE}/days/{DAY}/verification").status_code == 404
    assert client.get("/v1/sites/nowhere/readings").status_code == 404


def test_another_tenant_sees_nothing(platform: ArchivePlatform) -> None:
    assert platform.client(an_engineer("rival")).get(READINGS, params=THE_DAY).status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        {"since": "2026-11-25T00:00:00Z"},
        {"since": "2026-01-01T00:00:00Z"},
        {"since": "yesterday"},
        {"cursor": "!"},
        {"cursor": "e30"},
        {"every": 0},
        {"limit": 0},
        {"limit": 10_001},
        {"device": "../other"},
        {"trust": "perfect"},
        {"format": "xlsx"},
        {"unknown": "field"},
    ],
)
def test_a_question_that_cannot_be_right_is_refused(platform: ArchivePlatform, query: dict[str, Any]) -> None:
    assert asked(platform, **query).status_code == 400


def test_the_episodes_of_a_day_are_told_once_it_is_settled(platform: ArchivePlatform) -> None:
    client, day = platform.client(a_supervisor()), f"/v1/sites/{SITE}/days/{DAY}/episodes"
    assert client.get(day).json() == {"day": DAY, "settled": False, "ledger": None, "episodes": []}
    evidence = Evidence("helmet-7/b1/1", "ch4", 2.0, 1.0, "%", at(1))
    rule, helmet = RuleName("ch4-high"), Subject("helmet-7")
    episode = Episode(TENANT, SITE, rule, helmet, AlarmClass.HIGH, at(1), at(9), at(10), evidence, evidence)
    platform.episodes.keep(SettledDay(TENANT, SITE, DAY, "r", "r", "", 0), (episode,), expected=None)

    told = client.get(day).json()

    assert told["settled"]
    assert [(each["rule"], each["ended_at"]) for each in told["episodes"]] == [
        ("ch4-high", "2026-11-24T00:00:10Z")
    ]
    assert platform.client(a_supervisor(tenant="other")).get(day).status_code == 404
