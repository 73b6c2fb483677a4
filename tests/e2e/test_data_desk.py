"""The data desk on a deployed platform: what is made there enters the catalogue, is found and repaired.

Every right of the functions behind it is used here: recipes, labels, annotations, features, datasets, the
catalogue and its steward.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from callers import Device, Json, Platform, a_message, eventually
from infra.local.places import Endpoints
from terminals import Person, fresh

pytestmark = pytest.mark.e2e

ROWS = 20
CHANNELS: Json = {"ch4": {"type": "number", "unit": "%"}}


class Desk(NamedTuple):
    """A site with readings of one device, and what was made of them."""

    platform: Platform
    site: str
    profile: str
    device: Device
    dataset: str
    version: str

    def ask(self, method: str, path: str, body: object = None) -> Json:
        """Call the API, which has to agree."""
        answer = self.platform.call(method, f"/v1/{path}", body)
        assert answer.status in {200, 201, 202}, (method, path, answer)
        return answer.body

    def found(self, query: str) -> list[str]:
        """Find things by a search."""
        words = query.replace(" ", "%20").replace(">", "%3E").replace('"', "%22")
        return [each["id"] for each in self.ask("GET", f"catalogue/things?q={words}")["things"]]


@pytest.fixture
def desk(platform: Platform) -> Desk:
    """Have a device measure and a version of it frozen."""
    site, profile = platform.a_site(), platform.a_profile(CHANNELS)
    device, begins = platform.a_device(site, profile), datetime.now(UTC) - timedelta(minutes=2)
    messages = [a_message(seq, {"ch4": seq / 100}, at=begins + timedelta(seconds=seq)) for seq in range(ROWS)]
    assert platform.publish_all(device, messages)
    dataset = fresh("desk")
    made = Desk(platform, site, profile, device, dataset, "")
    span = {"since": begins.isoformat(), "until": (begins + timedelta(hours=1)).isoformat()}
    made.ask("PUT", f"datasets/{dataset}", {"sites": [site], "profile": profile, **span})

    def frozen() -> str | None:
        """Freeze until everything that was published is in the version."""
        run = made.ask("POST", f"datasets/{dataset}/extractions", {})["extraction"]
        path = f"datasets/{dataset}/extractions/{run}"
        ended = eventually(
            lambda: state if (state := made.ask("GET", path))["status"] != "RUNNING" else None, "its end"
        )
        version = str((ended or {}).get("version") or "")
        if not version:
            return None
        rows = made.ask("GET", f"datasets/{dataset}/versions/{version}")["rows"]
        return version if rows == ROWS else None

    return made._replace(version=eventually(frozen, "a version of all rows", patience_s=60) or "")


def interval(desk: Desk, first: int, last: int) -> Json:
    begins = datetime.now(UTC) - timedelta(minutes=2)
    return {
        "device": desk.device.name,
        "start": (begins + timedelta(seconds=first)).isoformat(),
        "end": (begins + timedelta(seconds=last)).isoformat(),
    }


def written_down(desk: Desk) -> tuple[str, str]:
    """Put a recipe and a feature set, mark a label, and have annotators differ over another."""
    recipe, features = fresh("fill"), fresh("motion")
    desk.ask("PUT", f"recipes/{recipe}", {"steps": [{"step": "fill_median"}], "about": "Fill gaps"})
    assert desk.ask("GET", f"recipes/{recipe}")["explained"]
    window = {"channels": ["ch4"], "length_s": 5}
    body = {"title": "How gas moves", "profile": desk.profile, "window": window, "online": True}
    desk.ask("PUT", f"features/{features}", body)
    desk.ask("PUT", f"sites/{desk.site}/labels/rise", {"intervals": [interval(desk, 2, 9)]})
    rows = [
        {"row": row, "label": "leak", "annotator": who, **interval(desk, first, 12)}
        for row, (who, first) in enumerate((("kim", 2), ("lee", 2), ("olga", 6)), start=1)
    ]
    assert desk.ask("POST", f"sites/{desk.site}/annotations", {"annotations": rows})["written"]
    assert desk.ask("GET", f"sites/{desk.site}/labels/leak/agreement")["pairs"]
    desk.ask("POST", f"sites/{desk.site}/labels/leak/adjudication", {})
    return recipe, features


def test_what_is_made_at_the_desk_enters_the_catalogue_and_is_found(desk: Desk) -> None:
    recipe, features = written_down(desk)

    version = f"dataset/{desk.dataset}/{desk.version}"
    assert desk.found(f"kind:dataset site:{desk.site} rows>10 NOT drift:*") == [version]
    assert desk.found(f"kind:run does:freeze status:succeeded name:{desk.dataset}")
    assert desk.found(f"kind:recipe name:{recipe} step:fill_median") == [f"recipe/{recipe}/1"]
    assert desk.found(f"kind:feature name:{features} online:true") == [f"feature/{features}/1"]
    labels = desk.found(f"kind:labels site:{desk.site}")
    assert sorted(labels) == [f"labels/leak/{desk.site}.1", f"labels/rise/{desk.site}.1"]
    assert desk.found(f"kind:labels site:{desk.site} decided:majority kappa:*") == [labels[0]]

    swept = desk.ask("POST", "catalogue/sweep")
    assert swept["is_complete"]
    assert f"profile/{desk.profile}/1" in swept["noted"]
    assert not {version, f"recipe/{recipe}/1", f"feature/{features}/1", *labels} & {*swept["noted"]}

    lineage = desk.ask("GET", f"catalogue/things/{version}/lineage")
    assert {each["id"].split("/")[0] for each in lineage["relatives"]} == {"dataset", "code", "run"}

    latest = f"features/{features}/devices/{desk.device.name}"
    following = itertools.count(ROWS)

    def measured_on() -> bool:
        """Measure on, as devices do: a set that is new is looked for with what arrives seconds later."""
        desk.platform.publish(desk.device, a_message(next(following), {"ch4": 0.5}))
        return desk.platform.call("GET", f"/v1/{latest}").status == 200

    eventually(measured_on, "the latest values", patience_s=60)
    assert desk.ask("GET", f"features/{features}/audit")["skewed"] == []


def test_a_flipped_bit_of_a_version_is_found_and_repaired(
    desk: Desk, aws: Callable[[str], Any], stack: Endpoints
) -> None:
    s3, bucket = aws("s3"), stack.outputs["LakeBucket"]
    version = f"dataset/{desk.dataset}/{desk.version}"
    policies = [
        {
            "name": "twice",
            "search": f"kind:dataset name:{desk.dataset}",
            "then": {"does": "replicate"},
        }
    ]
    desk.ask("PUT", "catalogue/policies", {"policies": policies})
    files = desk.ask("GET", f"catalogue/things/{version}")["files"]
    planned = {(each["does"], each["why"]) for each in desk.ask("GET", "catalogue/plan")["would"]}
    assert {("copy", file["key"]) for file in files} <= planned

    def round_of_the_steward() -> Json:
        answer = aws("lambda").invoke(FunctionName=stack.outputs["StewardName"], Payload=b"{}")
        assert "FunctionError" not in answer, answer["Payload"].read()
        counts: Json = json.loads(answer["Payload"].read())
        return counts

    assert round_of_the_steward()["copied"] >= len(files)
    key = next(file["key"] for file in files if file["key"].endswith(".parquet"))
    right = s3.get_object(Bucket=bucket, Key=key)["Body"].read()
    s3.put_object(Bucket=bucket, Key=key, Body=bytes([right[0] ^ 1, *right[1:]]))
    counts = round_of_the_steward()

    assert (counts["repaired"], counts["tenants_failed"]) == (1, 0)
    assert s3.get_object(Bucket=bucket, Key=key)["Body"].read() == right
    assert desk.found(f"name:{desk.dataset} repaired_at:*") == [version]


def test_a_notebook_is_put_in_found_shown_and_brought_back_at_a_terminal(
    operator: Person, tmp_path: Path
) -> None:
    name, file = fresh("falls"), tmp_path / "Falls.ipynb"
    file.write_text(json.dumps({"cells": [{}], "metadata": {"kernelspec": {"name": "python3"}}}))
    note = operator.asks("catalogue", "add", str(file), "--name", name, "--set", "runtime=2.5=h")
    code = ("--kind", "code", "--name", name, "--version", "v1-3-gabc", "--title", "Scripts")
    operator.asks("catalogue", "add", *code, "--parent", note["id"])

    found = operator.asks("catalogue", "search", f"kind:notebook name:{name} cells>0 runtime:2..3")
    operator.asks("catalogue", "edit", note["id"], "--set", "note=wet cell", "--set", "runtime=3=h")
    page = tmp_path / "page.html"
    shown = operator.asks("catalogue", "show", note["id"], "--html", str(page))
    assert operator("catalogue", "get", note["id"], "--out", str(tmp_path / "back.ipynb")).code == 0
    operator.asks("catalogue", "retire", note["id"], "--why", "superseded")

    assert [each["id"] for each in found["things"]] == [note["id"]]
    assert [each["id"] for each in shown["lineage"]["relatives"]] == [note["id"], f"code/{name}/v1-3-gabc"]
    assert page.read_text().count("<rect") == 2
    assert (tmp_path / "back.ipynb").read_bytes() == file.read_bytes()
    assert operator.asks("catalogue", "search", f"name:{name} kind:notebook")["total"] == 0
