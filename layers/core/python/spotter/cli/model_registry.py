"""`spotter model rows` and `register`: learn elsewhere from the platform's rows, and bring the model back."""

from __future__ import annotations

import gzip
import time
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from spotter.cli.client import Json
from spotter.cli.downloads import fetched
from spotter.cli.session import platform
from spotter.cli.show import AsJson, show
from spotter.errors import Unavailable

PATIENCE_S, POLL_S = 300.0, 1.0
Name = Annotated[str, typer.Argument(help="The model's name, for example fall.")]
Version = Annotated[str | None, typer.Option(help="Which training set; that of the newest version.")]


def rows(
    name: Name,
    *,
    out: Annotated[Path, typer.Option(help="CSV file to write: device, at, the features, label.")],
    dataset: Version = None,
    as_json: AsJson = False,
) -> None:
    """Write the training rows of a model into a file, to learn from elsewhere; rows that judge stay away."""
    api = platform()
    version = dataset or _newest(name)
    answer = api.get("models", name, "training-sets", version, "rows")
    parts = [gzip.decompress(fetched(file["url"], file["sha256"])) for file in answer["files"]]
    head = parts[0].partition(b"\n")[0] if parts else b""
    content = b"".join([head, b"\n", *(part.partition(b"\n")[2] for part in parts)])
    try:
        out.write_bytes(content)
    except OSError as err:
        raise Unavailable(f"cannot write {out}: {err.strerror}", file=str(out)) from err
    show({"file": str(out), "dataset": version, "rows": content.count(b"\n") - 1}, as_json=as_json)


def register(
    name: Name,
    folder: Annotated[Path, typer.Argument(help="Folder with model.txt and card.json.")],
    *,
    dataset: Version = None,
    wait: Annotated[bool, typer.Option(help="Wait for the verdict.")] = True,
    as_json: AsJson = False,
) -> None:
    """Bring a model that was made elsewhere to the platform: it is judged, and live if it passes."""
    from spotter.learning.models import load

    model = load(folder)
    body = {
        "dataset": dataset or _newest(name),
        "text": model.text,
        "card": msgspec.to_builtins(model.card),
    }
    registered = platform().post("models", name, "versions", body=body)
    show(_judged(name, registered) if wait else registered, as_json=as_json)


def _judged(name: str, registered: Json) -> Json:
    """Wait until a version has its verdict.

    Raises:
        Unavailable: it has none within the time.
    """
    api, version = platform(), str(registered["version"])
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        verdict: Json | None = api.get("models", name, "card", version=version)["verdict"]
        if verdict is not None:
            return registered | {"verdict": verdict}
        time.sleep(POLL_S)
    raise Unavailable(
        f"{name} {version} was not judged within {PATIENCE_S:.0f} s; look with spotter model show"
    )


def _newest(name: str) -> str:
    return str(platform().get("models", name)["versions"][0]["dataset"])
