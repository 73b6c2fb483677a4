"""functions/catalogue: feature sets are defined, kept online by scoring, and audited against the archive."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import Any

from builders.catalogue_web import CataloguePlatform, a_catalogue_platform
from builders.learning import START, TENANT, a_reading
from builders.operators import a_supervisor, an_engineer
from spotter.contracts.features import Statistic
from spotter.contracts.names import DeviceName
from spotter.contracts.readings import Reading

PATH = "/v1/features/motion"
ENGINEER = {**an_engineer(TENANT), "custom:tenant": TENANT}
LAGS = (0.0, 2.0, 7.5, 20.0)


def a_set(**other: object) -> dict[str, Any]:
    """Ask for every statistic of two channels at several lags, kept online."""
    more = [
        {"channel": channel, "statistic": name.value, "length_s": 10, "lag_s": lag}
        for channel in ("g", "worn")
        for name in Statistic
        for lag in LAGS
    ]
    window = {"channels": ["g"], "length_s": 30, "more": more}
    return {"title": "How a band moves", "profile": "band", "window": window, "online": True, **other}


def a_platform(**other: object) -> CataloguePlatform:
    platform = a_catalogue_platform()
    (profile,) = [each.name for each in platform.workshop.registry.profiles(TENANT)]
    answer = platform.client(ENGINEER).put(PATH, json=a_set(profile=profile, **other))
    assert answer.status_code == 200, answer.text
    return platform


def lived(platform: CataloguePlatform, devices: int, *, seed: int) -> int:
    """Have devices measure, archive and score what they measured in pieces, some of it late."""
    dice, workshop = Random(seed), platform.workshop  # noqa: S311 - made up, and the same each time
    workshop.now = START + timedelta(hours=1)
    for number in range(devices):
        readings = [
            a_reading(seq, device=f"band-{number}", g=dice.gauss(1, 0.3), worn=dice.random() < 0.9)
            for seq in range(60)
        ]
        for start in range(0, len(readings), 13):
            piece: list[Reading] = readings[start : start + 13]
            workshop.archive.keep(piece, batch=f"{number}-{start}")
            workshop.score({f"m-{number}-{start}": piece})
    return devices


def test_a_feature_set_says_what_its_features_are_and_in_which_unit() -> None:
    shown = a_platform().client(ENGINEER).get(PATH).json()

    described = {each["name"]: (each["meaning"], each["unit"]) for each in shown["features"]}
    assert shown["version"] == 1
    assert shown["owner"] == "emeka"
    assert described["g__mean"] == ("the mean of g over 30 s", "g")
    assert described["g__jerk_10s_2s_ago"] == (
        "how fast it changes, on average of g over 10 s, until 2 s before",
        "g/s",
    )


def test_defining_the_same_again_makes_no_version_and_another_makes_the_next() -> None:
    platform = a_platform()
    client = platform.client(ENGINEER)
    (profile,) = [each.name for each in platform.workshop.registry.profiles(TENANT)]

    again = client.put(PATH, json=a_set(profile=profile))
    other = client.put(PATH, json=a_set(profile=profile, title="How bands move"))

    assert (again.json()["version"], other.json()["version"]) == (1, 2)
    assert client.get(PATH, params={"version": 1}).json()["title"] == "How a band moves"
    assert [each["version"] for each in client.get("/v1/features").json()["sets"]] == [2]
    found = platform.garden.catalogue.entry(TENANT, "feature/motion/2")
    assert found.title == "How bands move"


def test_what_cannot_be_computed_is_refused_by_name() -> None:
    platform = a_platform()
    client = platform.client(ENGINEER)
    (profile,) = [each.name for each in platform.workshop.registry.profiles(TENANT)]
    window = {"length_s": 30, "more": [{"channel": "note", "statistic": "mean", "length_s": 10}]}

    text = client.put(PATH, json=a_set(profile=profile, window=window))
    unknown = client.put(PATH, json=a_set(profile=profile, meanings={"g__max": "how hard", "gg": "?"}))

    assert (text.status_code, unknown.status_code) == (400, 400)
    assert "holds texts" in text.text
    assert "gg" in unknown.text
    assert platform.client(a_supervisor()).put(PATH, json=a_set(profile=profile)).status_code == 403


def test_ten_thousand_values_are_the_same_online_and_in_the_archive() -> None:
    platform = a_platform()
    devices = lived(platform, 75, seed=3)

    audit = platform.client(ENGINEER).get(f"{PATH}/audit").json()

    assert audit["devices"] == devices
    assert audit["values"] >= 10_000
    assert (audit["skewed"], audit["missing"]) == ([], [])


def test_a_value_that_was_tampered_with_is_found() -> None:
    platform = a_platform()
    lived(platform, 2, seed=3)
    kept = platform.workshop.latest_values.get(TENANT, "motion@1", DeviceName("band-1"))
    assert kept is not None
    kept.values["g__mean"] = 99.0
    platform.workshop.latest_values.put(kept)

    audit = platform.client(ENGINEER).get(f"{PATH}/audit").json()

    assert [(each["device"], each["feature"]) for each in audit["skewed"]] == [("band-1", "g__mean")]


def test_the_latest_features_of_a_device_say_how_old_they_are() -> None:
    platform = a_platform()
    lived(platform, 1, seed=3)
    client = platform.client(ENGINEER)

    fresh = client.get(f"{PATH}/devices/band-0", params={"within_s": 1e9}).json()
    stale = client.get(f"{PATH}/devices/band-0", params={"within_s": 1}).json()

    assert fresh["values"] == stale["values"]
    assert fresh["reading"].endswith("/59")
    assert client.get(f"{PATH}/devices/band-9").status_code == 404
    assert (fresh["is_stale"], stale["is_stale"]) == (False, fresh["age_s"] > 1)
